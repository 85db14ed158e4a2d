"""What is counted to tell how sure an event is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.analysis.events.clauses.triggers import NOUN
from bilateral.analysis.events.event_context import is_official
from bilateral.analysis.events.words.event_lexicon import NOMINAL

if TYPE_CHECKING:
    from bilateral.analysis.annotated_text import AnnotatedText
    from bilateral.analysis.findings import FoundEvent

VERB, NOUN_ALONE = "verb", "noun"
"""What a rule's name begins with: the form of the words that first tell of an event."""


def rule_name(kind: str, form: str) -> str:
    """Return the name of the rule that made an event: `verb-meeting`, `noun-call`."""
    return f"{NOUN_ALONE if form in {NOUN, NOMINAL} else VERB}-{kind}"


def features(event: FoundEvent, annotated: AnnotatedText) -> tuple[str, ...]:
    """Return what tells how sure an event is, each `name=value`, the most telling first.

    text (official, report), told (title, title+body, body, body+ for two sentences and more), states (0, 1,
    2, 3 for three and more), day (told, concluded, none), form (verb, noun), status.
    """
    return (
        f"text={'official' if is_official(annotated) else 'report'}",
        f"told={_told(event, annotated)}",
        f"states={min(len(event.states), 3)}",
        f"day={_day(event)}",
        f"form={event.grounds.rule.partition('-')[0]}",
        f"status={event.status}",
    )


def _told(event: FoundEvent, annotated: AnnotatedText) -> str:
    titles = {sentence.span for sentence in annotated.sentences if sentence.is_title}
    in_title = any(span in titles for span in event.evidence)
    in_body = sum(span not in titles for span in event.evidence)
    if in_title:
        return "title+body" if in_body else "title"
    return "body+" if in_body > 1 else "body"


def _day(event: FoundEvent) -> str:
    if not event.date:
        return "none"
    return "told" if event.date.span else "concluded"
