"""Ordinary papers of an office, about invented people."""

from __future__ import annotations

from typing import Any

import msgspec
from papers import NAMES, OFFICE, STAMP, WAITING, homes, slips

from db.store.prints import offices as o
from db.store.prints.papers import Heading, PoorHomes

GROUNDS = [
    o.Ground(title="Luật Tổ chức chính quyền địa phương", date="2015-06-19"),
    o.Ground(
        title="Quyết định", number="59/2015/QĐ-TTg", date="2015-11-19", maker="Thủ tướng Chính phủ",
        about="về chuẩn nghèo tiếp cận đa chiều giai đoạn 2016–2020",
    ),
]  # fmt: skip


def paper(count: int = 12, **changes: Any) -> o.OfficePaper:
    """A paper about poor and near-poor households in three villages."""
    lines = [
        o.OfficeLine(
            name=NAMES[n % 8], village=f"Thôn Kê {n * 3 // count + 1}", persons=n % 6 + 1,
            result="Hộ cận nghèo" if n % 4 == 3 else "Hộ nghèo",
        )
        for n in range(count)
    ]  # fmt: skip
    made = o.OfficePaper(
        stamp=STAMP, year=2017, unit="xã Hồng Thủy", heading=Heading(date="2017-12-05"), above="huyện A Lưới",
        basis=GROUNDS, lines=lines, pending=[WAITING],
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


def supported(count: int = 12, **changes: Any) -> o.OfficePaper:
    """A paper about a list of support."""
    lines = [
        o.OfficeLine(
            name=NAMES[n % 8], head=NAMES[(n + 3) % 8] if n % 3 == 0 else None, village=f"Thôn Kê {n * 3 // count + 1}",
            result="Hộ nghèo", amount=500_000 + n * 1_000,
        )
        for n in range(count)
    ]  # fmt: skip
    return paper(lines=lines, policy="Trợ cấp xã hội hằng tháng", sources=["Ngân sách tỉnh"], pending=[], **changes)


def escaped() -> o.OfficePaper:
    """A paper about four households that left the list, of 2024: page numbers stand above since 2020."""
    lines = [
        o.OfficeLine(
            name=NAMES[n], village="Thôn Kê 1", persons=n + 2,
            result="Hộ thoát cận nghèo" if n == 3 else "Hộ thoát nghèo",
        )
        for n in range(4)
    ]  # fmt: skip
    return paper(lines=lines, year=2024, heading=Heading(number="7", date="2024-12-10"), pending=[])


def papers_of(kind: type[o.OfficePapers], *several: o.OfficePaper) -> Any:
    """A batch."""
    return kind(office=OFFICE, papers=list(several) or [paper()])


def refusals(*several: o.Refusal) -> o.Refusals:
    """A written refusal of a house."""
    made = o.Refusal(
        stamp=STAMP, year=2017, unit="xã Hồng Thủy", name="Hồ Văn Nhất", household_code="20104-0012",
        address="Thôn Kê 1, xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế", heading=Heading(date="2017-06-05"),
        matters=[
            o.Refused(
                content="Hỗ trợ nhà ở", asked_on="2017-03-01", refused_on="2017-05-20",
                reason="Hộ đã được hỗ trợ nhà ở năm 2014 theo Quyết định 167/2008/QĐ-TTg.",
            )
        ],
    )  # fmt: skip
    return o.Refusals(office=OFFICE, papers=list(several) or [made])


def books(*lines: o.Complaint) -> o.ComplaintBooks:
    """A book with two complaints."""
    known = list(lines) or [
        o.Complaint(
            received_on="2017-10-12", name="Kê Thị Xoàn", address="Thôn Kê 1",
            content="Hộ tôi không có tên trong danh sách", outcome="Phúc tra ngày 16/10, đưa vào danh sách",
        ),
        o.Complaint(received_on="2017-10-13", name="A Viết Tơi", content="Hộ bên cạnh đã có nhà mới"),
    ]  # fmt: skip
    book = o.ComplaintBook(stamp=STAMP, year=2017, unit="xã Hồng Thủy", village="Thôn Kê 1", lines=known)
    return o.ComplaintBooks(office=OFFICE, papers=[book])


VILLAGE = paper(village="Thôn Kê 1")
REVIEWED = paper(
    village="Thôn Kê 1",
    round=o.RoundDays(
        met_on="2016-10-25", attended=41, agreed=38, posted_from="2016-10-26", posted_to="2016-10-28",
        posted_at="Nhà Gươl Thôn Kê 1",
    ),
)  # fmt: skip
"""Minutes of a village whose meeting and posting the round of review has kept."""
FOUND = paper(
    village="Thôn Kê 1", proposed=True, round=o.RoundDays(met_on="2016-10-25"), pending=[],
    lines=[
        o.OfficeLine(name=NAMES[n], village="Thôn Kê 1", persons=n + 1, before=before, result=result)
        for n, (before, result) in enumerate((
            ("Hộ nghèo", "Hộ nghèo"), ("Hộ nghèo", "Hộ cận nghèo"), ("Hộ cận nghèo", "Hộ thoát cận nghèo"),
            (None, "Hộ nghèo"), (None, "Hộ không nghèo"),
        ))
    ],
)  # fmt: skip
"""Minutes about what a round found, before anything is decided."""
APPROVED: dict[str, tuple[str, Any, None]] = {
    "quyet-dinh-cong-nhan": ("quyet_dinh_cong_nhan", papers_of(o.Recognitions, paper(40, pending=[])), None),
    "quyet-dinh-thoat-ngheo": ("quyet_dinh_thoat_ngheo", papers_of(o.Escapes, escaped()), None),
    "quyet-dinh-ho-tro": ("quyet_dinh_ho_tro", papers_of(o.Grants, supported()), None),
    "to-trinh-ho-tro": ("to_trinh", papers_of(o.Proposals, supported()), None),
    "to-trinh": ("to_trinh", papers_of(o.Proposals), None),
    "cong-van": ("cong_van", papers_of(o.Proposals, supported()), None),
    "thong-bao": ("thong_bao", papers_of(o.Proposals), None),
    "bien-ban-hop-thon": ("bien_ban_hop_thon", papers_of(o.VillagePapers, VILLAGE), None),
    "bien-ban-niem-yet": ("bien_ban_niem_yet", papers_of(o.VillagePostings, VILLAGE), None),
    "bien-ban-ket-thuc": ("bien_ban_ket_thuc_niem_yet", papers_of(o.VillagePostings, VILLAGE), None),
    "bien-ban-hop-thon-da-hop": ("bien_ban_hop_thon", papers_of(o.VillagePapers, REVIEWED), None),
    "bien-ban-hop-thon-ra-soat": ("bien_ban_hop_thon", papers_of(o.VillagePapers, FOUND), None),
    "to-trinh-ra-soat": ("to_trinh", papers_of(o.Proposals, msgspec.structs.replace(FOUND, village=None)), None),
    "bien-ban-niem-yet-da-dan": ("bien_ban_niem_yet", papers_of(o.VillagePostings, REVIEWED), None),
    "bien-ban-ket-thuc-da-dan": ("bien_ban_ket_thuc_niem_yet", papers_of(o.VillagePostings, REVIEWED), None),
    "giay-bao-tu-choi": ("giay_bao_tu_choi", refusals(), None),
    "so-khieu-nai": ("so_khieu_nai", books(), None),
}
"""The papers that are looked at: name of the picture, document, data, options."""
LETTERS = {
    **APPROVED,
    "giay-moi": ("giay_moi", homes(), None),
    "giay-xac-nhan": ("giay_xac_nhan", homes(PoorHomes), None),
    "bien-ban-ban-giao": ("bien_ban_ban_giao", slips(), None),
}
"""All that are written as DOCX too."""
