"""Page units: what was joined is shown with its counts and applied by Enter twice; the first page leads there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from desk import focus, on_screen, press
from exchanges import found

from db.ledger.register import LOCAL_TIME, Register
from db.store.inventing.populating import populate
from db.store.offices import info
from db.store.places.villages import add_village
from desktop.presenters import home
from desktop.presenters.desk import Desk
from desktop.presenters.units import UnitChanges
from desktop.views.shell import Shell
from desktop.views.units.page import UnitsPage

pytestmark = pytest.mark.usefixtures("dressed")
NHAM, HONG_QUANG = "20083", "20077"


@pytest.fixture
def district(tmp_path: Path) -> Iterator[Register]:
    """A Lưới on 1/6/2020, with Thôn 1 in both Nhâm and Hồng Quảng."""
    register = _in_2020(tmp_path, "481")
    for unit in (HONG_QUANG, NHAM):
        add_village(register, "Thôn 1", unit=unit)
        populate(register, seed=1, count=3, unit=unit)
    yield register
    register.close()


def _in_2020(folder: Path, unit: str) -> Register:
    register = found(folder, unit).register
    register.providers = replace(register.providers, now=lambda: datetime(2020, 6, 1, 8, tzinfo=LOCAL_TIME))
    return register


def test_the_whole_way_by_keys(district: Register) -> None:
    with on_screen(district) as shell:
        assert isinstance(shell, Shell)
        shell.go("home")
        press("Ctrl+F8")
        page = shell.page
        assert isinstance(page, UnitsPage)
        assert focus() is page.table
        assert page.next.text().startswith("Việc tiếp theo")
        press("Enter")
        assert "Áp dụng 3 đơn vị mới đến 01/01/2020, 6 hộ?" in page.banner.text
        press("Enter")
        assert "huyện A Lưới" in page.banner.text
        assert focus() is page.table
        assert info(district).unit_date == "2020-01-01"
        assert "apply_units" not in page.doings()
        press("Enter")
        assert info(district).households == 6


def test_the_card_tells_counts_and_names_that_are_told_apart(district: Register) -> None:
    changes = UnitChanges(Desk(district, "x"))
    changes.load()
    record = f"2020-01-01 {NHAM}"
    assert changes.title(record) == "Xã Quảng Nhâm từ 01/01/2020"
    about = changes.about(record)
    assert "xã Hồng Quảng (20077): 3 hộ, 1 thôn" in about
    assert "ghi kèm tên xã cũ: Thôn 1" in about
    assert "NQ 834" in about
    assert changes.shown([record])[0].cells[0] == "Chưa áp dụng"
    changes.apply(record)
    changes.load()
    assert changes.shown([record])[0].cells[0] == "Đã áp dụng"
    assert not changes.can(record)


def test_the_first_page_tells_of_it_until_it_is_done(district: Register, tmp_path: Path) -> None:
    def told(register: Register) -> list[tuple[str, int, str]]:
        tasks = home.read(Desk(register, "x")).tasks
        return [(task.title, task.count, task.date) for task in tasks if task.page == "units"]

    assert told(district) == [("Đơn vị mới chưa áp dụng vào sổ", 3, "01/01/2020")]
    changes = UnitChanges(Desk(district, "x"))
    changes.load()
    changes.apply(next(iter(changes.rows)))
    assert told(district) == []
    ended = _in_2020(tmp_path, HONG_QUANG)
    assert told(ended) == [("Đơn vị của sổ này đã vào xã Quảng Nhâm", 1, "01/01/2020")]
    ended.close()
