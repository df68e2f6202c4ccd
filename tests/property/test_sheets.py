"""Reading and importing lists: any layout gives back the people, damage is refused, a second import is empty."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

import resources
from db.domain.errors import FileProblem
from db.store.imports.listed import (
    ExistingHousehold,
    ExistingMember,
    HouseholdList,
    ImportPlan,
    ListedHousehold,
    ListedMember,
)
from db.store.imports.planning import plan
from forms.sheets.households import read_list

QUICK = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NAMES = [
    "Hồ Văn Nhất",
    "Hồ Thị Bơm",
    "A Viết Tơi",
    "Quỳnh Rêr",
    "Zơrâm B'ling",
    "Kăn Xiêng",
    "Nghéc",
    "Đặng Thị Mỷ",
    "Tống Công",
]
ETHNIC = ["Pa Cô", "Tà Ôi", "Cơ Tu", "Kinh", None]
RELATIONS = ["Vợ", "Con", "Mẹ", "Con dâu"]
VILLAGES = ["Thôn 1", "Thôn 2", "A Hươr", "Kleng A Bung"]

people = st.builds(
    ListedMember,
    row=st.just(0),
    name=st.sampled_from(NAMES),
    birth_date=st.one_of(
        st.integers(1930, 2016).map(str),
        st.dates(date(1930, 1, 2), date(2016, 12, 30)).map(str),
    ),
    sex=st.sampled_from(["1", "2"]),
    relation=st.sampled_from(RELATIONS),
    ethnic=st.sampled_from(ETHNIC),
    cmnd=st.one_of(st.none(), st.integers(190_000_000, 192_999_999).map(str)),
)


@st.composite
def lists(draw: st.DrawFn) -> list[ListedHousehold]:
    """Households grouped by village, the head first; no number is given twice."""
    found: list[ListedHousehold] = []
    used: set[str] = set()
    for village in draw(st.lists(st.sampled_from(VILLAGES), min_size=1, max_size=3, unique=True)):
        for members in draw(st.lists(st.lists(people, min_size=1, max_size=4), min_size=1, max_size=4)):
            members[0].relation = "Chủ hộ"
            for member in members:
                member.cmnd = None if member.cmnd in used else member.cmnd
                used |= {member.cmnd} if member.cmnd else set()
            found.append(ListedHousehold(row=0, village=village, members=members, result="poor"))
    return found


@dataclass
class Layout:
    """How a list is laid out: order of columns, village as column or group row, sex as column or two birth columns."""

    order: list[int]
    village_column: bool
    two_births: bool
    numbered: bool
    blanks: bool


layouts = st.builds(
    Layout,
    order=st.permutations(range(7)),
    village_column=st.booleans(),
    two_births=st.booleans(),
    numbered=st.booleans(),
    blanks=st.booleans(),
)


def columns(layout: Layout) -> list[str]:
    names = ["STT", "Họ và tên", "Năm sinh", "Dân tộc", "Quan hệ với chủ hộ", "Số CMND", "Thôn"]
    chosen = [names[i] for i in layout.order if names[i] != "Thôn" or layout.village_column]
    at = chosen.index("Năm sinh")
    return [*chosen[: at + 1], "Nữ" if layout.two_births else "Giới tính", *chosen[at + 1 :]]


def write(households: list[ListedHousehold], layout: Layout, font: str | None = None) -> BytesIO:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    heads = columns(layout)
    sheet.append(["UBND XÃ HỒNG THỦY"])
    sheet.append(["DANH SÁCH HỘ NGHÈO NĂM 2016"])
    sheet.append([None if h == "Nữ" else h for h in heads])
    if layout.two_births:
        sheet.append(["Nam" if h == "Năm sinh" else "Nữ" if h == "Nữ" else None for h in heads])
    if layout.numbered:
        sheet.append(list(range(1, len(heads) + 1)))
    village = None
    for number, household in enumerate(households, start=1):
        if household.village != village and not layout.village_column:
            village = household.village
            sheet.append(
                [None] * heads.index("Họ và tên") + [village if village.startswith("Thôn") else f"Thôn {village}"]
            )
        for place, member in enumerate(household.members):
            sheet.append([cell(h, household, member, number if place == 0 else None, layout) for h in heads])
        if layout.blanks:
            sheet.append([])
    sheet.append([None] * heads.index("Họ và tên") + ["Tổng cộng"])
    out = BytesIO()
    if font:
        for row in sheet.iter_rows():
            for filled in row:
                filled.font = Font(name=font)
    book.save(out)
    return out


def cell(head: str, household: ListedHousehold, member: ListedMember, number: int | None, layout: Layout) -> Any:
    birth = member.birth_date or ""
    written: Any = int(birth) if len(birth) == 4 else "/".join(reversed(birth.split("-")))
    woman = member.sex == "2"
    return {
        "STT": number,
        "Họ và tên": member.name,
        "Năm sinh": None if layout.two_births and woman else written,
        "Nữ": written if woman else None,
        "Giới tính": "Nữ" if woman else "Nam",
        "Dân tộc": member.ethnic,
        "Quan hệ với chủ hộ": member.relation,
        "Số CMND": member.cmnd,
        "Thôn": household.village,
    }[head]


def read(content: bytes) -> HouseholdList:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(content)
        return read_list(path)


def tried(content: bytes) -> tuple[str, HouseholdList | None]:
    """(sentence of the refusal, list); any other error than a refusal fails the test."""
    try:
        return "", read(content)
    except FileProblem as problem:
        return problem.message, None


def facts(households: list[ListedHousehold]) -> list[Any]:
    fields = ("name", "birth_date", "sex", "relation", "ethnic", "cmnd")
    return [(h.village, h.result, [tuple(getattr(m, f) for f in fields) for m in h.members]) for h in households]


@QUICK
@given(lists(), layouts)
def test_any_layout_gives_back_the_people(households: list[ListedHousehold], layout: Layout) -> None:
    listed = read(write(households, layout).getvalue())
    assert facts(listed.households) == facts(households)
    assert (listed.refused, listed.doubts, listed.commune, listed.year) == ([], [], "Hồng Thủy", 2016)


def old_font(text: str, name: str) -> str:
    """The text as typed in an old Vietnamese font; letters the font does not have become their plain capital."""
    if name == "tcvn3":
        table = {row["unicode"]: row["char_cp1252"] for row in resources.open_csv("text/tcvn3.csv")}
        return "".join(table.get(c, table.get(c.lower(), c)) for c in text)
    rows = sorted(resources.open_csv("text/vni.csv"), key=lambda row: -int(row["order"] == "2"))
    vni: dict[str, str] = {}
    for row in rows:
        vni.setdefault(row["unicode"], row["legacy"])
    return "".join(vni.get(c, c) for c in text)


@QUICK
@given(lists(), st.sampled_from([("tcvn3", ".VnTime"), ("vni", "VNI-Times")]))
def test_old_fonts_are_decoded(households: list[ListedHousehold], kind: tuple[str, str]) -> None:
    name, font = kind
    book = openpyxl.load_workbook(write(households, Layout(list(range(7)), True, False, True, False), font))
    for row in book.active.iter_rows():
        for filled in row:
            if isinstance(filled.value, str):
                filled.value = old_font(filled.value, name)
    out = BytesIO()
    book.save(out)
    listed = read(out.getvalue())
    assert listed.encoding == name
    assert facts(listed.households) == facts(households)


SAMPLE = resources.path("samples", "ho-ngheo-hong-thuy-2016.xlsx").read_bytes()


@QUICK
@given(st.integers(0, 2**32), st.sampled_from(["flip", "cut", "hole", "twice"]))
def test_a_damaged_file_is_read_or_refused(seed: int, kind: str) -> None:
    chance = random.Random(seed)
    content = bytearray(SAMPLE)
    at = chance.randrange(len(content))
    if kind == "flip":
        for _ in range(chance.randrange(1, 6)):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    elif kind == "cut":
        del content[at:]
    elif kind == "hole":
        content[at : at + 300] = bytes(300)
    else:
        content[at:at] = content[: chance.randrange(500)]
    problem, listed = tried(bytes(content))
    assert listed.households if listed else problem.endswith(".")


@QUICK
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.integers(),
                st.text(max_size=8),
                st.sampled_from(
                    [*NAMES, "Thôn 1", "Họ và tên", "Năm sinh", "Quan hệ với chủ hộ", "Chủ hộ", "Tổng cộng"]
                ),
            ),
            max_size=6,
        ),
        max_size=12,
    )
)
def test_any_cells_are_read_or_refused(rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Họ và tên", "Năm sinh", "Quan hệ với chủ hộ", "Thôn", "Số CMND", "STT"])
    for row in rows:
        sheet.append([v if not isinstance(v, str) else "".join(c for c in v if c.isprintable()) for v in row])
    out = BytesIO()
    book.save(out)
    problem, listed = tried(out.getvalue())
    if listed is None:
        assert "không đọc được hộ nào" in problem
    else:
        assert all(h.members and h.village for h in listed.households)
        assert len(plan(listed, [], COMMUNE).rows) == len(listed.households)


@dataclass(frozen=True)
class Commune:
    code: str = "20104"
    kind: str = "xã"
    name: str = "Hồng Thủy"


COMMUNE = Commune()


def written(planned: ImportPlan, seed: int, *, doubtful: bool) -> list[ExistingHousehold]:
    """The register after the new households (and the doubtful ones, once accepted) were written, in any order."""
    found = []
    for n, row in enumerate(planned.rows):
        if row.household is not None and (row.outcome == "new" or doubtful):
            given_household = row.household
            members = [
                ExistingMember(
                    id=f"p{n}.{i}", membership_id=f"m{n}.{i}", **{f: getattr(m, f) for f in m.__struct_fields__}
                )
                for i, m in enumerate(given_household.members)
            ]
            random.Random(seed).shuffle(members)
            classes = [given_household.classification] if given_household.classification else []
            found.append(
                ExistingHousehold(
                    id=f"h{n}",
                    village=given_household.village,
                    members=members,
                    note=given_household.note,
                    ethnic_minority=given_household.ethnic_minority,
                    classifications=classes,
                )
            )
    random.Random(seed).shuffle(found)
    return found


@settings(QUICK, max_examples=60)
@given(lists(), st.integers(0, 100))
def test_the_same_list_again_plans_nothing(households: list[ListedHousehold], seed: int) -> None:
    row = 10
    for household in households:
        household.row = row
        for member in household.members:
            member.row, row = row, row + 1
    listed = HouseholdList(
        title=None,
        commune="Hồng Thủy",
        year=2016,
        decision_no="1/QĐ",
        decision_date="2016-12-01",
        encoding="unicode",
        households=households,
    )
    first = plan(listed, [], COMMUNE)
    assert {r.outcome for r in first.rows} <= {"new", "doubtful"}
    register = written(first, seed, doubtful=True)
    again = plan(listed, register, COMMUNE)
    assert not [r for r in again.rows if r.household is not None or r.changes]
    counts = first.summary()
    assert counts["new"] + counts["doubtful"] == counts["households"] == len(households)
