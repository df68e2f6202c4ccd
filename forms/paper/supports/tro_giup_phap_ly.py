"""Legal aid: request, letter of introduction, register. What a matter is about stands on no list put up in public."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from db.store.prints.papers import HomeMember, Signature
from db.store.prints.supports import About
from forms.paper import blocks, letter, usual
from forms.paper.blocks import Fact
from forms.paper.document import OWN_LAYOUT
from forms.paper.form import Form, Listed, info
from forms.paper.household import person_parts
from forms.paper.letter import facts
from forms.paper.parts import Ask, Asks, Col, Heading, Part, Person, Says, Story, Ticks
from forms.paper.sheet import LANDSCAPE

POLICY = "tro_giup_phap_ly"
LAW = (
    (0, "Luật Trợ giúp pháp lý năm 2006"),
    (2018, "Luật Trợ giúp pháp lý năm 2017"),
)
SOURCE = "Thông tư 12/2018/TT-BTP, Điều 13; trước năm 2018 theo Luật Trợ giúp pháp lý 2006, mẫu của phần mềm"
WAYS = ("Tư vấn pháp luật", "Tham gia tố tụng", "Đại diện ngoài tố tụng", "Hình thức khác theo Luật 2006")
ASKER = {
    "ho_ten": "name", "ngay_sinh": "birth", "gioi_tinh": "sex", "dan_toc": "ethnic", "so_giay_to": "id_no",
}  # fmt: skip
"""Columns of who asks for another, and where they stand."""


class Asker(Part):
    """Who asks: somebody else, where one is recorded, else whom it is for."""

    @property
    def names(self) -> set[str]:
        """The group of the one who asks for another."""
        return {f"known.nguoi_yeu_cau.{column}" for column in (*ASKER, "quan_he", "dia_chi", "dien_thoai")}

    def said(self, paper: Any) -> Iterable[letter.Part]:
        """The lines."""
        other = {
            name: paper.known.get(f"nguoi_yeu_cau.{name}") for name in (*ASKER, "quan_he", "dia_chi", "dien_thoai")
        }
        if other["ho_ten"]:
            who = HomeMember(**{field: other[column] or "" for column, field in ASKER.items()})
            address, phone = other["dia_chi"], other["dien_thoai"]
        else:
            who, address, phone = paper.who, paper.address, paper.phone
        yield from _person(who, other["ngay_sinh"] if other["ho_ten"] else None)
        yield facts(
            Fact("Địa chỉ liên hệ", address, blank=5, least=8),
            Fact("Điện thoại", phone, blank=2, least=4),
            Fact("Quan hệ với người được trợ giúp", other["quan_he"], blank=3),
        )  # fmt: skip


def _person(who: HomeMember, written: str | None) -> Iterable[letter.Part]:
    """The lines of a person; a day of birth already written is shown as it is."""
    if written is None:
        yield from person_parts("Họ và tên", who)
        return
    yield facts(
        Fact("Họ và tên", who.name, "bold", least=8), Fact("Giới tính", who.sex or None, blank=1, least=4),
        Fact("Ngày, tháng, năm sinh", written or None, blank=2, least=7),
        Fact("Dân tộc", who.ethnic or None, blank=2, least=5),
        Fact("Số định danh/CCCD/CMND", who.id_no or None, blank=4, least=12),
    )  # fmt: skip


REQUEST = Form(
    info("don_yeu_cau_tro_giup_phap_ly", "Đơn yêu cầu trợ giúp pháp lý (02-TP-TGPL từ 2018)", SOURCE, "2007-01-01"),
    About(policy=POLICY, secret=True, empty=True),
    "Đơn yêu cầu trợ giúp pháp lý",
    number=((0, ""), (2018, "Mẫu số 02-TP-TGPL")),
    to=("{known.noi_nhan}",),
    parts=(
        Heading("I. Phần thông tin dành cho người yêu cầu trợ giúp pháp lý"),
        Asker(),
        Heading("II. Phần thông tin dành cho người được trợ giúp pháp lý"),
        Person("Họ và tên", address="Địa chỉ liên hệ"),
        Asks(
            Ask("Điện thoại", "phone", blank=3, least=12),
            Ask("Diện người được trợ giúp pháp lý", "known.dien", blank=5),
        ),
        Heading("III. Nội dung vụ việc trợ giúp pháp lý"),
        Story("1. Tóm tắt yêu cầu", "known.tom_tat", 4),
        Ticks(WAYS[:3], "known.hinh_thuc", "2. Yêu cầu trợ giúp pháp lý, hình thức", columns=3),
        Story("3. Tài liệu gửi kèm theo đơn", "known.giay_to", 2),
        Asks(
            Ask("Tiếng dân tộc cần phiên dịch (nếu cần)", "known.tieng", blank=4, least=12),
        ),
        Says(
            "Người không tự viết được thì người tiếp nhận ghi, đọc lại cho nghe rồi người yêu cầu ký hoặc điểm chỉ.",
            italic=True,
        ),
    ),
    oath=(
        (0, "Tôi cam đoan lời trình bày trên là đúng sự thật. Đề nghị xem xét trợ giúp pháp lý theo quy định."),
        (2018, "Tôi cam đoan những lời trình bày trên là đúng sự thật và đề nghị xem xét trợ giúp pháp lý."),
    ),
    signs=(Signature(title="Người yêu cầu", hint=blocks.SIGN_OR_FINGER, fingerprint=True),),
)  # fmt: skip

INTRODUCTION = Form(
    info(
        "giay_gioi_thieu_tro_giup_phap_ly", "Giấy giới thiệu về trợ giúp pháp lý (13-TP-TGPL từ 2018)",
        "Thông tư 12/2018/TT-BTP, Điều 17a; trước năm 2018 mẫu của phần mềm", "2007-01-01",
    ),
    About(policy=POLICY, secret=True, empty=True),
    "Giấy giới thiệu",
    "Về trợ giúp pháp lý",
    ((0, ""), (2018, "Mẫu số 13-TP-TGPL")),
    symbol="GGT-UBND",
    to=("{known.noi_nhan}",),
    parts=(
        Says((
            (0, f"Theo {LAW[0][1]}, Ủy ban nhân dân {{commune}} giới thiệu ông (bà) có tên dưới đây:"),
            (2018, f"Theo {LAW[1][1]}, Ủy ban nhân dân {{commune}} giới thiệu ông (bà) có tên dưới đây:"),
        )),
        Person("Họ và tên", address="Nơi cư trú"),
        Asks(
            Ask("Điện thoại", "phone", blank=3, least=12),
            Ask("Là (người bị buộc tội, bị hại, đương sự, người khác)", blank=3, least=12),
            Ask("Thuộc diện được trợ giúp pháp lý", "known.dien", blank=5, least=12),
            Ask("Giấy tờ chứng minh", "known.giay_to", blank=5),
        ),
        Says("đến quý Trung tâm, Chi nhánh để được trợ giúp pháp lý. Đề nghị quý cơ quan xem xét, giúp đỡ."),
        Asks(Ask("Giấy này có giá trị đến hết ngày", blank=4)),
    ),
    signs=(Signature(title=""), usual.COMMUNE),
)  # fmt: skip

REGISTER = Form(
    info("so_theo_doi_tro_giup_phap_ly", "Sổ theo dõi nhu cầu và giới thiệu trợ giúp pháp lý", OWN_LAYOUT),
    About(policy=POLICY, stage="all", secret=True),
    "Sổ theo dõi nhu cầu và giới thiệu trợ giúp pháp lý",
    "{subject} – tài liệu giữ kín, không niêm yết",
    symbol="TGPL",
    table=Listed(
        (
            Col("Ngày yêu cầu", 19, "known.ngay_yeu_cau", align="center"),
            usual.PERSON,
            Col("Diện", 24, "known.dien", share=0.6),
            Col("Lĩnh vực", 24, "known.linh_vuc", share=0.6),
            Col("Tóm tắt yêu cầu", 36, "known.tom_tat", share=1.4),
            Col("Hình thức", 20, "known.hinh_thuc", share=0.3),
            Col("Xã giới thiệu", 19, "on.referred", align="center"),
            Col("Nơi tiếp nhận", 24, "known.noi_nhan", share=0.5),
            Col("Ngày thụ lý", 19, "on.approved", align="center"),
            Col("Kết quả, ngày kết thúc", 21, "on.ended", align="center"),
            Col("Ghi chú", 16, "known.ket_qua", share=0.3),
        ),
        unit="vụ việc",
        villages=False,
        size=10,
    ),
    signs=(Signature(title="Người theo dõi", hint=blocks.SIGN_HINT), blocks.HEAD),
    frame=LANDSCAPE,
)

FORMS = (REQUEST, INTRODUCTION, REGISTER)
