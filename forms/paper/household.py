"""The block that says whose paper it is, the same on every paper of a household."""

from __future__ import annotations

from collections.abc import Sequence

from db.store.prints import SlipHead
from forms.paper import blocks
from forms.paper.blocks import Fact
from forms.paper.figures import short_date
from forms.paper.sheet import Flow


def household_block(
    flow: Flow, heading: str, head: SlipHead, code: str | None, counts: Sequence[Fact], last: Sequence[Fact]
) -> None:
    """Head of the household, its code with the counts of its people, then the facts that the paper adds."""
    blocks.section(flow, heading)
    blocks.facts(flow, [
        Fact("Chủ hộ", head.name, "bold", least=5),
        Fact("Ngày sinh", short_date(head.birth), blank=1, least=4),
        Fact("Giới tính", head.sex, blank=1, least=3),
    ])  # fmt: skip
    blocks.facts(flow, [
        Fact("Dân tộc", head.ethnic, least=5),
        Fact("Số định danh/CCCD/CMND", head.id_no, blank=2, least=7),
    ])  # fmt: skip
    blocks.facts(flow, [Fact("Mã hộ", code, "bold", least=5), *counts])
    blocks.facts(flow, last)


def count(number: int | None) -> str | None:
    """A number as a fact; None leaves it to the pen."""
    return None if number is None else str(number)
