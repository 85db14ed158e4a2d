"""The clients of Python's world, as they come."""

import warnings

import pytest
import rdflib
import SPARQLWrapper
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

FORMS = {
    "SELECT": "SELECT ?s ?o { ?s <http://e/p> ?o FILTER(isIRI(?o)) }",
    "ASK": "ASK { ?s <http://e/p> ?o }",
    "CONSTRUCT": "CONSTRUCT { ?s <http://e/q> ?o } WHERE { ?s <http://e/p> ?o FILTER(isIRI(?o)) }",
    "DESCRIBE": "DESCRIBE <http://e/b>",
}
OF_SOLUTIONS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
OF_TRIPLES = {
    "json": "application/ld+json",
    "xml": "application/rdf+xml",
    "rdf": "application/rdf+xml",
    "rdf+xml": "application/rdf+xml",
    "turtle": "text/turtle",
    "n3": "text/n3",
    "json-ld": "application/ld+json",
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", [*OF_SOLUTIONS, "rdf", "rdf+xml", "turtle", "n3", "json-ld"])
def test_sparqlwrapper_gets_every_format_of_every_form(reading, name, form, method):
    wrapper = SPARQLWrapper.SPARQLWrapper(f"http://127.0.0.1:{reading.port}/sparql", returnFormat=name)
    wrapper.setQuery(FORMS[form])
    wrapper.setMethod(method)
    with warnings.catch_warnings():
        # It warns of formats that are not for the form, and uses what rdflib will not have for ever.
        warnings.simplefilter("ignore")
        answer = wrapper.query()
        assert answer.convert()
    kind, fits = answer.info()["content-type"].partition(";")[0], OF_TRIPLES
    if form in {"SELECT", "ASK"}:
        fits = OF_SOLUTIONS
    assert kind == fits.get(name, kind)
    assert kind in {*fits.values(), "text/turtle" if fits is OF_TRIPLES else OF_SOLUTIONS["json"]}


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_in_every_format(reading, name, method):
    store = SPARQLStore(f"http://127.0.0.1:{reading.port}/sparql", returnFormat=name, method=method)
    graph = rdflib.Graph(store)
    found = graph.query(FORMS["SELECT"])
    assert {str(row.o) for row in found} == {"http://e/b", "http://e/c"}


def test_rdflib_constructs_in_its_default_format(reading):
    graph = rdflib.Graph(SPARQLStore(f"http://127.0.0.1:{reading.port}/sparql"))
    assert len(graph.query(FORMS["CONSTRUCT"]).graph) == 3


def test_rdflib_writes_and_reads_back(empty):
    address = f"http://127.0.0.1:{empty.port}"
    store = SPARQLUpdateStore(
        f"{address}/sparql", f"{address}/update", headers={"Authorization": "Bearer let-me-write"}
    )
    graph = rdflib.Graph(store, identifier="http://e/g")
    graph.add((rdflib.URIRef("http://e/s"), rdflib.URIRef("http://e/p"), rdflib.Literal("é", lang="fr")))
    assert [str(value) for value in graph.objects()] == ["é"]
    assert empty.ask("ASK { GRAPH <http://e/g> { ?s ?p 'é'@fr } }")
