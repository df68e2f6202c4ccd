"""A command typed wrongly, told in one Vietnamese sentence; click's own messages are English. Runs nothing."""

from __future__ import annotations

import click


class Misuse(click.UsageError):
    """Wrong use that only the command itself can see; its message is Vietnamese."""


def sentence(error: click.ClickException) -> str:
    """What is wrong with the command line, and where its help is."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "sohotro"
    return f"{_fault(error)} Chưa làm gì: gõ `{path} --help` để xem cách dùng."


def _fault(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            return f"Không có tùy chọn {error.option_name}."
        case click.BadOptionUsage():
            return f"Tùy chọn {error.option_name} thiếu hoặc thừa giá trị."
        case click.MissingParameter():
            return f"Thiếu {_named(error)}."
        case click.BadParameter():
            return f"Giá trị của {_named(error)} không dùng được{_allowed(error.param)}."
    said = error.message
    if said.startswith("No such command"):
        return f"Không có lệnh {said.removeprefix('No such command ').partition('.')[0]}."
    return said if isinstance(error, Misuse) else "Lệnh gõ thiếu, thừa hoặc sai tham số."


def _named(error: click.BadParameter) -> str:
    param = error.param
    if param is None:
        return "tham số"
    if param.param_type_name == "option":
        return f"tùy chọn {max(param.opts, key=len)}"
    return f"tham số {param.human_readable_name}"


def _allowed(param: click.Parameter | None) -> str:
    kind = param.type if param is not None else None
    if isinstance(kind, click.Choice):
        return f" (chọn một trong: {', '.join(map(str, kind.choices))})"
    if isinstance(kind, click.IntRange):
        return f" (số từ {kind.min} đến {kind.max})"
    if isinstance(kind, click.types.IntParamType):
        return " (cần một số nguyên)"
    return ""
