"""The program's version, one home: packages, prints and `--version` read it here."""

from __future__ import annotations

VERSION = "0.1.0"
APP = VERSION
"""What a package says it was written by."""
