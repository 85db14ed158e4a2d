"""Pages to add what a reader of the text missed: words are selected, a kind is chosen, a form filled in."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from flask import Blueprint, redirect, request

from bilateral.content.statement_records import QuotedWords
from bilateral.ingest.drafts import draft as drafts
from bilateral.ingest.drafts.draft import ReviewError
from bilateral.store.engine.deadline import deadline
from bilateral.texts import natural
from bilateral.web.ingest import draft_access, made_things
from bilateral.web.ingest.display.inert_text import plain
from bilateral.web.ingest.forms.filled_form import FormFault, faults_of
from bilateral.web.ingest.forms.form_json import form_object
from bilateral.web.ingest.forms.speech_form import FIELDS, speech
from bilateral.web.ingest.forms.thing_form import classes_to_make
from bilateral.web.ingest.forms.thing_suggestion import thing_suggestion
from bilateral.web.ingest.new_thing_views import FILLED_IN, form_to_fill, thing_form
from bilateral.web.ingest.request_format import (
    JSON,
    about_draft,
    chosen_format,
    draft_json,
    filled_in,
    json_response,
    page,
    refusal,
)
from bilateral.web.ingest.review_desk import current_desk, form_version, reviewer
from bilateral.web.pages import page_context, rendering
from bilateral.workers.failures import Outdated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

    from bilateral.explore.graph.reading import Reading
    from bilateral.ingest.drafts.draft import Draft, DraftSuggestion
    from bilateral.web.ingest.forms.filled_form import FilledForm
    from bilateral.web.ingest.forms.thing_form import ThingField
    from bilateral.web.ingest.forms.thing_search import UnmatchedName

blueprint = Blueprint("additions", __name__, url_prefix="/ingest", template_folder="templates")
rendering.register(blueprint)
draft_access.guard(blueprint)

CLASSES: Final = {drafts.EVENT: "bil:Event", drafts.OFFICE: "bil:Tenure", drafts.SAID: ""}
"""Of what class the subject of an addition is, by its kind; "" for what makes no thing."""
_AGAIN: Final = "again"  # the button that shows the fields of another class of a thing to make
_LONGEST: Final = 2000  # characters of the words
_LABEL: Final = 80  # characters of them that an event is called by


@blueprint.get("/<slug>/add")
def show(slug: str) -> Response:
    """Show the form for what the words say, made from the shapes of a class; or return its fields."""
    if chosen_format() == JSON:
        return _fields(current_desk().draft(slug), filled_in())
    return _page(slug, filled_in(), {})


@blueprint.post("/<slug>/add")
def add(slug: str) -> BaseResponse:
    """Add a suggestion that rests on the words; it waits for a decision like any other."""
    if request.form.get(_AGAIN):
        return _page(slug, filled_in(), {})
    author, wanted, filled = reviewer(), chosen_format(), filled_in()
    unknown: list[UnmatchedName] = []
    try:
        with deadline(FILLED_IN):
            desk = current_desk()
            added = _added(desk.draft(slug), filled, author, unknown)
            draft = desk.add(slug, form_version(), added, author)
    except (ReviewError, Outdated) as error:
        return refusal(error, partial(_page, slug, filled, faults_of(error), unknown))
    name = draft.suggestions[-1].id
    address = f"/ingest/{slug}?open={name}#{name}"
    if wanted == JSON:
        response = draft_json(draft, 201)
        response.headers["Location"] = address
        return response
    return redirect(address, 303)


def _added(draft: Draft, filled: FilledForm, author: str, unknown: list[UnmatchedName]) -> DraftSuggestion:
    """Return the suggestion of what was filled in, on its words.

    Names that are not one thing are added to `unknown`.

    Raises:
        FormFault: something is missing, or is not what is asked for.
    """
    about, kind, span = page_context.reading(), _kind(filled), _span(draft, filled)
    things = made_things.search(about, draft, filled, author)
    things.unknown = unknown
    text = draft.text or ""
    if kind == drafts.SAID:
        filled.check([each.name for each in FIELDS])
        added = speech(draft, span, filled.values, things)
    else:
        form = form_to_fill(about, CLASSES[kind], filled)
        values = dict(filled.values)
        if kind == drafts.EVENT and not values.get("rdfs:label"):
            # An event is called by the words that tell of it.
            values["rdfs:label"] = plain(text[slice(*span)])[:_LABEL]
        words = QuotedWords(text[slice(*span)], span[0])
        added = thing_suggestion(about, kind, form.thing(values, things), words, things)
    return replace(added, paragraph=len(re.findall(r"\n\s*\n", text[: span[0]])))


def _page(
    slug: str, filled: FilledForm, faults: Mapping[str, str], unknown: Sequence[UnmatchedName] = ()
) -> Response:
    about, draft = page_context.reading(), current_desk().draft(slug)
    kind, words, trouble = _kind(filled), "", faults.get("", "") or faults.get("class", "")
    try:
        start, end = _span(draft, filled)
        words = (draft.text or "")[start:end]
    except FormFault as error:
        trouble = trouble or error.faults["words"]
    offered, chosen = _offered(about, kind, filled)
    new = made_things.things_to_make(about, filled, unknown)
    return page(
        "ingest/addition.html",
        draft=draft,
        kind=kind,
        words=words,
        classes=offered,
        chosen=chosen,
        fields=_asked(about, chosen),
        given=reduce(or_, (each.given for each in new), request.form.to_dict()),
        faults={**faults, "": trouble},
        values=request.values,
        new=new,
    )


def _fields(draft: Draft, filled: FilledForm) -> Response:
    """Return what can be filled in, for programs."""
    about, kind = page_context.reading(), _kind(filled)
    offered, chosen = _offered(about, kind, filled)
    return about_draft(
        json_response({"kind": kind, **form_object(offered, chosen, _asked(about, chosen))}), draft
    )


def _offered(about: Reading, kind: str, filled: FilledForm) -> tuple[list[tuple[str, str]], str]:
    """Return the classes of which something of a kind may be, and the one that was chosen; "" for none."""
    offered = classes_to_make(about, CLASSES[kind]) if CLASSES[kind] else []
    wanted = filled.fields.get("class", "")
    return offered, wanted if wanted in dict(offered) or not offered else offered[0][0]


def _asked(about: Reading, chosen: str) -> Sequence[ThingField]:
    return thing_form(about, chosen).fields() if chosen else FIELDS


def _kind(filled: FilledForm) -> str:
    kind = filled.fields.get("kind", "")
    if kind not in CLASSES:
        raise FormFault({"kind": f"{kind!r} cannot be added by hand; {', '.join(CLASSES)} can"})
    return kind


def _span(draft: Draft, filled: FilledForm) -> tuple[int, int]:
    """Return where the words stand: by their places, or by the words, which stand in the text once.

    Raises:
        FormFault: they do not.
    """
    text, words = draft.text, filled.fields.get("words", "")[:_LONGEST]
    if text is None:
        raise FormFault({"words": "the text was not kept after its review, so that nothing can rest on it"})
    places = [filled.fields.get(key, "") for key in ("start", "end")]
    start, end = map(natural, places)
    is_stretch = start is not None and end is not None and start < end <= len(text)
    # A page shows words without what is invisible in them.
    if is_stretch and (filled.is_form or not words or words.split() == text[start:end].split()):
        return start or 0, end or 0
    if any(places) and not filled.is_form:
        where = " to ".join(places)
        raise FormFault({"words": f"they do not stand at {where}, counted in code points from 0"})
    if not words.strip():
        raise FormFault({"words": "no words are selected: say on which words of the text it rests"})
    found = list(re.finditer(r"\s+".join(map(re.escape, words.split())), text))
    if len(found) != 1:
        times = f"stand {len(found)} times in the text: copy more of them" if found else "are not in the text"
        raise FormFault({"words": f"“{words}” {times}"})
    return found[0].span()
