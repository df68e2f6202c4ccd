"""Size of a commune's first package (500 households) beside zstd alone over the same change lines.

python tests/bench/bench_package.py [seed]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

import zstandard  # noqa: E402
from district import ON, cheap_passwords  # noqa: E402
from measure import PASSWORD, Figure, report  # noqa: E402

from db.ledger.streams import lines_of, list_streams  # noqa: E402
from db.store.inventing.populating import populate  # noqa: E402
from db.sync.enrolling import accept, approve, request  # noqa: E402
from db.sync.exporting import export  # noqa: E402
from db.sync.offices import create  # noqa: E402
from db.vault.slots import FileSlots  # noqa: E402

HOUSEHOLDS, LIMIT_MB, ALLOWED = 500, 0.4, 1.5


def main() -> None:
    """Build one commune, export it, compare sizes."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    cheap_passwords()
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        folder = Path(name)
        district = create(
            str(folder / "d.sohotro"), PASSWORD, unit="481", level="district", on=ON, officer="Trần Văn Bình"
        )
        commune = create(
            str(folder / "c.sohotro"), PASSWORD, unit="20104", level="commune", on=ON, officer="Hồ Thị Mai"
        )
        slip = request(commune.register, folder / "asked")
        letter = approve(district.register, folder / "asked", folder / "answered", code=slip.code)
        accept(commune.register, folder / "answered", code=letter.code, slots=FileSlots(folder / "c.sohotro"))
        made = populate(commune.register, count=HOUSEHOLDS, seed=seed)
        (package,) = export(commune.register, folder)
        with commune.register.read() as connection:
            (stream,) = list_streams(connection, mine=True)
            lines = lines_of(connection, stream, 1, stream.last)
        plain = b"\n".join([*lines, b""])
        packed = len(zstandard.ZstdCompressor(level=3).compress(plain))
        size = package.file.stat().st_size
        print(
            f"{made.households} households, {made.persons} persons, {len(lines)} changes, "
            f"{len(plain) / 1e6:.2f} MB of lines"
        )
        report(
            [
                Figure("first package", size / 1e6, LIMIT_MB, 1.0, "MB"),
                Figure("first package over zstd of its lines", size / 1e6, packed / 1e6, ALLOWED, "MB"),
            ]
        )


if __name__ == "__main__":
    main()
