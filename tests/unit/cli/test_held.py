"""`sohotro held`: what is kept aside, and what becomes of it when it is tried again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import sohotro
from exchanges import HONG_THUY, District, clone, district_at_work, enrol, found


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def test_an_empty_list_and_an_office_that_is_not_above(town: District) -> None:
    assert sohotro("held", town.district.place, "--json").json == []
    stranger = town.nham.folder / "stranger"
    stranger.mkdir()
    other = found(stranger, "478", seed=40)
    commune = found(stranger, HONG_THUY, seed=41)
    try:
        asked, answered = stranger / "asked", stranger / "answered"
        slip = sohotro("enrol", "request", commune.place, "-o", asked, "--json").json
        assert set(slip) >= {"device", "unit", "code"}
        sohotro("enrol", "approve", other.place, asked, "-o", answered, "--code", slip["code"]).refused("not_below")
        enrol(commune, town.district)
        commune.record("Hồ Văn Mới")
        assert sohotro("merge", town.district.place, commune.send(), "--json").json[0]["state"] == "applied"
    finally:
        other.register.close()
        commune.register.close()
    assert sohotro("held", town.district.place, "--retry").out.strip() == "Không có gói nào đang chờ."


def test_retry_tells_what_became_of_each_package(town: District, tmp_path: Path) -> None:
    """A laptop enrolled after its package came, and a file that turns out to be no package."""
    commune = found(tmp_path, HONG_THUY, seed=41)
    try:
        with clone(town.district, "elsewhere") as elsewhere:
            enrol(commune, elsewhere)
            commune.record("Hồ Văn Mới")
            package = commune.send()
            sohotro("enrol", "request", commune.place, "-o", asked := tmp_path / "asked")
        assert sohotro("merge", town.district.place, package, asked, "--json").json[0]["state"] == "held"
        enrol(commune, town.district)
    finally:
        commune.register.close()
    done = sohotro("held", town.district.place, "--retry")
    assert f"{package.name}: đã ghép" in done.out
    assert "asked: từ chối — Tệp này không phải gói" in done.out
    assert done.code == 1
    assert sohotro("held", town.district.place, "--retry").out.strip() == "Không có gói nào đang chờ."
