"""A whole village at once for money and rice: electricity by the quarter, direct help by heads, rice at Tết."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import HONG_THUY, Office, found, household, person
from msgspec.structs import replace

from db.store.figures.results import policy_figures
from db.store.household.households import add_household
from db.store.inputs import Amounts, ClassificationInput, MilestoneInput
from db.store.places.villages import add_village
from db.store.reading import supports
from db.store.support.batch import Candidate, candidates, check_batch, record_batch

YEAR = 2017


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    """Poor households of three and one, a near-poor one of one, one not poor."""
    office = found(tmp_path, HONG_THUY)
    add_village(office.register, "Thôn 1")
    family = [
        person("Hồ Văn Thử"),
        person("Hồ Thị Bé", relation="04", birth_date="2014-05-06", sex="2"),
        person("Hồ Thị Kăn", relation="02", birth_date="1992", sex="2"),
    ]
    add_household(office.register, household("", members=family))
    add_household(office.register, household("Hồ Văn Xa"))
    for name, result in (("Trần Văn Khá", "near_poor"), ("Trần Văn Giàu", "not_poor")):
        given = ClassificationInput(standard="2016_2020", result=result, valid_from="2017-01-01")
        add_household(office.register, household(name, classification=given))
    yield office
    office.register.close()


def proposed(book: Office, policy: str, turn: str | None = None) -> dict[str, Candidate]:
    with book.register.read() as connection:
        found = candidates(book.register, connection, policy, YEAR, turn=turn)
    return {one.name: one for one in found}


def missing(book: Office, found: dict[str, Candidate]) -> set[str]:
    """What an officer must still fill in before the sheet can be saved."""
    with book.register.read() as connection:
        issues = check_batch(book.register, connection, [one.proposal for one in found.values()])
    return {issue.field for row in issues for issue in row}


def record(book: Office, found: dict[str, Candidate]) -> None:
    """Write them as an approved list."""
    assert missing(book, found) == set()
    approved = [MilestoneInput(kind="approved", date="2017-02-10")]
    record_batch(book.register, [replace(one.proposal, milestones=approved) for one in found.values()])


def figures(book: Office, policy: str) -> dict[str, Any]:
    with book.register.read() as connection:
        return {one.id: one.value for one in policy_figures(connection, YEAR, name=policy)}


def test_electricity_is_proposed_quarter_by_quarter_with_the_rate_of_the_quarter(book: Office) -> None:
    first = proposed(book, "tien_dien", "Quý I")
    assert set(first) == {"Hồ Văn Thử", "Hồ Văn Xa"}
    data = first["Hồ Văn Thử"].proposal
    assert data.details == {"dien": "ho_ngheo", "so_thang": 3, "muc_thang": 49_000}
    assert data.amounts is not None
    assert data.amounts.approved == 147_000
    record(book, first)
    assert proposed(book, "tien_dien", "Quý I") == {}
    second = proposed(book, "tien_dien", "Quý II")
    assert set(second) == set(first)
    second["Hồ Văn Xa"].proposal.details["so_thang"] = 2
    second["Hồ Văn Xa"].proposal.amounts.approved = 98_000  # type: ignore[union-attr]
    record(book, second)
    # A household of two quarters is one lượt of the plan's year.
    assert figures(book, "tien_dien") == {"luot_ho": 2, "ho_thang": 11, "tien": 3 * 147_000 + 98_000}


def test_direct_help_by_heads_is_not_sure_while_the_commune_has_no_zone(book: Office) -> None:
    found = proposed(book, "ho_tro_truc_tiep")
    assert {name: one.right for name, one in found.items()} == {"Hồ Văn Thử": None, "Hồ Văn Xa": None}
    assert missing(book, found) == {"details.khu_vuc", "amounts.approved"}
    for heads, one in zip((3, 1), found.values(), strict=True):
        assert one.proposal.details == {"so_khau": heads, "hinh_thuc": "tien"}
        one.proposal.details |= {"khu_vuc": "khu_vuc_3", "dinh_muc": 100_000, "tien_mat": heads * 100_000}
        one.proposal.amounts = Amounts(approved=heads * 100_000)
    record(book, found)
    assert proposed(book, "ho_tro_truc_tiep") == {}
    assert figures(book, "ho_tro_truc_tiep") == {"ho": 2, "khau": 4, "tien": 400_000}


def test_rice_at_tet_and_again_in_the_lean_months(book: Office) -> None:
    tet = proposed(book, "tro_giup_dot_xuat", "Tết Nguyên đán")
    assert set(tet) == {"Hồ Văn Thử", "Hồ Văn Xa", "Trần Văn Khá"}
    given = tet["Hồ Văn Thử"].proposal.details
    assert given == {"hinh_thuc": "gao", "su_kien": "tet", "so_khau": 3, "so_thang": 1, "kg_gao": "45"}
    record(book, tet)
    lean = proposed(book, "tro_giup_dot_xuat", "Giáp hạt")
    assert set(lean) == set(tet)
    assert lean["Hồ Văn Thử"].proposal.details["su_kien"] == "giap_hat"
    assert figures(book, "tro_giup_dot_xuat")["khau"] == 5
    with book.register.read() as connection:
        assert {row.round for row in supports(connection, policy="tro_giup_dot_xuat")} == {"Tết Nguyên đán"}


def test_school_help_of_a_semester_is_for_children_of_school_age(book: Office) -> None:
    found = proposed(book, "giao_duc", "Học kỳ I")
    assert set(found) == {"Hồ Thị Bé"}
    assert found["Hồ Thị Bé"].proposal.details["so_thang"] == 4
    assert missing(book, found) == {"details.nam_hoc", "details.truong"}
