"""Papers an office sends about a list: tờ trình to the office above, công văn with it, thông báo to the villages."""

from __future__ import annotations

from db.store.prints.offices import OfficePaper, OfficePapers, Proposals
from forms.paper.blocks import Fact
from forms.paper.letter import Addressed, Annex, Basis, Known, Letter, Part, Titled, Words
from forms.paper.office import (
    COMMITTEE,
    FROM_QD_24,
    citing,
    closing,
    count_table,
    counted,
    list_annex,
    made,
    office_document,
    office_info,
)

PROPOSAL = office_info("to_trinh", "Tờ trình kết quả rà soát, danh sách hỗ trợ")
LETTER = office_info("cong_van", "Công văn gửi danh sách")
NOTICE = office_info("thong_bao", "Thông báo kết quả rà soát, danh sách hỗ trợ")
CHECKED = (
    "Việc rà soát đã làm đúng quy trình: thu thập thông tin từng hộ, họp dân ở thôn, niêm yết công khai và giải quyết "
    "ý kiến của nhân dân."
)
CHOSEN = "Danh sách đã được họp dân bình xét, niêm yết công khai; người có tên chưa được hỗ trợ cùng nội dung."


def _propose(data: OfficePapers, paper: OfficePaper) -> Letter:
    above = paper.above or "cấp trên"
    if paper.policy:
        subject = f"Về việc đề nghị phê duyệt danh sách hỗ trợ năm {paper.year}"
        told = f"đề nghị hỗ trợ {counted(paper)}, theo chính sách “{paper.policy}” năm {paper.year}"
        asked = "xem xét, phê duyệt danh sách kèm theo./."
    else:
        verb = "xin ý kiến về" if paper.year >= FROM_QD_24 else "đề nghị phê duyệt"
        subject = f"Về việc {verb} kết quả rà soát hộ nghèo, hộ cận nghèo năm {paper.year}"
        told = f"báo cáo kết quả rà soát năm {paper.year}: {counted(paper)}"
        asked = "xem xét, cho ý kiến để Ủy ban nhân dân công nhận danh sách kèm theo./."
    parts: list[Part] = [
        Addressed([f"Chủ tịch Ủy ban nhân dân {above}"]),
        Basis(citing(paper.basis)),
        Words(f"Ủy ban nhân dân {paper.unit} {told}, như sau:"),
        count_table(paper),
        Words(CHOSEN if paper.policy else CHECKED),
        Words(f"Ủy ban nhân dân {paper.unit} kính trình Chủ tịch Ủy ban nhân dân {above} {asked}"),
        closing(data, paper, COMMITTEE, ["Như trên", "Lưu: VT"]),
    ]
    return made(data, paper, "TTr-UBND", "Tờ trình", subject, parts, [_annex(paper, "Tờ trình", "TTr-UBND")])


def _send(data: OfficePapers, paper: OfficePaper) -> Letter:
    listed = f"hỗ trợ theo chính sách “{paper.policy}”" if paper.policy else "hộ nghèo, hộ cận nghèo"
    parts: list[Part] = [
        Addressed(["…………………………………………………………"]),
        Words(
            f"Thực hiện quy định của pháp luật, Ủy ban nhân dân {paper.unit} gửi kèm công văn này danh sách {listed} "
            f"năm {paper.year}, gồm {counted(paper)}, để quý cơ quan phối hợp giải quyết."
        ),
        count_table(paper),
        Known([
            Fact("Mọi vướng mắc xin liên hệ ông (bà)", None, blank=4, least=8),
            Fact("điện thoại", None, blank=2, least=4),
        ]),
        Words(f"Ủy ban nhân dân {paper.unit} đề nghị quý cơ quan quan tâm phối hợp./."),
        closing(data, paper, COMMITTEE, ["Như trên", "Lưu: VT"]),
    ]  # fmt: skip
    about = f"V/v gửi danh sách {listed} năm {paper.year}"
    return made(data, paper, "UBND", "", about, parts, [_annex(paper, "Công văn", "UBND")])


def _announce(data: OfficePapers, paper: OfficePaper) -> Letter:
    subject = "Danh sách đề nghị hỗ trợ" if paper.policy else "Kết quả rà soát hộ nghèo, hộ cận nghèo"
    what = f"danh sách đề nghị hỗ trợ theo chính sách “{paper.policy}”" if paper.policy else "kết quả rà soát"
    parts: list[Part] = [
        Words(f"Ủy ban nhân dân {paper.unit} thông báo {what} năm {paper.year} để nhân dân biết và góp ý:"),
        Titled("1. Kết quả"),
        Words(f"{f'{paper.village},' if paper.village else 'Toàn'} {paper.unit} có {counted(paper)}."),
        count_table(paper),
        Titled("2. Niêm yết"),
        Words("Danh sách được niêm yết ở nhà văn hóa các thôn và trụ sở Ủy ban nhân dân, đọc trên loa truyền thanh."),
        Known([Fact("Từ ngày", None, blank=2, least=6), Fact("đến hết ngày", None, blank=2, least=6)]),
        Titled("3. Ý kiến của nhân dân"),
        Words(
            "Ai thấy có hộ đáng được mà chưa có tên, hoặc có tên mà chưa đúng, xin báo cho trưởng thôn hoặc Ủy ban "
            "nhân dân trong thời gian niêm yết, bằng lời hoặc bằng đơn. Mọi ý kiến đều được ghi sổ và trả lời./."
        ),
        closing(data, paper, COMMITTEE, ["Các thôn", "Mặt trận và các đoàn thể", "Lưu: VT"]),
    ]
    return made(data, paper, "TB-UBND", "Thông báo", f"{subject} năm {paper.year}", parts)


def _annex(paper: OfficePaper, to: str, symbol: str) -> Annex:
    title = "Danh sách đề nghị hỗ trợ" if paper.policy else "Danh sách hộ nghèo, hộ cận nghèo"
    return list_annex(paper, title, to, symbol)


DOCUMENTS = (
    office_document(PROPOSAL, Proposals, _propose),
    office_document(LETTER, Proposals, _send),
    office_document(NOTICE, Proposals, _announce),
)
