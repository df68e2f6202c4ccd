"""docs/policies.md and docs/records.md explain every key, function and name of the format."""

from __future__ import annotations

import re

import msgspec
import pytest
from small_policy import DOCS

from db.policy import definition, examples, facts, schema
from db.policy.functions import FUNCTIONS

TEXT = DOCS.read_text("utf-8") + (DOCS.parent / "records.md").read_text("utf-8")
SHAPES = [
    shape
    for module in (schema, examples)
    for shape in vars(module).values()
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct) and shape.__module__ == module.__name__
]
KEYS = sorted({name for shape in SHAPES for name in shape.__struct_fields__})


def test_all_tables_are_looked_at() -> None:
    assert {schema.Definition, schema.Limit, schema.DateField, examples.Example} <= set(SHAPES)


@pytest.mark.parametrize("key", KEYS)
def test_key_is_explained(key: str) -> None:
    assert re.search(rf"`{key}(?: = [^`]+)?`", TEXT), f"`{key}` is in neither page"


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_function_is_explained(function: str) -> None:
    assert f"`{function}(" in TEXT


@pytest.mark.parametrize("name", [*facts.household_names(), *facts.person_names(), *facts.AMOUNTS, *facts.RECORD])
def test_fact_is_explained(name: str) -> None:
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize(
    "kind", ["text", "integer", "money", "decimal", "date", "choice", "multi_choice", "flag", "group", "link"]
)
def test_type_is_explained(kind: str) -> None:
    assert f"`{kind}`" in TEXT


def test_every_carried_kind_of_record_is_listed() -> None:
    listed = re.findall(r"`([a-z_]+)`", TEXT.split("## Kinds that are carried")[1].split("## Examples")[0])
    assert sorted(listed) == sorted(definition.shipped_kinds())


def test_the_kind_on_the_page_can_be_used() -> None:
    text = (DOCS.parent / "records.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert definition.parse_kind(example.encode(), "records.md").id == "ngay_cong"
