"""What a request brings, and what it is answered with: pages to people, JSON to programs."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import Response, render_template, request

from bilateral.protocol import negotiation
from bilateral.protocol.refusals import ProtocolError, UnsupportedMediaType
from bilateral.web.http import problems
from bilateral.web.ingest.display import inert_text
from bilateral.web.ingest.display.draft_json import draft_object
from bilateral.web.ingest.forms import filled_form
from bilateral.web.service import current_service

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from werkzeug.wrappers import Response as BaseResponse

    from bilateral.errors import BilateralError
    from bilateral.ingest.drafts.draft import Draft
    from bilateral.web.ingest.forms.filled_form import FilledForm

HTML: Final = "text/html"
JSON: Final = "application/json"
_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")


def chosen_format() -> str:
    """Return HTML or JSON by the Accept header; who sends JSON and accepts both gets JSON.

    Raises:
        NotAcceptable: the client accepts neither.
    """
    offers = (JSON, HTML) if request.is_json else (HTML, JSON)
    return negotiation.choose(request.headers.get("Accept", ""), offers)


def page(template: str, **content: object) -> Response:
    """Return a page about a text of others, which no cache keeps: drafts change without the graph."""
    text = render_template(template, writable=current_service().writable, **inert_text.FUNCTIONS, **content)
    response = Response(text, content_type=f"{HTML}; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def draft_json(draft: Draft, status: int = 200) -> Response:
    """Return a draft for other programs that review."""
    return about_draft(json_response(draft_object(draft), status), draft)


def json_response(content: Mapping[str, Any], status: int = 200) -> Response:
    """Return an object that no cache keeps."""
    response = Response(json.dumps(content, ensure_ascii=False) + "\n", status, content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def refusal(error: BilateralError, shown: Callable[[], BaseResponse]) -> BaseResponse:
    """Answer what cannot be done: people get their page again, with the status that programs get.

    Args:
        error: why it cannot; programs get it as a problem.
        shown: returns the page, or where to go on.

    Raises:
        BilateralError: the error, to a program.
    """
    if chosen_format() == JSON:
        raise error
    response = shown()
    if response.status_code == HTTPStatus.OK:
        response.status_code = problems.status_of(error)
    return response


def about_draft(response: Response, draft: Draft) -> Response:
    """Return a response with the version of the draft that it is about."""
    response.set_etag(str(draft.version))
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Cache-Control"] = "no-store"
    return response


def filled_in() -> FilledForm:
    """Return what was filled in, in the body and in the address.

    Raises:
        ProtocolError: the body is JSON of another shape.
    """
    if request.is_json and request.method == "POST":
        return filled_form.read_object(json_object())
    return filled_form.read_form(request.values, request.form)


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
        raise ProtocolError("the body is JSON, and no object")
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ProtocolError("the body has half of a surrogate pair, which is no character") from error
    return found


def check_body() -> None:
    """Refuse a body of which nothing would be read.

    Raises:
        UnsupportedMediaType: it is neither a form nor JSON.
        ProtocolError: it is a form that is malformed.
    """
    if not request.content_length or request.is_json:
        return
    if request.mimetype not in _FORMS:
        raise UnsupportedMediaType(f"send a form ({' or '.join(_FORMS)}), or {JSON}")
    if not (request.form or request.files):
        raise ProtocolError("the form cannot be read: it is malformed, or a name in it is not UTF-8")
