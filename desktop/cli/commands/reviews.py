"""`sohotro review …`: rounds of review, their meetings, reviews, the decision, and what follows from them; no rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import click

from desktop.cli.commands.overview import asked_day, on_option
from desktop.cli.session import (
    as_of_option,
    convert,
    json_option,
    opened,
    opened_as_of,
    plain,
    read_json,
    reason_option,
    register_argument,
    show,
)

file_argument = click.argument("file", default="-")
record_argument = click.argument("record")
village_option = click.option("--village", default=None, help="Chỉ thôn này.")
year_option = click.option("--year", default=None, type=click.IntRange(2006, 2199), help="Năm rà soát.")


@click.group()
def review() -> None:
    """Rà soát hộ nghèo, cận nghèo: đợt, phiếu, họp dân, công nhận; diễn biến, thiếu hụt, mới thoát nghèo."""


@review.command("round")
@register_argument
@file_argument
@click.option("--id", "record", default=None, help="Mã đợt cần sửa; không ghi: mở đợt mới.")
@reason_option
@json_option
def round_command(register: str, file: str, record: str | None, reason: str, as_json: bool) -> None:
    """Mở một đợt rà soát, hoặc ghi ngày các bước của đợt `--id`; FILE là JSON."""
    from db.store.review.inputs import RoundInput
    from db.store.review.rounds import add_round, set_round

    value = read_json(file)
    with opened(register) as book:
        if record is None:
            done = add_round(book, convert(value, RoundInput, file), reason=reason)
        else:
            done = set_round(book, record, convert(value, dict[str, Any], file), reason=reason)
    show(done, as_json, lambda: f"Đã ghi đợt rà soát {done.id}.")


@review.command()
@register_argument
@year_option
@as_of_option
@json_option
def rounds(register: str, year: int | None, as_of: str | None, as_json: bool) -> None:
    """Các đợt rà soát, đang ở bước nào."""
    from db.store.review import reading as review_reading

    with opened_as_of(register, as_of) as book, book.read() as connection:
        rows = review_reading.rounds(connection, year=year)
    show(rows, as_json, lambda: "\n".join(map(_round_line, rows)) or "Chưa có đợt rà soát nào.")


@review.command()
@register_argument
@record_argument
@file_argument
@click.option("--id", "meeting_id", default="", help="Mã cuộc họp cần sửa; không ghi: cuộc họp mới.")
@reason_option
@json_option
def meeting(register: str, record: str, file: str, meeting_id: str, reason: str, as_json: bool) -> None:
    """Ghi cuộc họp dân của một thôn về đợt RECORD; FILE là JSON {date, village, attended, agreed}."""
    from db.store.review.inputs import MeetingInput
    from db.store.review.rounds import set_meeting

    data = convert(read_json(file), MeetingInput, file)
    with opened(register) as book:
        done = set_meeting(book, record, data, record=meeting_id, reason=reason)
    show(done, as_json, lambda: f"Đã ghi cuộc họp {done.id}.")


@review.command()
@register_argument
@file_argument
@reason_option
@json_option
def add(register: str, file: str, reason: str, as_json: bool) -> None:
    """Ghi phiếu rà soát: một phiếu, hoặc danh sách phiếu ghi trong một lần (sai một phiếu thì không ghi phiếu nào)."""
    from db.store.review.inputs import ReviewInput
    from db.store.review.reviews import save_reviews

    value = read_json(file)
    given = [("", convert(one, ReviewInput, file)) for one in (value if isinstance(value, list) else [value])]
    with opened(register) as book:
        done = save_reviews(book, given, reason=reason)
    show(done, as_json, lambda: f"Đã ghi {len(done.ids)} phiếu rà soát.")


@review.command("set")
@register_argument
@record_argument
@file_argument
@reason_option
@json_option
def set_command(register: str, record: str, file: str, reason: str, as_json: bool) -> None:
    """Sửa phiếu RECORD chưa công nhận; FILE là JSON các mục cần sửa."""
    from db.store.review.reviews import set_review

    changes = convert(read_json(file), dict[str, Any], file)
    with opened(register) as book:
        done = set_review(book, record, changes, reason=reason)
    show(done, as_json, lambda: f"Đã sửa phiếu {record}.")


@review.command("show")
@register_argument
@record_argument
@as_of_option
@json_option
def show_command(register: str, record: str, as_of: str | None, as_json: bool) -> None:
    """Một đợt với các bước và mọi phiếu của nó, hoặc các phiếu của một hộ, kèm vì sao có kết quả ấy."""
    from db.store.review.checks import reasons_of
    from db.store.review.reading import reviews, round_row, rounds

    with opened_as_of(register, as_of) as book, book.read() as connection:
        is_round = bool(rounds(connection, ids=[record]))
        of_home = [] if is_round else reviews(connection, households=[record])
        one = None if of_home else round_row(connection, record)
        rows = reviews(connection, round_id=record) if one is not None else of_home
        why = {row.id: " ".join(reasons_of(connection, row)) for row in of_home}
    value = {"round": one, "reviews": rows} if one is not None else {"reviews": rows}
    show({name: plain(part) for name, part in value.items()}, as_json, lambda: "\n".join(_whole(one, rows, why)))


@review.command()
@register_argument
@file_argument
@json_option
def explain(register: str, file: str, as_json: bool) -> None:
    """Phiếu này cho kết quả gì và vì sao; không ghi gì. FILE là JSON như khi ghi phiếu."""
    from db.store.review import reviews
    from db.store.review.inputs import ReviewInput

    with opened(register) as book:
        found = reviews.explain(book, convert(read_json(file), ReviewInput, file))
    value = {
        "result": found.data.result,
        "sub_type": found.data.sub_type,
        "reasons": list(found.outcome.reasons),
        "before": found.before,
        "change_kind": found.derived,
        "issues": [plain(issue) for issue in found.issues],
    }
    told = [*found.outcome.reasons, *(issue.message for issue in found.issues)]
    show(value, as_json, lambda: "\n".join(told))


@review.command()
@register_argument
@click.argument("household")
@click.argument("answers", nargs=-1, metavar="[CÂU=TRẢ-LỜI]...")
@click.option("--date", "day", default=None, help="Ngày rà soát (NĂM-THÁNG-NGÀY); không ghi: hôm nay.")
@click.option("--round", "round_id", default=None, help="Mã đợt rà soát.")
@click.option("--lacks", default=None, help="Số thứ tự các chỉ số thiếu hụt, ví dụ 4,7,8; 0: không thiếu gì.")
@click.option("--b1", type=int, default=None, help="Tổng B1 ghi thẳng, khi bảng điểm chưa đủ câu hỏi.")
@click.option("--b2", type=int, default=None, help="Tổng B2 ghi thẳng, khi không đánh dấu từng chỉ số.")
@click.option("--variant", default=None, help="Cột của bảng điểm; không ghi: theo khu vực của hộ.")
@click.option("--cause", "causes", multiple=True, help="Mã nguyên nhân nghèo, nặng nhất trước.")
@click.option("--save", is_flag=True, help="Ghi phiếu vào sổ; không có thì chỉ xem kết quả.")
@reason_option
@json_option
def score(
    register: str,
    household: str,
    answers: tuple[str, ...],
    day: str | None,
    round_id: str | None,
    lacks: str | None,
    causes: tuple[str, ...],
    save: bool,
    reason: str,
    as_json: bool,
    **totals: Any,
) -> None:
    """Phiếu B của một hộ: các câu hỏi, điểm từng câu trả lời; trả lời bằng CÂU=TRẢ-LỜI (1=4, 6=tuong,cot, 3=a)."""
    from db.store.review.reviews import save_reviews
    from db.store.review.score_sheets import as_review, score_sheet

    with opened(register) as book:
        date = asked_day(book, day)
        data = as_review(book, household, date, answers, round_id=round_id, lacks=lacks, causes=list(causes), **totals)
        sheet, weighed = score_sheet(book, data)
        done = save_reviews(book, [("", data)], reason=reason) if save else None
    value = {"sheet": plain(sheet), "b1": weighed.data.b1, "b2": weighed.data.b2, "result": weighed.data.result}
    value |= {
        "sub_type": weighed.data.sub_type,
        "reasons": list(weighed.outcome.reasons),
        "issues": [plain(issue) for issue in weighed.issues],
        "saved": done.ids[0] if done else None,
    }
    show(value, as_json, lambda: "\n".join([*_sheet_lines(sheet), *_score_lines(sheet, weighed, done)]))


@review.command()
@register_argument
@record_argument
@click.option("--number", default=None, help="Số quyết định.")
@click.option("--date", default=None, help="Ngày quyết định (NĂM-THÁNG-NGÀY).")
@click.option("--signatory", default=None, help="Người ký.")
@reason_option
@json_option
def recognise(
    register: str, record: str, number: str | None, date: str | None, signatory: str | None, reason: str, as_json: bool
) -> None:
    """Công nhận đợt RECORD: kết quả phân loại, thiếu hụt của mọi hộ đã rà soát ghi trong một lần."""
    from db.domain.codes import names
    from db.store.review import rounds

    given = {"decision_no": number, "decision_date": date, "signatory": signatory}
    with opened(register) as book:
        done = rounds.recognise(book, record, {key: value for key, value in given.items() if value}, reason=reason)
    known = names("household_class")
    told = [f"{count} {known[code].lower()}" for code, count in done.classes.items()]
    show(done, as_json, lambda: f"Đã công nhận: {', '.join(told) or 'không hộ nào đổi kết quả'}.")


@review.command()
@register_argument
@click.option("--year", required=True, type=click.IntRange(2006, 2199), help="Diễn biến của năm này.")
@click.option("--from", "begin", default=None, help="Ngày đầu, thay cho đầu năm (NĂM-THÁNG-NGÀY).")
@click.option("--to", "end", default=None, help="Ngày cuối, thay cho đầu năm sau (NĂM-THÁNG-NGÀY).")
@click.option("--unit", "units", multiple=True, help="Mã đơn vị; ghi nhiều lần thì tính chung. Không ghi: cả sổ.")
@as_of_option
@json_option
def changes(
    register: str,
    year: int,
    begin: str | None,
    end: str | None,
    units: tuple[str, ...],
    as_of: str | None,
    as_json: bool,
) -> None:
    """Diễn biến hộ nghèo, cận nghèo giữa hai ngày: từng hộ trước là gì, sau là gì, vì sao."""
    from db.domain.codes import names
    from db.store.review import class_changes

    first, last = class_changes.year_days(year)
    with opened_as_of(register, as_of) as book, book.read() as connection:
        days = [asked_day(book, begin) if begin else first, asked_day(book, end) if end else last]
        rows = class_changes.changes(connection, days[0], days[1], units=units or None)
    counts, persons = Counter(row.kind for row in rows), Counter[str]()
    for row in rows:
        persons[row.kind] += row.size_after or row.size_before
    known = names("poverty_change")
    lines = [f"{name}: {counts[code]} hộ, {persons[code]} khẩu" for code, name in known.items() if counts[code]]
    show(rows, as_json, lambda: "\n".join(lines) or "Không có hộ nghèo, hộ cận nghèo nào ở hai ngày ấy.")


@review.command()
@register_argument
@on_option
@as_of_option
@json_option
def escaped(register: str, on_date: str | None, as_of: str | None, as_json: bool) -> None:
    """Hộ mới thoát nghèo, thoát cận nghèo: ra khỏi danh sách chưa quá 36 tháng và chưa trở lại."""
    from db.domain.values import show_date
    from db.store.review.class_changes import newly_escaped

    with opened_as_of(register, as_of) as book, book.read() as connection:
        rows = newly_escaped(connection, asked_day(book, on_date))
    lines = [f"{row.household}: từ {show_date(row.left_on)}, hết hạn {show_date(row.expires)}" for row in rows]
    show(rows, as_json, lambda: "\n".join(lines) or "Không có hộ mới thoát nghèo nào.")


@review.command()
@register_argument
@on_option
@village_option
@click.option("--indicator", default=None, help="Mã chỉ số: kể tên các hộ thiếu chỉ số ấy.")
@as_of_option
@json_option
def lacks(
    register: str, on_date: str | None, village: str | None, indicator: str | None, as_of: str | None, as_json: bool
) -> None:
    """Thiếu hụt theo từng chỉ số và thôn, kèm cơ quan chủ trì; `--indicator` kể tên từng hộ."""
    from db.store.places.villages import need_villages
    from db.store.review import lacks as reading

    with opened_as_of(register, as_of) as book, book.read() as connection:
        day = asked_day(book, on_date)
        villages = None if village is None else need_villages(connection, village)
        if indicator is None:
            counted = reading.lacks(connection, day, villages=villages, by_village=village is None)
            show(counted, as_json, lambda: "\n".join(map(_lack_line, counted)))
        else:
            rows = reading.lacking_households(connection, day, indicator=indicator, villages=villages)
            named = [f"{row.village_name}: {row.head} [hộ {row.household}]" for row in rows]
            show(rows, as_json, lambda: "\n".join(named) or "Không có hộ nào thiếu chỉ số ấy.")


@review.command()
@register_argument
@json_option
def standards(register: str, as_json: bool) -> None:
    """Các chuẩn nghèo và bảng điểm sổ này đang biết; thêm bằng `policy add`."""
    from db.store.definitions import standards as reading

    with opened(register) as book, book.read() as connection:
        tables = reading.score_tables(connection)
        rows = [
            {
                **{name: getattr(one, name) for name in ("id", "version", "title", "valid_from", "valid_to", "status")},
                "indicators": len(one.indicators),
                "scoring": tables[one.id].version if one.id in tables else None,
            }
            for one in reading.standards(connection).values()
        ]
    show(rows, as_json, lambda: "\n".join(map(_standard_line, rows)))


def _standard_line(row: dict[str, Any]) -> str:
    from db.domain.values import show_date

    return f"{row['id']}: {row['title']}, {show_date(row['valid_from'])} – {show_date(row['valid_to'])}"


def _round_line(row: Any) -> str:
    from db.domain.codes import names

    step = row.next
    told = f"bước tiếp theo: {step.title.lower()}" if step else "đã xong"
    kind = names("review_kind").get(row.kind, row.kind)
    return f"{kind} {row.year}: {row.reviews} phiếu, {row.recognised} đã công nhận; {told} [{row.id}]"


def _whole(row: Any, rows: list[Any], why: dict[str, str]) -> Iterator[str]:
    from db.domain.codes import names
    from db.domain.values import show_date

    if row is not None:
        yield _round_line(row)
        marks = {"done": "✓", "now": "→", "later": " "}
        yield from (f" {marks[step.state]} {step.title}{': ' + step.told if step.told else ''}" for step in row.steps)
    known, kinds = names("household_class"), names("poverty_change")
    for one in rows:
        result = known.get(one.result or "", "chưa có kết quả")
        kind = kinds.get(one.change_kind or one.derived or "", "")
        scores = ", ".join(f"{name} {value}" for name, value in (("B1", one.b1), ("B2", one.b2)) if value is not None)
        parts = (show_date(one.date), one.village_name, one.head, scores, result, kind)
        yield "; ".join(part for part in parts if part) + f" [{one.id}]"
        if why.get(one.id):
            yield f"   {why[one.id]}"


def _sheet_lines(sheet: Any) -> Iterator[str]:
    """The questions with their answers, those given marked."""
    yield f"{sheet.head} – {sheet.standard}"
    if sheet.questions:
        yield f"B1: {sheet.table}, {sheet.variant or 'chưa chọn cột'}"
    for one in sheet.questions:
        yield f"{one.no}. {one.name} [{one.code}]{' (chọn được nhiều)' if one.several else ''}"
        for answer in one.answers:
            points = "" if answer.points is None else f": {answer.points} điểm"
            yield f"  {'x' if answer.given else ' '} {answer.letter}) {answer.name} [{answer.code}]{points}"
    if sheet.indicators:
        yield "B2: chỉ số thiếu hụt (ghi số bằng --lacks)"
    for one in sheet.indicators:
        yield f"  {'x' if one.lacked else ' '} {one.no}. {one.name} [{one.code}]: {one.threshold}"


def _score_lines(sheet: Any, weighed: Any, done: Any) -> Iterator[str]:
    """What it comes to, and why."""
    if sheet.points is not None:
        whole = sheet.complete and weighed.data.b1 == sheet.points
        yield f"Các câu đã trả lời: {sheet.points} điểm" + ("." if whole else ", B1 ít nhất chừng ấy.")
    totals = (("B1", weighed.data.b1), ("B2", weighed.data.b2))
    yield from (f"{name}: {value} điểm." for name, value in totals if value is not None)
    yield from weighed.outcome.reasons
    yield from (issue.message for issue in weighed.issues)
    if done:
        yield f"Đã ghi phiếu {done.ids[0]}."


def _lack_line(row: Any) -> str:
    place = f"   {row.village_name}" if row.village is not None else f"{row.no}. {row.name}"
    who = f" ({row.department})" if row.village is None and row.department else ""
    return f"{place}{who}: {row.households} hộ, {row.persons} khẩu"
