"""A cache for a method, which lives and dies with its object."""

from __future__ import annotations

import functools
import weakref
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


def cached_method(method: Callable[P, T], size: int) -> Callable[P, T]:
    """Return a bound method with a cache of its last answers, to be kept by its own object.

    A cache that refers to the method itself would keep its object, and the snapshot on disk that it reads,
    until the cyclic garbage collector runs.
    """
    reference = weakref.WeakMethod(method)

    @functools.lru_cache(size)
    def answer(*arguments: P.args, **named: P.kwargs) -> T:
        bound = reference()
        assert bound is not None  # noqa: S101  # it is called through the object
        return bound(*arguments, **named)

    return cast("Callable[P, T]", answer)
