"""Taking the last save of this device back: what would be taken back, in one sentence, and what came of it. No Qt."""

from __future__ import annotations

from db.store.history.undo import ActionRow, last_actions, next_undo, undo
from desktop.presenters.desk import Desk
from desktop.words import _


def offered(desk: Desk) -> ActionRow | None:
    """The action that would be taken back now."""
    with desk.register.read() as connection:
        return next_undo(last_actions(connection))


def preview(row: ActionRow) -> str:
    """One sentence: what is taken back."""
    return _("Hoàn tác lần lưu lúc {0}: {1}? Nhật ký vẫn giữ cả hai.").format(row.at[11:16], row.title)


def take_back(desk: Desk, row: ActionRow) -> str:
    """Take it back; returns what came of it.

    Raises:
        AppError: a refusal of the store.
    """
    done = undo(desk.register, row.id)
    desk.changed("household", "support", "queue")
    told = _("Đã hoàn tác: {0}.").format(row.title) if done.action else _("Không còn gì để hoàn tác ở lần lưu ấy.")
    left = [f"{one.record}, {one.label}: {one.why}" if one.label else f"{one.record}: {one.why}" for one in done.left]
    return " ".join([told, *([_("Giữ nguyên:"), "; ".join(left)] if left else [])])
