"""Pages to make a thing that the graph lacks, for a part of a suggestion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask import Blueprint, redirect, request
from werkzeug.exceptions import NotFound

from bilateral.errors import BilateralError
from bilateral.ingest.drafts.draft import PartCandidate, ReviewError
from bilateral.rdf.iris import read_term
from bilateral.store.engine.deadline import deadline
from bilateral.web.ingest import draft_access
from bilateral.web.ingest.display.suggestion_display import class_of_values
from bilateral.web.ingest.forms import decision_form
from bilateral.web.ingest.forms.decision_form import ReviewOrder
from bilateral.web.ingest.forms.thing_form import FormFault, ThingForm, classes_to_make
from bilateral.web.ingest.forms.wikidata_candidates import WikidataLookup
from bilateral.web.ingest.request_format import page
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
    """Show the form for a thing, made from the shapes of its class."""
    with deadline(_LOOKING):
        return _page(slug, {})


@blueprint.post("/<slug>/new")
def make(slug: str) -> BaseResponse:
    """Choose what was filled in for the part; it comes to the graph with the suggestion."""
    with deadline(FILLED_IN):
        return _make(slug, reviewer())


def _make(slug: str, author: str) -> BaseResponse:
    about = page_context.reading()
    try:
        made = thing_form(about, request.form.get("class", "")).thing(request.form, shared_name_index().get)
        chosen = PartCandidate(
            made.id, made.label, 1.0, f"made by {author}", (*made.triples, *_link(made.id))
        )
        suggestion, part = request.form.get("suggestion", ""), request.form.get("part", "")
        order = ReviewOrder(decision_form.EDIT, suggestion)
        current_desk().decide(slug, form_version(), order, {part: chosen}, author)
    except FormFault as error:
        return _page(slug, error.faults, 422)
    except Outdated as error:
        return _page(slug, {"": str(error)}, 412)
    return redirect(f"/ingest/{slug}?open={suggestion}#{suggestion}", 303)


def _page(slug: str, faults: Mapping[str, str], status: int = 200) -> Response:
    about, draft = page_context.reading(), current_desk().draft(slug)
    part = _part(draft)
    offered = classes_to_make(about, class_of_values(about, part.predicate))
    wanted = request.values.get("class", "") or _class(part)
    wanted = wanted if wanted in dict(offered) else offered[0][0]
    form = thing_form(about, wanted)
    name = request.values.get("name", "") or request.form.get("rdfs:label", "") or part.words
    items, no_items = _items(form, name)
    return page(
        "ingest/new_thing.html",
        status,
        items=items,
        no_items=no_items,
        asks_wikidata=bool(current_service().settings.wikidata_contact),
        draft=draft,
        part=part,
        classes=offered,
        chosen=wanted,
        fields=form.fields(),
        given={"rdfs:label": name, **request.form.to_dict()},
        faults=faults,
        values=request.values,
    )


def _link(thing: str) -> list[TripleText]:
    """Return the link to the item of Wikidata that was chosen, if one was."""
    item = request.form.get("wikidata", "")
    return [(thing, "skos:exactMatch", f"wd:{item}")] if _ITEM.fullmatch(item) else []


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


def _part(draft: Draft) -> SuggestionPart:
    try:
        return draft.suggestion(request.values.get("suggestion", "")).part(request.values.get("part", ""))
    except ReviewError as error:
        raise NotFound(str(error)) from error


def _class(part: SuggestionPart) -> str:
    """Return the class that a reader of the text took the thing for, "" if there is none."""
    defined = (triple for each in part.candidates for triple in each.defines if triple[1] == "a")
    return next((cls for _, _, cls in defined), "")


def thing_form(about: Reading, wanted: str) -> ThingForm:
    """Return the form for things of a class, by the shapes of the content.

    Raises:
        ReviewError: there is no such class of things.
    """
    content = current_service().content
    try:
        return ThingForm(about, content.shapes if content else [], read_term(wanted))
    except ValueError as error:
        raise ReviewError(f"{wanted!r} is no class") from error
