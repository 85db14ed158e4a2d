"""The addresses of the reconciliation service: what is asked, translated and back."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from bilateral.reconciliation import suggestions
from bilateral.reconciliation.data_extension import extend, propose, read_request
from bilateral.reconciliation.draft import extend_draft, match
from bilateral.reconciliation.query_batches import read_batch, read_draft_batch, read_json
from bilateral.reconciliation.ranking import answer
from bilateral.reconciliation.reconciliation_errors import RequestError
from bilateral.reconciliation.service_manifest import draft_manifest, manifest
from bilateral.reconciliation.suggestions import suggest_entities, suggest_words
from bilateral.web.pages import site_links
from bilateral.web.reconcile.json_replies import number, reply
from bilateral.web.reconcile.reconcile_state import catalogue

blueprint = Blueprint("reconcile", __name__, url_prefix="/reconcile", template_folder="templates")

_BOTH: Final = ("GET", "POST")
_KINDS: Final = "any(entity, type, property)"
_FRAMED: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *; base-uri 'none'"
_MOST: Final = 1000


@blueprint.after_request
def open_to_all(response: Response) -> Response:
    """Let pages of any origin ask: a question sent by POST changes nothing."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.route("", methods=_BOTH, strict_slashes=False)
def service() -> Response:
    """Answer a batch of queries, extend data, or say what this service is."""
    known = catalogue()
    if "queries" in request.values:
        batch = read_batch(request.values["queries"])
        return reply({key: {"result": answer(known, query)} for key, query in batch.items()})
    if "extend" in request.values:
        asked = read_request(read_json(request.values["extend"], "extend"))
        return reply(extend(known, asked))
    return reply(manifest(known, _root()))


@blueprint.route(f"/suggest/<{_KINDS}:kind>")
@blueprint.route(f"/draft/suggest/<{_KINDS}:kind>")
def suggest(kind: str) -> Response:
    """Complete what somebody types."""
    known, prefix, cursor = catalogue(), request.args.get("prefix", ""), number("cursor", 0, _MOST)
    if kind == "entity":
        types = [each for each in request.args.getlist("type") if each]
        return reply(suggest_entities(known, prefix, cursor, types))
    words = known.classes if kind == "type" else known.properties
    return reply(suggest_words(words.values(), prefix, cursor))


@blueprint.route(f"/flyout/<{_KINDS}:kind>")
def flyout(kind: str) -> Response:
    """Show an entity, type or property in a few words."""
    identifier = request.args.get("id", "")
    card = suggestions.card(catalogue(), kind, identifier)
    if card is None:
        raise NotFound
    return reply({"id": identifier, "html": render_template("reconcile/card.html", card=card)})


@blueprint.route("/preview")
@blueprint.route("/draft/preview")
def preview() -> Response:
    """Show an entity in a frame."""
    card = suggestions.card(catalogue(), "entity", request.args.get("id", ""))
    if card is None:
        raise NotFound
    response = Response(render_template("reconcile/preview.html", card=card))
    response.headers["Content-Security-Policy"] = _FRAMED
    return response


@blueprint.route("/view")
def view() -> Response:
    """Send a reader to the page of an entity."""
    known = catalogue()
    entity = known.names.entity(request.args.get("id", ""))
    if entity is None:
        raise NotFound
    page = site_links.address(entity, known.base)
    if not page:
        raise NotFound
    response = redirect(page, 303)
    return Response(status=response.status, headers=response.headers)


@blueprint.route("/properties")
@blueprint.route("/draft/extend/propose")
def properties() -> Response:
    """Propose the properties of a class."""
    limit = number("limit", _MOST, _MOST)
    return reply(propose(catalogue(), request.args.get("type", ""), limit))


@blueprint.route("/draft", strict_slashes=False)
def draft() -> Response:
    """Say what the experimental service is."""
    return reply(draft_manifest(catalogue(), _root() + "/draft"))


@blueprint.route("/draft/match", methods=["POST"])
def draft_match() -> Response:
    """Answer a batch of queries as 1.0-draft has it."""
    return reply(match(catalogue(), read_draft_batch(_body())))


@blueprint.route("/draft/extend", methods=["POST"])
def draft_extend() -> Response:
    """Extend data as 1.0-draft has it."""
    return reply(extend_draft(catalogue(), read_request(_body())))


def _body() -> object:
    try:
        return read_json(request.get_data(cache=False).decode(), "the body")
    except UnicodeDecodeError as error:
        raise RequestError("the body is not UTF-8") from error


def _root() -> str:
    return url_for("reconcile.service", _external=True)
