"""The expression language of definitions: Python's grammar cut to a whitelist, unknown values carried through.

It never runs Python code: a source is parsed to a tree, every node is checked, and closures are made. An unknown value
(None) makes a comparison unknown, and unknown never stops anybody: only a condition that is surely false does.
"""

from __future__ import annotations

import ast
import difflib
import operator
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from db.policy.functions import FUNCTIONS, Function, Scope
from db.policy.operators import Run, calculate, caller, comparison, membership

MAX_SOURCE = 600
MAX_NODES = 160
MAX_DEPTH = 16
_MAX_LITERAL = 10**15

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Div: lambda a, b: Decimal(a) / Decimal(b),
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_NUMERIC = frozenset({"number", "money"})
_TEXTUAL = frozenset({"text", "date"})
_PLURAL_PREFIX = "list:"


class ExpressionError(ValueError):
    """The source is refused; the text is the Vietnamese end of a sentence."""


class Name(NamedTuple):
    """A name expressions may use.

    kind: text, number, money, date, flag, any, or `list:` and one of these. codes: the only values a choice may have.
    label: writes a value for people.
    """

    kind: str
    codes: frozenset[str] | None = None
    label: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names in reach, and the quoted names (`milestone`, `source`, `term`, `table`) that functions accept."""

    names: Mapping[str, Name]
    quoted: Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression; call it with a scope. `uses` are the names it reads, `kind` what it answers."""

    source: str
    kind: str
    uses: frozenset[str]
    run: Run
    label: Callable[[Any], str] | None = None

    def __call__(self, scope: Scope) -> Any:
        return self.run(scope)


class _Part(NamedTuple):
    run: Run
    kind: str
    codes: frozenset[str] | None = None
    constant: tuple[Any, ...] | None = None
    label: Callable[[Any], str] | None = None


def compile_expression(source: str, vocabulary: Vocabulary, *, kind: str = "any") -> Expression:
    """Check `source` and make it callable.

    Raises:
        ExpressionError: not an expression, a construct outside the whitelist, an unknown name or function, kinds that
            do not fit, too long or too deep.
    """
    tree = _parse(source)
    maker = _Compiler(vocabulary)
    part = maker.part(tree, 0)
    if kind != "any" and part.kind != "any" and not _fits(part.kind, kind):
        raise ExpressionError(f"biểu thức cho ra {_SAY.get(part.kind, part.kind)}, cần {_SAY[kind]}")
    return Expression(source, part.kind, frozenset(maker.uses), part.run, part.label)


_SAY = {
    "flag": "đúng/sai",
    "date": "ngày",
    "number": "số",
    "money": "số tiền",
    "text": "chữ",
    "list": "danh sách",
    "order": "số hoặc ngày",
}


def _parse(source: str) -> ast.expr:
    if len(source) > MAX_SOURCE:
        raise ExpressionError(f"biểu thức dài quá {MAX_SOURCE} ký tự")
    if "\\" in source or "\x00" in source:
        raise ExpressionError("biểu thức không được có dấu gạch chéo ngược hay ký tự rỗng")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(source.strip(), mode="eval").body
            nodes = sum(1 for _ in ast.walk(tree))
    except (SyntaxError, ValueError, MemoryError, RecursionError, Warning):
        raise ExpressionError(f"không đọc được biểu thức `{source[:60]}`") from None
    if nodes > MAX_NODES:
        raise ExpressionError(f"biểu thức có quá {MAX_NODES} thành phần")
    return tree


def _fits(kind: str, wanted: str) -> bool:
    if "any" in (kind, wanted) or kind == wanted:
        return True
    if wanted == "list":
        return kind.startswith(_PLURAL_PREFIX)
    if wanted == "order":
        return kind in _NUMERIC or kind == "date"
    return (kind in _NUMERIC and wanted in _NUMERIC) or (kind in _TEXTUAL and wanted in _TEXTUAL)


class _Compiler:
    """Turns one tree into closures, gathering the names it reads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.uses: set[str] = set()

    def part(self, node: ast.expr, depth: int) -> _Part:
        if depth > MAX_DEPTH:
            raise ExpressionError(f"biểu thức lồng nhau quá {MAX_DEPTH} tầng")
        handler = _HANDLERS.get(type(node))
        if handler is None:
            raise ExpressionError(f"không cho phép cách viết `{_shorten(node)}`")
        return handler(self, node, depth + 1)

    def constant(self, node: ast.Constant, _depth: int) -> _Part:
        value: Any = node.value
        if isinstance(value, bool):
            return _literal(value, "flag")
        if isinstance(value, str) and len(value) <= 200:
            return _literal(value, "text")
        if isinstance(value, (int, float)) and -_MAX_LITERAL <= value <= _MAX_LITERAL:
            return _literal(Decimal(repr(value)) if isinstance(value, float) else value, "number")
        raise ExpressionError(f"không cho phép giá trị `{_shorten(node)}`")

    def name(self, node: ast.Name | ast.Attribute, _depth: int) -> _Part:
        if isinstance(node, ast.Attribute):
            if not isinstance(node.value, ast.Name):
                raise ExpressionError(f"không cho phép cách viết `{_shorten(node)}`")
            name = f"{node.value.id}.{node.attr}"
        else:
            name = node.id
        known = self._vocabulary.names.get(name)
        if known is None:
            raise ExpressionError(f"không có tên `{name}`{suggest(name, self._vocabulary.names)}")
        self.uses.add(name)
        return _Part(lambda scope: scope.values.get(name), known.kind, known.codes, label=known.label)

    def junction(self, node: ast.BoolOp, depth: int) -> _Part:
        parts = [self._flag(value, depth) for value in node.values]
        decisive = isinstance(node.op, ast.Or)

        def run(scope: Scope) -> bool | None:
            unknown = False
            for part in parts:
                value = part(scope)
                if value is None:
                    unknown = True
                elif bool(value) is decisive:
                    return decisive
            return None if unknown else not decisive

        return _Part(run, "flag")

    def unary(self, node: ast.UnaryOp, depth: int) -> _Part:
        if isinstance(node.op, ast.Not):
            inner = self._flag(node.operand, depth)
            return _Part(lambda scope: None if (v := inner(scope)) is None else not v, "flag")
        if not isinstance(node.op, ast.USub):
            raise ExpressionError(f"không cho phép cách viết `{_shorten(node)}`")
        part = self._of(node.operand, depth, "number")
        return _Part(lambda scope: calculate(operator.sub, 0, part.run(scope)), part.kind)

    def arithmetic(self, node: ast.BinOp, depth: int) -> _Part:
        act = _ARITHMETIC.get(type(node.op))
        if act is None:
            raise ExpressionError(f"không cho phép phép tính trong `{_shorten(node)}`")
        left, right = self._of(node.left, depth, "number"), self._of(node.right, depth, "number")
        kind = "money" if "money" in (left.kind, right.kind) else "number"
        return _Part(lambda scope: calculate(act, left.run(scope), right.run(scope)), kind)

    def compare(self, node: ast.Compare, depth: int) -> _Part:
        parts = [self.part(n, depth) for n in (node.left, *node.comparators)]
        tests = [self._test(op, a, b) for op, a, b in zip(node.ops, parts, parts[1:], strict=False)]

        def run(scope: Scope) -> bool | None:
            unknown = False
            for test in tests:
                value = test(scope)
                if value is False:
                    return False
                unknown = unknown or value is None
            return None if unknown else True

        return _Part(tests[0] if len(tests) == 1 else run, "flag")

    def choice(self, node: ast.IfExp, depth: int) -> _Part:
        test = self._flag(node.test, depth)
        yes, no = self.part(node.body, depth), self.part(node.orelse, depth)
        if not _fits(yes.kind, no.kind):
            raise ExpressionError(f"hai nhánh của `{_shorten(node)}` khác loại")

        def run(scope: Scope) -> Any:
            value = test(scope)
            return None if value is None else yes.run(scope) if value else no.run(scope)

        return _Part(run, yes.kind if yes.kind != "any" else no.kind)

    def series(self, node: ast.Tuple | ast.List, depth: int) -> _Part:
        parts = [self.part(n, depth) for n in node.elts]
        if any(p.constant is None for p in parts):
            raise ExpressionError(f"danh sách trong `{_shorten(node)}` chỉ được gồm giá trị viết sẵn")
        values = tuple(p.constant[0] for p in parts if p.constant)
        kinds = {p.kind for p in parts}
        kind = kinds.pop() if len(kinds) == 1 else "any"
        return _Part(lambda _scope: values, _PLURAL_PREFIX + kind, constant=values)

    def call(self, node: ast.Call, depth: int) -> _Part:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise ExpressionError(f"không cho phép cách viết `{_shorten(node)}`")
        name = node.func.id
        function = FUNCTIONS.get(name)
        if function is None:
            raise ExpressionError(f"không có hàm `{name}`{suggest(name, FUNCTIONS)}")
        parts = self._arguments(name, function, node.args, depth)
        kind = {"first": parts[0].kind, "item": parts[0].kind.removeprefix(_PLURAL_PREFIX)}.get(
            function.gives, function.gives
        )
        return _Part(caller(function, [p.run for p in parts]), kind)

    def _arguments(self, name: str, function: Function, nodes: Sequence[ast.expr], depth: int) -> list[_Part]:
        takes = list(function.takes)
        if function.more and len(nodes) > len(takes):
            takes += [takes[-1]] * min(len(nodes) - len(takes), MAX_NODES)
        if not len(takes) - function.optional <= len(nodes) <= len(takes):
            raise ExpressionError(f"hàm `{name}` cần {len(takes)} giá trị, đang có {len(nodes)}")
        return [self._argument(kind, node, depth) for kind, node in zip(takes, nodes, strict=False)]

    def _argument(self, kind: str, node: ast.expr, depth: int) -> _Part:
        if not kind.startswith("="):
            return self._of(node, depth, kind)
        part = self.part(node, depth)
        known = self._vocabulary.quoted.get(kind[1:], ())
        value = part.constant[0] if part.constant and part.kind == "text" else None
        if value not in known:
            raise ExpressionError(f"không có {_QUOTED[kind[1:]]} `{_shorten(node)}`{suggest(str(value), known)}")
        return part

    def _of(self, node: ast.expr, depth: int, kind: str) -> _Part:
        part = self.part(node, depth)
        if not _fits(part.kind, kind):
            raise ExpressionError(f"`{_shorten(node)}` phải là {_SAY.get(kind, kind)}")
        return part

    def _flag(self, node: ast.expr, depth: int) -> Run:
        return self._of(node, depth, "flag").run

    def _test(self, op: ast.cmpop, left: _Part, right: _Part) -> Run:
        _check_codes(left, right)
        _check_codes(right, left)
        if isinstance(op, (ast.In, ast.NotIn)):
            if right.kind != "any" and not right.kind.startswith(_PLURAL_PREFIX):
                raise ExpressionError("sau `in` phải là một danh sách")
            return membership(left.run, right.run, negated=isinstance(op, ast.NotIn))
        act = _COMPARE.get(type(op))
        if act is None or not _fits(left.kind, right.kind):
            raise ExpressionError("so sánh hai loại giá trị khác nhau, hoặc bằng phép so sánh không được dùng")
        ordered = not isinstance(op, (ast.Eq, ast.NotEq))
        if ordered and "flag" in (left.kind, right.kind):
            raise ExpressionError("không so lớn bé giữa hai giá trị đúng/sai")
        return comparison(act, left.run, right.run, ordered=ordered)


_QUOTED = {"milestone": "mốc", "source": "nguồn vốn", "term": "điều khoản của chương trình", "table": "bảng"}
_HANDLERS: dict[type[ast.AST], Callable[[_Compiler, Any, int], _Part]] = {
    ast.Constant: _Compiler.constant,
    ast.Name: _Compiler.name,
    ast.Attribute: _Compiler.name,
    ast.BoolOp: _Compiler.junction,
    ast.UnaryOp: _Compiler.unary,
    ast.BinOp: _Compiler.arithmetic,
    ast.Compare: _Compiler.compare,
    ast.IfExp: _Compiler.choice,
    ast.Tuple: _Compiler.series,
    ast.List: _Compiler.series,
    ast.Call: _Compiler.call,
}


def suggest(word: str, known: Collection[str]) -> str:
    """Say which known word was probably meant, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" (có phải `{near[0]}`?)" if near else ""


def _literal(value: Any, kind: str) -> _Part:
    return _Part(lambda _scope: value, kind, constant=(value,))


def _shorten(node: ast.expr) -> str:
    try:
        return ast.unparse(node)[:60]
    except (ValueError, RecursionError):
        return type(node).__name__


def _check_codes(choice: _Part, other: _Part) -> None:
    """A choice compared with a code it can never have is a slip of the pen."""
    if choice.codes is None or other.constant is None:
        return
    for value in other.constant:
        if value not in choice.codes:
            raise ExpressionError(f"mã `{value}` không có trong danh mục{suggest(str(value), choice.codes)}")
