"""The line for the reason of a decision: reasons given lately are offered, what is typed stays as typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.presenters.fields import FieldSpec, Option
from desktop.views.editors import ENTER, ChoiceEditor
from desktop.words import _


class ReasonEditor(ChoiceEditor):
    """`given` on Enter, `dropped` on Esc. No offered reason is taken before the officer has gone to it with ↓."""

    given = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_spec(()), parent)
        self.stays = True
        self.setPlaceholderText(_("Lý do (giữ mãi trong nhật ký); F4 lấy lại lý do vừa dùng"))

    def offer_reasons(self, reasons: Sequence[str]) -> None:
        """Offer these reasons, the newest first."""
        self.offer(_spec(reasons))

    def _show(self, labels: list[str]) -> None:
        super()._show(labels)
        self._list.popup().setCurrentIndex(QModelIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.given.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


def _spec(reasons: Sequence[str]) -> FieldSpec:
    options = tuple(Option(reason, reason) for reason in reasons)
    return FieldSpec(id="reason", label=_("Lý do"), kind="choice", open=True, options=options, width=40)
