"""Acts that are called with plain numbers as rules of a machine of Hypothesis, which then draws and shrinks these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule


def rules_of(acts: Mapping[str, tuple[int, tuple[int, ...]]]) -> dict[str, Any]:
    """For each act of `self.scene` a rule that draws its numbers (`scenes.ACTS`)."""
    return {name: _rule(name, sizes) for name, (_, sizes) in acts.items()}


def _rule(name: str, sizes: tuple[int, ...]) -> Any:
    numbers = {f"n{place}": st.integers(0, size - 1) for place, size in enumerate(sizes)}

    def act(self: Any, **drawn: int) -> None:
        getattr(self.scene, name)(*(drawn[number] for number in numbers))

    act.__name__ = name
    return rule(**numbers)(act)
