"""The page of events that may be one, for people and programs, and the decisions on them.

A decision carries a token, in a header or in the form, as one on links does. With If-Match it is made of that
state of the graph alone; without, of the current one.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request

from bilateral.ingest.identity import merging
from bilateral.ingest.identity.double_events import find_doubles
from bilateral.ingest.identity.merging import MergeDecision
from bilateral.protocol import preconditions
from bilateral.protocol.refusals import Forbidden, ProtocolError
from bilateral.rdf.iris import entity
from bilateral.store.changes.graph_operations import CHANGE, GraphRequest
from bilateral.store.engine import quad_delta
from bilateral.store.snapshots.change_log import MERGE, ChangeNote
from bilateral.web.access_tokens import author_of, authorise_form
from bilateral.web.ingest.request_format import JSON, chosen_format, json_object
from bilateral.web.merges.merge_display import display_decision, display_double
from bilateral.web.pages import page_context, rendering
from bilateral.web.service import current_service
from bilateral.workers.failures import Busy, Outdated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as BaseResponse

    from bilateral.ingest.identity.double_events import DoubleEvents
    from bilateral.store.engine.quad_delta import QuadDelta
    from bilateral.store.snapshots.snapshot import GraphState
    from bilateral.store.writes.writer import Receipt

blueprint = Blueprint("merges", __name__, url_prefix="/merges", template_folder="templates")
rendering.register(blueprint)

_FOUND: Final = "bilateral.merges"
_MOST: Final = 20_000  # events that are compared for the page, which takes a second or two
_TRIES: Final = 5
_PAGE: Final = 20
_SENTENCES: Final = {
    "merge": "{other} was merged into {one}.",
    "apart": "{one} and {other} were told apart.",
    "undo": "The decision on {one} and {other} was taken back.",
}
"""What may be decided on two events, and what is said of it afterwards."""


class MergeOrder(NamedTuple):
    """What is to be done with two events, by identifiers; of a merge, the name of the first stays."""

    verb: str
    one: str
    other: str


@blueprint.get("", strict_slashes=False)
def show() -> Response:
    """Show the events that may be one, and what was decided."""
    about = page_context.reading()
    snapshot = about.graph.snapshot
    waiting, decided = _doubles(snapshot), merging.decisions(snapshot)
    if chosen_format() == JSON:
        content = {
            "waiting": [each._asdict() for each in waiting],
            "decided": [each._asdict() for each in decided],
        }
        response = Response(json.dumps(content, ensure_ascii=False) + "\n", content_type=JSON)
    else:
        number = max(request.args.get("page", 1, int), 1)
        response = Response(
            render_template(
                "merges/merges.html",
                doubles=[display_double(about, each) for each in waiting[(number - 1) * _PAGE :][:_PAGE]],
                total=len(waiting),
                number=number,
                pages=-(-len(waiting) // _PAGE),
                decided=[display_decision(about, each) for each in decided[:_PAGE]],
                sources=about.sources(),
                done=request.args.get("done", ""),
                writable=current_service().writable,
            )
        )
    response.set_etag(preconditions.tag(snapshot.number, snapshot.stamp))
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.post("", strict_slashes=False)
def decide() -> BaseResponse:
    """Merge two events, tell them apart, or take back what was decided on them."""
    fields: Mapping[str, object] = json_object() if request.is_json else request.form
    token = authorise_form(request.headers.get("Authorization", ""), fields, current_service().tokens)
    if current_service().settings.plain:
        raise Forbidden("this server has graphs, not documents that tell of events")
    author = author_of(token, str(fields.get("author", "")))
    order, wanted = _order(str(fields.get("decision", ""))), chosen_format()
    receipt = _write(order, author)
    if wanted == JSON:
        return jsonify(decision=order._asdict(), author=author, snapshot=receipt.snapshot)
    return redirect(f"/merges?done={order.verb}", 303)


def _order(text: str) -> MergeOrder:
    """Return what `merge meeting/a meeting/b` asks for."""
    verb, _, pair = text.partition(" ")
    one, _, other = pair.partition(" ")
    try:
        entity(one), entity(other)
    except ValueError as error:
        raise ProtocolError(f"decision: {error}; write merge|apart|undo, and two events") from error
    if verb not in _SENTENCES:
        raise ProtocolError(f"decision: {verb!r} is none of {', '.join(_SENTENCES)}")
    return MergeOrder(verb, one, other)


def _write(order: MergeOrder, author: str) -> Receipt:
    """Make a decision.

    Raises:
        MergeError: it cannot be made.
        Outdated: the graph is not in the state that If-Match names.
        Busy: other writes came first each time.
    """
    service = current_service()
    wanted = preconditions.states(request.if_match.as_set()) if request.if_match else None
    sentence = _SENTENCES[order.verb].format(one=order.one, other=order.other)
    for _ in range(_TRIES):
        snapshot = service.snapshot()
        state = preconditions.tag(snapshot.number, snapshot.stamp)
        if wanted is not None and state not in wanted:
            raise Outdated("the graph was written to since; read it again")
        delta = _delta(snapshot, order, author)
        asked = GraphRequest(CHANGE, None, quad_delta.to_json(delta))
        try:
            return service.writer().change_graph(asked, [state], ChangeNote(author, MERGE, sentence))
        except Outdated:
            # What was found of this state may not hold in the next.
            continue
    raise Busy("others are writing; send the decision again")


def _delta(snapshot: GraphState, order: MergeOrder, author: str) -> QuadDelta:
    one, other = entity(order.one), entity(order.other)
    if order.verb == "undo":
        return merging.take_back(snapshot, one, other)
    decide_ = merging.merge if order.verb == "merge" else merging.tell_apart
    return decide_(snapshot, one, other, MergeDecision(author, datetime.now(UTC)))


def _doubles(snapshot: GraphState) -> list[DoubleEvents]:
    """Return the events that may be one, found once for each state."""
    kept = current_app.extensions.get(_FOUND)
    if kept is None or kept[0] != snapshot.stamp:
        kept = current_app.extensions[_FOUND] = (snapshot.stamp, find_doubles(snapshot, _MOST))
    found: list[DoubleEvents] = kept[1]
    return found
