"""Conflicts for tests: a district and a commune that wrote different things about the same people."""

from __future__ import annotations

from exchanges import District, Office

from db.store.household.households import set_household, set_person

NAMES = ("Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Kăn Nơ Hồ", "Hồ Văn Thử", "Kăn Nơ Mẫu", "A Viết Bịa", "Kê Thị Không")


def clashing(town: District, households: int) -> list[str]:
    """Households of Hồng Thủy, in each of which the head's birth year differs; every second one's phone too.

    Returns their ids; what waits at the district is households × 1.5.
    """
    made = [town.hong_thuy.record(NAMES[n % len(NAMES)]) for n in range(households)]
    town.district.take(town.hong_thuy.send())
    for number, (home, head) in enumerate(made):
        for office, year in ((town.hong_thuy, "1971"), (town.district, "1972-05")):
            _edit(office, home, head, year, phone=number % 2 == 0)
    town.district.take(town.hong_thuy.send())
    return [home for home, _ in made]


def _edit(office: Office, home: str, head: str, year: str, *, phone: bool) -> None:
    reason = "Theo sổ hộ khẩu của gia đình" if year == "1971" else "Theo giấy khai sinh bản chính"
    set_person(office.register, head, {"birth_date": year}, reason=reason)
    if phone:
        set_household(office.register, home, {"phone": f"09123{year[:4]}0"}, reason=reason)
