"""The form and the whole-village sheet of every policy the program carries: nothing in them is without a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import HONG_THUY, Office, found

from db.policy.definition import shipped
from desktop.presenters.desk import Desk
from desktop.presenters.support import SupportPresenter
from desktop.presenters.support_fields import head_section, sections_of
from desktop.presenters.village import Place, VillageWork

POLICIES = shipped()
LEAD_OF_THE_PLANS = {
    "tin_dung": "Ngân hàng Chính sách xã hội",
    "kham_chua_benh": "Sở Y tế",
    "giao_duc": "Sở Giáo dục và Đào tạo",
    "nha_o": "Ngành Xây dựng",
    "ho_tro_truc_tiep": "Ban Dân tộc",
    "thong_tin": "Sở Thông tin và Truyền thông",
    "do_dau": "Ủy ban Mặt trận Tổ quốc",
}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    office = found(tmp_path, HONG_THUY)
    yield office
    office.register.close()


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_every_field_has_a_label_and_no_two_of_a_section_the_same(name: str) -> None:
    policy = POLICIES[name]
    for section in (head_section(POLICIES.values()), *sections_of(policy)):
        labels = [spec.label for spec in section.fields if spec.id not in ("round", "turn")]
        assert all(label.strip() for label in labels), section
        assert len(set(labels)) == len(labels), labels
        for spec in section.fields:
            texts = [option.label for option in spec.options]
            assert len(set(texts)) == len(texts), f"{spec.label}: {texts}"


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_its_form_opens_and_says_what_is_still_missing_only_after_a_save(book: Office, name: str) -> None:
    home, someone = book.record("Hồ Văn Thử")
    page = SupportPresenter(Desk(book.register, "Hồ Thị Cán Bộ"))
    page.begin(household=home, policy=name, person=someone if POLICIES[name].level == "person" else "")
    assert page.form is not None
    page.form.rejudge()
    shown = {path: said.text for path in page.form.specs if (said := page.form.said(path)) and said.severity == "hard"}
    assert shown == {}


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_its_sheet_of_a_whole_village_opens(book: Office, name: str) -> None:
    book.record("Hồ Văn Thử")
    rounds = POLICIES[name].definition.rounds
    work = VillageWork(Desk(book.register, "Hồ Thị Cán Bộ"))
    work.show(work.load(Place(name, 2017, None, rounds[0] if rounds else None)))
    assert all(spec.label for spec in work.new.columns)
    assert work.loaded is not None


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_who_leads_and_who_helps_is_written(name: str) -> None:
    agencies = POLICIES[name].definition.agencies
    assert agencies.support
    assert agencies.lead == LEAD_OF_THE_PLANS.get(name, agencies.lead)


def test_no_two_policies_are_called_the_same() -> None:
    assert len({policy.short for policy in POLICIES.values()}) == len(POLICIES) == 18
