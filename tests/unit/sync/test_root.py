"""The root key in three hands: any two sign, one signs nothing, and a printer that fails loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from commands import sohotro
from exchanges import DISTRICT, HONG_THUY, NHAM, Office, enrol, found
from sqlalchemy import select, update

from db.domain.errors import InvalidData, NotAllowed
from db.models import Secret, Setting
from db.sync import lists, offices
from db.sync.enrolling import approve, request, revoke
from db.sync.root import Paper, confirm, drill, root_key, root_state, seal
from db.vault.recovery import groups

NAMES = ("Hồ Thị Giữ", "A Viết Khóa", "Trần Văn Két")


@pytest.fixture
def district(tmp_path: Path) -> Iterator[Office]:
    office = found(tmp_path, DISTRICT)
    yield office
    office.register.close()


@pytest.fixture
def papers(district: Office) -> list[Paper]:
    """Sealed, and typed back."""
    made = seal(district.register, NAMES)
    confirm(district.register, [paper.code for paper in made])
    return made


def public(office: Office, codes: tuple[str, ...] = ()) -> str:
    with office.register.read() as connection:
        return root_key(office.register, connection, codes).public_line


def secrets(office: Office) -> set[str]:
    with office.register.read() as connection:
        return set(connection.execute(select(Secret.name)).scalars())


def refused(office: Office, codes: tuple[str, ...]) -> str:
    with pytest.raises(NotAllowed) as caught:
        public(office, codes)
    return caught.value.code


def test_any_two_of_three_open_the_key_and_it_is_the_same_key(district: Office) -> None:
    before = public(district)
    papers = seal(district.register, NAMES)
    confirm(district.register, [paper.code for paper in papers])
    assert offices.ROOT not in secrets(district)
    for pair in combinations([paper.code for paper in papers], 2):
        assert public(district, pair) == before
        assert public(district, pair[::-1]) == before


def test_one_officer_opens_nothing(district: Office, papers: list[Paper]) -> None:
    one, other = papers[0].code, papers[1].code
    assert refused(district, ()) == "root_sealed"
    assert refused(district, (one,)) == "root_sealed"
    assert refused(district, (one, one)) == "root_sealed"
    wrong = other[:-1] + ("Q" if other[-1] != "Q" else "P")
    assert refused(district, (one, wrong)) == "root_key"
    assert refused(district, (one, district.recovery)) == "root_key"
    assert refused(district, (one, "")) == "root_key"


def test_a_code_is_typed_in_groups_any_case(district: Office, papers: list[Paper]) -> None:
    typed = [" ".join(groups(paper.code)).lower() for paper in papers[:2]]
    assert public(district, (typed[0], typed[1]))


def test_until_all_three_are_typed_back_everything_is_as_before(district: Office) -> None:
    papers = seal(district.register, NAMES)
    with district.register.read() as connection:
        state = root_state(district.register, connection)
    assert (state.state, state.pending) == ("open", list(NAMES))
    with pytest.raises(NotAllowed) as caught:
        confirm(district.register, [papers[0].code, papers[1].code, papers[1].code])
    assert caught.value.code == "root_three"
    assert public(district)
    state = confirm(district.register, [paper.code for paper in papers])
    assert (state.state, state.pending, state.holders) == ("sealed", [], list(NAMES))
    with pytest.raises(NotAllowed):
        confirm(district.register, [paper.code for paper in papers])


def test_an_officer_who_leaves_is_replaced_by_the_other_two(district: Office, papers: list[Paper]) -> None:
    before = public(district, (papers[0].code, papers[1].code))
    names = (*NAMES[:2], "Lê Thị Mới")
    with pytest.raises(NotAllowed):
        seal(district.register, names)
    new = seal(district.register, names, codes=[papers[0].code, papers[1].code])
    assert public(district, (papers[1].code, papers[2].code)) == before, "the old papers hold until the new are proved"
    confirm(district.register, [paper.code for paper in new])
    assert public(district, (new[0].code, new[2].code)) == before
    assert refused(district, (papers[0].code, papers[2].code)) == "root_key"


@pytest.mark.parametrize("names", [NAMES[:2], (*NAMES[:2], NAMES[0].upper()), (*NAMES, "Người Thứ Tư")])
def test_three_different_people(district: Office, names: tuple[str, ...]) -> None:
    with pytest.raises(NotAllowed) as caught:
        seal(district.register, names)
    assert caught.value.code == "root_holders"


def test_a_name_that_is_none(district: Office) -> None:
    with pytest.raises(InvalidData):
        seal(district.register, (*NAMES[:2], "12345"))


def test_a_commune_has_no_root_key(tmp_path: Path) -> None:
    commune = found(tmp_path, HONG_THUY, seed=2)
    try:
        with pytest.raises(NotAllowed, match="không ghi danh máy khác"):
            seal(commune.register, NAMES)
    finally:
        commune.register.close()


def test_devices_are_entered_and_withdrawn_with_two_officers_only(
    district: Office, papers: list[Paper], tmp_path: Path
) -> None:
    commune = found(tmp_path, NHAM, seed=3)
    slip = request(commune.register, tmp_path / "asked")
    two = [papers[1].code, papers[2].code]
    with pytest.raises(NotAllowed) as caught:
        approve(district.register, tmp_path / "asked", tmp_path / "answered", code=slip.code)
    assert caught.value.code == "root_sealed"
    assert not (tmp_path / "answered").exists()
    approve(district.register, tmp_path / "asked", tmp_path / "answered", code=slip.code, officers=two)
    with pytest.raises(NotAllowed):
        revoke(district.register, slip.device, officers=two[:1])
    assert revoke(district.register, slip.device, officers=two).trust_version == 2
    with district.register.read() as connection:
        held = lists.held_list(connection, "own")
    assert held is not None
    assert [d.state for d in held.trust.devices] == ["active", "revoked"]
    commune.register.close()


def test_the_list_that_was_signed_before_the_ceremony_goes_on(district: Office, tmp_path: Path) -> None:
    """Nobody has to enrol again: the key is the same, only who can use it has changed."""
    first, second = found(tmp_path, HONG_THUY, seed=2), found(tmp_path, NHAM, seed=3)
    enrol(first, district)
    papers = seal(district.register, NAMES)
    confirm(district.register, [paper.code for paper in papers])
    slip = request(second.register, tmp_path / "asked")
    two = [paper.code for paper in papers[:2]]
    approve(district.register, tmp_path / "asked", tmp_path / "answered", code=slip.code, officers=two)
    assert first.take_one(district.send_to(HONG_THUY)).state == "applied"
    with first.register.read() as connection:
        followed = lists.held_list(connection, "parent")
    assert followed is not None
    assert followed.trust.version == 2
    for office in (first, second):
        office.register.close()


def test_the_yearly_drill(district: Office, papers: list[Paper]) -> None:
    with district.register.write() as connection:
        kept = connection.execute(select(Setting.value).where(Setting.key == "root")).scalar_one()
        opened = root_state(district.register, connection).opened
        old = kept.replace(f'"opened":"{opened}"', '"opened":"1999-01-01T00:00:00+07:00"')
        assert old != kept
        connection.execute(update(Setting).where(Setting.key == "root").values(value=old))
        assert root_state(district.register, connection).due
    with pytest.raises(NotAllowed):
        drill(district.register, [papers[0].code])
    state = drill(district.register, [papers[0].code, papers[2].code])
    assert (state.due, state.opened >= opened) == (False, True)


def test_nothing_to_drill_while_the_key_is_open(district: Office) -> None:
    with pytest.raises(NotAllowed) as caught:
        drill(district.register, [])
    assert caught.value.code == "root_open"


def test_from_the_command_line(district: Office, tmp_path: Path) -> None:
    assert sohotro("office", "root", "status", district.place, "--json").json["state"] == "open"
    names = [word for name in NAMES for word in ("--holder", name)]
    rows = sohotro("office", "root", "seal", district.place, *names, "-o", tmp_path, "--json").json
    assert [row["name"] for row in rows] == list(NAMES)
    assert all(Path(row["file"]).read_bytes().startswith(b"%PDF") for row in rows)
    keys = [["--key", row["code"]] for row in rows]
    sohotro("office", "root", "drill", district.place, *keys[0], *keys[1]).refused("root_open")
    sohotro("office", "root", "confirm", district.place, *keys[0], *keys[1]).refused("root_three")
    done = sohotro("office", "root", "confirm", district.place, *keys[0], *keys[1], *keys[2], "--json").json
    assert (done["state"], done["holders"]) == ("sealed", list(NAMES))
    assert sohotro("office", "root", "drill", district.place, *keys[0], *keys[2]).code == 0
    assert NAMES[1] in sohotro("office", "root", "status", district.place).out
    commune = found(tmp_path, HONG_THUY, seed=2)
    slip = request(commune.register, tmp_path / "asked")
    commune.register.close()
    order = ("enrol", "approve", district.place, tmp_path / "asked", "-o", tmp_path / "out", "--code", slip.code)
    sohotro(*order, *keys[0]).refused("root_sealed")
    assert sohotro(*order, *keys[0], *keys[1], "--json").json["trust_version"] == 1
    revoking = ("enrol", "revoke", district.place, slip.device)
    sohotro(*revoking, *keys[2]).refused("root_sealed")
    assert sohotro(*revoking, *keys[2], *keys[1], "--json").json["trust_version"] == 2
