"""What a person decides about a package that is held: merge it, or turn it down; never lose it. Checks no package."""

from __future__ import annotations

from typing import Literal

import msgspec
from sqlalchemy import select, update

from db.domain.errors import NotAllowed, NotFound
from db.domain.text import nfc
from db.ledger.register import Register
from db.models import Package
from db.sync.merging import Result, admit
from db.sync.parked import JUDGED
from db.sync.sentences import sentence
from db.sync.timeline import SHORTEST

Verdict = Literal["admit", "turn_down"]


def judge(register: Register, package: str, verdict: Verdict, *, reason: str) -> Result:
    """Decide about a held package; who decided, when and why is kept with it.

    `admit`: its changes are merged, a fork as a branch beside what came first. `turn_down`: it stays out, the file is
    kept as evidence, and the same file is refused when it comes again.

    Args:
        package: the beginning of its SHA-256.

    Raises:
        NotFound: no held package of that hash, or several.
        NotAllowed: no reason is given, or it is held for something that no decision mends.
    """
    why = nfc(reason).strip()
    if not why:
        said = "Quyết định về gói giữ lại phải có lý do. Chưa làm gì, gói vẫn được giữ: ghi lý do rồi làm lại."
        raise NotAllowed("reason_needed", said)
    digest, name = _held(register, package)
    told = {"verdict": verdict, "officer": register.officer, "at": register.providers.stamp(), "reason": why}
    if verdict == "admit":
        result = admit(register, digest)
    else:
        result = Result(name, "refused", reason="turned_down", message=sentence("turned_down"), sha256=digest)
    if result.state == "held":
        return result
    with register.write() as connection:
        values = {"decision": msgspec.json.encode(told).decode()}
        if verdict == "turn_down":
            values |= {"state": "refused", "reason": "turned_down"}
        connection.execute(update(Package).where(Package.sha256 == digest).values(**values))
    return result


def _held(register: Register, package: str) -> tuple[str, str]:
    """Hash and file of the one held package whose hash begins so."""
    query = select(Package.sha256, Package.file, Package.reason).where(
        Package.state == "held", Package.sha256.startswith(package.lower(), autoescape=True)
    )
    with register.read() as connection:
        rows = connection.execute(query).all()
    if len(rows) != 1 or len(package) < SHORTEST:
        raise NotFound(
            "no_held",
            "Không có đúng một gói giữ lại mang mã đó. Chưa làm gì: xem mã ở danh sách gói đang giữ, gõ ít nhất 8 chữ.",
        )
    if rows[0].reason not in JUDGED:
        raise NotAllowed(
            "not_judged",
            "Gói này không chờ ai quyết định: ghi danh máy gửi hoặc nâng cấp chương trình rồi thử lại. "
            "Gói vẫn được giữ.",
        )
    return rows[0].sha256, rows[0].file
