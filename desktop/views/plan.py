"""The page of a household's poverty-reduction plan."""

from __future__ import annotations

from desktop.presenters.plan import PlanPresenter
from desktop.views.page import Doing, Surroundings
from desktop.views.record import RecordPage
from desktop.words import _
from forms.paper.ke_hoach_giam_ngheo import NAME


class PlanPage(RecordPage):
    """Causes, wishes, measures and follow-up of one year."""

    name = "plan"

    def __init__(self, window: Surroundings) -> None:
        self.plan = PlanPresenter(window.desk)
        super().__init__(window, self.plan)
        self._paper = self.tool(_("In kế hoạch"), "print", picture="printer")
        self._paper.setProperty("stop", False)

    def draw(self) -> None:
        """Only what is in the register is printed."""
        super().draw()
        self._paper.setVisible(bool(self.plan.id))

    def doings(self) -> Doing:
        """A recorded plan can also be printed."""
        return {**super().doings(), **({"print": self.print_it} if self.plan.id else {})}

    def print_it(self) -> None:
        """The paper to be signed, to look at first."""
        self.window_.go("prints", document=NAME, households=[self.plan.home_id], year=self.plan.year)

    def hint(self) -> str:
        """The keys that matter here."""
        return _("Enter ô sau · F9 danh sách · Ctrl+S lưu · Ctrl+P in kế hoạch")
