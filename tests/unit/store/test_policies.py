"""Definition files added to a register: checked, kept by their hash, the newest version first, nothing taken twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import Office, district_at_work

import resources
from db.domain.errors import DefinitionError, InvalidData, NotFound
from db.policy import definition as definition_module
from db.policy.definition import shipped
from db.store.definitions.policies import LARGEST, add_policy, definition_of, policies, policy
from db.store.inputs import SupportInput
from db.store.reading import support
from db.store.reports import build
from db.store.support.supports import add_support, set_support, state_of


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    with district_at_work(tmp_path) as town:
        yield town.hong_thuy


def definition(version: int, comment: str = "") -> bytes:
    """The shipped definition of legal aid under another version."""
    text = resources.path("policies", "tro_giup_phap_ly", "v1.toml").read_text(encoding="utf-8")
    return (text.replace("\nversion = 1\n", f"\nversion = {version}\n", 1) + comment).encode()


def test_the_shipped_ones_are_known(book: Office) -> None:
    with book.register.read() as connection:
        assert policies(connection) == shipped()
        assert policy(connection, "bhyt").title == "Thẻ bảo hiểm y tế"
        with pytest.raises(NotFound, match="Không có chính sách “khác” \\(đang có: bhyt, "):
            policy(connection, "khác")


def test_a_newer_version_is_used_from_then_on_and_the_older_stays_for_what_was_written_with_it(book: Office) -> None:
    made = add_policy(book.register, definition(2), "v2.toml")
    assert (made.id, made.version) == ("tro_giup_phap_ly", 2)
    with book.register.read() as connection:
        assert policy(connection, made.id).sha256 == made.sha256
        old = shipped()[made.id]
        for one in (old, made):
            held = definition_of(connection, made.id, one.sha256)
            assert held is not None
            assert held.version == one.version
        assert definition_of(connection, made.id, "00" * 32) is None
        assert definition_of(connection, "khác", "00" * 32) is None


def test_what_an_older_shipped_version_wrote_is_still_read(book: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [*definition_module._carried("policies"), (definition(2), "tro_giup_phap_ly/v2.toml")]
    old = shipped()["tro_giup_phap_ly"]
    monkeypatch.setattr(definition_module, "_carried", lambda _folder: iter(files))
    for made in (definition_module.carried, shipped):
        made.cache_clear()
    try:
        with book.register.read() as connection:
            assert policy(connection, old.id).version == 2
            held = definition_of(connection, old.id, old.sha256)
            assert (held is not None and held.version) == 1
    finally:
        for made in (definition_module.carried, shipped):
            made.cache_clear()


def test_the_same_file_again_changes_nothing(book: Office) -> None:
    for _ in range(2):
        assert add_policy(book.register, definition(2), "v2.toml").version == 2
    assert add_policy(book.register, definition(1), "v1.toml").version == 1


def test_a_number_already_used_by_another_text_is_refused(book: Office) -> None:
    add_policy(book.register, definition(2), "v2.toml")
    for version in (1, 2):
        with pytest.raises(DefinitionError, match="đặt version lớn hơn 2"):
            add_policy(book.register, definition(version, "\n# khác\n"), "v2.toml")


@pytest.mark.parametrize("data", [b"", b"x", b"\xff", b"format = 1\n"])
def test_a_faulty_file_is_refused_whole(book: Office, data: bytes) -> None:
    with pytest.raises(DefinitionError, match=r"v9\.toml"):
        add_policy(book.register, data, "v9.toml")
    with book.register.read() as connection:
        assert policies(connection) == shipped()


def test_a_support_of_an_unknown_definition_is_shown_and_not_changed(book: Office, tmp_path: Path) -> None:
    """Written where a newer definition had been added, and read where it has not arrived."""
    home, someone = book.record("Hồ Văn Thử")
    details = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01"}
    text = (
        resources.path("policies", "bhyt", "v1.toml")
        .read_text(encoding="utf-8")
        .replace("\nversion = 1\n", "\nversion = 2\n", 1)
    )
    add_policy(book.register, text.encode(), "v2.toml")
    record = add_support(
        book.register, SupportInput(policy="bhyt", year=2017, person=someone, details=details), reason="x"
    ).id
    with district_at_work(tmp_path / "elsewhere" if (tmp_path / "elsewhere").mkdir() is None else tmp_path) as other:
        result = other.district.take_one(book.send())
        assert result.state == "applied"
        with other.district.register.read() as connection:
            row = support(connection, record)
            assert (row.household, row.details["ma_doi_tuong"]) == (home, "HN")
            assert state_of(connection, row) == ("", "chưa rõ (thiếu định nghĩa chính sách)")
            for made in build(connection, "ket_qua", year=2017).tables:
                assert made.missing[0].startswith("1 khoản hỗ trợ ghi theo định nghĩa mà sổ này chưa có nên chưa đếm")
        with pytest.raises(InvalidData, match="chỉ xem, chưa sửa được"):
            set_support(other.district.register, record, {"note": "x"})


def test_a_definition_too_long_to_travel_is_refused_and_the_longest_travels(tmp_path: Path) -> None:
    room = LARGEST - len(definition(2, "\n# "))
    with district_at_work(tmp_path) as town:
        with pytest.raises(DefinitionError, match=f"quá {LARGEST}"):
            add_policy(town.district.register, definition(2, "\n# " + "x" * (room + 1)), "v2.toml")
        made = add_policy(town.district.register, definition(2, "\n# " + "x" * room), "v2.toml")
        assert town.nham.take_one(town.district.send_to(town.nham.unit)).state == "applied"
        with town.nham.register.read() as connection:
            assert policy(connection, made.id).sha256 == made.sha256
