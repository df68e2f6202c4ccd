"""A household handed over by commands alone, from the request to the records at the other commune."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import sohotro
from exchanges import NHAM, District, district_at_work
from moves import move_all, sent_down, sent_up

from db.store.household.households import set_household


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def test_step_by_step(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    up, a_luoi, nham = (office.place for office in (town.hong_thuy, town.district, town.nham))
    asked = ("move", "ask", up, "--household", home, "--to", NHAM, "--date", "2017-06-01", "--note", "Về quê vợ")
    record = sohotro(*asked, "--address", "Thôn A Đeeng", "--json").json["id"]
    sohotro(*asked).refused("move_open")
    told = sohotro("move", "list", up).out
    assert f"[{record}] hộ Hồ Văn Thử: xã Hồng Thủy → xã Nhâm, từ 01/06/2017: chờ cấp trên." in told
    assert "Việc tiếp theo: gửi gói lên cấp trên" in told
    sent_up(town, town.hong_thuy)
    sohotro("move", "decide", a_luoi, record, "hand_over").refused("not_next")
    assert "nơi đi vẫn quản lý" in sohotro("move", "decide", a_luoi, record, "offer").out
    sent_down(town, town.nham)
    (row,) = sohotro("move", "list", nham, "--json").json
    assert (row["step"], row["can"], row["people"][0]["name"]) == ("offered", ["accept", "return"], "Hồ Văn Thử")
    sohotro("move", "return", nham, row["id"]).refused("reason_needed")
    assert "Đã nhận" in sohotro("move", "accept", nham, row["id"]).out
    sent_up(town, town.nham)
    assert sohotro("move", "decide", a_luoi, record, "hand_over", "--json").json == {"step": "done"}
    sent_down(town, town.hong_thuy, town.nham)
    shown = sohotro("show", nham, "household", home, "--json").json
    assert (shown["unit"], shown["address"]) == (NHAM, "Thôn A Đeeng")
    assert sohotro("show", up, "household", home, "--on", "2017-05-31", "--json").json["unit"] == "20104"
    sohotro("delete", up, "household", home, "--reason", "thử").refused("moved")


def test_turned_down_returned_withdrawn(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    up, a_luoi, nham = (office.place for office in (town.hong_thuy, town.district, town.nham))
    asked = ("move", "ask", up, "--household", home, "--to", NHAM, "--date", "2017-06-01", "--note", "Về quê vợ")
    first = sohotro(*asked, "--json").json["id"]
    sohotro("move", "withdraw", up, first).refused("reason_needed")
    sohotro("move", "withdraw", up, first, "--reason", "Không đi nữa")
    second = sohotro(*asked, "--json").json["id"]
    sent_up(town, town.hong_thuy)
    assert [row["step"] for row in sohotro("move", "list", a_luoi, "--json").json] == ["asked", "withdrawn"]
    sohotro("move", "decide", a_luoi, second, "offer")
    sent_down(town, town.nham)
    sohotro("move", "return", nham, second, "--reason", "Chưa thấy về ở")
    sent_up(town, town.nham)
    sohotro("move", "decide", a_luoi, second, "turn_down")
    sent_down(town, town.hong_thuy)
    assert "không chuyển (Chưa thấy về ở)." in sohotro("move", "list", up).out
    assert "nơi đến trả lại (Chưa thấy về ở)." in sohotro("move", "list", nham).out


@pytest.mark.parametrize("take", ["take", "leave"])
def test_late_edits_are_decided_like_conflicts(town: District, take: str) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    move_all(town, home)
    set_household(town.hong_thuy.register, home, {"note": "Nhà sát suối"})
    sent_up(town, town.hong_thuy)
    (row,) = sohotro("conflicts", town.district.place, "--json").json
    assert (row["kind"], row["id"], row["versions"][0]["value"]) == ("late", home, {"note": "Nhà sát suối"})
    resolve = ("conflicts", town.district.place, "resolve", "household", home, row["key"], "--reason", "Đã hỏi")
    sohotro(*resolve, "--take", "keep").refused("take_or_leave")
    assert sohotro(*resolve, "--take", take, "--json").json == {"resolved": True}
    assert sohotro("conflicts", town.district.place, "--json").json == []
    shown = sohotro("show", town.district.place, "household", home, "--json").json
    assert shown["note"] == ("Nhà sát suối" if take == "take" else None)
