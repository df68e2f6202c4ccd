"""The score sheet of a household (Phiếu B) as one would read it: its questions with points, what was answered, what is
lacked, what it comes to; and short ways to write answers (`1=4`, `nha_o=tuong,cot`, `3=a`) read. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from string import ascii_lowercase
from typing import Any

import msgspec

from db.domain.errors import InvalidData, Issue
from db.domain.standards import Standard, standard_on
from db.ledger.register import Register
from db.policy.scoring import Question, ScoreTable, chosen
from db.store.definitions.standards import score_tables, standards
from db.store.reading import households
from db.store.review.checks import Weighed
from db.store.review.inputs import ReviewInput
from db.store.review.reading import round_row
from db.store.review.reviews import explain, usual_variant


class AnswerRow(msgspec.Struct, kw_only=True):
    """One possible answer; letter: its place, `a` the first; points: None where the column is not known."""

    code: str
    letter: str
    name: str
    points: int | None
    given: bool


class QuestionRow(msgspec.Struct, kw_only=True):
    """A question of B1; several: all answers that are true count."""

    code: str
    no: int
    name: str
    several: bool
    answers: list[AnswerRow]


class IndicatorRow(msgspec.Struct, kw_only=True):
    """An indicator of B2; lacked: None where nobody looked."""

    code: str
    no: int
    name: str
    threshold: str
    lacked: bool | None


class ScoreSheet(msgspec.Struct, kw_only=True):
    """table, variant: titles of the score table and of its column, "" where there is none; complete: the questions are
    all of the form; points: of what is answered.
    """

    household: str
    head: str
    standard: str
    table: str
    variant: str
    complete: bool
    points: int | None
    questions: list[QuestionRow]
    indicators: list[IndicatorRow]


def score_sheet(register: Register, data: ReviewInput) -> tuple[ScoreSheet, Weighed]:
    """The sheet of a review as entered, and what it comes to.

    Raises:
        NotFound: no such household, round or standard.
    """
    weighed = explain(register, data)
    found = weighed.data
    with register.read() as connection:
        (home,) = households(connection, [found.household], found.date)
        known = standards(connection)[found.standard or ""]
        table = score_tables(connection).get(known.id)
        variant = found.variant or (usual_variant(connection, table, found) if table else None)
    head = home.head
    points = table.points(found.answers, variant) if table and variant else None
    names = {one.id: one.name for one in table.tables} if table else {}
    sheet = ScoreSheet(
        household=home.id,
        head=head.name if head else "",
        standard=known.title,
        table=table.title if table else "",
        variant=names.get(variant or "", ""),
        complete=bool(table and table.complete),
        points=points,
        questions=[_question(one, variant, found) for one in table.questions] if table else [],
        indicators=_indicators(known, found.deprivations),
    )
    return sheet, weighed


def as_review(
    register: Register,
    household: str,
    day: str,
    answers: Sequence[str],
    *,
    round_id: str | None = None,
    lacks: str | None = None,
    causes: Sequence[str] = (),
    **totals: Any,
) -> ReviewInput:
    """A review from what was written in the short ways; totals: `b1`, `b2`, `variant`.

    Raises:
        NotFound: no such round, or no standard on that day. InvalidData: what `read_answers`, `read_lacks` refuse.
    """
    with register.read() as connection:
        known = standards(connection)
        held = round_row(connection, round_id) if round_id else None
        chosen_one = known[held.standard] if held and held.standard in known else standard_on(day, known)
        table = score_tables(connection).get(chosen_one.id)
    return ReviewInput(
        household=household,
        date=day,
        round=round_id,
        standard=chosen_one.id,
        answers=read_answers(table, answers),
        deprivations=None if lacks is None else read_lacks(chosen_one, lacks),
        causes=list(causes),
        **totals,
    )


def _question(one: Question, variant: str | None, data: ReviewInput) -> QuestionRow:
    given = chosen(data.answers.get(one.code, []))
    answers = [
        AnswerRow(
            code=answer.code,
            letter=letter,
            name=answer.name,
            points=None if variant is None else answer.points.get(variant, 0),
            given=answer.code in given,
        )
        for letter, answer in zip(ascii_lowercase, one.answers, strict=False)
    ]
    return QuestionRow(code=one.code, no=one.no, name=one.name, several=one.several, answers=answers)


def _indicators(standard: Standard, lacks: Sequence[str] | None) -> list[IndicatorRow]:
    return [
        IndicatorRow(
            code=one.code,
            no=one.no,
            name=one.name,
            threshold=one.threshold,
            lacked=None if lacks is None else one.code in lacks,
        )
        for one in standard.indicators.values()
    ]


def read_answers(table: ScoreTable | None, texts: Iterable[str]) -> dict[str, str | list[str]]:
    """Answers as written: number or code of the question, `=`, code or letter of its answer (several by commas).

    Raises:
        InvalidData: a question or an answer that the table does not have, or no table.
    """
    given = list(texts)
    if given and table is None:
        told = "Chuẩn này chưa có bảng điểm: nạp tệp bảng điểm, hoặc ghi tổng B1."
        raise InvalidData([Issue("answers", "hard", "no_table", told)])
    found: dict[str, str | list[str]] = {}
    issues: list[Issue] = []
    for text in given:
        asked, _, told = text.partition("=")
        question = next((q for q in table.questions if asked.strip() in (str(q.no), q.code)), None) if table else None
        if question is None:
            issues.append(Issue("answers", "hard", "unknown_question", f"Bảng điểm không có câu hỏi “{asked}”."))
            continue
        codes = [_code(question, part.strip()) for part in told.split(",") if part.strip()]
        found[question.code] = codes if question.several or len(codes) != 1 else codes[0]
    issues += table.check(found) if table else []
    if issues:
        raise InvalidData(issues)
    return found


def _code(question: Question, told: str) -> str:
    """The code of an answer that was written as its code or its letter."""
    codes = [answer.code for answer in question.answers]
    by_letter = dict(zip(ascii_lowercase, codes, strict=False))
    return told if told in codes else by_letter.get(told.lower(), told)


def read_lacks(standard: Standard, text: str) -> list[str]:
    """Indicators by number or code, separated by commas; `0`: none is lacked.

    Raises:
        InvalidData: the standard has no such indicator.
    """
    by_number = {str(one.no): one.code for one in standard.indicators.values()}
    parts = [part.strip() for part in text.split(",") if part.strip() and part.strip() != "0"]
    unknown = [part for part in parts if part not in by_number and part not in standard.indicators]
    if unknown:
        told = (
            f"{standard.title} không có chỉ số “{', '.join(unknown)}”: ghi số thứ tự trên phiếu, 0 là không thiếu gì."
        )
        raise InvalidData([Issue("deprivations", "hard", "unknown_code", told)])
    return [by_number.get(part, part) for part in parts]
