"""Taking packages in: which files, what would become of each, what has, what to do next. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from db.domain.errors import AppError
from db.sync.inspection import inspect
from db.sync.merging import Result, merge, release
from db.sync.offices import own_ids
from desktop.presenters.desk import Desk
from desktop.presenters.named import mark, office_name, unit_name
from desktop.presenters.packages.overview import states
from desktop.presenters.paths import is_folder, path
from desktop.presenters.rows import Column, Row, Sign
from desktop.words import _
from desktop.work.context import Cancelled, JobContext

ENDING = ".dongbo"
MOST = 2_000
"""Files of one go; a folder with more is no stick of packages."""
ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class Taken:
    """What becomes (or would become) of one file. told: one sentence with the next step."""

    file: str
    state: str
    sender: str
    span: str
    applied: int
    conflicts: int
    told: str
    done: bool = True

    @property
    def sign(self) -> Sign:
        """Its state as people see it; what has not been done yet is said so."""
        return states()[self.state] if self.done else prospects().get(self.state, states()[self.state])


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A file of the enrolment among the packages: `request` or `answer`, whose it is."""

    file: Path
    kind: str
    sender: str


def prospects() -> dict[str, Sign]:
    """Signs of what would become of a package."""
    words = {
        "applied": _("Sẽ ghép"),
        "waiting": _("Sẽ chờ gói trước"),
        "held": _("Sẽ giữ lại"),
        "refused": _("Sẽ từ chối"),
    }
    return {name: replace(states()[name], word=word) for name, word in words.items()}


class Taking:
    """The files on the table and what became of them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        about = desk.info()
        self._on = about.unit_date
        self._own: tuple[str, ...] = ()
        self.files: list[Path] = []
        self.own = 0
        """Packages that this device wrote itself, left lying on the stick: passed over."""

        self.enrolments: list[Enrolment] = []
        self.results: list[Taken] = []
        self.merged = False
        """Whether `results` tell what has been done, not what would be."""

        self.source: Path | None = None
        """Folder of the first file: the stick to which receipts may go back."""

    def gather(self, typed: Iterable[str]) -> int:
        """Take these files and the packages of these folders; returns how many packages there are.

        typed: paths as dropped, pasted or typed; quotes around them and `file://` do not count.
        """
        self.files, self.enrolments, self.results, self.merged, self.own = [], [], [], False, 0
        with self.desk.register.read() as connection:
            self._own = own_ids(connection)
        found: dict[Path, None] = {}
        for place in map(path, typed):
            for one in packages_in(place) if is_folder(place) else [place]:
                found.setdefault(one)
        for file in list(found)[:MOST]:
            self._sort(file)
        first = next(iter(found), None)
        self.source = first.parent if first is not None else None
        return len(self.files)

    def _sort(self, file: Path) -> None:
        """A step of the enrolment, a package of our own, or something for the merge to judge."""
        seen: dict[str, Any] = {}
        with suppress(AppError, OSError):
            seen = inspect(file)
        if seen.get("kind") in ("request", "answer"):
            self.enrolments.append(Enrolment(file, seen["kind"], unit_name(seen["unit"], seen["unit_date"])))
        elif seen.get("sender") in self._own:
            self.own += 1
        else:
            self.files.append(file)

    def preview(self, typed: Iterable[str], context: JobContext) -> list[Taken]:
        """What would become of every file, as they would follow each other; nothing is written."""
        context.progress(0, 0)
        self.gather(typed)
        return self._run(context, dry_run=True)

    def merge(self, context: JobContext) -> list[Taken]:
        """Take the files in; stopped between two of them, what is merged stays merged and is told."""
        return self._run(context, dry_run=False)

    def _run(self, context: JobContext, *, dry_run: bool) -> list[Taken]:
        results = merge(self.desk.register, self._one_by_one(context), dry_run=dry_run)
        taken = [self._taken(one, done=not dry_run) for result in results for one in (result, *result.then)]
        return taken + [self._enrolled(one) for one in self.enrolments]

    def _one_by_one(self, context: JobContext) -> Iterator[Path]:
        for place, file in enumerate(self.files):
            try:
                context.progress(place, len(self.files), file.name)
            except Cancelled:
                return
            yield file

    def retry(self, context: JobContext) -> list[Taken]:
        """Try again whatever is held for a reason that may have passed."""
        context.progress(0, 0, _("Đang thử lại gói giữ lại…"))
        self.files, self.enrolments, self.source = [], [], None
        results = release(self.desk.register)
        return [self._taken(one) for result in results for one in (result, *result.then)]

    def show(self, results: list[Taken], *, merged: bool) -> None:
        """These are the results now."""
        self.results, self.merged = results, merged

    def _taken(self, one: Result, *, done: bool = True) -> Taken:
        sender = f"{office_name(one.sender, self._on)}, {mark(one.sender)}" if one.sender else ""
        span = f"{one.first}–{one.last}" if one.last >= one.first > 0 else ""
        told = one.message or _told(one, done=done)
        return Taken(one.file, one.state, sender, span, one.applied, one.conflicts, told, done)

    @staticmethod
    def _enrolled(one: Enrolment) -> Taken:
        told = {
            "request": _("Đề nghị ghi danh: mở bước “Duyệt ghi danh” và gõ 30 chữ số trên phiếu có dấu."),
            "answer": _("Trả lời ghi danh: mở bước “Nhận trả lời” và gõ 30 chữ số trên công văn."),
        }
        return Taken(one.file.name, ENROLMENT, one.sender, "", 0, 0, told[one.kind])

    # What is said of them together.

    @property
    def conflicts(self) -> int:
        """How many items came to wait for a decision."""
        return sum(one.conflicts for one in self.results)

    @property
    def changed(self) -> bool:
        """Whether anything was merged."""
        return self.merged and any(one.state == "applied" for one in self.results)

    def counts(self) -> list[tuple[Sign, int]]:
        """How many files became what."""
        found = [one.sign for one in self.results]
        return [(sign, found.count(sign)) for sign in dict.fromkeys(found)]

    def left_out(self) -> int:
        """Packages that were not come to before the officer stopped."""
        return max(0, len(self.files) - sum(one.state != ENROLMENT for one in self.results)) if self.merged else 0

    @staticmethod
    def columns() -> list[Column]:
        """Columns of the list of files."""
        return [
            Column(_("Kết quả"), 16),
            Column(_("Nơi gửi, máy"), 30),
            Column(_("Bản ghi"), 12, right=True),
            Column(_("Ghép"), 8, right=True),
            Column(_("Chờ quyết định"), 14, right=True),
            Column(_("Tệp"), 26),
            Column(_("Việc tiếp theo"), 60),
        ]

    def rows(self, ids: Sequence[str]) -> list[Row]:
        """Rows of the list of files; ids are their places."""
        return [self._row(self.results[int(place)]) for place in ids]

    @staticmethod
    def _row(one: Taken) -> Row:
        numbers = (str(one.applied) if one.applied else "", str(one.conflicts) if one.conflicts else "")
        cells = (one.sign.word, one.sender, one.span, *numbers, one.file, one.told)
        return Row(cells, picture=one.sign.picture, tone=one.sign.tone)


def _told(one: Result, *, done: bool) -> str:
    if not done:
        news = _("Sẽ ghép {0} bản ghi.").format(one.applied) if one.applied else _("Chỉ có biên nhận và danh sách.")
        return news + (_(" {0} mục sẽ chờ quyết định.").format(one.conflicts) if one.conflicts else "")
    if one.conflicts:
        return _("Có {0} mục hai nơi ghi khác nhau: mở “Chờ quyết định”.").format(one.conflicts)
    return _("Xong, không cần làm gì.")


def packages_in(folder: Path) -> list[Path]:
    """The packages of a folder, by name; not those in folders inside it."""
    try:
        return sorted(one for one in folder.iterdir() if one.suffix.casefold() == ENDING and one.is_file())
    except OSError:
        return []
