"""Where each key of a TOML file stands, so that a refused definition can name its line; it judges nothing."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from typing import Any

from db.domain.errors import DefinitionError
from db.domain.text import nfc, unprintable

Path = tuple[str | int, ...]

_MAX_BYTES = 512 * 1024
_MAX_NESTING = 40
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}\n#]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_SYNTAX_PLACE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")
_BASIC = re.compile(r'"(?:[^"\\]|\\.)*"')
_LITERAL = re.compile(r"'[^']*'")
_LONG = {'"""': re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.S), "'''": re.compile(r"'''.*?'{3,5}", re.S)}


def show(path: Path) -> str:
    """Write a path the way messages print it: `fields[3].type`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


class Document:
    """One TOML file: its data, and the line on which each key of it was written.

    Raises:
        DefinitionError: not UTF-8, not TOML, too big, or nested too deeply.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        text = self._decode(data)
        self.data = self._load(text)
        self._text = text
        self._refuse_unprintable()

    @cached_property
    def _lines(self) -> dict[Path, int]:
        """Looked for only when a file is refused: the files the program carries are read at every start."""
        return _Scanner(self._text.replace("\r\n", "\n")).lines

    def _decode(self, data: bytes) -> str:
        """The text, with every letter composed: what is typed on a Mac prints and compares like any other."""
        if len(data) > _MAX_BYTES:
            raise DefinitionError("bad_definition", f"Tệp {self.file} quá lớn so với một tệp định nghĩa.")
        try:
            return nfc(data.decode("utf-8"))
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise self._refusal(line, "", "tệp phải ở mã UTF-8") from None

    def _load(self, text: str) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = _SYNTAX_PLACE.search(str(error))
            line = int(found[1]) if found and found[1] else text.count("\n") + 1
            detail = _SYNTAX_PLACE.sub("", str(error)).strip()
            raise self._refusal(line, "", f"không đúng cú pháp TOML ({detail})") from None
        except RecursionError:
            raise self._refusal(1, "", "các phần lồng nhau quá sâu") from None

    def _refuse_unprintable(self) -> None:
        """Titles and sentences reach paper and sheets, which take no control characters; TOML lets `\\u0000` in."""
        waiting: list[tuple[Path, Any]] = [((), self.data)]
        while waiting:
            path, value = waiting.pop()
            if isinstance(value, dict):
                waiting += [((*path, key), entry) for key, entry in value.items()]
            elif isinstance(value, list):
                waiting += [((*path, index), entry) for index, entry in enumerate(value)]
            elif isinstance(value, str) and unprintable(value):
                raise self.error(path, "có ký tự lạ không in được")

    def line(self, path: Path) -> int:
        """Return the line (from 1) of the key at `path`, or of its nearest written parent."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def error(self, path: Path, what: str) -> DefinitionError:
        """Make the refusal that names file, line and key; `what` is the Vietnamese end of the sentence."""
        return self._refusal(self.line(path), show(path), what)

    def _refusal(self, line: int, key: str, what: str) -> DefinitionError:
        where = f"tệp {self.file}, dòng {line}" + (f", khóa `{key}`" if key else "")
        return DefinitionError(
            "bad_definition",
            f"Không dùng được định nghĩa: {where}: {what}. Chưa nạp gì từ tệp này: sửa chỗ đó rồi nạp lại.",
        )


class _Scanner:
    """Walks TOML that `tomllib` has already accepted, so it follows structure and need not judge it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted = 0
        self._line = 1
        self.lines: dict[Path, int] = {}
        self._arrays: dict[Path, int] = {}
        self._document()

    def _document(self) -> None:
        table: Path = ()
        while True:
            self._skip(_BLANK)
            if self._at >= len(self._text):
                return
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table, 0)

    def _header(self) -> Path:
        line = self._here()
        repeated = self._text.startswith("[[", self._at)
        self._at += 2 if repeated else 1
        keys = self._keys()
        self._at += 2 if repeated else 1
        path = self._inside(keys[:-1])
        path = (*path, keys[-1])
        if repeated:
            self._arrays[path] = self._arrays.get(path, -1) + 1
            self.lines.setdefault(path, line)
            path = (*path, self._arrays[path])
        elif path in self._arrays:
            path = (*path, self._arrays[path])
        self.lines[path] = line
        return path

    def _inside(self, keys: list[str]) -> Path:
        """Resolve the parents of a header: a name of an array of tables means its last table."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._arrays:
                path = (*path, self._arrays[path])
        return path

    def _pair(self, table: Path, depth: int) -> None:
        line = self._here()
        keys = self._keys()
        for end in range(1, len(keys) + 1):
            self.lines.setdefault((*table, *keys[:end]), line)
        self._at += 1
        self._skip(_SPACE)
        self._value((*table, *keys), depth)

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._skip(_SPACE)
            if self._text[self._at] in "\"'":
                quote = self._string()
                keys.append(next(iter(tomllib.loads(f"{quote} = 0"))))
            else:
                keys.append(self._take(_PLAIN_KEY))
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return keys
            self._at += 1

    def _value(self, path: Path, depth: int) -> None:
        self.lines.setdefault(path, self._here())
        first = self._text[self._at]
        if depth > _MAX_NESTING:
            self._at = len(self._text)
        elif first == "[":
            self._array(path, depth + 1)
        elif first == "{":
            self._inline(path, depth + 1)
        elif first in "\"'":
            self._string()
        else:
            self._skip(_BARE_VALUE)

    def _array(self, path: Path, depth: int) -> None:
        self._at += 1
        index = 0
        while True:
            self._skip(_BLANK)
            if self._at >= len(self._text):
                return
            if self._text[self._at] == "]":
                self._at += 1
                return
            self._value((*path, index), depth)
            index += 1
            self._skip(_BLANK)
            if self._text.startswith(",", self._at):
                self._at += 1

    def _inline(self, path: Path, depth: int) -> None:
        self._at += 1
        while True:
            self._skip(_BLANK)
            if self._at >= len(self._text):
                return
            if self._text[self._at] == "}":
                self._at += 1
                return
            self._pair(path, depth)
            self._skip(_BLANK)
            if self._text.startswith(",", self._at):
                self._at += 1

    def _string(self) -> str:
        for quotes, pattern in _LONG.items():
            if self._text.startswith(quotes, self._at):
                return self._take(pattern)
        return self._take(_BASIC if self._text[self._at] == '"' else _LITERAL)

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else len(self._text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        start = self._at
        self._skip(pattern)
        return self._text[start : self._at]
