"""The number and date that the office's văn thư gives a paper after it was printed; a reprint bears them."""

from __future__ import annotations

from db.domain.errors import Issue, NotFound
from db.ledger.register import Register
from db.store.actions import Action
from db.store.days import check_day
from db.store.household.people import settle
from db.store.printing.register import print_register

LONGEST = 20


def give_number(register: Register, number: str, paper_no: str, day: str) -> list[str]:
    """Keep the văn thư's number and ISO date for the paper printed under `number`; an earlier one is replaced.

    Returns:
        Ids of the lines of the print register: the print and its reprints.

    Raises:
        NotFound: no print of that number in the register.
        InvalidData: no number, or no real date.
    """
    settle(_issues(paper_no, day), "")
    with register.write() as connection:
        found = [line.id for line in print_register(connection) if line.number == number]
        if not found:
            said = f"Sổ in không có số “{number}”. Chưa ghi gì: xem lại số ở chân trang giấy."
            raise NotFound("no_print", said)
        action = Action(register, connection)
        for record in found:
            action.set("printed", record, {"given": {"paper_no": paper_no.strip(), "paper_date": day}})
        action.commit()
    return found


def _issues(paper_no: str, day: str) -> list[Issue]:
    issues = check_day(day, "paper_date")
    if not paper_no.strip() or len(paper_no) > LONGEST:
        issues.append(Issue("paper_no", "hard", "required", "Ghi số văn bản, không quá 20 chữ, ví dụ 05."))
    return issues
