"""What a form is told of a support while it is typed: places, duties, proposals, choices, programmes, next steps."""

from __future__ import annotations

from typing import Any

import pytest
from sample_policies import every

from db.policy.definition import Policy, parse, shipped
from db.policy.entry import Entry, entry, programme_notes
from db.policy.evaluate import Facts, next_steps
from db.policy.records import Amounts, Source, SupportInput

FACTS = Facts(on="2017-09-01", household={"classification": "poor", "size": 4, "was_2011_2015_poor": True})


@pytest.fixture(scope="module")
def policy() -> Policy:
    return parse(every(), "cay_giong.toml")


def told(policy: Policy, **more: Any) -> Entry:
    return entry(policy, SupportInput(policy=policy.id, year=2017, household="h", **more), FACTS)


def test_a_field_has_a_place_no_place_or_nobody_knows_yet(policy: Policy) -> None:
    blank, other = told(policy), told(policy, details={"loai": "khac"})
    assert blank.relevant["details.loai_khac"] is None
    assert other.relevant["details.loai_khac"] is True
    assert told(policy, details={"loai": "cay"}).relevant["details.loai_khac"] is False
    assert other.required >= {"details.loai", "details.loai_khac"}


def test_cells_of_an_empty_group_are_known_before_anything_is_written(policy: Policy) -> None:
    found = told(policy, details={"dien_tich": "1"})
    assert found.relevant["details.lo_dat.so_thua"] is True
    assert "details.lo_dat.so_thua" in found.required
    assert told(policy, details={"dien_tich": "0"}).relevant["details.lo_dat.so_thua"] is False


def test_what_is_worked_out_and_what_is_proposed(policy: Policy) -> None:
    rows = [{"giong": "Keo", "so_luong": 3}]
    found = told(policy, details={"loai": "cay", "so_cay": 10, "lan_nhan": rows})
    assert found.proposed == {"details.don_gia": 2000}
    assert found.computed["details.thanh_tien"] == 20_000
    assert found.computed["details.lan_nhan[0].tien"] == 6000
    assert told(policy, details={"loai": "cay", "don_gia": 1}).proposed == {}


def test_choices_are_those_of_the_date(policy: Policy) -> None:
    assert told(policy).choices["details.loai"] == ["cay", "con", "khac"]
    assert told(policy, details={"ngay_nhan": "2016-01-01"}).choices["details.loai"] == ["cay", "con", "lua", "khac"]


def test_programmes_the_household_may_have_come_first() -> None:
    codes = told(shipped()["nha_o"]).choices["details.chuong_trinh"]
    assert "ctmtqg_da5" not in codes, "not in force in 2017"
    assert set(codes[:2]) <= {"qd_33", "qd_48", "qd_22", "van_dong"}
    poorer = Facts(on="2017-09-01", household={"classification": "not_poor", "was_2011_2015_poor": False})
    last = entry(shipped()["nha_o"], SupportInput(policy="nha_o", year=2017), poorer).choices["details.chuong_trinh"]
    assert set(last[-2:]) == {"qd_33", "qd_48"}


def test_nothing_written_makes_it_fail(policy: Policy) -> None:
    odd: list[dict[str, Any]] = [
        {"lan_nhan": "x"},
        {"lan_nhan": [1]},
        {"lan_nhan": [{}] * 50},
        {"lo_dat": []},
        {"loai": 3, "so_cay": "x", "la": 1},
    ]
    for details in odd:
        assert told(policy, details=details).date == "2017-09-01"


def test_a_programme_says_for_whom_its_terms_and_its_limits() -> None:
    data = SupportInput(
        policy="nha_o",
        year=2017,
        household="h",
        amounts=Amounts(sources=[Source(source="nhcsxh", amount=1)]),
        details={"chuong_trinh": "qd_33", "so_khau": 1},
    )
    notes = programme_notes(shipped()["nha_o"], data, FACTS)
    assert notes[0].startswith("Dành cho hộ nghèo theo chuẩn nghèo giai đoạn 2011–2015")
    assert any(note.startswith("Lãi suất vay: 3%/năm (Quyết định 33/2015") for note in notes)
    assert any(note.startswith("Tín dụng Ngân hàng Chính sách xã hội: tối đa 25.000.000 đồng") for note in notes)
    assert any(note.startswith("Diện tích nhà sau hỗ trợ: từ 18 m²") and "cần đối chiếu" in note for note in notes)
    assert programme_notes(shipped()["bhyt"], SupportInput(policy="bhyt", year=2017), FACTS) == []


def steps(policy: Policy, *kinds: str) -> list[tuple[str, str]]:
    written = [{"kind": kind, "date": f"2017-0{place + 1}-01", "amount": 1} for place, kind in enumerate(kinds)]
    return [(spec.kind, against) for spec, against in next_steps(policy, written, "2017-09-01")]


def test_the_steps_that_may_follow_come_first_the_others_say_why_not(policy: Policy) -> None:
    assert steps(policy) == [
        ("requested", ""),
        ("approved", ""),
        ("refused", ""),
        ("disbursed", "Có mốc “Nhận” nhưng chưa có mốc “Duyệt”."),
    ]
    after = steps(policy, "requested", "approved")
    assert [kind for kind, against in after if not against] == ["disbursed"]
    assert dict(after)["requested"] == "Mốc “Đề nghị” chỉ ghi một lần."
    assert dict(after)["refused"] == "Mốc “Không duyệt” không đi cùng mốc “Duyệt”."


def test_what_was_wrong_before_is_not_held_against_the_next_step(policy: Policy) -> None:
    assert dict(steps(policy, "disbursed"))["approved"] == ""
