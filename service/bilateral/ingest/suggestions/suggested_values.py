"""The values of suggestions: what a name in the text means, what else it may mean, and the words it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.findings import ORGANISATION, PERSON, PLACE, STATE
from bilateral.content.statement_records import REPORT, QuotedWords, StatementRecord
from bilateral.ingest.drafts.draft import PartCandidate, SuggestionPart
from bilateral.ingest.drafts.minting import new_thing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bilateral.analysis.analysed_text import TextSpan
    from bilateral.analysis.findings import Choice, Entity, Mention

_CLASSES: Final = {
    PERSON: ("person", "bil:Person"),
    ORGANISATION: ("organisation", "bil:Organisation"),
    PLACE: ("place", "bil:Place"),
}
"""By kind of entity, the type in its identifier and the class of one that is new; a state is never new."""

_SURE: Final = 0.8
_MOST_QUOTES: Final = 3
WOULD_BE_NEW: Final = "not in the graph: it would be new there"
"""The doubt of a part whose value the graph lacks."""


class PartSlot(NamedTuple):
    """A place for a value in a suggestion; see `SuggestionPart`."""

    name: str
    label: str
    predicate: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class SuggestedValues:
    """Makes values of what a text mentions.

    Attributes:
        text: that spans count in.
        mentions: of it, in order.
        glosses: what the text calls persons besides their names, by identifier or name: their offices.
        known: the entities of the graph, by identifier.
    """

    text: str
    mentions: tuple[Mention, ...]
    glosses: Mapping[str, str]
    known: Mapping[str, Entity]

    def part(
        self,
        slot: PartSlot,
        entity: Entity,
        within: Sequence[TextSpan],
        doubt: str = "",
        choices: Iterable[Choice] = (),
    ) -> SuggestionPart | None:
        """Return the part for an entity that stretches of the text mention; None if it cannot be named."""
        candidate = self._candidate(entity, 1.0, "")
        if candidate is None:
            return None
        mention = self._mention(entity, within)
        score = mention.grounds.confidence if mention else _SURE
        candidate = candidate._replace(score=score, reason=mention.grounds.reason if mention else "")
        found = [*choices, *(mention.choices if mention else ())]
        others = {each.value: each for other in found if (each := self._candidate(*other))}
        others.pop(candidate.value, None)
        best = max((each.score for each in others.values()), default=0.0)
        if not doubt and entity.id is None:
            doubt = WOULD_BE_NEW if candidate.defines else "the graph has one of this name"
        elif not doubt and (score < _SURE or best >= score - 0.1):
            doubt = "it may be another"
        return SuggestionPart(
            slot.name,
            slot.label,
            slot.predicate,
            candidate.value,
            candidate.label,
            mention.text if mention else "",
            self.glosses.get(entity.id or entity.name, ""),
            doubt,
            (candidate, *sorted(others.values(), key=lambda each: -each.score)),
            slot.required,
        )

    def quotes(self, spans: Sequence[TextSpan], words: str = "") -> tuple[QuotedWords, ...]:
        """Return the stretches that have certain words in them, or all if none has, at most three."""
        whole = [found for span in spans if (found := self.quote(span))]
        with_words = [each for each in whole if words and words in each.text]
        return tuple((with_words or whole)[:_MOST_QUOTES])

    def quote(self, span: TextSpan) -> QuotedWords | None:
        """Return a stretch without the space around it; None if nothing is left."""
        words = span.of(self.text)
        start = span.start + len(words) - len(words.lstrip())
        return QuotedWords(words.strip(), start) if words.strip() else None

    def paragraph(self, at: int) -> int:
        """Return the number of the paragraph in which a character stands, from 0."""
        return self.text.count("\n\n", 0, at)

    def _candidate(self, entity: Entity, score: float, reason: str) -> PartCandidate | None:
        """Return an entity as a candidate; one that the graph lacks is described. None if it has no name."""
        if entity.id is not None:
            return PartCandidate(entity.id, entity.name, score, reason)
        if entity.kind == STATE or not entity.name.strip():
            return None
        kind, class_ = _CLASSES[entity.kind]
        value, defines = new_thing(kind, entity.name.strip(), class_)
        if there := self.known.get(value):
            return PartCandidate(value, there.name, score, reason)
        return PartCandidate(value, entity.name.strip(), score, reason, defines)

    def _mention(self, entity: Entity, within: Sequence[TextSpan]) -> Mention | None:
        same = [
            each
            for each in self.mentions
            if (each.entity.id == entity.id if entity.id else each.entity.name == entity.name)
        ]
        inside = [each for each in same if any(span.contains(each.span) for span in within)]
        return next(iter(inside or same), None)


def describing(
    parts: Iterable[SuggestionPart], name: str, first: int, quotes: tuple[QuotedWords, ...]
) -> list[StatementRecord]:
    """Return reports that describe the chosen values which are new, one for each thing.

    Args:
        parts: of a suggestion.
        name: its id.
        first: the number of the first report among its statements.
        quotes: the words that they rest on.
    """
    found = {
        candidate.value: candidate.defines
        for part in parts
        for candidate in part.candidates
        if candidate.value == part.value and candidate.defines and part.predicate
    }
    return [
        StatementRecord(f"{name}-{number}", REPORT, triples[0], quotes, also=tuple(triples[1:]))
        for number, triples in enumerate(found.values(), start=first)
    ]
