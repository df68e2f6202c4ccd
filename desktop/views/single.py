"""One field by itself, outside a form: its label, its editor, a line beneath. No rule of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.views import theme
from desktop.views.editors import Editor, LineEditor, dress, editor_for


class SingleField(QWidget):
    """A field as panes and settings need one now and then; forms lay out theirs on a grid."""

    def __init__(self, spec: FieldSpec, editor: Editor | None = None) -> None:
        """editor: where the field wants another than its kind calls for (a password)."""
        super().__init__()
        self.spec = spec
        self.editor: Editor = editor or editor_for(spec, self)
        label = QLabel(spec.label)
        label.setProperty("role", "label")
        label.setBuddy(self.editor)
        label.setWordWrap(True)
        self._below = QLabel()
        self._below.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(2))
        for widget in (label, self.editor, self._below):
            layout.addWidget(widget)
        self._below.hide()

    @property
    def below(self) -> str:
        """What is said beneath, "" for nothing."""
        return self._below.text()

    def say(self, text: str, severity: str | None) -> None:
        """Say something beneath the editor; severity hard or soft marks the editor too."""
        dress(self.editor, severity)
        self._below.setProperty("role", "below")
        dress(self._below, severity)
        self._below.setText(text)
        self._below.setVisible(bool(text))
        self.editor.setAccessibleDescription(text or self.spec.hint)


def ends(line: LineEditor, then: Callable[[], object] | None) -> None:
    """Make a line the last of its pane: Enter does `then`."""
    if then is not None:
        line.ends = True
        line.returnPressed.connect(then)
