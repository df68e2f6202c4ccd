"""A new register described step by step: whose it is, who works in it, where it lies. Only `create` writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from db.domain.errors import EnvironmentProblem
from db.domain.text import check_name, nfc
from db.domain.values import local_date, precision, read_date
from desktop.presenters.fields import Problem
from desktop.presenters.opening import places
from desktop.presenters.opening.passwords import strength
from desktop.presenters.opening.units import FoundUnit, on_another_day
from desktop.presenters.paths import expanded, is_folder, is_there, too_long
from desktop.words import _

if TYPE_CHECKING:
    from db.ledger.register import Register

Step = Literal["unit", "officer", "place"]
STEPS: tuple[Step, ...] = ("unit", "officer", "place")


def today() -> str:
    """ISO date of today in Việt Nam."""
    return local_date(datetime.now(UTC))


@dataclass(slots=True)
class Made:
    """A register just made: open, with the code that stands nowhere but on the recovery sheet."""

    register: Register
    place: str
    recovery: str


@dataclass(slots=True)
class Creating:
    """What has been filled in so far."""

    today: str
    unit: FoundUnit | None = None
    officer: str = ""
    password: str = ""
    again: str = ""
    place: str = ""
    backup: str = ""

    def choose(self, unit: FoundUnit) -> None:
        """Take a unit; the file's name follows unless the officer has given another."""
        before = self.unit
        self.unit = unit
        if not self.place or (before is not None and self.place == self._usual(before)):
            self.place = self._usual(unit)

    @staticmethod
    def _usual(unit: FoundUnit) -> str:
        return str(places.file_for(unit.title))

    def set_day(self, typed: str) -> str:
        """Another day for which the code shall hold; a sentence when it means no unit then."""
        if self.unit is None:
            return ""
        parsed = read_date(typed)
        if parsed.value is None or precision(parsed.value) != "day":
            return parsed.reason or _("Cần đủ ngày, tháng, năm: ghi như 01/05/2017.")
        other = on_another_day(self.unit, parsed.value, self.today)
        if isinstance(other, str):
            return other
        self.choose(other)
        return ""

    def problems(self, step: Step) -> dict[str, Problem]:
        """What stands in the way of the next step (hard), and what the officer should know (soft), by field."""
        found = {"unit": self._unit, "officer": self._officer, "place": self._place}[step]()
        return {name: problem for name, problem in found.items() if problem is not None}

    def _unit(self) -> dict[str, Problem | None]:
        return {"unit": None if self.unit else _hard(_("Chưa chọn đơn vị: gõ tên rồi chọn trong danh sách."))}

    def _officer(self) -> dict[str, Problem | None]:
        told = [issue.message for issue in check_name(self.officer, "officer") if issue.severity == "hard"]
        judged = strength(self.password, self._known_to_others())
        again = _("Hai lần gõ khác nhau: gõ lại.") if self.again != self.password else ""
        return {
            "officer": _hard(told[0]) if told else None,
            "password": _hard(_("Chưa đặt mật khẩu.")) if not self.password else _weak(judged.level, judged.text),
            "again": _hard(again) if again else None,
        }

    def _known_to_others(self) -> list[str]:
        return [self.officer, *self.officer.split(), *((self.unit.title, self.unit.code) if self.unit else ())]

    def judged(self) -> tuple[str, str]:
        """Level and words about the password as typed so far."""
        found = strength(self.password, self._known_to_others())
        return found.level, found.text

    def file(self) -> Path:
        """The register's file as it will be named."""
        path = expanded(nfc(self.place).strip())
        return path if path.suffix == places.ENDING else path.with_name(path.name + places.ENDING)

    def _place(self) -> dict[str, Problem | None]:
        if places.SERVER.match(self.place):
            return {}
        return {"place": self._file_problem(), "backup": self._backup_problem()}

    def _file_problem(self) -> Problem | None:
        if not self.place.strip() or is_folder(self.place.strip()):
            return _hard(_("Chưa ghi tên tệp của sổ."))
        if too_long(self.file()):
            return _hard(_("Tên hoặc đường dẫn tệp quá dài: ghi ngắn hơn."))
        if places.taken(self.file()):
            return _hard(_("Đã có tệp này. Không ghi đè gì: chọn tên khác."))
        return None

    def _backup_problem(self) -> Problem | None:
        if not self.backup.strip():
            return Problem("soft", _("Chưa chọn nơi sao lưu: máy hỏng là mất sổ. Nên cắm USB và chọn ngay."))
        folder = expanded(self.backup.strip())
        if not is_folder(folder):
            return _hard(_("Không thấy thư mục này. Cắm USB hoặc chọn thư mục khác."))
        above = next(parent for parent in self.file().absolute().parents if is_there(parent))
        if folder.stat().st_dev == above.stat().st_dev:
            return Problem("soft", _("Cùng ổ đĩa với sổ: máy hỏng là mất cả hai. Nên chọn USB."))
        return None

    def create(self) -> Made:
        """Make the register; takes about a second and belongs off the window's thread.

        Raises:
            AppError: as `db.sync.offices.create`; nothing is created then.
        """
        from db.sync import offices

        assert self.unit is not None  # noqa: S101 - no way to the last step without one
        place = self.place.strip() if places.SERVER.match(self.place) else str(self._ready())
        made = offices.create(
            place,
            self.password,
            unit=self.unit.code,
            level=self.unit.level,  # type: ignore[arg-type]
            on=self.unit.on,
            officer=nfc(self.officer).strip(),
        )
        return Made(made.register, place, made.recovery)

    def _ready(self) -> Path:
        file = self.file()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = _("Không tạo được thư mục {0}. Chưa tạo gì: chọn thư mục khác.").format(file.parent)
            raise EnvironmentProblem("not_writable", message) from error
        return file


def _hard(text: str) -> Problem:
    return Problem("hard", text)


def _weak(level: str, text: str) -> Problem | None:
    return Problem("soft", text) if level == "weak" else None
