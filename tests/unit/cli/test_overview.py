"""Lists, what is due, the timeline and whole-village work on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import orjson
import pytest
from commands import sohotro
from exchanges import District, Office, district_at_work


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


@pytest.fixture
def book(town: District) -> Office:
    """Hồng Thủy with two poor households of one."""
    for name, birth in (("Hồ Văn Thử", "1970"), ("Đặng Thị Mỹ", "1962")):
        town.hong_thuy.record(name, birth_date=birth)
    return town.hong_thuy


def asked(folder: Path, **conditions: object) -> Path:
    file = folder / f"{len(list(folder.iterdir()))}.json"
    file.write_bytes(orjson.dumps(conditions))
    return file


class TestList:
    def test_households_by_a_named_filter(self, book: Office) -> None:
        rows = sohotro("list", book.place, "households", "--filter", "hộ nghèo", "--on", "2017-09-01", "--json").json
        assert [row["head"] for row in rows] == ["Đặng Thị Mỹ", "Hồ Văn Thử"]
        assert set(rows[0]) >= {
            "id",
            "code",
            "head",
            "village_name",
            "result",
            "members",
            "cards",
            "id_no",
            "conflicts",
        }

    def test_persons_by_conditions(self, book: Office, tmp_path: Path) -> None:
        file = asked(tmp_path, text="1962 my", uncovered=["bhyt"])
        rows = sohotro("list", book.place, "persons", "--json-filter", file, "--on", "2017-09-01", "--json").json
        assert [row["name"] for row in rows] == ["Đặng Thị Mỹ"]
        assert set(rows[0]) >= {"id", "name", "birth_date", "household", "head", "card", "unit", "cccd", "relation"}
        told = sohotro("list", book.place, "persons", "--json-filter", file, "--on", "2017-09-01")
        assert "1 dòng" in told.out
        assert "Đặng Thị Mỹ, 1962, Thôn 1" in told.out

    def test_a_list_becomes_an_excel_file_and_a_paper(self, book: Office, tmp_path: Path) -> None:
        place, free = book.place, asked(tmp_path, text="my")
        table, paper = tmp_path / "ds.xlsx", tmp_path / "ds.PDF"
        written = sohotro(
            "list", place, "households", "--filter", "ho_ngheo", "--on", "2017-09-01", "-o", table, "--json"
        )
        rows = list(openpyxl.load_workbook(table).worksheets[0].values)
        assert rows[0][0] == "Hộ nghèo"
        assert str(rows[1][0]).endswith("ngày 01/09/2017")
        assert (written.json["rows"], len(rows) - 5) == (2, 2)
        told = sohotro("list", place, "persons", "--json-filter", free, "-o", paper, "--json").json
        assert paper.read_bytes().startswith(b"%PDF")
        [line] = sohotro("prints", place, "--json").json
        assert (line["number"], line["document"], line["title"]) == (told["number"], "danh_sach", "Danh sách người")

    def test_nobody_in_a_list_makes_no_paper(self, book: Office, tmp_path: Path) -> None:
        paper = tmp_path / "ds.pdf"
        nobody = asked(tmp_path, text="zzz")
        sohotro("list", book.place, "persons", "--json-filter", nobody, "-o", paper).refused("nothing_to_print")
        assert not paper.exists()
        assert sohotro("list", book.place, "persons", "-o", tmp_path / "ds.txt").code == 2

    def test_the_named_filters_are_counted(self, book: Office) -> None:
        rows = sohotro("list", book.place, "filters", "--on", "2017-09-01", "--json").json
        assert {row["saved"]["name"]: row["count"] for row in rows}["ngheo_co_nguoi_chua_co_the"] == 2

    def test_wrong_use_and_wrong_names(self, book: Office, tmp_path: Path) -> None:
        both = ("--filter", "ho_ngheo", "--json-filter", asked(tmp_path))
        assert sohotro("list", book.place, "households", *both).code == 2
        assert sohotro("list", book.place, "persons", "--filter", "ho_ngheo").code == 2
        for arguments, code in (
            (("--filter", "xyz"), "unknown_filter"),
            (("--sort", "xyz"), "unknown_column"),
            (("--json-filter", asked(tmp_path, tuổi=3)), "bad_input"),
            (("--json-filter", asked(tmp_path, due="bhyt.xyz")), "unknown_due"),
            (("--on", "2017-02-30"), "invalid"),
        ):
            sohotro("list", book.place, "households", *arguments).refused(code)


def test_due(book: Office) -> None:
    rows = sohotro("due", book.place, "--on", "2017-09-01", "--json").json
    assert {row["kind"]: row["count"] for row in rows}["no_id"] == 2
    assert set(rows[0]) == {"kind", "title", "date", "count", "of", "filter"}
    assert "thiếu số định danh: 2" in sohotro("due", book.place, "--on", "2017-09-01").out


def test_timeline(town: District, book: Office) -> None:
    town.district.take(book.send())
    rows = sohotro("timeline", town.district.place, "--json").json
    (line,) = [row for row in rows if row["unit"] == book.unit]
    assert set(line) >= {
        "role",
        "device",
        "received",
        "missing",
        "kept",
        "sent",
        "confirmed",
        "unconfirmed",
        "told",
        "step",
    }
    assert line["received"]["changes"] == line["held_to"]
    assert "biên nhận chưa gửi" in sohotro("timeline", town.district.place).out
    assert "bản ghi chưa xác nhận" in sohotro("timeline", book.place).out


class TestBatch:
    def test_a_trial_and_then_all_at_once(self, book: Office) -> None:
        arguments = ("batch", book.place, "bhyt", "--year", "2017", "--village", "thon 1", "--json")
        tried = sohotro(*arguments, "--dry-run").json
        assert [row["name"] for row in tried["candidates"]] == ["Hồ Văn Thử", "Đặng Thị Mỹ"]
        assert [row["issues"] for row in tried["candidates"]] == [[], []]
        assert tried["recorded"] == []
        done = sohotro(*arguments, "--milestone", "requested", "--date", "2017-01-05").json
        assert len(done["recorded"]) == 2
        assert sohotro(*arguments).json["candidates"] == []

    def test_a_row_that_does_not_fit_refuses_all(self, book: Office) -> None:
        arguments = ("batch", book.place, "bhyt", "--year", "2017", "--milestone", "repaid", "--date", "2017-01-05")
        refused = sohotro(*arguments)
        refused.refused("invalid")
        assert [issue["field"] for issue in orjson.loads(refused.err)["issues"]] == [
            "rows[0].milestones[0].kind",
            "rows[1].milestones[0].kind",
        ]
        assert sohotro("register", "info", book.place, "--json").json["supports"] == 0
        assert sohotro("batch", book.place, "bhyt", "--year", "2017", "--milestone", "requested").code == 2
        assert "2 dòng chắc chắn" in sohotro("batch", book.place, "bhyt", "--year", "2017", "--dry-run").out


class TestPapers:
    def test_the_page_of_charts(self, book: Office, tmp_path: Path) -> None:
        out = tmp_path / "bd.pdf"
        done = sohotro("print", book.place, "bieu_do", "--year", 2017, "-o", out, "--json").json
        assert (done["pages"], sohotro("prints", book.place, "--json").json[0]["title"]) == (1, "Biểu đồ tổng hợp")
        part = sohotro("print", book.place, "bieu_do", "--village", "Thôn 1", "-o", tmp_path / "x.pdf")
        part.refused("whole_unit")
        assert sohotro("reprint", book.place, done["number"], "-o", out, "--json").json["reprint"] == 1

    def test_a_new_recovery_sheet(self, book: Office, tmp_path: Path) -> None:
        out = tmp_path / "to.pdf"
        made = sohotro("register", "recovery-sheet", book.place, "-o", out, "--json").json
        assert out.read_bytes().startswith(b"%PDF")
        [line] = sohotro("prints", book.place, "--json").json
        assert (line["number"], line["document"], line["selection"]) == (made["number"], "to_phuc_hoi", None)
        assert line["officer"]
        kept = out.read_bytes()
        sohotro("register", "recovery-sheet", book.place, "-o", out).refused("exists")
        assert out.read_bytes() == kept
        sohotro("register", "recover", book.place, "--recovery", book.recovery).refused("wrong_recovery")
