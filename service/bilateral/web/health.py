"""Whether the server is well, and what it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CONTENT_TYPE_LATEST

from bilateral import __version__
from bilateral.errors import StoreError
from bilateral.store.engine.graph_layout import CLASHES

if TYPE_CHECKING:
    from bilateral.web.service import Service

blueprint = Blueprint("health", __name__)


@blueprint.route("/health")
def health() -> Response:
    """Say version, snapshot, how many triples there are of each kind, and whether they are consistent."""
    snapshot = _service().snapshot()
    consistent = next(snapshot.match(graph=CLASHES), None) is None
    response = jsonify(
        version=__version__, snapshot=snapshot.number, **snapshot.counts._asdict(), consistent=consistent
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/ready")
def ready() -> Response:
    """Say whether a query that is sent now would be answered: whether a reader is alive."""
    alive = _service().pool.alive()
    reason = _missing(_service())
    ready = alive > 0 and not reason
    response = jsonify(ready=ready, readers=alive, **({"reason": reason} if reason else {}))
    response.status_code = 200 if ready else 503
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/metrics")
def metrics() -> Response:
    """Say what happened so far, for a monitor."""
    return Response(_service().journal.metrics(), content_type=CONTENT_TYPE_LATEST)


def _missing(service: Service) -> str:
    """Return why there is no graph to ask, or nothing."""
    try:
        service.snapshot()
    except StoreError as error:
        return str(error)
    return ""


def _service() -> Service:
    service: Service = current_app.extensions["bilateral"]
    return service
