"""The names in a text, and what they mean there."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bilateral.analysis import knowledge as roles
from bilateral.analysis.analysed_text import TextSpan, not_overlapping
from bilateral.analysis.findings import ORGANISATION, PERSON, Entity, Grounds, Mention
from bilateral.analysis.mentions import person_chunks
from bilateral.analysis.mentions.acronyms import defined_acronyms
from bilateral.analysis.mentions.name_chunks import is_capital, is_name_word
from bilateral.analysis.mentions.name_readings import NameReadings
from bilateral.analysis.mentions.persons_of_text import PersonsOfText
from bilateral.analysis.mentions.sentence_names import NamesOfText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.analysis.analysed_text import AnalysedText
    from bilateral.analysis.mentions.knowledge_index import KnowledgeIndex
    from bilateral.analysis.mentions.sentence_names import FoundName
    from bilateral.analysis.text.word_tokens import WordToken

_LOWER = re.compile(r"(?<!['’ʼ])\b[a-z]{3,}\b")
_REASONS: Final = {
    person_chunks.TITLE: "a title stands before the name",
    person_chunks.APPOSITION: "a title follows the name",
    person_chunks.SAID: "the name is the subject of such a verb",
    person_chunks.GIVEN_NAME: "the first word is a given name",
    person_chunks.FORM: "the name has an initial or particle, as names of persons have",
}


def find_mentions(
    source: AnalysedText, sentences: Iterable[TextSpan], index: KnowledgeIndex
) -> tuple[Mention, ...]:
    """Return the mentions of a text, in order, not overlapping."""
    ordinary = frozenset(match[0] for match in _LOWER.finditer(source.text))
    names, matcher = NamesOfText(ordinary=ordinary), index.matcher(source.primary_language)
    for sentence in sentences:
        names.read(source, sentence, matcher)
    found = [
        *_acronyms(source, names),
        *_known(source, names, index),
        *_persons(source, names, index),
        *_others(source, names),
    ]
    return tuple(not_overlapping(found))


def _known(source: AnalysedText, names: NamesOfText, index: KnowledgeIndex) -> Iterator[Mention]:
    readings = NameReadings(source.text, names.matches, index.usual)
    for match in names.matches:
        if match.values[0].entity.kind == PERSON or not readings.is_told(match, index.knowledge.part_of):
            continue
        reading, choices = readings.choose(match)
        grounds = Grounds("known-name", "the name is known", 0.8 if choices else 0.97)
        yield Mention(match.span, match.span.of(source.text), reading.entity, choices, grounds, reading.role)


def _acronyms(source: AnalysedText, names: NamesOfText) -> Iterator[Mention]:
    """Yield the acronyms that the text defines, with the names they stand for, wherever they stand."""
    text = source.text
    known = {match.span: match.values[0].entity for match in names.matches}
    meant: dict[str, Entity] = {}
    for acronym in defined_acronyms(text, names.tokens):
        whole = known.get(acronym.name) or known.get(acronym.span)
        entity = whole or Entity(None, acronym.name.of(text), ORGANISATION)
        meant.setdefault(acronym.acronym, entity)
        if not whole:
            grounds = Grounds("acronym", "its acronym follows in brackets", 0.9)
            yield Mention(acronym.name, acronym.name.of(text), entity, (), grounds, roles.LABEL)
    for token in names.tokens:
        if token.text in meant:
            grounds = Grounds("acronym", "the text says what the letters stand for", 0.95)
            yield Mention(
                TextSpan(token.start, token.end), token.text, meant[token.text], (), grounds, roles.ALIAS
            )


def _persons(source: AnalysedText, names: NamesOfText, index: KnowledgeIndex) -> Iterator[Mention]:
    day = source.published.isoformat() if source.published else ""
    persons = PersonsOfText(source.text, day, index)
    known = [(match.span, match.values[0].entity) for match in names.matches]
    found = [name for name in names.found if name.kind == PERSON]
    persons.introduce(
        ((span, entity) for span, entity in known if entity.kind == PERSON),
        (name.span for name in found if name.words > 1),
    )
    for span, entity in known:
        if entity.kind == PERSON:
            words = span.of(source.text)
            grounds = Grounds("known-name", "the name is known", 0.97)
            yield Mention(span, words, persons.full(words) or entity, (), grounds, roles.LABEL)
    for name in found:
        if mention := _person(source.text, name, persons):
            yield mention
    yield from _joined(source.text, _family_names(source.text, names, persons))


def _person(text: str, name: FoundName, persons: PersonsOfText) -> Mention | None:
    words = name.span.of(text)
    grounds = Grounds(f"person-{name.reason.replace(' ', '-')}", _REASONS[name.reason], 0.85)
    if entity := persons.full(words):
        return Mention(name.span, words, entity, (), grounds)
    if told := persons.by_family(name.span, has_title=True):
        return Mention(name.span, words, told[0], told[1], grounds)
    # In a heading an ordinary word may follow a title: "Ambassador Recalled".
    return None if name.is_heading else Mention(name.span, words, Entity(None, words, PERSON), (), grounds)


def _family_names(text: str, names: NamesOfText, persons: PersonsOfText) -> Iterator[Mention]:
    known = {match.span.start: match for match in names.families}
    for token, kind in zip(names.tokens, names.taken, strict=True):
        match = known.get(token.start)
        if kind and not (match and match.size > 1):
            continue
        span = match.span if match else _family_span(token, names, persons)
        told = persons.by_family(span, has_title=False) if span else None
        if span and told:
            grounds = Grounds("family-name", "the family name alone", 0.9)
            yield Mention(span, span.of(text), told[0], told[1], grounds, roles.FAMILY_NAME)


def _joined(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Yield mentions, two surnames of one person beside each other as one: "Quirós Etchart"."""
    last: Mention | None = None
    for each in mentions:
        gap = text[last.span.end : each.span.start] if last else ""
        if last and gap == " " and last.entity == each.entity and last.text != each.text:
            span = TextSpan(last.span.start, each.span.end)
            last = replace(last, span=span, text=span.of(text))
            continue
        if last:
            yield last
        last = each
    if last:
        yield last


def _family_span(token: WordToken, names: NamesOfText, persons: PersonsOfText) -> TextSpan | None:
    """Return the stretch of a word that is the family name of somebody in the text, and no ordinary word."""
    is_name = is_capital(token.text) and len(token.text) > 1 and is_name_word(token.text)
    if not is_name or token.folded in names.ordinary or not persons.has_family(token.folded):
        return None
    return TextSpan(token.start, token.end)


def _others(source: AnalysedText, names: NamesOfText) -> Iterator[Mention]:
    for name in names.found:
        if name.kind != PERSON:
            words = name.span.of(source.text)
            reason = (
                "its last word is one of such names" if name.reason == "head word" else "the word before it"
            )
            yield Mention(
                name.span, words, Entity(None, words, name.kind), (), Grounds("unknown-name", reason, 0.6)
            )
