"""What a printed document is made of: plain shapes the store fills and `forms/paper` draws; no SQL, no layout, no
rules.

Common forms: money is whole đồng (int); quantities are decimal strings (`"2"`, `"0.5"`); dates are text with
precision (`1962`, `1962-05`, `1962-05-01`); moments are local ISO text (`2017-05-10T14:03`). `None` means "not
known": the slip leaves a dotted line to write on, a list leaves the cell empty. Every text is printed as it stands,
whole.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Generic, Literal, TypeVar

import msgspec


class Office(msgspec.Struct, kw_only=True, frozen=True):
    """The office that issues the paper.

    name: capitals, a line break where custom breaks it (`"ỦY BAN NHÂN DÂN\\nXÃ HỒNG THỦY"`); superior: the office
    above, where the paper names one; place: the địa danh before the date.
    """

    name: str
    place: str
    superior: str | None = None


class Signature(msgspec.Struct, kw_only=True, frozen=True):
    """One place to sign.

    title: who signs (`"Người nhận"`, or an authority such as `"TM. ỦY BAN NHÂN DÂN"`); position: second bold line
    (`"CHỦ TỊCH"`); hint: how to sign, without brackets; name: printed under the place; fingerprint: draw a light
    frame for a finger.
    """

    title: str
    position: str | None = None
    hint: str | None = None
    name: str | None = None
    fingerprint: bool = False


class Heading(msgspec.Struct, kw_only=True, frozen=True):
    """Number and date of a paper; without them it leaves room for the pen. symbol: after the number (`"PHT-UBND"`)."""

    number: str | None = None
    symbol: str | None = None
    date: str | None = None


class Stamp(msgspec.Struct, kw_only=True, frozen=True):
    """What the foot of every page says: the paper's own code, when it was printed, which state of the data it shows.

    reprint: 0, or the how-manieth time it is printed again under its code.
    """

    code: str
    printed_at: str
    data_version: str
    reprint: int = 0

    @property
    def scanned(self) -> str:
        """What its QR code says: the paper's code and a check over all of the stamp, in capitals."""
        told = "|".join((self.code, self.printed_at, self.data_version, str(self.reprint)))
        check = sha256(told.encode()).hexdigest()[:8]
        return f"{self.code.encode('ascii', 'replace').decode()}/{check}".upper()


class Pending(msgspec.Struct, kw_only=True, frozen=True):
    """Somebody whose data is in conflict: kept out of the table, named in the note at the end. matter: what waits."""

    name: str
    village: str | None = None
    matter: str | None = None


One = TypeVar("One")


class Batch(msgspec.Struct, Generic[One], kw_only=True, frozen=True):
    """Papers of one office that are printed into one file, one after the other."""

    office: Office
    papers: list[One]


class SignedBatch(Batch[One], kw_only=True, frozen=True):
    """The same; signatures serve every paper that has none of its own."""

    signatures: list[Signature] = []


class Single(msgspec.Struct, kw_only=True, frozen=True):
    """One paper that is a file by itself, a list or a table mostly. subject: whose, about what, which year."""

    office: Office
    stamp: Stamp
    subject: str
    signatures: list[Signature] = []


class OfficeList(Single, kw_only=True, frozen=True):
    """A list that an office issues. basis: legal papers, one each; recipients: who gets it."""

    heading: Heading = Heading()
    basis: list[str] = []
    pending: list[Pending] = []
    recipients: list[str] = []


class SlipHead(msgspec.Struct, kw_only=True, frozen=True):
    """The head of the household. sex and ethnic: names as printed, not codes; id_no: CCCD, CMND or số định danh."""

    name: str
    birth: str | None = None
    sex: str | None = None
    ethnic: str | None = None
    id_no: str | None = None


class SlipMember(msgspec.Struct, kw_only=True, frozen=True):
    """One member. groups: the column "Diện" (at school, BHXH number, disability, social allowance)."""

    name: str
    birth: str | None = None
    relation: str | None = None
    groups: str | None = None


class SlipSupport(msgspec.Struct, kw_only=True, frozen=True):
    """One support in money or kind.

    content: policy and content; specification, maker: of goods (technical data, sign, brand; producer); amount:
    what is added up, None for goods without a price; sources, basis: as printed (`"NSTW"`, `"QĐ 05/QĐ-UBND,
    03/01/2017"`).
    """

    content: str
    beneficiary: str | None = None
    unit: str | None = None
    quantity: str | None = None
    unit_price: int | None = None
    amount: int | None = None
    sources: str | None = None
    basis: str | None = None
    delivered_on: str | None = None
    note: str | None = None
    specification: str | None = None
    maker: str | None = None


class SlipEntitlement(msgspec.Struct, kw_only=True, frozen=True):
    """A loan or a health-insurance card: shown, never added to the money received.

    amount: of the loan; number: BHXH or card number.
    """

    kind: Literal["credit", "card"]
    content: str
    beneficiary: str | None = None
    amount: int | None = None
    number: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    note: str | None = None


class Delivery(msgspec.Struct, kw_only=True, frozen=True):
    """How it was handed over. receiver: the representative where it is not the head (relation and paper are due)."""

    method: str | None = None
    place: str | None = None
    receiver: str | None = None
    relation: str | None = None
    id_no: str | None = None
    address: str | None = None
    authority_no: str | None = None
    opinion: str | None = None


class SupportSlip(msgspec.Struct, kw_only=True, frozen=True):
    """One household's slip.

    classification: as printed (`"Hộ nghèo năm 2017"`), decision: `"QĐ 1592/QĐ-UBND ngày 30/12/2016"`; area: khu
    vực, thôn ĐBKK; round: `"Đợt 1"`; persons, labourers, children: counts.
    """

    head: SlipHead
    address: str
    stamp: Stamp
    year: int
    household_code: str | None = None
    round: str | None = None
    heading: Heading = Heading()
    classification: str | None = None
    decision: str | None = None
    area: str | None = None
    persons: int | None = None
    labourers: int | None = None
    children: int | None = None
    priority: str | None = None
    members: list[SlipMember] = []
    supports: list[SlipSupport] = []
    entitlements: list[SlipEntitlement] = []
    delivery: Delivery = Delivery()
    pending: list[Pending] = []
    signatures: list[Signature] = []


class SupportSlips(msgspec.Struct, kw_only=True, frozen=True):
    """A batch of slips of one office. signatures serve every slip that has none of its own."""

    office: Office
    slips: list[SupportSlip]
    signatures: list[Signature] = []


class PlanLine(msgspec.Struct, kw_only=True, frozen=True):
    """One measure of a household's plan. lack: the indicator it removes; span: from when to when; money: by source."""

    content: str
    lack: str | None = None
    policy: str | None = None
    span: str | None = None
    money: str | None = None
    responsible: str | None = None
    outcome: str | None = None


class PlanLook(msgspec.Struct, kw_only=True, frozen=True):
    """What was found on a day when looking how the plan goes."""

    date: str
    outcome: str
    state: str | None = None
    officer: str | None = None


class PlanPaper(msgspec.Struct, kw_only=True, frozen=True):
    """One household's poverty-reduction plan. lacks: names of the indicators it lacks; causes: the weightiest first."""

    head: SlipHead
    address: str
    stamp: Stamp
    year: int
    household_code: str | None = None
    heading: Heading = Heading()
    classification: str | None = None
    decision: str | None = None
    persons: int | None = None
    labourers: int | None = None
    lacks: list[str] = []
    causes: list[str] = []
    cause_note: str | None = None
    wishes: str | None = None
    escape_year: int | None = None
    measures: list[PlanLine] = []
    looks: list[PlanLook] = []
    note: str | None = None
    pending: list[Pending] = []
    signatures: list[Signature] = []


class PlanPapers(msgspec.Struct, kw_only=True, frozen=True):
    """A batch of plans of one office. signatures serve every plan that has none of its own."""

    office: Office
    plans: list[PlanPaper]
    signatures: list[Signature] = []


def marked(*parts: str | None) -> str:
    """The bookmark of a paper in a batch."""
    return " – ".join(part for part in parts if part)


class HomeMember(msgspec.Struct, kw_only=True, frozen=True):
    """A member of a household as official forms list them; sex, ethnic, relation: names as printed, not codes."""

    name: str
    birth: str | None = None
    sex: str | None = None
    ethnic: str | None = None
    relation: str | None = None
    id_no: str | None = None


class YearMark(msgspec.Struct, kw_only=True, frozen=True):
    """What a household is in one year. mark: nghèo or cận nghèo; result: in words; lacks: numbers of indicators."""

    year: int
    mark: Literal["N", "CN"] | None = None
    result: str | None = None
    lacks: list[int] = []


class HomeHead(msgspec.Struct, kw_only=True, frozen=True):
    """Whose a paper is. commune: with its kind ("xã Hồng Thủy")."""

    head: SlipHead
    address: str
    stamp: Stamp
    commune: str
    household_code: str | None = None
    signatures: list[Signature] = []

    @property
    def mark(self) -> str:
        """What its bookmark says."""
        return marked(self.household_code, self.head.name)


class HomePaper(HomeHead, kw_only=True, frozen=True):
    """A household as the papers about it need it; each paper takes its part.

    district, province: with their kind; place: the địa danh before the date; area: 1 urban,
    2 rural. What is in dispute is not known: it is left to the pen.
    """

    year: int
    place: str
    village: str | None = None
    district: str | None = None
    province: str | None = None
    phone: str | None = None
    area: Literal["1", "2"] | None = None
    classification: str | None = None
    decision: str | None = None
    heading: Heading = Heading()
    members: list[HomeMember] = []
    years: list[YearMark] = []


class HomePapers(SignedBatch[HomePaper], kw_only=True, frozen=True):
    """A batch of papers about households."""


class PoorHomes(HomePapers, kw_only=True, frozen=True):
    """Papers about households on the list of poor or near-poor ones of the year, and about no other."""


class Certificates(HomePapers, kw_only=True, frozen=True):
    """The same, each with what the household was in the years before."""


class Uninsured(HomePapers, kw_only=True, frozen=True):
    """A paper for everyone without a mã số bảo hiểm xã hội: `head` is that person, not the head of the household."""


class ReceiptLine(msgspec.Struct, kw_only=True, frozen=True):
    """One person who signs. village: group and address column; receiver and relation: who takes it instead ("nhận
    thay").

    Either amount, or quantity with unit, or both.
    """

    name: str
    village: str
    content: str
    id_no: str | None = None
    address: str | None = None
    amount: int | None = None
    quantity: str | None = None
    unit: str | None = None
    receiver: str | None = None
    relation: str | None = None
    note: str | None = None


class ReceiptList(OfficeList, kw_only=True, frozen=True):
    """The list people sign when they receive. subject: what is handed out; basis: legal papers, one each."""

    lines: list[ReceiptLine]


class CardLine(msgspec.Struct, kw_only=True, frozen=True):
    """One card. number: mã số BHXH or the 15-character card code; facility: where first treated, name and code."""

    name: str
    village: str
    number: str | None = None
    birth: str | None = None
    sex: str | None = None
    address: str | None = None
    facility: str | None = None
    object_code: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    note: str | None = None


class CardList(OfficeList, kw_only=True, frozen=True):
    """The list of health-insurance cards. subject: whose cards, which year; objects: name of each object code."""

    lines: list[CardLine]
    objects: dict[str, str] = {}


class PostingLine(msgspec.Struct, kw_only=True, frozen=True):
    """A household on a list put up in public: nothing of it but the name of its head, its village and the matter."""

    name: str
    village: str
    persons: int | None = None
    result: str | None = None


class PostingList(OfficeList, kw_only=True, frozen=True):
    """A list put up in public. column: what `result` is."""

    column: str
    lines: list[PostingLine]


class CardChange(msgspec.Struct, kw_only=True, frozen=True):
    """A person who gets or gives up a card. number: mã số BHXH; amount: paid a month; note: why."""

    name: str
    number: str | None = None
    birth: str | None = None
    sex: str | None = None
    facility: str | None = None
    amount: int | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    note: str | None = None


class CardChanges(Single, kw_only=True, frozen=True):
    """The changes reported to the health insurance. subject: whose cards, which year."""

    lines: list[CardChange]
    ended: list[CardChange] = []
    pending: list[Pending] = []


class FigureRow(msgspec.Struct, kw_only=True, frozen=True):
    """A name with its figures, one for each heading of its table."""

    label: str
    figures: list[int]


class Overview(msgspec.Struct, kw_only=True, frozen=True):
    """The figures of a unit that are drawn as charts.

    classes: households by class, a figure for each of `years`; reach: having and eligible by policy; villages:
    supports by village. year: of the supports; on: ISO date of the reach.
    """

    office: Office
    stamp: Stamp
    unit: str
    year: int
    on: str
    years: list[int]
    classes: list[FigureRow]
    reach: list[FigureRow]
    villages: list[FigureRow]
    heading: Heading = Heading()
    signatures: list[Signature] = []


class PlainColumn(msgspec.Struct, kw_only=True, frozen=True):
    """A column of a plain list. width: characters its values have as a rule; right: figures stand to the right."""

    title: str
    width: int
    right: bool = False


class PlainList(Single, kw_only=True, frozen=True):
    """A list as somebody has put it together on the screen. subject: who is in it, in words; rows: texts by column."""

    title: str
    columns: list[PlainColumn]
    rows: list[list[str]]
    heading: Heading = Heading()
