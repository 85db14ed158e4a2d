"""The names in a text, and what they mean there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis import knowledge as roles
from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.findings import PERSON, PLACE, STATE, Choice, Entity, Grounds, Mention
from bilateral.analysis.mentions.name_chunks import DOUBTFUL, GIVEN, chunks, is_capital, is_name_word
from bilateral.analysis.mentions.person_chunks import SentenceWords, persons
from bilateral.analysis.mentions.person_linking import COMMON, cluster, name_parts
from bilateral.analysis.mentions.place_readings import is_venue
from bilateral.analysis.text.word_tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.analysis.analysed_text import AnalysedText
    from bilateral.analysis.mentions.knowledge_index import KnowledgeIndex, NameReading
    from bilateral.analysis.mentions.name_matcher import NameMatch, NameMatcher
    from bilateral.analysis.text.word_tokens import WordToken


class FoundPerson(NamedTuple):
    """A stretch that names a person whom the graph does not know by these words."""

    span: TextSpan
    words: int
    reason: str


@dataclass(slots=True)
class NamesOfText:
    """What the sentences of a text name, before names are compared with each other."""

    matches: list[NameMatch[NameReading]] = field(default_factory=list)
    families: list[NameMatch[NameReading]] = field(default_factory=list)
    persons: list[FoundPerson] = field(default_factory=list)
    tokens: list[WordToken] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


def find_mentions(
    source: AnalysedText, sentences: Iterable[TextSpan], index: KnowledgeIndex
) -> tuple[Mention, ...]:
    """Return the mentions of a text, in order, not overlapping."""
    found = NamesOfText()
    matcher = index.matcher(source.language)
    for sentence in sentences:
        _read_sentence(source, sentence, matcher, found)
    mentions = [*_known(source, found), *_persons(source, found, index)]
    return tuple(sorted(mentions, key=lambda mention: mention.span))


def _read_sentence(
    source: AnalysedText, sentence: TextSpan, matcher: NameMatcher[NameReading], found: NamesOfText
) -> None:
    text = source.text
    words = list(tokens(text, *sentence))
    taken = [""] * len(words)
    for match in matcher.find(text, words):
        if {value.role for value in match.values} == {roles.FAMILY_NAME}:
            found.families.append(match)
        elif not _is_ordinary(text, words, match):
            found.matches.append(match)
            taken[match.first : match.first + match.size] = [match.values[0].entity.kind] * match.size
    read = SentenceWords(text, words, taken, is_title=sentence.end <= len(source.title) + 1)
    for chunk in chunks(text, words):
        for person in persons(read, chunk):
            span = TextSpan(words[person.first].start, words[person.end - 1].end)
            found.persons.append(FoundPerson(span, person.end - person.first, person.reason))
            taken[person.first : person.end] = [PERSON] * (person.end - person.first)
    found.tokens += words
    found.taken += taken


def _is_ordinary(text: str, words: Sequence[WordToken], match: NameMatch[NameReading]) -> bool:
    """Return whether a known name is another word here, or the given name of a person."""
    first = words[match.first]
    kinds = {value.entity.kind for value in match.values}
    if match.size > 1 or not kinds <= {STATE, PLACE}:
        return False
    if first.text in DOUBTFUL and not is_venue(text, first.start, first.end):
        return not text.startswith(",", first.end)
    following = words[match.first + 1] if match.first + 1 < len(words) else None
    return bool(
        following
        and first.folded in GIVEN
        and text[first.end : following.start] == " "
        and is_capital(following.text)
        and is_name_word(following.text)
    )


def _known(source: AnalysedText, found: NamesOfText) -> Iterator[Mention]:
    for match in found.matches:
        reading, others = _chosen(source, match)
        yield Mention(
            match.span,
            match.span.of(source.text),
            reading.entity,
            tuple(Choice(other.entity, 0.3, "the same name") for other in others),
            Grounds("known-name", "the graph knows this name", 0.95),
            reading.role,
        )


def _chosen(source: AnalysedText, match: NameMatch[NameReading]) -> tuple[NameReading, list[NameReading]]:
    readings = list({(value.entity, value.role == roles.CAPITAL): value for value in match.values}.values())
    capital = next((each for each in readings if each.role == roles.CAPITAL), None)
    place = next((each for each in readings if each.entity.kind == PLACE), None)
    if capital and not is_venue(source.text, *match.span):
        chosen = capital
    elif place and capital:
        chosen = place
    else:
        chosen = readings[0]
    return chosen, [each for each in readings if each.entity != chosen.entity]


def _persons(source: AnalysedText, found: NamesOfText, index: KnowledgeIndex) -> Iterator[Mention]:
    text = source.text
    full = {person.span.of(text): person for person in found.persons if person.words > 1}
    known: dict[str, Entity] = {}
    for name, fullest in cluster(full).items():
        known[name] = index.linker.link(name) or index.linker.link(fullest) or Entity(None, fullest, PERSON)
    for match in found.matches:
        if match.values[0].entity.kind == PERSON:
            known.setdefault(match.span.of(text), match.values[0].entity)
    families = _families(known)
    for person in found.persons:
        name = person.span.of(text)
        entity = (
            known.get(name) or _by_family(index, families, name, has_title=True) or Entity(None, name, PERSON)
        )
        yield Mention(
            person.span,
            name,
            entity,
            (),
            Grounds(f"person-{person.reason}", _REASONS[person.reason], 0.8),
            "",
        )
    yield from _single_names(source, found, index, families)


_REASONS: Final = {
    "title": "a title stands before the name",
    "apposition": "a title follows the name",
    "said": "the name is the subject of such a verb",
    "given name": "the first word is a given name",
    "form": "the name has an initial or particle as persons' names do",
}


def _families(known: dict[str, Entity]) -> dict[str, Entity]:
    families: dict[str, Entity] = {}
    for name, entity in known.items():
        for word in (*name_parts(name).family, *name_parts(entity.name).family):
            families.setdefault(word, entity)
    return families


def _by_family(
    index: KnowledgeIndex, families: dict[str, Entity], name: str, *, has_title: bool
) -> Entity | None:
    words = [word.folded for word in tokens(name)]
    if words and words[-1] in families:
        return families[words[-1]]
    candidates = index.families.get(" ".join(words), ())
    if candidates and (has_title or not any(word in COMMON for word in words)):
        return index.entity(candidates[0])
    return None


def _single_names(
    source: AnalysedText, found: NamesOfText, index: KnowledgeIndex, families: dict[str, Entity]
) -> Iterator[Mention]:
    starts = {match.span.start: match for match in found.families}
    for token, kind in zip(found.tokens, found.taken, strict=True):
        if kind or not is_capital(token.text):
            continue
        match = starts.get(token.start)
        entity = families.get(token.folded) if len(token.text) > 1 else None
        span = TextSpan(token.start, token.end)
        if not entity and match:
            span = match.span
            entity = _by_family(index, families, match.span.of(source.text), has_title=False)
        if entity and (match or is_name_word(token.text)):
            yield Mention(
                span,
                span.of(source.text),
                entity,
                (),
                Grounds("family-name", "the family name alone", 0.9),
                roles.FAMILY_NAME,
            )
