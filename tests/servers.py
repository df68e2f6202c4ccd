"""A PostgreSQL server for the tests: made in a temporary folder, reached by a Unix socket, gone with the tests.

It must not be used for anything that is to survive: it never waits for the disk.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

import psycopg

REQUIRED = os.environ.get("SOHOTRO_REQUIRE_POSTGRESQL") == "1"
USER = "sohotro"
PATIENCE = 30.0


def binary(name: str) -> Path | None:
    """Return a server program: the newest of Debian's, or the one in PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[-3]), reverse=True)
    path = shutil.which(name)
    return next(iter(found), Path(path) if path else None)


def available() -> bool:
    """True if a server can be made on this machine."""
    return binary("initdb") is not None and binary("postgres") is not None


class Server:
    """A running server; a context manager that stops it and removes its folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has at most 107 bytes
        self._account = _account()
        if "user" in self._account:
            shutil.chown(self.folder, self._account["user"])
        self._process: subprocess.Popen[bytes] | None = None
        self._number = 0

    def __enter__(self) -> Server:
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
            "max_connections": "40",
            "shared_buffers": "64MB",
            "autovacuum": "off",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(binary("postgres")), "-D", str(data), *options], stdout=log, stderr=log, **self._account
            )
        self._await()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, name: str, *arguments: object) -> None:
        command = [str(binary(name)), *map(str, arguments)]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self._account)

    def _await(self) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self.url()).close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
            else:
                return

    def url(self, schema: str | None = None) -> str:
        """The address of the server, or of one schema in it."""
        path = "" if schema is None else f"&options=-csearch_path%3D{schema}"
        return f"postgresql://{USER}@/postgres?host={self.folder}{path}"

    def new_schema(self) -> str:
        """Make an empty schema; return its name."""
        self._number += 1
        name = f"place{self._number}"
        self.execute(f"CREATE SCHEMA {name}")
        return name

    def drop_schema(self, name: str) -> None:
        """Remove a schema with everything in it."""
        self.execute(f"DROP SCHEMA {name} CASCADE")

    def execute(self, statement: str) -> None:
        """Run one statement and commit it."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())


def _account() -> dict[str, object]:
    """The server refuses to run as root; then it runs as `postgres`, or else as `nobody`."""
    if os.name == "nt" or os.getuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": name, "group": entry.pw_gid, "extra_groups": []}
    return {}
