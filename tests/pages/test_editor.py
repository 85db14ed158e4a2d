"""The query page: forms, answers and errors as HTML, for those who prefer it; data for all others."""

from urllib.parse import urlencode

import pytest

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SCRIPT = "application/problem+json, text/html;q=0.9"
SELECT = "SELECT ?s ?o WHERE { ?s a ?o } LIMIT 3"


def ask(site, query, accept=BROWSER, **parameters):
    return site.get("/sparql?" + urlencode({"query": query, **parameters}), accept)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (BROWSER, "text/html"),
        ("text/html", "text/html"),
        (SCRIPT, "text/html"),
        ("*/*", "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("text/csv, text/html;q=0.5", "text/csv"),
        ("application/json, text/html;q=0.9", "application/sparql-results+json"),
    ],
)
def test_only_who_prefers_pages_gets_one(site, accept, media_type):
    assert ask(site, SELECT, accept).mimetype == media_type


@pytest.mark.parametrize(
    ("form", "query", "media_type"),
    [
        ("csv", SELECT, "text/csv"),
        ("tsv", SELECT, "text/tab-separated-values"),
        ("json", SELECT, "application/sparql-results+json"),
        ("xml", SELECT, "application/sparql-results+xml"),
        ("json", "ASK {}", "application/sparql-results+json"),
        ("ttl", "CONSTRUCT WHERE { ?s a ?o } LIMIT 1", "text/turtle"),
        ("nt", "CONSTRUCT WHERE { ?s a ?o } LIMIT 1", "application/n-triples"),
        ("jsonld", "CONSTRUCT WHERE { ?s a ?o } LIMIT 1", "application/ld+json"),
        ("rdf", "CONSTRUCT WHERE { ?s a ?o } LIMIT 1", "application/rdf+xml"),
    ],
)
def test_a_link_can_say_the_format(site, form, query, media_type):
    response = ask(site, query, format=form)
    assert (response.status_code, response.mimetype) == (200, media_type)


def test_a_format_that_is_none_is_refused(site):
    response = ask(site, SELECT, "*/*", format="pdf")
    assert response.status_code == 400
    assert "format is one of json" in response.get_json()["detail"]


@pytest.mark.parametrize(
    ("accept", "media_type"), [(BROWSER, "text/html"), (SCRIPT, "application/problem+json")]
)
def test_an_error_is_a_page_or_a_problem(site, accept, media_type):
    response = ask(site, "SELECT * {\n ?s ?p ) }", accept)
    assert (response.status_code, response.mimetype) == (400, media_type)
    text = response.get_data(as_text=True)
    assert '"line": 2' in text or "Line 2, column 8" in text


def test_a_long_answer_says_how_much_of_it_is_shown(site):
    text = ask(site, "SELECT ?s ?p { ?s ?p ?o } LIMIT 4321").get_data(as_text=True)
    assert "4,321 rows" in text
    assert "The first 1,000; all of them are in the downloads." in text
    assert text.count("<tr>") == 1001


def test_a_posted_query_is_answered_like_one_in_the_address(site):
    form = {"query": SELECT, "reasoning": "none", "view": "table"}
    posted = site.client.post("/sparql", data=form, headers={"Accept": BROWSER}).get_data(as_text=True)
    direct = site.client.post(
        "/sparql?reasoning=none",
        data=SELECT,
        content_type="application/sparql-query",
        headers={"Accept": BROWSER},
    ).get_data(as_text=True)
    for text in (posted, direct):
        assert "3 rows" in text
        assert "reasoning=none" in text


def test_hostile_text_in_a_query_and_its_answer_is_inert(site):
    bad = "</textarea><script>alert(1)</script>"
    text = ask(site, f'SELECT ("{bad}" AS ?x) (IRI("javascript:alert(1)") AS ?y) {{}} #"{bad}').get_data(
        as_text=True
    )
    assert "<script>alert" not in text
    assert 'href="javascript:' not in text
    refused = ask(site, f"SELECT {bad}").get_data(as_text=True)
    assert "<script>alert" not in refused


def test_a_view_in_the_query_is_the_one_that_is_shown(site):
    query = "#+ view: map\nSELECT ?state { ?state a <https://w3id.org/bilateral/ns#State> }"
    assert 'class="world"' in ask(site, query).get_data(as_text=True)
    assert 'class="world"' not in ask(site, query, view="table").get_data(as_text=True)


@pytest.mark.parametrize("view", ["map", "nonsense", "<b>"])
def test_a_view_that_does_not_fit_is_the_table(site, view):
    text = ask(site, "SELECT (1 AS ?n) {}", view=view).get_data(as_text=True)
    assert "1 row" in text
    assert "<table" in text


def test_labels_are_in_the_readers_language(site):
    query = "SELECT ?x { VALUES ?x { <https://w3id.org/bilateral/id/state/CHN> } }"
    assert "Китай" in ask(site, query, lang="ru").get_data(as_text=True)


def test_every_operation_of_openapi_is_documented(site):
    text = site.page("/docs")
    paths = site.get("/openapi.json", "*/*").get_json()["paths"]
    for path, methods in paths.items():
        assert f"<code>{path}</code>" in text
        for operation in methods.values():
            assert operation["summary"].replace("'", "&#39;") in text


def test_help_leads_to_the_api(site):
    assert 'href="/docs"' in site.page("/help")
