"""Offices under attack: numbered mutants thrown at the program's own doors, and what may become of them: nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commands import assert_sentence
from exchanges import HONG_THUY, PASSWORD, District, Office, copy_register, district_at_work, found
from mutants import Sources, mutant
from sqlalchemy import select

from db.domain.errors import AppError
from db.ledger.audit import audit
from db.ledger.streams import list_streams
from db.models import Definition, Package, Receipt, Trust
from db.sync import minisign
from db.sync.enrolling import accept, approve, request
from db.sync.offices import Keys, keys_of
from db.sync.root import root_key
from db.vault.registers import open_register, slots_of


class Accepted(AssertionError):
    """A mutant got through, or was turned away without a word."""


@dataclass
class Attack:
    """Offices under attack, and the count of what became of the mutants, by door, state and reason."""

    town: District
    laptop: Office
    folder: Path
    src: Sources
    codes: tuple[str, str]
    told: Counter[str] = field(default_factory=Counter)

    def throw(self, seed: int, numbers: range) -> None:
        """Throw these mutants; Accepted with the number of the first that got through."""
        offices = (*self.town.all, self.laptop)
        before = [state(office) for office in offices]
        for number in numbers:
            door, data = mutant(self.src, seed, number)
            path = self.folder / f"{number}.dongbo"
            path.write_bytes(data)
            try:
                getattr(self, f"_{door}")(path, data)
                if path.read_bytes() != data:
                    raise Accepted("the file itself was changed")
            except Exception as error:
                raise Accepted(f"mutant {number} of seed {seed} at {door} ({path}): {error!r}") from error
            path.unlink()
        if before != [state(office) for office in offices]:
            raise Accepted(f"something of the mutants {numbers} of seed {seed} has stuck")

    def finish(self) -> None:
        """The honest package is still welcome, nothing that waited rides in on it, and the register is sound."""
        path = self.folder / "good.dongbo"
        path.write_bytes(self.src.good)
        result = self.town.district.take_one(path)
        assert result.state == "applied", result
        assert {woken.state for woken in result.then} <= {"held", "refused", "waiting"}, result.then
        assert audit(self.town.district.register).problems == []

    def _merge(self, path: Path, data: bytes) -> None:
        allowed = {"refused", "held", "waiting"} | ({"known"} if data == self.src.known else set())
        self._taken(self.town.district, path, data, allowed)

    def _follow(self, path: Path, data: bytes) -> None:
        """Absurd receipts and old lists do not stop a package; `state` sees that they change nothing."""
        self._taken(self.town.hong_thuy, path, data, {"refused", "held", "waiting", "applied", "known"})

    def _taken(self, office: Office, path: Path, data: bytes, allowed: set[str]) -> None:
        result = office.take_one(path)
        self.told[f"package {result.state} {result.reason}".strip()] += 1
        if result.state not in allowed:
            raise Accepted(f"{result.state} {result.reason}")
        if result.state != "applied":
            assert_sentence(result.message)
        if result.state in ("held", "waiting") and kept(office, result.sha256) != data:
            raise Accepted("it was not kept as it came")

    def _refused(self, name: str, work: Callable[[], object]) -> None:
        try:
            work()
        except AppError as error:
            assert_sentence(error.message)
            self.told[f"{name} {error.code}"] += 1
        else:
            raise Accepted(f"{name} went through")

    def _approve(self, path: Path, data: bytes) -> None:
        answer = path.with_suffix(".answer")
        self._refused("request", lambda: approve(self.town.district.register, path, answer, code=self.codes[0]))
        if answer.exists():
            raise Accepted("an answer was written")

    def _accept(self, path: Path, data: bytes) -> None:
        slots = slots_of(self.laptop.place)
        self._refused("answer", lambda: accept(self.laptop.register, path, code=self.codes[1], slots=slots))

    def _open(self, path: Path, data: bytes) -> None:
        """A damaged key file opens nothing, or (where another part of it is damaged) the very same register."""
        place = self.folder / "copy.sohotro"
        Path(f"{place}-keys").write_bytes(data)
        try:
            register = open_register(str(place), PASSWORD)
        except AppError as error:
            assert_sentence(error.message)
            self.told[f"keys {error.code}"] += 1
            return
        same = register.data_key == self.laptop.register.data_key
        register.close()
        self.told["keys still open"] += 1
        if not same:
            raise Accepted("another key opened the register")


def kept(office: Office, digest: str) -> bytes:
    """A package kept aside, as it came."""
    with office.register.read() as connection:
        blob = connection.execute(select(Package.blob).where(Package.sha256 == digest)).scalar_one()
    return bytes(blob or b"")


def state(office: Office) -> tuple[Any, ...]:
    """Everything of an office that no mutant may move: values, chains, lists, receipts, definitions."""
    with office.register.read() as connection:
        rows = [
            sorted(map(repr, connection.execute(select(*table.__table__.columns))))
            for table in (Trust, Receipt, Definition)
        ]
        heads = sorted((stream.sid, stream.last, stream.head) for stream in list_streams(connection))
    return office.hash(), heads, rows


@contextmanager
def under_attack(folder: Path) -> Iterator[Attack]:
    """A district with two communes and a laptop that is being enrolled, and all that mutants are made of."""
    with district_at_work(folder) as town:
        town.hong_thuy.record("Hồ Văn Thử")
        town.nham.record("Kê Thị Không")
        known = town.hong_thuy.send()
        town.district.take(known)
        (folder / "laptop").mkdir()
        laptop = found(folder / "laptop", HONG_THUY, seed=5)
        try:
            yield _armed(town, laptop, folder, known)
        finally:
            laptop.register.close()


def _armed(town: District, laptop: Office, folder: Path, known: Path) -> Attack:
    asked, answered = folder / "asked", folder / "answered"
    slip = request(laptop.register, asked)
    letter = approve(town.district.register, asked, answered, code=slip.code)
    old = town.district.send_to(HONG_THUY)
    town.hong_thuy.take(old)
    town.hong_thuy.record("A Viết Thử")
    down = town.district.send_to(HONG_THUY)
    src = Sources(
        good=town.hong_thuy.send().read_bytes(),
        known=known.read_bytes(),
        down=down.read_bytes(),
        others=(town.nham.send().read_bytes(), old.read_bytes()),
        commune=secrets(town.hong_thuy),
        sibling=secrets(town.nham),
        district=secrets(town.district),
        root=root_of(town.district),
        asked=asked.read_bytes(),
        answered=answered.read_bytes(),
        keys=Path(f"{laptop.place}-keys").read_bytes(),
    )
    copy_register(Path(laptop.place), folder / "copy.sohotro")
    return Attack(town, laptop, folder, src, (slip.code, letter.code))


def secrets(office: Office) -> Keys:
    """The private keys of an office's device."""
    with office.register.read() as connection:
        return keys_of(office.register, connection)


def root_of(office: Office) -> minisign.SigningKey:
    """The key that signs an office's trust lists, not sealed yet."""
    with office.register.read() as connection:
        return root_key(office.register, connection)
