"""What can go wrong, in three kinds: the user can mend it, the machine is at fault, or (anything else) it is our bug.

Every message is one Vietnamese sentence (or two short ones) that says what happened, what is safe and what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["hard", "soft"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding about entered data. `hard` stops the save; `soft` asks for a reason.

    field: path of the field, e.g. `members[2].cccd` or `details.so_tien`; "" for the record as a whole.
    code: stable id for scripts; message: Vietnamese sentence for people.
    """

    field: str
    severity: Severity
    code: str
    message: str


class AppError(Exception):
    """Root of all errors with a sentence for the user. `code` is stable, `message` is Vietnamese."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class UserError(AppError):
    """The person at the keyboard can mend it."""


class InvalidData(UserError):
    """A record is refused; carries all its issues at once (hard ones, or soft ones still without a reason)."""

    def __init__(self, issues: list[Issue]) -> None:
        hard = [i for i in issues if i.severity == "hard"]
        code = "invalid" if hard else "needs_reason"
        text = "; ".join(i.message for i in (hard or issues))
        tail = "Chưa lưu gì." if hard else "Chưa lưu gì: ghi lý do nếu vẫn muốn lưu."
        super().__init__(code, f"{text} {tail}")
        self.issues = issues


class NotFound(UserError):
    """Nothing has that id or name."""


def no_record(title: str, record: str) -> NotFound:
    """The refusal of a record id that names nothing; title: what was looked for, in Vietnamese."""
    return NotFound("not_found", f"Không có {title} mang mã {record} trong sổ này. Chưa làm gì: kiểm tra lại mã.")


class NotAllowed(UserError):
    """This officer, device or register may not do that."""


class DefinitionError(UserError):
    """A definition file (policy, standard, indicator) is refused; the message names file, line and key."""


class FileProblem(UserError):
    """A file given by the user cannot be used (not ours, cut, of another kind)."""


class EnvironmentProblem(AppError):
    """The machine is at fault: disk full, no right to write, damaged or newer register, missing font."""
