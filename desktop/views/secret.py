"""A field for a password: dots, a sign when Caps Lock seems to be on. Keeps nothing and no rule."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.views.editors import LineEditor
from desktop.views.single import SingleField, ends
from desktop.words import _


class SecretEditor(LineEditor):
    """A password being typed: dots, and a sign when Caps Lock seems to be on."""

    capitals = Signal(bool)

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if len(text) == 1 and text.isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.capitals.emit(text.isupper() != shifted)
        super().keyPressEvent(event)


class SecretBox(SingleField):
    """A password with its label; below stands what is to be said, and the word about Caps Lock before that."""

    def __init__(self, name: str, title: str, hint: str = "", then: Callable[[], object] | None = None) -> None:
        spec = FieldSpec(id=name, label=title, hint=hint, width=40, max_length=500)
        self.secret = SecretEditor(spec)
        super().__init__(spec, self.secret)
        ends(self.secret, then)
        self._capitals = False
        self._said: tuple[str, str | None] = ("", None)
        self.secret.capitals.connect(self._warn)

    @property
    def text(self) -> str:
        """The password as it stands."""
        return self.secret.text()

    def show_letters(self, shown: bool) -> None:
        """Letters instead of dots."""
        self.secret.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def say(self, text: str, severity: str | None) -> None:
        """Say something beneath; the word about Caps Lock stays before it."""
        self._said = (text, severity)
        warning = _("Phím Caps Lock đang bật.") if self._capitals else ""
        super().say(" ".join(filter(None, (warning, text))), severity or ("soft" if warning else None))

    def _warn(self, capitals: bool) -> None:
        if capitals != self._capitals:
            self._capitals = capitals
            self.say(*self._said)
