"""Biên bản bàn giao đất ngoài thực địa: which piece of land a household gets, its bounds, before whom."""

from __future__ import annotations

from collections.abc import Iterator

from db.store.prints.papers import Signature
from db.store.prints.social import LandPaper, LandPapers
from forms.paper import blocks, citizen
from forms.paper.blocks import Fact
from forms.paper.figures import quantity
from forms.paper.household import ID_LABEL
from forms.paper.letter import Known, Letter, Part, PenLines, Signed, Titled, Words, of_office
from forms.paper.letter_document import letter_document
from forms.paper.office import office_info

INFO = office_info("bien_ban_ban_giao_dat", "Biên bản bàn giao đất ngoài thực địa")
SIGNATURES = (
    Signature(title="Bên nhận đất", hint=blocks.SIGN_OR_FINGER, fingerprint=True),
    Signature(title="Công chức địa chính", hint=blocks.SIGN_HINT),
    Signature(title="Trưởng thôn", hint="chứng kiến"),
    Signature(title="TM. ỦY BAN NHÂN DÂN", hint="ký, đóng dấu"),
)


def _letters(data: LandPapers) -> Iterator[Letter]:
    for paper in data.papers:
        yield of_office(
            office=data.office,
            heading=paper.heading,
            symbol="BB-UBND",
            stamp=paper.stamp,
            name="Biên bản",
            subject=f"Bàn giao đất ngoài thực địa cho hộ gia đình năm {paper.year}",
            parts=_parts(data, paper),
            mark=paper.mark,
        )


def _parts(data: LandPapers, paper: LandPaper) -> list[Part]:
    someone = Known([Fact("Ông (bà)", None, blank=4, least=7), Fact("Chức vụ", None, blank=2, least=5)])
    bounds = [Fact(f"Phía {side} giáp", None, blank=3, least=6) for side in ("đông", "tây", "nam", "bắc")]
    return [
        Words(f"Hôm nay, {citizen.DATED}, tại thực địa {paper.commune}, chúng tôi gồm:"),
        Titled("1. Bên giao: Ủy ban nhân dân"),
        *(someone, someone),
        Titled("2. Bên nhận"),
        Known([
            Fact("Chủ hộ", paper.head.name or None, "bold", blank=4, least=6),
            Fact(ID_LABEL, paper.head.id_no, blank=2, least=6), Fact("Địa chỉ", paper.address),
        ]),
        Titled("3. Chứng kiến"),
        someone,
        Titled("4. Thửa đất đã giao"),
        Known([
            Fact("Chương trình", paper.programme, blank=4, least=12),
            Fact("Quyết định phê duyệt số", paper.decision, blank=4, least=12),
            Fact("Loại đất", paper.kind, blank=2, least=6), Fact("Hình thức", paper.way, blank=2, least=6),
            Fact("Diện tích (m²)", quantity(paper.size) or None, "bold", blank=2, least=6),
            Fact("Giấy chứng nhận số (nếu có)", paper.certificate, blank=2, least=6),
            Fact("Thửa, tờ bản đồ, vị trí", paper.plot, blank=5),
        ]),
        Known(bounds),
        Words("Mốc giới đã cắm, các bên đã đi quanh thửa đất và thống nhất. Hiện trạng khi giao:"),
        PenLines(2),
        Words(
            "Hộ nhận đất sử dụng đúng mục đích, không chuyển nhượng trong thời hạn theo quy định, được cấp giấy chứng "
            "nhận theo pháp luật về đất đai. Biên bản lập thành các bản như nhau, đã đọc lại cho mọi người cùng nghe."
        ),
        Signed(blocks.signing(data, paper, SIGNATURES)),
    ]  # fmt: skip


DOCUMENT = letter_document(INFO, LandPapers, _letters)
