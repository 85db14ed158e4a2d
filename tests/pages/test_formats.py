"""What is served in several formats says the same in each."""

import pyoxigraph as ox
import pytest
import rdflib

from bilateral.rdf import media_types

NAMES = ["state/CHN", "person/sergey-lavrov", "organisation/brics", "meeting/putin-xi-2025-09-02"]
TRIPLE = "s=state/CHN&p=rdf:type&o=bil:State"
SYNTAXES = {
    media_types.TURTLE: "turtle",
    media_types.N_TRIPLES: "nt",
    media_types.RDF_XML: "xml",
    media_types.JSON_LD: "json-ld",
}
ANSWERS = {
    "/sparql": list(SYNTAXES),
    "/.well-known/void": list(SYNTAXES),
    f"/explain?{TRIPLE}": [media_types.TURTLE, media_types.N_TRIPLES, media_types.JSON_LD],
}


def canonical(triples):
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def loaded(answer, syntax):
    """Return an answer as a client has it that loads one graph."""
    assert answer.status_code == 200
    graph = rdflib.Graph().parse(data=answer.data, format=syntax)
    lines = graph.serialize(format="nt").encode()
    return canonical(quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))


def parsed(answer, media_type):
    quads = list(ox.parse(answer.data, format=ox.RdfFormat.from_media_type(media_type)))
    assert all(isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads)
    return canonical(quad.triple for quad in quads)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("name", [*(f"/data/{name}" for name in NAMES), "/ontology"])
def test_a_thing_is_the_same_graph_in_every_format(site, name):
    kinds = {
        "ttl": media_types.TURTLE,
        "nt": media_types.N_TRIPLES,
        "rdf": media_types.RDF_XML,
        "jsonld": media_types.JSON_LD,
    }
    answers = {media_type: site.get(f"{name}.{form}", "*/*") for form, media_type in kinds.items()}
    first, *others = (parsed(answer, media_type) for media_type, answer in answers.items())
    assert first
    assert all(each == first for each in others)
    first, *others = (loaded(answer, SYNTAXES[media_type]) for media_type, answer in answers.items())
    assert all(each == first for each in others)


@pytest.mark.parametrize("path", ANSWERS)
def test_an_answer_is_the_same_graph_in_every_format(site, path):
    first, *others = (parsed(site.get(path, media_type), media_type) for media_type in ANSWERS[path])
    assert first
    assert all(each == first for each in others)


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld"])
def test_what_is_asserted_of_a_thing_can_be_had_alone(site, world, form):
    whole = site.get(f"/data/state/CHN.{form}", "*/*")
    (link,) = (link for link in whole.headers.getlist("Link") if "reasoning=none" in link)
    assert link.startswith("<?reasoning=none>")
    asserted = site.get(f"/data/state/CHN.{form}?reasoning=none", "*/*")
    given = ox.RdfFormat.from_media_type(media_types.of_extension(form))
    some, every = (
        {str(quad.triple) for quad in ox.parse(answer.data, format=given)} for answer in (asserted, whole)
    )
    assert some < every
    china = "<https://w3id.org/bilateral/id/state/CHN>"
    about = [*world.snapshot.match(china, graph=""), *world.snapshot.match(value=china, graph="")]
    assert len(some) == len(set(about))


def test_records_say_whether_they_are_asserted_and_can_be_asked_for_so(site):
    def statuses(query):
        facts = site.get(f"/data/state/CHN.json{query}", "*/*").get_json()["facts"]
        return {fact["status"] for fact in facts}

    assert statuses("") == {"asserted", "inferred"}
    assert statuses("?reasoning=none") == {"asserted"}
    assert site.get("/data/state/CHN.json?reasoning=some", "*/*").status_code == 400
