"""A merged package on the page of packages: what was known before it, and taking it back, told first, for a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import on_screen, press, type_text
from exchanges import District, district_at_work
from pytestqt.qtbot import QtBot

from db.store.household.households import set_household
from db.store.offices import info
from desktop.views.packages.page import PackagesPage

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def test_preview_reason_and_what_stays(town: District) -> None:
    kept = town.hong_thuy.record("Hồ Văn Một")[0]
    town.hong_thuy.record("Hồ Văn Hai")
    file = town.hong_thuy.send()
    town.district.take(file)
    set_household(town.district.register, kept, {"phone": "0912345678"})
    with on_screen(town.district.register, place=town.district.place) as shell:
        shell.go("packages")
        page = shell.page
        assert isinstance(page, PackagesPage)
        page.overview.packages.setFocus()
        assert page.overview.packages.current() == page.overview.overview.rows[0].sha256
        assert shell.do("undo_package")
        asked = page.reason._text.text()
        assert file.name in asked
        assert "2 hộ" in asked
        assert "đã được sửa sau đó" in asked
        type_text("Xã nhập nhầm")
        press("Enter")
        assert "Đã lấy lại" in page.banner.text
    assert info(town.district.register).households == 1


def test_who_sent_it_cannot_take_it_back_there(town: District) -> None:
    town.hong_thuy.record("Hồ Văn Một")
    town.district.take(town.hong_thuy.send())
    town.hong_thuy.take(town.district.send_to(town.hong_thuy.unit))
    with on_screen(town.hong_thuy.register, place=town.hong_thuy.place) as shell:
        shell.go("packages")
        page = shell.page
        assert isinstance(page, PackagesPage)
        assert "undo_package" not in page.doings()


def test_what_the_register_held_before_it(town: District, qtbot: QtBot) -> None:
    town.hong_thuy.record("Hồ Văn Một")
    town.district.take(town.hong_thuy.send())
    town.hong_thuy.record("Hồ Văn Hai")
    town.district.take(town.hong_thuy.send())
    with on_screen(town.district.register, place=town.district.place) as shell:
        shell.go("packages")
        page = shell.page
        assert isinstance(page, PackagesPage)
        page.overview.packages.setFocus()
        assert shell.do("before_package")
        qtbot.waitUntil(lambda: "Ngay trước gói" in page.banner.text, timeout=20_000)
        assert "1 hộ, 1 nhân khẩu, 0 hỗ trợ. Bây giờ: 2 hộ, 2 nhân khẩu" in page.banner.text
