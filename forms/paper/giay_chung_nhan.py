"""Giấy chứng nhận hộ nghèo, hộ cận nghèo: the forms of 2016 and 2022, and the cell of one year alone.

One certificate serves a whole period: its second face has a cell for every year, signed and stamped year by year. The
cell alone is put where the whole certificate has it, to be printed onto a certificate issued before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from db.domain.errors import UserError
from db.store.prints.papers import Certificates, HomeMember, HomePaper, HomePapers, Signature, YearMark
from forms.paper import blocks, citizen
from forms.paper.blocks import Fact
from forms.paper.document import DocumentInfo
from forms.paper.figures import year_of
from forms.paper.grid import Column, Row, Table
from forms.paper.household import BLANK_ROWS, ID_LABEL, home_document
from forms.paper.measure import Run
from forms.paper.sheet import Flow
from forms.paper.tables import draw_table

TITLE = "Giấy chứng nhận hộ nghèo, hộ cận nghèo"
SYMBOL = "GCN-HN.HCN"
FORM_2016 = DocumentInfo(
    name="giay_chung_nhan_2016",
    title=f"{TITLE} (mẫu 2016–2021)",
    source="Thông tư 17/2016/TT-BLĐTBXH, Phụ lục 2e, sửa đổi bởi Thông tư 14/2018/TT-BLĐTBXH",
    valid_from="2016-01-01",
    valid_to="2021-12-31",
    level="commune",
    uncertain=True,
)
FORM_2022 = DocumentInfo(
    name="giay_chung_nhan_2022",
    title=f"{TITLE} (mẫu từ 2022)",
    source="Quyết định 24/2021/QĐ-TTg, Mẫu số 03",
    valid_from="2022-01-01",
    valid_to="2026-12-31",
    level="commune",
    uncertain=True,
)
CELL_2022 = replace(
    FORM_2022, name="giay_chung_nhan_2022_o_nam", title=f"{TITLE}: một ô năm, in thêm lên giấy đã cấp (mẫu từ 2022)"
)
SIGNATURES = (Signature(title="CHỦ TỊCH", hint="ký, ghi rõ họ tên, đóng dấu"),)
LEFT = Signature(title="")
BASES_2016 = (
    "Căn cứ Quyết định số 59/2015/QĐ-TTg ngày 19 tháng 11 năm 2015 của Thủ tướng Chính phủ về việc ban hành chuẩn "
    "nghèo tiếp cận đa chiều áp dụng cho giai đoạn 2016-2020",
    "Căn cứ chức năng, nhiệm vụ, quyền hạn của Ủy ban nhân dân cấp xã",
    "Căn cứ kết quả điều tra, rà soát hộ nghèo, hộ cận nghèo hằng năm",
)
BASES_2022 = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015",
    "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày "
    "22 tháng 11 năm 2019",
    "Căn cứ Nghị định số 07/2021/NĐ-CP ngày 27 tháng 01 năm 2021 của Chính phủ quy định chuẩn nghèo đa chiều giai đoạn "
    "2021-2025",
    "Căn cứ kết quả rà soát hộ nghèo, hộ cận nghèo hằng năm",
)
YEARS_2016, YEARS_2022 = range(2016, 2022), range(2022, 2027)
INDICATORS = 12
SIGNED = f"{citizen.DATED.capitalize()}\nXác nhận của Chủ tịch UBND\n(ký tên, đóng dấu)\n\n\n\n"


def _first_face(flow: Flow, data: HomePapers, paper: HomePaper, bases: Sequence[str]) -> None:
    blocks.letterhead(flow, data.office, paper.heading, SYMBOL)
    blocks.title(flow, "Giấy chứng nhận", "Hộ nghèo, hộ cận nghèo")
    blocks.basis(flow, bases)
    flow.paragraph(
        [Run(f"Chủ tịch Ủy ban nhân dân {paper.commune} chứng nhận:", "bold")], indent=blocks.INDENT, before=6
    )
    blocks.facts(flow, [Fact("Hộ gia đình ông/bà", paper.head.name or None, "bold", blank=5, least=8)])
    blocks.facts(flow, [Fact("Dân tộc", paper.head.ethnic, blank=3)])
    blocks.facts(flow, [
        Fact(ID_LABEL, paper.head.id_no, blank=3, least=8), Fact("Ngày cấp", None, blank=2, least=4),
    ])  # fmt: skip
    blocks.facts(flow, [Fact("Nơi thường trú", paper.address)])


def _members(flow: Flow, data: HomePapers, paper: HomePaper, heading: str) -> None:
    """The members, their year of birth under their sex, and who signs the certificate."""
    columns = [
        Column("STT", 10, align="center"),
        Column("Họ và tên", 40, share=1.4),
        Column("Dân tộc", 18, share=0.3, snug=True, most=34),
        Column("Mối quan hệ với chủ hộ", 24, share=0.6),
        Column("Nam", 16, align="center", over="Năm sinh"),
        Column("Nữ", 16, align="center", over="Năm sinh"),
        Column("Ghi chú (thay đổi thành viên)", 26),
    ]
    rows = [
        [
            *(str(n), one.name, one.ethnic or "", one.relation or ""),
            *_under_sex(flow, one),
        ]
        for n, one in enumerate(paper.members, 1)
    ]
    rows += [[""] * len(columns)] * (BLANK_ROWS if not rows else 2)

    def end(pen: Flow) -> None:
        blocks.signatures(pen, (LEFT, *blocks.signing(data, paper, SIGNATURES)))

    table = Table(columns, size=11, least=7.5)
    draw_table(flow, table, [Row(row) for row in rows], tail=flow.height_of(end), heading=heading)
    end(flow)


def _under_sex(flow: Flow, one: HomeMember) -> tuple[str, str, str]:
    """Year of birth under Nam or Nữ; with another sex, or none known, under Nam and the word among the notes."""
    sex = flow.measure.clean(one.sex or "")
    year = year_of(one.birth)
    return ("", year, "") if sex == "Nữ" else (year, "", "" if sex == "Nam" else sex)


def _years_2016(flow: Flow, marks: Sequence[YearMark]) -> None:
    known = {one.year: one.result or "" for one in marks}
    table = Table(
        [
            Column("Năm", 18, align="center", face="bold"),
            Column("Kết quả phân loại hộ", 60, share=1),
            Column("Xác nhận của Ủy ban nhân dân cấp xã", 70, align="center"),
        ],
        size=11, row_height=32,
    )  # fmt: skip
    rows = [Row([str(year), known.get(year, ""), SIGNED]) for year in YEARS_2016]
    draw_table(flow, table, rows, heading="II. Kết quả phân loại hộ gia đình từng năm")


def _years_2022(flow: Flow, marks: Sequence[YearMark]) -> None:
    known = {one.year: one for one in marks}
    over = "Chỉ số thiếu hụt dịch vụ xã hội cơ bản"
    table = Table(
        [
            Column("NĂM", 14, align="center", face="bold"),
            Column("N/CN", 13, align="center", face="bold"),
            *(Column(str(no), 7, align="center", over=over) for no in range(1, INDICATORS + 1)),
            Column("Xác nhận của Chủ tịch UBND xã/phường/thị trấn", 54, align="center"),
        ],
        size=10, row_height=36,
    )  # fmt: skip
    rows = []
    for year in YEARS_2022:
        one = known.get(year, YearMark(year=year))
        ticks = ["x" if one.mark and no in one.lacks else "" for no in range(1, INDICATORS + 1)]
        rows.append(Row([str(year), one.mark or "", *ticks, SIGNED]))
    draw_table(flow, table, rows, heading="II. Kết quả phân loại hộ gia đình từng năm")


def _notes(flow: Flow) -> None:
    flow.paragraph([Run("Ghi chú: ", "bold_italic"), Run(
        "N: hộ nghèo; CN: hộ cận nghèo. Chủ tịch UBND ký tên, đóng dấu vào ô của năm liền sau năm rà soát; hộ được "
        "hưởng chính sách trong năm đó. Thành viên thay đổi thì mang giấy tờ (kết hôn, khai sinh, báo tử) đến UBND xã "
        "để cập nhật.", "italic",
    )], size=11, before=5)  # fmt: skip


def _need_year(paper: HomePaper, years: range) -> None:
    """UserError unless the form has a cell for the year: it is not valid for others."""
    if paper.year not in years:
        said = (
            f"Mẫu giấy chứng nhận này có ô cho các năm {years[0]}–{years[-1]}, không có ô năm {paper.year}. Chưa in "
            "gì: chọn mẫu của năm ấy hoặc chọn năm khác."
        )
        raise UserError("year_of_form", said)


def _form_2016(flow: Flow, data: HomePapers, paper: HomePaper) -> None:
    _need_year(paper, YEARS_2016)
    _first_face(flow, data, paper, BASES_2016)
    _members(flow, data, paper, "I. Danh sách thành viên trong hộ")
    flow.new_page()
    _years_2016(flow, paper.years)


def _form_2022(flow: Flow, data: HomePapers, paper: HomePaper) -> None:
    _need_year(paper, YEARS_2022)
    _first_face(flow, data, paper, BASES_2022)
    _members(flow, data, paper, "I. Danh sách thành viên trong hộ gia đình")
    flow.new_page()
    _years_2022(flow, paper.years)
    _notes(flow)


def _cell_2022(flow: Flow, data: HomePapers, paper: HomePaper) -> None:
    """Only what the year of the paper adds to an empty second face: no line, no other letter."""
    _need_year(paper, YEARS_2022)
    bare, filled = (Flow(flow.measure) for _ in range(2))
    for pen, marks in ((bare, ()), (filled, [one for one in paper.years if one.year == paper.year])):
        pen.new_page()
        _years_2022(pen, marks)
    there = set(bare.page.texts)
    flow.page.texts.extend(text for text in filled.page.texts if text not in there)


WHOLE_2016 = home_document(FORM_2016, Certificates, _form_2016)
WHOLE_2022 = home_document(FORM_2022, Certificates, _form_2022)
CELL = home_document(CELL_2022, Certificates, _cell_2022, foot=False)
DOCUMENTS = (WHOLE_2016, WHOLE_2022, CELL)
