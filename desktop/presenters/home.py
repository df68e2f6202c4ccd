"""The first page: what the register holds, what is due and where it leads, three charts. Knows no Qt.

Who has what he has a right to (`reach`) is found by asking the definitions of everybody: seconds in a large register.
It is read after the rest, which nobody waits for then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from db.domain.values import show_date, show_money
from db.store.definitions.policies import policies
from db.store.home.charts import (
    YEARS,
    ClassesOfYear,
    class_table,
    classes_by_year,
    coverages,
    largest,
    supports_by_village,
)
from db.store.home.due import OF_RECORDS, Due, due
from desktop.presenters.desk import Desk
from desktop.words import _
from forms.paper.charts import Bar, Chart, Ink, Series, bars, columns

AIMS = {
    "queue": ("queue", "scale"),
    "moves": ("moves", "move-right"),
    "units": ("units", "landmark"),
    "unsent": ("packages", "upload"),
    "no_id": ("households", "id-card"),
    "report": ("reports", "chart-column"),
}
"""Page and picture of what is due, by its kind; what the definitions remind of is a bell over a list."""


class Figure(msgspec.Struct, frozen=True):
    """A number people ask for, with what it counts."""

    value: str
    label: str


class Task(msgspec.Struct, frozen=True):
    """Something due: what, how many, since or until when, and the page that deals with it; picture: of what it is."""

    title: str
    count: int
    date: str
    page: str
    about: dict[str, Any]
    picture: str = "bell"


class HomeData(msgspec.Struct, frozen=True):
    """What the page shows at once, read in one view of the register."""

    figures: tuple[Figure, ...]
    tasks: tuple[Task, ...]
    classes: tuple[ClassesOfYear, ...]
    villages: tuple[Bar, ...]
    empty: bool


def read(desk: Desk, first: Task | None = None) -> HomeData:
    """Read the page; called beside the window's thread. first: a task that stands before those of the register."""
    about = desk.info()
    with desk.register.read() as connection:
        classes = classes_by_year(connection, range(desk.year - YEARS + 1, desk.year + 1))
        villages = supports_by_village(connection, desk.year)
        waiting = due(connection, on=desk.today)
    poor = classes[-1].counts
    figures = (
        Figure(show_money(about.households), _("hộ trong sổ")),
        Figure(show_money(about.persons), _("nhân khẩu")),
        Figure(show_money(poor.get("poor", 0)), _("hộ nghèo")),
        Figure(show_money(poor.get("near_poor", 0)), _("hộ cận nghèo")),
        Figure(show_money(about.supports), _("khoản hỗ trợ")),
    )
    counted = [(line.village_name or _("Chưa rõ thôn"), sum(line.counts.values())) for line in villages]
    return HomeData(
        figures=figures,
        tasks=(*((first,) if first else ()), *(_task(one) for one in waiting)),
        classes=tuple(classes),
        villages=tuple(_largest(counted)),
        empty=about.households == 0,
    )


def reach(desk: Desk) -> tuple[Bar, ...]:
    """How many of those each policy is made for have it; called beside the window's thread, after `read`."""
    with desk.register.read() as connection:
        found = coverages(connection, list(policies(connection)), on=desk.today)
    return tuple(Bar(label=one.title, value=one.having, whole=one.eligible) for one in found if one.eligible)


def _task(one: Due) -> Task:
    page, picture = AIMS.get(one.kind, ("households", "bell"))
    of_office = one.kind.removeprefix(OF_RECORDS)
    if of_office != one.kind:
        return Task(one.title, one.count, show_date(one.date or ""), "records", {"kind": of_office}, "clock")
    about = {} if one.filter is None else {"filter": one.filter, "of": one.of, "title": one.title}
    return Task(one.title, one.count, show_date(one.date) if one.date else "", page, about, picture)


def _largest(counted: list[tuple[str, int]]) -> list[Bar]:
    kept, rest = largest(counted)
    found = [Bar(label=name, value=number) for name, number in kept]
    if rest:
        found.append(Bar(label=_("{0} thôn khác").format(len(rest)), value=sum(number for _name, number in rest)))
    return found


def classes_chart(data: HomeData, *, width: float, ink: Ink) -> Chart:
    """Households by class, year by year, `width` points wide as every chart of the page."""
    years, classes = class_table(data.classes)
    series = [Series(name=name, values=tuple(figures)) for name, figures in classes]
    groups = [str(one) for one in years]
    return columns(_("Hộ theo phân loại, cuối mỗi năm"), groups, series, width=width, height=180, ink=ink)


def villages_chart(data: HomeData, *, year: int, width: float, ink: Ink) -> Chart:
    """Supports of a year by village."""
    return bars(_("Khoản hỗ trợ năm {0} theo thôn").format(year), data.villages, width=width, ink=ink)


def reach_chart(found: Sequence[Bar], *, width: float, ink: Ink) -> Chart:
    """What `reach` has found."""
    return bars(_("Đang được hỗ trợ, trên số đủ điều kiện"), found, width=width, ink=ink)
