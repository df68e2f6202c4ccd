"""500 forms of two pages (slips in two liên) against bare ReportLab: the same strings at the same places, the same
fonts and lines, in the same run.

    python tests/bench/bench_slips.py [SLIPS] [ROUNDS]

The floor knows where everything stands beforehand and only draws (`setFont` where the font changes, `drawString`,
`line`); the program lays out and draws. Prints the best rounds (processor time) and their ratio (limit 2.0).
"""

from __future__ import annotations

import sys
import time
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from db.store.prints.papers import (
    Heading,
    Office,
    SlipEntitlement,
    SlipHead,
    SlipMember,
    SlipSupport,
    Stamp,
    SupportSlip,
    SupportSlips,
)
from forms.paper import fonts, phieu_ho_tro
from forms.paper.measure import Measure
from forms.paper.output import open_canvas
from forms.paper.sheet import Page

LIMIT = 2.0
NAMES = (
    "Hồ Văn Nhất",
    "Kê Thị Xoàn",
    "A Viết Tơi",
    "Blúp Thị Aih",
    "Quỳnh Rêr",
    "Zơrâm Bhất",
    "B'ling Nhôn",
    "Viên Mưng",
)


def slip(n: int) -> SupportSlip:
    """Return one slip whose texts differ from its neighbours' as those of a commune do."""
    name = f"{NAMES[n % 8]} {NAMES[n // 8 % 8].split()[-1]}"
    members = [
        SlipMember(
            name=f"{NAMES[(n + k) % 8]} {NAMES[n // 64 % 8].split()[-1]}",
            birth=f"{1950 + (n * 7 + k * 11) % 60}-{1 + (n + k) % 12:02d}-{1 + n % 28:02d}",
            relation=("Chủ hộ", "Vợ", "Con", "Con", "Cháu")[k],
            groups=f"BHYT HN246{4600000000 + n * 10 + k}",
        )
        for k in range(3 + n % 3)
    ]
    supports = [
        SlipSupport(
            content=("Hỗ trợ tiền điện quý I", "Hỗ trợ sản xuất: bò giống sinh sản", "Chi phí học tập")[(n + k) % 3],
            beneficiary="Hộ",
            unit=("tháng", "con", "tháng")[(n + k) % 3],
            quantity=str(1 + (n + k) % 9),
            unit_price=46_000 + n * 1_000,
            amount=(46_000 + n * 1_000) * (1 + (n + k) % 9),
            sources="NSTW",
            basis=f"QĐ {n % 90 + 1}/QĐ-UBND, {1 + n % 28:02d}/02/2017",
            delivered_on=f"2017-05-{1 + n % 28:02d}",
        )
        for k in range(1 + n % 3)
    ]
    amount = 20_000_000 + n * 10_000
    loan = SlipEntitlement(
        kind="credit", content="Vay hộ nghèo", beneficiary=name, amount=amount, valid_from="2017-02-15"
    )
    return SupportSlip(
        household_code=f"20104-{n:04d}",
        head=SlipHead(name=name, birth=str(1940 + n % 50), sex="Nam", ethnic="Tà Ôi", id_no=f"1912{n:05d}"),
        address=f"Thôn Kê {n % 9 + 1}, xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế",
        stamp=Stamp(code=f"PHT-20104-{n:06d}", printed_at="2017-05-10T14:03", data_version="7f3a09c251de"),
        year=2017,
        round="Đợt 1",
        heading=Heading(number=str(n + 1), date="2017-05-10"),
        classification="Hộ nghèo năm 2017",
        decision="QĐ 1592/QĐ-UBND ngày 30/12/2016",
        persons=len(members),
        members=members,
        supports=supports,
        entitlements=[loan],
    )


def floor(pages: list[Page], family: fonts.Family) -> bytes:
    """Draw known texts and lines with ReportLab's own calls."""
    out = BytesIO()
    canvas = open_canvas(out, family)
    names = {face: type_.name for face, type_ in family.faces.items()}
    for page in pages:
        style = None
        for rule in page.rules:
            if style != rule[4:]:
                style = rule[4:]
                canvas.setLineWidth(rule.width)
                canvas.setStrokeGray(rule.grey)
                canvas.setDash([0.6, 2.0] if rule.dotted else [])
            canvas.line(rule.x1, rule.y1, rule.x2, rule.y2)
        font = None
        for face, size, x, y, text in page.texts:
            if font != (face, size):
                font = (face, size)
                canvas.setFont(names[face], size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def main(slips: int = 500, rounds: int = 3) -> int:
    """Measure and print; return 1 when the ratio does not hold."""
    data = SupportSlips(
        office=Office(name="ỦY BAN NHÂN DÂN\nXÃ HỒNG THỦY", place="Hồng Thủy"), slips=[slip(n) for n in range(slips)]
    )
    family = fonts.load()
    options = phieu_ho_tro.SlipOptions()
    known = list(phieu_ho_tro.pages(data, Measure(family), options))
    texts = sum(len(page.texts) for page in known)
    print(f"{slips} slips, {len(known)} pages, {texts} strings, {sum(len(page.rules) for page in known)} lines")
    bare, ours = [], []
    for _ in range(rounds):
        start = time.process_time()
        floor(known, family)
        bare.append(time.process_time() - start)
        out = BytesIO()
        start = time.process_time()
        phieu_ho_tro.build(data, out, options)
        ours.append(time.process_time() - start)
    ratio = min(ours) / min(bare)
    print(
        f"bare ReportLab {min(bare):.2f} s | laid out and written {min(ours):.2f} s | ratio {ratio:.2f} (limit {LIMIT})"
    )
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
