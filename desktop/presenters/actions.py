"""Everything an officer can do, declared once: name, key, menu. Menus, palette, key hints and help come from here."""

from __future__ import annotations

import msgspec

from desktop.words import _


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """keys: as Qt writes them in its portable form (`Ctrl+S`); group: the menu it stands in; icon: of resources/icons.

    hidden: not in the menus (keys that only make sense inside a field).
    """

    id: str
    title: str
    group: str
    keys: str = ""
    icon: str = ""
    hint: str = ""
    hidden: bool = False


GROUPS = {
    "register": "&Sổ",
    "entry": "&Ghi",
    "events": "&Biến động",
    "view": "&Xem",
    "exchange": "Gó&i",
    "help": "&Trợ giúp",
}
"""Menus by id, in order."""


def actions() -> dict[str, Action]:
    """All actions by id, in the order of the menus, in the language in use."""
    return {action.id: action for action in (*_register(), *_entry(), *_events(), *_view(), *_exchange(), *_help())}


def pages() -> dict[str, Action]:
    """The actions that lead to a page of the side bar, in its order (`go_<page>`)."""
    return {name.removeprefix("go_"): action for name, action in actions().items() if name.startswith("go_")}


def _register() -> tuple[Action, ...]:
    return (
        Action(id="open", title=_("Mở sổ khác…"), group="register", keys="Ctrl+O", icon="folder-open"),
        Action(id="lock", title=_("Khóa sổ"), group="register", keys="Ctrl+L", icon="lock"),
        Action(id="settings", title=_("Tùy chọn…"), group="register", keys="Ctrl+,", icon="settings"),
        Action(id="quit", title=_("Thoát"), group="register", keys="Ctrl+Q", icon="log-out"),
    )


def _entry() -> tuple[Action, ...]:
    return (
        Action(id="new", title=_("Hộ mới"), group="entry", keys="F2", icon="plus"),
        Action(id="save", title=_("Lưu"), group="entry", keys="Ctrl+S", icon="save"),
        Action(id="repeat", title=_("Lặp lại giá trị trên"), group="entry", keys="F4", icon="copy"),
        Action(id="choices", title=_("Danh sách để chọn"), group="entry", keys="F9", icon="list"),
        Action(id="add_support", title=_("Thêm hỗ trợ cho hộ…"), group="entry", keys="Ctrl+H", icon="wallet"),
        Action(id="reclass", title=_("Phân loại lại…"), group="entry", keys="Ctrl+R", icon="scale"),
        Action(id="take_draft", title=_("Lấy lại bản nháp"), group="entry", keys="Ctrl+B", icon="pencil"),
        Action(id="drop_draft", title=_("Bỏ bản nháp"), group="entry", icon="x"),
        Action(id="undo", title=_("Hoàn tác lần lưu cuối…"), group="entry", keys="Ctrl+Shift+Z", icon="undo-2"),
        Action(id="print", title=_("In…"), group="entry", keys="Ctrl+P", icon="printer"),
    )


def _events() -> tuple[Action, ...]:
    """What happens in a household, each with a day; `event` asks which."""
    return (
        Action(id="event", title=_("Việc xảy ra trong hộ…"), group="events", keys="F8", icon="calendar"),
        Action(id="event_birth", title=_("Sinh con…"), group="events", icon="baby"),
        Action(id="event_death", title=_("Qua đời…"), group="events", icon="circle-dot"),
        Action(id="event_leave", title=_("Chuyển đi, kết hôn về nơi khác…"), group="events", icon="log-out"),
        Action(id="event_arrive", title=_("Chuyển đến…"), group="events", icon="user-plus"),
        Action(id="event_move", title=_("Chuyển sang hộ khác trong xã…"), group="events", icon="move-right"),
        Action(id="event_split", title=_("Tách hộ…"), group="events", icon="split"),
        Action(id="event_head", title=_("Đổi chủ hộ…"), group="events", icon="user"),
    )


def _view() -> tuple[Action, ...]:
    return (
        Action(id="palette", title=_("Tìm một việc…"), group="view", keys="Ctrl+K", icon="command"),
        Action(id="find", title=_("Tìm người, hộ"), group="view", keys="F3", icon="search"),
        Action(id="back", title=_("Quay lại"), group="view", keys="Alt+Left", icon="arrow-left"),
        Action(id="previous", title=_("Hộ trước"), group="view", keys="Ctrl+PgUp", icon="chevron-up"),
        Action(id="next", title=_("Hộ sau"), group="view", keys="Ctrl+PgDown", icon="chevron-down"),
        Action(id="history", title=_("Lịch sử của ô này"), group="view", keys="F7", icon="history"),
        Action(id="refresh", title=_("Đọc lại"), group="view", keys="F5", icon="refresh-cw"),
        Action(id="go_home", title=_("Trang đầu"), group="view", keys="Alt+1", icon="house"),
        Action(id="go_households", title=_("Hộ"), group="view", keys="Alt+2", icon="users"),
        Action(id="go_village", title=_("Cả thôn"), group="view", keys="Alt+3", icon="list-checks"),
        Action(id="go_packages", title=_("Gửi nhận"), group="view", keys="Alt+4", icon="package"),
        Action(id="go_queue", title=_("Chờ quyết định"), group="view", keys="Alt+5", icon="scale"),
        Action(id="go_prints", title=_("In ấn"), group="view", keys="Alt+6", icon="printer"),
    )


def _exchange() -> tuple[Action, ...]:
    return (
        Action(id="export", title=_("Xuất gói ra USB…"), group="exchange", keys="Ctrl+E", icon="upload"),
        Action(id="merge", title=_("Nhận gói…"), group="exchange", keys="Ctrl+M", icon="package-open"),
    )


def _help() -> tuple[Action, ...]:
    return (
        Action(id="help", title=_("Hướng dẫn"), group="help", keys="F1", icon="book-open-text"),
        Action(id="keys", title=_("Bảng phím tắt"), group="help", keys="Ctrl+F1", icon="keyboard"),
        Action(id="about", title=_("Giới thiệu"), group="help", icon="info"),
    )
