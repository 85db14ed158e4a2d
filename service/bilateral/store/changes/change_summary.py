"""What a write is about, for the change log: its graphs, documents and states."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.rdf.iris import GRAPH, ID, SPECIAL
from bilateral.rdf.terms import iri_value, is_iri
from bilateral.rdf.vocabulary import BIL, RDF
from bilateral.store.changes.graph_operations import CHANGE, DROP, EXTEND, REPLACE, RETRACT
from bilateral.store.engine.graph_layout import CLASHES, INFERRED
from bilateral.store.snapshots import change_log
from bilateral.store.snapshots.change_log import ChangeEntry, ChangeNote

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from bilateral.rdf.terms import Quad, Term, Triple
    from bilateral.store.engine.quad_delta import QuadDelta
    from bilateral.store.engine.view import GraphView

_STATE: Final = f"<{ID}state/"
_NO_THINGS: Final = (_STATE, f"<{ID}statement/", f"<{ID}document/")
_PLACES: Final = frozenset({BIL.place, BIL.takesPlaceIn})
_LOOKED_UP: Final = 200  # things in a change
_NAMES: Final = 50  # graphs and documents of an entry
_STATES: Final = 300
_GROUPS: Final = 100
_CREATED: Final = "{} was created."
_SENTENCES: Final = {
    REPLACE: "{} was replaced.",
    EXTEND: "{} was added to.",
    CHANGE: "{} was changed.",
    DROP: "{} was deleted.",
    RETRACT: "{} was withdrawn, with what rested on it alone.",
}


class _Touched(NamedTuple):
    states: tuple[str, ...]
    together: tuple[tuple[str, ...], ...]


def entry_of(request: Mapping[str, Any], delta: QuadDelta, whole: QuadDelta, view: GraphView) -> ChangeEntry:
    """Return the entry of a write, before it has a snapshot.

    Args:
        request: as the committer gets it; `note` is a `ChangeNote` as JSON has it.
        delta: what was asked for.
        whole: that, and everything that follows.
        view: the state before it.
    """
    note = ChangeNote(**request.get("note", {}))
    graphs = sorted(delta.graphs() - {"", INFERRED, CLASHES})
    names = tuple(_name(graph) for graph in graphs[:_NAMES])
    found = _touched(whole.added | whole.removed, view)
    documents = {slug for graph in graphs[:_NAMES] if graph not in SPECIAL for slug in _documents(graph)}
    return ChangeEntry(
        kind=note.kind or _kind(request),
        sentence=note.sentence or _sentence(request, delta),
        actor=note.actor,
        graphs=names,
        added=len(delta.added),
        removed=len(delta.removed),
        states=tuple(sorted({*found.states, *note.states})),
        together=found.together,
        documents=tuple(sorted({*documents, *note.documents})),
    )


def entry_of_import(request: Mapping[str, Any], graphs: Sequence[Term], added: int) -> ChangeEntry:
    """Return the entry of files that were loaded: too much to look through; whoever loads them knows of what.

    Args:
        request: as for `entry_of`.
        graphs: those of the documents.
        added: triples that were not there.
    """
    note = ChangeNote(**request.get("note", {}))
    documents = {slug for graph in graphs[:_NAMES] if graph not in SPECIAL for slug in _documents(graph)}
    return ChangeEntry(
        kind=note.kind or change_log.IMPORT,
        sentence=note.sentence or f"{added} triples were imported.",
        actor=note.actor,
        graphs=tuple(map(_name, graphs[:_NAMES])),
        added=added,
        states=tuple(sorted(note.states)[:_STATES]),
        documents=tuple(sorted({*documents, *note.documents})),
    )


def _kind(request: Mapping[str, Any]) -> str:
    if request["job"] == "update":
        return change_log.UPDATE
    return change_log.WITHDRAWAL if request["verb"] == RETRACT else change_log.GRAPH


def _sentence(request: Mapping[str, Any], delta: QuadDelta) -> str:
    if request["job"] == "update":
        return "A SPARQL update was made."
    graph = request["graph"]
    named = "The whole graph" if graph is None else "The default graph" if not graph else _name(graph)
    if request["verb"] == RETRACT:
        named = f"The document {named.removeprefix('graph/')}"
    made = _CREATED if graph in delta.created else _SENTENCES[request["verb"]]
    return made.format(named)


def _name(graph: Term) -> str:
    if not is_iri(graph):
        return graph
    value = iri_value(graph)
    return f"graph/{value.removeprefix(GRAPH)}" if value.startswith(GRAPH) else value


def _documents(graph: Term) -> list[str]:
    name = _name(graph)
    return name.removeprefix("graph/").split(",") if name.startswith("graph/") else []


def _touched(quads: Collection[Quad], view: GraphView) -> _Touched:
    """Return the states in a change, and those that one subject has in common.

    What is said of a meeting that is there already is about the states that are represented there.
    """
    at: dict[Term, set[str]] = {}
    for subject, _, value in itertools.chain((quad[:3] for quad in quads), _known(_subjects(quads), view)):
        for term in (subject, value):
            if term.startswith(_STATE):
                at.setdefault(subject, set()).add(iri_value(term).removeprefix(ID))
    states = sorted(set().union(*at.values())) if at else []
    groups = sorted({tuple(sorted(group)) for group in at.values() if len(group) > 1})
    widest = [group for group in groups if not any(set(group) < set(other) for other in groups)]
    return _Touched(tuple(states[:_STATES]), tuple(widest[:_GROUPS]))


def _subjects(quads: Collection[Quad]) -> list[Term]:
    """Return the things that a change says something about, by itself or in what a document states."""
    subjects = {quad.subject for quad in quads} | {
        quad.object for quad in quads if quad.predicate == RDF.subject
    }
    things = (each for each in subjects if each.startswith(f"<{ID}") and not each.startswith(_NO_THINGS))
    return sorted(things)[:_LOOKED_UP]


def _known(subjects: Iterable[Term], view: GraphView) -> Iterator[Triple]:
    """Yield what the graph knows of some things but where they are, which says nothing of whose they are."""
    for subject in subjects:
        for graph in ("", INFERRED):
            for triple in view.triples(subject, None, None, graph):
                if triple[1] not in _PLACES:
                    yield triple
