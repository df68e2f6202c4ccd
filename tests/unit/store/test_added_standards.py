"""Standards and score tables added to a register: kept, used, sent on, and refused when anything is wrong."""

from __future__ import annotations

import re

import pytest
from exchanges import HONG_THUY, Office, household

import resources
from db.domain.errors import DefinitionError, InvalidData
from db.domain.standards import standard_on
from db.domain.units import catalogue
from db.store.definitions.files import add_definition
from db.store.definitions.policies import policies
from db.store.definitions.standards import score_tables, standards
from db.store.household.households import add_household, set_deprivations
from db.store.imports.listed import HouseholdList, ListedHousehold, ListedMember
from db.store.imports.planning import plan
from db.store.inputs import ClassificationInput, DeprivationsInput
from db.store.reading import household as household_row
from db.store.review.class_changes import lists_day
from db.store.showing import Showing
from db.store.tables import Counter
from db.sync.downlink import catalogue_part, take_catalogue
from desktop.presenters import keys
from desktop.presenters.household.fields import ClassForm

CARRIED = resources.read("standards/2022_2025.toml").decode()
NEXT = (
    CARRIED.replace('id = "2022_2025"', 'id = "2031_2035"')
    .replace("2022-01-01", "2031-01-01")
    .replace("2026-12-31", "2035-12-31")
)
STRICTER = resources.read("standards/2027_2030.toml").decode().replace(
    'id = "2027_2030"', 'id = "2027_2030"\nversion = 2'
).replace("rural = 2_200_000", "rural = 2_500_000")  # fmt: skip


def test_an_added_standard_is_used_wherever_one_is(hong_thuy: Office) -> None:
    register = hong_thuy.register
    with pytest.raises(InvalidData, match="Không có chuẩn nghèo “2031_2035”"):
        add_household(register, household("Hồ Văn Thử", classification=_class("2031_2035", "2031-01-01")))
    kept = add_definition(register, NEXT.encode(), "moi.toml")
    assert (kept.kind, kept.id, kept.version) == ("standard", "2031_2035", 1)
    home = add_household(register, household("Hồ Văn Thử", classification=_class("2031_2035", "2031-01-01"))).id
    set_deprivations(register, home, DeprivationsInput(standard="2031_2035", on="2031-01-01", indicators=["bhyt"]))
    with register.read() as connection:
        chosen = standard_on("2033-05-05", standards(connection))
        assert chosen.id == "2031_2035"
        assert household_row(connection, home, "2031-06-01").deprivations == ["bhyt"]
        assert not any(":" in name for name in policies(connection))
        lacks = Counter(connection, year=2031, on="2031-06-01").table("bieu_04")
        assert lacks.lines[0].values[:2] == [1, 1]
        assert [head.label for head in lacks.columns][2:] == [one.name for one in chosen.indicators.values()]


def test_the_end_of_a_year_is_told_by_the_lists_of_the_standard_that_was_added(hong_thuy: Office) -> None:
    shorter = CARRIED.replace('id = "2022_2025"', 'id = "2022_2025"\nversion = 2').replace("2026-12-31", "2025-12-31")
    early = NEXT.replace("2031_2035", "2026_2030").replace("2031-01-01", "2026-01-01").replace("2035-12", "2026-12")
    with hong_thuy.register.read() as connection:
        assert lists_day(connection, "2025-12-31") == "2026-01-01"
    for text, file in ((shorter, "cu.toml"), (early, "moi.toml")):
        add_definition(hong_thuy.register, text.encode(), file)
    with hong_thuy.register.read() as connection:
        assert lists_day(connection, "2025-12-31") == "2025-12-31", "the new standard begins on the morrow"


def test_lists_papers_tables_and_screens_know_an_added_standard(hong_thuy: Office) -> None:
    register = hong_thuy.register
    renamed = CARRIED.replace('name = "Dinh dưỡng"', 'name = "Dinh dưỡng trẻ em"')
    assert renamed != CARRIED
    add_definition(register, renamed.replace('id = "2022_2025"', 'id = "2022_2025"\nversion = 2').encode(), "sua.toml")
    ahead = renamed.replace("giai đoạn 2022–2025", "giai đoạn 2031–2035").replace(
        'id = "2022_2025"', 'id = "2031_2035"'
    )
    days = ahead.replace("2022-01-01", "2031-01-01").replace("2026-12-31", "2035-12-31")
    add_definition(register, days.encode(), "moi.toml")
    with register.read() as connection:
        known = standards(connection)
        showing = Showing(connection)
        assert showing.value("classification", "", "decision.standard", "2031_2035").endswith("2031–2035")
        assert showing.value("deprivation", "", "indicator", "dinh_duong") == "Dinh dưỡng trẻ em"
        told = showing.value("review", "", "answers", {"nhan_khau": "4", "nha_o": ["tuong"], "la": "1"})
        heads = Counter(connection, year=2022, on="2022-06-01", since="2022-01-01").table("bieu_04").columns
    assert told.startswith("Số nhân khẩu của hộ: 4 người; Nhà ở: Tường bê tông")
    assert told.endswith("la: 1")
    assert "Dinh dưỡng trẻ em" in [head.label for head in heads]
    member = ListedMember(row=1, name="Hồ Văn A")
    listed = HouseholdList(
        title=None, commune=None, encoding="unicode", year=2031, decision_no="1/QĐ", decision_date="2031-01-05",
        households=[ListedHousehold(row=1, village="Thôn 1", members=[member], result="poor")],
    )  # fmt: skip
    (row,) = plan(listed, [], catalogue().on(HONG_THUY, "2017-09-01"), standards=known).rows
    assert row.household is not None
    assert row.household.classification is not None
    assert row.household.classification.standard == "2031_2035"
    form = ClassForm("2031-05-05", known)
    assert "2031_2035" in [option.code for option in form.specs["standard"].options]
    assert form.standard is not None
    assert form.standard.id == "2031_2035"
    (title,) = [
        spec for spec in keys.specs("classification", "decision", keys.Known(standards=known), None, [])
        if spec.id == "standard"
    ]  # fmt: skip
    assert "2031_2035" in [option.code for option in title.options]


def test_what_a_standard_may_leave_out_it_may_leave_out(hong_thuy: Office) -> None:
    brief = re.sub(r"(?m)^(department|threshold) = .*\n", "", NEXT)
    assert add_definition(hong_thuy.register, brief.encode(), "moi.toml").version == 1
    with hong_thuy.register.read() as connection:
        indicators = standards(connection)["2031_2035"].indicators.values()
    assert {(one.threshold, one.department) for one in indicators} == {("", "")}


def _class(standard: str, day: str) -> ClassificationInput:
    return ClassificationInput(standard=standard, result="poor", valid_from=day)


def test_a_later_text_replaces_the_carried_one_and_a_bad_one_leaves_it(hong_thuy: Office) -> None:
    register = hong_thuy.register
    for bad, told in (
        (STRICTER.replace("version = 2", "version = 1"), "đã có bản số 1"),
        (STRICTER.replace('line = "income_line"', 'line = "x"'), "không có ngưỡng `x`"),
        (NEXT.replace("2031-01-01", "2030-01-01"), "khóa `valid_from`: trùng thời gian với Chuẩn nghèo đa chiều"),
    ):
        with pytest.raises(DefinitionError, match=told):
            add_definition(register, bad.encode(), "sai.toml")
    with register.read() as connection:
        assert standards(connection)["2027_2030"].version == 1
    for _again in range(2):
        add_definition(register, STRICTER.encode(), "tinh.toml")
    with register.read() as connection:
        assert standards(connection)["2027_2030"].content["thresholds"]["income_line"]["rural"] == 2_500_000


def test_a_score_table_is_kept_for_its_standard(hong_thuy: Office) -> None:
    text = resources.read("scoring/2016_2020.toml").decode()
    later = text.replace("2016_2020", "2022_2025").replace("complete = false", "complete = true")
    assert add_definition(hong_thuy.register, later.encode(), "diem.toml").kind == "scoring"
    with hong_thuy.register.read() as connection:
        assert set(score_tables(connection)) == {"2016_2020", "2022_2025"}
        assert score_tables(connection)["2022_2025"].complete
    with pytest.raises(DefinitionError, match="sổ này không có chuẩn nghèo “1999”"):
        add_definition(hong_thuy.register, text.replace("2016_2020", "1999").encode(), "diem.toml")


def test_what_an_office_added_goes_down_with_its_packages(hong_thuy: Office) -> None:
    register = hong_thuy.register
    add_definition(register, NEXT.encode(), "moi.toml")
    with register.read() as connection:
        _kind, content = catalogue_part(connection)
    with register.write() as connection:
        connection.exec_driver_sql("DELETE FROM definition")
        take_catalogue(register, connection, content)
        assert "2031_2035" in standards(connection)
