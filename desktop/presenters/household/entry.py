"""A household being entered or changed: opened, judged while typed, saved in one action, kept as draft. Knows no Qt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from db.domain import codes
from db.domain.errors import InvalidData, Issue
from db.ledger.register import settings
from db.store.definitions.standards import known_standards
from db.store.drafts import DraftRow, drafts, drop_draft, keep_draft, load_draft
from db.store.household.editing import Disputed, edit_view, save_edit
from db.store.household.households import add_household, dates_for
from db.store.household.people import check_changed, check_person, check_taken, cleaned
from db.store.inputs import AddedMember, ClassificationInput, HouseholdEdit, HouseholdInput, PersonInput, Seen
from db.store.places.apart import village_key
from db.store.places.villages import list_villages
from db.store.rows import HouseholdRow, MemberRow
from desktop.presenters.desk import Desk
from desktop.presenters.fields import NO, YES, Problem
from desktop.presenters.form import FormModel
from desktop.presenters.household.conflicts import mark_conflicts
from desktop.presenters.household.events import may_happen
from desktop.presenters.household.fields import ClassForm, HomeForm, village_options
from desktop.presenters.household.members import MemberSheet
from desktop.presenters.moves import whereabouts
from desktop.presenters.sheet import Line
from desktop.words import _

NEW = "household:new"
_MEMBER = re.compile(r"(members|added)\[([^\]]+)\]\.?(.*)")
_HOME = (
    "since", "code", "address", "area_class", "area_reason", "phone", "ethnic_minority", "merit", "no_labour", "note",
)  # fmt: skip


@dataclass(slots=True)
class Saving:
    """How a save went. done: written; reasons: sentences that want a reason first; homeless: those without a field."""

    done: bool = False
    new: bool = False
    reasons: list[str] = field(default_factory=list)
    homeless: list[str] = field(default_factory=list)
    disputed: list[Disputed] = field(default_factory=list)


class HouseholdEntry:
    """What the page of a household shows and does; `id` is "" while a new one is entered."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.home = HomeForm()
        self.group = ClassForm(desk.today, known_standards(desk.register))
        self.members = MemberSheet(desk.today)
        self.id = ""
        self.row: HouseholdRow | None = None
        self.waiting = 0
        """How many things of this household wait for a decision."""

        self.whereabouts = ""
        self.events: tuple[str, ...] = ()
        """What is to be said of its hand-over to another commune, "" for nothing."""

        self.reclassing = False
        """The class being typed is a new one; that of the register stays as history."""

        self._seen: Seen = {}
        self._place = ""
        self._kept: dict[str, Any] | None = None
        self._start: dict[str, Any] = {}
        self._new_village = ""
        self._followed = ""
        self.begin()

    # Opening.

    def begin(self, name: str = "") -> None:
        """A new household, with what it has in common with the one saved before; `name`: of its head, if known."""
        self.id, self.row, self._seen = "", None, {}
        sticky = self.desk.sticky
        self.waiting, self.whereabouts, self.events, self.home.marks, self.group.marks = 0, "", (), {}, {}
        self._offer_villages()
        self.home.load(sticky.get("household.home", {}))
        self.group.load(sticky.get("household.class", {}))
        self.members.load([])
        self.members.ethnic = sticky.get("household.ethnic", "")
        self._opened(NEW)
        if name:
            self.members.put(0, [spec.id for spec in self.members.columns].index("name"), name)

    def open(self, household: str) -> None:
        """A household of the register, as it stands today.

        Raises:
            NotFound: no such household.
        """
        with self.desk.register.read() as connection:
            view = edit_view(connection, household, self.desk.today)
            self.id, self.row, self._seen = household, view.household, view.seen
        self.whereabouts = whereabouts(self.desk.register, household)
        self.events = may_happen(self.desk.register, household)
        self._offer_villages()
        self.home.load({**_values(self.row, _HOME), "village": self.row.village_name})
        now = self.row.classification
        self.group.load({**(msgspec.structs.asdict(now) if now else {}), "deprivations": self._lacks()})
        self.members.show(self.row.members)
        self.waiting = mark_conflicts(self.desk.register, self.row, self.home, self.group, self.members)
        self._opened(f"household:{household}")

    def _lacks(self) -> list[str]:
        """The deprivations of the class in force, in the order of the forms."""
        row = self.row
        if row is None:
            return []
        known = known_standards(self.desk.register).get(
            (row.classification.standard if row.classification else None) or ""
        )
        order = {code: one.no for code, one in known.indicators.items()} if known else {}
        return sorted(row.deprivations, key=lambda code: order.get(code, 0))

    def _opened(self, place: str) -> None:
        self.reclassing = False
        self._place, self._kept, self._new_village, self._followed = place, None, "", ""
        self._start = self.draft()

    def _offer_villages(self) -> None:
        with self.desk.register.read() as connection:
            unit = self.row.unit if self.row else settings(connection)["unit"]
            self.home.offer("village", village_options([one.name for one in list_villages(connection, unit)]))

    @property
    def title(self) -> str:
        """Whose household it is."""
        name = self.row.head.name if self.row and self.row.head else ""
        return _("Hộ {0}").format(name) if name else _("Hộ chưa có người") if self.id else _("Hộ mới")

    def chips(self) -> list[tuple[str, str]]:
        """Where the household is and how it stands, each with its tone."""
        if self.row is None:
            return []
        now = self.row.classification
        found = [(self.row.village_name, "neutral")] if self.row.village_name else []
        if now and now.result:
            found.append((codes.names("household_class").get(now.result, now.result), "info"))
        if self.waiting:
            found.append((_("⚠ {0} chỗ chờ quyết định (Alt+5)").format(self.waiting), "warning"))
        return found

    @property
    def dirty(self) -> bool:
        """Whether something stands here that the register does not hold."""
        return self.draft() != self._start

    def reclass(self) -> None:
        """Begin a new class from another day on; the decision of the last save stands there already."""
        self.reclassing = True
        self.group.load({})
        self.group.fill(self.desk.sticky.get("household.class", {}))

    # While it is typed.

    def followed(self) -> None:
        """A member was filled in: whether it is a household of a minority follows its head until somebody says."""
        heads = [line for line in self.members.filled() if self.members.person(line)["relation"] == "01"]
        told = codes.minority(self.members.person(heads[0])["ethnic"]) if heads else None
        typed = self.home.typed["ethnic_minority"]
        if not self.id and told is not None and typed in ("", self._followed):
            self._followed = _(YES) if told else _(NO)
            self.home.put("ethnic_minority", self._followed)

    def judge(self, line: Line) -> None:
        """Check one person as it stands; what is missing yet is not told."""
        if line.empty or not line.changed():
            return
        person = cleaned(self.members.input(line))
        with self.desk.register.read() as connection:
            since = None if self.id else self.home.value("since")
            dates = dates_for(self.desk.register, connection, since)
            told: dict[str, Any] = {"field": "", "today": dates.today, "papers_on": dates.papers}
            before = self._recorded(line.key)
            issues = check_changed(before, person, **told) if before else check_person(person, **told)
            others = [("?", cleaned(self.members.input(other))) for other in self.members.filled() if other is not line]
            known = [member.id for member in self.row.members] if self.row else []
            issues += check_taken(connection, [*others, ("", person)], but=known)
        told_here = [one for one in issues if not one.field.startswith("?") and (one.field != "name" or person.name)]
        line.problems = self.members.unread(line)
        self.members.judge(line, told_here)

    def _recorded(self, person: str) -> dict[str, Any] | None:
        member = next((one for one in self.row.members if one.id == person), None) if self.row else None
        return None if member is None else _person_values(member)

    # Saving.

    def save(self, reason: str = "") -> Saving:
        """Write everything that was typed in one action, or say at every field why not.

        Raises:
            AppError: refusals that have nothing to do with a field (no right to write, disk full).
        """
        sound = [self.home.check(), self.group.check(), self.members.check()]
        if not all(sound) or not self._village_known():
            return Saving()
        was_new = not self.id
        try:
            disputed = self._write(reason)
        except InvalidData as error:
            return self._refused(error)
        self._stick()
        self.desk.changed("household")
        self.open(self.id)
        return Saving(done=True, new=was_new, disputed=disputed)

    def _village_known(self) -> bool:
        """A name that is new is asked about once: it may be a slip of the key."""
        name = self.home.value("village") or ""
        known = {village_key(option.label) for option in self.home.specs["village"].options}
        if village_key(name) in known or name == self._new_village:
            return True
        self._new_village = name
        message = _("Sổ chưa có thôn “{0}”: lưu lần nữa (Ctrl+S) để thêm thôn này, hoặc F9 chọn thôn đã có.")
        self.home.problems["village"] = Problem("hard", message.format(name))
        return False

    def _write(self, reason: str) -> list[Disputed]:
        register = self.desk.register
        if not self.id:
            added = add_household(register, self._new(), reason=reason, draft=self._place)
            self.id = added.id
            return []
        return save_edit(register, self.id, self._edit(), reason=reason, draft=self._place).disputed

    def _new(self) -> HouseholdInput:
        home = {name: self.home.value(name) for name in _HOME}
        return HouseholdInput(
            village=self.home.value("village"),
            new_village=bool(self._new_village),
            members=[self.members.input(line) for line in self.members.filled()],
            classification=self._class(),
            deprivations=(self.group.value("deprivations") or []) if self.group.given else [],
            **home,
        )

    def _class(self) -> ClassificationInput | None:
        values = self.group.values()
        names = [name for name in ClassificationInput.__struct_fields__ if name in values]
        return ClassificationInput(**{name: values[name] for name in names}) if self.group.given else None

    def _edit(self) -> HouseholdEdit:
        changed = self.home.changed()
        household = {name: self.home.value(name) for name in ("village", *_HOME) if name in changed}
        if "village" in household and self._new_village:
            household["new_village"] = True
        lines = self.members.filled()
        known = self.row.classification if self.row else None
        group = self.group.changed()
        classed = self.reclassing or bool(group - {"deprivations"})
        return HouseholdEdit(
            household=household,
            members={line.key: self.members.changes(line) for line in lines if line.key and line.changed()},
            added=[self._joined(line) for line in lines if not line.key],
            classification=self._class() if classed else None,
            corrects=known.id if known and classed and not self.reclassing else None,
            deprivations=self.group.value("deprivations") or [] if self.reclassing or "deprivations" in group else None,
            seen=self._seen,
        )

    def _joined(self, line: Line) -> AddedMember:
        person = msgspec.structs.asdict(self.members.input(line))
        return AddedMember(**person, since=self.row.since if self.row else None)

    def _refused(self, error: InvalidData) -> Saving:
        homeless = [issue for issue in error.issues if not self._placed(issue)]
        if any(issue.severity == "hard" for issue in error.issues):
            return Saving(homeless=[issue.message for issue in homeless if issue.severity == "hard"])
        return Saving(reasons=[issue.message for issue in error.issues])

    def _placed(self, issue: Issue) -> bool:
        """Put a finding of the store at the field it is about; False when there is none on this page."""
        of_member = _MEMBER.fullmatch(issue.field)
        if of_member:
            line = self._line(of_member[1], of_member[2])
            told = Issue(of_member[3], issue.severity, issue.code, issue.message)
            return line is not None and not self.members.judge(line, [told])
        name = issue.field.removeprefix("classification.")
        form = self.group if name != issue.field or name == "deprivations" else self.home
        return not form.judge([Issue(name, issue.severity, issue.code, issue.message)])

    def _line(self, kind: str, which: str) -> Line | None:
        lines = self.members.filled()
        if not which.isdecimal():
            return next((line for line in lines if line.key == which), None)
        new = lines if kind == "members" else [line for line in lines if not line.key]
        return new[int(which)] if int(which) < len(new) else None

    def _stick(self) -> None:
        """What the next household begins with."""
        sticky = self.desk.sticky
        for key, form in (("household.home", self.home), ("household.class", self.group)):
            sticky[key] = {name: form.value(name) for name, spec in form.specs.items() if spec.sticky}
        first = next(iter(self.members.filled()), None)
        sticky["household.ethnic"] = self.members.values(first)["ethnic"] if first else ""

    # Drafts.

    def draft(self) -> dict[str, Any]:
        """What stands here and is not in the register; of a new household that is everything."""
        body: dict[str, Any] = {
            "home": self._unsaved(self.home),
            "class": self._unsaved(self.group),
            "members": [
                {"key": line.key, "typed": {name: line.typed[name] for name in sorted(line.changed())}}
                for line in self.members.filled()
                if line.changed()
            ],
            "reclassing": self.reclassing,
        }
        return body

    def _unsaved(self, form: FormModel) -> dict[str, str]:
        names = form.changed() if self.id else {name for name, text in form.typed.items() if text.strip()}
        return {name: form.typed[name] for name in sorted(names)}

    def keep(self) -> None:
        """Keep what was typed; what is as it was keeps nothing. Cheap when nothing changed since."""
        body = self.draft()
        if body == (self._kept or self._start):
            return
        if body == self._start:
            drop_draft(self.desk.register, self._place)
            self._kept = None
            return
        if self._kept is None:
            self._place = self._free_place(self._place)
        keep_draft(self.desk.register, self._place, self._draft_title(), {**body, "seen": self._seen})
        self._kept = body

    def _free_place(self, place: str) -> str:
        """A place of its own, so that a draft that was offered and not taken up stays."""
        taken = {one.place for one in self.own_drafts()}
        if place not in taken:
            return place
        return next(free for n in range(2, len(taken) + 3) if (free := f"{place}#{n}") not in taken)

    def _draft_title(self) -> str:
        first = next((line.typed.get("name", "") for line in self.members.filled()), "")
        where = self.home.typed["village"]
        return " – ".join(part for part in (self.title, "" if self.id else first, where) if part)

    def own_drafts(self) -> list[DraftRow]:
        """What this officer left unfinished at this household (or at new ones), the newest first."""
        place = f"household:{self.id}" if self.id else NEW
        with self.desk.register.read() as connection:
            rows = drafts(connection)
        mine = [row for row in rows if row.officer == self.desk.register.officer]
        return [row for row in mine if row.place.split("#")[0] == place]

    def offered(self) -> DraftRow | None:
        """The draft to be offered now."""
        return next((row for row in self.own_drafts() if row.place != self._place or self._kept is None), None)

    def take(self, place: str) -> None:
        """Go on with a draft; what had been typed here since is kept as a draft of its own."""
        self.keep()
        body = load_draft(self.desk.register, place)
        if body is None:
            return
        self.open(self.id) if self.id else self.begin()
        self._seen = body.get("seen") or self._seen
        self.reclassing = bool(body.get("reclassing"))
        if not self.id:
            self.home.load({})
        if not self.id or self.reclassing:
            self.group.load({})
        self.home.restore(body["home"])
        self.group.restore(body["class"])
        self.members.restore(body["members"])
        self._place, self._kept = place, self.draft()

    def drop(self, place: str) -> None:
        """Give a draft up."""
        drop_draft(self.desk.register, place)


def _values(row: Any, names: Sequence[str]) -> dict[str, Any]:
    """Values of a row; flags that are not set are left empty."""
    return {name: getattr(row, name) or None for name in names}


def _person_values(member: MemberRow) -> dict[str, Any]:
    values = {name: getattr(member, name) for name in PersonInput.__struct_fields__}
    return {**values, "relation": values["relation"] or "99"}
