"""A hand that has the key of a register and writes its ledger anew: what others signed and confirmed tells on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import sohotro
from exchanges import District, Office, district_at_work
from sqlalchemy import delete, insert, select, update
from tampering import names

from db.ledger import chain
from db.ledger.audit import audit
from db.ledger.ledger import rebuild
from db.ledger.streams import chain_at, links_of, list_streams
from db.models import LedgerChange, LedgerStream, Proof
from db.sync.proving import prove

TRUE, FALSE = "Hồ Văn Thật", "Hồ Văn Giả Mạo"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    """What Hồng Thủy has written is at the district and confirmed."""
    with district_at_work(tmp_path) as made:
        made.hong_thuy.record(TRUE)
        made.district.take(made.hong_thuy.send())
        made.hong_thuy.take(made.district.send_to(made.hong_thuy.unit))
        yield made


def rewrite(office: Office, keep: int = 6) -> None:
    """Put another name into the ledger, or leave out its end; chain all of it anew and make all tables from that."""
    with office.register.write() as connection:
        (stream,) = (one for one in list_streams(connection) if one.device.startswith("xa20104"))
        lines = [line.replace(TRUE.encode(), FALSE.encode()) for _, line in links_of(connection, stream, 1, keep)]
        made = chain.values(chain_at(connection, stream, 0) or b"", lines)
        connection.execute(delete(LedgerChange).where(LedgerChange.stream == stream.id))
        for seq, (value, line) in enumerate(zip(made, lines, strict=True), 1):
            connection.execute(insert(LedgerChange).values(stream=stream.id, seq=seq, chain=value, line=line))
        now = update(LedgerStream).where(LedgerStream.id == stream.id)
        connection.execute(now.values(head=made[-1], last=keep))
        rebuild(connection)
    assert TRUE not in names(office)
    assert audit(office.register).problems == []


def test_what_came_and_went_in_good_order_is_proved(town: District) -> None:
    for office in town.all:
        report = prove(office.register)
        assert (report.problems, report.notes) == ([], [])


def test_a_district_that_rewrites_what_a_commune_signed(town: District) -> None:
    rewrite(town.district)
    (said,) = prove(town.district.register).problems
    assert "1–6 không phải là những gì máy ghi đã ký" in said
    done = sohotro("register", "check", town.district.place)
    assert (done.code, said in done.out) == (1, True), done


def test_a_commune_that_rewrites_what_the_district_has_confirmed(town: District) -> None:
    with town.hong_thuy.register.write() as connection:
        connection.execute(delete(Proof))
    rewrite(town.hong_thuy)
    (said,) = prove(town.hong_thuy.register).problems
    assert "thay đổi số 6 không phải là thay đổi mà máy hu481" in said


@pytest.mark.parametrize("column", ["manifest", "minisig"])
def test_an_altered_signature(town: District, column: str) -> None:
    with town.district.register.write() as connection:
        (kept,) = connection.execute(select(Proof.__table__.c[column])).scalars()
        other = bytes(kept).replace(b"xa20104", b"xa20105", 1)
        assert other != kept
        connection.execute(update(Proof).values({column: other}))
    assert len(prove(town.district.register).problems) == 1


def test_signatures_that_are_gone_are_counted(town: District) -> None:
    with town.district.register.write() as connection:
        connection.execute(delete(Proof))
    report = prove(town.district.register)
    assert (report.problems, report.unsigned) == ([], 6)


def test_an_end_that_was_cut_off_is_counted(town: District) -> None:
    rewrite(town.district, keep=1)
    report = prove(town.district.register)
    assert (report.problems, report.missing) == ([], 5)
    assert "5 thay đổi" in sohotro("register", "check", town.district.place).out
