"""Editors of single fields: plain text lines that never change what is being typed, so that UniKey and IBus compose.

They tidy a text only when it is left. Enter moves on, Shift+Enter back; F9 or Alt+Down opens a list.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QHelpEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCompleter, QLineEdit, QPlainTextEdit, QToolTip, QWidget

from db.domain.text import fold
from desktop.presenters.fields import NO, YES, FieldSpec, Option, match, tidy
from desktop.views import theme
from desktop.words import _

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
RIGHT = ("money", "integer", "decimal")
ARRIVING = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.OtherFocusReason)
"""How one comes into a field to fill it in anew; back from a list or another window the text is not marked."""

STAYING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.MenuBarFocusReason)
"""How a field loses the keyboard for a while only: what is typed goes on where it was."""

SHIFT = Qt.KeyboardModifier.ShiftModifier
TAKING = (*ENTER, Qt.Key.Key_Tab)
"""Keys that take the marked name out of an open list."""

IN_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Escape)
"""Keys that are the open list's own."""

LEAVING = (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.MouseButtonPress)
MOVING = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowDeactivate)
POINTING = (QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)
"""What closes an open list: done to its line, to the window, to anything else."""

COMMANDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def editor_for(spec: FieldSpec, parent: QWidget | None = None) -> Editor:
    """The editor a field calls for."""
    if spec.kind == "note":
        return NoteEditor(spec, parent)
    if spec.kind in ("choice", "choices", "flag"):
        return ChoiceEditor(spec, parent)
    return LineEditor(spec, parent)


def dress(widget: QWidget, severity: str | None) -> None:
    """Show on an editor that it holds a problem; None takes the mark away."""
    if widget.property("severity") != severity:
        widget.setProperty("severity", severity)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class LineEditor(QLineEdit):
    """A line of text. `typed` on every keystroke of the officer, `left` when the field is left or Enter pressed,
    `entered` only when Enter is.
    """

    typed = Signal(str)
    left = Signal()
    entered = Signal()

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.stays = False
        """Enter only reports `left` and `returnPressed` and moves no focus (a grid moves by itself)."""
        self.ends = False
        """The last field of its form: Enter is `returnPressed`, Shift+Enter goes back as everywhere."""
        self._leaving = False
        """Enter has told of it already when the focus goes."""
        self.setAccessibleName(spec.label)
        self.setAccessibleDescription(spec.hint)
        self.setToolTip(spec.hint)
        self.setMaxLength(max(spec.max_length, 40) * 2)  # refused with a sentence, never cut while typing
        if spec.computed:
            self.setReadOnly(True)
            self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        if spec.kind in RIGHT:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.textEdited.connect(self.typed)

    def shows(self) -> str:
        """The text as it stands."""
        return self.text()

    def fill(self, text: str) -> None:
        """Show another text, unless it stands there already."""
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            back = bool(event.modifiers() & SHIFT)
            self.left.emit()
            if self.stays or (self.ends and not back):
                self.returnPressed.emit()
            else:
                self._leaving = True
                move_on(self, back=back)
                self._leaving = False
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """A text that is longer than its field is told whole."""
        if leaves_to_window(self, event):
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._is_long():
            QToolTip.showText(event.globalPos(), self.text(), self)
            return True
        return super().event(event)

    def _is_long(self) -> bool:
        """Whether there is more text than room."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width() - theme.px(14)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in ARRIVING and not self.stays:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self._leaving:
            self.left.emit()
        if event.reason() not in STAYING and self._is_long():
            self.setCursorPosition(0)  # it is read from its beginning


class ChoiceEditor(LineEditor):
    """A line with a list: type a code or letters without tone marks, the list narrows; nothing is completed inline.

    `taken` when a name was taken out of the list, by key or mouse.
    """

    taken = Signal(str)

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._options = spec.options if spec.kind != "flag" else (Option("1", _(YES)), Option("0", _(NO)))
        self._model = QStringListModel(self)
        self._list = QCompleter(self._model, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(12)
        self._list.setWidget(self)
        self._list.activated[str].connect(self._take)  # type: ignore[index]
        self.textEdited.connect(self._narrow)
        # not the popup that Qt makes of it: that takes the keyboard from its window, and X tells so late. On a slow
        # machine a quick hand had gone on by then, its cell was ended, and keys went astray. A tip takes no keyboard
        self._list.popup().setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.WindowDoesNotAcceptFocus)
        self._list.popup().setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)

    @property
    def open(self) -> bool:
        """Whether the list is on screen."""
        return self._list.popup().isVisible()

    def offer(self, spec: FieldSpec) -> None:
        """Offer the options of a field that has become another (the villages there are now)."""
        self.spec = spec
        if spec.kind != "flag":
            self._options = spec.options

    def unfold(self) -> None:
        """Show the whole list (F9)."""
        self._show([option.label for option in self._options])

    def close_list(self) -> None:
        """Take the list away; nothing is taken out of it."""
        self._list.popup().hide()

    def _narrow(self, typed: str) -> None:
        asked = typed.replace(";", ",").rsplit(",", 1)[-1] if self.spec.kind == "choices" else typed
        if not asked.strip():
            self.close_list()
            return
        labels = [option.label for option in match(self._options, asked)]
        own = " ".join(typed.split())
        if self.spec.open and labels and fold(own) not in map(fold, labels):
            labels.append(own)  # a new name that happens to be part of a known one
        self._show(labels)

    def _show(self, labels: list[str]) -> None:
        self._model.setStringList(labels)
        if not labels:
            self.close_list()
            return
        popup = self._list.popup()
        popup.setMinimumWidth(min(theme.px(520), popup.sizeHintForColumn(0) + theme.px(40)))
        self._list.complete()
        popup.setCurrentIndex(self._list.completionModel().index(0, 0))
        QCoreApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def _take(self, label: str) -> None:
        if self.spec.kind == "choices":
            before = [part.strip() for part in self.text().replace(";", ",").rsplit(",", 1)[:-1]]
            label = ", ".join([*filter(None, before), label]) + ", "
        self.setText(label)
        self.typed.emit(label)
        self.taken.emit(label)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the list is open: its keys go before all others, and it goes when the officer turns elsewhere."""
        kind, popup = event.type(), self._list.popup()
        if watched is popup and kind == QEvent.Type.Hide:
            QCoreApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        elif watched is self:
            return self._steered(event)
        elif (kind in MOVING and watched is self.window()) or (
            kind in POINTING and isinstance(watched, QWidget) and watched.window() is not popup
        ):
            self.close_list()
        return False

    def _steered(self, event: QEvent) -> bool:
        """Enter and Tab take the marked name and move on; arrows move the mark; what leads elsewhere folds the list."""
        if event.type() in LEAVING:
            self.close_list()
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            if event.key() != Qt.Key.Key_F9 and shortcut_of(self.window(), event) is not None:
                self.close_list()
        elif event.type() == QEvent.Type.KeyPress and event.key() in IN_LIST:
            QCoreApplication.sendEvent(self._list.popup(), event)
            event.accept()  # what the line ignores, Qt would take to the page: Esc leaves the list, not the page
            return True
        elif event.type() == QEvent.Type.KeyPress and event.key() in TAKING and not event.modifiers() & SHIFT:
            index: QModelIndex = self._list.popup().currentIndex()
            if index.isValid():
                self._take(str(index.data()))
            self.close_list()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_F9 or alt_down:
            self.unfold()
            return
        super().keyPressEvent(event)


class NoteEditor(QPlainTextEdit):
    """Several lines. Enter moves on as everywhere; Ctrl+Enter begins a new line."""

    typed = Signal(str)
    left = Signal()

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.stays = False
        self._leaving = False
        self.setAccessibleName(spec.label)
        self.setAccessibleDescription(spec.hint)
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.px(60))
        self.textChanged.connect(lambda: self.typed.emit(self.toPlainText()))

    def event(self, event: QEvent) -> bool:
        return leaves_to_window(self, event) or super().event(event)

    def shows(self) -> str:
        """The text as it stands."""
        return self.toPlainText()

    def fill(self, text: str) -> None:
        """Show another text, unless it stands there already."""
        if text != self.toPlainText():
            self.setPlainText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.insertPlainText("\n")
            else:
                self.left.emit()
                self._leaving = True
                move_on(self, back=bool(event.modifiers() & SHIFT))
                self._leaving = False
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self._leaving:
            self.left.emit()


Editor = LineEditor | NoteEditor


def leaves_to_window(editor: QWidget, event: QEvent) -> bool:
    """A key of the window goes before what Qt's editors do with it on some systems (Ctrl+K cuts a line's end off)."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if shortcut_of(editor.window(), event) is None:
        return False
    event.ignore()
    return True


def shortcut_of(window: QWidget, pressed: QKeyEvent) -> QAction | None:
    """What a key does in a window; while a list is open, Qt does not always ask."""
    if pressed.text() and not pressed.modifiers() & COMMANDING:
        return None  # a letter
    keys = QKeySequence(pressed.keyCombination())
    own = window.findChildren(QAction, options=Qt.FindChildOption.FindDirectChildrenOnly)  # not through all its widgets
    return next((act for act in own if act.shortcut() == keys and act.isEnabled()), None)


def move_on(widget: QWidget, *, back: bool) -> None:
    """To the next (or the previous) place to type into; buttons and folded fields are passed over."""
    reason = Qt.FocusReason.BacktabFocusReason if back else Qt.FocusReason.TabFocusReason
    step: Callable[[QWidget], QWidget | None] = QWidget.previousInFocusChain if back else QWidget.nextInFocusChain
    found = step(widget)
    while found is not None and found is not widget:
        takes = (
            found.focusPolicy() & Qt.FocusPolicy.TabFocus and found.isVisibleTo(widget.window()) and found.isEnabled()
        )
        if takes and found.property("stop") is not False and found.focusProxy() is None:
            found.setFocus(reason)
            return
        found = step(found)


def tidied(editor: Editor) -> str:
    """What the editor's text becomes when it is left."""
    return tidy(editor.spec, editor.shows())
