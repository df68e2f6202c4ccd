"""Phiếu B, rà soát hộ: B1 scores income by what a household is and has, B2 what it lacks. Filled in as far as known.

The points of B1 stand behind the answers where a table of the household's region has them; the answers are for the pen.
"""

from __future__ import annotations

from db.store.prints.homes import ReviewSheet, ReviewSheets
from db.store.prints.papers import Signature
from forms.paper import blocks, citizen
from forms.paper.blocks import Fact
from forms.paper.document import DocumentInfo
from forms.paper.grid import Column, Row, Table
from forms.paper.household import count, home_document, members_of
from forms.paper.letter import signed
from forms.paper.measure import Run
from forms.paper.sheet import Flow, Frame, mm
from forms.paper.tables import draw_table

INFO = DocumentInfo(
    name="phieu_b",
    title="Phiếu B: rà soát hộ gia đình, điểm thu nhập và thiếu hụt",
    source=(
        "Thông tư 17/2016/TT-BLĐTBXH, Phụ lục 3b, sửa đổi bởi Thông tư 14/2018/TT-BLĐTBXH; từ năm 2022 Thông tư "
        "07/2021/TT-BLĐTBXH, Phụ lục III"
    ),
    valid_from="2016-01-01",
    valid_to=None,
    level="commune",
    uncertain=True,
)
FRAME = Frame(left=mm(20), right=mm(15), top=mm(18), bottom=mm(15))
"""Both faces of one sheet hold it."""
SIGNATURES = (
    Signature(title="Đại diện hộ gia đình", hint=blocks.SIGN_OR_FINGER, fingerprint=True),
    Signature(title="Điều tra viên", hint=blocks.SIGN_HINT),
)
QUESTIONS = (
    ("Số nhân khẩu", "1; 2; 3; 4; 5; 6; trên 6 người"),
    ("Trẻ dưới 15, người trên 60 tuổi, người không có khả năng lao động", "không có ai; 1 người; từ 2 người"),
    ("Bằng cấp cao nhất trong hộ", "cao đẳng trở lên; trung cấp; trung học phổ thông"),
    ("Người làm việc phi nông nghiệp (từ 3 tháng trong 12 tháng)", "công chức, viên chức; việc khác"),
    ("Người hưởng lương hưu", "1 người; từ 2 người"),
    ("Nhà ở: tường, cột", "bền chắc; không bền chắc"),
    ("Diện tích ở bình quân một người", "8 đến dưới 20; 20 đến dưới 30; 30 đến dưới 40; từ 40 m²"),
    ("Điện dùng bình quân một tháng", "25–49; 50–99; 100–149; từ 150 kWh"),
    ("Nguồn nước sinh hoạt", "nước máy; giếng khoan, nước mua; khác"),
    ("Nhà vệ sinh", "tự hoại; thấm dội; khác"),
    ("Tài sản chủ yếu", "ti vi; xe máy; tủ lạnh; máy giặt; máy điều hòa; ô tô; khác"),
    ("Đất đai", "vườn; cây hằng năm; cây lâu năm; mặt nước"),
    ("Chăn nuôi", "trâu, bò, ngựa; lợn, dê; gia cầm; thủy sản"),
)
"""What B1 asks where no table has its points, as far as the form is known to us, with its answers."""
B1 = Table(
    [
        Column("STT", 10, align="center"), Column("Nội dung", 48, share=1),
        Column("Trả lời (khoanh hoặc ghi)", 66, share=1.6), Column("Điểm", 16, align="center"),
    ],
    size=10.5, least=7.5, row_height=7,
)  # fmt: skip


def _b2(each: int | None) -> Table:
    """The table of indicators; each: points of one that is lacking."""
    return Table(
        [
            Column("STT", 10, align="center"), Column("Chỉ số", 38, share=0.5),
            Column("Thiếu hụt khi", 80, share=2), Column("Sổ đang ghi", 18, align="center"),
            Column("Thiếu (1), không (0)", 18, align="center"),
            Column(f"Điểm ({each} nếu thiếu)" if each else "Điểm", 16, align="center"),
        ],
        size=9.5, least=7, row_height=6,
    )  # fmt: skip


def _asked(paper: ReviewSheet) -> list[Row]:
    """The questions of B1 in the order of the form: with the points known, else with their answers alone."""
    known = [(one.no, one.content, one.answers) for one in paper.questions]
    scored = {number for number, *_ in known}
    others = [] if paper.whole else [(n, *told) for n, told in enumerate(QUESTIONS, 1) if n not in scored]
    return [Row([str(n), what, answers, ""]) for n, what, answers in sorted(known + others)]


def _draw(flow: Flow, data: ReviewSheets, paper: ReviewSheet) -> None:
    citizen.head(flow, "Phiếu B")
    citizen.title(flow, "Phiếu rà soát hộ gia đình", f"Năm {paper.year} – {paper.standard}")
    _where(flow, paper)
    draw_table(flow, *members_of(paper.members, id_column=False), heading="Thành viên trong hộ")
    flow.skip(4)
    rows = [*_asked(paper), Row(["", "Tổng điểm B1", "", ""])]
    draw_table(flow, B1, rows, heading="B1. Đặc điểm hộ, tài sản")
    if paper.scored_by:
        flow.paragraph([Run(f"Số sau mỗi câu trả lời là điểm: {paper.scored_by}.", "italic")], size=9.5, before=2)
    flow.skip(4)

    def end(pen: Flow) -> None:
        blocks.facts(pen, [
            Fact("Tổng điểm B1", None, blank=2, least=4), Fact("Tổng điểm B2", None, blank=2, least=4),
            Fact("Kết quả", None, blank=2, least=4),
        ])  # fmt: skip
        signed(paper.place, paper.signatures or SIGNATURES).draw(pen)

    lacks = [
        Row([str(one.no), one.content, one.threshold, "thiếu" if one.lacking else "", "", ""]) for one in paper.lacks
    ]
    heading = "B2. Thiếu hụt dịch vụ xã hội cơ bản"
    draw_table(flow, _b2(paper.each), lacks, tail=flow.height_of(end), heading=heading)
    flow.skip(4)
    end(flow)


def _where(flow: Flow, paper: ReviewSheet) -> None:
    blocks.facts(flow, [
        Fact("Tỉnh/Thành phố", paper.province, least=6), Fact("Huyện/Quận", paper.district, least=6),
        Fact("Xã/Phường", paper.commune, least=6), Fact("Thôn/Tổ", paper.village, least=6),
        Fact("Họ và tên chủ hộ", paper.head.name.upper() or None, "bold", blank=4, least=8),
        Fact("Mã hộ", paper.household_code, blank=2, least=4),
        Fact("Điện thoại", paper.phone, blank=2, least=6),
        Fact("Số người trong hộ", count(len(paper.members) or None), blank=1, least=6),
        Fact("Phân loại đang có", paper.classification, blank=3, least=12),
    ])  # fmt: skip


DOCUMENT = home_document(INFO, ReviewSheets, _draw, frame=FRAME)
