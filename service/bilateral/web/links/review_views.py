"""Reviewing proposed links: a page for people with a keyboard, a form without script, JSON for programs.

Whoever decides sends a token with each decision: as a header where there is a script or a program, in the
form where there is none. No cookie carries authority: there is nothing that another site could ride on.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, jsonify, redirect, render_template, request

from bilateral.linking.link_records import record
from bilateral.linking.review_desk import served_desk
from bilateral.protocol import negotiation, preconditions
from bilateral.protocol.refusals import RequestError
from bilateral.rdf import media_types
from bilateral.rdf.iris import LINKS
from bilateral.store.engine.rdf_writer import serialise
from bilateral.store.writes.graph_operations import EXTEND, GraphRequest
from bilateral.web.links import proposal_display
from bilateral.web.pages import page_context, rendering
from bilateral.web.write_authority import authorise
from bilateral.workers.failures import Busy, Outdated

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from bilateral.linking.mapping_files import Mapping

    Decisions = dict[tuple[str, str], bool]

blueprint = Blueprint(
    "review", __name__, url_prefix="/review", template_folder="templates", static_folder="static"
)
rendering.register(blueprint)

_HTML, _JSON = "text/html", "application/json"
_ANSWERS: Final = {"accept": True, "reject": False}
_PAGE: Final = 20
_TRIES: Final = 5
_LONGEST: Final = 100  # characters of a name


@blueprint.get("", strict_slashes=False)
def show() -> Response:
    """Show the proposals that wait, with what speaks for and against each."""
    about = page_context.reading()
    waiting = served_desk(about.graph.snapshot, page_context.service().settings.data).waiting()
    if _chosen() == _JSON:
        response = jsonify(waiting=[asdict(row) for row in waiting])
    else:
        number = max(request.args.get("page", 1, int), 1)
        rows = waiting[(number - 1) * _PAGE : number * _PAGE]
        content = {
            "proposals": [proposal_display.read(about, row) for row in rows],
            "total": len(waiting),
            "number": number,
            "pages": -(-len(waiting) // _PAGE),
            "decided": request.args.get("decided", 0, int),
            "writable": page_context.service().writable,
        }
        response = Response(render_template("links/review.html", **content))
    response.headers["Vary"] = "Accept, Accept-Language"
    # What waits changes without the graph.
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("", strict_slashes=False)
def decide() -> BaseResponse:
    """Keep decisions: all that were sent, or none."""
    token = authorise(_authorization(), "write", page_context.service().tokens)
    author = token.name or request.form.get("author", "").strip()[:_LONGEST]
    if not author:
        raise RequestError("say who decides: this token has no name, so that an author is needed")
    decided = _keep(_decisions(), author)
    if _chosen() == _JSON:
        return jsonify(decided=[asdict(row) for row in decided])
    return redirect(f"/review?decided={len(decided)}", 303)


def _chosen() -> str:
    return negotiation.choose(request.headers.get("Accept", ""), (_HTML, _JSON))


def _authorization() -> str:
    given = request.headers.get("Authorization", "")
    return given or f"Bearer {request.form.get('token', '')}"


def _decisions() -> Decisions:
    """Return what the form decides: fields named `bil:… wd:…`, each `accept` or `reject`."""
    found: Decisions = {}
    for name, value in request.form.items():
        subject, space, item = name.partition(" ")
        if not space or not value:
            continue
        if value not in _ANSWERS:
            raise RequestError(f"{name}: {value!r} is neither accept nor reject")
        found[subject, item] = _ANSWERS[value]
    if not found:
        raise RequestError(
            "no decision in it: a field is named by entity and item, as in bil:state/CHN wd:Q148"
        )
    return found


def _keep(decisions: Decisions, author: str) -> list[Mapping]:
    """Add decisions to the graph of links, and return them.

    Raises:
        MappingError: one contradicts what is there.
        Busy: others write all the time.
    """
    service = page_context.service()
    today = datetime.now(UTC).date()
    for _ in range(_TRIES):
        snapshot = service.snapshot()
        desk, rows = served_desk(snapshot, service.settings.data), []
        for pair, accept in decisions.items():
            rows.append(desk.settle(pair, author, today, accept=accept))
            desk = replace(desk, recorded=[*desk.recorded, rows[-1]])
        quads = (quad._replace(graph="") for row in rows for quad in record(row))
        text = serialise(quads, media_types.N_TRIPLES)
        asked = GraphRequest(EXTEND, LINKS, text, media_types.N_TRIPLES, request.base_url)
        try:
            service.writer().change_graph(asked, [preconditions.tag(snapshot.number, snapshot.stamp)])
        except Outdated:
            # Somebody else may have decided the same in between.
            continue
        return rows
    raise Busy("others are writing; send the decisions again")
