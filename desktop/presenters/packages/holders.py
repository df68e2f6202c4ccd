"""The ceremony of the root key: its state in words, three papers written, typed back, opened once a year. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from db.domain.values import local_date
from db.ledger.register import Register
from db.store.offices import own_name, own_unit
from db.store.printing.sheet import office_of
from db.sync.root import Paper, RootState, Why, confirm, drill, root_state, seal
from db.vault.recovery import groups
from desktop.presenters.desk import Desk
from desktop.presenters.fields import Option
from desktop.presenters.named import moment
from desktop.words import _
from forms.paper.to_giu_khoa import HolderSheet, build

_WHY: tuple[Why, ...] = ("reseal", "rotate", "lost")


class Ceremony:
    """The root key of the office whose register is open."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def state(self) -> RootState:
        """How the key is kept now."""
        with self.desk.register.read() as connection:
            return root_state(self.desk.register, connection)

    @property
    def has_key(self) -> bool:
        """Whether this office has a root key at all."""
        return self.state().state != "none"

    @property
    def sealed(self) -> bool:
        """Whether two officers must type their codes before a list can be signed."""
        return self.state().state == "sealed"

    def told(self) -> str:
        """How the key is kept, in one or two sentences."""
        found = self.state()
        waits = _(" Đang chờ gõ lại ba tờ của {0}.").format(", ".join(found.pending)) if found.pending else ""
        if found.pending and found.why != "reseal":
            waits += _(" Gõ lại xong thì khóa gốc mới có hiệu lực.")
        if found.state != "sealed":
            return _("Khóa gốc chưa niêm phong: ai mở được sổ này cũng ký được danh sách máy.") + waits
        told = _("Khóa gốc do ba người giữ, hai người mở được: {0}. Mở thử gần nhất {1}.")
        due = _(" Đã quá một năm: làm diễn tập.") if found.due else ""
        return told.format(", ".join(found.holders), moment(found.opened)) + due + waits

    @staticmethod
    def reasons() -> tuple[Option, ...]:
        """For what three papers are made."""
        return (
            Option("reseal", _("Niêm phong khóa gốc đang có")),
            Option("rotate", _("Đổi khóa gốc: khóa cũ ký nhận khóa mới, các máy tự theo")),
            Option("lost", _("Mất khóa gốc: lập khóa mới, mỗi máy gõ 30 chữ số một lần")),
        )

    def reason(self, shown: str) -> Why | None:
        """The reason whose name was typed or chosen."""
        return next((code for code in _WHY if any(o.code == code and o.label == shown for o in self.reasons())), None)

    def next_step(self) -> str:
        """What is true, and to be done, once the papers that wait are typed back."""
        told = {
            "rotate": _("Đã niêm phong khóa gốc mới. Xuất gói (Ctrl+E): các máy tự theo, không ai phải gõ gì."),
            "lost": _("Đã niêm phong khóa gốc mới. Ghi danh sách máy ra tệp (menu Gói), gửi từng xã cùng công văn."),
        }
        sealed = _("Đã niêm phong. Từ nay hai trong ba cán bộ mới ký được danh sách máy.")
        return told.get(self.state().why, sealed)

    def seal(self, names: Sequence[str], codes: Sequence[str], folder: Path, why: Why = "reseal") -> list[Path]:
        """Make three papers in a folder; they take effect when typed back."""
        return print_holders(self.desk.register, seal(self.desk.register, names, codes=codes, why=why), folder)

    def confirm(self, codes: Sequence[str]) -> None:
        """All three are typed back."""
        confirm(self.desk.register, codes)

    def drill(self, codes: Sequence[str]) -> None:
        """Two officers open the key once, and the day is kept."""
        drill(self.desk.register, codes)


def print_holders(register: Register, papers: Sequence[Paper], folder: Path) -> list[Path]:
    """Write the papers of the three officers, `to-giu-khoa-1.pdf` …; the print register names none of them.

    Raises:
        EnvironmentProblem: no font, or a file cannot be written.
    """
    with register.read() as connection:
        office, unit = office_of(own_unit(connection)), own_name(connection)
    day = local_date(register.providers.now())
    files = [folder / f"to-giu-khoa-{number}.pdf" for number in range(1, len(papers) + 1)]
    for paper, file in zip(papers, files, strict=True):
        others = [other.name for other in papers if other is not paper]
        about = {"office": office, "unit": unit, "holder": paper.name, "others": others, "day": day}
        build(HolderSheet(groups=groups(paper.code), code=paper.code, **about), file)  # type: ignore[arg-type]
    return files
