"""The fields of ledger keys: a value taken apart and put together again is the same, labels have one home."""

from __future__ import annotations

from typing import Any

import pytest

from db.models import ENTITIES
from db.policy.definition import shipped
from desktop.presenters import keys
from desktop.presenters.fields import read, show

KNOWN = keys.Known()


@pytest.mark.parametrize(
    ("entity", "key", "value"),
    [
        ("person", "identity", {"name": "Hồ Văn Thử", "birth_date": "1972-05", "sex": "1", "cmnd": "191234567"}),
        ("person", "phone", "0912345678"),
        ("household", "area", {"area_class": "rural", "area_reason": "Xa trung tâm"}),
        ("household", "merit", True),
        ("classification", "decision", {"result": "poor", "standard": "2016_2020", "sub_type": "income"}),
        ("support", "amounts", {"requested": 5_000_000, "sources": [{"source": "nhcsxh", "amount": 5_000_000}]}),
        ("support", "year", 2017),
        ("membership", "from_date", "2017-01-05"),
    ],
)
def test_a_value_goes_through_its_fields_unchanged(entity: str, key: str, value: Any) -> None:
    specs = keys.specs(entity, key, KNOWN, None, [value])
    shown = {spec.id: show(spec, keys.parts(entity, key, value).get(spec.id)) for spec in specs}
    typed = {spec.id: read(spec, shown[spec.id]).value for spec in specs}
    assert keys.joined(entity, key, typed, value) == value


def test_what_no_field_shows_is_kept() -> None:
    base = {"unit": "20104", "unit_date": "2017-01-01", "village": "v1"}
    typed = {"unit": "20104", "village": "v2", "address": None}
    assert keys.joined("household", "place", typed, base) == base | {"village": "v2"}
    assert keys.joined("person", "phone", {"phone": None}, "0912345678") is None


def test_the_definition_names_what_is_its_own() -> None:
    loan = shipped()["tin_dung"]
    (months,) = keys.specs("support", "details.thoi_han", KNOWN, loan, [])
    assert (months.label, months.kind) == (loan.fields["thoi_han"].label, "integer")
    (asked, *_rest) = keys.specs("support", "amounts", KNOWN, loan, [])
    assert asked.label == "Số tiền xin vay"


@pytest.mark.parametrize("entity", sorted(set(ENTITIES) - {"printed"}))
def test_every_key_has_a_named_field(entity: str) -> None:
    for key in ENTITIES[entity].keys:
        for spec in keys.specs(entity, key, KNOWN, None, []):
            assert spec.label != spec.id or key == "owner_unit", (entity, key)


def test_a_pointer_to_another_record_is_not_typed() -> None:
    assert not keys.typable("membership", "household", None)
    assert not keys.typable("person", "deleted", None)
    assert not keys.typable("support", "details.x", None)
    assert keys.typable("person", "identity", None)
