"""A district filled with invented people, lists and supports of ten years: sound, always the same, dirty if asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from test_new_policy import NEW

from db.domain.errors import InvalidData, NotFound
from db.domain.identifiers import check_cmnd
from db.ledger.register import LOCAL_TIME, Register, put_setting
from db.policy import evaluate
from db.store.clauses import Clause, ask
from db.store.definitions.indicators import indicators
from db.store.definitions.policies import add_policy, policies
from db.store.facts import Judged, as_input, facts_of
from db.store.figures.counting import Counter as Figures
from db.store.household.households import check_classification
from db.store.inputs import ClassificationInput
from db.store.inventing.populating import populate
from db.store.inventing.years import populate_supports
from db.store.plan.needs import as_need, need_issues
from db.store.plan.plans import as_plan, plan_issues
from db.store.plan.reading import needs, plans
from db.store.reading import household_ids, households, supports
from db.store.review.reading import reviews, rounds
from db.store.review.reviews import as_input as review_input
from db.store.review.reviews import weigh
from db.store.review.rounds import as_round, class_after, round_issues

YEARS = 10


@pytest.fixture
def district(new_register: Callable[..., Register]) -> Register:
    """An empty register of A Lưới in 2017, opened in 2026."""
    return _of("481", new_register)


def _of(unit: str, new_register: Callable[..., Register], level: str = "district") -> Register:
    register = new_register(unit)
    register.providers = replace(register.providers, now=lambda: datetime(2026, 11, 27, 8, tzinfo=LOCAL_TIME))
    with register.write() as connection:
        put_setting(connection, "level", level)
    return register


def rows(register: Register, query: str) -> list[tuple[object, ...]]:
    with register.read() as connection:
        return ask(connection, Clause(query))


def test_ten_years_of_lists_follow_the_standards_of_their_days(district: Register) -> None:
    made = populate(district, seed=3, count=260, years=YEARS)
    assert (made.households, len(made.units), made.moved > 0) == (260, 21, True)
    listed = rows(
        district,
        "SELECT c.household, c.standard, c.result, c.sub_type, c.valid_from, c.decision_no, c.decision_date, "
        "c.change_kind FROM classification c",
    )
    assert len(listed) == made.classes
    for home, standard, result, sub_type, start, number, signed, kind in listed:
        given = ClassificationInput(
            standard=str(standard), result=str(result), sub_type=sub_type, valid_from=str(start),  # type: ignore[arg-type]
            decision_no=number, decision_date=signed, change_kind=kind,  # type: ignore[arg-type]
        )  # fmt: skip
        with district.read() as connection:
            assert check_classification(connection, given) == [], home
        assert number
        assert str(signed) >= f"{int(str(start)[:4]) - 1}-12-01"
    starts = Counter(str(row[4]) for row in listed if row[2] == "poor")
    assert starts["2016-01-01"] == 4337 * 260 // 12276
    assert starts["2021-12-31"] == starts["2021-01-01"] < starts["2022-01-01"]
    by_home = {(row[0], row[4], row[1]) for row in listed}
    both = {h for h, day, s in by_home if (day, s) == ("2021-12-31", "2016_2020")} & {
        h for h, day, s in by_home if (day, s) == ("2022-01-01", "2022_2025")
    }
    assert both  # two standards side by side at the change
    assert {row[7] for row in listed} >= {"1", "2", "3", "4", "5", "6"}
    lacks = rows(district, "SELECT d.standard, d.from_date, d.to_date FROM deprivation d")
    assert {row[0] for row in lacks} == {"2016_2020", "2022_2025"}
    assert all(end is None or str(start) < str(end) for _, start, end in lacks)


def test_rates_are_there_for_every_year_as_villages_have_their_totals(district: Register) -> None:
    made = populate(district, seed=3, count=260, years=YEARS)
    typed = rows(district, "SELECT t.year, sum(t.value) FROM area_total t WHERE t.kind = 'households' GROUP BY t.year")
    assert [int(str(total)) for _year, total in sorted(typed, key=str)] == [260] * YEARS
    assert made.totals == len(rows(district, "SELECT t.id FROM area_total t"))
    with district.read() as connection:
        poor, rate = (
            Figures(connection, "2016-06-30").value(indicators(connection)[name], ["481"]).value
            for name in ("ho_ngheo", "ty_le_ho_ngheo")
        )
    assert poor is not None
    assert rate is not None
    assert abs(Decimal(rate) - Decimal(poor) * 100 / 260) < Decimal("0.01")


def test_the_classes_come_from_reviews_that_stand_without_a_question(district: Register) -> None:
    made = populate(district, seed=3, count=260, years=YEARS)
    with district.read() as connection:
        held, sheets = rounds(connection), reviews(connection)
        assert (len(held), len(sheets)) == (made.rounds, made.reviews)
        assert {one.kind for one in held} == {"periodic", "opening", "closing", "in_year"}
        assert [issue for one in held for issue in round_issues(district, connection, as_round(one))] == []
        assert all(step.state == "done" for one in held if one.recognised for step in one.steps)
        weighed = weigh(district, connection, [(one.id, review_input(one)) for one in sheets])
    assert [issue for one in weighed for issue in one.issues] == []
    assert all((one.outcome.result, one.outcome.sub_type) == (one.data.result, one.data.sub_type) for one in weighed)
    by_id = {one.id: one for one in sheets}
    classes = rows(
        district,
        "SELECT c.review, c.result, c.standard, c.sub_type, c.valid_from, r.valid_from, c.change_kind "
        "FROM classification c LEFT JOIN review w ON w.id = c.review LEFT JOIN review_round r ON r.id = w.round",
    )
    for record, result, standard, sub_type, start, begins, kind in classes:
        if record is None:
            assert (result, kind) == ("not_poor", None)  # 36 months after its escape
            continue
        one = by_id[str(record)]
        assert (class_after(one.before, str(one.result)), one.standard, one.sub_type) == (result, standard, sub_type)
        assert start == begins
        assert kind == one.derived or (kind is None and one.kind == "closing")
    lacked = rows(
        district,
        "SELECT d.household, count(*) FROM deprivation d WHERE d.from_date <= '2024-01-01' "
        "AND (d.to_date IS NULL OR d.to_date > '2024-01-01') AND d.standard = '2022_2025' GROUP BY d.household",
    )
    autumn = {one.id for one in held if (one.year, one.kind) == (2023, "periodic")}
    then = {one.household: len(one.deprivations or ()) for one in sheets if one.round in autumn}
    assert {home: dict(lacked).get(home, 0) for home in then} == then
    assert max(then.values()) >= 3


def test_supports_needs_and_plans_stand_as_the_register_is(district: Register) -> None:
    made = populate(district, seed=2, count=60, unit="20104", years=YEARS)
    given = populate_supports(district, seed=2, years=YEARS, units=made.units)
    assert len(given.supports) >= 15
    assert min(given.needs, given.plans) > 10
    with district.read() as connection:
        written = supports(connection)
        assert Counter(one.policy for one in written) == given.supports
        assert {one.year for one in written} == set(range(2016, 2026))
        known = policies(connection)
        judged = [Judged(as_input(one), known[one.policy], one.id) for one in written]
        for one, facts in zip(judged, facts_of(district, connection, judged), strict=True):
            assert isinstance(facts, evaluate.Facts)
            assert [i for i in evaluate.check(one.policy, one.data, facts) if i.severity == "hard"] == []
        asked = needs(connection)
        assert [i for n in asked for i in need_issues(district, connection, as_need(n), but=n.id)] == []
        assert {n.state for n in asked} >= {"served", "open"}
        hard = [
            i for p in plans(connection) for i in plan_issues(district, connection, as_plan(p), but=p.id)
            if i.severity == "hard"
        ]  # fmt: skip
        assert hard == []


def _told(register: Register) -> list[object]:
    with register.read() as connection:
        homes = households(connection, household_ids(connection), "2020-06-01")
        people = sorted(
            (h.unit, h.village_name, m.name, m.cmnd or "", m.birth_date or "") for h in homes for m in h.members
        )
        given = sorted(
            (w.date, w.head, str(w.result), w.b1 or 0, str(w.deprivations), str(w.causes)) for w in reviews(connection)
        )
        given += sorted(
            (s.policy, s.year, str(s.details), str(s.milestones and s.milestones[-1].date))
            for s in supports(connection)
        )
    return [people, given]


def test_the_same_seed_gives_the_same_district_and_dirt_shows(new_register: Callable[..., Register]) -> None:
    told, questions = [], set()
    for seed in (5, 5, 6):
        register = _of("481", new_register)
        made = populate(register, seed=seed, count=60, years=2, dirt=True)
        populate_supports(register, seed=seed, years=2)
        told.append(_told(register))
        with register.read() as connection:
            sheets = reviews(connection)
            weighed = weigh(register, connection, [(one.id, review_input(one)) for one in sheets])
        questions |= {issue.code for one in weighed for issue in one.issues}
        questions |= {"no_scores" for one in sheets if one.result and one.b1 is None and one.income is None}
    assert told[0] == told[1] != told[2]
    assert questions >= {"no_scores", "size_differs"}
    assert made.households > 60  # some are entered in two communes
    people = rows(register, "SELECT p.name, p.birth_date, p.cmnd FROM person p")
    assert any(born is None for _, born, _ in people)
    assert any(number and check_cmnd(str(number), on="2017-01-01") for _, _, number in people)
    assert any(str(name).isupper() or str(name).isascii() for name, _, _ in people)


def test_a_policy_added_by_hand_gets_supports_too(district: Register) -> None:
    add_policy(district, NEW, "nuoc.toml")
    made = populate(district, seed=2, count=250, unit="20104", years=1)
    given = populate_supports(district, seed=2, years=1, units=made.units)
    assert given.supports["nuoc_luu_dong"] > 0
    with district.read() as connection:
        (one, *_) = supports(connection, policy="nuoc_luu_dong")
    assert [step.kind for step in one.milestones] == ["approved", "delivered"]


def test_what_cannot_be_filled_is_said(district: Register, new_register: Callable[..., Register]) -> None:
    with pytest.raises(InvalidData, match="không ở cấp dưới"):
        populate(district, seed=1, count=10, unit="20161")
    with pytest.raises(NotFound, match="Chưa biết quy mô"):
        populate(_of("474", new_register), seed=1)
    assert rows(district, "SELECT count(*) FROM household") == [(0,)]


def test_a_province_gets_the_districts_whose_size_is_known(new_register: Callable[..., Register]) -> None:
    made = populate(_of("46", new_register, "province"), seed=1, count=120)
    assert (made.households, len(made.units)) == (120, 32)
