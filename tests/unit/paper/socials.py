"""Ordinary papers of social protection, about invented people."""

from __future__ import annotations

from typing import Any

import msgspec
import papers
from papers import NAMES, OFFICE, STAMP

from db.store.prints import social as s
from db.store.prints.papers import Heading, HomeMember, SlipHead

ADDRESS = "Thôn Kê 1, xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế"
SOMEONE = SlipHead(name="Kê Thị Xoàn", birth="1941-03-05", sex="Nữ", ethnic="Tà Ôi (Pa Cô)", id_no="191234568")


def forms(kind: type[s.SocialForms], **changes: Any) -> Any:
    """A request of one person."""
    form = s.SocialForm(
        head=SOMEONE, address=ADDRESS, stamp=STAMP, year=2022, commune="xã Hồng Thủy", place="Hồng Thủy",
        household_code="20104-0012", bhxh_no="4620012345", listed="N",
        children=[
            HomeMember(name="Hồ Thị Nghéc", birth="2006-09-12", sex="Nữ", ethnic="Tà Ôi", relation="Con đẻ"),
            HomeMember(name="Hồ Văn Bhất", birth="2010", sex="Nam", ethnic="Tà Ôi", relation="Con đẻ"),
        ],
    )  # fmt: skip
    return kind(office=OFFICE, papers=[msgspec.structs.replace(form, **changes)])


def relief(kind: type[s.ReliefLists], count: int = 9) -> Any:
    """The list of a village."""
    lines = [
        s.ReliefLine(
            name=NAMES[n % 8], persons=n % 6 + 1, hungry=n % 6 + 1, months=1, rice=f"{15 * (n % 6 + 1)}.5",
            goods="01 thùng mì, 02 chăn", reason="Giáp hạt",
        )
        for n in range(count)
    ]  # fmt: skip
    made = s.ReliefList(
        stamp=STAMP, year=2022, commune="xã Hồng Thủy", place="Hồng Thủy", village="Thôn Kê 1", lines=lines
    )
    return kind(office=OFFICE, papers=[made])


def land() -> s.LandPapers:
    """A field handed over."""
    paper = s.LandPaper(
        head=SOMEONE, address=ADDRESS, stamp=STAMP, year=2017, commune="xã Hồng Thủy",
        heading=Heading(date="2017-06-05"), household_code="20104-0012", programme="Quyết định 2085/2016",
        kind="Đất nương, rẫy", way="Giao đất", size="5000", plot="Thửa 12, tờ bản đồ 7, đồi A Rom",
        decision="12/QĐ-UBND ngày 05/01/2017",
    )  # fmt: skip
    return s.LandPapers(office=OFFICE, papers=[paper])


def monthly(count: int = 14) -> s.MonthlyList:
    """The list of a month."""
    lines = [
        msgspec.structs.replace(
            line, content="Trợ cấp xã hội hằng tháng", amount=540_000 + n * 1_000, quantity=None, unit=None
        )
        for n, line in enumerate(papers.receipt_lines(count))
    ]
    return s.MonthlyList(
        office=OFFICE, stamp=STAMP, subject="Tháng …… năm 2022", lines=lines, heading=Heading(date="2022-02-05")
    )


HOME = papers.home(year=2022, classification="Hộ nghèo từ 01/01/2022")
APPROVED: dict[str, tuple[str, Any, None]] = {
    "to-khai-1a": ("to_khai_tro_giup_1a", forms(s.ChildForms, bhxh_no=None), None),
    "to-khai-1b": ("to_khai_tro_giup_1b", forms(s.HivForms, listed=None), None),
    "to-khai-1c": ("to_khai_tro_giup_1c", forms(s.LoneParentForms), None),
    "to-khai-1d": ("to_khai_tro_giup_1d", forms(s.ElderForms), None),
    "to-khai-1dd": ("to_khai_tro_giup_1dd", forms(s.DisabledForms, level="Nặng"), None),
    "to-khai-mai-tang": ("to_khai_mai_tang", papers.homes(papers.p.HomePapers, HOME), None),
    "to-khai-nha-o": ("to_khai_ho_tro_nha_o", papers.homes(papers.p.HomePapers, HOME), None),
    "cuu-doi-5a": ("danh_sach_thieu_doi", relief(s.RiceLists), None),
    "cuu-doi-5b": ("danh_sach_nhu_yeu_pham", relief(s.GoodsLists, 0), None),
    "danh-sach-tro-cap": ("danh_sach_tro_cap_thang", monthly(), None),
    "ban-giao-dat": ("bien_ban_ban_giao_dat", land(), None),
}
"""The papers that are looked at: name of the picture, document, data, options."""
