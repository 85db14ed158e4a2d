"""A graph in which another document tells of the talks of 13 July 2025 as of an event of its own."""

from bilateral.cli.direct_writes import open_writer
from bilateral.rdf import media_types
from bilateral.rdf.iris import INFERRED, PROVENANCE, graph
from bilateral.store.changes.graph_operations import EXTEND, GraphRequest

TALKS, DOUBLE = "meeting/russia-china-foreign-ministers-2025-07-13", "meeting/lavrov-wang-beijing"
REPORT = """
@prefix : <https://w3id.org/bilateral/id/> .
@prefix bil: <https://w3id.org/bilateral/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/bilateral/id/meeting/lavrov-wang-beijing> a bil:BilateralMeeting ;
    rdfs:label "Lavrov and Wang talk in China"@en ;
    bil:status <https://w3id.org/bilateral/id/status/occurred> ;
    bil:participant <https://w3id.org/bilateral/id/person/sergey-lavrov> ,
        <https://w3id.org/bilateral/id/person/wang-yi> ;
    bil:place <https://w3id.org/bilateral/id/state/CHN> ;
    bil:date "2025-07-13"^^xsd:date .
"""
SOURCE = """
@prefix bil: <https://w3id.org/bilateral/ns#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
<https://w3id.org/bilateral/id/document/other-report> a bil:SourceDocument ;
    dct:title "Another report" ; bil:kind "news-report" .
<https://w3id.org/bilateral/graph/other-report>
    prov:wasDerivedFrom <https://w3id.org/bilateral/id/document/other-report> .
"""


def as_trig():
    """Return the report and its source as content has it."""
    prefixes, told = {}, []
    for text, name in ((REPORT, "other-report"), (SOURCE, "provenance")):
        lines = text.strip().splitlines()
        prefixes |= dict.fromkeys(line for line in lines if line.startswith("@prefix"))
        body = "\n".join(line for line in lines if not line.startswith("@prefix"))
        told.append(f"<https://w3id.org/bilateral/graph/{name}> {{ {body} }}")
    return "\n".join((*prefixes, *told))


def tell_twice(data):
    """Write the report to a data directory."""
    with open_writer(data) as writer:
        for name, text in ((graph("other-report"), REPORT), (PROVENANCE, SOURCE)):
            writer.change_graph(GraphRequest(EXTEND, name, text.encode(), media_types.TURTLE))


def triples(state):
    """Return all that a state asserts and infers."""
    return {quad for each in ["", INFERRED, *state.graphs()] for quad in state.quads(each)}
