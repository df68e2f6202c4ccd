"""`sohotro report`: names, figures, files, issued reports again; the keys scripts rely on."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from commands import assert_sentence, sohotro
from exchanges import HONG_THUY, Office, found, household

from db.store.household.households import add_household
from db.store.places.villages import add_village


@pytest.fixture
def book(tmp_path: Path) -> Office:
    office = found(tmp_path, HONG_THUY)
    add_village(office.register, "Thôn 1")
    add_household(office.register, household("Hồ Văn Một"))
    office.register.close()
    return office


def test_names_are_listed() -> None:
    rows = sohotro("report", "list", "--json").json
    assert {"bieu_01", "bieu_2016_ngheo", "nua_nam", "ca_nam", "ket_qua", "chat_luong"} <= {row["name"] for row in rows}
    assert set(rows[0]) == {"name", "title", "group", "source", "uncertain", "issued"}
    assert "bieu_01: Biểu 1. Kết quả rà soát (mẫu cần đối chiếu)" in sohotro("report", "list").out


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv"])
def test_a_table_on_screen_and_in_a_file(book: Office, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"biểu.{ending}"
    made = sohotro("report", book.place, "bieu_01", "--year", "2017", "-o", out, "--json").json
    assert set(made) == {
        *("name", "title", "unit", "unit_name", "year", "on", "since", "figures", "tables", "checks", "file"),
    }
    assert (made["on"], made["since"], made["unit"]) == ("2018-01-01", "2017-01-01", HONG_THUY)
    table = made["tables"][0]
    place = next(n for n, column in enumerate(table["columns"]) if column["id"] == "3")
    assert table["lines"][0]["values"][place] == 1
    assert all(one["holds"] for one in made["checks"])
    assert out.stat().st_size > 100
    told = sohotro("report", book.place, "bieu_01", "--year", "2017").out
    assert "1 xã Hồng Thủy: 3 1" in told
    assert "Chưa nhập tổng số hộ dân cư" in told


def test_issued_again_and_what_has_changed(book: Office, tmp_path: Path) -> None:
    text = tmp_path / "lời.json"
    text.write_bytes(orjson.dumps({"kho_khan": ["Thiếu vốn."]}))
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    asked = ("report", book.place, "issue", "ca_nam", "--year", "2017", "--narrative", text, "-o", first, "--json")
    issued = sohotro(*asked).json
    assert set(issued) == {"id", "name", "on", "figures", "file"}
    more = tmp_path / "hộ.json"
    person = {"name": "Hồ Văn Hai", "birth_date": "1970", "sex": "1", "relation": "01"}
    poor = {"standard": "2016_2020", "result": "poor", "valid_from": "2017-01-01", "sub_type": "income"}
    more.write_bytes(orjson.dumps({"village": "Thôn 1", "members": [person], "classification": poor}))
    assert sohotro("add", book.place, "household", more).code == 0
    kept = sohotro("report", book.place, "again", issued["id"], "-o", second, "--json").json
    assert (kept["same"], kept["figures"]) == (True, issued["figures"])
    assert first.read_bytes() == second.read_bytes()
    changed = sohotro("report", book.place, "changes", issued["id"], "--json").json
    assert {
        "table": "Các số chính so với năm trước",
        "where": "Hộ nghèo",
        "column": "2",
        "then": 1,
        "now": 2,
    } in changed
    assert "Báo cáo tổng kết năm, 2017, đến ngày 31/12/2017" in sohotro("report", book.place).out


@pytest.mark.parametrize(
    "asked",
    [
        ("bieu_99", "--year", "2017"),
        ("bieu_01", "--year", "2017", "--unit", "20083"),
        ("bieu_01", "--year", "2017", "--on", "2017-02-30"),
        ("issue", "chat_luong", "--year", "2017"),
        ("again", "không-có"),
    ],
)
def test_refusals_are_sentences(book: Office, asked: tuple[str, ...]) -> None:
    refused = sohotro("report", book.place, *asked)
    assert refused.code == 1
    assert_sentence(orjson.loads(refused.err)["message"])


@pytest.mark.parametrize(
    "asked", [("bieu_01",), ("issue", "bieu_01"), ("bieu_01", "--year", "2017", "-o", "x.doc"), ("a", "b", "c")]
)
def test_wrong_use_is_said(book: Office, asked: tuple[str, ...]) -> None:
    assert sohotro("report", book.place, *asked).code == 2
