"""A pipeline of spaCy, the one place that knows this library."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

from bilateral.analysis.extractors.parser.parsed_sentence import ParsedSentence, ParsedWord, plain_text
from bilateral.errors import ExtractorError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from bilateral.analysis.annotated_text import AnnotatedText
    from bilateral.analysis.extractors.parser.parsed_sentence import PlainText

_PREFERRED: Final = "en_core_web_sm"
_BATCH: Final = 64  # sentences


class Pipeline:
    """A pipeline that was loaded."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self.name = f"{language.meta['lang']}_{language.meta['name']}-{language.meta['version']}"

    def parse(self, annotated: AnnotatedText) -> tuple[ParsedSentence, ...]:
        """Return the sentences of a text, parsed; each by itself, so that their ends stay where they are."""
        plain = [plain_text(annotated, sentence) for sentence in annotated.sentences]
        parsed = self._language.pipe((each.text for each in plain), batch_size=_BATCH)
        return tuple(
            ParsedSentence(sentence, _words(doc, each))
            for sentence, each, doc in zip(annotated.sentences, plain, parsed, strict=True)
        )


@functools.cache
def load_pipeline(name: str) -> Pipeline:
    """Return the installed pipeline of a name; of "" one for English, `en_core_web_sm` if it is there.

    Raises:
        ExtractorError: spaCy or the pipeline is not installed.
    """
    spacy = _library()
    chosen = name or _first(spacy.util.get_installed_models())
    try:
        return Pipeline(spacy.load(chosen))
    except (OSError, ImportError, ValueError) as error:
        reason = f"cannot load the pipeline {chosen!r}: {str(error).splitlines()[0]}"
        raise ExtractorError("spacy", reason) from error


def _first(installed: list[str]) -> str:
    english = sorted(name for name in installed if name.startswith("en"))
    return _PREFERRED if _PREFERRED in english or not english else english[0]


def _library() -> Any:  # noqa: ANN401  # a module
    try:
        # Loaded here: it takes a second, and is an extra.
        import spacy  # noqa: PLC0415
    except ImportError as error:
        raise ExtractorError("spacy", "needs the extra: pip install 'bilateral[spacy]'") from error
    return spacy


def _words(doc: Doc, plain: PlainText) -> tuple[ParsedWord, ...]:
    return tuple(
        ParsedWord(
            token.text,
            plain.spans[token.idx].start,
            plain.spans[token.idx + len(token) - 1].end,
            token.lemma_.lower(),
            token.pos_,
            token.dep_,
            token.head.i,
            plain.tags[token.idx],
        )
        for token in doc
    )
