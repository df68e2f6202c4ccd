"""A form on screen: label above, editor, what is said beneath; drawn from a form model, which knows what it means.

Fields flow into as many columns as there is room for; those that come and go leave no holes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec, Problem
from desktop.presenters.form import FormModel, Section
from desktop.presenters.past import Spot
from desktop.views import theme
from desktop.views.editors import ChoiceEditor, Editor, LineEditor, dress, editor_for, move_on
from desktop.views.gridview import CHARACTER, GridView
from desktop.words import _

COLUMNS = 12
SPANS = (2, 3, 4, 6, 8, 12)
"""Every section is a grid of twelve; a field takes as many as its text and its label ask for."""

WORDY = ("text", "note", "choice", "choices")
LABEL_LINES = 2
WIDTH = 640
"""Width of a form that is given none."""

BELOW = 14
"""Height kept free under every editor, so that a line said there moves nothing."""


class FieldBox:
    """One field: its label, its editor, a line beneath for a problem or a quiet word."""

    def __init__(self, spec: FieldSpec, parent: QWidget) -> None:
        self.spec = spec
        self.label, self.under = _small_text("label", parent), _small_text("below", parent)
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.editor: Editor = editor_for(spec, parent)
        self.label.setBuddy(self.editor)
        self.shown = True
        self._name()

    def show_spec(self, spec: FieldSpec) -> None:
        """The field is now described so: it may have become required, or offer other choices."""
        if spec is not self.spec:
            self.spec = spec
            self._name()
            if isinstance(self.editor, ChoiceEditor):
                self.editor.offer(spec)

    def _name(self) -> None:
        spec = self.spec
        title = spec.label + (f" ({spec.unit})" if spec.unit else "") + ("\u00a0*" if spec.required else "")
        self.label.setText(title + (" · " + _("không niêm yết") if spec.sensitive else ""))
        self.label.setToolTip(spec.hint)

    def show(self, visible: bool) -> None:
        """Give the field a place or take it away."""
        self.shown = visible
        for widget in (self.label, self.editor, self.under):
            widget.setVisible(visible)

    @property
    def tall(self) -> int:
        """Height of the editor in pixels."""
        return min(self.editor.sizeHint().height(), self.editor.maximumHeight())

    def needs(self, font: QFontMetrics) -> int:
        """Width in pixels in which its text and, on two lines, its label have room."""
        text = self.label.text()
        longest = max((font.horizontalAdvance(word) for word in text.split()), default=0)
        whole = font.horizontalAdvance(text)
        label = max(longest, whole if whole < theme.px(90) else round(whole / LABEL_LINES * 1.15))
        return max(theme.px(self.spec.width * CHARACTER), label)

    def say(self, text: str, severity: str | None) -> None:
        """Say something beneath the editor; severity hard or soft marks the editor too."""
        dress(self.editor, severity)
        dress(self.under, severity)
        if text != self.under.text():
            self.under.setText(text)
        if self.editor.accessibleDescription() != (text or self.spec.hint):
            self.editor.setAccessibleDescription(text or self.spec.hint)

    def propose(self, text: str) -> None:
        """Show what stands here while nothing is typed."""
        if isinstance(self.editor, LineEditor) and self.editor.placeholderText() != text:
            self.editor.setPlaceholderText(text)


class Place(NamedTuple):
    """Where a field stands in the grid of its section."""

    box: FieldBox
    row: int
    column: int
    span: int

    @property
    def right(self) -> int:
        """The column behind it."""
        return self.column + self.span


class SectionBox(QWidget):
    """One section: heading, its fields or its grid, what is said of the whole of it."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.section = section
        self.boxes: list[FieldBox] = []
        self.rows: GridView | None = None
        self.area = QWidget(self)
        self._laid_for: tuple[Any, ...] = ()
        self._heading = QLabel(section.title, self)
        self._heading.setProperty("role", "heading")
        self._heading.setToolTip(section.hint)
        self._heading.setVisible(bool(section.title))
        self._under = _small_text("below", self)
        self._under.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(theme.XS))
        for widget in (self._heading, self.area, self._under):
            self._layout.addWidget(widget)

    def add_rows(self, view: GridView) -> None:
        """The section is filled in row by row."""
        self.rows = view
        self.area.hide()
        self._layout.insertWidget(1, view)

    def flow(self, width: int) -> None:
        """Lay out the fields that have a place; the widgets stand where this says, no layout moves them again.

        Most keys change nothing of what it depends on.
        """
        laid_for = self._what_counts(width)
        if laid_for != self._laid_for:
            self._laid_for = laid_for
            self._under.setFixedHeight(max(1, _height(self._under, width)))
            if self.boxes:
                self._lay_out(width)

    def _what_counts(self, width: int) -> tuple[Any, ...]:
        """Everything on which the places of the fields depend."""
        shaping = [self._under, *(w for box in self.boxes[:1] for w in (box.label, box.editor, box.under))]
        texts = [(box.label.text(), box.under.text()) if box.shown else None for box in self.boxes]
        return width, [widget.font() for widget in shaping], self._under.text(), texts

    def _lay_out(self, width: int) -> None:
        laid = self._places(width)
        unit, gap, top = (width + theme.px(theme.M)) / COLUMNS, theme.px(2), 0
        for row in range(laid[-1].row + 1 if laid else 0):
            placed = [
                (place.box, left := round(place.column * unit), round(place.right * unit) - theme.px(theme.M) - left)
                for place in laid
                if place.row == row
            ]
            labels = max(_height(box.label, room) for box, _left, room in placed)
            editors = max(box.tall for box, _left, _room in placed)
            unders = max(theme.px(BELOW), *(_height(box.under, room) for box, _left, room in placed))
            for box, left, room in placed:
                box.label.setGeometry(left, top, room, labels)
                box.editor.setGeometry(left, top + labels + gap, room, box.tall)
                box.under.setGeometry(left, top + labels + editors + 2 * gap, room, unders)
            top += labels + editors + unders + 2 * gap + theme.px(3)
        self.area.setFixedHeight(top)

    def _places(self, width: int) -> list[Place]:
        font = QFontMetrics(self.boxes[0].label.font())
        unit = (width + theme.px(theme.M)) / COLUMNS
        laid: list[Place] = []
        row = column = 0
        for box in self.boxes:
            if not box.shown:
                continue
            need = box.needs(font)
            span = next((span for span in SPANS if unit * span - theme.px(theme.M) >= need), COLUMNS)
            if column + span > COLUMNS:
                _fill_up(laid)
                row, column = row + 1, 0
            laid.append(Place(box, row, column, span))
            column += span
        _fill_up(laid)
        return laid

    def say(self, text: str, severity: str | None) -> None:
        """Say something of the section as a whole."""
        dress(self._under, severity)
        self._under.setText(text)
        self._under.setVisible(bool(text))


def _small_text(role: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return label


def _height(label: QLabel, width: int) -> int:
    """Height of a text in a width."""
    if not label.text():
        return 0
    return label.fontMetrics().boundingRect(0, 0, width, 10_000, Qt.TextFlag.TextWordWrap, label.text()).height()


def _fill_up(laid: list[Place]) -> None:
    """The last field of a row takes the room that is left, unless it is a short one."""
    if laid and laid[-1].box.spec.kind in WORDY and laid[-1].span >= COLUMNS // 4:
        laid[-1] = laid[-1]._replace(span=COLUMNS - laid[-1].column)


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
        self.grids: dict[str, GridView] = {}
        self.sections = [self._section(section) for section in model.sections]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(theme.M))
        for section in self.sections:
            layout.addWidget(section)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.refresh()

    def _section(self, section: Section) -> SectionBox:
        box = SectionBox(section)
        if section.repeats:
            self._add_grid(box)
        else:
            box.boxes = [self._box(spec, box.area) for spec in section.fields]
        return box

    def _box(self, spec: FieldSpec, parent: QWidget) -> FieldBox:
        box = self.boxes[spec.id] = FieldBox(spec, parent)
        box.editor.typed.connect(lambda text, name=spec.id: self._typed(name, text))
        box.editor.left.connect(lambda name=spec.id: self._left(name))
        return box

    def _add_grid(self, box: SectionBox) -> None:
        name = box.section.id
        view = self.grids[name] = GridView(self.model.sheets[name], box.section.title)
        view.least = 1
        view.verticalHeader().hide()
        view.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        view.setToolTip(box.section.hint)
        view.past_end.connect(lambda on, view=view: move_on(view, back=not on))
        view.grid.edited.connect(lambda name=name: self._rows_left(name))
        for changed in (view.grid.rowsInserted, view.grid.modelReset):
            changed.connect(view.updateGeometry)
        box.add_rows(view)

    def _typed(self, name: str, text: str) -> None:
        if self.model.typed.get(name) == text:
            return
        self.model.put(name, text)
        self.refresh()
        self.edited.emit(name)

    def _left(self, name: str) -> None:
        self.boxes[name].editor.fill(self.model.leave(name))
        self.refresh()
        self.left.emit(name)

    def _rows_left(self, name: str) -> None:
        self.model.leave_rows(name)
        self.refresh()
        self.edited.emit(name)
        self.left.emit(name)

    def refresh(self) -> None:
        """Draw everything the model says now."""
        for name, box in self.boxes.items():
            box.show_spec(self.model.specs[name])
            visible = self.model.visible(name)
            if box.shown != visible:
                box.show(visible)
            box.editor.fill(self.model.typed.get(name, ""))
            box.propose(self.model.proposed.get(name, ""))
            self._draw(name)
        for view in self.grids.values():
            view.viewport().update()
        for section in self.sections:
            self._draw_section(section)
        self.flow()

    def reload(self) -> None:
        """Draw everything anew after the model was filled in from elsewhere (a draft)."""
        for view in self.grids.values():
            view.grid.refresh()
        self.refresh()

    def finish(self) -> None:
        """Take over what is being typed into a cell, before everything is written."""
        for view in self.grids.values():
            view.finish()

    def _draw(self, name: str) -> None:
        problem = self.model.said(name)
        if problem is not None:
            self.boxes[name].say(problem.message, problem.severity)
        else:
            self.boxes[name].say(self.model.below(name), None)

    def _draw_section(self, box: SectionBox) -> None:
        name = box.section.id
        has_place = any(field.shown for field in box.boxes) or (box.rows is not None and self.model.visible(name))
        if box.isHidden() == has_place:
            box.setVisible(has_place)
        problem: Problem | None = self.model.said(name) if name else None
        if problem is not None:
            box.say(problem.message, problem.severity)
        else:
            box.say(self.model.below(name) if box.rows is not None else "", None)

    def flow(self) -> None:
        """Lay every section out for the width there is."""
        before = [section.area.height() for section in self.sections]
        for section in self.sections:
            section.flow(self.width())
        if before != [section.area.height() for section in self.sections]:
            self.arranged.emit()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(WIDTH), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.flow()

    def begin(self) -> None:
        """Put the cursor into the first field that has a place."""
        for name, box in self.boxes.items():
            if self.model.visible(name) and not box.spec.computed:
                box.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def go_to(self, name: str) -> bool:
        """Put the cursor into a field or section; False when it has no place here."""
        if name in self.boxes and self.boxes[name].shown:
            self.boxes[name].editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if name in self.grids:
            self.grids[name].begin()
            return True
        inside = next((s.boxes for s in self.sections if name and s.section.id == name), [])
        return any(self.go_to(box.spec.id) for box in inside if box.shown)

    def next_section(self) -> bool:
        """Put the cursor into the section after its own, from outside into the first; False after the last."""
        here = QApplication.focusWidget()
        inside = (n for n, section in enumerate(self.sections) if here is not None and section.isAncestorOf(here))
        return any(self._enter(section) for section in self.sections[next(inside, -1) + 1 :])

    def _enter(self, section: SectionBox) -> bool:
        if section.isHidden():
            return False
        if section.rows is not None:
            section.rows.begin()
            return True
        return any(self.go_to(box.spec.id) for box in section.boxes if not box.spec.computed)

    def here(self) -> str:
        """The field in which the cursor is, "" when it is elsewhere."""
        return next((name for name, box in self.boxes.items() if box.editor.hasFocus()), "")

    def spot(self) -> Spot | None:
        """The field or the cell in which the cursor is."""
        if name := self.here():
            return Spot(name, self.model.specs[name].label)
        focus = QApplication.focusWidget()
        for name, grid in self.grids.items():
            if focus is not None and (grid is focus or grid.isAncestorOf(focus)):
                return grid.spot(name)
        return None

    def go_to_problem(self, severity: str = "") -> bool:
        """Put the cursor into the first field with a problem (of that severity, else those that stop first); False when
        there is none.
        """
        return any(self._go_to_problem(one) for one in ([severity] if severity else ["hard", "soft"]))

    def _go_to_problem(self, severity: str) -> bool:
        for section in self.sections:
            names = [box.spec.id for box in section.boxes if box.shown] or [section.section.id]
            for name in (section.section.id, *names):
                problem = self.model.problems.get(name)
                if problem is not None and problem.severity == severity and self.go_to(name):
                    return True
            if section.rows is not None and section.rows.go_to_problem(severity):
                return True
        return False


def next_section(forms: Sequence[FormView | None]) -> None:
    """Go from section to section through forms that follow one another; after the last the first is next."""
    known = [form for form in forms if form is not None and form.isVisible()]
    here = QApplication.focusWidget()
    inside = (n for n, form in enumerate(known) if here is not None and form.isAncestorOf(here))
    if not any(form.next_section() for form in known[next(inside, 0) :]) and known:
        known[0].begin()
