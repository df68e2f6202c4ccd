"""Decisions: on the poor and near-poor households of a year, on those that left the list, on a list of support."""

from __future__ import annotations

from db.store.prints.offices import Escapes, Grants, OfficePaper, OfficePapers, Recognitions
from forms.paper.figures import Wording, joined
from forms.paper.letter import Basis, Letter, Middle, Part
from forms.paper.office import (
    CHAIRMAN,
    article,
    citing,
    closing,
    counted,
    list_annex,
    made,
    office_document,
    office_info,
)

SYMBOL = "QĐ-UBND"
RECOGNITION = office_info("quyet_dinh_cong_nhan", "Quyết định công nhận hộ nghèo, hộ cận nghèo")
ESCAPE = office_info("quyet_dinh_thoat_ngheo", "Quyết định công nhận hộ thoát nghèo, hộ thoát cận nghèo")
GRANT = office_info("quyet_dinh_ho_tro", "Quyết định phê duyệt danh sách hỗ trợ")


def _decided(
    data: OfficePapers, paper: OfficePaper, subject: str, advised: str, articles: list[Part], title: str
) -> Letter:
    """A decision of the chairman with its list."""
    who = f"Chủ tịch Ủy ban nhân dân {paper.unit}"
    above = [f"Ủy ban nhân dân {paper.above} (để báo cáo)"] if paper.above else []
    last = (
        "Quyết định này có hiệu lực kể từ ngày ký. Văn phòng Ủy ban nhân dân, công chức phụ trách, trưởng các thôn và "
        "các hộ, người có tên trong danh sách chịu trách nhiệm thi hành Quyết định này./."
    )
    parts: list[Part] = [
        Middle(who.upper()),
        Basis([*citing(paper.basis), f"Theo đề nghị của {advised}"]),
        Middle("QUYẾT ĐỊNH:"),
        *articles,
        article(len(articles) + 1, last),
        closing(data, paper, CHAIRMAN, [f"Như Điều {len(articles) + 1}", *above, "Các thôn (để niêm yết)", "Lưu: VT"]),
    ]
    return made(data, paper, SYMBOL, "Quyết định", subject, parts, [list_annex(paper, title, "Quyết định", SYMBOL)])


def _recognise(data: OfficePapers, paper: OfficePaper) -> Letter:
    rights = (
        "Các hộ có tên trong danh sách được cấp giấy chứng nhận hộ nghèo, hộ cận nghèo và được hưởng các chính sách "
        "giảm nghèo, an sinh xã hội theo quy định của pháp luật."
    )
    return _decided(
        data, paper, f"Về việc công nhận hộ nghèo, hộ cận nghèo năm {paper.year}",
        f"Ban Chỉ đạo rà soát hộ nghèo, hộ cận nghèo {paper.unit}",
        [
            article(1, f"Công nhận {counted(paper)} của {paper.unit} năm {paper.year} (có danh sách kèm theo)."),
            article(2, rights),
        ],
        "Danh sách hộ nghèo, hộ cận nghèo",
    )  # fmt: skip


def _escape(data: OfficePapers, paper: OfficePaper) -> Letter:
    rights = (
        "Các hộ có tên trong danh sách nộp lại giấy chứng nhận hộ nghèo, hộ cận nghèo đã cấp và được hưởng chính sách "
        "dành cho hộ mới thoát nghèo theo quy định của pháp luật."
    )
    return _decided(
        data, paper, f"Về việc công nhận hộ thoát nghèo, hộ thoát cận nghèo năm {paper.year}",
        f"Ban Chỉ đạo rà soát hộ nghèo, hộ cận nghèo {paper.unit}",
        [
            article(1, f"Công nhận {counted(paper)} của {paper.unit} năm {paper.year} (có danh sách kèm theo)."),
            article(2, rights),
        ],
        "Danh sách hộ thoát nghèo, hộ thoát cận nghèo",
    )  # fmt: skip


def _grant(data: OfficePapers, paper: OfficePaper) -> Letter:
    words = f" (bằng chữ: {Wording().money(paper.money)[:-3]})" if paper.money else ""
    funds = joined(list(paper.sources), ", ") or "………………………………………………"
    listed = f"Phê duyệt danh sách gồm {counted(paper)}{words}, theo chính sách “{paper.policy}” năm {paper.year}"
    paid = (
        "Công chức phụ trách, kế toán và trưởng các thôn chi trả đúng người, đủ số, có ký nhận, công khai ở thôn và "
        "thanh quyết toán theo quy định."
    )
    return _decided(
        data, paper, f"Về việc phê duyệt danh sách hỗ trợ năm {paper.year}",
        "công chức phụ trách",
        [
            article(1, f"{listed} (có danh sách kèm theo)."),
            article(2, f"Nguồn kinh phí: {funds}."),
            article(3, paid),
        ],
        "Danh sách được hỗ trợ",
    )  # fmt: skip


DOCUMENTS = (
    office_document(RECOGNITION, Recognitions, _recognise),
    office_document(ESCAPE, Escapes, _escape),
    office_document(GRANT, Grants, _grant),
)
