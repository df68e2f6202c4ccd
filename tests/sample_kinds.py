"""A kind of record that nobody ships, as somebody would write it by hand."""

from __future__ import annotations

NEW = """
format = 1
id = "ngay_cong"
version = 1
title = "Ngày công giúp dân của đơn vị"
short = "Ngày công giúp dân"
group = "Hoạt động"
columns = ["date", "title", "so_cong"]

[head]
name = "Đơn vị"
date = "Ngày"
village = "optional"

[[fields]]
id = "so_cong"
type = "integer"
label = "Số công"
min = 1
unit = "công"
required = true

[[balances]]
id = "cong_con"
label = "Công còn nợ"
unit = "công"
amount = "so_cong"
message = "Không còn công"

[[counts]]
id = "cong"
label = "Ngày công"
unit = "công"
sum = "so_cong"
""".encode()
