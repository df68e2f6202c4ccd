"""The forms of the Bank for Social Policies: 01/TD, a household's request for a loan, and 03/TD, the group's list.

01/TD of loans for production in difficult areas has a place for the commune's confirmation. 03/TD bears the title in
use in its year. What the bank writes is left empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from db.store.prints.loans import LoanForm, LoanForms, LoanLine, LoanList, LoanLists
from db.store.prints.papers import Signature
from forms.paper import blocks, citizen
from forms.paper.blocks import Fact
from forms.paper.document import DocumentInfo
from forms.paper.figures import Wording, money, short_date
from forms.paper.grid import Column, Row, Sums, Table, Totals
from forms.paper.household import count, home_document
from forms.paper.letter import (
    Called,
    Gap,
    Letter,
    Listed,
    Middle,
    Part,
    Signed,
    State,
    Together,
    Words,
    facts,
    signed,
)
from forms.paper.letter_document import letter_document
from forms.paper.measure import Run
from forms.paper.sheet import A4, Flow, Frame, mm
from forms.paper.tables import draw_table

REQUEST = DocumentInfo(
    name="giay_de_nghi_vay_von",
    title="Giấy đề nghị vay vốn kiêm phương án sử dụng vốn vay (01/TD)",
    source="Ngân hàng Chính sách xã hội, Mẫu số 01/TD; văn bản 720/NHCS-TDNN ngày 29/3/2011",
    valid_from="2011-03-29",
    valid_to=None,
    level="commune",
    uncertain=True,
)
LIST = DocumentInfo(
    name="danh_sach_de_nghi_vay_von",
    title="Danh sách đề nghị vay vốn Ngân hàng Chính sách xã hội (03/TD)",
    source="Ngân hàng Chính sách xã hội, Mẫu số 03/TD; văn bản 3524/NHCS-TDNN ngày 28/4/2023, trước đó 720/NHCS-TDNN",
    valid_from="2011-03-29",
    valid_to=None,
    level="commune",
    uncertain=True,
)
OF_HOUSEHOLDS, OF_MEMBERS, RENAMED = "hộ gia đình", "tổ viên", 2023
"""Whom the list of 03/TD names: households until the form of 2023, members of the group since."""
BANK = "Ngân hàng Chính sách xã hội"
NARROW = Frame(left=mm(20), right=mm(15), top=mm(18), bottom=mm(15))
WIDE = Frame(size=(A4[1], A4[0]), left=mm(16), right=mm(9), top=mm(18), bottom=mm(15))
USES = 3
BORROWER = Signature(title="Người vay", hint=blocks.SIGN_OR_FINGER)
CONFIRMATION = Signature(title="Xác nhận của UBND cấp xã", position="CHỦ TỊCH", hint="ký tên, đóng dấu")
OFFICERS = (
    Signature(title="Cán bộ tín dụng"),
    Signature(title="Trưởng phòng (Tổ trưởng) TD"),
    Signature(title="Giám đốc"),
)
OATH = (
    "Tôi cam kết sử dụng vốn vay đúng mục đích, trả nợ gốc và lãi đúng hạn; nếu sai, tôi xin chịu trách nhiệm trước "
    "pháp luật."
)


def _requests(data: LoanForms) -> Iterator[Letter]:
    for paper in data.papers:
        sides = (CONFIRMATION, BORROWER) if paper.confirmed else (BORROWER,)
        parts = [
            State("Mẫu số: 01/TD"),
            Called("Giấy đề nghị vay vốn kiêm phương án sử dụng vốn vay"),
            Middle(f"Chương trình cho vay: {paper.programme}", "regular", before=0),
            Middle(f"Kính gửi: Phòng giao dịch {BANK} ………………………………", "regular", before=0),
            Gap(4),
            *_borrower(paper),
            *_plan(paper),
            signed(paper.place, paper.signatures or sides, OATH),
            _approval(),
        ]
        yield Letter(paper.stamp, parts, mark=paper.mark, frame=NARROW)


def _borrower(paper: LoanForm) -> list[Part]:
    who = paper.head
    return [
        facts(
            Fact("1. Họ và tên người vay", who.name or None, "bold", blank=5, least=8),
            Fact("Sinh ngày", short_date(who.birth) or None, blank=2, least=4),
        ),
        facts(
            Fact("Số CCCD/thẻ Căn cước (CMND)", who.id_no, blank=2, least=6),
            Fact("Ngày cấp", None, blank=1, least=3), Fact("Nơi cấp", None, blank=1, least=3),
            Fact("Địa chỉ cư trú", paper.address),
            Fact("Là thành viên Tổ TK&VV do ông (bà) làm tổ trưởng", paper.leader, blank=4),
            Fact("Thuộc tổ chức Hội quản lý", paper.society, blank=4),
        ),
    ]  # fmt: skip


USES_OF_LOAN = Table(
    [
        Column("Đối tượng", 80, share=2),
        Column("Số lượng", 30, share=1, align="center"),
        Column("Thành tiền (đồng)", 34, align="right", snug=True, most=44),
    ],
    size=11.5, least=7.5,
)  # fmt: skip


def _plan(paper: LoanForm) -> list[Part]:
    words = Wording().money(paper.amount) if paper.amount is not None else None
    rows = [Row([one.thing, one.quantity or "", money(one.amount)]) for one in paper.uses]
    rows += [Row(["", "", ""])] * (USES - len(rows))
    return [
        facts(Fact(f"2. Đề nghị {BANK} cho vay số tiền", _dong(paper.amount), "bold", blank=3)),
        facts(Fact("(Bằng chữ)", words, blank=8)),
        facts(Fact("Để thực hiện phương án", paper.plan, blank=6)),
        facts(Fact("Tổng nhu cầu vốn", _dong(paper.need), blank=4)),
        facts(
            Fact("+ Vốn tự có tham gia", _dong(paper.own), blank=2, least=6),
            Fact("+ Vốn vay NHCSXH", _dong(paper.amount), blank=2, least=6),
        ),
        Words("Vốn vay để dùng vào việc:", indent=False, before=0),
        Listed(USES_OF_LOAN, rows, kept=False, before=3, after=4),
        facts(
            Fact("Thời hạn xin vay (tháng)", count(paper.term), blank=1, least=6),
            Fact("Kỳ hạn trả nợ (tháng/lần)", count(paper.period), blank=1, least=6),
            Fact("Hạn trả nợ cuối cùng", short_date(paper.valid_to) or None, blank=3),
        ),
    ]


def _dong(amount: int | None) -> str | None:
    return None if amount is None else f"{money(amount)} đồng"


def _approval() -> Part:
    """The lower part, for the bank."""
    return Together([
        Middle("PHÊ DUYỆT CỦA NGÂN HÀNG", before=mm(2)),
        facts(
            Fact("1. Số tiền cho vay (đồng)", None, blank=2, least=6), Fact("Bằng chữ", None, blank=2, least=6),
            Fact("2. Lãi suất (%/năm)", None, blank=1, least=6),
            Fact("Lãi suất nợ quá hạn (130 %)", None, blank=1, least=6),
            Fact("3. Thời hạn (tháng)", None, blank=1, least=6), Fact("Kỳ hạn (tháng/lần)", None, blank=1, least=6),
            Fact("4. Trả nợ mỗi lần (đồng)", None, blank=1, least=6),
            Fact("Kỳ cuối (đồng)", None, blank=1, least=6),
            Fact("Hạn trả nợ cuối cùng", None, blank=1, least=6),
            Fact("5. Lãi trả hằng tháng vào ngày", None, blank=1, least=6),
        ),
        Signed(OFFICERS),
    ])  # fmt: skip


def _list(flow: Flow, data: LoanLists, paper: LoanList) -> None:
    citizen.head(flow, "Mẫu số: 03/TD")
    whom = OF_MEMBERS if paper.year >= RENAMED else OF_HOUSEHOLDS
    citizen.title(flow, f"Danh sách {whom} đề nghị vay vốn {BANK}", f"Chương trình cho vay: {paper.programme}")
    blocks.facts(flow, [
        Fact("Tổ TK&VV do ông (bà) làm tổ trưởng", paper.leader, "bold", blank=2, least=8),
        Fact("Mã tổ", paper.group_code, blank=2, least=4),
        Fact("Thôn", paper.village, blank=2, least=4), Fact("Xã", paper.commune, least=4),
        Fact("Tỉnh, thành phố", paper.province, blank=2, least=4),
    ])  # fmt: skip
    met = short_date(paper.valid_from) or "…………………"
    flow.paragraph([Run(
        f"Tổ TK&VV họp ngày {met}, thống nhất đề nghị UBND cấp xã xác nhận và {BANK} xét cho các {whom} sau đây vay "
        "vốn. Lập 02 liên chính (01 liên lưu hồ sơ Tổ tại ngân hàng, 01 liên lưu tại Tổ), 02 liên phô tô. Đơn vị: đồng."
    )], before=3)  # fmt: skip
    flow.skip(4)

    def end(pen: Flow) -> None:
        _confirmed(pen, paper)

    draw_table(flow, LOANS, _rows(paper.lines), tail=flow.height_of(end))
    end(flow)


def _sum(sums: Sums) -> str:
    return money(int(sums.get("", 0)))


ASKED, GRANTED = "Đề nghị của Tổ TK&VV", "Phê duyệt của Ngân hàng"
LOANS = Table(
    [
        Column("STT", 11, align="center"),
        Column("Họ và tên", 45, share=1.2),
        Column("Đối tượng thụ hưởng", 34, share=0.8),
        Column("Số tiền", 27, align="right", snug=True, over=ASKED),
        Column("Mục đích sử dụng vốn", 45, share=1.4, over=ASKED),
        Column("Thời hạn (tháng)", 19, align="center", over=ASKED),
        Column("Số tiền", 30, align="right", over=GRANTED),
        Column("Thời hạn (tháng)", 19, align="center", over=GRANTED),
    ],
    size=11.5, least=7.5, numbered=True, totals=Totals(3, _sum, "Cộng"),
)  # fmt: skip


def _rows(lines: Sequence[LoanLine]) -> list[Row]:
    return [
        Row(
            [
                *(str(n), one.name, one.group or "", money(one.amount), one.purpose or ""),
                *(count(one.term) or "", "", ""),
            ],
            {"": one.amount or 0},
        )
        for n, one in enumerate(lines, 1)
    ]


def _confirmed(flow: Flow, paper: LoanList) -> None:
    """Who signs: the group's leader, the commune, and the bank below."""
    blocks.facts(flow, [Fact("Xác nhận của UBND cấp xã", None, blank=8)])
    citizen.pen_lines(flow, 1)
    blocks.facts(flow, [
        Fact("Phê duyệt của Ngân hàng: số người được vay", None, blank=1, least=6),
        Fact("Tổng số tiền", None, blank=2, least=6),
        Fact("Số người chưa được vay", None, blank=1, least=6), Fact("Gồm các số thứ tự", None, blank=2, least=6),
    ])  # fmt: skip
    citizen.dated(flow, paper.place)
    leader = Signature(title="Tổ trưởng Tổ TK&VV", hint=blocks.SIGN_HINT)
    blocks.signatures(flow, (leader, CONFIRMATION, *OFFICERS))


DOCUMENTS = (
    letter_document(REQUEST, LoanForms, _requests),
    home_document(LIST, LoanLists, _list, frame=WIDE),
)
