"""What is asked besides what a crawl finds, in parts that can be asked for by name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from records import Asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUERIES = Path(__file__).parents[2] / "queries"
BROWSER = "text/html,*/*;q=0.8"
ID = "https://w3id.org/bilateral/id/"
NS = "https://w3id.org/bilateral/ns#"
GRAPH = "https://w3id.org/bilateral/graph/"
FORM = ("Content-Type", "application/x-www-form-urlencoded")
_RESULTS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
_RDF = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
_MINUTES = frozenset({"two-labels-in-one-language"})  # may meet the time limit, or not
_OTHER_NAMES = ("turtle", "rdf+xml", "json-ld", "n3", "png")
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
KINDS = (
    "/",
    "/.well-known/void",
    "/api/complete?q=Lav",
    "/class/State",
    "/clashes",
    "/data/state/CHN.bib",
    "/data/state/CHN.csl.json",
    "/data/state/CHN.json",
    "/data/state/CHN.jsonld",
    "/data/state/CHN.nt",
    "/data/state/CHN.rdf",
    "/data/state/CHN.ttl",
    "/docs",
    "/documents/xi-lavrov-2025-07-15",
    "/dossier/CHN-RUS",
    "/dossier/CHN-RUS.csv",
    "/dossier/person/wang-yi",
    "/dossier/person/wang-yi.graphml",
    "/explain?s=state%2FCHN&p=rdf%3Atype&o=bil%3AState",
    "/graphs?graph=https%3A%2F%2Fw3id.org%2Fbilateral%2Fgraph%2Flinks",
    "/health",
    "/help",
    "/id/state/CHN",
    "/links.sameas.nt",
    "/links.sssom.tsv",
    "/metrics",
    "/nothing",
    "/ontology",
    "/ontology.ttl",
    "/openapi.json",
    "/page/nothing/here",
    "/page/state/CHN",
    "/queries",
    "/queries/heads-of-state",
    "/queries/heads-of-state.csv",
    "/queries/heads-of-state.json",
    "/queries/heads-of-state.rq",
    "/ready",
    "/reconcile",
    "/reconcile/draft",
    "/reconcile/flyout/entity?id=state%2FCHN",
    "/reconcile/preview?id=state%2FCHN",
    "/reconcile/properties?type=State",
    "/reconcile/suggest/entity?prefix=Lav",
    "/reconcile/view?id=state%2FCHN",
    "/relation",
    "/relation/CHN-RUS",
    "/relation/CHN-RUS.bib",
    "/relation/RUS-CHN",
    "/review",
    "/robots.txt",
    "/search?q=Lavrov",
    "/sitemap.xml",
    "/sitemap/State.xml",
    "/sparql",
    "/sparql?query=ASK%7B%7D",
    "/static/site.css",
    "/update",
    "/why?s=%3C" + ID.replace(":", "%3A") + "state/CHN%3E&p=%3C"
    "http://www.w3.org/1999/02/22-rdf-syntax-ns%23type%3E&o=%3C" + NS.replace("#", "%23") + "State%3E",
)
"""One address of each kind."""
_ACCEPTS = (
    "",
    "*/*",
    "text/html",
    "application/json",
    "application/ld+json",
    "application/rdf+xml;q=0.5, text/turtle;q=0.9, */*;q=0.1",
    "text/plain",
    "text/turtle;q=0, application/n-triples",
    "image/png",
    "text/*;q=0.3, application/*;q=0.2",
    "nonsense",
)
_NEGOTIATED = (
    "/.well-known/void",
    "/clashes",
    "/explain?s=state%2FCHN&p=rdf%3Atype&o=bil%3AState",
    "/explain?s=meeting%2Fxi-putin-2014-02-06&p=bil%3AstateRepresented&o=state%2FRUS&limit=3",
    "/graphs?graph=" + GRAPH.replace(":", "%3A") + "ontology",
    "/id/nothing/here",
    "/id/person/wang-yi",
    "/id/state/CHN?lang=zh&date=2015-01-01",
    "/nothing",
    "/ontology",
    "/page/nothing/here",
    "/review",
    "/search?q=Wang",
    "/sparql",
    "/sparql?query=CONSTRUCT%7B%3Ca%3Ab%3E%3Ca%3Ac%3E%22x%22%7DWHERE%7B%7D",
    "/sparql?query=SELECT(1AS%3Fx)%7B%7D",
    "/sparql?query=nonsense",
)
_LANGUAGES = ("zh", "ar", "de", "fr-CA", "xx", "not a language")
_READ = ("/", "/page/state/CHN", "/relation/CHN-RUS", "/queries/heads-of-state", "/search?q=Wang")


def get(address: str, **headers: str) -> Asked:
    """Return a GET."""
    return Asked("GET", address, tuple(headers.items()))


def queries() -> Iterator[Asked]:
    """Yield every query of this checkout, competency questions and their like in every format, others in one.

    Those of questions have gaps, which the service fills: `record` asks them then. Those of pages have gaps
    too, and most answers to them as they stand are long.
    """
    for path in sorted(QUERIES.rglob("*.rq")):
        text, folder = path.read_text("utf-8"), path.parent.name
        if path.stem in _MINUTES:
            continue
        if folder in {"integrity", "pages", "wikidata"}:
            yield get("/sparql?" + urlencode({"query": text}), Accept="text/csv")
        elif folder != "catalog":
            yield from in_every_format(text)


def in_every_format(text: str) -> Iterator[Asked]:
    """Yield a query in every format that its answer has, with what is inferred and without."""
    found = _FORM.search(_COMMENT.sub("", text))
    formats = _RDF if found and found[1].upper() in {"CONSTRUCT", "DESCRIBE"} else _RESULTS
    for name, media_type in formats.items():
        yield get("/sparql?" + urlencode({"query": text}), Accept=media_type)
        yield get("/sparql?" + urlencode({"query": text, "reasoning": "none", "format": name}))
    yield Asked("POST", "/sparql", (FORM,), urlencode({"query": text}))
    yield Asked("POST", "/sparql", (("Content-Type", "application/sparql-query"),), text)


def questions() -> Iterator[Asked]:
    """Yield every named question as a page and in every form of data, as it stands and as of a day."""
    for path in sorted((QUERIES / "catalog").glob("*.rq")):
        address = f"/queries/{path.stem}"
        for form in ("", ".csv", ".json", ".rq"):
            yield get(address + form, Accept=BROWSER)
        for rest in ("?date=2015-06-01", "?lang=ru", "?view=table", "?view=nothing"):
            yield get(address + rest, Accept=BROWSER)
        yield get(address, Accept="application/json")
        yield get(f"{address}.csv?date=2015-06-01&lang=zh")
        yield get("/sparql?" + urlencode({"example": path.stem}), Accept=BROWSER)


def endpoint() -> Iterator[Asked]:
    """Yield what the query endpoint is asked by other clients: graphs, formats, the description."""
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    graphs = (GRAPH + "ontology", GRAPH + "inferred", "http://e/none")
    for parameter in ("default-graph-uri", "named-graph-uri"):
        for graph in graphs:
            yield get("/sparql?" + urlencode({"query": count, parameter: graph}))
    for graph in graphs:
        yield get("/sparql?" + urlencode({"query": f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {{ ?s ?p ?o }}"}))
    for text in _QUERIES:
        for media_type in (*_RESULTS.values(), *_RDF.values(), "", "*/*", BROWSER):
            yield get("/sparql?" + urlencode({"query": text}), Accept=media_type)
        for name in (*_RESULTS, *_RDF, *_OTHER_NAMES):
            yield get("/sparql?" + urlencode({"query": text, "format": name}))
    for media_type in (*_RDF.values(), *_RESULTS.values(), BROWSER, "image/png"):
        yield get("/sparql", Accept=media_type)


_QUERIES = (
    "ASK { ?s a <" + NS + "State> }",
    "ASK { <a:b> ?p ?o }",
    "SELECT * { <" + ID + "state/CHN> ?p ?o }",
    "SELECT ?x { VALUES ?x { 1 1.5 'a' 'é'@fr <http://e/é> UNDEF } }",
    "SELECT * {}",
    "SELECT (BNODE() AS ?b) {}",
    "SELECT (<rel> AS ?r) {}",
    'SELECT ("\\u0001" AS ?x) {}',
    "DESCRIBE <" + ID + "state/CHN>",
    "DESCRIBE <" + ID + "person/wang-yi>",
    "CONSTRUCT { ?s a <" + NS + "State> } WHERE { ?s a <" + NS + "State> } ORDER BY ?s LIMIT 50",
    "CONSTRUCT { [] <a:b> 1, 'é' } WHERE {}",
)


def graphs() -> Iterator[Asked]:
    """Yield reads of graphs: our own, some of documents, and such as there are not."""
    names = ("ontology", "links", "provenance", "inferred", "xi-lavrov-2025-07-15", "un-members", "nothing")
    for name in names:
        for media_type in (*_RDF.values(), "", "application/trig", "text/csv"):
            yield get("/graphs?" + urlencode({"graph": GRAPH + name}), Accept=media_type)
    for rest in ("?default", "", "?graph=", "?graph=relative", "?graph=a:b&graph=a:c", "?default&graph=a:b"):
        yield get(f"/graphs{rest}")
    yield get("/graphs/of/this/address")


def negotiated() -> Iterator[Asked]:
    """Yield what has several forms, asked for in many ways."""
    for address in _NEGOTIATED:
        for accept in _ACCEPTS:
            yield get(address, Accept=accept)
    for address in _READ:
        for language in _LANGUAGES:
            yield get(address + ("&" if "?" in address else "?") + urlencode({"lang": language}))
            yield get(address, **{"Accept": BROWSER, "Accept-Language": language})
        for day in ("2015-01-01", "1990", "2020-06", "nonsense"):
            yield get(address + ("&" if "?" in address else "?") + urlencode({"date": day}), Accept=BROWSER)


def reconciliation() -> Iterator[Asked]:
    """Yield what OpenRefine and its like ask."""
    for batch in _BATCHES:
        yield get("/reconcile?" + urlencode({"queries": json.dumps(batch)}))
        yield Asked("POST", "/reconcile", (FORM,), urlencode({"queries": json.dumps(batch)}))
    for extension in _EXTENSIONS:
        yield Asked("POST", "/reconcile", (FORM,), urlencode({"extend": json.dumps(extension)}))
        yield _json("/reconcile/draft/extend", extension)
    for match in _MATCHES:
        yield _json("/reconcile/draft/match", match)
    yield from _suggestions()
    for kind, name in (("entity", "state/CHN"), ("type", "State"), ("property", "capital"), ("type", "x")):
        yield get(f"/reconcile/flyout/{kind}?" + urlencode({"id": name}))
    for rest in (
        "properties?type=State",
        "properties?type=Person&limit=2",
        "draft/extend/propose?type=State",
    ):
        yield get(f"/reconcile/{rest}")
    for address in ("/reconcile", "/reconcile/", "/reconcile/draft", "/reconcile/view?id=nothing"):
        yield get(address)
    yield get("/reconcile", Origin="https://example.org")
    yield get("/reconcile?callback=f")


def _suggestions() -> Iterator[Asked]:
    for draft in ("", "/draft"):
        for kind, prefixes in _PREFIXES.items():
            for prefix in prefixes:
                yield get(f"/reconcile{draft}/suggest/{kind}?" + urlencode({"prefix": prefix}))
        for name in ("state/CHN", "person/wang-yi", "organisation/sco", "nothing", ""):
            yield get(f"/reconcile{draft}/preview?" + urlencode({"id": name}))


def _json(address: str, content: object) -> Asked:
    return Asked("POST", address, (("Content-Type", "application/json"),), json.dumps(content))


_NAMES = (
    "Lavrov",
    "Sergey Lavrov",
    "中国",
    "Россия",
    "Korea",
    "SCO",
    "Foreign Ministry of Russia",
    "Chinese",
    "zzqxv",
)
_BATCHES: tuple[object, ...] = (
    {f"q{number}": {"query": name} for number, name in enumerate(_NAMES)},
    {"q": {"query": "Russia", "type": "State", "limit": 2}},
    {"q": {"query": "Russia", "type": "Person"}},
    {"q": {"query": "Korea", "properties": [{"pid": "iso2", "v": "KR"}]}},
    {"q": {"query": ""}},
    {f"q{number}": {"query": "x"} for number in range(2000)},
    [],
    {"q": 1},
)
_EXTENSIONS: tuple[object, ...] = (
    {"ids": ["state/CHN", "state/RUS", "nothing"], "properties": [{"id": "iso2"}, {"id": "capital"}]},
    {"ids": ["person/wang-yi"], "properties": [{"id": "label", "settings": {"limit": 1}}]},
    {"ids": ["state/CHN"], "properties": [{"id": "nothing"}]},
    {"ids": "x"},
)
_MATCHES: tuple[object, ...] = (
    {"queries": [{"conditions": [{"matchType": "name", "propertyValue": name}]} for name in _NAMES]},
    {"queries": [{"type": "State", "conditions": [{"matchType": "name", "propertyValue": "Congo"}]}]},
    {"queries": [{}]},
    {},
)
_PREFIXES = {
    "entity": ("Lav", "chi", "ШОС", "", "zzz"),
    "type": ("St", "per", ""),
    "property": ("iso", "cap", ""),
}


def programs() -> Iterator[Asked]:
    """Yield what programs and the query page ask: completion, search, proofs."""
    for text in ("", "bil:", "bil:Mee", "Lav", "rdfs:l", "wang", "xsd:", "zzz", "中"):
        yield get("/api/complete?" + urlencode({"q": text}))
        yield get("/api/complete?" + urlencode({"q": text, "kind": "class,property", "limit": 5}))
    for rest in (
        "kind=nonsense",
        "limit=0",
        "limit=x",
        "of=bil:State&q=capital",
        "of=%22",
        "lang=zh&q=State",
    ):
        yield get(f"/api/complete?{rest}")
    for text in ("China", "Wang", "中国", "Lavrow", "lavrov 2025", "", "x" * 500, "<b>", "Ukraine"):
        for accept in ("text/html", "application/json"):
            yield get("/search?" + urlencode({"q": text}), Accept=accept)
    yield get("/search?" + urlencode({"q": "Chi", "limit": 3, "format": "json"}))
    for s, p, o in _TRIPLES:
        for accept in ("application/json", "text/turtle", "text/html"):
            yield get("/explain?" + urlencode({"s": s, "p": p, "o": o}), Accept=accept)
        yield get("/explain?" + urlencode({"s": s, "p": p, "o": o, "limit": 20}))
        yield get("/why?" + urlencode({"s": s, "p": p, "o": o}), Accept=BROWSER)
    for example in ("heads-of-state", "votes-with-a-state", "nothing"):
        yield get("/sparql?" + urlencode({"example": example}), Accept=BROWSER)
    for view in ("table", "chart", "timeline", "map", "graph", "nothing"):
        for text in _SHOWN:
            yield get("/sparql?" + urlencode({"query": text, "view": view}), Accept=BROWSER)
    yield Asked("POST", "/sparql", (("Accept", BROWSER), FORM), urlencode({"query": _SHOWN[0]}))


_TRIPLES = (
    ("state/CHN", "rdf:type", "bil:State"),
    ("state/CHN", "rdf:type", "bil:Actor"),
    ("meeting/russia-china-foreign-ministers-2025-07-13", "bil:stateRepresented", "state/RUS"),
    ("state/CHN", "bil:everMemberOf", "organisation/sco"),
    ("state/CHN", "rdf:type", "bil:Person"),
    ("", "", ""),
    ("<a:b", "x", "y"),
)
_SHOWN = (
    "PREFIX bil: <" + NS + "> SELECT ?meeting ?day { ?meeting a bil:Meeting ; bil:date ?day }"
    " ORDER BY DESC(?day) ?meeting LIMIT 40",
    "PREFIX bil: <"
    + NS
    + "> SELECT ?state (COUNT(?m) AS ?n) { ?m a bil:Meeting ; bil:stateRepresented ?state }"
    " GROUP BY ?state ORDER BY DESC(?n) ?state LIMIT 30",
    "CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { <" + ID + "person/wang-yi> } ?s ?p ?o } ORDER BY ?p ?o",
)


def methods() -> Iterator[Asked]:
    """Yield HEAD, OPTIONS, a preflight and methods that are not known, for each kind of address."""
    for address in KINDS:
        yield Asked("HEAD", address, (("Accept", BROWSER),))
        yield Asked("HEAD", address)
        yield Asked("OPTIONS", address)
        yield Asked("OPTIONS", address, (*_PREFLIGHT, ("Access-Control-Request-Headers", "content-type")))
        for method in ("PUT", "DELETE", "PATCH", "POST", "PROPFIND"):
            yield Asked(method, address)


_PREFLIGHT = (("Origin", "https://example.org"), ("Access-Control-Request-Method", "GET"))


def problems() -> Iterator[Asked]:
    """Yield every problem that somebody without a token can provoke, but for what overloads a server."""
    for text in _REFUSED:
        yield get("/sparql?" + urlencode({"query": text}))
        yield get("/sparql?" + urlencode({"query": text}), Accept=BROWSER)
        yield Asked("POST", "/sparql", (("Content-Type", "application/sparql-query"),), text)
    yield get("/sparql?" + urlencode({"query": _ENDLESS}))
    for rest in _ODD:
        yield get(f"/sparql?{rest}")
    direct = ("Content-Type", "application/sparql-query")
    yield Asked("POST", "/sparql", (direct,), "# " + "x" * 998 + "\n", 1100)
    yield Asked("POST", "/sparql", (direct, ("Content-Encoding", "gzip")), "ASK {}")
    yield Asked("POST", "/sparql", (("Content-Type", "text/plain"),), "ASK {}")
    yield Asked("POST", "/sparql", (), "ASK {}")
    yield Asked("POST", "/sparql", (FORM,), "query=ASK+%7B%7D&query=ASK+%7B%7D")
    yield Asked("POST", "/sparql?query=ASK%7B%7D", (direct,), "ASK {}")
    yield from _writes()
    for address in _WRONG:
        yield get(address)
        yield get(address, Accept=BROWSER)
    for address in ("/reconcile?queries=nonsense", "/reconcile?extend=%7B%7D", "/reconcile?queries=%5B%5D"):
        yield get(address)
    yield Asked("POST", "/reconcile/draft/match", (), "\u00e9nonsense")


def _writes() -> Iterator[Asked]:
    update, turtle = ("Content-Type", "application/sparql-update"), ("Content-Type", "text/turtle")
    for authority in ((), (("Authorization", "Bearer nobody's"),), (("Authorization", "Basic eDp5"),)):
        yield Asked("POST", "/update", (update, *authority), "CLEAR ALL")
        yield Asked("POST", "/update", (FORM, *authority), "update=CLEAR+ALL")
        for address in ("/graphs?graph=a:b", "/graphs?default", "/graphs", "/graphs/x"):
            for method in ("PUT", "POST", "DELETE"):
                yield Asked(method, address, (turtle, *authority), "<a:b> <a:c> 1 .")
        yield Asked("DELETE", "/documents/xi-lavrov-2025-07-15", authority)
        yield Asked("POST", "/review", (FORM, *authority), "bil%3Astate%2FCHN+wd%3AQ148=accept")


_REFUSED = (
    "SELECT ?x { ?x ?y }",
    "SELEC ?x { ?x ?y ?z }",
    "SELECT ?x\nWHERE {\n  ?x a bil:State\n}",
    "",
    " ",
    "INSERT DATA { <a:b> <a:c> <a:d> }",
    "SELECT * { SERVICE <http://127.0.0.1:1/sparql> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://e/> { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * " + "{" * 80 + "}" * 80,
    "SELECT * { " + "?s ?p ?o . " * 600 + "}",
    "SELECT ((" + "+".join("1" * 5600) + ") AS ?x) {}",
)
_ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (?a != ?d && ?c != ?i) }"
_ODD = (
    "query=ASK%7B%7D&query=ASK%7B%7D",
    "query=ASK%7B%7D&reasoning=nonsense",
    "query=ASK%7B%7D&format=nonsense",
    "query=ASK%7B%7D&default-graph-uri=relative",
    "query=%FF",
    "update=CLEAR+ALL",
    "unknown=1",
)
_WRONG = (
    "/data/nothing/here.ttl",
    "/data/state/CHN.xls",
    "/data/state/CHN",
    "/dossier/CHN-CHN",
    "/dossier/RUS-CHN",
    "/dossier/nothing/here",
    "/dossier/state/CHN.xls",
    "/class/Nothing",
    "/class/State?page=99",
    "/class/State?page=x",
    "/explain?s=nonsense&p=a&o=b",
    "/explain?s=state%2FCHN&p=rdf%3Atype&o=bil%3AState&limit=0",
    "/id/%20",
    "/id/%3Cscript%3E",
    "/id/state/CN",
    "/id/state/china",
    "/page/state/CN",
    "/page/state/USSR",
    "/page/state/CHN/",
    "/page/state/CHN?page=2&show=memberships",
    "/page/state/CHN?show=nothing",
    "/page//",
    "/page/é",
    "/queries/meetings-in-a-year?year=x",
    "/queries/meetings-in-a-year.csv?year=x",
    "/queries/meetings-in-a-year.json?year=",
    "/queries/meetings-in-a-year.xls",
    "/queries/nothing",
    "/queries/nothing.csv",
    "/queries/officials-of-a-state?state=state%2Fnothing",
    "/queries/officials-of-a-state.csv?state=state%2Fnothing",
    "/queries/heads-of-state.csv?date=nonsense",
    "/relation/CHN-CHN",
    "/relation/CN-RU",
    "/relation/RUS-CHN.bib",
    "/relation/XXX-YYY",
    "/relation?a=chn&b=rus",
    "/relation?a=CHN&b=RUS&lang=zh",
    "/relation?a=&b=",
    "/relation?a=..&b=/",
    "/sitemap/Nothing.xml",
    "/sitemap/State",
    "/static/nothing.js",
    "/static/../app.py",
    "/why",
    "/why?s=x&p=y&o=z",
    "/favicon.ico",
    "/.well-known/nothing",
    "//",
    "/%00",
    "/%FF",
)
# An address is sent in ASCII; what is beyond is sent as a browser would send it.
_WRONG = tuple(address.replace("é", "%C3%A9") for address in _WRONG)

PARTS: dict[str, Callable[[], Iterator[Asked]]] = {
    "endpoint": endpoint,
    "graphs": graphs,
    "methods": methods,
    "negotiated": negotiated,
    "problems": problems,
    "programs": programs,
    "queries": queries,
    "questions": questions,
    "reconciliation": reconciliation,
}
