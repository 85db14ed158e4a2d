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
from bilateral.web.ingest.forms.speech_form import FIELDS, speech
from bilateral.web.ingest.forms.thing_form import FormFault, NewThing, classes_to_make
from bilateral.web.ingest.new_thing_views import FILLED_IN, thing_form
from bilateral.web.ingest.request_format import page
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

blueprint = Blueprint("additions", __name__, url_prefix="/ingest", template_folder="templates")
rendering.register(blueprint)
draft_access.guard(blueprint)

CLASSES: Final = {drafts.EVENT: "bil:Event", drafts.OFFICE: "bil:Tenure", drafts.SAID: ""}
"""Of what class the subject of an addition is, by its kind; "" for what makes no thing."""
_LONGEST: Final = 2000  # characters of the words


@blueprint.get("/<slug>/add")
def show(slug: str) -> Response:
    """Show the form for what the words say, made from the shapes of a class."""
    return _page(slug, {})


@blueprint.post("/<slug>/add")
def add(slug: str) -> BaseResponse:
    """Add a suggestion that rests on the words; it waits for a decision like any other."""
    with deadline(FILLED_IN):
        return _add(slug, reviewer())


def _add(slug: str, author: str) -> BaseResponse:
    about, desk = page_context.reading(), current_desk()
    try:
        span = _span(desk.draft(slug))
        if (kind := _kind()) == drafts.SAID:
            added = speech(about, shared_name_index().get, desk.draft(slug), span, request.form)
        else:
            form = thing_form(about, request.form.get("class", ""))
            made = form.thing(request.form, shared_name_index().get)
            added = suggestion(about, desk.draft(slug), kind, made, span)
        number = len(re.findall(r"\n\s*\n", (desk.draft(slug).text or "")[: span[0]]))
        draft = desk.add(slug, form_version(), replace(added, paragraph=number), author)
    except FormFault as error:
        return _page(slug, error.faults, 422)
    except (ReviewError, Outdated) as error:
        return _page(slug, {"": str(error)}, 412 if isinstance(error, Outdated) else 422)
    name = draft.suggestions[-1].id
    return redirect(f"/ingest/{slug}?open={name}#{name}", 303)


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


def _page(slug: str, faults: Mapping[str, str], status: int = 200) -> Response:
    about, draft = page_context.reading(), current_desk().draft(slug)
    kind, words, trouble = _kind(), "", faults.get("", "")
    try:
        start, end = _span(draft)
        words = (draft.text or "")[start:end]
    except ReviewError as error:
        trouble = trouble or str(error)
    offered = classes_to_make(about, CLASSES[kind]) if CLASSES[kind] else []
    wanted = request.values.get("class", "")
    if offered and wanted not in dict(offered):
        wanted = offered[0][0]
    return page(
        "ingest/addition.html",
        status,
        draft=draft,
        kind=kind,
        words=words,
        classes=offered,
        chosen=wanted,
        fields=thing_form(about, wanted).fields() if offered else FIELDS,
        given=request.form.to_dict(),
        faults={**faults, "": trouble},
        values=request.values,
    )


def _kind() -> str:
    kind = request.values.get("kind", "")
    if kind not in CLASSES:
        raise ReviewError(f"{kind!r} cannot be added by hand; {', '.join(CLASSES)} can")
    return kind


def _span(draft: Draft) -> tuple[int, int]:
    """Return where the words stand: by their places, or by the words, which stand in the text once.

    Raises:
        ReviewError: they do not.
    """
    text, words = draft.text or "", request.values.get("words", "")[:_LONGEST]
    start, end = (natural(request.values.get(key, "")) for key in ("start", "end"))
    if start is not None and end is not None and start < end <= len(text):
        return start, end
    if not words.strip():
        raise ReviewError("no words are selected: say on which words of the text it rests")
    found = list(re.finditer(r"\s+".join(map(re.escape, words.split())), text))
    if len(found) != 1:
        times = f"stand {len(found)} times in the text: copy more of them" if found else "are not in the text"
        raise ReviewError(f"“{words}” {times}")
    return found[0].span()
