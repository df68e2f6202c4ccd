"""Takes the pictures of docs/screens: `make screens`. Run only on demand; then every picture is looked at."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

import pytest
from desk import open_list, put_up
from machine import state_folder
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shots import SHOTS, Shot
from staging import SCENES, STICK

from db.ledger.register import LOCAL_TIME
from db.vault.registers import open_register
from desktop.app.start import page_makers
from desktop.demo import seeded
from desktop.demo.story import PASSWORD, Story
from desktop.presenters.desk import Desk
from desktop.presenters.packages import sticks
from desktop.presenters.packages.sticks import Stick
from desktop.presenters.preferences import Preferences, ThemeName
from desktop.views import theme
from desktop.views.shell import Shell
from desktop.work.jobs import Job

pytestmark = pytest.mark.screens
FOLDER = Path(os.environ.get("SCREENS") or Path(__file__).parents[2] / "docs" / "screens")
TEXT_SIZE = int(os.environ.get("TEXT_SIZE", "100"))
SIZES = ((1366, 768), (1920, 1080))[: 1 if TEXT_SIZE > 100 else 2]
THEMES: tuple[ThemeName, ...] = tuple(os.environ.get("THEMES", "light dark").split())  # type: ignore[arg-type]
TODAY = datetime(2017, 11, 20, 14, 3, tzinfo=LOCAL_TIME)
WORK = "so-ho-ngheo"
COLOURS = 96
"""As many as a picture keeps, so that the repository stays light."""


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the scenes: a demonstration that has been played, and what came of it later."""
    folder = tmp_path_factory.mktemp("screens")
    with on_a_machine(folder, "demo"):
        Story(folder / "demo", lambda _vietnamese, _english: None).play()
    (folder / "demo" / STICK).mkdir()
    for name, play in SCENES.items():
        shutil.copytree(folder / "demo", folder / name)
        with on_a_machine(folder, name):
            play(folder / name)
    return folder


def on_a_machine(folder: Path, name: str) -> AbstractContextManager[object]:
    """Each scene has a machine of its own: what one of them has seen would make the others doubt their copies."""
    return patch.dict(os.environ, {"SOHOTRO_STATE_DIR": state_folder(folder / f"state-{name}")})


@pytest.fixture
def shell(
    request: pytest.FixtureRequest,
    stage: Path,
    dressed: None,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Shell]:
    """A window on a copy of the register of the shot, of the size and in the theme asked for; a stick is plugged in."""
    shot, (width, height), name = request.param
    theme.apply(qapp, name, TEXT_SIZE)
    work, stick = (Path(tempfile.gettempdir()) / name for name in (WORK, STICK))  # their paths are seen in pictures
    shutil.copytree(stage / shot.scene, work)
    place = work / f"{shot.office}.sohotro"
    shutil.copytree(work / STICK, stick, dirs_exist_ok=True)
    monkeypatch.setattr(sticks, "sticks", lambda: [Stick(stick, STICK, 3_000_000_000)])
    register = open_register(str(place), PASSWORD, seeded.providers(shot.name, TODAY))
    window = Shell(Desk(register, str(place)), page_makers(), Preferences(theme=name, text_size=TEXT_SIZE))
    window.resize(width, height)
    put_up(window)
    yield window
    window.close()
    window.deleteLater()
    register.close()
    shutil.rmtree(stick)
    shutil.rmtree(work)


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
    whole = window.grab()
    above = QApplication.activePopupWidget() or open_list()
    if above is not None:
        above.render(whole, window.mapFromGlobal(above.mapToGlobal(QPoint())))
    whole.save(buffer, "PNG")
    picture = Image.open(BytesIO(buffer.data().data())).convert("RGB")
    FOLDER.mkdir(parents=True, exist_ok=True)
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
    for act in (shot.then, shot.after):
        act(shell.page)
        settle(shell)
    file = FOLDER / f"{shot.name}-{width}x{height}-{name}.png"
    keep(shell, file)
    for popup in iter(QApplication.activePopupWidget, None):
        popup.close()
    with Image.open(file) as picture:
        assert picture.size == (width, height)
        assert len(picture.getcolors() or ()) > 8
    assert file.stat().st_size < 200_000
