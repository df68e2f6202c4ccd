"""Enrolment and trust: possession proved, digits typed, lists that only go forward."""

from __future__ import annotations

import io
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from packages import CREATED, OFFICE, RECOVERY, Members, put_together, replaced, take_apart

from db.domain.errors import EnvironmentProblem
from db.sync import canonical, enrolment, minisign, trust
from db.sync.minisign import SigningKey
from db.sync.package import PackageError, inspect, open_envelope

LAPTOP = SigningKey.from_seed(sha256(b"laptop").digest())
DESK = SigningKey.from_seed(sha256(b"desk of the district").digest())
ROOT = SigningKey.from_seed(sha256(b"root").digest())
BOX = str(RECOVERY.to_public())


def device(key: SigningKey, level: trust.Level = "commune", unit: str = "20104", **more: Any) -> trust.Device:
    values = {"unit_date": "2004-01-01", "box": BOX} | more
    return trust.Device(
        id=trust.device_id(level, unit, key.public), level=level, unit=unit, sign=key.public_line, **values
    )


def trust_list(*devices: trust.Device, version: int = 1, root: SigningKey = ROOT) -> trust.TrustList:
    office = trust.Office(
        id="vp-49", unit="49", unit_date="2004-01-01", level="district", box=str(OFFICE.to_public()), recovery=BOX
    )
    return trust.TrustList(version=version, root=root.public_line, offices=[office], devices=list(devices))


BOTH = trust_list(device(LAPTOP), device(DESK, "district", "49"))


def ask(path: Path, key: SigningKey = LAPTOP, **more: Any) -> enrolment.Request:
    values: dict[str, Any] = {"level": "commune", "unit": "20104", "unit_date": "2004-01-01", "box": BOX} | more
    return enrolment.write_request(path, key, app="0.1.0", created=CREATED, **values)


def read_request(data: bytes) -> enrolment.Received:
    return enrolment.read_request(io.BytesIO(data), len(data))


def read_answer(data: bytes) -> enrolment.Received:
    return enrolment.read_answer(io.BytesIO(data), len(data))


def answer(folder: Path, listed: trust.TrustList = BOTH, key: SigningKey = DESK, office: str = "vp-49") -> bytes:
    ask(folder / "hoi.dongbo")
    request = read_request((folder / "hoi.dongbo").read_bytes())
    data, minisig = trust.sign_trust(listed, ROOT)
    path = folder / "tra-loi.dongbo"
    enrolment.write_answer(path, key, request, data, minisig, office=office, app="0.1.0", created=CREATED)
    return path.read_bytes()


def signed_again(data: bytes, change: Callable[[dict[str, Any]], None], key: SigningKey) -> bytes:
    members: Members = take_apart(data)
    obj = canonical.canonical_loads(dict(members)["manifest.json"])
    change(obj)
    raw = canonical.canonical(obj)
    members = replaced(members, "manifest.json", raw)
    return put_together(replaced(members, "manifest.json.minisig", minisign.sign(key, raw, "x")))


class TestRequest:
    def test_round(self, tmp_path: Path) -> None:
        made = ask(tmp_path / "a.dongbo", officer="Hồ Văn Kiểm")
        received = read_request((tmp_path / "a.dongbo").read_bytes())
        assert received.content == made
        assert made.device == trust.device_id("commune", "20104", LAPTOP.public)
        assert made.device.startswith("xa20104-")
        assert made.code == enrolment.device_code(LAPTOP.public, BOX, "20104")

    @pytest.mark.parametrize(
        ("code", "change"),
        [
            ("E-MANIFEST", {"unit": "20105"}),
            ("E-MANIFEST", {"level": "district"}),
            ("E-MANIFEST", {"device": "xa20104-aaaaaaaa"}),
            ("E-MANIFEST", {"box": "age1xyz"}),
            ("E-MANIFEST", {"level": "village"}),
            ("E-SIG", {"sign": DESK.public_line}),
            ("E-KEY", {"sign": minisign.public_line(bytes(32))}),
            ("E-VERSION", {"major": 2}),
            ("E-FORMAT", {"format": "sohotro"}),
            ("E-README", {"readme_sha256": "00" * 32}),
        ],
    )
    def test_what_is_refused(self, tmp_path: Path, code: str, change: dict[str, Any]) -> None:
        ask(tmp_path / "a.dongbo")
        data = signed_again((tmp_path / "a.dongbo").read_bytes(), lambda m: m.update(change), LAPTOP)
        with pytest.raises(PackageError, match=code):
            read_request(data)

    def test_signed_by_a_key_that_is_not_the_one_given(self, tmp_path: Path) -> None:
        ask(tmp_path / "a.dongbo")
        with pytest.raises(PackageError, match="E-SIG"):
            read_request(signed_again((tmp_path / "a.dongbo").read_bytes(), lambda m: None, DESK))

    def test_changed_after_signing(self, tmp_path: Path) -> None:
        ask(tmp_path / "a.dongbo", officer="Hồ Văn Kiểm")
        members = take_apart((tmp_path / "a.dongbo").read_bytes())
        raw, text = (dict(members)[n] for n in ("manifest.json", "manifest.json.minisig"))
        changed = replaced(members, "manifest.json", raw.replace("Kiểm".encode(), "Khác".encode()))
        borrowed = replaced(
            members, "manifest.json.minisig", minisign.sign(SigningKey(LAPTOP.public, DESK._secret), raw, "x")
        )
        first = text.split(b"\n")[1]
        renamed = b64encode(b"ED" + DESK.key_id + b64decode(first)[10:])
        other_id = replaced(members, "manifest.json.minisig", text.replace(first, renamed))
        for forged in (changed, borrowed, other_id):
            assert forged != members
            with pytest.raises(PackageError, match="E-SIG"):
                read_request(put_together(forged))

    def test_damage_and_added_parts(self, tmp_path: Path) -> None:
        ask(tmp_path / "a.dongbo")
        data = (tmp_path / "a.dongbo").read_bytes()
        for at in range(0, len(data), 5):
            with pytest.raises(PackageError):
                read_request(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        with pytest.raises(PackageError, match="E-PARTS"):
            read_request(put_together([*take_apart(data), ("p0001.bin.age", b"")]))

    def test_bad_values_and_bad_disks_write_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(PackageError, match="E-MANIFEST"):
            ask(tmp_path / "a.dongbo", unit="xã")
        with pytest.raises(PackageError, match="E-MANIFEST"):
            ask(tmp_path / "a.dongbo", officer="x" * 201)
        with pytest.raises(EnvironmentProblem):
            ask(tmp_path / "none" / "a.dongbo")
        assert list(tmp_path.iterdir()) == []


class TestAnswer:
    def test_round(self, tmp_path: Path) -> None:
        received = read_answer(answer(tmp_path))
        said = received.content
        assert isinstance(said, enrolment.Answer)
        assert said.signed.trust == BOTH
        assert said.code == enrolment.office_code(ROOT.public, str(OFFICE.to_public()), "49")
        assert said.issuer.id == "vp-49"
        request = read_request((tmp_path / "hoi.dongbo").read_bytes())
        assert (said.request_sha256, said.device) == (request.manifest_sha256, request.content.device)

    def test_a_list_that_does_not_vouch_is_not_sent(self, tmp_path: Path) -> None:
        revoked = trust_list(device(LAPTOP, state="revoked"), device(DESK, "district", "49"))
        for listed in (trust_list(device(LAPTOP)), trust_list(device(DESK, "district", "49")), revoked):
            with pytest.raises(PackageError, match="E-SENDER"):
                answer(tmp_path, listed)
        with pytest.raises(PackageError, match="E-SENDER"):
            answer(tmp_path, office="vp-50")
        assert not (tmp_path / "tra-loi.dongbo").exists()

    def test_a_forged_answer(self, tmp_path: Path) -> None:
        data = answer(tmp_path)
        thief = SigningKey.generate()

        def own_root(m: dict[str, Any]) -> None:
            forged = msgspec.convert(m["signed"]["trust"] | {"root": thief.public_line}, trust.TrustList)
            body, minisig = trust.sign_trust(forged, thief)
            m["signed"] = {"minisig": minisig.decode(), "trust": canonical.canonical_loads(body)}

        true_code = enrolment.office_code(ROOT.public, str(OFFICE.to_public()), "49")
        said = read_answer(signed_again(data, own_root, DESK)).content
        assert not enrolment.digits_match(said.code, true_code)
        with pytest.raises(PackageError, match="E-SENDER"):
            read_answer(signed_again(data, lambda m: m.update(sign=thief.public_line), thief))
        with pytest.raises(PackageError, match="E-SIG"):
            read_answer(signed_again(data, lambda m: m["signed"]["trust"].update(version=9), DESK))
        with pytest.raises(PackageError, match="E-SENDER"):
            read_answer(signed_again(data, lambda m: m.update(office="vp-50"), DESK))

    def test_a_request_is_no_answer(self, tmp_path: Path) -> None:
        data = answer(tmp_path)
        with pytest.raises(PackageError, match="E-MANIFEST"):
            read_request(data)
        with pytest.raises(PackageError, match="E-MANIFEST"):
            read_answer((tmp_path / "hoi.dongbo").read_bytes())


def test_inspection_tells_what_an_enrolment_file_is(tmp_path: Path) -> None:
    answer(tmp_path)
    asked = inspect(tmp_path / "hoi.dongbo")
    assert (asked["kind"], asked["unit"], asked["sender"]) == ("request", "20104", device(LAPTOP).id)
    said = inspect(tmp_path / "tra-loi.dongbo")
    assert (said["kind"], said["unit"], said["sender"], said["to"]) == ("answer", "49", "vp-49", [device(LAPTOP).id])
    assert said["count"] is None
    data = (tmp_path / "hoi.dongbo").read_bytes()
    assert open_envelope(io.BytesIO(data), len(data)).key_id == LAPTOP.key_id


class TestDigits:
    CODE = enrolment.device_code(LAPTOP.public, BOX, "20104")

    def test_form(self) -> None:
        groups = self.CODE.split("-")
        assert [len(g) for g in groups] == [5] * 6
        assert all(g.isdecimal() for g in groups)

    def test_any_change_of_keys_unit_or_role_changes_them(self) -> None:
        others = {
            enrolment.device_code(DESK.public, BOX, "20104"),
            enrolment.device_code(LAPTOP.public, str(OFFICE.to_public()), "20104"),
            enrolment.device_code(LAPTOP.public, BOX, "20105"),
            enrolment.office_code(LAPTOP.public, BOX, "20104"),
        }
        assert len(others | {self.CODE}) == 5

    def test_a_fixed_example_never_changes(self) -> None:
        """Both sides of a phone call may run different releases."""
        box = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
        assert enrolment.device_code(bytes(range(32)), box, "20104") == "61558-64867-00006-01076-65345-12398"

    def test_typing(self) -> None:
        spaced = self.CODE.replace("-", " ")
        for typed in (
            self.CODE,
            spaced,
            f"  {spaced}\n",
            self.CODE.replace("-", ""),
            self.CODE.replace("-", "\u00a0–"),
        ):
            assert enrolment.digits_match(self.CODE, typed)
        wrong = str((int(self.CODE[0]) + 1) % 10) + self.CODE[1:]
        for typed in ("", wrong, self.CODE[:-1], self.CODE + "1", "một hai ba", self.CODE.replace("1", "１") + "x"):
            assert not enrolment.digits_match(self.CODE, typed)


class TestTrustList:
    DATA, MINISIG = trust.sign_trust(BOTH, ROOT)

    def test_round_and_carriage(self) -> None:
        assert trust.verify_trust(self.DATA, self.MINISIG, ROOT.public) == BOTH
        part = trust.trust_part(self.DATA, self.MINISIG)
        assert trust.split_trust_part(part) == (self.DATA, self.MINISIG)
        assert BOTH.device_by_key(LAPTOP.key_id) == device(LAPTOP)
        assert BOTH.device_by_key(ROOT.key_id) is None

    def test_keys_of_a_newer_program_survive_the_journey(self) -> None:
        obj = canonical.canonical_loads(self.DATA) | {"zzz": {"new": 1}}
        data = canonical.canonical(obj)
        minisig = minisign.sign(ROOT, data, "x")
        assert trust.split_trust_part(trust.trust_part(data, minisig)) == (data, minisig)
        assert trust.verify_trust(data, minisig, ROOT.public) == BOTH

    def test_another_root_and_changed_lists(self) -> None:
        with pytest.raises(PackageError, match="E-SIG"):
            trust.verify_trust(self.DATA, self.MINISIG, DESK.public)
        with pytest.raises(PackageError, match="E-SIG"):
            trust.verify_trust(self.DATA.replace(b'"version":1', b'"version":2'), self.MINISIG, ROOT.public)
        with pytest.raises(ValueError, match="root"):
            trust.sign_trust(BOTH, DESK)
        for part in (b"[]", b"{}", b'{"minisig":1,"trust":{}}', b'{"minisig":"","trust":[]}'):
            with pytest.raises(PackageError, match="E-MANIFEST"):
                trust.split_trust_part(part)

    @pytest.mark.parametrize(
        ("code", "change"),
        [
            ("E-MANIFEST", {"format": "sohotro"}),
            ("E-MANIFEST", {"root": DESK.public_line}),
            ("E-MANIFEST", {"version": 0}),
            ("E-MANIFEST", {"offices": []}),
            ("E-MANIFEST", {"offices": [{}]}),
            ("E-MANIFEST", {"devices": [msgspec.to_builtins(device(LAPTOP))] * 2}),
            ("E-MANIFEST", {"devices": [msgspec.to_builtins(device(LAPTOP)) | {"id": "xa20104-aaaaaaaa"}]}),
            ("E-MANIFEST", {"devices": [msgspec.to_builtins(device(LAPTOP)) | {"state": "unsure"}]}),
            ("E-KEY", {"devices": [msgspec.to_builtins(device(LAPTOP)) | {"sign": minisign.public_line(bytes(32))}]}),
        ],
    )
    def test_a_list_signed_but_wrong(self, code: str, change: dict[str, Any]) -> None:
        data = canonical.canonical(canonical.canonical_loads(self.DATA) | change)
        with pytest.raises(PackageError, match=code):
            trust.verify_trust(data, minisign.sign(ROOT, data, "x"), ROOT.public)
        not_json = self.DATA + b"\n"
        with pytest.raises(PackageError, match="E-JSON"):
            trust.verify_trust(not_json, minisign.sign(ROOT, not_json, "x"), ROOT.public)

    def test_versions_only_go_forward(self) -> None:
        held = sha256(self.DATA).hexdigest()
        newer = trust_list(*BOTH.devices, version=2)
        assert trust.is_newer(BOTH, self.DATA, 0, "")
        assert not trust.is_newer(BOTH, self.DATA, 1, held)
        assert trust.is_newer(newer, trust.sign_trust(newer, ROOT)[0], 1, held)
        with pytest.raises(PackageError, match="E-TRUST-OLD"):
            trust.is_newer(BOTH, self.DATA, 2, held)
        with pytest.raises(PackageError, match="E-TRUST-FORK"):
            trust.is_newer(BOTH, self.DATA, 1, "00" * 32)
