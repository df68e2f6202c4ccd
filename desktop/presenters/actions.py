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


GROUPS = {"register": "&Sổ", "entry": "&Ghi", "view": "&Xem", "exchange": "Gó&i", "help": "&Trợ giúp"}
"""Menus by id, in order."""


def actions() -> dict[str, Action]:
    """All actions by id, in the order of the menus, in the language in use."""
    return {action.id: action for action in (*_register(), *_entry(), *_view(), *_exchange(), *_help())}


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
        Action(id="add_step", title=_("Thêm mốc"), group="entry", keys="Ctrl+T", icon="circle-check"),
        Action(id="reverse_step", title=_("Hủy mốc ghi sai…"), group="entry", keys="Ctrl+Shift+T", icon="undo-2"),
        Action(id="same_for_all", title=_("Ghi như vậy cho cả hộ"), group="entry", keys="Ctrl+G", icon="users"),
        Action(id="undo", title=_("Hoàn tác lần lưu cuối…"), group="entry", keys="Ctrl+Shift+Z", icon="undo-2"),
        Action(id="print", title=_("In…"), group="entry", keys="Ctrl+P", icon="printer"),
    )


def _view() -> tuple[Action, ...]:
    return (
        Action(id="palette", title=_("Tìm một việc…"), group="view", keys="Ctrl+K", icon="command"),
        Action(id="find", title=_("Tìm người, hộ"), group="view", keys="F3", icon="search"),
        Action(id="back", title=_("Quay lại"), group="view", keys="Alt+Left", icon="arrow-left"),
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
        Action(id="retry", title=_("Thử lại gói giữ lại"), group="exchange", icon="refresh-cw"),
        Action(id="enrol", title=_("Ghi danh máy…"), group="exchange", keys="Ctrl+Shift+M", icon="id-card"),
        Action(id="enrol_accept", title=_("Nhận trả lời ghi danh…"), group="exchange", icon="shield-check"),
        Action(id="devices", title=_("Các máy đã ghi danh, thu hồi…"), group="exchange", icon="list"),
        Action(id="queue_own", title=_("Quyết định bằng giá trị khác (phím K)"), group="exchange", icon="pencil"),
        Action(id="queue_whole", title=_("Quyết định cả hộ theo một nơi (phím H)"), group="exchange", icon="users"),
        Action(id="queue_open", title=_("Mở hồ sơ của mục đang xem (phím O)"), group="exchange", icon="file-text"),
        Action(id="queue_next", title=_("Mục chờ sau (PageDown)"), group="exchange", icon="chevron-right"),
        Action(id="queue_previous", title=_("Mục chờ trước (PageUp)"), group="exchange", icon="chevron-left"),
    )


def _help() -> tuple[Action, ...]:
    return (
        Action(id="help", title=_("Hướng dẫn"), group="help", keys="F1", icon="book-open-text"),
        Action(id="keys", title=_("Bảng phím tắt"), group="help", keys="Ctrl+F1", icon="keyboard"),
        Action(id="about", title=_("Giới thiệu"), group="help", icon="info"),
    )
