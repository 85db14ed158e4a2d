"""Pages to add what a reader of the text missed: words are selected, a kind is chosen, a form filled in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flask import Blueprint, redirect, request

from bilateral.content.statement_records import QuotedWords, StatementRecord
from bilateral.ingest.drafts import draft as drafts
from bilateral.ingest.drafts.draft import DraftSuggestion, PartCandidate, ReviewError, SuggestionPart
from bilateral.ingest.suggestions.event_suggestions import identity_part
from bilateral.rdf.iris import read_term, short
from bilateral.rdf.vocabulary import BIL
from bilateral.store.engine.deadline import deadline
from bilateral.texts import natural
from bilateral.web.ingest import draft_access
from bilateral.web.ingest.display.inert_text import plain
from bilateral.web.ingest.forms.filled_form import FormFault, faults_of
from bilateral.web.ingest.forms.form_json import form_object
from bilateral.web.ingest.forms.speech_form import FIELDS, speech
from bilateral.web.ingest.forms.thing_form import classes_to_make
from bilateral.web.ingest.new_thing_views import FILLED_IN, form_to_fill, thing_form
from bilateral.web.ingest.request_format import (
    JSON,
    about_draft,
    chosen_format,
    draft_json,
    filled_in,
    json_response,
    page,
)
from bilateral.web.ingest.review_desk import current_desk, form_version, reviewer
from bilateral.web.pages import page_context, rendering
from bilateral.web.shared_name_index import shared_name_index
from bilateral.workers.failures import Outdated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

    from bilateral.content.statement_records import TripleText
    from bilateral.explore.graph.reading import Reading
    from bilateral.ingest.drafts.draft import Draft
    from bilateral.web.ingest.forms.filled_form import FilledForm
    from bilateral.web.ingest.forms.thing_form import NewThing, ThingField

blueprint = Blueprint("additions", __name__, url_prefix="/ingest", template_folder="templates")
rendering.register(blueprint)
draft_access.guard(blueprint)

CLASSES: Final = {drafts.EVENT: "bil:Event", drafts.OFFICE: "bil:Tenure", drafts.SAID: ""}
"""Of what class the subject of an addition is, by its kind; "" for what makes no thing."""
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
    author, wanted, filled = reviewer(), chosen_format(), filled_in()
    try:
        with deadline(FILLED_IN):
            desk = current_desk()
            draft = desk.add(slug, form_version(), _added(desk.draft(slug), filled), author)
    except (ReviewError, Outdated) as error:
        if wanted == JSON:
            raise
        return _page(slug, filled, faults_of(error), 412 if isinstance(error, Outdated) else 422)
    name = draft.suggestions[-1].id
    address = f"/ingest/{slug}?open={name}#{name}"
    if wanted == JSON:
        response = draft_json(draft, 201)
        response.headers["Location"] = address
        return response
    return redirect(address, 303)


def _added(draft: Draft, filled: FilledForm) -> DraftSuggestion:
    """Return the suggestion of what was filled in, on its words.

    Raises:
        FormFault: something is missing, or is not what is asked for.
    """
    about, names, kind, span = (
        page_context.reading(),
        shared_name_index().get,
        _kind(filled),
        _span(draft, filled),
    )
    text = draft.text or ""
    if kind == drafts.SAID:
        filled.check([each.name for each in FIELDS])
        added = speech(about, names, draft, span, filled.values)
    else:
        form = form_to_fill(about, CLASSES[kind], filled)
        values = dict(filled.values)
        if kind == drafts.EVENT and not values.get("rdfs:label"):
            # An event is called by the words that tell of it.
            values["rdfs:label"] = plain(text[slice(*span)])[:_LABEL]
        added = suggestion(about, draft, kind, form.thing(values, names), span)
    return replace(added, paragraph=len(re.findall(r"\n\s*\n", text[: span[0]])))


def suggestion(
    about: Reading, draft: Draft, kind: str, made: NewThing, span: tuple[int, int]
) -> DraftSuggestion:
    """Return a suggestion of what was filled in, with a part for each value."""
    text = draft.text or ""
    quote = (QuotedWords(text[span[0] : span[1]], span[0]),)
    described = [triple for triple in made.triples if triple[1] in {"a", "rdfs:label", "bil:status"}]
    rest = [triple for triple in made.triples if triple not in described]
    first = StatementRecord("s", "report", described[0], quote, also=tuple(described[1:]))
    others = (StatementRecord(f"s-{at}", "report", each, quote) for at, each in enumerate(rest, 2))
    parts = [_part(about, number, each) for number, each in enumerate(rest, 1)]
    whole = [*parts, *_identifying(about, described)] if kind == drafts.EVENT else parts
    said = ", ".join(f"{part.label} {part.shown}" for part in parts)
    word = about.node(read_term(described[0][2])).text.capitalize()
    return DraftSuggestion(
        "s",
        kind,
        f"{made.label}: {said}." if made.label != made.id else f"{word}: {said}.",
        made.id,
        (first, *others),
        tuple(whole),
        (span,),
        confidence=1.0,
        reason="added by hand",
        states=tuple(sorted({state for each in rest for state in _stands_for(about, each[2])})),
        is_new=True,
    )


def _stands_for(about: Reading, value: str) -> list[str]:
    """Return the state that a value of an event is, or that a person ever acted for; none if for several."""
    if value.startswith("state/"):
        return [value]
    if not value.startswith("person/"):
        return []
    acted = [short(each) for each in about.graph.values(read_term(value), BIL.everActedFor)]
    return acted if len(acted) == 1 else []


def _identifying(about: Reading, described: Sequence[TripleText]) -> list[SuggestionPart]:
    """Return the parts of an event for its kind, and for the event of the graph that it may be."""
    class_ = next(each for each in described if each[1] == "a")
    shown = about.node(read_term(class_[2])).text
    kind = SuggestionPart(
        "kind", "kind", "a", class_[2], shown, candidates=(PartCandidate(class_[2], shown, 1.0),)
    )
    defines = tuple(each for each in described if each[1] != "bil:status")
    new = PartCandidate(class_[0], "a new event", 0.5, "no event of the graph is this one", defines)
    return [kind, identity_part(new, new, ())]


def _part(about: Reading, number: int, triple: tuple[str, str, str]) -> SuggestionPart:
    _, predicate, value = triple
    label, shown = about.title(read_term(predicate)), about.node(read_term(value)).text
    return SuggestionPart(
        f"{label} {number}", label, predicate, value, shown, candidates=(PartCandidate(value, shown, 1.0),)
    )


def _page(slug: str, filled: FilledForm, faults: Mapping[str, str], status: int = 200) -> Response:
    about, draft = page_context.reading(), current_desk().draft(slug)
    kind, words, trouble = _kind(filled), "", faults.get("", "") or faults.get("class", "")
    try:
        start, end = _span(draft, filled)
        words = (draft.text or "")[start:end]
    except FormFault as error:
        trouble = trouble or error.faults["words"]
    offered, chosen = _offered(about, kind, filled)
    return page(
        "ingest/addition.html",
        status,
        draft=draft,
        kind=kind,
        words=words,
        classes=offered,
        chosen=chosen,
        fields=_asked(about, chosen),
        given=request.form.to_dict(),
        faults={**faults, "": trouble},
        values=request.values,
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
