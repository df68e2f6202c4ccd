"""Before a register is open, without a window: units, passwords, wrong tries, a new register, its recovery sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import PASSWORD

from db.domain.errors import AppError, NotAllowed
from db.store.offices import info
from db.vault.recovery import groups
from desktop.presenters import preferences
from desktop.presenters.opening import opened, places, sheet, tries
from desktop.presenters.opening.creating import STEPS, Creating
from desktop.presenters.opening.passwords import hint, strength
from desktop.presenters.opening.units import find_units, on_another_day
from desktop.presenters.preferences import Preferences
from desktop.work.context import Cancelled, JobContext

TODAY = "2026-03-05"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOTRO_STATE_DIR", str(tmp_path / "state"))


class TestUnits:
    def test_hong_thuy_is_found_without_marks_with_its_path_and_its_last_day(self) -> None:
        unit = find_units("hong thuy", TODAY)[0]
        assert unit.code == "20104", "Lệ Thủy has a Hồng Thủy too"
        assert (unit.level, unit.on, unit.ended) == ("commune", "2025-06-30", True)
        assert unit.path == "xã Hồng Thủy, huyện A Lưới, thành phố Huế"
        assert unit.life == "đến 30/06/2025"

    def test_the_path_is_that_of_the_day(self) -> None:
        unit = next(unit for unit in find_units("20104", TODAY))
        before = on_another_day(unit, "2017-09-01", TODAY)
        assert not isinstance(before, str)
        assert before.path == "xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế"
        assert "không có hiệu lực" in str(on_another_day(unit, TODAY, TODAY))

    def test_a_unit_in_force_holds_from_today(self) -> None:
        unit = find_units("A Lưới 2", TODAY)[0]
        assert (unit.title, unit.on, unit.ended) == ("xã A Lưới 2", TODAY, False)

    @pytest.mark.parametrize("typed", ["", " ", "x", "99999", "không có nơi này đâu"])
    def test_nothing_is_found_for_too_little_or_nonsense(self, typed: str) -> None:
        assert find_units(typed, TODAY) == []


class TestPasswords:
    @pytest.mark.parametrize(
        ("password", "level"),
        [
            ("", "none"), ("ngan", "weak"), ("12345678", "weak"), ("matkhau2020", "weak"), ("aaaaaaaaaaaaaaa", "weak"),
            ("Hồ Thị Mẫu 12", "weak"), ("hongthuy", "weak"), ("qwertyuiop", "weak"), ("Kx8!pq2v", "fair"),
            ("trau an co 36 ngay", "good"),
        ],
    )  # fmt: skip
    def test_strength_in_words(self, password: str, level: str) -> None:
        judged = strength(password, ["Hồ Thị Mẫu", "Hồng Thủy"])
        assert judged.level == level
        assert bool(judged.text) == bool(password)

    def test_letters_with_marks_are_warned_of(self) -> None:
        assert "bộ gõ" in hint("trâu ăn cỏ")
        assert hint("trau an co") == ""


class TestTries:
    def test_three_are_free_then_each_waits_longer_and_at_most_a_minute(self) -> None:
        waits = []
        for _ in range(12):
            tries.failed("a", 1000.0)
            waits.append(tries.wait("a", 1000.0))
        assert waits[:6] == [0, 0, 0, 2, 4, 8]
        assert max(waits) == 60
        assert waits == sorted(waits)
        assert tries.wait("a", 1059.0) == 1
        assert tries.wait("a", 1061.0) == 0
        assert tries.wait("b", 1000.0) == 0

    def test_a_clock_set_back_makes_nobody_wait_longer(self) -> None:
        for _ in range(5):
            tries.failed("a", 5000.0)
        assert tries.wait("a", 0.0) == 4

    def test_a_right_password_forgets_the_wrong_ones(self) -> None:
        for _ in range(9):
            tries.failed("a", 1000.0)
        tries.succeeded("a")
        assert tries.wait("a", 1000.0) == 0

    @pytest.mark.parametrize("content", [b"", b"[]", b'{"a":1}'])
    def test_a_damaged_count_is_no_count(self, content: bytes) -> None:
        tries._file().parent.mkdir(parents=True)
        tries._file().write_bytes(content)
        assert tries.wait("a", 0.0) == 0

    def test_the_file_names_no_register(self) -> None:
        tries.failed("/home/can-bo/hong-thuy.sohotro", 1.0)
        assert b"hong" not in tries._file().read_bytes()


class TestPlaces:
    def test_a_password_in_an_address_is_neither_shown_nor_kept(self) -> None:
        place = "postgresql://canbo:bi-mat@may-chu/so"
        assert places.shown(place) == "postgresql://canbo@may-chu/so"
        assert not places.may_be_kept(place)
        assert places.may_be_kept("postgresql://canbo@may-chu/so")
        assert places.may_be_kept("/home/a/b.sohotro")

    def test_a_new_file_takes_a_free_name(self, tmp_path: Path) -> None:
        assert places.file_for("xã Hồng Thủy", tmp_path).name == "xa-hong-thuy.sohotro"
        (tmp_path / "xa-hong-thuy.sohotro").touch()
        (tmp_path / "xa-hong-thuy-2.sohotro-keys").touch()
        assert places.file_for("xã Hồng Thủy", tmp_path).name == "xa-hong-thuy-3.sohotro"

    def test_recent_registers_carry_their_units(self) -> None:
        kept = Preferences()
        kept.remember("/a.sohotro", "xã A")
        kept.remember("/b.sohotro")
        preferences.save(kept)
        assert [one.name for one in places.recent(preferences.load())] == ["/b.sohotro", "xã A"]
        kept.forget("/a.sohotro")
        assert (kept.recent, kept.names) == (["/b.sohotro"], {})


def described(tmp_path: Path) -> Creating:
    model = Creating(TODAY)
    model.choose(next(unit for unit in find_units("20104", TODAY)))
    model.officer, model.password, model.again = "Hồ Thị Mẫu", "trau an co 36 ngay", "trau an co 36 ngay"
    model.place, model.backup = str(tmp_path / "mới" / "hong-thuy"), ""
    return model


class TestCreating:
    def test_each_step_says_what_is_missing(self) -> None:
        model = Creating(TODAY)
        assert [sorted(model.problems(step)) for step in STEPS] == [
            ["unit"], ["officer", "password"], ["backup", "place"],
        ]  # fmt: skip

    def test_a_weak_password_and_no_backup_are_only_warned_of(self, tmp_path: Path) -> None:
        model = described(tmp_path)
        model.password = model.again = "hongthuy"
        assert {p.severity for p in model.problems("officer").values()} == {"soft"}
        assert {name: p.severity for name, p in model.problems("place").items()} == {"backup": "soft"}

    def test_two_different_passwords_and_a_taken_file_stop(self, tmp_path: Path) -> None:
        model = described(tmp_path)
        model.again = "khác"
        assert model.problems("officer")["again"].severity == "hard"
        model.file().parent.mkdir()
        model.file().touch()
        assert model.problems("place")["place"].severity == "hard"
        model.backup = str(tmp_path / "không có")
        assert model.problems("place")["backup"].severity == "hard"
        model.backup = str(tmp_path)
        assert "Cùng ổ đĩa" in model.problems("place")["backup"].message

    @pytest.mark.parametrize("typed", ["a" * 5_000, "a" * 5_000 + "/b", "b" * 5_000 + ".sohotro"])
    def test_a_path_that_no_disk_takes_stops_with_a_sentence(self, tmp_path: Path, typed: str) -> None:
        model = described(tmp_path)
        model.place = str(tmp_path / typed)
        model.backup = str(tmp_path)
        told = model.problems("place")
        assert (told["place"].severity, "quá dài" in told["place"].message) == ("hard", True)
        model.place, model.backup = str(tmp_path / "x"), str(tmp_path / typed)
        assert model.problems("place")["backup"].severity == "hard"

    def test_a_folder_of_somebody_unknown_is_taken_as_typed(self, tmp_path: Path) -> None:
        model = described(tmp_path)
        model.place = "~nobody-of-that-name/x"
        assert model.file() == Path("~nobody-of-that-name/x.sohotro")
        assert model.problems("place").keys() == {"backup"}

    def test_the_file_name_follows_the_unit_until_the_officer_gives_one(self, tmp_path: Path) -> None:
        model = Creating(TODAY)
        model.choose(find_units("huyen a luoi", TODAY)[0])
        assert Path(model.place).name == "huyen-a-luoi.sohotro"
        model.choose(next(unit for unit in find_units("20104", TODAY)))
        assert Path(model.place).name == "xa-hong-thuy.sohotro"
        model.place = str(tmp_path / "của tôi")
        model.choose(find_units("huyen a luoi", TODAY)[0])
        assert model.file().name == "của tôi.sohotro"

    @pytest.mark.parametrize("typed", ["2017", "hôm qua", "01/01/2026"])
    def test_a_day_that_means_nothing_is_refused_in_a_sentence(self, tmp_path: Path, typed: str) -> None:
        model = described(tmp_path)
        assert model.set_day(typed)
        assert model.unit is not None
        assert model.unit.on == "2025-06-30"

    def test_the_register_is_made_in_a_new_folder(self, tmp_path: Path) -> None:
        model = described(tmp_path)
        assert model.set_day("01/09/2017") == ""
        made = model.create()
        about = info(made.register)
        made.register.close()
        assert (about.unit, about.unit_date, about.level, about.training) == ("20104", "2017-09-01", "commune", False)
        assert Path(made.place) == tmp_path / "mới" / "hong-thuy.sohotro"
        opened.open_place(made.place, model.password).close()

    def test_a_folder_that_cannot_be_made_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "mới").touch()
        with pytest.raises(AppError) as refused:
            described(tmp_path).create()
        assert "Chưa tạo gì" in refused.value.message


class TestRecoverySheet:
    def test_the_proof_wants_groups_from_the_paper_in_any_hand(self, tmp_path: Path) -> None:
        made = described(tmp_path).create()
        made.register.close()
        proof = sheet.Proof(made.recovery)
        right = [groups(made.recovery)[place] for place in proof.asked]
        assert len(set(proof.asked)) == sheet.ASKED
        assert proof.wrong([text.lower() for text in right]) == []
        assert proof.wrong([f" {text[:2]} {text[2:]}" for text in right]) == []
        assert proof.wrong([right[1], right[0], right[2]]) == [0, 1] or right[0] == right[1]
        assert proof.wrong(["", "", ""]) == [0, 1, 2]

    def test_the_sheet_lies_where_only_this_person_looks_until_it_is_forgotten(self, tmp_path: Path) -> None:
        made = described(tmp_path).create()
        path = sheet.write_for_viewer(made)
        made.register.close()
        assert path.parent.stat().st_mode & 0o077 == 0
        assert path.read_bytes().startswith(b"%PDF")
        sheet.forget()
        assert not path.exists()
        sheet.forget()

    def test_its_code_opens_the_register_with_a_new_password(self, tmp_path: Path) -> None:
        made = described(tmp_path).create()
        made.register.close()
        for _ in range(6):
            tries.failed(made.place, 1e12)
        opened.recover_place(made.place, " ".join(groups(made.recovery)).lower(), "mật khẩu mới").close()
        opened.open_place(made.place, "mật khẩu mới").close()


class TestOpening:
    def test_wrong_passwords_are_counted_and_made_to_wait(self, tmp_path: Path) -> None:
        made = described(tmp_path).create()
        made.register.close()
        codes = []
        for _ in range(6):
            with pytest.raises(NotAllowed) as refused:
                opened.open_place(made.place, PASSWORD)
            codes.append(refused.value.code)
        assert codes == ["wrong_password"] * 4 + ["too_many_tries"] * 2
        assert re.search(r"đợi \d+ giây", refused.value.message)

    def test_training_is_made_anew_every_time_and_is_no_real_register(self) -> None:
        for seed in (1, 2):
            register, place = opened.make_training(JobContext(), seed)
            about = info(register)
            register.close()
            assert about.training
            assert about.households == opened.TRAINING_HOUSEHOLDS
            assert about.supports > 0
            assert Path(place) == places.training_file()
        opened.open_place(place, opened.TRAINING_PASSWORD).close()

    def test_training_that_is_stopped_leaves_nothing(self) -> None:
        context = JobContext(lambda done, _total, _text: context.cancel() if done == 1 else None)
        with pytest.raises(Cancelled):
            opened.make_training(context, 1)
        assert not list(places.training_file().parent.glob("tap-lam*"))
