"""Forms compared with the official ones: an administrator says so, the mark goes, the office above says it for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import District, Office, district_at_work

from db.domain.errors import DefinitionError, NotAllowed
from db.store.definitions.files import add_definition
from db.store.definitions.form_checks import check_form, form_checks, is_confirmed
from db.store.officers import enter_officer
from desktop.printing import confirm, documents


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def doubtful(office: Office, form: str = "phieu_c") -> bool:
    return next(one.uncertain for one in documents(office.register) if one.name == form)


def test_a_form_confirmed_above_is_confirmed_below_and_can_be_doubted_again(town: District) -> None:
    assert doubtful(town.district)
    made = confirm(town.district.register, "phieu_c", note="Mẫu của Sở gửi ngày 01/09/2017")
    assert confirm(town.district.register, "phieu_c").version == made.version, "the same again changes nothing"
    assert not doubtful(town.district)
    assert doubtful(town.district, "phieu_b")
    assert doubtful(town.hong_thuy)
    town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    town.hong_thuy.take(town.district.send_to(town.hong_thuy.unit))
    assert not doubtful(town.hong_thuy)
    confirm(town.hong_thuy.register, "phieu_c", withdraw=True)
    assert doubtful(town.hong_thuy)
    assert not doubtful(town.district)


def test_another_edition_is_to_be_compared_anew(town: District) -> None:
    book = town.hong_thuy.register
    check_form(book, "phieu_c", "Mẫu cũ (2011 – 2015)")
    assert doubtful(town.hong_thuy)
    with book.read() as connection:
        assert is_confirmed(form_checks(connection), "phieu_c", "Mẫu cũ (2011 – 2015)")
    bad = b'form = "phieu_c"\nversion = 2\nedition = "x"\nstate = "xong"\nchecked_on = "2017-09-01"\nchecked_by = "x"\n'
    with pytest.raises(DefinitionError, match="state"):
        add_definition(book, bad, "sai.toml")


def test_only_an_administrator_confirms(town: District) -> None:
    book = town.hong_thuy.register
    with book.write() as connection:
        enter_officer(book, connection, "0" * 36, "Hồ Thị Duyệt", "approve")
    book.officer = "0" * 36
    with pytest.raises(NotAllowed):
        confirm(book, "phieu_c")
    assert doubtful(town.hong_thuy)
