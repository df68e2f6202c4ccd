"""The city of Huế in 2021, with Phú Thuận of it to be divided between Tây Lộc and Thuận Hòa."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from desk import commune
from figures import homes

from db.ledger.register import LOCAL_TIME, Register
from db.store.handover.reorganising import apply_changes
from db.store.places.villages import add_village

PHU_THUAN, TAY_LOC, THUAN_HOA = "19744", "19750", "19762"
DAY = "2021-07-01"
POOR = (("2017-01-01", "poor"),)


def divided(folder: Path, *, applied: bool = True) -> Register:
    """Its register on 1/8/2021: Tổ 1 with two households, Tổ 2 with three, one of no village.

    applied: it goes by the units of 1/7/2021 already.
    """
    register = commune(folder, "hue", "474", "district")
    register.providers = replace(register.providers, now=lambda: datetime(2021, 8, 1, 8, tzinfo=LOCAL_TIME))
    for name, number in (("Tổ 1", 2), ("Tổ 2", 3)):
        village = add_village(register, name, unit=PHU_THUAN)
        for place in range(number):
            homes(register, PHU_THUAN, 1, POOR, village=village, code=f"{name[-1]}{place}")
    homes(register, PHU_THUAN, 1, POOR, code="90")
    if applied:
        apply_changes(register, DAY)
    return register
