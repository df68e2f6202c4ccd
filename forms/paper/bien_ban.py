"""Minutes of a village about a list: of its meeting, of putting the list up, of the end of that time.

The meeting agrees with at least half of those present (QĐ 24/2021/QĐ-TTg; its Mẫu 02 is not known to us whole); names
and votes are for the pen, and so are days that no round of review has kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from db.store.prints.offices import OfficeLine, OfficePaper, OfficePapers, VillagePapers, VillagePostings
from db.store.prints.papers import Signature
from forms.paper import blocks
from forms.paper.blocks import Fact
from forms.paper.figures import short_date
from forms.paper.grid import Column, Row, Table
from forms.paper.letter import Known, Letter, Listed, Part, PenLines, Signed, Titled, Words
from forms.paper.office import SOURCE, counted, made, office_document, office_info, village_office

QD_24 = f"{SOURCE}; họp dân, niêm yết theo Quyết định 24/2021/QĐ-TTg, trước đó Thông tư 17/2016/TT-BLĐTBXH"
MEETING = office_info("bien_ban_hop_thon", "Biên bản họp thôn", QD_24)
POSTED = office_info("bien_ban_niem_yet", "Biên bản niêm yết danh sách", QD_24)
ENDED = office_info("bien_ban_ket_thuc_niem_yet", "Biên bản kết thúc niêm yết danh sách", QD_24)
SYMBOL = "BB"
CHAIR = Signature(title="Chủ trì", hint=blocks.SIGN_HINT)
CLERK = Signature(title="Thư ký", hint=blocks.SIGN_HINT)
PEOPLE = Signature(title="Đại diện hộ dân", hint=blocks.SIGN_HINT)
HEAD = Signature(title="Trưởng thôn", hint=blocks.SIGN_HINT)
OFFICER = Signature(title="Cán bộ xã", hint=blocks.SIGN_HINT)


def _votes(proposed: bool) -> Table:
    """The list that is voted on: what is asked for, or what the review found beside the list until now."""
    over = "Phân loại hộ" if proposed else ""
    results = [Column("Đang là", 22, share=0.5, align="center", over=over)] if proposed else []
    return Table(
        [
            Column("STT", 12, align="center"),
            Column("Họ và tên chủ hộ, người hưởng", 38 if proposed else 48, share=2),
            Column("Số khẩu", 14, align="center"),
            *results,
            Column("Sau rà soát" if proposed else "Đề nghị", 26, share=0.6, align="center", over=over),
            Column("Đồng ý", 16, align="center", over="Số ý kiến"),
            Column("Không đồng ý", 18, align="center", over="Số ý kiến"),
            Column("Ghi chú", 18),
        ],
        size=11,
        least=8,
        row_height=7,
    )


def _vote(paper: OfficePaper, number: int, line: OfficeLine) -> Row:
    until = [line.before or "–"] if paper.proposed else []
    return Row([str(number), line.name, str(line.persons or ""), *until, line.result or "", "", "", ""])


LEADERS = (
    "Chủ trì", "Thư ký", "Ban Chỉ đạo rà soát, cán bộ xã", "Bí thư chi bộ", "Mặt trận (giám sát)", "Các đoàn thể",
)  # fmt: skip


def _today(day: str | None = None) -> str:
    return f"Hôm nay, vào hồi …… giờ …… phút, {blocks.day_in_words(day)}, tại"


def _posted(paper: OfficePaper, label: str) -> list[Fact]:
    """From when to when the list was put up."""
    first, last = (short_date(day) or None for day in (paper.round.posted_from, paper.round.posted_to))
    return [Fact(label, first, blank=2, least=6), Fact("đến hết ngày", last, blank=2, least=6)]


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def _people(labels: Sequence[str]) -> list[Part]:
    return [
        Known([Fact(label, None, blank=3, least=8), Fact("Chức vụ", None, blank=2, least=4)]) for label in labels
    ]  # fmt: skip


def _about(paper: OfficePaper) -> str:
    if paper.policy:
        return f"danh sách đề nghị hỗ trợ theo chính sách “{paper.policy}” năm {paper.year}"
    return f"kết quả rà soát hộ nghèo, hộ cận nghèo năm {paper.year}"


def _meet(data: OfficePapers, paper: OfficePaper) -> Letter:
    rows = [_vote(paper, n, line) for n, line in enumerate(paper.lines, 1)]
    parts: list[Part] = [
        Known([Fact(_today(paper.round.met_on), None, blank=2)]),
        Words(f"{_place(paper)} họp dân để thảo luận, thống nhất {_about(paper)}."),
        Titled("I. Thành phần"),
        *_people(LEADERS),
        Known([
            Fact("Số người được mời", None, blank=1, least=4),
            Fact("Số người có mặt", _number(paper.round.attended), blank=1, least=4),
            Fact("Vắng mặt", None, blank=1, least=4),
            *([Fact("Số người đồng ý", _number(paper.round.agreed))] if paper.round.agreed is not None else []),
        ]),
        Titled("II. Nội dung"),
        Words("Chủ trì nêu mục đích cuộc họp, cán bộ xã đọc danh sách và điểm của từng hộ; cuộc họp biểu quyết:"),
        Listed(_votes(paper.proposed), rows),
        Words(
            "Hộ được thống nhất khi có từ 50 % số người có mặt đồng ý trở lên. Hộ chưa được thống nhất thì rà soát "
            "lại và họp lần nữa."
        ),
        Titled("III. Ý kiến khác và kết luận"),
        PenLines(3),
        Known([
            Fact("Số hộ được thống nhất", None, blank=1, least=6),
            Fact("Số hộ phải rà soát lại", None, blank=1, least=6),
        ]),
        Words(
            "Biên bản lập thành 02 bản, 01 bản lưu ở thôn, 01 bản gửi Ban Chỉ đạo rà soát của xã; đã đọc lại cho mọi "
            "người cùng nghe và nhất trí."
        ),
        Signed(blocks.signing(data, paper, (CLERK, CHAIR, PEOPLE, PEOPLE))),
    ]  # fmt: skip
    return _made(data, _of_day(paper, paper.round.met_on), f"Họp dân về {_about(paper)}", parts)


def _post(data: OfficePapers, paper: OfficePaper) -> Letter:
    parts: list[Part] = [
        Known([Fact(_today(), None, blank=2)]),
        Words("Chúng tôi gồm:"),
        *_people(("Cán bộ xã", "Trưởng thôn", "Đại diện Mặt trận, đoàn thể")),
        Words(f"đã niêm yết công khai {_about(paper)} của {_place(paper)}, gồm {counted(paper)}."),
        Known([
            Fact("Nơi niêm yết", paper.round.posted_at, blank=8),
            Fact("Số ngày làm việc niêm yết", None, blank=1, least=12),
            *_posted(paper, "Từ ngày"),
            Fact("Người nhận ý kiến, điện thoại", None, blank=6),
        ]),
        Words("Danh sách niêm yết không có số giấy tờ, bệnh tật và thông tin riêng của người dân."),
        Words("Biên bản lập thành 02 bản như nhau, đã đọc lại cho mọi người cùng nghe."),
        Signed(blocks.signing(data, paper, (PEOPLE, HEAD, OFFICER))),
    ]  # fmt: skip
    return _made(data, paper, f"Niêm yết {_about(paper)}", parts)


def _end(data: OfficePapers, paper: OfficePaper) -> Letter:
    parts: list[Part] = [
        Known([Fact(_today(), None, blank=2)]),
        Words("Chúng tôi gồm:"),
        *_people(("Cán bộ xã", "Trưởng thôn", "Đại diện Mặt trận, đoàn thể")),
        Words(f"lập biên bản kết thúc niêm yết {_about(paper)} của {_place(paper)}, gồm {counted(paper)}."),
        Known(_posted(paper, "Đã niêm yết từ ngày")),
        Known([
            Fact("Số ý kiến đã nhận", _number(paper.round.heard), blank=1, least=6),
            Fact("Số đã giải quyết", _number(paper.round.settled), blank=1, least=6),
            Fact("Nội dung ý kiến, hộ liên quan", None, blank=6),
        ]),
        PenLines(3),
        Known([Fact("Kết quả phúc tra, giải quyết", None, blank=6)]),
        PenLines(3),
        Words("Các hộ khác trong danh sách không có ý kiến. Biên bản lập thành 02 bản như nhau."),
        Signed(blocks.signing(data, paper, (PEOPLE, HEAD, OFFICER))),
    ]  # fmt: skip
    return _made(data, paper, f"Kết thúc niêm yết {_about(paper)}", parts)


def _of_day(paper: OfficePaper, day: str | None) -> OfficePaper:
    """Minutes bear the day of what they tell, unless the văn thư has given number and day."""
    if day is None or paper.heading.number:
        return paper
    return msgspec.structs.replace(paper, heading=msgspec.structs.replace(paper.heading, date=day))


def _place(paper: OfficePaper) -> str:
    return f"{paper.village}, {paper.unit}" if paper.village else paper.unit


def _made(data: OfficePapers, paper: OfficePaper, subject: str, parts: Sequence[Part]) -> Letter:
    office = village_office(data, paper.village)
    return made(data, paper, SYMBOL, "Biên bản", subject, parts, office=office)


DOCUMENTS = (
    office_document(MEETING, VillagePapers, _meet),
    office_document(POSTED, VillagePostings, _post),
    office_document(ENDED, VillagePostings, _end),
)
