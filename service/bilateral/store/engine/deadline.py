"""A deadline for look-ups in this process, which cannot be killed as a worker can."""

from __future__ import annotations

import contextlib
import time
from contextvars import ContextVar
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from bilateral.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

_END: ContextVar[tuple[float, float] | None] = ContextVar("end", default=None)
_BATCH: Final = 128  # items between two checks of the clock, at the most


class OutOfTime(StoreError):  # noqa: N818  # what happened
    """The look-ups of one request exceeded their deadline."""


@contextlib.contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """Limit the seconds of all look-ups that start in this context; None for no limit."""
    token = _END.set(None if seconds is None else (time.monotonic() + seconds, seconds))
    try:
        yield
    finally:
        _END.reset(token)


def within_deadline(found: Iterator[T]) -> Iterator[T]:
    """Return the items, until the deadline.

    Raises:
        OutOfTime: the deadline has passed; while iterating.
    """
    end = _END.get()
    return found if end is None else _limited(found, *end)


def _limited(found: Iterator[T], end: float, seconds: float) -> Iterator[T]:
    # Small batches first, as often only one item is read.
    size = 1
    while batch := list(islice(found, size)):
        yield from batch
        if time.monotonic() > end:
            raise OutOfTime(f"it took longer than {seconds:g} seconds to put together")
        size = min(2 * size, _BATCH)
