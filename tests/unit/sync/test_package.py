"""Packages: honest ones open, and every damaged, forged, hostile or misdirected one is refused by name."""

from __future__ import annotations

import io
import os
import random
import resource
import shutil
import subprocess
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import packages
import pyrage
import pytest
import zstandard
from hostile import HOSTILE, HOSTILE_LINES, ops, with_content
from packages import KEY, OFFICE, RECOVERY, line, outgoing, put_together, receive, replaced, signed_again, take_apart

from db.ledger import chain
from db.sync import canonical, limits, minisign, writer
from db.sync.manifest import check_parties, part_name
from db.sync.package import (
    HELD,
    SENTENCES,
    PackageError,
    build,
    hashes,
    open_envelope,
    sentence,
    verify,
)

CODES = {c for c in SENTENCES if c.startswith("E-")}
EXHAUSTIVE = bool(os.environ.get("SOHOTRO_EXHAUSTIVE"))
TOOLS = ("unzip", "minisign", "age", "zstd", "sha256sum", "openssl")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small honest package."""
    return packages.package(tmp_path_factory.mktemp("good"))


def refusal(data: bytes, **more: Any) -> str:
    with pytest.raises(PackageError) as caught:
        receive(data, **more)
    assert caught.value.code in CODES
    return caught.value.code


def test_what_was_sent_is_received(good: bytes) -> None:
    out = outgoing()
    manifest, opened = receive(good)
    assert opened.lines == out.lines
    assert opened.chain == chain.values(out.before, out.lines)
    assert opened.chain[-1] == out.after
    assert (manifest.sender, manifest.unit, manifest.to) == ("xa20104-testtest", "20104", ["vp-49"])
    assert (manifest.ops.first, manifest.ops.last, manifest.number) == (1, 3, 1)
    assert receive(good, identity=RECOVERY)[1].lines == out.lines


def test_the_manifest_and_the_comment_name_no_person(good: bytes) -> None:
    for text in ("Hồ Thị", "Nhà “tạm”", "officer"):
        assert text.encode() not in good


def test_a_package_without_changes_carries_the_rest(tmp_path: Path) -> None:
    trust = canonical.canonical({"version": 3})
    out = outgoing(
        [], first=914, before=bytes(32), parts=[("trust", trust), ("blob", b"\0\1")], acks={"ab" * 16: {"last": 5}}
    )
    manifest, opened = receive(packages.package(tmp_path, out))
    assert (opened.lines, opened.chain, opened.parts) == ([], [], {"trust": [trust], "blob": [b"\0\1"]})
    assert (manifest.ops.first, manifest.ops.last, manifest.acks) == (914, 913, {"ab" * 16: {"last": 5}})


def test_many_lines_are_split_into_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PART_WRITTEN", 4 * limits.KIB)
    lines = [line(n) for n in range(1, 101)]
    manifest, opened = receive(packages.package(tmp_path, outgoing(lines)))
    assert opened.lines == lines
    assert len(manifest.parts) > 5
    assert all(p.content_size <= 4 * limits.KIB for p in manifest.parts)


def test_a_child_stream_starts_from_its_parent(tmp_path: Path) -> None:
    parent = bytes(16) + (7).to_bytes(8, "big") + bytes(32)
    out = outgoing(parent=parent.hex(), before=chain.origin(packages.STREAM, parent))
    assert receive(packages.package(tmp_path, out))[0].parent == parent.hex()
    with pytest.raises(PackageError, match="E-CHAIN"):
        packages.package(tmp_path, outgoing(parent=parent.hex()))


class TestEveryChange:
    """Random small damage to the bytes: never accepted, never an unforeseen error."""

    def places(self, size: int, share: int) -> list[int]:
        """All places, or a fixed sample of one in `share`."""
        return list(range(size)) if EXHAUSTIVE else random.Random(1).sample(range(size), size // share)

    def test_single_bits(self, good: bytes) -> None:
        seen: Counter[str] = Counter()
        for bit in self.places(len(good) * 8, 16):
            data = bytearray(good)
            data[bit >> 3] ^= 1 << (bit & 7)
            seen[refusal(bytes(data))] += 1
        assert set(seen) <= {"E-ZIP", "E-TRUNCATED", "E-CRC", "E-SIZE"}
        assert seen["E-CRC"] > sum(seen.values()) / 2

    def test_single_bits_with_the_checksum_mended(self, good: bytes) -> None:
        wanted = {
            "mimetype": {"E-FORMAT"},
            "HUONG-DAN.txt": {"E-README"},
            "manifest.json": {"E-SIG"},
            "manifest.json.minisig": {"E-SIG", "E-UNKNOWN-KEY"},
            "p0001.ndjson.zst.age": {"E-HASH"},
        }
        members = take_apart(good)
        for name, old in members:
            for bit in self.places(len(old) * 8, 16):
                data = bytearray(old)
                data[bit >> 3] ^= 1 << (bit & 7)
                assert refusal(put_together(replaced(members, name, bytes(data)))) in wanted[name]

    def test_bytes_cut_and_put_in(self, good: bytes) -> None:
        for at in self.places(len(good), 4):
            assert refusal(good[:at]) == "E-TRUNCATED"
            refusal(good[:at] + good[at + 1 :])
            refusal(good[:at] + b"\0" + good[at:])


class TestMembers:
    """The members are those of the signed list, in its order."""

    def test_missing_added_exchanged(self, good: bytes, tmp_path: Path) -> None:
        members = take_apart(good)
        name = members[4][0]
        other = take_apart(packages.package(tmp_path, outgoing(number=2)))[4][1]
        foreign = pyrage.encrypt(b"x", [OFFICE.to_public()])
        assert refusal(put_together(members[:4])) == "E-PARTS"
        assert refusal(put_together([*members, ("p0002.bin.age", b"x")])) == "E-PARTS"
        assert refusal(put_together([*members[:4], ("p0002.ndjson.zst.age", members[4][1])])) == "E-PARTS"
        assert refusal(put_together(replaced(members, name, foreign))) == "E-PARTS"
        assert refusal(put_together(replaced(members, name, other))) in ("E-HASH", "E-PARTS")

    def test_an_extra_cms_signature_does_no_harm(self, good: bytes) -> None:
        members = take_apart(good)
        data = put_together([*members[:4], ("manifest.json.p7s", b"0\0"), members[4]])
        assert receive(data)[1].lines == outgoing().lines


class TestIdentity:
    """Who signed, who is said to have sent, for whom."""

    def test_signed_by_another_key(self, tmp_path: Path) -> None:
        thief = minisign.SigningKey.generate()
        data = packages.package(tmp_path, key=thief)
        assert refusal(data) == "E-UNKNOWN-KEY"
        assert open_envelope(io.BytesIO(data), len(data)).key_id == thief.key_id

    def test_a_key_id_borrowed_by_another_key(self, tmp_path: Path) -> None:
        thief = minisign.SigningKey.generate()
        members = take_apart(packages.package(tmp_path))
        raw = dict(members)["manifest.json"]
        forged = minisign.SigningKey(KEY.public, thief._secret)
        text = minisign.sign(forged, raw, "x")
        assert refusal(put_together(replaced(members, "manifest.json.minisig", text))) == "E-SIG"

    def test_sender_and_addressee(self, good: bytes) -> None:
        manifest, _ = receive(good)
        check_parties(manifest, "xa20104-testtest", ["vp-49", "hu49-abcdefgh"])
        with pytest.raises(PackageError, match="E-SENDER"):
            check_parties(manifest, "xa20105-testtest", ["vp-49"])
        with pytest.raises(PackageError, match=r"E-NOT-FOR-US.*vp-49"):
            check_parties(manifest, "xa20104-testtest", ["vp-50"])

    def test_encrypted_to_someone_else(self, good: bytes) -> None:
        assert refusal(good, identity=pyrage.x25519.Identity.generate()) == "E-DECRYPT"

    def test_only_age_x25519_recipients(self, tmp_path: Path) -> None:
        with pytest.raises(PackageError, match="E-KEY"):
            packages.package(tmp_path, outgoing(recipients=["ssh-ed25519 AAAA"]))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_validly_signed_but_hostile_manifest(good: bytes, name: str) -> None:
    code, change = HOSTILE[name]
    seen = refusal(signed_again(good, lambda m: r if isinstance(r := change(m), bytes) else None))
    assert seen == code


def test_only_ops_parts_count_lines(tmp_path: Path) -> None:
    data = packages.package(tmp_path, outgoing(parts=[("blob", b"x")]))

    def change(m: dict[str, Any]) -> None:
        m["parts"][0]["count"], m["parts"][1]["count"] = 2, 1

    assert refusal(signed_again(data, change)) == "E-PARTS"


def test_a_chain_that_moves_without_changes(tmp_path: Path) -> None:
    data = packages.package(tmp_path, outgoing([], first=5, before=bytes(32)))
    assert refusal(signed_again(data, lambda m: m["ops"].update(after="11" * 32))) == "E-CHAIN"


@pytest.mark.parametrize("limit", ["PART", "TOTAL"])
def test_sizes_beyond_the_limits_are_refused_unopened(good: bytes, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    size = receive(good)[0].parts[0].content_size
    monkeypatch.setattr(limits, limit, size)
    receive(good)
    monkeypatch.setattr(limits, limit, size - 1)
    assert refusal(good, identity=pyrage.x25519.Identity.generate()) == "E-SIZE"


def test_a_newer_minor_version_is_read(good: bytes) -> None:
    manifest, opened = receive(signed_again(good, lambda m: m.update(minor=7, new_key={"a": [1]})))
    assert (manifest.minor, opened.lines) == (7, outgoing().lines)


class TestContent:
    """What an enrolled device may put into the encrypted part, and may not."""

    def lines(self, good: bytes, lines: list[bytes]) -> bytes:
        return with_content(good, ops(lines), len(lines), chain.extend(chain.origin(packages.STREAM), lines)[1])

    def test_the_frame_of_this_test_is_sound(self, good: bytes) -> None:
        assert receive(self.lines(good, [line(1), line(2)]))[1].lines == [line(1), line(2)]

    @pytest.mark.parametrize(
        "head", [{"_": "x"}, {"first": 2}, {"first": True}, {"nonce": ""}, {"nonce": 7}, {"stream": "00" * 16}], ids=str
    )
    def test_header_line(self, good: bytes, head: dict[str, Any]) -> None:
        assert refusal(with_content(good, ops(outgoing().lines, **head))) == "E-OPS"

    def test_header_line_of_another_type(self, good: bytes) -> None:
        assert refusal(with_content(good, b"\n".join([b"[]", *outgoing().lines, b""]))) == "E-OPS"
        assert refusal(with_content(good, b"\n".join([b"{", *outgoing().lines, b""]))) == "E-JSON"

    def test_lines_missing_cut_or_too_long(self, good: bytes) -> None:
        lines = outgoing().lines
        assert refusal(with_content(good, ops(lines[:2]))) == "E-OPS"
        assert refusal(with_content(good, ops(lines)[:-1])) == "E-OPS"
        assert refusal(with_content(good, b"")) == "E-OPS"
        assert refusal(self.lines(good, [b"x" * (limits.LINE + 1)])) == "E-OPS"
        assert refusal(with_content(good, ops([*lines[:2], line(3, e="other")]))) == "E-CHAIN"

    @pytest.mark.parametrize(
        "bad",
        HOSTILE_LINES,
        ids=lambda b: ascii(b[:24]),
    )
    def test_hostile_lines(self, good: bytes, bad: bytes) -> None:
        assert refusal(self.lines(good, [line(1), bad, line(3)])) == "E-JSON"

    @pytest.mark.parametrize("n", [1, 3, True, "2", None])
    def test_a_line_says_its_place(self, good: bytes, n: Any) -> None:
        assert refusal(self.lines(good, [line(1), canonical.canonical({"n": n})])) == "E-OPS"
        assert refusal(self.lines(good, [canonical.canonical({"n": True})])) == "E-OPS"

    def test_the_widest_lawful_lines(self, good: bytes) -> None:
        wide = [
            canonical.canonical({"n": 1, "s": {"x": [[[[[["ệ" * 100]]]]]]}}),
            canonical.canonical({"a": "ệ" * (limits.STRING // 3), "n": 2}),
            canonical.canonical({"a": (1 << 53) - 1, "b": 1 - (1 << 53), "c\x7f\\\"'": '":é":', "n": 3}),
        ]
        assert receive(self.lines(good, wide))[1].lines == wide

    def test_a_part_of_a_newer_kind_is_carried(self, good: bytes, tmp_path: Path) -> None:
        data = packages.package(tmp_path, outgoing(parts=[("hologram", b"\xff\0")]))
        assert receive(data)[1].parts == {"hologram": [b"\xff\0"]}

    def test_json_parts_are_canonical(self, tmp_path: Path) -> None:
        with pytest.raises(PackageError, match="E-JSON"):
            packages.package(tmp_path, outgoing(parts=[("trust", b'{"a": 1}')]))


class TestCompression:
    """One frame, of the signed size, with a bounded window, and nothing after it."""

    def test_a_bomb_stops_at_the_signed_size(self, good: bytes) -> None:
        compressor = zstandard.ZstdCompressor(level=19).compressobj()
        bomb = b"".join(compressor.compress(bytes(1 << 24)) for _ in range(64)) + compressor.flush()
        content = bytes(limits.MIB)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert refusal(with_content(good, content, packed=bomb)) == "E-ZSTD"
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024  # KiB; the bomb holds 1 GiB

    def test_a_bomb_that_lies_in_its_header(self, good: bytes) -> None:
        content = bytes(limits.MIB)
        packer = zstandard.ZstdCompressor(write_checksum=True)
        small, large = packer.compress(content), packer.compress(bytes(64 * limits.MIB))
        frame = bytearray(large)
        at = 5 if large[4] & 0x20 else 6
        assert int.from_bytes(large[at : at + 4], "little") == 64 * limits.MIB
        frame[at : at + 4] = limits.MIB.to_bytes(4, "little")
        assert refusal(with_content(good, content, packed=bytes(frame))) == "E-ZSTD"
        assert zstandard.ZstdDecompressor().decompress(small) == content

    def packed(self, **options: Any) -> bytes:
        return zstandard.ZstdCompressor(**({"write_checksum": True} | options)).compress(ops(outgoing().lines))

    def test_other_frames(self, good: bytes) -> None:
        content = ops(outgoing().lines)
        sound = self.packed()
        skippable = b"\x50\x2a\x4d\x18\x04\0\0\0abcd"
        assert receive(with_content(good, content, packed=sound))[1].lines == outgoing().lines
        broken = {
            "no checksum": self.packed(write_checksum=False),
            "unused bit": bytes([*self.packed()[:4], self.packed()[4] | 0x10, *self.packed()[5:]]),
            "no size": self.packed(write_content_size=False),
            "two frames": sound + sound,
            "bytes after": sound + b"\0",
            "skippable after": sound + skippable,
            "skippable before": skippable + sound,
            "cut": sound[:-1],
            "checksum wrong": sound[:-1] + bytes([sound[-1] ^ 1]),
            "no zstd at all": content,
            "empty": b"",
        }
        assert {name: refusal(with_content(good, content, packed=p)) for name, p in broken.items()} == dict.fromkeys(
            broken, "E-ZSTD"
        )

    def test_a_window_beyond_the_limit(self, good: bytes) -> None:
        content = random.Random(3).randbytes(10 * limits.MIB)
        options = zstandard.ZstdCompressionParameters(window_log=24, write_checksum=True, write_content_size=True)
        frame = zstandard.ZstdCompressor(compression_params=options).compress(content)
        assert zstandard.get_frame_parameters(frame).window_size > limits.WINDOW
        assert refusal(with_content(good, content, packed=frame)) == "E-ZSTD"

    def test_ciphertext_cut_before_signing(self, good: bytes) -> None:
        """An enrolled device signs a truncated age file: nothing of its plaintext is used."""
        members = take_apart(good)
        cut = members[4][1][:-20]

        def change(m: dict[str, Any]) -> None:
            m["parts"][0].update(size=len(cut), sha256=sha256(cut).hexdigest())

        assert refusal(signed_again(good, change, [(members[4][0], cut)])) == "E-DECRYPT"


def test_every_code_has_a_sentence_that_says_what_is_safe_and_what_to_do() -> None:
    reasons = {"waiting_for", "unknown_device", "revoked", "fork", "newer", "known"}
    assert reasons <= set(SENTENCES)
    assert set(HELD) <= CODES
    assert set(HELD.values()) <= reasons
    for code, text in SENTENCES.items():
        assert text.endswith("."), code
        assert ";" in text or "." in text[:-1], code
    assert "vp-50" in sentence("E-NOT-FOR-US", "vp-50")
    assert sentence("E-NOT-FOR-US") == SENTENCES["E-NOT-FOR-US"]
    assert PackageError("E-ZIP", "x").message == SENTENCES["E-ZIP"]


def test_every_code_raised_is_known() -> None:
    import re

    found = set()
    for path in Path(writer.__file__).parent.glob("*.py"):
        found |= set(re.findall(r'PackageError\("(E-[A-Z-]+)"', path.read_text("utf-8")))
    assert found <= CODES


def test_part_names() -> None:
    assert [part_name(i, k) for i, k in enumerate(("ops", "trust", "blob"), 1)] == [
        "p0001.ndjson.zst.age",
        "p0002.json.zst.age",
        "p0003.bin.age",
    ]


@pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)) and not os.environ.get("SOHOTRO_REQUIRE_TOOLS"),
    reason=f"stock tools missing: {[t for t in TOOLS if not shutil.which(t)]}",
)
def test_stock_tools_verify_and_open_a_package(tmp_path: Path) -> None:
    """Runs the shell block of docs/format.md as it is printed there."""
    text = (Path(__file__).parents[3] / "docs" / "format.md").read_text("utf-8")
    script = text.split("<!-- steps -->\n```sh\n")[1].split("```")[0]
    built = build(tmp_path / "goi.dongbo", KEY, outgoing())
    (tmp_path / "khoa-van-phong.txt").write_text(str(OFFICE) + "\n")
    env = os.environ | {"KHOA": KEY.public_line}
    done = subprocess.run(["sh", "-euc", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    part = built.manifest.parts[0]
    assert "Signature and comment signature verified" in done.stdout
    assert "goi 1 cua xa20104-testtest, ban ghi 1-3, gui vp-49" in done.stdout
    for digest in (part.sha256, part.content_sha256):
        assert digest in done.stdout
    opened = (tmp_path / "x" / "p0001.ndjson").read_bytes().split(b"\n")
    assert opened[1:-1] == outgoing().lines
    assert built.manifest.ops.after in done.stdout


def test_hashes_and_signature_can_be_asked_without_the_office_key(good: bytes) -> None:
    envelope = open_envelope(io.BytesIO(good), len(good))
    hashes(envelope, verify(envelope, KEY.public))
    assert len(envelope.manifest_sha256) == 64
