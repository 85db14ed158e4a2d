"""The query endpoint as a view; `asgi` answers short queries without it, in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from bilateral.protocol.query_endpoint import QueryJob, QueryRequest
from bilateral.web.http import request_log
from bilateral.web.pages.views import editor
from bilateral.web.service import current_service

if TYPE_CHECKING:
    from bilateral.protocol.query_endpoint import EndpointState
    from bilateral.workers.answer import WorkerAnswer

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query, or describe the endpoint."""
    asked = asked_query()
    return editor.show(current_service(), asked) if editor.wanted(asked) else answer_query(asked)


def asked_query() -> QueryRequest:
    """Return the parts of the current request that the query endpoint reads."""
    return QueryRequest(
        method=request.method,
        url=request.base_url,
        query_string=request.query_string.decode("latin-1"),
        content_type=request.headers.get("Content-Type", ""),
        accept=request.headers.get("Accept", ""),
        if_none_match=request.headers.get("If-None-Match", ""),
        body=request.get_data() if request.method == "POST" else b"",
    )


def answer_query(asked: QueryRequest, state: EndpointState | None = None) -> Response:
    """Return the answer from a state, the current one by default; errors as for `QueryRunner`."""
    service = current_service()
    decided = service.queries.prepare(asked, state)
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
