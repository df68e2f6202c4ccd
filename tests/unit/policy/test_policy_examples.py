"""Every worked case beside a shipped definition is what the policy really answers."""

from __future__ import annotations

import pytest

import resources
from db.policy import examples
from db.policy.definition import shipped


def collections() -> dict[str, examples.Collection]:
    return {
        name: examples.load(resources.read(f"policies/{name}/examples.toml"), f"{name}/examples.toml")
        for name in shipped()
    }


CASES = [(name, case) for name, collection in collections().items() for case in collection.examples]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{n}: {c.name}" for n, c in CASES])
def test_example(name: str, case: examples.Example) -> None:
    collection = collections()[name]
    assert collection.policy == name
    assert examples.run(shipped()[name], collection, case) == []


@pytest.mark.parametrize("name", sorted(shipped()))
def test_enough_examples_of_every_answer(name: str) -> None:
    cases = collections()[name].examples
    assert len(cases) >= 12
    assert {c.expect for c in cases} == {"accept", "refuse", "warn"}
    assert len({c.name for c in cases}) == len(cases)


def test_a_wrong_example_is_noticed() -> None:
    collection = collections()["tin_dung"]
    refused = next(c for c in collection.examples if c.codes == ["muc_dich_khop"])
    wrong = examples.Example(name="Ngược lại", expect="accept", support=refused.support, state="tat_toan")
    found = examples.run(shipped()["tin_dung"], collection, wrong)
    assert any("muc_dich_khop" in line for line in found)
    assert any("tat_toan" in line for line in found)


def test_a_case_leaves_the_base_as_it_was() -> None:
    collection = collections()["tin_dung"]
    before = str(collection.base)
    for case in collection.examples:
        examples.run(shipped()["tin_dung"], collection, case)
    assert str(collection.base) == before
