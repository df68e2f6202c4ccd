"""How letters become a document of the registry, which is written as a PDF or as a DOCX."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from forms.paper import fonts
from forms.paper.document import Document, DocumentInfo
from forms.paper.letter import Letter, draw
from forms.paper.measure import Measure
from forms.paper.output import Meta, Printed, write
from forms.paper.sheet import Page


def letter_document(info: DocumentInfo, kind: type, letters: Callable[[Any], Iterator[Letter]]) -> Document:
    """A document whose data gives letters, written one after the other into one PDF or one DOCX."""

    def pages(data: Any, measure: Measure, options: None = None) -> Iterator[Page]:
        for letter in letters(data):
            yield from draw(letter, measure)

    def build(data: Any, out: Path | BinaryIO, options: None = None) -> Printed:
        family = fonts.load()
        found = list(letters(data))
        return write(pages(data, Measure(family)), out, _meta(info, data, found), family, len(found))

    def build_word(data: Any, out: BinaryIO) -> Printed:
        from forms.paper import word

        found = list(letters(data))
        return word.write(found, out, _meta(info, data, found), Measure(fonts.load()))

    return Document(info, kind, type(None), build, pages, build_word)


def _meta(info: DocumentInfo, data: Any, letters: Sequence[Letter]) -> Meta:
    return Meta(info.title, data.office.name, info.source, letters[0].stamp.data_version if letters else "")
