"""A form on screen: label above, editor, what is said beneath; drawn from a form model, which knows what it means."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.presenters.form import FormModel, Section
from desktop.views import theme
from desktop.views.editors import ChoiceEditor, Editor, dress, editor_for

COLUMNS, NARROWEST = 12, 4
CHARACTERS, CHARACTER, SMALL, LEFT_OVER = 8, 8, 0.8, 2
"""A section is a grid of up to twelve columns of eight characters; a field takes as many as its width asks for."""


class FieldBox(QWidget):
    """One field: its label, its editor, one line beneath for a problem or a quiet word."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self.spec = spec
        self.editor: Editor = editor_for(spec, self)
        title = spec.label + (f" ({spec.unit})" if spec.unit else "") + (" *" if spec.required else "")
        self._label = QLabel(title)
        self._label.setProperty("role", "label")
        self._label.setBuddy(self.editor)
        self._label.setToolTip(spec.hint or title)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # never widens the form
        self._below = QLabel()
        self._below.setWordWrap(True)
        self._below.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(2))
        for widget in (self._label, self.editor, self._below):
            layout.addWidget(widget)
        layout.addStretch(1)

    def say(self, text: str, severity: str | None) -> None:
        """Say something beneath the editor; severity hard or soft marks the editor too."""
        dress(self.editor, severity)
        self._below.setProperty("role", "below")
        dress(self._below, severity)
        self._below.setText(text)
        self._below.setVisible(bool(text))
        self.editor.setAccessibleDescription(text or self.spec.hint)


class FormView(QWidget):
    """A form model on screen. `edited` on every keystroke, `left` with the field's id when one is left,
    `arranged` when its height may have changed.
    """

    edited = Signal(str)
    left = Signal(str)
    arranged = Signal()

    def __init__(self, model: FormModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.boxes: dict[str, FieldBox] = {}
        self._grids: list[tuple[QGridLayout, Section]] = []
        self._placed: tuple[int, tuple[str, ...]] = (0, ())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(theme.M))
        for section in model.sections:
            layout.addWidget(self._section(section))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.refresh()

    def _section(self, section: Section) -> QWidget:
        frame = QWidget()
        grid = QGridLayout(frame)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(theme.M))
        grid.setVerticalSpacing(theme.px(theme.S))
        if section.title:
            heading = QLabel(section.title)
            heading.setProperty("role", "heading")
            grid.addWidget(heading, 0, 0, 1, COLUMNS)
        for spec in section.fields:
            self._box(spec).setParent(frame)
        self._grids.append((grid, section))
        return frame

    def _arrange(self) -> None:
        """Lay the fields that have a place out in as many columns as the width holds."""
        columns = min(COLUMNS, max(NARROWEST, self.width() // theme.px(CHARACTERS * CHARACTER)))
        placed = (columns, tuple(name for name in self.boxes if self.model.visible(name)))
        if placed == self._placed:
            return
        self._placed = placed
        for grid, section in self._grids:
            for number in range(COLUMNS):
                grid.setColumnStretch(number, 1 if number < columns else 0)
            shown = [spec for spec in section.fields if spec.id in placed[1]]
            for row, fields in enumerate(_rows(shown, columns), start=1 if section.title else 0):
                column = 0
                for spec, span in fields:
                    grid.addWidget(self.boxes[spec.id], row, column, 1, span)
                    column += span
        self.arranged.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _box(self, spec: FieldSpec) -> FieldBox:
        box = self.boxes[spec.id] = FieldBox(spec)
        box.editor.typed.connect(lambda text, name=spec.id: self._typed(name, text))
        box.editor.left.connect(lambda name=spec.id: self._left(name))
        return box

    def _typed(self, name: str, text: str) -> None:
        if self.model.typed.get(name) == text:
            return
        self.model.put(name, text)
        self._draw(name)
        self.edited.emit(name)

    def _left(self, name: str) -> None:
        self.boxes[name].editor.fill(self.model.leave(name))
        self.refresh()
        self.left.emit(name)

    def refresh(self) -> None:
        """Draw everything the model says now."""
        for name, box in self.boxes.items():
            visible = self.model.visible(name)
            if box.isVisibleTo(self) != visible:
                box.setVisible(visible)
            if isinstance(box.editor, ChoiceEditor) and box.editor.spec is not self.model.specs[name]:
                box.editor.offer(self.model.specs[name])
            box.editor.fill(self.model.typed.get(name, ""))
            self._draw(name)
        self._arrange()

    def _draw(self, name: str) -> None:
        problem = self.model.said(name)
        if problem is not None:
            self.boxes[name].say(problem.message, problem.severity)
        else:
            self.boxes[name].say(self.model.below(name), None)

    def begin(self) -> None:
        """Put the cursor into the first field that has a place."""
        for name, box in self.boxes.items():
            if self.model.visible(name):
                box.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def go_to_problem(self, severity: str = "") -> bool:
        """Put the cursor into the first field with a problem (of that severity); False when there is none."""
        for name in self.boxes:
            problem = self.model.problems.get(name)
            if problem is not None and self.model.visible(name) and severity in ("", problem.severity):
                self.go_to(name)
                return True
        return False

    def go_to(self, name: str) -> None:
        """Put the cursor into a field."""
        self.boxes[name].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def here(self) -> str:
        """The field in which the cursor is, "" when it is elsewhere."""
        return next((name for name, box in self.boxes.items() if box.editor.hasFocus()), "")


def _rows(specs: Sequence[FieldSpec], columns: int) -> list[list[tuple[FieldSpec, int]]]:
    """The fields row by row, each with its columns; the last of a row takes the little that is left over."""
    rows: list[list[tuple[FieldSpec, int]]] = [[]]
    free = columns
    for spec in specs:
        wanted = max(spec.width, len(spec.label) * SMALL)
        span = min(columns, max(2, round(wanted / CHARACTERS)))
        if span > free:
            if free <= LEFT_OVER:
                last, width = rows[-1][-1]
                rows[-1][-1] = last, width + free
            rows.append([])
            free = columns
        rows[-1].append((spec, span))
        free -= span
    return rows
