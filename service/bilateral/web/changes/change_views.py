"""The change log as a page and as JSON, and its feeds: of all changes, of a state, a pair, a document."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound

from bilateral.protocol import negotiation
from bilateral.protocol.refusals import ProtocolError
from bilateral.store.snapshots import change_log, data_directory
from bilateral.store.snapshots.change_log import ChangeLog
from bilateral.web.changes.atom_feed import MEDIA_TYPE, FeedPlace, summary, write_feed
from bilateral.web.changes.change_selection import ChangePage, ChangeSelection, select
from bilateral.web.pages import page_context, rendering, site_links
from bilateral.web.pages.views.entity_views import find_entity, find_pair, name_of, term_of
from bilateral.web.service import current_service

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilateral.explore.graph.reading import PageNode

blueprint = Blueprint("changes", __name__, template_folder="templates")
rendering.register(blueprint)

_HTML, _JSON = "text/html", "application/json"
_PAGE: Final = 50
_SHOWN: Final = 6  # states and documents of an entry on the page


@blueprint.get("/changes")
def changes() -> Response:
    """List the changes, the latest first."""
    selection = _asked()
    accept = request.headers.get("Accept", "")
    if request.args.get("format") == "json" or negotiation.choose(accept, (_HTML, _JSON)) == _JSON:
        return _conditional(lambda found: jsonify(_as_json(found)), selection)
    found = _select(selection)
    content = {
        "found": found,
        "selection": selection,
        "code": "-".join(each.removeprefix("state/") for each in selection.states),
        "kinds": change_log.KINDS,
        "states": _nodes({name for entry in found.entries for name in entry.states[:_SHOWN]}),
        "documents": _documents(found),
        "most": _SHOWN,
        "summary": summary,
        "size": ChangeLog(current_service().settings.data).size(),
        "feed": _feed_path(),
        "older": rendering.here(before=found.entries[-1].id) if found.more else "",
    }
    # A review adds an entry without changing the graph.
    return rendering.page("changes/changes.html", lambda: content, lasting=False)


@blueprint.get("/changes.atom")
def feed() -> Response:
    """Return the latest changes as a feed."""
    return _feed("Changes", rendering.here().replace("/changes.atom", "/changes"), _asked())


@blueprint.get("/relation/<one>-<other>/feed.atom")
def pair_feed(one: str, other: str) -> Response:
    """Return the latest changes of what two states have in common, as a feed."""
    codes, terms = zip(*find_pair(one, other, "/feed.atom"), strict=True)
    labels = " and ".join(page_context.reading().node(term).text for term in terms)
    selection = ChangeSelection(states=tuple(map(name_of, terms)))
    return _feed(f"Changes: {labels}", f"/relation/{'-'.join(codes)}", selection)


@blueprint.get("/page/state/<slug>/feed.atom")
def state_feed(slug: str) -> Response:
    """Return the latest changes that are about a state, as a feed."""
    term = find_entity(f"state/{slug}")
    name = name_of(term)
    title = f"Changes: {page_context.reading().node(term).text}"
    return _feed(title, site_links.within("page", name), ChangeSelection(states=(name,)))


@blueprint.get("/page/document/<slug>/feed.atom")
def document_feed(slug: str) -> Response:
    """Return the changes of a document as a feed, of one that was withdrawn too."""
    selection = ChangeSelection(document=slug)
    term = term_of(f"document/{slug}")
    if not _select(selection, 1).entries and not (term and page_context.graph().exists(term)):
        raise NotFound(f"no document {slug} is known")
    return _feed(f"Changes: {slug}", site_links.within("page", f"document/{slug}"), selection)


def _asked() -> ChangeSelection:
    """Return what the parameters ask for.

    Raises:
        ProtocolError: there is no such kind.
    """
    asked = {
        name: request.args.get(name, "").strip() for name in ("kind", "actor", "document", "entry", "before")
    }
    if asked["kind"] not in {"", *change_log.KINDS}:
        raise ProtocolError(f"{asked['kind']!r} is no kind of change; known: {', '.join(change_log.KINDS)}")
    codes = request.args.get("state", "").replace("state/", "").split("-")
    states = tuple(f"state/{code.strip().upper()}" for code in codes if code.strip())
    return ChangeSelection(**asked, states=states)


def _select(selection: ChangeSelection, most: int = _PAGE) -> ChangePage:
    settings = current_service().settings
    facts = None if settings.engine else data_directory.current_facts(settings.data)
    return select(ChangeLog(settings.data).lines(facts.change if facts else None), selection, most)


def _feed(title: str, page: str, selection: ChangeSelection) -> Response:
    root = request.host_url.rstrip("/")
    address = site_links.with_query(site_links.requested(request.path), **request.args.to_dict())
    place = FeedPlace(title, root + address, root + page, root)
    content_type = f"{MEDIA_TYPE}; charset=utf-8"
    return _conditional(
        lambda found: Response(write_feed(place, found.entries), content_type=content_type), selection
    )


def _conditional(make: Callable[[ChangePage], Response], selection: ChangeSelection) -> Response:
    """Return an answer with a tag of its entries, or 304 where the client has it."""
    found = _select(selection)
    response = make(found)
    response.add_etag()
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Vary"] = "Accept"
    if found.entries:
        response.last_modified = datetime.fromisoformat(found.entries[0].time)
    response.make_conditional(request)
    return response


def _feed_path() -> str:
    return rendering.here(before=None, entry=None, format=None).replace("/changes", "/changes.atom", 1)


def _as_json(found: ChangePage) -> dict[str, object]:
    older = rendering.here(before=found.entries[-1].id) if found.more else None
    return {"changes": [entry.content() for entry in found.entries], "older": older}


def _nodes(names: set[str]) -> dict[str, PageNode]:
    """Return things as pages show them, by their names."""
    about = page_context.reading()
    return {name: about.node(term) for name in names if (term := term_of(name))}


def _documents(found: ChangePage) -> dict[str, PageNode]:
    """Return those documents of entries that are in the graph now, by their slugs."""
    slugs = {slug for entry in found.entries for slug in entry.documents[:_SHOWN]}
    nodes = _nodes({f"document/{slug}" for slug in slugs})
    return {
        name.removeprefix("document/"): node
        for name, node in nodes.items()
        if page_context.graph().exists(node.term)
    }
