"""Danh sách chi trả trợ cấp xã hội hằng tháng: the list to sign of a month, without anybody's group."""

from __future__ import annotations

from functools import partial

from db.store.prints.social import MonthlyList
from forms.paper import danh_sach_ky_nhan
from forms.paper.danh_sach_ky_nhan import ListOptions
from forms.paper.document import OWN_LAYOUT, Document, DocumentInfo

TITLE = "Danh sách chi trả trợ cấp xã hội hằng tháng"
INFO = DocumentInfo(
    name="danh_sach_tro_cap_thang",
    title=TITLE,
    source=f"{OWN_LAYOUT}; chi trả theo Nghị định 20/2021/NĐ-CP, trước đó Nghị định 136/2013/NĐ-CP",
    valid_from=None,
    valid_to=None,
    level="commune",
    uncertain=True,
)
DOCUMENT = Document(
    INFO,
    MonthlyList,
    ListOptions,
    partial(danh_sach_ky_nhan.build, title=TITLE),
    partial(danh_sach_ky_nhan.pages, title=TITLE),
)
