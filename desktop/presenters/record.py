"""One record of a household on a page of its own: its form, one save, its draft. Plans and needs are such. No Qt."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db.domain import codes
from db.domain.errors import InvalidData
from db.store.definitions.policies import policies
from db.store.drafts import drop_draft, keep_draft, load_draft
from db.store.reading import household
from db.store.rows import HouseholdRow
from desktop.presenters.desk import Desk
from desktop.presenters.fields import Option
from desktop.presenters.form import FormModel
from desktop.presenters.past import Spot, past
from desktop.words import _


@dataclass(frozen=True, slots=True)
class Saving:
    """What came of a save. told: what stops it and has no field; doubts: what wants a reason."""

    done: bool
    told: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


class RecordPresenter(ABC):
    """Base: a subclass makes the form, reads the record and writes it. `form` is there once something was opened."""

    kind = ""
    """The page and what it writes, the first part of the place of its draft."""
    entity = ""
    """What the ledger calls it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.id = ""
        self.home: HouseholdRow | None = None
        self.form = FormModel(())

    @abstractmethod
    def open(self, record: str, home: str) -> None:
        """A recorded one, or with "" a new one of that household.

        Raises:
            NotFound: no such record, no such household.
        """

    @abstractmethod
    def title(self) -> str:
        """What stands above the page."""

    def state(self) -> tuple[str, str]:
        """(word, tone) of the chip beside the title, ("", "") for none."""
        return "", ""

    @abstractmethod
    def write(self, reason: str) -> str:
        """Write everything in one action; the id."""

    def open_home(self, record: str) -> HouseholdRow:
        """The household as of today, kept for the page."""
        with self.desk.register.read() as connection:
            self.home = household(connection, record, self.desk.today)
        return self.home

    def policy_options(self) -> tuple[Option, ...]:
        """The policies there are."""
        with self.desk.register.read() as connection:
            known = policies(connection).values()
        return tuple(Option(one.id, one.short, one.title) for one in sorted(known, key=lambda one: one.id))

    @property
    def home_id(self) -> str:
        """Id of the household."""
        return self.home.id if self.home else ""

    def household_line(self) -> str:
        """Whose it is, in one line."""
        if self.home is None:
            return ""
        kind = self.home.classification
        parts = [_("Hộ {0}").format(self.home.head.name if self.home.head else self.home.code or "")]
        parts += [self.home.village_name, codes.names("household_class").get((kind and kind.result) or "", "")]
        return " · ".join(part for part in parts if part)

    def past(self, spot: Spot) -> str:
        """What stood in a field before."""
        return past(self.desk.register, self.entity, self.id, spot.name, spot.title)

    # Saving.

    def save(self, reason: str = "") -> Saving:
        """Write everything, or say what stops it: beside its field where it has one. Nothing is written then.

        Raises:
            AppError: what is no finding about the form.
        """
        if not self.form.check():
            return Saving(False)
        try:
            self.id = self.write(reason)
        except InvalidData as error:
            left = self.form.judge(error.issues)
            if error.code == "needs_reason":
                return Saving(False, doubts=[issue.message for issue in error.issues])
            return Saving(False, [issue.message for issue in left if issue.severity == "hard"])
        self.form.settled()
        self.desk.changed(self.kind, "household")
        return Saving(True)

    # Drafts.

    @property
    def place(self) -> str:
        """Where the draft is kept."""
        return f"{self.kind}:{self.id}" if self.id else f"{self.kind}:new:{self.home_id}"

    def dirty(self) -> bool:
        """Whether anything stands here that is not written."""
        return bool(self.form.changed())

    def keep(self) -> None:
        """Keep what is typed, so that a power cut loses nothing."""
        if self.dirty():
            keep_draft(self.desk.register, self.place, f"{self.title()} – {self.household_line()}", self.form.draft())

    def waiting_draft(self) -> dict[str, Any] | None:
        """What was typed here earlier and not saved."""
        return load_draft(self.desk.register, self.place)

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Take up a draft."""
        self.form.restore(draft)

    def drop(self) -> None:
        """Forget the draft of this place."""
        drop_draft(self.desk.register, self.place)
