"""The query endpoint as a view; `asgi` answers short queries without it, in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from bilateral.protocol import query_endpoint
from bilateral.protocol.query_endpoint import QueryJob
from bilateral.web.http import request_log
from bilateral.web.pages.views import editor
from bilateral.web.service import current_service

if TYPE_CHECKING:
    from bilateral.workers.answer import WorkerAnswer

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query, or describe the endpoint."""
    service = current_service()
    asked = query_endpoint.QueryRequest(
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
    decided = service.queries.prepare(asked)
    if not isinstance(decided, QueryJob):
        status, headers, body = decided
        return Response(body, status, headers)
    found = service.queries.run(decided, request_log.current())
    if isinstance(found, bytes):
        return Response(found, headers=decided.headers)
    return streamed(found, decided.headers)


def streamed(answer: WorkerAnswer, headers: tuple[tuple[str, str], ...]) -> Response:
    """Return a response with the bytes of an answer.

    Under ASGI no thread waits while the client reads: the answer is sent from the record.
    """
    if answer.whole is not None:
        return Response(answer.whole, headers=headers)
    if request.method == "HEAD":
        answer.close()
        return Response(headers=headers)
    if not request_log.is_wsgi():
        request_log.current().streamed = answer
        return Response(headers=headers)
    return Response(answer.read(), headers=headers)
