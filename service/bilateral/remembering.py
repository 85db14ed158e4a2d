"""Answers that an object remembers for as long as it lives, and no longer."""

from __future__ import annotations

import functools
import weakref
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


def remembered(method: Callable[P, T], size: int) -> Callable[P, T]:
    """Return a bound method that remembers its last answers, to be kept by its own object.

    A cache that has the method itself would keep the object, with the state of the graph that it reads and
    its room on the disk, until the collector of cycles comes by.

    Args:
        method: of the object that keeps what is returned.
        size: how many answers.
    """
    reference = weakref.WeakMethod(method)

    @functools.lru_cache(size)
    def answer(*arguments: P.args, **named: P.kwargs) -> T:
        bound = reference()
        assert bound is not None  # noqa: S101  # whoever calls this has it from the object
        return bound(*arguments, **named)

    return cast("Callable[P, T]", answer)
