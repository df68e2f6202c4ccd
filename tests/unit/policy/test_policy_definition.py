"""A definition that is wrong anywhere is refused, and the sentence names file, line and key."""

from __future__ import annotations

import unicodedata

import pytest
from small_policy import line_of, spoiled, text

from db.domain.errors import DefinitionError
from db.policy.definition import parse, shipped

# What is spoiled: piece replaced, replacement, key named, part of the sentence; the line is that of the replacement.
SPOILED = [
    ('label = "Số tháng"', 'lable = "Số tháng"', "fields[0].lable", "`label`?"),
    ('type = "integer"', 'type = "number"', "fields[0].type", "`number`"),
    ('type = "integer"', "type = 3", "fields[0].type", ""),
    ("min = 1", 'min = "1"', "fields[0].min", "cần số nguyên, đang ghi chữ"),
    ("min = 1", "min = 13", "fields[0].min", "lớn hơn"),
    ('id = "so_thang"', 'id = "Số tháng"', "fields[0].id", "đúng dạng"),
    ('id = "muc_thang"', 'id = "so_thang"', "fields[1].id", "đã dùng ở trên"),
    (
        '[[fields]]\nid = "muc_thang"\ntype = "money"',
        '[[fields]]\nid = "muc_thang"\ntype = "choice"',
        "fields[1]",
        "`code_list`",
    ),
    ("default = \"lookup('muc', 'thang')\"", "default = \"lookup('muk', 'thang')\"", "fields[1].default", "`muc`?"),
    ("default = \"lookup('muc', 'thang')\"", 'default = "muc_nam"', "fields[1].default", "`muc_thang`?"),
    ("default = \"lookup('muc', 'thang')\"", 'default = "so_thang =="', "fields[1].default", "không đọc được"),
    ("default = \"lookup('muc', 'thang')\"", 'default = "ky.on"', "fields[1].default", "cần số tiền"),
    ("default = \"lookup('muc', 'thang')\"", "pattern = 'a'", "fields[1].pattern", "không có khóa này"),
    ("required = true\n\n[[fields]]", "required = 7\n\n[[fields]]", "fields[0].required", "đúng/sai"),
    ('state = "da_nhan"', 'state = "da_nha"', "milestones[0].state", "`da_nhan`?"),
    ('kind = "delivered"', 'kind = "given"', "milestones[0].kind", "counts_as"),
    ('amount = "required"', 'requires = ["approved"]', "milestones[0].requires[0]", "mốc"),
    ('initial_state = "de_nghi"', 'initial_state = "moi"', "initial_state", "trạng thái"),
    ('total = "tien.approved"', 'total = "tien.approve"', "sums[0].total", "`tien.approved`?"),
    ('parts = ["so_thang * muc_thang"]', 'parts = ["so_thang", "nope"]', "sums[0].parts[1]", "nope"),
    ('field = "amounts.approved"', 'field = "amounts.cost"', "sums[0].field", "trường"),
    ("expr = \"ho.classification == 'poor'\"", "expr = \"ho.classification == 'por'\"", "checks[0].expr", "`poor`?"),
    ("expr = \"ho.classification == 'poor'\"", "expr = \"ho.__class__ == 'poor'\"", "checks[0].expr", "không có tên"),
    ("expr = \"ho.classification == 'poor'\"", 'expr = "tien.approved"', "checks[0].expr", "cần đúng/sai"),
    ("“{ho.classification}”", "“{ho.klass}”", "checks[0].message", "không có tên"),
    ("“{ho.classification}”", "“{ho.classification”", "checks[0].message", "ngoặc nhọn"),
    ('severity = "soft"', 'severity = "weak"', "checks[0].severity", "weak"),
    ('period = "year"', 'period = "active"', "overlaps[0].period", "active_from"),
    ('period = "year"', 'period = "year"\nsame = ["x"]', "overlaps[0].same[0]", "trường"),
    ('per = "household"', 'per = "person"', "overlaps[0].per", "theo người"),
    ('sources = ["nstw"]', 'sources = ["nstw", "nsxx"]', "amounts.sources[1]", "nguồn vốn"),
    ('required = ["approved"]', 'required = ["cost"]', "amounts.required[0]", "cost"),
    ('columns = ["so_thang"', 'columns = ["so_nam"', "columns[0]", "cột"),
    ("valid_from = 2016-01-01", "valid_from = 2016-01-01\nvalid_to = 2015-12-31", "tables[0].valid_to", "trước ngày"),
    ("valid_from = 2016-01-01", 'valid_from = "hôm qua"', "tables[0].valid_from", ""),
    ("rows = { thang = 46_000 }", "rows = { thang = 46_000.5 }", "tables[0].rows.thang", "số lẻ"),
    ("rows = { thang = 46_000 }", 'rows = { thang = 46_000, nam = "x" }', "tables[0].rows.nam", "khác loại"),
    ('id = "hai_lan_mot_nam"', 'id = "ngheo_thu_nhap"', "overlaps[0].id", "đã dùng ở trên"),
    ('label = "Số tháng"', 'label = "Số\\u0000 tháng"', "fields[0].label", "ký tự lạ"),
    ("format = 1", "format = 2", "format", ""),
    ("version = 1", "version = 0", "version", "từ 1"),
    ('level = "household"', 'level = "household"\ntogether = [["so_thang", "x"]]', "together[0][1]", "trường"),
    ('level = "household"', 'level = "household"\ntogether = [["so_thang"]]', "together[0]", "ít nhất 2 mục"),
    ('level = "household"', 'level = "household"\nnature = "gift"', "nature", "gift"),
    ('title = "Hỗ trợ tiền điện hộ nghèo"', "", "title", "thiếu khóa bắt buộc `title`"),
]


@pytest.mark.parametrize(("old", "new", "key", "says"), SPOILED)
def test_refused_with_file_line_and_key(old: str, new: str, key: str, says: str) -> None:
    data = spoiled(old, new)
    with pytest.raises(DefinitionError) as caught:
        parse(data, "tien_dien/v1.toml")
    message = caught.value.message
    assert caught.value.code == "bad_definition"
    assert "tệp tien_dien/v1.toml" in message
    assert says in message
    if new:
        assert f"khóa `{key}`" in message
        last = key.rsplit(".", 1)[-1].partition("[")[0]
        lines = data.decode().splitlines()
        named = int(message.split("dòng ")[1].split(",")[0])
        assert last in lines[named - 1]
        first = line_of(text().encode(), old)
        assert first <= named <= first + new.count("\n")


def test_missing_key_names_its_table() -> None:
    data = spoiled('label = "Đã nhận"\n', "")
    with pytest.raises(DefinitionError, match=r"dòng \d+, khóa `states\[1\]`: thiếu khóa bắt buộc `label`") as caught:
        parse(data, "x.toml")
    assert f"dòng {line_of(data, '[[states]]') + 3}," in caught.value.message


@pytest.mark.parametrize(
    ("tail", "key", "says"),
    [
        (
            '[[fields]]\nid="a"\ntype="integer"\nlabel="A"\ncalculation="b + 1"\n'
            '[[fields]]\nid="b"\ntype="integer"\nlabel="B"\ncalculation="a + 1"\n',
            "fields",
            "vòng tròn",
        ),
        ('[[fields]]\nid="a"\ntype="integer"\nlabel="A"\ncalculation="a + 1"\n', "fields", "vòng tròn"),
        (
            '[[fields]]\nid="a"\ntype="choice"\nlabel="A"\ncode_list="bhyt_objekt"\n',
            "fields[2].code_list",
            "`bhyt_object`?",
        ),
        (
            '[[fields]]\nid="a"\ntype="integer"\nlabel="A"\ncalculation="so_thang"\nsticky=true\n',
            "fields[2].sticky",
            "không tự tính",
        ),
        (
            '[[fields]]\nid="a"\ntype="group"\nlabel="A"\n[[fields.fields]]\nid="b"\ntype="flag"\nlabel="B"\nsticky=true\n',
            "fields[2].fields[0].sticky",
            "ngoài nhóm",
        ),
        ('[[fields]]\nid="a"\ntype="choice"\nlabel="A"\nchoices="khong_co"\n', "fields[2].choices", "danh sách"),
        ('[[fields]]\nid="a"\ntype="integer"\nlabel="A"\nconstraint="a > 1"\n', "fields[2].constraint", "message"),
        ('[[fields]]\nid="a"\ntype="text"\nlabel="A"\npattern="(a+)+b"\n', "fields[2].pattern", "mẫu chỉ gồm"),
        ('[[fields]]\nid="a"\ntype="decimal"\nlabel="A"\nmin="một"\n', "fields[2].min", "không phải một số"),
        (
            '[[fields]]\nid="a"\ntype="group"\nlabel="A"\n[[fields.fields]]\nid="so_thang"\ntype="flag"\nlabel="B"\n',
            "fields[2].fields[0].id",
            "đã là một trường khác",
        ),
        (
            '[[fields]]\nid="a"\ntype="group"\nlabel="A"\nrepeat=true\n'
            '[[fields.fields]]\nid="b"\ntype="integer"\nlabel="B"\ncalculation="c"\n'
            '[[fields.fields]]\nid="c"\ntype="integer"\nlabel="C"\n',
            "fields[2].fields[0]",
            "chưa có ở trước",
        ),
        (
            '[[choices]]\nid="x"\nitems=[{code="a",label="A"},\n {code="a",label="B"}]\n',
            "choices[0].items[1].code",
            "đã dùng",
        ),
        ('[[programmes]]\ncode="p"\nlabel="P"\nstatus="seen"\nsource="S"\n', "programmes", "chưa có trường"),
        (
            '[[tables]]\nid="muc"\nrows={thang=1}\nstatus="own"\nsource="S"\nvalid_from=2017-01-01\n',
            "tables[1]",
            "trùng thời gian",
        ),
        (
            '[[deprivations]]\nstandard="2016_2020"\nindicators=["nuoc","nuok"]\n',
            "deprivations[0].indicators[1]",
            "`nuoc`?",
        ),
        ('[[deprivations]]\nstandard="1999"\nindicators=["nuoc"]\n', "deprivations[0].standard", "chuẩn"),
    ],
)
def test_refused_addition(tail: str, key: str, says: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        parse(f"{text()}\n{tail}".encode(), "x.toml")
    assert f"khóa `{key}`" in caught.value.message
    assert says in caught.value.message
    assert int(caught.value.message.split("dòng ")[1].split(",")[0]) > 5


def test_a_limit_of_a_programme_names_its_line() -> None:
    data = text() + (
        '\n[[fields]]\nid = "ct"\ntype = "choice"\nlabel = "CT"\nchoices = "programmes"\n'
        '[[programmes]]\ncode = "p"\nlabel = "P"\nstatus = "seen"\nsource = "S"\n'
        '[[programmes.limits]]\nfield = "so_thang"\nmax = 3\nstatus = "seen"\nsource = "S"\n'
        '[[programmes.limits]]\nfield = "so_thangg"\nmax = 3\nstatus = "seen"\nsource = "S"\n'
    )
    line = data[: data.index("so_thangg")].count("\n") + 1
    with pytest.raises(DefinitionError, match=rf"dòng {line}, khóa `programmes\[0\].limits\[1\].field`"):
        parse(data.encode(), "x.toml")


def test_sensitive_fields_reach_neither_columns_nor_sentences() -> None:
    secret = spoiled('label = "Số tháng"', 'label = "Số tháng"\nsensitive = true')
    with pytest.raises(DefinitionError, match="nhạy cảm `so_thang`"):
        parse(secret, "x.toml")
    told = spoiled('label = "Mức một tháng"', 'label = "Mức một tháng"\nsensitive = true')
    told = told.replace("“{ho.classification}”".encode(), "“{muc_thang + 1}”".encode())
    with pytest.raises(DefinitionError, match=r"checks\[0\].message.*nhạy cảm `muc_thang`"):
        parse(told, "x.toml")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"format = 1\nid = \n", 2),
        (b"format = 1\n[a\n", 2),
        ('id = "a"\ntitle = "ti\xean"\n'.encode("latin-1"), 2),
        (b"a = 1\na = 2\n", 2),
        (b'a = """', 1),
        (b"[" * 5000, 1),
        (b"a = " + b"[" * 3000 + b"]" * 3000, 1),
        (b"\xff\xfe", 1),
    ],
)
def test_not_toml(data: bytes, line: int) -> None:
    with pytest.raises(DefinitionError, match=rf"tệp x\.toml, dòng {line}[,:]"):
        parse(data, "x.toml")


def test_letters_typed_in_pieces_are_kept_whole() -> None:
    found = parse(unicodedata.normalize("NFD", text()).encode(), "x.toml")
    assert found.title == "Hỗ trợ tiền điện hộ nghèo"
    assert found.columns[0] == ("so_thang", "Số tháng")
    broken = unicodedata.normalize("NFD", spoiled('type = "integer"', 'type = "number"').decode())
    with pytest.raises(DefinitionError, match=r"khóa `fields\[0\]\.type`"):
        parse(broken.encode(), "x.toml")


def test_terms_of_one_name_are_of_one_kind() -> None:
    rates = "".join(
        f'[[programmes]]\ncode = "{code}"\nlabel = "P"\nstatus = "seen"\nsource = "S"\n'
        f'[[programmes.terms]]\nid = "lai"\nvalue = {value}\nstatus = "seen"\nsource = "S"\n'
        for code, value in (("a", '"6.6"'), ("b", "9"), ("c", '"7"'))
    )
    field = '[[fields]]\nid = "ct"\ntype = "choice"\nlabel = "CT"\nchoices = "programmes"\n'
    with pytest.raises(DefinitionError, match=r"khóa `programmes\[2\]\.terms\[0\]\.value`: `'7'` khác loại"):
        parse(f"{text()}\n{field}{rates}".encode(), "x.toml")
    parse(f"{text()}\n{field}{rates}".replace('"7"', "7").encode(), "x.toml")


def test_too_big() -> None:
    with pytest.raises(DefinitionError, match="quá lớn"):
        parse(b"#" * 600_000, "x.toml")


def test_shipped_definitions() -> None:
    found = shipped()
    assert sorted(found) == [
        *("bhyt", "dao_tao_nghe", "dat_nuoc", "do_dau", "giao_duc", "ho_tro_truc_tiep", "kham_chua_benh"),
        *(
            "khuyen_nong",
            "nha_o",
            "san_xuat",
            "thong_tin",
            "tien_dien",
            "tin_dung",
            "tro_cap_xa_hoi",
            "tro_giup_dot_xuat",
        ),
        *("tro_giup_phap_ly", "ve_sinh", "xuat_khau_lao_dong"),
    ]
    assert found["bhyt"].level == found["tro_giup_phap_ly"].level == "person"
    assert all(len(p.sha256) == 64 and p.version == 1 for p in found.values())
    assert {"tom_tat", "dien"} <= found["tro_giup_phap_ly"].sensitive
    assert {"nhom", "muc_do"} <= found["tro_cap_xa_hoi"].sensitive
    assert {"benh", "benh_hiem_ngheo"} <= found["kham_chua_benh"].sensitive
    assert [name for name, p in found.items() if {path for path, _ in p.columns} & p.sensitive] == []


def test_names_for_people() -> None:
    loan = shipped()["tin_dung"]
    assert loan.status_label("dang_vay") == "Đang vay"
    assert loan.status_label("la_lung") == "la_lung"
    assert loan.milestone_label("disbursed") == "Giải ngân"
    assert loan.counts_as("confirmed") == "reviewed"
    assert loan.counts_as("disbursed") == "disbursed"
    assert ("amounts.requested", "Số tiền xin vay") in loan.columns
    assert loan.programmes["ho_ngheo"].limits[0].max == 50_000_000


def test_form_numbers_follow_the_law_of_the_day() -> None:
    aid = shipped()["tro_giup_phap_ly"]
    then, now = (aid.form_on("don_yeu_cau_tro_giup_phap_ly", d) for d in ("2017-05-01", "2019-05-01"))
    assert then
    assert now
    assert (then.form, then.status) == ("", "uncertain")
    assert "mẫu cần đối chiếu" in then.source
    assert now.form == "02-TP-TGPL"
    assert aid.form_on("khong_co", "2019-05-01") is None


def test_describe_hides_what_is_secret() -> None:
    aid = shipped()["tro_giup_phap_ly"]
    details = {"ngay_yeu_cau": "2017-03-02", "tom_tat": "Ranh giới đất", "can_phien_dich": True}
    assert aid.describe(details) == [("Ngày yêu cầu", "02/03/2017"), ("Cần phiên dịch tiếng dân tộc", "có")]
    assert ("Tóm tắt yêu cầu", "Ranh giới đất") in aid.describe(details, sensitive=True)
    loan = shipped()["tin_dung"]
    rows = {"muc_dich": [{"viec": "Bò", "thanh_tien": 20_000_000}, {"viec": "Chuồng"}], "lai_suat": "6.6"}
    assert loan.describe(rows) == [
        ("Mục đích sử dụng vốn vay", "Đối tượng: Bò, Thành tiền: 20.000.000; Đối tượng: Chuồng"),
        ("Lãi suất", "6,6"),
    ]
