"""The only place that knows SQLite from PostgreSQL: engines, column types, raw SQL, what an error means. No tables."""

from db.dialects.checks import check_file
from db.dialects.copies import copy_file
from db.dialects.engines import EngineProblem, file_of, open_copy, open_file, open_memory, open_server
from db.dialects.problems import TOO_LONG, explain
from db.dialects.raw import fetch, run
from db.dialects.statements import Statements, statements
from db.dialects.types import PLAIN_TEXT

__all__ = [
    "PLAIN_TEXT",
    "TOO_LONG",
    "EngineProblem",
    "Statements",
    "check_file",
    "copy_file",
    "explain",
    "fetch",
    "file_of",
    "open_copy",
    "open_file",
    "open_memory",
    "open_server",
    "run",
    "statements",
]
