"""Sending and receiving by keys alone: export, merge, decide, receipts back; enrolment; sticks, bad files, drops."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from clashes import clashing
from desk import drop, focus, on_screen, press, type_text
from exchanges import DISTRICT, HONG_THUY, NHAM, District, Office, clone, district_at_work, found
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from db.ledger.register import put_setting, settings
from db.store.deciding.queue import list_queue
from db.store.household.households import set_person
from db.sync import staging
from db.sync.enrolling import request, revoke
from db.sync.root import Paper, seal
from db.sync.timeline import timeline
from desktop.presenters.desk import Desk
from desktop.presenters.packages import holders
from desktop.presenters.packages import sticks as plugged
from desktop.presenters.packages.sticks import Stick
from desktop.presenters.packages.taking import Taking
from desktop.views import theme
from desktop.views.icons import icon
from desktop.views.packages.page import PackagesPage
from desktop.views.page import GAP
from desktop.views.queue.page import QueuePage
from desktop.views.shell import Shell
from desktop.work.context import JobContext

pytestmark = pytest.mark.usefixtures("dressed")
Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one stick that is plugged in."""
    place = tmp_path / "KINGSTON"
    place.mkdir()
    monkeypatch.setattr(plugged, "sticks", lambda: [Stick(place, "KINGSTON", 3_000_000_000)])
    return place


@pytest.fixture
def wait(qtbot: Any) -> Wait:
    def until(true: Callable[[], bool]) -> None:
        qtbot.waitUntil(true, timeout=20_000)

    return until


@contextmanager
def window(office: Office) -> Iterator[Shell]:
    """The main window of an office, on the page of packages."""
    with on_screen(office.register, place=office.place) as shell:
        shell.go("packages")
        yield shell


def page_of(shell: Shell) -> PackagesPage:
    page = shell.page
    assert isinstance(page, PackagesPage)
    return page


def waiting(office: Office) -> int:
    with office.register.read() as connection:
        return len(list_queue(connection))


def wears(button: QPushButton, title: str, picture: str) -> bool:
    """Whether a primary button has this title and the picture that belongs to it."""
    wanted = icon(picture, theme.colours().on_accent, GAP)
    return button.text() == title and button.icon().cacheKey() == wanted.cacheKey()


def test_the_whole_exchange_by_keys_alone(town: District, stick: Path, wait: Wait) -> None:
    clashing(town, 2)
    for name in ("Hồ Văn Mới", "Kê Thị Mới"):
        town.hong_thuy.record(name)

    with window(town.hong_thuy) as commune:
        press("Ctrl+E", "Enter")
        assert page_of(commune).export.sentence.isHidden(), "there is nothing left to choose"
        wait(lambda: "Có thể rút USB" in page_of(commune).export.verdict.text)
        press("Enter")
        assert page_of(commune).stack.currentWidget() is page_of(commune).overview
    assert len(list(stick.iterdir())) == 1

    with window(town.district) as district:
        page = page_of(district)
        press("Ctrl+M", "Enter")
        wait(lambda: page.merge._stage == "preview")
        assert [one.sign.word for one in page.merge.taking.results] == ["Sẽ ghép"]
        press("Enter")
        wait(lambda: page.merge._stage == "result")
        assert [one.state for one in page.merge.taking.results] == ["applied"]
        press("Alt+5")
        queue = district.page
        assert isinstance(queue, QueuePage)
        press("h", "1")
        type_text("Theo xã")
        press("Enter")
        while queue.case is not None:
            press("1", "F4", "Enter")
        press("Ctrl+E", "Enter")
        wait(lambda: "Có thể rút USB" in page_of(district).export.verdict.text)
    assert waiting(town.district) == 0

    with window(town.hong_thuy) as commune:
        page = page_of(commune)
        press("Ctrl+M", "Enter")
        wait(lambda: page.merge._stage == "preview")
        press("Enter")
        wait(lambda: page.merge._stage == "result")
        press("Escape")
        (line,) = page.overview.overview.parents
        assert line.unconfirmed == 0
        assert line.told.startswith("Cấp trên đã nhận đủ")
    assert waiting(town.hong_thuy) == 0
    assert town.hong_thuy.hash(HONG_THUY) == town.district.hash(HONG_THUY)


def test_after_a_merge_with_questions_enter_leads_to_them(town: District, stick: Path, wait: Wait) -> None:
    _home, head = town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    for office, year in ((town.hong_thuy, "1971"), (town.district, "1972")):
        set_person(office.register, head, {"birth_date": year}, reason="Theo giấy khai sinh")
    shutil.copy(town.hong_thuy.send(), stick)
    with window(town.district) as shell:
        page = page_of(shell)
        press("Ctrl+M", "Enter")
        wait(lambda: page.merge._stage == "preview")
        press("Enter")
        wait(lambda: page.merge._stage == "result")
        assert wears(page.merge.go, "Mở 1 mục chờ quyết định", "scale")
        press("Enter")
        assert isinstance(shell.page, QueuePage)


def test_twenty_one_files_dropped_onto_the_window(town: District, stick: Path, wait: Wait) -> None:
    for number in range(19):
        town.hong_thuy.record(f"Hồ Văn {'ABCDEFGHIKLMNOPQRST'[number]}")
        file = town.hong_thuy.send()
        shutil.move(file, stick / f"{19 - number:02d}.dongbo")  # the last one first
    (stick / "20.dongbo").write_bytes(b"PK")
    shutil.copy(stick / "19.dongbo", stick / "21.dongbo")
    with window(town.district) as shell:
        page = page_of(shell)
        drop(shell, [str(file) for file in sorted(stick.iterdir())])
        wait(lambda: page.merge._stage == "preview")
        assert len(page.merge.taking.results) == 21
        assert waiting(town.district) == 0
        assert timeline(town.district.register)[1].held_to == 0
        assert "sổ chưa thay đổi gì" in page.merge.sentence.text()
        assert wears(page.merge.go, "Nhận 21 tệp", "package-open")
        press("Enter")
        wait(lambda: page.merge._stage == "result")
        states = [one.state for one in page.merge.taking.results]
        assert states.count("refused") == 1
        assert states.count("waiting") == 0
        assert wears(page.merge.go, "Ghi biên nhận vào USB này", "upload")
        words = [sign.word for sign, _count in page.merge.taking.counts()]
        assert "Từ chối" in words
        press("Enter")
        wait(lambda: "Có thể rút USB" in page.export.verdict.text)
    assert len(list(stick.iterdir())) == 23  # receipts for both communes


def test_who_is_not_enrolled_sends_nothing(tmp_path: Path, stick: Path, wait: Wait) -> None:
    stranger = found(tmp_path, "20086", seed=7)
    with window(stranger) as shell:
        press("Ctrl+E", "Enter")
        wait(lambda: "chưa ghi danh" in page_of(shell).banner.text)
        assert page_of(shell).export.verdict.text == "Chưa ghi được gói nào."
    stranger.register.close()
    assert list(stick.iterdir()) == []


def test_a_folder_is_typed_and_held_packages_are_tried_again(
    town: District, tmp_path: Path, stick: Path, wait: Wait
) -> None:
    folder = tmp_path / "thư mục có dấu"
    folder.mkdir()
    town.nham.record("Kê Văn Thử")
    shutil.copy(town.nham.send(), folder)
    with town.nham.register.read() as connection:
        revoke(town.district.register, settings(connection)["device"])
    with window(town.district) as shell:
        page = page_of(shell)
        press("Ctrl+M")
        page.merge.places.line.setFocus()
        type_text(f'"{folder}"')
        press("Enter")
        wait(lambda: page.merge._stage == "preview")
        assert [one.sign.word for one in page.merge.taking.results] == ["Sẽ giữ lại"]
        press("Enter")
        wait(lambda: page.merge._stage == "result")
        assert [one.sign.word for one in page.merge.taking.results] == ["Giữ lại"]
        assert wears(page.merge.go, "Về trang gửi nhận", "arrow-left")
        assert "hỏi nơi gửi" in page.merge.told.text()
        press("Escape")
        (line,) = [one for one in page.overview.overview.children if one.unit == NHAM]
        assert page.overview.overview.standing(line) == "held"
        assert shell.do("retry")
        wait(lambda: page.merge._stage == "result")
        assert [again.state for again in page.merge.taking.results] == ["held"]


def test_stopped_between_two_packages_what_is_merged_stays_and_is_told(town: District, stick: Path) -> None:
    for number, name in enumerate(("Hồ Văn Một", "Hồ Văn Hai", "Hồ Văn Ba")):
        town.hong_thuy.record(name)
        shutil.move(town.hong_thuy.send(), stick / f"{number}.dongbo")
    taking = Taking(Desk(town.district.register, town.district.place))
    assert taking.gather([str(stick)]) == 3
    seen: list[int] = []

    def report(done: int, total: int, text: str) -> None:
        seen.append(done)
        if done == 1:
            context.cancel()

    context = JobContext(report)
    taking.show(taking.merge(context), merged=True)
    assert seen == [0, 1]
    assert [one.state for one in taking.results] == ["applied", "applied"]
    assert taking.left_out() == 1


def test_nothing_there_but_what_this_device_wrote(town: District, stick: Path, wait: Wait) -> None:
    for made in town.district.export():
        shutil.copy(made.file, stick)
    with window(town.district) as shell:
        page = page_of(shell)
        press("Ctrl+M", "Enter")
        wait(lambda: bool(page.banner.text))
        assert "Không có gói nào ở đó" in page.banner.text
        assert "Bỏ qua 2 gói do chính máy này xuất" in page.banner.text
        press("Escape")
        assert page.stack.currentWidget() is page.overview


def test_no_stick_a_folder_that_is_gone_a_full_one(
    town: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait: Wait
) -> None:
    monkeypatch.setattr(plugged, "sticks", list)
    town.hong_thuy.record("Hồ Văn Thử")
    with window(town.hong_thuy) as shell:
        page = page_of(shell)
        press("Ctrl+E")
        assert "Chưa thấy USB nào" in page.export.places.none.text()
        assert page.export.places.none.isVisible()
        type_text(str(tmp_path / "không có"))
        press("Enter")
        wait(lambda: bool(page.banner.text))
        assert "USB đã rút ra hoặc đường dẫn sai" in page.banner.text

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "full")

        folder = tmp_path / "đầy"
        folder.mkdir()
        page.banner.hide()
        with monkeypatch.context() as patch:
            patch.setattr(staging, "_sync", full)
            page.export.places.line.fill("")
            type_text(str(folder))
            press("Enter")
            wait(lambda: bool(page.banner.text))
        assert "Không đủ chỗ trống" in page.banner.text
        assert "Có thể rút" not in page.export.verdict.text
        assert list(folder.iterdir()) == []
    (line,) = timeline(town.hong_thuy.register)
    assert line.sent is None


def test_a_stick_is_seen_when_it_is_plugged_in(town: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there: list[Stick] = []
    monkeypatch.setattr(plugged, "sticks", lambda: there)
    with window(town.hong_thuy) as shell:
        places = page_of(shell).export.places
        press("Ctrl+E")
        there.append(Stick(tmp_path, "MỚI CẮM", 1_500_000_000))
        places.begin()
        assert places.list.item(0).text() == "USB MỚI CẮM    còn trống 1,5 GB"
        type_text("/Gói")
        assert (places.line.text(), places.line.hasFocus()) == ("/Gói", True)
        there.clear()
        places.look()
        assert places.none.isVisible()


def test_enrolment_by_keys_with_digits_typed_from_the_slips(
    tmp_path: Path, town: District, stick: Path, wait: Wait
) -> None:
    laptop = found(tmp_path, "20086", seed=7)
    with window(laptop) as shell:
        page = page_of(shell)
        assert "chưa ghi danh" in page.overview.first.text()
        press("Enter", "Enter")
        groups = page.request.card._done.groups  # type: ignore[union-attr]
        press("Ctrl+P")
        assert "Đã ghi phiếu" in page.banner.text
    (asked,) = stick.glob("de-nghi-*.dongbo")
    assert (stick / asked.name).with_suffix(".pdf").is_file()

    with window(town.district) as shell:
        page = page_of(shell)
        press("Ctrl+Shift+M")
        type_text(str(asked))
        press("Enter")
        type_text("00000" * 6)
        press("Enter")
        assert "không khớp với tệp này" in page.banner.text
        page.approve.digits.begin()
        for group in groups:
            type_text(group)
        assert focus() is page.approve.go
        press("Enter")
        answered = page.approve.card._done
        assert answered is not None
        assert answered.file is not None

    with window(laptop) as shell:
        page = page_of(shell)
        assert shell.do("enrol_accept")
        type_text(str(answered.file))
        press("Enter")
        QGuiApplication.clipboard().setText("-".join(answered.groups))
        press("Ctrl+V", "Enter")
        assert page.accept.card.verdict.text == "Máy này đã được ghi danh."
        press("Escape")
        assert [line.role for line in page.overview.overview.lines] == ["parent"]
    laptop.register.close()


def test_digits_that_are_too_few_or_no_digits(town: District, stick: Path) -> None:
    with window(town.district) as shell:
        page = page_of(shell)
        press("Ctrl+Shift+M")
        page.approve.send()
        assert "Chưa chọn tệp" in page.banner.text
        type_text(str(stick))
        press("Enter")
        type_text("12345")
        assert focus() is page.approve.digits.groups[1]
        press("Backspace")
        assert focus() is page.approve.digits.groups[0]
        page.approve.send()
        assert "Gõ đủ sáu nhóm" in page.banner.text


def test_a_device_is_withdrawn_for_a_reason(town: District) -> None:
    with window(town.district) as shell:
        page = page_of(shell)
        assert shell.do("devices")
        assert len(page.devices.table.rows.ids) == 3
        press("Down", "Enter")
        assert page.reason.isVisible()
        type_text("Máy bị mất")
        press("Enter")
        assert "Đã thu hồi máy" in page.banner.text
        rows = page.enrolment.rows()
        assert [row.cells[0] for row in rows].count("Đã thu hồi") == 1
        assert any("Máy bị mất" in row.cells[-1] for row in rows)
        press("Escape")
        assert any(line.state == "revoked" for line in page.overview.overview.children)


def test_one_cannot_withdraw_oneself(town: District) -> None:
    with window(town.district) as shell:
        assert shell.do("devices")
        press("Enter")
        type_text("Nhầm")
        press("Enter")
        assert "chính máy đang dùng" in page_of(shell).banner.text


def test_the_district_sees_how_every_device_stands(town: District) -> None:
    town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    with window(town.district) as shell:
        overview = page_of(shell).overview
        words = [overview.devices.rows.index(row, 0).data() for row in range(2)]
        assert words == ["Chưa gửi", "Đã nhận"]
        press("Down")
        assert "Có biên nhận chưa gửi" in overview.told.text()
        assert overview.packages.rows.index(0, 0).data() == "Đã ghép"


def test_a_commune_sees_what_is_confirmed(town: District) -> None:
    town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    town.hong_thuy.take(town.district.send_to(HONG_THUY))
    town.hong_thuy.record("Hồ Văn Sau")
    with window(town.hong_thuy) as shell:
        (line,) = page_of(shell).overview.overview.parents
        assert line.unit == DISTRICT
        assert f"Cấp trên đã nhận đến bản ghi {line.confirmed} – còn" in line.told
        assert page_of(shell).overview.overview.standing(line) == "unsent"


def test_packages_that_travel_with_enrolment_files(town: District, tmp_path: Path, stick: Path, wait: Wait) -> None:
    laptop = found(tmp_path, "20086", seed=7)
    request(laptop.register, stick / "de-nghi.dongbo")
    laptop.register.close()
    with window(town.district) as shell:
        page = page_of(shell)
        press("Ctrl+M", "Enter")
        wait(lambda: page.merge._stage == "preview")
        assert [one.sign.word for one in page.merge.taking.results] == ["Tệp ghi danh"]
        assert wears(page.merge.go, "Mở bước ghi danh", "id-card")
        press("Enter")
        assert page.stack.currentWidget() is page.approve


def test_the_root_key_is_sealed_by_keys_and_then_two_officers_are_asked_for(
    town: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Paper] = []
    monkeypatch.setattr(holders, "seal", lambda *a, **k: made.extend(seal(*a, **k)) or made)
    with window(town.district) as shell:
        page = page_of(shell)
        assert shell.do("root_key")
        for name in ("Hồ Thị Giữ", "A Viết Khóa", "Trần Văn Két"):
            type_text(name)
            press("Tab")
        page.root.places.line.setFocus()
        type_text(str(tmp_path))
        press("Enter")
        assert "to-giu-khoa-3.pdf" in page.banner.text
        assert focus() is page.root.again.fields[0].editor
        for paper in made:
            type_text(paper.code)
            press("Tab")
        page.root.confirm.click()
        assert "Đã niêm phong" in page.banner.text
        for field, paper in zip(page.root.drill.fields, made[1:], strict=True):
            field.editor.fill(paper.code)
        page.root.prove.click()
        assert "Đã ghi ngày diễn tập" in page.banner.text

        assert shell.do("devices")
        assert page.devices.keys.isVisible()
        press("Down", "Enter")
        type_text("Mất máy")
        press("Enter")
        assert "phải có mã của hai người" in page.banner.text
        for field, paper in zip(page.devices.keys.fields, made, strict=False):
            field.editor.fill(paper.code)
        page.devices.table.setFocus()
        press("Down", "Enter")
        type_text("Mất máy")
        press("Enter")
        assert "Đã thu hồi" in page.banner.text
        assert page.devices.keys.fields[0].editor.shows() == "", "a code never stays on the screen"


def test_a_fork_is_admitted_with_a_reason_by_keys(town: District, tmp_path: Path) -> None:
    town.hong_thuy.record("Hồ Văn Chung")
    with clone(town.hong_thuy, "twin") as twin:
        twin.record("Hồ Văn Hai")
        town.hong_thuy.record("Hồ Văn Một")
        town.district.take(town.hong_thuy.send())
        assert town.district.take_one(twin.send()).reason == "fork"
    with window(town.district) as shell:
        page = page_of(shell)
        page.show_overview()
        assert shell.do("held_turn_down")
        press("Escape")
        assert shell.do("held_admit")
        assert "hai chuỗi" in page.reason._text.text()
        press("Enter")
        type_text("Máy chép sang máy mới")
        press("Enter")
        assert "ghép 4 bản ghi" in page.banner.text
        assert "held_admit" not in page.doings()


def test_a_backup_in_use_is_told(town: District) -> None:
    with town.hong_thuy.register.write() as connection:
        put_setting(connection, "doubt", "backup")
    with window(town.hong_thuy) as shell:
        page = page_of(shell)
        page.show_overview()
        assert "bản sao lưu vừa đem ra dùng" in page.banner.text
