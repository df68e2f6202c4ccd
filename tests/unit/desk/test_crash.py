"""A bug in a slot: the report holds no word of what was typed, the dialog says what is safe, the program lives on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from desk import on_screen, press, put_up
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from db.domain.errors import FileProblem
from db.ledger.register import Register
from desktop.app import crash, start
from desktop.presenters import preferences
from desktop.views.crash import CrashDialog
from desktop.views.page import Doing, Page

pytestmark = pytest.mark.usefixtures("dressed")
NAME, NUMBER = "Hồ Thị Kăn Nơ", "191234567"


class Broken(Page):
    """A page whose save fails while it holds a name and a number."""

    def doings(self) -> Doing:
        return {"save": lambda: self.save(NAME, {"cmnd": NUMBER})}

    def save(self, name: str, values: dict[str, str]) -> None:
        try:
            values[name]
        except KeyError as error:
            raise ValueError(f"{name} {values} không ghi được") from error


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """The reports of every crash from now on; pytest-qt's own hook stands aside."""
    reports: list[Path | None] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    crash.install(reports.append)
    return reports


@pytest.mark.qt_no_exception_capture
def test_the_report_of_a_failing_slot_names_nobody(book: Register, told: list[Path | None]) -> None:
    with on_screen(book, {"home": Broken}) as shell:
        shell.go("home")
        press("Ctrl+S")
        (path,) = told
        assert path is not None
        report = path.read_text(encoding="utf-8")
        for secret in (NAME, NUMBER, "Hồ", "Kăn", "không ghi được", "cmnd"):
            assert secret not in report
        assert "builtins.ValueError" in report
        assert "builtins.KeyError" in report
        assert "tests/unit/desk/test_crash.py:" in report
        assert "PySide6 6." in report
        assert shell.isVisible()
        press("Ctrl+S")
        assert len(told) == 2


def failing(name: str) -> None:
    raise FileProblem("no_file", f"Không thấy tệp của {name}.")


def test_a_refusal_is_reported_by_its_code_alone() -> None:
    with pytest.raises(FileProblem) as caught:
        failing(NAME)
    report = crash.report(caught.value, caught.value.__traceback__)
    assert "FileProblem (no_file)" in report
    assert NAME not in report


def test_an_endless_chain_of_errors_ends() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__context__, second.__context__ = second, first
    assert crash.report(first, None).count("ValueError") == 2


def test_few_reports_are_kept_and_a_full_disk_only_costs_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(crash.KEPT + 3):
        assert crash.write(ValueError(NAME), None) is not None
    assert len(list(preferences.file().with_name("crashes").glob("*.txt"))) == crash.KEPT
    monkeypatch.setenv("SOHOTRO_STATE_DIR", "/proc/không/được")
    assert crash.write(ValueError(NAME), None) is None


def test_the_dialog_offers_to_go_on_or_to_close(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    put_up(parent)
    for key, answer in (("Enter", 1), ("Esc", 0)):
        dialog = CrashDialog(tmp_path / "báo cáo.txt", parent)
        QTimer.singleShot(100, lambda key=key: press(key))
        assert dialog.exec() == answer
        words = " ".join(label.text() for label in dialog.findChildren(QLabel))
        assert "Sổ còn nguyên vẹn" in words
        assert "báo cáo.txt" in words
    parent.close()


def test_going_on_leaves_the_window_and_closing_closes_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    program = start.Program()
    program.begin()
    window = program.window
    assert window is not None
    put_up(window)
    answers = iter((1, 0))

    def answer(dialog: CrashDialog) -> int:
        program.crashed(None)  # what fails behind the dialog opens no second one
        return next(answers)

    monkeypatch.setattr(CrashDialog, "exec", answer)
    program.crashed(None)
    assert window.isVisible()
    program.crashed(None)
    assert not window.isVisible()
    window.deleteLater()
    QApplication.processEvents()
