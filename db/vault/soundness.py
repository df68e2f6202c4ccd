"""Whether an open register file is still what was written to it: looked at once a day. Mends nothing, moves nothing."""

from __future__ import annotations

from db.ledger.audit import check_ledger
from db.ledger.register import Register, put_setting, settings
from db.vault.registers import explained

CHECKED = "checked"
"""Setting: the last day on which the register was found sound. A damaged one is told of at every start."""


def check_daily(register: Register) -> list[str]:
    """Check every page and every chain unless it was done today; what is wrong, in sentences.

    A finding is looked at again while nobody writes: a page that was read amid its own writing is no damage.

    Raises:
        EnvironmentProblem: so damaged that the file does not read to its end, or the disk does not answer.
    """
    today = register.providers.stamp()[:10]
    with explained():
        with register.read() as connection:
            if settings(connection).get(CHECKED) == today:
                return []
            sound = not check_ledger(connection).problems
        with register.write() as connection:
            problems = [] if sound else check_ledger(connection).problems
            if not problems:
                put_setting(connection, CHECKED, today)
    return problems
