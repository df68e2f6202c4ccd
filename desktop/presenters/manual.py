"""The manual as the help page shows it: its text, its headings, where its pictures lie, the table of keys.

One source, docs/huong-dan.md; the built program carries it. Knows no Qt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import resources
from db.version import VERSION
from desktop.presenters.actions import SECTIONS, key_table
from desktop.words import _, mark
from forms.paper.output import save

FILE = "huong-dan.md"
KEYS = mark("Bảng phím tắt")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the manual: level (1 the title, 2 a part, 3 a section), text, number among all headings."""

    level: int
    title: str
    place: int


def folder() -> Path:
    """Where the manual and its pictures lie: carried beside the data, or in the source tree."""
    carried = resources.path("manual")
    return carried if carried.is_dir() else resources.path().parent / "docs"


def about(place: str) -> str:
    """Which program this is, and which register lies open."""
    return _("Sổ Hỗ Trợ {0}. Mã nguồn mở, giấy phép Apache 2.0. Sổ đang mở: {1}").format(VERSION, place)


def text() -> str:
    """The manual, Markdown. What Markdown hides (HTML comments) is left out."""
    written = (folder() / FILE).read_text(encoding="utf-8")
    return re.sub(r"<!--.*?-->\n?", "", written, flags=re.DOTALL)


def headings(markdown: str) -> list[Heading]:
    """The headings of a Markdown text, in order; lines of code blocks are none."""
    found: list[Heading] = []
    code = False
    for line in markdown.splitlines():
        code ^= line.startswith("```")
        mark = re.match(r"(#{1,4}) +(.+)", line)
        if mark and not code:
            found.append(Heading(len(mark[1]), mark[2].replace("`", "").strip(), len(found)))
    return found


def section_of(page: str, found: list[Heading]) -> Heading:
    """The heading that explains a page; the title where none does."""
    title = SECTIONS.get(page)
    return next((heading for heading in found if heading.title == title), found[0])


def slug(title: str) -> str:
    """The anchor that Markdown readers make of a heading, for links inside the manual."""
    return re.sub(r"[^\w\- ]", "", title.casefold()).replace(" ", "-")


def keys_text() -> str:
    """The table of keys, Markdown."""
    parts = [f"# {_(KEYS)}", _("Mọi việc làm được bằng bàn phím. Quên phím thì nhấn Ctrl+K và gõ tên việc.")]
    for group in key_table():
        rows = "\n".join(f"| **{key.replace('|', '')}** | {title} |" for key, title in group.keys)
        parts.append(f"## {group.title}\n\n| {_('Phím')} | {_('Việc')} |\n|---|---|\n{rows}")
    return "\n\n".join(parts)


def card() -> bytes:
    """The quick card of keys, a PDF of one page."""
    from forms.paper.the_phim_tat import build

    out = BytesIO()
    build(_("Thẻ phím tắt"), [(group.title, group.keys) for group in key_table()], out)
    return out.getvalue()


def save_card(out: Path) -> None:
    """Write the quick card into a file.

    Raises:
        EnvironmentProblem: no font, disk full; no half file remains.
    """
    save(out, card())
