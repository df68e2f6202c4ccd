"""The demonstration keeps every promise it makes, twice with the same result, and refuses what it must."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from db.domain.errors import FileProblem
from db.vault.registers import open_register
from desktop.demo import story
from desktop.demo.story import PASSWORD, DemoFailed, Story


def play(folder: Path) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    told: list[tuple[str, str]] = []
    facts = Story(folder, lambda vietnamese, english: told.append((vietnamese, english))).play()
    return facts, told


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], list[tuple[str, str]]]:
    folder = tmp_path_factory.mktemp("demo") / "one"
    return (folder, *play(folder))


def test_two_runs_give_the_same_hashes(
    first: tuple[Path, dict[str, Any], list[tuple[str, str]]], tmp_path: Path
) -> None:
    again, _ = play(tmp_path / "two")
    assert again["hashes"] == first[1]["hashes"]
    assert len(set(again["hashes"].values())) == 3


def test_leaves_what_it_says(first: tuple[Path, dict[str, Any], list[tuple[str, str]]]) -> None:
    folder, facts, told = first
    for name in ("hong-thuy", "nham", "a-luoi"):
        assert (folder / f"{name}.sohotro").stat().st_size > 0
        assert (folder / f"{name}.sohotro-keys").exists()
        open_register(str(folder / f"{name}.sohotro"), PASSWORD).close()
    assert {p.name for p in (folder / "packages").iterdir()} == {entry["file"] for entry in facts["packages"]} | {
        entry["file"] for entry in facts["merges"]
    }
    assert {p.name for p in (folder / "paper").iterdir()} == {entry["file"] for entry in facts["paper"]}
    assert orjson.loads((folder / "demo.json").read_bytes()) == orjson.loads(orjson.dumps(facts))
    assert all(vietnamese and english for vietnamese, english in told)


def test_tells_what_happened(first: tuple[Path, dict[str, Any], list[tuple[str, str]]]) -> None:
    facts = first[1]
    assert facts["import"] == {
        "households": 180, "persons": 712, "new": 180, "changed": 0, "same": 0, "doubtful": 0, "refused": 0,
        "encoding": "unicode", "unit": "20104",
    }  # fmt: skip
    assert all(count > 0 for counts in facts["supports"].values() for count in counts.values())
    assert set(facts["supports"]["nham"]) > {"tin_dung", "nha_o", "bhyt", "tien_dien", "giao_duc"}
    assert [entry["state"] for entry in facts["merges"][:4]] == ["applied", "applied", "known", "known"]
    assert sorted(facts["decision"]["versions"]) == ["1968", "1969"]
    counts = facts["counts"]
    assert {place: figures["conflicts"] for place, figures in counts.items()} == {
        "a-luoi": 0,
        "hong-thuy": 0,
        "nham": 0,
    }
    for what in ("households", "persons", "supports"):
        assert counts["a-luoi"][what] == counts["hong-thuy"][what] + counts["nham"][what]


def test_replaces_its_own_folder_only(tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("giữ lại", encoding="utf-8")
    with pytest.raises(FileProblem) as refused:
        play(tmp_path)
    assert refused.value.code == "not_empty"
    assert precious.read_text(encoding="utf-8") == "giữ lại"


def test_a_broken_promise_fails_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = iter(range(10))
    monkeypatch.setattr(story, "shared_hash", lambda connection, unit: f"{next(calls)}")
    with pytest.raises(DemoFailed):
        play(tmp_path / "broken")
