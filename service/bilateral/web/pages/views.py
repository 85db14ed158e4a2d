"""Every page: what the address asks for, read from the graph, as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import Gone, NotFound
from werkzeug.routing import RequestRedirect

from bilateral.entities import Focus, describe, hints, home, identity, moments, pairs, why
from bilateral.sparql import negotiation
from bilateral.sparql.errors import RequestError
from bilateral.terms import iri, iri_value
from bilateral.web.pages import data, links, rendering, state
from bilateral.web.pages.rendering import page

if TYPE_CHECKING:
    from bilateral.entities import Reading
    from bilateral.names import Candidate
    from bilateral.terms import Term

blueprint = Blueprint(
    "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
)
rendering.register(blueprint)
rendering.share(blueprint)

_HTML = "text/html"
_PAGES = 10_000
_LIKE = 65.0  # as a name is scored


class Moved(RequestRedirect):
    """The thing has another name."""

    code = 301


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
        focus = _focus()
        found = describe(about, term, focus)
        return {
            "it": found,
            "name": name,
            "show": focus.slug,
            "number": focus.page,
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
    (first, left), (second, right) = couple(one, other)
    codes = [first, second]

    def content() -> dict[str, object]:
        focus = _focus()
        shown = pairs.describe(state.reading(), left, right, focus)
        table = next((table for table in shown.tables() if table.slug == focus.slug), None)
        return {"it": shown, "codes": codes, "show": focus.slug, "only": table}

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

    names = state.names()

    def content() -> dict[str, object]:
        about = state.reading()
        hits = [
            (about.node(hit.entity), hit, _classes(hit.entity), hints.hint(about, hit.entity))
            for hit in _worth_showing(names.find(text, limit))
        ]
        return {"text": text, "hits": hits}

    # While the names are being read anew, the next answer may be another, though the snapshot is the same.
    lasting = names.state is state.graph().snapshot and names.is_complete
    if chosen == _HTML and request.args.get("format") != "json":
        return page("search.html", content, lasting=lasting)
    return rendering.conditional(
        lambda: data.hits(state.reading(), _worth_showing(names.find(text, limit)), text), lasting=lasting
    )


def _worth_showing(found: list[Candidate]) -> list[Candidate]:
    """Return the first, and of the others those that are more than a little like what was typed."""
    return [each for place, each in enumerate(found) if not place or each.partial or each.score >= _LIKE]


def _focus() -> Focus:
    """Return the table or line that the address asks for in full, and the page of it."""
    number = request.args.get("page", 1, int)
    return Focus(request.args.get("show", ""), min(max(1, number), _PAGES))


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


def couple(one: str, other: str, ending: str = "") -> list[tuple[str, Term]]:
    """Return the codes of two polities and the polities, in the order of the codes.

    Args:
        one: a code of ISO 3166-1 of either kind.
        other: another.
        ending: what follows them in the address.

    Raises:
        Moved: the address has other codes, or the other order.
        NotFound: they are not two polities.
    """
    named = [identity.by_code(state.graph(), code) for code in (one, other)]
    found = sorted((pairs.code(state.graph(), term), term) for term in named if term)
    codes = [code for code, _ in found]
    if len(set(codes)) < len((one, other)):
        raise NotFound(f"no two states have the codes {one} and {other}")
    if codes != [one, other]:
        raise Moved(links.with_query(f"/relation/{'-'.join(codes)}{ending}", **request.args.to_dict()))
    return found


def known(name: str) -> Term:
    """Return the thing of a name.

    Raises:
        Moved: it goes by another name.
        Gone: it was withdrawn.
        NotFound: the graph knows none.
    """
    graph, base = state.graph(), state.base()
    try:
        term = iri(base + name)
    except ValueError:
        raise NotFound(f"{name} is no name of a thing; one is type/slug, as in state/CHN") from None
    if moment := identity.withdrawn(graph, term, name):
        day = moments.display(moment)
        raise Gone(f"{name} was withdrawn on {day}, and nothing rests on it any more")
    there = graph.exists(term)
    other = identity.successor(graph, term, base) if there else identity.otherwise(graph, name, base)
    if other is not None and iri_value(other).startswith(base):
        path = request.path.replace(f"/{name}", "/" + iri_value(other).removeprefix(base), 1)
        raise Moved(links.with_query(quote(path), **request.args.to_dict()))
    if not there:
        raise NotFound(f"nothing is known here about {name}")
    return term


def _plain(response: object) -> Response:
    if not isinstance(response, Response):
        raise TypeError(response)
    return response
