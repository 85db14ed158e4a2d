"""Who takes part in an event, as a parse sees it: those who depend on the words that tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.events.clauses.actor_groups import ActorGroup, GroupItem, is_actor
from bilateral.analysis.events.clauses.arguments import AGAINST, BETWEEN, BY, FROM, OBJECT, OF, TO, WITH
from bilateral.analysis.events.clauses.clause_subjects import NO_SUBJECT, ClauseSubject
from bilateral.analysis.events.clauses.triggers import NOUN, Trigger
from bilateral.analysis.events.words.event_lexicon import NOMINAL
from bilateral.analysis.extractors.parser.parsed_speech import subject_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.analysis.events.clauses.arguments import Arguments
    from bilateral.analysis.events.words.clause_tokens import Tokens
    from bilateral.analysis.extractors.parser.parsed_sentence import ParsedSentence

_ROLES: Final = {
    "with": WITH,
    "alongside": WITH,
    "between": BETWEEN,
    "among": BETWEEN,
    "by": BY,
    "of": OF,
    "from": FROM,
    "to": TO,
    "against": AGAINST,
    "on": AGAINST,
}
_COUNTERPARTS: Final = (WITH, BETWEEN, OBJECT, AGAINST, TO, FROM, BY, OF)
"""The roles of the other side: where rules found somebody in one of them, the parse adds nobody."""
_NOUN_OF: Final = frozenset({"dobj", "nsubjpass", "pobj", "attr", "nsubj"})
_DEEPEST: Final = 4


class EventParse:
    """Completes what rules found around the words that tell of an event."""

    def __init__(self, sentences: Sequence[ParsedSentence]) -> None:
        self._sentences = sentences

    def tells(self, sentence: int, tokens: Tokens, trigger: Trigger) -> bool:
        """Return whether words that may tell of an event do: a participle that is an adjective does not."""
        word = self._word(sentence, tokens, trigger)
        if word is None or trigger.form in {NOUN, NOMINAL}:
            return True
        return self._sentences[sentence].words[word].relation != "amod"

    def complete(self, sentence: int, tokens: Tokens, trigger: Trigger, arguments: Arguments) -> None:
        """Add the subject, and the other side, of a trigger of a sentence for which rules have nobody."""
        parsed, word = self._sentences[sentence], self._word(sentence, tokens, trigger)
        if word is None:
            return
        verb = _verb_of(parsed, word)
        if arguments.subject == NO_SUBJECT and verb == word:
            subject = subject_word(parsed, verb)
            group = None if subject is None else _group(parsed, subject, tokens)
            if group:
                arguments.subject = ClauseSubject(group)
        if not arguments.of(*_COUNTERPARTS):
            for role, noun in _dependents(parsed, word, verb):
                if (group := _group(parsed, noun, tokens)) and group != arguments.subject.group:
                    arguments.add(role, group)

    def _word(self, sentence: int, tokens: Tokens, trigger: Trigger) -> int | None:
        parsed = self._sentences[sentence]
        start = parsed.sentence.starts[tokens[trigger.first].start]
        return next((number for number, each in enumerate(parsed.words) if each.start == start), None)


def _verb_of(parsed: ParsedSentence, word: int) -> int | None:
    """Return the verb that a trigger is, or of which it is the noun: "held talks"."""
    for _ in range(_DEEPEST):
        if parsed.words[word].part_of_speech in {"VERB", "AUX"}:
            return word
        if parsed.words[word].relation not in _NOUN_OF | {"prep", "conj"}:
            return None
        word = parsed.words[word].head
    return None


def _dependents(parsed: ParsedSentence, word: int, verb: int | None) -> Iterator[tuple[str, int]]:
    """Yield those who depend on a trigger or its verb as objects and after prepositions, with their roles."""
    for head in dict.fromkeys((word, verb)):
        if head is None:
            continue
        for number in parsed.children(head, "dobj", "dative"):
            yield OBJECT, number
        for preposition in parsed.children(head, "prep", "agent"):
            role = _ROLES.get(parsed.words[preposition].lemma)
            for number in parsed.children(preposition, "pobj"):
                if role:
                    yield role, number


def _group(parsed: ParsedSentence, noun: int, tokens: Tokens) -> ActorGroup | None:
    """Return the names that a noun of the parse and those joined to it are, as a list of the rules."""
    numbers = [noun, *_joined(parsed, noun)]
    starts = {parsed.words[number].start for number in numbers if parsed.words[number].tag}
    items = tuple(
        GroupItem(token.tag, at, at + 1)
        for at, token in enumerate(tokens)
        if token.tag and token.tag.span.start in starts and is_actor(token)
    )
    return ActorGroup(items, items[0].first, items[-1].last) if items else None


def _joined(parsed: ParsedSentence, noun: int) -> Iterator[int]:
    for child in parsed.children(noun, "conj", "appos"):
        yield child
        yield from _joined(parsed, child)
