"""What records, keys, kinds of change and codes are called on screens and papers: the one home of these words."""

from __future__ import annotations

from typing import Any

from db.domain import codes
from db.domain.values import show_date, show_money
from db.ledger.change import DELETED, canonical

ENTITY_TITLES = {
    "village": "thôn",
    "officer": "cán bộ",
    "household": "hộ",
    "residence": "nơi ở cũ",
    "transfer": "chuyển giao",
    "person": "nhân khẩu",
    "membership": "quan hệ trong hộ",
    "classification": "kết quả phân loại",
    "deprivation": "thiếu hụt",
    "support": "hỗ trợ",
    "milestone": "mốc",
    "household_plan": "kế hoạch giảm nghèo",
    "plan_measure": "giải pháp",
    "plan_follow_up": "lần theo dõi",
    "need": "nhu cầu",
    "review": "phiếu rà soát",
    "review_round": "đợt rà soát",
    "review_meeting": "cuộc họp thôn",
    "unit_record": "bản ghi công tác",
    "printed": "bản in",
    "area_total": "tổng số của thôn, xã",
    "official_figure": "số liệu chính thức",
    "target": "chỉ tiêu",
    "issued_report": "báo cáo đã phát hành",
    "duplicate": "quyết định về hồ sơ trùng",
    "unit_merger": "sáp nhập đơn vị",
    "budget_line": "dòng kinh phí",
}

KINDS = {"create": "ghi mới", "set": "sửa", "delete": "xóa", "decide": "quyết định", "move": "bàn giao"}

_COMMON = {
    DELETED: "Xóa",
    "owner_unit": "Đơn vị quản lý",
    "unit": "Đơn vị",
    "unit_date": "Đơn vị theo ngày",
    "household": "Hộ",
    "person": "Nhân khẩu",
    "note": "Ghi chú",
    "phone": "Điện thoại",
    "from_date": "Từ ngày",
    "to_date": "Đến ngày",
    "identity": "Nhân thân",
    "place": "Nơi ở",
    "area": "Khu vực",
    "decision": "Kết quả và quyết định",
    "amounts": "Số tiền và nguồn",
    "details": "Chi tiết",
    "policy": "Chính sách",
    "override_reason": "Lý do bỏ qua cảnh báo",
    "plan": "Kế hoạch",
    "sources": "Nguồn vốn",
    "state": "Tình trạng",
    "outcome": "Kết quả",
}
_OWN = {
    "unit_merger": {"date": "Từ ngày", "old_code": "Đơn vị cũ", "new_code": "Nhập vào", "basis": "Căn cứ"},
    "village": {"name": "Tên thôn", "code": "Mã thôn"},
    "officer": {"name": "Họ và tên", "role": "Vai trò", "ended": "Thôi làm từ ngày"},
    "household": {
        "code": "Mã hộ",
        "village": "Thôn",
        "address": "Địa chỉ",
        "area_class": "Khu vực",
        "area_reason": "Lý do xếp khu vực",
        "ethnic_minority": "Hộ dân tộc thiểu số",
        "merit": "Hộ người có công",
        "no_labour": "Hộ không có khả năng lao động",
        "since": "Ở đây từ ngày",
    },
    "person": {
        "name": "Họ và tên",
        "birth_date": "Ngày sinh",
        "sex": "Giới tính",
        "cmnd": "Số CMND",
        "cccd": "Số CCCD",
        "ethnic": "Dân tộc",
        "ethnic_local": "Tên gọi khác của dân tộc",
        "bhxh_no": "Mã số BHXH",
        "death_date": "Ngày chết",
    },
    "residence": {"village": "Thôn", "address": "Địa chỉ", "to_date": "Ở đó đến ngày"},
    "transfer": {
        "request": "Đề nghị",
        "persons": "Những người chuyển đi",
        "people": "Gồm những ai",
        "origin": "Nơi đi",
        "destination": "Nơi đến",
        "date": "Chuyển từ ngày",
        "address": "Nơi ở mới",
        "note": "Vì sao chuyển",
        "step": "Đang ở bước",
        "answer": "Trả lời",
    },
    "membership": {"relation": "Quan hệ với chủ hộ", "end_reason": "Lý do rời hộ"},
    "classification": {
        "result": "Kết quả",
        "sub_type": "Loại hộ nghèo",
        "standard": "Chuẩn nghèo",
        "decision_no": "Số quyết định",
        "decision_date": "Ngày quyết định",
        "valid_from": "Áp dụng từ ngày",
        "change_kind": "Diễn biến",
        "review": "Phiếu rà soát",
    },
    "deprivation": {"standard": "Chuẩn nghèo", "indicator": "Chỉ số thiếu hụt"},
    "support": {
        "definition": "Bản định nghĩa chính sách",
        "year": "Năm",
        "round": "Đợt",
        "requested": "Số tiền đề nghị",
        "approved": "Số tiền duyệt",
        "cost": "Tổng chi phí",
    },
    "milestone": {
        "support": "Hỗ trợ",
        "kind": "Mốc",
        "date": "Ngày",
        "amount": "Số tiền",
        "document_no": "Số văn bản",
        "reverses": "Hủy mốc",
    },
    "household_plan": {
        "year": "Năm",
        "made_on": "Ngày lập",
        "causes": "Nguyên nhân nghèo",
        "cause_note": "Nói rõ nguyên nhân",
        "wishes": "Nhu cầu, nguyện vọng",
        "escape_year": "Đăng ký thoát nghèo năm",
    },
    "plan_measure": {"content": "Giải pháp", "indicator": "Chỉ số thiếu hụt", "responsible": "Người phụ trách"},
    "plan_follow_up": {"date": "Ngày", "officer": "Người theo dõi"},
    "need": {
        "content": "Điều cần",
        "registered_on": "Ngày đăng ký",
        "registered_by": "Người ghi",
        "support": "Hỗ trợ đáp ứng",
        "refusal": "Không đáp ứng",
        "refused_on": "Ngày trả lời không đáp ứng",
        "refused_reason": "Lý do không đáp ứng",
    },
    "area_total": {
        "village": "Thôn",
        "year": "Năm",
        "kind": "Loại tổng số",
        "figure": "Số lượng và nguồn",
        "value": "Số lượng",
        "source": "Nguồn số liệu",
    },
    "official_figure": {
        "indicator": "Chỉ số",
        "title": "Nội dung",
        "counted": "Đơn vị tính",
        "on_date": "Thời điểm",
        "figure": "Số liệu và nguồn",
        "value": "Giá trị",
        "numerator": "Tử số",
        "denominator": "Mẫu số",
        "source": "Nguồn số liệu",
    },
    "target": {
        "indicator": "Chỉ số",
        "title": "Nội dung chỉ tiêu",
        "clause": "Mục trong kế hoạch",
        "period": "Thời gian",
        "from_year": "Từ năm",
        "year": "Năm đánh giá",
        "aim": "Mức phải đạt",
        "measure": "Đo",
        "comparator": "So với",
        "value": "Mức",
        "value_to": "Đến mức",
        "start": "Mốc đầu kỳ",
        "baseline": "Số đầu kỳ",
        "baseline_on": "Ngày đầu kỳ",
        "baseline_source": "Nguồn số đầu kỳ",
        "over": "Tính trên",
        "cohort": "Danh sách xã đã chốt",
        "words": "Gồm",
        "units": "Mã xã",
        "on": "Ngày chốt",
        "source": "Văn bản",
    },
    "budget_line": {
        "budget": "Biểu kinh phí",
        "line": "Dòng",
        "number": "TT",
        "title": "Nội dung",
        "kind": "Loại dòng",
        "serves": "Chính sách, dự án",
        "project": "Dự án",
        "period": "Thời gian",
        "from_year": "Từ năm",
        "year": "Đến năm",
        "position": "Thứ tự",
        "printed": "Số in trong biểu",
        "amounts": "Số tiền theo nguồn và năm",
        "mean": "Kinh phí b/quân hàng năm",
        "nstw": "Nguồn TW hàng năm",
        "ns_tinh": "NS Tỉnh hàng năm",
        "huy_dong": "Huy động hàng năm",
        "total": "Tổng số",
        "planned": "Kế hoạch",
        "allocated": "Đã phân bổ",
        "disbursed": "Đã giải ngân",
        "carried": "Năm trước chuyển sang",
        "source": "Văn bản",
    },
    "review_round": {
        "year": "Năm",
        "kind": "Loại đợt",
        "standard": "Chuẩn nghèo",
        "listed_on": "Ngày lập danh sách",
        "field": "Đi rà soát",
        "field_from": "Đi rà soát từ ngày",
        "field_to": "Đi rà soát đến ngày",
        "posting": "Niêm yết",
        "posted_from": "Niêm yết từ ngày",
        "posted_to": "Niêm yết đến ngày",
        "posted_at": "Nơi niêm yết",
        "recheck": "Khiếu nại, phúc tra",
        "complaints": "Số khiếu nại",
        "rechecked_on": "Ngày phúc tra xong",
        "reposted_from": "Niêm yết lại từ ngày",
        "reposted_to": "Niêm yết lại đến ngày",
        "asked": "Xin ý kiến cấp trên",
        "opinion_level": "Xin ý kiến cấp",
        "opinion_asked": "Ngày xin ý kiến",
        "opinion_answered": "Ngày có ý kiến",
        "opinion_no": "Số văn bản cho ý kiến",
        "decision": "Quyết định công nhận",
        "decision_no": "Số quyết định",
        "decision_date": "Ngày quyết định",
        "signatory": "Người ký",
        "valid_from": "Áp dụng từ ngày",
        "certified_on": "Ngày cấp giấy chứng nhận",
    },
    "review_meeting": {
        "round": "Đợt rà soát",
        "village": "Thôn",
        "vote": "Họp và biểu quyết",
        "date": "Ngày họp",
        "attended": "Số người dự",
        "agreed": "Số người đồng ý",
    },
    "review": {
        "round": "Đợt rà soát",
        "standard": "Chuẩn nghèo",
        "kind": "Loại đợt",
        "date": "Ngày rà soát",
        "reviewer": "Rà soát viên",
        "area_class": "Khu vực",
        "area_reason": "Lý do xếp khu vực",
        "scores": "Thu nhập và điểm",
        "income": "Thu nhập bình quân",
        "b1": "B1 (điểm A – thu nhập)",
        "b2": "B2 (điểm B – thiếu hụt)",
        "variant": "Cột của bảng điểm",
        "answers": "Trả lời trên phiếu",
        "deprivations": "Chỉ số thiếu hụt",
        "causes": "Nguyên nhân nghèo",
        "size": "Số nhân khẩu",
        "outcome": "Kết quả phân loại",
        "result": "Kết quả",
        "sub_type": "Loại hộ nghèo",
        "change": "Diễn biến",
        "change_kind": "Diễn biến",
        "change_reason": "Lý do sửa diễn biến",
        "opinion": "Ý kiến của hộ",
    },
    "unit_record": {
        "kind": "Loại bản ghi",
        "definition": "Bản định nghĩa loại bản ghi",
        "village": "Thôn",
        "year": "Năm",
        "date": "Ngày",
        "title": "Tên",
    },
    "printed": {
        "document": "Mẫu in",
        "title": "Tiêu đề",
        "number": "Số in",
        "printed_at": "In lúc",
        "subject": "Nội dung",
        "data_version": "Phiên bản dữ liệu",
        "pages": "Số trang",
        "sha256": "Mã kiểm tra",
        "officer": "Người in",
        "selection": "Đã chọn để in",
        "reprint": "Lần in lại",
        "given": "Số, ngày văn bản",
        "paper_no": "Số văn bản",
        "paper_date": "Ngày văn bản",
    },
    "duplicate": {
        "kind": "Loại hồ sơ",
        "one": "Hồ sơ thứ nhất",
        "other": "Hồ sơ thứ hai",
        "verdict": "Là một hay khác nhau",
        "kept": "Hồ sơ được giữ",
        "handed_from": "Hộ được bàn giao từ",
    },
}

_OWN["issued_report"] = {
    "counted": "Số liệu đã chốt",
    "name": "Báo cáo",
    "title": "Tiêu đề",
    "year": "Năm",
    "on_date": "Tính đến ngày",
    "since": "So với ngày",
    "unit": "Đơn vị báo cáo",
    "heads": "Thay đổi cuối đã biết",
    "definitions": "Bản định nghĩa đã dùng",
    "narrative": "Phần lời",
    "figures": "Mã kiểm tra số liệu",
    "issued_at": "Phát hành lúc",
    "officer": "Người phát hành",
}

_LISTS = {
    "sex": "sex",
    "relation": "relation",
    "end_reason": "membership_end",
    "ethnic": "ethnic_group",
    "result": "household_class",
    "sub_type": "poverty_sub_type",
    "change_kind": "poverty_change",
    "area_class": "area_class",
    "state": "plan_state",
    "opinion_level": "opinion_level",
}
TRANSFER_STEPS = {
    "asked": "chờ cấp trên",
    "offered": "chờ nơi đến trả lời",
    "accepted": "nơi đến đã nhận, chờ bàn giao",
    "returned": "nơi đến trả lại",
    "refused": "không chuyển",
    "withdrawn": "nơi đi rút lại",
    "done": "đã bàn giao",
}
"""The steps of a hand-over, by what they are called."""
_DATES = (
    *("birth_date", "death_date", "from_date", "to_date", "since", "valid_from", "decision_date", "date", "ended"),
    *("made_on", "registered_on", "refused_on", "listed_on", "field_from", "field_to", "posted_from", "posted_to"),
    *(
        "paper_date",
        "rechecked_on",
        "reposted_from",
        "reposted_to",
        "opinion_asked",
        "opinion_answered",
        "certified_on",
    ),
    *("baseline_on", "on_date", "on"),
)
_MONEY = ("requested", "approved", "cost", "amount", "income", "planned", "allocated", "disbursed", "carried")


def label(entity: str, key: str) -> str:
    """The Vietnamese name of a ledger key, a group or a column of it (`identity`, `birth_date`).

    A key of a later version of the program is shown as it is. Fields of a policy are named by its definition.
    """
    return _OWN.get(entity, {}).get(key) or _COMMON.get(key, key)


def plain(name: str, value: Any) -> str:
    """A value of the field `name` as people read it, as far as that needs no look into a register."""
    if isinstance(value, str):
        return show_date(value) if name in _DATES else _code(name, value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if name in _MONEY and isinstance(value, int):
        return show_money(value)
    if name == "sources" and isinstance(value, list):
        return "; ".join(map(_source, value))
    if name == "causes" and isinstance(value, list):
        return "; ".join(codes.names("poverty_cause").get(str(code), str(code)) for code in value)
    return ", ".join(value) if name == "units" and isinstance(value, list) else canonical(value).decode()


def _code(name: str, value: str) -> str:
    if name == "step":
        return TRANSFER_STEPS.get(value, value)
    return codes.names(_LISTS[name]).get(value, value) if name in _LISTS else value


def _source(source: Any) -> str:
    if not isinstance(source, dict) or not isinstance(source.get("amount"), int):
        return canonical(source).decode()
    code = str(source.get("source", ""))
    return f"{codes.names('funding_source').get(code, code)}: {show_money(source['amount'])}"
