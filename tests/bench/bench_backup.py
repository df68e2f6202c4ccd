"""A verified copy of the district's register (49.582 persons), beside copying the file and syncing it, and reading it.

The floor is what any copy that is looked at again costs: the bytes written and synced, read once more and hashed. Ours
also decrypts and encrypts every page, checks its authenticity, the tree of the database and every chain.

    python tests/bench/bench_backup.py [seed]
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from district import communes  # noqa: E402
from measure import PASSWORD, Figure, median_ms, report  # noqa: E402

from db.sync.merging import merge  # noqa: E402
from db.vault import backups  # noqa: E402
from db.vault.registers import open_register  # noqa: E402

ALLOWED, RUNS = 25.0, 3


def plain_copy(file: Path, target: Path) -> None:
    """Write, sync, read back."""
    shutil.copyfile(file, target)
    with target.open("r+b") as copied:
        os.fsync(copied.fileno())
        digest = sha256()
        while part := copied.read(1 << 20):
            digest.update(part)


def main() -> None:
    """Build, copy, print."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        folder = Path(name)
        packages = [package for _, package in communes(folder, seed)]
        file = folder / "district.sohotro"
        book = open_register(str(file), PASSWORD)
        merge(book, packages)
        stick = folder / "usb"
        stick.mkdir()
        ours = median_ms(lambda: backups.make(book, str(file), stick), RUNS)
        book.close()
        base = median_ms(lambda: plain_copy(file, folder / "plain"), RUNS)
        size = file.stat().st_size / 2**20
        report([Figure(f"verified copy of {size:.0f} MB", ours, base, ALLOWED)])


if __name__ == "__main__":
    main()
