"""What papers of an office share: who signs, the căn cứ in words, the list attached and its sums; no document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from db.store.prints.offices import Ground, OfficeLine, OfficePaper
from db.store.prints.papers import Office, Signature, marked
from forms.paper import blocks
from forms.paper.document import OWN_LAYOUT, Document, DocumentInfo
from forms.paper.figures import money
from forms.paper.grid import Column, Group, Row, Sums, Table, Totals
from forms.paper.letter import Annex, Closing, Letter, Listed, Part, Waiting, Words, of_office
from forms.paper.letter_document import letter_document
from forms.paper.measure import Run
from forms.text.dates import long_date

CHAIRMAN = Signature(title="CHỦ TỊCH", hint="ký, ghi rõ họ tên, đóng dấu")
"""Who decides alone."""
COMMITTEE = Signature(title="TM. ỦY BAN NHÂN DÂN", position="CHỦ TỊCH", hint="ký, ghi rõ họ tên, đóng dấu")
"""Who signs for the committee."""
SOURCE = f"{OWN_LAYOUT}; thể thức theo Nghị định 30/2020/NĐ-CP, trước đó Thông tư 01/2011/TT-BNV"
FROM_QD_24 = 2022
"""First year of lists under QĐ 24/2021/QĐ-TTg."""


def office_info(name: str, title: str, source: str = SOURCE) -> DocumentInfo:
    """What lists say of an office paper."""
    return DocumentInfo(
        name=name, title=title, source=source, valid_from=None, valid_to=None, level="commune", uncertain=True
    )


def office_document(info: DocumentInfo, kind: type, letter: Callable[[Any, Any], Letter]) -> Document:
    """A document whose `papers` become a letter each."""

    def letters(data: Any) -> Iterator[Letter]:
        for paper in data.papers:
            yield letter(data, paper)

    return letter_document(info, kind, letters)


def signs(data: Any, paper: Any, usual: Signature) -> Signature:
    """Who signs at the end: named by the paper, by the batch, else as usual."""
    return blocks.signing(data, paper, (usual,))[0]


def citing(grounds: Sequence[Ground]) -> list[str]:
    """The căn cứ in words."""
    return [f"Căn cứ {cited(ground)}" for ground in grounds]


def cited(ground: Ground) -> str:
    """A text with number, date, maker and what it is about."""
    parts = (
        ground.title,
        f"số {ground.number}" if ground.number else None,
        blocks.day_in_words(ground.date) if ground.date is not None else None,
        f"của {ground.maker}" if ground.maker else None,
        ground.about,
    )
    return " ".join(part for part in parts if part)


def made(
    data: Any, paper: OfficePaper, symbol: str, name: str, subject: str, parts: Sequence[Part],
    annexes: Sequence[Annex] = (), office: Office | None = None,
) -> Letter:  # fmt: skip
    """A letter about a paper's list; who is disputed is named before the signatures."""
    whole = list(parts)
    if paper.pending:
        whole[-1:-1] = [Waiting(paper.pending)]
    return of_office(
        office=office or data.office,
        heading=paper.heading,
        symbol=symbol,
        stamp=paper.stamp,
        name=name,
        subject=subject,
        parts=whole,
        annexes=annexes,
        mark=marked(name or subject, paper.village),
    )


def village_office(data: Any, village: str | None) -> Office:
    """The head of a paper that a village makes: its own name under that of the commune's office."""
    if not village:
        return data.office  # type: ignore[no-any-return]
    return Office(name=village.upper(), superior=data.office.name, place=data.office.place)


def counted(paper: OfficePaper) -> str:
    """How many stand on the list, by class, or with their money."""
    if not paper.lines:
        return "không có hộ nào"
    if paper.policy:
        return f"{len(paper.lines)} lượt" + (f", tổng số tiền {money(paper.money)} đồng" if paper.money else "")
    kinds = [line.result or "Hộ chưa rõ phân loại" for line in paper.lines]
    return ", ".join(f"{kinds.count(kind)} {kind[:1].lower()}{kind[1:]}" for kind in dict.fromkeys(kinds))


def by_village(lines: Sequence[OfficeLine]) -> list[tuple[str, list[OfficeLine]]]:
    """The lines under their village, in the order in which villages first stand."""
    found: dict[str, list[OfficeLine]] = {}
    for line in lines:
        found.setdefault(line.village, []).append(line)
    return list(found.items())


def list_annex(paper: OfficePaper, title: str, to: str, symbol: str) -> Annex:
    """The list attached to a paper. to: the paper it belongs to ("Quyết định"), whose number may come later."""
    number = blocks.numbered(paper.heading, symbol).replace("Số: ", "số ")
    day = f" {long_date(paper.heading.date)}" if paper.heading.date else ""
    return Annex(title, _subject(paper), f"(Kèm theo {to} {number}{day})", [list_of(paper)])


def _subject(paper: OfficePaper) -> str:
    place = f" – {paper.village}" if paper.village else ""
    what = f"Chính sách {paper.policy}," if paper.policy else "Của"
    return f"{what} {paper.unit} năm {paper.year}{place}"


def list_of(paper: OfficePaper) -> Listed:
    """All lines of a paper with the sums of villages and of all."""
    persons = any(line.persons for line in paper.lines)
    heads = any(line.head for line in paper.lines)
    paid = paper.money is not None
    columns = [Column("STT", 13, align="center"), Column("Họ và tên" if heads else "Họ và tên chủ hộ", 50, share=2)]
    if heads:
        columns.append(Column("Chủ hộ", 40, share=1.4))
    if persons:
        columns.append(Column("Số khẩu", 16, align="center"))
    columns.append(Column("Phân loại", 32, share=0.6, align="center"))
    if paid:
        columns.append(Column("Số tiền (đồng)", 28, align="right", snug=True, most=44))
    columns.append(Column("Ghi chú", 20))
    where = next((n for n, column in enumerate(columns) if column.title.startswith("Số tiền")), 0)
    totals = Totals(where, _written, f"Tổng cộng ({len(paper.lines)} lượt)") if paid else None
    return Listed(Table(columns, size=12, least=8, totals=totals), _rows(paper, heads, persons, paid))


def _written(sums: Sums) -> str:
    return money(int(sums.get("", 0)))


def _rows(paper: OfficePaper, heads: bool, persons: bool, paid: bool) -> list[Row | Group]:
    rows: list[Row | Group] = []
    number = 0
    for village, found in by_village(paper.lines):
        here = [Decimal(line.amount) for line in found if line.amount is not None]
        unit = "lượt" if paper.policy else "hộ"
        rows.append(Group(f"{village} ({len(found)} {unit})", {"": sum(here, Decimal(0))} if here else None))
        for line in found:
            number += 1
            cells = [str(number), line.name, *([line.head or line.name] if heads else [])]
            cells += [str(line.persons or "")] if persons else []
            cells += [line.result or "", *([money(line.amount)] if paid else []), _until(line)]
            rows.append(Row(cells, {"": line.amount} if line.amount is not None else {}))
    return rows if paid else [*rows, Group(f"Tổng cộng: {counted(paper)}")]


def _until(line: OfficeLine) -> str:
    """The list on which somebody stands until the one proposed is decided."""
    return f"Trước: {line.before}" if line.before and line.before != line.result else ""


def count_table(paper: OfficePaper) -> Listed:
    """How many stand on the list in each village: by class with their people, or lượt with their money."""
    groups = by_village(paper.lines)
    if paper.policy:
        columns = [Column("Thôn", 60, share=2), Column("Số lượt", 25, align="center")]
        columns.append(Column("Số tiền (đồng)", 35, align="right", snug=True, most=50))
        cells = [[name, str(len(found)), _money(found)] for name, found in groups]
        last = ["Cộng", str(len(paper.lines)), _money(paper.lines)]
    else:
        kinds = list(dict.fromkeys(line.result or "Chưa rõ" for line in paper.lines))
        columns = [Column("Thôn", 50, share=2)]
        columns += [Column(what, 20, align="center", over=kind) for kind in kinds for what in ("Số hộ", "Số khẩu")]
        cells = [[name, *_counts(found, kinds)] for name, found in groups]
        last = ["Cộng", *_counts(paper.lines, kinds)]
    rows: list[Row | Group] = [Row(line) for line in (*cells, last)]
    return Listed(Table(columns, size=12, least=8), rows)


def _money(lines: Sequence[OfficeLine]) -> str:
    known = [line.amount for line in lines if line.amount is not None]
    return money(sum(known)) if known else ""


def _counts(lines: Sequence[OfficeLine], kinds: Sequence[str]) -> list[str]:
    found = [[line for line in lines if (line.result or "Chưa rõ") == kind] for kind in kinds]
    return [text for one in found for text in (str(len(one)), str(sum(line.persons or 0 for line in one)))]


def closing(data: Any, paper: Any, usual: Signature, recipients: Sequence[str]) -> Closing:
    """Nơi nhận and the signature."""
    return Closing(recipients, signs(data, paper, usual))


def article(number: int, text: str) -> Words:
    """An article of a decision."""
    return Words([Run(f"Điều {number}. ", "bold"), Run(text)])
