"""A form of sixty fields from a definition, beside sixty bare Qt editors with labels; and one keystroke in it.

Ours is everything from the parsed definition to pixels: fields, facts, judging, widgets, layout, paint. The floor is
sixty QLabel and QLineEdit in a QGridLayout, built and painted alike.

    python tests/bench/bench_forms.py
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from bench_save import household  # noqa: E402
from district import ON, cheap_passwords  # noqa: E402
from measure import PASSWORD, Figure, median_ms, report  # noqa: E402
from PySide6.QtCore import qInstallMessageHandler  # noqa: E402
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QLineEdit, QWidget  # noqa: E402
from sample_policies import of_sixty  # noqa: E402

from db.ledger.register import Register  # noqa: E402
from db.store.definitions.policies import add_policy  # noqa: E402
from db.store.household.households import add_household  # noqa: E402
from db.store.places.villages import add_village  # noqa: E402
from db.sync.offices import create  # noqa: E402
from desktop.presenters.desk import Desk  # noqa: E402
from desktop.presenters.support import SupportPresenter  # noqa: E402
from desktop.views import theme  # noqa: E402
from desktop.views.form import FormView  # noqa: E402

FIELDS, RUNS = 60, 15
BUILD, LIMIT, KEY = 4.0, 100.0, 16.0
"""Times the floor; milliseconds for the form; milliseconds for a key, one frame of the screen."""


def painted(widget: QWidget) -> None:
    """Show a widget until its pixels are there, and put it away."""
    widget.resize(980, 1400)
    widget.show()
    QApplication.processEvents()
    widget.grab()
    widget.hide()
    widget.deleteLater()
    QApplication.processEvents()


def bare() -> None:
    """The floor."""
    window = QWidget()
    grid = QGridLayout(window)
    for number in range(FIELDS):
        row, column = divmod(number, 4)
        grid.addWidget(QLabel(f"Trường số {number} của biểu mẫu dài"), 2 * row, column)
        grid.addWidget(QLineEdit(), 2 * row + 1, column)
    painted(window)


def book(folder: Path) -> tuple[Register, str]:
    """A register with one household and the long definition."""
    made = create(str(folder / "c.sohotro"), PASSWORD, unit="20104", level="commune", on=ON, officer="Hồ Thị Mai")
    add_village(made.register, "Thôn 1")
    home = add_household(made.register, household(1)).id
    add_policy(made.register, of_sixty(), "bieu_dai.toml")
    return made.register, home


def main() -> None:
    """Build, key, compare."""
    cheap_passwords()
    qInstallMessageHandler(lambda *_said: None)  # the offscreen platform warns of every window
    app = QApplication([])
    theme.apply(app, "light")
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        register, home = book(Path(name))
        presenter = SupportPresenter(Desk(register, "bench"))
        presenter.begin(household=home, policy="bieu_dai")

        def ours() -> None:
            presenter.choose("bieu_dai")
            assert presenter.form is not None
            painted(FormView(presenter.form))

        build, floor = median_ms(ours, RUNS), median_ms(bare, RUNS)
        assert presenter.form is not None
        view = FormView(presenter.form)
        view.resize(980, 1400)
        view.show()
        letters = iter(range(1_000_000))
        key = median_ms(lambda: view.boxes["details.o_1"].editor.typed.emit(str(next(letters))), RUNS)
        register.close()
    report(
        [
            Figure("form of sixty fields, to its pixels", build, floor, BUILD),
            Figure("the same against a tenth of a second", build, LIMIT, 1.0),
            Figure("one key in it against a frame", key, KEY, 1.0),
        ]
    )


if __name__ == "__main__":
    main()
