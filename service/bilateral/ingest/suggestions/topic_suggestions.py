"""What an event is about, as one suggestion that hangs on that of the event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.content.statement_records import REPORT, StatementRecord
from bilateral.ingest.drafts.draft import OTHER, DraftSuggestion, PartCandidate, SuggestionPart
from bilateral.ingest.drafts.minting import english, new_thing
from bilateral.ingest.drafts.suggestion_wording import listed
from bilateral.ingest.suggestions.suggested_values import WOULD_BE_NEW, describing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bilateral.analysis.findings import FoundEvent
    from bilateral.ingest.suggestions.suggested_values import SuggestedValues


def suggest_topics(
    number: int,
    event: FoundEvent,
    of: DraftSuggestion,
    values: SuggestedValues,
    topics: Mapping[str, str],
) -> DraftSuggestion | None:
    """Return the suggestion of an event's topics; None if it has none.

    Args:
        number: of the suggestion in its draft, from 1.
        event: as it was found.
        of: its own suggestion.
        values: of the text.
        topics: identifiers of the graph's topics, by their labels in lower case.
    """
    words = _words(event, values)
    if not words:
        return None
    name = f"s{number}"
    parts = [_part(at, topic, topics) for at, topic in enumerate(words, start=1)]
    parts = list({part.value: part for part in parts}.values())
    statements = [
        StatementRecord(
            f"{name}-{at}" if at > 1 else name,
            REPORT,
            (of.subject, "bil:topic", part.value),
            values.quotes(event.evidence or (event.trigger,), part.words),
        )
        for at, part in enumerate(parts, start=1)
    ]
    statements += describing(parts, name, len(parts) + 1, statements[0].quotes)
    return DraftSuggestion(
        name,
        OTHER,
        f"They are about {listed(words)}.",
        of.subject,
        tuple(statements),
        tuple(parts),
        of.spans,
        of.confidence,
        "named where the text tells of the event",
        of.extractor,
        of.rule,
        of.paragraph,
        (of.id,),
    )


def _words(event: FoundEvent, values: SuggestedValues) -> list[str]:
    """Return the topics of an event, without states and bodies that are named: those are spoken of."""
    actors = {each.casefold() for m in values.mentions for each in (m.text, m.entity.name)}
    found = [" ".join(topic.split()) for topic in event.topics]
    return list(dict.fromkeys(each for each in found if each and each.casefold() not in actors))


def _part(number: int, words: str, topics: Mapping[str, str]) -> SuggestionPart:
    value, described = new_thing("topic", words, "bil:Topic")
    known = topics.get(words.lower()) or (value if value in topics.values() else None)
    if known:
        candidate = PartCandidate(known, words, 1.0, "a topic of the graph")
    else:
        defines = (
            *described,
            (value, "skos:inScheme", "scheme/topics"),
            (value, "skos:definition", english(f"What texts call “{words}”.")),
        )
        candidate = PartCandidate(value, words, 0.5, "not in the graph", defines)
    doubt = "" if known else WOULD_BE_NEW
    return SuggestionPart(
        f"topic {number}", "topic", "bil:topic", candidate.value, words, words,
        doubt=doubt, candidates=(candidate,),
    )  # fmt: skip
