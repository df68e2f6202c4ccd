"""What every printed document is: a name, a title, its source in law, its time, and a way to build it; lists none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

from db.store.prints.papers import Single
from db.store.prints.supports import About
from forms.paper import fonts
from forms.paper.measure import Measure
from forms.paper.output import Meta, Printed, write
from forms.paper.sheet import Page

OWN_LAYOUT = "Mẫu của phần mềm (không có mẫu bắt buộc)"
Level = Literal["commune", "district", "province"]


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document as lists show it.

    source: the legal text, or that the layout is our own; level: lowest office that issues it; uncertain: show "mẫu
    cần đối chiếu" on the screen (never on paper), because the form could not be checked against an official one, until
    an administrator confirms this edition of it (`db.store.definitions.form_checks`);
    whole: it is about the whole unit, only the year is chosen.
    """

    name: str
    title: str
    source: str
    valid_from: str | None
    valid_to: str | None
    level: Level
    uncertain: bool
    whole: bool = False

    @property
    def edition(self) -> str:
        """Which form it is: the text of law it follows, and in which years."""
        return f"{self.source} ({self.valid_from or '…'} – {self.valid_to or '…'})"


@dataclass(frozen=True, slots=True)
class Document:
    """A document that can be printed.

    build(data, out, options), pages(data, measure, options): take instances of the types `data` and `options`;
    word(data, out): the same content as a DOCX, for letter-like documents; about: which supports a form of them wants.
    """

    info: DocumentInfo
    data: type
    options: type
    build: Callable[[Any, Path | BinaryIO, Any], Printed]
    pages: Callable[[Any, Measure, Any], Iterable[Page]]
    word: Callable[[Any, BinaryIO], Printed] | None = None
    about: About | None = None


def laid_out(lay: Callable[[Measure], Iterable[Page]], out: Path | BinaryIO, meta: Meta) -> Printed:
    """Lay one paper out in the program's fonts and write it as a PDF. Raises as `write`, and where there is no font."""
    family = fonts.load()
    return write(lay(Measure(family)), out, meta, family)


def listing(
    info: DocumentInfo,
    kind: type[Single],
    pages: Callable[[Any, Measure], Iterable[Page]],
    title: Callable[[Any], str] | None = None,
) -> Document:
    """A document of one paper by itself, nothing to choose. title: what its data calls it.

    Its `build` raises EnvironmentProblem without a font or where the file cannot be written.
    """

    def build(data: Any, out: Path | BinaryIO, options: None = None) -> Printed:
        named = title(data) if title else info.title
        meta = Meta(f"{named}: {data.subject}", data.office.name, info.source, data.stamp.data_version)
        return laid_out(lambda measure: pages(data, measure), out, meta)

    def laid(data: Any, measure: Measure, options: None = None) -> Iterable[Page]:
        return pages(data, measure)

    return Document(info, kind, type(None), build, laid)
