"""Registers made, opened and refused: passwords, officers, the recovery sheet, foreign files, full disks."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import psycopg
import pytest
from ledgers import PASSWORD, UNIT, append, seeded
from nacl.exceptions import CryptoError
from servers import Server
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from db.dialects import explain
from db.domain.errors import AppError, EnvironmentProblem, FileProblem
from db.ledger.change import Draft
from db.ledger.register import Register, put_setting, settings
from db.models import Household, Secret
from db.vault import registers, slots
from db.vault.recovery import PREFIX, groups
from db.vault.slots import CHECK, FileSlots, officer_slot, open_officer, open_recovery

NAME = "Hồ Thị Đẹp Lạ Kỳ"


def code_of(attempt: Callable[[], object]) -> str:
    """The code of the refusal, whose sentence ends like one."""
    with pytest.raises(AppError) as refused:
        attempt()
    assert refused.value.message.endswith(".")
    return refused.value.code


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def closed(place: str) -> str:
    """A register with one setting, closed."""
    created = registers.create(place, PASSWORD).register
    with created.write() as connection:
        put_setting(connection, "unit", UNIT)
    created.close()
    return place


def test_the_password_opens(closed: str) -> None:
    """A wrong or empty password opens nothing and harms nothing; the right one may come decomposed."""
    for wrong in ("", "mật khẩu", PASSWORD + " ", PASSWORD.upper()):
        assert code_of(lambda wrong=wrong: registers.open_register(closed, wrong)) == "wrong_password"
    opened = registers.open_register(closed, unicodedata.normalize("NFD", PASSWORD))
    with opened.read() as connection:
        assert settings(connection) == {"unit": UNIT}
    opened.close()
    assert opened.data_key == b""


def test_an_empty_password_makes_nothing(place: str, tmp_path: Path) -> None:
    """No register without a password."""
    assert code_of(lambda: registers.create(place, "")) == "empty_password"
    assert files(tmp_path) == {}


def test_two_officers(closed: str) -> None:
    """Each opens with his own password, and the register knows who; a removed slot opens no more."""
    first = registers.open_register(closed, PASSWORD)
    engine = first.engine if registers.is_server(closed) else None
    store = registers.slots_of(closed, engine)
    slots = store.load()
    store.save([*slots, officer_slot("officer-2", "khác", first.data_key)])
    second = registers.open_register(closed, "khác")
    assert (second.officer, second.data_key) == ("officer-2", first.data_key)
    assert first.officer not in {"officer-2", ""}
    store.save(slots)
    assert code_of(lambda: registers.open_register(closed, "khác")) == "wrong_password"
    for register in (first, second):
        register.close()


def test_the_recovery_sheet(place: str) -> None:
    """The printed identity gives the first officer a new password; the old one is gone, the data are there."""
    created = registers.create(place, PASSWORD)
    officer = created.register.officer
    created.register.close()
    typed = f"  {created.recovery.lower()}\n"
    recovered = registers.recover(place, typed, "mới")
    assert recovered.officer == officer
    recovered.close()
    assert code_of(lambda: registers.open_register(place, PASSWORD)) == "wrong_password"
    registers.open_register(place, "mới").close()
    assert code_of(lambda: registers.recover(place, created.recovery, "")) == "empty_password"
    other = "P" if created.recovery.endswith("Q") else "Q"
    for wrong in ("", "AGE-SECRET-KEY-1", created.recovery[:-1], created.recovery[:-1] + other, "ế"):
        assert code_of(lambda wrong=wrong: registers.recover(place, wrong, "x")) == "wrong_recovery"
    registers.open_register(place, "mới").close()


def test_a_new_recovery_sheet_voids_the_old_one(place: str) -> None:
    created = registers.create(place, PASSWORD)
    codes: list[str] = []
    assert code_of(lambda: registers.renew_recovery(created.register, place, "khác", codes.append)) == "wrong_password"
    assert codes == []

    def jammed(_code: str) -> None:
        raise FileProblem("not_written", "Đĩa đầy.")

    assert code_of(lambda: registers.renew_recovery(created.register, place, PASSWORD, jammed)) == "not_written"
    registers.recover(place, created.recovery, PASSWORD).close()  # the old sheet is still good
    registers.renew_recovery(created.register, place, PASSWORD, codes.append)
    created.register.close()
    assert code_of(lambda: registers.recover(place, created.recovery, "mới")) == "wrong_recovery"
    registers.recover(place, codes[0], "mới").close()
    registers.open_register(place, "mới").close()


def test_nothing_is_overwritten(closed: str, tmp_path: Path) -> None:
    """Where a register or its key file is, no other is made."""
    before = files(tmp_path)
    assert code_of(lambda: registers.create(closed, PASSWORD)) == "exists"
    assert files(tmp_path) == before
    registers.open_register(closed, PASSWORD).close()


@pytest.mark.parametrize("left", ["so.sohotro", "so.sohotro-keys"])
def test_half_a_register_is_not_overwritten(tmp_path: Path, left: str) -> None:
    """One of the two files is enough to stop."""
    (tmp_path / left).write_bytes(b"?")
    assert code_of(lambda: registers.create(str(tmp_path / "so.sohotro"), PASSWORD)) == "exists"
    assert files(tmp_path) == {left: b"?"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A register file, closed."""
    path = tmp_path / "so.sohotro"
    registers.create(str(path), PASSWORD).register.close()
    return path


def open_file(path: Path) -> Callable[[], object]:
    """An attempt to open a register file."""
    return lambda: registers.open_register(str(path), PASSWORD)


def test_the_key_file_is_missing(file: Path) -> None:
    """The register alone cannot be opened, and says what to look for."""
    keys = FileSlots(file).path
    body = keys.read_bytes()
    keys.unlink()
    assert code_of(open_file(file)) == "keys_missing"
    keys.write_bytes(body)
    registers.open_register(str(file), PASSWORD).close()


@pytest.mark.parametrize(
    "body",
    [b"", b"\0" * 500, b"[]", b"null", b"{}", b'{"format":"sohotro-keys"}', b'{"format":"x","slots":[]}', b"\xff\xfe",
     b'{"format":"sohotro-keys","slots":[1]}', b'{"format":"sohotro-keys","slots":[{"kind":"officer"}]}',
     b'{"format":"sohotro-keys","slots":5}'],
)  # fmt: skip
def test_the_key_file_is_damaged(file: Path, body: bytes) -> None:
    """Cut, empty, overwritten or another program's: one sentence, and the register stays as it is."""
    before = file.read_bytes()
    FileSlots(file).path.write_bytes(body)
    assert code_of(open_file(file)) == "keys_damaged"
    assert code_of(lambda: registers.recover(str(file), "AGE", "x")) == "keys_damaged"
    assert file.read_bytes() == before


@pytest.mark.parametrize("field", ["salt", "box", "passes", "memory"])
@pytest.mark.parametrize("value", [None, "", "?", "AAAA", -1, 2**62, [], "ế"])
def test_a_damaged_slot_opens_nothing_and_is_told_as_damage(file: Path, field: str, value: object) -> None:
    """No value of a slot raises anything but the sentence about the key file; of the password without a checksum."""
    store = FileSlots(file)
    slots = store.load()
    slots[0][field] = value
    assert open_officer(slots[0], PASSWORD) is None
    store.save(slots)
    assert code_of(open_file(file)) == "keys_damaged"
    store.save([{name: part for name, part in slot.items() if name != CHECK} for slot in slots])
    assert code_of(open_file(file)) == "wrong_password"


def test_a_damaged_slot_costs_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its numbers are not believed before its checksum: they may ask for a gigabyte."""
    store = FileSlots(file)
    slots = store.load()
    store.save([slots[0] | {"memory": 127 * 1024 * 1024}, *slots[1:]])
    asked: list[object] = []
    monkeypatch.setattr(registers, "open_officer", lambda *slot: asked.append(slot))
    assert code_of(open_file(file)) == "keys_damaged"
    assert asked == []


def test_no_slot_takes_more_memory_than_a_small_laptop_has(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forged, with a checksum that is right."""
    monkeypatch.setattr(slots, "COST", slots.Cost(passes=1, memory=slots.MOST.memory + 1024 * 1024))
    forged = officer_slot("a", PASSWORD, bytes(32))
    assert open_officer(forged, PASSWORD) is None


def test_a_bit_turned_anywhere_in_the_key_file(file: Path) -> None:
    """Never called a wrong password; and where the register opens, it says who is at work."""
    keys = FileSlots(file)
    whole, officer = keys.path.read_bytes(), keys.load()[0]["id"]
    named = whole.index(b'"check"')  # without that name it is a slot of an older program
    for at in set(range(0, whole.index(b'"recovery"'), 3)) - set(range(named, named + 7)):
        rotten = bytearray(whole)
        rotten[at] ^= 1
        keys.path.write_bytes(rotten)
        assert opened_by(file) in ("keys_damaged", officer), at


def opened_by(file: Path) -> str:
    """The officer whose password opens it, or the code of the refusal."""
    try:
        opened = registers.open_register(str(file), PASSWORD)
    except AppError as error:
        return error.code
    opened.close()
    return opened.officer


def test_slots_without_a_checksum_still_open(file: Path) -> None:
    keys = FileSlots(file)
    keys.save([{name: part for name, part in slot.items() if name != CHECK} for slot in keys.load()])
    assert code_of(lambda: registers.open_register(str(file), "sai")) == "wrong_password"
    registers.open_register(str(file), PASSWORD).close()


def test_a_damaged_slot_leaves_the_others(tmp_path: Path) -> None:
    """The recovery sheet opens and sets the password anew; a damaged slot of the sheet is told as such."""
    file = tmp_path / "so.sohotro"
    created = registers.create(str(file), PASSWORD)
    created.register.close()
    keys, code = FileSlots(file), created.recovery
    officer, sheet = keys.load()
    keys.save([officer, sheet | {"box": "AAAA"}])
    assert code_of(lambda: registers.recover(str(file), code, "mới")) == "keys_damaged"
    registers.open_register(str(file), PASSWORD).close()
    keys.save([officer | {"salt": "AAAA"}, sheet])
    registers.recover(str(file), code, "mới").close()
    registers.open_register(str(file), "mới").close()


def test_a_damaged_recovery_slot_opens_nothing(file: Path) -> None:
    """As for a password."""
    slot = next(slot for slot in FileSlots(file).load() if slot["kind"] == "recovery")
    for box in (None, "", "AAAA", "?", 5):
        assert open_recovery(slot | {"box": box}, "AGE-SECRET-KEY-1") is None


def test_a_slot_of_a_later_version_is_left_alone(file: Path) -> None:
    """A kind of slot we do not know neither opens nor stops."""
    store = FileSlots(file)
    store.save([{"id": "x", "kind": "token"}, *store.load()])
    registers.open_register(str(file), PASSWORD).close()
    assert [slot["kind"] for slot in store.load()] == ["token", "officer", "recovery"]


def foreign_sqlite(path: Path) -> None:
    """A database of another program."""
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE t (x)")
    other.close()


@pytest.mark.parametrize("kind", ["empty", "random", "sqlite", "other key", "cut", "zeros"])
def test_not_a_register(file: Path, kind: str) -> None:
    """A file that is not ours, or no longer, is refused in one sentence and left byte for byte as it is."""
    whole = file.read_bytes()
    file.unlink()
    if kind == "sqlite":
        foreign_sqlite(file)
    elif kind == "other key":
        other = file.with_name("khac.sohotro")
        registers.create(str(other), PASSWORD).register.close()
        shutil.copy(other, file)
    else:
        bodies = {"empty": b"", "random": os.urandom(9000), "cut": whole[:5000], "zeros": bytes(8192)}
        file.write_bytes(bodies[kind])
    before = files(file.parent)
    assert code_of(open_file(file)) in {"damaged", "not_register"}
    assert files(file.parent) == before


def test_no_file_or_a_folder(tmp_path: Path) -> None:
    """A wrong name, a folder, a text file."""
    (tmp_path / "thu-muc.sohotro").mkdir()
    (tmp_path / "bao-cao.txt").write_text("x")
    for name, code in (
        ("khong-co.sohotro", "no_file"),
        ("thu-muc.sohotro", "not_register"),
        ("bao-cao.txt", "not_register"),
    ):
        with pytest.raises(FileProblem) as refused:
            registers.open_register(str(tmp_path / name), PASSWORD)
        assert refused.value.code == code


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A stick that was pulled out."""
    assert code_of(lambda: registers.create(str(tmp_path / "mat" / "so.sohotro"), PASSWORD)) == "no_folder"


@pytest.mark.postgresql
def test_a_server_without_a_register(server: Server) -> None:
    """An empty schema is no register; a server that is away is said to be away; no connection stays open."""
    schema = server.new_schema()
    assert code_of(lambda: registers.open_register(server.url(schema), PASSWORD)) == "not_register"
    away = "postgresql://sohotro@/postgres?host=/nonexistent"
    assert code_of(lambda: registers.open_register(away, PASSWORD)) == "no_server"
    assert code_of(lambda: registers.create(away, PASSWORD)) == "no_server"
    registers.create(server.url(schema), PASSWORD).register.close()
    assert code_of(lambda: registers.open_register(server.url(schema), "sai")) == "wrong_password"
    assert code_of(lambda: registers.create(server.url(schema), PASSWORD)) == "exists"
    with psycopg.connect(server.url()) as connection:
        query = (
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        row = connection.execute(query).fetchone()
    server.drop_schema(schema)
    assert row == (0,)


def test_a_failed_creation_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stops the making of the tables, neither file stays."""
    monkeypatch.setattr(registers.migrations, "upgrade", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        registers.create(str(tmp_path / "so.sohotro"), PASSWORD)
    assert files(tmp_path) == {}


def planted(text: str) -> list[bytes]:
    """The ways in which a text could lie in a file."""
    return [text.encode(), text.encode("utf-16-le"), orjson.dumps(text)[1:-1], b"ho thi dep la ky"]


def test_nothing_can_be_read_without_the_key(tmp_path: Path) -> None:
    """Names, numbers, settings and keys: not in register, log, index or key file, open or closed."""
    path = tmp_path / "so.sohotro"
    register = registers.create(str(path), PASSWORD, seeded(1)).register
    append(register, UNIT, "d-1", *(
        Draft("create", "person", f"p-{n}", {"identity": {"name": NAME, "cccd": "046062000123"}, "note": "nhiễm"})
        for n in range(300)
    ))  # fmt: skip
    with register.write() as connection:
        put_setting(connection, "unit", "mã-bí-mật")
        register.keep_secret(connection, "signing", b"khoa-ky-bi-mat")
    seen = set()
    for moment in ("open", "closed"):
        for name, body in files(tmp_path).items():
            seen.add(name)
            for needle in (
                *planted(NAME),
                b"046062000123",
                "nhiễm".encode(),
                "mã-bí-mật".encode(),
                b"khoa-ky-bi-mat",
                b"SQLite",
                PASSWORD.encode(),
                b"ledger_change",
                bytes(register.data_key or b"\1" * 32),
            ):
                assert needle not in body, (moment, name, needle)
        register.close()
    assert seen == {"so.sohotro", "so.sohotro-wal", "so.sohotro-shm", "so.sohotro-keys"}


def test_secrets_are_sealed_in_the_tables_too(register: Register) -> None:
    """On a server the rows are readable by its administrator; a private key is not."""
    with register.write() as connection:
        register.keep_secret(connection, "signing", b"khoa-ky-bi-mat")
        register.keep_secret(connection, "signing", b"khoa-ky-bi-mat-2")
    with register.read() as connection:
        assert b"bi-mat" not in bytes(connection.execute(select(Secret.sealed)).scalar_one())
        assert register.secret(connection, "signing") == b"khoa-ky-bi-mat-2"
        assert register.secret(connection, "other") is None
        stranger = Register(register.engine, b"\1" * 32, "x")
        with pytest.raises(CryptoError):
            stranger.secret(connection, "signing")


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A file system of so many KiB; skips where none can be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no right to mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("size", [4, 8, 16, 64, 128, 256])
def test_no_register_on_a_full_disk(tmp_path: Path, size: int) -> None:
    """One sentence and an empty folder, wherever the disk ends."""
    with small_disk(tmp_path / "the", size) as disk:
        filler = disk / "filler"
        filler.write_bytes(bytes(4096 * (size // 4 - 1)) if size == 16 else b"")
        with pytest.raises(EnvironmentProblem) as refused:
            registers.create(str(disk / "so.sohotro"), PASSWORD)
        assert refused.value.code in {"disk_full", "disk"}
        assert [path.name for path in disk.iterdir()] == ["filler"]


def test_a_disk_that_fills_up_loses_nothing_saved(tmp_path: Path) -> None:
    """Saves go on until the disk is full; then what was acknowledged is there, the rest is not, and space mends it."""
    with small_disk(tmp_path / "the", 3000) as disk:
        path = disk / "so.sohotro"
        register = registers.create(str(path), PASSWORD).register
        saved: list[str] = []
        with pytest.raises(DBAPIError) as failed:  # noqa: PT012 - all of it is the attempt
            while True:
                record = f"h-{len(saved)}"
                append(register, UNIT, "d-1", Draft("create", "household", record, {"note": os.urandom(9000).hex()}))
                saved.append(record)
        problem = explain(failed.value)
        assert problem is not None
        assert problem.code in {"disk_full", "disk"}
        with register.read() as connection:
            assert sorted(connection.execute(select(Household.id)).scalars()) == sorted(saved)
        register.close()
        moved = tmp_path / "rong.sohotro"
        for end in ("", "-keys", "-wal", "-shm"):
            if path.with_name(path.name + end).exists():
                shutil.copy(path.with_name(path.name + end), moved.with_name(moved.name + end))
    register = registers.open_register(str(moved), PASSWORD)
    append(register, UNIT, "d-1", Draft("create", "household", "h-x", {"note": "còn chỗ"}))
    with register.read() as connection:
        assert len(connection.execute(select(Household.id)).all()) == len(saved) + 1
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
    register.close()


def test_key_file_is_replaced_whole_on_a_full_disk(tmp_path: Path) -> None:
    """A new password that cannot be written leaves the old key file and no half one."""
    with small_disk(tmp_path / "the", 400) as disk:
        path = disk / "so.sohotro"
        FileSlots(path).save([{"id": "a", "kind": "officer", "passes": 1, "memory": 1, "salt": "", "box": ""}])
        before = FileSlots(path).path.read_bytes()
        with pytest.raises(OSError, match="No space"):
            FileSlots(path).save([{"id": "a" * 500_000, "kind": "recovery", "recipient": "", "box": ""}])
        assert files(disk) == {"so.sohotro-keys": before}


def test_the_recovery_code_is_understood_as_people_write_it(tmp_path: Path) -> None:
    """In groups, in small letters, without its beginning, with letters that look alike."""
    place = str(tmp_path / "b.sohotro")
    created = registers.create(place, PASSWORD)
    created.register.close()
    code = created.recovery
    parts = groups(code)
    assert PREFIX + "".join(parts) == code
    assert [len(part) for part in parts[:-1]] == [4] * 14
    typed = [
        " ".join(parts), "-".join(parts).lower(), code.replace("-", " "), f"  {code}\n",
        "\n".join(parts).replace("0", "o").replace("L", "i").replace("8", "B"),
    ]  # fmt: skip
    for number, one in enumerate(typed):
        registers.recover(place, one, f"mới {number}").close()
        registers.open_register(place, f"mới {number}").close()
    wrong = [" ".join(parts[:-1]), "", "AGE-SECRET-KEY-1", " ".join([parts[1], parts[0], *parts[2:]])]
    for one in wrong:
        assert code_of(lambda one=one: registers.recover(place, one, "x")) == "wrong_recovery"


def test_what_can_be_seen_without_a_password(file: Path, tmp_path: Path) -> None:
    """A register with its keys is seen; what is missing or damaged is said as when it is opened."""
    registers.look(str(file))
    assert code_of(lambda: registers.look(str(tmp_path / "không có.sohotro"))) == "no_file"
    (tmp_path / "trống.sohotro").write_bytes(b"")
    assert code_of(lambda: registers.look(str(tmp_path / "trống.sohotro"))) == "not_register"
    FileSlots(file).path.write_bytes(b"{}")
    assert code_of(lambda: registers.look(str(file))) == "keys_damaged"
    FileSlots(file).path.unlink()
    assert code_of(lambda: registers.look(str(file))) == "keys_missing"
