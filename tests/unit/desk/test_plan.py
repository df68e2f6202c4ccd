"""The pages of a household's plan and of its needs, by keys alone; what they write, refuse and keep as a draft."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk import on_screen, press, type_text
from ledgers import seeded

from db.ledger.register import Register
from db.store.household.households import add_household
from db.store.inputs import ClassificationInput, HouseholdInput, MeasureInput, NeedInput, PersonInput, PlanInput, Source
from db.store.places.villages import add_village
from db.store.plan.needs import add_need
from db.store.plan.plans import add_plan
from db.store.plan.reading import need_row, needs, plan, plans
from db.store.reading import supports
from desktop.views.household.page import HouseholdPage
from desktop.views.need import NeedPage
from desktop.views.plan import PlanPage
from desktop.views.prints.page import PrintsPage
from desktop.views.shell import Shell
from desktop.views.support.page import SupportPage

E = "Enter"


@pytest.fixture
def home(book: Register) -> str:
    book.providers = seeded(1)
    add_village(book, "Thôn 1")
    members = [PersonInput(name="Hồ Văn Thử", birth_date="1970", sex="1", relation="01", ethnic="27")]
    poor = ClassificationInput(standard="2016_2020", result="poor", sub_type="income", valid_from="2017-01-01")
    return add_household(book, HouseholdInput(village="Thôn 1", members=members, classification=poor)).id


@pytest.fixture
def shell(book: Register, home: str) -> Iterator[Shell]:
    with on_screen(book) as window:
        yield window


def test_all_columns_of_the_measures_are_seen_on_a_small_screen(shell: Shell, home: str) -> None:
    shell.go("plan", household=home)
    page = on(shell, PlanPage)
    assert isinstance(page, PlanPage)
    assert page.form is not None
    measures = page.form.grids["measures"]
    assert (shell.width(), measures.horizontalScrollBar().maximum()) == (1366, 0)


def typed(*parts: str) -> None:
    """Texts, each with Enter behind it."""
    for part in parts:
        if part:
            type_text(part)
        press(E)


def on(shell: Shell, kind: type) -> object:
    assert isinstance(shell.page, kind), shell.page
    return shell.page


def test_a_plan_is_entered_by_keys_from_the_household_and_stands_in_its_list(shell: Shell, home: str) -> None:
    shell.go("household", id=home)
    page = on(shell, HouseholdPage)
    assert isinstance(page, HouseholdPage)
    assert "Ctrl+N" in page.sheet.plans.empty.text, "an empty list says the next step"
    press("Ctrl+N")
    assert isinstance(shell.page, PlanPage)
    assert shell.page.heading.text() == "Kế hoạch giảm nghèo năm 2017"
    typed("2019", "2,1", "Đất dốc, ít", "Vay vốn nuôi bò", "")
    typed("Mua bò giống", "", "vay", "3/2017", "6/2017", "ngan hang chinh sach", "30tr", "Kê Sửu", "", "")
    press("Ctrl+S")
    assert isinstance(shell.page, HouseholdPage)
    with shell.desk.register.read() as connection:
        (row,) = plans(connection)
    assert (row.household, row.year, row.escape_year, row.causes) == (home, 2017, 2019, ["2", "1"])
    assert (row.cause_note, row.wishes, row.made_on) == ("Đất dốc, ít", "Vay vốn nuôi bò", "2017-09-01")
    (measure,) = row.measures
    assert (measure.content, measure.policy, measure.from_date, measure.to_date) == (
        "Mua bò giống", "tin_dung", "2017-03", "2017-06",
    )  # fmt: skip
    assert measure.sources == [{"source": "nhcsxh", "amount": 30_000_000}]
    lines = list(shell.page.sheet.plans._lines.values())
    assert [line.cells[0] for line in lines] == ["Kế hoạch"]
    assert lines[0].cells[3] == "xong 0/1 giải pháp"
    assert shell.page.sheet.side.tabText(1) == "Kế hoạch, nhu cầu (1)"
    assert shell.page.sheet.plans.table.hasFocus()
    press(E)
    assert isinstance(shell.page, PlanPage)
    assert shell.page.plan.id == row.id


def test_only_what_was_typed_changes_and_a_third_source_stays(shell: Shell, book: Register, home: str) -> None:
    sources = [Source(source=name, amount=n) for n, name in enumerate(("nstw", "ns_xa", "ho_tu_co"), 1)]
    measures = [MeasureInput(content="Sửa nhà", sources=sources), MeasureInput(content="Mua bò")]
    record = add_plan(book, PlanInput(household=home, year=2017, causes=["1"], measures=measures)).id
    shell.go("plan", id=record)
    page = shell.page
    assert isinstance(page, PlanPage)
    page.form.grids["measures"].begin(0, 8)  # type: ignore[union-attr]
    typed("xong", "Đã lợp mái")
    page.form.grids["follow_ups"].begin(0, 0)  # type: ignore[union-attr]
    typed("1 8 2017", "Nhà đã khô")
    press("Ctrl+S")
    assert isinstance(shell.page, HouseholdPage), page.banner.text
    with book.read() as connection:
        row = plan(connection, record)
    assert [(one.state, one.outcome, len(one.sources)) for one in row.measures] == [
        ("done", "Đã lợp mái", 3), ("planned", None, 0),
    ]  # fmt: skip
    assert [(one.date, one.outcome) for one in row.follow_ups] == [("2017-08-01", "Nhà đã khô")]


def test_what_is_wrong_is_said_beside_its_field_and_what_is_odd_asks_for_a_reason(shell: Shell, home: str) -> None:
    shell.go("plan", household=home)
    page = shell.page
    assert isinstance(page, PlanPage)
    typed("2016")
    press("Ctrl+S")
    assert "trước năm của kế hoạch" in page.presenter.form.problems["escape_year"].message
    assert page.form is not None
    assert page.form.here() == "escape_year"
    press("Ctrl+A", "Delete")
    press("Ctrl+S")
    assert page.reason.isVisible()
    assert page.presenter.form.problems["causes"].message == "Chưa ghi nguyên nhân nghèo."
    type_text("Hộ chưa nói")
    press(E)
    with shell.desk.register.read() as connection:
        assert [row.causes for row in plans(connection)] == [[]]


def test_a_second_plan_of_the_year_is_refused_where_the_year_stands(shell: Shell, book: Register, home: str) -> None:
    add_plan(book, PlanInput(household=home, year=2017, causes=["1"]))
    shell.go("plan", household=home)
    press("Ctrl+S")
    assert "đã có kế hoạch năm 2017" in shell.page.presenter.form.problems["year"].message  # type: ignore[union-attr]


def test_what_is_typed_is_kept_as_a_draft_with_its_rows(shell: Shell, home: str) -> None:
    shell.go("plan", household=home)
    typed("2019", "2,1", "", "", "", "Mua bò giống")
    shell.go("households")
    with on_screen(shell.desk.register) as after:
        after.go("plan", household=home)
        page = after.page
        assert isinstance(page, PlanPage)
        assert page.presenter.form.typed["causes"] == "", "nothing is taken up without being asked for"
        press("Ctrl+B")
        assert page.presenter.form.typed["escape_year"] == "2019"
        assert [row["content"] for row in page.presenter.form.rows("measures")] == ["Mua bò giống"]
        press("Ctrl+S")
        with after.desk.register.read() as connection:
            assert [row.escape_year for row in plans(connection)] == [2019]
        after.go("plan", household=home)
        assert not page.banner.isVisible()


def test_a_plan_leads_to_its_paper(shell: Shell, book: Register, home: str) -> None:
    record = add_plan(book, PlanInput(household=home, year=2016, causes=["1"])).id
    shell.go("plan", id=record)
    press("Ctrl+P")
    assert isinstance(shell.page, PrintsPage)
    form = shell.page.prints.form
    assert (form.value("document"), form.value("year"), form.value("households")) == (
        "ke_hoach_giam_ngheo", "2016", [home],
    )  # fmt: skip


def test_a_need_is_entered_and_one_key_leads_to_the_support_that_serves_it(shell: Shell, home: str) -> None:
    shell.go("household", id=home)
    press("Ctrl+Shift+N")
    assert isinstance(shell.page, NeedPage)
    typed("bhyt", "ho van thu", "Chưa có thẻ")
    press("Ctrl+S")
    with shell.desk.register.read() as connection:
        (row,) = needs(connection)
    assert (row.policy, row.content, row.registered_on, row.state) == ("bhyt", "Chưa có thẻ", "2017-09-01", "open")
    assert row.registered_by == "Hồ Thị Mẫu"
    shell.go("need", id=row.id)
    press("Ctrl+H")
    page = shell.page
    assert isinstance(page, SupportPage)
    assert page.presenter.policy is not None
    assert (page.presenter.policy.id, page.presenter.head.value("person")) == ("bhyt", row.person)
    press("Ctrl+S")
    if page.reason.isVisible():
        type_text("Đối chiếu sau")
        press(E)
    with shell.desk.register.read() as connection:
        (made,) = supports(connection, household=home)
        assert (need_row(connection, row.id).state, need_row(connection, row.id).support) == ("served", made.id)
    shell.go("need", id=row.id)
    assert "add_support" not in shell.page.doings()  # type: ignore[union-attr]


def test_a_support_for_a_need_begun_and_left_still_serves_it(shell: Shell, book: Register, home: str) -> None:
    need = add_need(book, NeedInput(household=home, policy="nha_o")).id
    shell.go("need", id=need)
    press("Ctrl+H")
    page = shell.page
    assert isinstance(page, SupportPage)
    page.presenter.form.put("note", "Mái dột")  # type: ignore[union-attr]
    shell.go("households")
    shell.go("support", household=home, policy="nha_o")
    draft = page.presenter.waiting_draft()
    assert draft is not None
    page.presenter.restore(draft)
    assert page.presenter.need == need


def test_a_need_is_refused_with_day_and_reason(shell: Shell, book: Register, home: str) -> None:
    need = add_need(book, NeedInput(household=home, content="Nhà dột", registered_on="2017-02-01")).id
    shell.go("need", id=need)
    page = shell.page
    assert isinstance(page, NeedPage)
    assert page.form is not None
    page.form.go_to("refused_on")
    typed("1 3 2017")
    press("Ctrl+S")
    assert "phải ghi lý do" in page.presenter.form.problems["refused_reason"].message
    typed("Hết kinh phí năm 2017")
    press("Ctrl+S")
    with book.read() as connection:
        assert need_row(connection, need).state == "refused"
    assert isinstance(shell.page, HouseholdPage)
    assert [line.cells for line in shell.page.sheet.plans._lines.values()] == [
        ("Nhu cầu", "Nhà dột", "01/02/2017", "Không đáp ứng")
    ]


def test_f7_says_what_stood_before_in_a_field_and_in_a_row(shell: Shell, book: Register, home: str) -> None:
    measures = [MeasureInput(content="Sửa nhà", sources=[Source(source="nstw", amount=5_000_000)])]
    record = add_plan(book, PlanInput(household=home, year=2017, causes=["1"], measures=measures)).id
    shell.go("plan", id=record)
    page = shell.page
    assert isinstance(page, PlanPage)
    page.form.go_to("cause_note")  # type: ignore[union-attr]
    press("F7")
    assert page.banner.text == "Nói rõ nguyên nhân: sổ chưa ghi lần thay đổi nào."
    page.form.grids["measures"].begin(0, 6)  # type: ignore[union-attr]
    press("F7")
    assert "– → " in page.banner.text
    assert "5.000.000" in page.banner.text
    page.form.grids["measures"].begin(1, 0)  # type: ignore[union-attr]
    press("F7")
    assert "chưa ghi" in page.banner.text


def test_f7_says_what_stood_before_in_a_need(shell: Shell, book: Register, home: str) -> None:
    record = add_need(book, NeedInput(household=home, content="Nước sạch")).id
    shell.go("need", id=record)
    assert isinstance(shell.page, NeedPage)
    shell.page.form.go_to("content")  # type: ignore[union-attr]
    press("F7")
    assert "– → Nước sạch" in shell.page.banner.text
