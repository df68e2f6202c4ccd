"""Writing packages to a stick: where to, what was written and read again, whom it is for. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from db.domain.errors import FileProblem
from db.sync.exporting import Exported, export
from db.sync.inspection import inspect
from desktop.presenters.desk import Desk
from desktop.presenters.named import unit_name
from desktop.presenters.paths import is_folder
from desktop.presenters.preferences import Preferences
from desktop.words import _
from desktop.work.context import JobContext

RECENT = 6


@dataclass(frozen=True, slots=True)
class Written:
    """A package on the stick: its file, for whom, what it carries, bytes as read back."""

    file: str
    to: str
    carries: str
    size: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an export did. folder: where the files are."""

    folder: Path
    written: list[Written]


class Writing:
    """One export, and the folders used lately."""

    def __init__(self, desk: Desk, preferences: Preferences) -> None:
        self.desk = desk
        self._preferences = preferences
        self._on = desk.info().unit_date

    def folders(self) -> list[Path]:
        """Folders written to lately that are there now, newest first."""
        return [Path(folder) for folder in self._preferences.package_folders if is_folder(folder)]

    def remember(self, folder: Path) -> None:
        """Put a folder first among those used lately."""
        known = [str(folder), *(one for one in self._preferences.package_folders if one != str(folder))]
        self._preferences.package_folders = known[:RECENT]

    def write(self, folder: Path, context: JobContext) -> Outcome:
        """Write every package there is to give, each read again from the stick and compared.

        Raises:
            FileProblem: there is no such folder.
            NotAllowed, EnvironmentProblem: as `exporting.export`; nothing remains.
        """
        if not is_folder(folder):
            message = _("Không thấy {0}: USB đã rút ra hoặc đường dẫn sai. Chưa ghi gì: cắm lại rồi chọn.")
            raise FileProblem("no_stick", message.format(folder))
        context.progress(0, 0, _("Đang ghi gói và đọc lại…"))
        made = export(self.desk.register, folder)
        return Outcome(folder, [self._written(one) for one in made])

    def _written(self, one: Exported) -> Written:
        seen = inspect(one.file)
        carries = _("chỉ có biên nhận")
        if one.count:
            carries = _("{0} bản ghi ({1}–{2})").format(one.count, one.first, one.last)
        return Written(one.file.name, self._office(one.to), carries, int(seen["size"]))

    def _office(self, office: str) -> str:
        return unit_name(office.partition("-")[2].upper(), self._on)
