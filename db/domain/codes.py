"""Code lists, ethnic groups and kinship words: what a code means, and which code a written word means.

A word that may mean several things gives no code and says so; nothing is guessed silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import resources
from db.domain.errors import Issue, NotFound
from db.domain.text import fold, nfc

_LAST_SEEN_GROUP = "20"  # groups up to here were read in official pages, the rest are to be checked


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a list. status: seen (its source was read), recalled (to be checked against the source), own."""

    code: str
    name: str
    status: str
    source: str
    note: str


@cache
def _lists() -> dict[str, dict[str, Code]]:
    found: dict[str, dict[str, Code]] = {}
    for row in resources.open_csv("codes/lists.csv"):
        entry = Code(row["code"], row["name"], row["status"], row["source"], row["note"])
        found.setdefault(row["list"], {})[entry.code] = entry
    found["ethnic_group"] = {
        group.code: Code(
            group.code,
            group.name,
            "seen" if group.code <= _LAST_SEEN_GROUP else "recalled",
            "QĐ 1019/QĐ-TCTK 2008",
            group.note,
        )
        for group in ethnic_groups().values()
    }
    return found


def list_names() -> list[str]:
    """Names of all code lists."""
    return sorted(_lists())


def entries(list_name: str) -> dict[str, Code]:
    """The entries of a list by code, in the list's order; NotFound for an unknown list."""
    try:
        return _lists()[list_name]
    except KeyError:
        raise NotFound("unknown_list", f"Không có danh mục “{list_name}”.") from None


@cache
def names(list_name: str) -> dict[str, str]:
    """Vietnamese names of a list by code, in the list's order; NotFound for an unknown list. Read-only."""
    return {code: entry.name for code, entry in entries(list_name).items()}


def name(list_name: str, code: str) -> str:
    """Vietnamese name of one code; NotFound with a sentence for an unknown list or code."""
    try:
        return names(list_name)[code]
    except KeyError:
        raise NotFound("unknown_code", f"Danh mục “{list_name}” không có mã “{code}”.") from None


@dataclass(frozen=True, slots=True)
class EthnicGroup:
    """A group of the state's list. code: QĐ 1019/QĐ-TCTK 2008; code_1979: QĐ 121-TCTK/PPCĐ ("" for 55 and 99).

    spellings: other ways to write the name; local_groups: names of groups counted under it, each with its spellings.
    """

    code: str
    code_1979: str
    name: str
    spellings: tuple[str, ...]
    local_groups: tuple[tuple[str, ...], ...]
    note: str


def _parts(cell: str) -> list[str]:
    """Cell split at semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def _local(part: str) -> tuple[str, ...]:
    """`Pa Cô (Pa-cô, Pa Kô)` → the name and its spellings."""
    found = re.fullmatch(r"(.+?) \((.+)\)", part)
    if found is None:
        return (part,)
    return (found[1], *(spelling.strip() for spelling in found[2].split(",")))


@cache
def ethnic_groups() -> dict[str, EthnicGroup]:
    """All groups by the code of 2008 (54 groups, 55 foreigners, 99 unknown)."""
    return {
        row["code"]: EthnicGroup(
            row["code"],
            row["code_1979"],
            row["name"],
            tuple(_parts(row["spellings"])),
            tuple(_local(part) for part in _parts(row["other_names"])),
            row["note"],
        )
        for row in resources.open_csv("codes/ethnic_groups.csv")
    }


@cache
def ethnic_from_1979() -> dict[str, str]:
    """Code of 2008 by code of 1979. A file must say which numbering it uses: 04, 06, 26, 27 … differ in meaning."""
    return {group.code_1979: group.code for group in ethnic_groups().values() if group.code_1979}


def _squeezed(text: str) -> str:
    return fold(text).replace(" ", "")


@cache
def _ethnic_index() -> tuple[dict[str, str], dict[str, set[tuple[str, str]]]]:
    """(official names and spellings → code, local names → {(code, local name)}), by folded text without blanks."""
    official: dict[str, str] = {}
    local: dict[str, set[tuple[str, str]]] = {}
    for group in ethnic_groups().values():
        for spelling in (group.name, *group.spellings):
            official[_squeezed(spelling)] = group.code
        for local_name, *others in group.local_groups:
            for spelling in (local_name, *others):
                local.setdefault(_squeezed(spelling), set()).add((group.code, local_name))
    return official, local


def ethnic(written: str) -> tuple[str | None, str | None]:
    """(code of 2008, local name) of a written group name: `Tà ôi` → ("27", None), `Pa-cô` → ("27", "Pa Cô").

    Pa Cô and Pa Hy have no code of their own: they count as Tà Ôi and keep their name. A name that several groups share
    (`Xá Khao`, `Mán` …) or that is unknown gives no code and comes back as the local name.
    """
    key = _squeezed(re.sub(r"^(dân tộc|dt\.?)\s+", "", nfc(written).strip(), flags=re.IGNORECASE))
    official, local = _ethnic_index()
    if not key:
        return None, None
    if key in official:
        return official[key], None
    hits = local.get(key, set())
    if len({code for code, _ in hits}) == 1:
        return min(hits)
    return None, nfc(written).strip()


def minority(code: str | None) -> bool | None:
    """Whether a group is one of the ethnic minorities; None for foreigners and where it is not known."""
    return None if code is None or code in ("55", "99") else code != "01"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a written kinship word means: a code of list `relation`, and a doubt in Vietnamese or ""."""

    code: str
    doubt: str


def _spoken(text: str) -> str:
    """Case and blanks aside; tones stay, because bà, ba, mẹ and mệ are different people."""
    return " ".join(nfc(text).casefold().split())


@cache
def _relation_index() -> dict[str, Relation]:
    found = {_spoken(text): Relation(code, "") for code, text in names("relation").items()}
    for row in resources.open_csv("codes/relation_aliases.csv"):
        found[_spoken(row["written"])] = Relation(row["code"], row["doubt"])
    return found


@cache
def _relation_folded() -> dict[str, list[Relation]]:
    found: dict[str, list[Relation]] = {}
    for text, meaning in _relation_index().items():
        found.setdefault(fold(text), []).append(meaning)
    return found


def relation(written: str) -> Relation:
    """The relation to the head of household meant by a written word.

    `Con` alone is 04 by custom. Ambiguous words (`Cháu`), words without tones that may be several (`me`) and
    unknown words are 99 with a doubt to show.
    """
    text = _spoken(written)
    if not text:
        return Relation("99", "Ô quan hệ với chủ hộ còn trống.")
    if text in _relation_index():
        return _relation_index()[text]
    meanings = set(_relation_folded().get(fold(text), ())) if text.isascii() else set()
    if len(meanings) == 1:
        return meanings.pop()
    return Relation("99", f"Chưa hiểu quan hệ “{nfc(written).strip()}”: chọn trong danh mục.")


# Relations that say the sex of the person, by code of list `sex`.
_SEX_OF_RELATION = {"02": "2", "03": "1", "07": "2", "08": "1", "09": "1", "10": "2"}


def sex_of_relation(relation_code: str | None) -> str | None:
    """The sex (code of list `sex`) of whoever has a relation, None where it does not tell."""
    return _SEX_OF_RELATION.get(relation_code or "")


def check_relation_sex(relation_code: str, sex: str | None, field: str = "sex", who: str = "") -> list[Issue]:
    """Soft: a wife, mother or daughter-in-law written as a man, or a husband, father or son-in-law as a woman.

    who: the name to put before the sentence.
    """
    told = sex_of_relation(relation_code)
    if told is None or sex not in ("1", "2") or sex == told:
        return []
    message = f"quan hệ “{name('relation', relation_code)}” nhưng giới tính ghi “{name('sex', sex)}”: xem lại."
    return [Issue(field, "soft", "sex_relation", f"{who}: {message}" if who else message.capitalize())]
