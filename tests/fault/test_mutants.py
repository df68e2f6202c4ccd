"""Mutants at every door, as many as a test run has time for; `tests/bench/campaign_mutants.py` throws 100.000."""

from __future__ import annotations

from pathlib import Path

from attacks import under_attack

COUNT = 400


def test_no_mutant_gets_through(tmp_path: Path) -> None:
    """Each ends in a sentence, held ones are kept as they came, and nothing of the registers has moved."""
    with under_attack(tmp_path) as attack:
        attack.throw(1, range(COUNT))
        assert {"package", "keys", "request", "answer"} <= {name.split()[0] for name in attack.told}
        assert attack.told["package held newer"] > 0
        assert attack.told["package refused E-SIG"] > 0
        attack.finish()
