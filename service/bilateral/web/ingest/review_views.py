"""The review of a draft: its page, and the decisions that are sent to the same address.

A decision carries a token, in a header or in the form. No cookie authorises anything, so that there is no
cross-site request to forge; the script of the page keeps the token in the tab.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import Blueprint, redirect, request

from bilateral.ingest.drafts.draft import ReviewError
from bilateral.protocol.refusals import ProtocolError
from bilateral.store.engine.deadline import deadline
from bilateral.web.ingest import draft_access
from bilateral.web.ingest.display import review_display, review_wording
from bilateral.web.ingest.display.review_display import DraftDisplay
from bilateral.web.ingest.display.suggestion_display import ShownPart, SuggestionDisplay
from bilateral.web.ingest.forms import decision_form
from bilateral.web.ingest.forms.part_choices import AmbiguousName, PartChoices
from bilateral.web.ingest.request_format import (
    JSON,
    about_draft,
    chosen_format,
    draft_json,
    json_object,
    page,
    refusal,
)
from bilateral.web.ingest.review_desk import current_desk, form_version, reviewer
from bilateral.web.pages import page_context, rendering
from bilateral.web.shared_name_index import shared_name_index
from bilateral.workers.failures import Outdated

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

    from bilateral.ingest.drafts.draft import Draft
    from bilateral.web.ingest.forms.decision_form import ReviewOrder

blueprint = Blueprint("drafts", __name__, url_prefix="/ingest", template_folder="templates")
rendering.register(blueprint)
draft_access.guard(blueprint)

_DECIDING: Final = 120.0  # seconds for a decision to be looked up and written, with what waits before it


@blueprint.get("/<slug>")
def review(slug: str) -> Response:
    """Show a draft, or return it as JSON."""
    draft = current_desk().draft(slug)
    if chosen_format() == JSON:
        return draft_json(draft)
    return review_page(draft)


@blueprint.post("/<slug>")
def decide(slug: str) -> BaseResponse:
    """Decide on one suggestion, and on what is accepted with it."""
    order = (
        decision_form.read_json(json_object()) if request.is_json else decision_form.read_form(request.form)
    )
    if order.verb not in decision_form.DECISIONS:
        if chosen_format() == JSON:
            raise ProtocolError(f"do: {order.verb!r} is none of {', '.join(decision_form.DECISIONS)}")
        return redirect(_elsewhere(slug, order), 303)
    author, wanted = reviewer(), chosen_format()
    try:
        with deadline(_DECIDING):
            draft = _decided(slug, order, author)
    except (ReviewError, Outdated) as error:
        return refusal(error, partial(_refused, slug, order, error))
    if wanted == JSON:
        return draft_json(draft)
    followed = review_display.next_open(review_display.ordered(draft), order.suggestion)
    query = {"show": _show(), "after": order.suggestion, "open": followed}
    return redirect(f"/ingest/{slug}?{urlencode({k: v for k, v in query.items() if v})}", 303)


def _decided(slug: str, order: ReviewOrder, author: str) -> Draft:
    desk = current_desk()
    draft = desk.draft(slug)
    if order.verb == decision_form.FINISH:
        return desk.finish(slug)
    choices = {}
    if order.verb in {decision_form.ACCEPT, decision_form.EDIT}:
        choices = PartChoices(page_context.reading(), shared_name_index().get, draft).of(order)
    return desk.decide(slug, form_version(), order, choices, author)


def _refused(slug: str, order: ReviewOrder, error: Exception) -> BaseResponse:
    """Show the page again, with why a decision was not taken."""
    if isinstance(error, AmbiguousName):
        query = {"show": _show(), "open": error.suggestion, "part": error.part, "q": error.typed}
        return redirect(f"/ingest/{slug}?{urlencode(query)}#{error.suggestion}", 303)
    draft = current_desk().draft(slug)
    return review_page(draft, refused=str(error), wanted=order.suggestion)


def _elsewhere(slug: str, order: ReviewOrder) -> str:
    """Return where a button leads that decides nothing."""
    show = {"show": _show()}
    if order.verb == decision_form.ADD:
        given = {key: request.form.get(key, "") for key in ("start", "end", "words")}
        return f"/ingest/{slug}/add?{urlencode({'kind': order.suggestion, **given})}"
    part = order.rest or next(iter(order.typed), "")
    typed = order.typed.get(part, "")
    if order.verb == decision_form.NEW:
        query = {"suggestion": order.suggestion, "part": part, "name": typed}
        return f"/ingest/{slug}/new?{urlencode(query)}"
    found = {"open": order.suggestion, "part": part, "q": typed} if order.verb else {}
    return f"/ingest/{slug}?{urlencode(show | found)}#{order.suggestion}"


def review_page(draft: Draft, refused: str = "", wanted: str = "") -> Response:
    """Return the page of a review."""
    about = page_context.reading()
    after = request.args.get("after", "")
    display = DraftDisplay(about, draft, _show(), wanted or request.args.get("open", ""))
    response = page(
        "ingest/review.html",
        draft=draft,
        display=display,
        action=f"/ingest/{draft.slug}",
        meta=list(review_wording.meta(about, draft)),
        gained=review_wording.gained(draft),
        pairs=review_wording.pairs(about, draft),
        document=f"/page/document/{draft.slug}",
        after=after if after in display.numbers and not draft.suggestion(after).is_open else "",
        said=review_wording.said(draft, display.numbers, after),
        refused=refused,
        sought=_sought(draft),
        advice=review_wording.advice(draft),
        reasons=review_wording.REASONS,
        keys=review_wording.KEYS,
        additions=review_wording.ADDITIONS,
    )
    return about_draft(response, draft)


def _sought(draft: Draft) -> dict[str, dict[str, ShownPart]]:
    """Return the part that the request searches for, with what was found before its own candidates."""
    name, part_name, text = (request.args.get(key, "") for key in ("open", "part", "q"))
    if not (part_name and text):
        return {}
    part = draft.suggestion(name).part(part_name)
    about = page_context.reading()
    shown = SuggestionDisplay(about, draft, {}).part(part)
    known = {each.value for each in shown.candidates}
    found = PartChoices(about, shared_name_index().get, draft).search(part, text)
    fresh = [each for each in found if each.value not in known]
    hint = (
        f"found for “{text}”" if found else f"nothing is called “{text}”: make it new, or write another name"
    )
    return {name: {part_name: shown._replace(candidates=[*fresh, *shown.candidates], sought=text, hint=hint)}}


def _show() -> str:
    given = request.values.get("show", "")
    return given if given in review_display.SHOW else review_display.ALL
