"""Ordinary supports of invented people for every form of supports, and ones with every field at its limit."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import papers
from papers import NAMES, OFFICE, STAMP

from db.domain.standards import standards
from db.policy.definition import Policy, shipped
from db.policy.scoring import shipped_scoring
from db.store.prints import homes as h
from db.store.prints import supports as s
from db.store.prints.papers import Heading, HomeMember, Pending, SlipHead
from forms.paper.form import Form

KNOWN: dict[str, dict[str, str]] = {
    "": {"supports": "Thẻ BHYT (4); Nhà ở"},
    "tin_dung": {
        "to_truong": "Kê Sửu", "ma_to": "4811234", "hoi_quan_ly": "Hội Nông dân", "thoi_han": "36 tháng",
        "phuong_an": "Chăn nuôi bò sinh sản", "so_tai_khoan": "1234567890",
        "ngan_hang": "Ngân hàng Chính sách xã hội A Lưới",
    },
    "nha_o": {
        "chuong_trinh": "Nhà ở từ nguồn vận động", "loai": "Xây mới", "hien_trang": "Nhà tạm bợ",
        "uu_tien": "Dân tộc thiểu số, Đông nhân khẩu", "dien_tich_moi": "32 m²", "nha_cu.nen_cu": "Không cứng",
        "nha_cu.khung_cu": "Không cứng", "nha_cu.mai_cu": "Cứng", "nha_cu.dien_tich_cu": "24 m²",
        "dat": "Có giấy tờ hoặc xã xác nhận hợp pháp", "nghiem_thu.nen": "Cứng", "nghiem_thu.khung": "Cứng",
        "nghiem_thu.mai": "Cứng", "nghiem_thu.tuoi_tho": "20 năm", "nghiem_thu.tong_gia_tri": "42.000.000 đồng",
    },
    "tro_giup_phap_ly": {
        "dien": "Người nghèo", "linh_vuc": "Đất đai, nhà ở, môi trường", "hinh_thuc": "Tư vấn pháp luật",
        "tom_tat": "Hỏi về ranh giới thửa đất nương với hộ giáp ranh", "giay_to": "Giấy chứng nhận hộ nghèo",
        "noi_nhan": "Trung tâm Trợ giúp pháp lý nhà nước", "ngay_yeu_cau": "02/03/2017", "ket_qua": "Hoàn thành",
    },
    "giao_duc": {
        "nam_hoc": "2017-2018", "che_do": "Hỗ trợ chi phí học tập", "truong": "Trường Tiểu học số 1", "lop": "4A",
        "doi_tuong": "Học sinh thuộc hộ nghèo", "nguoi_nhan": "Hồ Văn Nhất",
    },
    "tien_dien": {"dien": "Hộ nghèo", "ma_khach_hang": "PC07AA0012345"},
    "dao_tao_nghe": {
        "nghe": "Chăn nuôi thú y", "co_so": "Trung tâm Giáo dục nghề nghiệp huyện", "lop": "Khóa 2/2017",
        "trinh_do": "Dưới 3 tháng", "doi_tuong": "Người thuộc hộ nghèo", "khoang_cach": "20 km",
    },
    "ho_tro_truc_tiep": {"khu_vuc": "Khu vực III", "hinh_thuc": "Tiền và hiện vật"},
    "dat_nuoc": {
        "chuong_trinh": "Quyết định 2085", "hang_muc": "Đất sản xuất", "dat_hien_co": "1.200 m²",
        "dat_thieu": "800 m²", "loai_dat": "Đất nương", "hinh_thuc": "Giao đất", "dien_tich": "800 m²",
        "thua_dat": "Thửa 12, tờ 7, khe A Lin",
    },
    "san_xuat": {
        "du_an": "Nuôi bò cái sinh sản", "mo_hinh": "Nuôi bò nhốt", "nha_cung_cap": "Trại giống A Lưới",
        "kiem_dich": "0123/KDĐV", "tinh_trang": "Khỏe mạnh, đã tiêm phòng",
    },
    "xuat_khau_lao_dong": {"nuoc": "Nhật Bản", "doanh_nghiep": "Công ty Thử", "thoi_han": "36 tháng"},
    "thong_tin": {"ten_hang": "Ti vi 32 inch, Việt Nam", "so_may": "TV-000123"},
    "ve_sinh": {"truoc": "Không có", "loai": "Hai ngăn", "viec": "Làm mới", "dat": "Có"},
    "do_dau": {
        "don_vi": "Trường Trung học Thử", "noi_dung": "Con giống", "hien_vat": "05 gà giống, cám 10 kg",
    },
    "khuyen_nong": {
        "viec": "Tập huấn khuyến nông", "chu_de": "Trồng chuối", "ngay": "05/03/2017", "so_buoi": "2 buổi",
        "nguoi_tham_gia": "Kê Thị Xoàn",
    },
}  # fmt: skip
"""What is known of an ordinary support of each policy, as its definition writes it."""
TITLES = {
    "tin_dung": "Cho vay hộ nghèo", "nha_o": "Nhà ở hộ nghèo theo Quyết định 33/2015", "ve_sinh": "Nông thôn mới",
    "dat_nuoc": "Quyết định 2085/QĐ-TTg (2017–2020)", "san_xuat": "Chương trình 135", "thong_tin": "Dự án 4",
}  # fmt: skip
FIGURES = {
    "so_thang": 4, "muc_thang": 100_000, "dieu_chinh": 5_000, "ngay_hoc": 45, "tien_an": 1_350_000, "so_khau": 4,
    "tien_di_lai": 200_000, "dinh_muc": 100_000, "tien_mat": 200_000, "ngoai_ngu": 3_000_000, "kien_thuc": 530_000,
    "women": 2, "labourers": 2, "poor": 1,
}  # fmt: skip
GOODS = [
    s.Goods(content="Bò cái sinh sản, 12 tháng tuổi", unit="con", quantity="1", unit_price=12_000_000,
            amount=12_000_000, mark="AL-0123"),
    s.Goods(content="Cám hỗn hợp", unit="kg", quantity="25.5", unit_price=10_000, amount=255_000),
]  # fmt: skip


RICE = [s.Goods(content="Gạo", unit="kg", quantity="60"), s.Goods(content="Chăn ấm")]


def case(form: Form, n: int = 0, **changes: Any) -> s.SupportCase:
    """The n-th support of a form's list: its household, what is known of it."""
    home = papers.home(household_code=f"20104-{n + 12:04d}", village=f"Thôn Kê {n // 5 + 1}")
    who = home.members[2] if _of_person(form) else home.members[0]
    if n:
        home = msgspec.structs.replace(home, head=SlipHead(name=NAMES[n % 8], birth="1962", id_no=f"1912{n:05d}"))
        who = HomeMember(name=NAMES[n % 8], birth="1990-05-01", sex=("Nam", "Nữ")[n % 2], id_no=f"1912{n:05d}")
    paper = s.SupportCase(
        **msgspec.structs.asdict(home),
        who=who,
        result="Hộ nghèo",
        number="HN2464612345678",
        title=TITLES.get(form.about.policy, "Hỗ trợ của xã"),
        round="Quý I",
        requested=30_000_000 + n * 1_000_000,
        approved=25_000_000 + n * 1_000_000,
        cost=40_000_000,
        amount=10_000_000 + n * 1_000_000,
        sources=[
            s.SourceSum(code="nhcsxh", name="Ngân hàng Chính sách xã hội", amount=15_000_000),
            s.SourceSum(code="ns_tinh", name="Ngân sách tỉnh", amount=12_000_000),
            s.SourceSum(code="ho_tu_co", name="Hộ tự có", amount=3_000_000),
        ],
        goods=GOODS if form.about.policy == "san_xuat" else RICE,
        known=KNOWN.get(form.about.policy, {}),
        figures=FIGURES,
        dates={
            "requested": "2017-02-05",
            "approved": "2017-03-01",
            "filed": "2017-02-20",
            "ended": "2017-05-12",
            "delivered": "2017-05-10",
        },
        papers={"approved": "12/QĐ-UBND", "reviewed": "02/BB"},
    )
    return msgspec.structs.replace(paper, **changes)


def _of_person(form: Form) -> bool:
    policy = shipped().get(form.about.policy)
    return bool(policy and policy.level == "person")


def ordinary(form: Form, year: int = 2017, lines: int = 12) -> Any:
    """A paper of a form as an office would print it."""
    if form.table is None:
        return s.SupportCases(office=OFFICE, papers=[case(form, year=year)])
    shared = {name: text for name, text in KNOWN.get(form.about.policy, {}).items() if name in form.about.apart}
    paper = s.SupportList(
        stamp=STAMP, year=year, subject=f"Năm {year}", commune="xã Hồng Thủy", place="Hồng Thủy",
        province="tỉnh Thừa Thiên Huế", lines=[case(form, n, year=year) for n in range(lines)],
        title=TITLES.get(form.about.policy, "Hỗ trợ của xã"), known=shared,
        round="Quý I" if "round" in form.about.apart else None,
        village="Thôn Kê 1" if form.about.villages else None,
        heading=Heading(date="2017-02-05"), basis=["Căn cứ Quyết định số 12/QĐ-UBND ngày 05/01/2017"],
        pending=[papers.WAITING],
    )  # fmt: skip
    return s.SupportLists(office=OFFICE, papers=[paper])


def empty(form: Form) -> Any:
    """A paper that knows only the household, or a list of nobody: everything else is left to the pen."""
    if form.table is None:
        home = msgspec.structs.asdict(papers.blank_home())
        return s.SupportCases(office=OFFICE, papers=[s.SupportCase(**home, who=HomeMember(name=""))])
    paper = s.SupportList(
        stamp=STAMP, year=2017, subject="Năm 2017", commune="xã Hồng Thủy", place="Hồng Thủy", lines=[]
    )
    return s.SupportLists(office=OFFICE, papers=[paper])


def full(form: Form, *, blanks: bool) -> Any:
    """A paper with everything its form asks for at its limit; no two texts are equal."""
    numbers = itertools.count(100)
    kind = s.SupportLists if form.table else s.SupportCases
    made = papers.full(kind, numbers, blanks=blanks)
    made = msgspec.structs.replace(made, papers=[_grown_up(one) for one in made.papers[:1]])
    policy = shipped().get(form.about.policy)

    def known(names: set[str]) -> dict[str, str]:
        wanted = sorted(name.removeprefix("known.") for name in names if name.startswith("known."))
        return {name: _longest(policy, name, numbers, blanks) for name in wanted}

    replace = msgspec.structs.replace
    figures = {name.rpartition("figure.")[2]: 123_456_789_012_345 for name in form.names if "figure." in name}
    if form.table is None:
        return replace(made, papers=[replace(made.papers[0], known=known(form.names), figures=figures)])
    paper = made.papers[0]
    shared = {name for name in form.names if not name.startswith("lines.")}
    lines = [replace(line, known=known(form.table.names), figures=figures, members=[]) for line in paper.lines]
    return replace(made, papers=[replace(paper, lines=lines, known=known(shared))])


def _grown_up(paper: Any) -> Any:
    """The same paper with members of age, who sign."""
    if not isinstance(paper, s.SupportCase):
        return paper
    members = [msgspec.structs.replace(one, birth="1962") for one in paper.members]
    return msgspec.structs.replace(paper, members=members)


def _longest(policy: Policy | None, name: str, numbers: itertools.count[int], blanks: bool) -> str:
    """A text as long as a field of the policy may hold."""
    first, _, column = name.partition(".")
    field = policy.fields[first] if policy else None
    if field and column:
        field = next(cell for cell in field.cells if cell.id == column)
    longest = getattr(field.cell, "max_length", 0) if field else 0
    if field and field.codes:
        longest = max(len(item.label) for item in field.codes.values())
    return papers.text_of(next(numbers), longest or 20, blanks=blanks)


def left_out(form: Form) -> set[str]:
    """Fields of a paper that a form does not ask for."""
    own = {name for name in form.names if not name.startswith("lines.")}
    if form.table is None:
        return _unasked(s.SupportCase, own, "papers.") | _unprinted(form)
    lines = {name for name in form.names if name.startswith("lines.")}
    asked = {name.removeprefix("lines.") for name in lines}
    return _unasked(s.SupportCase, asked, "lines.") | _unasked(s.SupportList, own, "papers.") | _unprinted(form)


def _unprinted(form: Form) -> set[str]:
    """What the head of a citizen's form has no place for, and what is on no form."""
    inside = {"dates", "papers.papers", "lines.papers", "sources.code", "lines.stamp", "lines.place"}
    if form.bare:
        inside |= {"place"}
    return {*inside, "papers.place"} if form.symbol else {*inside, "office", "heading", "basis"}


def _unasked(kind: type[msgspec.Struct], names: set[str], at: str) -> set[str]:
    inner = {"head": SlipHead, "who": HomeMember, "members": HomeMember, "goods": s.Goods, "sources": s.SourceSum}
    kept = {"stamp", "place", "heading", "known", "papers", "lines", "pending", "basis", *inner}
    parts = {f"{field}.{one}" for field, part in inner.items() for one in part.__struct_fields__}
    if "goods" in names:
        names = names | {"goods.content", "goods.unit", "goods.quantity"}
    plain = {f"{at}{field}" for field in kind.__struct_fields__ if field not in kept | names}
    return (
        plain | (parts - names if kind is s.SupportCase else set()) | ({"lines.heading"} if at == "lines." else set())
    )


def extract() -> h.HomeHistories:
    """A household through the years."""
    past = [
        h.PastSupport(year=2016, content="Thẻ BHYT", who="Hồ Thị Nghéc", step="Phát thẻ cho người dân 05/01/2016"),
        h.PastSupport(year=2017, content="Cho vay hộ nghèo", amount=30_000_000, step="Giải ngân 15/02/2017"),
        h.PastSupport(year=2017, content="Tiền điện", amount=147_000, step="Ký nhận tiền 10/05/2017"),
    ]
    home = msgspec.structs.asdict(papers.home())
    waiting = [Pending(name="Nhà ở", matter="dữ liệu đang chờ cấp trên quyết định")]
    return h.HomeHistories(office=OFFICE, papers=[h.HomeHistory(**home, past=past, pending=waiting)])


def review() -> h.ReviewSheets:
    """A household to be reviewed by the standard of 2016."""
    standard = standards()["2016_2020"]
    lacks = [
        h.LackLine(no=one.no, content=one.name, threshold=one.threshold, lacking=one.no in (4, 8))
        for one in sorted(standard.indicators.values(), key=lambda one: one.no)
    ]
    table = shipped_scoring()[standard.id]
    questions = [
        h.ScoreLine(no=one.no, content=one.name, answers="; ".join(f"{a.name}: {a.points['tr']}" for a in one.answers))
        for one in table.questions
    ]
    home = msgspec.structs.asdict(papers.home())
    sheet = h.ReviewSheet(**home, standard=standard.title, lacks=lacks, questions=questions, each=10,
                          scored_by=table.tables[2].name)  # fmt: skip
    return h.ReviewSheets(office=OFFICE, papers=[sheet])


def without(data: s.SupportCases, *names: str) -> s.SupportCases:
    """The same papers that know less."""
    replace = msgspec.structs.replace
    papers = [
        replace(one, known={name: said for name, said in one.known.items() if name not in names}) for one in data.papers
    ]
    return replace(data, papers=papers)
