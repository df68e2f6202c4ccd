"""Where Tab stops, where the order in which widgets were made is not the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def in_order(stops: Iterable[QWidget]) -> None:
    """Tab goes from each to the next; the first stays where it is."""
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def stop_before(here: QWidget, new: QWidget) -> None:
    """Tab comes to `new` just before `here`, which stays where it is (it may have the cursor)."""
    before = here.previousInFocusChain()
    while before is not None and before is not here:
        if before is not new and before.focusPolicy() & Qt.FocusPolicy.TabFocus:
            QWidget.setTabOrder(before, new)
            return
        before = before.previousInFocusChain()
