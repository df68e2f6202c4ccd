"""The number that the văn thư gives a paper is typed into the print register after printing."""

from __future__ import annotations

from desk import focus, on_screen, press, type_text
from exchanges import household, person

from db.ledger.register import Register
from db.store.household.households import add_household
from db.store.places.villages import add_village
from db.store.printing import Selection, collect, record
from db.store.prints.papers import SupportSlips
from desktop.views.prints.page import PrintsPage


def test_the_number_given_by_the_office_is_typed_after_printing(book: Register) -> None:
    add_village(book, "Thôn 1")
    home = add_household(book, household("Hồ Văn Thử", members=[person("Hồ Văn Thử")])).id
    chosen = Selection(2017, households=(home,))
    _data, issue = collect(book, SupportSlips, chosen)
    record(book, "phieu_ho_tro", "Phiếu hỗ trợ", chosen, issue, 2, "ab")
    with on_screen(book) as shell:
        shell.go("prints", register=True)
        page = shell.page
        assert isinstance(page, PrintsPage)
        page.register.begin()
        press("Ctrl+F6")
        assert focus() is page.register.given
        type_text("05 31/02/2017")
        press("Return")
        assert page.banner.text  # no such day: a sentence, and the line stays to be mended
        assert page.register.given.isVisible()
        page.register.given.setText("05 10/12/2017")
        press("Return")
        assert "Đã ghi văn bản số 05" in page.banner.text
        [line] = page.register._lines.lines.values()
        assert (line.paper_no, line.paper_date) == ("05", "2017-12-10")
        assert focus() is page.register.table
        chosen_line = page.register.chosen()
        assert chosen_line is not None
        assert chosen_line.id == line.id


def test_an_administrator_confirms_a_form_and_takes_it_back(book: Register) -> None:
    add_village(book, "Thôn 1")
    with on_screen(book) as shell:
        shell.go("prints")
        page = shell.page
        assert isinstance(page, PrintsPage)

        def note(form: str) -> str:
            return next(one.hint for one in page.prints.form.specs["document"].options if one.code == form)

        page.prints.choose(document="phieu_c")
        page.form.refresh()
        assert "cần đối chiếu" in note("phieu_c")
        press("Ctrl+F5")
        assert "Đã xác nhận mẫu" in page.banner.text
        assert (note("phieu_c"), page.prints.form.value("document")) == ("", "phieu_c")
        press("Ctrl+F5")
        assert "Đã bỏ xác nhận" in page.banner.text
        assert "cần đối chiếu" in note("phieu_c")
