"""Mutants by number: packages, enrolment files and key files changed in hostile ways, of which nothing may stick.

A number always means the same choice of what is changed (keys and nonces are new in every run). `attacks` throws them.
"""

from __future__ import annotations

import io
import json
import random
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
import pyrage
import zstandard
from hostile import HOSTILE, HOSTILE_LINES, ops, with_content
from packages import Members, put_together, replaced, signed_again, take_apart

from db.ledger import chain
from db.sync import canonical, limits, minisign
from db.sync.offices import Keys

ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1 << 52, [], {}, [[[]]], "", "\0", "x" * 300, "abc def", "../../x", "2017-99-99", {"x": 1},
)  # fmt: skip
NAMES = ("../x", "/etc/passwd", "C:\\x", "a\0b", "manifest.json/", "MIMETYPE", "p0001.ndjson.zst.age", "con", "x" * 300)
FREE = {"acks", "ext", "number", "prev", "created", "app", "schema", "minor", "must_understand", "parent"}
"""Keys of a manifest that decide nothing about its changes: a true device may claim there what it likes."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What mutants are made of. good: not merged yet; known: merged; others: of a sibling, our own, an older one."""

    good: bytes
    known: bytes
    down: bytes
    others: tuple[bytes, ...]
    commune: Keys
    sibling: Keys
    district: Keys
    root: minisign.SigningKey
    asked: bytes
    answered: bytes
    keys: bytes


Maker = Callable[[Sources, random.Random], bytes]


def flipped(data: bytes, chance: random.Random) -> bytes:
    """One to eight bits the other way round."""
    out = bytearray(data)
    for at in chance.sample(range(len(out) * 8), chance.choice((1, 1, 1, 2, 8))):
        out[at // 8] ^= 1 << at % 8
    return bytes(out)


def flipped_inside(data: bytes, chance: random.Random) -> bytes:
    """Bits of one member flipped, checksums and directory right again."""
    members = take_apart(data)
    name, content = chance.choice([m for m in members if m[1]])
    return put_together(replaced(members, name, flipped(content, chance)))


def cut(data: bytes, chance: random.Random) -> bytes:
    """The end or a piece of the middle missing."""
    at = chance.randrange(len(data))
    return data[:at] if chance.random() < 0.5 else data[:at] + data[at + 1 + chance.randrange(64) :]


def inserted(data: bytes, chance: random.Random) -> bytes:
    """Noise or a piece of the same file put in, also before and after it."""
    at = chance.choice((0, len(data), chance.randrange(len(data))))
    start = chance.randrange(len(data))
    piece = chance.choice((chance.randbytes(1 + chance.randrange(64)), data[start : start + 200]))
    return data[:at] + piece + data[at:]


def noise(_: Sources, chance: random.Random) -> bytes:
    """Something else altogether."""
    starts = (b"", b"PK\x03\x04", b"%PDF-1.4", b"SQLite format 3\0", b"age-encryption.org/v1\n", b"\x28\xb5\x2f\xfd")
    return chance.choice(starts) + chance.randbytes(chance.randrange(2000))


def swapped(src: Sources, chance: random.Random) -> bytes:
    """A member taken from another package, or two members exchanged."""
    members = take_apart(src.good)
    other = dict(take_apart(chance.choice((src.known, src.down, *src.others))))
    names = [name for name, _ in members[2:]]
    name = chance.choice(names)
    replacement = other.get(name, dict(members)[chance.choice([n for n in names if n != name])])
    if replacement == dict(members)[name]:
        replacement += b"\n"
    return put_together(replaced(members, name, replacement))


def reordered(src: Sources, chance: random.Random) -> bytes:
    """Members dropped, doubled, added or in another order."""
    members: Members = take_apart(src.good)
    kind, at = chance.randrange(4), chance.randrange(len(members))
    if kind == 0:
        return put_together(members[:at] + members[at + 1 :])
    if kind == 1:
        return put_together([*members, members[at]])
    if kind == 2:
        return put_together([*members, (f"p{len(members):04d}.bin.age", chance.randbytes(40))])
    return put_together(list(reversed(members[: at + 2])) + members[at + 2 :])


def other_zip(src: Sources, chance: random.Random) -> bytes:
    """The same members as another program would pack them, with names that climb out, or as a bomb."""
    made = io.BytesIO()
    warnings.filterwarnings("ignore", "Duplicate name", UserWarning)
    with zipfile.ZipFile(made, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name, data in take_apart(src.good):
            archive.writestr(name if chance.random() < 0.7 else chance.choice(NAMES), data)
        if chance.random() < 0.3:
            archive.writestr(chance.choice(NAMES), bytes(1 << 20), zipfile.ZIP_DEFLATED)
        archive.comment = chance.choice((b"", b"x"))
    return made.getvalue()


def by_another_key(src: Sources, chance: random.Random) -> bytes:
    """Signed by a stranger, by a stranger who borrows the key's name, by a sibling, by our own device."""
    stranger = minisign.SigningKey.from_seed(chance.randbytes(32))
    if chance.random() < 0.3:
        members = take_apart(src.good)
        text = minisign.sign(stranger, dict(members)["manifest.json"], "thu")
        name = minisign.parse(text).key_id
        borrowed = minisign.b64encode(b"ED" + src.commune.sign.key_id + minisign.parse(text).signature)
        return put_together(
            replaced(
                members,
                "manifest.json.minisig",
                text.replace(minisign.b64encode(b"ED" + name + minisign.parse(text).signature), borrowed),
            )
        )
    key = chance.choice((stranger, stranger, src.sibling.sign, src.district.sign))
    return signed_again(src.good, lambda m: None, key=key)


def misdirected(src: Sources, chance: random.Random) -> bytes:
    """Signed truly, but for somebody else, about somebody else, or encrypted to somebody else."""
    key = src.commune.sign
    kind = chance.randrange(4)
    if kind == 0:
        return signed_again(src.good, lambda m: m.update(to=[f"vp-{chance.randrange(1000, 9999)}"]), key=key)
    if kind == 1:
        return signed_again(src.good, lambda m: m.update(unit=chance.choice(("20083", "481", "49", "20101"))), key=key)
    if kind == 2:
        return signed_again(src.good, lambda m: m.update(sender=f"xa20083-{chance.randrange(10**7):08d}"), key=key)
    lines, manifest = opened(src)
    stranger = str(pyrage.x25519.Identity.generate().to_public())
    return rebuilt(src, lines, manifest, to=stranger)


def leaf(value: Any, chance: random.Random) -> tuple[Any, Any]:
    """A container and key of some value inside."""
    while True:
        key = chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
        inner = value[key]
        if not isinstance(inner, (dict, list)) or not inner or chance.random() < 0.2:
            return value, key
        value = inner


def odd_manifest(src: Sources, chance: random.Random) -> bytes:
    """Signed truly, with one value of the manifest absurd or missing."""

    def change(m: dict[str, Any]) -> None:
        name = chance.choice([key for key in sorted(m) if key not in FREE])
        place, key = leaf({name: m[name]}, chance)
        place = m if key == name else place
        value = chance.choice([odd for odd in ODD if odd != place[key] or type(odd) is not type(place[key])])
        if chance.random() < 0.2 and isinstance(place, dict) and key != "count":
            del place[key]
        else:
            place[key] = value

    return signed_again(src.good, change, key=src.commune.sign)


def hostile_manifest(src: Sources, chance: random.Random) -> bytes:
    """Signed truly, one of the hostile manifests."""
    _, change = HOSTILE[chance.choice(sorted(HOSTILE))]
    return signed_again(
        src.good, lambda m: made if isinstance(made := change(m), bytes) else None, key=src.commune.sign
    )


def opened(src: Sources) -> tuple[list[bytes], dict[str, Any]]:
    """The change lines of the good package, as its addressee reads them, and its manifest."""
    members = dict(take_apart(src.good))
    manifest = canonical.canonical_loads(members["manifest.json"])
    packed = pyrage.decrypt(members[manifest["parts"][0]["name"]], [src.district.box])
    return zstandard.ZstdDecompressor().decompress(packed).split(b"\n")[1:-1], manifest


def rebuilt(src: Sources, lines: list[bytes], manifest: dict[str, Any], to: str = "", **more: Any) -> bytes:
    """The good package with these lines instead, hashes, chain and signature right."""
    head = {"first": manifest["ops"]["first"], "stream": manifest["stream"]}
    after = chain.extend(bytes.fromhex(manifest["ops"]["before"]), lines)[1]
    content = ops(lines, **head | more.pop("head", {}))
    return with_content(
        src.good, more.pop("content", content), len(lines) + more.pop("extra", 0), more.pop("after", after),
        key=src.commune.sign, to=to or src.district.recipient, **more,
    )  # fmt: skip


def hostile_line(src: Sources, chance: random.Random) -> bytes:
    """One line of a truly signed package is no canonical JSON, absurdly typed, too long, or says another place."""
    lines, manifest = opened(src)
    at = chance.randrange(len(lines))
    first = manifest["ops"]["first"]
    kind = chance.randrange(4)
    if kind == 0:
        lines[at] = chance.choice(HOSTILE_LINES)
    elif kind == 1:
        change = canonical.canonical_loads(lines[at])
        change[chance.choice("eilstuv")] = chance.choice((None, True, [], -1.5, [7]))
        lines[at] = orjson.dumps(change, option=orjson.OPT_SORT_KEYS)
    elif kind == 2:
        lines[at] = orjson.dumps({"n": first + at, "s": {"x": "y" * chance.choice((limits.STRING + 1, limits.LINE))}})
    else:
        change = canonical.canonical_loads(lines[at])
        change["n"] = chance.choice((0, -1, first + at + 1, first + at - 1, True, str(first + at)))
        lines[at] = canonical.canonical(change)
    return rebuilt(src, lines, manifest)


def hostile_content(src: Sources, chance: random.Random) -> bytes:
    """Truly signed; header, count, order or chain of the lines wrong."""
    lines, manifest = opened(src)
    before = bytes.fromhex(manifest["ops"]["before"])
    options: tuple[dict[str, Any], ...] = (
        {"head": {"first": manifest["ops"]["first"] + 1}},
        {"head": {"stream": chance.randbytes(16).hex()}},
        {"head": {"_": "sohotro-ops/2"}},
        {"head": {"nonce": chance.choice(ODD)}},
        {"content": b"\n".join(lines)},
        {"content": b""},
        {"content": b"\n" * 1000},
        {"extra": chance.choice((-1, 1, 1000))},
        {"after": chance.randbytes(32)},
        {"after": before},
    )
    if chance.random() < 0.3:
        return rebuilt(src, lines[::-1], manifest)
    return rebuilt(src, lines, manifest, **chance.choice(options))


def bomb(size: int) -> bytes:
    """`size` zero bytes as one frame, made without ever holding them."""
    packer = zstandard.ZstdCompressor(write_checksum=True).compressobj(size=size)
    return b"".join(packer.compress(bytes(limits.MIB)) for _ in range(size // limits.MIB)) + packer.flush()


BOMBS = [bomb(size * limits.MIB) for size in (64, 1024)]


def hostile_frame(src: Sources, chance: random.Random) -> bytes:
    """Truly signed; the compressed or encrypted part is a bomb, of another form, cut or somebody else's."""
    lines, manifest = opened(src)
    content = ops(lines, first=manifest["ops"]["first"], stream=manifest["stream"])
    frame = zstandard.ZstdCompressor(write_checksum=True).compress(content)
    plain = zstandard.ZstdCompressor(write_checksum=False).compress(content)
    skippable = b"\x50\x2a\x4d\x18\x04\0\0\0abcd"
    sealed = pyrage.encrypt(frame, [src.district.box.to_public()])
    choice: tuple[dict[str, Any], ...] = (
        {"packed": chance.choice(BOMBS)},
        {"packed": chance.choice(BOMBS)[:-5]},
        {"packed": frame + frame},
        {"packed": skippable + frame},
        {"packed": plain},
        {"packed": flipped(frame, chance)},
        {"packed": cut(frame, chance)},
        {"packed": content},
        {"stored": cut(sealed, chance)},
        {"stored": flipped(sealed, chance)},
        {"stored": pyrage.encrypt(frame, [src.district.box.to_public()], True)},
        {"stored": b""},
    )
    return rebuilt(src, lines, manifest, **chance.choice(choice))


def newer(src: Sources, chance: random.Random) -> bytes:
    """Made by a newer program: kept as it is."""
    change = chance.choice(({"major": chance.randrange(2, 99)}, {"must_understand": ["redact"]}))
    return signed_again(src.good, lambda m: m.update(change), key=src.commune.sign)


def branched(src: Sources, chance: random.Random) -> bytes:
    """A truly signed branch: another past, or changes from a place we have not come to."""
    ahead = chance.randrange(1, 1000)

    def change(m: dict[str, Any]) -> None:
        if chance.random() < 0.5:
            m["ops"].update(before=chance.randbytes(32).hex())
        else:
            m["ops"].update(first=m["ops"]["first"] + ahead, last=m["ops"]["last"] + ahead)

    return signed_again(src.good, change, key=src.commune.sign)


def replayed(src: Sources, chance: random.Random) -> bytes:
    """What was merged before, once more; or our own package given back."""
    return chance.choice((src.known, src.down))


def hostile_down(src: Sources, chance: random.Random) -> bytes:
    """From the parent, truly signed: a trust list altered, of a foreign root or an absurd shape; absurd receipts."""
    members = dict(take_apart(src.down))
    manifest = canonical.canonical_loads(members["manifest.json"])
    if chance.random() < 0.2:
        acks = {chance.choice((manifest["stream"], chance.randbytes(16).hex(), "x")): chance.choice(ODD)}
        acks |= {chance.randbytes(16).hex(): {"head": chance.choice(ODD), "last": chance.choice(ODD)}}
        return signed_again(src.down, lambda m: m.update(acks=acks), key=src.district.sign)
    place = next(n for n, part in enumerate(manifest["parts"]) if part["kind"] == "trust")
    packed = pyrage.decrypt(members[manifest["parts"][place]["name"]], [src.commune.box])
    content = zstandard.ZstdDecompressor().decompress(packed)
    seal = partial(with_content, src.down, place=place, key=src.district.sign, to=src.commune.recipient)
    if chance.random() < 0.4:
        return seal(flipped(content, chance))
    part = canonical.canonical_loads(content)
    where, key = leaf(part["trust"], chance)
    where[key] = chance.choice([odd for odd in (None, True, -1, [[[]]], "\0", "x" * 300) if odd != where[key]])
    body = canonical.canonical(part["trust"])
    root = chance.choice((src.root, src.district.sign, minisign.SigningKey.from_seed(chance.randbytes(32))))
    return seal(canonical.canonical({"minisig": minisign.sign(root, body, "thu").decode(), "trust": part["trust"]}))


def forged_enrolment(data: bytes, chance: random.Random) -> bytes:
    """An enrolment file with a value changed, or its keys exchanged for a stranger's, who signs it."""
    stranger = minisign.SigningKey.from_seed(chance.randbytes(32))

    def change(m: dict[str, Any]) -> None:
        place, key = leaf(m, chance)
        place[key] = chance.choice([odd for odd in ODD if odd != place[key]])
        m["sign"] = stranger.public_line

    return signed_again(data, change, key=stranger)


def odd_slots(data: bytes, chance: random.Random) -> bytes:
    """A key file with one value absurd."""
    body = orjson.loads(data)
    place, key = leaf(body, chance)
    place[key] = chance.choice((*ODD, 1 << 70, 10**9, 1 << 31, "9" * 300, "AAAA"))
    return json.dumps(body).encode()


DAMAGES = (flipped, cut, inserted)
PACKAGES: tuple[Maker, ...] = (
    *(lambda src, chance, how=how: how(src.good, chance) for how in (flipped, flipped, flipped_inside, cut, inserted)),
    swapped, reordered, other_zip, noise, by_another_key, misdirected, odd_manifest, odd_manifest, hostile_manifest,
    hostile_line, hostile_line, hostile_content, hostile_frame, newer, branched, replayed,
)  # fmt: skip


DOORS = {"merge": 72, "follow": 14, "approve": 4, "accept": 4, "open": 6}
"""How many of a hundred knock there."""


def door_of(chance: random.Random) -> str:
    """The first choice of a mutant."""
    return chance.choices(tuple(DOORS), tuple(DOORS.values()))[0]


def mutant(src: Sources, seed: int, number: int) -> tuple[str, bytes]:
    """The door it knocks at (`merge`, `follow`, `approve`, `accept`, `open`) and its bytes."""
    chance = random.Random(f"{seed}/{number}")
    door = door_of(chance)
    if door == "merge":
        return door, chance.choice(PACKAGES)(src, chance)
    how = chance.choice(DAMAGES)
    if door == "follow":
        return door, hostile_down(src, chance) if chance.random() < 0.7 else how(src.down, chance)
    if door == "open":
        return door, odd_slots(src.keys, chance) if chance.random() < 0.5 else how(src.keys, chance)
    file = src.asked if door == "approve" else src.answered
    return door, chance.choice((forged_enrolment, flipped_inside, how))(file, chance)
