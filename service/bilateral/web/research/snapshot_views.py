"""Snapshots to cite: their list, a page, downloads and a SPARQL endpoint each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, jsonify, redirect, request, send_file
from werkzeug.exceptions import NotFound

from bilateral.errors import StoreError
from bilateral.explore.research import snapshot_metadata
from bilateral.protocol import negotiation
from bilateral.protocol.query_endpoint import EndpointState
from bilateral.protocol.service_description import Endpoint
from bilateral.store.snapshots import named_snapshots
from bilateral.web.pages import rendering
from bilateral.web.pages.views import editor
from bilateral.web.service import current_service
from bilateral.web.sparql_views import answer_query, asked_query

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from bilateral.store.snapshots.named_snapshots import NamedSnapshot

blueprint = Blueprint("snapshots", __name__, template_folder="templates")
rendering.register(blueprint)

_HTML, _JSON = "text/html", "application/json"
_IN_FOR_EVER: Final = "public, max-age=31536000, immutable"


@blueprint.get("/snapshots")
def snapshots() -> Response:
    """List the snapshots that are kept, the latest first."""
    found = [] if _is_remote() else named_snapshots.named(current_service().settings.data)
    if negotiation.choose(request.headers.get("Accept", ""), (_HTML, _JSON)) == _JSON:
        return jsonify({"snapshots": [_content(each) for each in found]})
    # One is kept without changing the graph.
    return rendering.page("research/snapshots.html", lambda: {"found": found}, lasting=False)


@blueprint.get("/snapshots/<name>")
def snapshot(name: str) -> Response:
    """Show a snapshot: what it is, how to cite it, its files and its endpoint."""
    found = _find(name)
    if negotiation.choose(request.headers.get("Accept", ""), (_HTML, _JSON)) == _JSON:
        return jsonify(_content(found))
    content = {
        "it": found,
        "address": _address(found),
        "description": snapshot_metadata.description(found),
        "citation": snapshot_metadata.citation(found, _address(found)),
        "forms": snapshot_metadata.FORMS,
        "dataset": named_snapshots.DATASET,
    }
    return rendering.page("research/snapshot.html", lambda: content)


@blueprint.get(f"/snapshots/<name>/{named_snapshots.DATASET}")
def snapshot_dataset(name: str) -> Response:
    """Return all quads of a snapshot."""
    found = _find(name)
    path = named_snapshots.archive(current_service().settings.data, name)
    response = send_file(
        path.resolve(),
        mimetype="application/gzip",
        as_attachment=True,
        download_name=f"bilateral-{name}.nq.gz",
        etag=found.archive_sha256,
    )
    response.headers["Cache-Control"] = _IN_FOR_EVER
    return response


@blueprint.get(
    "/snapshots/<name>/<any('dcat.jsonld', 'datacite.json', 'croissant.json', 'CITATION.cff'):form>"
)
def snapshot_description(name: str, form: str) -> Response:
    """Return the description of a snapshot for a catalogue or a paper."""
    found = _find(name)
    media_type, write = snapshot_metadata.FORMS[form]
    return Response(write(found, _address(found)), content_type=media_type)


@blueprint.route("/snapshots/<name>/sparql", methods=["GET", "POST"])
def snapshot_sparql(name: str) -> AnyResponse:
    """Answer a query from a snapshot, as `/sparql` does from the current state."""
    found, asked = _find(name), asked_query()
    if not request.values.get("query") and editor.wanted(asked):
        return redirect(f"/snapshots/{name}", 303)
    endpoint = Endpoint(
        url="",
        counts=found.counts,
        reasoning=current_service().settings.reasoning,
        writable=False,
        federated=bool(current_service().settings.services),
    )
    return answer_query(asked, EndpointState(found.number, found.stamp, endpoint, found.name))


def _find(name: str) -> NamedSnapshot:
    if _is_remote():
        raise NotFound("the graph is in an external engine, which keeps no snapshots")
    try:
        return named_snapshots.find(current_service().settings.data, name)
    except StoreError as error:
        raise NotFound(f"no snapshot {name!r} is kept here; /snapshots lists those that are") from error


def _is_remote() -> bool:
    return current_service().settings.engine is not None


def _address(found: NamedSnapshot) -> str:
    return f"{request.host_url}snapshots/{found.name}"


def _content(found: NamedSnapshot) -> dict[str, Any]:
    files = (named_snapshots.DATASET, *snapshot_metadata.FORMS)
    return {
        **found._asdict(),
        "counts": found.counts._asdict(),
        "url": _address(found),
        "sparql": f"{_address(found)}/sparql",
        "files": {each: f"{_address(found)}/{each}" for each in files},
    }
