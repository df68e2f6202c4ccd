"""Commands on reviews: add, change, many in one action; each is weighed by its standard first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from db.domain.errors import InvalidData, Issue, no_record
from db.ledger.register import Register
from db.policy.scoring import ScoreTable
from db.store.actions import Action
from db.store.drafts import forget_draft
from db.store.facts import today_of
from db.store.household.households import filled, tidy
from db.store.household.people import settle
from db.store.review.checks import Weighed, Weighing
from db.store.review.inputs import ReviewChanges, Reviewed, ReviewInput, ReviewRow
from db.store.review.reading import review, reviews
from db.store.shapes import read

_GROUPS = {
    "area": ("area_class", "area_reason"),
    "scores": ("income", "b1", "b2", "variant"),
    "outcome": ("result", "sub_type"),
    "change": ("change_kind", "change_reason"),
}
_PLAIN = ("date", "reviewer", "answers", "deprivations", "causes", "size", "opinion", "note")
_ONCE = ("household", "round", "kind", "standard")


def add_review(register: Register, data: ReviewInput, *, reason: str = "", draft: str = "") -> Reviewed:
    """Record one review; as `save_reviews`."""
    return save_reviews(register, [("", data)], reason=reason, draft=draft)


def set_review(register: Register, record: str, changes: dict[str, Any], *, reason: str = "") -> Reviewed:
    """Change a review: fields of `ReviewChanges`.

    What was worked out from what changes is worked out anew, unless it is named too. Soft findings that it carried
    before are not asked about again.

    Raises:
        NotFound: no such review.
        InvalidData: unknown field, findings as in `save_reviews`.
    """
    with register.read() as connection:
        before = as_input(review(connection, record))
    given = read(changes, ReviewChanges)
    named = {name: getattr(given, name) for name in changes}
    named |= {name: value for name, value in (("answers", {}), ("causes", [])) if name in named and not named[name]}
    return save_reviews(register, [(record, msgspec.structs.replace(_open(before, named), **named))], reason=reason)


def _open(before: ReviewInput, named: Mapping[str, Any]) -> ReviewInput:
    """Without what followed from values that now change."""
    again: dict[str, None] = {}
    measures = {"income", "b1", "b2", "area_class", "answers", "variant", "deprivations", "date"} & named.keys()
    if measures:
        again |= {"result": None, "sub_type": None}
    if "deprivations" in named:
        again["b2"] = None
    if "answers" in named or "variant" in named:
        again["b1"] = None
    return msgspec.structs.replace(before, **{name: None for name in again if name not in named})


def save_reviews(
    register: Register, given: Sequence[tuple[str, ReviewInput]], *, reason: str = "", draft: str = ""
) -> Reviewed:
    """Write reviews in one action; each with the id of the one it corrects, "" for a new one.

    Raises:
        NotFound: no such household, round, standard or review.
        InvalidData: hard findings, or soft ones and no reason; nothing is written. Of several reviews the fields are
            `rows[2].b2`.
    """
    with register.write() as connection:
        known = _rows(connection, [record for record, _data in given if record])
        weighed = weigh(register, connection, given)
        issues, fresh = _issues(register, connection, given, weighed, known)
        settle(fresh, reason)
        action = Action(register, connection, reason)
        ids = [_write(action, record, one, reason) for (record, _data), one in zip(given, weighed, strict=True)]
        action.commit()
        forget_draft(register, connection, draft)
    return Reviewed(ids=ids, action=action.id, warnings=issues)


def weigh(register: Register, connection: Connection, given: Sequence[tuple[str, ReviewInput]]) -> list[Weighed]:
    """What each of these reviews comes to and all findings about it, as the register stands."""
    inputs = [_tidied(data) for _record, data in given]
    weighing = Weighing(connection, inputs, today=today_of(register))
    return [weighing.weigh(data, but=record) for (record, _), data in zip(given, inputs, strict=True)]


def as_input(row: ReviewRow) -> ReviewInput:
    """A recorded review as it would be entered."""
    return ReviewInput(**{name: getattr(row, name) for name in ReviewInput.__struct_fields__})


def usual_variant(connection: Connection, table: ScoreTable, data: ReviewInput) -> str | None:
    """The column of a score table that a review takes where none is chosen."""
    return Weighing(connection, [data], today=data.date).column_of(table, data)


def explain(register: Register, data: ReviewInput) -> Weighed:
    """What a review would come to, with the reasons in words; nothing is written."""
    with register.read() as connection:
        (found,) = weigh(register, connection, [("", data)])
    return found


def _rows(connection: Connection, ids: Sequence[str]) -> dict[str, ReviewRow]:
    """The reviews to be corrected. A recognised one stays: it is the class resting on it that is corrected."""
    found = {row.id: row for row in reviews(connection, ids=ids)} if ids else {}
    for record in ids:
        if record not in found:
            raise no_record("phiếu rà soát", record)
        if found[record].recognised:
            message = "Phiếu đã được công nhận: sửa kết quả phân loại ở trang của hộ, không sửa phiếu."
            raise InvalidData([Issue("review", "hard", "recognised", message)])
    return found


def _issues(
    register: Register,
    connection: Connection,
    given: Sequence[tuple[str, ReviewInput]],
    weighed: Sequence[Weighed],
    known: Mapping[str, ReviewRow],
) -> tuple[list[Issue], list[Issue]]:
    """All findings, and those that are new: soft ones that a recorded review carried were given a reason then."""
    earlier = [(record, as_input(row)) for record, row in known.items()]
    before = weigh(register, connection, earlier) if earlier else []
    old = {record: one.issues for (record, _), one in zip(earlier, before, strict=True)}
    found: list[Issue] = []
    fresh: list[Issue] = []
    for number, ((record, _data), one) in enumerate(zip(given, weighed, strict=True)):
        for issue in one.issues:
            placed = issue if len(given) == 1 else _placed(issue, number)
            found.append(placed)
            if issue.severity == "hard" or issue not in old.get(record, ()):
                fresh.append(placed)
    return [issue for issue in found if issue.severity == "soft"], fresh


def _placed(issue: Issue, number: int) -> Issue:
    """A finding about one of several rows."""
    return Issue(f"rows[{number}].{issue.field}", issue.severity, issue.code, issue.message)


def _tidied(data: ReviewInput) -> ReviewInput:
    known = {name: tidy(getattr(data, name)) for name in data.__struct_fields__}
    return ReviewInput(**{**known, "date": known["date"] or ""})


def draft_review(action: Action, data: ReviewInput) -> str:
    """Put one review into an action as it is; its id."""
    return action.create("review", {name: getattr(data, name) for name in _ONCE} | _values(data))


def _values(data: ReviewInput) -> dict[str, Any]:
    values = {key: filled({name: getattr(data, name) for name in names}) or None for key, names in _GROUPS.items()}
    return {**values, **{name: getattr(data, name) or None for name in _PLAIN}}


def _write(action: Action, record: str, one: Weighed, reason: str) -> str:
    written = _values(one.data)
    if any(issue.severity == "soft" for issue in one.issues) and reason.strip():
        written["override_reason"] = reason.strip()
    if record:
        action.set("review", record, written)
        return record
    return action.create("review", {name: getattr(one.data, name) for name in _ONCE} | written)
