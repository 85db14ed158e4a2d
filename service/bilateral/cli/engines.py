"""A graph that an engine of another make holds, on the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bilateral import content
from bilateral.errors import BilateralError, InputError
from bilateral.pipeline import engine
from bilateral.pipeline.pushdown import INFERENCE
from bilateral.store import remote

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from bilateral.pipeline import Report
    from bilateral.settings import Settings

    Progress = Callable[[str, float], None]


def address(options: Namespace) -> remote.Address:
    """Return where the engine is.

    Raises:
        StoreError: that is no URL.
        InputError: contradictions are to be kept, which only a store of our own lists.
    """
    if options.keep_clashes:
        raise InputError("--keep-clashes", None, "not with --store: nobody would hear of them there")
    return remote.locate(options.store, options.store_update, options.store_graphs, options.store_credentials)


def build(options: Namespace, settings: Settings, progress: Progress) -> Report:
    """Build at the engine, and return what it took."""
    return engine.build(content.locate(options.content), settings, address(options), options.files, progress)


def prepare(options: Namespace, settings: Settings, progress: Progress) -> Report | None:
    """Build at the engine where it has no graph that this content would build; return what that took.

    Content that is refused is told; the graph that was there goes on.
    """
    where = address(options)
    if options.empty:
        engine.build_empty(where)
        return None
    found = content.locate(options.content)
    if engine.is_current(found, settings, where):
        return None
    there = engine.holds(where)
    if not engine.may_follow(found, where):
        print(f"bilateral: going on with what was built at {where.query}, state {there}", file=sys.stderr)
        return None
    print(f"bilateral: building {where.query} from {found.root}", file=sys.stderr)
    try:
        return engine.build(found, settings, where, (), progress)
    except BilateralError as error:
        if there is None or engine.holds(where) is None:
            raise
        print(f"{error}\nbilateral: not built; going on with state {there}", file=sys.stderr)
        return None


def serving(options: Namespace) -> dict[str, object]:
    """Return what a server is told of the engine."""
    root = None if options.empty else content.locate(options.content).root
    return {"engine": address(options), "content": root}


__all__ = ["INFERENCE", "address", "build", "prepare", "serving"]
