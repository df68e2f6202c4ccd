"""A household in the course of time, by commands alone: shown as of a day, split, mended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from commands import sohotro
from exchanges import Office, district_at_work, household, person

from db.store.household.households import add_household
from db.store.places.villages import add_village


def write(folder: Path, value: Any) -> Path:
    file = folder / "vào.json"
    file.write_bytes(orjson.dumps(value))
    return file


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    with district_at_work(tmp_path) as town:
        yield town.hong_thuy


@pytest.fixture
def home(book: Office) -> dict[str, Any]:
    """A poor household of husband and wife in Thôn 1, as it is shown."""
    add_village(book.register, "Thôn 1")
    wife = person("Đặng Thị Mỹ", birth_date="1975-02", sex="2", relation="02")
    made = add_household(book.register, household("x", members=[person("Hồ Văn Thử"), wife]))
    return dict(sohotro("show", book.place, "household", made.id, "--json").json)


def test_show_says_what_was_on_a_day(book: Office, home: dict[str, Any]) -> None:
    assert [member["relation"] for member in home["members"]] == ["01", "02"]
    early = sohotro("show", book.place, "household", home["id"], "--on", "2016-01-01", "--json").json
    assert (early["classification"], home["classification"]["result"]) == (None, "poor")
    told = sohotro("show", book.place, "household", home["id"], "--on", "2017-06-01").out
    assert told.splitlines()[0] == "Thôn 1: 2 người, hộ nghèo (01/06/2017)"
    assert "- Đặng Thị Mỹ, vợ, sinh 02/1975" in told
    sohotro("show", book.place, "household", home["id"], "--on", "2017-02-30").refused("invalid")
    for noun in ("household", "person", "support", "village"):
        sohotro("show", book.place, noun, "không-có").refused("not_found")


def test_a_split_and_its_correction(book: Office, home: dict[str, Any], tmp_path: Path) -> None:
    head, wife = home["members"]
    split = {"household": home["id"], "persons": [wife["id"]], "new_head": wife["id"], "date": "2017-06-01"}
    moved = sohotro("event", book.place, "split", write(tmp_path, split), "--json").json
    first, second = sohotro("show", book.place, "person", wife["id"], "--json").json["memberships"]
    assert (first["id"], first["to_date"], first["end_reason"]) == (wife["membership"], "2017-06-01", "split")
    assert (second["household"], second["relation"], second["to_date"]) == (moved["new_household"], "01", None)
    told = sohotro("show", book.place, "person", wife["id"]).out
    assert f"- hộ {home['id']} đến 01/06/2017 (tách hộ)" in told
    village = sohotro("show", book.place, "village", home["village"], "--json").json
    assert set(village["households"]) == {home["id"], moved["new_household"]}
    assert "Thôn 1: 2 hộ" in sohotro("show", book.place, "village", home["village"]).out
    mended = write(tmp_path, {"to_date": "2017-07-01"})
    assert sohotro("set", book.place, "membership", first["id"], mended).code == 0
    june = sohotro("show", book.place, "household", home["id"], "--on", "2017-06-15", "--json").json
    assert [member["id"] for member in june["members"]] == [head["id"], wife["id"]]
    assert sohotro("delete", book.place, "membership", second["id"], "--reason", "ghi nhầm").code == 0
    assert len(sohotro("show", book.place, "person", wife["id"], "--json").json["memberships"]) == 1


def test_deprivations_end_when_no_longer_named(book: Office, home: dict[str, Any], tmp_path: Path) -> None:
    lacks = {
        "household": home["id"],
        "standard": "2016_2020",
        "on": "2017-01-01",
        "indicators": ["nuoc", "nha_tieu"],
    }
    added = sohotro("add", book.place, "deprivation", write(tmp_path, lacks), "--json").json
    assert (added["id"], len(added["deprivations"])) == (home["id"], 2)
    later = write(tmp_path, lacks | {"on": "2017-11-01", "indicators": ["nuoc"]})
    assert sohotro("add", book.place, "deprivation", later, "--json").json["deprivations"] == []
    for day, expected in (("2017-06-01", ["nha_tieu", "nuoc"]), ("2017-12-01", ["nuoc"])):
        row = sohotro("show", book.place, "household", home["id"], "--on", day, "--json").json
        assert row["deprivations"] == expected
    assert (
        "Thiếu hụt: Nguồn nước sinh hoạt"
        in sohotro("show", book.place, "household", home["id"], "--on", "2017-12-01").out
    )


def test_a_support_with_its_state(book: Office, home: dict[str, Any], tmp_path: Path) -> None:
    card = {
        "policy": "bhyt",
        "year": 2017,
        "person": home["members"][0]["id"],
        "details": {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01"},
        "milestones": [{"kind": "requested", "date": "2016-12-10"}],
    }
    made = sohotro("add", book.place, "support", write(tmp_path, card), "--json").json
    row = sohotro("show", book.place, "support", made["id"], "--json").json
    assert (row["state"], row["milestones"][0]["date"]) == (made["state"], "2016-12-10")
    assert row["state_label"] in sohotro("show", book.place, "support", made["id"]).out
