"""What a review comes to by its standard, and what is wrong or odd about it as entered. It reads; it writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from db.domain import codes
from db.domain.errors import Issue, NotFound, no_record
from db.domain.standards import Standard, standard, standard_on
from db.domain.units import area_of, catalogue, unit_near
from db.domain.values import is_iso_date, show_date
from db.ledger.register import settings
from db.policy.classify import Measured, Outcome, b2_of, check_totals, classify
from db.policy.scoring import ScoreTable
from db.store.clauses import Clause, among, ask
from db.store.days import check_past
from db.store.definitions.standards import score_tables, standards
from db.store.facts import History, class_histories
from db.store.household.households import check_deprivations
from db.store.household.people import check_code
from db.store.places.areas import check_area
from db.store.reading import households
from db.store.review.class_changes import fits
from db.store.review.inputs import ReviewInput, RoundRow
from db.store.review.reading import derived_kind, effective_day, present_then, rounds
from db.store.rows import HouseholdRow

RESULTS = ("poor", "near_poor", "not_poor")


class Weighed(msgspec.Struct, kw_only=True):
    """A review as it will be kept, with what the standard says of it and all findings. before: class until then."""

    data: ReviewInput
    outcome: Outcome
    before: str | None
    derived: str | None
    issues: list[Issue]


class Weighing:
    """Judges many reviews together; what it needs of the register is read once for all."""

    def __init__(self, connection: Connection, given: Sequence[ReviewInput], *, today: str) -> None:
        self._connection = connection
        self._today = today
        self._day = settings(connection)["unit_date"]
        self._standards = standards(connection)
        self._tables = score_tables(connection)
        ids = list({one.household for one in given})
        wanted = list({one.round for one in given if one.round})
        self._rounds = {row.id: row for row in (rounds(connection, ids=wanted) if wanted else [])}
        self._homes = self._read_homes(given)
        self._histories = class_histories(connection, ids)
        years = {self._year(one) for one in given}
        self._here = {year: present_then(connection, ids, f"{year}-01-01") for year in years}
        self._taken = self._others(wanted)

    def weigh(self, data: ReviewInput, *, but: str = "") -> Weighed:
        """All about one review; but: its own id where it is recorded already.

        Raises:
            NotFound: no such household, round or standard.
        """
        home = self._homes.get((data.household, data.date)) or self._homes.get((data.household, self._today))
        if home is None:
            raise no_record("hộ", data.household)
        if data.round and data.round not in self._rounds:
            raise no_record("đợt rà soát", data.round)
        data = self._filled(data, home)
        chosen = standard(data.standard or "", self._standards)
        found = measured(data)
        issues = [*self._plain(data, home, but), *self._codes(data, chosen), *self._answers(data)]
        known = codes.names("area_class")
        outcome = classify(chosen, found) if data.area_class in known else Outcome(result=None)
        issues += check_totals(chosen, found) if data.area_class in known else []
        issues += _result_issues(data, outcome, chosen)
        result = data.result or outcome.result
        if result == outcome.result and data.sub_type is None:
            data = msgspec.structs.replace(data, sub_type=outcome.sub_type)
        data = msgspec.structs.replace(data, result=result)
        earlier = [found for start, _standard, found in self._history(data)]
        here = data.household in self._here[self._year(data)]
        derived = derived_kind(result, earlier, here_before=here)
        before = earlier[0] if earlier else None
        issues += _change_issues(data, before, derived)
        return Weighed(data=data, outcome=outcome, before=before, derived=derived, issues=issues)

    # What follows from the register.

    def _filled(self, data: ReviewInput, home: HouseholdRow) -> ReviewInput:
        """With everything that is not typed because it follows."""
        row = self._rounds.get(data.round or "")
        kind = row.kind if row else data.kind or "in_year"
        area = data.area_class or self.usual_area(home, data.date or self._today)
        filled: dict[str, Any] = {
            "kind": kind,
            "standard": data.standard or (row.standard if row else None) or self._standard_on(data.date or self._today),
            "area_class": area,
            "size": data.size if data.size is not None else len(home.members) or None,
        }
        table = self._tables.get(filled["standard"] or "")
        if table is not None and data.answers and not data.variant:
            filled["variant"] = self.usual_variant(table, home, area)
        data = msgspec.structs.replace(data, **filled)
        return self._summed(data, table)

    def _summed(self, data: ReviewInput, table: ScoreTable | None) -> ReviewInput:
        """With the totals that answers and ticks give, where none are typed."""
        if data.b2 is None and data.deprivations is not None and data.standard in self._standards:
            data = msgspec.structs.replace(data, b2=b2_of(self._standards[data.standard], data.deprivations))
        if data.b1 is None and table is not None and data.variant and data.answers and table.whole(data.answers):
            data = msgspec.structs.replace(data, b1=table.points(data.answers, data.variant))
        return data

    def usual_area(self, home: HouseholdRow, on: str) -> str | None:
        """The area of a household: as recorded of it, else that of its unit on the day."""
        return home.area_class or (area_of(home.unit, on) if unit_near(home.unit, on) else None)

    def column_of(self, table: ScoreTable, data: ReviewInput) -> str | None:
        """As `usual_variant`, for a review as entered."""
        home = self._homes[data.household, data.date]
        return self.usual_variant(table, home, data.area_class or self.usual_area(home, data.date))

    def usual_variant(self, table: ScoreTable, home: HouseholdRow, area: str | None) -> str | None:
        """Id of the column of a score table for a household in such an area; None where only a person can choose."""
        column = table.variant(area or "", self._province(home))
        return column.id if column else None

    def _province(self, home: HouseholdRow) -> str:
        try:
            above = catalogue().ancestors(home.unit, self._day)
        except NotFound:
            return ""
        return above[-1].code if above else ""

    def _standard_on(self, day: str) -> str | None:
        return standard_on(day, self._standards).id

    def _year(self, data: ReviewInput) -> int:
        row = self._rounds.get(data.round or "")
        year = data.date[:4]
        return row.year if row else int(year) if year.isdecimal() else int(self._today[:4])

    def _history(self, data: ReviewInput) -> History:
        """The classes of the household before the one that follows from this review, the latest first."""
        row = self._rounds.get(data.round or "")
        decided = row.decision_date if row else None
        begins = (row.valid_from if row else None) or effective_day(data.kind or "", self._year(data), decided)
        return [one for one in self._histories.get(data.household, []) if one[0] < (begins or data.date)]

    def _read_homes(self, given: Sequence[ReviewInput]) -> dict[tuple[str, str], HouseholdRow]:
        by_day: dict[str, dict[str, None]] = defaultdict(dict)
        for one in given:
            by_day[one.date if is_iso_date(one.date) else self._today][one.household] = None
        found = ((day, row) for day, ids in by_day.items() for row in households(self._connection, list(ids), day))
        return {(row.id, day): row for day, row in found}

    def _others(self, wanted: Sequence[str]) -> dict[tuple[str, str], set[str]]:
        query = among(self._connection, "w.round", wanted).within(
            "SELECT w.round, w.household, w.id FROM review w WHERE w.deleted = 0 AND ", ""
        )
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for owner, household, record in ask(self._connection, query) if wanted else ():
            found[owner, household].add(record)
        return found

    # What is wrong or odd.

    def _plain(self, data: ReviewInput, home: HouseholdRow, but: str) -> Iterator[Issue]:
        dated = check_past(data.date, "date", today=self._today)
        if not data.date:
            dated = [Issue("date", "hard", "no_date", "Chưa ghi ngày rà soát: ghi ngày rồi lưu.")]
        yield from dated
        row = self._rounds.get(data.round or "")
        if row is not None and not dated and data.date[:4] != str(row.year):
            message = f"Ngày rà soát {show_date(data.date)} không thuộc năm {row.year} của đợt."
            yield Issue("date", "soft", "round_year", message)
        if data.round and self._taken[data.round, data.household] - {but}:
            yield Issue("household", "hard", "review_exists", "Hộ đã có phiếu trong đợt này: mở phiếu đó để sửa.")
        yield from self._area(data, home)
        for name in ("income", "b1"):
            if (getattr(data, name) or 0) < 0:
                yield Issue(name, "hard", "negative", f"{'Thu nhập' if name == 'income' else 'B1'} phải từ 0 trở lên.")
        yield from self._size(data, home)

    def _area(self, data: ReviewInput, home: HouseholdRow) -> Iterator[Issue]:
        yield from check_code("area_class", data.area_class, "area_class")
        if data.area_class is None:
            yield Issue("area_class", "hard", "no_area", "Chưa biết khu vực của hộ: ghi nông thôn hay thành thị.")
        yield from check_area(data.area_class, data.area_reason, self.usual_area(home, data.date or self._today))

    @staticmethod
    def _size(data: ReviewInput, home: HouseholdRow) -> Iterator[Issue]:
        if data.size is not None and data.size <= 0:
            yield Issue("size", "hard", "size", "Số nhân khẩu phải từ 1 trở lên.")
        elif not home.members:
            yield Issue("size", "soft", "empty_home", "Ngày rà soát không còn ai ở trong hộ theo sổ.")
        elif data.size is not None and data.size != len(home.members):
            message = f"Phiếu ghi {data.size} nhân khẩu, trong sổ ngày đó có {len(home.members)} người."
            yield Issue("size", "soft", "size_differs", message)

    def _codes(self, data: ReviewInput, chosen: Standard) -> Iterator[Issue]:
        yield from check_code("review_kind", data.kind, "kind")
        yield from check_deprivations(self._connection, chosen.id, data.deprivations or [])
        for name in ("causes", "deprivations"):
            listed = getattr(data, name) or []
            if len(set(listed)) < len(listed):
                yield Issue(name, "hard", "twice", "Ghi hai lần cùng một mục: bỏ bớt một.")
        for code in data.causes:
            yield from check_code("poverty_cause", code, "causes")
        if data.sub_type is not None and data.sub_type not in chosen.sub_types:
            yield Issue("sub_type", "hard", "unknown_code", f"{chosen.title} không có loại “{data.sub_type}”.")

    def _answers(self, data: ReviewInput) -> Iterator[Issue]:
        if not data.answers:
            return
        table = self._tables.get(data.standard or "")
        if table is None:
            yield Issue(
                "answers", "hard", "no_table", "Chuẩn này chưa có bảng điểm: nạp tệp bảng điểm, hoặc ghi tổng B1."
            )
            return
        wrong = table.check(data.answers)
        yield from wrong
        if data.variant not in {one.id for one in table.tables}:
            names = "; ".join(f"{one.id}: {one.name}" for one in table.tables)
            yield Issue("variant", "hard", "variant", f"Chọn cột của bảng điểm ({names}).")
        elif not wrong and data.b1 is not None:
            points = table.points(data.answers, data.variant or "")
            if table.whole(data.answers) and points != data.b1:
                yield Issue("b1", "soft", "b1_answers", f"B1 ghi {data.b1}, các câu trả lời cho {points} điểm.")
            elif points > data.b1:
                told = f"B1 ghi {data.b1}, riêng các câu đã trả lời đã được {points} điểm."
                yield Issue("b1", "soft", "b1_answers", told)


def reasons_of(connection: Connection, row: ReviewInput) -> tuple[str, ...]:
    """Why a recorded review came out as it did, in sentences; none where its standard or area is not known here."""
    chosen = standards(connection).get(row.standard or "")
    if chosen is None or row.area_class not in codes.names("area_class"):
        return ()
    return classify(chosen, measured(row)).reasons


def measured(data: ReviewInput) -> Measured:
    """A review as `classify` takes it."""
    lacks = None if data.deprivations is None else tuple(data.deprivations)
    return Measured(area=data.area_class or "", income=data.income, b1=data.b1, b2=data.b2, deprivations=lacks)


def _result_issues(data: ReviewInput, outcome: Outcome, chosen: Standard) -> Iterator[Issue]:
    names = codes.names("household_class")
    if data.result is not None and data.result not in RESULTS:
        yield Issue("result", "hard", "unknown_code", f"Kết quả “{data.result}”: ghi một trong {', '.join(RESULTS)}.")
    elif data.result and outcome.result and data.result != outcome.result:
        message = f"Ghi {names[data.result].lower()}, nhưng theo {chosen.title} là {names[outcome.result].lower()}."
        yield Issue("result", "soft", "result_differs", message)


def _change_issues(data: ReviewInput, before: str | None, derived: str | None) -> Iterator[Issue]:
    kind = data.change_kind
    if kind is None:
        return
    wrong = check_code("poverty_change", kind, "change_kind")
    yield from wrong
    if wrong or kind == derived:
        return
    if not fits(kind, before, data.result):
        name = codes.names("poverty_change")[kind]
        message = f"Diễn biến “{name}” không khớp với kết quả trước và sau của hộ: chọn lại."
        yield Issue("change_kind", "hard", "change_fits", message)
    elif not data.change_reason:
        yield Issue("change_reason", "hard", "change_reason", "Sửa diễn biến thì phải ghi lý do.")


def listed_without(connection: Connection, row: RoundRow, on: str, homes: Clause) -> list[str]:
    """Households on a list on an ISO day that have no review in a round; homes: a condition on `h`."""
    query = Clause(
        "SELECT h.id FROM household h WHERE h.deleted = 0 AND (SELECT c.result FROM classification c WHERE "
        "c.household = h.id AND c.deleted = 0 AND c.valid_from <= ? ORDER BY c.valid_from DESC, c.id DESC LIMIT 1) "
        "IN ('poor', 'near_poor') AND NOT EXISTS (SELECT 1 FROM review w WHERE w.household = h.id AND w.round = ? "
        "AND w.deleted = 0) AND ",
        (on, row.id),
    )
    return [record for (record,) in ask(connection, query + homes + " ORDER BY h.id")]
