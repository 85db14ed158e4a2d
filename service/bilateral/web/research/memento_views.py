"""States of pages in the snapshots that are kept: the gate to them, their list, and the pages themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, current_app, g, redirect, request
from werkzeug.exceptions import HTTPException, NotFound

from bilateral.errors import StoreError
from bilateral.explore.graph.graph import Graph
from bilateral.protocol import memento
from bilateral.protocol.memento import PageHistory, PageState
from bilateral.store.snapshots import named_snapshots
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.web.pages import rendering, site_links
from bilateral.web.pages.views import entity_views
from bilateral.web.service import current_service

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from bilateral.store.snapshots.named_snapshots import NamedSnapshot

blueprint = Blueprint("mementos", __name__)
rendering.register(blueprint)

_OPEN: Final = "bilateral.mementos"
_MOST_OPEN: Final = 4
_PAGE: Final = "<any(page, relation):folder>/<name:name>"


@blueprint.get(f"/timegate/{_PAGE}")
def timegate(folder: str, name: str) -> AnyResponse:
    """Lead to the state of a page that was there at the time of Accept-Datetime."""
    when = memento.accepted(request.headers.get("Accept-Datetime", ""))
    history = _history(folder, name)
    if not history.states:
        raise NotFound(f"no snapshot that is kept has the page {history.original}")
    response = redirect(memento.chosen(history.states, when).url, 302)
    response.headers["Vary"] = "accept-datetime"
    response.headers["Link"] = ", ".join(memento.links_of_state(history))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get(f"/timemap/link/{_PAGE}")
def timemap(folder: str, name: str) -> Response:
    """List the states of a page that are kept."""
    history = _history(folder, name)
    if not history.states:
        raise NotFound(f"no snapshot that is kept has the page {history.original}")
    response = Response(memento.timemap(history), content_type=memento.LINK_FORMAT)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get(f"/snapshots/<kept>/{_PAGE}")
def page_state(kept: str, folder: str, name: str) -> Response:
    """Show a page as it is in a snapshot."""
    found = next((each for each in _kept() if each.name == kept), None)
    if found is None:
        raise NotFound(f"no snapshot {kept!r} is kept here; /snapshots lists those that are")
    _read_from(found)
    response = _shown(folder, name)
    history = _history(folder, name)
    state = next(each for each in history.states if each.url == _url(f"/snapshots/{kept}", folder, name))
    response.headers["Memento-Datetime"] = memento.datetime_of(state)
    for link in memento.links_of_state(history, state):
        response.headers.add("Link", link)
    return response


def lead_to_states(response: Response) -> Response:
    """Add to a page of the present where its states are asked for, if there are any snapshots."""
    folder, _, name = request.path.removeprefix("/").partition("/")
    if (
        response.status_code in {200, 304}
        and "page_state" not in g
        and folder in {"page", "relation"}
        and _kept()
    ):
        for link in memento.links(_addresses(folder, name, [])):
            response.headers.add("Link", link)
    return response


entity_views.blueprint.after_request(lead_to_states)


def _shown(folder: str, name: str) -> Response:
    if folder == "page":
        return entity_views.entity(name)
    one, _, other = name.partition("-")
    return entity_views.relation(one, other)


def _history(folder: str, name: str) -> PageHistory:
    """Return the states of a page, the first first: those of snapshots that have it."""
    states = [
        PageState(_url(f"/snapshots/{each.name}", folder, name), _made(each))
        for each in reversed(_kept())
        if _has(each, folder, name)
    ]
    return _addresses(folder, name, states)


def _addresses(folder: str, name: str, states: list[PageState]) -> PageHistory:
    original, gate, listed = (_url(front, folder, name) for front in ("", "/timegate", "/timemap/link"))
    return PageHistory(original, gate, listed, states)


def _url(front: str, folder: str, name: str) -> str:
    return f"{request.host_url.rstrip('/')}{front}{site_links.within(folder, name)}"


def _made(found: NamedSnapshot) -> datetime:
    return datetime.fromisoformat(found.made).astimezone(UTC)


def _has(found: NamedSnapshot, folder: str, name: str) -> bool:
    """Return whether a snapshot has the page, under that very name."""
    shown = g.get("graph")
    g.graph = _graph(found)
    try:
        if folder == "page":
            entity_views.find_entity(name)
        else:
            entity_views.find_pair(*name.partition("-")[::2])
    except HTTPException:
        return False
    else:
        return True
    finally:
        g.graph = shown or g.graph


def _read_from(found: NamedSnapshot) -> None:
    """Let the request read a snapshot instead of the present state, as of the day it was made."""
    g.graph, g.page_state, g.day = _graph(found), found, _made(found).date()


def _graph(found: NamedSnapshot) -> Graph:
    """Return the graph of a snapshot; the last few stay open."""
    kept: dict[str, Graph] = current_app.extensions.setdefault(_OPEN, {})
    graph = kept.pop(found.stamp, None)
    if graph is None:
        of = current_service()
        graph = Graph(Snapshot(of.settings.data, found.name), of.content)
    kept[found.stamp] = graph
    while len(kept) > _MOST_OPEN:
        kept.pop(next(iter(kept)))
    return graph


def _kept() -> list[NamedSnapshot]:
    """Return the snapshots that are kept, the latest first; none beside an external engine."""
    settings = current_service().settings
    try:
        return [] if settings.engine is not None else named_snapshots.named(settings.data)
    except StoreError:
        return []
