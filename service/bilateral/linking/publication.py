"""Links for others: linksets with counts, mapping sets, and owl:sameAs for those who want it.

Source: VoID, section 5; SSSOM; OWL 2.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from bilateral.linking.link_records import recorded
from bilateral.linking.linked_subjects import EXACT
from bilateral.linking.mapping_files import text
from bilateral.rdf.iris import LINKS
from bilateral.rdf.terms import XSD, Term, Triple, iri, iri_value, is_iri, literal
from bilateral.rdf.vocabulary import OWL, RDF_TYPE, RDFS_LABEL, SKOS, WD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.store.snapshots.snapshot import GraphState

VOID: Final = "http://rdfs.org/ns/void#"
_SAME_AS, _CLOSE = iri(OWL + "sameAs"), iri(SKOS + "closeMatch")


def linksets(snapshot: GraphState, dataset: str) -> Iterator[Triple]:
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


def same_as(snapshot: GraphState) -> Iterator[Triple]:
    """Yield the exact links to Wikidata as owl:sameAs: an export for merging, never part of the graph.

    An entity that sources link to different items is left out: merging would make one of those items.
    """
    linked: dict[Term, set[Term]] = defaultdict(set)
    for quad in snapshot.match(None, EXACT, graph=LINKS):
        if quad.object.startswith(f"<{WD}"):
            linked[quad.subject].add(quad.object)
    for entity, found in linked.items():
        if len(found) == 1:
            yield entity, _SAME_AS, found.pop()


def mapping_set(snapshot: GraphState, name: str = "links", title: str = "All links of bilateral") -> str:
    """Return all mappings, rejected ones too, as SSSOM's TSV."""
    return text(recorded(snapshot), name, title)


def _namespace(value: str) -> str:
    kept = value.rstrip("/")
    return kept[: max(kept.rfind("/"), kept.rfind("#")) + 1]


def _host(namespace: str) -> str:
    return namespace.partition("://")[2].partition("/")[0].removeprefix("www.") or namespace


def _slug(predicate: Term) -> str:
    return iri_value(predicate).rpartition("#")[2]
