"""Health, readiness and metrics."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST

from bilateral import __version__
from bilateral.errors import StoreError
from bilateral.store.engine.graph_layout import CLASHES
from bilateral.web.service import current_service

blueprint = Blueprint("health", __name__)


@blueprint.route("/health")
def health() -> Response:
    """Return version, snapshot, counts of triples, and whether they are consistent."""
    snapshot = current_service().snapshot()
    consistent = next(snapshot.match(graph=CLASHES), None) is None
    response = jsonify(
        version=__version__, snapshot=snapshot.number, **snapshot.counts._asdict(), consistent=consistent
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/ready")
def ready() -> Response:
    """Return whether a query would be answered now: whether a reader is alive and there is a graph."""
    alive = current_service().pool.alive()
    reason = _missing()
    ready = alive > 0 and not reason
    response = jsonify(ready=ready, readers=alive, **({"reason": reason} if reason else {}))
    response.status_code = 200 if ready else 503
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/metrics")
def metrics() -> Response:
    """Return the metrics for a monitor."""
    return Response(current_service().request_log.metrics(), content_type=CONTENT_TYPE_LATEST)


def _missing() -> str:
    """Return why there is no graph to query, or ""."""
    try:
        current_service().snapshot()
    except StoreError as error:
        return str(error)
    return ""
