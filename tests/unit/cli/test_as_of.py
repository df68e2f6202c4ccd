"""`register heads` and `--as-of` on the command line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import orjson
import pytest
from commands import sohotro
from exchanges import HONG_THUY, clone, district_at_work

from db.ledger.known import known_at
from db.store.offices import info
from db.sync.timeline import heads_before


def test_a_household_and_the_hash_as_they_were_known(tmp_path: Path) -> None:
    with district_at_work(tmp_path) as town:
        book, kept = town.hong_thuy, tmp_path / "dau-luong.json"
        book.record("Hồ Văn Thử", birth_date="1970")
        kept.write_bytes(orjson.dumps(sohotro("register", "heads", book.place, "--json").json))
        before = sohotro("register", "hash", book.place, "--json").json
        book.record("Đặng Thị Mỹ", birth_date="1962")
        later = sohotro("list", book.place, "households", "--on", "2017-09-01", "--json").json
        ids = {row["head"]: row["id"] for row in later}
        assert sohotro("register", "hash", book.place, "--json").json != before
        assert sohotro("register", "hash", book.place, "--as-of", str(kept), "--json").json == before
        asked = ("--as-of", str(kept), "--json")
        shown = sohotro("show", book.place, "household", ids["Hồ Văn Thử"], *asked).json
        assert shown["id"] == ids["Hồ Văn Thử"]
        assert sohotro("show", book.place, "household", ids["Đặng Thị Mỹ"], *asked).refused("not_found")


def test_just_before_a_package(tmp_path: Path) -> None:
    with district_at_work(tmp_path) as town:
        book, place = town.district, town.district.place
        town.hong_thuy.record("Hồ Văn Thử", birth_date="1970")
        first = town.hong_thuy.send()
        empty = sohotro("register", "hash", place, "--json").json
        book.take(first)
        one = sohotro("register", "hash", place, "--json").json
        town.hong_thuy.record("Đặng Thị Mỹ", birth_date="1962")
        second = town.hong_thuy.send()
        book.take(second)
        digest = hashlib.sha256(second.read_bytes()).hexdigest()
        for named, expected in ((first.name, empty), (str(first), empty), (second.name, one), (digest[:8], one)):
            assert sohotro("register", "hash", place, "--as-of", named, "--json").json == expected
        for unknown in ("khong-co.dongbo", "abc"):
            assert sohotro("register", "hash", place, "--as-of", unknown, "--json").refused("no_package")


def test_before_a_package_that_had_waited(tmp_path: Path) -> None:
    with district_at_work(tmp_path) as town, clone(town.district, "restored") as restored:
        town.hong_thuy.record("Hồ Văn Một")
        first = town.hong_thuy.send()
        town.district.take(first)
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        town.hong_thuy.record("Hồ Văn Hai")
        second = town.hong_thuy.send()
        restored.take(second, first)
        with restored.register.read() as connection:
            before = heads_before(connection, second.name)
        with known_at(restored.register, before) as earlier:
            assert info(earlier).households == 1


@pytest.mark.parametrize("content", ['{"first": []}', '["a"]', '{"heads": 3}'])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: str) -> None:
    with district_at_work(tmp_path) as town:
        wrong = tmp_path / "khac.json"
        wrong.write_text(content)
        assert sohotro("register", "hash", town.hong_thuy.place, "--as-of", str(wrong), "--json").refused("bad_input")
