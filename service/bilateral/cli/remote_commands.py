"""Building and serving a graph that an external SPARQL engine holds."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bilateral.build import remote_build
from bilateral.content import locations
from bilateral.errors import BilateralError, InputError
from bilateral.remote.engine_address import EngineAddress, locate

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from bilateral.build.build_record import BuildSettings
    from bilateral.build.builder import BuildReport
    from bilateral.build.stages import Progress


def address(options: Namespace) -> EngineAddress:
    """Return where the engine is.

    Raises:
        StoreError: the address is not a URL.
        InputError: contradictions are to be kept, which only our own store lists.
    """
    if options.keep_clashes:
        raise InputError(
            "--keep-clashes",
            None,
            "cannot be used with --store: an external engine does not list contradictions",
        )
    return locate(options.store, options.store_update, options.store_graphs, options.store_credentials)


def prepare(
    options: Namespace, settings: BuildSettings, progress: Callable[[Progress], None]
) -> BuildReport | None:
    """Build at the engine unless it holds what this content would build; return the report of a build.

    If the content is refused, the reason is printed and the existing graph is used.
    """
    where = address(options)
    if options.plain:
        remote_build.build_empty(where)
        return None
    found = locations.locate(options.content)
    if remote_build.is_current(found, settings, where):
        return None
    there = remote_build.current_state(where)
    if not remote_build.may_follow(found, where):
        print(f"bilateral: using what was built at {where.query}, state {there}", file=sys.stderr)
        return None
    print(f"bilateral: building {where.query} from {found.root}", file=sys.stderr)
    try:
        return remote_build.build(found, settings, where, (), progress)
    except BilateralError as error:
        if there is None or remote_build.current_state(where) is None:
            raise
        print(f"{error}\nbilateral: not built; using state {there}", file=sys.stderr)
        return None


def serving(options: Namespace) -> dict[str, object]:
    """Return the settings of a server for the engine."""
    root = None if options.plain else locations.locate(options.content).root
    return {"engine": address(options), "content": root}
