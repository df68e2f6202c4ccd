"""Papers for tests: ordinary ones about invented people, and ones with every field at its limit."""

from __future__ import annotations

import itertools
import types
import typing
from collections.abc import Set
from io import BytesIO
from typing import Any

import msgspec

from db.store.prints import papers as p
from db.store.prints.budgets import BudgetRow, BudgetTable
from forms.paper.document import Document

NAMES = (
    "Hồ Văn Nhất",
    "Kê Thị Xoàn",
    "A Viết Tơi",
    "Blúp Thị Aih",
    "Quỳnh Rêr",
    "Zơrâm Bhất",
    "B'ling Nhôn",
    "Viên Mưng",
)
OFFICE = p.Office(name="ỦY BAN NHÂN DÂN\nXÃ HỒNG THỦY", place="Hồng Thủy")
HEADING = p.Heading(number="5", symbol="PHT-UBND", date="2017-02-05")
STAMP = p.Stamp(code="PHT-20104-000012", printed_at="2017-05-10T14:03", data_version="7f3a09c251de")
WAITING = p.Pending(name="Hồ Văn Hươi", village="Thôn Kê 1", matter="năm sinh 1962 hoặc 1963")


def slip(**changes: Any) -> p.SupportSlip:
    """A slip of a household of four with money, goods, a loan and a card."""
    slip = p.SupportSlip(
        household_code="20104-0012",
        head=p.SlipHead(name="Hồ Văn Nhất", birth="1962", sex="Nam", ethnic="Tà Ôi (Pa Cô)", id_no="191234567"),
        address="Thôn Kê 1, xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế",
        stamp=STAMP,
        year=2017,
        round="Đợt 1",
        heading=HEADING,
        classification="Hộ nghèo năm 2017 (thu nhập)",
        decision="QĐ 1592/QĐ-UBND ngày 30/12/2016",
        area="Xã khu vực III",
        persons=3,
        labourers=2,
        priority="Hộ dân tộc thiểu số",
        members=[
            p.SlipMember(name="Hồ Văn Nhất", birth="1962", relation="Chủ hộ", groups="BHYT HN2464612345678"),
            p.SlipMember(name="Kê Thị Xoàn", birth="1965-03", relation="Vợ", groups="BHYT HN2464612345679"),
            p.SlipMember(name="Hồ Thị Nghéc", birth="2006-09-12", relation="Con", groups="Đang học lớp 6"),
        ],
        supports=[
            p.SlipSupport(
                content="Hỗ trợ sản xuất: bò giống", beneficiary="Hộ", unit="con", quantity="2", unit_price=9_500_000,
                amount=19_000_000, sources="CT 135", basis="QĐ 12/QĐ-UBND, 05/01/2017", delivered_on="2017-05-10",
                specification="12 tháng tuổi, 150 kg", maker="Trại giống A Lưới",
            ),
            p.SlipSupport(
                content="Chi phí học tập", beneficiary="Hồ Thị Nghéc", unit="tháng", quantity="9", unit_price=100_000,
                amount=900_000, sources="NSTW", basis="NĐ 86/2015/NĐ-CP", delivered_on="2017-05-10",
            ),
        ],
        entitlements=[
            p.SlipEntitlement(
                kind="credit", content="Vay hộ nghèo", beneficiary="Hồ Văn Nhất", amount=30_000_000,
                valid_from="2017-02-15",
            ),
            p.SlipEntitlement(
                kind="card", content="Thẻ BHYT hộ nghèo", beneficiary="Hồ Thị Nghéc", number="HN2464612345680",
                valid_from="2017-01-01", valid_to="2017-12-31",
            ),
        ],
        delivery=p.Delivery(method="Tiền mặt", place="Nhà sinh hoạt cộng đồng"),
    )  # fmt: skip
    return msgspec.structs.replace(slip, **changes)


def blank_slip() -> p.SupportSlip:
    """A slip that knows only the household: everything else is left to the pen."""
    return p.SupportSlip(
        household_code="20104-0013",
        head=p.SlipHead(name="Kăn Xiêng"),
        address="Thôn Kê 1, xã Hồng Thủy",
        stamp=STAMP,
        year=2017,
        members=[p.SlipMember(name="Kăn Xiêng", relation="Chủ hộ")],
        supports=[p.SlipSupport(content="Gạo cứu đói", unit="kg", quantity="45.5")],
    )


def slips(*several: p.SupportSlip) -> p.SupportSlips:
    """A batch of slips with named signatures."""
    return p.SupportSlips(
        office=OFFICE,
        slips=list(several) or [slip()],
        signatures=[
            p.Signature(title="Người nhận", hint="ký, ghi rõ họ tên hoặc điểm chỉ", fingerprint=True),
            p.Signature(title="Người giao", hint="ký, ghi rõ họ tên", name="Lê Thị Hương"),
            p.Signature(title="Trưởng thôn", hint="chứng kiến", name="Quỳnh Rêr"),
            p.Signature(title="TM. ỦY BAN NHÂN DÂN", position="CHỦ TỊCH", hint="ký, đóng dấu", name="Viên Xuân Mưng"),
        ],
    )


def plan(**changes: Any) -> p.PlanPaper:
    """A plan of a household with three measures, looked after once."""
    plan = p.PlanPaper(
        household_code="20104-0012",
        head=p.SlipHead(name="Hồ Văn Nhất", birth="1962", sex="Nam", ethnic="Tà Ôi (Pa Cô)", id_no="191234567"),
        address="Thôn Kê 1, xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế",
        stamp=STAMP,
        year=2017,
        heading=p.Heading(number="7", symbol="KH-UBND", date="2017-02-05"),
        classification="Hộ nghèo từ 01/01/2017",
        decision="QĐ 1592/QĐ-UBND ngày 30/12/2016",
        persons=5,
        labourers=2,
        lacks=["Chất lượng nhà ở", "Hố xí, nhà tiêu hợp vệ sinh"],
        causes=["Thiếu đất canh tác", "Thiếu vốn sản xuất", "Ốm đau nặng, tai nạn"],
        cause_note="Chủ hộ bị tai nạn năm 2016, chỉ còn vợ đi làm được.",
        wishes="Vay vốn nuôi bò, sửa nhà, cho con đi học nghề.",
        escape_year=2019,
        measures=[
            p.PlanLine(
                content="Mua 02 bò giống sinh sản", policy="Vay vốn NHCSXH", span="03/2017 – 06/2017",
                money="NHCSXH 30.000.000; Hộ tự có 5.000.000", responsible="Hội Phụ nữ xã", outcome="Đã mua 01 con",
            ),
            p.PlanLine(
                content="Sửa nhà dột, thay mái tôn", lack="Chất lượng nhà ở", policy="Nhà ở", span="2017",
                money="Quỹ VNN 20.000.000; Ngày công 3.000.000", responsible="UBMTTQ xã",
            ),
            p.PlanLine(content="Con gái học nghề may", span="09/2017", responsible="Kê Sửu, cán bộ LĐTBXH"),
        ],
        looks=[
            p.PlanLook(
                date="2017-06-30", outcome="Đã mua 01 bò, còn chờ giải ngân đợt 2.", state="Đang làm",
                officer="Kê Sửu",
            ),
        ],
    )  # fmt: skip
    return msgspec.structs.replace(plan, **changes)


def plans(*several: p.PlanPaper) -> p.PlanPapers:
    """A batch of plans."""
    return p.PlanPapers(office=OFFICE, plans=list(several) or [plan()])


def blank_plan() -> p.PlanPaper:
    """A plan that knows only the household: everything else is filled in at the house."""
    return p.PlanPaper(head=p.SlipHead(name="Kăn Xiêng"), address="Thôn Kê 1, xã Hồng Thủy", stamp=STAMP, year=2017)


def receipt_lines(lines: int) -> list[p.ReceiptLine]:
    """Lines in three villages: every third takes money, the others goods."""
    return [
        p.ReceiptLine(
            name=NAMES[n % 8],
            village=f"Thôn Kê {n * 3 // lines + 1}",
            content="Tiền điện quý I" if n % 3 == 0 else "Bò giống sinh sản",
            id_no=f"1912{n:05d}" if n % 9 != 4 else None,
            amount=138_000 + n * 1_000 if n % 3 == 0 else None,
            quantity=None if n % 3 == 0 else "1.5",
            unit="con",
            receiver="Hồ Thị Nghéc" if n == 3 else None,
            relation="con" if n == 3 else None,
        )
        for n in range(lines)
    ]


def receipt_list(count: int = 30, **changes: Any) -> p.ReceiptList:
    """A list to sign."""
    paper = p.ReceiptList(
        office=OFFICE,
        stamp=STAMP,
        subject="Nhận hỗ trợ tiền điện và giống vật nuôi năm 2017, đợt 1",
        lines=receipt_lines(count),
        heading=p.Heading(number="12", symbol="DS-UBND", date="2017-02-05"),
        basis=["Căn cứ Quyết định số 12/QĐ-UBND ngày 05/01/2017;"],
        pending=[WAITING],
        recipients=["Phòng Lao động - Thương binh và Xã hội", "Lưu: VT, CSXH"],
    )
    return msgspec.structs.replace(paper, **changes)


def card_list(count: int = 30, **changes: Any) -> p.CardList:
    """A list of cards of three object codes in three villages."""
    paper = p.CardList(
        office=OFFICE,
        stamp=STAMP,
        subject="Người thuộc hộ nghèo, cận nghèo và dân tộc thiểu số, năm 2017",
        lines=[
            p.CardLine(
                name=NAMES[n % 8],
                village=f"Thôn Kê {n * 3 // count + 1}",
                number=f"HN24646{n:08d}",
                birth="1962" if n % 4 else "2001-05-09",
                sex=("Nữ", "Nam")[n % 2],
                facility="Trạm y tế xã Hồng Thủy",
                object_code=("HN", "DT", "CN")[n % 3],
                valid_from="2017-01-01",
                valid_to="2017-12-31",
            )
            for n in range(count)
        ],
        heading=p.Heading(number="13", date="2017-02-05"),
        objects={"HN": "Người thuộc hộ gia đình nghèo", "DT": "Người dân tộc thiểu số"},
        pending=[WAITING],
    )
    return msgspec.structs.replace(paper, **changes)


def posting(count: int = 30, **changes: Any) -> p.PostingList:
    """A list to be put up, of three villages."""
    lines = [
        p.PostingLine(
            name=NAMES[n % 8], village=f"Thôn Kê {n * 3 // count + 1}", persons=n % 6 + 1,
            result="Hộ cận nghèo" if n % 4 == 3 else "Hộ nghèo",
        )
        for n in range(count)
    ]  # fmt: skip
    paper = p.PostingList(
        office=OFFICE,
        stamp=STAMP,
        subject="Hộ nghèo, hộ cận nghèo năm 2017",
        column="Kết quả phân loại",
        lines=lines,
        heading=p.Heading(date="2017-02-05"),
        pending=[p.Pending(name="Hồ Văn Hươi", village="Thôn Kê 1")],
        recipients=["Các thôn", "Lưu: VT"],
    )
    return msgspec.structs.replace(paper, **changes)


def card_changes() -> p.CardChanges:
    """Four people who get a card, two whose card ends."""
    made = [
        p.CardChange(
            name=NAMES[n], number=f"46200{n:05d}" if n % 2 else None, birth="1962" if n % 4 else "2001-05-09",
            sex=("Nữ", "Nam")[n % 2], facility="Trạm y tế xã Hồng Thủy, 46091", amount=58_500,
            valid_from="2017-01-01", valid_to="2017-12-31", note="Chuyển đi nơi khác" if n > 3 else None,
        )
        for n in range(6)
    ]  # fmt: skip
    return p.CardChanges(
        office=OFFICE, stamp=STAMP, subject="Năm 2017", lines=made[:4], ended=made[4:], pending=[WAITING]
    )


def plain_list(count: int = 30, **changes: Any) -> p.PlainList:
    """A list of people as the screen has put it together."""
    columns = (("Họ và tên", 20), ("Ngày sinh", 10), ("CCCD, CMND", 12), ("Thôn", 11), ("Số người", 8))
    paper = p.PlainList(
        office=OFFICE,
        stamp=STAMP,
        title="Hộ nghèo có người chưa có thẻ BHYT",
        subject="Hộ nghèo; Không có thẻ BHYT còn hiệu lực – ngày 10/05/2017 (124 người, 30 hộ)",
        columns=[p.PlainColumn(title=title, width=width, right=width == 8) for title, width in columns],
        rows=[
            [NAMES[n % 8], "1962" if n % 4 else "09/05/2001", f"19{n:07d}", f"Thôn Kê {n % 3 + 1}", str(n % 6 + 1)]
            for n in range(count)
        ],
        heading=p.Heading(symbol="DS-UBND", date="2017-05-10"),
    )
    return msgspec.structs.replace(paper, **changes)


def money_table(count: int = 9) -> BudgetTable:
    """A plan's table of money with a group, its lines, a note and a sum that does not add up."""
    columns = [
        p.PlainColumn(title="STT", width=4), p.PlainColumn(title="Nội dung", width=40),
        *(p.PlainColumn(title=f"Kinh phí {year}", width=12, right=True) for year in (2016, 2017)),
    ]  # fmt: skip
    lines = [BudgetRow(cells=[str(n), f"Dự án thử {n}", "1.200", "850"]) for n in range(1, count + 1)]
    return BudgetTable(
        office=OFFICE, stamp=STAMP, title="Biểu tổng hợp kinh phí", subject="Giai đoạn 2016–2017",
        measured="triệu đồng", columns=columns,
        rows=[BudgetRow(cells=["A", "Tổng số", "10.800", "7.560"], strong=True), *lines],
        foot="Chưa kể vốn lồng ghép.", flags=["Dòng A năm 2017 ghi 7.560, các dòng cộng lại được 7.650."],
        heading=p.Heading(date="2017-05-10"),
    )  # fmt: skip


LIMITS = {"name": 100, "receiver": 100, "beneficiary": 100, "address": 250, "content": 250, "matter": 250}
"""Letters the register takes, by field; other texts are filled with 60, codes with 20."""
CODES = {"household_code", "id_no", "number", "unit", "object_code", "code", "data_version", "symbol", "sex"}
DECIMALS = ("quantity", "rice", "size")
DATES = {"date", "birth", "valid_from", "valid_to", "delivered_on", "met_on", "posted_from", "posted_to"}
SYLLABLES = ("Nguyễn", "Ẩm", "Quỳnh", "Ễnh", "Ỗng", "Gượng", "Ậy", "Phượng", "Ỡm", "Nghiệp", "Ằng", "Bhướch")


MEMBERS = (
    ("Hồ Văn Nhất", "1962", "Nam", "Chủ hộ"),
    ("Kê Thị Xoàn", "1965-03", "Nữ", "Vợ"),
    ("Hồ Thị Nghéc", "2006-09-12", "Nữ", "Con đẻ"),
    ("Hồ Văn Bhất", "2010", "Nam", "Con đẻ"),
)


def home(**changes: Any) -> p.HomePaper:
    """A poor household of four."""
    marks = [
        (2016, "N", "Hộ nghèo (nghèo về thu nhập)", [1, 4]),
        (2017, "N", "Hộ nghèo (nghèo về thu nhập)", [4, 8]),
        (2022, "N", "Hộ nghèo", [1, 7, 8, 9, 10]),
        (2023, "CN", "Hộ cận nghèo", [9, 10]),
    ]
    paper = p.HomePaper(
        head=p.SlipHead(name="Hồ Văn Nhất", birth="1962", sex="Nam", ethnic="Tà Ôi (Pa Cô)", id_no="191234567"),
        address="Thôn Kê 1, xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế",
        stamp=STAMP,
        year=2017,
        commune="xã Hồng Thủy",
        place="Hồng Thủy",
        village="Thôn Kê 1",
        district="huyện A Lưới",
        province="tỉnh Thừa Thiên Huế",
        household_code="20104-0012",
        phone="0912345678",
        area="2",
        classification="Hộ nghèo từ 01/01/2017",
        decision="QĐ 1592/QĐ-UBND ngày 30/12/2016",
        heading=p.Heading(date="2017-02-05"),
        members=[
            p.HomeMember(name=name, birth=birth, sex=sex, ethnic="Tà Ôi", relation=relation, id_no=id_no)
            for (name, birth, sex, relation), id_no in zip(MEMBERS, ("191234567", "191234568", None, None), strict=True)
        ],
        years=[p.YearMark(year=year, mark=mark, result=result, lacks=lacks) for year, mark, result, lacks in marks],
    )
    return msgspec.structs.replace(paper, **changes)


def homes(kind: type[p.HomePapers] = p.HomePapers, *several: p.HomePaper) -> p.HomePapers:
    """A batch of papers about households."""
    return kind(office=OFFICE, papers=list(several) or [home()])


def blank_home() -> p.HomePaper:
    """A household of which only the name of its head is known: everything else is left to the pen."""
    return p.HomePaper(
        head=p.SlipHead(name="Kăn Xiêng"), address="Thôn Kê 1, xã Hồng Thủy", stamp=STAMP, year=2017,
        commune="xã Hồng Thủy", place="Hồng Thủy",
    )  # fmt: skip


def overview() -> p.Overview:
    """The charts of a commune of nine villages and more."""
    villages = [(f"Thôn Kê {n}", 60 - 5 * n) for n in range(1, 8)] + [
        ("Thôn Pa Hy – Ta Lo – A Hố", 20),
        ("9 thôn khác", 40),
    ]
    return p.Overview(
        office=OFFICE,
        stamp=STAMP,
        unit="xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế",
        year=2017,
        on="2017-05-10",
        years=[2016, 2017],
        classes=[
            p.FigureRow(label="Hộ nghèo", figures=[312, 298]),
            p.FigureRow(label="Hộ cận nghèo", figures=[41, 48]),
            p.FigureRow(label="Hộ thoát nghèo", figures=[0, 7]),
        ],
        reach=[
            p.FigureRow(label="Thẻ BHYT", figures=[323, 946]),
            p.FigureRow(label="Nhà ở", figures=[5, 222]),
            p.FigureRow(label="Vay vốn ưu đãi", figures=[19, 229]),
        ],
        villages=[p.FigureRow(label=name, figures=[number]) for name, number in villages],
        heading=p.Heading(date="2017-05-10"),
    )


def full(kind: type[msgspec.Struct], numbers: itertools.count[int], *, blanks: bool = True) -> Any:
    """An instance with every field filled to its limit; no two texts are equal. blanks: words, else one long word."""
    values = {}
    for field in msgspec.structs.fields(kind):
        values[field.name] = _value(field.name, field.type, numbers, blanks)
    return kind(**values)


def _value(name: str, kind: Any, numbers: itertools.count[int], blanks: bool) -> Any:
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        kind = next(part for part in typing.get_args(kind) if part is not type(None))
    if typing.get_origin(kind) is list:
        return [_value(name, typing.get_args(kind)[0], numbers, blanks) for _ in range(2)]
    if typing.get_origin(kind) is typing.Literal:
        return typing.get_args(kind)[next(numbers) % len(typing.get_args(kind))]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return full(kind, numbers, blanks=blanks)
    if kind is str:
        return _text(name, numbers, blanks)
    fixed: dict[Any, Any] = {dict[str, str]: {}, dict[str, int]: {}, bool: True}
    return fixed[kind] if kind in fixed else {"year": 2017}.get(name, 123_456_789_012_345)


def _text(name: str, numbers: itertools.count[int], blanks: bool) -> str:
    fixed = {"printed_at": "2017-05-10T14:03", **dict.fromkeys(DECIMALS, "123456789012.345")}
    if name in fixed:
        return fixed[name]
    if name in DATES:
        return "2017-12-28"
    n = next(numbers)
    limit = 20 if name in CODES else LIMITS.get(name, 60)
    return text_of(n, limit, blanks=blanks)


def text_of(n: int, limit: int, *, blanks: bool) -> str:
    """The n-th text of so many letters."""
    words = [str(n), *(SYLLABLES[(n + k) % len(SYLLABLES)] for k in range(limit))]
    return (" " if blanks else "").join(words)[:limit].strip()


def every_text(data: Any, without: Set[str] = frozenset(), at: str = "") -> list[str]:
    """All texts of a paper that must be found again, dates and moments aside.

    without: fields left out, everywhere (`phone`) or in one part (`members.id_no`).
    """
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        return [text for one in data for text in every_text(one, without, at)]
    if not isinstance(data, msgspec.Struct):
        return []
    skipped = {*DATES, *DECIMALS, "printed_at", "kind"}
    return [
        text
        for field in data.__struct_fields__
        if field not in skipped and not {field, f"{at}.{field}"} & without
        for text in every_text(getattr(data, field), without, field)
    ]


def built(document: Document, data: Any, options: Any = None) -> bytes:
    """The PDF of a paper."""
    out = BytesIO()
    document.build(data, out, options)
    return out.getvalue()
