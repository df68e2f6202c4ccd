"""Two communes record and export, the district merges, decides and prints, receipts go back. No rule of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from db.domain.errors import FileProblem
from db.ledger.digest import shared_hash
from db.ledger.register import Register
from db.policy.definition import shipped
from db.store.deciding.queue import decide, list_queue
from db.store.household.households import set_person
from db.store.imports.writing import import_list
from db.store.inventing.populating import populate
from db.store.inventing.years import populate_supports
from db.store.offices import info
from db.store.reading import household_ids, households, supports
from db.sync import offices
from db.sync.enrolling import accept, approve, request
from db.sync.exporting import Exported, export
from db.sync.lists import held_list
from db.sync.merging import Result, merge
from db.vault.slots import FileSlots
from desktop.demo.seeded import providers
from desktop.printing import print_to
from forms.sheets.households import read_list
from resources import path as resource

PASSWORD = "demo"  # noqa: S105 - every demonstration has this password, and says so
ON = "2017-01-01"
YEAR = 2017
SEED = 20083
NHAM_HOUSEHOLDS, SUPPORTED_HOUSEHOLDS = 120, 60
SAMPLE = "ho-ngheo-hong-thuy-2016.xlsx"
OFFICES = {
    "a-luoi": ("481", "district", "Trần Văn Bình"),
    "hong-thuy": ("20104", "commune", "Hồ Thị Kăn Nơ"),
    "nham": ("20083", "commune", "A Viết Thung"),
}
MARK = "demo.json"
FOLDERS = ("packages", "keys", "paper", "sheets", "enrol")


def _ours(name: str) -> bool:
    """Whether a demonstration leaves something of that name."""
    return name in (MARK, *FOLDERS) or any(name.startswith(f"{key}.sohotro") for key in OFFICES)


class DemoFailed(Exception):
    """Something did not come out as promised; the message says what."""


@dataclass(slots=True)
class Office:
    """One office of the story: its open register and where it lies."""

    key: str
    place: Path
    unit: str
    register: Register
    recovery: str


@dataclass(slots=True)
class Story:
    """The stage: a folder, the three offices, what is told and what is kept for `demo.json`."""

    folder: Path
    tell: Callable[[str, str], None]
    offices: dict[str, Office] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def play(self) -> dict[str, Any]:
        """Run the whole round; return what goes into `demo.json`.

        Raises:
            DemoFailed: a promise was not kept.
        """
        self._stage()
        try:
            for key, (unit, level, officer) in OFFICES.items():
                self._found(key, unit, level, officer)
            self._enrol()
            self._record()
            self._exchange()
            self._clash()
            self._print()
            self._return_receipts()
        finally:
            for office in self.offices.values():
                office.register.close()
        (self.folder / MARK).write_bytes(orjson.dumps(self.facts, option=orjson.OPT_INDENT_2))
        return self.facts

    def _stage(self) -> None:
        """An empty folder; one of an earlier run is emptied, anything else in it is left and refused."""
        strangers = [p.name for p in self.folder.iterdir() if not _ours(p.name)] if self.folder.exists() else []
        if strangers:
            message = (
                f"Thư mục {self.folder} có tệp không phải của lần chạy thử ({', '.join(sorted(strangers)[:3])}). "
                "Không xóa gì: chọn thư mục khác."
            )
            raise FileProblem("not_empty", message)
        if self.folder.exists():
            shutil.rmtree(self.folder)
        for name in FOLDERS:
            (self.folder / name).mkdir(parents=True)

    def _found(self, key: str, unit: str, level: Any, officer: str) -> None:
        place = self.folder / f"{key}.sohotro"
        made = offices.create(
            str(place), PASSWORD, unit=unit, level=level, on=ON, officer=officer, providers=providers(f"demo {key}")
        )
        self.offices[key] = Office(key, place, unit, made.register, made.recovery)
        name = info(made.register).unit_name
        self.tell(f"Lập sổ mã hóa của {name}; cán bộ {officer}.", f"Encrypted register of {name} created.")

    @property
    def _district(self) -> Office:
        return self.offices["a-luoi"]

    @property
    def _communes(self) -> list[Office]:
        return [self.offices["hong-thuy"], self.offices["nham"]]

    def _enrol(self) -> None:
        folder = self.folder / "enrol"
        for commune in self._communes:
            asked, answered = folder / f"{commune.key}-de-nghi.dongbo", folder / f"{commune.key}-tra-loi.dongbo"
            slip = request(commune.register, asked)
            letter = approve(self._district.register, asked, answered, code=slip.code)
            accept(commune.register, answered, code=letter.code, slots=FileSlots(commune.place))
            self.tell(
                f"Ghi danh máy {slip.device}: gõ 30 số {slip.code} ở huyện, {letter.code} ở xã.",
                f"Device {slip.device} enrolled; 30 digits typed on both sides.",
            )
        self._keep_keys()

    def _keep_keys(self) -> None:
        """For the manual's stock-tool steps only: a real office never writes its private keys to a file."""
        register = self._district.register
        with register.read() as connection:
            keys = offices.keys_of(register, connection)
            listed = held_list(connection, "own")
        if listed is None:
            raise DemoFailed("the district has no trust list")
        (self.folder / "keys" / "a-luoi.age.txt").write_text(f"{keys.box}\n", encoding="ascii")
        for device in listed.trust.devices:
            (self.folder / "keys" / f"{device.id}.minisign.pub").write_text(
                f"untrusted comment: {device.id}\n{device.sign}\n", encoding="ascii"
            )

    def _record(self) -> None:
        hong_thuy, nham = self._communes
        listed = self.folder / "sheets" / SAMPLE
        shutil.copyfile(resource("samples", SAMPLE), listed)
        done = import_list(hong_thuy.register, read_list(listed), dry_run=False)
        again = import_list(hong_thuy.register, read_list(listed), dry_run=False)
        if again.written or done.plan.summary()["new"] != done.written:
            raise DemoFailed("importing the same list again changed something")
        self.facts["import"] = done.plan.summary()
        made = populate(nham.register, count=NHAM_HOUSEHOLDS, seed=SEED)
        self.tell(
            f"Hồng Thủy nhập danh sách Excel: {done.written} hộ, {done.plan.persons} người; nhập lại không đổi gì. "
            f"Nhâm: {made.households} hộ, {made.persons} người bịa.",
            f"Hồng Thủy imports its Excel list ({done.written} households); Nhâm gets {made.households} invented ones.",
        )
        for commune in self._communes:
            counts = populate_supports(commune.register, seed=SEED, limit=SUPPORTED_HOUSEHOLDS).supports
            self.facts.setdefault("supports", {})[commune.key] = counts
            said = ", ".join(f"{shipped()[name].short} {count}" for name, count in counts.items())
            told = ", ".join(f"{name} {count}" for name, count in counts.items())
            self.tell(f"{commune.key}: ghi hỗ trợ ({said}).", f"{commune.key}: supports recorded ({told}).")

    def _exchange(self) -> None:
        hong_thuy, nham = self._communes
        early = self._export(hong_thuy)
        self._touch_up(hong_thuy)
        late = self._export(hong_thuy)
        first = self._export(nham)
        results = self._merge(self._district, [late.file, first.file, first.file, early.file])
        if [r.state for r in results] != ["applied", "applied", "known", "known"]:
            raise DemoFailed(f"states of the first merge: {[(r.file, r.state, r.reason) for r in results]}")
        self.tell(
            "Huyện nhận bốn tệp: hai gói được ghép; một gói đưa hai lần và một gói đến muộn đều nhận ra, "
            "không ghi thêm gì.",
            "The district takes four files: two applied; one delivered twice and one delivered late are recognised.",
        )
        self._down()

    def _touch_up(self, office: Office) -> None:
        """A small later edit, so that the second export holds more than the first."""
        person = self._head_of(office, 3)
        set_person(office.register, person, {"phone": "0912345678"})

    def _head_of(self, office: Office, number: int) -> str:
        with office.register.read() as connection:
            (home,) = households(connection, [household_ids(connection)[number]], f"{YEAR}-12-31")
        if home.head is None:
            raise DemoFailed("a household without members")
        return home.head.id

    def _export(self, office: Office) -> Exported:
        (made,) = export(office.register, self.folder / "packages")
        self.facts.setdefault("packages", []).append(
            {"file": made.file.name, "from": office.key, "changes": made.count}
        )
        return made

    def _merge(self, office: Office, files: list[Path]) -> list[Result]:
        results = merge(office.register, files)
        for result in results:
            self.facts.setdefault("merges", []).append(
                {
                    "at": office.key,
                    "file": result.file,
                    "state": result.state,
                    "applied": result.applied,
                    "conflicts": result.conflicts,
                }
            )
        return results

    def _down(self) -> None:
        """The district sends receipts (and its own changes) to both communes."""
        for made in export(self._district.register, self.folder / "packages"):
            commune = next(c for c in self._communes if made.to == f"vp-{c.unit}")
            (result,) = self._merge(commune, [made.file])
            if result.state != "applied":
                raise DemoFailed(f"{made.file.name} at {commune.key}: {result.state} {result.reason}")

    def _clash(self) -> None:
        hong_thuy = self.offices["hong-thuy"]
        person = self._head_of(hong_thuy, 0)
        set_person(hong_thuy.register, person, {"birth_date": "1968"}, reason="Theo giấy khai sinh bản sao")
        set_person(self._district.register, person, {"birth_date": "1969"}, reason="Theo danh sách của công an huyện")
        package = self._export(hong_thuy)
        (result,) = self._merge(self._district, [package.file])
        with self._district.register.read() as connection:
            waiting = list_queue(connection)
        if result.conflicts != 1 or len(waiting) != 1:
            raise DemoFailed(f"one conflict expected, {len(waiting)} found")
        item = waiting[0]
        taken = next(v for v in item.versions if v.value["birth_date"] == "1968")
        reason = "Đối chiếu bản chính giấy khai sinh ngày 06/11/2017"
        decide(self._district.register, item.entity, item.id, item.key, take=taken.change, reason=reason)
        self.facts["decision"] = {
            "key": item.key,
            "taken": taken.value["birth_date"],
            "reason": reason,
            "versions": [v.value["birth_date"] for v in item.versions],
        }
        self.tell(
            "Một năm sinh sửa ở cả hai nơi (1968 và 1969): huyện giữ cả hai, quyết định lấy 1968, ghi lý do.",
            "One birth year changed on both sides: both kept, the district decides and says why.",
        )

    def _print(self) -> None:
        paper = self.folder / "paper"
        runs = [
            print_to(office.register, document, paper / f"{office.key}-{document}.pdf", year=YEAR)
            for office in (*self._communes, self._district)
            for document in ("danh_sach_ky_nhan", "danh_sach_the_bhyt")
        ]
        for commune in self._communes:
            out = paper / f"{commune.key}-phieu_ho_tro.pdf"
            runs.append(print_to(commune.register, "phieu_ho_tro", out, households=self._supported(commune), year=YEAR))
        self.facts["paper"] = [{"file": Path(run.file).name, "pages": run.pages, "number": run.number} for run in runs]
        pages = sum(run.pages for run in runs)
        self.tell(
            f"In {len(runs)} tệp PDF, {pages} trang, có ghi vào sổ in.",
            f"{len(runs)} PDF files printed, {pages} pages.",
        )

    def _supported(self, office: Office) -> tuple[str, ...]:
        """The first households with a house, with a loan and with a card: one slip of every kind."""
        with office.register.read() as connection:
            found = [supports(connection, policy=name)[:1] for name in ("nha_o", "tin_dung", "bhyt")]
        return tuple(dict.fromkeys(row.household for rows in found for row in rows))

    def _return_receipts(self) -> None:
        self._merge(self._district, [self._export(commune).file for commune in self._communes])
        self._down()
        hashes = {}
        for commune in self._communes:
            here, there = self._hash(commune, commune.unit), self._hash(self._district, commune.unit)
            if here != there:
                raise DemoFailed(f"{commune.key}: {here} here, {there} at the district")
            hashes[commune.key] = here
        hashes["a-luoi"] = self._hash(self._district, None)
        self.facts["hashes"] = hashes
        self.facts["counts"] = {
            key: {
                "households": about.households,
                "persons": about.persons,
                "supports": about.supports,
                "conflicts": about.conflicts,
            }
            for key, about in ((key, info(office.register)) for key, office in self.offices.items())
        }
        self.tell(
            "Biên nhận đã về xã. Sổ của mỗi xã và phần của xã đó ở huyện có cùng số băm: không mất gì.",
            "Receipts are back. Each commune's hash equals the district's for that commune: nothing is lost.",
        )

    @staticmethod
    def _hash(office: Office, unit: str | None) -> str:
        with office.register.read() as connection:
            return shared_hash(connection, unit)
