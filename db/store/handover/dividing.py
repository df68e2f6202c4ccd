"""Households of a unit that was divided, handed over by the office above, village by village or one by one.

No rule tells where a household of a divided unit belongs, so a person says it for all of them at once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from db.domain.errors import DefinitionError, InvalidData, Issue, NotAllowed
from db.domain.unit_changes import UnitChange, carried_changes
from db.domain.values import show_date
from db.ledger.ledger import Place
from db.ledger.lineage import lineage
from db.ledger.register import Register, settings
from db.store.actions import Action
from db.store.clauses import among, ask
from db.store.handover.handing import draft_household, unasked
from db.store.late import recheck_late
from db.store.owners import is_above, unit_called
from db.store.places.apart import village_key
from db.store.places.residence import village_names
from db.store.places.villages import take_village
from db.store.roles import check_role

NAMED = 6
"""Villages or households named in one sentence."""
COLUMNS = ("village", "household", "new_code")


class Share(NamedTuple):
    """Where a village (its name), or one household (its id or code), belongs: the code of a unit."""

    village: str
    household: str
    new_code: str


class Home(NamedTuple):
    """A household still recorded under the unit that was divided."""

    id: str
    code: str
    village: str
    address: str | None


class Division(NamedTuple):
    """What is to be divided: what became of the unit, and the households still recorded under it."""

    parts: list[UnitChange]
    homes: list[Home]


class Divided(msgspec.Struct, kw_only=True):
    """What was done. households: handed over, by the code of their unit now; actions: ids, one a unit."""

    households: dict[str, int]
    actions: list[str]


def read_shares(data: bytes, file: str) -> list[Share]:
    """The lines of a CSV file (UTF-8) with the columns of `COLUMNS`; a line names a village or a household.

    Raises:
        DefinitionError: anything in the file is wrong; the message names file, line and column.
    """
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
        found = [(rows.line_num, {name: (row.get(name) or "").strip() for name in COLUMNS}) for row in rows]
    except (UnicodeDecodeError, csv.Error):
        raise _wrong(file, 1, "", "không phải bảng CSV mã UTF-8") from None
    missing = [name for name in ("village", "new_code") if name not in (rows.fieldnames or ())]
    if missing:
        raise _wrong(file, 1, missing[0], "thiếu cột này")
    for line, row in found:
        if not row["new_code"] or not (row["village"] or row["household"]):
            raise _wrong(file, line, "new_code" if not row["new_code"] else "village", "để trống")
    return [Share(**row) for _line, row in found]


def _wrong(file: str, line: int, column: str, why: str) -> DefinitionError:
    place = f"{file}, dòng {line}" + (f", cột {column}" if column else "")
    return DefinitionError("bad_changes", f"{place}: {why}. Chưa thay đổi gì: sửa tệp rồi làm lại.")


def division(
    register: Register, connection: Connection, unit: str, rows: Sequence[UnitChange] | None = None
) -> Division:
    """What is to be divided of a unit by the officer at work; nothing is written.

    rows: what became of units; left out, the carried list.

    Raises:
        NotAllowed: the officer does not approve, it was not divided by the day of our register, or is not below us.
    """
    check_role(register, connection, "approve")
    parts = _parts(connection, unit, carried_changes() if rows is None else rows)
    return Division(parts, _homes(connection, unit))


def divide(register: Register, unit: str, shares: Sequence[Share], rows: Sequence[UnitChange] | None = None) -> Divided:
    """Hand every household of a divided unit over to the unit it is told to belong to; one action a unit.

    Raises:
        NotAllowed: as `division`.
        InvalidData: a household is told nowhere, or in a unit that got no part; nothing is written then.
    """
    with register.write() as connection:
        parts, homes = division(register, connection, unit, rows)
        told = placed(homes, shares)
        _check(homes, told, [part.new_code for part in parts])
        done = Divided(households={}, actions=[])
        written: list[Place] = []
        for part in parts:
            mine = [home for home in homes if told[home.id] == part.new_code]
            if mine:
                done.households[part.new_code] = len(mine)
                done.actions.append(_hand_over(register, connection, part, mine, written))
        recheck_late(connection, written)
    return done


def _parts(connection: Connection, unit: str, rows: Sequence[UnitChange]) -> list[UnitChange]:
    """What became of the unit, where it was divided and our register goes by it."""
    today, name = settings(connection)["unit_date"], unit_called(unit, "")
    found = [one for one in rows if one.old_code == unit and one.share == "part" and one.new_code != unit]
    if not found:
        raise NotAllowed(
            "not_divided", f"Danh mục không có {name} ({unit}) bị chia. Chưa làm gì: kiểm tra lại mã, --map."
        )
    if found[0].date > today:
        told = f"Sổ còn theo địa giới ngày {show_date(today)}, trước ngày chia {show_date(found[0].date)}. Chưa làm gì"
        raise NotAllowed("not_divided", f"{told}: áp dụng địa giới mới trước (sohotro units apply).")
    if not all(is_above(connection, one.new_code) for one in found):
        told = f"Sổ này không phải của cơ quan trên mọi đơn vị nhận phần của {name}. Chưa làm gì"
        raise NotAllowed("not_above", f"{told}: cơ quan cấp trên chung chia.")
    return sorted(found)


def _homes(connection: Connection, unit: str) -> list[Home]:
    asked = among(connection, "h.owner_unit", lineage(connection).of(unit)).within(
        "SELECT h.id, h.code, h.village, h.address FROM household h WHERE h.deleted = 0 AND ", " ORDER BY h.id"
    )
    found = [tuple(row) for row in ask(connection, asked)]
    names = village_names(connection, [village for _id, _code, village, _address in found if village])
    return [Home(home, code or "", names.get(village or "", ""), address) for home, code, village, address in found]


def placed(homes: Sequence[Home], shares: Sequence[Share]) -> dict[str, str]:
    """The unit of every household, by its id: as it is told itself, else as its village is; "" where it is not told."""
    alone = {share.household: share.new_code for share in shares if share.household}
    villages = {village_key(share.village): share.new_code for share in shares if not share.household}
    return {home.id: alone.get(home.id) or alone.get(home.code) or villages.get(village_key(home.village)) or ""
            for home in homes}  # fmt: skip


def _check(homes: Sequence[Home], told: dict[str, str], parts: Sequence[str]) -> None:
    """Refuse what names a unit that got no part, or leaves a household out."""
    foreign = sorted(set(told.values()) - set(parts) - {""})
    issues = [
        Issue("new_code", "hard", "no_part", f"Đơn vị {code} không nhận phần nào: ghi một trong {', '.join(parts)}.")
        for code in foreign
    ]
    nowhere = list(dict.fromkeys(home.village or home.code or home.id for home in homes if not told[home.id]))
    if nowhere:
        named = ", ".join(nowhere[:NAMED]) + (f" và {len(nowhere) - NAMED} nơi khác" if len(nowhere) > NAMED else "")
        said = f"Chưa ghi thôn, hộ này về đâu: {named}. Hộ không rõ thôn thì ghi mã hộ ở cột household."
        issues.append(Issue("village", "hard", "nowhere", said))
    if issues:
        raise InvalidData(issues)


def _hand_over(
    register: Register, connection: Connection, part: UnitChange, homes: Sequence[Home], written: list[Place]
) -> str:
    """One action for a unit: the households that are its own now, and their villages."""
    reason = f"{part.old.title} chia về {part.new.title} từ {show_date(part.date)} ({part.basis})"
    action = Action(register, connection, reason)
    villages: dict[str, str] = {}
    for home in homes:
        if home.village and home.village not in villages:
            villages[home.village] = take_village(connection, action, part.new_code, home.village)
        row = unasked(home.id, part.old_code, part.new_code, date=part.date, address=home.address, note=reason)
        written += draft_household(register, connection, action, row, villages.get(home.village))
    action.commit()
    return action.id
