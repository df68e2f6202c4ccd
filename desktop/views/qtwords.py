"""Qt's own texts (buttons, menus of fields, file and print dialogs) in the language in use, from a catalogue like ours.

Qt carries no Vietnamese translation of itself; its source texts are English.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from desktop import words


class QtWords(QTranslator):
    """Looks texts up in `resources/translations/qt_<language>.po` by Qt's class and its English text."""

    def __init__(self, texts: dict[tuple[str, str], str]) -> None:
        super().__init__()
        self._texts = texts

    def translate(
        self,
        context: str | bytes | bytearray | memoryview,
        sourceText: str | bytes | bytearray | memoryview,  # noqa: N803 - Qt's name
        disambiguation: str | bytes | bytearray | memoryview | None = None,
        n: int = -1,
    ) -> str:
        """The text in our language, None where Qt's own stays."""
        return self._texts.get((str(context), str(sourceText)))  # type: ignore[return-value]  # None: Qt's own

    def isEmpty(self) -> bool:
        """Qt passes over empty translators."""
        return False


def use(app: QApplication, language: str) -> None:
    """Let Qt speak this language from now on."""
    translator = _translator()
    app.removeTranslator(translator)
    if language == words.VIETNAMESE:
        app.installTranslator(translator)


@cache
def _translator() -> QtWords:
    """One for the whole life of the program: Qt keeps no reference to it."""
    return QtWords(words.qt_texts())
