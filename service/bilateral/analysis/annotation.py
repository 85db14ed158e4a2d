"""A text annotated: sentences, quotations, mentions, offices, dates, and the tags that rules match."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import AnnotatedText, TaggedSentence
from bilateral.analysis.dates.found_dates import find_dates
from bilateral.analysis.mentions.found_names import find_mentions
from bilateral.analysis.offices.office_phrases import PhraseReader
from bilateral.analysis.tagging import tagged
from bilateral.analysis.text.quoted_speech import quotations
from bilateral.analysis.text.sentence_spans import paragraphs, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.analysed_text import AnalysedText, TextSpan
    from bilateral.analysis.annotated_text import PhraseTag
    from bilateral.analysis.mentions.knowledge_index import KnowledgeIndex

_LONGEST_HEADING: Final = 120  # characters
_STOPS: Final = '.!?…:;”"»)。！？'


def annotate(text: AnalysedText, knowledge: KnowledgeIndex) -> AnnotatedText:
    """Return a text with all that rules for events and statements stand on.

    The same text and knowledge give the same; the work is linear in the length of the text.
    """
    blocks = paragraphs(text.text)
    cut = [(number, span) for number, block in enumerate(blocks) for span in sentences(text.text, block)]
    spans = [span for _, span in cut]
    quoted = quotations(text.text, blocks)
    dates = find_dates(text, spans, quoted)
    mentions = find_mentions(text, spans, knowledge)
    reader = PhraseReader(text, knowledge, mentions, dates)
    for span in spans:
        reader.read(span)
    tags = reader.tags
    return AnnotatedText(
        text,
        tuple(_sentence(text, blocks, number, span, tags) for number, span in cut),
        quoted,
        reader.mentions,
        reader.offices,
        dates,
        tags,
        reader.states,
    )


def _sentence(
    text: AnalysedText, blocks: Sequence[TextSpan], number: int, span: TextSpan, tags: Sequence[PhraseTag]
) -> TaggedSentence:
    first = bisect_left(tags, span.start, key=lambda tag: tag.span.start)
    last = bisect_left(tags, span.end, key=lambda tag: tag.span.start)
    made = tagged(text.text, span, ((tag.span, str(tag)) for tag in tags[first:last]))
    return TaggedSentence(span, number, _is_title(text, blocks, number), made.text, made.starts, made.ends)


def _is_title(text: AnalysedText, blocks: Sequence[TextSpan], number: int) -> bool:
    """Return whether a paragraph is the title of the text, or a heading in it: a line without a full stop."""
    block = blocks[number]
    if block.end <= len(text.title) + 1 and text.text.startswith(text.title):
        return True
    ends = text.text[block.end - 1]
    return block.end - block.start <= _LONGEST_HEADING and ends not in _STOPS and number + 1 < len(blocks)
