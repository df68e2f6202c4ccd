"""The English catalogue holds every text of the screens; Qt's own texts are Vietnamese; the place holders agree."""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator
from pathlib import Path

import polib
import PySide6
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QMenu

import resources
from desktop import words
from desktop.presenters.preferences import Preferences
from desktop.views import qtwords

ROOT = Path(__file__).parents[3]
MARKED = ("_", "mark")
NAMES = re.compile(r"Sổ Hỗ Trợ|Tiếng Việt|Hồng Thủy|đồng|“[^”]*”")
"""Of things that are Vietnamese in every language."""
VIETNAMESE = re.compile(r"[àáảãạăắằẳẵặâấầẩẫậđèéẻẽẹêếềểễệìíỉĩịòóỏõọôốồổỗộơớờởỡợùúủũụưứừửữựỳýỷỹỵ]", re.IGNORECASE)
HOLDERS = re.compile(r"\{\w*\}")


def texts() -> dict[str, str]:
    """Every text given to `_`, with the place where it stands first. A text in a variable is not seen: see below."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "desktop").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if marks(node):
                for text in constants(node.args[0]):
                    found.setdefault(text, f"{file.relative_to(ROOT)}:{node.lineno}")
    return found


def constants(node: ast.expr) -> Iterator[str]:
    """The texts an argument can be: one, or either branch of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)


def unmarked() -> Iterator[str]:
    """Vietnamese texts of the screens that pass through neither `_` nor `mark`."""
    for room in ("app", "presenters", "qtmodels", "views", "work"):
        for file in sorted((ROOT / "desktop" / room).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            passed = {id(part) for node in ast.walk(tree) if marks(node) for part in ast.walk(node)}
            passed |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            passed |= {id(part) for node in ast.walk(tree) if of_the_manual(node) for part in ast.walk(node)}
            for node in ast.walk(tree):
                text = node.value if isinstance(node, ast.Constant) and id(node) not in passed else None
                if isinstance(text, str) and VIETNAMESE.search(NAMES.sub("", text)):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}: {text}"


def marks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKED


def of_the_manual(node: ast.AST) -> bool:
    """Headings of the manual, which is Vietnamese in every language."""
    return isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["SECTIONS"]


def catalogue(name: str) -> polib.POFile:
    return polib.pofile(str(resources.path("translations", f"{name}.po")))


ENGLISH = {entry.msgid: entry.msgstr for entry in catalogue("en") if not entry.obsolete}


def test_every_text_has_an_english_one() -> None:
    """To mend it, add what is printed to resources/translations/en.po (`msgid` as here, `msgstr` in English)."""
    missing = {text: place for text, place in texts().items() if not ENGLISH.get(text)}
    told = "\n\n".join(f"#: {place}\n{polib.POEntry(msgid=text)}".rstrip() for text, place in missing.items())
    assert not missing, f"{len(missing)} texts of the screens have no English:\n\n{told}"


def test_no_entry_is_left_over() -> None:
    """A text that no screen says any more goes; texts in variables are marked where they stand."""
    assert set(ENGLISH) - set(texts()) == set()


def test_place_holders_agree() -> None:
    for name in ("en", "qt_vi"):
        for entry in catalogue(name):
            assert sorted(HOLDERS.findall(entry.msgid)) == sorted(HOLDERS.findall(entry.msgstr)), entry.msgid
            assert sorted(re.findall(r"%\d", entry.msgid)) == sorted(re.findall(r"%\d", entry.msgstr)), entry.msgid


def test_english_is_english() -> None:
    """No Vietnamese letter is left, but in names of things that are Vietnamese."""
    assert [text for text in ENGLISH.values() if VIETNAMESE.search(NAMES.sub("", text))] == []


def test_no_text_of_a_screen_escapes_translation() -> None:
    assert list(unmarked()) == []


def test_the_language_is_switched_at_run_time() -> None:
    try:
        words.use("en")
        assert words._("Hộ") == "Households"
        assert words._("một câu chưa ai dịch") == "một câu chưa ai dịch"
    finally:
        words.use("vi")
    assert words._("Hộ") == "Hộ"


def qt_messages() -> Iterator[tuple[str, str]]:
    """(class, English text) of everything Qt has words for, from one of the translations it carries."""
    data = (Path(PySide6.__file__).parent / "Qt" / "translations" / "qtbase_de.qm").read_bytes()
    at, body = 16, b""
    while at < len(data):
        tag, length = data[at], struct.unpack(">I", data[at + 1 : at + 5])[0]
        if tag == 0x69:
            body = data[at + 5 : at + 5 + length]
        at += 5 + length
    message: dict[int, str] = {}
    at = 0
    while at < len(body):
        tag = body[at]
        at += 1
        if tag == 1:
            yield message.get(7, ""), message.get(6, "")
            message = {}
            continue
        length = struct.unpack(">I", body[at : at + 4])[0]
        length = 0 if length == 0xFFFFFFFF else length
        if tag in (6, 7):
            message[tag] = body[at + 4 : at + 4 + length].decode()
        at += 4 + length


@pytest.mark.parametrize(
    "name", ["QPlatformTheme", "QFileDialog", "QFileSystemModel", "QLineEdit", "QWidgetTextControl", "QPrintDialog",
             "QPrintSettingsOutput", "QPageSetupWidget", "QScrollBar", "QAbstractFileIconProvider"],
)  # fmt: skip
def test_every_text_of_the_dialogs_we_use_is_vietnamese(name: str) -> None:
    known = {entry.msgid for entry in catalogue("qt_vi") if entry.msgctxt == name}
    wanted = {text for context, text in qt_messages() if context == name and not text.startswith("Alt+")}
    assert wanted
    assert wanted - known == set()


def test_qt_speaks_vietnamese_and_english_again(qapp: QApplication) -> None:
    ok, copy = QDialogButtonBox.StandardButton.Ok, "&Copy"
    try:
        qtwords.use(qapp, "vi")
        box = QDialogButtonBox(ok)
        assert box.button(ok).text() == "Đồng ý"
        field = QLineEdit("chữ")
        menu = field.createStandardContextMenu()
        assert isinstance(menu, QMenu)
        assert any(action.text().startswith("&Dán") for action in menu.actions())
        menu.deleteLater()
        assert QKeySequence("Alt+Left").toString(QKeySequence.SequenceFormat.NativeText) == "Alt+←"
        assert QCoreApplication.translate("QLineEdit", "no such text") == "no such text"
        qtwords.use(qapp, "en")
        assert QCoreApplication.translate("QLineEdit", copy) == copy
    finally:
        qtwords.use(qapp, Preferences().language)
