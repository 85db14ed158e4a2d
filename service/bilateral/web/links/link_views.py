"""Links to Wikidata: the review of proposals, downloads of all links, and statements on entity pages.

A decision carries a token, in a header or in the form. No cookie authorises anything, so that there is no
cross-site request to forge.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, jsonify, redirect, render_template, request

from bilateral.linking import publication
from bilateral.linking.mapping_sets import reviewed_quads
from bilateral.linking.review_queue import review_queue
from bilateral.protocol import negotiation, preconditions
from bilateral.protocol.refusals import ProtocolError
from bilateral.rdf import media_types
from bilateral.rdf.iris import LINKS
from bilateral.rdf.terms import Quad
from bilateral.store.changes.graph_operations import EXTEND, GraphRequest
from bilateral.store.engine.rdf_writer import serialise
from bilateral.store.snapshots import change_log
from bilateral.store.snapshots.change_log import ChangeNote
from bilateral.web.access_tokens import author_of, authorise_form
from bilateral.web.links.link_display import EnrichmentSection, display_proposal, enrichment_sections
from bilateral.web.pages import page_context, rendering
from bilateral.web.service import current_service
from bilateral.workers.failures import Busy, Outdated

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as BaseResponse

    from bilateral.linking.mapping_sets import SssomMapping
    from bilateral.rdf.terms import Term
    from bilateral.store.snapshots.snapshot import GraphState

    Decisions = dict[tuple[str, str], bool]

review_blueprint = Blueprint(
    "review", __name__, url_prefix="/review", template_folder="templates", static_folder="static"
)
links_blueprint = Blueprint("links", __name__, template_folder="templates")
for _blueprint in (review_blueprint, links_blueprint):
    rendering.register(_blueprint)

_HTML, _JSON = "text/html", "application/json"
_TSV: Final = "text/tab-separated-values; charset=utf-8"
_ANSWERS: Final = {"accept": True, "reject": False}
_PAGE: Final = 20
_TRIES: Final = 5


@review_blueprint.get("", strict_slashes=False)
def show() -> Response:
    """Show the proposals without a decision, each with its evidence."""
    about = page_context.reading()
    waiting = review_queue(about.graph.snapshot, current_service().settings.data).waiting()
    if _chosen() == _JSON:
        response = jsonify(waiting=[asdict(row) for row in waiting])
    else:
        number = max(request.args.get("page", 1, int), 1)
        rows = waiting[(number - 1) * _PAGE : number * _PAGE]
        content = {
            "proposals": [display_proposal(about, row) for row in rows],
            "total": len(waiting),
            "number": number,
            "pages": -(-len(waiting) // _PAGE),
            "decided": request.args.get("decided", 0, int),
            "writable": current_service().writable,
        }
        response = Response(render_template("links/review.html", **content))
    response.headers["Vary"] = "Accept, Accept-Language"
    # What waits changes without the graph.
    response.headers["Cache-Control"] = "no-store"
    return response


@review_blueprint.post("", strict_slashes=False)
def decide() -> BaseResponse:
    """Write all decisions that were sent, or none."""
    token = authorise_form(request.headers.get("Authorization", ""), request.form, current_service().tokens)
    author = author_of(token, request.form.get("author", ""))
    decided = _record(_decisions(), author)
    if _chosen() == _JSON:
        return jsonify(decided=[asdict(row) for row in decided])
    return redirect(f"/review?decided={len(decided)}", 303)


def _chosen() -> str:
    return negotiation.choose(request.headers.get("Accept", ""), (_HTML, _JSON))


def _decisions() -> Decisions:
    """Return the decisions of the form: fields named `bil:… wd:…`, each `accept` or `reject`."""
    found: Decisions = {}
    for name, value in request.form.items():
        subject, space, item = name.partition(" ")
        if not space or not value:
            continue
        if value not in _ANSWERS:
            raise ProtocolError(f"{name}: {value!r} is neither accept nor reject")
        found[subject, item] = _ANSWERS[value]
    if not found:
        raise ProtocolError(
            "no decision in it: a field is named by entity and item, as in bil:state/CHN wd:Q148"
        )
    return found


def _record(decisions: Decisions, author: str) -> list[SssomMapping]:
    """Add decisions to the graph of links, and return them.

    Raises:
        MappingError: one contradicts what is there.
        Busy: other writes came first each time.
    """
    service = current_service()
    today = datetime.now(UTC).date()
    for _ in range(_TRIES):
        snapshot = service.snapshot()
        queue, rows = review_queue(snapshot, service.settings.data), []
        for pair, accept in decisions.items():
            rows.append(queue.review(pair, author, today, accept=accept))
            queue = replace(queue, recorded=[*queue.recorded, rows[-1]])
        quads = (quad._replace(graph="") for row in rows for quad in reviewed_quads(row))
        text = serialise(quads, media_types.N_TRIPLES)
        extension = GraphRequest(EXTEND, LINKS, text, media_types.N_TRIPLES, request.base_url)
        try:
            now = [preconditions.tag(snapshot.number, snapshot.stamp)]
            service.writer().change_graph(extension, now, _note(rows, author))
        except Outdated:
            # Another reviewer may have decided the same in between.
            continue
        return rows
    raise Busy("others are writing; send the decisions again")


def _note(rows: list[SssomMapping], author: str) -> ChangeNote:
    """Return what the change log says of decisions."""
    rejected = sum(row.rejected for row in rows)
    sentence = f"Links to Wikidata were decided: {len(rows) - rejected} accepted, {rejected} rejected."
    subjects = sorted({row.subject_id.removeprefix("bil:") for row in rows})
    states = tuple(each for each in subjects if each.startswith("state/"))
    return ChangeNote(author, change_log.LINKS, sentence, states=states)


@links_blueprint.get("/links.sssom.tsv")
def mapping_set() -> Response:
    """Return every mapping, the rejected ones too, each with who made it and why, in the TSV of SSSOM."""
    return _file(publication.mapping_set, _TSV)


@links_blueprint.get("/links.sameas.nt")
def same_as() -> Response:
    """Return the exact links to Wikidata as owl:sameAs, which the graph itself never says."""
    return _file(_same_as, media_types.N_TRIPLES)


def _same_as(snapshot: GraphState) -> bytes:
    quads = (Quad(*triple, "") for triple in sorted(publication.same_as(snapshot)))
    return serialise(quads, media_types.N_TRIPLES)


def _file(make: Callable[[GraphState], str | bytes], media_type: str) -> Response:
    response = rendering.conditional(
        lambda: Response(make(page_context.graph().snapshot), content_type=media_type)
    )
    response.headers["Content-Disposition"] = "attachment"
    return response


@links_blueprint.app_context_processor
def wikidata_says() -> dict[str, Callable[[Term], list[EnrichmentSection]]]:
    """Give the template of an entity page the statements of Wikidata about it."""
    return {"wikidata_says": lambda entity: enrichment_sections(page_context.reading(), entity)}
