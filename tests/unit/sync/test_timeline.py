"""What came from whom, what is missing, what the other side has confirmed, and what to do next; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import DISTRICT, HONG_THUY, NHAM, District, Office, clone, district_at_work, found

from db.store.household.households import set_household
from db.sync.enrolling import revoke, withdrawals
from db.sync.timeline import DeviceLine, packages, timeline


@pytest.fixture
def town(place: str, tmp_path: Path, database: str) -> Iterator[District]:
    """A Lưới on each database in turn, Hồng Thủy and Nhâm in files."""
    with district_at_work(tmp_path, place=None if database == "sqlite" else place) as made:
        yield made


def at(office: Office, unit: str) -> DeviceLine:
    (line,) = [one for one in timeline(office.register) if one.unit == unit]
    return line


def test_who_is_enrolled_nowhere_has_no_line(place: str, tmp_path: Path) -> None:
    office = found(tmp_path, HONG_THUY, place=place)
    assert timeline(office.register) == []
    office.register.close()


def test_before_anything_was_sent(town: District) -> None:
    assert [(one.role, one.unit) for one in timeline(town.district.register)] == [("child", NHAM), ("child", HONG_THUY)]
    line = at(town.district, HONG_THUY)
    assert (line.received, line.held_to, line.next_number, line.missing, line.kept) == (None, 0, 1, None, [])
    assert (line.unit_name, line.step) == (
        "xã Hồng Thủy",
        "Chưa nhận gói nào: nhắc xã Hồng Thủy xuất gói và mang USB đến.",
    )


def test_the_commune_sees_what_is_confirmed(town: District) -> None:
    town.hong_thuy.record("Hồ Văn Thử")
    line = at(town.hong_thuy, DISTRICT)
    written = line.ours
    assert (line.role, line.unsent, line.confirmed) == ("parent", written, 0)
    assert line.step == f"Có {written} bản ghi chưa xuất: xuất gói ra USB và nộp lên."
    assert line.told == f"Cấp trên chưa xác nhận bản ghi nào – còn {written} bản ghi chưa xác nhận."
    file = town.hong_thuy.send()
    line = at(town.hong_thuy, DISTRICT)
    assert (line.unsent, line.unconfirmed) == (0, written)
    assert line.step == "Đã xuất, chờ biên nhận: nhận gói của cấp trên khi USB về."
    town.district.take(file)
    town.hong_thuy.take(town.district.send_to(HONG_THUY))
    line = at(town.hong_thuy, DISTRICT)
    assert (line.told, line.step) == (
        f"Cấp trên đã nhận đủ {written} bản ghi.",
        "Cấp trên đã nhận đủ: không cần làm gì.",
    )
    town.hong_thuy.record("Hồ Văn Sau")
    line = at(town.hong_thuy, DISTRICT)
    assert line.told == f"Cấp trên đã nhận đến bản ghi {written} – còn {line.ours - written} bản ghi chưa xác nhận."


def test_the_district_sees_what_came_and_owes_a_receipt(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    file = town.hong_thuy.send()
    town.district.take(file)
    line = at(town.district, HONG_THUY)
    assert line.received is not None
    assert (line.received.file, line.received.number, line.next_number) == (file.name, 1, 2)
    assert line.received.changes == line.held_to == line.received.last
    assert line.step == "Có biên nhận chưa gửi: xuất gói ra USB để trả về."
    town.district.send_to(HONG_THUY)
    line = at(town.district, HONG_THUY)
    assert line.sent is not None
    assert (line.told, line.step) == ("Chưa có bản ghi nào gửi xã Hồng Thủy.", "Hai bên đã khớp: không cần làm gì.")
    set_household(town.district.register, home, {"phone": "0912345678"})
    town.district.send_to(HONG_THUY)
    line = at(town.district, HONG_THUY)
    assert line.told == "Xã Hồng Thủy chưa xác nhận bản ghi nào – còn 1 bản ghi chưa xác nhận."
    assert line.step == "Đã gửi, chờ máy này xác nhận ở gói sau."


def test_a_gap_names_the_range_that_is_missing(tmp_path: Path) -> None:
    with district_at_work(tmp_path) as town, clone(town.district, "restored") as restored:
        files = []
        for name in ("Hồ Văn Một", "Hồ Văn Hai", "Hồ Văn Ba"):
            town.hong_thuy.record(name)
            files.append(town.hong_thuy.send())
            town.district.take(files[-1])
            town.hong_thuy.take(town.district.send_to(HONG_THUY))
        first, second, third = files
        restored.take(third)
        line = at(restored, HONG_THUY)
        assert (line.missing, line.received, [row.file for row in line.kept]) == ((1, 10), None, [third.name])
        assert line.step == "Còn thiếu bản ghi 1–10: nhờ xã Hồng Thủy xuất gói lại rồi nhận gói đó."
        restored.take(first)
        line = at(restored, HONG_THUY)
        assert (line.missing, line.held_to, line.next_number) == ((7, 10), 6, 2)
        assert line.standing("2017-09-01") == "missing"
        restored.take(second)
        line = at(restored, HONG_THUY)
        assert (line.missing, line.kept, line.held_to, line.next_number) == (None, [], 14, 4)


def test_a_withdrawn_device_and_what_it_still_sends(town: District) -> None:
    town.nham.record("Hồ Văn Thử")
    file = town.nham.send()
    device = at(town.district, NHAM).device
    revoke(town.district.register, device, reason="Máy bị mất")
    with town.district.register.read() as connection:
        gone = withdrawals(connection)[device]
    assert (gone.officer, gone.reason, gone.at[:10]) == ("Cán bộ Thử B", "Máy bị mất", "2017-09-01")
    line = at(town.district, NHAM)
    assert (line.state, line.step) == (
        "revoked",
        "Máy đã thu hồi: không cần làm gì, gói gửi sau này được giữ lại.",
    )
    town.district.take(file)
    line = at(town.district, NHAM)
    assert [(row.state, row.reason) for row in line.kept] == [("held", "revoked")]
    assert line.step == "Máy đã thu hồi vẫn gửi gói: hỏi nơi gửi, rồi nhận hoặc từ chối gói giữ lại (menu Gói)."


def test_how_a_device_stands_in_one_word(town: District) -> None:
    today = "2017-09-01"
    assert at(town.district, HONG_THUY).standing(today) == "never"
    town.hong_thuy.record("Hồ Văn Thử")
    assert at(town.hong_thuy, DISTRICT).standing(today) == "unsent"
    file = town.hong_thuy.send()
    assert at(town.hong_thuy, DISTRICT).standing(today) == "unconfirmed"
    town.district.take(file)
    town.hong_thuy.take(town.district.send_to(HONG_THUY))
    assert at(town.hong_thuy, DISTRICT).standing(today) == "matched"
    line = at(town.district, HONG_THUY)
    assert (line.standing("2017-10-06"), line.standing("2017-10-07")) == ("received", "late")
    assert line.step_on("2017-10-06") == line.step
    late = "Đã 36 ngày không có gói mới: nhắc xã Hồng Thủy xuất gói và mang USB đến."
    assert line.step_on("2017-10-07") == late
    revoke(town.district.register, line.device)
    assert at(town.district, HONG_THUY).standing(today) == "revoked"
    town.hong_thuy.record("Hồ Văn Sau")
    town.district.take(town.hong_thuy.send())
    assert at(town.district, HONG_THUY).standing(today) == "held"


def test_records_of_packages_newest_first(town: District) -> None:
    for name in ("Hồ Văn Một", "Hồ Văn Hai"):
        town.hong_thuy.record(name)
        town.district.take(town.hong_thuy.send())
    with town.district.register.read() as connection:
        came = packages(connection, direction="in", unit=HONG_THUY)
        assert [row.number for row in came] == [2, 1]
        assert came[0].changes == came[0].last - came[0].first + 1
        assert packages(connection, limit=1) == came[:1]
        assert packages(connection, direction="out") == []
        assert packages(connection, states=("waiting", "held")) == []
        assert packages(connection, device=came[0].device) == came
