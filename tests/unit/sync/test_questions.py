"""What the office asks back travels with its receipts: sent, received, merged, questions, as the sender sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import HONG_THUY, District, Office, clone, district_at_work

from db.store.deciding.queue import decide, list_queue
from db.store.household.households import set_household
from db.sync import questions
from db.sync.timeline import DeviceLine, PackageRow, packages, timeline


@pytest.fixture
def town(place: str, tmp_path: Path, database: str) -> Iterator[District]:
    """A Lưới on each database in turn, Hồng Thủy and Nhâm in files."""
    with district_at_work(tmp_path, place=None if database == "sqlite" else place) as made:
        yield made


def sent(office: Office) -> list[PackageRow]:
    """The packages sent, oldest first."""
    with office.register.read() as connection:
        return packages(connection, direction="out")[::-1]


def above(office: Office) -> DeviceLine:
    (line,) = [one for one in timeline(office.register) if one.role == "parent"]
    return line


def back(town: District) -> Path:
    """The next package down has come home."""
    file = town.district.send_to(HONG_THUY)
    assert town.hong_thuy.take_one(file).state in ("applied", "known")
    return file


def disputed(town: District) -> str:
    """A household whose telephone both sides wrote at once; its id. Three packages have gone up."""
    home, _person = town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    set_household(town.district.register, home, {"phone": "0912345678"})
    set_household(town.hong_thuy.register, home, {"phone": "0987654321"})
    town.district.take(town.hong_thuy.send())
    return home


def test_a_package_is_sent_then_merged(town: District) -> None:
    town.hong_thuy.record("Hồ Văn Thử")
    file = town.hong_thuy.send()
    assert [row.progress for row in sent(town.hong_thuy)] == ["sent"]
    town.district.take(file)
    assert [row.progress for row in sent(town.hong_thuy)] == ["sent"]
    back(town)
    assert [row.progress for row in sent(town.hong_thuy)] == ["merged"]


def test_a_difference_is_asked_about_at_the_package_that_brought_our_value(town: District) -> None:
    home = disputed(town)
    back(town)
    first, second = sent(town.hong_thuy)
    assert (first.progress, second.progress) == ("merged", "questions")
    assert second.message == "Cơ quan nhận đã ghép, còn hỏi lại 1 mục: xem trang Chờ quyết định."
    line = above(town.hong_thuy)
    assert (line.questions, line.standing("2017-09-01")) == (1, "questions")
    assert "hỏi lại 1 mục" in line.step
    with town.hong_thuy.register.read() as connection:
        (said,) = questions.asked(connection).values()
    assert [(one.entity, one.id, one.key) for one in said.asked] == [("household", home, "phone")]


def test_the_answer_ends_the_question_and_a_late_package_does_not_bring_it_back(town: District) -> None:
    disputed(town)
    late = town.district.send_to(HONG_THUY)
    with town.district.register.read() as connection:
        (item,) = list_queue(connection)
    decide(town.district.register, item.entity, item.id, item.key, take=item.versions[0].change, reason="hỏi gia đình")
    back(town)
    town.hong_thuy.take(late)
    assert above(town.hong_thuy).questions == 0
    assert [row.progress for row in sent(town.hong_thuy)][-1] == "merged"


def test_another_communes_differences_are_not_ours(town: District) -> None:
    disputed(town)
    town.nham.record("Hồ Văn Khác")
    town.district.take(town.nham.send())
    town.nham.take(town.district.send_to(town.nham.unit))
    assert above(town.nham).questions == 0


def test_a_package_that_lies_there_says_why(tmp_path: Path) -> None:
    with district_at_work(tmp_path) as town, clone(town.district, "restored") as restored:
        town.hong_thuy.record("Hồ Văn Thử")
        town.district.take(town.hong_thuy.send())
        back(town)
        town.hong_thuy.record("Hồ Văn Hai")
        assert restored.take_one(town.hong_thuy.send()).state == "waiting"
        town.hong_thuy.take(restored.send_to(HONG_THUY))
        last = sent(town.hong_thuy)[-1]
        assert last.progress == "received"
        assert last.message.startswith("Ở cơ quan nhận: Gói đến trước một gói khác của cùng máy.")


def test_a_shape_of_a_newer_program_is_passed_over(town: District, monkeypatch: pytest.MonkeyPatch) -> None:
    disputed(town)
    monkeypatch.setattr(questions, "ask", lambda *_about: {"open": "nhiều"})
    back(town)
    assert above(town.hong_thuy).questions == 0
    assert [row.progress for row in sent(town.hong_thuy)] == ["merged", "merged"]
