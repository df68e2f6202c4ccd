"""What the database engine itself can say about the soundness of its file; repairs nothing."""

from __future__ import annotations

from sqlalchemy import Connection


def check_file(connection: Connection) -> list[str]:
    """Complaints of the engine about its own storage; empty when sound (a server checks its own)."""
    if connection.dialect.name == "postgresql":
        return []
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    found += [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
    return found
