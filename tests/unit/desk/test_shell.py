"""The window itself: pages, menus, keys, palette, background work; that nothing is without a key or a name."""

from __future__ import annotations

import subprocess
import sys
from threading import Event

import pytest
from desk import on_screen, press, type_text
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel

import resources
from db.ledger.register import Register
from desktop import words
from desktop.app.start import page_makers
from desktop.presenters.actions import GROUPS, actions
from desktop.presenters.fields import FieldSpec
from desktop.presenters.rows import Column, Row
from desktop.qtmodels.rows import PAGE, RowsModel
from desktop.views import theme
from desktop.views.editors import LineEditor
from desktop.views.page import Doing, Page, Surroundings
from desktop.views.palette import Palette
from desktop.views.shell import Shell


class Notes(Page):
    """A page with one field, for the window's own tests."""

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.line = LineEditor(FieldSpec(id="x", label="Ghi"))
        self.body.addWidget(self.line)
        self.saved: list[str] = []
        self.seen: list[object] = []
        self.gone = 0

    def opened(self, **about: object) -> None:
        self.seen.append(about)
        self.line.setFocus()

    def left(self) -> None:
        self.gone += 1

    def heard(self, kinds: frozenset[str]) -> None:
        self.seen.append(kinds)

    def doings(self) -> Doing:
        return {"save": lambda: self.saved.append(self.line.text())}

    def hint(self) -> str:
        return "Ctrl+S lưu"


MAKERS = {"home": Notes, "households": Notes}


def test_pages_are_made_when_first_shown_and_told_what_to_show(book: Register) -> None:
    with on_screen(book, MAKERS) as shell:
        shell.go("home", year=2017)
        first = shell.page
        shell.go("households")
        shell.back()
        assert isinstance(first, Notes)
        assert shell.page is first
        assert first.seen == [{"year": 2017}, {"year": 2017}]
        assert first.gone == 1


def test_what_is_said_in_passing_goes_with_its_page(book: Register) -> None:
    with on_screen(book, MAKERS) as shell:
        shell.go("home")
        assert not shell.do("lists")
        assert "chưa làm được" in shell._said.text()
        shell._rail_buttons["households"].click()
        assert shell._said.text() == ""


def test_the_side_bar_tells_where_a_household_belongs(book: Register) -> None:
    within = ("household", "support", "plan", "need", "import", "template")
    with on_screen(book, dict.fromkeys(("home", "households", "queue", *within), Notes)) as shell:
        for page, entry in (*((page, "households") for page in within), ("queue", "queue"), ("home", "home")):
            shell.go(page)
            assert [name for name, button in shell._rail_buttons.items() if button.isChecked()] == [entry]


@pytest.mark.parametrize(("text", "scrolls"), [(100, False), (175, True)])
def test_the_side_bar_keeps_every_entry_whole(book: Register, qapp: QApplication, text: int, scrolls: bool) -> None:
    theme.apply(qapp, "light", text)
    with on_screen(book, dict.fromkeys(page_makers(), Notes)) as shell:
        entries = list(shell._rail_buttons.values())
        where = next(label for label in shell.findChildren(QLabel) if "Hồng Thủy" in label.text())
        for page, button in shell._rail_buttons.items():
            shell.go(page)
            QApplication.processEvents()
            assert button.height() >= button.sizeHint().height()
            middle = button.mapTo(shell._side.viewport(), button.rect().center())
            assert shell._side.viewport().rect().contains(middle)
        assert where.y() >= max(button.geometry().bottom() for button in entries)
        assert where.height() >= where.heightForWidth(where.width())
        assert shell._side.verticalScrollBar().isVisible() is scrolls


def test_headings_stand_in_one_place_with_and_without_buttons(book: Register) -> None:
    class Handy(Notes):
        def __init__(self, window: Surroundings) -> None:
            super().__init__(window)
            self.tool("Tìm", lambda: None, picture="search")

    with on_screen(book, {"home": Notes, "households": Handy}) as shell:
        places = []
        for name in ("home", "households"):
            shell.go(name)
            QApplication.processEvents()
            assert shell.page is not None
            places.append((shell.page.heading.geometry().center().y(), shell.page.heading.x()))
    assert places[0] == places[1]


def test_keys_work_on_the_page_in_front_and_say_so_where_they_lead_nowhere(book: Register) -> None:
    with on_screen(book, MAKERS) as shell:
        shell.go("home")
        page = shell.page
        assert isinstance(page, Notes)
        type_text("Kăn Nơ")
        press("Ctrl+S")
        assert page.saved == ["Kăn Nơ"]
        press("Alt+2")
        assert shell.page is not page
        press("Ctrl+P")
        assert any("In" in label.text() for label in shell.statusBar().findChildren(QLabel))


def test_the_palette_finds_an_action_without_tone_marks_and_does_it(book: Register) -> None:
    with on_screen(book, MAKERS) as shell:
        shell.go("home")
        press("Ctrl+K")
        palette = QApplication.activePopupWidget()
        assert isinstance(palette, Palette)
        offered = [palette.list.item(n).text().split("    ")[0] for n in range(palette.list.count())]
        assert "Lưu" in offered
        assert "In" not in offered
        type_text("luu", palette.line)
        press("Enter")
        page = shell.page
        assert isinstance(page, Notes)
        assert page.saved == [""]


def test_every_page_hears_of_a_change(book: Register) -> None:
    with on_screen(book, MAKERS) as shell:
        shell.go("home")
        page = shell.page
        assert isinstance(page, Notes)
        shell.desk.changed("household")
        assert page.seen[-1] == frozenset({"household"})


def test_no_two_actions_share_a_key_and_every_action_has_a_menu_a_name_and_an_icon() -> None:
    declared = actions()
    keys = [QKeySequence(action.keys).toString() for action in declared.values() if action.keys]
    assert len(keys) == len(set(keys))
    assert all(keys)
    for action in declared.values():
        assert action.group in GROUPS
        assert action.title
        assert resources.path("icons", f"{action.icon}.svg").is_file(), action.id


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("name", "least"), [("light", 4.5), ("dark", 4.5), ("contrast", 7.0)])
def test_every_text_is_readable_on_its_ground(name: str, least: float) -> None:
    """WCAG 2.1, 1.4.3 and 1.4.6: contrast of at least 4,5 (7 in the theme for weak eyes)."""
    c = theme.THEMES[name]  # type: ignore[index]
    pairs = [(c.text, c.window), (c.text, c.surface), (c.text, c.sunken), (c.quiet, c.window), (c.quiet, c.surface)]
    pairs += [(c.quiet, c.sunken), (c.text, c.selection), (c.on_accent, c.accent), (c.accent, c.window)]
    pairs += [(c.accent, c.surface), (c.accent, c.accent_soft), (c.text, c.accent_soft)]
    pairs += [(getattr(c, n), getattr(c, f"{n}_soft")) for n in ("danger", "warning", "good", "info")]
    for ink, ground in pairs:
        light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= least, (ink, ground)


def test_the_largest_text_still_fits_the_smallest_screen(book: Register, qapp: QApplication) -> None:
    theme.apply(qapp, "light", 175)
    with on_screen(book, MAKERS) as shell:
        shell.go("home")
        assert shell.minimumSizeHint().width() <= 1366
        assert shell.minimumSizeHint().height() <= 768


def test_the_status_line_does_not_go_on_telling_of_work_that_has_ended(book: Register, qtbot: object) -> None:
    waited = Event()

    def said(shell: Shell) -> list[str]:
        return [label.text() for label in shell.statusBar().findChildren(QLabel)]

    with on_screen(book, MAKERS) as shell:
        shell.go("home")
        shell.jobs.run("Đang đọc sổ…", lambda _context: waited.wait(30), lambda _got: None, lambda _error: None)
        qtbot.waitUntil(lambda: "Đang đọc sổ…" in said(shell))  # type: ignore[attr-defined]
        waited.set()
        qtbot.waitUntil(lambda: "Đang đọc sổ…" not in said(shell))  # type: ignore[attr-defined]
        waited.clear()
        shell.jobs.run("Đang ghi…", lambda _context: waited.wait(30), lambda _got: shell.told("Đã ghi."), print)
        qtbot.waitUntil(lambda: "Đang ghi…" in said(shell))  # type: ignore[attr-defined]
        waited.set()
        qtbot.waitUntil(lambda: "Đã ghi." in said(shell))  # type: ignore[attr-defined]


def test_a_long_list_reads_only_the_pages_it_shows(qtmodeltester: object) -> None:
    asked: list[int] = []

    def page(ids: object) -> list[Row]:
        asked.append(len(ids))  # type: ignore[arg-type]
        return [Row((f"hộ {name}", "2")) for name in ids]  # type: ignore[attr-defined]

    model = RowsModel([Column("Hộ"), Column("Người", right=True)], page)
    model.show([str(n) for n in range(100_000)])
    assert model.index(99_999, 0).data() == "hộ 99999"
    assert asked == [100_000 % PAGE]
    assert model.index(99_998, 1).data() == "2"
    assert len(asked) == 1
    qtmodeltester.check(model)  # type: ignore[attr-defined]


def test_a_language_without_a_translation_speaks_vietnamese() -> None:
    words.use(words.VIETNAMESE)
    assert words._("Lưu") == "Lưu"


def test_calls_that_return_nothing_do_not_wear_none_out() -> None:
    """PySide6 6.12.0 aborts Python 3.11 after some thousand calls that return None (PYSIDE-3474)."""
    script = (
        "import os; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "from PySide6.QtWidgets import QApplication, QLineEdit\n"
        "app = QApplication([]); line = QLineEdit()\n"
        "for number in range(20000): line.setText(str(number))\n"
        "print(line.text())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "19999", done.stderr
