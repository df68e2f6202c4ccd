"""What scripts rely on: the keys of every `--json` result, the exit codes, the form of a refusal."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from commands import assert_sentence, sohotro
from conftest import PASSWORD
from exchanges import DISTRICT, HONG_THUY, NHAM, District, Office, district_at_work

from db.store.household.households import set_person

ROOT = Path(__file__).parents[3]
HOUSEHOLD = {
    "village": "Thôn 1",
    "members": [
        {"name": "Hồ Văn Thử", "birth_date": "1970", "sex": "1", "relation": "01"},
        {"name": "Đặng Thị Mỹ", "birth_date": "1975-02", "sex": "2", "relation": "02"},
    ],
    "classification": {"standard": "2016_2020", "result": "poor", "valid_from": "2017-01-01", "sub_type": "income"},
    "deprivations": [],
}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def write(folder: Path, value: Any, name: str = "vào.json") -> Path:
    file = folder / name
    file.write_bytes(orjson.dumps(value))
    return file


@pytest.fixture
def book(town: District) -> Office:
    """The register of Hồng Thủy with one household of two."""
    assert sohotro("add", town.hong_thuy.place, "village", write(town.hong_thuy.folder, {"name": "Thôn 1"})).code == 0
    added = sohotro("add", town.hong_thuy.place, "household", write(town.hong_thuy.folder, HOUSEHOLD), "--json")
    assert set(added.json) == {"id", "persons", "warnings"}
    return town.hong_thuy


class TestRegister:
    def test_create_asks_nothing_when_the_password_is_set(self, tmp_path: Path) -> None:
        made = sohotro(
            "register",
            "create",
            tmp_path / "a.sohotro",
            "--unit",
            HONG_THUY,
            "--level",
            "commune",
            "--on",
            "2017-09-01",
            "--json",
        )
        assert set(made.json) >= {"unit", "level", "device", "stream", "recovery"}
        assert made.json["recovery"].startswith("AGE-SECRET-KEY-1")
        assert sorted(p.name for p in tmp_path.iterdir()) == ["a.sohotro", "a.sohotro-keys"]

    def test_info(self, book: Office) -> None:
        about = sohotro("register", "info", book.place, "--json").json
        assert set(about) >= {"unit", "level", "device", "stream", "households", "persons", "supports", "conflicts"}
        assert about["training"] is False
        assert (about["unit"], about["level"]) == (HONG_THUY, "commune")
        assert [about[k] for k in ("households", "persons", "supports", "conflicts")] == [1, 2, 0, 0]
        assert about["device"].startswith(f"xa{HONG_THUY}-")
        assert len(bytes.fromhex(about["stream"])) == 16

    def test_a_register_for_training_says_so_and_sends_nothing(self, tmp_path: Path) -> None:
        place = tmp_path / "tập.sohotro"
        unit = ("--unit", HONG_THUY, "--level", "commune", "--on", "2017-09-01")
        assert sohotro("register", "create", place, *unit, "--training", "--json").json["training"] is True
        assert sohotro("register", "info", place, "--json").json["training"] is True
        assert "TẬP LÀM" in sohotro("register", "info", place).out
        sohotro("enrol", "request", place, "-o", tmp_path / "xin").refused("training")
        sohotro("export", place, "-o", tmp_path).refused("training")
        sohotro("merge", place, tmp_path / "gói.dongbo").refused("training")
        assert sorted(p.name for p in tmp_path.iterdir()) == ["tập.sohotro", "tập.sohotro-keys"]

    def test_info_checks_the_officer(self, book: Office) -> None:
        for name in ("Cán bộ Thử C", "cán bộ thử c"):
            assert sohotro("register", "info", book.place, "--officer", name).code == 0
        assert "Cán bộ Thử C" in sohotro("register", "info", book.place, "--officer", "Người Khác").refused(
            "unknown_officer"
        )

    def test_hash(self, book: Office) -> None:
        whole = sohotro("register", "hash", book.place, "--json").json
        assert whole == {"shared": book.hash()}
        assert sohotro("register", "hash", book.place, "--unit", HONG_THUY, "--json").json == {
            "shared": book.hash(HONG_THUY)
        }
        assert sohotro("register", "hash", book.place).out.strip() == whole["shared"]
        sohotro("register", "hash", book.place, "--unit", "99999").refused("unknown_unit")

    def test_check(self, book: Office) -> None:
        report = sohotro("register", "check", book.place, "--json").json
        assert (report["problems"], report["streams"]) == ([], 1)

    def test_recover_sets_a_new_password(self, book: Office) -> None:
        book.register.close()
        sohotro("register", "recover", book.place, "--recovery", "AGE-SECRET-KEY-1XYZ").refused("wrong_recovery")
        assert sohotro(
            "register", "recover", book.place, "--recovery", book.recovery, "--json", password="mới"
        ).json == {"recovered": True}
        sohotro("register", "info", book.place).refused("wrong_password")
        assert sohotro("register", "info", book.place, password="mới").code == 0

    def test_a_password_typed_in_parts_is_the_same_password(self, tmp_path: Path) -> None:
        """UniKey on Windows gives NFC, a Mac gives NFD."""
        place = tmp_path / "a.sohotro"
        made = sohotro(
            "register", "create", place, "--unit", HONG_THUY, "--level", "commune", "--on", "2017-09-01", password="Huế"
        )
        assert made.code == 0
        assert sohotro("register", "info", place, password="Hue\u0302\u0301").code == 0


class TestExchange:
    def test_export_inspect_merge(self, town: District, book: Office, tmp_path: Path) -> None:
        stick = tmp_path / "stick"
        stick.mkdir()
        (made,) = sohotro("export", book.place, "-o", stick, "--json").json
        assert set(made) >= {"file", "to", "first", "last", "count", "number"}
        (seen,) = sohotro("inspect", made["file"], "--json").json
        assert set(seen) >= {"file", "verdict", "sender", "unit", "first", "last", "count", "created", "reason"}
        assert (seen["file"], seen["verdict"], seen["unit"], seen["reason"]) == (made["file"], "ok", HONG_THUY, "")
        assert (seen["first"], seen["last"], seen["count"]) == (1, made["last"], made["count"])
        (trial,) = sohotro("merge", town.district.place, made["file"], "--dry-run", "--json").json
        assert "chưa ghi gì" in sohotro("merge", town.district.place, made["file"], "--dry-run").out
        assert trial["state"] == "applied"
        (result,) = sohotro("merge", town.district.place, made["file"], "--json").json
        assert set(result) >= {"file", "state", "applied", "conflicts", "reason"}
        assert (result["state"], result["applied"], result["conflicts"], result["reason"]) == (
            "applied",
            made["count"],
            0,
            "",
        )
        (again,) = sohotro("merge", town.district.place, made["file"], "--json").json
        assert (again["state"], again["reason"], again["applied"]) == ("known", "known", 0)
        one, other = (
            sohotro("register", "hash", place, "--unit", HONG_THUY, "--json").json
            for place in (book.place, town.district.place)
        )
        assert one == other

    def test_one_object_a_file_and_exit_one_if_any_is_refused(self, town: District, book: Office) -> None:
        good = book.send()
        bad = good.with_name("bad.dongbo")
        bad.write_bytes(good.read_bytes()[:-9])
        done = sohotro("merge", town.district.place, bad, good, good.with_name("không-có"), "--json")
        assert done.code == 1
        rows = orjson.loads(done.out)
        assert [(r["state"], r["reason"]) for r in rows] == [
            ("refused", "E-TRUNCATED"),
            ("applied", ""),
            ("refused", "file_missing"),
        ]
        for row in rows:
            if row["reason"]:
                assert_sentence(row["message"])
        told = sohotro("merge", town.district.place, bad, good).out.splitlines()
        assert [line.split(":")[1].split("—")[0].strip() for line in told] == ["từ chối", "đã nhận trước đây"]

    def test_inspect_says_of_every_file_what_it_is(self, book: Office, tmp_path: Path) -> None:
        cut = tmp_path / "cut.dongbo"
        cut.write_bytes(book.send().read_bytes()[:500])
        asked = tmp_path / "asked.dongbo"
        sohotro("enrol", "request", book.place, "-o", asked)
        rows = sohotro("inspect", cut, asked, tmp_path / "missing", "--json").json
        assert [(r["verdict"], r["reason"]) for r in rows] == [
            ("refused", "E-TRUNCATED"),
            ("ok", ""),
            ("refused", "file_missing"),
        ]
        assert rows[1]["kind"] == "request"
        told = sohotro("inspect", cut, asked).out.splitlines()
        assert "từ chối — Tệp bị cắt ngắn" in told[0]
        assert "đề nghị ghi danh của xa20104-" in told[1]
        assert "chưa đối chiếu chữ ký" in told[1]

    def test_conflicts_and_resolve(self, town: District, book: Office) -> None:
        town.district.take(book.send())
        (someone,) = {row["person"] for row in sohotro("find", book.place, "ho van thu", "--json").json}
        set_person(book.register, someone, {"birth_date": "1971"}, reason="Theo sổ hộ khẩu")
        set_person(town.district.register, someone, {"birth_date": "1972"})
        (merged,) = sohotro("merge", town.district.place, book.send(), "--json").json
        assert merged["conflicts"] == 1
        (item,) = sohotro("conflicts", town.district.place, "--json").json
        assert set(item) == {"entity", "id", "key", "kind", "shown", "versions"}
        assert (item["entity"], item["id"], item["key"], item["kind"]) == ("person", someone, "identity", "value")
        mine = next(v for v in item["versions"] if v["value"]["birth_date"] == "1971")
        assert set(mine) == {"change", "value", "officer", "at", "device", "unit", "reason", "office", "deletes"}
        assert (mine["officer"], mine["unit"], mine["reason"]) == ("Cán bộ Thử C", HONG_THUY, "Theo sổ hộ khẩu")
        assert sohotro("register", "info", town.district.place, "--json").json["conflicts"] == 1
        told = sohotro("conflicts", town.district.place).out
        assert "Cán bộ Thử C" in told
        assert "Theo sổ hộ khẩu" in told
        resolve = ("conflicts", town.district.place, "resolve", "person", someone, "identity")
        sohotro(*resolve, "--reason", "x").refused("usage", code=2)
        sohotro(*resolve, "--take", mine["change"]).refused("reason_needed")
        sohotro(*resolve, "--take", "không-có", "--reason", "x").refused("no_version")
        sohotro(*resolve, "--value", "{", "--reason", "x").refused("bad_json")
        sohotro(*resolve, "--value", '"1973"', "--reason", "x").refused("invalid")
        sohotro(*resolve, "--value", '{"birth_date": "1973"}', "--reason", "x").refused("invalid")
        assert sohotro(*resolve, "--take", mine["change"], "--reason", "Họp 12/9", "--json").json == {"resolved": True}
        sohotro(*resolve, "--take", mine["change"], "--reason", "x").refused("no_conflict")
        assert sohotro("conflicts", town.district.place, "--json").json == []

    def test_a_value_of_ones_own_is_kept_clean(self, town: District, book: Office) -> None:
        town.district.take(book.send())
        (someone,) = {row["person"] for row in sohotro("find", book.place, "ho van thu", "--json").json}
        set_person(book.register, someone, {"birth_date": "1971"})
        set_person(town.district.register, someone, {"birth_date": "1972"})
        town.district.take(book.send())
        own = '{"name": "Ho\u0302\u0300 Văn  Thử", "birth_date": "05/1973", "sex": "1"}'
        done = sohotro(
            "conflicts",
            town.district.place,
            "resolve",
            "person",
            someone,
            "identity",
            "--value",
            own,
            "--reason",
            "Họp",
        )
        assert done.code == 0, done.err
        (row,) = sohotro("find", town.district.place, "ho van thu", "--json").json
        assert (row["name"], row["birth_date"], row["conflicts"]) == ("Hồ Văn Thử", "1973-05", 0)


class TestRecords:
    def test_find(self, book: Office) -> None:
        rows = sohotro("find", book.place, "my", "dang", "--json").json
        assert [r["name"] for r in rows] == ["Đặng Thị Mỹ"]
        assert set(rows[0]) >= {
            "person",
            "name",
            "birth_date",
            "sex",
            "cmnd",
            "cccd",
            "household",
            "relation",
            "village_name",
            "unit",
        }
        assert sohotro("find", book.place, "khong co ai").out.strip().startswith("Không thấy ai.")
        assert sohotro("find", book.place, "!!!", "--json").json == []

    def test_add_and_set(self, book: Office, tmp_path: Path) -> None:
        (head,) = sohotro("find", book.place, "ho van thu", "--json").json
        child = {
            "household": head["household"],
            "name": "Hồ Thị Con",
            "birth_date": "2010",
            "sex": "2",
            "relation": "04",
            "since": "2017-01-01",
        }
        made = sohotro("add", book.place, "person", write(tmp_path, child), "--json").json
        assert (made["id"], len(made["persons"])) == (head["household"], 1)
        changed = sohotro(
            "set", book.place, "person", made["persons"][0], write(tmp_path, {"phone": "0912345678"}), "--json"
        )
        assert changed.json == {"id": made["persons"][0]}
        assert (
            sohotro("set", book.place, "household", head["household"], write(tmp_path, {"address": "Gần suối"})).code
            == 0
        )
        near = {
            "household": head["household"],
            "standard": "2016_2020",
            "result": "near_poor",
            "valid_from": "2018-01-01",
        }
        assert set(sohotro("add", book.place, "classification", write(tmp_path, near), "--json").json) == {"id"}
        sohotro("delete", book.place, "person", made["persons"][0]).refused("reason_needed")
        gone = sohotro("delete", book.place, "person", made["persons"][0], "--reason", "Ghi nhầm", "--json")
        assert gone.json == {"id": made["persons"][0]}
        assert sohotro("register", "info", book.place, "--json").json["persons"] == 2

    def test_add_reads_standard_input(self, book: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        class Stdin:
            buffer = io.BytesIO('{"name": "Thôn Mới"}'.encode())

        monkeypatch.setattr(sys, "stdin", Stdin())
        assert set(sohotro("add", book.place, "village", "--json").json) == {"id"}

    def test_an_invalid_record_names_every_fault_at_once(self, book: Office, tmp_path: Path) -> None:
        bad = HOUSEHOLD | {"members": [{"name": "Hồ 2", "birth_date": "2090", "sex": "7", "relation": "04"}]}
        done = sohotro("add", book.place, "household", write(tmp_path, bad))
        done.refused("invalid")
        issues = orjson.loads(done.err)["issues"]
        assert {"members[0].name", "members[0].birth_date", "members[0].sex", "members"} <= {i["field"] for i in issues}
        assert all(set(i) == {"field", "severity", "code", "message"} for i in issues)

    def test_a_soft_finding_wants_a_reason(self, book: Office, tmp_path: Path) -> None:
        odd = HOUSEHOLD | {
            "members": [
                {"name": "Hồ Văn Ba", "birth_date": "1950", "sex": "1", "relation": "01"},
                {"name": "Hồ Thị Vợ", "birth_date": "1955", "sex": "1", "relation": "02"},
            ]
        }
        file = write(tmp_path, odd)
        sohotro("add", book.place, "household", file).refused("needs_reason")
        made = sohotro("add", book.place, "household", file, "--reason", "Theo giấy tờ", "--json").json
        assert [w["code"] for w in made["warnings"]] == ["sex_relation"]


class TestLists:
    def test_import(self, town: District, tmp_path: Path) -> None:
        from openpyxl import Workbook

        sheet = Workbook()
        page = sheet.active
        assert page is not None
        for row in (
            ("UBND XÃ HỒNG THỦY",),
            ("DANH SÁCH HỘ NGHÈO NĂM 2017",),
            ("STT", "Họ và tên", "Năm sinh", "Giới tính", "Quan hệ với chủ hộ", "Thôn"),
            (1, "Hồ Văn Thử", 1970, "Nam", "Chủ hộ", "Thôn 1"),
            (None, "Đặng Thị Mỹ", 1975, "Nữ", "Vợ", "Thôn 1"),
        ):
            page.append(row)
        file = tmp_path / "danh sách.xlsx"
        sheet.save(file)
        keys = {"households", "persons", "new", "changed", "same", "doubtful", "refused", "encoding", "unit"}
        plan = sohotro("import", town.hong_thuy.place, file, "--dry-run", "--json").json
        assert set(plan) >= keys
        assert (plan["households"], plan["persons"], plan["unit"], plan["encoding"]) == (1, 2, HONG_THUY, "unicode")
        assert sohotro("register", "info", town.hong_thuy.place, "--json").json["households"] == 0
        done = sohotro("import", town.hong_thuy.place, file, "--accept-doubtful", "--json").json
        assert set(done) >= keys
        assert sohotro("register", "info", town.hong_thuy.place, "--json").json["households"] == 1

    def test_generate_is_deterministic_in_people(self, town: District) -> None:
        offices = (town.hong_thuy, town.nham)
        made = [sohotro("generate", o.place, "--households", 40, "--seed", 7, "--json").json for o in offices]
        assert set(made[0]) >= {"households", "persons", "villages", "supports", "units", "needs", "plans"}
        assert made[0]["households"] == made[1]["households"] == 40
        assert made[0]["supports"] == {}
        again = sohotro("generate", town.hong_thuy.place, "--households", 30, "--seed", 8, "--supports", "--json").json
        assert sum(again["supports"].values()) > 0
        about = sohotro("register", "info", town.hong_thuy.place, "--json").json
        assert (about["households"], about["supports"]) == (70, sum(again["supports"].values()))


class TestPaperAndPolicies:
    def test_documents(self) -> None:
        rows = sohotro("documents", "--json", password=None).json
        households = {"phieu_ho_tro", "ke_hoach_giam_ngheo", "giay_xac_nhan", "phieu_c", "giay_de_nghi_vay_von"}
        assert {r["name"] for r in rows} > households | {"danh_sach_ky_nhan", "danh_sach_the_bhyt", "bieu_do"}
        for row in rows:
            assert set(row) >= {"name", "title", "source", "valid_from", "valid_to", "level"}

    def test_print(self, book: Office, tmp_path: Path) -> None:
        (head,) = sohotro("find", book.place, "ho van thu", "--json").json
        out = tmp_path / "phiếu.pdf"
        done = sohotro(
            "print", book.place, "phieu_ho_tro", "--household", head["household"], "--year", 2017, "-o", out, "--json"
        ).json
        assert set(done) >= {"file", "pages", "papers", "number", "sha256"}
        assert done["papers"] == 1
        assert done["pages"] >= 1
        assert out.read_bytes().startswith(b"%PDF")
        again = tmp_path / "lại.pdf"
        twice = sohotro("reprint", book.place, done["number"], "-o", again, "--json").json
        assert (twice["number"], twice["reprint"]) == (done["number"], 1)
        assert again.read_bytes().startswith(b"%PDF")
        first, second = sohotro("prints", book.place, "--json").json
        assert (first["number"], first["reprint"], second["reprint"]) == (done["number"], 0, 1)
        assert "Hồ Văn Thử, năm 2017" in first["subject"]
        told = sohotro("prints", book.place).out
        assert "in lại lần 1" in told
        assert "không có số" in sohotro("reprint", book.place, "không", "-o", again).refused("no_print")

    def test_policy_list_and_add(self, book: Office, tmp_path: Path) -> None:
        rows = sohotro("policy", "list", book.place, "--json").json
        assert {r["policy"] for r in rows} >= {"tin_dung", "bhyt", "nha_o", "tro_giup_phap_ly"}
        shipped = ROOT / "resources" / "policies" / "bhyt" / "v1.toml"
        kept = sohotro("policy", "add", book.place, shipped, "--json").json
        assert (kept["policy"], kept["version"]) == ("bhyt", 1)
        changed = tmp_path / "v1.toml"
        changed.write_bytes(shipped.read_bytes() + b"\n# x\n")
        assert "version lớn hơn 1" in sohotro("policy", "add", book.place, changed).refused("old_version")


class TestUsage:
    @pytest.mark.parametrize(
        "line",
        [
            ("không-có",),
            ("export",),
            ("export", "x"),
            ("register", "create", "x"),
            ("generate", "x", "--households", "0", "--seed", "1"),
            ("add", "x", "cow"),
            ("add", "x", "village", "-", "thừa"),
            ("print", "x", "y", "--year", "1", "-o", "z"),
            ("find", "x", "--limit"),
            ("register", "create", "x", "--unit", "1", "--level", "làng"),
            ("held", "x", "--lạ"),
            ("generate", "x", "--households", "ba", "--seed", "1"),
        ],
    )
    def test_wrong_use_is_two_and_a_vietnamese_sentence(self, line: tuple[str, ...]) -> None:
        assert "--help" in sohotro(*line).refused("usage", code=2)

    def test_help_is_no_failure(self) -> None:
        for line in (("--help",), ("register", "--help"), ("export", "-h"), ("--version",)):
            assert sohotro(*line).code == 0


class TestProgram:
    """The same through a real process, as an office script runs it."""

    @staticmethod
    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SOHOTRO", "PYTHONIO", "LC_", "LANG"))}
        command = [sys.executable, "-m", "desktop.cli.main", *map(str, arguments)]
        return subprocess.run(
            command, capture_output=True, check=False, cwd=ROOT, env=kept | environment, stdin=subprocess.DEVNULL
        )

    def test_zero_one_two_in_any_console(self, book: Office) -> None:
        book.register.engine.dispose()
        right = {"SOHOTRO_PASSWORD": PASSWORD, "PYTHONIOENCODING": "ascii"}
        done = self.run("find", book.place, "dang thi my", **right)
        assert (done.returncode, done.stderr) == (0, b"")
        assert "Đặng Thị Mỹ" in done.stdout.decode()
        done = self.run("register", "info", book.place, "--json", SOHOTRO_PASSWORD="sai", LC_ALL="C")
        assert (done.returncode, done.stdout) == (1, b"")
        said = orjson.loads(done.stderr)
        assert said["error"] == "wrong_password"
        assert_sentence(said["message"])
        done = self.run("register", "info", PYTHONIOENCODING="latin-1")
        assert (done.returncode, done.stdout) == (2, b"")
        assert_sentence(orjson.loads(done.stderr)["message"])

    def test_no_password_and_nobody_to_ask(self, book: Office) -> None:
        book.register.engine.dispose()
        done = self.run("register", "info", book.place)
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr
        said = orjson.loads(done.stderr.splitlines()[-1])
        assert said["error"] == "stopped"
        assert_sentence(said["message"])

    def test_a_reader_that_goes_away(self, book: Office) -> None:
        """`sohotro … | head -1`."""
        book.register.engine.dispose()
        environment = os.environ | {"SOHOTRO_PASSWORD": PASSWORD}
        command = [sys.executable, "-m", "desktop.cli.main", "find", book.place, "thi", "--json"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert b"Traceback" not in process.stderr.read()


def test_the_district_opens_on_a_server_too(tmp_path: Path, server: Any) -> None:
    schema = server.new_schema()
    url = server.url(schema)
    try:
        line = ("register", "create", url, "--unit", DISTRICT, "--level", "district", "--on", "2017-09-01", "--json")
        assert sohotro(*line).json["unit"] == DISTRICT
        sohotro(*line).refused("exists")
        assert sohotro("register", "info", url, "--json").json["level"] == "district"
        sohotro("register", "info", url, password="sai").refused("wrong_password")
        assert sohotro("register", "check", url).code == 0
        empty = server.new_schema()
        sohotro("register", "info", server.url(empty)).refused("not_register")
        server.drop_schema(empty)
    finally:
        server.drop_schema(schema)


def test_units_named_in_the_tests_are_what_they_seem() -> None:
    from db.domain.units import catalogue

    found = {catalogue().parent(catalogue().on(code, "2017-09-01"), "2017-09-01") for code in (HONG_THUY, NHAM)}
    assert [unit.code for unit in found if unit] == [DISTRICT]
