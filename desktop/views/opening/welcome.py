"""The very first screen: three ways to begin."""

from __future__ import annotations

from typing import Any

from desktop import words
from desktop.views.opening.parts import Pane, Room, Way, link
from desktop.words import _


class Welcome(Pane):
    """Create a register, open one, or try with an invented commune."""

    def __init__(self, window: Room) -> None:
        word = _("Sổ hộ nghèo và các khoản hỗ trợ của xã, dùng được khi không có mạng. Bắt đầu từ đâu?")
        super().__init__(window, "Sổ Hỗ Trợ", word)
        create = Way(
            "plus",
            _("Lập sổ mới"),
            _("Chọn đơn vị, đặt mật khẩu, in tờ phục hồi: khoảng ba phút."),
            lambda: window.show_pane("create"),
        )
        open_ = Way(
            "folder-open",
            _("Mở sổ đã có"),
            _("Tệp .sohotro trong máy, trên USB, hoặc sổ trên máy chủ của cơ quan."),
            lambda: window.show_pane("login"),
        )
        training = Way(
            "graduation-cap",
            _("Tập làm với một xã bịa"),
            _("Sáu mươi hộ bịa, làm gì cũng được, không lẫn vào sổ thật."),
            window.train,
        )
        self.ways = (create, open_, training)
        for way in self.ways:
            self.body.addWidget(way)
        other = next(code for code in words.languages() if code != window.preferences.language)
        self.language = link(words.languages()[other], lambda: window.speak(other), "languages")
        self.row(None, self.language)

    def begin(self, **_about: Any) -> None:
        self.ways[0].setFocus()

    def back(self) -> None:
        """There is nothing before the first screen."""
