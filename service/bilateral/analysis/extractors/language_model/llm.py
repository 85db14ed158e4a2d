"""The extractor `llm`."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotation import annotate
from bilateral.analysis.extractors.language_model.answer_checks import AnswerCheck, merge_findings
from bilateral.analysis.extractors.language_model.model_client import ModelClient, NoAnswer, parse_json
from bilateral.analysis.findings import Findings
from bilateral.analysis.mentions.knowledge_index import prepared
from bilateral.errors import ExtractorError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.analysis.analysed_text import AnalysedText
    from bilateral.analysis.annotated_text import AnnotatedText
    from bilateral.analysis.extractors.extractor_settings import ExtractorSettings
    from bilateral.analysis.knowledge import Knowledge

VERSION: Final = "1"
_HERE: Final = Path(__file__).parent
_PIECE: Final = 12_000  # characters that are sent at a time


class LlmExtractor:
    """Asks a language model, and believes what stands in the text.

    Mentions are those of the rules, so that names mean the same whoever extracts. Answers that are not
    believed, or do not come, are counted in `Findings.dropped`.
    """

    name: Final = "llm"

    def __init__(self, settings: ExtractorSettings) -> None:
        self.settings = settings
        self._instructions = (_HERE / "instructions.md").read_text("utf-8")
        self._schema = json.loads((_HERE / "answer.schema.json").read_text("utf-8"))

    @property
    def version(self) -> str:
        """The version of this code and the model's name."""
        return f"{VERSION} {self.settings.llm_model}".strip()

    def extract(self, text: AnalysedText, knowledge: Knowledge) -> Findings:
        """Return what the model finds and the text confirms.

        Raises:
            ExtractorError: no address is configured.
        """
        client, annotated = self._client(), annotate(text, prepared(knowledge))
        check = AnswerCheck(annotated)
        found = reduce(
            merge_findings,
            (self._ask(client, material, check) for material in _pieces(annotated)),
            Findings(annotated.mentions),
        )
        return replace(_in_order(found), dropped=check.reasons())

    def _client(self) -> ModelClient:
        settings = self.settings
        if not settings.llm_address:
            raise ExtractorError(self.name, "needs --llm-address, the address of a language model")
        key = settings.llm_key_file.read_text("utf-8").strip() if settings.llm_key_file else ""
        return ModelClient(settings.llm_address, settings.llm_model, key, settings.llm_timeout)

    def _ask(self, client: ModelClient, material: str, check: AnswerCheck) -> Findings:
        try:
            return check.findings(parse_json(client.ask(self._instructions, material, self._schema)))
        except NoAnswer as reason:
            check.drop(str(reason))
            return Findings()


def _pieces(annotated: AnnotatedText) -> Iterator[str]:
    """Yield the text in pieces of whole sentences, each as JSON, so that no words of it end the piece."""
    text, start = annotated.source, 0
    ends = [sentence.span.end for sentence in annotated.sentences]
    for end, following in pairwise([*ends, None]):
        if following is None or following - start > _PIECE:
            published = text.published.isoformat() if text.published else ""
            yield json.dumps(
                {
                    "title": text.title,
                    "published": published,
                    "publisher": text.publisher,
                    "text": text.text[start:end],
                },
                ensure_ascii=False,
            )
            start = end or 0


def _in_order(found: Findings) -> Findings:
    return replace(
        found,
        offices=tuple(sorted(found.offices, key=lambda office: office.span)),
        events=tuple(sorted(found.events, key=lambda event: event.trigger)),
        statements=tuple(sorted(found.statements, key=lambda statement: statement.span)),
    )
