"""A registered need as it is filled in, and what became of it. Knows no Qt."""

from __future__ import annotations

from typing import Any

from db.domain import codes
from db.domain.values import show_date
from db.store.inputs import NeedInput
from db.store.plan.needs import add_need, set_need
from db.store.plan.reading import need_row
from db.store.rows import NeedRow
from desktop.presenters.fields import FieldSpec, Option
from desktop.presenters.form import FormModel, Section
from desktop.presenters.record import RecordPresenter
from desktop.words import _

TONES = {"open": "warning", "served": "good", "refused": "neutral"}


class NeedPresenter(RecordPresenter):
    """One need on its page."""

    kind = entity = "need"
    row: NeedRow | None = None

    def open(self, record: str, home: str) -> None:
        """A recorded need, or a new one of a household."""
        self.id, self.row = record, None
        if record:
            with self.desk.register.read() as connection:
                self.row = need_row(connection, record)
        self.open_home(self.row.household if self.row else home)
        self.form = FormModel(self._sections())
        row = self.row
        new = {"registered_on": self.desk.today, "registered_by": self.desk.officer()}
        self.form.load({name: getattr(row, name) for name in self.form.specs} if row else new)

    def title(self) -> str:
        """The kind of support, or what it is in words."""
        return self.form.typed["policy"] or self.form.typed["content"] or _("Nhu cầu mới")

    def state(self) -> tuple[str, str]:
        """Whether it is served."""
        if self.row is None:
            return "", ""
        return codes.names("need_state")[self.row.state], TONES[self.row.state]

    def to_serve(self) -> dict[str, Any] | None:
        """What the form of a support for it is opened with; None where nothing waits to be served."""
        if self.row is None or self.row.state == "served" or self.dirty():
            return None
        about = {"household": self.row.household, "policy": self.row.policy, "person": self.row.person}
        return {name: value for name, value in about.items() if value} | {"need": self.row.id}

    def write(self, reason: str) -> str:
        """Write the need, new or changed."""
        values = {name: value for name, value in self.form.values().items() if name in self.form.specs}
        if self.row is None:
            data = NeedInput(household=self.home_id, **values)
            return add_need(self.desk.register, data, reason=reason, draft=self.place).id
        changes = {name: values[name] for name in self.form.changed()}
        return set_need(self.desk.register, self.row.id, changes, reason=reason, draft=self.place).id

    def _sections(self) -> list[Section]:
        members = self.home.members if self.home else []
        people = [Option(m.id, _name(m.name, m.birth_date)) for m in members]
        gone = self.row.person if self.row else None
        if gone and gone not in {option.code for option in people}:
            people.append(Option(gone, _("Người không còn trong hộ")))
        asked = (
            FieldSpec(
                id="policy", label=_("Về chính sách"), kind="choice", options=self.policy_options(), width=28,
                hint=_("Bỏ trống khi chưa có chính sách nào."),
            ),
            FieldSpec(
                id="person", label=_("Cho"), kind="choice", options=tuple(people), width=28,
                hint=_("Bỏ trống: cả hộ."),
            ),
            FieldSpec(id="content", label=_("Điều cần"), width=60, max_length=500),
            FieldSpec(id="registered_on", label=_("Ngày đăng ký"), kind="day", required=True, width=12),
            FieldSpec(id="registered_by", label=_("Người ghi"), width=24, max_length=100),
            FieldSpec(id="note", label=_("Ghi chú"), width=60, max_length=500),
        )  # fmt: skip
        refusal = (
            FieldSpec(id="refused_on", label=_("Ngày trả lời"), kind="day", width=12),
            FieldSpec(id="refused_reason", label=_("Lý do không đáp ứng"), width=60, max_length=500),
        )
        return [Section("", asked), Section(_("Không đáp ứng được"), refusal)]


def _name(name: str, birth: str | None) -> str:
    return f"{name} ({show_date(birth)[-4:]})" if birth else name
