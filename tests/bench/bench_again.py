"""A district's packages: merged twice, and merged in a register without encryption.

The same packages again must cost next to nothing; encryption may cost a third.

    python tests/bench/bench_again.py [households in the district]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from district import communes  # noqa: E402
from measure import PASSWORD, Figure, report  # noqa: E402

from db.dialects import open_file  # noqa: E402
from db.ledger.register import Register  # noqa: E402
from db.sync.merging import merge  # noqa: E402
from db.vault.registers import open_register  # noqa: E402

AGAIN, ENCRYPTED = 0.02, 1.35


def plain(register: Path, target: Path) -> Register:
    """The same register without encryption, open."""
    book = open_register(str(register), PASSWORD)
    with book.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        raw.execute(f"ATTACH DATABASE '{target}' AS plain KEY ''")
        raw.execute("SELECT sqlcipher_export('plain')")
        raw.execute("DETACH DATABASE plain")
    made = Register(open_file(target, None), book.data_key, book.officer, book.providers)
    book.engine.dispose()
    return made


def merged(book: Register, packages: list[Path], state: str) -> float:
    """Seconds of merging the packages, each of which must end in that state."""
    start = time.perf_counter()
    results = merge(book, packages)
    seconds = time.perf_counter() - start
    if {result.state for result in results} != {state}:
        raise SystemExit(f"not {state}: {results}")
    return seconds


def main() -> None:
    """Build, measure, print. Encrypted and plain take turns, package by package: a busy machine slows both alike."""
    households = int(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        folder = Path(name)
        packages = [package for _, package in communes(folder, 7, households)]
        bare = plain(folder / "district.sohotro", folder / "plain.db")
        book = open_register(str(folder / "district.sohotro"), PASSWORD)
        encrypted = unkeyed = 0.0
        for package in packages:
            encrypted += merged(book, [package], "applied")
            unkeyed += merged(bare, [package], "applied")
        again = merged(book, packages, "known")
        report(
            [
                Figure("the same packages again", again, encrypted, AGAIN, "s"),
                Figure("merge in an encrypted register over an unkeyed one", encrypted, unkeyed, ENCRYPTED, "s"),
            ]
        )


if __name__ == "__main__":
    main()
