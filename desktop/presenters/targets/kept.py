"""Cells typed into a sheet and not saved: kept as a draft at a place of their own, taken up when it is shown again."""

from __future__ import annotations

from collections.abc import Sequence

from db.store.drafts import drop_draft, keep_draft, load_draft
from desktop.presenters.desk import Desk
from desktop.presenters.sheet import Sheet

Cell = tuple[int, str]
"""Line and column."""


def changed_cells(sheet: Sheet, names: Sequence[str]) -> list[Cell]:
    """What was changed in these columns and not saved."""
    return [(n, name) for n, line in enumerate(sheet.lines) for name in names if name in line.changed()]


def keep_cells(desk: Desk, place: str, title: str, sheet: Sheet, names: Sequence[str]) -> None:
    """Keep what is typed and not saved; nothing typed, nothing kept."""
    body = {
        f"{sheet.lines[n].key}|{name}": sheet.lines[n].typed.get(name, "") for n, name in changed_cells(sheet, names)
    }
    if body:
        keep_draft(desk.register, place, title, {"cells": body})
    elif load_draft(desk.register, place) is not None:
        drop_draft(desk.register, place)


def take_cells(desk: Desk, place: str, sheet: Sheet) -> int:
    """Fill in what was typed here and not saved; how many cells."""
    draft = load_draft(desk.register, place) or {}
    cells: dict[str, str] = draft.get("cells", {})
    lines = {line.key: n for n, line in enumerate(sheet.lines)}
    names = {spec.id: n for n, spec in enumerate(sheet.columns)}
    for key, typed in cells.items():
        line, _bar, name = key.rpartition("|")
        if line in lines and name in names:
            sheet.put(lines[line], names[name], typed)
    return len(cells)
