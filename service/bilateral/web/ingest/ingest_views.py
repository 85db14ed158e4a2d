"""The page where texts come in: pasted, uploaded, or sent by programs; and the list of drafts."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, redirect, request

from bilateral.errors import InputError
from bilateral.explore.graph import display_dates
from bilateral.ingest.drafts.draft import ReviewError
from bilateral.ingest.reading.front_matter import FIELDS, FrontMatter, read_field
from bilateral.ingest.reading.read_text import RawDocument
from bilateral.web.ingest import draft_access
from bilateral.web.ingest.forms.filled_form import FormFault, check_controls
from bilateral.web.ingest.request_format import (
    JSON,
    chosen_format,
    draft_json,
    json_object,
    json_response,
    page,
    refusal,
)
from bilateral.web.ingest.review_desk import (
    AlreadyRead,
    GivenText,
    MalformedDraft,
    Undated,
    authorised,
    current_desk,
)
from bilateral.web.pages import rendering

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

    from bilateral.ingest.drafts.draft import Draft

blueprint = Blueprint(
    "ingest", __name__, url_prefix="/ingest", template_folder="templates", static_folder="static"
)
rendering.register(blueprint)
draft_access.guard(blueprint)

LICENCES: Final = ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "public domain", "all rights reserved")
"""Licences that the form offers; any other can be written."""

_PAGE: Final = 30  # drafts
_LONGEST: Final = 2000  # characters of a field


@blueprint.get("", strict_slashes=False)
def texts() -> Response:
    """Show the form for a text, and the drafts with how much of each is left."""
    if chosen_format() == JSON:
        found, total = current_desk().drafts(_number(), _PAGE)
        content = {"drafts": [_summary(each) for each in found], "total": total, "page": _number()}
        return _listed(json_response(content))
    return _page({})


@blueprint.post("", strict_slashes=False)
def bring() -> BaseResponse:
    """Read and analyse a text, and keep it as a draft."""
    authorised()
    wanted = chosen_format()
    try:
        draft = current_desk().bring(_given())
    except (ReviewError, InputError, AlreadyRead) as error:
        return refusal(error, partial(_again, error))
    address = f"/ingest/{draft.slug}"
    if wanted == JSON:
        response = draft_json(draft, 201)
        response.headers["Location"] = address
        return response
    return redirect(address, 303)


def _again(error: Exception) -> Response:
    """Show the form again, with what has to be added or changed."""
    if isinstance(error, AlreadyRead):
        return _page(request.form, there=error)
    if isinstance(error, Undated):
        return _page(_with_text(error), faults={"published": str(error)})
    if isinstance(error, FormFault):
        return _page(request.form, faults=error.faults)
    response = _page(request.form, why=error.reason if isinstance(error, InputError) else str(error))
    # To a person a text that cannot be read is a field of the form that is not right.
    response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response


def _given() -> GivenText:
    """Return the text of a request: a file before what was pasted, or a member of JSON.

    Raises:
        InputError: there is none.
        FormFault: a field is not what it should be.
    """
    values = _members(json_object()) if request.is_json else request.form
    file = request.files.get("file")
    if file and file.filename:
        raw = RawDocument(file.read(), file.filename, file.mimetype or "")
    else:
        text = str(values.get("text", ""))
        if not text.strip():
            raise InputError("text", None, "there is no text: paste one, or choose a file")
        raw = RawDocument(text.encode(), "text", "text/plain; charset=utf-8")
    return GivenText(
        raw,
        _front(values),
        keep_text=bool(values.get("keep_text")),
        undated=bool(values.get("undated")),
    )


def _members(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the members of an object, each of which is a text, true or false.

    Raises:
        FormFault: one is something else.
    """
    kinds = {**dict.fromkeys(("text", *FIELDS), str), **dict.fromkeys(("keep_text", "undated"), bool)}
    words = {str: "a text, in quotation marks", bool: "true or false"}
    wrong = [name for name, kind in kinds.items() if not isinstance(content.get(name, kind()), kind)]
    if wrong:
        raise FormFault({name: words[kinds[name]] for name in wrong})
    return content


def _front(values: Mapping[str, Any]) -> FrontMatter:
    found: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name in FIELDS:
        if text := " ".join(str(values.get(name, ""))[:_LONGEST].split()):
            try:
                check_controls(text)
                found[name] = read_field(name, text)
            except ValueError as error:
                faults[name] = str(error)
    if faults:
        raise FormFault(faults)
    return FrontMatter(**found)


def _with_text(error: Undated) -> dict[str, Any]:
    """Return the form with the text as it was read, so that only the day has to be added."""
    found = error.read
    proposed = found.proposed.texts().get("published", "")
    return {
        **request.form.to_dict(),
        "text": found.text,
        **{name: value for name, value in found.front.texts().items() if not request.form.get(name)},
        "published": proposed or request.form.get("published", ""),
        "asked": True,
    }


def _page(
    given: Mapping[str, Any],
    *,
    faults: Mapping[str, str] | None = None,
    why: str = "",
    there: AlreadyRead | None = None,
) -> Response:
    found, total = current_desk().drafts(_number(), _PAGE)
    response = page(
        "ingest/ingest.html",
        given=given,
        faults=faults or {},
        refusal=why,
        there=there,
        drafts=[_summary(each) for each in found],
        total=total,
        number=_number(),
        pages=-(-total // _PAGE),
        licences=LICENCES,
    )
    return _listed(response)


def _number() -> int:
    return max(request.args.get("page", 1, int), 1)


def _listed(response: Response) -> Response:
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _summary(draft: Draft | MalformedDraft) -> dict[str, Any]:
    """Return what the list says of a draft."""
    if isinstance(draft, MalformedDraft):
        return {"id": draft.slug, "title": draft.slug, "fault": draft.fault}
    source = draft.source
    about = [
        source.publisher,
        f"published {display_dates.spoken(source.published)}" if source.published else "",
        f"read {display_dates.spoken(source.recorded)}" if source.recorded else "",
        draft.extractor,
    ]
    return {
        "id": draft.slug,
        "title": source.title or draft.slug,
        "published": source.published,
        "left": len(draft.waiting),
        "accepted": len(draft.accepted),
        "total": len(draft.suggestions),
        "version": draft.version,
        "about": " · ".join(filter(None, about)),
    }
