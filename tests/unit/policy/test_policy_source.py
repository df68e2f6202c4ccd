"""The line of every key, however TOML lets it be written."""

from __future__ import annotations

import pytest

from db.policy.source import Document, show

TEXT = '''# head
a = 1
"quoted key" = 2 # tail
b.c = """two
lines "" here # not a comment
"""

[table]
x = [1, # one
  2,
  { y = 'it''s', z = [ "a\\"]", 'b' ] },
]

[[rows]]
id = "first"
[[rows.cells]]
id = "1a"
[[rows.cells]]
id = "1b"
[rows.note]
text = 2017-01-02
[[rows]]
id = "second"
cells = [{ id = "2a" },
  { id = "2b" }]
'''.replace("'it''s'", "'its'")

PLACES = [
    (("a",), 2),
    (("quoted key",), 3),
    (("b", "c"), 4),
    (("table",), 8),
    (("table", "x"), 9),
    (("table", "x", 0), 9),
    (("table", "x", 1), 10),
    (("table", "x", 2, "z", 1), 11),
    (("rows", 0, "id"), 15),
    (("rows", 0, "cells", 1), 18),
    (("rows", 0, "cells", 1, "id"), 19),
    (("rows", 0, "note", "text"), 21),
    (("rows", 1), 22),
    (("rows", 1, "cells", 1, "id"), 25),
    (("rows", 1, "cells", 1, "nothing"), 25),
    (("unknown",), 1),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("path", "line"), PLACES)
def test_line(path: tuple[str | int, ...], line: int, newline: str) -> None:
    assert Document(TEXT.replace("\n", newline).encode(), "x.toml").line(path) == line


def test_show() -> None:
    assert show(("fields", 3, "fields", 0, "type")) == "fields[3].fields[0].type"
    assert show(()) == ""
