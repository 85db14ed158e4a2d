"""Pages of things, pairs, explanations and search results, and the data of things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import Gone, NotFound
from werkzeug.routing import RequestRedirect

from bilateral.explore import explanations, pairs
from bilateral.explore.entity import disambiguation, overview
from bilateral.explore.entity.description import describe
from bilateral.explore.entity.page_tables import Focus
from bilateral.explore.graph import display_dates, name_resolution
from bilateral.ingest.drafts.withdrawals import withdrawn_at
from bilateral.protocol import negotiation, operations
from bilateral.protocol.refusals import ProtocolError
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import iri, iri_value
from bilateral.web.pages import page_context, rendering, site_links
from bilateral.web.pages.rendering import page
from bilateral.web.pages.views import entity_data
from bilateral.web.service import current_service

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from bilateral.explore.graph.reading import Reading
    from bilateral.names.candidates import Candidate
    from bilateral.rdf.terms import Term, Triple
    from bilateral.web.pages.views.entity_data import SearchHit

blueprint = Blueprint(
    "pages",
    "bilateral.web.pages",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
rendering.register(blueprint)
rendering.share_functions(blueprint)

_HTML = "text/html"
_PAGES = 10_000
_LIKE = 65.0  # as a name is scored


DOSSIERS: Final = (".csv", ".json", ".graphml")
"""What the addresses of dossiers for programs end in."""


class MovedPermanently(RequestRedirect):
    """The thing has another name."""

    code = 301


@blueprint.route("/")
def front() -> Response:
    """Show what is in the graph, and where to begin."""

    def content() -> dict[str, object]:
        about = page_context.reading()
        found = overview.overview(about)
        return {"home": found, "states": pairs.polities(about), "sources": about.sources()}

    return page("home.html", content)


@blueprint.route("/id/<name:name>")
def identify(name: str) -> BaseResponse:
    """Send a reader to the page of a thing, and a program to its data."""
    term, carried = _dereferenced(name)
    name = name_of(term)
    offers = (_HTML, *entity_data.FORMATS.values())
    chosen = negotiation.choose(request.headers.get("Accept", ""), offers, entity_data.NAMES)
    folder, ending = ("page", "") if chosen == _HTML else ("data", f".{entity_data.extension(chosen)}")
    path = site_links.within(folder, name, ending)
    response = redirect(site_links.with_query(path, **carried), 303)
    response.headers["Vary"] = "Accept"
    for link in entity_data.alternates(name):
        response.headers.add("Link", link)
    return response


@blueprint.route("/page/<name:name>")
def entity(name: str) -> Response:
    """Show the page of a thing."""
    term = find_entity(name)
    name = name_of(term)

    def content() -> dict[str, object]:
        about = page_context.reading()
        focus = _focus()
        found = describe(about, term, focus)
        return {
            "it": found,
            "name": name,
            "has_dossier": dossier_name(name),
            "show": focus.slug,
            "number": focus.page,
            "jsonld": entity_data.embedded(about, term),
            "iri": term[1:-1],
            "feed": _changes(name),
            "formats": entity_data.FORMATS,
            **_pairs(about, term),
        }

    return page("entity.html", content, alternates=entity_data.alternates(name))


@blueprint.route("/data/<name:name>.<any(ttl, jsonld, rdf, nt, json):form>")
def download(name: str, form: str) -> Response:
    """Return what the graph says about a thing, for programs; without what follows, if they say so."""
    term = find_entity(name)
    inferred = operations.reasoned(request.args.to_dict(flat=False), default=True)
    response = rendering.conditional(
        lambda: entity_data.write(page_context.reading(), term, form, inferred=inferred)
    )
    if inferred:
        media_type = entity_data.FORMATS[form]
        asserted = f'<?reasoning=none>; rel="alternate"; type="{media_type}"; title="asserted only"'
        response.headers.add("Link", asserted)
    path = site_links.within("page", name_of(term))
    response.headers.add("Link", f'<{path}>; rel="alternate"; type="text/html"')
    return response


@blueprint.route("/relation/<one>-<other>")
def relation(one: str, other: str) -> Response:
    """Show the relations of two states."""
    (_, left), (_, right) = find_pair(one, other)

    def content() -> dict[str, object]:
        focus = _focus()
        shown = pairs.describe(page_context.reading(), left, right, focus)
        table = next((table for table in shown.tables() if table.slug == focus.slug), None)
        return {"it": shown, "codes": [one, other], "show": focus.slug, "only": table}

    return page("relation.html", content)


@blueprint.route("/relation")
def choose_relation() -> BaseResponse:
    """Let a reader choose two states, and lead to their page."""
    codes = sorted(request.args.get(side, "").strip().upper() for side in ("a", "b"))
    if not all(code.isalnum() for code in codes):
        return page("choose.html", lambda: {"states": pairs.polities(page_context.reading())})
    path = site_links.with_query("/relation/" + "-".join(codes), lang=request.args.get("lang"))
    return redirect(path, 303)


@blueprint.route("/why")
def explain() -> Response:
    """Show why a triple holds: rules, premises, sentences, sources."""
    try:
        subject, predicate, value = (explanations.parse_term(request.args.get(part, "")) for part in "spo")
    except ValueError as error:
        raise ProtocolError(str(error)) from error
    if not any(page_context.graph().snapshot.match(subject, predicate, value)):
        raise moved_triple((subject, predicate, value)) or NotFound(
            "the graph has no such triple, asserted or inferred"
        )

    def content() -> dict[str, object]:
        about, service = page_context.reading(), current_service()
        found = explanations.explain(about.graph.snapshot, service.content, (subject, predicate, value))
        steps = explanations.read_steps(about, found)
        nodes = tuple(map(about.node, (subject, predicate, value)))
        return {"nodes": nodes, "explanation": found, "steps": steps, "sources": about.sources()}

    return page("why.html", content)


@blueprint.route("/search")
def search() -> Response:
    """List what bears a name."""
    text = request.args.get("q", "")[:200].strip()
    limit = min(max(1, request.args.get("limit", 50, int)), 50)
    chosen = negotiation.choose(request.headers.get("Accept", ""), (_HTML, entity_data.JSON))
    names = page_context.names()

    def hits() -> list[SearchHit]:
        about = page_context.reading()
        return [_hit(about, found) for found in _worth_showing(names.find(text, limit))]

    # While the names are being read anew, the next answer may be another, though the snapshot is the same.
    lasting = names.state is page_context.graph().snapshot and names.is_complete
    if chosen == _HTML and request.args.get("format") != "json":
        return page("search.html", lambda: {"text": text, "hits": hits()}, lasting=lasting, light=True)
    return rendering.conditional(lambda: entity_data.hits(text, hits()), lasting=lasting, light=True)


def _worth_showing(found: list[Candidate]) -> list[Candidate]:
    """Return the first, and of the others those that are more than a little like what was typed."""
    return [each for place, each in enumerate(found) if not place or each.partial or each.score >= _LIKE]


def _changes(name: str) -> str:
    """Return where the changes of a state or document are listed; nothing for other things."""
    kind, _, slug = name.partition("/")
    has_feed = kind in {"state", "document"} and "/" not in slug
    return site_links.with_query("/changes", **{kind: slug}) if has_feed else ""


def _focus() -> Focus:
    """Return the table or line that the address asks for in full, and the page of it."""
    number = request.args.get("page", 1, int)
    return Focus(request.args.get("show", ""), min(max(1, number), _PAGES))


def _hit(about: Reading, found: Candidate) -> SearchHit:
    entity = found.entity
    classes = [cls.text for cls in about.classes(entity)]
    return about.node(entity), found, classes, disambiguation.hint(about, entity)


def _pairs(about: Reading, term: Term) -> dict[str, object]:
    """Return the pages that a polity shares with those it has most to do with."""
    graph = about.graph
    code = pairs.code(graph, term)
    if not name_resolution.by_code(graph, code):
        return {}
    others = ((about.node(other), pairs.code(graph, other)) for other in pairs.neighbours(graph, term))
    paths = [
        (node, "/relation/" + "-".join(sorted((code, theirs))))
        for node, theirs in others
        if name_resolution.by_code(graph, theirs)
    ]
    return {"code": code, "pairs": paths}


def find_pair(one: str, other: str, ending: str = "") -> list[tuple[str, Term]]:
    """Return the codes of two polities and the polities, in the order of the codes.

    Raises:
        MovedPermanently: the address, up to its ending, has other codes or the other order.
        NotFound: they are not two polities.
    """
    named = [name_resolution.by_code(page_context.graph(), code) for code in (one, other)]
    found = sorted((pairs.code(page_context.graph(), term), term) for term in named if term)
    codes = [code for code, _ in found]
    if len(set(codes)) < len((one, other)):
        raise NotFound(f"no two states have the codes {one} and {other}")
    if codes != [one, other]:
        raise _moved(f"/relation/{'-'.join(codes)}{ending}")
    return found


def find_entity(name: str) -> Term:
    """Return the thing of a name.

    Raises:
        MovedPermanently: it goes by another name.
        Gone: it was withdrawn.
        NotFound: the graph knows none.
    """
    graph = page_context.graph()
    term = _named_thing(name)
    if term is None:
        raise NotFound(f"{name} is no name of a thing; one is type/slug, as in state/CHN")
    if moment := name_resolution.withdrawn(graph, term, name):
        raise _gone(name, display_dates.display(moment))
    there = graph.exists(term)
    other = name_resolution.successor(graph, term) if there else name_resolution.otherwise(graph, name)
    if other is not None and iri_value(other).startswith(ID):
        folder, ending = _around(name)
        raise _moved(site_links.within(folder, name_of(other), ending))
    if not there:
        kind, _, slug = name.partition("/")
        if kind == "document" and (since := withdrawn_at(current_service().settings.data, slug)):
            raise _gone(name, display_dates.spoken(since))
        raise NotFound(f"nothing is known here about {name}")
    return term


def _gone(name: str, day: str) -> Gone:
    return Gone(f"{name} was withdrawn on {day}, and nothing rests on it any more")


def _moved(path: str) -> MovedPermanently:
    return MovedPermanently(site_links.with_query(path, **request.args.to_dict()))


def moved_triple(triple: Triple) -> MovedPermanently | None:
    """Return the address for a triple whose things have other names now; None if they have not."""
    renamed = name_resolution.by_current_names(page_context.graph(), triple)
    if renamed == triple:
        return None
    asked = {**request.args.to_dict(), **dict(zip("spo", renamed, strict=True))}
    return MovedPermanently(site_links.with_query(request.path, **asked))


def dossier_name(name: str) -> bool:
    """Return whether dossiers know a thing by its name: type and slug, which ends like no download."""
    kind, _, slug = name.partition("/")
    return bool(kind and slug) and "/" not in slug and not slug.endswith(DOSSIERS)


def name_of(term: Term) -> str:
    """Return the name of a thing: its IRI without what all begin with."""
    return iri_value(term).removeprefix(ID)


def _dereferenced(name: str) -> tuple[Term, dict[str, str]]:
    """Return the thing whose IRI is the address of the request, and what else the request asks.

    What looks like a query may be a part of the IRI.
    """
    query = request.query_string.decode("latin-1")
    whole = term_of(f"{name}?{query}") if query else None
    if whole and page_context.graph().exists(whole):
        return whole, {}
    return find_entity(name), request.args.to_dict()


def _named_thing(name: str) -> Term | None:
    """Return the thing that the request names; where there is none, the one it would be, if any."""
    folder, ending = _around(name)
    sent, prefix = site_links.sent(request.environ), f"/{folder}/"
    known_ending = sent.startswith(prefix) and sent.endswith(ending)
    sent = sent[len(prefix) : len(sent) - len(ending)] if known_ending else ""
    terms = [term for each in site_links.readings(name, sent) if (term := term_of(each))]
    return next((term for term in terms if page_context.graph().exists(term)), terms[0] if terms else None)


def term_of(name: str) -> Term | None:
    """Return the term of a name, None where it can be none."""
    try:
        return iri(ID + name)
    except ValueError:
        return None


def _around(name: str) -> tuple[str, str]:
    """Return what stands in the path of the request before and after a name."""
    folder, _, ending = request.path.removeprefix("/").partition(f"/{name}")
    return folder, ending
