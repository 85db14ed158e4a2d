"""Noun phrases that say who speaks: tags, names, offices, officials, documents."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.lexicons.word_lists import words
from bilateral.analysis.statements.reporting_verbs import LEXICON, VERBS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.annotated_text import PhraseTag
    from bilateral.analysis.statements.sentence_words import Word

STRUCTURE: Final = MappingProxyType({name: words(text) for name, text in LEXICON["structure"].items()})
OFFICIALS, GROUPS, DEFINITE, DOCUMENTS, CHANNELS = (
    words(LEXICON["nouns"][name]) for name in ("officials", "groups", "definite", "documents", "channels")
)
DESCRIPTIONS: Final = OFFICIALS | DEFINITE
"""Nouns that say by an office or body who speaks, if it is told whose they are: "the Turkish ministry"."""
SPEAKING: Final = DESCRIPTIONS | GROUPS | DOCUMENTS
"""Nouns that a phrase which says who speaks may end in."""
MEDIA: Final = frozenset(" ".join(name.split()) for name in LEXICON["nouns"]["media"].split(";"))
MEDIA_WORDS: Final = words(LEXICON["nouns"]["media_words"])

ACTORS: Final = "pso"
"""Letters of the tags that can speak."""

TAGGED, PRONOUN, GROUP, DOCUMENT, DESCRIBED, NAMED, IMPERSONAL = (
    "tagged",
    "pronoun",
    "group",
    "document",
    "described",
    "named",
    "impersonal",
)
_PHRASE: Final = 7  # words of a noun phrase before its noun


class SpeechSubject(NamedTuple):
    """Who speaks.

    Attributes:
        kind: TAGGED (by tags), PRONOUN, GROUP ("both sides"), DOCUMENT ("the statement"), DESCRIBED ("the
            ministry"), NAMED (by a name nobody knows) or IMPERSONAL ("it was stressed").
        text: the noun, pronoun or name.
        tags: of a TAGGED subject, its tags; of others, those of whom it belongs to.
        start: the number of its first word.
        end: the number of the word after it.
    """

    kind: str
    text: str
    tags: tuple[PhraseTag, ...]
    start: int
    end: int


def phrase_ending(line: Sequence[Word], at: int) -> SpeechSubject | None:
    """Return the subject whose last word has this number."""
    word = line[at]
    if word.text == ")":
        opened = next((number for number in range(at, -1, -1) if line[number].text == "("), 0)
        return phrase_ending(line, opened - 1) if opened else None
    if word.is_quoted:
        return None
    if word.is_tag(ACTORS):
        return _tagged(line, at)
    if word.is_tag("l"):
        return _place_of_officials(line, at)
    if word.lower in STRUCTURE["pronouns"] - {"both"} and word.text != "IT":
        return SpeechSubject(PRONOUN, word.lower, (), at, at + 1)
    return _noun_phrase(line, at) or _name(line, at)


def _tagged(line: Sequence[Word], at: int) -> SpeechSubject | None:
    start = at
    tags = [line[at].tag]
    while (before := _joined_before(line, start)) is not None:
        start = before
        tags.insert(0, line[start].tag)
    start, accepted = _owned(line, start)
    if not accepted:
        return _person_of(line, start) or _document_by(line, start, tags)
    return SpeechSubject(TAGGED, "", tuple(tag for tag in tags if tag), start, at + 1)


def _person_of(line: Sequence[Word], start: int) -> SpeechSubject | None:
    """Return the person before "of" and the state that the person is of."""
    owner = start - 2
    if owner >= 0 and line[start - 1].lower in {"of", "from"} and line[owner].is_tag("p"):
        return _tagged(line, owner)
    return None


def _document_by(line: Sequence[Word], start: int, tags: Sequence[PhraseTag | None]) -> SpeechSubject | None:
    """Return the document of those whose tags begin at a word: "a statement by the ministry"."""
    if start < len(("statement", "by")) or line[start - 1].lower != "by":
        return None
    for number in range(start - 2, max(start - _PHRASE, -1), -1):
        if line[number].lower in DOCUMENTS:
            issuers = tuple(tag for tag in tags if tag)
            return SpeechSubject(
                DOCUMENT, line[number].lower, issuers, _phrase_start(line, number), start + 1
            )
        between = line[number].lower in STRUCTURE["issued"] or line[number].is_tag("d")
        if not between and not is_adjective(line[number]):
            return None
    return None


def _joined_before(line: Sequence[Word], start: int) -> int | None:
    """Return the number of the tag that "and" or a comma joins to the one at `start`."""
    at = start - 1
    if at >= 0 and line[at].lower in {"the", "both"}:
        at -= 1
    if at >= 1 and line[at].lower in {"and", "&"}:
        at -= 1 + (line[at - 1].text == ",")
        return at if line[at].is_tag(ACTORS) else None
    return None


def _owned(line: Sequence[Word], start: int) -> tuple[int, bool]:
    """Return where the phrase begins that a tag ends ("a spokesman for X"), and whether the tag can speak."""
    before = start - 1
    if before >= 0 and line[before].lower in {"the", "both"}:
        before -= 1
    if before < 0 or line[before].lower not in STRUCTURE["prepositions"]:
        return before + 1, True
    noun = before - 1
    if line[before].lower not in STRUCTURE["owners"] or noun < 0:
        return start, False
    if line[noun].lower in STRUCTURE["no_speakers"]:
        return start, False
    if _can_speak(line[noun]):
        return _phrase_start(line, noun), True
    for number in range(noun - 1, max(noun - _PHRASE, 0), -1):
        if line[number].lower in STRUCTURE["owners"] and _can_speak(line[number - 1]):
            return _phrase_start(line, number - 1), True
        if not (is_adjective(line[number]) or line[number].lower in STRUCTURE["determiners"]):
            break
    return start, False


def _can_speak(noun: Word) -> bool:
    is_part = noun.lower in {"some", "all", "one", "most", "many"}
    return noun.lower in SPEAKING or is_part or (noun.text[:1].isupper() and noun.tag is None)


def _phrase_start(line: Sequence[Word], at: int) -> int:
    while at > 0 and (
        line[at - 1].lower in STRUCTURE["determiners"]
        or line[at - 1].is_tag("a")
        or is_adjective(line[at - 1])
    ):
        at -= 1
    return at


def is_adjective(word: Word) -> bool:
    """Return whether a word may be an adjective or a noun before another, as it is nothing else."""
    return (
        word.text.isalpha()
        and word.text.islower()
        and not (
            word.lower in STRUCTURE["prepositions"] | STRUCTURE["clause_openers"] | STRUCTURE["auxiliaries"]
            or word.lower in VERBS
        )
    )


def _place_of_officials(line: Sequence[Word], at: int) -> SpeechSubject | None:
    """Return whom "officials in Jerusalem" are, of which the place is the last word."""
    tag = line[at].tag
    if at < len(("officials", "in")) or line[at - 1].lower not in STRUCTURE["owners"] or tag is None:
        return None
    if line[at - 2].lower in DESCRIPTIONS:
        start = _phrase_start(line, at - 2)
        return SpeechSubject(DESCRIBED, line[at - 2].lower, (tag,), start, at + 1)
    found = _name(line, at - 2) if is_name(line[at - 2]) else None
    return found._replace(tags=(tag,), end=at + 1) if found else None


def _noun_phrase(line: Sequence[Word], at: int) -> SpeechSubject | None:
    noun = line[at].lower
    if not noun.islower() or noun not in SPEAKING:
        return None
    owner, start, determined = _owner_before(line, at)
    if noun in DOCUMENTS:
        return SpeechSubject(DOCUMENT, noun, owner, start, at + 1)
    if owner:
        return SpeechSubject(DESCRIBED, noun, owner, _phrase_start(line, start), at + 1)
    if noun in GROUPS and (head := _head_of_group(line, start)):
        return SpeechSubject(GROUP, line[head].lower, (), _phrase_start(line, head), at + 1)
    if noun in GROUPS and (determined or noun == "leaders"):
        return SpeechSubject(GROUP, noun, (), start, at + 1)
    return SpeechSubject(DESCRIBED, noun, (), start, at + 1) if noun in DEFINITE and determined else None


def _head_of_group(line: Sequence[Word], start: int) -> int | None:
    """Return the number of "leaders" in "leaders of both countries", of which "both" is at `start`."""
    before = start - 1
    if before > 0 and line[before].lower == "of" and line[before - 1].lower in GROUPS:
        return before - 1
    return None


def _owner_before(line: Sequence[Word], at: int) -> tuple[tuple[PhraseTag, ...], int, bool]:
    """Return whose officials a noun means, where its phrase begins, and whether with an article or owner."""
    for number in range(at - 1, max(at - _PHRASE, -1), -1):
        word = line[number]
        if word.tag and word.is_tag("apsol"):
            return _with_joined(line, number), number, True
        if word.lower in STRUCTURE["determiners"]:
            return (), number, True
        if word.is_possessive or is_adjective(word) or word.text[:1].isupper():
            continue
        break
    return (), at, False


def _with_joined(line: Sequence[Word], at: int) -> tuple[PhraseTag, ...]:
    """Return a tag, and the adjective that "and" joins before it: "Polish and Lithuanian officials"."""
    before = line[at - 2].tag if at > 1 and line[at - 1].lower == "and" and line[at - 2].is_tag("a") else None
    return tuple(tag for tag in (before, line[at].tag) if tag)


def owner_after(line: Sequence[Word], at: int) -> tuple[PhraseTag, ...]:
    """Return who issued a document: "released by", "from", "on the website of"."""
    for number in range(at, min(at + 2 * _PHRASE, len(line))):
        word = line[number]
        if word.tag and word.is_tag("apso"):
            return (word.tag,)
        if word.text in {",", ".", ":", ";"} or (
            word.lower in VERBS and word.lower not in STRUCTURE["issued"]
        ):
            break
    return ()


def described(line: Sequence[Word], start: int, at: int) -> SpeechSubject | None:
    """Return the officials after a verb: "a spokesman for the ministry", "Turkish officials"."""
    after = at + 1
    if after + 1 < len(line) and line[after].lower in STRUCTURE["owners"]:
        for number in range(after + 1, min(after + 4, len(line))):
            tag = line[number].tag
            if tag and tag.letter in "apsol":
                return SpeechSubject(DESCRIBED, line[at].lower, (tag,), start, number + 1)
    owner, _, determined = _owner_before(line, at)
    if owner or (determined and line[at].lower in DEFINITE):
        return SpeechSubject(DESCRIBED, line[at].lower, owner, start, at + 1)
    return None


def with_followers(line: Sequence[Word], at: int) -> SpeechSubject:
    """Return the subject of a tag and those that "and" joins to it."""
    tags = [line[at].tag]
    end = at + 1
    while end + 1 < len(line) and line[end].lower == "and" and line[end + 1].is_tag(ACTORS):
        tags.append(line[end + 1].tag)
        end += 2
    return SpeechSubject(TAGGED, "", tuple(tag for tag in tags if tag), at, end)


def is_name(word: Word) -> bool:
    """Return whether a word may be part of a name that nobody knows."""
    return word.tag is None and word.text[:1].isupper() and len(word.text) > 1


def _name(line: Sequence[Word], at: int) -> SpeechSubject | None:
    """Return the name, of nobody that is tagged, which ends at a word."""
    start = at + 1
    while start > 0 and (step := _name_before(line, start)):
        start -= step
    if start > at:
        return None
    alone = start == at and start > 0 and not line[at].text.isupper() and line[at].text not in MEDIA
    if alone and not _ends_quotation(line[start - 1]):
        return None
    found = _as_name(line, start, at + 1)
    owner = line[start - 2].tag if start > 1 and line[start - 1].is_possessive else None
    return found._replace(tags=(owner,)) if found and owner else found


def _name_before(line: Sequence[Word], start: int) -> int:
    """Return how many words before one go on with the name: "Chiefs" before "of Staff"."""
    before = line[start - 1]
    if is_name(before) and not before.is_quoted:
        return 1
    joins = before.lower == "of" and start < len(line) and is_name(line[start])
    return 2 if joins and start > 1 and is_name(line[start - 2]) else 0


def _ends_quotation(word: Word) -> bool:
    return word.is_quoted or word.text in STRUCTURE["closing_marks"]


def name_from(line: Sequence[Word], at: int) -> SpeechSubject | None:
    """Return the name that begins at a word; None if the phrase goes on, as in "the Lunar calendar"."""
    end = at
    while end < len(line) and is_name(line[end]):
        end += 1
    return None if end < len(line) and is_adjective(line[end]) else _as_name(line, at, end)


def _as_name(line: Sequence[Word], start: int, end: int) -> SpeechSubject | None:
    """Return the name, unless it may be just a word at the beginning of the sentence."""
    name = " ".join(word.text for word in line[start:end])
    if name not in MEDIA and start == 0 and end == 1 and not name.isupper():
        return None
    article = start == 0 and line[0].lower in STRUCTURE["determiners"]
    if (
        article
        and len(line[:end]) <= len(("The", "name"))
        and not line[1].text.isupper()
        and name not in MEDIA
    ):
        return None
    return SpeechSubject(NAMED, name.removeprefix("The "), (), start, end)
