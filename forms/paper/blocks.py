"""The fixed parts of a Vietnamese administrative paper (NĐ 30/2020/NĐ-CP annex I); no tables, no documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple, Protocol

from db.store.prints.papers import Heading, Office, Pending, Signature, Stamp
from forms.paper import qr
from forms.paper.figures import ended, joined, moment, padded
from forms.paper.fonts import Face
from forms.paper.measure import LEADING, Fitted, Measure, Piece, Run
from forms.paper.sheet import BODY, HEADING, Flow, Frame, Page, Rule, Text, mm
from forms.text.dates import long_date

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
SIGN_HINT = "ký, ghi rõ họ tên"
MAKER = Signature(title="Người lập", hint=SIGN_HINT)
HEAD = Signature(title="Thủ trưởng đơn vị", hint="ký, ghi rõ họ tên, đóng dấu")
SIGN_OR_FINGER = "ký, ghi rõ họ tên hoặc điểm chỉ"
INDENT = mm(10)
"""First line of a paragraph (1 or 1,27 cm)."""
FINGER = (mm(18), mm(20))
SIGN_ROOM = mm(22)
DOTS = "…………"
DECREE_30 = "2020-03-05"
"""Papers before this day follow TT 01/2011/TT-BNV: their page number stands at the lower right."""
AGENCY_SHARE = 0.42
"""Part of the head that the agency takes; quốc hiệu takes the rest."""
GRID = 12
"""Facts stand on twelfths of the line."""


def letterhead(flow: Flow, office: Office, heading: Heading, symbol: str, about: str = "") -> None:
    """Write the two-column head: agency and number on the left, quốc hiệu, tiêu ngữ, place and date on the right.

    symbol: used when the heading has none; about: what a công văn, which has no title, is about.
    """
    flow.low_numbers = bool(heading.date) and str(heading.date) < DECREE_30
    left = (flow.frame.left - mm(5), (flow.frame.width + mm(5)) * AGENCY_SHARE)
    right = (left[0] + left[1], flow.frame.width + mm(5) - left[1])
    top = flow.y
    low = min(_agency(flow, office, left, top), state(flow, right, top)) - mm(1.5)
    below = _column(flow, numbered(heading, symbol), "regular", left, low)
    if about:
        below = _column(flow, about, "regular", left, below - 2, size=12)
    flow.y = min(below, _column(flow, dated(office, heading), "italic", right, low))


def numbered(heading: Heading, symbol: str) -> str:
    """The line of number and sign; dots where the văn thư has not given a number yet."""
    return f"Số: {padded(heading.number) or DOTS}/{heading.symbol or symbol}"


def dated(office: Office, heading: Heading) -> str:
    """The line of place and date."""
    return f"{office.place}, {day_in_words(heading.date)}"


def _agency(flow: Flow, office: Office, column: tuple[float, float], top: float) -> float:
    y = top
    if office.superior:
        y = _column(flow, office.superior, "regular", column, y, size=12)
    y = _column(flow, office.name, "bold", column, y, size=12)
    return _under(flow, column, y, max(mm(14), _last_width(flow) * 0.42))


def state(flow: Flow, column: tuple[float, float], top: float) -> float:
    """Write quốc hiệu and tiêu ngữ with their line in a column; return its lower edge."""
    y = _column(flow, COUNTRY, "bold", column, top, size=12)
    y = _column(flow, MOTTO, "bold", column, y)
    return _under(flow, column, y, flow.measure.width(MOTTO, "bold", BODY))


def day_in_words(day: str | None) -> str:
    """An ISO day as papers write it, or the place to write one by hand."""
    return long_date(date.fromisoformat(day)) if day else "ngày …… tháng …… năm ………"


def _column(flow: Flow, text: str, face: Face, column: tuple[float, float], y: float, *, size: float = BODY) -> float:
    """Write centred text in a column; return its lower edge."""
    fitted = flow.measure.fit(flow.measure.clean(text), face, size, column[1], least=10, most=4)
    return flow.lines(fitted, face, column[0], column[1], y, align="center")


def _under(flow: Flow, column: tuple[float, float], y: float, length: float) -> float:
    """Draw the line under a name, centred in its column; return its lower edge."""
    middle = column[0] + column[1] / 2
    flow.rule(middle - length / 2, middle + length / 2, y - 2, width=0.75)
    return y - 3


def title(flow: Flow, name: str, subject: str) -> None:
    """Write tên loại (bold capitals, 14 pt) and trích yếu (bold) with the line under it (1/3–1/2 of its width)."""
    flow.skip(mm(3))
    column = (flow.frame.left, flow.frame.width)
    flow.y = _column(flow, name.upper(), "bold", column, flow.y, size=14)
    flow.y = _column(flow, subject, "bold", column, flow.y)
    flow.y = _under(flow, column, flow.y, max(mm(20), _last_width(flow) * 0.4)) - mm(1.5)


def _last_width(flow: Flow) -> float:
    """Return the width of the line written last."""
    face, size, _, _, text = flow.page.texts[-1]
    return flow.measure.width(text, face, size)


def basis(flow: Flow, items: Sequence[str]) -> None:
    """Write the căn cứ: italic, one line each, ";" after each and "." after the last."""
    for line in ended(list(items)):
        flow.paragraph([Run(line, "italic")], indent=INDENT, before=2)


def addressed(flow: Flow, to: Sequence[str]) -> None:
    """Write "Kính gửi:": one name on the line, several each on a line with a dash."""
    if len(to) == 1:
        width = flow.measure.width(flow.measure.clean(f"Kính gửi: {to[0]}"), "regular", BODY)
        flow.paragraph([Run(f"Kính gửi: {to[0]}")], indent=max(0.0, (flow.frame.width - width) / 2), before=6)
        return
    flow.paragraph([Run("Kính gửi:")], indent=mm(35), before=6)
    for line in ended(list(to)):
        flow.paragraph([Run(f"- {line}")], x=mm(45))


def section(flow: Flow, text: str, keep: float = mm(20)) -> None:
    """Write a bold heading that stays with what follows it (`keep` points)."""
    flow.need(BODY * LEADING + HEADING + keep)
    flow.paragraph([Run(text, "bold")], before=HEADING)


class Fact(NamedTuple):
    """A label and what is known; None becomes a dotted line of at least `blank` twelfths to write on.

    least: twelfths it takes at least, so that facts of several lines stand under each other.
    """

    label: str
    value: str | None
    face: Face = "regular"
    blank: int = 3
    least: int = 1


def facts(flow: Flow, items: Sequence[Fact]) -> None:
    """Write "label: value" side by side on a grid of twelfths of the line, so that lines stand under each other.

    A value too long for what is left takes lines of its own.
    """
    for line in fact_lines(flow.measure, flow.frame.width, items):
        _fact_line(flow, line)


def fact_lines(measure: Measure, width: float, items: Sequence[Fact]) -> list[list[tuple[int, Fact]]]:
    """Which facts share a line of `width` points, and at which twelfth of it each begins."""
    lines: list[list[tuple[int, Fact]]] = [[]]
    at = 0
    for item in items:
        wanted = int(_fact_width(measure, item) // (width / GRID)) + 1 + (0 if item.value else item.blank)
        cells = min(GRID, max(item.least, wanted))
        if at + cells > GRID:
            lines.append([])
            at = 0
        lines[-1].append((at, item))
        at += cells
    return [line for line in lines if line]


def _fact_width(measure: Measure, item: Fact) -> float:
    label = measure.width(f"{measure.clean(item.label)}: ", "regular", BODY)
    return label + (measure.width(measure.clean(item.value), item.face, BODY) if item.value else 0.0) + 6


def _fact_line(flow: Flow, line: list[tuple[int, Fact]]) -> None:
    """Write the facts of one line; a dotted line runs to the next fact or the end."""
    pitch = BODY * LEADING
    flow.need(pitch)
    cell = flow.frame.width / GRID
    for n, (at, item) in enumerate(line):
        x = flow.frame.left + at * cell
        if item.value:
            _fact(flow, item, x)
            continue
        end = flow.frame.left + (line[n + 1][0] * cell - 6 if n + 1 < len(line) else flow.frame.width)
        flow.pieces([Piece(0.0, f"{item.label}:", "regular")], x, BODY)
        flow.rule(x + _fact_width(flow.measure, item) - 6, end, flow.y - pitch * 0.78, dotted=True)
    flow.y -= pitch


def _fact(flow: Flow, item: Fact, x: float) -> None:
    runs = [Run(f"{item.label}: "), Run(item.value or "", item.face)]
    for n, pieces in enumerate(flow.measure.paragraph(runs, BODY, flow.frame.right_edge - x)):
        if n:
            flow.y -= BODY * LEADING
            flow.need(BODY * LEADING)
        flow.pieces(pieces, x, BODY)


def pending_note(flow: Flow, pending: Sequence[Pending], *, size: float = BODY) -> None:
    """Name those kept out of the table because their data is in conflict."""
    if pending:
        flow.paragraph(pending_runs(pending), size=size, before=5)


def pending_runs(pending: Sequence[Pending]) -> list[Run]:
    """The words of that note; none where nobody waits."""
    if not pending:
        return []
    people = [(f"{one.name} ({one.village})" if one.village else one.name, one.matter) for one in pending]
    names = "; ".join(joined([name, matter], ": ") for name, matter in people)
    return [Run("Chờ cấp trên quyết định: ", "bold_italic"), Run(f"{names}.", "italic")]


class Signs(Protocol):
    """A paper, or a batch of papers, that may say who signs."""

    @property
    def signatures(self) -> Sequence[Signature]:
        """The places to sign; none: as usual."""


def signing(batch: Signs, paper: Signs, usual: Sequence[Signature]) -> Sequence[Signature]:
    """Who signs a paper: its own places to sign, those of the batch, the usual ones."""
    return paper.signatures or batch.signatures or usual


def signatures(flow: Flow, blocks: Sequence[Signature]) -> None:
    """Write the places to sign side by side, wide titles wider; a light frame where a finger may be pressed."""
    if blocks:
        flow.need(flow.height_of(lambda scrap: _signatures(scrap, blocks)))
        _signatures(flow, blocks)


def _signatures(flow: Flow, blocks: Sequence[Signature]) -> None:
    flow.skip(mm(2))
    columns = _sign_columns(flow, blocks)
    low = min(_sign_head(flow, block, column) for block, column in zip(blocks, columns, strict=True))
    for block, (x, width) in zip(blocks, columns, strict=True):
        if block.fingerprint:
            _finger(flow, x + width / 2, low - mm(1))
    low -= SIGN_ROOM
    named = [(block.name, column) for block, column in zip(blocks, columns, strict=True) if block.name]
    flow.y = min((_column(flow, name, "bold", column, low) for name, column in named), default=low)


def _sign_columns(flow: Flow, blocks: Sequence[Signature]) -> list[tuple[float, float]]:
    """Return x and width of each place: as wide as its title and name want, what is left shared evenly."""
    total = flow.frame.width
    wishes = []
    for block in blocks:
        lines = [flow.measure.clean(text) for text in (block.title, block.position or "", block.name or "")]
        widest = max(flow.measure.width(line, "bold", BODY) for text in lines for line in text.split("\n"))
        wishes.append(min(widest, total / 2) + 8)
    spare = total - sum(wishes)
    wishes = [wish + spare / len(blocks) if spare > 0 else wish * total / sum(wishes) for wish in wishes]
    columns, x = [], flow.frame.left
    for wish in wishes:
        columns.append((x + 2, wish - 4))
        x += wish
    return columns


def _sign_head(flow: Flow, block: Signature, column: tuple[float, float]) -> float:
    y = _title_line(flow, block.title, column)
    if block.position:
        y = _column(flow, block.position, "bold", column, y)
    return _column(flow, f"({block.hint})", "italic", column, y, size=11) if block.hint else y


def _title_line(flow: Flow, title: str, column: tuple[float, float]) -> float:
    """Write who signs; a title a little too long for its place is written smaller rather than broken."""
    one = flow.measure.fit(flow.measure.clean(title), "bold", BODY, column[1], least=11, most=1)
    return _column(flow, title, "bold", column, flow.y, size=one.size if len(one.lines) == 1 else BODY)


def _finger(flow: Flow, middle: float, top: float) -> None:
    x1, x2, low = middle - FINGER[0] / 2, middle + FINGER[0] / 2, top - FINGER[1]
    corners = [(x1, top), (x2, top), (x2, low), (x1, low), (x1, top)]
    flow.page.rules.extend(Rule(*start, *end, 0.5, 0.7) for start, end in pairwise(corners))


def recipients(flow: Flow, items: Sequence[str]) -> None:
    """Write "Nơi nhận:" (12 bold italic) and its list (11), ";" after each and "." after the last."""
    if not items:
        return
    flow.need(12 * LEADING + 2 * 11 * LEADING)
    flow.paragraph([Run("Nơi nhận:", "bold_italic")], size=12, before=6)
    for line in ended(list(items)):
        flow.paragraph([Run(f"- {line}")], size=11)


def closing(flow: Flow, items: Sequence[str], place: Signature) -> None:
    """Write the end of an office paper: "Nơi nhận:" on the left, who signs beside it on the right."""
    flow.need(flow.height_of(lambda scrap: _closing(scrap, items, place)))
    _closing(flow, items, place)


def _closing(flow: Flow, items: Sequence[str], place: Signature) -> None:
    flow.skip(mm(3))
    top, left = flow.y, (flow.frame.left, flow.frame.width * RECIPIENTS_SHARE)
    right = (left[0] + left[1], flow.frame.width - left[1])
    low = top
    if items:
        low = flow.lines(flow.measure.fit("Nơi nhận:", "bold_italic", 12, left[1]), "bold_italic", *left, low)
    for line in ended(list(items)):
        fitted = flow.measure.fit(flow.measure.clean(f"- {line}"), "regular", 11, left[1] - 8, least=9, most=3)
        low = flow.lines(fitted, "regular", *left, low)
    y = _sign_head(flow, place, right) - SIGN_ROOM
    flow.y = min(low, _column(flow, place.name, "bold", right, y) if place.name else y)


RECIPIENTS_SHARE = 0.45


def foot(flow: Flow, pages: Sequence[Page], stamp: Stamp) -> None:
    """Write the small line in the lower margin of every page: code, time, state of the data, page of pages."""
    foot_of(flow.measure, flow.frame, list(enumerate(pages, 1)), stamp, len(pages))


def foot_text(stamp: Stamp) -> str:
    """What the foot says of a paper."""
    parts = [f"Mã phiếu: {stamp.code}"]
    if stamp.reprint:
        parts.append(f"Bản in lại lần {stamp.reprint}")
    return " · ".join([*parts, f"In lúc {moment(stamp.printed_at)}", f"Phiên bản dữ liệu: {stamp.data_version}"])


def foot_of(measure: Measure, frame: Frame, pages: Sequence[tuple[int, Page]], stamp: Stamp, count: int) -> None:
    """Write the foot on numbered pages of one size, of a paper of `count` pages; the first bears the QR code."""
    left, width = frame.left, frame.width
    text = measure.clean(foot_text(stamp))
    top = frame.bottom - mm(7) + 11
    room = CODE if top >= CODE + mm(3) else 0.0
    fitted: Fitted = measure.fit(text, "regular", 9, width - mm(22) - room, least=7, most=1)
    for number, page in pages:
        y = frame.bottom - mm(7)
        page.rules.append(Rule(left, top, left + width, top, 0.4, 0.5))
        for line in fitted.lines:
            page.texts.append(Text("regular", fitted.size, left, y, line))
            y -= fitted.size * LEADING
        coded = number == 1 and room > 0
        if coded:
            page.rules.extend(qr.strokes(stamp.scanned, frame.right_edge - CODE + mm(1.5), top - 1, CODE, MASK))
        tail = f"Trang {number}/{count}"
        x = left + width - measure.width(tail, "regular", 9) - (CODE if coded else 0.0)
        page.texts.append(Text("regular", 9, x, frame.bottom - mm(7), tail))


CODE = mm(13)
"""Side of the QR code in the foot, its white border included; a lower margin too low for it has none."""
MASK = 2
