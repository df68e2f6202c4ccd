"""Indicators, targets, totals and official figures on the command line: what is typed in comes out, whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pypdfium2
import pytest
from commands import sohotro
from exchanges import HONG_THUY, Office, district_at_work
from openpyxl import load_workbook


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    with district_at_work(tmp_path) as town:
        town.hong_thuy.record("Hồ Văn Thử")
        yield town.hong_thuy


def written(folder: Path, value: Any) -> Path:
    file = folder / f"vao-{len(list(folder.iterdir()))}.json"
    file.write_bytes(orjson.dumps(value))
    return file


def test_totals_targets_and_indicators_go_in_and_out(book: Office, tmp_path: Path) -> None:
    totals = written(tmp_path, [{"year": 2017, "kind": "households", "village": "Thôn 1", "value": 40}])
    assert sohotro("totals", "put", book.place, totals).out == "Đã ghi 1 tổng số.\n"
    (total,) = sohotro("totals", "list", book.place, "--year", 2017, "--json").json
    assert (total["value"], total["unit"]) == (40, HONG_THUY)

    assert "tth_2017" in sohotro("targets", "plans").out
    made = sohotro("targets", "load", book.place, "tth_2017", "--json").json
    assert (made["targets"], made["official"]) == (15, 1)
    assert "15 chỉ tiêu đã có" in sohotro("targets", "load", book.place, "tth_2017").out
    listed = sohotro("targets", "list", book.place, "--json").json
    each = next(one for one in listed if one["over"] == "each")
    change = written(tmp_path, {"cohort": {"words": "Xã điểm", "units": [HONG_THUY]}})
    assert sohotro("targets", "set", book.place, each["id"], change).code == 0
    sohotro("targets", "delete", book.place, each["id"]).refused("reason_needed")
    assert sohotro("targets", "delete", book.place, each["id"], "--reason", "nhập nhầm").code == 0
    own = written(tmp_path, {"indicator": "ho_ngheo", "year": 2017, "comparator": "at_most", "value": "0"})
    assert sohotro("targets", "add", book.place, own, "--json").json["id"]

    rows = sohotro("indicators", book.place, "--year", 2017, "--json").json
    keys = {"id", "title", "unit", "year", "target", "numerator", "denominator", "value"}
    assert all(keys <= set(row) for row in rows)
    rate = next(row for row in rows if row["id"] == "ty_le_ho_ngheo")
    figures = [rate[key] for key in ("unit", "year", "numerator", "denominator", "value")]
    assert figures == [HONG_THUY, 2017, 1, 40, "2.5"]
    assert rate["target"]["value"] == "6.09"
    one = sohotro("indicators", book.place, "--year", 2017, "--indicator", "ho_ngheo")
    assert one.out.startswith("Số hộ nghèo: 1 hộ; phải đạt không quá 0 hộ: không đạt")
    sohotro("indicators", book.place, "--year", 2017, "--indicator", "khong").refused("unknown_indicator")
    sohotro("targets", "load", book.place, "khong").refused("unknown_plan")
    sohotro("targets", "load", book.place, "tth_2017", "--unit", "99999").refused("unknown_unit")
    sohotro("targets", "load", book.place, "tth_2017", "--unit", "20083").refused("moved")
    sohotro("indicators", book.place, "--year", 2017, "--unit", "99999").refused("unknown_unit")
    sohotro("indicators", book.place, "--year", 2017, "--on", "2017-02-30").refused("invalid")


def test_official_figures_and_files(book: Office, tmp_path: Path) -> None:
    given = {"unit": "46", "on_date": "2016-12-31", "indicator": "ty_le_ho_ngheo", "value": "7.19", "source": "KH 2017"}
    assert sohotro("official", "put", book.place, written(tmp_path, [given])).code == 0
    assert "7.19 (KH 2017)" in sohotro("official", "list", book.place).out
    rows = sohotro("indicators", book.place, "--year", 2016, "--unit", "46", "--json").json
    rate = next(row for row in rows if row["id"] == "ty_le_ho_ngheo")
    assert (rate["value"], rate["basis"], rate["why"]) == ("7.19", "official", "")

    sheet, paper = tmp_path / "chi-tieu.xlsx", tmp_path / "chi-tieu.pdf"
    assert "đọc lại thấy đủ" in sohotro("indicators", book.place, "--year", 2017, "-o", sheet).out
    titles = [row[1] for row in load_workbook(sheet).active.iter_rows(min_row=5, values_only=True)]
    assert "Tỷ lệ hộ nghèo" in titles
    assert sohotro("indicators", book.place, "--year", 2017, "-o", paper).code == 0
    assert paper.read_bytes().startswith(b"%PDF")
    assert sohotro("indicators", book.place, "--year", 2017, "-o", tmp_path / "x.doc").code == 2


def test_a_budget_is_entered_checked_typed_and_handed_out(book: Office, tmp_path: Path) -> None:
    assert "ag_2013_2015" in sohotro("budget", "tables").out
    assert sohotro("budget", "list", book.place).out == "Chưa có biểu nào.\n"
    assert sohotro("budget", "load", book.place, "ag_2013_2015", "--json").json == {"lines": 19, "same": 0}
    sohotro("budget", "load", book.place, "khong").refused("unknown_budget")
    flags = sohotro("budget", "check", book.place, "ag_2013_2015", "--json").json
    assert [one["severity"] for one in flags].count("differs") == 2
    told = sohotro("budget", "check", book.place, "ag_2013_2015").out
    assert "4 Chính sách hỗ trợ hộ nghèo về nhà ở, Tổng số 03 năm: bình quân năm × 3 249,99, in 250" in told

    lines = sohotro("budget", "list", book.place, "ag_2013_2015", "--year", 2014, "--json").json
    (houses,) = [one for one in lines if one["line"]["line"] == "I.4"]
    assert houses["figures"]["nstw"]["planned"] == 80_000_000_000
    amounts = written(tmp_path, {"amounts": {"nstw_2014": {"allocated": 5, "disbursed": 2}}})
    assert sohotro("budget", "set", book.place, houses["line"]["id"], amounts).code == 0
    lines = sohotro("budget", "list", book.place, "ag_2013_2015", "--json").json
    assert next(one for one in lines if one["line"]["line"] == "I.4")["figures"]["all"]["left"] == 3
    own = {"budget": "xa", "line": "1", "title": "Làm đường thôn", "from_year": 2017, "year": 2017}
    record = sohotro("budget", "add", book.place, written(tmp_path, own), "--json").json["id"]
    assert "Làm đường thôn: chưa ghi tiền" in sohotro("budget", "list", book.place, "xa").out
    assert sohotro("budget", "delete", book.place, record, "--reason", "ghi nhầm").code == 0

    sheet, paper = tmp_path / "bieu.xlsx", tmp_path / "bieu.pdf"
    assert "19 dòng" in sohotro("budget", "table", book.place, "ag_2013_2015", "-o", sheet).out
    assert sohotro("budget", "table", book.place, "ag_2013_2015", "-o", paper, "--json").json["pages"] == 2
    text = " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(paper))
    for part in ("BIỂU TỔNG HỢP KINH PHÍ", "Đơn vị tính: tỷ đồng", "652.50", "10.000 căn nhà", "tính ra 540, in 600"):
        assert part in text
