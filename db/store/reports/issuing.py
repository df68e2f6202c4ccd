"""Reports that are issued: what is kept of one, its figures again whatever arrived later, what has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import orjson
from sqlalchemy import Connection, select

from db.domain.errors import InvalidData, Issue, NotAllowed, no_record
from db.ledger.known import heads, known_at
from db.ledger.register import Register
from db.models import IssuedReport
from db.policy.definition import Policy
from db.policy.tables import digest_of_tables
from db.store.actions import LONGEST, Action
from db.store.definitions.policies import definition_of, policies
from db.store.drafts import forget_draft
from db.store.officers import officer_names
from db.store.reports.building import Report, build, kind, sections
from db.store.roles import check_role
from db.store.tables.rows import Line, Table, Value

Narrative = Mapping[str, Sequence[str]]
"""Paragraphs by section."""
MOST_TOLD = 200
"""Differences named; more of them are counted."""


class IssuedRow(msgspec.Struct, kw_only=True):
    """An issued report as lists show it. on, since: ISO days; issued_at: local ISO text; officer: name."""

    id: str
    name: str
    title: str
    year: int
    on: str
    since: str
    unit: str
    issued_at: str
    officer: str
    figures: str
    narrative: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """An issued report had again. same: its figures are those that were issued; why: what else has changed, if not."""

    row: IssuedRow
    report: Report
    same: bool
    why: str = ""


class Difference(msgspec.Struct, kw_only=True):
    """A figure that is another one now. then, now: as counted; None where there was no such line."""

    table: str
    where: str
    column: str
    then: Value
    now: Value


def issue(
    register: Register,
    name: str,
    *,
    year: int,
    on: str | None = None,
    unit: str | None = None,
    narrative: Narrative | None = None,
    note: str = "",
    draft: str = "",
) -> IssuedRow:
    """Issue a report: count it as the register stands and keep what gives the same figures again.

    narrative: paragraphs of a written report; draft: where its text was kept while it was typed.

    Raises:
        NotAllowed: the officer at work does not approve, or this report cannot be issued.
        NotFound, InvalidData: no such report, unit, day or section; a paragraph that is too long.
    """
    chosen = kind(name)
    if not chosen.issued:
        told = f"“{chosen.title}” là tình hình lúc xem, không phát hành. Chưa ghi gì: in hoặc lưu tệp."
        raise NotAllowed("not_issued", told)
    told_parts = _checked(narrative or {})
    with register.write() as connection:
        check_role(register, connection, "approve")
        made = build(connection, name, year=year, on=on, unit=unit)
        action = Action(register, connection)
        record = action.create("issued_report", _kept(register, connection, made, told_parts, note))
        action.commit()
        forget_draft(register, connection, draft)
        return issued_report(connection, record)


def _kept(
    register: Register, connection: Connection, made: Report, narrative: dict[str, list[str]], note: str
) -> dict[str, object]:
    counted = {
        "name": made.name, "year": made.year, "on_date": made.on, "since": made.since, "unit": made.unit,
        "heads": heads(connection), "definitions": definitions(connection), "figures": made.figures,
    }  # fmt: skip
    return {
        "counted": counted, "title": made.title, "narrative": narrative, "note": note,
        "issued_at": register.providers.stamp()[:19], "officer": register.officer,
    }  # fmt: skip


def definitions(connection: Connection) -> dict[str, str]:
    """Hashes of everything figures are counted by: the tables, and the newest definition of every policy."""
    return {"tables": digest_of_tables()} | {name: one.sha256 for name, one in policies(connection).items()}


def _checked(narrative: Narrative) -> dict[str, list[str]]:
    known = {section.id for section in sections()}
    unknown = [name for name in narrative if name not in known]
    if unknown:
        told = f"Báo cáo không có phần “{unknown[0]}” (có: {', '.join(sorted(known))})."
        raise InvalidData([Issue("narrative", "hard", "unknown_section", told)])
    found = {name: [text for part in parts if (text := part.strip())] for name, parts in narrative.items()}
    long = next((name for name, parts in found.items() if any(len(part) > LONGEST for part in parts)), None)
    if long is not None:
        told = f"Một đoạn của phần “{long}” dài quá {LONGEST} chữ: xuống dòng thành nhiều đoạn."
        raise InvalidData([Issue(f"narrative.{long}", "hard", "too_long", told)])
    return {name: parts for name, parts in found.items() if parts}


def issued_reports(connection: Connection) -> list[IssuedRow]:
    """All issued reports, the latest first."""
    query = select(*IssuedReport.__table__.columns).where(IssuedReport.deleted == 0).order_by(IssuedReport.id.desc())
    names = officer_names(connection)
    return [_row(row, names) for row in connection.execute(query).mappings()]


def issued_report(connection: Connection, record: str) -> IssuedRow:
    """One issued report; NotFound with a sentence."""
    return _row(_found(connection, record), officer_names(connection))


def _found(connection: Connection, record: str) -> dict[str, Any]:
    query = select(*IssuedReport.__table__.columns).where(IssuedReport.id == record, IssuedReport.deleted == 0)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise no_record("báo cáo đã phát hành", record)
    return dict(row)


def _row(row: Any, names: Mapping[str, str]) -> IssuedRow:
    text = {name: str(row[name] or "") for name in ("name", "title", "unit", "issued_at", "figures", "since")}
    return IssuedRow(
        id=str(row["id"]), year=int(str(row["year"] or 0)), on=str(row["on_date"] or ""),
        officer=names.get(str(row["officer"] or ""), ""), narrative=_paragraphs(row["narrative"]), **text,
    )  # fmt: skip


def _paragraphs(text: object) -> dict[str, list[str]]:
    try:
        return msgspec.convert(orjson.loads(str(text or "{}")), dict[str, list[str]])
    except (orjson.JSONDecodeError, msgspec.ValidationError):  # a foreign line holds something else
        return {}


def again(register: Register, record: str) -> Kept:
    """An issued report with its figures as they were, whatever arrived later.

    Raises:
        NotFound: no such report, or a change it was made of is not here.
        EnvironmentProblem: the ledger is damaged.
    """
    with register.read() as connection:
        kept = _found(connection, record)
        row = issued_report(connection, record)
        changed = _changed(connection, kept["definitions"])
    with known_at(register, orjson.loads(str(kept["heads"] or "[]"))) as earlier, earlier.read() as connection:
        known = _known(connection, kept["definitions"])
        made = build(connection, row.name, year=row.year, on=row.on, since=row.since, unit=row.unit, known=known)
    same = made.figures == row.figures
    return Kept(row, made, same, "" if same else _why(changed))


def _known(connection: Connection, kept: object) -> dict[str, Policy]:
    """The definitions by which a report was counted; where one is not here any more, the newest of that policy."""
    then, newest = dict(orjson.loads(str(kept or "{}"))), policies(connection)
    found = {name: definition_of(connection, name, then.get(name)) or one for name, one in newest.items()}
    return {name: one for name, one in found.items() if name in then}


def _changed(connection: Connection, kept: object) -> list[str]:
    """Which definitions are others now."""
    then = dict(orjson.loads(str(kept or "{}")))
    return [name for name, digest in definitions(connection).items() if then.get(name, digest) != digest]


def _why(changed: Sequence[str]) -> str:
    if not changed:
        return (
            "Số liệu đếm lại khác số liệu đã phát hành: phiên bản chương trình đã đổi cách đếm. Bản đã ký là bản đúng."
        )
    named = ", ".join("biểu rà soát" if name == "tables" else name for name in changed)
    return f"Số liệu đếm lại khác số liệu đã phát hành vì định nghĩa đã đổi ({named}). Bản đã ký là bản đúng."


def changes_since(register: Register, record: str) -> list[Difference]:
    """Figures of an issued report that would be others now, at most `MOST_TOLD` of them; raises as `again`."""
    kept = again(register, record)
    row = kept.row
    with register.read() as connection:
        now = build(connection, row.name, year=row.year, on=row.on, since=row.since, unit=row.unit)
    return list(_differences(kept.report, now))[:MOST_TOLD]


def _differences(then: Report, now: Report) -> Iterator[Difference]:
    later = {table.id: table for table in now.tables}
    for table in then.tables:
        if table.id in later:
            yield from _of_table(table, later[table.id])


def _of_table(then: Table, now: Table) -> Iterator[Difference]:
    before, after = _cells(then), _cells(now)
    for place in dict.fromkeys([*before, *after]):
        (where, old), (later, new) = before.get(place, ("", None)), after.get(place, ("", None))
        if old != new:
            yield Difference(table=then.title, where=where or later, column=place[2], then=old, now=new)


def _cells(table: Table) -> dict[tuple[str, str, str], tuple[str, Value]]:
    """Every figure by its line and column, with what the line is called."""
    return {
        (line.key or line.name, line.line, head.number): (_called(line), value)
        for line in table.lines
        for head, value in zip(table.columns, line.values, strict=True)
    }


def _called(line: Line) -> str:
    return f"{line.name}, {line.line.lower()}" if line.line else line.name
