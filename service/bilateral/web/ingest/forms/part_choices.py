"""What a reviewer chose or typed for the parts of a suggestion, as values of the graph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bilateral.explore.graph import display_dates
from bilateral.ingest.drafts.draft import IDENTITY, PartCandidate, ReviewError
from bilateral.rdf.dates import partial_date
from bilateral.rdf.iris import read_term, short
from bilateral.rdf.terms import is_iri, is_literal, literal
from bilateral.rdf.vocabulary import BIL
from bilateral.web.ingest.display.suggestion_display import (
    DATES,
    NOTHING,
    ShownCandidate,
    class_of_values,
    score,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bilateral.explore.graph.reading import Reading
    from bilateral.ingest.drafts.draft import Draft, DraftSuggestion, SuggestionPart
    from bilateral.names.candidates import Candidate
    from bilateral.names.graph_names import GraphNames
    from bilateral.rdf.terms import Term
    from bilateral.web.ingest.forms.decision_form import ReviewOrder

_CHOSEN: Final = "chosen by the reviewer"
_MOST: Final = 8
_TYPE: Final = "a"
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
                found[name] = self._chosen(part, value)
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

    def _chosen(self, part: SuggestionPart, value: str) -> str | PartCandidate:
        if not value or any(value == each.value for each in part.candidates):
            return value
        return self._date(value) if part.predicate in DATES else self._thing(part, value)

    def _typed(self, suggestion: DraftSuggestion, part: SuggestionPart, text: str) -> str | PartCandidate:
        if text == NOTHING:
            return ""
        if part.predicate in DATES:
            return self._date(text)
        if not class_of_values(self._about, part.predicate):
            return PartCandidate(literal(text, language="en"), text, 1.0, _CHOSEN)
        if _IDENTIFIER.fullmatch(text) and self._exists(text):
            return self._thing(part, text)
        found = self._find(part, text)
        if not found or not found[0].match:
            raise AmbiguousName(suggestion.id, part.name, text)
        return self._thing(part, short(found[0].entity))

    def _find(self, part: SuggestionPart, text: str) -> list[Candidate]:
        wanted = self._asked(part)

        def accept(entity: Term) -> bool:
            return wanted is None or self._about.graph.is_a(entity, wanted)

        return self._names().find(text, _MOST, accept)

    def _date(self, text: str) -> PartCandidate:
        try:
            partial_date(text)
        except ValueError as error:
            raise ReviewError(str(error)) from error
        return PartCandidate(text, display_dates.spoken(text), 1.0, _CHOSEN)

    def _thing(self, part: SuggestionPart, value: str) -> PartCandidate:
        """Return a thing of the graph, or one that the draft makes, of the class that a part asks for."""
        made = self._made(value)
        if made is None and not self._exists(value):
            raise ReviewError(f"{part.name}: the graph has no {value}; write type/slug, as in state/CHN")
        wanted = BIL.Event if part.name == IDENTITY or part.predicate == _TYPE else self._asked(part)
        if wanted and wanted not in self._classes(part, value, made):
            kind = self._about.node(wanted).text
            raise ReviewError(f"{part.name}: {value} is none of the kind that is asked for: {kind}")
        if made:
            return made._replace(score=1.0, reason=_CHOSEN)
        return PartCandidate(value, self._about.node(read_term(value)).text, 1.0, _CHOSEN)

    def _made(self, value: str) -> PartCandidate | None:
        """Return a thing that the draft makes, None if it makes none of that name."""
        parts = (part for suggestion in self._draft.suggestions for part in suggestion.parts)
        found = (each for part in parts for each in part.candidates if each.value == value and each.defines)
        return next(found, None)

    def _classes(self, part: SuggestionPart, value: str, made: PartCandidate | None) -> Collection[Term]:
        """Return the classes of a thing with those above them; of a class, itself and those above it."""
        graph, term = self._about.graph, read_term(value)
        if part.predicate == _TYPE:
            return graph.ontology.above(term)
        defined = [read_term(each[2]) for each in (made.defines if made else ()) if each[1] == _TYPE]
        return graph.types(term).union(*map(graph.ontology.above, defined))

    def _asked(self, part: SuggestionPart) -> Term | None:
        cls = class_of_values(self._about, part.predicate)
        return read_term(cls) if cls else None

    def _exists(self, value: str) -> bool:
        try:
            term = read_term(value)
            return is_literal(term) or (is_iri(term) and self._about.graph.exists(term))
        except ValueError:
            return False
