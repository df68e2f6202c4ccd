"""A stream carried from one ledger into another by parts, its chain proved on the way; what breaks it stays behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from db.ledger.chain import values
from db.ledger.ledger import CHUNK, receive
from db.ledger.streams import Link, Range, Stream, chain_at, find_stream, links_of, rows_of

Reading = Callable[[Connection, Stream, int, int], Sequence[Link]]


def carry(source: Connection, target: Connection, stream: Stream, last: int, links: Reading = links_of) -> int:
    """Receive a stream's changes up to `last`, as far as they are there and their chain holds; returns how far.

    What the target holds of it is skipped. links: how the source is read; it may end early.
    """
    whole = find_stream(source, stream.name) or stream
    done = _shared(source, target, stream)
    before = chain_at(source, stream, done)
    while before is not None and done < last:
        end = min(done + CHUNK, last)
        lines, chain = _sound(before, links(source, stream, done + 1, end))
        if lines:
            to = done + len(lines)
            span = Range(stream.name, stream.device, stream.unit, whole.parent, done + 1, to, before, chain[-1])
            receive(target, span, lines, chain, branch=True)
            done, before = to, chain[-1]
        if done < end:
            break
    return done


def _sound(before: bytes, links: Sequence[Link]) -> tuple[list[bytes], list[bytes]]:
    """The first lines whose chain values are those they were written with, and these."""
    lines = [line for _, line in links]
    chain = values(before, lines)
    broken = (number for number, (kept, _) in enumerate(links) if kept != chain[number])
    sound = next(broken, len(lines))
    return lines[:sound], chain[:sound]


def _shared(source: Connection, target: Connection, stream: Stream) -> int:
    """How much of a stream is there already, of a branch perhaps only with the stream that it departs from."""
    rows = rows_of(target, stream.name)
    held = {(row.id, min(row.last, end)): row for row in rows for end in (stream.base, stream.last)}
    same = (seq for (_, seq), row in held.items() if chain_at(target, row, seq) == chain_at(source, stream, seq))
    return max(same, default=0)
