"""Print data of review sheets: a household with the indicators of the standard of the year, as far as known."""

from __future__ import annotations

import msgspec

from db.domain.standards import standard_on
from db.store.home_prints import LackLine, ReviewSheet, ReviewSheets
from db.store.printing.homes import home_papers
from db.store.printing.sheet import Sheet


def review_sheets(sheet: Sheet) -> ReviewSheets:
    """A sheet for every household chosen, or of the village chosen; NotFound where no standard is of the year."""
    standard = standard_on(f"{sheet.selection.year}-12-31", sheet.standards)
    indicators = sorted(standard.indicators.values(), key=lambda one: one.no)
    papers = []
    for paper, home in zip(home_papers(sheet).papers, sheet.homes, strict=True):
        disputed = home.classification and home.classification.conflicts
        lacking = () if disputed else home.deprivations
        lacks = [
            LackLine(no=one.no, content=one.name, threshold=one.threshold, lacking=one.code in lacking)
            for one in indicators
        ]
        papers.append(ReviewSheet(**msgspec.structs.asdict(paper), standard=standard.title, lacks=lacks))
    return ReviewSheets(office=sheet.office, papers=papers)
