"""What stands in the list when nobody is in it: why, and the next step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from desktop.presenters.households import Answer
from desktop.views.empty import Empty
from desktop.views.page import Surroundings, button_for
from desktop.words import _


class Nothing(Empty):
    """An empty register teaches how to begin, an empty answer how to ask or whom to add."""

    def __init__(self, window: Surroundings, everybody: Callable[[], object]) -> None:
        """everybody: takes all conditions off."""
        super().__init__()
        self._window = window
        self._take_everybody = everybody

    def tell(self, answer: Answer) -> None:
        """Say why this answer holds nobody."""
        text = answer.question.asked.text
        if not answer.held:
            said = _("Nhập danh sách Excel của xã, hoặc ghi hộ đầu tiên bằng phím F2.")
            self.say("users", _("Sổ chưa có hộ nào"), said, self._import(), self._new(""))
        elif text:
            said = _("Thử ít chữ hơn; dấu và thứ tự chữ không quan trọng. Nếu là hộ mới thì ghi luôn.")
            self.say("search", _("Không thấy “{0}”").format(text), said, self._new(_name(text)), self._everybody())
        else:
            said = _("Không ai thỏa mọi điều kiện đã chọn.")
            self.say("filter", _("Không có ai"), said, self._everybody())

    def _new(self, name: str) -> QPushButton:
        if name:
            title = _("Thêm hộ mới với tên này")
            return button_for(title, lambda: self._window.go("household", name=name), picture="plus", primary=True)
        return button_for(_("Hộ mới (F2)"), lambda: self._window.do("new"), picture="plus", primary=True)

    def _import(self) -> QPushButton:
        title = _("Nhập danh sách Excel (Ctrl+I)")
        return button_for(title, lambda: self._window.do("import"), picture="file-spreadsheet")

    def _everybody(self) -> QPushButton:
        return button_for(_("Bỏ mọi điều kiện"), self._take_everybody, picture="x")


def _name(text: str) -> str:
    """The words of a search that may be a name, with capitals."""
    return " ".join(word[:1].upper() + word[1:] for word in text.split() if not any(map(str.isdigit, word)))
