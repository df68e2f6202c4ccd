"""`sohotro desk`: the program with windows; also what `sohotro` alone does."""

from __future__ import annotations

import os
import sys

import click

from db.domain.errors import EnvironmentProblem

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@click.command()
@click.argument("register", required=False, default="")
def desk(register: str) -> int:
    """Mở màn hình làm việc (với sổ REGISTER, nếu ghi)."""
    return open_desk(register)


def open_desk(place: str = "") -> int:
    """Run the windows until the last is closed; returns the exit code.

    Raises:
        EnvironmentProblem: there is no screen to draw on.
    """
    if sys.platform == "linux" and not any(os.environ.get(name) for name in SCREENS):
        message = "Máy này không có màn hình để mở cửa sổ. Không thay đổi gì: dùng dòng lệnh, xem sohotro --help."
        raise EnvironmentProblem("no_screen", message)
    from desktop.app.start import run

    return run(place)
