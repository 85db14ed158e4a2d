"""The routes of the reconciliation service.

Source: Reconciliation Service API 0.2, section 2; 1.0-draft.
"""

from __future__ import annotations

import json
import re
from typing import Final

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from bilateral.reconciliation import data_extension, query_batches, service_manifest, suggestions
from bilateral.reconciliation.catalogue import Catalogue
from bilateral.reconciliation.query_batches import ReconciliationRequestError, read_json
from bilateral.reconciliation.ranking import answer, answer_draft
from bilateral.texts import natural
from bilateral.web.pages import site_links
from bilateral.web.shared_name_index import shared_name_index

blueprint = Blueprint("reconcile", __name__, url_prefix="/reconcile", template_folder="templates")

_BOTH: Final = ("GET", "POST")
_SERVICE: Final = "reconcile.service"  # the endpoint of the first view
_KINDS: Final = "any(entity, type, property)"
_FRAMED: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *; base-uri 'none'"
_MAX: Final = 1000  # suggestions and properties
_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$]{0,63}(?:\.[A-Za-z_$][\w$]{0,63}){0,4}\Z", re.ASCII)
_CATALOGUE: Final = "bilateral.reconcile"


@blueprint.after_request
def open_to_all(response: Response) -> Response:
    """Allow requests from pages of any origin; a POST changes nothing here."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.route("", methods=_BOTH, strict_slashes=False)
def service() -> Response:
    """Return candidates for a batch of queries, values for a data extension, or the manifest."""
    catalogue = _catalogue()
    if "queries" in request.values:
        batch = query_batches.read_batch(request.values["queries"])
        return _reply({key: {"result": answer(catalogue, query)} for key, query in batch.items()})
    if "extend" in request.values:
        extension = data_extension.read_request(read_json(request.values["extend"], "extend"))
        return _reply(data_extension.extend(catalogue, extension))
    return _reply(service_manifest.manifest(catalogue, url_for(_SERVICE, _external=True)))


@blueprint.route(f"/suggest/<{_KINDS}:kind>")
@blueprint.route(f"/draft/suggest/<{_KINDS}:kind>")
def suggest(kind: str) -> Response:
    """Complete the prefix of a name."""
    catalogue, prefix, cursor = _catalogue(), request.args.get("prefix", ""), _number("cursor", 0, _MAX)
    if kind == "entity":
        types = [each for each in request.args.getlist("type") if each]
        return _reply(suggestions.suggest_entities(catalogue, prefix, cursor, types))
    terms = catalogue.classes if kind == "type" else catalogue.properties
    return _reply(suggestions.suggest_terms(terms.values(), prefix, cursor))


@blueprint.route(f"/flyout/<{_KINDS}:kind>")
def flyout(kind: str) -> Response:
    """Return a summary of an entity, type or property as HTML in JSON."""
    identifier = request.args.get("id", "")
    card = suggestions.card(_catalogue(), kind, identifier)
    if card is None:
        raise NotFound
    return _reply({"id": identifier, "html": render_template("reconcile/card.html", card=card)})


@blueprint.route("/preview")
@blueprint.route("/draft/preview")
def preview() -> Response:
    """Return a summary of an entity as a page for a frame."""
    card = suggestions.card(_catalogue(), "entity", request.args.get("id", ""))
    if card is None:
        raise NotFound
    response = Response(render_template("reconcile/preview.html", card=card))
    response.headers["Content-Security-Policy"] = _FRAMED
    return response


@blueprint.route("/view")
def view() -> Response:
    """Redirect to the page of an entity."""
    catalogue = _catalogue()
    entity = catalogue.names.entity(request.args.get("id", ""))
    if entity is None:
        raise NotFound
    page = site_links.address(entity)
    if not page:
        raise NotFound
    response = redirect(page, 303)
    return Response(status=response.status, headers=response.headers)


@blueprint.route("/properties")
@blueprint.route("/draft/extend/propose")
def properties() -> Response:
    """Return the properties that entities of a class may have."""
    limit = _number("limit", _MAX, _MAX)
    return _reply(data_extension.propose(_catalogue(), request.args.get("type", ""), limit))


@blueprint.route("/draft", strict_slashes=False)
def draft() -> Response:
    """Return the manifest of the experimental service."""
    return _reply(service_manifest.draft_manifest(_catalogue(), url_for(_SERVICE, _external=True) + "/draft"))


@blueprint.route("/draft/match", methods=["POST"])
def draft_match() -> Response:
    """Return candidates for a batch of queries as in 1.0-draft."""
    return _reply(answer_draft(_catalogue(), query_batches.read_draft_batch(_body())))


@blueprint.route("/draft/extend", methods=["POST"])
def draft_extend() -> Response:
    """Return values for a data extension as in 1.0-draft."""
    return _reply(data_extension.extend_draft(_catalogue(), data_extension.read_request(_body())))


def _body() -> object:
    try:
        return read_json(request.get_data(cache=False).decode(), "the body")
    except UnicodeDecodeError as error:
        raise ReconciliationRequestError("the body is not UTF-8") from error


def _catalogue() -> Catalogue:
    """Return the catalogue of the current state, or of the last one while new names are being read."""
    names = shared_name_index().get()
    last: Catalogue | None = current_app.extensions.get(_CATALOGUE)
    if last is None or last.names is not names:
        last = current_app.extensions[_CATALOGUE] = Catalogue(names)
    return last


def _reply(content: object) -> Response:
    """Return content as JSON; as JSONP where the request names a callback.

    Raises:
        ReconciliationRequestError: the callback is not a name.
    """
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    callback = request.values.get("callback", "")
    if not callback:
        return Response(text, content_type="application/json; charset=utf-8")
    if not _CALLBACK.match(callback):
        raise ReconciliationRequestError("callback is no name of a function")
    # The two separators end a line in old JavaScript, but not in JSON.
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Response(f"{callback}({text});", content_type="application/javascript; charset=utf-8")


def _number(name: str, default: int, maximum: int) -> int:
    """Return a parameter as a number, or its default where it is none."""
    value = natural(request.values.get(name, ""))
    return default if value is None else min(value, maximum)
