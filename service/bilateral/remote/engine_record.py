"""The record that an external engine keeps of the graph that it holds for us.

    GRAPH STATE { STATE record "…" ; holds <graph> … ; stages <graph> … }

It says from what the graph was built, how often it was written to, and whether a build of it is running or
was interrupted. Every write replaces it, and is made only if the record has not changed since it was read.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.errors import StoreError
from bilateral.rdf.iris import GRAPH
from bilateral.rdf.terms import literal, literal_parts
from bilateral.store.snapshots.change_log import ChangeEntry
from bilateral.store.snapshots.data_directory import Counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.rdf.terms import Term
    from bilateral.remote.sparql_client import SparqlClient

_NAMES: Final = "https://w3id.org/bilateral/store#"

ASSERTED: Final[Term] = f"<{GRAPH}asserted>"
"""The graph of every asserted triple, in place of the default graph."""
STATE: Final[Term] = f"<{GRAPH}store>"
STAGE: Final = f"{GRAPH}stage/"
RECORD, HOLDS, STAGES = (f"<{_NAMES}{name}>" for name in ("record", "holds", "stages"))


class EngineRecord(NamedTuple):
    """One state of the graph at an engine."""

    revision: int = 0  # grows with each write
    stamp: str = ""  # differs between any two states
    complete: bool = True  # whether no build is running, and none was interrupted
    built: int | None = None  # the revision that the last build made; None where there was none
    fingerprint: str = ""  # a hash of everything that build depended on
    keep_clashes: bool = False  # whether contradictions are kept
    content: str | None = None  # the folder that it was built from, "" for the package's; None if unknown
    files: Sequence[str] = ()  # that it was built from besides
    asserted: int = 0
    inferred: int = 0
    graphs: int = 0
    change: str = ""  # the entry of the change log that made it, as JSON; "" if it is older than the log

    @property
    def counts(self) -> Counts:
        """How much there is."""
        return Counts(self.asserted, self.inferred, self.graphs)

    @property
    def term(self) -> Term:
        """The record as an engine keeps it."""
        return literal(json.dumps(self._asdict()))

    def after(self, counts: Counts, change: ChangeEntry | None = None) -> EngineRecord:
        """Return the record of the next state, and of the change that makes it."""
        number = self.revision + 1
        made = json.dumps(replace(change, snapshot=number).content()) if change else ""
        return self._replace(revision=number, stamp=secrets.token_hex(4), change=made, **counts._asdict())

    @property
    def entry(self) -> ChangeEntry | None:
        """The entry of the change that made it."""
        return ChangeEntry.read(json.loads(self.change)) if self.change else None


def read(client: SparqlClient) -> EngineRecord | None:
    """Return the record, or None where there is none.

    Raises:
        StoreError: the engine does not answer, or what it has is no record.
    """
    text = f"SELECT ?record {{ GRAPH {STATE} {{ {STATE} {RECORD} ?record }} }}"
    found = [row[0] for row in client.query(text).rows() if row[0]]
    if not found:
        return None
    try:
        (only,) = found
        kept = EngineRecord(**json.loads(literal_parts(only).value))
        return kept._replace(files=tuple(kept.files))
    except (ValueError, TypeError) as error:
        raise StoreError(
            f"{client.address.query}: the record of the graph is damaged; build it again"
        ) from error


def named(client: SparqlClient, predicate: Term) -> frozenset[Term]:
    """Return the graphs that there are, by HOLDS, or that a write has left, by STAGES."""
    text = f"SELECT ?graph {{ GRAPH {STATE} {{ {STATE} {predicate} ?graph }} }}"
    return frozenset(row[0] for row in client.query(text).rows() if row[0])


def replacement(before: EngineRecord | None, after: EngineRecord) -> str:
    """Return the update that replaces one record by another, if it is still there."""
    new = f"GRAPH {STATE} {{ {STATE} {RECORD} {after.term} }}"
    if before is None:
        absent = f"FILTER NOT EXISTS {{ GRAPH {STATE} {{ {STATE} {RECORD} ?any }} }}"
        return f"INSERT {{ {new} }} WHERE {{ {absent} }}"
    old = f"GRAPH {STATE} {{ {STATE} {RECORD} {before.term} }}"
    return f"DELETE {{ {old} }} INSERT {{ {new} }} WHERE {{ {old} }}"
