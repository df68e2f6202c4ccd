"""The page of a registered need; one key leads on to the support that serves it."""

from __future__ import annotations

from desktop.presenters.need import NeedPresenter
from desktop.views.page import Doing, Surroundings
from desktop.views.record import RecordPage
from desktop.words import _


class NeedPage(RecordPage):
    """What somebody asks for, and what became of it."""

    name = "need"

    def __init__(self, window: Surroundings) -> None:
        self.need = NeedPresenter(window.desk)
        super().__init__(window, self.need)
        self._serve = self.tool(_("Ghi hỗ trợ"), "add_support", picture="wallet")
        self._serve.setProperty("stop", False)

    def draw(self) -> None:
        """Only what waits is served."""
        super().draw()
        self._serve.setVisible(self.need.to_serve() is not None)

    def doings(self) -> Doing:
        """A need that waits can be served."""
        return {**super().doings(), **({"add_support": self.serve} if self.need.to_serve() is not None else {})}

    def serve(self) -> None:
        """The form of the support that serves this need."""
        about = self.need.to_serve()
        if about is not None:
            self.window_.go("support", **about)

    def hint(self) -> str:
        """The keys that matter here."""
        return _("Enter ô sau · F9 danh sách · Ctrl+S lưu · Ctrl+H ghi hỗ trợ cho nhu cầu này")
