"""The package format's front door: everything the rest of `db.sync` needs to write, check and open a package.

Pure functions over files and bytes. Never touches a database, never decides whether a sender is trusted.
"""

from __future__ import annotations

from db.sync.canonical import canonical, canonical_loads
from db.sync.inspection import inspect
from db.sync.manifest import Manifest, Ops, Part, check_parties
from db.sync.minisign import SigningKey
from db.sync.reader import Contents, Envelope, contents, handed_on, hashes, open_envelope, read_manifest, verify
from db.sync.sentences import HELD, SENTENCES, PackageError, sentence
from db.sync.staging import stage
from db.sync.writer import Built, Outgoing, build, package_name

__all__ = [
    "HELD",
    "SENTENCES",
    "Built",
    "Contents",
    "Envelope",
    "Manifest",
    "Ops",
    "Outgoing",
    "PackageError",
    "Part",
    "SigningKey",
    "build",
    "canonical",
    "canonical_loads",
    "check_parties",
    "contents",
    "handed_on",
    "hashes",
    "inspect",
    "open_envelope",
    "package_name",
    "read_manifest",
    "sentence",
    "stage",
    "verify",
]
