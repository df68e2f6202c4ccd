"""`sohotro event | history | undo` as a script sees them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from commands import sohotro
from exchanges import Office, district_at_work, household, person

from db import models
from db.store.household.households import add_household
from db.store.places.villages import add_village
from desktop.cli.commands.changes import ENTITIES
from desktop.cli.commands.records import PARTS

DAY = "2017-06-15"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    with district_at_work(tmp_path) as town:
        add_village(town.hong_thuy.register, "Thôn 1")
        yield town.hong_thuy


@pytest.fixture
def home(book: Office) -> list[str]:
    """The ids of a household, its head, his wife and their son."""
    wife = person("Đặng Thị Mỹ", relation="02", sex="2", birth_date="1975")
    son = person("Hồ Văn Tơi", relation="04", birth_date="2001-09-30")
    added = add_household(book.register, household("x", members=[person("Hồ Văn Thử"), wife, son], since="2017-01-01"))
    return [added.id, *added.persons]


def write(book: Office, value: Any) -> Path:
    file = book.folder / "vào.json"
    file.write_bytes(orjson.dumps(value))
    return file


def happen(book: Office, kind: str, **data: Any) -> Any:
    return sohotro("event", book.place, kind, write(book, data), "--json").json


def people(book: Office, home: str) -> set[str]:
    return {hit["name"] for hit in sohotro("find", book.place, "ho", "--json").json if hit["household"] == home}


def test_every_event_can_be_recorded(book: Office, home: list[str]) -> None:
    house, head, wife, son = home
    died = happen(book, "death", household=house, person=head, date=DAY, head=wife)
    assert set(died) == {"household", "action", "added", "new_household", "relations", "unknown", "warnings"}
    assert died["relations"] == {wife: "01", son: "04"}
    born = happen(
        book, "birth", household=house, child={"name": "Hồ Thị Út", "birth_date": DAY, "sex": "2", "relation": "04"}
    )
    made = happen(book, "split", household=house, persons=[son], new_head=son, date=DAY)["new_household"]
    assert happen(book, "move", household=house, persons=born["added"], to=made, date=DAY)["unknown"] == born["added"]
    happen(book, "leave", household=made, persons=born["added"], date="2017-07-01", why="moved_away")
    bride = {"name": "Hồ Thị Xoàn", "birth_date": "1999", "sex": "2", "relation": "02"}
    come = happen(book, "arrive", household=made, date="2017-08-01", people=[bride], back={born["added"][0]: "20"})
    headed = happen(book, "head", household=made, head=come["added"][0], date="2017-08-02")
    assert headed["relations"][son] == "03"
    assert people(book, made) == {"Hồ Văn Tơi", "Hồ Thị Út", "Hồ Thị Xoàn"}


def test_an_event_says_what_is_open(book: Office, home: list[str]) -> None:
    house, _, _, son = home
    made = sohotro("event", book.place, "split", write(
        book, {"household": house, "persons": [son], "new_head": son, "date": DAY}))  # fmt: skip
    assert made.out.startswith("Đã ghi.\nHộ mới: ")


def test_an_event_is_refused_with_all_findings(book: Office, home: list[str]) -> None:
    file = write(book, {"household": home[0], "person": home[1], "date": "2027-06-15"})
    refused = sohotro("event", book.place, "death", file)
    refused.refused("invalid")
    assert {i["field"] for i in orjson.loads(refused.err)["issues"]} == {"date", "head"}
    sohotro("event", book.place, "death", write(book, {"household": home[0]})).refused("bad_input")
    sohotro("event", book.place, "dance", write(book, {})).refused("usage", code=2)
    gone = {"household": "không-có", "person": "x", "date": DAY}
    sohotro("event", book.place, "death", write(book, gone)).refused("not_found")


def test_history(book: Office, home: list[str]) -> None:
    house, head, wife, son = home
    assert sohotro("set", book.place, "person", son, write(book, {"birth_date": "2002"}), "--reason", "Sổ").code == 0
    happen(book, "death", household=house, person=head, date=DAY, head=wife)
    rows = sohotro("history", book.place, "household", house, "--json").json
    assert set(rows[0]) == {
        "change", "action", "at", "officer", "device", "device_name", "package", "package_at", "unit", "unit_name",
        "kind", "kind_label", "entity", "id", "record", "key", "label", "before", "after", "reason", "newer",
    }  # fmt: skip
    assert "15/06/2017" in {row["after"] for row in rows if row["label"] == "Ngày chết"}
    line = sohotro("history", book.place, "person", son, "--key", "identity.birth_date").out.splitlines()[0]
    assert line.endswith("sửa Hồ Văn Tơi · Ngày sinh: 30/09/2001 → 2002 — Sổ")
    sohotro("history", book.place, "person", "không-có").refused("not_found")
    sohotro("history", book.place, "gift", "x").refused("usage", code=2)
    assert {PARTS.get(kind, kind) for kind in ENTITIES} == set(models.ENTITIES), "of any value"


def test_undo(book: Office, home: list[str]) -> None:
    house, _, _, son = home
    happen(book, "leave", household=house, persons=[son], date=DAY)
    listed = sohotro("undo", book.place, "--list", "--json").json
    assert set(listed[0]) == {
        "id", "at", "officer", "title", "reason", "changes", "undoes", "is_undo", "undone", "undoable",
    }  # fmt: skip
    undone = sohotro("undo", book.place, "--reason", "Nhầm người", "--json").json
    assert set(undone) == {"action", "undoes", "restored", "left"}
    assert undone["undoes"] == listed[0]["id"]
    assert "Hồ Văn Tơi" in people(book, house)
    assert sohotro("undo", book.place, "--list").out.splitlines()[1].endswith("(đã lấy lại)")
    assert sohotro("undo", book.place, undone["action"]).out.startswith("Đã lấy lại 1 bản ghi.")
    assert "Hồ Văn Tơi" not in people(book, house)


def test_what_cannot_be_undone(book: Office, home: list[str]) -> None:
    recorded = sohotro("undo", book.place, "--list", "--json").json[0]["id"]
    assert sohotro("set", book.place, "household", home[0], write(book, {"note": "x"})).code == 0
    said = sohotro("undo", book.place, recorded).refused("not_undone")
    assert "đã được sửa sau đó" in said
    sohotro("undo", book.place, "không-có").refused("no_action")
    for _ in range(3):
        assert sohotro("undo", book.place).code == 0
    sohotro("undo", book.place).refused("nothing_to_undo")
