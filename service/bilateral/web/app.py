"""The Flask application with all routes."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest

from bilateral.protocol import operations
from bilateral.protocol.refusals import UnsupportedMediaType
from bilateral.web import explain_views, health_views, sparql_views, write_views
from bilateral.web.changes import change_views
from bilateral.web.http import problems, request_log, response_headers
from bilateral.web.ingest import addition_views, ingest_views, new_thing_views, review_views
from bilateral.web.links import link_views
from bilateral.web.merges import merge_views
from bilateral.web.pages.views import (
    api_documentation,
    completion_views,
    dataset_views,
    entity_views,
    export_views,
    openapi,
    question_views,
)
from bilateral.web.reconcile import reconcile_views
from bilateral.web.research import ledger_views, memento_views, snapshot_views, table_views
from bilateral.web.service import current_service

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from bilateral.web.http.client_addresses import Proxies
    from bilateral.web.service import GraphService

BLUEPRINTS = (
    sparql_views.blueprint,
    explain_views.blueprint,
    health_views.blueprint,
    change_views.blueprint,
    link_views.review_blueprint,
    ingest_views.blueprint,
    review_views.blueprint,
    new_thing_views.blueprint,
    addition_views.blueprint,
    link_views.links_blueprint,
    merge_views.blueprint,
    entity_views.blueprint,
    question_views.blueprint,
    export_views.blueprint,
    dataset_views.blueprint,
    openapi.blueprint,
    completion_views.blueprint,
    api_documentation.blueprint,
    reconcile_views.blueprint,
    snapshot_views.blueprint,
    memento_views.blueprint,
    ledger_views.blueprint,
    table_views.blueprint,
    write_views.blueprint,
)
"""A view finds the service by `current_service`."""


def create_app(service: GraphService) -> Flask:
    """Return the application for a service, complete under any WSGI server."""
    app = Flask(__name__, static_folder=None)
    app.before_request(_check_size)
    app.before_request(_check_encoding)
    app.extensions["bilateral"] = service
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    problems.register(app)
    response_headers.register(app)
    app.after_request(_note)
    app.wsgi_app = _addressed(app.wsgi_app, service.proxies)  # type: ignore[assignment, method-assign]  # Flask's way
    return app


def _check_size() -> None:
    """Refuse what would take long to parse before anything parses it."""
    service = current_service()
    most = service.body_limit(request.path, request.headers.get("Authorization", ""))
    request.max_content_length = request.max_form_memory_size = most
    operations.check_number(request.query_string)
    if request.mimetype == operations.FORM:
        operations.check_number(request.get_data())


def _check_encoding() -> None:
    if request.headers.get("Content-Encoding", "identity") != "identity":
        # A few compressed bytes may expand to gigabytes.
        raise UnsupportedMediaType("send the body as it is, not compressed")


def _note(response: Response) -> Response:
    """Log the request, unless an ASGI server does."""
    if request_log.is_wsgi():
        noted = request_log.current()
        log = current_service().request_log

        def note() -> None:
            noted.status, noted.size = response.status_code, response.content_length or 0
            log.add(noted)

        response.call_on_close(note)
    return response


def _addressed(application: WSGIApplication, proxies: Proxies) -> WSGIApplication:
    """Return the application with the address that the client sees; `asgi` has set it already."""

    def run(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if request_log.is_asgi(environ):
            # As sent: PATH_INFO does not tell which slashes were escaped.
            sent_path = environ["asgi.scope"][request_log.KEY].path
            environ["REQUEST_URI"] = f"{sent_path}?{environ.get('QUERY_STRING', '')}"
        else:
            sent = {
                name[5:].replace("_", "-").lower(): str(value)
                for name, value in environ.items()
                if name.startswith("HTTP_")
            }
            try:
                address = proxies.address(environ["wsgi.url_scheme"], environ.get("REMOTE_ADDR", ""), sent)
            except BadRequest as error:
                status, fields, body = problems.describe(error)
                start_response(f"{status} {HTTPStatus(status).phrase}", list(fields))
                return [body]
            environ["wsgi.url_scheme"], environ["REMOTE_ADDR"] = address.scheme, address.client
            if address.host:
                environ["HTTP_HOST"] = address.host
        return application(environ, start_response)

    return run
