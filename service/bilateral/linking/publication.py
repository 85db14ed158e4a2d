"""Links as published: VoID linksets, an SSSOM mapping set, and owl:sameAs.

Source: VoID, section 5; SSSOM; OWL 2.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bilateral.linking.mapping_sets import mapping_set_text, stored_mappings
from bilateral.rdf.iris import LINKS
from bilateral.rdf.terms import XSD, Term, Triple, iri, iri_value, is_iri, literal
from bilateral.rdf.vocabulary import OWL, RDF, RDFS, SKOS, VOID, WD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.store.snapshots.snapshot import GraphState


def linksets(snapshot: GraphState, dataset: str) -> Iterator[Triple]:
    """Yield a void:Linkset with its size for each dataset that ours, of this IRI, links to."""
    counts = Counter(
        (predicate, _namespace(iri_value(quad.object)))
        for predicate in (SKOS.exactMatch, SKOS.closeMatch)
        for quad in snapshot.match(None, predicate, graph=LINKS)
        if is_iri(quad.object)
    )
    for (predicate, namespace), count in sorted(counts.items()):
        host = namespace.partition("://")[2].partition("/")[0].removeprefix("www.") or namespace
        name = iri(f"{dataset}/linkset/{iri_value(predicate).rpartition('#')[2]}-{host}")
        target = iri(f"{dataset}/target/{host}")
        total = literal(str(count), datatype=XSD + "integer")
        yield iri(dataset), VOID.subset, name
        yield name, RDF.type, VOID.Linkset
        yield name, VOID.subjectsTarget, iri(dataset)
        yield name, VOID.objectsTarget, target
        yield name, VOID.linkPredicate, predicate
        yield name, VOID.triples, total
        yield target, RDF.type, VOID.Dataset
        yield target, VOID.uriSpace, literal(namespace)
        yield target, RDFS.label, literal(host)


def same_as(snapshot: GraphState) -> Iterator[Triple]:
    """Yield the exact links to Wikidata as owl:sameAs, for export only.

    An entity linked to several items is left out: owl:sameAs would make one of those items.
    """
    linked: dict[Term, set[Term]] = defaultdict(set)
    for quad in snapshot.match(None, SKOS.exactMatch, graph=LINKS):
        if quad.object.startswith(f"<{WD}"):
            linked[quad.subject].add(quad.object)
    for entity, found in linked.items():
        if len(found) == 1:
            yield entity, OWL.sameAs, found.pop()


def mapping_set(snapshot: GraphState) -> str:
    """Return all mappings, rejected ones too, in the TSV format of SSSOM."""
    return mapping_set_text(stored_mappings(snapshot), "links", "All links of bilateral")


def _namespace(value: str) -> str:
    path = value.rstrip("/")
    return path[: max(path.rfind("/"), path.rfind("#")) + 1]
