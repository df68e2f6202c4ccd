"""Recording and reading one support: which household and policy, the form, one save of everything, drafts. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import msgspec

from db.domain import codes
from db.domain.values import show_date
from db.policy.definition import Policy
from db.store.definitions.policies import definition_of, policies
from db.store.drafts import drop_draft, keep_draft, load_draft
from db.store.facts import as_input
from db.store.history.history import HistoryRow, support_history
from db.store.inputs import MilestoneInput, Seen, SupportInput
from db.store.reading import household, household_of, support
from db.store.rows import HouseholdRow, MilestoneRow, SupportRow
from db.store.seen import seen_of
from db.store.support.batch import Candidate, record_batch
from db.store.support.judging import Judging
from db.store.support.supports import add_support, reverse_milestone, set_support
from db.store.waiting import waiting
from desktop.presenters.desk import Desk
from desktop.presenters.fields import Option
from desktop.presenters.past import Spot, past
from desktop.presenters.support_family import FamilyForm, others_without
from desktop.presenters.support_form import Head, SupportForm
from desktop.words import _

YEAR, ROUND, TURN = "year", "round", "turn"


@dataclass(frozen=True, slots=True)
class StepLine:
    """One milestone as the timeline shows it. place: among the form's steps; id: "" while it is not written yet."""

    place: int
    id: str
    date: str
    title: str
    amount: int | None
    more: str
    problem: str
    severity: str


class SupportPresenter:
    """One support on the page. `form` is None while no policy is chosen, or where its definition is not here."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.row: SupportRow | None = None
        self.home: HouseholdRow | None = None
        self.form: SupportForm | None = None
        self.people: list[Candidate] = []
        self.family: FamilyForm | None = None
        self.conflicts: list[str] = []
        self.disputed = False
        """Whether the last save stands beside something that another desk wrote in the meantime."""
        self._seen: Seen = {}
        self._known: Mapping[str, Policy] = {}
        self._judging: Judging | None = None
        self._saved = False
        self.need = ""
        self.head = Head(())

    # Opening.

    def begin(self, *, household: str = "", policy: str = "", person: str = "", need: str = "") -> None:
        """A new support for a household, or for the one the person is in; need: the registered need that it serves.

        Raises:
            NotFound: no such household.
        """
        self.row, self._seen = None, {}
        self.need = need
        self.conflicts, self.people = [], []
        self._open_home(household, person)
        kept = {name: self.desk.sticky.get(name) for name in (ROUND, TURN)}
        self.head.load({YEAR: self.desk.sticky.get(YEAR) or self.desk.year, **kept})
        self.head.typed["person"] = self._name_of(person)
        self.choose(policy)

    def read(self, record: str) -> None:
        """A recorded support.

        Raises:
            NotFound: no such support, or its household is not here.
        """
        with self.desk.register.read() as connection:
            row = self.row = support(connection, record)
            self._seen = seen_of(connection, "support", [record])
            self.people = []
            chosen = definition_of(connection, row.policy, row.definition)
            kept = [row.id, *(step.id for step in row.milestones)]
            self.conflicts = [key for _entity, _id, key in waiting(connection, kept)]
        self._open_home(row.household, "")
        self.head.recorded = True
        data = as_input(row)
        if chosen is not None:
            self.head.follow(chosen)
        self.head.load({"policy": row.policy, YEAR: row.year, ROUND: row.round, TURN: row.round})
        self.head.typed["person"] = self._name_of(row.person or "")
        self.form = None
        if chosen is not None:
            self._make_form(chosen, but=row.id).begin(data)
        self._mark_conflicts()
        self.head.settled()

    def _mark_conflicts(self) -> None:
        """Beside every field that two offices wrote differently it is said that somebody must decide."""
        told = _("Hai nơi ghi khác nhau, chờ quyết định; đang hiện một giá trị tạm.")
        for model in (self.head, self.form):
            if model is None:
                continue
            for name in (*model.specs, *model.sheets):
                if any(_concerns(key, name) for key in self.conflicts):
                    model.marks[name] = told

    def _open_home(self, record: str, person: str) -> None:
        with self.desk.register.read() as connection:
            owner = record or household_of(connection, person, self.desk.today) or ""
            self.home = household(connection, owner, self.desk.today)
            self._known = policies(connection)
        self.head = Head(self._known.values())
        self.head.offer("person", [_person(member) for member in self.home.members])

    def _name_of(self, person: str) -> str:
        """How the list of people names somebody; one who has left the household since is added to it."""
        known = self.head.specs["person"].options
        if person and person not in {option.code for option in known}:
            known = (*known, Option(person, _("Người không còn trong hộ")))
            self.head.offer("person", known)
        return next((option.label for option in known if option.code == person), "")

    def choose(self, policy: str) -> bool:
        """Take this policy for a new support; the form is built anew. False where it is unknown."""
        chosen = self._known.get(policy)
        if chosen is None:
            self.form = None
            return False
        self.head.typed["policy"] = chosen.short
        self.head.follow(chosen)
        year = self.head.value(YEAR) or self.desk.year
        self.people = others_without(self.desk, chosen, year, self._home_id, self.head.round)
        self._make_form(chosen).begin(None, self.desk.sticky.get(_sticky_key(chosen)))
        self.propose()
        return True

    def propose(self) -> None:
        """Fill in what the definition proposes for a new support, once it is known for whom."""
        if self.form is None or self._judging is None or self.row is not None:
            return
        own = self.form.own()
        if own.person or not self.head.for_persons:
            self.form.take(self._judging.proposal(own))

    def _make_form(self, chosen: Policy, but: str = "") -> SupportForm:
        self._judging = Judging(self.desk.register, chosen, but=but)
        self._saved = False
        self.family = None
        self.head.follow(chosen)
        self.form = SupportForm(chosen, self.head, self._judging.of, self._home_id)
        return self.form

    @property
    def _home_id(self) -> str:
        return self.home.id if self.home is not None else ""

    def forget(self) -> None:
        """Something was written elsewhere: facts are read anew at the next key."""
        if self._judging is not None:
            self._judging.forget()

    # What the page shows.

    @property
    def policy(self) -> Policy | None:
        """The definition in use."""
        return self.form.policy if self.form is not None else None

    def title(self) -> str:
        """Policy and person, or what is to be done."""
        name = self.policy.short if self.policy else (self.row.policy if self.row else _("Hỗ trợ mới"))
        person = self.head.typed["person"] if self.head.for_persons else ""
        return f"{name} · {person}" if person else name

    def household_line(self) -> str:
        """Whose support it is, in one line."""
        if self.home is None:
            return ""
        parts = [_("Hộ {0}").format(self.home.head.name if self.home.head else self.home.code or "")]
        parts += [self.home.village_name] if self.home.village_name else []
        if self.home.classification and self.home.classification.result:
            parts.append(codes.names("household_class").get(self.home.classification.result, ""))
        return " · ".join(part for part in parts if part)

    def timeline(self) -> list[StepLine]:
        """Milestones, oldest first; those not written yet stand where they will be."""
        if self.form is None:
            return []
        rows = self.row.milestones if self.row else []
        lines = [self._line(place, step, rows) for place, step in enumerate(self.form.steps)]
        return sorted(lines, key=lambda line: (line.date, line.place))

    def _line(self, place: int, step: MilestoneInput, rows: list[MilestoneRow]) -> StepLine:
        assert self.form is not None  # noqa: S101 - asked by `timeline` only
        problem = self.form.about_steps.get(place)
        more = [_("số {0}").format(step.document_no) if step.document_no else "", step.note or ""]
        return StepLine(
            place=place,
            id=rows[place].id if place < len(rows) else "",
            date=step.date,
            title=self.form.policy.milestone_label(step.kind),
            amount=step.amount,
            more=" – ".join(part for part in more if part),
            problem=problem.message if problem else "",
            severity=problem.severity if problem else "",
        )

    def history(self) -> list[str]:
        """Who wrote what, newest first, an action a line; a new record without everything in it."""
        if self.row is None:
            return []
        with self.desk.register.read() as connection:
            rows = support_history(connection, self.row.id, sensitive=True)
        return [_action(list(part)) for _id, part in groupby(rows, key=lambda row: (row.action, row.id, row.kind))]

    def past(self, spot: Spot) -> str:
        """What stood in a field before."""
        record = self.row.id if self.row else ""
        return past(self.desk.register, "support", record, spot.name, spot.title)

    def unread(self) -> list[tuple[str, str]]:
        """What can be shown of a support whose definition is not here: names as they are kept, and values."""
        if self.row is None:
            return []
        return [(name, _plain(value)) for name, value in self.row.details.items()]

    # The others of the household.

    def others(self) -> int:
        """How many others of the household have no such support yet."""
        person = self.head.value("person")
        return len([one for one in self.people if one.person != person]) if self.head.for_persons and person else 0

    def same_for_all(self) -> FamilyForm | None:
        """Make the support out to the others too; None where there is nobody."""
        if self.form is not None and self.others():
            self.family = FamilyForm(self.desk, self.form.policy, self.form.data(), self.people)
        return self.family

    # Milestones.

    def add_step(self, kind: str, date: str, amount: int | None, document_no: str, note: str) -> None:
        """Put a milestone into the timeline, to be written with the next save."""
        if self.form is not None:
            self.form.add_step(
                MilestoneInput(kind=kind, date=date, amount=amount, document_no=document_no or None, note=note or None)
            )

    def reverse(self, line: StepLine, reason: str) -> None:
        """A written milestone was wrong: it is reversed, both stay in the history."""
        reverse_milestone(self.desk.register, line.id, reason=reason)
        self.desk.changed("support", "household")

    # Saving.

    def save(self, reason: str = "") -> str:
        """Write everything in one action and return the id; "" where nothing had changed.

        Raises:
            InvalidData: hard findings, or soft ones and no reason; nothing is written.
        """
        assert self.form is not None  # noqa: S101 - the page offers no save without
        data, place = self.form.data(), self.place
        if self.row is None and self.family is not None:
            record = (
                record_batch(self.desk.register, [data, *self.family.inputs()], reason=reason, need=self.need)
                .rows[0]
                .id
            )
            drop_draft(self.desk.register, place)
        elif self.row is None:
            record = add_support(self.desk.register, data, reason=reason, draft=place, need=self.need).id
        else:
            record = self.row.id
            written = len(self.row.milestones)
            changes = _changes(as_input(self.row), msgspec.structs.replace(data, details=self.form.judged.details))
            if not changes and len(data.milestones) == written:
                return ""
            steps, seen = data.milestones[written:], self._seen
            self.disputed = set_support(
                self.desk.register, record, changes, steps=steps, seen=seen, reason=reason, draft=place
            ).disputed
        self._saved = True
        self._remember(data)
        self.desk.changed("support", "household")
        return record

    def _remember(self, data: SupportInput) -> None:
        """What the next support begins with."""
        assert self.form is not None  # noqa: S101 - just saved
        self.desk.sticky |= {YEAR: data.year, self.head.round_field: data.round}
        kept = {name: self.form.value(name) for name, spec in self.form.specs.items() if spec.sticky}
        self.desk.sticky[_sticky_key(self.form.policy)] = kept

    # Drafts.

    @property
    def place(self) -> str:
        """Where the draft of this form is kept; "" while there is no form."""
        if self.form is None or self.home is None:
            return ""
        return f"support:{self.row.id}" if self.row else f"support:new:{self.home.id}:{self.form.policy.id}"

    def dirty(self) -> bool:
        """Whether anything stands here that is not written."""
        if self.form is None or self._saved:
            return False
        written = len(self.row.milestones) if self.row else 0
        head = self.head.changed() - {"policy", "person"} if self.row is None else set()
        return bool(self.form.changed() or head or len(self.form.steps) != written)

    def keep(self) -> None:
        """Keep what is typed, so that a power cut loses nothing."""
        if self.form is None or not self.dirty():
            return
        written = len(self.row.milestones) if self.row else 0
        body = {
            "head": self.head.draft(),
            "form": self.form.draft(),
            "steps": [msgspec.to_builtins(step) for step in self.form.steps[written:]],
            "family": self.family.draft() if self.family is not None else None,
            "seen": self._seen,
            "need": self.need,
        }
        keep_draft(self.desk.register, self.place, f"{self.title()} – {self.household_line()}", body)

    def waiting_draft(self) -> dict[str, Any] | None:
        """What was typed here earlier and not saved."""
        return load_draft(self.desk.register, self.place) if self.place else None

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Take up a draft."""
        if self.form is not None:
            self._seen = draft.get("seen") or self._seen
            self.need = self.need or draft.get("need", "")
            self.head.restore(draft["head"])
            self.form.restore(draft["form"])
            self.form.steps += [msgspec.convert(step, MilestoneInput) for step in draft["steps"]]
            self.form.rejudge()
            family = self.same_for_all() if draft["family"] is not None else None
            if family is not None:
                family.restore(draft["family"])
                family.rejudge()

    def drop(self) -> None:
        """Forget the draft of this place."""
        if self.place:
            drop_draft(self.desk.register, self.place)


def _action(rows: list[HistoryRow]) -> str:
    """What one action did to one record."""
    first = rows[0]
    when = f"{show_date(first.at[:10])} {first.at[11:16]}"
    what = f"{first.kind_label} {first.record}"
    if first.kind != "create":
        what += ": " + "; ".join(f"{row.label}: {row.before or '–'} → {row.after or '–'}" for row in rows)
    reason = _(" (lý do: {0})").format(first.reason) if first.reason else ""
    return f"{when} · {first.officer} · {what}{reason}"


def _concerns(key: str, name: str) -> bool:
    """Whether a ledger key (`amounts`, `details.a+b`) holds the value of a field (`amounts.cost`, `details.b.cell`)."""
    whole, _, rest = key.partition(".")
    if whole != "details":
        return name == key or name.startswith(f"{key}.")
    return any(name == f"details.{part}" or name.startswith(f"details.{part}.") for part in rest.split("+"))


def _sticky_key(policy: Policy) -> str:
    return f"support:{policy.id}"


def _person(member: Any) -> Option:
    born = f" ({show_date(member.birth_date)[-4:]})" if member.birth_date else ""
    return Option(member.id, f"{member.name}{born}", codes.names("relation").get(member.relation or "", ""))


def _changes(before: SupportInput, after: SupportInput) -> dict[str, Any]:
    """What `set_support` is told: only what differs."""
    changes: dict[str, Any] = {}
    for name in ("year", "round", "note"):
        if getattr(before, name) != getattr(after, name):
            changes[name] = getattr(after, name)
    if before.amounts != after.amounts:
        changes["amounts"] = msgspec.to_builtins(after.amounts) if after.amounts else None
    names = [*before.details, *(name for name in after.details if name not in before.details)]
    details = {name: after.details.get(name) for name in names if before.details.get(name) != after.details.get(name)}
    return changes | ({"details": details} if details else {})


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())
    return "; ".join(_plain(inner) for inner in value) if isinstance(value, list) else str(value)
