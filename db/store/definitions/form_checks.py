"""Forms that an administrator has compared with the official ones: which edition, when, by whom. Knows no form.

A check is kept and handed down as definitions are, so that a commune need not compare again what its district compared.
It is about one edition: where the program draws a form by another text of law, the form is to be compared anew.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Literal

import msgspec
from sqlalchemy import Connection, select

from db.domain.values import local_date
from db.ledger.register import Register
from db.models import Definition
from db.policy.convert import convert
from db.policy.schema import Code, Line, Text
from db.policy.source import Document
from db.policy.standards import Positive
from db.store.definitions.policies import OTHER, check_size, check_version, keep_body
from db.store.roles import check_role

_NAME = f"form{OTHER}"


class FormCheck(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What was compared. edition: of the form, as the program names it; withdrawn: it is in doubt again."""

    form: Code
    version: Positive
    edition: Line
    state: Literal["confirmed", "withdrawn"]
    checked_on: Line
    checked_by: Line
    note: Text = ""

    @property
    def id(self) -> str:
        """The form it is about."""
        return self.form

    @property
    def title(self) -> str:
        """What lists of definitions call it."""
        return f"Mẫu in {self.form}"


def form_checks(connection: Connection) -> dict[str, FormCheck]:
    """The newest check of every form that was ever compared."""
    query = select(Definition.body, Definition.policy).where(Definition.policy.startswith(_NAME))
    rows = connection.execute(query.order_by(Definition.version)).all()
    return {made.form: made for body, name in rows for made in [_parsed(bytes(body), name)]}


def is_confirmed(checks: dict[str, FormCheck], form: str, edition: str) -> bool:
    """Whether this very edition of a form is confirmed."""
    known = checks.get(form)
    return known is not None and known.state == "confirmed" and known.edition == edition


def check_form(register: Register, form: str, edition: str, *, note: str = "", withdraw: bool = False) -> FormCheck:
    """Confirm that a form agrees with the official one, or take that back; the same again changes nothing.

    Raises:
        NotAllowed: the officer is no administrator.
    """
    with register.write() as connection:
        check_role(register, connection, "administer")
        known = form_checks(connection).get(form)
        state: Literal["confirmed", "withdrawn"] = "withdrawn" if withdraw else "confirmed"
        if known is not None and (known.state, known.edition) == (state, edition):
            return known
        given = {
            "form": form, "version": known.version + 1 if known else 1, "edition": edition, "state": state,
            "checked_on": local_date(register.providers.now()), "checked_by": register.officer, "note": note.strip(),
        }  # fmt: skip
        lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in given.items()]
        return keep_check(register, connection, "\n".join(lines).encode() + b"\n", f"{form}.toml")


def keep_check(register: Register, connection: Connection, data: bytes, file: str) -> FormCheck:
    """Keep the file of a check.

    Raises:
        DefinitionError: a fault in it, or a version that is known by another text.
    """
    check_size(data, file)
    made = _parsed(data, file)
    digest = sha256(data).hexdigest()
    if connection.execute(select(Definition.sha256).where(Definition.sha256 == digest)).first() is None:
        known = form_checks(connection).get(made.form)
        check_version(f"{file}: mẫu in “{made.form}”", made.version, known.version if known else 0)
        keep_body(register, connection, _NAME + made.form, made.version, data)
    return made


def _parsed(data: bytes, file: str) -> FormCheck:
    return convert(Document(data, file), FormCheck)
