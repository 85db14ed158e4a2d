"""A whole store from quads, built beside the one that serves."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from bilateral.errors import StoreError
from bilateral.store.engine.bulk_load import load
from bilateral.store.engine.converter import from_term
from bilateral.store.engine.graph_layout import INFERRED, lay_out, lay_out_inferred
from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.data_directory import Counts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from bilateral.rdf.terms import Quad, Triple


def build_store(
    data: Path,
    asserted: Iterable[Quad],
    inferred: Iterable[Triple] = (),
    remember: Callable[[str], None] | None = None,
) -> int:
    """Make a data directory's next snapshot and return its number.

    What was served before goes on being served until the last step, and for good if that is never reached.

    Args:
        data: the data directory; made if it is not there.
        asserted: every asserted quad. This puts a named graph's triples into the default graph too.
        inferred: what reasoning adds; none of it asserted.
        remember: is given the mark that the snapshot bears, before it becomes current and while nobody else
            writes: what it keeps under that mark holds from the same moment as the snapshot.

    Raises:
        StoreError: a term is malformed, the disk is full, or another process is writing here.
    """
    return build_from(data, lay_out(asserted), lay_out_inferred(inferred), remember)


def build_from(
    data: Path,
    n_quads: Iterable[bytes],
    checked: Iterable[bytes] = (),
    remember: Callable[[str], None] | None = None,
) -> int:
    """As `build_store`, from N-Quads in blocks of whole lines, taken as they are: the layout is the caller's.

    Args:
        data: the data directory.
        n_quads: what is asserted.
        checked: further lines, made of terms of the former.
        remember: as for `build_store`.
    """
    with data_directory.writing(data), data_directory.workspace(data) as work:
        try:
            store = ox.Store(work / "live")
            load(store, n_quads)
            load(store, checked, checked=True)
            # Pieces are files beside each other: a look-up takes a quarter less where they are one.
            store.optimize()
            store.flush()
            counts = count(store)
            store.backup(work / "store")
        except (SyntaxError, ValueError, OSError) as error:
            raise StoreError(f"{data}: {error}") from error
        mark = secrets.token_hex(8) if remember else ""
        if remember:
            remember(mark)
        number, _ = data_directory.publish(data, work / "store", counts, written=False, mark=mark)
        data_directory.tidy_snapshots(data)
        return number


def count(store: ox.Store) -> Counts:
    """Count what a store holds."""
    inferred_graph = cast("ox.NamedNode", from_term(INFERRED))
    names = list(store.named_graphs())
    return Counts(
        asserted=_size(store, ox.DefaultGraph()),
        inferred=_size(store, inferred_graph) if inferred_graph in names else 0,
        graphs=len(names) - (inferred_graph in names),
    )


def _size(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> int:
    answer = cast(
        "ox.QuerySolutions", store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", default_graph=[graph])
    )
    return int(cast("ox.Literal", next(answer)["n"]).value)
