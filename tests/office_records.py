"""Some records of a commune's office, invented: for pages that show them and for pictures."""

from __future__ import annotations

from db.ledger.register import Register
from db.store.inputs import RecordInput
from db.store.record.records import add_record

LONG = "Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Kăn Nơ Hồ"


def keep_some(register: Register) -> dict[str, str]:
    """Officers, a course with its roster, a fund, complaints; ids by kind."""
    officers = [
        _add(register, "can_bo", "2016-01-01", name, chuc_danh=post)
        for name, post in (("Hồ Văn Thử", "giam_ngheo"), (LONG, "phu_nu"), ("A Viết Bịa", "nong_dan"))
    ]
    roster = [{"can_bo": one, "co_mat": place != 1} for place, one in enumerate(officers)]
    course = _add(register, "tap_huan", "2017-05-10", "Tập huấn rà soát", noi_dung=["ra_soat"], hoc_vien=roster)
    for month, amount in enumerate((5_000_000, 12_500_000, 3_000_000), 1):
        _add(register, "quy", f"2017-{month:02}-17", f"Ủng hộ tháng {month}", quy="vnn", chieu="thu", so_tien=amount,
             nguon="nhan_dan")  # fmt: skip
    _add(register, "quy", "2017-04-20", "Sửa nhà", quy="vnn", chieu="chi", so_tien=15_000_000, muc_dich="nha_o")
    for name, due in (("Kê Thị Không", "2017-06-15"), ("Hồ Văn Thử", "2018-06-15")):
        _add(register, "khieu_nai", "2017-06-01", name, loai="danh_sach", noi_dung="Xin xem lại", han=due)
    return {"can_bo": officers[0], "tap_huan": course}


def _add(register: Register, kind: str, date: str, title: str, **details: object) -> str:
    return add_record(register, RecordInput(kind=kind, date=date, title=title, details=details), reason="Bịa").id
