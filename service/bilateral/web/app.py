"""The application: every route there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

from bilateral.sparql.errors import UnsupportedMediaType
from bilateral.web import endpoint, explain, headers, health, links, pages, problems, reconcile, writing

if TYPE_CHECKING:
    from bilateral.web.service import Service

BLUEPRINTS = (
    endpoint.blueprint,
    explain.blueprint,
    health.blueprint,
    *links.BLUEPRINTS,
    *pages.BLUEPRINTS,
    reconcile.blueprint,
    writing.blueprint,
)
"""One per room of the site; a view finds the service in `current_app.extensions["bilateral"]`."""


def create_app(service: Service) -> Flask:
    """Return the application for a service."""
    app = Flask(__name__, static_folder=None)
    app.before_request(_refuse_bodies)
    app.config["MAX_CONTENT_LENGTH"] = service.settings.max_body
    app.config["MAX_FORM_MEMORY_SIZE"] = service.settings.max_body
    app.extensions["bilateral"] = service
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    problems.register(app)
    headers.register(app)
    return app


def _refuse_bodies() -> None:
    if request.environ.get("bilateral.too_large"):
        raise RequestEntityTooLarge
    if request.headers.get("Content-Encoding", "identity") != "identity":
        # A few bytes of it may be gigabytes.
        raise UnsupportedMediaType("send the body as it is, not compressed")
