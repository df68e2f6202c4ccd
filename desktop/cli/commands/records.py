"""`sohotro find | add | set | delete`: households, people, supports, plans, needs, from JSON; no rules of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.session import convert, json_option, opened, read_json, reason_option, register_argument, show

if TYPE_CHECKING:
    from db.ledger.register import Register


@click.command()
@register_argument
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 500))
@json_option
def find(register: str, text: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Tìm người theo tên (không cần dấu, không cần thứ tự) hoặc số giấy tờ."""
    from db.store.lists.search import find as search

    with opened(register) as book, book.read() as connection:
        rows = search(connection, " ".join(text), limit=limit)
    show(
        rows,
        as_json,
        lambda: (
            "\n".join(
                f"{r.name}, {r.birth_date or 'chưa rõ năm sinh'}, {r.village_name}"
                + (" ⚠ có mục chờ quyết định" if r.conflicts else "")
                + f"  [người {r.person}, hộ {r.household}]"
                for r in rows
            )
            or "Không thấy ai. Thử bớt chữ hoặc gõ không dấu."
        ),
    )


def _add_household(book: Register, value: Any, source: str, reason: str) -> Any:
    from db.store.household.households import add_household
    from db.store.inputs import HouseholdInput

    return add_household(book, convert(value, HouseholdInput, source), reason=reason)


def _add_person(book: Register, value: Any, source: str, reason: str) -> Any:
    from db.store.household.households import add_person
    from db.store.inputs import PersonInput

    household = _take(value, "household", source)
    since = _take(value, "since", source) if value.get("since") is not None else value.pop("since", None)
    return add_person(book, household, convert(value, PersonInput, source), since=since, reason=reason)


def _add_support(book: Register, value: Any, source: str, reason: str) -> Any:
    from db.store.inputs import SupportInput
    from db.store.support.supports import add_support

    need = _take(value, "need", source) if isinstance(value, dict) and "need" in value else ""
    return add_support(book, convert(value, SupportInput, source), reason=reason, need=need)


def _add_milestone(book: Register, value: Any, source: str, reason: str) -> Any:
    from db.store.inputs import MilestoneInput
    from db.store.support.supports import add_milestone

    return add_milestone(book, _take(value, "support", source), convert(value, MilestoneInput, source), reason=reason)


def _add_classification(book: Register, value: Any, source: str, reason: str) -> Any:
    from db.store.household.households import add_classification
    from db.store.inputs import ClassificationInput

    household = _take(value, "household", source)
    return {"id": add_classification(book, household, convert(value, ClassificationInput, source), reason=reason)}


def _add_plan(book: Register, value: Any, source: str, reason: str) -> Any:
    from db.store.inputs import PlanInput
    from db.store.plan.plans import add_plan

    return add_plan(book, convert(value, PlanInput, source), reason=reason)


def _add_need(book: Register, value: Any, source: str, reason: str) -> Any:
    from db.store.inputs import NeedInput
    from db.store.plan.needs import add_need

    return add_need(book, convert(value, NeedInput, source), reason=reason)


def _add_village(book: Register, value: Any, source: str, reason: str) -> Any:
    from db.store.places.villages import add_village

    return {"id": add_village(book, _take(value, "name", source))}


def _add_deprivation(book: Register, value: Any, source: str, reason: str) -> Any:
    from db.store.household.households import set_deprivations
    from db.store.inputs import DeprivationsInput

    household = _take(value, "household", source)
    return {
        "id": household,
        "deprivations": set_deprivations(book, household, convert(value, DeprivationsInput, source), reason=reason),
    }


_ADD: dict[str, Callable[[Register, Any, str, str], Any]] = {
    "household": _add_household,
    "person": _add_person,
    "support": _add_support,
    "milestone": _add_milestone,
    "classification": _add_classification,
    "deprivation": _add_deprivation,
    "village": _add_village,
    "plan": _add_plan,
    "need": _add_need,
}


NOUN = click.Choice(tuple(_ADD))
CHANGED = click.Choice(["household", "person", "support", "membership", "plan", "need"])
PARTS = {
    "plan": "household_plan",
    "measure": "plan_measure",
    "follow_up": "plan_follow_up",
    "review": "review",
    "round": "review_round",
    "meeting": "review_meeting",
    "record": "unit_record",
}
"""Short names of kinds of records in commands."""

DELETED = click.Choice(
    ["household", "person", "support", "milestone", "classification", "village", "membership", "need", *PARTS]
)


def _take(value: Any, key: str, source: str) -> str:
    from db.domain.errors import FileProblem

    found = value.pop(key, None) if isinstance(value, dict) else None
    if not isinstance(found, str) or not found:
        message = (
            f"Dữ liệu trong {source} thiếu mục “{key}” hoặc mục đó không phải là chữ. Chưa ghi gì: sửa rồi làm lại."
        )
        raise FileProblem("bad_input", message)
    return found


@click.command()
@register_argument
@click.argument("noun", type=NOUN)
@click.argument("file", default="-")
@reason_option
@json_option
def add(register: str, noun: str, file: str, reason: str, as_json: bool) -> None:
    """Thêm một bản ghi từ tệp JSON (hoặc - để đọc đầu vào chuẩn)."""
    value = read_json(file)
    with opened(register) as book:
        made = _ADD[noun](book, value, file, reason)
    show(made, as_json, lambda: f"Đã ghi: {made['id'] if isinstance(made, dict) else made.id}")


@click.command("set")
@register_argument
@click.argument("noun", type=CHANGED)
@click.argument("record")
@click.argument("file", default="-")
@reason_option
@json_option
def set_record(register: str, noun: str, record: str, file: str, reason: str, as_json: bool) -> None:
    """Sửa một bản ghi: tệp JSON chỉ ghi các mục cần đổi, null để xóa trắng."""
    from db.store.household.households import set_household, set_person
    from db.store.household.memberships import set_membership
    from db.store.plan.needs import set_need
    from db.store.plan.plans import set_plan
    from db.store.support.supports import set_support

    value = convert(read_json(file), dict[str, Any], file)
    commands: dict[str, Callable[..., Any]] = {
        "household": set_household,
        "person": set_person,
        "support": set_support,
        "membership": set_membership,
        "plan": set_plan,
        "need": set_need,
    }
    with opened(register) as book:
        commands[noun](book, record, value, reason=reason)
    show({"id": record}, as_json, lambda: "Đã ghi thay đổi.")


@click.command()
@register_argument
@click.argument("noun", type=DELETED)
@click.argument("record")
@reason_option
@json_option
def delete(register: str, noun: str, record: str, reason: str, as_json: bool) -> None:
    """Xóa một bản ghi (phải có lý do; bản ghi vẫn còn trong nhật ký); một mốc thì bị hủy bằng mốc ngược lại."""
    from db.store.household.households import delete_record
    from db.store.support.supports import reverse_milestone

    with opened(register) as book:
        if noun == "milestone":
            reverse_milestone(book, record, reason=reason)
        else:
            delete_record(book, PARTS.get(noun, noun), record, reason=reason)
    show({"id": record}, as_json, lambda: "Đã xóa; có thể lấy lại từ nhật ký.")
