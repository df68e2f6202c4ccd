"""The parts of a paper as NĐ 30/2020/NĐ-CP wants them."""

from __future__ import annotations

import papers
import pytest
from msgspec.structs import replace

from db.store.prints.papers import Heading, Office, Signature, Stamp
from forms.paper import blocks, fonts, qr
from forms.paper.blocks import Fact
from forms.paper.measure import Measure
from forms.paper.sheet import PORTRAIT, Flow, Frame, Page, Text, mm


@pytest.fixture
def flow() -> Flow:
    return Flow(Measure(fonts.load()))


def one(page: Page, start: str) -> Text:
    """The one text that starts so."""
    [found] = [text for text in page.texts if text.text.startswith(start)]
    return found


def lines(flow: Flow) -> list[str]:
    return [text.text for text in flow.page.texts]


def test_margins_are_those_of_the_decree() -> None:
    assert (PORTRAIT.left, PORTRAIT.right, PORTRAIT.top, PORTRAIT.bottom) == (mm(30), mm(15), mm(20), mm(20))


def test_state_name_and_motto(flow: Flow) -> None:
    blocks.letterhead(flow, papers.OFFICE, papers.HEADING, "PHT")
    state, motto = one(flow.page, "CỘNG HÒA"), one(flow.page, "Độc lập")
    assert (state.face, state.size, state.text) == ("bold", 12, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert (motto.face, motto.size, motto.text) == ("bold", 13, "Độc lập - Tự do - Hạnh phúc")


def test_the_line_under_the_motto_is_as_long_as_it(flow: Flow) -> None:
    blocks.letterhead(flow, papers.OFFICE, papers.HEADING, "PHT")
    motto = one(flow.page, "Độc lập")
    rule = flow.page.rules[-1]
    assert rule.x1 == pytest.approx(motto.x)
    assert rule.x2 - rule.x1 == pytest.approx(flow.measure.width(motto.text, "bold", 13))
    assert motto.y - 8 < rule.y1 < motto.y


def test_the_line_under_the_agency_is_a_third_to_a_half(flow: Flow) -> None:
    office = Office(superior="ỦY BAN NHÂN DÂN HUYỆN A LƯỚI", name="PHÒNG LAO ĐỘNG - XÃ HỘI", place="A Lưới")
    blocks.letterhead(flow, office, papers.HEADING, "PHT")
    superior, name = one(flow.page, "ỦY BAN"), one(flow.page, "PHÒNG")
    assert (superior.face, name.face) == ("regular", "bold")
    rule = flow.page.rules[0]
    share = (rule.x2 - rule.x1) / flow.measure.width(name.text, "bold", 12)
    assert 1 / 3 <= share <= 1 / 2


def test_number_and_date(flow: Flow) -> None:
    blocks.letterhead(flow, papers.OFFICE, papers.HEADING, "PHT")
    number, date = one(flow.page, "Số:"), one(flow.page, "Hồng Thủy")
    assert number.text == "Số: 05/PHT-UBND"
    assert (date.face, date.size, date.text) == ("italic", 13, "Hồng Thủy, ngày 05 tháng 02 năm 2017")
    assert number.y == pytest.approx(date.y)


def test_what_is_not_known_is_left_to_the_pen(flow: Flow) -> None:
    blocks.letterhead(flow, papers.OFFICE, Heading(), "PHT")
    assert one(flow.page, "Số:").text == "Số: …………/PHT"
    assert one(flow.page, "Hồng Thủy").text == "Hồng Thủy, ngày …… tháng …… năm ………"


def test_title_is_bold_capitals_in_the_middle(flow: Flow) -> None:
    blocks.title(flow, "Danh sách ký nhận", "Đợt 1")
    title = one(flow.page, "DANH SÁCH")
    assert (title.face, title.size) == ("bold", 14)
    middle = title.x + flow.measure.width(title.text, "bold", 14) / 2
    assert middle == pytest.approx(PORTRAIT.left + PORTRAIT.width / 2)


def test_legal_grounds_end_as_they_should(flow: Flow) -> None:
    blocks.basis(flow, ["Căn cứ Luật A;", "Căn cứ Nghị định B.", "Theo đề nghị của C"])
    assert lines(flow) == ["Căn cứ Luật A;", "Căn cứ Nghị định B;", "Theo đề nghị của C."]
    assert {text.face for text in flow.page.texts} == {"italic"}


def test_addressed_to_one_and_to_several(flow: Flow) -> None:
    blocks.addressed(flow, ["Ủy ban nhân dân huyện"])
    blocks.addressed(flow, ["Phòng Tài chính", "Kho bạc"])
    assert lines(flow) == ["Kính gửi: Ủy ban nhân dân huyện", "Kính gửi:", "- Phòng Tài chính;", "- Kho bạc."]


def test_recipients(flow: Flow) -> None:
    blocks.recipients(flow, ["Như trên", "Lưu: VT, CSXH"])
    head, *items = flow.page.texts
    assert (head.text, head.face, head.size) == ("Nơi nhận:", "bold_italic", 12)
    assert [(item.text, item.size) for item in items] == [("- Như trên;", 11), ("- Lưu: VT, CSXH.", 11)]


def test_page_numbers_stand_in_the_upper_middle_from_the_second_page(flow: Flow) -> None:
    flow.new_page()
    assert flow.pages[0].texts == []
    [number] = flow.pages[1].texts
    assert (number.text, number.face, number.size) == ("2", "regular", 13)
    assert number.x + flow.measure.width("2", "regular", 13) / 2 == pytest.approx(PORTRAIT.size[0] / 2)
    assert number.y > PORTRAIT.size[1] - PORTRAIT.top


def test_unknown_facts_get_a_line_to_write_on(flow: Flow) -> None:
    blocks.facts(flow, [Fact("Số khẩu", "5"), Fact("Lao động", None), Fact("Trẻ em", "2")])
    [rule] = flow.page.rules
    assert rule.dotted
    before, after = one(flow.page, "Lao động"), one(flow.page, "Trẻ em")
    assert before.x + flow.measure.width("Lao động:", "regular", 13) < rule.x1 < rule.x2 < after.x


def test_long_facts_take_lines_of_their_own(flow: Flow) -> None:
    blocks.facts(flow, [Fact("Chủ hộ", "Hồ Thị " + "Nghéc " * 30), Fact("Mã hộ", "7")])
    assert len({text.y for text in flow.page.texts}) >= 3
    assert one(flow.page, "Mã hộ").x == PORTRAIT.left


def test_places_to_sign(flow: Flow) -> None:
    blocks.signatures(
        flow,
        [
            Signature(title="Người nhận", hint=blocks.SIGN_OR_FINGER, fingerprint=True, name="Hồ Văn Nhất"),
            Signature(title="TM. ỦY BAN NHÂN DÂN", position="CHỦ TỊCH", name="Viên Mưng"),
        ],
    )
    assert "(ký, ghi rõ họ tên hoặc điểm chỉ)" in " ".join(lines(flow))
    assert len(flow.page.rules) == 4
    assert all(0.5 < rule.grey < 1 for rule in flow.page.rules)
    assert one(flow.page, "Hồ Văn").y == pytest.approx(one(flow.page, "Viên").y)
    frame_low = min(rule.y1 for rule in flow.page.rules)
    assert one(flow.page, "Hồ Văn").y < frame_low < one(flow.page, "Người nhận").y


def test_signatures_are_not_torn(flow: Flow) -> None:
    flow.y = flow.frame.bottom + mm(30)
    blocks.signatures(flow, [Signature(title="Người lập", name="Lê Thị Hương")])
    assert len(flow.pages) == 2
    assert "Lê Thị Hương" in lines(flow)


def test_foot_says_code_time_data_and_page(flow: Flow) -> None:
    flow.new_page()
    blocks.foot(flow, flow.pages, Stamp(code="PHT-1", printed_at="2017-05-10T14:03", data_version="7f3a"))
    for number, page in enumerate(flow.pages, 1):
        assert one(page, "Mã phiếu").text == "Mã phiếu: PHT-1 · In lúc 14:03 ngày 10/05/2017 · Phiên bản dữ liệu: 7f3a"
        assert one(page, "Trang").text == f"Trang {number}/2"


def test_foot_of_a_reprint_says_so(flow: Flow) -> None:
    blocks.foot(flow, flow.pages, Stamp(code="PHT-1", printed_at="2017-05-10T14:03", data_version="7f3a", reprint=2))
    assert "Mã phiếu: PHT-1 · Bản in lại lần 2 · In lúc 14:03" in one(flow.pages[0], "Mã phiếu").text


def test_height_on_scrap_is_the_true_height(flow: Flow) -> None:
    flow.y -= 100

    def write(pen: Flow) -> None:
        blocks.signatures(pen, [Signature(title="Người lập", hint="ký", name="Lê Thị Hương")])

    height = flow.height_of(write)
    before = flow.y
    write(flow)
    assert before - flow.y == pytest.approx(height)


def test_the_first_page_bears_its_code_with_a_check(flow: Flow) -> None:
    flow.new_page()
    stamp = Stamp(code="0007-1f3a-2", printed_at="2017-05-10T14:03", data_version="7f3a09c2")
    blocks.foot(flow, flow.pages, stamp)
    first, second = flow.pages
    assert stamp.scanned.startswith("0007-1F3A-2/")
    assert len(stamp.scanned) == len("0007-1F3A-2/") + 8
    for other in (
        replace(stamp, printed_at="2017-05-10T14:04"),
        replace(stamp, reprint=1),
        replace(stamp, code="0007-1f3a-3"),
    ):
        assert other.scanned[-8:] != stamp.scanned[-8:]
    drawn = [rule for rule in first.rules if rule.grey == 0]
    code = qr.strokes(stamp.scanned, PORTRAIT.right_edge - blocks.CODE + mm(1.5), drawn[0].y1, blocks.CODE, blocks.MASK)
    assert len(drawn) == len(code) > 60
    assert [rule for rule in second.rules if rule.grey == 0] == []
    assert all(rule.y1 > mm(4) for rule in first.rules)


def test_a_margin_too_low_for_the_code_has_none() -> None:
    flow = Flow(Measure(fonts.load()), Frame(bottom=mm(12)))
    blocks.foot(flow, flow.pages, Stamp(code="0007-1f3a", printed_at="2017-05-10T14:03", data_version="7f3a"))
    assert len(flow.page.rules) == 1


def test_page_numbers_move_with_the_decree(flow: Flow) -> None:
    for day, low in (("2020-03-04", True), ("2020-03-05", False)):
        paper = Flow(flow.measure)
        blocks.letterhead(paper, papers.OFFICE, Heading(date=day), "QĐ")
        paper.new_page()
        [number] = paper.page.texts
        assert (number.text, number.y < mm(20)) == ("2", low)
