"""A snapshot from quads, built beside the one that is served."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from bilateral.errors import StoreError
from bilateral.store.engine.bulk_load import load
from bilateral.store.engine.converter import from_term
from bilateral.store.engine.graph_layout import INFERRED, lay_out, lay_out_inferred
from bilateral.store.snapshots import change_log, data_directory
from bilateral.store.snapshots.change_log import ChangeEntry
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
    """Build a data directory's next snapshot and return its number.

    The previous one is served until the last step, and for good if that is never reached.

    Args:
        data: made if it does not exist.
        asserted: every asserted quad; triples of named graphs are put into the default graph too.
        inferred: what reasoning adds; none of it asserted.
        remember: called with the mark of the snapshot before that becomes current, and while no other process
            writes: what it stores under the mark is valid from the same moment as the snapshot.

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
    """As `build_store`, from blocks of lines of N-Quads; `checked` ones are known to be well-formed."""
    with data_directory.writing(data), data_directory.workspace(data) as work:
        try:
            store = ox.Store(work / "live")
            load(store, n_quads)
            load(store, checked, checked=True)
            # Each piece was loaded to files of its own: a look-up takes a quarter less once they are merged.
            store.optimize()
            store.flush()
            counts = count(store)
            store.backup(work / "store")
        except (SyntaxError, ValueError, OSError) as error:
            raise StoreError(f"{data}: {error}") from error
        mark = secrets.token_hex(8) if remember else ""
        if remember:
            remember(mark)
        number, _ = data_directory.publish(data, work / "store", counts, built(counts), mark=mark)
        data_directory.tidy_snapshots(data)
        return number


def built(counts: Counts) -> ChangeEntry:
    """Return the entry of a build that made so much."""
    sentence = f"The graph was built: {counts.asserted} triples are asserted, {counts.inferred} follow."
    return ChangeEntry(change_log.BUILD, sentence, change_log.COMMAND_LINE, added=counts.asserted)


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
