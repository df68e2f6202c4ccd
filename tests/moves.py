"""Hand-overs for tests: a household on its way from Hồng Thủy to Nhâm, with the packages that carry it."""

from __future__ import annotations

from exchanges import NHAM, District, Office

from db.store.handover import moving
from db.store.handover.moves import MoveRow, list_moves
from db.store.inputs import Handing

DAY = "2017-06-01"


def request(home: str, **more: object) -> Handing:
    given = {"household": home, "destination": NHAM, "date": DAY, "note": "Về quê vợ", "address": "Thôn A Đeeng"}
    return Handing(**{**given, **more})  # type: ignore[arg-type]


def only_move(office: Office) -> MoveRow:
    with office.register.read() as connection:
        (row,) = list_moves(connection)
    return row


def sent_up(town: District, *offices: Office) -> None:
    for office in offices:
        (result,) = town.district.take(office.send())
        assert result.state in ("applied", "known"), result


def sent_down(town: District, *offices: Office) -> None:
    made = {one.to: one.file for one in town.district.export()}
    for office in offices:
        result = office.take_one(made[f"vp-{office.unit}"])
        assert result.state in ("applied", "known"), result


def move_all(town: District, home: str) -> str:
    """The whole way of a household from Hồng Thủy to Nhâm, up to the hand-over at the district."""
    asked = moving.ask(town.hong_thuy.register, request(home))
    sent_up(town, town.hong_thuy)
    moving.offer(town.district.register, asked)
    sent_down(town, town.nham)
    moving.accept(town.nham.register, only_move(town.nham).offer)
    sent_up(town, town.nham)
    moving.hand_over(town.district.register, asked)
    return asked
