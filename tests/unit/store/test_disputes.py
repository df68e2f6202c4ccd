"""What waits, household by household: each item knows whose it is, where, and what people call it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import HONG_THUY, District, district_at_work

from db.policy.definition import shipped
from db.store.actions import Action
from db.store.deciding.disputes import Dispute, list_disputes
from db.store.household.households import delete_record, set_household, set_person
from db.store.inputs import Amounts, SupportInput
from db.store.reading import households
from db.store.support.supports import add_support


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def waiting(town: District) -> list[Dispute]:
    town.district.take(town.hong_thuy.send())
    with town.district.register.read() as connection:
        return list_disputes(connection)


def test_everything_of_a_household_stands_together_and_says_whose_it_is(town: District) -> None:
    first, someone = town.hong_thuy.record("Hồ Văn Thử")
    second, other = town.hong_thuy.record("Kăn Nơ")
    details = {"chuong_trinh": "ho_ngheo", "thoi_han": 36}
    money = Amounts(requested=5_000_000)
    loan = SupportInput(policy="tin_dung", year=2017, household=first, amounts=money, details=details)
    support = add_support(town.hong_thuy.register, loan, reason="Theo đơn").id
    town.district.take(town.hong_thuy.send())
    for office, digit in ((town.hong_thuy, "1"), (town.district, "2")):
        register = office.register
        set_person(register, other, {"phone": f"091234567{digit}"})
        set_household(register, first, {"phone": f"091234567{digit}"})
        set_person(register, someone, {"birth_date": f"197{digit}"}, reason="Theo giấy tờ")
        with register.write() as connection:
            (member,) = households(connection, [first], "2017-12-31")[0].members
            action = Action(register, connection)
            action.set("support", support, {"round": digit})
            action.set("membership", member.membership, {"relation": f"1{digit}"})
            action.commit()
    found = waiting(town)
    assert [one.household for one in found] == [first] * 4 + [second]
    assert {one.village for one in found} == {"Thôn 1"}
    assert {one.unit for one in found} == {HONG_THUY}
    told = {one.item.entity: one for one in found if one.household == first}
    assert (told["person"].about, told["membership"].about, told["household"].about) == ("Hồ Văn Thử", "Hồ Văn Thử", "")
    assert (told["support"].about, told["support"].support) == (f"{shipped()['tin_dung'].short} 2017", support)
    assert found[-1].about == "Kăn Nơ"


def test_a_person_deleted_on_one_side_still_has_a_household(town: District) -> None:
    home, someone = town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    delete_record(town.hong_thuy.register, "person", someone, reason="Ghi trùng")
    set_person(town.district.register, someone, {"phone": "0912345678"})
    (found,) = waiting(town)
    assert (found.item.kind, found.household, found.about) == ("delete", home, "Hồ Văn Thử")
