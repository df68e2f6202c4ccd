"""D03-TS, danh sách người chỉ tham gia BHYT: who gets a card and whose card ends, as the insurance wants it reported.

The titles of columns 5 to 7 differ between versions of the form and could not be checked.
"""

from __future__ import annotations

from collections.abc import Sequence

from db.store.prints.papers import CardChange, CardChanges
from forms.paper import blocks, citizen
from forms.paper.blocks import Fact
from forms.paper.document import DocumentInfo, listing
from forms.paper.figures import money, short_date
from forms.paper.grid import Column, Group, Row, Table
from forms.paper.measure import Measure, Run
from forms.paper.sheet import LANDSCAPE, Flow, Page
from forms.paper.tables import draw_table

INFO = DocumentInfo(
    name="danh_sach_tham_gia_bhyt",
    title="Danh sách người chỉ tham gia bảo hiểm y tế (D03-TS)",
    source="Mẫu D03-TS, Quyết định 595/QĐ-BHXH năm 2017, sửa đổi bởi 505/QĐ-BHXH năm 2020, 490/QĐ-BHXH ngày 28/3/2023",
    valid_from="2017-01-01",
    valid_to=None,
    level="commune",
    uncertain=True,
)
SIGNATURES = (blocks.MAKER, blocks.HEAD)
COLUMNS = (
    Column("STT", 11, align="center"),
    Column("Họ và tên", 44, share=1.3),
    Column("Mã số BHXH", 26, align="center", snug=True, most=40),
    Column("Ngày, tháng, năm sinh", 22, align="center"),
    Column("Giới tính", 13, align="center"),
    Column("Nơi đăng ký KCB ban đầu (tên, mã)", 34, share=1),
    Column("Mức đóng/ tiền lương, trợ cấp", 27, align="right", snug=True, most=40),
    Column("Từ ngày", 21, align="center"),
    Column("Đến ngày", 21, align="center"),
    Column("Ghi chú", 22, share=0.8),
)
TABLE = Table(COLUMNS, size=11, least=7.5)


def pages(data: CardChanges, measure: Measure) -> list[Page]:
    """Lay the list out."""
    flow = Flow(measure, LANDSCAPE)
    citizen.head(flow, "Mẫu D03-TS")
    citizen.title(flow, "Danh sách người chỉ tham gia bảo hiểm y tế", data.subject)
    blocks.facts(flow, [
        Fact("Tên cơ quan, đơn vị", measure.clean(data.office.name).replace("\n", " "), blank=4, least=8),
        Fact("Mã đơn vị", None, blank=2, least=4),
        Fact("Đối tượng tham gia", None, blank=4, least=8), Fact("Lương cơ sở", None, blank=2, least=4),
    ])  # fmt: skip
    flow.skip(6)

    def end(pen: Flow) -> None:
        blocks.pending_note(pen, data.pending)
        pen.paragraph([Run(f"Tổng số thẻ đề nghị cấp: {len(data.lines)}")], before=5)
        citizen.dated(pen, data.office.place)
        blocks.signatures(pen, data.signatures or SIGNATURES)

    rows = [*_part("I. TĂNG", "I", data.lines), *_part("II. GIẢM", "II", data.ended)]
    draw_table(flow, TABLE, rows, tail=flow.height_of(end))
    end(flow)
    blocks.foot(flow, flow.pages, data.stamp)
    return flow.pages


def _part(title: str, number: str, lines: Sequence[CardChange]) -> list[Row | Group]:
    """Increases or decreases: the people, then the part about pay, which a commune's people have none of."""
    rows = [_row(n, one) for n, one in enumerate(lines, 1)] or [Row([""] * len(COLUMNS))]
    pay = [Row([""] * len(COLUMNS))]
    return [Group(f"{title} – {number}.1. Người"), *rows, Group(f"{number}.2. Tiền lương, trợ cấp"), *pay]


def _row(number: int, one: CardChange) -> Row:
    return Row([
        *(str(number), one.name, one.number or "", short_date(one.birth), one.sex or "", one.facility or ""),
        *(money(one.amount), short_date(one.valid_from), short_date(one.valid_to), one.note or ""),
    ])  # fmt: skip


DOCUMENT = listing(INFO, CardChanges, pages)
