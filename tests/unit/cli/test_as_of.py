"""`register heads` and `--as-of` on the command line."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from commands import sohotro
from exchanges import district_at_work


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


@pytest.mark.parametrize("content", ['{"first": []}', '["a"]', '{"heads": 3}'])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: str) -> None:
    with district_at_work(tmp_path) as town:
        wrong = tmp_path / "khac.json"
        wrong.write_text(content)
        assert sohotro("register", "hash", town.hong_thuy.place, "--as-of", str(wrong), "--json").refused("bad_input")
