"""The description of the endpoint and its features, as RDF.

Source: SPARQL 1.1 Service Description.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.rdf import media_types
from bilateral.rdf.terms import XSD, Quad, iri, literal
from bilateral.rdf.vocabulary import RDF, VOID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.store.snapshots.data_directory import Counts

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"

PREFIXES: Final = {"rdf": str(RDF), "sd": _SD, "void": str(VOID), "formats": _FORMATS}

_RESULT_FORMATS: Final = tuple(f"SPARQL_Results_{name}" for name in ("JSON", "XML", "CSV", "TSV"))
_RDF_FORMATS: Final = {
    media_types.TURTLE: "Turtle",
    media_types.N_TRIPLES: "N-Triples",
    media_types.RDF_XML: "RDF_XML",
    media_types.JSON_LD: "JSON-LD",
    media_types.TRIG: "TriG",
    media_types.N_QUADS: "N-Quads",
    media_types.N3: "N3",
}


class Endpoint(NamedTuple):
    """What is described."""

    url: str
    counts: Counts
    reasoning: bool  # whether queries see inferred triples unless they say otherwise
    writable: bool
    federated: bool  # whether SERVICE is allowed at all


def describe(endpoint: Endpoint) -> list[Quad]:
    """Return the description."""
    return [Quad(subject, predicate, value, "") for subject, predicate, value in _statements(endpoint)]


def _statements(endpoint: Endpoint) -> Iterator[tuple[str, str, str]]:
    service, dataset, graph = "_:service", "_:dataset", "_:graph"
    yield service, RDF.type, _sd("Service")
    yield service, _sd("endpoint"), iri(endpoint.url)
    for language in _languages(endpoint):
        yield service, _sd("supportedLanguage"), _sd(language)
    for name in (*_RESULT_FORMATS, *_RDF_FORMATS.values()):
        yield service, _sd("resultFormat"), iri(_FORMATS + name)
    for name in _RDF_FORMATS.values() if endpoint.writable else ():
        yield service, _sd("inputFormat"), iri(_FORMATS + name)
    if endpoint.federated:
        yield service, _sd("feature"), _sd("BasicFederatedQuery")
    if endpoint.reasoning:
        yield service, _sd("defaultEntailmentRegime"), iri("http://www.w3.org/ns/entailment/OWL-RDF-Based")
        yield service, _sd("defaultSupportedEntailmentProfile"), iri("http://www.w3.org/ns/owl-profile/RL")
    yield service, _sd("defaultDataset"), dataset
    yield dataset, RDF.type, _sd("Dataset")
    yield dataset, _sd("defaultGraph"), graph
    yield graph, RDF.type, _sd("Graph")
    visible = endpoint.counts.asserted + endpoint.counts.inferred * endpoint.reasoning
    yield graph, VOID.triples, literal(str(visible), datatype=XSD + "integer")


def _languages(endpoint: Endpoint) -> Iterator[str]:
    yield from ("SPARQL10Query", "SPARQL11Query", "SPARQL12Query")
    if endpoint.writable:
        yield from ("SPARQL11Update", "SPARQL12Update")


def _sd(name: str) -> str:
    return iri(_SD + name)
