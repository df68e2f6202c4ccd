"""What happens in a household, asked in a few questions: who, when, who heads it then. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from typing import Any

from db.domain import codes
from db.domain.errors import InvalidData, Issue
from db.domain.text import fold
from db.domain.units import catalogue
from db.domain.values import show_date
from db.ledger.register import Register, settings
from db.store.handover import moving
from db.store.household import events
from db.store.household.people import HEAD
from db.store.inputs import Arriving, Birth, Death, Handing, Leaving, Moving, NewHead, PersonInput, Splitting
from db.store.lists.search import people_outside
from db.store.owners import is_ours, owner_of
from db.store.places.villages import list_villages
from db.store.reading import household_ids, households, last_homes
from db.store.rows import HouseholdRow, MemberRow
from desktop.presenters.desk import Desk
from desktop.presenters.fields import FieldSpec, Option, label, options_of
from desktop.presenters.form import FormModel, Section
from desktop.presenters.household.members import columns, papers
from desktop.words import _

NOBODY = ""
RELATION, JOINING, CHILD = "relation:", "joining:", "child_"


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that happens: its name, the questions in order, the words that tell what will be written."""

    title: str
    asks: tuple[str, ...]


def kinds() -> dict[str, Kind]:
    """What may happen, by the name of its action without `event_`, in the order of the menu."""
    person = ("child_name", "child_birth_date", "child_sex", "child_relation", "child_ethnic")
    return {
        "birth": Kind(_("Sinh con"), person),
        "death": Kind(_("Qua đời"), ("person", "date", "head")),
        "leave": Kind(_("Rời hộ, đi khỏi xã"), ("persons", "why_leave", "date", "head")),
        "arrive": Kind(_("Chuyển đến"), ("back", *person, "child_identity", "date")),
        "move": Kind(_("Chuyển sang hộ khác trong xã"), ("persons", "to", "why_move", "date", "head")),
        "split": Kind(
            _("Tách hộ"), ("persons", "new_head", "date", "village", "address", "code", "unclassified", "head")
        ),
        "head": Kind(_("Đổi chủ hộ"), ("head", "date")),
        "away": Kind(_("Đề nghị chuyển hộ đến xã khác"), ("destination", "gone", "date", "new_address", "note")),
    }


def may_happen(register: Register, household: str) -> tuple[str, ...]:
    """What may be recorded here: nothing of another unit's household, a hand-over by its own unit alone."""
    with register.read() as connection:
        owner, own = owner_of(connection, "household", household), settings(connection)["unit"]
        if owner is None or not is_ours(connection, owner):
            return ()
    return tuple(kind for kind in kinds() if kind != "away" or owner == own)


@dataclass(slots=True)
class Outcome:
    """How it went. done: what was written; reasons: sentences that want a reason; homeless: those without a field."""

    done: events.Happened | None = None
    reasons: list[str] = field(default_factory=list)
    homeless: list[str] = field(default_factory=list)


class EventForm(FormModel):
    """The questions of one event; those that do not arise have no place."""

    def __init__(self, desk: Desk, row: HouseholdRow, kind: str, person: str = NOBODY) -> None:
        """person: id of whom the cursor was on."""
        self.desk, self.row, self.kind = desk, row, kind
        self.title = kinds()[kind].title
        self._members = {member.id: member for member in row.members}
        self._proposed: dict[str, str] = {}
        asks = kinds()[kind].asks
        specs = _specs(desk.register, row, desk.today, asks)
        asked = [specs[name] for name in asks]
        super().__init__([Section("", (*asked, *self._relation_fields()))])
        self.load(self._first(person))
        self._follow()

    def _relation_fields(self) -> Iterable[FieldSpec]:
        known = tuple(option for option in options_of("relation") if option.code != HEAD)
        for start, title in ((RELATION, _("{0} là gì của chủ hộ mới")), (JOINING, _("{0} là gì của chủ hộ ở đó"))):
            for one in self.row.members:
                name = title.format(one.name)
                yield FieldSpec(id=f"{start}{one.id}", label=name, kind="choice", options=known, width=32)

    def _first(self, person: str) -> dict[str, Any]:
        """What stands in the questions at first."""
        head = self.row.head
        known = person if person in self._members else None
        return {
            "person": known,
            "persons": [known] if known else None,
            "head": known if self.kind == "head" and head is not None and known != head.id else None,
            "why_leave": "moved_away",
            "why_move": "other_household",
            "village": self.row.village_name,
            "child_relation": "04" if self.kind == "birth" and head is not None else HEAD if head is None else None,
            "child_ethnic": (head.ethnic_local or head.ethnic) if head else None,
        }

    # Who goes, who stays.

    @property
    def old_head(self) -> str:
        """Id of the head as it is now, "" without one."""
        return next((member.id for member in self.row.members if member.relation == HEAD), NOBODY)

    @property
    def going(self) -> list[str]:
        """Ids of those who leave the household."""
        if "persons" in self.specs:
            return self.value("persons") or []
        person = self.value("person") if "person" in self.specs else None
        return [person] if person else []

    @property
    def staying(self) -> list[MemberRow]:
        """Those who remain."""
        return [member for member in self.row.members if member.id not in self.going]

    @property
    def heir(self) -> str:
        """Id of the new head of those who stay, "" while the head stays."""
        if self.kind == "head":
            return self.value("head") or NOBODY
        if self.old_head and self.old_head not in self.going:
            return NOBODY
        only = self.staying[0].id if len(self.staying) == 1 else NOBODY
        return (self.value("head") or only) if "head" in self.specs else NOBODY

    def visible(self, name: str) -> bool:
        if name == "head":
            return self.kind == "head" or (self.old_head in self.going and len(self.staying) > 1)
        if name.startswith(RELATION):
            person = name.removeprefix(RELATION)
            return bool(self.heir) and person != self.heir and person not in self.going
        if name.startswith(JOINING):
            person = name.removeprefix(JOINING)
            return self.kind in ("move", "split") and person in self.going and person != self._new_head()
        if name.startswith(CHILD) and self.kind == "arrive" and name != "child_relation":
            return not self.value("back")
        if name == "gone":
            return bool(self.specs["gone"].options)
        return name in self.specs

    def _new_head(self) -> str:
        return (self.value("new_head") or NOBODY) if "new_head" in self.specs else NOBODY

    def put(self, name: str, typed: str) -> None:
        super().put(name, typed)
        self._follow()

    def _follow(self) -> None:
        """Offer as heads those who can be, and propose how the others are related to them."""
        if "head" in self.specs:
            self.offer("head", _people(self.row, [one for one in self.staying if one.id != self.old_head]))
        if "new_head" in self.specs:
            self.offer("new_head", _people(self.row, [one for one in self.row.members if one.id in self.going]))
        self._propose(RELATION, self.heir)
        if self.kind == "split":
            self._propose(JOINING, self._new_head())

    def _propose(self, start: str, head: str) -> None:
        """Relations that nobody typed follow the head; what the words leave open is asked."""
        told = events.suggest_relations(self.row.members, self.old_head, head) if head else {}
        for person in self._members:
            name = f"{start}{person}"
            before, now = self._proposed.get(name, ""), told.get(person, "99")
            if self.typed[name] in ("", before):
                self._proposed[name] = "" if now in ("99", HEAD) else label(self.specs[name], now)
                self.typed[name] = self._proposed[name]

    # What will happen, and doing it.

    def preview(self) -> str:
        """One sentence: what will be written."""
        parts = [_TELLERS[self.kind](self, self._names(), self._when()), self._heading(), self._left_behind()]
        return " ".join(part for part in parts if part)

    def _names(self) -> str:
        return ", ".join(self._members[person].name for person in self.going) or "…"

    def _when(self) -> str:
        return show_date(self.value("date")) if "date" in self.specs and self.value("date") else "…"

    def _class_of_split(self) -> str:
        return _("chưa phân loại") if self.value("unclassified") else _("giữ phân loại của hộ cũ")

    def _heading(self) -> str:
        if not self.heir and self.kind != "head":
            return ""
        return _("Chủ hộ từ ngày {0} là {1}.").format(self._when(), self._name(self.heir))

    def _left_behind(self) -> str:
        if not self.going:
            return ""
        count = len(self.staying)
        return _("Hộ còn {0} người.").format(count) if count else _("Hộ không còn ai.")

    def _name(self, person: str) -> str:
        return self._members[person].name if person in self._members else "…"

    def _alone(self) -> str:
        """Who goes without the household."""
        names = {option.code: option.label for option in self.specs["gone"].options}
        return ", ".join(names[person].partition(". ")[2] for person in self.value("gone") or [])

    def _child(self) -> str:
        return self._shown("back") if "back" in self.specs and self.value("back") else self._shown("child_name")

    def _shown(self, name: str) -> str:
        return self.typed[name].strip() or "…"

    def do(self, reason: str = "") -> Outcome:
        """Write it in one action, or say at every question why not.

        Raises:
            AppError: refusals that have nothing to do with a question.
        """
        if not self.check():
            return Outcome()
        try:
            return Outcome(done=_DOERS[self.kind](self, reason))
        except InvalidData as error:
            return self._refused(error)

    def _refused(self, error: InvalidData) -> Outcome:
        homeless = [issue for issue in error.issues if not self._placed(issue)]
        if any(issue.severity == "hard" for issue in error.issues):
            return Outcome(homeless=[issue.message for issue in homeless if issue.severity == "hard"])
        return Outcome(reasons=[issue.message for issue in error.issues])

    def _placed(self, issue: Issue) -> bool:
        """Put a finding of the store at the question it is about."""
        name, _bracket, rest = issue.field.partition("[")
        person = rest.partition("]")[0]
        found = {
            "relations": f"{RELATION}{person}",
            "joining": f"{JOINING}{person}",
            "back": "back",
            "why": f"why_{self.kind}",
            "people": f"{CHILD}{issue.field.rpartition('.')[2]}",
        }.get(name, name.replace("child.", CHILD))
        found = {"child_cmnd": "child_identity", "child_cccd": "child_identity", "since": "date"}.get(found, found)
        if found not in self.specs or not self.visible(found):
            return False
        self.judge([Issue(found, issue.severity, issue.code, issue.message)])
        return True

    def relations(self, start: str) -> dict[str, str]:
        """Relations that have a place, by person id."""
        asked = {name.removeprefix(start): name for name in self.specs if name.startswith(start) and self.visible(name)}
        return {person: value for person, name in asked.items() if (value := self.value(name))}

    def newcomer(self) -> PersonInput:
        """Who is born or moves in."""
        cmnd, cccd = papers(self.value("child_identity") if "child_identity" in self.specs else None)
        group, local = codes.ethnic(label(self.specs["child_ethnic"], self.value("child_ethnic") or ""))
        return PersonInput(
            name=self.value("child_name") or "",
            birth_date=self.value("child_birth_date"),
            sex=self.value("child_sex"),
            relation=self.value("child_relation") or "99",
            ethnic=group,
            ethnic_local=local,
            cmnd=cmnd,
            cccd=cccd,
        )

    def common(self) -> dict[str, Any]:
        """What every event tells the store."""
        return {
            "household": self.row.id,
            "date": self.value("date"),
            "head": self.heir or None,
            "relations": self.relations(RELATION),
        }


def _birth(form: EventForm, reason: str) -> events.Happened:
    data = Birth(household=form.row.id, child=form.newcomer())
    return events.birth(form.desk.register, data, reason=reason)


def _death(form: EventForm, reason: str) -> events.Happened:
    data = Death(person=form.value("person"), **form.common())
    return events.death(form.desk.register, data, reason=reason)


def _leave(form: EventForm, reason: str) -> events.Happened:
    data = Leaving(persons=form.going, why=form.value("why_leave") or "moved_away", **form.common())
    return events.leave(form.desk.register, data, reason=reason)


def _arrive(form: EventForm, reason: str) -> events.Happened:
    back = form.value("back")
    relation = form.value("child_relation") or "99"
    data = Arriving(
        household=form.row.id,
        date=form.value("date"),
        people=[] if back else [form.newcomer()],
        back={back: relation} if back else {},
    )
    return events.arrive(form.desk.register, data, reason=reason)


def _move(form: EventForm, reason: str) -> events.Happened:
    why = form.value("why_move") or "other_household"
    joining = form.relations(JOINING)
    data = Moving(persons=form.going, to=form.value("to"), joining=joining, why=why, **form.common())
    return events.move(form.desk.register, data, reason=reason)


def _split(form: EventForm, reason: str) -> events.Happened:
    place = {name: form.value(name) for name in ("village", "address", "code")}
    data = Splitting(
        persons=form.going,
        new_head=form.value("new_head") or NOBODY,
        joining=form.relations(JOINING),
        unclassified=bool(form.value("unclassified")),
        **place,
        **form.common(),
    )
    return events.split(form.desk.register, data, reason=reason)


def _away(form: EventForm, _reason: str) -> events.Happened:
    about = {name: form.value(name) for name in ("destination", "date", "note")}
    alone = form.value("gone") or []
    data = Handing(household=form.row.id, persons=alone, address=form.value("new_address"), **about)
    record = moving.ask(form.desk.register, data)
    return events.Happened(household=form.row.id, action=record)


def _new_head(form: EventForm, reason: str) -> events.Happened:
    return events.new_head(form.desk.register, NewHead(**form.common()), reason=reason)


_Teller = Callable[[EventForm, str, str], str]
_TELLERS: dict[str, _Teller] = {
    "birth": lambda form, _who, _when: _("{0} sinh ngày {1}, thêm vào hộ.").format(
        form._child(), form._shown("child_birth_date")
    ),
    "death": lambda _form, who, when: _("{0} qua đời ngày {1}, không còn trong hộ từ ngày ấy.").format(who, when),
    "leave": lambda form, who, when: _("{0} rời hộ từ ngày {1} ({2}).").format(
        who, when, form._shown("why_leave").lower()
    ),
    "arrive": lambda form, _who, when: _("{0} vào hộ từ ngày {1}.").format(form._child(), when),
    "move": lambda form, who, when: _("{0} chuyển sang hộ {1} từ ngày {2}.").format(who, form._shown("to"), when),
    "split": lambda form, who, when: _("{0} tách thành hộ mới từ ngày {1}, chủ hộ {2}; hộ mới {3}.").format(
        who, when, form._name(form._new_head()), form._class_of_split()
    ),
    "head": lambda _form, _who, _when: "",
    "away": lambda form, _who, when: _(
        "Đề nghị cấp trên chuyển {2} đến {0} từ ngày {1}; đến khi bàn giao, đơn vị mình vẫn quản lý."
    ).format(form._shown("destination"), when, form._alone() or _("cả hộ")),
}

_DOERS: dict[str, Callable[[EventForm, str], events.Happened]] = {
    "birth": _birth,
    "death": _death,
    "leave": _leave,
    "arrive": _arrive,
    "move": _move,
    "split": _split,
    "head": _new_head,
    "away": _away,
}


def _people(row: HouseholdRow, members: Iterable[MemberRow]) -> list[Option]:
    """People of a household by their number in its grid and their name."""
    number = {member.id: place for place, member in enumerate(row.members, start=1)}
    return [Option(one.id, f"{number[one.id]}. {one.name}", show_date(one.birth_date or "")) for one in members]


def _specs(register: Register, row: HouseholdRow, today: str, asks: Container[str]) -> dict[str, FieldSpec]:
    """All questions there are, by id; long lists are only read for those asked."""
    homes = _homes(register, row, today) if "to" in asks else ()
    units = _destinations(register) if "destination" in asks else ()
    outside = _outside(register, today) if "back" in asks else ()
    gone = _gone(register, row, today) if "gone" in asks else ()
    everybody = tuple(_people(row, row.members))
    grid = {spec.id: spec for spec in columns()}
    why = {option.code: option for option in options_of("membership_end")}
    specs = (
        FieldSpec(id="person", label=_("Ai"), kind="choice", options=everybody, required=True, width=32),
        FieldSpec(
            id="persons", label=_("Những ai"), kind="choices", options=everybody, required=True, width=48,
            hint=_("Gõ số thứ tự trong lưới, cách nhau bằng dấu phẩy: 2,3"), max_length=1000,
        ),
        FieldSpec(id="date", label=_("Từ ngày"), kind="day", required=True, width=16),
        FieldSpec(id="head", label=_("Chủ hộ mới"), kind="choice", required=True, width=32),
        FieldSpec(id="new_head", label=_("Chủ hộ của hộ mới"), kind="choice", required=True, width=32),
        FieldSpec(
            id="why_leave", label=_("Vì sao"), kind="choice", options=(why["moved_away"], why["married"]), width=24
        ),
        FieldSpec(
            id="why_move", label=_("Vì sao"), kind="choice", options=(why["other_household"], why["married"]), width=24
        ),
        FieldSpec(id="to", label=_("Sang hộ"), kind="choice", options=homes, required=True, width=40),
        FieldSpec(
            id="back", label=_("Người đã có trong sổ"), kind="choice", options=outside, width=32,
            hint=_("Người từng rời hộ nay trở lại; người mới thì bỏ trống"),
        ),
        FieldSpec(id="destination", label=_("Đến xã"), kind="choice", options=units, required=True, width=28),
        FieldSpec(
            id="gone", label=_("Chỉ người đã rời hộ"), kind="choices", options=gone, width=40, max_length=1000,
            hint=_("Bỏ trống là cả hộ chuyển. Một người đi (lấy chồng, lấy vợ): ghi rời hộ trước, rồi chọn ở đây."),
        ),
        FieldSpec(
            id="note", label=_("Vì sao chuyển"), required=True, width=48, max_length=500,
            hint=_("Cấp trên và nơi đến đọc được"),
        ),
        FieldSpec(id="village", label=_("Thôn"), kind="choice", options=_villages(register, row), open=True, width=24),
        FieldSpec(id="address", label=_("Địa chỉ"), width=24),
        FieldSpec(id="new_address", label=_("Nơi ở mới"), width=40),
        FieldSpec(id="code", label=_("Mã hộ mới"), width=16),
        FieldSpec(id="unclassified", label=_("Để hộ mới chưa phân loại"), kind="flag", width=24),
        FieldSpec(id="child_name", label=grid["name"].label, required=True, width=28, max_length=100),
        FieldSpec(id="child_birth_date", label=grid["birth_date"].label, kind="date", width=16),
        FieldSpec(id="child_sex", label=grid["sex"].label, kind="choice", options=grid["sex"].options, width=16),
        FieldSpec(
            id="child_relation", label=grid["relation"].label, kind="choice", options=grid["relation"].options, width=24
        ),
        FieldSpec(
            id="child_ethnic", label=grid["ethnic"].label, kind="choice", options=grid["ethnic"].options, open=True
        ),
        FieldSpec(id="child_identity", label=grid["identity"].label, width=24, hint=grid["identity"].hint),
    )  # fmt: skip
    return {spec.id: spec for spec in specs}


def _homes(register: Register, row: HouseholdRow, today: str) -> tuple[Option, ...]:
    """The other households of the commune by their head and village."""
    with register.read() as connection:
        ids = [record for record in household_ids(connection, unit=row.unit) if record != row.id]
        found = households(connection, ids, today)
    named = [(home, home.head.name if home.head else _("hộ chưa có người")) for home in found]
    return tuple(Option(home.id, f"{name} – {home.village_name}", home.code or "") for home, name in named)


def _destinations(register: Register) -> tuple[Option, ...]:
    """Units by name; of another district with that, so that two of one name are told apart."""
    with register.read() as connection:
        near, day = moving.destinations(connection), settings(connection)["unit_date"]
        own = catalogue().on(settings(connection)["unit"], day)
    names = {code: catalogue().on(code, day).title for code in {one.parent_code for one in near}}
    return tuple(
        Option(one.code, one.title if one.parent_code == own.parent_code else f"{one.title}, {names[one.parent_code]}")
        for one in near
    )


def _gone(register: Register, row: HouseholdRow, today: str) -> tuple[Option, ...]:
    """Those who have left this household and belong to no other one."""
    with register.read() as connection:
        people = people_outside(connection, today)
        homes = last_homes(connection, [one.person for one in people])
    left = [one for one in people if homes.get(one.person) == row.id]
    return tuple(
        Option(one.person, f"{n}. {one.name}", show_date(one.birth_date or "")) for n, one in enumerate(left, start=1)
    )


def _outside(register: Register, today: str) -> tuple[Option, ...]:
    with register.read() as connection:
        people = people_outside(connection, today)
    return tuple(
        Option(one.person, f"{one.name} ({show_date(one.birth_date or '')})".replace(" ()", "")) for one in people
    )


def _villages(register: Register, row: HouseholdRow) -> tuple[Option, ...]:
    with register.read() as connection:
        unit = row.unit or settings(connection)["unit"]
        return tuple(Option(one.name, one.name) for one in list_villages(connection, unit) if fold(one.name))
