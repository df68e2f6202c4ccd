"""The panels of trust by keys alone: changing the keys of a device."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import press
from exchanges import District, district_at_work
from test_packages import page_of, window

from db.sync.enrolling import approve
from desktop.presenters.packages import sticks as plugged
from desktop.presenters.packages.sticks import Stick

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one stick that is plugged in."""
    place = tmp_path / "KINGSTON"
    place.mkdir()
    monkeypatch.setattr(plugged, "sticks", lambda: [Stick(place, "KINGSTON", 3_000_000_000)])
    return place


def test_a_laptop_changes_its_keys(town: District, stick: Path) -> None:
    with window(town.hong_thuy) as shell:
        page = page_of(shell)
        former = page.enrolment.device
        assert shell.do("renew_keys")
        assert page.renew.keys.isHidden()
        press("Enter")
        assert page.renew.card.verdict.text == "Máy này nay có khóa mới; dữ liệu còn nguyên."
        done = page.renew.card._done
        assert done is not None
        assert page.enrolment.device == done.step.device != former
    (file,) = stick.iterdir()
    approve(town.district.register, file, stick / "tra-loi.dongbo", code="-".join(done.groups))
    with window(town.district) as shell:
        assert shell.do("devices")
        notes = [row.cells[3] for row in page_of(shell).enrolment.rows()]
        assert [note for note in notes if note.startswith("đã đổi khóa, nay là máy")]
