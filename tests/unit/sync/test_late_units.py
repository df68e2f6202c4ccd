"""Which units below have sent nothing, or nothing for long, as of a day; told with the quality of the data."""

from __future__ import annotations

from pathlib import Path

from exchanges import DISTRICT, HONG_THUY, NHAM, district_at_work

from db.domain.units import catalogue
from db.sync.reporting import STATES, build


def test_who_has_sent_what_by_a_day(tmp_path: Path) -> None:
    with district_at_work(tmp_path) as town:
        town.hong_thuy.record("Hồ Văn Một")
        town.district.take(town.hong_thuy.send())
        with town.district.register.read() as connection:
            made = {
                on: build(connection, "chat_luong", year=2017, on=on)
                for on in ("2017-08-31", "2017-09-30", "2017-12-31")
            }
            one = build(connection, "chat_luong", year=2017, unit=HONG_THUY)
            other = build(connection, "bieu_01", year=2017)
        told = {on: {line.key: line.values for line in report.tables[1].lines} for on, report in made.items()}
        assert told["2017-08-31"][HONG_THUY] == [STATES["never"], 1, 0, "", None]
        assert told["2017-09-30"][HONG_THUY] == [STATES["sent"], 1, 1, "01/09/2017", 29]
        assert told["2017-12-31"][HONG_THUY] == [STATES["late"], 1, 1, "01/09/2017", 121]
        assert told["2017-09-30"][NHAM][0] == STATES["never"]
        communes = catalogue().children(catalogue().on(DISTRICT, "2017-09-30"), "2017-09-30")
        assert set(told["2017-09-30"]) == {unit.code for unit in communes}
        rest = [values[0] for unit, values in told["2017-09-30"].items() if unit not in (HONG_THUY, NHAM)]
        assert set(rest) == {STATES["unknown"]}
        assert [table.id for table in one.tables] == ["chat_luong"], "a part of the district has nobody below it"
        assert [table.id for table in other.tables] == ["bieu_01"]
        with town.hong_thuy.register.read() as connection:
            assert len(build(connection, "chat_luong", year=2017).tables) == 1
