"""A district's packages: merged twice, and merged in a register without encryption; a change late beside one early.

The same packages again must cost next to nothing; encryption may cost a third; a change that comes to a register which
holds half of the district must cost hardly more than one that came to an empty one: merging is linear in its size.
Times are those of the process itself, so that what else a busy machine does is not counted.

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

AGAIN, ENCRYPTED, LATE = 0.02, 1.35, 1.25


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


def merged(book: Register, packages: list[Path], state: str) -> tuple[float, int]:
    """(seconds of computing, changes) of merging the packages, each of which must end in that state."""
    start = time.process_time()
    results = merge(book, packages)
    seconds = time.process_time() - start
    if {result.state for result in results} != {state}:
        raise SystemExit(f"not {state}: {results}")
    return seconds, sum(result.applied for result in results)


def main() -> None:
    """Build, measure, print. Encrypted and plain take turns, package by package."""
    households = int(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        folder = Path(name)
        packages = [package for _, package in communes(folder, 7, households)]
        bare = plain(folder / "district.sohotro", folder / "plain.db")
        book = open_register(str(folder / "district.sohotro"), PASSWORD)
        turns = [(*merged(book, [package], "applied"), merged(bare, [package], "applied")[0]) for package in packages]
        encrypted, unkeyed = sum(turn[0] for turn in turns), sum(turn[2] for turn in turns)
        half = len(turns) // 2
        early, late = (1e6 * sum(t[0] for t in part) / sum(t[1] for t in part) for part in (turns[:half], turns[half:]))
        report(
            [
                Figure("the same packages again", merged(book, packages, "known")[0], encrypted, AGAIN, "s"),
                Figure("merge in an encrypted register over an unkeyed one", encrypted, unkeyed, ENCRYPTED, "s"),
                Figure("a change in the second half over one in the first", late, early, LATE, "µs"),
            ]
        )


if __name__ == "__main__":
    main()
