"""Every error as problem+json: the one table from what is raised to what is answered.

Source: RFC 9457.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flask import Response
from werkzeug.exceptions import Gone, HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from bilateral import errors
from bilateral.explore.research.parquet_files import ParquetMissingError
from bilateral.explore.research.year_tables import TableRequestError
from bilateral.ingest.drafts.draft import ReviewError
from bilateral.ingest.identity.merging import MergeError
from bilateral.linking.mapping_sets import MappingError
from bilateral.protocol import refusals
from bilateral.reconciliation.query_batches import ReconciliationRequestError, TooManyQueries
from bilateral.store.engine.deadline import OutOfTime
from bilateral.store.writes.writer import Unacknowledged
from bilateral.web.access_tokens import InsufficientScope, Unauthorized, UnknownReader, WritesOff
from bilateral.workers import failures

if TYPE_CHECKING:
    from flask import Flask

_TYPE: Final = "https://w3id.org/bilateral/problem/"


class TooManyRequests(errors.BilateralError):
    """One client has too many requests in progress."""


class Problem(NamedTuple):
    """What clients see of an error."""

    status: int
    slug: str
    title: str


TABLE: Final[dict[type[Exception], Problem]] = {
    refusals.TooComplex: Problem(400, "too-complex", "The request is too complex"),
    errors.QuerySyntaxError: Problem(400, "syntax", "The request is not SPARQL"),
    errors.InputError: Problem(400, "input", "The content is not what it says it is"),
    refusals.NotAcceptable: Problem(406, "not-acceptable", "No format that you accept is on offer"),
    errors.NotExpressible: Problem(406, "not-expressible", "The format cannot carry this answer"),
    refusals.UnsupportedMediaType: Problem(415, "media-type", "The body is in a format not taken here"),
    refusals.TooLarge: Problem(413, "too-large", "The request is too long"),
    refusals.Forbidden: Problem(403, "forbidden", "This server does not do that"),
    refusals.ProtocolError: Problem(400, "request", "The request is not one that the protocol knows"),
    TableRequestError: Problem(400, "table", "There is no such table"),
    ParquetMissingError: Problem(501, "parquet", "This server does not write Parquet"),
    ReviewError: Problem(422, "review", "The review cannot go on like that"),
    MergeError: Problem(409, "decision", "The decision contradicts what is there"),
    MappingError: Problem(409, "decision", "The decision contradicts what is there"),
    ReconciliationRequestError: Problem(400, "reconcile", "The request is not one that the protocol knows"),
    TooManyQueries: Problem(413, "too-many", "The batch is too long"),
    TooManyRequests: Problem(429, "too-many", "You have too many requests here"),
    failures.Busy: Problem(503, "busy", "The server is busy"),
    failures.DeadlineExceeded: Problem(504, "deadline", "The request took too long"),
    OutOfTime: Problem(504, "deadline", "The page took too long"),
    failures.ClientDisconnected: Problem(499, "abandoned", "Nobody waits for the answer"),
    failures.WorkerFailed: Problem(500, "internal", "The server failed"),
    failures.WorkerLost: Problem(503, "too-heavy", "The request took too much memory or nesting"),
    errors.QueryFailed: Problem(502, "query-failed", "The request could not be carried out"),
    failures.Unreachable: Problem(502, "engine", "The engine that holds the graph does not answer"),
    errors.StoreError: Problem(503, "store", "The graph is not available"),
    errors.Refusal: Problem(409, "refusal", "The update cannot be carried out"),
    failures.NotConforming: Problem(422, "shapes", "The result would not conform to the shapes"),
    failures.Rejected: Problem(409, "rejected", "Validation or reasoning refuses the write"),
    failures.Outdated: Problem(412, "outdated", "The graph is in another state"),
    Unacknowledged: Problem(503, "unacknowledged", "It is not known whether the write was made"),
    failures.InsufficientStorage: Problem(507, "no-room", "The disk is too full for the write"),
    failures.NotWritten: Problem(507, "not-written", "The write could not be stored"),
    Unauthorized: Problem(401, "unauthorized", "The request needs a token"),
    InsufficientScope: Problem(403, "scope", "The token is not good for this"),
    WritesOff: Problem(403, "writes-off", "This server takes no writes"),
    NotFound: Problem(404, "not-found", "There is nothing here"),
    Gone: Problem(410, "gone", "It was withdrawn"),
    MethodNotAllowed: Problem(405, "method", "This resource does not know that method"),
    RequestEntityTooLarge: Problem(413, "too-large", "The body is too long"),
}

_RETRY_AFTER: Final = {429: "1", 503: "2"}


def register(app: Flask) -> None:
    """Answer every error of this package and of the framework as a problem."""
    app.register_error_handler(errors.BilateralError, answer)
    app.register_error_handler(HTTPException, answer)


def answer(error: Exception) -> Response:
    """Return the response for an error."""
    status, headers, body = describe(error)
    return Response(body, status=status, headers=headers)


def status_of(error: Exception) -> int:
    """Return the status of the answer to an error."""
    return _problem(error).status


def describe(error: Exception) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Return status, headers and body for an error."""
    problem = _problem(error)
    content: dict[str, Any] = {
        "type": _TYPE + problem.slug,
        "title": problem.title,
        "status": problem.status,
        "detail": _detail(error),
        **_members(error),
    }
    headers = [("Content-Type", "application/problem+json; charset=utf-8"), ("Cache-Control", "no-store")]
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers.append(("Allow", ", ".join(sorted(error.valid_methods))))
    if isinstance(error, Unauthorized):
        scheme = "Basic" if isinstance(error, UnknownReader) else "Bearer"
        headers.append(("WWW-Authenticate", f'{scheme} realm="bilateral"'))
    if problem.status in _RETRY_AFTER:
        headers.append(("Retry-After", _RETRY_AFTER[problem.status]))
    return problem.status, tuple(headers), (json.dumps(content, ensure_ascii=False) + "\n").encode()


def _problem(error: Exception) -> Problem:
    for kind in type(error).__mro__:
        if kind in TABLE:
            return TABLE[kind]
    if isinstance(error, HTTPException) and error.code:
        return Problem(error.code, "http", error.name)
    return Problem(500, "internal", "The server failed")


def _detail(error: Exception) -> str:
    if isinstance(error, HTTPException):
        return error.description or error.name
    return error.reason if isinstance(error, (errors.QuerySyntaxError, errors.InputError)) else str(error)


def _members(error: Exception) -> dict[str, Any]:
    """Return the members that only some problems have."""
    names = {name: name for name in ("line", "column", "offers", "results")} | {"faults": "fields"}
    found = {member: getattr(error, name, None) for name, member in names.items()}
    return {member: value for member, value in found.items() if value is not None}
