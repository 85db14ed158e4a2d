"""Links for others: linksets with counts, mapping sets, and owl:sameAs for those who want it.

Source: VoID, section 5; SSSOM; OWL 2.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bilateral import iris
from bilateral.iris import ID, LINKS
from bilateral.linking.mappings import Mapping, text
from bilateral.linking.subjects import EXACT
from bilateral.terms import XSD, Term, Triple, iri, iri_value, is_iri, is_literal, literal, literal_parts
from bilateral.vocabulary import OWL, RDF_TYPE, RDFS_LABEL, SKOS, SSSOM, WD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.store import Snapshot

VOID: Final = "http://rdfs.org/ns/void#"
_SAME_AS, _CLOSE = iri(OWL + "sameAs"), iri(SKOS + "closeMatch")
_SEMAPV: Final = "https://w3id.org/semapv/vocab/"


def linksets(snapshot: Snapshot, dataset: str) -> Iterator[Triple]:
    """Yield a void:Linkset for each dataset that the graph links to, with how many links it has.

    Args:
        snapshot: the graph.
        dataset: the IRI of our own dataset.
    """
    counts = Counter(
        (predicate, _namespace(iri_value(quad.object)))
        for predicate in (EXACT, _CLOSE)
        for quad in snapshot.match(None, predicate, graph=LINKS)
        if is_iri(quad.object)
    )
    for (predicate, namespace), count in sorted(counts.items()):
        name = iri(f"{dataset}/linkset/{_slug(predicate)}-{_host(namespace)}")
        target = iri(f"{dataset}/target/{_host(namespace)}")
        total = literal(str(count), datatype=XSD + "integer")
        yield iri(dataset), iri(VOID + "subset"), name
        yield name, RDF_TYPE, iri(VOID + "Linkset")
        yield name, iri(VOID + "subjectsTarget"), iri(dataset)
        yield name, iri(VOID + "objectsTarget"), target
        yield name, iri(VOID + "linkPredicate"), predicate
        yield name, iri(VOID + "triples"), total
        yield target, RDF_TYPE, iri(VOID + "Dataset")
        yield target, iri(VOID + "uriSpace"), literal(namespace)
        yield target, RDFS_LABEL, literal(_host(namespace))


def same_as(snapshot: Snapshot) -> Iterator[Triple]:
    """Yield the exact links to Wikidata as owl:sameAs: an export for merging, never part of the graph."""
    for quad in snapshot.match(None, EXACT, graph=LINKS):
        if quad.object.startswith(f"<{WD}"):
            yield quad.subject, _SAME_AS, quad.object


def mapping_set(snapshot: Snapshot, name: str = "links", title: str = "All links of bilateral") -> str:
    """Return all mappings, rejected ones too, as SSSOM's TSV."""
    found = {quad.subject for quad in snapshot.match(None, RDF_TYPE, iri(SSSOM + "Mapping"))}
    rows = (_row(snapshot, mapping) for mapping in found)
    return text(sorted(rows, key=lambda row: (*row.pair, row.predicate_id)), name, title)


def _row(snapshot: Snapshot, mapping: Term) -> Mapping:
    cells: dict[str, str] = {}
    for quad in snapshot.match(mapping, graph=LINKS):
        value = iri_value(quad.predicate)
        if value.startswith(SSSOM):
            cells[value.removeprefix(SSSOM)] = _cell(quad.object)
    link = _term(snapshot, mapping, "subject_id"), _term(snapshot, mapping, "predicate_id")
    made = any(True for _ in snapshot.match(*link, _term(snapshot, mapping, "object_id"), LINKS))
    known = {name: cells.get(name, "") for name in Mapping.__slots__}
    return Mapping(**known | {"predicate_modifier": "" if made else "Not"})


def _term(snapshot: Snapshot, mapping: Term, name: str) -> Term | None:
    return next((quad.object for quad in snapshot.match(mapping, iri(SSSOM + name), graph=LINKS)), None)


def _cell(value: Term) -> str:
    if is_literal(value):
        return literal_parts(value).value
    name = iri_value(value)
    if name.startswith(ID):
        return f"bil:{name.removeprefix(ID)}"
    if name.startswith(_SEMAPV):
        return f"semapv:{name.removeprefix(_SEMAPV)}"
    short = iris.short(value)
    return name if short.startswith("<") else short


def _namespace(value: str) -> str:
    kept = value.rstrip("/")
    return kept[: max(kept.rfind("/"), kept.rfind("#")) + 1]


def _host(namespace: str) -> str:
    return namespace.partition("://")[2].partition("/")[0].removeprefix("www.") or namespace


def _slug(predicate: Term) -> str:
    return iri_value(predicate).rpartition("#")[2]
