"""Print data of review sheets: a household with the indicators of the standard of the year, and with the points of the
answers as far as known.
"""

from __future__ import annotations

from typing import Any

import msgspec

from db.domain.standards import standard_on
from db.domain.units import area_of
from db.policy.classify import rules_of
from db.store.printing.homes import home_papers
from db.store.printing.sheet import Sheet
from db.store.prints.homes import LackLine, ReviewSheet, ReviewSheets, ScoreLine
from db.store.rows import HouseholdRow


def review_sheets(sheet: Sheet) -> ReviewSheets:
    """A sheet for every household chosen, or of the village chosen; NotFound where no standard is of the year."""
    standard = standard_on(f"{sheet.selection.year}-12-31", sheet.standards)
    indicators = sorted(standard.indicators.values(), key=lambda one: one.no)
    scoring = rules_of(standard).scoring
    each = scoring.b2_per_indicator if scoring else None
    papers = []
    for paper, home in zip(home_papers(sheet).papers, sheet.homes, strict=True):
        disputed = home.classification and home.classification.conflicts
        lacking = () if disputed else home.deprivations
        lacks = [
            LackLine(no=one.no, content=one.name, threshold=one.threshold, lacking=one.code in lacking)
            for one in indicators
        ]
        known = msgspec.structs.asdict(paper) | _scored(sheet, home, standard.id)
        papers.append(ReviewSheet(**known, standard=standard.title, lacks=lacks, each=each))
    return ReviewSheets(office=sheet.office, papers=papers)


def _scored(sheet: Sheet, home: HouseholdRow, standard: str) -> dict[str, Any]:
    """The questions with the points of the column that is the household's: by its area and province."""
    table, units = sheet.scores().get(standard), sheet.units_of(home)
    area = home.area_class or area_of(units[0].code, sheet.on)
    column = table.variant(area, units[-1].code) if table else None
    if table is None or column is None:
        return {}
    lines = [
        ScoreLine(
            no=one.no,
            content=one.name,
            answers="; ".join(f"{answer.name}: {answer.points.get(column.id, 0)}" for answer in one.answers),
        )
        for one in table.questions
    ]
    return {"questions": lines, "scored_by": column.name, "whole": table.complete}
