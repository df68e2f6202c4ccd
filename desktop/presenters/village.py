"""Whole-village work: one policy, one year, one village; who has a right and no support, and who is to be handed it.

Proposals, findings and the life cycle are the definition's, through the store. Knows no Qt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from db.domain.errors import InvalidData, Issue
from db.policy.definition import Policy
from db.store.definitions.policies import policies
from db.store.drafts import drop_draft, keep_draft, load_draft
from db.store.history.undo import Undone, undo
from db.store.inputs import MilestoneInput
from db.store.places.villages import list_villages
from db.store.support.batch import Candidate, candidates, record_batch
from db.store.support.handout import Awaiting, awaiting, hand_out
from db.store.support.judging import Judging, judge_many
from desktop.presenters.desk import Desk
from desktop.presenters.fields import FieldSpec, Option
from desktop.presenters.form import FormModel, Section
from desktop.presenters.past import Spot
from desktop.presenters.village_handout import HandoutSheet
from desktop.presenters.village_past import of_awaiting, of_candidate
from desktop.presenters.village_sheet import CandidateSheet, Row
from desktop.words import _
from forms.paper import registry

EVERYWHERE = "all"
FIRST = "bhyt"
"""The policy whose work is done by whole villages most."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the page is about. village: id, None for all; turn: the round, None where the policy has none."""

    policy: str
    year: int
    village: str | None
    turn: str | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the register says of a place, read in the background."""

    place: Place
    policy: Policy
    candidates: list[Candidate]
    judgings: list[Judging]
    awaiting: list[Awaiting]


@dataclass(frozen=True, slots=True)
class Done:
    """What one save wrote: its action, in words; document: the list to sign, "" where the policy has none."""

    action: str
    sentence: str
    document: str = ""


class Head(FormModel):
    """Policy, year and village; with which step, on which day and by which paper new supports are written."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.known: dict[str, Policy] = {}
        self.villages: dict[str, str] = {}
        super().__init__([Section("", self._fields())])
        self.stale()

    @staticmethod
    def _fields() -> tuple[FieldSpec, ...]:
        return (
            FieldSpec(id="policy", label=_("Chính sách"), kind="choice", required=True, width=18),
            FieldSpec(id="year", label=_("Năm"), kind="year", required=True, width=16),
            FieldSpec(id="turn", label=_("Đợt"), kind="choice", required=True, width=16),
            FieldSpec(id="village", label=_("Thôn"), kind="choice", required=True, width=24),
            FieldSpec(id="step", label=_("Mốc ghi kèm"), kind="choice", width=24),
            FieldSpec(id="date", label=_("Ngày của mốc"), kind="day", width=16),
            FieldSpec(id="document", label=_("Số văn bản"), width=16, max_length=60),
        )

    def stale(self) -> None:
        """Villages or policies have been added."""
        with self.desk.register.read() as connection:
            self.known = policies(connection)
            self.villages = {place.id: place.name for place in list_villages(connection)}
        self.offer("policy", [Option(name, one.short) for name, one in self.known.items()])
        everywhere = Option(EVERYWHERE, _("Tất cả các thôn"))
        self.offer("village", [*(Option(place, name) for place, name in self.villages.items()), everywhere])
        if not self.typed["policy"]:
            self._begin()
        self.offer_steps()

    def _begin(self) -> None:
        """As it was left, or the first policy of this year in the first village."""
        first = FIRST if FIRST in self.known else next(iter(self.known))
        usual = {"policy": first, "year": self.desk.year, "village": next(iter(self.villages), EVERYWHERE)}
        left = {name: self.desk.sticky.get(name) for name in usual}
        if left["policy"] not in self.known or left["village"] not in {*self.villages, EVERYWHERE}:
            left = {}  # of another day: they are no longer here
        kept = {name: left.get(name) or value for name, value in usual.items()}
        self.load(kept | {"date": self.desk.today})

    def take(self, **wanted: Any) -> None:
        """Another policy, year or village, as other pages ask for."""
        given = {name: value for name, value in wanted.items() if value}
        self.load({"date": self.desk.today} | self.values() | given)
        self.offer_steps()

    def offer_steps(self) -> None:
        """The steps of the policy chosen; one of another policy is forgotten."""
        chosen = self.known.get(self.value("policy") or "")
        steps = chosen.milestones.values() if chosen else ()
        self.offer("step", [Option(step.kind, step.label, step.hint) for step in steps])
        rounds = chosen.definition.rounds if chosen else []
        self.offer("turn", [Option(turn, turn) for turn in rounds])
        if self.value("turn") is None:
            self.typed["turn"] = rounds[0] if rounds else ""
        if self.value("step") is None:
            self.typed["step"] = ""

    def visible(self, name: str) -> bool:
        """A day and a paper are asked for with a step, a round where the policy has rounds."""
        if name == "turn":
            return bool(self.specs["turn"].options)
        return name not in ("date", "document") or self.value("step") is not None

    @property
    def place(self) -> Place | None:
        """What is chosen, None while something is missing."""
        policy, year, village = (self.value(name) for name in ("policy", "year", "village"))
        turn = self.value("turn") if self.visible("turn") else None
        if policy is None or year is None or village is None or (turn is None and self.visible("turn")):
            return None
        self.desk.sticky |= {"policy": policy, "year": year, "village": village}
        return Place(policy, year, None if village == EVERYWHERE else village, turn)

    def milestones(self) -> list[MilestoneInput]:
        """The step every new support gets."""
        kind = self.value("step")
        if kind is None:
            return []
        return [MilestoneInput(kind=kind, date=self.value("date") or "", document_no=self.value("document"))]


class VillageWork:
    """The page: what is chosen, the sheet of new supports, the sheet of the hand-out."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.head = Head(desk)
        self.loaded: Loaded | None = None
        self.new = CandidateSheet(None, [], lambda _inputs: [])
        self.handout = HandoutSheet([])
        day = FieldSpec(id="date", label=_("Ngày phát"), kind="day", required=True, width=16)
        self.day = FormModel([Section("", (day,))], {"date": desk.today})

    def load(self, place: Place) -> Loaded:
        """Read who is to be in both sheets; safe in the background."""
        register = self.desk.register
        with register.read() as connection:
            found = candidates(register, connection, place.policy, place.year, village=place.village, turn=place.turn)
            waiting = awaiting(register, connection, place.policy, place.year, village=place.village, turn=place.turn)
        chosen = self.head.known[place.policy]
        judgings = judge_many(register, chosen, [one.proposal for one in found])
        return Loaded(place, chosen, found, judgings, waiting)

    def show(self, loaded: Loaded) -> None:
        """Both sheets anew."""
        self.loaded = loaded
        villages = loaded.place.village is None
        rows = [Row(one, judging) for one, judging in zip(loaded.candidates, loaded.judgings, strict=True)]
        self.new = CandidateSheet(
            loaded.policy, rows, partial(judge_many, self.desk.register, loaded.policy), villages=villages
        )
        self.handout = HandoutSheet(loaded.awaiting, villages=villages)

    @property
    def where(self) -> str:
        """The village in words."""
        village = self.loaded.place.village if self.loaded else None
        return self.head.villages.get(village, "") if village else _("mọi thôn")

    def record(self, reason: str = "") -> Done:
        """Write everybody who is ticked, in one action.

        Raises:
            InvalidData: nothing is written; hard findings stand in their cells, soft ones want a reason.
        """
        assert self.loaded is not None  # noqa: S101 - the page has nothing to save before
        ticked = self.new.ticked()
        inputs = self.new.inputs(self.head.milestones())
        try:
            done = record_batch(self.desk.register, inputs, reason=reason)
        except InvalidData as error:
            self.new.judge(ticked, error.issues)
            raise
        who = _("{0} người") if self.loaded.policy.level == "person" else _("{0} hộ")
        place = self.loaded.place
        when = f"{place.turn} {place.year}" if place.turn else _("năm {0}").format(place.year)
        what = _("Đã ghi {0} {1} cho {2}, {3}.").format(
            self.loaded.policy.short, when, who.format(len(done.rows)), self.where
        )
        return Done(done.action, what, self._document())

    def past(self, spot: Spot, *, handout: bool) -> str:
        """What stood in a cell of one of the sheets before; the row is the key of its line."""
        loaded, register = self.loaded, self.desk.register
        assert loaded is not None  # noqa: S101 - there are no lines before
        if handout:
            return of_awaiting(register, next(one for one in loaded.awaiting if one.support == spot.row))
        one = next(one for one in loaded.candidates if spot.row in (one.person, one.household))
        return of_candidate(register, one, spot.column, spot.title)

    def hand_out(self, reason: str = "") -> Done:
        """Write all ticks of the hand-out in one action. Raises as `record`."""
        lines = self.handout.answered()
        try:
            if unknown := self.handout.unknown(lines):
                raise InvalidData(unknown)
            done = hand_out(self.desk.register, self.handout.ticks(self.day.value("date") or ""), reason=reason)
        except InvalidData as error:
            self.handout.judge(lines, error.issues)
            raise
        return Done(done.action, _("Đã ghi sau ngày phát: {0}.").format(self.handout.counted()))

    # What is not saved yet.

    @property
    def _place(self) -> str:
        """Where the draft of this place is kept."""
        if self.loaded is None:
            return ""
        place = self.loaded.place
        turn = f":{place.turn}" if place.turn else ""
        return f"village:{place.policy}:{place.year}{turn}:{place.village or EVERYWHERE}"

    def keep(self) -> None:
        """Keep what is typed in both sheets; nothing typed, nothing kept."""
        body = {"new": self.new.draft(), "handout": self.handout.draft()}
        if self.loaded is not None and any(body.values()):
            title = _("Cả thôn: {0}, {1}").format(self.loaded.policy.short, self.where)
            keep_draft(self.desk.register, self._place, title, body)
        elif self._place:
            self.forget()

    def waiting(self) -> dict[str, Any] | None:
        """What was typed here and not saved."""
        return load_draft(self.desk.register, self._place) if self._place else None

    def restore(self, draft: dict[str, Any]) -> None:
        """Take it up again."""
        self.new.restore(draft.get("new", ()))
        self.handout.restore(draft.get("handout", ()))

    def forget(self) -> None:
        """Nothing is typed here any more."""
        drop_draft(self.desk.register, self._place)

    def undo(self, action: str) -> Undone:
        """Take a save back."""
        return undo(self.desk.register, action)

    def _document(self) -> str:
        """The list that is signed for supports of this policy, "" where there is none."""
        assert self.loaded is not None  # noqa: S101 - called after a save
        known = {info.name for info in registry.documents()}
        lists = [entry.document for entry in self.loaded.policy.definition.prints if entry.document in known]
        return next((name for name in lists if name.startswith("danh_sach")), "")


def asked(issues: Iterable[Issue]) -> str:
    """What soft findings of many rows ask, each kind of them once with how many rows it is about."""
    soft = [issue for issue in issues if issue.severity == "soft"]
    counts = Counter(issue.code for issue in soft)
    first = {issue.code: issue.message for issue in reversed(soft)}
    return " ".join(
        message if counts[code] == 1 else _("{0} (và {1} dòng nữa)").format(message, counts[code] - 1)
        for code, message in first.items()
    )


def undone_in_words(undone: Undone) -> str:
    """What an undo did."""
    if not undone.action:
        return _("Không lấy lại được: đã có người sửa sau đó.")
    return _("Đã lấy lại {0} bản ghi.").format(undone.restored)


def summary(loaded: Loaded, ticked: int) -> str:
    """How many are in the sheet and how many of them will be written."""
    unsure = sum(one.right is None for one in loaded.candidates)
    told = _("{0} thuộc diện và chưa có; sẽ ghi {1}").format(len(loaded.candidates), ticked)
    return told + (_("; {0} chưa đủ thông tin để biết").format(unsure) if unsure else "")
