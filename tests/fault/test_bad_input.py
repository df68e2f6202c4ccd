"""Bad input at the command line: one Vietnamese sentence, exit code 1, nothing half-written, never a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from commands import assert_sentence, sohotro
from conftest import PASSWORD, seeded
from exchanges import HONG_THUY, District, Office, district_at_work
from sqlalchemy import text

from db.vault import registers

CAN_MOUNT = hasattr(os, "getuid") and os.getuid() == 0 and shutil.which("mount") is not None
HEAD = ("STT", "Họ và tên", "Năm sinh", "Giới tính", "Quan hệ với chủ hộ", "Thôn")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


@pytest.fixture
def book(town: District) -> Office:
    """The register of Hồng Thủy with one household, let go by this process."""
    town.hong_thuy.record("Hồ Văn Thử")
    town.hong_thuy.register.engine.dispose()
    return town.hong_thuy


@contextmanager
def mounted(folder: Path, *arguments: str) -> Iterator[Path]:
    """A file system of its own in `folder`; skipped where this user may not mount."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *arguments, str(folder)], capture_output=True, check=False) if CAN_MOUNT else None
    if done is None or done.returncode:
        pytest.skip("this user may not mount file systems")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def full_disk(folder: Path, kilobytes: int) -> Any:
    return mounted(folder, "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs")


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """The same folder, which nobody may write to, not even root."""
    with mounted(folder, "--bind", str(folder)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        yield folder


def fill(folder: Path) -> Path:
    """Take the last free byte of a file system."""
    filler = folder / "đầy"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    return filler


def write(folder: Path, value: Any, name: str = "vào.json") -> Path:
    file = folder / name
    file.write_bytes(value if isinstance(value, bytes) else orjson.dumps(value))
    return file


class TestRegister:
    def test_wrong_password(self, book: Office) -> None:
        for password in ("sai", "", PASSWORD.upper(), PASSWORD + " "):
            assert "Sổ vẫn nguyên vẹn" in sohotro("register", "info", book.place, password=password).refused(
                "wrong_password"
            )

    def test_a_password_that_is_no_text(self, book: Office) -> None:
        sohotro("register", "info", book.place, password="sai\udcff").refused("wrong_password")

    @pytest.mark.parametrize(
        "content", [b"", b"xin chao\n" * 300, b"PK\x03\x04" + bytes(900), b"SQLite format 3\0" + bytes(4096)]
    )
    def test_not_a_register(self, tmp_path: Path, content: bytes) -> None:
        for name in ("thư.txt", "thư.sohotro"):
            file = write(tmp_path, content, name)
            said = orjson.loads(sohotro("register", "info", file).err)
            assert said["error"] in ("not_register", "keys_missing")
            assert_sentence(said["message"])
            assert file.read_bytes() == content
        assert sorted(p.name for p in tmp_path.iterdir()) == ["thư.sohotro", "thư.txt"]

    @pytest.mark.parametrize("content", [b"", b"xin chao\n" * 300, os.urandom(8192)])
    def test_not_a_register_beside_true_keys(self, book: Office, content: bytes) -> None:
        """The file was overwritten or damaged; its keys are still there."""
        book.register.close()
        Path(book.place).write_bytes(content)
        said = orjson.loads(sohotro("register", "info", book.place).err)
        assert said["error"] in ("damaged", "not_register")
        assert_sentence(said["message"])
        assert Path(book.place).read_bytes() == content

    def test_a_folder_and_nothing(self, tmp_path: Path) -> None:
        sohotro("register", "info", tmp_path).refused("not_register")
        sohotro("register", "info", tmp_path / "không có.sohotro").refused("no_file")
        sohotro("register", "info", "").refused("not_register")

    @pytest.mark.parametrize("name", ["a" * 5_000, "a" * 5_000 + ".sohotro", "a" * 5_000 + "/b.sohotro"])
    def test_a_path_that_no_disk_takes(self, book: Office, tmp_path: Path, name: str) -> None:
        beyond = tmp_path / name
        create = ("--unit", HONG_THUY, "--level", "commune", "--on", "2017-09-01", "--officer", "Hồ Thị Mai")
        sohotro("register", "create", beyond, *create).refused("name_too_long")
        for line in (("register", "info", beyond), ("register", "hash", beyond), ("merge", beyond, book.place)):
            sohotro(*line).refused("name_too_long")
        sohotro("export", book.place, "-o", beyond).refused("name_too_long")
        (row,) = orjson.loads(sohotro("merge", book.place, beyond, "--json").out)
        assert (row["state"], row["reason"]) == ("refused", "name_too_long")
        sohotro("keys", "-o", beyond).refused("name_too_long")

    @pytest.mark.parametrize(
        "url", ["postgresql://", "postgresql://[x", "postgresql://a:b@localhost:cổng/x", "postgresql://127.0.0.1:1/x"]
    )
    def test_a_server_that_is_not_there(self, url: str) -> None:
        sohotro("register", "info", url).refused("no_server")
        line = ("register", "create", url, "--unit", HONG_THUY, "--level", "commune", "--on", "2017-09-01")
        sohotro(*line).refused("no_server")

    def test_a_newer_register(self, book: Office) -> None:
        with book.register.write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        book.register.engine.dispose()
        before = Path(book.place).read_bytes()
        assert "mới hơn" in sohotro("register", "info", book.place).refused("newer_register")
        assert Path(book.place).read_bytes() == before

    @pytest.mark.parametrize(
        ("options", "error"),
        [
            (("--unit", "99999", "--level", "commune"), "unknown_unit"),
            (("--unit", "", "--level", "commune"), "unknown_unit"),
            (("--unit", HONG_THUY, "--level", "district"), "invalid"),
            (("--unit", HONG_THUY, "--level", "commune", "--officer", "Hồ 3"), "invalid"),
            (("--unit", HONG_THUY, "--level", "commune", "--officer", ""), "invalid"),
            (("--unit", HONG_THUY, "--level", "commune", "--on", "hôm qua"), "invalid"),
            (("--unit", HONG_THUY, "--level", "commune", "--on", "2017-02-30"), "invalid"),
            (("--unit", HONG_THUY, "--level", "commune", "--on", "2026-01-01"), "unknown_unit"),
        ],
    )
    def test_create_told_something_wrong_makes_nothing(
        self, tmp_path: Path, options: tuple[str, ...], error: str
    ) -> None:
        on = () if "--on" in options else ("--on", "2017-09-01")
        sohotro("register", "create", tmp_path / "a.sohotro", *options, *on).refused(error)
        assert list(tmp_path.iterdir()) == []

    def test_create_with_an_empty_password_or_over_something(self, tmp_path: Path) -> None:
        line = (
            "register",
            "create",
            tmp_path / "a.sohotro",
            "--unit",
            HONG_THUY,
            "--level",
            "commune",
            "--on",
            "2017-09-01",
        )
        sohotro(*line, password="").refused("empty_password")
        assert list(tmp_path.iterdir()) == []
        other = write(tmp_path, b"mine", "a.sohotro")
        sohotro(*line).refused("exists")
        assert other.read_bytes() == b"mine"
        sohotro("register", "create", tmp_path / "no folder" / "a.sohotro", *line[3:]).refused("no_folder")

    def test_wrong_officer(self, book: Office) -> None:
        sohotro("register", "info", book.place, "--officer", "Người Khác").refused("unknown_officer")


class TestPackages:
    def test_cut_at_every_length(self, town: District, book: Office, tmp_path: Path) -> None:
        data = book.send().read_bytes()
        before = town.district.hash()
        for length in (0, 1, 30, 200, len(data) // 2, len(data) - 1):
            cut = write(tmp_path, data[:length], "cắt.dongbo")
            done = sohotro("merge", town.district.place, cut, "--json")
            (row,) = orjson.loads(done.out)
            assert (done.code, row["state"], row["reason"]) == (1, "refused", "E-TRUNCATED")
            assert_sentence(row["message"])
        assert town.district.hash() == before

    def test_other_files(self, town: District, book: Office, tmp_path: Path) -> None:
        others = [Path(book.place), write(tmp_path, b"%PDF-1.4", "a.pdf"), tmp_path, tmp_path / "không có"]
        done = sohotro("merge", town.district.place, *others, "--json")
        assert done.code == 1
        for row in orjson.loads(done.out):
            assert row["state"] == "refused"
            assert_sentence(row["message"])
        for file in others:
            (row,) = sohotro("inspect", file, "--json").json
            assert row["verdict"] == "refused"
            assert_sentence(row["message"])
        (row,) = sohotro("inspect", tmp_path, "--json").json
        assert row["reason"] == "file_is_folder"

    def test_enrolment(self, town: District, book: Office, tmp_path: Path) -> None:
        asked, answered = tmp_path / "a.dongbo", tmp_path / "b.dongbo"
        slip = sohotro("enrol", "request", book.place, "-o", asked, "--json").json
        sohotro("enrol", "approve", town.district.place, asked, "-o", answered, "--code", "1" * 30).refused(
            "wrong_digits"
        )
        sohotro("enrol", "approve", town.nham.place, asked, "-o", answered, "--code", slip["code"]).refused("no_root")
        sohotro("enrol", "approve", town.district.place, tmp_path / "x", "-o", answered, "--code", "1").refused(
            "file_missing"
        )
        sohotro("enrol", "approve", town.district.place, book.place, "-o", answered, "--code", "1").refused("E-ZIP")
        sohotro("enrol", "accept", book.place, asked, "--code", slip["code"]).refused("E-MANIFEST")
        sohotro("enrol", "request", book.place, "-o", tmp_path / "không có" / "a").refused("write_failed")
        assert not answered.exists()


class TestSheets:
    def test_not_excel(self, book: Office, tmp_path: Path) -> None:
        for content in (
            b"",
            b"a,b,c\n1,2,3\n",
            b"PK\x03\x04" + bytes(300),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        ):
            for name in ("danh sách.xlsx", "danh sách.xls", "danh sách.csv"):
                done = sohotro("import", book.place, write(tmp_path, content, name))
                said = orjson.loads(done.err)
                assert (done.code, done.out) == (1, "")
                assert said["error"].startswith("sheet_")
                assert_sentence(said["message"])
        for place in (tmp_path, tmp_path / "không có.xlsx"):
            done = sohotro("import", book.place, place)
            assert done.code == 1
            assert_sentence(orjson.loads(done.err)["message"])
        assert sohotro("register", "info", book.place, "--json").json["households"] == 1

    def test_excel_without_a_head_it_knows(self, book: Office, tmp_path: Path) -> None:
        from openpyxl import Workbook

        sheet = Workbook()
        sheet.active.append(("Món", "Giá"))
        sheet.active.append(("Gạo", 12000))
        sheet.save(tmp_path / "chợ.xlsx")
        assert "đầu bảng" in sohotro("import", book.place, tmp_path / "chợ.xlsx").refused("sheet_no_head")

    def test_a_list_of_another_commune(self, book: Office, tmp_path: Path) -> None:
        from openpyxl import Workbook

        sheet = Workbook()
        for row in (
            ("UBND XÃ NHÂM",),
            ("DANH SÁCH HỘ NGHÈO NĂM 2017",),
            HEAD,
            (1, "Hồ Văn Thử", 1970, "Nam", "Chủ hộ", "Thôn 1"),
        ):
            sheet.active.append(row)
        sheet.save(tmp_path / "nhâm.xlsx")
        before = book.hash()
        assert "xã Nhâm" in sohotro("import", book.place, tmp_path / "nhâm.xlsx").refused("other_unit")
        assert book.hash() == before


class TestRecords:
    BAD: tuple[tuple[str, Any, str], ...] = (
        ("household", [], "bad_input"),
        ("household", {}, "bad_input"),
        ("household", {"village": "Thôn 1", "members": "x"}, "bad_input"),
        ("household", {"village": "Thôn 1", "members": [{"name": 5}]}, "bad_input"),
        ("household", {"village": "Thôn 1", "members": [{"name": "A", "tuổi": 5}]}, "bad_input"),
        ("household", {"village": "Thôn 1", "members": []}, "invalid"),
        ("household", {"village": "Thôn 9", "members": [{"name": "Hồ Văn A", "relation": "01"}]}, "invalid"),
        (
            "household",
            {"village": "Thôn 1", "members": [{"name": "Hồ Văn A", "relation": "01", "note": "x" * 300_000}]},
            "invalid",
        ),
        (
            "household",
            {
                "village": "Thôn 1",
                "since": "x",
                "members": [{"name": "Hồ Văn A", "relation": "01", "cccd": "046170000001"}],
            },
            "invalid",
        ),
        (
            "household",
            {
                "village": "Thôn 1",
                "members": [{"name": "Hồ Văn A", "relation": "01"}],
                "classification": {"standard": "x", "result": "y", "valid_from": "z"},
                "deprivations": ["q"],
            },
            "invalid",
        ),
        ("person", {"name": "Hồ Văn A"}, "bad_input"),
        ("person", {"household": "không-có", "name": "Hồ Văn A"}, "not_found"),
        ("person", {"household": 5, "name": "Hồ Văn A"}, "bad_input"),
        ("person", {"household": "x", "since": 5, "name": "A"}, "bad_input"),
        ("support", {"policy": "không-có", "year": 2017}, "unknown_policy"),
        ("support", {"policy": "bhyt"}, "bad_input"),
        ("support", {"policy": "bhyt", "year": 2017}, "invalid"),
        ("support", {"policy": "bhyt", "year": 2017, "household": "x"}, "not_found"),
        ("support", b'{"policy": "tin_dung", "year": 1000000000000000000000, "household": "x"}', "bad_input"),
        ("milestone", {"support": "x", "kind": "approved", "date": "2017-01-01"}, "not_found"),
        ("milestone", 5, "bad_input"),
        (
            "classification",
            {"household": "x", "standard": "2016_2020", "result": "poor", "valid_from": "2017-01-01"},
            "not_found",
        ),
        ("village", {"name": " ' "}, "invalid"),
        ("village", {"name": 5}, "bad_input"),
        ("village", {"name": "y" * 9000}, "invalid"),
    )

    @pytest.mark.parametrize(("noun", "value", "error"), BAD, ids=range(len(BAD)))
    def test_add(self, book: Office, tmp_path: Path, noun: str, value: Any, error: str) -> None:
        before = book.hash()
        sohotro("add", book.place, noun, write(tmp_path, value), "--reason", "thử").refused(error)
        assert book.hash() == before

    CHANGES: tuple[tuple[str, Any, str], ...] = (
        ("household", {"phone": 5}, "invalid"),
        ("household", {"note": 1.5}, "invalid"),
        ("household", {"village": None}, "invalid"),
        ("household", {"village": "Thôn 9"}, "invalid"),
        ("household", {"ethnic_minority": "có"}, "invalid"),
        ("household", [], "bad_input"),
        ("household", {"màu": 1}, "invalid"),
        ("person", {"name": 5}, "invalid"),
        ("person", {"name": None}, "invalid"),
        ("person", {"birth_date": {"năm": 1}}, "invalid"),
        ("person", {"màu": 1}, "invalid"),
        ("person", {"note": "x" * 300_000}, "invalid"),
    )

    @pytest.mark.parametrize(("noun", "value", "error"), CHANGES, ids=range(len(CHANGES)))
    def test_set(self, book: Office, tmp_path: Path, noun: str, value: Any, error: str) -> None:
        (row,) = sohotro("find", book.place, "ho van thu", "--json").json
        before = book.hash()
        sohotro("set", book.place, noun, row[noun], write(tmp_path, value), "--reason", "thử").refused(error)
        assert book.hash() == before

    def test_set_and_delete_of_nothing(self, book: Office, tmp_path: Path) -> None:
        for noun in ("household", "person", "support"):
            sohotro("set", book.place, noun, "không-có", write(tmp_path, {"note": "x"})).refused("not_found")
            sohotro("delete", book.place, noun, "không-có", "--reason", "x").refused("not_found")

    def test_not_json(self, book: Office, tmp_path: Path) -> None:
        for content in (
            b"",
            b"{",
            b"{'name': 1}",
            "{“name”: 1}".encode(),
            b"\xff\xfe{}",
            b'{"a": "\\ud800"}',
            b"[" * 100_000,
        ):
            assert "dòng" in sohotro("add", book.place, "village", write(tmp_path, content)).refused("bad_json")
        sohotro("add", book.place, "village", tmp_path / "không có.json").refused("no_file")
        sohotro("add", book.place, "village", tmp_path).refused("no_file")

    def test_text_that_is_no_unicode(self, book: Office) -> None:
        done = sohotro("find", book.place, "h\udcf4")
        assert done.code in (0, 1)
        sohotro("set", book.place, "person", "h\udcf4", "/dev/null").refused("bad_json")


class TestPaperAndPolicies:
    def test_unknown_document_village_policy_and_empty_selection(self, book: Office, tmp_path: Path) -> None:
        out = tmp_path / "giấy.pdf"
        sohotro("print", book.place, "không-có", "-o", out).refused("no_document")
        sohotro("print", book.place, "phieu_ho_tro", "--village", "Thôn 9", "-o", out).refused("invalid")
        sohotro("print", book.place, "danh_sach_ky_nhan", "--policy", "nha_o", "--year", 2017, "-o", out).refused(
            "nothing_to_print"
        )
        sohotro("print", book.place, "phieu_ho_tro", "--household", "không-có", "-o", out).refused("nothing_to_print")
        sohotro("print", book.place, "phieu_ho_tro", "--policy", "không-có", "-o", out).refused("unknown_policy")
        assert not out.exists()
        with registers.open_register(book.place, PASSWORD, seeded(50)).read() as connection:
            assert connection.execute(text("SELECT count(*) FROM printed")).scalar() == 0

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"format = ", b'id = "x"\n', b"format = 1\nid = 5\n"])
    def test_a_definition_that_is_none(self, book: Office, tmp_path: Path, content: bytes) -> None:
        done = sohotro("policy", "add", book.place, write(tmp_path, content, "mới.toml"))
        assert done.code == 1
        said = orjson.loads(done.err)
        assert_sentence(said["message"])
        assert "mới.toml" in said["message"]
        sohotro("policy", "add", book.place, tmp_path / "không có.toml").refused("no_file")


def steps(book: Office, folder: Path) -> dict[str, Callable[[], Any]]:
    """Everything that writes a file for people."""
    (row,) = sohotro("find", book.place, "ho van thu", "--json").json
    return {
        "export": lambda: sohotro("export", book.place, "-o", folder),
        "enrol": lambda: sohotro("enrol", "request", book.place, "-o", folder / "a.dongbo"),
        "print": lambda: sohotro(
            "print", book.place, "phieu_ho_tro", "--household", row["household"], "--year", 2017, "-o", folder / "a.pdf"
        ),
        "create": lambda: sohotro(
            "register", "create", folder / "a.sohotro", "--unit", HONG_THUY, "--level", "commune", "--on", "2017-09-01"
        ),
    }


@pytest.mark.parametrize("step", ["export", "enrol", "print", "create"])
def test_a_full_stick(book: Office, tmp_path: Path, step: str) -> None:
    run = steps(book, tmp_path / "stick")[step]
    before = book.hash()
    with full_disk(tmp_path / "stick", 64) as stick:
        fill(stick)
        done = run()
        said = orjson.loads(done.err)
        assert (done.code, said["error"]) == (1, "not_written" if said["error"] == "not_written" else "disk_full")
        assert_sentence(said["message"])
        assert [p.name for p in stick.iterdir()] == ["đầy"]
    assert book.hash() == before


@pytest.mark.parametrize("step", ["export", "enrol", "print", "create"])
def test_a_stick_that_may_not_be_written(book: Office, tmp_path: Path, step: str) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    run = steps(book, folder)[step]
    with read_only(folder):
        done = run()
        said = orjson.loads(done.err)
        assert (done.code, said["error"] in ("write_failed", "read_only", "not_written")) == (1, True), said
        assert_sentence(said["message"])
        assert list(folder.iterdir()) == []


def test_a_register_on_a_disk_that_fills_up(book: Office, town: District, tmp_path: Path) -> None:
    """Merging, importing and typing all meet the full disk; what was saved before stays, whole and readable."""
    for _ in range(3):
        book.record("Hồ Văn Khác")
    package = book.send()
    town.district.register.close()
    with full_disk(tmp_path / "disk", 2048) as disk:
        for end in ("", "-keys"):
            shutil.copyfile(town.district.place + end, f"{disk / 'huyện.sohotro'}{end}")
        place = disk / "huyện.sohotro"
        before = sohotro("register", "hash", place, "--json").json
        filler = fill(disk)
        for line in (
            ("merge", place, package),
            ("generate", place, "--households", 40, "--seed", 1),
            ("export", place, "-o", tmp_path),
        ):
            said = orjson.loads(sohotro(*line).err)
            assert said["error"] in ("disk_full", "disk"), said
            assert_sentence(said["message"])
        filler.unlink()
        assert sohotro("register", "hash", place, "--json").json == before
        assert sohotro("register", "check", place).code == 0
        (row,) = sohotro("merge", place, package, "--json").json
        assert row["state"] == "applied"


def test_a_register_that_may_not_be_written(book: Office, town: District, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    package = book.send()
    town.district.register.close()
    for end in ("", "-keys"):
        shutil.copyfile(town.district.place + end, f"{folder / 'huyện.sohotro'}{end}")
    with read_only(folder):
        for line in (("merge", folder / "huyện.sohotro", package), ("register", "info", folder / "huyện.sohotro")):
            said = orjson.loads(sohotro(*line).err)
            assert said["error"] == "read_only", said
            assert_sentence(said["message"])
