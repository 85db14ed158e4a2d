"""Who says "I" and "we" in a sentence that names its speaker: “I met Xi”, Macron said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.analysis.annotated_text import PERSON_TAG
from bilateral.analysis.events.clauses.actor_groups import FIRST
from bilateral.analysis.findings import PERSON

if TYPE_CHECKING:
    from bilateral.analysis.annotated_text import Actor, AnnotatedText, TaggedSentence
    from bilateral.analysis.events.clauses.arguments import Arguments


def speaker_in(annotated: AnnotatedText, sentence: TaggedSentence, arguments: Arguments) -> tuple[Actor, ...]:
    """Return whom a sentence names as its speaker, if a first person takes part; else nobody."""
    if FIRST not in {arguments.subject.pronoun, arguments.owner}:
        return ()
    taking_part = {actor for groups in arguments.groups.values() for each in groups for actor in each.actors}
    speakers = [
        actor
        for tag in annotated.tags_in(sentence.tagged, PERSON_TAG)
        for actor in tag.actors[:1]
        if actor.entity.kind == PERSON
        and actor not in taking_part
        and not annotated.is_quoted(tag.span.start)
    ]
    return tuple(speakers[-1:])
