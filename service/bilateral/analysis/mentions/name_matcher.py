"""Many names found in a text at once: the longest at each place, in time linear in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.text.word_tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.analysis.text.word_tokens import WordToken

T = TypeVar("T")
_GAP: Final = frozenset(" \u00a0\u202f\u2009\n\t-\u2010\u2011\u2012\u2013'’ʼ`.·&/")
_NOWHERE: Final[dict[str, Any]] = {}
_WIDEST: Final = 3  # characters between two words of a name
_LONGEST_CODE: Final = 6  # letters of an acronym
_SHORTEST_SHOUTED: Final = 4  # letters of a word that is no acronym where it stands in capitals
_TITLED_CODE: Final = 4  # letters of an acronym that may stand as Nato


class NameMatch(NamedTuple, Generic[T]):
    """A name in a text and what it was entered for."""

    span: TextSpan
    values: tuple[T, ...]
    first: int  # the number of its first word in the words looked at
    size: int  # words


class _Entry(NamedTuple, Generic[T]):
    words: tuple[str, ...]
    has_stop: bool
    value: T


class NameMatcher(Generic[T]):
    """An immutable set of names, each with a value.

    A name is found in another case only where that cannot make it another word: "RUSSIA", "Nato", but neither
    "turkey" nor "us". Accents may be missing.
    """

    def __init__(self, names: Iterable[tuple[str, T]]) -> None:
        """Enter names with their values; the same name may have several."""
        self._root: dict[str, Any] = {}
        for text, value in names:
            words = list(tokens(text))
            if words:
                node = self._root
                for word in words:
                    node = node.setdefault(word.folded, {})
                entry = _Entry(tuple(word.text for word in words), text.endswith("."), value)
                node.setdefault("", []).append(entry)

    def find(self, text: str, words: Sequence[WordToken]) -> Iterator[NameMatch[T]]:
        """Yield the names among the words of a text, in order, not overlapping."""
        index = 0
        while index < len(words):
            match = self._longest(text, words, index) if words[index].folded in self._root else None
            if match:
                yield match
                index += match.size
            else:
                index += 1

    def _longest(self, text: str, words: Sequence[WordToken], first: int) -> NameMatch[T] | None:
        node, found = self._root, None
        for index in range(first, len(words)):
            if index > first and not _is_gap(text, words[index - 1].end, words[index].start):
                break
            node = node.get(words[index].folded, _NOWHERE)
            if not node:
                break
            if values := _fitting(node.get("", ()), words[first : index + 1]):
                end = words[index].end
                stop = all(entry.has_stop for entry in values) and text[end : end + 1] == "."
                span = TextSpan(words[first].start, end + stop)
                found = NameMatch(span, tuple(entry.value for entry in values), first, index + 1 - first)
        return found


def _is_gap(text: str, start: int, end: int) -> bool:
    return end - start <= _WIDEST and _GAP.issuperset(text[start:end])


def _fitting(entries: Sequence[_Entry[T]], words: Sequence[WordToken]) -> list[_Entry[T]]:
    fitting = [entry for entry in entries if all(map(_case_fits, words, entry.words))]
    # What is written exactly so comes before what differs in accents.
    exact = [
        entry
        for entry in fitting
        if all(word.text == each for word, each in zip(words, entry.words, strict=True))
    ]
    return exact or fitting


def _case_fits(word: WordToken, name: str) -> bool:
    text = word.text
    if text == name or not name[0].isupper():
        return True
    if not text[0].isupper():
        return False
    if name.isupper() and 1 < len(name) <= _LONGEST_CODE:
        return text.isupper() or (len(name) >= _TITLED_CODE and text[1:].islower())
    return not text.isupper() or len(text) >= _SHORTEST_SHOUTED or len(name) == 1
