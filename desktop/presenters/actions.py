"""Everything an officer can do, declared once: name, key, menu. Menus, palette, key hints and help come from here."""

from __future__ import annotations

import msgspec

from desktop.words import _, mark


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
    "register": mark("&Sổ"),
    "entry": mark("&Ghi"),
    "events": mark("&Biến động"),
    "view": mark("&Xem"),
    "exchange": mark("Gó&i"),
    "help": mark("&Trợ giúp"),
}
"""Menus by id, in order."""


def actions() -> dict[str, Action]:
    """All actions by id, in the order of the menus, in the language in use."""
    return {action.id: action for action in (*_register(), *_entry(), *_events(), *_view(), *_exchange(), *_help())}


def pages() -> dict[str, Action]:
    """The actions that lead to a page of the side bar, in its order (`go_<page>`)."""
    return {name.removeprefix("go_"): action for name, action in actions().items() if name.startswith("go_")}


SECTIONS = {
    "home": "Trang đầu",
    "households": "Tìm người, tìm hộ",
    "household": "Trang của một hộ",
    "support": "Ghi một khoản hỗ trợ",
    "plan": "Kế hoạch giảm nghèo của hộ",
    "need": "Nhu cầu của hộ",
    "import": "Nhập danh sách Excel",
    "template": "Điền mẫu Excel của nơi khác",
    "village": "Cả thôn",
    "review": "Rà soát",
    "packages": "Gửi nhận gói",
    "queue": "Quyết định chỗ khác nhau",
    "moves": "Chuyển hộ giữa các xã",
    "reports": "Biểu và báo cáo",
    "duplicates": "Hồ sơ ghi trùng",
    "records": "Sổ công tác",
    "record": "Sổ công tác",
    "prints": "In ấn",
    "targets": "Chỉ số, chỉ tiêu và tổng số",
    "help": "Hướng dẫn và thẻ phím tắt",
    "backups": "Sao lưu, phục hồi",
    "officers": "Cán bộ và mật khẩu",
    "settings": "Tùy chọn",
    "units": "Xã nhập, huyện nhập, bỏ cấp huyện",
}
"""The heading of the manual (docs/huong-dan.md) that explains a page; F1 there opens it."""


class KeyGroup(msgspec.Struct, frozen=True):
    """Keys that belong together: a heading, and for each key what it does."""

    title: str
    keys: tuple[tuple[str, str], ...]


def key_table() -> list[KeyGroup]:
    """Every key of the program, of actions by menu and of fields, as people read them."""
    menus = [
        KeyGroup(
            _(title).replace("&", ""),
            tuple(
                (key_text(action.keys), action.title.rstrip("…"))
                for action in actions().values()
                if action.keys and action.group == group
            ),
        )
        for group, title in GROUPS.items()
    ]
    return [*menus, *_habits()]


def key_text(keys: str) -> str:
    """A key as it is written on the keyboard: `Alt+Left` → `Alt+←`, `PgDown` → `PgDn`."""
    names = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "PgDown": "PgDn"}
    *held, last = keys.rsplit("+", 1) if not keys.endswith("++") else (keys[:-2], "+")
    return "+".join([*held, names.get(last, last)])


def _habits() -> tuple[KeyGroup, ...]:
    """Keys that editors, grids and lists understand by themselves."""
    fields = (
        ("Enter", _("Sang ô tiếp theo")),
        ("Shift+Enter", _("Về ô trước")),
        ("Alt+↓", _("Mở danh sách để chọn (như F9)")),
        ("Ctrl+Enter", _("Xuống dòng trong ô ghi chú")),
        ("Esc", _("Đóng danh sách, đóng lời nhắn")),
    )
    grids = (
        ("↑ ↓", _("Dòng trên, dòng dưới")),
        ("Ctrl+End", _("Đến cuối bảng, nơi ghi dòng mới")),
        ("Delete", _("Xóa trắng ô")),
        ("Ctrl+-", _("Bỏ dòng")),
        ("Ctrl+V", _("Dán khối ô từ Excel")),
    )
    papers = (
        ("PgUp, PgDn", _("Trang trước, trang sau")),
        ("Home, End", _("Trang đầu, trang cuối")),
        ("Enter", _("Trong ô tìm: chỗ tiếp theo (Shift+Enter: chỗ trước)")),
    )
    return (
        KeyGroup(_("Trong ô nhập"), fields),
        KeyGroup(_("Trong bảng"), grids),
        KeyGroup(_("Trong trang in, trang hướng dẫn"), papers),
    )


def _register() -> tuple[Action, ...]:
    return (
        Action(id="open", title=_("Mở sổ khác…"), group="register", keys="Ctrl+O", icon="folder-open"),
        Action(id="lock", title=_("Khóa sổ"), group="register", keys="Ctrl+L", icon="lock"),
        Action(id="backup", title=_("Sao lưu ngay"), group="register", keys="Ctrl+Shift+B", icon="save"),
        Action(id="check", title=_("Kiểm tra sổ"), group="register", icon="shield-check"),
        Action(id="officers", title=_("Cán bộ, mật khẩu…"), group="register", keys="Ctrl+Shift+U", icon="users"),
        Action(id="officer_add", title=_("Thêm cán bộ"), group="register", icon="user-plus"),
        Action(id="officer_password", title=_("Đổi mật khẩu"), group="register", icon="lock"),
        Action(id="officer_end", title=_("Thôi dùng sổ…"), group="register", icon="log-out"),
        Action(id="drill", title=_("Thử mã"), group="register", icon="shield-check", hint=_("Diễn tập tờ phục hồi")),
        Action(id="units", title=_("Địa giới thay đổi…"), group="register", keys="Ctrl+F8", icon="landmark"),
        Action(id="apply_units", title=_("Áp dụng địa giới mới…"), group="register", icon="check"),
        Action(id="divide_unit", title=_("Chia hộ của đơn vị cũ…"), group="register", keys="Shift+F8", icon="split"),
        Action(
            id="divide_village",
            title=_("Chia đơn vị: từng hộ của thôn này"),
            group="register",
            keys="Ctrl+F9",
            icon="list",
        ),
        Action(id="settings", title=_("Tùy chọn…"), group="register", keys="Ctrl+,", icon="settings"),
        Action(id="recovery_sheet", title=_("Tờ phục hồi mới…"), group="register", icon="shield-check"),
        Action(id="quit", title=_("Thoát"), group="register", keys="Ctrl+Q", icon="log-out"),
    )


def _entry() -> tuple[Action, ...]:
    return (
        Action(id="new", title=_("Hộ mới"), group="entry", keys="F2", icon="plus"),
        Action(id="save", title=_("Lưu"), group="entry", keys="Ctrl+S", icon="save"),
        Action(id="repeat", title=_("Lặp lại giá trị trên"), group="entry", keys="F4", icon="copy"),
        Action(id="choices", title=_("Danh sách để chọn"), group="entry", keys="F9", icon="list"),
        Action(id="add_support", title=_("Thêm hỗ trợ cho hộ…"), group="entry", keys="Ctrl+H", icon="wallet"),
        Action(id="add_plan", title=_("Lập kế hoạch giảm nghèo…"), group="entry", keys="Ctrl+N", icon="clipboard-list"),
        Action(id="add_need", title=_("Ghi nhu cầu của hộ…"), group="entry", keys="Ctrl+Shift+N", icon="bell"),
        Action(id="add_record", title=_("Ghi vào Sổ công tác…"), group="entry", keys="Shift+F2", icon="plus"),
        Action(id="reclass", title=_("Phân loại lại…"), group="entry", keys="Ctrl+R", icon="scale"),
        Action(id="take_draft", title=_("Lấy lại bản nháp"), group="entry", keys="Ctrl+B", icon="pencil"),
        Action(id="drop_draft", title=_("Bỏ bản nháp"), group="entry", icon="x"),
        Action(id="add_step", title=_("Thêm mốc"), group="entry", keys="Ctrl+T", icon="circle-check"),
        Action(id="reverse_step", title=_("Hủy mốc ghi sai…"), group="entry", keys="Ctrl+Shift+T", icon="undo-2"),
        Action(id="same_for_all", title=_("Ghi như vậy cho cả hộ"), group="entry", keys="Ctrl+G", icon="users"),
        Action(id="fill_down", title=_("Điền xuống các dòng dưới"), group="entry", keys="Ctrl+D", icon="chevron-down"),
        Action(id="tick", title=_("Chọn hoặc bỏ dòng này"), group="entry", hint=_("Dấu cách"), icon="check"),
        Action(id="tick_all", title=_("Chọn hoặc bỏ mọi dòng"), group="entry", keys="Ctrl+Shift+A", icon="list-checks"),
        Action(
            id="score_sheet",
            title=_("Phiếu B của hộ: từng câu hỏi, từng chỉ số"),
            group="entry",
            keys="Shift+F9",
            icon="list-checks",
        ),
        Action(id="recognise", title=_("Công nhận đợt rà soát…"), group="entry", keys="Ctrl+F11", icon="scale"),
        Action(id="undo", title=_("Hoàn tác lần lưu cuối…"), group="entry", keys="Ctrl+Shift+Z", icon="undo-2"),
        Action(id="import", title=_("Nhập danh sách Excel…"), group="entry", keys="Ctrl+I", icon="file-spreadsheet"),
        Action(
            id="import_outcome",
            title=_("Danh sách nhập: kết quả tiếp theo"),
            group="entry",
            keys="Ctrl+Shift+K",
            icon="filter",
        ),
        Action(
            id="import_columns",
            title=_("Danh sách nhập: xem, sửa nghĩa các cột…"),
            group="entry",
            keys="Ctrl+Shift+C",
            icon="list-checks",
        ),
        Action(
            id="import_doubtful",
            title=_("Danh sách nhập: nhận cả hộ cần xem lại…"),
            group="entry",
            keys="Ctrl+Shift+D",
            icon="check",
        ),
        Action(id="targets_load", title=_("Nhập bộ chỉ tiêu của kế hoạch…"), group="entry", icon="download"),
        Action(id="budget_load", title=_("Nhập biểu kinh phí của kế hoạch…"), group="entry", icon="wallet"),
        Action(id="targets_cohort", title=_("Chốt danh sách xã của chỉ tiêu…"), group="entry", icon="list-checks"),
        Action(
            id="import_left", title=_("Danh sách nhập: ghi dòng chưa nhập ra Excel…"), group="entry", icon="download"
        ),
        Action(id="print", title=_("In…"), group="entry", keys="Ctrl+P", icon="printer"),
        Action(id="preview", title=_("Xem trước trang in"), group="entry", keys="F12", icon="eye"),
        Action(id="save_pdf", title=_("Lưu PDF…"), group="entry", keys="Ctrl+Shift+L", icon="download"),
        Action(id="print_register", title=_("Sổ in"), group="entry", keys="Ctrl+Shift+P", icon="clipboard-list"),
        Action(id="reprint", title=_("In lại bản này…"), group="entry", keys="Ctrl+Shift+R", icon="copy"),
        Action(id="report_issue", title=_("Phát hành báo cáo…"), group="entry", keys="Ctrl+Shift+I", icon="signature"),
        Action(
            id="report_changes",
            title=_("Báo cáo đã phát hành: đến nay đổi gì"),
            group="entry",
            keys="Ctrl+F7",
            icon="history",
        ),
        Action(
            id="confirm_form",
            title=_("Mẫu in: đã đối chiếu với mẫu của cơ quan"),
            group="entry",
            keys="Ctrl+F5",
            icon="shield-check",
        ),
        Action(id="give_number", title=_("Ghi số văn bản…"), group="entry", keys="Ctrl+F6", icon="signature"),
        Action(
            id="fill_template",
            title=_("Điền danh sách vào mẫu Excel của nơi khác…"),
            group="entry",
            icon="clipboard-list",
        ),
        Action(id="excel", title=_("Ghi ra Excel…"), group="entry", keys="Ctrl+Shift+E", icon="file-spreadsheet"),
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
        Action(id="event_away", title=_("Đề nghị chuyển hộ đến xã khác…"), group="events", icon="send"),
        Action(
            id="move_forward",
            title=_("Chuyển hộ giữa các xã: bước tiếp theo"),
            group="events",
            keys="Ctrl+Shift+Y",
            icon="check",
        ),
        Action(
            id="move_stop",
            title=_("Chuyển hộ giữa các xã: không chuyển, rút lại, trả lại…"),
            group="events",
            keys="Ctrl+Shift+W",
            icon="undo-2",
        ),
    )


def _view() -> tuple[Action, ...]:
    return (
        Action(id="palette", title=_("Tìm một việc…"), group="view", keys="Ctrl+K", icon="command"),
        Action(id="find", title=_("Tìm người, hộ"), group="view", keys="F3", icon="search"),
        Action(id="lists", title=_("Danh sách đã lưu"), group="view", keys="F6", icon="list"),
        Action(id="conditions", title=_("Thêm điều kiện lọc"), group="view", keys="Shift+F3", icon="filter"),
        Action(id="order", title=_("Xếp theo cột…"), group="view", keys="Ctrl+Shift+X", icon="chevron-down"),
        Action(id="switch_list", title=_("Theo người hay theo hộ"), group="view", keys="Ctrl+Shift+H", icon="shuffle"),
        Action(id="everybody", title=_("Bỏ mọi điều kiện lọc"), group="view", keys="Ctrl+Shift+F", icon="x"),
        Action(id="keep_list", title=_("Giữ bộ lọc thành danh sách…"), group="view", keys="Ctrl+Shift+S", icon="star"),
        Action(id="forget_list", title=_("Bỏ danh sách đã lưu"), group="view", icon="trash-2"),
        Action(id="next_section", title=_("Sang mục sau của mẫu"), group="view", keys="Ctrl+J", icon="chevron-right"),
        Action(id="next_tab", title=_("Sang thẻ bên cạnh"), group="view", keys="Ctrl+Tab", icon="arrow-right"),
        Action(id="back", title=_("Quay lại"), group="view", keys="Alt+Left", icon="arrow-left"),
        Action(id="search", title=_("Tìm trong trang này"), group="view", keys="Ctrl+F", icon="search"),
        Action(id="previous", title=_("Hộ trước"), group="view", keys="Ctrl+PgUp", icon="chevron-up"),
        Action(id="next", title=_("Hộ sau"), group="view", keys="Ctrl+PgDown", icon="chevron-down"),
        Action(id="open_household", title=_("Mở hộ này"), group="view", keys="Ctrl+Shift+O", icon="house"),
        Action(id="history", title=_("Lịch sử của ô này"), group="view", keys="F7", icon="history"),
        Action(id="refresh", title=_("Đọc lại"), group="view", keys="F5", icon="refresh-cw"),
        Action(id="go_home", title=_("Trang đầu"), group="view", keys="Alt+1", icon="house"),
        Action(id="go_households", title=_("Hộ"), group="view", keys="Alt+2", icon="users"),
        Action(id="go_village", title=_("Cả thôn"), group="view", keys="Alt+3", icon="list-checks"),
        Action(id="go_review", title=_("Rà soát"), group="view", keys="Alt+9", icon="clipboard-list"),
        Action(id="go_packages", title=_("Gửi nhận"), group="view", keys="Alt+4", icon="package"),
        Action(id="go_queue", title=_("Chờ quyết định"), group="view", keys="Alt+5", icon="scale"),
        Action(id="go_moves", title=_("Chuyển hộ"), group="view", keys="Alt+8", icon="move-right"),
        Action(id="go_duplicates", title=_("Hồ sơ trùng"), group="view", keys="Ctrl+3", icon="copy"),
        Action(id="go_records", title=_("Sổ công tác"), group="view", keys="F11", icon="book-open-text"),
        Action(id="go_targets", title=_("Chỉ tiêu"), group="view", keys="Ctrl+1", icon="chart-pie"),
        Action(id="go_reports", title=_("Báo cáo"), group="view", keys="Alt+0", icon="chart-column"),
        Action(id="go_prints", title=_("In ấn"), group="view", keys="Alt+6", icon="printer"),
        Action(id="go_backups", title=_("Sao lưu"), group="view", keys="Alt+7", icon="save"),
        Action(id="zoom_in", title=_("Phóng to"), group="view", keys="Ctrl++", icon="zoom-in"),
        Action(id="zoom_out", title=_("Thu nhỏ"), group="view", keys="Ctrl+-", icon="zoom-out"),
        Action(id="zoom_real", title=_("Cỡ thật"), group="view", keys="Ctrl+0", icon="eye"),
        Action(id="zoom_fit", title=_("Vừa chiều ngang"), group="view", keys="Ctrl+9", icon="file-text"),
        Action(id="go_to_page", title=_("Đến trang số…"), group="view", keys="Ctrl+Shift+G", icon="arrow-right"),
    )


def _exchange() -> tuple[Action, ...]:
    return (
        Action(id="export", title=_("Xuất gói ra USB…"), group="exchange", keys="Ctrl+E", icon="upload"),
        Action(id="merge", title=_("Nhận gói…"), group="exchange", keys="Ctrl+M", icon="package-open"),
        Action(id="retry", title=_("Thử lại gói giữ lại"), group="exchange", icon="refresh-cw"),
        Action(id="held_admit", title=_("Nhận gói giữ lại đang chọn…"), group="exchange", icon="check"),
        Action(id="before_package", title=_("Sổ ngay trước gói đang chọn"), group="exchange", icon="history"),
        Action(id="undo_package", title=_("Hoàn tác gói đang chọn…"), group="exchange", icon="undo-2"),
        Action(id="held_turn_down", title=_("Từ chối gói giữ lại đang chọn…"), group="exchange", icon="x"),
        Action(id="enrol", title=_("Ghi danh máy…"), group="exchange", keys="Ctrl+Shift+M", icon="id-card"),
        Action(id="enrol_above", title=_("Ghi danh cơ quan này lên cấp trên…"), group="exchange", icon="send"),
        Action(id="enrol_accept", title=_("Nhận trả lời ghi danh…"), group="exchange", icon="shield-check"),
        Action(id="renew_keys", title=_("Đổi khóa máy này…"), group="exchange", icon="shuffle"),
        Action(id="list_out", title=_("Ghi danh sách máy ra tệp…"), group="exchange", icon="file-text"),
        Action(id="succeed", title=_("Tiếp quản một cơ quan…"), group="exchange", icon="landmark"),
        Action(id="hand_over", title=_("Bàn giao cho cơ quan tiếp quản…"), group="exchange", icon="move-right"),
        Action(id="root_key", title=_("Khóa gốc: niêm phong, diễn tập, đổi…"), group="exchange", icon="lock"),
        Action(id="rescue", title=_("Mở lại sổ cho một máy…"), group="exchange", icon="lock-open"),
        Action(id="devices", title=_("Các máy đã ghi danh, thu hồi…"), group="exchange", icon="list"),
        Action(id="queue_own", title=_("Quyết định bằng giá trị khác (phím K)"), group="exchange", icon="pencil"),
        Action(id="queue_whole", title=_("Quyết định cả hộ theo một nơi (phím H)"), group="exchange", icon="users"),
        Action(id="queue_open", title=_("Mở hồ sơ của mục đang xem (phím O)"), group="exchange", icon="file-text"),
        Action(id="queue_next", title=_("Mục chờ sau (PageDown)"), group="exchange", icon="chevron-right"),
        Action(id="queue_previous", title=_("Mục chờ trước (PageUp)"), group="exchange", icon="chevron-left"),
        Action(
            id="duplicate_join", title=_("Gộp hai hồ sơ trùng…"), group="exchange", keys="Ctrl+Shift+J", icon="users"
        ),
        Action(
            id="duplicate_apart",
            title=_("Hai hồ sơ khác nhau"),
            group="exchange",
            keys="Ctrl+Shift+Q",
            icon="split",
            hint=_("Phím K"),
        ),
        Action(
            id="duplicate_swap",
            title=_("Giữ hồ sơ kia"),
            group="exchange",
            keys="Ctrl+Shift+V",
            icon="shuffle",
            hint=_("Phím S"),
        ),
    )


def _help() -> tuple[Action, ...]:
    return (
        Action(id="help", title=_("Hướng dẫn"), group="help", keys="F1", icon="book-open-text"),
        Action(id="keys", title=_("Bảng phím tắt"), group="help", keys="Ctrl+F1", icon="keyboard"),
        Action(id="key_card", title=_("Thẻ phím tắt, một trang A4…"), group="help", icon="file-text"),
        Action(id="about", title=_("Giới thiệu"), group="help", icon="info"),
    )
