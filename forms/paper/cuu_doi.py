"""Lists of a village for emergency relief under NĐ 20/2021/NĐ-CP: 5a who lacks food, 5b who lacks necessities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from db.store.prints.papers import Signature
from db.store.prints.social import GoodsLists, ReliefLine, ReliefList, ReliefLists, RiceLists
from forms.paper import blocks, citizen
from forms.paper.document import DocumentInfo
from forms.paper.figures import joined, quantity
from forms.paper.grid import Column, Row, Table
from forms.paper.household import count, home_document
from forms.paper.letter import signed
from forms.paper.sheet import LANDSCAPE, Flow
from forms.paper.tables import draw_table

BLANK = 8
SIGNATURES = (
    Signature(title="Đại diện hộ dân", hint=blocks.SIGN_HINT),
    Signature(title="Trưởng thôn", hint=blocks.SIGN_HINT),
    Signature(title="Xác nhận của UBND cấp xã", hint="ký, ghi rõ họ tên, đóng dấu"),
)
NAME = (
    Column("STT", 12, align="center"),
    Column("Họ và tên chủ hộ", 60, share=2),
    Column("Số khẩu", 18, align="center"),
)
RICE = (
    *NAME,
    Column("Số khẩu thiếu đói", 24, align="center"),
    Column("Số tháng thiếu đói", 24, align="center"),
    Column("Số kg gạo đề nghị", 28, align="right", snug=True, most=44),
    Column("Lý do", 40, share=1),
    Column("Ghi chú", 26),
)
GOODS = (
    *NAME,
    Column("Số khẩu cần trợ giúp", 26, align="center"),
    Column("Nhu yếu phẩm, số lượng cần hỗ trợ", 60, share=2),
    Column("Lý do", 40, share=1),
    Column("Ghi chú", 26),
)


@dataclass(frozen=True, slots=True)
class Relief:
    """One of the two lists."""

    info: DocumentInfo
    data: type
    form: str
    title: str
    columns: Sequence[Column]


def _info(form: str, name: str, title: str) -> DocumentInfo:
    return DocumentInfo(
        name=name,
        title=f"{title} (Mẫu số {form}, Nghị định 20/2021/NĐ-CP)",
        source=f"Nghị định 20/2021/NĐ-CP, Mẫu số {form}",
        valid_from="2021-07-01",
        valid_to=None,
        level="commune",
        uncertain=True,
    )


HUNGER, NEEDS = "Danh sách hộ gia đình thiếu đói", "Danh sách hộ gia đình thiếu nhu yếu phẩm thiết yếu"
LISTS = (
    Relief(_info("5a", "danh_sach_thieu_doi", HUNGER), RiceLists, "5a", HUNGER, RICE),
    Relief(_info("5b", "danh_sach_nhu_yeu_pham", NEEDS), GoodsLists, "5b", NEEDS, GOODS),
)


def _draw(relief: Relief, flow: Flow, data: ReliefLists, paper: ReliefList) -> None:
    citizen.head(flow, f"Mẫu số {relief.form}")
    where = joined([paper.village, paper.commune], ", ")
    citizen.title(flow, relief.title, f"{where} – năm {paper.year}, đợt …………")
    rows = [Row(_cells(relief, n, line)) for n, line in enumerate(paper.lines, 1)]
    blank = [Row([""] * len(relief.columns))] * BLANK
    places = blocks.signing(data, paper, SIGNATURES)

    def end(pen: Flow) -> None:
        signed(paper.place, places).draw(pen)

    table = Table(relief.columns, size=12, least=8, row_height=8)
    draw_table(flow, table, rows or blank, tail=flow.height_of(end))
    end(flow)


def _cells(relief: Relief, number: int, line: ReliefLine) -> list[str]:
    asked = [count(line.months) or "", quantity(line.rice)] if relief.form == "5a" else [line.goods or ""]
    return [
        str(number), line.name, count(line.persons) or "", count(line.hungry) or "", *asked, line.reason or "", "",
    ]  # fmt: skip


DOCUMENTS = tuple(home_document(one.info, one.data, partial(_draw, one), frame=LANDSCAPE) for one in LISTS)
