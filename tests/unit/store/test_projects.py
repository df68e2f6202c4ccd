"""Projects with what belongs to them: every project of the list has its entry, every named support exists."""

from __future__ import annotations

from desks import loan
from exchanges import Office, household

from db.domain import codes
from db.policy.definition import shipped
from db.store.household.households import add_household
from db.store.inputs import Amounts, RecordInput, Source, SupportInput
from db.store.record.projects import known_projects, project_lines
from db.store.record.records import add_record
from db.store.support.supports import add_support


def test_every_project_has_its_entry_and_names_programmes_there_are() -> None:
    assert [one.code for one in known_projects()] == list(codes.names("project"))
    for part in (part for one in known_projects() for part in one.supports):
        assert set(part.programmes) <= set(shipped()[part.policy].programmes), part


def test_records_and_supports_stand_under_their_project(hong_thuy: Office) -> None:
    home = add_household(hong_thuy.register, household("Hồ Văn Thử")).id
    sources = [Source(source="nstw", amount=10_000_000)]
    items = [{"loai": "con_giong", "quy_cach": "Bò cái", "dvt": "con", "so_luong": 1}]
    for programme in ("tda2_135", "khac"):
        details = {"chuong_trinh": programme, "du_an": "Bò sinh sản", "hang_muc": items}
        amounts = Amounts(approved=10_000_000, cost=10_000_000, sources=sources)
        given = SupportInput(policy="san_xuat", year=2017, household=home, amounts=amounts, details=details)
        add_support(hong_thuy.register, given, reason="Theo quyết định")
    add_support(hong_thuy.register, loan(home), reason="Theo đơn")
    money = [{"nguon_von": "nstw", "so_tien": 5_000_000}, {"nguon_von": "ns_tinh", "so_tien": 1_000_000}]
    details = {"linh_vuc": "chan_nuoi", "du_an": "da2_tda2", "nguon": money}
    add_record(hong_thuy.register, RecordInput(kind="mo_hinh", date="2017-03-01", title="Bò", details=details))
    with hong_thuy.register.read() as connection:
        lines = {one.code: one for one in project_lines(connection, 2017)}
        assert project_lines(connection, 2016) == []
        assert project_lines(connection, 2017, unit="20083") == []
    assert list(lines) == ["da2_tda2"]
    line = lines["da2_tda2"]
    assert (line.records, line.cost, line.supports, line.approved) == ({"mo_hinh": 1}, 6_000_000, 1, 10_000_000)
