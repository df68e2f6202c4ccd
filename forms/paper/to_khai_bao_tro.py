"""Requests under NĐ 20/2021/NĐ-CP: 1a to 1đ for monthly allowances, 04 for a funeral, 06 for a house.

Known from field lists, not from the official layout; clauses of the decree are left to the pen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from db.store.prints import HomePaper, HomePapers, Signature, SlipHead
from db.store.social_prints import (
    ChildForms,
    DisabledForms,
    ElderForms,
    HivForms,
    LoneParentForms,
    SocialForm,
    SocialForms,
)
from forms.paper import blocks, citizen
from forms.paper.blocks import Fact
from forms.paper.document import DocumentInfo
from forms.paper.figures import short_date
from forms.paper.grid import Column, Row, Table
from forms.paper.household import BLANK_ROWS, count, home_document, person_facts
from forms.paper.measure import Run
from forms.paper.sheet import Flow, mm
from forms.paper.tables import draw_table

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
    asks: Callable[[Flow, SocialForm], None]


def _draw(request: Request, flow: Flow, data: SocialForms, paper: SocialForm) -> None:
    citizen.head(flow, f"Mẫu số {request.form}")
    citizen.title(flow, "Tờ khai đề nghị trợ giúp xã hội", ALLOWED)
    blocks.section(flow, "THÔNG TIN CỦA ĐỐI TƯỢNG")
    who = msgspec.structs.replace(paper.head, name=paper.head.name.upper())
    person_facts(flow, "Họ và tên", who, "1. ")
    blocks.facts(flow, [Fact("2. Hộ khẩu thường trú", paper.address), Fact("Hiện ở với ai, tại đâu", None, blank=8)])
    _schooling(flow)
    _cover(flow, paper)
    request.asks(flow, paper)
    places = paper.signatures or data.signatures or (CONFIRM, DECLARER)

    def end(pen: Flow) -> None:
        blocks.section(pen, "THÔNG TIN NGƯỜI KHAI THAY (nếu có)")
        blocks.facts(pen, [
            Fact("Họ và tên", None, blank=4, least=7), Fact("Quan hệ", None, blank=2, least=5),
            Fact("Số CCCD/CMND", None, blank=3, least=7), Fact("Nơi ở", None, blank=3, least=5),
        ])  # fmt: skip
        citizen.signed(pen, paper.place, places, oath=OATH)

    flow.need(flow.height_of(end))
    end(flow)


def _schooling(flow: Flow) -> None:
    _ask(flow, "3. Đi học:", ("Chưa đi học, không đi học", "Đã nghỉ học", "Đang đi học"))
    blocks.facts(flow, [Fact("Lớp, trường hoặc lý do không đi học", None, blank=6)])


def _ask(flow: Flow, question: str, choices: Sequence[str]) -> None:
    citizen.asked(flow, question, [(text, False) for text in choices])


def _cover(flow: Flow, paper: SocialForm) -> None:
    """Health card, other allowances, the list of poor households."""
    citizen.asked(flow, "4. Thẻ bảo hiểm y tế:", [("Không", False), ("Có", bool(paper.bhxh_no))])
    blocks.facts(flow, [Fact("Mã số", paper.bhxh_no, blank=4)])
    flow.paragraph([Run("5. Đang hưởng chế độ nào sau đây (nếu có, ghi số tiền một tháng):")])
    for label in ("Trợ cấp bảo hiểm xã hội, lương hưu", "Trợ cấp ưu đãi người có công", "Trợ giúp xã hội hằng tháng"):
        blocks.facts(flow, [Fact(label, None, blank=4)])
    kinds = (("Không", "O"), ("Hộ nghèo", "N"), ("Hộ cận nghèo", "CN"))
    citizen.asked(flow, "6. Thuộc hộ nghèo, cận nghèo:", [(text, paper.listed == kind) for text, kind in kinds])


def _disability(flow: Flow, paper: SocialForm, mark: str) -> None:
    flow.need(mm(20))
    flow.paragraph([Run(f"{mark}Giấy xác nhận khuyết tật (nếu có):")], before=3)
    blocks.facts(flow, [
        Fact("Số", None, blank=2, least=4), Fact("Ngày cấp", None, blank=2, least=4),
        Fact("Nơi cấp", None, blank=2, least=4), Fact("Dạng tật", None, blank=3, least=6),
        Fact("Mức độ khuyết tật", paper.level, blank=2, least=6),
    ])  # fmt: skip


def _child(flow: Flow, paper: SocialForm) -> None:
    _disability(flow, paper, "7. ")
    for number, who in enumerate(("cha", "mẹ"), 8):
        flow.need(mm(16))
        flow.paragraph([Run(f"{number}. Thông tin về {who} của đối tượng:")], before=3)
        blocks.facts(flow, [
            Fact("Họ và tên", None, blank=4, least=7), Fact("Năm sinh", None, blank=2, least=5),
            Fact("Nơi ở, tình trạng (chết, mất tích, đang chấp hành án…)", None, blank=5),
        ])  # fmt: skip


def _hiv(flow: Flow, paper: SocialForm) -> None:
    _disability(flow, paper, "7. ")
    flow.paragraph([Run("8. Giấy xác nhận của cơ quan y tế có thẩm quyền:")], before=3)
    blocks.facts(flow, [
        Fact("Số", None, blank=2, least=4), Fact("Ngày cấp", None, blank=2, least=4),
        Fact("Nơi cấp", None, blank=2, least=4),
    ])  # fmt: skip
    blocks.facts(flow, [Fact("9. Nguồn thu nhập, khả năng lao động", None, blank=6)])


def _lone(flow: Flow, paper: SocialForm) -> None:
    _ask(flow, "7. Tình trạng hôn nhân:", MARRIAGE)
    blocks.facts(flow, [
        Fact("8. Số con đang nuôi", str(len(paper.children)) if paper.children else None, blank=1, least=5),
        Fact("trong đó dưới 16 tuổi, 16–22 tuổi đang học", None, blank=2, least=7),
    ])  # fmt: skip
    rows = [Row([str(n), one.name, short_date(one.birth), "", ""]) for n, one in enumerate(paper.children, 1)]
    flow.skip(4)
    draw_table(flow, CHILDREN, rows or [Row([""] * len(CHILDREN.columns))] * BLANK_ROWS)
    flow.skip(2)
    blocks.facts(flow, [Fact("9. Giấy xác nhận khuyết tật (nếu có): số, dạng, mức độ", paper.level, blank=3)])


def _elder(flow: Flow, paper: SocialForm) -> None:
    _disability(flow, paper, "7. ")
    _ask(flow, "8. Người phụng dưỡng:", ("Không có", "Có", "Có, người ấy cũng hưởng trợ cấp xã hội"))
    blocks.facts(flow, [Fact("Họ tên, nơi ở của người phụng dưỡng", None, blank=6)])
    _ask(flow, "9. Sống ở xã, thôn đặc biệt khó khăn vùng dân tộc thiểu số, miền núi:", ("Không", "Có"))


def _disabled(flow: Flow, paper: SocialForm) -> None:
    _disability(flow, paper, "7. ")
    _ask(flow, "8. Tự phục vụ:", ("Được", "Không được"))
    _ask(flow, "9. Việc làm:", ("Có", "Không có"))
    _ask(flow, "10. Tình trạng hôn nhân:", MARRIAGE)
    blocks.facts(flow, [Fact("11. Số con, trong đó dưới 36 tháng tuổi", None, blank=4)])


REQUESTS = (
    Request(
        _info("1a", "Tờ khai đề nghị trợ giúp xã hội cho trẻ em, người 16–22 tuổi đang học"), ChildForms, "1a", _child
    ),
    Request(_info("1b", "Tờ khai đề nghị trợ giúp xã hội cho người nhiễm HIV"), HivForms, "1b", _hiv),
    Request(_info("1c", "Tờ khai đề nghị trợ giúp xã hội cho người đơn thân nuôi con"), LoneParentForms, "1c", _lone),
    Request(_info("1d", "Tờ khai đề nghị trợ giúp xã hội cho người cao tuổi"), ElderForms, "1d", _elder),
    Request(_info("1đ", "Tờ khai đề nghị trợ giúp xã hội cho người khuyết tật"), DisabledForms, "1đ", _disabled),
)


def _funeral(flow: Flow, data: HomePapers, paper: HomePaper) -> None:
    citizen.head(flow, "Mẫu số 04")
    citizen.title(flow, "Tờ khai đề nghị hỗ trợ chi phí mai táng")
    blocks.addressed(flow, [f"Ủy ban nhân dân {paper.commune}"])
    flow.skip(4)
    blocks.section(flow, "I. THÔNG TIN NGƯỜI CHẾT")
    person_facts(flow, "Họ và tên", SlipHead(name=""), "1. ")
    blocks.facts(flow, [
        Fact("2. Nơi thường trú", paper.address), Fact("3. Ngày chết", None, blank=3, least=6),
        Fact("Nguyên nhân chết", None, blank=3, least=6),
        Fact("4. Giấy báo tử, trích lục khai tử số", None, blank=2, least=8), Fact("ngày", None, blank=1, least=4),
        Fact("5. Thời gian, chế độ đã hưởng", None, blank=8),
    ])  # fmt: skip
    blocks.section(flow, "II. NGƯỜI, CƠ QUAN ĐỨNG RA MAI TÁNG")
    person_facts(flow, "Họ và tên", paper.head, "1. ")
    blocks.facts(flow, [
        Fact("2. Nơi ở", paper.address), Fact("3. Quan hệ với người chết", None, blank=4),
        Fact("4. Số tài khoản, ngân hàng (nếu nhận qua tài khoản)", None, blank=4),
    ])  # fmt: skip
    _asked(flow, data, paper, (CONFIRM, DECLARER))


def _house(flow: Flow, data: HomePapers, paper: HomePaper) -> None:
    citizen.head(flow, "Mẫu số 06")
    citizen.title(flow, "Tờ khai đề nghị hỗ trợ về nhà ở")
    blocks.addressed(flow, [f"Ủy ban nhân dân {paper.commune}"])
    flow.skip(4)
    person_facts(flow, "Họ và tên chủ hộ", paper.head, "1. ")
    blocks.facts(flow, [
        Fact("2. Nơi ở", paper.address),
        Fact("3. Số người trong hộ", count(len(paper.members) or None), blank=2, least=5),
        Fact("Thuộc diện", paper.classification, blank=3, least=7),
    ])  # fmt: skip
    flow.paragraph([Run("4. Tình trạng nhà ở:")], before=3)
    states = (
        "Nhà đổ, sập, trôi, cháy hoàn toàn", "Phải di dời khẩn cấp",
        "Hư hỏng nặng, không ở được", "Không có chỗ ở khác",
    )  # fmt: skip
    citizen.boxes(flow, [(text, False) for text in states])
    blocks.facts(flow, [
        Fact("Thời gian, nguyên nhân", None, blank=8),
        Fact("5. Hoàn cảnh, khả năng tự sửa chữa, làm lại", None, blank=6),
    ])  # fmt: skip
    citizen.pen_lines(flow, 2)
    blocks.facts(flow, [Fact("6. Đề nghị hỗ trợ (làm nhà mới, sửa nhà, di dời; số tiền)", None, blank=5)])
    citizen.pen_lines(flow, 1)
    _asked(flow, data, paper, (CONFIRM, HEAD, DECLARER))


def _asked(flow: Flow, data: HomePapers, paper: HomePaper, usual: Sequence[Signature]) -> None:
    citizen.signed(flow, paper.place, paper.signatures or data.signatures or usual, oath=OATH)


DOCUMENTS = (
    *(home_document(one.info, one.data, partial(_draw, one)) for one in REQUESTS),
    home_document(_info("04", "Tờ khai đề nghị hỗ trợ chi phí mai táng", "to_khai_mai_tang"), HomePapers, _funeral),
    home_document(_info("06", "Tờ khai đề nghị hỗ trợ về nhà ở", "to_khai_ho_tro_nha_o"), HomePapers, _house),
)
