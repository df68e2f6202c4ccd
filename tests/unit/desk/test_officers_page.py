"""Page officers: a second officer let in, helped and ended by keys; what the role does not allow is not offered."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PASSWORD
from desk import on_screen, press, type_text

from db.domain.errors import AppError
from db.ledger.register import Register
from db.vault.registers import open_register
from desktop.views.officers import OfficersPage
from desktop.views.shell import Shell

pytestmark = pytest.mark.usefixtures("dressed")
NEW, NAME = "ba con suối dài", "Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Kăn Nơ Hồ"


@pytest.fixture
def place(tmp_path: Path) -> str:
    return str(tmp_path / "hong-thuy.sohotro")


def page(shell: Shell) -> OfficersPage:
    press("Ctrl+Shift+U")
    assert isinstance(shell.page, OfficersPage)
    return shell.page


def stand_on(shown: OfficersPage, name: str) -> None:
    rows = shown.table.rows.ids
    row = next(n for n, record in enumerate(rows) if shown._officers.rows[record].name == name)
    shown.table.selectRow(row)


def let_in(shown: OfficersPage) -> None:
    assert shown.window_.do("officer_add")
    type_text(NAME)
    press("Enter")
    shown.new.passwords.first.secret.setFocus()
    type_text(NEW)
    press("Enter")
    type_text(NEW)
    press("Enter")
    assert "Đã thêm" in shown.banner.text, shown.banner.text


def test_an_officer_is_let_in_helped_and_ended(book: Register, place: str) -> None:
    with on_screen(book, place=place) as shell:
        shell.go("home")
        shown = page(shell)
        assert len(shown.table.rows.ids) == 1
        let_in(shown)
        open_register(place, NEW).close()
        stand_on(shown, NAME)
        assert shown.window_.do("officer_password")
        type_text("quên rồi 34")
        press("Enter")
        type_text("quên rồi 35")
        press("Enter")
        assert "khác nhau" in shown.password.passwords.again.below
        shown.password.passwords.again.secret.clear()
        type_text("quên rồi 34")
        press("Enter")
        assert "Đã đổi" in shown.banner.text
        open_register(place, "quên rồi 34").close()
        assert shown.window_.do("officer_end")
        type_text("Chuyển công tác")
        press("Enter")
        with pytest.raises(AppError, match="wrong_password"):
            open_register(place, "quên rồi 34")
        stand_on(shown, NAME)
        press("F7")
        first, *rest = shown.banner.text.splitlines()
        assert first == f"{NAME}:"
        assert "Thôi làm từ ngày" in rest[0]
        assert "(lý do: Chuyển công tác)" in rest[0]
        assert any("Vai trò: – → " in line for line in rest)


def test_ones_own_password_needs_the_old_one(book: Register, place: str) -> None:
    with on_screen(book, place=place) as shell:
        shell.go("home")
        shown = page(shell)
        for old, said in (("sai", "Mật khẩu cũ"), (PASSWORD, "Đã đổi")):
            shown.password.clear()
            shown.window_.do("officer_password")
            type_text(old)
            press("Enter")
            type_text(NEW)
            press("Enter")
            type_text(NEW)
            press("Enter")
            assert said in shown.banner.text
        open_register(place, NEW).close()


def test_who_does_not_administer_is_offered_only_the_own_password(book: Register, place: str) -> None:
    with on_screen(book, place=place) as shell:
        shell.go("home")
        let_in(page(shell))
    clerk = open_register(place, NEW)
    with on_screen(clerk, place=place) as shell:
        shell.go("home")
        shown = page(shell)
        stand_on(shown, "Hồ Thị Mẫu")
        assert not set(shown.doings()) & {"officer_add", "officer_end", "officer_password"}
        stand_on(shown, NAME)
        assert "officer_password" in shown.doings()
        shown.window_.do("drill")
        type_text("QQQQ QQQQ")
        press("Enter")
        assert "nguyên vẹn" in shown.banner.text
    clerk.close()
