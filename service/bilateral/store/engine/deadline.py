"""A deadline for look-ups in this process, which nobody can kill as a worker is."""

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
_LOOK: Final = 128  # what is read between two looks at the clock at the most


class OutOfTime(StoreError):  # noqa: N818  # what happened
    """The look-ups of one request took longer than they may."""


@contextlib.contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """Let the look-ups that are begun in this context take so many seconds together; None for any time."""
    token = _END.set(None if seconds is None else (time.monotonic() + seconds, seconds))
    try:
        yield
    finally:
        _END.reset(token)


def watched(found: Iterator[T]) -> Iterator[T]:
    """Return what is found, as long as there is time.

    Raises:
        OutOfTime: there is none left; while it is read.
    """
    end = _END.get()
    return found if end is None else _watch(found, *end)


def _watch(found: Iterator[T], end: float, seconds: float) -> Iterator[T]:
    # A few at first, as often one is all that is wanted.
    size = 1
    while batch := list(islice(found, size)):
        yield from batch
        if time.monotonic() > end:
            raise OutOfTime(f"it took longer than {seconds:g} seconds to put together")
        size = min(2 * size, _LOOK)
