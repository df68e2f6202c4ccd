"""Sticks and typed paths, as presenters read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.presenters.packages.sticks import _mounted, _windows
from desktop.presenters.paths import is_folder, paths


@pytest.mark.parametrize("typed", ["x" * 5_000, "~nobody-of-that-name/usb", "a\0b", ""])
def test_a_text_that_can_be_no_path_is_no_folder(typed: str, tmp_path: Path) -> None:
    assert not is_folder(typed)
    assert is_folder(tmp_path)


def test_sticks_as_the_system_tells_them(tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(
        "30 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "41 30 8:17 / /media/may/USB\\040S\\303\\241ch rw,nosuid - vfat /dev/sdb1 rw\n"
        "42 30 8:33 / /run/media/may/CD ro - iso9660 /dev/sr0 ro\n",
        "ascii",
    )
    assert _mounted(table) == [Path("/media/may/USB Sách")]
    assert _mounted(tmp_path / "none") == []
    assert _windows(lambda root: 3) == []


def test_paths_as_they_are_typed_pasted_and_dropped() -> None:
    assert paths('"C:\\a b.dongbo" "C:\\c.dongbo"') == ["C:\\a b.dongbo", "C:\\c.dongbo"]
    assert paths("/a/b.dongbo | /c") == ["/a/b.dongbo", "/c"]
    assert paths(" ") == []
