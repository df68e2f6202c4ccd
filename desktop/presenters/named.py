"""Names of offices, devices and moments as every page of the exchange writes them. Reads no register."""

from __future__ import annotations

from db.domain.errors import NotFound
from db.domain.ids import office_of
from db.domain.units import catalogue
from desktop.words import _


def unit_name(code: str, on: str) -> str:
    """`xã Hồng Thủy` for a unit code as of an ISO date; a code unknown on it is shown as it is."""
    try:
        return catalogue().on(code, on).title
    except NotFound:
        return code


def office_name(device: str, on: str) -> str:
    """`xã Hồng Thủy`: whose device it is, as its id says."""
    level, unit = office_of(device)
    return unit_name(unit, on) if level else device


def mark(device: str) -> str:
    """`máy k3v7q2ha`: the part of a device's id that tells it from others of its office."""
    return _("máy {0}").format(device.partition("-")[2] or device)


def moment(at: str) -> str:
    """`05/09/2017 14:03` for a claimed time as the ledger keeps it; another shape is shown as it is."""
    day, _t, time = at.partition("T")
    year, *rest = day.split("-")
    return f"{'/'.join(reversed(rest))}/{year} {time[:5]}" if len(rest) == 2 and time else at
