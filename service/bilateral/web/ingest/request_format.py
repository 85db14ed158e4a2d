"""What a request brings, and what it is answered with: pages to people, JSON to programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from flask import Response, render_template, request

from bilateral.protocol import negotiation
from bilateral.protocol.refusals import ProtocolError
from bilateral.web.ingest.display import inert_text
from bilateral.web.service import current_service

if TYPE_CHECKING:
    from collections.abc import Mapping

HTML: Final = "text/html"
JSON: Final = "application/json"


def chosen_format() -> str:
    """Return HTML or JSON by the Accept header; who sends JSON and accepts both gets JSON.

    Raises:
        NotAcceptable: the client accepts neither.
    """
    offers = (JSON, HTML) if request.is_json else (HTML, JSON)
    return negotiation.choose(request.headers.get("Accept", ""), offers)


def page(template: str, status: int = 200, **content: object) -> Response:
    """Return a page about a text of others, which no cache keeps: drafts change without the graph."""
    text = render_template(template, writable=current_service().writable, **inert_text.FUNCTIONS, **content)
    response = Response(text, status, content_type=f"{HTML}; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def json_object() -> Mapping[str, Any]:
    """Return the object in the body.

    Raises:
        ProtocolError: the body is none.
    """
    try:
        found = json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"the body is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise ProtocolError('send an object, as {"do": "accept", "suggestion": "s1"}')
    return found
