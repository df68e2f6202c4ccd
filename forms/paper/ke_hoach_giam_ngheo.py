"""Kế hoạch giảm nghèo của hộ: why a household is poor, what it asks for, what is done by whom, and what came of it.

The commune makes one for every poor and near-poor household; no official form is known. What is not known yet is left
to the pen: plans are filled in at the house.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from db.store.prints.papers import Office, PlanLine, PlanLook, PlanPaper, PlanPapers, Signature
from forms.paper import blocks, fonts
from forms.paper.blocks import Fact
from forms.paper.document import OWN_LAYOUT, Document, DocumentInfo
from forms.paper.figures import joined, short_date
from forms.paper.grid import Column, Row, Table
from forms.paper.household import bound, count, household_block
from forms.paper.measure import Measure, Run
from forms.paper.output import Meta, Printed, write
from forms.paper.sheet import Flow, Page
from forms.paper.tables import draw_table

NAME = "ke_hoach_giam_ngheo"
TITLE = "Kế hoạch giảm nghèo của hộ"
SYMBOL = "KH"
INFO = DocumentInfo(
    name=NAME,
    title=TITLE,
    source=f"{OWN_LAYOUT}; nội dung theo Kế hoạch giảm nghèo bền vững tỉnh Thừa Thiên Huế năm 2017, mục V.18",
    valid_from=None,
    valid_to=None,
    level="commune",
    uncertain=True,
)
SIGNATURES = (
    Signature(title="Chủ hộ", hint=blocks.SIGN_OR_FINGER, fingerprint=True),
    Signature(title="Trưởng thôn", hint=blocks.SIGN_HINT),
    Signature(title="Cán bộ phụ trách", hint=blocks.SIGN_HINT),
    Signature(title="TM. ỦY BAN NHÂN DÂN", position="CHỦ TỊCH", hint="ký, đóng dấu"),
)
SIZE = 10.0
BLANK_MEASURES, BLANK_LOOKS = 4, 2
"""Rows to write into where nothing is known yet; a plan is looked after twice a year."""
ROW = 8.0


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """blank_rows: leave rows for the pen where a table has none of its own."""

    blank_rows: bool = True


def build(data: PlanPapers, out: Path | BinaryIO, options: PlanOptions | None = None) -> Printed:
    """Write the plans of a batch as one PDF with a bookmark for each household.

    Raises:
        EnvironmentProblem: no font, or the file cannot be written.
        UserError: there is no plan.
    """
    family = fonts.load()
    meta = Meta(TITLE, data.office.name, INFO.source, data.plans[0].stamp.data_version if data.plans else "")
    return write(pages(data, Measure(family), options or PlanOptions()), out, meta, family, len(data.plans))


def pages(data: PlanPapers, measure: Measure, options: PlanOptions) -> Iterator[Page]:
    """Yield the pages of all plans, household after household."""
    for plan in data.plans:
        flow = Flow(measure)
        _plan(flow, data.office, plan, blocks.signing(data, plan, SIGNATURES), options)
        yield from bound(flow, plan.stamp, joined([plan.household_code, plan.head.name], " – "))


def _plan(flow: Flow, office: Office, plan: PlanPaper, signatures: Sequence[Signature], options: PlanOptions) -> None:
    blocks.letterhead(flow, office, plan.heading, SYMBOL)
    blocks.title(flow, TITLE, f"Năm {plan.year}")
    _household(flow, plan)
    _causes(flow, plan)

    def end(pen: Flow) -> None:
        if plan.note:
            pen.paragraph([Run("Ghi chú: ", "bold_italic"), Run(plan.note, "italic")], before=5)
        blocks.pending_note(pen, plan.pending)
        blocks.signatures(pen, signatures)

    measures, looks = _measure_rows(plan.measures, options), _look_rows(plan.looks, options)
    if measures:
        draw_table(flow, MEASURES, [Row(cells) for cells in measures], heading="4. Giải pháp")
    _undertaking(flow, plan)
    tail = flow.height_of(end)
    if looks:
        draw_table(flow, LOOKS, [Row(cells) for cells in looks], tail=tail, heading="6. Theo dõi 6 tháng một lần")
    else:
        flow.need(tail)
    end(flow)


def _household(flow: Flow, plan: PlanPaper) -> None:
    counts = [
        Fact("Số khẩu", count(plan.persons), blank=0, least=3),
        Fact("Lao động", count(plan.labourers), blank=0, least=4),
    ]
    last = [
        Fact("Địa chỉ", plan.address),
        Fact("Phân loại", joined([plan.classification, plan.decision])),
        Fact("Thiếu hụt", joined(list(plan.lacks))),
    ]
    household_block(flow, "1. Hộ gia đình", plan.head, plan.household_code, counts, last)


def _causes(flow: Flow, plan: PlanPaper) -> None:
    blocks.section(flow, "2. Nguyên nhân nghèo")
    if plan.causes:
        flow.paragraph([Run(joined([f"{place}) {cause}" for place, cause in enumerate(plan.causes, 1)]))])
    if plan.cause_note or not plan.causes:
        blocks.facts(flow, [Fact("Cụ thể", plan.cause_note)])
    blocks.section(flow, "3. Nhu cầu, nguyện vọng của hộ")
    blocks.facts(flow, [Fact("Hộ đề nghị", plan.wishes)])


def _undertaking(flow: Flow, plan: PlanPaper) -> None:
    blocks.section(flow, "5. Cam kết của hộ")
    year = count(plan.escape_year)
    blocks.facts(flow, [Fact("Hộ đăng ký phấn đấu thoát nghèo bền vững trong năm", year, "bold", blank=2)])


MEASURES = Table(
    [
        Column("STT", 8, align="center"),
        Column("Nội dung", 28, share=2.2),
        Column("Chỉ số thiếu hụt giải quyết", 18, share=1),
        Column("Chính sách", 17, share=0.8),
        Column("Thời gian", 17, align="center"),
        Column("Kinh phí theo nguồn (đồng)", 24, share=1),
        Column("Cơ quan, người phụ trách", 19, share=0.8),
        Column("Kết quả", 17, share=1),
    ],
    size=SIZE,
    row_height=ROW,
)
LOOKS = Table(
    [
        Column("Ngày", 20, align="center"),
        Column("Tình trạng", 22),
        Column("Kết quả, việc cần làm tiếp", 60, share=3),
        Column("Người theo dõi", 30, share=1),
    ],
    size=SIZE,
    row_height=ROW,
)


def _measure_rows(lines: Sequence[PlanLine], options: PlanOptions) -> list[list[str]]:
    rows = [
        [
            *(str(place), one.content, one.lack or "", one.policy or "", one.span or "", one.money or ""),
            *(one.responsible or "", one.outcome or ""),
        ]
        for place, one in enumerate(lines, 1)
    ]
    return rows or _blank(MEASURES, BLANK_MEASURES, options)


def _look_rows(looks: Sequence[PlanLook], options: PlanOptions) -> list[list[str]]:
    rows = [[short_date(one.date), one.state or "", one.outcome, one.officer or ""] for one in looks]
    return rows + _blank(LOOKS, BLANK_LOOKS - len(rows), options)


def _blank(table: Table, count: int, options: PlanOptions) -> list[list[str]]:
    return [[""] * len(table.columns) for _ in range(count if options.blank_rows else 0)]


DOCUMENT = Document(INFO, PlanPapers, PlanOptions, build, pages)
