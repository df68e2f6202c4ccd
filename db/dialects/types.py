"""Column types that behave the same on both databases; no tables."""

from __future__ import annotations

from sqlalchemy import Text

PLAIN_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text compared and sorted by code point, as SQLite does; our sort keys rely on it."""
