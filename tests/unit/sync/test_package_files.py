"""Package files on disk: written whole or not at all, staged privately, inspected without keys."""

from __future__ import annotations

import errno
import io
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import packages
import pytest
from packages import KEY, line, outgoing, put_together, receive, replaced, take_apart

from db.domain.errors import EnvironmentProblem, FileProblem
from db.sync import container, limits, staging
from db.sync.package import (
    PackageError,
    build,
    inspect,
    package_name,
    stage,
)
from forms.sheets.workbook import read_sheets


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small honest package."""
    return packages.package(tmp_path_factory.mktemp("good"))


class TestBuilding:
    """The file is whole, or it is not there."""

    def test_name_and_result(self, tmp_path: Path) -> None:
        name = package_name("xa20104-k3v7q2ha", "20104", packages.CREATED, 17)
        assert name == "XA20104-K3V7Q2HA-20104-20170914-000017.dongbo"
        built = build(tmp_path / name, KEY, outgoing())
        data = (tmp_path / name).read_bytes()
        assert built.manifest_sha256 == sha256(dict(take_apart(data))["manifest.json"]).hexdigest()
        assert built.manifest == receive(data)[0]
        assert [p.name for p in tmp_path.iterdir()] == [name]

    @pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
    def test_a_disk_that_fails_leaves_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
    ) -> None:
        def fail(f: Any, members: Any) -> None:
            f.write(b"half")
            f.flush()
            raise OSError(number, "no")

        monkeypatch.setattr(container, "write", fail)
        with pytest.raises(EnvironmentProblem) as caught:
            build(tmp_path / "a.dongbo", KEY, outgoing())
        assert caught.value.code == ("disk_full" if number == errno.ENOSPC else "write_failed")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
    def test_a_truly_full_disk(self, tmp_path: Path) -> None:
        (tmp_path / ("a.dongbo" + staging.UNFINISHED)).symlink_to("/dev/full")
        with pytest.raises(EnvironmentProblem) as caught:
            build(tmp_path / "a.dongbo", KEY, outgoing())
        assert caught.value.code == "disk_full"
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(EnvironmentProblem) as caught:
            build(tmp_path / "usb" / "a.dongbo", KEY, outgoing())
        assert caught.value.code == "write_failed"

    def test_a_stick_that_lies_is_found_out(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        true_write = container.write

        def lie(f: Any, members: Any) -> None:
            buffer = io.BytesIO()
            true_write(buffer, members)
            f.write(buffer.getvalue()[:-1] + b"\1")

        monkeypatch.setattr(container, "write", lie)
        with pytest.raises(EnvironmentProblem) as caught:
            build(tmp_path / "a.dongbo", KEY, outgoing())
        assert caught.value.code == "copy_damaged"
        assert list(tmp_path.iterdir()) == []

    def test_a_scanner_that_holds_the_file_a_moment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        true_replace, calls = Path.replace, iter([True, True, False])

        def replace(self: Path, target: Path) -> Path:
            if next(calls):
                raise PermissionError(13, "sharing violation")
            return true_replace(self, target)

        monkeypatch.setattr(Path, "replace", replace)
        monkeypatch.setattr(staging, "_PAUSE", 0)
        build(tmp_path / "a.dongbo", KEY, outgoing())
        assert [p.name for p in tmp_path.iterdir()] == ["a.dongbo"]

    def test_what_nobody_could_read_is_not_signed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        wrong: dict[str, Any] = {
            "E-OPS": outgoing([line(2)]),
            "E-JSON": outgoing([b'{"n": 1}']),
            "E-MANIFEST": outgoing(to=["Văn phòng"]),
            "E-SIZE": outgoing(acks={str(i): "x" * 60_000 for i in range(5)}),
        }
        for code, out in wrong.items():
            with pytest.raises(PackageError, match=code):
                build(tmp_path / "a.dongbo", KEY, out)
        with pytest.raises(PackageError, match="E-OPS"):
            build(tmp_path / "a.dongbo", KEY, outgoing([line(1, x=["y" * 60_000] * 5)]))
        with pytest.raises(ValueError, match="chain"):
            build(tmp_path / "a.dongbo", KEY, outgoing(after=bytes(32)))
        monkeypatch.setattr(limits, "PACKAGE", limits.MIB)
        with pytest.raises(PackageError, match="E-SIZE"):
            build(tmp_path / "a.dongbo", KEY, outgoing())
        assert list(tmp_path.iterdir()) == []


class TestStaging:
    """The stick is read once, into a private copy."""

    def test_the_copy_is_private_and_has_a_name_of_its_own(self, tmp_path: Path) -> None:
        (tmp_path / "..evil.dongbo").write_bytes(b"abc")
        copy = stage(tmp_path / "..evil.dongbo", tmp_path / "staging")
        assert (copy.read_bytes(), copy.parent) == (b"abc", tmp_path / "staging")
        assert "evil" not in copy.name
        assert (copy.stat().st_mode & 0o777, copy.parent.stat().st_mode & 0o777) == (0o600, 0o700)

    def test_what_cannot_be_read(self, tmp_path: Path) -> None:
        with pytest.raises(FileProblem) as caught:
            stage(tmp_path / "không có.dongbo", tmp_path / "s")
        assert caught.value.code == "file_missing"
        with pytest.raises(FileProblem) as caught:
            stage(tmp_path, tmp_path / "s")
        assert caught.value.code == "file_is_folder"

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes with a name in a folder")
    @pytest.mark.parametrize("door", [lambda file: stage(file, file.parent / "s"), inspect, read_sheets])
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path, door: Callable[[Path], object]) -> None:
        os.mkfifo(tmp_path / "goi.dongbo")
        with pytest.raises(FileProblem, match=r"Sổ chưa thay đổi gì|Chưa nhập gì vào sổ"):
            door(tmp_path / "goi.dongbo")

    @pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file whose reading fails")
    def test_a_stick_that_dies_while_it_is_read(self, tmp_path: Path) -> None:
        with pytest.raises(FileProblem) as caught:
            stage(Path("/proc/self/mem"), tmp_path / "s")
        assert caught.value.code == "file_unreadable"
        assert list((tmp_path / "s").iterdir()) == []

    def test_too_large(self, tmp_path: Path) -> None:
        with (tmp_path / "a").open("wb") as f:
            f.truncate(limits.PACKAGE + 1)
        with pytest.raises(PackageError, match="E-SIZE"):
            stage(tmp_path / "a", tmp_path / "s")

    def test_a_file_that_grows_past_the_limit(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "a").write_bytes(bytes(2 * limits.MIB))
        monkeypatch.setattr(staging, "size_of", lambda path: 0)
        monkeypatch.setattr(limits, "PACKAGE", limits.MIB)
        with pytest.raises(PackageError, match="E-SIZE"):
            stage(tmp_path / "a", tmp_path / "s")
        assert list((tmp_path / "s").iterdir()) == []

    def test_not_enough_room(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "a").write_bytes(bytes(100))
        monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1000, 701, 299))
        with pytest.raises(EnvironmentProblem) as caught:
            stage(tmp_path / "a", tmp_path / "s")
        assert caught.value.code == "disk_full"
        assert list((tmp_path / "s").iterdir()) == []


class TestInspection:
    """What a file says of itself, without keys."""

    def test_without_and_with_the_key(self, tmp_path: Path) -> None:
        build(tmp_path / "a.dongbo", KEY, outgoing())
        said = inspect(tmp_path / "a.dongbo")
        assert {k: said[k] for k in ("kind", "sender", "unit", "first", "last", "count", "created", "signature")} == {
            "kind": "package",
            "sender": "xa20104-testtest",
            "unit": "20104",
            "first": 1,
            "last": 3,
            "count": 3,
            "created": packages.CREATED,
            "signature": "unknown",
        }
        assert inspect(tmp_path / "a.dongbo", {KEY.key_id: KEY.public})["signature"] == "good"

    def test_forged_and_damaged(self, tmp_path: Path, good: bytes) -> None:
        members = take_apart(good)
        raw = dict(members)["manifest.json"].replace(b'"number":1', b'"number":2')
        path = tmp_path / "a.dongbo"
        path.write_bytes(put_together(replaced(members, "manifest.json", raw)))
        assert inspect(path)["number"] == 2
        with pytest.raises(PackageError, match="E-SIG"):
            inspect(path, {KEY.key_id: KEY.public})
        path.write_bytes(
            put_together(replaced(members, members[4][0], members[4][1][:-1] + bytes([members[4][1][-1] ^ 1])))
        )
        with pytest.raises(PackageError, match="E-HASH"):
            inspect(path)
        with pytest.raises(FileProblem):
            inspect(tmp_path / "none.dongbo")
