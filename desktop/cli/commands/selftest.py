"""`sohotro self-test`: proves that this installation works, in a temporary folder; touches no register."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

import resources
from db.domain.errors import AppError

if TYPE_CHECKING:
    from db.ledger.register import Register

PASSWORD = "tự kiểm tra"  # noqa: S105 - of registers that live for some seconds
COMMUNE, DISTRICT, ON = "20104", "481", "2017-09-01"
VILLAGE, OFFICER = "Thôn 1", "Cán bộ Thử"
SLIP, LETTER = "phieu_ho_tro", "giay_moi"
SAMPLE = "ho-ngheo-hong-thuy-2016.xlsx"
SAMPLE_HOLDS = (180, 712)
"""Households and persons of the sample list."""


@dataclass(slots=True)
class Trial:
    """What one part leaves for the next: the folder, two open registers, the household written."""

    folder: Path
    registers: ExitStack
    commune: Register = field(init=False)
    district: Register = field(init=False)
    household: str = ""

    def place(self, name: str) -> str:
        """The path of a register of this trial."""
        return str(self.folder / f"{name}.sohotro")


class Failed(Exception):
    """A part did not do what it is for."""


@click.command("self-test")
def self_test() -> int:
    """Thử toàn bộ chương trình trong một thư mục tạm; không đụng đến sổ nào."""
    good = 0
    with tempfile.TemporaryDirectory(prefix="sohotro-") as folder, ExitStack() as registers:
        trial = Trial(Path(folder), registers)
        for title, part in PARTS:
            try:
                found = part(trial)
            except Exception as error:  # whatever an incomplete installation gives: a missing module, file or library
                click.echo(f"HỎNG  {title}: {error.message if isinstance(error, AppError) else repr(error)}")
                break
            good += 1
            click.echo(f"đạt   {title}: {found}")
    if good < len(PARTS):
        click.echo("Chương trình trên máy này chưa dùng được; các sổ không bị ảnh hưởng: cài lại rồi thử lại.")
        return 1
    click.echo("Chương trình trên máy này dùng được.")
    return 0


def _carried(_trial: Trial) -> str:
    from db.domain.codes import ethnic_groups
    from db.domain.units import catalogue
    from db.policy.definition import shipped

    unit = catalogue().on(COMMUNE, ON)
    policies = sorted(shipped())
    _need(len(ethnic_groups()) >= 54 and bool(policies), "thiếu danh mục hoặc chính sách đi kèm")
    return f"{catalogue().full_name(unit, ON)}; chính sách {', '.join(policies)}"


def _manual(_trial: Trial) -> str:
    from desktop.presenters import manual

    found = manual.headings(manual.text())
    _need(len(found) > 10, "thiếu sách hướng dẫn")
    _need(manual.card().startswith(b"%PDF-"), "không dựng được thẻ phím tắt")
    return f"{len(found)} mục, thẻ phím tắt"


def _fonts(_trial: Trial) -> str:
    from forms.paper.fonts import load

    return str(load().source)


def _registers(trial: Trial) -> str:
    from db.sync.offices import create
    from db.vault.registers import open_register

    create(trial.place("xa"), PASSWORD, unit=COMMUNE, level="commune", on=ON, officer=OFFICER).register.close()
    create(trial.place("huyen"), PASSWORD, unit=DISTRICT, level="district", on=ON, officer=OFFICER).register.close()
    trial.commune = open_register(trial.place("xa"), PASSWORD)
    trial.registers.callback(trial.commune.close)
    trial.district = open_register(trial.place("huyen"), PASSWORD)
    trial.registers.callback(trial.district.close)
    start = Path(trial.place("xa")).read_bytes()[:16]
    _need(not start.startswith(b"SQLite"), "tệp sổ không được mã hóa")
    return "tạo, đóng và mở lại hai sổ mã hóa"


def _entry(trial: Trial) -> str:
    from db.store.household.households import add_household
    from db.store.inputs import ClassificationInput, HouseholdInput, PersonInput, SupportInput
    from db.store.lists.search import find
    from db.store.places.villages import add_village
    from db.store.support.supports import add_support

    add_village(trial.commune, VILLAGE)
    head = PersonInput(name="Hồ Thị Kiểm Thử", birth_date="1962", sex="2", relation="01", ethnic="20")
    poor = ClassificationInput(standard="2016_2020", result="poor", valid_from="2017-01-01")
    made = HouseholdInput(village=VILLAGE, members=[head], classification=poor, since="2017-01-01")
    home = add_household(trial.commune, made)
    trial.household = home.id
    card = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01"}
    add_support(
        trial.commune, SupportInput(policy="bhyt", year=2017, household=home.id, person=home.persons[0], details=card)
    )
    with trial.commune.read() as connection:
        _need(len(find(connection, "thu kiem ho")) == 1, "không tìm thấy người vừa ghi")
    return "ghi một hộ và một thẻ BHYT, tìm lại không dấu"


def _round(trial: Trial) -> str:
    from db.ledger.digest import shared_hash
    from db.sync.enrolling import accept, approve, request
    from db.sync.exporting import export
    from db.sync.merging import merge
    from db.vault.registers import slots_of

    asked, answer = trial.folder / "xin.dongbo", trial.folder / "tra-loi.dongbo"
    slip = request(trial.commune, asked)
    letter = approve(trial.district, asked, answer, code=slip.code)
    accept(trial.commune, answer, code=letter.code, slots=slots_of(trial.place("xa")))
    for sender, receiver in ((trial.commune, trial.district), (trial.district, trial.commune)):
        for sent in export(sender, trial.folder):
            for result in merge(receiver, [sent.file]):
                _need(result.state == "applied", f"gói không được nhận: {result.message}")
    with trial.commune.read() as ours, trial.district.read() as theirs:
        same = shared_hash(ours, COMMUNE) == shared_hash(theirs, COMMUNE)
    _need(same, "hai sổ khác nhau sau khi trao đổi gói")
    return "ghi danh, gói đi, biên nhận về, hai sổ giống nhau"


def _check(trial: Trial) -> str:
    from db.sync.proving import prove

    report = prove(trial.district)
    _need(not report.problems, "; ".join(report.problems))
    return f"{report.changes} thay đổi, mọi chữ ký đúng, mọi bảng khớp với nhật ký"


def _paper(trial: Trial) -> str:
    from desktop.printing import print_to

    out = trial.folder / "phieu.pdf"
    run = print_to(trial.commune, SLIP, out, households=(trial.household,), year=2017)
    data = out.read_bytes()
    _need(data.startswith(b"%PDF-") and b"/FontFile2" in data, "tệp in không đúng hoặc thiếu phông chữ nhúng")
    word = trial.folder / "giay-moi.docx"
    print_to(trial.commune, LETTER, word, households=(trial.household,), year=2017)
    _need(b"word/document.xml" in word.read_bytes(), "tệp Word không đúng")
    return f"phiếu hỗ trợ, {run.pages} trang, {len(data)} byte; giấy mời Word, {word.stat().st_size} byte"


def _excel(trial: Trial) -> str:
    from db.store.imports.writing import import_list
    from forms.sheets.households import read_list

    plan = import_list(trial.commune, read_list(resources.path("samples", SAMPLE)), dry_run=True).plan
    found = (len(plan.rows), plan.persons)
    _need(found == SAMPLE_HOLDS, f"đọc sai danh sách Excel mẫu: {found}")
    return f"đọc và nhập thử danh sách mẫu, {found[0]} hộ, {found[1]} người"


def _screen(trial: Trial) -> str:
    from desktop.app.trial import draw_every_page

    return f"vẽ được {len(draw_every_page(trial.commune, trial.place('xa')))} trang màn hình"


def _need(condition: bool, otherwise: str) -> None:
    if not condition:
        raise Failed(otherwise)


PARTS: tuple[tuple[str, Callable[[Trial], str]], ...] = (
    ("Dữ liệu đi kèm", _carried),
    ("Phông chữ", _fonts),
    ("Hướng dẫn", _manual),
    ("Sổ", _registers),
    ("Nhập liệu", _entry),
    ("Trao đổi gói", _round),
    ("Kiểm tra sổ", _check),
    ("In", _paper),
    ("Excel", _excel),
    ("Màn hình", _screen),
)
