"""Rounds of review of a year: which there are, their steps, and the reviews of a village. Knows no Qt.

Rules are the store's: what a household is, what a round needs, who may recognise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.domain import codes
from db.domain.errors import InvalidData
from db.domain.standards import Standard
from db.domain.values import show_date
from db.policy.scoring import ScoreTable
from db.store.definitions.standards import score_tables, standards
from db.store.drafts import drop_draft, keep_draft, load_draft
from db.store.history.undo import Undone, undo
from db.store.places.villages import list_villages
from db.store.reading import household_ids, households
from db.store.review.checks import Weighed, Weighing
from db.store.review.class_changes import LISTED
from db.store.review.inputs import Recognised, ReviewInput, RoundInput, RoundRow
from db.store.review.reading import effective_day, reviews, round_row, rounds
from db.store.review.reviews import save_reviews, weigh
from db.store.review.rounds import add_round, new_round, recognise
from db.store.rows import HouseholdRow
from desktop.presenters.desk import Desk
from desktop.presenters.fields import FieldSpec, Option
from desktop.presenters.form import FormModel, Section
from desktop.presenters.review_round import RoundForm
from desktop.presenters.review_scores import ScoreForm
from desktop.presenters.review_sheet import ReviewSheet, Row
from desktop.words import _

NEW = "new:"
"""Before the kind of a round that is not opened yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the page is about. round: id, or `new:periodic`; village: id."""

    year: int
    round: str
    village: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the register says of a place, read in the background."""

    place: Place
    round: RoundRow | None
    plan: RoundInput
    standard: Standard | None
    table: ScoreTable | None
    rows: list[Row]


class Head(FormModel):
    """Year, round and village; the day that new reviews of the sheet carry."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.villages: dict[str, str] = {}
        fields = (
            FieldSpec(id="year", label=_("Năm"), kind="year", required=True, width=10),
            FieldSpec(id="round", label=_("Đợt rà soát"), kind="choice", required=True, width=34),
            FieldSpec(id="village", label=_("Thôn"), kind="choice", required=True, width=24),
            FieldSpec(id="date", label=_("Ngày rà soát"), kind="day", required=True, width=14),
        )
        super().__init__([Section("", fields)])
        self.stale()

    def stale(self) -> None:
        """Villages or rounds have been added."""
        with self.desk.register.read() as connection:
            self.villages = {place.id: place.name for place in list_villages(connection)}
        self.offer("village", [Option(record, name) for record, name in self.villages.items()])
        if not self.typed["year"]:
            kept = self.desk.sticky.get("review_village")
            village = kept if kept in self.villages else next(iter(self.villages), None)
            self.load({"year": self.desk.sticky.get("review_year") or self.desk.year, "village": village})
            self.fill({"date": self.desk.today})
        self.offer_rounds()

    def offer_rounds(self) -> None:
        """The rounds of the year, then those that may be opened."""
        year = self.value("year")
        with self.desk.register.read() as connection:
            known = rounds(connection, year=year) if year is not None else []
        names = codes.names("review_kind")
        found = [Option(row.id, _round_name(row, number)) for number, row in enumerate(known, 1)]
        found += [Option(NEW + kind, _("Mở đợt mới: {0}").format(name.lower())) for kind, name in names.items()]
        self.offer("round", found)
        if self.value("round") is None:
            self.typed["round"] = found[0].label

    def take(self, **wanted: Any) -> None:
        """Another year, round or village, as other pages ask for."""
        for name in ("year", "village"):
            if wanted.get(name):
                self.fill({name: wanted[name]})
        self.offer_rounds()
        if wanted.get("round"):
            self.fill({"round": wanted["round"]})

    @property
    def place(self) -> Place | None:
        """What is chosen, None while something is missing."""
        year, chosen, village = (self.value(name) for name in ("year", "round", "village"))
        if year is None or chosen is None or village is None:
            return None
        self.desk.sticky |= {"review_year": year, "review_village": village}
        return Place(year, chosen, village)


def _round_name(row: RoundRow, number: int) -> str:
    """A round by its kind, its first day, and where it stands."""
    name = codes.names("review_kind").get(row.kind, row.kind)
    begun = row.listed_on or row.field_from
    day = _(" từ {0}").format(show_date(begun)) if begun else ""
    return f"{number}. {name}{day}"


class ReviewWork:
    """The page: what is chosen, the sheet of its village, the form of its steps."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.head = Head(desk)
        self.loaded: Loaded | None = None
        self.last = ""
        """The action of the last save, "" for none."""
        self.sheet = ReviewSheet(None, [], None, lambda _given: [])
        self.scores = ScoreForm(self.sheet)
        self.form = RoundForm(desk, self.head.villages)

    def load(self, place: Place) -> Loaded:
        """Read the round and the households of the village; safe in the background."""
        with self.desk.register.read() as connection:
            row = None if place.round.startswith(NEW) else round_row(connection, place.round)
            plan = row or new_round(connection, place.year, place.round.removeprefix(NEW))
            standard = standards(connection).get(plan.standard or "")
            start = plan.valid_from or effective_day(plan.kind, plan.year, plan.decision_date) or self.desk.today
            on = min(self.desk.today, f"{place.year}-12-31")
            homes = households(connection, household_ids(connection, villages=[place.village], on=on), on)
            known = {one.household: one for one in (reviews(connection, round_id=place.round) if row else [])}
            table = score_tables(connection).get(plan.standard or "")
            columns = _columns(Weighing(connection, [], today=self.desk.today), table, homes, on)
        rows = [
            Row(home, _before(home, start), known.get(home.id), columns.get(home.id)) for home in homes if home.members
        ]
        rows.sort(key=lambda one: one.before not in LISTED and one.review is None)
        return Loaded(place, row, plan, standard, table, rows)

    def show(self, loaded: Loaded) -> None:
        """Sheet and form anew."""
        self.loaded = loaded
        if not self.head.value("date") or self.head.value("date")[:4] != str(loaded.place.year):
            self.head.fill({"date": self._usual_day(loaded)})
        usual = ReviewInput(
            household="",
            date=self.head.value("date") or "",
            round=loaded.round.id if loaded.round else None,
            kind=loaded.plan.kind,
            standard=loaded.plan.standard,
        )
        self.sheet = ReviewSheet(loaded.standard, loaded.rows, usual, self._weigh, loaded.table)
        self.scores = ScoreForm(self.sheet)
        self.form.show(loaded.round, loaded.plan)

    def _usual_day(self, loaded: Loaded) -> str | None:
        """The day new reviews carry: today in the year of the round, else a day on which the round was in the field."""
        if self.desk.year == loaded.place.year:
            return self.desk.today
        return loaded.plan.field_to or loaded.plan.field_from

    def _weigh(self, given: Any) -> list[Weighed]:
        with self.desk.register.read() as connection:
            return weigh(self.desk.register, connection, given)

    @property
    def where(self) -> str:
        """The village in words."""
        return self.head.villages.get(self.loaded.place.village, "") if self.loaded else ""

    @property
    def title(self) -> str:
        """What is being reviewed by which standard."""
        if self.loaded is None or self.loaded.standard is None:
            return ""
        told = _("{0} hộ, {1} đã có kết quả").format(len(self.sheet.lines), self.sheet.reviewed())
        chosen = _("chuẩn {0}").format(self.loaded.standard.id.replace("_", "–"))
        step = self.loaded.round.next if self.loaded.round else None
        next_ = " · " + _("bước tiếp theo: {0}").format(step.title.lower()) if step else ""
        return f"{self.where}: {told} · {chosen}{next_}"

    def save_sheet(self, reason: str = "") -> str:
        """Write every line that holds something new, in one action; a new round is opened first. What was done.

        Raises:
            InvalidData: nothing of the reviews is written; findings stand in their cells.
        """
        assert self.loaded is not None  # noqa: S101 - the page has nothing to save before
        lines = self.sheet.written()
        given = self.sheet.inputs(lines, reason)
        try:
            if unknown := self.sheet.unknown(lines):
                raise InvalidData(unknown)
            if self.loaded.round is None:
                given = self._in_new_round(given, reason)
            done = save_reviews(self.desk.register, given, reason=reason)
        except InvalidData as error:
            self.sheet.judge(lines, error.issues)
            raise
        self.last = done.action
        return _("Đã ghi {0} phiếu rà soát của {1}.").format(len(lines), self.where)

    def _in_new_round(self, given: list[tuple[str, ReviewInput]], reason: str) -> list[tuple[str, ReviewInput]]:
        assert self.loaded is not None  # noqa: S101 - as above
        plan = self.loaded.plan
        with self.desk.register.read() as connection:
            found = weigh(self.desk.register, connection, given)
        issues = [issue for one in found for issue in one.issues]
        if any(issue.severity == "hard" for issue in issues) or (issues and not reason):
            return given  # refused below, before a round is opened for nothing
        record = add_round(self.desk.register, RoundInput(year=plan.year, kind=plan.kind), reason=reason).id
        self.opened(record)
        for _id, data in given:
            data.round = record
        return given

    def opened(self, record: str) -> None:
        """A round was opened: it is the one chosen from now on."""
        self.head.take(round=record)

    def save_round(self, reason: str = "") -> str:
        """Write the steps; what was done. Raises as `RoundForm.save`."""
        record = self.form.save(reason)
        self.opened(record)
        return _("Đã ghi các bước của đợt rà soát.")

    def ask_recognition(self) -> str:
        """What is said before a round is recognised, "" where there is nothing to recognise."""
        row = self.loaded.round if self.loaded else None
        waiting = row.reviews - row.recognised if row else 0
        if row is None or waiting <= 0:
            return ""
        start = row.valid_from or row.decision_date
        day = _(" từ {0}").format(show_date(start)) if start else ""
        return _("Công nhận {0} phiếu của cả đợt: kết quả phân loại áp dụng{1}?").format(waiting, day)

    def recognise(self, reason: str = "") -> str:
        """Recognise the round; what was done. AppError when it is refused."""
        assert self.loaded is not None  # noqa: S101 - asked for before
        assert self.loaded.round is not None  # noqa: S101 - as above
        done = recognise(self.desk.register, self.loaded.round.id, reason=reason)
        self.last = done.action
        return _recognised(done)

    def undo(self) -> Undone:
        """Take the last save back."""
        action, self.last = self.last, ""
        return undo(self.desk.register, action)

    # What is not saved yet.

    @property
    def _place(self) -> str:
        return f"review:{self.loaded.place.round}:{self.loaded.place.village}" if self.loaded else ""

    def keep(self) -> None:
        """Keep what is typed in the sheet; nothing typed, nothing kept."""
        body = {"rows": self.sheet.draft()}
        if self.loaded is not None and body["rows"]:
            keep_draft(self.desk.register, self._place, _("Rà soát {0}").format(self.where), body)
        elif self._place:
            self.forget()

    def waiting(self) -> dict[str, Any] | None:
        """What was typed here and not saved."""
        return load_draft(self.desk.register, self._place) if self._place else None

    def restore(self, draft: dict[str, Any]) -> None:
        """Take it up again."""
        self.sheet.restore(draft.get("rows", ()))

    def forget(self) -> None:
        """Nothing is typed here any more."""
        drop_draft(self.desk.register, self._place)


def _columns(
    weighing: Weighing, table: ScoreTable | None, homes: Sequence[HouseholdRow], on: str
) -> dict[str, str | None]:
    """The column of the score table that each household has by its area."""
    if table is None:
        return {}
    return {home.id: weighing.usual_variant(table, home, weighing.usual_area(home, on)) for home in homes}


def _before(home: Any, start: str) -> str | None:
    now = home.classification
    return now.result if now is not None and (now.valid_from or "") < start else None


def _recognised(done: Recognised) -> str:
    names = codes.names("household_class")
    told = [f"{count} {names[code].lower()}" for code, count in done.classes.items()]
    same = _("{0} hộ giữ nguyên").format(done.unchanged) if done.unchanged else ""
    listed = ", ".join(part for part in (*told, same) if part)
    return _("Đã công nhận, áp dụng từ {0}: {1}.").format(show_date(done.valid_from), listed)
