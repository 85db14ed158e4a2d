"""Memento: which state of a page was there at a time, and the links between a page and its states.

Source: RFC 7089, sections 2, 4 and 5; the format of links, RFC 8288 and RFC 6690.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.protocol.refusals import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LINK_FORMAT: Final = "application/link-format"


class PageState(NamedTuple):
    """A state of a page that is kept: a memento."""

    url: str
    made: datetime  # in UTC


class PageHistory(NamedTuple):
    """A page, its states from the first to the last, and where a client asks for them."""

    original: str
    timegate: str
    timemap: str
    states: Sequence[PageState]


def accepted(header: str) -> datetime | None:
    """Return the time that `Accept-Datetime` asks for, None where it is absent.

    Raises:
        ProtocolError: it is no date of HTTP.
    """
    if not header.strip():
        return None
    try:
        found = parsedate_to_datetime(header)
    except ValueError as error:
        raise ProtocolError(
            f"Accept-Datetime {header!r} is no date of HTTP, as in 'Thu, 31 May 2007 20:35:00 GMT'"
        ) from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def chosen(states: Sequence[PageState], when: datetime | None) -> PageState:
    """Return the last state that is not later than a time, else the first; without a time the last."""
    earlier = [each for each in states if when is None or each.made <= when]
    return earlier[-1] if earlier else states[0]


def datetime_of(state: PageState) -> str:
    """Return the time of a state as headers write it."""
    return format_datetime(state.made, usegmt=True)


def links(of: PageHistory) -> list[str]:
    """Return the links of a page to where its states are asked for."""
    return [f'<{of.timegate}>; rel="timegate"', _timemap(of, "timemap")]


def links_of_state(of: PageHistory, state: PageState | None = None) -> list[str]:
    """Return the links of a state, or of the gate to it: to the page, its gate, and other states."""
    found = [f'<{of.original}>; rel="original"', _timemap(of, "timemap")]
    if state is None:
        return [*found, *_mementos(of)]
    place = of.states.index(state)
    near = {0, len(of.states) - 1, place - 1, place, place + 1}
    return [*found, f'<{of.timegate}>; rel="timegate"', *_mementos(of, near, place)]


def timemap(of: PageHistory) -> str:
    """Return all states of a page in the format of links."""
    period = ""
    if of.states:
        period = f'; from="{datetime_of(of.states[0])}"; until="{datetime_of(of.states[-1])}"'
    lines = [
        f'<{of.original}>; rel="original"',
        f"{_timemap(of, 'self')}{period}",
        f'<{of.timegate}>; rel="timegate"',
        *_mementos(of),
    ]
    return ",\n".join(lines) + "\n"


def _timemap(of: PageHistory, relation: str) -> str:
    return f'<{of.timemap}>; rel="{relation}"; type="{LINK_FORMAT}"'


def _mementos(of: PageHistory, near: set[int] | None = None, place: int | None = None) -> Iterator[str]:
    last = len(of.states) - 1
    for number, state in enumerate(of.states):
        if near is not None and number not in near:
            continue
        words = [
            word
            for word, holds in (
                ("first", number == 0),
                ("last", number == last),
                ("prev", place is not None and number == place - 1),
                ("next", place is not None and number == place + 1),
                ("memento", True),
            )
            if holds
        ]
        yield f'<{state.url}>; rel="{" ".join(words)}"; datetime="{datetime_of(state)}"'
