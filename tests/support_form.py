"""The page of a support as tests work it: fields by their ids, what is shown, what stands below."""

from __future__ import annotations

from desk import press, type_text

from db.ledger.register import Register
from db.store.reading import supports
from db.store.rows import SupportRow
from desktop.views.shell import Shell
from desktop.views.support.page import SupportPage


def page(shell: Shell) -> SupportPage:
    found = shell.page
    assert isinstance(found, SupportPage)
    return found


def written(book: Register, home: str) -> list[SupportRow]:
    with book.read() as connection:
        return supports(connection, household=home)


def fill(shell: Shell, **typed: str) -> None:
    """Type into fields by their id in the definition, leaving each with Enter."""
    form = page(shell).form
    assert form is not None
    for name, written_there in typed.items():
        path = name.replace("__", ".") if "__" in name else f"details.{name}"
        assert form.go_to(path), path
        press("Ctrl+A")
        type_text(written_there)
        press("Enter")


def shown(shell: Shell) -> set[str]:
    form = page(shell).form
    assert form is not None
    return {name.removeprefix("details.") for name, box in form.boxes.items() if box.shown}


def below(shell: Shell, path: str) -> str:
    form = page(shell).form
    assert form is not None
    return form.boxes[path].under.text()
