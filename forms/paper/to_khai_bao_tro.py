"""Requests under NĐ 20/2021/NĐ-CP: 1a to 1đ for monthly allowances, 04 for a funeral, 06 for a house.

Known from field lists, not from the official layout; clauses of the decree are left to the pen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from db.store.prints.papers import HomePaper, HomePapers, Signature, SlipHead
from db.store.prints.social import (
    ChildForms,
    DisabledForms,
    ElderForms,
    HivForms,
    LoneParentForms,
    SocialForm,
    SocialForms,
)
from forms.paper import blocks
from forms.paper.blocks import Fact
from forms.paper.document import DocumentInfo
from forms.paper.figures import short_date
from forms.paper.grid import Column, Row, Table
from forms.paper.household import BLANK_ROWS, count, person_parts
from forms.paper.letter import (
    Addressed,
    Asked,
    Boxes,
    Called,
    Gap,
    Letter,
    Listed,
    Part,
    PenLines,
    State,
    Titled,
    Together,
    Words,
    facts,
    signed,
)
from forms.paper.letter_document import letter_document

ND_20 = "Nghị định 20/2021/NĐ-CP"
OATH = "Tôi xin cam đoan những lời khai trên là đúng sự thật, nếu có điều gì khai không đúng, tôi xin chịu trách nhiệm."
DECLARER = Signature(title="Người khai", hint=blocks.SIGN_OR_FINGER, fingerprint=True)
CONFIRM = Signature(title="Xác nhận của UBND cấp xã", hint="ký, ghi rõ họ tên, đóng dấu")
HEAD = Signature(title="Trưởng thôn", hint="xác nhận")
ALLOWED = "(Áp dụng đối với đối tượng quy định tại khoản …… Điều 5 Nghị định số 20/2021/NĐ-CP)"
CHILDREN = Table(
    [
        Column("STT", 12, align="center"),
        Column("Họ và tên con", 60, share=2),
        Column("Ngày sinh", 26, align="center"),
        Column("Đang học lớp, trường", 40, share=1),
        Column("Chế độ đang hưởng", 34, share=0.6),
    ],
    size=11,
    least=8,
    row_height=7,
)
MARRIAGE = ("Chưa kết hôn", "Vợ hoặc chồng đã chết, mất tích", "Đã ly hôn", "Khác")


def _info(form: str, what: str, name: str = "") -> DocumentInfo:
    return DocumentInfo(
        name=name or f"to_khai_tro_giup_{form.replace('đ', 'dd')}",
        title=f"{what} (Mẫu số {form}, Nghị định 20/2021/NĐ-CP)",
        source=f"{ND_20}, Mẫu số {form}",
        valid_from="2021-07-01",
        valid_to=None,
        level="commune",
        uncertain=True,
    )


@dataclass(frozen=True, slots=True)
class Request:
    """One form for an allowance: whom it is for, and what it asks beyond what all ask."""

    info: DocumentInfo
    data: type
    form: str
    asks: Callable[[SocialForm], list[Part]]


def _letters(request: Request, data: SocialForms) -> Iterator[Letter]:
    for paper in data.papers:
        yield Letter(paper.stamp, _parts(request, data, paper), mark=paper.mark)


def _parts(request: Request, data: SocialForms, paper: SocialForm) -> list[Part]:
    who = msgspec.structs.replace(paper.head, name=paper.head.name.upper())
    return [
        State(f"Mẫu số {request.form}"),
        Called("Tờ khai đề nghị trợ giúp xã hội", ALLOWED),
        Titled("THÔNG TIN CỦA ĐỐI TƯỢNG"),
        *person_parts("Họ và tên", who, "1. "),
        facts(Fact("2. Hộ khẩu thường trú", paper.address), Fact("Hiện ở với ai, tại đâu", None, blank=8)),
        _ask("3. Đi học:", ("Chưa đi học, không đi học", "Đã nghỉ học", "Đang đi học")),
        facts(Fact("Lớp, trường hoặc lý do không đi học", None, blank=6)),
        *_cover(paper),
        *request.asks(paper),
        Together([
            Titled("THÔNG TIN NGƯỜI KHAI THAY (nếu có)"),
            facts(
                Fact("Họ và tên", None, blank=4, least=7), Fact("Quan hệ", None, blank=2, least=5),
                Fact("Số CCCD/CMND", None, blank=3, least=7), Fact("Nơi ở", None, blank=3, least=5),
            ),
            signed(paper.place, blocks.signing(data, paper, (CONFIRM, DECLARER)), OATH),
        ]),
    ]  # fmt: skip


def _ask(question: str, choices: Sequence[str]) -> Asked:
    return Asked(question, [(text, False) for text in choices])


def _said(text: str, before: float = 3.0) -> Words:
    return Words(text, indent=False, before=before)


def _cover(paper: SocialForm) -> list[Part]:
    """Health card, other allowances, the list of poor households."""
    others = ("Trợ cấp bảo hiểm xã hội, lương hưu", "Trợ cấp ưu đãi người có công", "Trợ giúp xã hội hằng tháng")
    kinds = (("Không", "O"), ("Hộ nghèo", "N"), ("Hộ cận nghèo", "CN"))
    return [
        Asked("4. Thẻ bảo hiểm y tế:", [("Không", False), ("Có", bool(paper.bhxh_no))]),
        facts(Fact("Mã số", paper.bhxh_no, blank=4)),
        _said("5. Đang hưởng chế độ nào sau đây (nếu có, ghi số tiền một tháng):", before=0),
        *(facts(Fact(label, None, blank=4)) for label in others),
        Asked("6. Thuộc hộ nghèo, cận nghèo:", [(text, paper.listed == kind) for text, kind in kinds]),
    ]


def _disability(paper: SocialForm) -> Together:
    return Together([
        _said("7. Giấy xác nhận khuyết tật (nếu có):"),
        facts(
            Fact("Số", None, blank=2, least=4), Fact("Ngày cấp", None, blank=2, least=4),
            Fact("Nơi cấp", None, blank=2, least=4), Fact("Dạng tật", None, blank=3, least=6),
            Fact("Mức độ khuyết tật", paper.level, blank=2, least=6),
        ),
    ])  # fmt: skip


def _child(paper: SocialForm) -> list[Part]:
    parents = [
        Together([
            _said(f"{number}. Thông tin về {who} của đối tượng:"),
            facts(
                Fact("Họ và tên", None, blank=4, least=7), Fact("Năm sinh", None, blank=2, least=5),
                Fact("Nơi ở, tình trạng (chết, mất tích, đang chấp hành án…)", None, blank=5),
            ),
        ])
        for number, who in enumerate(("cha", "mẹ"), 8)
    ]  # fmt: skip
    return [_disability(paper), *parents]


def _hiv(paper: SocialForm) -> list[Part]:
    return [
        _disability(paper),
        _said("8. Giấy xác nhận của cơ quan y tế có thẩm quyền:"),
        facts(
            Fact("Số", None, blank=2, least=4), Fact("Ngày cấp", None, blank=2, least=4),
            Fact("Nơi cấp", None, blank=2, least=4),
        ),
        facts(Fact("9. Nguồn thu nhập, khả năng lao động", None, blank=6)),
    ]  # fmt: skip


def _lone(paper: SocialForm) -> list[Part]:
    rows = [Row([str(n), one.name, short_date(one.birth), "", ""]) for n, one in enumerate(paper.children, 1)]
    blank = [Row([""] * len(CHILDREN.columns))] * BLANK_ROWS
    return [
        _ask("7. Tình trạng hôn nhân:", MARRIAGE),
        facts(
            Fact("8. Số con đang nuôi", str(len(paper.children)) if paper.children else None, blank=1, least=5),
            Fact("trong đó dưới 16 tuổi, 16–22 tuổi đang học", None, blank=2, least=7),
        ),
        Listed(CHILDREN, rows or blank, kept=False, before=4),
        facts(Fact("9. Giấy xác nhận khuyết tật (nếu có): số, dạng, mức độ", paper.level, blank=3)),
    ]


def _elder(paper: SocialForm) -> list[Part]:
    return [
        _disability(paper),
        _ask("8. Người phụng dưỡng:", ("Không có", "Có", "Có, người ấy cũng hưởng trợ cấp xã hội")),
        facts(Fact("Họ tên, nơi ở của người phụng dưỡng", None, blank=6)),
        _ask("9. Sống ở xã, thôn đặc biệt khó khăn vùng dân tộc thiểu số, miền núi:", ("Không", "Có")),
    ]


def _disabled(paper: SocialForm) -> list[Part]:
    return [
        _disability(paper),
        _ask("8. Tự phục vụ:", ("Được", "Không được")),
        _ask("9. Việc làm:", ("Có", "Không có")),
        _ask("10. Tình trạng hôn nhân:", MARRIAGE),
        facts(Fact("11. Số con, trong đó dưới 36 tháng tuổi", None, blank=4)),
    ]


REQUESTS = (
    Request(
        _info("1a", "Tờ khai đề nghị trợ giúp xã hội cho trẻ em, người 16–22 tuổi đang học"), ChildForms, "1a", _child
    ),
    Request(_info("1b", "Tờ khai đề nghị trợ giúp xã hội cho người nhiễm HIV"), HivForms, "1b", _hiv),
    Request(_info("1c", "Tờ khai đề nghị trợ giúp xã hội cho người đơn thân nuôi con"), LoneParentForms, "1c", _lone),
    Request(_info("1d", "Tờ khai đề nghị trợ giúp xã hội cho người cao tuổi"), ElderForms, "1d", _elder),
    Request(_info("1đ", "Tờ khai đề nghị trợ giúp xã hội cho người khuyết tật"), DisabledForms, "1đ", _disabled),
)


def _funeral(paper: HomePaper) -> list[Part]:
    return [
        Titled("I. THÔNG TIN NGƯỜI CHẾT"),
        *person_parts("Họ và tên", SlipHead(name=""), "1. "),
        facts(
            Fact("2. Nơi thường trú", paper.address), Fact("3. Ngày chết", None, blank=3, least=6),
            Fact("Nguyên nhân chết", None, blank=3, least=6),
            Fact("4. Giấy báo tử, trích lục khai tử số", None, blank=2, least=8), Fact("ngày", None, blank=1, least=4),
            Fact("5. Thời gian, chế độ đã hưởng", None, blank=8),
        ),
        Titled("II. NGƯỜI, CƠ QUAN ĐỨNG RA MAI TÁNG"),
        *person_parts("Họ và tên", paper.head, "1. "),
        facts(
            Fact("2. Nơi ở", paper.address), Fact("3. Quan hệ với người chết", None, blank=4),
            Fact("4. Số tài khoản, ngân hàng (nếu nhận qua tài khoản)", None, blank=4),
        ),
    ]  # fmt: skip


def _house(paper: HomePaper) -> list[Part]:
    states = (
        "Nhà đổ, sập, trôi, cháy hoàn toàn", "Phải di dời khẩn cấp",
        "Hư hỏng nặng, không ở được", "Không có chỗ ở khác",
    )  # fmt: skip
    return [
        *person_parts("Họ và tên chủ hộ", paper.head, "1. "),
        facts(
            Fact("2. Nơi ở", paper.address),
            Fact("3. Số người trong hộ", count(len(paper.members) or None), blank=2, least=5),
            Fact("Thuộc diện", paper.classification, blank=3, least=7),
        ),
        _said("4. Tình trạng nhà ở:"),
        Boxes([(text, False) for text in states]),
        facts(
            Fact("Thời gian, nguyên nhân", None, blank=8),
            Fact("5. Hoàn cảnh, khả năng tự sửa chữa, làm lại", None, blank=6),
        ),
        PenLines(2),
        facts(Fact("6. Đề nghị hỗ trợ (làm nhà mới, sửa nhà, di dời; số tiền)", None, blank=5)),
        PenLines(1),
    ]


@dataclass(frozen=True, slots=True)
class HomeRequest:
    """One form about a household: its number and title, what it asks, who signs."""

    info: DocumentInfo
    form: str
    title: str
    asks: Callable[[HomePaper], list[Part]]
    usual: Sequence[Signature]


HOME_REQUESTS = (
    HomeRequest(
        _info("04", "Tờ khai đề nghị hỗ trợ chi phí mai táng", "to_khai_mai_tang"),
        "04", "Tờ khai đề nghị hỗ trợ chi phí mai táng", _funeral, (CONFIRM, DECLARER),
    ),
    HomeRequest(
        _info("06", "Tờ khai đề nghị hỗ trợ về nhà ở", "to_khai_ho_tro_nha_o"),
        "06", "Tờ khai đề nghị hỗ trợ về nhà ở", _house, (CONFIRM, HEAD, DECLARER),
    ),
)  # fmt: skip


def _home_letters(request: HomeRequest, data: HomePapers) -> Iterator[Letter]:
    for paper in data.papers:
        parts = [
            State(f"Mẫu số {request.form}"), Called(request.title),
            Addressed([f"Ủy ban nhân dân {paper.commune}"]), Gap(4), *request.asks(paper),
            signed(paper.place, blocks.signing(data, paper, request.usual), OATH),
        ]  # fmt: skip
        yield Letter(paper.stamp, parts, mark=paper.mark)


DOCUMENTS = (
    *(letter_document(one.info, one.data, partial(_letters, one)) for one in REQUESTS),
    *(letter_document(one.info, HomePapers, partial(_home_letters, one)) for one in HOME_REQUESTS),
)
