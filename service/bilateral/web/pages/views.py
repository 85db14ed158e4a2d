"""Every page: what the address asks for, read from the graph, as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import NotFound

from bilateral import iris
from bilateral.entities import Focus, describe, home, pairs, why
from bilateral.sparql import negotiation
from bilateral.sparql.errors import RequestError
from bilateral.web.pages import data, links, rendering, state
from bilateral.web.pages.rendering import page

if TYPE_CHECKING:
    from bilateral.entities import Reading
    from bilateral.terms import Term

blueprint = Blueprint(
    "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
)
rendering.register(blueprint)
rendering.share(blueprint)

_HTML = "text/html"
_PAGES = 10_000


@blueprint.route("/")
def front() -> Response:
    """What is in here, and where to begin."""

    def content() -> dict[str, object]:
        about = state.reading()
        found = home.overview(about)
        return {"home": found, "states": pairs.polities(about), "sources": about.sources()}

    return page("home.html", content)


@blueprint.route("/id/<path:name>")
def identify(name: str) -> Response:
    """Send a reader to the page of a thing, and a program to its data."""
    known(name)
    offers = (_HTML, *data.FORMATS.values())
    chosen = negotiation.choose(request.headers.get("Accept", ""), offers, data.NAMES)
    path = f"/page/{name}" if chosen == _HTML else f"/data/{name}.{data.extension(chosen)}"
    response = redirect(links.with_query(path, **request.args.to_dict()), 303)
    response.headers["Vary"] = "Accept"
    for link in data.alternates(name):
        response.headers.add("Link", link)
    return _plain(response)


@blueprint.route("/page/<path:name>")
def entity(name: str) -> Response:
    """Show what there is to say about a thing."""
    term = known(name)

    def content() -> dict[str, object]:
        about = state.reading()
        number = request.args.get("page", 1, int)
        show = request.args.get("show", "")
        found = describe(about, term, Focus(show, min(max(1, number), _PAGES)))
        return {
            "it": found,
            "name": name,
            "show": show,
            "number": number,
            "jsonld": data.embedded(about, term),
            "iri": term[1:-1],
            "formats": data.FORMATS,
            **_pairs(about, term),
        }

    return page("entity.html", content, alternates=data.alternates(name))


@blueprint.route("/data/<path:name>.<any(ttl, jsonld, rdf, nt, json):form>")
def download(name: str, form: str) -> Response:
    """Return what the graph says about a thing, for programs."""
    term = known(name)
    response = rendering.conditional(lambda: data.write(state.reading(), term, form))
    response.headers.add("Link", f'</page/{name}>; rel="alternate"; type="text/html"')
    return response


@blueprint.route("/relation/<one>-<other>")
def relation(one: str, other: str) -> Response:
    """Show the relations of two states."""
    codes = sorted((one.upper(), other.upper()))
    if codes != [one, other]:
        return _plain(
            redirect(links.with_query("/relation/" + "-".join(codes), **request.args.to_dict()), 308)
        )
    found = [pairs.polity(state.graph(), code) for code in codes]
    if None in found or one == other:
        raise NotFound(f"no two states have the codes {one} and {other}")

    def content() -> dict[str, object]:
        left, right = (term for term in found if term)
        return {"it": pairs.describe(state.reading(), left, right), "codes": codes}

    return page("relation.html", content)


@blueprint.route("/relation")
def choose_relation() -> Response:
    """Let a reader choose two states, and lead to their page."""
    codes = sorted(request.args.get(side, "").strip().upper() for side in ("a", "b"))
    if not all(code.isalnum() for code in codes):
        return page("choose.html", lambda: {"states": pairs.polities(state.reading())})
    return _plain(
        redirect(links.with_query("/relation/" + "-".join(codes), lang=request.args.get("lang")), 303)
    )


@blueprint.route("/why")
def explain() -> Response:
    """Show why a triple holds: rules, premises, sentences, sources."""
    try:
        subject, predicate, value = (why.read(request.args.get(part, "")) for part in "spo")
    except ValueError as error:
        raise RequestError(str(error)) from error
    if not why.holds(state.graph(), (subject, predicate, value)):
        raise NotFound("the graph has no such triple, asserted or inferred")

    def content() -> dict[str, object]:
        about = state.reading()
        steps = why.explain(about, (subject, predicate, value))
        nodes = tuple(map(about.node, (subject, predicate, value)))
        return {"nodes": nodes, "steps": steps, "sources": about.sources()}

    return page("why.html", content)


@blueprint.route("/search")
def search() -> Response:
    """List what bears a name."""
    text = request.args.get("q", "")[:200].strip()
    limit = min(max(1, request.args.get("limit", 50, int)), 50)
    chosen = negotiation.choose(request.headers.get("Accept", ""), (_HTML, "application/json"))

    def content() -> dict[str, object]:
        about = state.reading()
        hits = [(about.node(hit.term), hit, _classes(hit.term)) for hit in state.index().find(text, limit)]
        return {"text": text, "hits": hits}

    if chosen == _HTML and request.args.get("format") != "json":
        return page("search.html", content)
    return rendering.conditional(lambda: data.hits(state.reading(), state.index().find(text, limit), text))


def _classes(term: Term) -> list[str]:
    about = state.reading()
    classes = about.graph.schema.specific(about.graph.types(term))
    return [about.node(cls).text for cls in classes]


def _pairs(about: Reading, term: Term) -> dict[str, object]:
    """Return the pages that a polity shares with those it has most to do with."""
    code = pairs.code(about.graph, term)
    if not code:
        return {}
    others = [
        (about.node(other), pairs.code(about.graph, other)) for other in pairs.neighbours(about.graph, term)
    ]
    return {
        "code": code,
        "pairs": [
            (node, "/relation/" + "-".join(sorted((code, theirs)))) for node, theirs in others if theirs
        ],
    }


def known(name: str) -> Term:
    """Return the thing of a name.

    Raises:
        NotFound: the graph knows none.
    """
    try:
        term = iris.entity(name)
    except ValueError:
        raise NotFound(f"{name} is no name of a thing; one is type/slug, as in state/CHN") from None
    term = f"<{state.base()}{name}>"
    if not state.graph().exists(term):
        raise NotFound(f"nothing is known here about {name}")
    return term


def _plain(response: object) -> Response:
    if not isinstance(response, Response):
        raise TypeError(response)
    return response
