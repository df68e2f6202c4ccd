"""Names and numbers that are planted in a register and must be found in no file, as any program might write them."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from db.domain.text import fold

NAME, NUMBER, TYPED = "Kăn Thị Quỳnh Trăm", "191772635", "Xăng Ngọc Ẩn Dật"
PLANTED = (NAME, NUMBER, TYPED)


def forms(text: str) -> Iterator[bytes]:
    """A text as any program might write it."""
    for shape in (text, unicodedata.normalize("NFD", text), fold(text), text.upper(), fold(text).replace(" ", "-")):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield shape.encode(encoding)


def found_in(folder: Path) -> dict[str, str]:
    """Files below a folder in which something planted stands, each with what was found."""
    wanted = {form: text for text in PLANTED for form in forms(text)}
    hits = {}
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        hits |= {str(path): text for form, text in wanted.items() if form in content}
        hits |= {f"{path} (name)": text for form, text in wanted.items() if form in os.fsencode(path.name)}
    return hits
