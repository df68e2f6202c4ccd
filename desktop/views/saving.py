"""Where a file shall go: the one way to ask, and to open what was written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where(parent: QWidget, title: str, name: str, ending: str, kinds: str) -> Path | None:
    """Where the file shall go; None when the officer thinks better of it. name: proposed, with its ending."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, str(folder / name), kinds)
    if not chosen:
        return None
    return Path(chosen) if chosen.lower().endswith(ending) else Path(chosen + ending)


def open_file(path: Path) -> None:
    """Open a file with the program the machine has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
