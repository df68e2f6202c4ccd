"""Score tables (Phiếu B) as data: reads and checks a file, and adds up the points of the answers to its questions.

A table that is not whole says only what B1 comes to at least. A file that is wrong anywhere is refused whole.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

import resources
from db.domain.errors import Issue
from db.policy.convert import convert
from db.policy.schema import Code, Line, Status, Text
from db.policy.source import Document, Path
from db.policy.standards import Positive, StandardId

Fault = tuple[Path, str]
Answers = Mapping[str, str | list[str]]
"""Question → code of its answer, or codes where it takes several."""


class _Table(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A table of the file: unknown keys are refused."""


class Variant(_Table, frozen=True, kw_only=True):
    """One column of points: for an area, of a region; provinces: codes of those that are known to use it."""

    id: Code
    name: Line
    area: Literal["rural", "urban"]
    provinces: list[str] = []


class Answer(_Table, frozen=True, kw_only=True):
    """points: by id of the variant; a variant that is not named gives none."""

    code: Code
    name: Line
    points: dict[str, Annotated[int, Meta(ge=-1000, le=1000)]]


class Question(_Table, frozen=True, kw_only=True):
    """several: all answers that are true are ticked, and their points added."""

    code: Code
    no: Positive
    name: Line
    status: Status
    note: Text = ""
    several: bool = False
    answers: Annotated[list[Answer], Meta(min_length=1)]


class ScoreTable(_Table, frozen=True, kw_only=True):
    """A whole file. complete: every question of the form is here, so that the sum is B1."""

    id: StandardId
    standard: StandardId
    version: Positive = 1
    title: Line
    source: Line
    status: Status
    complete: bool
    tables: Annotated[list[Variant], Meta(min_length=1)]
    questions: Annotated[list[Question], Meta(min_length=1)]

    def variant(self, area: str, province: str) -> Variant | None:
        """The column for an area of a province; None where only a person can choose it."""
        fitting = [one for one in self.tables if one.area == area]
        named = [one for one in fitting if province in one.provinces]
        return next(iter(named), fitting[0] if len(fitting) == 1 else None)

    def check(self, answers: Answers, field: str = "answers") -> list[Issue]:
        """Hard findings about answers that the table does not know."""
        known = {question.code: question for question in self.questions}
        issues: list[Issue] = []
        for code, given in answers.items():
            question = known.get(code)
            codes = {answer.code for answer in question.answers} if question else set()
            if question is None:
                told = f"Bảng điểm không có câu hỏi “{code}”."
            elif isinstance(given, list) and not question.several:
                told = f"{question.name}: chỉ chọn một câu trả lời."
            elif set(chosen(given)) - codes:
                told = f"{question.name}: không có câu trả lời “{', '.join(sorted(set(chosen(given)) - codes))}”."
            else:
                continue
            issues.append(Issue(f"{field}.{code}", "hard", "unknown_answer", told))
        return issues

    def points(self, answers: Answers, variant: str) -> int:
        """The points of these answers in one column."""
        return sum(
            answer.points.get(variant, 0)
            for question in self.questions
            for answer in question.answers
            if answer.code in chosen(answers.get(question.code, []))
        )

    def whole(self, answers: Answers) -> bool:
        """Whether these points are B1: a complete table, every question answered."""
        return self.complete and all(question.code in answers for question in self.questions)


def chosen(given: str | list[str]) -> Collection[str]:
    """The codes of an answer."""
    return [given] if isinstance(given, str) else given


def parse_scoring(data: bytes, file: str) -> ScoreTable:
    """Read and check one file (TOML, UTF-8).

    Raises:
        DefinitionError: anything in it is wrong; the message names file, line and key.
    """
    document = Document(data, file)
    found = convert(document, ScoreTable)
    for path, what in _faults(found):
        raise document.error(path, what)
    return found


@cache
def shipped_scoring() -> dict[str, ScoreTable]:
    """The tables carried by the program, by the standard they belong to."""
    files = resources.path("scoring").glob("*.toml")
    found = [msgspec.convert(tomllib.loads(file.read_text("utf-8")), ScoreTable) for file in files]
    return {one.standard: one for one in found}


def _faults(found: ScoreTable) -> Iterator[Fault]:
    variants = [one.id for one in found.tables]
    yield from _twice(variants, "tables", "id")
    yield from _twice([one.code for one in found.questions], "questions", "code")
    for number, question in enumerate(found.questions):
        if question.no != number + 1 and found.complete:
            yield ("questions", number, "no"), f"câu hỏi phải đánh số liên tiếp: ở đây là {number + 1}"
        codes = [answer.code for answer in question.answers]
        for place, answer in enumerate(question.answers):
            at: Path = ("questions", number, "answers", place)
            if answer.code in codes[:place]:
                yield (*at, "code"), "mã này đã dùng cho câu trả lời trước"
            for name in answer.points:
                if name not in variants:
                    yield (*at, "points", name), f"không có bảng `{name}` trong [[tables]]"


def _twice(names: list[str], table: str, key: str) -> Iterator[Fault]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield (table, number, key), f"`{name}` đã dùng ở trên"
