"""Giấy đề nghị of a household to be put on the list or taken off it: 1a and 1b of 2016, Mẫu 01 and 04 of 2022."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from db.store.prints.papers import HomePaper, HomePapers, Signature
from forms.paper import blocks
from forms.paper.blocks import Fact
from forms.paper.document import DocumentInfo
from forms.paper.household import members_of, person_parts
from forms.paper.letter import (
    Addressed,
    Boxes,
    Called,
    Gap,
    Letter,
    Listed,
    Part,
    PenLines,
    State,
    Together,
    Words,
    facts,
    signed,
)
from forms.paper.letter_document import letter_document

TT_17 = "Thông tư 17/2016/TT-BLĐTBXH, sửa đổi bởi Thông tư 14/2018/TT-BLĐTBXH"
QD_24 = "Quyết định 24/2021/QĐ-TTg"
SIGNATURES = (Signature(title="Người đề nghị", hint=blocks.SIGN_OR_FINGER, fingerprint=True),)
REASONS_2022 = (
    "Thiên tai: hạn hán, lũ lụt, bão, giông lốc, sạt lở đất",
    "Ô nhiễm môi trường nặng",
    "Tai nạn lao động, tai nạn giao thông",
    "Ốm đau, bệnh nặng",
    "Thành viên trong hộ thay đổi",
    "Lý do khác",
)
OATH = "Tôi xin cam đoan những nội dung trên là đúng và chịu trách nhiệm trước pháp luật về những nội dung đã kê khai."


@dataclass(frozen=True, slots=True)
class Request:
    """One form: its number, its title, to whom of the commune, what is asked for, the boxes to tick."""

    info: DocumentInfo
    form: str
    title: str
    to: str
    asks: str
    choices: tuple[str, ...] = ()
    reasons: tuple[str, ...] = field(default=())


def _info(name: str, title: str, source: str, valid_from: str, valid_to: str | None) -> DocumentInfo:
    return DocumentInfo(
        name=name, title=title, source=source, valid_from=valid_from, valid_to=valid_to, level="commune", uncertain=True
    )


REQUESTS = (
    Request(
        _info(
            "giay_de_nghi_1a", "Giấy đề nghị xét duyệt bổ sung hộ nghèo, hộ cận nghèo (mẫu 1a, 2016–2021)",
            f"{TT_17}, Mẫu 1a", "2016-01-01", "2021-12-31",
        ),
        "Mẫu số 1a",
        "Giấy đề nghị xét duyệt bổ sung hộ nghèo, hộ cận nghèo",
        "Ủy ban nhân dân",
        "xét duyệt bổ sung hộ gia đình tôi vào danh sách hộ nghèo, hộ cận nghèo",
    ),
    Request(
        _info(
            "giay_de_nghi_1b", "Giấy đề nghị xét duyệt thoát nghèo, thoát cận nghèo (mẫu 1b, 2016–2021)",
            f"{TT_17}, Mẫu 1b", "2016-01-01", "2021-12-31",
        ),
        "Mẫu số 1b",
        "Giấy đề nghị xét duyệt thoát nghèo, thoát cận nghèo",
        "Ủy ban nhân dân",
        "xét duyệt đưa hộ gia đình tôi ra khỏi danh sách hộ nghèo, hộ cận nghèo",
    ),
    Request(
        _info(
            "giay_de_nghi_01",
            "Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo hoặc xác định hộ có mức sống trung bình (Mẫu số 01, từ 2022)",
            f"{QD_24}, Mẫu số 01", "2021-09-01", None,
        ),
        "Mẫu số 01",
        "Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo hoặc xác định hộ có mức sống trung bình",
        "Chủ tịch Ủy ban nhân dân",
        "rà soát, xác định hộ gia đình tôi thuộc diện",
        ("Hộ nghèo, hộ cận nghèo", "Hộ có mức sống trung bình"),
        REASONS_2022,
    ),
    Request(
        _info(
            "giay_de_nghi_04",
            "Giấy đề nghị rà soát thường xuyên, công nhận thoát nghèo, thoát cận nghèo (Mẫu số 04, từ 2022)",
            f"{QD_24}, Mẫu số 04", "2021-09-01", None,
        ),
        "Mẫu số 04",
        "Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo",
        "Chủ tịch Ủy ban nhân dân",
        "rà soát hộ gia đình tôi để",
        (
            "Công nhận hộ nghèo phát sinh trong năm", "Công nhận hộ cận nghèo phát sinh trong năm",
            "Công nhận hộ thoát nghèo", "Công nhận hộ thoát cận nghèo",
        ),
        REASONS_2022,
    ),
)  # fmt: skip


def _letters(request: Request, data: HomePapers) -> Iterator[Letter]:
    for paper in data.papers:
        yield Letter(paper.stamp, _parts(request, data, paper), mark=paper.mark)


def _parts(request: Request, data: HomePapers, paper: HomePaper) -> list[Part]:
    mark = ":" if request.choices else "."
    return [
        State(request.form),
        Called(request.title),
        Addressed([f"{request.to} {paper.commune}"]),
        Gap(6),
        *person_parts("Họ và tên", paper.head),
        facts(Fact("Hộ khẩu thường trú", paper.address)),
        facts(Fact("Chỗ ở hiện tại", None, blank=6)),
        Listed(*members_of(paper.members, id_column=False), "Thông tin các thành viên trong hộ", False, 4, 6),
        Words(
            f"Tôi làm giấy này đề nghị {request.to} {paper.commune} {request.asks}{mark}", indent=False, before=0
        ),
        Boxes([(text, False) for text in request.choices]),
        Together([
            Words("Lý do đề nghị:", indent=False, before=4),
            Boxes([(text, False) for text in request.reasons[:2]]),
        ]),
        Boxes([(text, False) for text in request.reasons[2:]]),
        PenLines(2 if request.reasons else 4),
        signed(paper.place, blocks.signing(data, paper, SIGNATURES), OATH),
    ]  # fmt: skip


DOCUMENTS = tuple(letter_document(one.info, HomePapers, partial(_letters, one)) for one in REQUESTS)
