"""Saying what a file claims to be, without keys to open it. Believes nothing: `signature` says how far it may be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from db.sync import enrolment, manifest, minisign, reader, staging
from db.sync.canonical import canonical_loads
from db.sync.manifest import Manifest


def inspect(path: Path, keys: Mapping[bytes, bytes] | None = None) -> dict[str, Any]:
    """Return what the package or enrolment file at `path` says of itself.

    keys: trusted signing keys by their 8-byte id; `signature` is "good" with the right one, otherwise "unknown".
    Answers kind (`package`, `request`, `answer`, `list`), sender, unit, unit_date, to, stream, number, first, last,
    count, created, app, size (bytes), sha256 (of the manifest), key_id, comment, signature; those of no meaning are
    None. Stored hashes are checked too. Raises FileProblem (unreadable), PackageError as the reader.
    """
    with staging.reading(path):
        size = staging.size_of(path)
    with staging.reading(path), path.open("rb") as f:
        envelope = reader.open_envelope(f, size)
        public = (keys or {}).get(envelope.key_id)
        if public is not None:
            minisign.verify(envelope.signature, envelope.manifest, public)
        said = _enrolment(envelope) or _package(envelope)
    return said | {
        "size": size,
        "sha256": envelope.manifest_sha256,
        "key_id": envelope.key_id.hex(),
        "comment": envelope.signature.comment,
        "signature": "unknown" if public is None else "good",
    }


def _package(envelope: reader.Envelope) -> dict[str, Any]:
    found: Manifest = reader.read_manifest(envelope)
    reader.hashes(envelope, found)
    return {
        "kind": "package",
        "sender": found.sender,
        "unit": found.unit,
        "unit_date": found.unit_date,
        "to": found.to,
        "stream": found.stream,
        "number": found.number,
        "first": found.ops.first,
        "last": found.ops.last,
        "count": found.ops.last - found.ops.first + 1,
        "created": found.created,
        "app": found.app,
    }


def _enrolment(envelope: reader.Envelope) -> dict[str, Any] | None:
    """Return the claims of an enrolment file, None if it is a package."""
    obj = canonical_loads(envelope.manifest)
    if not isinstance(obj, dict) or obj.get("format") != manifest.ENROLMENT:
        return None
    said = enrolment.claims(envelope.manifest)
    place = said if isinstance(said, enrolment.Request) else said.issuer
    return {
        "kind": said.kind,
        "sender": said.device if isinstance(said, enrolment.Request) else said.office,
        "unit": place.unit,
        "unit_date": place.unit_date,
        "to": [said.device] if isinstance(said, enrolment.Answer) else None,
        **dict.fromkeys(("stream", "number", "first", "last", "count")),
        "created": said.created,
        "app": said.app,
    }
