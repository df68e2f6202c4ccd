"""Records of a unit on the command line: added, changed, listed, counted, written to files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import orjson
import pytest
from commands import sohotro
from exchanges import HONG_THUY, Office, district_at_work
from sample_kinds import NEW

from db.store.places.villages import add_village


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    with district_at_work(tmp_path) as town:
        add_village(town.hong_thuy.register, "Thôn 1")
        yield town.hong_thuy


def written(folder: Path, **values: Any) -> Path:
    file = folder / f"vao-{len(list(folder.iterdir()))}.json"
    file.write_bytes(orjson.dumps(values))
    return file


def fund(book: Office, folder: Path, kind: str, amount: int, date: str) -> str:
    more = {"nguon": "nhan_dan"} if kind == "thu" else {"muc_dich": "qua_tet"}
    details = {"quy": "vnn", "chieu": kind, "so_tien": amount, **more}
    file = written(folder, kind="quy", date=date, title=f"{kind} {amount}", details=details)
    return str(sohotro("record", "add", book.place, file, "--reason", "Theo sổ", "--json").json["id"])


def test_a_record_is_added_changed_shown_listed_and_deleted(book: Office, tmp_path: Path) -> None:
    details = {"loai": "kien_nghi", "noi_dung": "Đường lầy", "han": "2017-03-20"}
    file = written(tmp_path, kind="khieu_nai", date="2017-03-01", title="Hồ Văn Thử", village="thon 1", details=details)
    made = sohotro("record", "add", book.place, file, "--json").json["id"]
    assert [row["id"] for row in sohotro("record", "list", book.place, "--open", "--json").json] == [made]
    change = written(tmp_path, details={"ngay_tra_loi": "2017-03-25", "ket_qua": "dung"})
    said = sohotro("record", "set", book.place, made, change).refused("needs_reason")
    assert "sau hạn 20/03/2017" in said
    assert sohotro("record", "set", book.place, made, change, "--reason", "Chờ huyện").code == 0
    told = sohotro("record", "show", book.place, made).out
    assert "01/03/2017  Khiếu nại, kiến nghị: Hồ Văn Thử, xã Hồng Thủy, Thôn 1" in told
    assert "Nội dung: Đường lầy" in told
    assert "Kết quả: Đúng, đã sửa" in told
    assert sohotro("record", "list", book.place, "--open").out.startswith("Chưa có bản ghi")
    assert len(sohotro("record", "list", book.place, "--village", "Thôn 1", "--year", "2017", "--json").json) == 1
    history = sohotro("history", book.place, "record", made, "--json").json
    assert {row["label"] for row in history if row["kind"] == "set"} >= {"Ngày trả lời", "Kết quả"}
    assert sohotro("delete", book.place, "record", made, "--reason", "Ghi hai lần").code == 0
    assert sohotro("record", "list", book.place, "--json").json == []


def test_what_is_left_and_what_is_counted(book: Office, tmp_path: Path) -> None:
    for kind, amount, date in (("thu", 500_000, "2017-01-01"), ("chi", 200_000, "2017-02-01")):
        fund(book, tmp_path, kind, amount, date)
    (row,) = sohotro("record", "balance", book.place, "quy", "--json").json
    assert (row["came"], row["went"], row["left"], row["same"]) == (
        500_000,
        200_000,
        300_000,
        {"quy": "Quỹ “Vì người nghèo”"},
    )
    told = sohotro("record", "balance", book.place, "quy", "--unit", HONG_THUY, "--on", "2017-01-15").out
    assert "vào 500.000, ra 0, còn 500.000 đồng" in told
    figures = sohotro("record", "figures", book.place, "--year", "2017", "--json").json
    assert {row["id"]: row["value"] for row in figures}["record.quy.chi_vnn"] == 200_000
    assert "Chi từ các quỹ: 200.000 đồng" in sohotro("record", "figures", book.place, "--year", "2017").out


def test_a_list_becomes_a_sheet_and_a_paper(book: Office, tmp_path: Path) -> None:
    fund(book, tmp_path, "thu", 500_000, "2017-01-01")
    sheet, paper = tmp_path / "quy.xlsx", tmp_path / "quy.pdf"
    base = ("record", "list", book.place, "--kind", "quy", "-o")
    assert sohotro(*base, sheet, "--json").json == {"file": str(sheet), "rows": 1}
    rows = list(openpyxl.load_workbook(sheet).active.iter_rows(values_only=True))
    (head,) = [row for row in rows if "Số tiền" in row]
    assert rows[rows.index(head) + 1][head.index("Số tiền")] == 500_000
    assert sohotro(*base, paper).code == 0
    assert paper.read_bytes().startswith(b"%PDF")
    sohotro(*base, tmp_path / "quy.txt").refused("file_ending")
    sohotro("record", "list", book.place, "--kind", "gao", "-o", paper).refused("nothing_to_print")
    assert sohotro("record", "list", book.place, "-o", paper).code == 2


def test_kinds_are_listed_and_one_is_added(book: Office, tmp_path: Path) -> None:
    file = tmp_path / "ngay_cong.toml"
    file.write_bytes(NEW)
    rows = sohotro("record", "kinds", book.place, "--add", file, "--json").json
    assert {"ngay_cong", "tap_huan", "quy"} <= {row["kind"] for row in rows}
    assert "   ngay_cong: Ngày công giúp dân của đơn vị (0)" in sohotro("record", "kinds", book.place).out
    sohotro("record", "balance", book.place, "khong_co").refused("unknown_kind")


def test_what_a_commune_was_on_a_day(book: Office, tmp_path: Path) -> None:
    for place, code in ((None, "kv3"), ("Thôn 1", "dbkk")):
        more = {"village": place} if place else {}
        file = written(tmp_path, kind="tinh_trang", date="2017-04-28", details={"tinh_trang": code}, **more)
        assert sohotro("record", "add", book.place, file).code == 0
    on = ("--on", "2017-05-01")
    assert [row["code"] for row in sohotro("record", "status", book.place, *on, "--json").json] == ["kv3"]
    own = sohotro("record", "status", book.place, "--village", "Thôn 1", *on, "--json").json
    assert [row["code"] for row in own] == ["kv3", "dbkk"]
    assert sohotro("record", "status", book.place, "--on", "2010-01-01").out.startswith("Chưa ghi tình trạng")
