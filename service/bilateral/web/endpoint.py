"""The query endpoint, as a view of the application.

A server that runs `front` answers these requests before the application sees them, by the same decisions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request

from bilateral.sparql import exchange
from bilateral.web.connection import gone
from bilateral.web.pages import editor

if TYPE_CHECKING:
    from bilateral.sparql.exchange import Job
    from bilateral.web.service import Service

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query, or say what this endpoint is."""
    service: Service = current_app.extensions["bilateral"]
    asked = exchange.Request(
        method=request.method,
        url=request.base_url,
        query_string=request.query_string.decode("latin-1"),
        content_type=request.headers.get("Content-Type", ""),
        accept=request.headers.get("Accept", ""),
        if_none_match=request.headers.get("If-None-Match", ""),
        body=request.get_data() if request.method == "POST" else b"",
    )
    if editor.wanted(asked):
        return editor.show(service, asked)
    decided = exchange.decide(asked, service.state(), service.inspect)
    if isinstance(decided, exchange.Reply):
        return Response(decided.body, status=decided.status, headers=decided.headers)
    return _answer(service, decided, request.base_url)


def _answer(service: Service, job: Job, url: str) -> Response:
    answer = service.query(job, url, gone=gone(request.environ))
    if request.method == "HEAD":
        answer.close()
        return Response(headers=job.headers)
    return Response(answer.chunks if answer.whole is None else answer.whole, headers=job.headers)
