"""Signatures: stock minisign agrees both ways, one spelling only, unsafe keys refused, public vectors."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import nacl.bindings
import nacl.exceptions
import pytest
from packages import KEY

from db.sync import minisign
from db.sync.package import PackageError

VECTORS = Path(__file__).parents[2] / "data" / "vectors"
DATA = "Bản kê của gói".encode()
TEXT = minisign.sign(KEY, DATA, "goi 1 cua xa20104-testtest")

stock = pytest.mark.skipif(
    shutil.which("minisign") is None and not os.environ.get("SOHOTRO_REQUIRE_TOOLS"), reason="minisign is not installed"
)


def check(text: bytes) -> None:
    """Parse and verify with the true key, as the reader does."""
    signature = minisign.parse(text)
    if signature.key_id != KEY.key_id:
        raise PackageError("E-SIG", "another key")
    minisign.verify(signature, DATA, KEY.public)


def refusal(text: bytes, data: bytes = DATA, public: bytes = KEY.public) -> str:
    with pytest.raises(PackageError) as caught:
        minisign.verify(minisign.parse(text), data, public)
    return caught.value.code


def test_a_signature_verifies_and_tells_key_and_comment() -> None:
    signature = minisign.parse(TEXT)
    minisign.verify(signature, DATA, KEY.public)
    assert (signature.key_id, signature.comment) == (KEY.key_id, "goi 1 cua xa20104-testtest")


def test_the_seed_is_the_whole_key() -> None:
    again = minisign.SigningKey.from_seed(KEY.seed)
    assert (again.public, again.public_line) == (KEY.public, KEY.public_line)
    assert KEY.seed.hex() not in repr(KEY)
    assert minisign.SigningKey.generate().public != minisign.SigningKey.generate().public
    with pytest.raises(ValueError, match="32 bytes"):
        minisign.SigningKey.from_seed(b"short")


def test_every_bit_of_the_file_matters() -> None:
    for bit in range(len(TEXT) * 8):
        changed = bytearray(TEXT)
        changed[bit >> 3] ^= 1 << (bit & 7)
        with pytest.raises(PackageError, match="E-SIG"):
            check(bytes(changed))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"chu ky goi So Ho Tro", b"signature from minisign secret key"),
        (b"\n", b"\r\n"),
        (b"goi 1", "gói 1".encode()),
        (b"trusted comment: goi", b"trusted comment: " + b"x" * 400),
        (b"==\n", b"==\n\n"),
    ],
)
def test_other_forms_are_refused(old: bytes, new: bytes) -> None:
    assert old in TEXT
    assert refusal(TEXT.replace(old, new)) == "E-SIG"


def test_base64_with_stray_bits_and_the_unhashed_algorithm_are_refused() -> None:
    lines = TEXT.split(b"\n")
    assert lines[3].endswith(b"==")
    stray = lines[3][:-3] + bytes([lines[3][-3] + 1]) + b"=="
    assert b64decode(stray) == b64decode(lines[3])
    assert refusal(b"\n".join([*lines[:3], stray, b""])) == "E-SIG"
    legacy = b64encode(b"Ed" + b64decode(lines[1])[2:])
    assert refusal(b"\n".join([lines[0], legacy, *lines[2:]])) == "E-SIG"


def test_other_data_and_another_key_are_refused() -> None:
    assert refusal(TEXT, DATA + b" ") == "E-SIG"
    assert refusal(TEXT, public=minisign.SigningKey.generate().public) == "E-SIG"


@pytest.mark.parametrize("comment", ["xin chào", "a\nb", "x" * 401])
def test_a_comment_is_plain_ascii(comment: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        minisign.sign(KEY, DATA, comment)


def test_a_public_line_reads_back_and_names_its_own_id() -> None:
    assert KEY.public_line.startswith("RW")
    assert minisign.parse_public_line(KEY.public_line) == KEY.public
    foreign = b64encode(b"Ed" + bytes(8) + KEY.public).decode()
    for line in (foreign, KEY.public_line[:-1], KEY.public_line + "=", "RWé", ""):
        with pytest.raises(PackageError, match="E-KEY"):
            minisign.parse_public_line(line)


@stock
def test_stock_minisign_accepts_our_signature(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(DATA)
    (tmp_path / "m.minisig").write_bytes(TEXT)
    command = ["minisign", "-Vm", "m", "-P", KEY.public_line]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Trusted comment: goi 1 cua xa20104-testtest" in done.stdout
    (tmp_path / "m").write_bytes(DATA + b" ")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


@stock
def test_we_accept_a_signature_of_stock_minisign(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(DATA)
    comment = minisign.COMMENT.decode()
    for command in (
        ["minisign", "-G", "-W", "-p", "p", "-s", "s"],
        ["minisign", "-S", "-H", "-s", "s", "-m", "m", "-c", comment, "-t", "xin chao"],
    ):
        subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    public = b64decode((tmp_path / "p").read_text().splitlines()[1])[10:]
    signature = minisign.parse((tmp_path / "m.minisig").read_bytes())
    minisign.verify(signature, DATA, public)
    assert signature.comment == "xin chao"


def accepts(vector: dict[str, Any], message: bytes) -> bool:
    """Whether the primitive under `verify` accepts a vector."""
    try:
        nacl.bindings.crypto_sign_open(bytes.fromhex(vector["sig"]) + message, bytes.fromhex(vector["key"]))
    except (nacl.exceptions.BadSignatureError, ValueError):
        return False
    return True


def test_edge_cases_of_ed25519_are_judged_as_libsodium_judges_them() -> None:
    vectors = json.loads((VECTORS / "ed25519-edges.json").read_text())
    assert sum(v["libsodium"] for v in vectors) == 43
    for v in vectors:
        assert accepts(v, v["msg"].encode()) == v["libsodium"], v["n"]


def test_only_clean_keys_may_be_enrolled() -> None:
    vectors = json.loads((VECTORS / "ed25519-edges.json").read_text())
    refused = 0
    for v in vectors:
        key = bytes.fromhex(v["key"])
        if {f for f in v["flags"] if f.endswith("_A")}:
            refused += 1
            with pytest.raises(PackageError, match="E-KEY"):
                minisign.check_public_key(key)
        else:
            minisign.check_public_key(key)
    assert 0 < refused < len(vectors)
    with pytest.raises(PackageError, match="E-KEY"):
        minisign.check_public_key(KEY.public[:-1])


def test_wycheproof_ed25519() -> None:
    vectors = json.loads((VECTORS / "wycheproof-ed25519.json").read_text())
    assert len(vectors) == 151
    for v in vectors:
        assert accepts(v, bytes.fromhex(v["msg"])) == (v["result"] == "valid"), v["id"]
