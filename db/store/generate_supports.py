"""Invents valid supports of the four shipped policies for invented households; deterministic, and about nobody real.

Amounts keep to what the definitions allow in every year since 2016. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import msgspec

from db.domain.values import age_on
from db.store.inputs import (
    Amounts,
    ClassificationInput,
    HouseholdInput,
    MilestoneInput,
    PersonInput,
    Source,
    SupportInput,
)
from db.store.population import Chance, SupportMaterial, material

_MILLION = 1_000_000
_WORKING_DAY = 150_000  # đồng, our own valuation of a day's work given by family and neighbours
_LOANS = {"poor": "ho_ngheo", "near_poor": "can_ngheo", "escaped_poverty": "moi_thoat_ngheo"}
_LEGAL_ACT_OF_2017 = 2018  # first year of Luật 11/2017/QH14
_NEW_CARDS_FROM = date(2021, 4, 1)  # cards without the 15-character number (QĐ 1666/QĐ-BHXH 2020)


class Registered(msgspec.Struct, frozen=True):
    """A household that stands in a register: its id, its members' ids in the order of `given`, and what was given.

    poor_before_2016: whether the register also holds its place on the poor list of 2011–2015 (QĐ 33/2015 serves it).
    """

    household: str
    persons: list[str]
    given: HouseholdInput
    poor_before_2016: bool = False


def supports(seed: int, registered: Iterable[Registered], *, on: date) -> Iterator[SupportInput]:
    """Supports of the year of `on` for poor, near-poor and escaped households, each valid by its definition.

    Loans, health-insurance cards, houses and legal aid with the milestones reached by the day `on`; how many of each is
    in `population.toml`. At most one support of a policy a household, one card and one legal matter a person.
    """
    for i, entry in enumerate(registered):
        given = entry.given.classification
        if given is None or given.result == "not_poor":
            continue
        # by place and head, not by id: ids are new in every register
        chance = Chance(seed, "supports", str(i), entry.given.village, entry.given.members[0].name)
        maker = _Maker(chance, entry, given, on)
        for make in (maker.loan, maker.cards, maker.house, maker.legal_aid):
            yield from make()


class _Maker:
    """The supports of one household."""

    def __init__(self, chance: Chance, entry: Registered, given: ClassificationInput, on: date) -> None:
        self._chance = chance
        self._material: SupportMaterial = material().supports
        self._entry = entry
        self._class = given
        self._on = on

    def _steps(self, start: date, *kinds: tuple[str, int], **given: Any) -> list[MilestoneInput]:
        """Milestones one after another, each some days after the last, up to the day of the register."""
        steps: list[MilestoneInput] = []
        day = start
        for kind, days in kinds:
            day += timedelta(days=days and self._chance.between(max(1, days // 2), days))
            if day > self._on:
                break
            steps.append(MilestoneInput(kind=kind, date=day.isoformat(), **given.get(kind, {})))
        return steps

    def _start(self) -> date:
        return date(self._on.year, self._chance.between(1, 9), self._chance.between(2, 27))

    def loan(self) -> Iterator[SupportInput]:
        """A loan of the programme of the household's class; purposes sum to it."""
        programme = _LOANS.get(self._class.result)
        if programme is None or not self._chance.percent(self._material.loan):
            return
        plan, *purposes = self._chance.one_of(self._material.loan_purposes)
        total = self._chance.between(4, 10) * 5 * _MILLION
        own = self._chance.between(0, 4) * _MILLION
        start = self._start()
        given = {"disbursed": {"amount": total}, "reviewed": {"document_no": f"{self._chance.between(1, 60)}/BB"}}
        steps = self._steps(
            start, ("requested", 0), ("reviewed", 6), ("confirmed", 10), ("approved", 8), ("disbursed", 14), **given
        )
        if not steps:
            return
        approved = any(step.kind == "approved" for step in steps)
        sources = [Source(source="nhcsxh", amount=total)]
        if own:
            sources.append(Source(source="ho_tu_co", amount=own))
        yield SupportInput(
            policy="tin_dung",
            year=start.year,
            household=self._entry.household,
            amounts=Amounts(requested=total, approved=total if approved else None, cost=total + own, sources=sources),
            details={
                "chuong_trinh": programme,
                "hoi_quan_ly": self._chance.one_of(self._material.loan_groups),
                "phuong_an": plan,
                "muc_dich": self._purposes(purposes, total),
                "thoi_han": self._chance.one_of((24, 36, 48, 60)),
                "ky_han": self._chance.one_of((6, 12)),
            },
            milestones=steps,
        )

    def _purposes(self, names: list[str], total: int) -> list[dict[str, Any]]:
        """One to three lines that sum to the loan."""
        count = self._chance.between(1, len(names))
        rest = total
        rows = []
        for name in names[1:count]:
            part = self._chance.between(1, 3) * 2 * _MILLION
            rows.append({"viec": name, "thanh_tien": part})
            rest -= part
        return [{"viec": names[0], "thanh_tien": rest}, *rows]

    def cards(self) -> Iterator[SupportInput]:
        """A card from 1 January of the year for nearly everybody who has a right to one free of charge."""
        start = date(self._on.year, 1, 1)
        for person, given in zip(self._entry.persons, self._entry.given.members, strict=True):
            code = self._card_code(given, start)
            if code is not None and self._chance.percent(self._material.card):
                yield self._card(person, given, code, start)

    def _card_code(self, person: PersonInput, start: date) -> str | None:
        """Object code by age, class and people (QĐ 1351/QĐ-BHXH 2015); None when the right is not sure."""
        born = person.birth_date or ""
        age = age_on(born, start.isoformat())
        if age is None or (len(born) < 10 and 4 < age < 8):
            return None  # the year alone does not tell on which side of six years a child is
        if age < 6:
            return "TE" if len(born) == 10 else None
        if self._class.result == "poor" and (
            self._class.sub_type != "deprivation" or "yt_bhyt" in self._entry.given.deprivations
        ):
            return "HN"
        if person.ethnic not in (None, "01"):
            return "DT"
        return "CN" if self._class.result == "near_poor" else None

    def _card(self, person: str, given: PersonInput, code: str, start: date) -> SupportInput:
        details: dict[str, Any] = {
            "phuong_an": "tang_moi",
            "ma_doi_tuong": code,
            "ten_kcb": "Trạm y tế xã",
            "tu_ngay": start.isoformat(),
        }
        listed = date(start.year - 1, 11, self._chance.between(10, 28))
        kinds = [("requested", 0), ("reviewed", 8)]
        if given.bhxh_no is not None:
            details["ma_so_bhxh"] = given.bhxh_no
            if start < _NEW_CARDS_FROM and len(given.bhxh_no) == 10:
                benefit = {"TE": "1", "CN": "3"}.get(code, "2")
                details["so_the"] = f"{code}{benefit}46{given.bhxh_no}"
            kinds += [("approved", 20), ("delivered", 30)]
        steps = self._steps(listed, *kinds)
        return SupportInput(
            policy="bhyt",
            year=start.year,
            person=person,
            household=self._entry.household,
            details=details,
            milestones=steps,
        )

    def house(self) -> Iterator[SupportInput]:
        """A house instead of a poor household's makeshift one, built with the programme of the year."""
        members = self._entry.given.members
        if self._class.result != "poor" or not self._chance.percent(self._material.housing):
            return
        programme, source, amount = self._housing_programme()
        own = self._chance.between(4, 12) * _MILLION
        days = self._chance.between(20, 60)
        cost = amount + own + days * _WORKING_DAY
        first = amount * 60 // 100
        start = self._start()
        given = {"disbursed": {"amount": first}, "delivered": {"note": "Bàn giao tại nhà"}}
        kinds = [("requested", 0), ("reviewed", 7), ("listed", 9), ("approved", 20), ("started", 14), ("staged", 20)]
        steps = self._steps(start, *kinds, ("disbursed", 6), ("accepted", 45), ("delivered", 3), **given)
        for step in steps:
            if step.kind == "approved":  # decisions are numbered through the year
                step.document_no = f"{date.fromisoformat(step.date).timetuple().tm_yday}/QĐ-UBND"
        reached = {step.kind for step in steps}
        if "requested" not in reached:
            return
        if "delivered" in reached:
            rest = MilestoneInput(kind="disbursed", date=steps[-1].date, amount=amount - first)
            steps.append(rest)
        details: dict[str, Any] = {
            "chuong_trinh": programme,
            "loai": "xay_moi",
            "so_khau": len(members),
            "hien_trang": self._chance.one_of(("nha_tam", "dot_nat", "nguy_co_sap")),
            "nha_cu": {"nen_cu": "khong", "khung_cu": "khong", "mai_cu": self._chance.one_of(("khong", "cung"))},
            "dien_tich_moi": str(30 + 2 * self._chance.below(16)),
            "dat": "hop_phap",
            "so_ngay_cong": days,
        }
        if self._entry.given.ethnic_minority:
            details["uu_tien"] = ["dtts"]
        if "accepted" in reached:
            details["nghiem_thu"] = {"nen": "cung", "khung": "cung", "mai": "cung", "tong_gia_tri": cost}
        yield SupportInput(
            policy="nha_o",
            year=start.year,
            household=self._entry.household,
            amounts=Amounts(
                requested=amount,
                approved=amount if "approved" in reached else None,
                cost=cost,
                sources=[
                    Source(source=source, amount=amount),
                    Source(source="ho_tu_co", amount=own),
                    Source(source="ngay_cong", amount=days * _WORKING_DAY),
                ],
            ),
            details=details,
            milestones=steps,
        )

    def _housing_programme(self) -> tuple[str, str, int]:
        """(programme, its source of money, amount in đồng) of the year."""
        year = self._on.year
        if 2016 <= year <= 2020 and self._entry.poor_before_2016:
            return "qd_33", "nhcsxh", 25 * _MILLION
        if 2023 <= year <= 2024:
            return "ctmtqg_da5", "nstw", 40 * _MILLION
        if year == 2025:
            return "xoa_nha_tam", "nstw", 60 * _MILLION
        return "van_dong", "quy_vnn", 30 * _MILLION

    def legal_aid(self) -> Iterator[SupportInput]:
        """A legal matter of one adult, told to the commune and passed on."""
        adults = [
            (person, given)
            for person, given in zip(self._entry.persons, self._entry.given.members, strict=True)
            if (age_on(given.birth_date or "", self._on.isoformat()) or 0) >= 18
        ]
        group = self._legal_group()
        if not adults or group is None or not self._chance.percent(self._material.legal_aid):
            return
        person, given = self._chance.one_of(adults)
        field, matter = self._chance.one_of(self._material.legal_matters)
        start = self._start()
        steps = self._steps(
            start, ("requested", 0), ("referred", 3), ("filed", 9), ("approved", 4), ("delivered", 3), ("ended", 9)
        )
        if not steps:
            return
        details: dict[str, Any] = {
            "ngay_yeu_cau": start.isoformat(),
            "dien": group,
            "kenh": self._chance.one_of(("truc_tiep", "luu_dong")),
            "linh_vuc": field,
            "hinh_thuc": "tu_van",
            "tom_tat": matter,
            "noi_nhan": "Trung tâm Trợ giúp pháp lý nhà nước",
        }
        if given.ethnic not in (None, "01") and self._chance.percent(40):
            details |= {"can_phien_dich": True, "tieng": given.ethnic_local or "tiếng dân tộc"}
        if steps[-1].kind == "ended":
            details |= {"ket_qua": "xong", "hai_long": self._chance.one_of(("rat_hai_long", "hai_long"))}
        yield SupportInput(
            policy="tro_giup_phap_ly",
            year=start.year,
            person=person,
            household=self._entry.household,
            details=details,
            milestones=steps,
        )

    def _legal_group(self) -> str | None:
        """The group with a right in that year: the poor, by the law then in force."""
        if self._class.result != "poor":
            return None
        return "ho_ngheo" if self._on.year >= _LEGAL_ACT_OF_2017 else "nguoi_ngheo"
