"""Whether the server is well, and what it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, jsonify

from bilateral import __version__

if TYPE_CHECKING:
    from bilateral.web.service import Service

blueprint = Blueprint("health", __name__)


@blueprint.route("/health")
def health() -> Response:
    """Say version, snapshot, and how many triples there are of each kind."""
    service: Service = current_app.extensions["bilateral"]
    snapshot = service.snapshot()
    response = jsonify(version=__version__, snapshot=snapshot.number, **snapshot.counts._asdict())
    response.headers["Cache-Control"] = "no-store"
    return response
