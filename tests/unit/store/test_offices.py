"""The office whose register it is: what it is told when founded, what it says of itself, who works in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import PASSWORD, seeded
from exchanges import DISTRICT, HONG_THUY, ON, found

from db.domain.errors import AppError, InvalidData, NotFound
from db.store.officers import officer_named, officer_names
from db.store.offices import check_founding, info, own_unit
from db.store.places.villages import add_village, find_village, list_villages, need_villages, village_key
from db.sync import offices


def test_a_register_says_whose_it_is(place: str, tmp_path: Path) -> None:
    office = found(tmp_path, HONG_THUY, place=place, seed=4)
    try:
        about = info(office.register)
        assert (about.unit, about.unit_date, about.level, about.households, about.persons) == (
            HONG_THUY,
            ON,
            "commune",
            0,
            0,
        )
        assert about.unit_name == "xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế"
        assert (about.supports, about.conflicts, about.device[:8]) == (0, 0, f"xa{HONG_THUY}-")
        office.record("Hồ Văn Thử")
        about = info(office.register)
        assert (about.households, about.persons) == (1, 1)
        with office.register.read() as connection:
            assert own_unit(connection).title == "xã Hồng Thủy"
            assert list(officer_names(connection).values()) == ["Cán bộ Thử E"]
        assert officer_named(office.register, "Ca\u0301n bộ thử E") == office.register.officer
        with pytest.raises(NotFound, match="của Cán bộ Thử E, không phải của Người Khác"):
            officer_named(office.register, "Người Khác")
    finally:
        office.register.close()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"unit": "99999"}, NotFound), ({"on": "2026-01-01"}, NotFound), ({"level": "district"}, InvalidData),
        ({"officer": "Hồ 3"}, InvalidData), ({"officer": " "}, InvalidData), ({"unit": DISTRICT}, InvalidData),
    ],
)  # fmt: skip
def test_what_a_register_cannot_be_told(tmp_path: Path, changes: dict[str, Any], error: type[AppError]) -> None:
    told: dict[str, Any] = {"unit": HONG_THUY, "level": "commune", "on": ON, "officer": "Cán bộ Thử"} | changes
    with pytest.raises(error):
        check_founding(**told)
    with pytest.raises(error):
        offices.create(str(tmp_path / "a.sohotro"), PASSWORD, providers=seeded(1), **told)
    assert list(tmp_path.iterdir()) == []


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InvalidData) as caught:
        check_founding(unit=HONG_THUY, level="district", on=ON, officer="Hồ 3")
    assert {issue.field for issue in caught.value.issues} == {"officer", "level"}


@pytest.mark.parametrize("spelling", ["Thôn A Hươr", "thon a huor", "A Hươr", "BẢN A HƯƠR", "a  huor"])
def test_one_village_in_all_its_spellings(spelling: str) -> None:
    assert village_key(spelling) == "a huor"


def test_villages(tmp_path: Path) -> None:
    office = found(tmp_path, HONG_THUY)
    try:
        ids = [add_village(office.register, name) for name in ("Thôn 2", "Đụt", "Thôn 1", "A Hươr", "Cân Tôm")]
        assert add_village(office.register, "thôn đụt") == ids[1]
        with office.register.read() as connection:
            assert [v.name for v in list_villages(connection)] == ["A Hươr", "Cân Tôm", "Đụt", "Thôn 1", "Thôn 2"]
            assert (
                find_village(connection, HONG_THUY, ids[3]) == find_village(connection, HONG_THUY, "a huor") == ids[3]
            )
            assert find_village(connection, "20083", "a huor") is None
            with pytest.raises(InvalidData, match="đang có: A Hươr, Cân Tôm, Đụt, Thôn 1, Thôn 2"):
                need_villages(connection, "Thôn 9", HONG_THUY)
            with pytest.raises(InvalidData, match="chưa có thôn nào"):
                need_villages(connection, "Thôn 9", "20083")
        for name in ("", " ' "):
            with pytest.raises(InvalidData, match="để trống"):
                add_village(office.register, name)
    finally:
        office.register.close()
