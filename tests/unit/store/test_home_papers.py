"""Papers about one household: who gets one, what stands on it, and that nothing disputed is printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import District, district_at_work

from db.domain.errors import UserError
from db.store.household.households import set_person
from db.store.printing import Selection, collect
from db.store.prints.papers import Certificates, HomePapers, PoorHomes, Uninsured


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def clash(town: District, person: str) -> None:
    """The person's birth year in dispute, in the commune's own register."""
    town.district.take(town.hong_thuy.send())
    set_person(town.hong_thuy.register, person, {"birth_date": "1971"})
    set_person(town.district.register, person, {"birth_date": "1972"})
    town.hong_thuy.take(town.district.send_to(town.hong_thuy.unit))


def test_a_paper_says_who_lives_where(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử", cmnd="191234567", address="Gần suối", code="HN-01")
    data, issue = collect(town.hong_thuy.register, HomePapers, Selection(2017, households=(home,)))
    (paper,) = data.papers
    assert (paper.head.name, paper.head.id_no, paper.commune, paper.district, paper.province, paper.village) == (
        "Hồ Văn Thử", "191234567", "xã Hồng Thủy", "huyện A Lưới", "tỉnh Thừa Thiên Huế", "Thôn 1",
    )  # fmt: skip
    assert paper.address == "Gần suối, Thôn 1, xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế"
    assert [one.relation for one in paper.members] == ["Chủ hộ"]
    assert paper.stamp.code == f"{issue.number}-1"


def test_forms_for_a_household_are_not_printed_for_a_whole_commune(town: District) -> None:
    town.hong_thuy.record("Hồ Văn Thử")
    with pytest.raises(UserError, match="chọn hộ hoặc chọn thôn"):
        collect(town.hong_thuy.register, HomePapers, Selection(2017))
    data, _ = collect(town.hong_thuy.register, HomePapers, Selection(2017, village="Thôn 1"))
    assert len(data.papers) == 1


def test_only_households_on_the_list_are_confirmed_and_certified(town: District) -> None:
    town.hong_thuy.record("Hồ Văn Thử")
    data, _ = collect(town.hong_thuy.register, PoorHomes, Selection(2017))
    assert [paper.classification for paper in data.papers] == ["Hộ nghèo từ 01/01/2017"]
    certified, _ = collect(town.hong_thuy.register, Certificates, Selection(2017))
    assert [(cell.year, cell.mark) for cell in certified.papers[0].years] == [(2016, None), (2017, "N")]
    with pytest.raises(UserError, match="Không có hộ"):
        collect(town.hong_thuy.register, PoorHomes, Selection(2016))


def test_an_office_above_certifies_nobody(town: District) -> None:
    town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    with pytest.raises(UserError, match="cấp xã cấp"):
        collect(town.district.register, Certificates, Selection(2017))


def test_nothing_disputed_is_certified_or_printed(town: District) -> None:
    home, person = town.hong_thuy.record("Hồ Văn Thử", cmnd="191234567")
    clash(town, person)
    with pytest.raises(UserError, match="Hồ Văn Thử đang chờ quyết định"):
        collect(town.hong_thuy.register, Certificates, Selection(2017))
    data, _ = collect(town.hong_thuy.register, HomePapers, Selection(2017, households=(home,)))
    assert (data.papers[0].head.name, data.papers[0].head.birth, data.papers[0].head.id_no) == (
        "Hồ Văn Thử", None, None,
    )  # fmt: skip


def test_who_has_a_number_needs_no_declaration(town: District) -> None:
    _, person = town.hong_thuy.record("Hồ Văn Thử")
    data, _ = collect(town.hong_thuy.register, Uninsured, Selection(2017))
    assert [paper.head.name for paper in data.papers] == ["Hồ Văn Thử"]
    set_person(town.hong_thuy.register, person, {"bhxh_no": "4620123456"})
    with pytest.raises(UserError, match="Không có hộ"):
        collect(town.hong_thuy.register, Uninsured, Selection(2017))
