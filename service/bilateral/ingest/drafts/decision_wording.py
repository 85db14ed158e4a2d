"""What was decided on a draft, in a sentence for those who follow the changes."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from bilateral.ingest.drafts.draft import ACCEPTED, LATER, REJECTED, SAID, WAITING
from bilateral.ingest.drafts.suggestion_wording import speakers_of

if TYPE_CHECKING:
    from bilateral.ingest.drafts.draft import Draft, DraftSuggestion

_LONGEST: Final = 240  # characters of what a suggestion says
_EDITED: Final = "edited"
_DONE: Final = {ACCEPTED: "accepted", REJECTED: "rejected", LATER: "put off"}


def decision_sentence(before: Draft, after: Draft) -> str:
    """Return what was done to the suggestions of a draft, as in “rejected: A met B: occurred. And 2 more.”.

    Of what somebody said it has who and of whom, and not the words: a log is never changed, and the words may
    have to be forgotten.
    """
    known = {each.id: each for each in before.suggestions}
    done = {each.id: _done(known.get(each.id), each) for each in after.suggestions}
    # A decision may word others anew: those were not what was decided on.
    told = {verb for verb in done.values() if verb} - {_EDITED} or {_EDITED}
    changed = [each for each in after.suggestions if done[each.id] in told]
    if not changed:
        return "looked at the suggestions"
    ids = {each.id for each in changed}
    first = next((each for each in changed if ids.isdisjoint(each.hangs_on)), changed[0])
    others = len(changed) - 1
    return f"{done[first.id]}: {_said(first)}" + (f" And {others} more." if others else "")


def _done(before: DraftSuggestion | None, after: DraftSuggestion) -> str:
    """Return what was done to a suggestion, "" for nothing."""
    if before is None:
        return "added"
    if before.state != after.state:
        taken_back = before.state in {ACCEPTED, REJECTED} and after.state == WAITING
        return "took back" if taken_back else _DONE.get(after.state, _EDITED)
    return _EDITED if before.sentence != after.sentence else ""


def _said(suggestion: DraftSuggestion) -> str:
    words = f"{speakers_of(suggestion)}." if suggestion.kind == SAID else suggestion.sentence
    shown = "".join(each for each in words if not unicodedata.category(each).startswith("C"))
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST].rpartition(' ')[0]} …"
