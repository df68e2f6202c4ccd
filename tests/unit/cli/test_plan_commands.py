"""Households' plans and registered needs on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from commands import sohotro
from exchanges import Office, district_at_work


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    with district_at_work(tmp_path) as town:
        yield town.hong_thuy


def written(folder: Path, **values: Any) -> Path:
    file = folder / f"vao-{len(list(folder.iterdir()))}.json"
    file.write_bytes(orjson.dumps(values))
    return file


def test_a_plan_is_added_changed_shown_and_a_part_of_it_deleted(book: Office, tmp_path: Path) -> None:
    home, _ = book.record("Hồ Văn Thử")
    measures = [{"content": "Mua bò", "sources": [{"source": "nstw", "amount": 5_000_000}]}]
    file = written(tmp_path, household=home, year=2017, causes=["1"], measures=measures)
    record = sohotro("add", book.place, "plan", file, "--json").json["id"]
    plan = sohotro("show", book.place, "plan", record, "--json").json
    change = written(
        tmp_path,
        measures=[{"id": plan["measures"][0]["id"], "state": "doing"}],
        follow_ups=[{"date": "2017-02-01", "outcome": "Đã nhận bò"}],
    )
    assert sohotro("set", book.place, "plan", record, change).code == 0
    told = sohotro("show", book.place, "plan", record).out
    assert "Nguyên nhân: Thiếu vốn sản xuất" in told
    assert "- Mua bò: đang làm" in told
    assert "- 01/02/2017: Đã nhận bò" in told
    measure = plan["measures"][0]["id"]
    changes = sohotro("history", book.place, "measure", measure, "--json").json
    assert (changes[0]["label"], changes[0]["before"], changes[0]["after"]) == ("Tình trạng", "Chưa làm", "Đang làm")
    assert sohotro("delete", book.place, "measure", measure, "--reason", "Ghi nhầm hộ").code == 0
    assert sohotro("show", book.place, "plan", record, "--json").json["measures"] == []


def test_a_plan_that_cannot_be_names_its_fields(book: Office, tmp_path: Path) -> None:
    home, _ = book.record("Hồ Văn Thử")
    outcome = sohotro("add", book.place, "plan", written(tmp_path, household=home, year=1900, causes=["1"]))
    assert outcome.code == 1
    assert [issue["field"] for issue in orjson.loads(outcome.err)["issues"]] == ["year"]
    odd = written(tmp_path, household=home, year=2017)
    sohotro("add", book.place, "plan", odd).refused("needs_reason")
    assert sohotro("add", book.place, "plan", odd, "--reason", "Hộ chưa nói").code == 0


def test_a_need_is_served_by_the_support_that_names_it(book: Office, tmp_path: Path) -> None:
    home, person = book.record("Hồ Văn Thử")
    asked = written(tmp_path, household=home, person=person, policy="bhyt", registered_on="2017-01-03")
    need = sohotro("add", book.place, "need", asked, "--json").json["id"]
    assert "chưa đáp ứng" in sohotro("show", book.place, "need", need).out
    details = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01"}
    card = written(tmp_path, policy="bhyt", year=2017, person=person, details=details, need=need)
    support = sohotro("add", book.place, "support", card, "--json").json["id"]
    (row,) = sohotro("needs", book.place, "--year", 2017, "--state", "served", "--json").json
    assert (row["id"], row["support"]) == (need, support)
    assert sohotro("needs", book.place, "--policy", "nha_o").out == "Không có nhu cầu nào như vậy.\n"
    assert sohotro("needs", book.place, "--count").out == (
        "2017, bhyt: 1 đăng ký, 1 đã đáp ứng, 0 không đáp ứng được\n"
    )
    assert sohotro("needs", book.place, "--count", "--state", "open").code == 2


def test_a_need_is_refused_for_a_reason(book: Office, tmp_path: Path) -> None:
    home, _ = book.record("Hồ Văn Thử")
    asked = written(tmp_path, household=home, content="Nhà dột", registered_on="2017-01-03")
    need = sohotro("add", book.place, "need", asked, "--json").json["id"]
    answer = written(tmp_path, refused_on="2017-02-01", refused_reason="Hết kinh phí năm 2017")
    assert sohotro("set", book.place, "need", need, answer).code == 0
    assert "03/01/2017, Nhà dột, không đáp ứng" in sohotro("needs", book.place).out
