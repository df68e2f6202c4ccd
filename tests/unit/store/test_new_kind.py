"""A kind of record that somebody writes by hand today is there wherever kinds are, with nothing else changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import HONG_THUY, District, district_at_work
from sample_kinds import NEW

from db.domain.errors import DefinitionError, InvalidData
from db.store.definitions.files import add_definition
from db.store.definitions.kinds import kind, kinds
from db.store.definitions.policies import policies
from db.store.inputs import RecordInput
from db.store.record.balances import balances
from db.store.record.figures import record_figures
from db.store.record.reading import record, records
from db.store.record.records import add_record, set_record

GIVEN = RecordInput(kind="ngay_cong", date="2017-05-01", title="Đồn Thử", details={"so_cong": 30})


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        add_definition(made.district.register, NEW, "ngay_cong.toml")
        yield made


def test_it_travels_down_and_is_entered_listed_counted_there(town: District) -> None:
    town.hong_thuy.take(town.district.send_to(HONG_THUY))
    made = add_record(town.hong_thuy.register, GIVEN).id
    with town.hong_thuy.register.read() as connection:
        assert "ngay_cong" in kinds(connection)
        assert "ngay_cong" not in policies(connection)
        assert [row.name for row in records(connection, kind="ngay_cong")] == ["Đồn Thử"]
        assert [one.value for one in record_figures(connection, 2017, name="ngay_cong")] == [30]
        assert [row.left for row in balances(connection, "ngay_cong")] == [30]
    town.district.take(town.hong_thuy.send())
    with town.district.register.read() as connection:
        assert record(connection, made).known


def test_a_record_keeps_the_version_it_was_written_with(town: District) -> None:
    made = add_record(town.district.register, GIVEN).id
    newer = NEW.replace(b"version = 1", b"version = 2").replace("Số công".encode(), "Số ngày công".encode())
    add_definition(town.district.register, newer.replace(b"min = 1", b"min = 50"), "ngay_cong.toml")
    with town.district.register.read() as connection:
        assert kind(connection, "ngay_cong").version == 2
    set_record(town.district.register, made, {"details": {"so_cong": 31}})
    with pytest.raises(InvalidData):
        add_record(town.district.register, GIVEN)


def test_a_record_of_a_kind_that_is_not_here_is_shown_and_not_changed(town: District) -> None:
    add_definition(town.hong_thuy.register, NEW.replace(b"ngay_cong", b"cua_xa"), "cua_xa.toml")
    given = RecordInput(kind="cua_xa", date="2017-05-01", title="Đồn Thử", details={"so_cong": 30})
    made = add_record(town.hong_thuy.register, given).id
    town.district.take(town.hong_thuy.send())
    with town.district.register.read() as connection:
        row = record(connection, made)
    assert (row.known, row.name, row.kind_title, row.details) == (False, "Đồn Thử", "cua_xa", {"so_cong": 30})
    with pytest.raises(InvalidData, match="chưa có"):
        set_record(town.district.register, made, {"note": "a"})


def test_a_version_that_is_taken_is_refused(town: District) -> None:
    assert add_definition(town.district.register, NEW, "ngay_cong.toml").version == 1
    with pytest.raises(DefinitionError, match="loại bản ghi"):
        add_definition(town.district.register, NEW + b"\n# khac\n", "ngay_cong.toml")
