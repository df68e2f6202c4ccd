"""Ordinary supports of invented people for every form of supports, and ones with every field at its limit."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import papers
from papers import NAMES, OFFICE, STAMP

from db.policy.definition import Policy, shipped
from db.store import support_prints as s
from db.store.prints import Heading, HomeMember, SlipHead
from forms.paper.form import Form

KNOWN = {
    # tin_dung
    "to_truong": "Kê Sửu", "ma_to": "4811234", "hoi_quan_ly": "Hội Nông dân", "phuong_an": "Chăn nuôi bò sinh sản",
    "thoi_han": "36 tháng", "so_tai_khoan": "1234567890", "ngan_hang": "Ngân hàng Chính sách xã hội A Lưới",
}  # fmt: skip
FIGURES: dict[str, int] = {}
GOODS = [
    s.Goods(content="Bò cái sinh sản, 12 tháng tuổi", unit="con", quantity="1", unit_price=12_000_000,
            amount=12_000_000, mark="AL-0123"),
    s.Goods(content="Cám hỗn hợp", unit="kg", quantity="25.5", unit_price=10_000, amount=255_000),
]  # fmt: skip


def case(form: Form, n: int = 0, **changes: Any) -> s.SupportCase:
    """The n-th support of a form's list: its household, what is known of it."""
    home = papers.home(household_code=f"20104-{n + 12:04d}", village=f"Thôn Kê {n // 5 + 1}")
    who = home.members[2] if _of_person(form) else home.members[0]
    if n:
        home = msgspec.structs.replace(home, head=SlipHead(name=NAMES[n % 8], birth="1962", id_no=f"1912{n:05d}"))
        who = HomeMember(name=NAMES[n % 8], birth="1990-05-01", sex=("Nam", "Nữ")[n % 2], id_no=f"1912{n:05d}")
    paper = s.SupportCase(
        **msgspec.structs.asdict(home),
        who=who,
        result="Hộ nghèo",
        title="Cho vay hộ nghèo" if form.about.policy == "tin_dung" else "Hỗ trợ năm 2017",
        round="Quý I",
        requested=30_000_000 + n * 1_000_000,
        approved=25_000_000 + n * 1_000_000,
        cost=40_000_000,
        amount=10_000_000 + n * 1_000_000,
        sources=[
            s.SourceSum(code="nhcsxh", name="Ngân hàng Chính sách xã hội", amount=15_000_000),
            s.SourceSum(code="ns_tinh", name="Ngân sách tỉnh", amount=12_000_000),
            s.SourceSum(code="ho_tu_co", name="Hộ tự có", amount=3_000_000),
        ],
        goods=GOODS,
        known=KNOWN,
        figures=FIGURES,
        dates={"requested": "2017-02-05", "approved": "2017-03-01", "filed": "2017-02-20", "ended": "2017-05-12"},
        papers={"approved": "12/QĐ-UBND", "reviewed": "02/BB"},
    )
    return msgspec.structs.replace(paper, **changes)


def _of_person(form: Form) -> bool:
    policy = shipped().get(form.about.policy)
    return bool(policy and policy.level == "person")


def ordinary(form: Form, year: int = 2017, lines: int = 12) -> Any:
    """A paper of a form as an office would print it."""
    if form.table is None:
        return s.SupportCases(office=OFFICE, papers=[case(form, year=year)])
    shared = {name: KNOWN[name] for name in form.about.apart if name != "round"}
    paper = s.SupportList(
        stamp=STAMP, year=year, subject=f"Năm {year}", commune="xã Hồng Thủy", place="Hồng Thủy",
        province="tỉnh Thừa Thiên Huế", lines=[case(form, n, year=year) for n in range(lines)],
        title="Hỗ trợ năm 2017", known=shared, round="Quý I" if "round" in form.about.apart else None,
        village="Thôn Kê 1" if form.about.villages else None,
        heading=Heading(date="2017-02-05"), basis=["Căn cứ Quyết định số 12/QĐ-UBND ngày 05/01/2017"],
        pending=[papers.WAITING],
    )  # fmt: skip
    return s.SupportLists(office=OFFICE, papers=[paper])


def empty(form: Form) -> Any:
    """A paper that knows only the household, or a list of nobody: everything else is left to the pen."""
    if form.table is None:
        home = msgspec.structs.asdict(papers.blank_home())
        return s.SupportCases(office=OFFICE, papers=[s.SupportCase(**home, who=HomeMember(name=""))])
    paper = s.SupportList(
        stamp=STAMP, year=2017, subject="Năm 2017", commune="xã Hồng Thủy", place="Hồng Thủy", lines=[]
    )
    return s.SupportLists(office=OFFICE, papers=[paper])


def full(form: Form, *, blanks: bool) -> Any:
    """A paper with everything its form asks for at its limit; no two texts are equal."""
    numbers = itertools.count(100)
    kind = s.SupportLists if form.table else s.SupportCases
    made = papers.full(kind, numbers, blanks=blanks)
    made = msgspec.structs.replace(made, papers=[_grown_up(one) for one in made.papers[:1]])
    policy = shipped().get(form.about.policy)

    def known(names: set[str]) -> dict[str, str]:
        wanted = sorted(name.removeprefix("known.") for name in names if name.startswith("known."))
        return {name: _longest(policy, name, numbers, blanks) for name in wanted}

    replace = msgspec.structs.replace
    if form.table is None:
        return replace(made, papers=[replace(made.papers[0], known=known(form.names))])
    paper = made.papers[0]
    shared = {name for name in form.names if not name.startswith("lines.")}
    lines = [replace(line, known=known(form.table.names), members=[]) for line in paper.lines]
    return replace(made, papers=[replace(paper, lines=lines, known=known(shared))])


def _grown_up(paper: Any) -> Any:
    """The same paper with members of age, who sign."""
    if not isinstance(paper, s.SupportCase):
        return paper
    members = [msgspec.structs.replace(one, birth="1962") for one in paper.members]
    return msgspec.structs.replace(paper, members=members)


def _longest(policy: Policy | None, name: str, numbers: itertools.count[int], blanks: bool) -> str:
    """A text as long as a field of the policy may hold."""
    first, _, column = name.partition(".")
    field = policy.fields[first] if policy else None
    if field and column:
        field = next(cell for cell in field.cells if cell.id == column)
    longest = getattr(field.cell, "max_length", 0) if field else 0
    if field and field.codes:
        longest = max(len(item.label) for item in field.codes.values())
    return papers.text_of(next(numbers), longest or 20, blanks=blanks)


def left_out(form: Form) -> set[str]:
    """Fields of a paper that a form does not ask for."""
    own = {name for name in form.names if not name.startswith("lines.")}
    if form.table is None:
        return _unasked(s.SupportCase, own, "papers.") | _unprinted(form)
    lines = {name for name in form.names if name.startswith("lines.")}
    asked = {name.removeprefix("lines.") for name in lines}
    return _unasked(s.SupportCase, asked, "lines.") | _unasked(s.SupportList, own, "papers.") | _unprinted(form)


def _unprinted(form: Form) -> set[str]:
    """What the head of a citizen's form has no place for, and what is on no form."""
    inside = {"dates", "papers.papers", "lines.papers", "sources.code", "lines.stamp", "lines.place"}
    return inside if form.symbol else {*inside, "office", "heading", "basis", "subject"}


def _unasked(kind: type[msgspec.Struct], names: set[str], at: str) -> set[str]:
    inner = {"head": SlipHead, "who": HomeMember, "members": HomeMember, "goods": s.Goods, "sources": s.SourceSum}
    kept = {"stamp", "place", "heading", "known", "papers", "lines", "pending", "subject", "basis", *inner}
    parts = {f"{field}.{one}" for field, part in inner.items() for one in part.__struct_fields__}
    if "goods" in names:
        names = names | {"goods.content", "goods.unit", "goods.quantity"}
    plain = {f"{at}{field}" for field in kind.__struct_fields__ if field not in kept | names}
    return (
        plain | (parts - names if kind is s.SupportCase else set()) | ({"lines.heading"} if at == "lines." else set())
    )
