"""Our own sheets come back: exported, one cell edited, imported – exactly that field changes, and nothing unedited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from exchanges import HONG_THUY, Office, found
from ledgers import PASSWORD

from db.policy.definition import shipped
from db.store.history.undo import last_actions, undo
from db.store.imports.listed import DataList, HouseholdChange, ImportPlan, PersonChange, SupportChange
from db.store.imports.sheets import import_rows
from db.store.imports.supports import import_supports
from db.store.inputs import Filter
from db.store.inventing.populating import populate
from db.store.inventing.years import populate_supports
from db.store.lists.datasheets import household_sheet, person_sheet, support_sheet
from db.store.places.villages import add_village
from db.store.reading import households, supports
from desktop.cli.main import run
from desktop.presenters.desk import Desk
from desktop.presenters.households import HouseholdList
from desktop.work.context import JobContext
from forms.sheets.datasheet import CODEBOOK, write_data
from forms.sheets.households import read_any
from forms.sheets.supports import read_supports

ON = "2017-09-01"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("trang")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOHOTRO_STATE_DIR", str(folder / "state"))
        made = found(folder, HONG_THUY)
        add_village(made.register, "Thôn 1")
        populate(made.register, count=60, seed=4)
        populate_supports(made.register, seed=4)
        yield made
        made.register.close()


def edited(file: Path, title: str, value: Any, row: int = 1) -> Path:
    """One cell of a column, in a line of the list (from 1)."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    head = next(r for r in range(1, 12) if sheet.cell(r, 1).value and sheet.cell(r, 2).value)
    column = next(c for c in range(1, sheet.max_column + 1) if sheet.cell(head, c).value == title)
    sheet.cell(head + row, column).value = value
    book.save(file)
    return file


def planned(office: Office, file: Path, *, dry_run: bool = True) -> ImportPlan:
    listed = read_any(file)
    assert isinstance(listed, DataList)
    return import_rows(office.register, listed, dry_run=dry_run).plan


def outcomes(plan: ImportPlan) -> set[str]:
    return {row.outcome for row in plan.rows} | ({"refused"} if plan.refused else set())


def test_households(office: Office, tmp_path: Path) -> None:
    made = household_sheet(office.register, ON)
    file = tmp_path / "ho.xlsx"
    written = write_data(file, made.title, made.columns, made.rows)
    assert written.rows == 60
    assert outcomes(planned(office, file)) == {"same"}
    plan = planned(office, edited(file, "Địa chỉ", "Xóm suối, cạnh trường"), dry_run=False)
    (change,) = [one for row in plan.rows for one in row.changes]
    assert isinstance(change, HouseholdChange)
    assert change.fields == {"address": "Xóm suối, cạnh trường"}
    with office.register.read() as connection:
        assert households(connection, [change.household_id], ON)[0].address == "Xóm suối, cạnh trường"
        last = last_actions(connection)[0]
    assert last.changes == 1
    undo(office.register, last.id)


def test_persons(office: Office, tmp_path: Path) -> None:
    made = person_sheet(office.register, ON)
    file = tmp_path / "nguoi.xlsx"
    write_data(file, made.title, made.columns, made.rows)
    assert outcomes(planned(office, file)) == {"same"}
    plan = planned(office, edited(file, "Điện thoại", "0912345678", row=3))
    (change,) = [one for row in plan.rows for one in row.changes]
    assert isinstance(change, PersonChange)
    assert change.fields == {"phone": "0912345678"}
    plan = planned(office, edited(file, "Ngày sinh", "31/02/1980", row=4))
    assert [row.row for row in plan.refused] == [8], "what cannot be is refused, the rest stays as it was"


def test_an_emptied_cell_erases_nothing_and_a_foreign_id_is_refused(office: Office, tmp_path: Path) -> None:
    made = person_sheet(office.register, ON)
    file = tmp_path / "nguoi.xlsx"
    write_data(file, made.title, made.columns, made.rows)
    edited(file, "Họ và tên", None)
    edited(file, "Mã hồ sơ người", "khong-co", row=2)
    plan = planned(office, file)
    assert not any(row.changes for row in plan.rows)
    assert "không có trong sổ này" in plan.refused[0].reason


@pytest.mark.parametrize("policy", ["bhyt", "nha_o", "tin_dung"])
def test_supports(office: Office, tmp_path: Path, policy: str) -> None:
    chosen = shipped()[policy]
    made = support_sheet(office.register, ON, chosen)
    file = tmp_path / f"{policy}.xlsx"
    assert write_data(file, made.title, made.columns, made.rows).rows > 0
    plan = import_supports(office.register, read_supports(file, chosen), dry_run=True).plan
    assert [(row.outcome, row.reasons, row.changes) for row in plan.rows if row.outcome != "same"] == []
    assert plan.refused == []
    edited(file, "Ghi chú", "Đối chiếu ngày 30/8")
    done = import_supports(office.register, read_supports(file, chosen), dry_run=False)
    (change,) = [one for row in done.plan.rows for one in row.changes]
    assert isinstance(change, SupportChange)
    assert change.fields == {"note": "Đối chiếu ngày 30/8"}
    with office.register.read() as connection:
        assert supports(connection, ids=[change.support_id])[0].note == "Đối chiếu ngày 30/8"


def test_a_list_of_the_desk_comes_back(office: Office, tmp_path: Path) -> None:
    lists = HouseholdList(Desk(office.register, ""))
    for of, title, value, key in (
        ("households", "Mã hộ", "H-0001", "code"),
        ("persons", "Họ và tên", "Hồ Thị Tên Đúng", "name"),
    ):
        lists.take_filter(of, Filter())  # type: ignore[arg-type]
        out = tmp_path / f"{of}.xlsx"
        lists.export(lists.answer(lists.question()), lists.title, out, JobContext())
        assert outcomes(planned(office, out)) == {"same"}
        plan = planned(office, edited(out, title, value, row=2))
        (change,) = [one for row in plan.rows for one in row.changes]
        assert change.fields == {key: value}  # type: ignore[union-attr]


def test_the_command_writes_sheet_codebook_and_csv(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOHOTRO_PASSWORD", PASSWORD)
    out = tmp_path / "nguoi.xlsx"
    office.register.engine.dispose()
    assert run(["sheet", office.place, "persons", "-o", str(out), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    text = out.with_suffix(".csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert len(text.decode("utf-8-sig").splitlines()) == rows + 1
    book = openpyxl.load_workbook(out, read_only=True)
    assert book.sheetnames[1] == CODEBOOK
    explained = {row[0]: row[3] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)}
    assert "Nam" in str(explained["Giới tính"])
    assert run(["sheet", office.place, "persons", "-o", "x.pdf"]) == 2
