"""A sentence as a dependency parser sees it, with the phrases of its tagged text as single words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.annotated_text import TAG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.analysis.annotated_text import AnnotatedText, PhraseTag, TaggedSentence

_KEPT: Final = 3  # words that a phrase may have to stand in the plain text as it is


class ParsedWord(NamedTuple):
    """A word of a parse.

    Attributes:
        text: as the parser was given it.
        start: where in the source it begins.
        end: where in the source it ends.
        lemma: its dictionary form.
        part_of_speech: of Universal Dependencies, as `VERB`.
        relation: to its head, in the words of the pipeline, as `nsubj`.
        head: the number of the word it depends on, its own for the root.
        tag: the phrase of the tagged text that it stands for, if any.
    """

    text: str
    start: int
    end: int
    lemma: str
    part_of_speech: str
    relation: str
    head: int
    tag: PhraseTag | None


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """The words of a sentence with their dependencies."""

    sentence: TaggedSentence
    words: tuple[ParsedWord, ...]

    def children(self, number: int, *relations: str) -> Iterator[int]:
        """Yield the words that depend on a word, by these relations if any are given."""
        for child, word in enumerate(self.words):
            if word.head == number != child and (not relations or word.relation in relations):
                yield child

    def subtree(self, number: int) -> Iterator[int]:
        """Yield a word and all that depend on it."""
        yield number
        for child in self.children(number):
            yield from self.subtree(child)


class PlainText(NamedTuple):
    """A sentence for the parser: long phrases as single words, and where each character is from."""

    text: str
    spans: tuple[TextSpan, ...]  # of each character, in the source
    tags: tuple[PhraseTag | None, ...]  # of each character


def plain_text(annotated: AnnotatedText, sentence: TaggedSentence) -> PlainText:
    """Return the text of a sentence with its phrases as a parser reads them best: names without titles."""
    text, at = "", 0
    spans: list[TextSpan] = []
    tags: list[PhraseTag | None] = []
    for found in [*TAG.finditer(sentence.tagged), None]:
        end = found.start() if found else len(sentence.tagged)
        text += sentence.tagged[at:end]
        spans += [TextSpan(sentence.starts[n], sentence.ends[n]) for n in range(at, end)]
        tags += [None] * (end - at)
        if found:
            tag = annotated.tags[int(found[2])]
            word = _word(tag, tag.span.of(annotated.source.text))
            text, at = text + word, found.end()
            spans += [tag.span] * len(word)
            tags += [tag] * len(word)
    return PlainText(text, tuple(spans), tuple(tags))


def _word(tag: PhraseTag, text: str) -> str:
    """Return what stands for a phrase: dates and adjectives as they are, of names one word."""
    words = text.split()
    if tag.letter in "dan" or len(words) == 1:
        return text
    if tag.letter == "p":
        return words[-1].strip(".,") if words[-1][:1].isupper() else "Smith"
    return (
        text
        if len(words) <= _KEPT and tag.letter in "ls"
        else words[-1]
        if words[-1][:1].isupper()
        else "Council"
    )
