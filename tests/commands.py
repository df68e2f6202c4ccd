"""The command line as a script sees it: arguments in; exit code, standard output and standard error out."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

import orjson
from conftest import PASSWORD

from desktop.cli.main import run

ENGLISH = re.compile(
    r"\b(the|error|file|not|expected|invalid|missing|found|got|traceback|none|null|str|int)\b", re.IGNORECASE
)
SAFE = re.compile(r"[Cc]hưa|[Kk]hông (ghi|thay đổi|đổi|đè|tạo|có trang nào)|nguyên|vẫn|được giữ")


@dataclass
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The result of a command that was asked for `--json`."""
        assert self.code == 0, self.err
        return orjson.loads(self.out)

    def refused(self, error: str, *, code: int = 1) -> str:
        """The sentence of a refusal, after checking its form: one JSON line, Vietnamese, no traceback."""
        assert (self.code, self.out) == (code, "")
        (line,) = self.err.splitlines()
        said = orjson.loads(line)
        assert said["error"] == error, said
        assert_sentence(said["message"])
        return str(said["message"])


def assert_sentence(message: str) -> None:
    """Vietnamese, short, says what is safe; ends with a full stop, no English word outside quotes and code."""
    plain = re.sub(r"“[^”]*”|`[^`]*`|\([^)]*\)|\S*[/\\]\S*|\S+\.\w+\b|\S*_\S*", " ", message)
    assert not message.isascii(), message
    assert message.rstrip().endswith("."), message
    assert not ENGLISH.search(plain), message
    assert 20 < len(message) < 600, message
    assert SAFE.search(message), f"says nothing of what is safe: {message}"


def sohotro(*arguments: object, password: str | None = PASSWORD) -> Outcome:
    """Run one command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with _password(password), redirect_stdout(out), redirect_stderr(err):
        code = run([str(argument) for argument in arguments])
    return Outcome(code, out.getvalue(), err.getvalue())


@contextmanager
def _password(password: str | None) -> Iterator[None]:
    before = os.environ.pop("SOHOTRO_PASSWORD", None)
    if password is not None:
        os.environ["SOHOTRO_PASSWORD"] = password
    try:
        yield
    finally:
        os.environ.pop("SOHOTRO_PASSWORD", None)
        if before is not None:
            os.environ["SOHOTRO_PASSWORD"] = before
