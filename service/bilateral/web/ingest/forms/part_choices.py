"""What a reviewer chose or typed for the parts of a suggestion, as values of the graph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bilateral.ingest.drafts.draft import PartCandidate, ReviewError
from bilateral.ingest.drafts.value_choices import CHOSEN, DATES, ValueChoices
from bilateral.rdf.iris import short
from bilateral.rdf.terms import literal
from bilateral.web.ingest.display.suggestion_display import NOTHING, ShownCandidate, score

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilateral.explore.graph.reading import Reading
    from bilateral.ingest.drafts.draft import Draft, DraftSuggestion, SuggestionPart
    from bilateral.names.candidates import Candidate
    from bilateral.names.graph_names import GraphNames
    from bilateral.rdf.terms import Term
    from bilateral.web.ingest.forms.decision_form import ReviewOrder

_MOST: Final = 8
_IDENTIFIER: Final = re.compile(r"[a-z-]+/\S+")


class AmbiguousName(ReviewError):  # noqa: N818  # what was typed
    """A name that was typed for a part may mean several things, or nothing the graph knows."""

    def __init__(self, suggestion: str, part: str, typed: str) -> None:
        super().__init__(f"{typed!r} is not one thing of the graph: choose which, or make a new one")
        self.suggestion, self.part, self.typed = suggestion, part, typed


class PartChoices:
    """Makes values of what was sent, for one reader and one draft."""

    def __init__(self, about: Reading, names: Callable[[], GraphNames], draft: Draft) -> None:
        """Take the graph to look things up in; names are asked for where something was typed."""
        self._about, self._names, self._draft = about, names, draft
        self._values = ValueChoices(about.graph, draft)

    def of(self, order: ReviewOrder) -> dict[str, str | PartCandidate]:
        """Return the values that an order gives to parts of its suggestion, without those it has already.

        Raises:
            AmbiguousName: a name that was typed is not one thing.
            ReviewError: there is no such suggestion or part, or a value is not what the part needs.
        """
        suggestion = self._draft.suggestion(order.suggestion)
        found: dict[str, str | PartCandidate] = {}
        for name, value in order.choices.items():
            part = suggestion.part(name)
            if name not in order.typed and value != part.value:
                found[name] = self._values.chosen(part, value)
        for name, text in order.typed.items():
            found[name] = self._typed(suggestion, suggestion.part(name), text)
        return found

    def search(self, part: SuggestionPart, text: str) -> list[ShownCandidate]:
        """Return what a text may mean in a part, best first, each with the reason for its score."""
        return [
            ShownCandidate(
                short(each.entity),
                self._about.node(each.entity).text,
                score(each.score / 100),
                each.reason,
            )
            for each in self._find(part, text)
        ]

    def _typed(self, suggestion: DraftSuggestion, part: SuggestionPart, text: str) -> str | PartCandidate:
        if text == NOTHING:
            return ""
        if part.predicate in DATES:
            return self._values.day(text)
        if not self._values.asked(part):
            return PartCandidate(literal(text, language="en"), text, 1.0, CHOSEN)
        if _IDENTIFIER.fullmatch(text) and self._values.exists(text):
            return self._values.thing(part, text)
        found = self._find(part, text)
        if not found or not found[0].match:
            raise AmbiguousName(suggestion.id, part.name, text)
        return self._values.thing(part, short(found[0].entity))

    def _find(self, part: SuggestionPart, text: str) -> list[Candidate]:
        wanted = self._values.asked(part)

        def accept(entity: Term) -> bool:
            return not wanted or not wanted.isdisjoint(self._about.graph.types(entity))

        return self._names().find(text, _MOST, accept)
