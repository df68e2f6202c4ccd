"""A new root key: signed by the old one everybody follows without a visit; without it everybody types its digits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from commands import assert_sentence, sohotro
from exchanges import HONG_THUY, PROVINCE, District, Office, clone, district_at_work, enrol, found
from sqlalchemy import select
from tampering import names

from db.domain.errors import NotAllowed
from db.ledger.audit import audit
from db.models import Person
from db.store.household.households import set_person
from db.sync import enrolling, lists, minisign, root, trust
from db.sync.enrolling import accept, hand_out, revoke
from db.sync.merging import release
from db.sync.offices import keys_of
from db.sync.root import Paper, confirm, root_key, root_state, seal
from db.sync.sentences import PackageError
from db.sync.succession import succeed
from db.sync.trust import TrustList
from db.vault.registers import slots_of

NAMES = ("Hồ Thị Giữ", "A Viết Khóa", "Trần Văn Két")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def change(office: Office, why: root.Why, codes: tuple[str, ...] = ()) -> list[Paper]:
    """A new root key with its three papers, typed back."""
    papers = seal(office.register, NAMES, why=why, codes=codes)
    confirm(office.register, [paper.code for paper in papers])
    return papers


def two(papers: list[Paper]) -> tuple[str, ...]:
    return papers[0].code, papers[2].code


def held(office: Office, role: lists.Role) -> TrustList:
    with office.register.read() as connection:
        found = lists.held_list(connection, role)
    assert found is not None
    return found.trust


def signing_root(office: Office, codes: tuple[str, ...] = ()) -> minisign.SigningKey:
    with office.register.read() as connection:
        return root_key(office.register, connection, codes)


def follow(office: Office, listed: TrustList, *roots: minisign.SigningKey) -> bool:
    """What an office makes of a list that the last of these roots signs."""
    body, minisig = trust.sign_trust(listed, roots[-1])
    with office.register.write() as connection:
        return lists.follow(connection, body, minisig)


def refused(office: Office, listed: TrustList, key: minisign.SigningKey) -> str:
    before = held(office, "parent")
    with pytest.raises(PackageError) as caught:
        follow(office, listed, key)
    assert held(office, "parent") == before
    assert_sentence(caught.value.message)
    return caught.value.code


class TestRotation:
    def test_everybody_follows_without_a_visit(self, town: District) -> None:
        old = signing_root(town.district)
        papers = change(town.district, "rotate")
        for office in (town.hong_thuy, town.nham):
            version = held(office, "parent").version
            assert office.take_one(town.district.send_to(office.unit)).state == "applied"
            followed = held(office, "parent")
            assert followed.root == signing_root(town.district, two(papers)).public_line != old.public_line
            assert followed.version > version
        town.hong_thuy.record("Hồ Văn Sau")
        assert town.district.take_one(town.hong_thuy.send()).state == "applied"
        assert audit(town.hong_thuy.register).problems == []

    def test_the_old_key_opens_no_more_and_the_new_one_signs(self, town: District) -> None:
        first = change(town.district, "reseal")
        second = change(town.district, "rotate", two(first))
        with pytest.raises(NotAllowed) as caught:
            signing_root(town.district, two(first))
        assert caught.value.code == "root_key"
        device = next(d.id for d in held(town.district, "own").devices if d.unit == HONG_THUY)
        revoke(town.district.register, device, officers=two(second))
        assert town.nham.take_one(town.district.send_to(town.nham.unit)).state == "applied"
        states = {d.id: d.state for d in held(town.nham, "parent").devices}
        assert states[device] == "revoked"

    def test_a_laptop_that_missed_several_follows_the_whole_chain(self, town: District) -> None:
        papers = change(town.district, "rotate")
        for _ in range(3):
            papers = change(town.district, "rotate", two(papers))
        assert len(held(town.district, "own").rotations or ()) == 4
        assert town.hong_thuy.take_one(town.district.send_to(HONG_THUY)).state == "applied"
        assert held(town.hong_thuy, "parent").root == held(town.district, "own").root

    def test_until_the_papers_are_typed_back_the_old_key_signs(self, town: District) -> None:
        before = held(town.district, "own")
        papers = seal(town.district.register, NAMES, why="rotate")
        assert held(town.district, "own") == before
        with town.district.register.read() as connection:
            state = root_state(town.district.register, connection)
        assert (state.state, state.why) == ("open", "rotate")
        device = next(d.id for d in before.devices if d.unit == HONG_THUY)
        revoke(town.district.register, device)
        with pytest.raises(NotAllowed) as caught:
            confirm(town.district.register, [paper.code for paper in papers])
        assert caught.value.code == "root_overtaken"
        assert held(town.district, "own").root == before.root

    def test_a_late_package_from_before_is_taken_without_its_list(self, town: District) -> None:
        town.district.record("Hồ Văn Trên")
        late = town.district.send_to(HONG_THUY)
        change(town.district, "rotate")
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        followed = held(town.hong_thuy, "parent")
        assert town.hong_thuy.take_one(late).state in ("applied", "known")
        assert held(town.hong_thuy, "parent") == followed

    def test_above_the_district_its_new_root_is_vouched_for_and_the_old_one_does_not_come_back(
        self, town: District
    ) -> None:
        province = found(town.district.folder, PROVINCE, seed=5)
        enrol(town.district, province)
        town.hong_thuy.record("Hồ Văn Một")
        town.district.take(town.hong_thuy.send())
        late = [made.file for made in town.district.export() if made.to == f"vp-{PROVINCE}"]
        change(town.district, "rotate")
        town.hong_thuy.record("Hồ Văn Hai")
        town.district.take(town.hong_thuy.send())
        province.take(*[made.file for made in town.district.export() if made.to == f"vp-{PROVINCE}"])
        rooted = held(province, "child").root
        assert rooted == held(town.district, "own").root
        province.take(*late)
        assert held(province, "child").root == rooted
        assert names(province) == {"Hồ Văn Một", "Hồ Văn Hai"}
        province.register.close()

    def test_only_an_administrator_makes_a_new_key(self, town: District, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        monkeypatch.setattr(root, "check_role", lambda *given: asked.append(given[-1]))
        seal(town.district.register, NAMES, why="rotate")
        seal(town.district.register, NAMES, why="lost")
        seal(town.district.register, NAMES)
        assert asked == ["administer", "administer"]

    def test_a_commune_has_none_to_change(self, town: District) -> None:
        for why in ("rotate", "lost"):
            with pytest.raises(NotAllowed) as caught:
                seal(town.hong_thuy.register, NAMES, why=why)  # type: ignore[arg-type]
            assert caught.value.code == "no_root"


class TestOldRoot:
    @pytest.fixture
    def old(self, town: District) -> minisign.SigningKey:
        """The old root key, as somebody may still have it after the change that Hồng Thủy has followed."""
        key = signing_root(town.district)
        self.before = held(town.district, "own")
        self.papers = change(town.district, "rotate")
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        return key

    def test_what_it_signs_alone_is_refused_with_one_sentence(self, town: District, old: minisign.SigningKey) -> None:
        for version in (self.before.version + 1, 1 << 52):
            later = msgspec.structs.replace(self.before, version=version)
            assert refused(town.hong_thuy, later, old) == "E-ROOT-OLD"

    def test_nor_does_an_old_letter_bring_it_back(self, town: District, old: minisign.SigningKey) -> None:
        """Its digits are on paper in every commune: an answer by the old root fits them, and is still refused."""
        file = town.district.folder / "by-the-old-root.dongbo"
        body, minisig = trust.sign_trust(msgspec.structs.replace(self.before, version=1 << 52), old)
        with town.district.register.read() as connection:
            keys = keys_of(town.district.register, connection)
        stamp = town.district.register.providers.stamp()
        made = enrolling.enrolment.write_list(file, keys.sign, body, minisig, app="", created=stamp)
        before = held(town.hong_thuy, "parent")
        with pytest.raises(PackageError) as caught:
            accept(town.hong_thuy.register, file, code=made.code, slots=slots_of(town.hong_thuy.place))
        assert caught.value.code == "E-ROOT-OLD"
        assert held(town.hong_thuy, "parent") == before

    def test_in_a_package_too(self, town: District, old: minisign.SigningKey) -> None:
        """Whoever has the old root and the office's disk as well changes nothing."""
        with clone(town.district, "thief") as thief:
            with thief.register.write() as connection:
                devices = held(thief, "own").devices
                keys = keys_of(thief.register, connection)
                lists.issue(connection, keys, old, devices)
            before = held(town.hong_thuy, "parent")
            result = town.hong_thuy.take_one(thief.send_to(HONG_THUY))
        assert (result.state, result.reason) == ("refused", "E-ROOT-OLD")
        assert_sentence(result.message)
        assert held(town.hong_thuy, "parent") == before

    def test_a_huge_number_before_the_change_does_not_lock_the_successor_out(self, town: District) -> None:
        key, listed = signing_root(town.district), held(town.district, "own")
        assert follow(town.hong_thuy, msgspec.structs.replace(listed, version=1 << 52), key)
        change(town.district, "rotate")
        assert town.hong_thuy.take_one(town.district.send_to(HONG_THUY)).state == "applied"
        assert held(town.hong_thuy, "parent").root == held(town.district, "own").root

    def test_the_number_counts_on_under_the_new_root(self, town: District, old: minisign.SigningKey) -> None:
        new, followed = signing_root(town.district, two(self.papers)), held(town.hong_thuy, "parent")
        assert not follow(town.hong_thuy, msgspec.structs.replace(followed, version=followed.version - 1), new)
        assert held(town.hong_thuy, "parent") == followed
        other = msgspec.structs.replace(followed, devices=followed.devices[:1])
        assert refused(town.hong_thuy, other, new) == "E-TRUST-FORK"

    @pytest.mark.parametrize("part", ["by_old", "by_new", "old", "new", "since", "office"])
    def test_a_rotation_that_one_of_them_did_not_sign_is_none(self, town: District, part: str) -> None:
        old, new, other = signing_root(town.district), *(minisign.SigningKey.generate() for _ in range(2))
        listed = held(town.district, "own")
        made = trust.rotate(listed.offices[0].id, old, new, listed.version + 1)
        if part == "office":
            made = trust.rotate("vp-1", old, new, listed.version + 1)
        elif part == "since":
            made = msgspec.structs.replace(made, since=made.since + 1)
        elif part in ("old", "new"):
            made = msgspec.structs.replace(made, **{part: other.public_line})
        else:
            forged = trust.rotate(listed.offices[0].id, other, other, listed.version + 1)
            made = msgspec.structs.replace(made, **{part: getattr(forged, part)})
        signer = other if part == "new" else new
        body = msgspec.structs.replace(listed, root=signer.public_line, version=listed.version + 1, rotations=[made])
        data = trust.canonical.canonical(msgspec.to_builtins(body))
        with town.hong_thuy.register.write() as connection, pytest.raises(PackageError) as caught:
            lists.follow(connection, data, minisign.sign(signer, data, "thu"))
        assert caught.value.code == "E-SIG"


class TestLostRoot:
    def test_nothing_is_lost_and_every_laptop_pins_the_new_one_by_its_digits(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Trước")
        papers = change(town.district, "lost")
        town.district.record("Hồ Văn Trên")
        down = town.district.send_to(HONG_THUY)
        result = town.hong_thuy.take_one(down)
        assert (result.state, result.reason) == ("held", "new_root")
        assert_sentence(result.message)
        assert town.district.take_one(town.hong_thuy.send()).state == "applied", "upward nothing stops"
        file = town.district.folder / "list.dongbo"
        letter = hand_out(town.district.register, file)
        assert town.hong_thuy.take_one(file).reason == "new_root"
        for wrong in ("1" * 30, enrolment_digits(town)):
            with pytest.raises(NotAllowed) as caught:
                accept(town.hong_thuy.register, file, code=wrong, slots=slots_of(town.hong_thuy.place))
            assert caught.value.code == "wrong_digits"
        accept(town.hong_thuy.register, file, code=letter.code, slots=slots_of(town.hong_thuy.place))
        assert {one.state for one in release(town.hong_thuy.register)} <= {"applied", "known"}
        assert town.hong_thuy.hash(HONG_THUY) == town.district.hash(HONG_THUY)
        device = next(d.id for d in held(town.district, "own").devices if d.unit == town.nham.unit)
        revoke(town.district.register, device, officers=two(papers))
        assert town.hong_thuy.take_one(town.district.send_to(HONG_THUY)).state == "applied"

    def test_what_the_lost_root_signs_later_is_refused(self, town: District) -> None:
        old, listed = signing_root(town.district), held(town.district, "own")
        change(town.district, "lost")
        file = town.district.folder / "list.dongbo"
        letter = hand_out(town.district.register, file)
        accept(town.hong_thuy.register, file, code=letter.code, slots=slots_of(town.hong_thuy.place))
        later = msgspec.structs.replace(listed, version=listed.version + 5)
        assert refused(town.hong_thuy, later, old) == "E-ROOT-OLD"
        with town.hong_thuy.register.write() as connection, pytest.raises(PackageError) as caught:
            lists.pin(connection, later, *trust.sign_trust(later, old))
        assert caught.value.code == "E-ROOT-OLD"

    def test_a_stranger_with_a_list_of_that_office_is_not_followed(self, town: District) -> None:
        stranger = minisign.SigningKey.generate()
        listed = msgspec.structs.replace(held(town.district, "own"), root=stranger.public_line, version=99)
        assert refused(town.hong_thuy, listed, stranger) == "new_root"

    def test_a_list_that_does_not_name_the_laptop_asks_for_an_enrolment(self, town: District, tmp_path: Path) -> None:
        (tmp_path / "new").mkdir()
        laptop = found(tmp_path / "new", HONG_THUY, seed=6)
        letter = hand_out(town.district.register, tmp_path / "list.dongbo")
        with pytest.raises(NotAllowed) as caught:
            accept(laptop.register, tmp_path / "list.dongbo", code=letter.code, slots=slots_of(laptop.place))
        assert caught.value.code == "not_listed"
        laptop.register.close()


def enrolment_digits(town: District) -> str:
    """The digits of the office's letters from before."""
    followed = held(town.hong_thuy, "parent")
    office = followed.offices[0]
    return enrolling.enrolment.office_code(minisign.parse_public_line(followed.root), office.box, office.unit)


class TestLostOffice:
    def test_an_office_that_lost_everything_begins_anew_and_gets_all_back(self, town: District, tmp_path: Path) -> None:
        """Disk, keys and root gone, no backup: a new register, every laptop enrols once more with digits typed.

        What the lost office wrote itself comes back too, from the communes, once it has been told whose it was.
        """
        for office, name in ((town.hong_thuy, "Hồ Văn Một"), (town.nham, "Hồ Văn Ba")):
            office.record(name)
            town.district.take(office.send())
        (someone,) = people(town.nham)
        set_person(town.district.register, someone, {"name": "Hồ Văn Hai"})
        for office in (town.hong_thuy, town.nham):
            office.take(town.district.send_to(office.unit))
        before = town.hong_thuy.hash(HONG_THUY)
        (tmp_path / "new").mkdir()
        anew = found(tmp_path / "new", town.district.unit, seed=7)
        file = tmp_path / "lost.dongbo"
        succeed(anew.register, file, code=hand_out(town.nham.register, file).code)
        for office in (town.hong_thuy, town.nham):
            enrol(office, anew)
            assert anew.take_one(office.send_to(town.district.unit)).state == "applied"
        assert names(anew) == {"Hồ Văn Một", "Hồ Văn Hai"}
        assert town.hong_thuy.hash(HONG_THUY) == before
        assert town.hong_thuy.take_one(anew.send_to(HONG_THUY)).state == "applied"
        anew.register.close()


def people(office: Office) -> list[str]:
    with office.register.read() as connection:
        return list(connection.execute(select(Person.id)).scalars())


def run(*arguments: Any) -> Any:
    return sohotro(*arguments, "--json").json


def test_by_the_command_line(town: District, tmp_path: Path) -> None:
    for office in town.all:
        office.register.engine.dispose()
    given = [word for name in NAMES for word in ("--holder", name)]
    made = run("office", "root", "rotate", town.district.place, *given, "-o", tmp_path)
    keys = [word for one in made for word in ("--key", one["code"])]
    assert run("office", "root", "status", town.district.place)["why"] == "rotate"
    assert run("office", "root", "confirm", town.district.place, *keys)["state"] == "sealed"
    made = run("office", "root", "replace", town.district.place, *given, "-o", tmp_path)
    keys = [word for one in made for word in ("--key", one["code"])]
    assert run("office", "root", "confirm", town.district.place, *keys)["state"] == "sealed"
    listed = run("enrol", "list", town.district.place, "-o", tmp_path / "list.dongbo")
    (told,) = run("merge", town.hong_thuy.place, tmp_path / "list.dongbo")
    assert (told["state"], told["reason"]) == ("held", "new_root")
    done = run("enrol", "accept", town.hong_thuy.place, tmp_path / "list.dongbo", "--code", listed["code"])
    assert done["trust_version"] == listed["trust_version"]
