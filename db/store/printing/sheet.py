"""Everything one print run reads from the register, once, and the words its documents share. Draws nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection

from db.domain import codes
from db.domain.errors import UserError
from db.domain.standards import Standard
from db.domain.units import Unit, catalogue
from db.domain.values import local_date
from db.ledger.register import Register
from db.policy.definition import Policy
from db.policy.scoring import ScoreTable
from db.store.deciding.findings import list_findings
from db.store.definitions.kinds import kind_of
from db.store.definitions.policies import definition_of, policies, policy
from db.store.definitions.standards import score_tables, standards
from db.store.offices import is_training, own_unit
from db.store.places.villages import need_villages
from db.store.plan.reading import needs, plans
from db.store.prints.papers import Heading, Office, Stamp
from db.store.prints.supports import About
from db.store.reading import household_ids, households, supports
from db.store.record.reading import RecordRow, records
from db.store.review.inputs import ReviewRow, RoundRow
from db.store.review.reading import reviews, rounds
from db.store.rows import HouseholdRow, MemberRow, NeedRow, PlanRow, SupportRow


@dataclass(frozen=True, slots=True)
class Selection:
    """What to print: of one year, these households (empty: all), of one village, under one policy."""

    year: int
    households: tuple[str, ...] = ()
    village: str | None = None
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """The number in the print register and the state of the data a paper shows; reprint: 0, or which reprint it is.

    paper_no, paper_date: given to the paper by the văn thư after it was printed first.
    """

    number: str
    printed_at: str
    data_version: str
    reprint: int = 0
    paper_no: str | None = None
    paper_date: str | None = None

    @property
    def stamp(self) -> Stamp:
        """For the foot of every page of a list."""
        return self._stamp(self.number)

    def slip(self, place: int) -> Stamp:
        """For the slip that stands at `place` (from 1) in the run: every voucher has a code of its own."""
        return self._stamp(f"{self.number}-{place}")

    def _stamp(self, code: str) -> Stamp:
        return Stamp(code=code, printed_at=self.printed_at[:16], data_version=self.data_version, reprint=self.reprint)


@dataclass(slots=True)
class Sheet:
    """Everything read for one print run.

    plans: of the year, by household; newest: the policies there are today; homes_on: the same households as of a day;
    about: the supports that a form of supports wants; past: their supports of every year, of one policy or (None) of
    all, each with its definition.
    rounds: the rounds of review there are; reviews: of one round, by household; needs: of the same households, refused
    for themselves; scores: points of B1 by standard; records: of our unit and of the village chosen, of one kind, of a
    year, the first one first, each with its values as written, without what is kept secret.
    """

    office: Office
    unit: Unit
    on: str
    issue: Issue
    selection: Selection
    homes: list[HouseholdRow]
    supports: dict[str, list[SupportRow]]
    policies: dict[tuple[str, str | None], Policy | None]
    plans: dict[str, PlanRow]
    newest: dict[str, Policy]
    homes_on: Callable[[str], list[HouseholdRow]]
    about: About
    past: Callable[[str | None], list[tuple[SupportRow, Policy | None]]]
    rounds: Callable[[], list[RoundRow]]
    reviews: Callable[[str], dict[str, ReviewRow]]
    needs: Callable[[], list[NeedRow]]
    scores: Callable[[], dict[str, ScoreTable]]
    records: Callable[[str, int], list[tuple[RecordRow, dict[str, str]]]]
    standards: Mapping[str, Standard]

    def policy(self, row: SupportRow) -> Policy | None:
        """The definition a support was written with, if the register holds it."""
        return self.policies[row.policy, row.definition]

    def nature(self, row: SupportRow) -> str:
        """`grant`, `credit`, `card` or `service`; a support of an unknown definition is shown as a service."""
        policy = self.policy(row)
        return policy.nature if policy else "service"

    def title(self, row: SupportRow) -> str:
        """What a support is called on paper."""
        policy = self.policy(row)
        return policy.summary(row.details) if policy else row.policy

    def number(self, row: SupportRow) -> str | None:
        """The number a support is known by, as its definition says."""
        policy = self.policy(row)
        return policy.number(row.details) if policy else None

    def heading(self, symbol: str, number: str | None = None) -> Heading:
        """Number and date the office's own register of papers (văn thư) has given; before that the date of this run."""
        issue = self.issue
        return heading_of(number or issue.paper_no, symbol, issue.paper_date or issue.printed_at[:10])

    def subject(self, what: str = "") -> str:
        """What a list is about, its year and, where one was chosen, its village."""
        place = f" – {self.selection.village}" if self.selection.village else ""
        return f"{what} năm {self.selection.year}{place}" if what else f"Năm {self.selection.year}{place}"

    def village(self, home: HouseholdRow) -> str:
        """The village as lists name it; with its commune when the paper is of an office above."""
        if home.unit == self.unit.code or not home.unit:
            return home.village_name
        return f"{home.village_name}, {self.units_of(home)[0].title}"

    def full_address(self, home: HouseholdRow) -> str:
        """Where the household lives, down from the province: what a voucher says of its receiver."""
        parts = (home.address, home.village_name, *(unit.title for unit in self.units_of(home)))
        return ", ".join(part for part in parts if part)

    def units_above(self) -> list[Unit]:
        """The units above ours, the nearest first, with the names of the day."""
        ours = self.unit
        on = self.on if ours.in_force(self.on) else ours.valid_to or ours.valid_from
        return catalogue().ancestors(ours.code, on)

    def units_of(self, home: HouseholdRow) -> list[Unit]:
        """The commune of a household and the units above it, with the names of the day.

        Our own unit where the register holds a code there never was: a package may bring anything, papers must come.
        """
        units = catalogue()
        ours = home.unit == self.unit.code or not units.versions(home.unit)
        commune = self.unit if ours else units.on(home.unit, self.on)
        on = self.on if commune.in_force(self.on) else commune.valid_to or commune.valid_from
        return [commune, *units.ancestors(commune.code, on)]


def read_sheet(
    register: Register, connection: Connection, selection: Selection, issue: Issue, about: About | None = None
) -> Sheet:
    """Read everything; about: which supports a form of supports wants.

    Raises:
        UserError: a form of one policy is asked for under another.
        NotFound: no such policy, no such village.
    """
    unit, about = own_unit(connection), about or About()
    asked = _asked_policy(connection, selection, about)
    villages = None if selection.village is None else need_villages(connection, selection.village)
    ids = list(selection.households) or household_ids(connection, villages=villages)
    on = min(f"{selection.year}-12-31", local_date(register.providers.now()))
    homes = households(connection, ids, on)
    broken = {one.support for one in list_findings(connection)}

    rows = _waiting(supports(connection, policy=asked, year=selection.year), broken)
    wanted = {home.id for home in homes}
    mine: dict[str, list[SupportRow]] = {}
    for row in rows:
        if row.household in wanted:
            mine.setdefault(row.household, []).append(row)
    found = _definitions(connection, rows)
    planned = {one.household: one for one in plans(connection, year=selection.year) if one.household in wanted}
    office = office_of(unit, training=is_training(connection))
    return Sheet(
        office, unit, on, issue, selection, homes, mine, found, planned, policies(connection),
        lambda day: households(connection, ids, day), about,
        lambda name: _past(connection, name, ids, broken), cache(lambda: rounds(connection)),
        cache(lambda round_id: _reviewed(connection, round_id)),
        cache(lambda: [one for one in needs(connection, households=ids, policy=asked) if one.refused_on]),
        cache(lambda: score_tables(connection)),
        lambda kind, year: _records(connection, kind, unit.code, villages, year), standards(connection),
    )  # fmt: skip


def _definitions(connection: Connection, rows: list[SupportRow]) -> dict[tuple[str, str | None], Policy | None]:
    kinds = {(row.policy, row.definition) for row in rows}
    return {(name, digest): definition_of(connection, name, digest) for name, digest in kinds}


def _waiting(rows: list[SupportRow], broken: set[str]) -> list[SupportRow]:
    """The same supports; a sum that a merge has broken waits like any other dispute."""
    for row in rows:
        row.conflicts += row.id in broken
    return rows


def _past(
    connection: Connection, name: str | None, ids: list[str], broken: set[str]
) -> list[tuple[SupportRow, Policy | None]]:
    """Supports of every year of households, each with the definition it was written with."""
    rows = _waiting(supports(connection, policy=name, households=ids), broken)
    found = _definitions(connection, rows)
    return [(row, found[row.policy, row.definition]) for row in rows]


def _reviewed(connection: Connection, round_id: str) -> dict[str, ReviewRow]:
    """What a round found of each household, the last time."""
    return {row.household: row for row in reversed(reviews(connection, round_id=round_id))}


def _records(
    connection: Connection, kind: str, unit: str, villages: Sequence[str] | None, year: int
) -> list[tuple[RecordRow, dict[str, str]]]:
    """Records of one unit, not of those below it, each with its values as its own definition writes them."""
    found: list[tuple[RecordRow, dict[str, str]]] = []
    for row in reversed(records(connection, kind=kind, unit=unit, year=year)):
        if row.unit == unit and (villages is None or row.village in villages):
            definition = kind_of(connection, row.kind, row.definition)
            found.append((row, definition.written(row.details) if definition else {}))
    return found


def _asked_policy(connection: Connection, selection: Selection, about: About) -> str | None:
    """The policy whose supports are read: the form's own, else the one chosen."""
    if selection.policy is not None:
        policy(connection, selection.policy)
    if not about.policy:
        return selection.policy
    if selection.policy not in (None, about.policy):
        title = policy(connection, about.policy).title
        said = f"Mẫu này là của chính sách “{title}”. Chưa in gì: bỏ chính sách đã chọn rồi in lại."
        raise UserError("other_policy", said)
    return about.policy


def office_of(unit: Unit, *, training: bool = False) -> Office:
    """The office of a unit as the head of its papers names it; papers of invented people say so where it stands."""
    name = f"ỦY BAN NHÂN DÂN\n{unit.title.upper()}"
    return Office(name=f"{name}\n(TẬP LÀM, DỮ LIỆU BỊA)" if training else name, place=unit.name)


def heading_of(number: str | None, symbol: str, date: str | None) -> Heading:
    """Number and day of a paper; a number written with its symbol ("7/QĐ-UBND") brings its own."""
    figures, _, own = (number or "").partition("/")
    return Heading(number=figures.strip() or None, symbol=own.strip() or symbol, date=date)


def name_of(list_name: str, code: str | None) -> str | None:
    """The printed name of a code; the code itself where its list does not know it."""
    return None if code is None else codes.names(list_name).get(code, code)


def head_name(home: HouseholdRow) -> str:
    """Who heads a household; its code where nobody does."""
    return home.head.name if home.head else home.code or ""


def person_of(home: HouseholdRow, row: SupportRow) -> MemberRow | None:
    """The member a support is for, None for the whole household."""
    return next((member for member in home.members if member.id == row.person), None)
