"""A refused file is kept beside the register, as it came, and the sentence says where; within limits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import District, district_at_work

from db.sync import limits, refused


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def torn(town: District, place: int = -1) -> Path:
    """A package with one byte altered."""
    town.hong_thuy.record("Hồ Văn Thử")
    file = town.hong_thuy.send()
    body = bytearray(file.read_bytes())
    body[place] ^= 1
    file.write_bytes(bytes(body))
    return file


def test_kept_as_it_came_and_told_where(town: District) -> None:
    file = torn(town)
    result = town.district.take_one(file)
    assert result.state == "refused"
    kept = Path(result.kept)
    assert kept.read_bytes() == file.read_bytes()
    assert kept.parent == Path(town.district.place).with_name("481-1-tu-choi")
    assert f"Tệp được giữ ở 481-1-tu-choi/{kept.name}." in result.message


def test_the_same_file_is_kept_once_and_a_trial_keeps_none(town: District) -> None:
    file = torn(town)
    trial = town.district.take_one(file, dry_run=True)
    assert (trial.state, trial.kept) == ("refused", "")
    assert not Path(town.district.place).with_name("481-1-tu-choi").exists()
    first, second = town.district.take_one(file), town.district.take_one(file)
    assert first.kept == second.kept
    assert len(list(Path(first.kept).parent.iterdir())) == 1


def test_what_is_merged_is_not_kept_there(town: District) -> None:
    town.hong_thuy.record("Hồ Văn Thử")
    assert town.district.take_one(town.hong_thuy.send()).kept == ""


def test_a_stick_full_of_rubbish_fills_no_disk(town: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REFUSED", 1)
    first, second = town.district.take_one(torn(town)), town.district.take_one(torn(town))
    assert first.kept
    assert (second.state, second.kept) == ("refused", "")
    assert refused.NOT_KEPT in second.message


def test_a_folder_that_cannot_be_written_is_told(town: District) -> None:
    Path(town.district.place).with_name("481-1-tu-choi").write_text("một tệp cùng tên")
    result = town.district.take_one(torn(town))
    assert (result.state, result.kept) == ("refused", "")
    assert refused.NOT_KEPT in result.message
