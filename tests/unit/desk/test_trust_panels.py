"""The panels of trust by keys alone: new keys of a device, a new root key, an office that ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import press, type_text
from exchanges import HONG_THUY, NHAM, PROVINCE, District, district_at_work, found
from test_packages import page_of, window

from db.sync.enrolling import approve, hand_out
from db.sync.root import seal
from desktop.presenters.packages import sticks as plugged
from desktop.presenters.packages.sticks import Stick

pytestmark = pytest.mark.usefixtures("dressed")


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


def test_a_laptop_changes_its_keys(town: District, stick: Path) -> None:
    with window(town.hong_thuy) as shell:
        page = page_of(shell)
        former = page.enrolment.device
        assert shell.do("renew_keys")
        assert page.renew.keys.isHidden()
        press("Enter")
        assert page.renew.card.verdict.text == "Máy này nay có khóa mới; dữ liệu còn nguyên."
        done = page.renew.card._done
        assert done is not None
        assert page.enrolment.device == done.step.device != former
    (file,) = stick.iterdir()
    approve(town.district.register, file, stick / "tra-loi.dongbo", code="-".join(done.groups))
    with window(town.district) as shell:
        assert shell.do("devices")
        notes = [row.cells[3] for row in page_of(shell).enrolment.rows()]
        assert [note for note in notes if note.startswith("đã đổi khóa, nay là máy")]


def test_a_district_enrols_at_its_province(town: District, stick: Path, tmp_path: Path) -> None:
    province = found(tmp_path, PROVINCE, seed=5)
    with window(town.district) as shell:
        page = page_of(shell)
        assert shell.do("enrol_above")
        press("Enter")
        done = page.request.card._done
        assert done is not None
    (file,) = stick.iterdir()
    with window(province) as shell:
        page = page_of(shell)
        assert "enrol_above" not in page.doings(), "there is no office above"
        assert shell.do("enrol")
        type_text(str(file))
        press("Enter")
        type_text("".join(done.groups))
        press("Enter")
        answered = page.approve.card._done
        assert answered is not None
    with window(town.district) as shell:
        assert shell.do("enrol_accept")
        type_text(str(answered.file))
        press("Enter")
        type_text("".join(answered.groups))
        press("Enter")
        assert page_of(shell).accept.card.verdict.text == "Máy này đã được ghi danh."
    assert {made.to for made in town.district.export()} == {f"vp-{one}" for one in (HONG_THUY, NHAM, PROVINCE)}
    province.register.close()


def test_a_lost_root_key_is_made_anew_and_pinned_by_digits(town: District, stick: Path) -> None:
    with window(town.district) as shell:
        page = page_of(shell)
        assert shell.do("root_key")
        ceremony = page.ceremony
        page.root.why.editor.fill(ceremony.reasons()[2].label)
        page.root._seal(str(stick))
        assert "Họ và tên còn trống" in page.banner.text
        page.root.why.editor.fill("gì đó")
        page.root._seal(str(stick))
        assert "F9" in page.banner.text
        page.root.why.editor.fill(ceremony.reasons()[2].label)
        made = seal(town.district.register, ("Hồ Thị Giữ", "A Viết Khóa", "Trần Văn Két"), why="lost")
        page.root.begin()
        assert "khóa gốc mới có hiệu lực" in page.root.told.text()
        for field, paper in zip(page.root.again.fields, made, strict=True):
            field.editor.fill(paper.code)
        page.root._confirm()
        assert "Ghi danh sách máy ra tệp" in page.banner.text
        assert shell.do("list_out")
        press("Enter")
        done = page.listing.card._done
        assert done is not None
        press("Ctrl+P")
        assert "Đã ghi phiếu" in page.banner.text
    with window(town.hong_thuy) as shell:
        page = page_of(shell)
        assert shell.do("enrol_accept")
        type_text(str(done.file))
        press("Enter")
        for group in done.groups:
            type_text(group)
        press("Enter")
        assert page.accept.card.verdict.text == "Máy này đã được ghi danh."


def test_an_office_hands_over_to_another_one(town: District, tmp_path: Path) -> None:
    province = found(tmp_path, PROVINCE, seed=5)
    old, new = tmp_path / "old.dongbo", tmp_path / "new.dongbo"
    told = hand_out(town.district.register, old).code
    with window(province) as shell:
        assert shell.do("succeed")
        type_text(str(old))
        press("Enter")
        type_text(told.replace("-", ""))
        press("Enter")
        assert page_of(shell).succeed.card.verdict.text == "Đã nhận các máy của vp-481 vào danh sách."
    told = hand_out(province.register, new).code
    with window(town.district) as shell:
        assert shell.do("hand_over")
        type_text(str(new))
        press("Enter")
        type_text(told.replace("-", ""))
        press("Enter")
        assert page_of(shell).hand_over.card.verdict.text == "Đã ký danh sách cuối của cơ quan này."
    province.register.close()
