"""The page of help: the right section, contents, search, keys, the card; the manual and the pages agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from commands import sohotro
from desk import focus, on_screen, press, type_text
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QFileDialog
from shots import SHOTS

from db.ledger.register import Register
from db.version import VERSION
from desktop.app.start import page_makers
from desktop.presenters import manual
from desktop.presenters.actions import SECTIONS, actions, key_table, key_text, pages
from desktop.views.help import KEYS, HelpPage
from desktop.views.shell import Shell
from forms.paper import the_phim_tat
from forms.paper.raster import Pages

HEADINGS = manual.headings(manual.text())
ROOT = Path(__file__).parents[3]
WRITTEN = re.compile(r"\b(?:Ctrl|Alt|Shift)\+(?:(?:Ctrl|Alt|Shift)\+)*(?:\w+|[←→↑↓+-])|\bF\d{1,2}\b")
"""A key as texts name it."""
OF_THE_QUEUE = {"Ctrl+→", "Ctrl+←"}
OF_EVERY_WINDOW = {"Shift+Tab"}


@pytest.fixture
def shell(book: Register) -> Iterator[Shell]:
    with on_screen(book) as shown:
        yield shown


def helped(shell: Shell) -> HelpPage:
    page = shell.page
    assert isinstance(page, HelpPage)
    return page


def under(page: HelpPage) -> str:
    """The heading one reads under."""
    return HEADINGS[page.reading.heading].title


# The manual.


@pytest.mark.parametrize("page", page_makers())
def test_every_page_has_its_section_in_the_manual(page: str) -> None:
    assert SECTIONS[page] in [heading.title for heading in HEADINGS]


@pytest.mark.parametrize("page", page_makers())
def test_every_page_is_photographed(page: str) -> None:
    assert page in {shot.page for shot in SHOTS}


def test_it_says_which_program_this_is(book: Register) -> None:
    with on_screen(book) as shell:
        assert shell.do("about")
        page = shell.page
        assert page is not None
        assert VERSION in page.banner.text
        press("Esc")
        assert page.banner.text == ""


def test_the_desk_comes_before_the_command_line() -> None:
    titles = [heading.title for heading in HEADINGS if heading.level == 2]
    assert titles[:3] == ["Màn hình làm việc", "Dòng lệnh", "1. Trước khi bắt đầu"]
    assert [title.split(".")[0] for title in titles[2:]] == [str(n) for n in range(1, len(titles) - 1)]


def test_no_two_sections_of_pages_share_a_heading() -> None:
    titles = [heading.title for heading in HEADINGS]
    assert [title for title in SECTIONS.values() if titles.count(title) > 1] == []


def test_what_the_manual_hides_is_not_shown() -> None:
    assert "<!--" not in manual.text()


def test_lines_of_code_are_no_headings() -> None:
    found = manual.headings("# A\n```sh\n# no heading\n```\n### B `c`\n")
    assert [(heading.level, heading.title) for heading in found] == [(1, "A"), (3, "B c")]


def test_anchors_are_those_of_other_readers() -> None:
    assert manual.slug("10. In") == "10-in"
    assert manual.slug("Hướng dẫn và thẻ phím tắt") == "hướng-dẫn-và-thẻ-phím-tắt"


# On screen.


def test_f1_opens_the_section_of_the_page_and_back_leads_there_again(shell: Shell) -> None:
    shell.go("prints")
    press("F1")
    assert under(helped(shell)) == SECTIONS["prints"]
    press("Alt+Left")
    assert shell.page is not None
    assert shell.page.name == "prints"


def test_every_heading_of_the_text_is_found_where_the_contents_say(shell: Shell) -> None:
    shell.go("help")
    page = helped(shell)
    document = page.reading.document()
    shown = [document.findBlock(place).text() for place in page.reading._headings]
    assert shown == [heading.title for heading in HEADINGS]


def test_the_contents_lead_to_a_section_and_back(shell: Shell) -> None:
    shell.go("help")
    page = helped(shell)
    rows = {page.contents.item(row).text().strip(): row for row in range(page.contents.count())}
    page.contents.setFocus(Qt.FocusReason.TabFocusReason)
    page.contents.setCurrentRow(rows["6. Ghi hỗ trợ"])
    press("Enter")
    assert under(page) == "6. Ghi hỗ trợ"
    assert focus() is page.reading
    shell.do("back")
    assert under(page) == HEADINGS[0].title
    assert page.contents.currentItem().text() == "Mở đầu"


def test_the_text_is_searched_without_tone_marks(shell: Shell) -> None:
    shell.go("help")
    page = helped(shell)
    press("Ctrl+F")
    type_text("ma phuc hoi")
    press("Enter")
    first = page.found.text()
    assert re.fullmatch(r"Chỗ \d+ trong \d+", first)
    here = page.reading.textCursor().position()
    assert page.reading.document().toPlainText()[here:].casefold().startswith("mã phục hồi")
    press("Enter")
    assert page.found.text() != first
    press("Shift+Enter")
    assert page.found.text() == first
    page.search.selectAll()
    type_text("khong co dau het")
    press("Enter")
    assert "Không thấy" in page.found.text()
    press("Escape")
    assert focus() is page.reading


def test_the_table_of_keys_holds_every_action_with_a_key(shell: Shell) -> None:
    press("Ctrl+F1")
    page = helped(shell)
    text = page.reading.toPlainText()
    for action in actions().values():
        if action.keys:
            assert action.title.rstrip("…") in text
            assert key_text(action.keys) in text
    assert page.contents.currentItem().data(Qt.ItemDataRole.UserRole) == KEYS
    press("F1")
    assert under(page) == SECTIONS["help"]


def test_links_lead_inside_the_manual_and_nowhere_else(shell: Shell) -> None:
    shell.go("help")
    page = helped(shell)
    page.reading.anchorClicked.emit(QUrl("#10-in"))
    assert under(page) == "10. In"
    page.reading.anchorClicked.emit(QUrl("https://example.org/"))
    assert under(page) == "10. In"


def test_pictures_come_from_beside_the_manual_and_fit_the_page(shell: Shell) -> None:
    shell.go("help")
    reading = helped(shell).reading
    (first, *_more) = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", manual.text())
    picture = reading.loadResource(2, QUrl(first))
    assert 0 < picture.width() <= 820
    assert reading.loadResource(3, QUrl(first)) is None


# Keys and the card.


@pytest.mark.parametrize(
    ("keys", "shown"),
    [("Alt+Left", "Alt+←"), ("Ctrl++", "Ctrl++"), ("Ctrl+-", "Ctrl+-"), ("F1", "F1"), ("Ctrl+PgDown", "Ctrl+PgDn")],
)
def test_keys_are_written_as_on_the_keyboard(keys: str, shown: str) -> None:
    assert key_text(keys) == shown


def keys_named() -> Iterator[tuple[str, str]]:
    """Every key in a text of the screens, their English, the manual and the list of changes, and the file it is in."""
    for room in ("desktop/views", "desktop/presenters", "desktop/app", "db"):
        for file in sorted(set((ROOT / room).rglob("*.py")) - {ROOT / "desktop/presenters/actions.py"}):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # to programmers
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                    yield from ((key, file.name) for key in WRITTEN.findall(node.value))
    for name in ("docs/huong-dan.md", "CHANGELOG.md", "resources/translations/en.po"):
        yield from ((key, name) for key in WRITTEN.findall((ROOT / name).read_text(encoding="utf-8")))


def test_every_key_that_a_text_names_does_something() -> None:
    known = {key for group in key_table() for names, _title in group.keys for key in (names, *WRITTEN.findall(names))}
    named = set(keys_named())
    assert len(named) > 100
    assert sorted(one for one in named if one[0] not in known | OF_THE_QUEUE | OF_EVERY_WINDOW) == []


@pytest.mark.parametrize("page", sorted(pages().keys() & page_makers().keys()))
def test_the_section_of_a_page_names_the_key_that_leads_there(page: str) -> None:
    lines = manual.text().splitlines()
    start = next(n for n, line in enumerate(lines) if line.lstrip("#") == f" {SECTIONS[page]}")
    end = next(n for n in range(start + 1, len(lines)) if lines[n].startswith("#"))
    assert key_text(pages()[page].keys) in WRITTEN.findall("\n".join(lines[start:end]))


def test_the_card_is_one_page_and_holds_every_key() -> None:
    pages = Pages(manual.card())
    assert len(pages) == 1
    text = " ".join(pages.text(0).split())
    for group in key_table():
        for key, title in group.keys:
            assert key in text
            assert title.split()[0] in text


def test_the_card_stays_one_page_when_there_are_many_more_keys() -> None:
    groups = [
        (f"Nhóm {n}", [(f"Ctrl+Shift+F{k}", f"Một việc có tên khá dài số {k}") for k in range(15)]) for n in range(8)
    ]
    out = BytesIO()
    assert the_phim_tat.build("Thẻ phím tắt", groups, out).pages == 1
    found = Pages(out.getvalue()).find("mot viec co ten")
    assert len(found) == 120
    assert all(0 < box.y < 842 and 0 < box.x < 595 for hit in found for box in hit.boxes)


def test_the_card_is_saved_from_the_page(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "the.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(file), ""))
    shell.go("help")
    press("Ctrl+Shift+L")
    assert file.read_bytes().startswith(b"%PDF")
    assert "Đã lưu thẻ phím tắt ra the.pdf" in helped(shell).banner.text


def test_the_command_line_lists_the_keys_and_writes_the_card(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = sohotro("keys", "--json", password=None).json
    assert {"group": "Ghi", "key": "Ctrl+S", "title": "Lưu"} in rows
    out = tmp_path / "phim.pdf"
    assert "phim.pdf" in sohotro("keys", "-o", out, password=None).out
    assert len(Pages(out.read_bytes())) == 1
    assert "Ctrl+K" in sohotro("keys", password=None).out
