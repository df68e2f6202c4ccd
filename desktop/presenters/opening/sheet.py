"""The recovery sheet: its PDF, and the proof that somebody holds it. The code itself is kept nowhere."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.presenters import preferences
from desktop.words import _

if TYPE_CHECKING:
    from db.ledger.register import Register
    from desktop.presenters.opening.creating import Made

ASKED = 3
"""Groups that are typed back."""
NAME = "to-phuc-hoi.pdf"


class Proof:
    """Some groups of the code, asked for by number, prove that it was printed or copied."""

    def __init__(self, code: str) -> None:
        from db.vault.recovery import groups

        self._groups = groups(code)
        self.asked: Sequence[int] = sorted(secrets.SystemRandom().sample(range(len(self._groups)), ASKED))
        """Places of the groups to type, from 0."""

    def wrong(self, typed: Sequence[str]) -> list[int]:
        """Which of the typed groups (in the order of `asked`) differ from the code."""
        from db.vault.recovery import read_group

        return [n for n, place in enumerate(self.asked) if read_group(typed[n]) != self._groups[place]]


def write(made: Made, path: Path) -> None:
    """Write the sheet of a register just made.

    Raises:
        EnvironmentProblem: no font, or the file cannot be written.
    """
    from db.domain.values import local_date
    from db.store.officers import officer_names
    from db.store.offices import info, own_unit
    from db.store.printing.sheet import office_of
    from db.vault.recovery import groups
    from forms.paper.to_phuc_hoi import RecoverySheet, build

    register = made.register
    with register.read() as connection:
        unit, officer = own_unit(connection), officer_names(connection).get(register.officer, "")
    sheet = RecoverySheet(
        office=office_of(unit),
        unit=info(register).unit_name,
        officer=officer,
        file=Path(made.place).name,
        day=local_date(register.providers.now()),
        groups=groups(made.recovery),
        code=made.recovery,
    )
    build(sheet, path)


def renew(register: Register, place: str, password: str, path: Path) -> tuple[str, str]:
    """Make a new recovery sheet, by which the old one becomes void, and enter it.

    Returns:
        Its number in the print register, and what is to be said.

    Raises:
        FileProblem: there is a file of that name; perhaps the sheet that still is good.
        NotAllowed: not the officer's password.
        EnvironmentProblem: no font, or the sheet or the key file cannot be written; the old sheet stays good.
    """
    from db.domain.errors import FileProblem
    from db.store.printing import issue_for, record
    from db.sync.lists import held_list
    from db.sync.office_slot import new_sheet
    from desktop.presenters.opening.creating import Made
    from forms.paper.to_phuc_hoi import NAME as DOCUMENT
    from forms.paper.to_phuc_hoi import RENEWED, TITLE

    if path.exists():
        said = _("Đã có tệp {0}. Không ghi đè gì, tờ phục hồi cũ còn dùng được: chọn tên khác.").format(path.name)
        raise FileProblem("exists", said)
    written = []

    def put_on_paper(code: str) -> None:
        write(Made(register, place, code), path)
        written.append(path)

    try:
        waits = new_sheet(register, place, password, put_on_paper)
    except BaseException:
        for useless in written:
            useless.unlink(missing_ok=True)
        raise
    with register.read() as connection:
        issue = issue_for(register, connection)
        offices = held_list(connection, "own") is not None
    record(register, DOCUMENT, TITLE, None, issue, 1, "", subject=RENEWED)
    return issue.number, _told(path.name, issue.number, offices=offices, waits=waits)


def _told(name: str, number: str, *, offices: bool, waits: bool) -> str:
    said = _("Đã làm tờ phục hồi mới: {0}; số trong sổ in: {1}. Tờ cũ không mở được sổ này nữa.").format(name, number)
    if not offices:
        rest = _("Hủy tờ cũ. In tờ mới, niêm phong, cất két rồi xóa tệp.")
    elif waits:
        rest = _(
            "In tờ mới, niêm phong, cất két cùng tờ cũ rồi xóa tệp. Các máy theo tờ mới khi khóa gốc ký danh sách tới "
            "(duyệt, thu hồi một máy) và gói mang danh sách ấy về; đến lúc đó tờ cũ còn cần."
        )
    else:
        rest = _(
            "In tờ mới, niêm phong, cất két cùng tờ cũ rồi xóa tệp. Xuất gói: máy nào ghép gói ấy thì theo tờ mới; đến "
            "khi đủ các máy, tờ cũ còn cần."
        )
    return f"{said} {rest}"


def write_for_viewer(made: Made) -> Path:
    """Write the sheet where only this person looks, to be opened by the system's viewer; `forget` takes it away.

    Raises:
        EnvironmentProblem: as `write`.
    """
    path = _for_viewer()
    path.parent.parent.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write(made, path)
    return path


def forget() -> None:
    """Take away the file that was made for the viewer; called when the sheet is done, and at every start."""
    try:
        _for_viewer().unlink(missing_ok=True)
    except OSError:  # a viewer on Windows still holds it; the next start tries again
        return


def _for_viewer() -> Path:
    return preferences.file().with_name("phuc-hoi") / NAME
