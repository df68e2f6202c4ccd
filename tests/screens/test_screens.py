"""Takes the pictures of docs/screens: `make screens`. Run only on demand; then every picture is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shots import SHOTS, Shot

from db.ledger.register import LOCAL_TIME
from db.vault.registers import open_register
from desktop.app.start import page_makers
from desktop.demo import seeded
from desktop.demo.story import PASSWORD, Story
from desktop.presenters.desk import Desk
from desktop.presenters.preferences import Preferences, ThemeName
from desktop.views import theme
from desktop.views.shell import Shell
from desktop.work.jobs import Job

pytestmark = pytest.mark.screens
FOLDER = Path(__file__).parents[2] / "docs" / "screens"
SIZES = ((1366, 768), (1920, 1080))
THEMES: tuple[ThemeName, ...] = ("light", "dark")
TODAY = datetime(2017, 11, 20, 14, 3, tzinfo=LOCAL_TIME)
COLOURS = 96
"""As many as a picture keeps, so that the repository stays light."""


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demonstration that has been played."""
    folder = tmp_path_factory.mktemp("screens") / "demo"
    Story(folder, lambda _vietnamese, _english: None).play()
    return folder


@pytest.fixture
def shell(request: pytest.FixtureRequest, stage: Path, dressed: None, qapp: QApplication) -> Iterator[Shell]:
    """A window on the register of the shot, of the size and in the theme asked for."""
    shot, (width, height), name = request.param
    theme.apply(qapp, name)
    providers = seeded.providers(shot.name, TODAY)
    register = open_register(str(stage / f"{shot.office}.sohotro"), PASSWORD, providers)
    window = Shell(Desk(register, f"{shot.office}.sohotro"), page_makers(), Preferences(theme=name))
    window.resize(width, height)
    window.show()
    assert QTest.qWaitForWindowExposed(window)
    yield window
    window.close()
    window.deleteLater()
    register.close()


def settle(window: Shell) -> None:
    """Wait until no work is under way beside the window and everything is drawn."""
    QTest.qWait(200)
    for _turn in range(600):
        if not window.jobs.findChildren(Job):
            break
        QTest.qWait(50)
    QTest.qWait(200)


def keep(window: QWidget, file: Path) -> None:
    """Take the picture, in few colours."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    picture = Image.open(BytesIO(buffer.data().data())).convert("RGB")
    FOLDER.mkdir(exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


CASES = [(shot, size, name) for shot in SHOTS for size in SIZES for name in THEMES]


@pytest.mark.parametrize(
    ("shell", "case"),
    [pytest.param(case, case, id=f"{case[0].name}-{case[1][0]}-{case[2]}") for case in CASES],
    indirect=["shell"],
)
def test_picture(shell: Shell, case: tuple[Shot, tuple[int, int], str]) -> None:
    shot, (width, height), name = case
    shell.go(shot.page, **shot.about(shell.desk.register))
    settle(shell)
    assert shell.page is not None
    shot.then(shell.page)
    settle(shell)
    file = FOLDER / f"{shot.name}-{width}x{height}-{name}.png"
    keep(shell, file)
    with Image.open(file) as picture:
        assert picture.size == (width, height)
        assert len(picture.getcolors() or ()) > 8
    assert file.stat().st_size < 200_000
