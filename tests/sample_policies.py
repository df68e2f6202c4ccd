"""A policy with a field of every type, as an office would add it; and a long one for the stopwatch."""

from __future__ import annotations

EVERY = """
format = 1
id = "cay_giong"
version = 1
title = "Hỗ trợ cây giống, con giống"
short = "Cây giống"
level = "household"
initial_state = "de_nghi"
record_date = "coalesce(ngay_nhan, ky.on)"
columns = ["loai", "amounts.approved", "status"]

[agencies]
lead = "UBND cấp xã"

[[legal_basis]]
number = "75/2015/NĐ-CP"
text = "Cơ chế, chính sách bảo vệ và phát triển rừng"
status = "seen"

[amounts]
requested = "Số tiền đề nghị"
approved = "Số tiền được hỗ trợ"
cost = "Tổng giá trị cây giống, con giống"
required = ["approved"]
sources = ["nstw", "ho_tu_co"]

[[choices]]
id = "loai"
items = [
  { code = "cay", label = "Cây lâm nghiệp", hint = "Keo, bạch đàn, cây bản địa" },
  { code = "con", label = "Con giống" },
  { code = "lua", label = "Lúa lai", valid_to = 2016-12-31, status = "seen" },
  { code = "khac", label = "Loại khác" },
]

[[fields]]
id = "loai"
type = "choice"
label = "Loại giống"
choices = "loai"
required = true

[[fields]]
id = "loai_khac"
type = "text"
label = "Ghi rõ loại giống"
hint = "Tên gọi ở địa phương"
relevant = "loai == 'khac'"
required = true

[[fields]]
id = "muc_tieu"
type = "multi_choice"
label = "Dùng vào việc"
choices = "loai"

[[fields]]
id = "ngay_nhan"
type = "date"
label = "Ngày nhận"

[[fields]]
id = "thang_trong"
type = "date"
label = "Tháng trồng"
partial = true

[[fields]]
id = "so_cay"
type = "integer"
label = "Số cây, số con"
unit = "cây"
min = 1
max = 100000
constraint = "so_cay <= 5000"
message = "Một hộ nhận {so_cay} cây, nhiều hơn 5.000 cây."
severity = "soft"

[[fields]]
id = "don_gia"
type = "money"
label = "Đơn giá"
default = "lookup('gia', loai)"

[[fields]]
id = "thanh_tien"
type = "money"
label = "Thành tiền"
calculation = "so_cay * don_gia"

[[fields]]
id = "dien_tich"
type = "decimal"
label = "Diện tích trồng"
unit = "ha"
min = "0"
max = "50"

[[fields]]
id = "co_rao"
type = "flag"
label = "Có rào bảo vệ"

[[fields]]
id = "so_dien_thoai"
type = "text"
label = "Số điện thoại người nhận"
pattern = '0\\d{9,10}'
message = "Số điện thoại bắt đầu bằng số 0."
sensitive = true

[[fields]]
id = "lo_dat"
type = "group"
label = "Lô đất"
relevant = "dien_tich > 0"
[[fields.fields]]
id = "so_thua"
type = "text"
label = "Số thửa"
max_length = 20
required = true
[[fields.fields]]
id = "nam_giao"
type = "integer"
label = "Năm giao"
min = 1950
max = 2100

[[fields]]
id = "lan_nhan"
type = "group"
label = "Từng lần nhận"
repeat = true
max_rows = 3
[[fields.fields]]
id = "giong"
type = "text"
label = "Giống"
required = true
[[fields.fields]]
id = "so_luong"
type = "integer"
label = "Số lượng"
[[fields.fields]]
id = "tien"
type = "money"
label = "Tiền"
calculation = "so_luong * don_gia"

[[tables]]
id = "gia"
status = "own"
source = "giá của xã"
rows = { cay = 2000, con = 150000 }

[[states]]
id = "de_nghi"
label = "Đã đề nghị"
[[states]]
id = "da_duyet"
label = "Đã duyệt"
[[states]]
id = "da_nhan"
label = "Đã nhận"
[[states]]
id = "tu_choi"
label = "Không được duyệt"

[[milestones]]
kind = "requested"
label = "Đề nghị"
state = "de_nghi"
[[milestones]]
kind = "approved"
label = "Duyệt"
state = "da_duyet"
after = ["requested"]
[[milestones]]
kind = "refused"
label = "Không duyệt"
state = "tu_choi"
excludes = ["approved"]
note = "required"
[[milestones]]
kind = "disbursed"
label = "Nhận"
state = "da_nhan"
requires = ["approved"]
repeat = true
amount = "required"
"""


def every() -> bytes:
    """The definition file."""
    return EVERY.encode()


def of_sixty() -> bytes:
    """A definition of sixty fields, every third of which depends on the one before it."""
    head, _, tail = EVERY.partition("[[fields]]")
    kinds = ("text", "integer", "money", "date", "flag", "decimal")
    fields = []
    for number in range(60):
        kind = kinds[number % len(kinds)]
        fields.append(
            f'[[fields]]\nid = "o_{number}"\ntype = "{kind}"\nlabel = "Trường số {number} của biểu mẫu dài"\n'
        )
        if number % 3 == 2:
            fields.append(f'relevant = "not empty(o_{number - 1})"\n')
    head = head.replace('"cay_giong"', '"bieu_dai"').replace("coalesce(ngay_nhan, ky.on)", "ky.on")
    head = head.replace('columns = ["loai", ', "columns = [")
    states = tail[tail.index("[[states]]") :]
    return f"{head}{''.join(fields)}\n{states}".encode()
