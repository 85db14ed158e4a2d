"""Pages to make a thing that the graph lacks, for a part of a suggestion."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from flask import Blueprint, redirect, request
from werkzeug.exceptions import NotFound

from bilateral.errors import BilateralError
from bilateral.ingest.drafts.draft import PartCandidate, ReviewError
from bilateral.ingest.drafts.value_choices import class_of_values
from bilateral.rdf.iris import read_term
from bilateral.store.engine.deadline import deadline
from bilateral.web.ingest import draft_access
from bilateral.web.ingest.forms import decision_form
from bilateral.web.ingest.forms.decision_form import ReviewOrder
from bilateral.web.ingest.forms.filled_form import FormFault, faults_of
from bilateral.web.ingest.forms.form_json import form_object
from bilateral.web.ingest.forms.thing_form import ThingForm, classes_to_make
from bilateral.web.ingest.forms.thing_search import ThingSearch
from bilateral.web.ingest.forms.wikidata_candidates import WikidataLookup
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
from bilateral.web.service import current_service
from bilateral.web.shared_name_index import shared_name_index
from bilateral.workers.failures import Outdated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

    from bilateral.content.statement_records import TripleText
    from bilateral.explore.graph.reading import Reading
    from bilateral.ingest.drafts.draft import Draft, SuggestionPart
    from bilateral.web.ingest.forms.filled_form import FilledForm
    from bilateral.web.ingest.forms.wikidata_candidates import ItemCandidate

blueprint = Blueprint("new-things", __name__, url_prefix="/ingest", template_folder="templates")
rendering.register(blueprint)
draft_access.guard(blueprint)

FILLED_IN: Final = 60.0
"""Seconds for what was filled in to be looked up, validated by the shapes and kept."""
_LOOKING: Final = 20.0  # seconds for a page, as Wikidata may be asked
_ITEM: Final = re.compile(r"Q[1-9]\d{0,11}")


@blueprint.get("/<slug>/new")
def show(slug: str) -> Response:
    """Show the form for a thing, made from the shapes of its class; or return its fields."""
    with deadline(_LOOKING):
        return _fields(slug, filled_in()) if chosen_format() == JSON else _page(slug, filled_in(), {})


@blueprint.post("/<slug>/new")
def make(slug: str) -> BaseResponse:
    """Choose what was filled in for the part; it comes to the graph with the suggestion."""
    author, wanted, filled = reviewer(), chosen_format(), filled_in()
    try:
        with deadline(FILLED_IN):
            draft = _made(slug, filled, author)
    except (FormFault, Outdated) as error:
        return refusal(error, partial(_page, slug, filled, faults_of(error)))
    if wanted == JSON:
        return draft_json(draft)
    name = filled.fields.get("suggestion", "")
    return redirect(f"/ingest/{slug}?open={name}#{name}", 303)


def _made(slug: str, filled: FilledForm, author: str) -> Draft:
    about, desk = page_context.reading(), current_desk()
    name, part = filled.fields.get("suggestion", ""), filled.fields.get("part", "")
    needed = class_of_values(about.graph, desk.draft(slug).suggestion(name).part(part).predicate)
    form = form_to_fill(about, needed, filled)
    made = form.thing(filled.values, ThingSearch(about, shared_name_index().get))
    triples = (*made.triples, *_link(made.id, filled))
    chosen = PartCandidate(made.id, made.label, 1.0, f"made by {author}", triples)
    order = ReviewOrder(decision_form.EDIT, name)
    return desk.decide(slug, form_version(), order, {part: chosen}, author)


def _page(slug: str, filled: FilledForm, faults: Mapping[str, str]) -> Response:
    about, draft = page_context.reading(), current_desk().draft(slug)
    part = _part(draft, filled)
    offered, chosen = _offered(about, part, filled)
    form = thing_form(about, chosen)
    name = request.values.get("name", "") or request.form.get("rdfs:label", "") or part.words
    items, no_items = _items(form, name)
    return page(
        "ingest/new_thing.html",
        items=items,
        no_items=no_items,
        asks_wikidata=bool(current_service().settings.wikidata_contact),
        draft=draft,
        part=part,
        classes=offered,
        chosen=chosen,
        fields=form.fields(),
        given={"rdfs:label": name, **request.form.to_dict()},
        faults={**faults, "": faults.get("", "") or faults.get("class", "")},
        values=request.values,
    )


def _fields(slug: str, filled: FilledForm) -> Response:
    """Return what can be filled in, for programs."""
    about, draft = page_context.reading(), current_desk().draft(slug)
    offered, chosen = _offered(about, _part(draft, filled), filled)
    return about_draft(json_response(form_object(offered, chosen, thing_form(about, chosen).fields())), draft)


def _offered(about: Reading, part: SuggestionPart, filled: FilledForm) -> tuple[list[tuple[str, str]], str]:
    """Return the classes of which a thing may be made for a part, and the one that was chosen or read."""
    offered = classes_to_make(about, class_of_values(about.graph, part.predicate))
    wanted = filled.fields.get("class", "") or _class(part)
    return offered, wanted if wanted in dict(offered) else offered[0][0]


def _link(thing: str, filled: FilledForm) -> list[TripleText]:
    """Return the link to the item of Wikidata that was chosen, if one was.

    Raises:
        FormFault: it is none.
    """
    item = filled.fields.get("wikidata", "")
    if item and not _ITEM.fullmatch(item):
        raise FormFault({"wikidata": f"{item!r} is no item of Wikidata; write one as Q42"})
    return [(thing, "skos:exactMatch", f"wd:{item}")] if item else []


def _items(form: ThingForm, name: str) -> tuple[list[ItemCandidate], str]:
    """Return the items of Wikidata that bear a name, if they are asked for; and why there are none."""
    service, content = current_service(), current_service().content
    if not (request.values.get("look") and service.settings.wikidata_contact and content):
        return [], ""
    try:
        found = WikidataLookup(service.settings, content).find(name, form.above)
    except BilateralError as error:
        return [], f"Wikidata gives no candidates: {error}"
    return found, "" if found else f"Wikidata knows nothing called {name}."


def _part(draft: Draft, filled: FilledForm) -> SuggestionPart:
    try:
        return draft.suggestion(filled.fields.get("suggestion", "")).part(filled.fields.get("part", ""))
    except ReviewError as error:
        raise NotFound(str(error)) from error


def _class(part: SuggestionPart) -> str:
    """Return the class that a reader of the text took the thing for, "" if there is none."""
    defined = (triple for each in part.candidates for triple in each.defines if triple[1] == "a")
    return next((cls for _, _, cls in defined), "")


def form_to_fill(about: Reading, needed: str, filled: FilledForm) -> ThingForm:
    """Return the form that was filled in, for a thing where one of a class is needed.

    Raises:
        FormFault: it is for another class, or says what it does not ask for.
    """
    wanted, offered = filled.fields.get("class", ""), dict(classes_to_make(about, needed))
    if wanted not in offered:
        raise FormFault({"class": f"{wanted!r} cannot be made here; {', '.join(offered)} can"})
    form = thing_form(about, wanted)
    filled.check([each.name for each in form.fields()])
    return form


def thing_form(about: Reading, wanted: str) -> ThingForm:
    """Return the form for things of a class, by the shapes of the content."""
    content = current_service().content
    return ThingForm(about, content.shapes if content else [], read_term(wanted))
