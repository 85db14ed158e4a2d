"""What the sentences of a text name, before names are compared with each other.

Known names are found first; persons, bodies and places that nobody has recorded are looked for in the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis import knowledge as roles
from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.findings import PERSON, PLACE, STATE
from bilateral.analysis.mentions.knowledge_index import NOTHING
from bilateral.analysis.mentions.name_chunks import DOUBTFUL, GIVEN, chunks, is_capital, is_name_word
from bilateral.analysis.mentions.person_chunks import SentenceWords, persons
from bilateral.analysis.mentions.place_readings import is_venue
from bilateral.analysis.mentions.unknown_bodies import unknown_names
from bilateral.analysis.text.sentence_spans import is_heading
from bilateral.analysis.text.word_tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from bilateral.analysis.analysed_text import AnalysedText
    from bilateral.analysis.mentions.knowledge_index import NameReading
    from bilateral.analysis.mentions.name_matcher import NameMatch, NameMatcher
    from bilateral.analysis.text.word_tokens import WordToken

_BEFORE_STATES: Final = frozenset({"of", "in", "the", "from", "with", "between", "to", "against"})
_FREE: Final = ""


class FoundName(NamedTuple):
    """A stretch that names what is not known by these words.

    Attributes:
        span: of the name.
        words: their number.
        reason: why it is taken for a name of this kind: a constant of `person_chunks` or `unknown_bodies`.
        kind: PERSON, ORGANISATION or PLACE.
        is_heading: whether it stands in a heading.
    """

    span: TextSpan
    words: int
    reason: str
    kind: str
    is_heading: bool


@dataclass(slots=True)
class NamesOfText:
    """What sentences name.

    Attributes:
        matches: known names.
        families: known names that are family names alone.
        found: names that are not known.
        tokens: all words.
        taken: for each word, the kind of the name that it belongs to; "" if to none.
        ordinary: words that the text has in lower case.
    """

    matches: list[NameMatch[NameReading]] = field(default_factory=list)
    families: list[NameMatch[NameReading]] = field(default_factory=list)
    found: list[FoundName] = field(default_factory=list)
    tokens: list[WordToken] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    ordinary: AbstractSet[str] = frozenset()

    def read(self, source: AnalysedText, sentence: TextSpan, matcher: NameMatcher[NameReading]) -> None:
        """Read the next sentence."""
        words = list(tokens(source.text, *sentence))
        taken = [_FREE] * len(words)
        for match in matcher.find(source.text, words):
            self._take(source.text, words, match, taken)
        in_title = sentence.end <= len(source.title) + 1 or is_heading(source.text, sentence)
        sentence_words = SentenceWords(source.text, words, taken, in_title, self.ordinary)
        self._read_unknown(sentence_words, taken)
        self.tokens += words
        self.taken += taken

    def _take(
        self, text: str, words: Sequence[WordToken], match: NameMatch[NameReading], taken: list[str]
    ) -> None:
        found_roles = {value.role for value in match.values}
        if found_roles == {roles.FAMILY_NAME}:
            self.families.append(match)
            if match.size > 1:
                taken[match.first : match.first + match.size] = [PERSON] * match.size
        elif not _is_ordinary(text, words, match):
            if NOTHING not in found_roles:
                self.matches.append(match)
            kind = NOTHING if NOTHING in found_roles else match.values[0].entity.kind
            taken[match.first : match.first + match.size] = [kind] * match.size

    def _read_unknown(self, sentence: SentenceWords, taken: list[str]) -> None:
        runs = list(chunks(sentence.text, sentence.tokens))
        for chunk in runs:
            for person in persons(sentence, chunk):
                self._add(sentence, person.first, person.end, person.reason, PERSON)
                taken[person.first : person.end] = [PERSON] * (person.end - person.first)
        for name in unknown_names(sentence, runs):
            self._add(sentence, name.first, name.end, name.reason, name.kind)
            taken[name.first : name.end] = [name.kind] * (name.end - name.first)

    def _add(self, sentence: SentenceWords, first: int, end: int, reason: str, kind: str) -> None:
        span = TextSpan(sentence.tokens[first].start, sentence.tokens[end - 1].end)
        self.found.append(FoundName(span, end - first, reason, kind, sentence.is_title))


def _is_ordinary(text: str, words: Sequence[WordToken], match: NameMatch[NameReading]) -> bool:
    """Return whether a known name is another word here, or part of a person's name."""
    first, kinds = words[match.first], {value.entity.kind for value in match.values}
    if kinds == {PERSON}:
        return _is_named_more(text, words, match)
    if text.startswith("$", match.span.end):
        return True
    if match.size > 1 or not kinds <= {STATE, PLACE}:
        return False
    if first.text in DOUBTFUL and not is_venue(text, first.start, first.end):
        return not text.startswith(",", first.end)
    return _is_beside_name(text, words, match.first)


def _is_beside_name(text: str, words: Sequence[WordToken], index: int) -> bool:
    """Return whether a word is part of a person's name: Israel Katz, Michael Jordan."""
    word = words[index]
    before = words[index - 1] if index else None
    if before and before.text in _BEFORE_STATES:
        return False
    if before and before.folded in GIVEN and text[before.end : word.start] == " " and _is_name(before):
        return True
    after = words[index + 1] if index + 1 < len(words) else None
    return bool(after and word.folded in GIVEN and text[word.end : after.start] == " " and _is_name(after))


def _is_named_more(text: str, words: Sequence[WordToken], match: NameMatch[NameReading]) -> bool:
    """Return whether words of a name stand before a person's: "H. W. Bush" is not "W. Bush"."""
    before = words[match.first - 1] if match.first else None
    if not before or text[before.end : match.span.start] not in (" ", ".", ". "):
        return False
    return _is_name(before) and (len(before.text) == 1 or before.folded in GIVEN)


def _is_name(word: WordToken) -> bool:
    return is_capital(word.text) and is_name_word(word.text)
