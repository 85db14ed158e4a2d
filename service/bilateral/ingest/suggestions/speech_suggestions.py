"""Attributed speech as suggestions: who says what of whom, in which words; never asserted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bilateral.analysis.findings import PLACE
from bilateral.content.statement_records import CHARACTERISATION, CLAIM, PLAN, StatementRecord
from bilateral.ingest.drafts.draft import SAID, DraftSuggestion, PartCandidate, SuggestionPart
from bilateral.ingest.suggestions.suggested_values import PartSlot, describing
from bilateral.rdf.terms import literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bilateral.analysis.findings import FoundStatement
    from bilateral.ingest.suggestions.suggested_values import SuggestedValues

_LONGEST: Final = 280  # characters of what is said
_PHRASE: Final = 120  # characters of a wording; see its shape
_QUOTATION_MARKS: Final = '"“”„«»'
_AS: Final = re.compile(r"\bas ((?:an?|the|one) [^.,;:]+)")
_MOST_ABOUT: Final = 5
_KINDS: Final = {"claim": CLAIM, "report": CLAIM, "plan": PLAN, "characterisation": CHARACTERISATION}
"""What a medium or body is credited for is a claim of it: nothing that somebody says is asserted."""


@dataclass(frozen=True, slots=True)
class SpeechSuggester:
    """Makes suggestions of what is said in one text.

    Attributes:
        language: of the text.
        labels: identifiers of the labels that speakers give, by their names in lower case.
    """

    values: SuggestedValues
    extractor: str
    language: str
    labels: Mapping[str, str]

    def suggest(self, number: int, found: FoundStatement) -> DraftSuggestion | None:
        """Return a suggestion; None if nobody who can be named speaks."""
        within = (found.span,)
        speakers = [
            part
            for at, each in enumerate(found.speakers[:1], start=1)
            if each.kind != PLACE
            and (part := self.values.part(PartSlot(f"speaker {at}", "who says so", "speaker"), each, within))
        ]
        about = [
            part
            for at, each in enumerate(found.about[:_MOST_ABOUT], start=1)
            if (part := self.values.part(PartSlot(f"about {at}", "about whom", "about"), each, within))
        ]
        quote = self.values.quote(found.span)
        if not speakers or quote is None:
            return None
        name, kind = f"s{number}", _KINDS[found.kind]
        subject = (about or speakers)[0].value
        predicate, value, wording = self._content(found, kind)
        said = StatementRecord(
            name,
            kind,
            (subject, predicate, value),
            (quote,),
            details=(
                *(("speaker", part.value) for part in speakers),
                *([("wording", wording)] if wording else []),
                *(("about", part.value) for part in about),
            ),
        )
        parts = [_kind_part(kind), *speakers, *about]
        return DraftSuggestion(
            name,
            SAID,
            found.kind,
            subject,
            (said, *describing(parts, name, 2, (quote,))),
            tuple(parts),
            ((found.span.start, found.span.end),),
            found.grounds.confidence,
            found.grounds.reason,
            self.extractor,
            found.grounds.rule,
            self.values.paragraph(found.span.start),
        )

    def _content(self, found: FoundStatement, kind: str) -> tuple[str, str, str]:
        """Return predicate and object of what is said, and the speaker's own words, "" for none."""
        text = self.values.text
        wordings = [_bare(span.of(text)) for span in found.wording]
        phrases = [each for each in wordings if 0 < len(each) <= _PHRASE]
        wording = self._literal(phrases[0]) if phrases else ""
        if kind != CHARACTERISATION:
            return "bil:saidOf", self._literal(_cut(found.span.of(text), _LONGEST)), wording
        phrase = phrases[0] if phrases else _called(found.span.of(text))
        for word in (phrase.casefold().strip("\"“”'.,"), *phrase.casefold().split()):
            if label := self.labels.get(word.removesuffix("s")) or self.labels.get(word):
                return "bil:characterisedAs", label, wording or self._literal(phrase)
        return "bil:characterisation", self._literal(phrase), wording

    def _literal(self, words: str) -> str:
        known = self.language and self.language != "und"
        return literal(words, language=self.language if known else "")


def _kind_part(kind: str) -> SuggestionPart:
    kinds = (CLAIM, PLAN) if kind in {CLAIM, PLAN} else (CHARACTERISATION,)
    candidates = tuple(PartCandidate(each, each, float(each == kind)) for each in kinds)
    ordered = tuple(sorted(candidates, key=lambda each: -each.score))
    return SuggestionPart("kind", "what kind", "kind", kind, kind, candidates=ordered, required=True)


def _bare(words: str) -> str:
    """Return a wording without the quotation marks around it, and without a comma before them."""
    bare = words.strip()
    return bare.strip(_QUOTATION_MARKS).rstrip(" ,") if bare[:1] in _QUOTATION_MARKS else bare


def _called(words: str) -> str:
    """Return what something is called in a sentence that quotes nothing: `described it as a new start`."""
    match = _AS.search(words)
    return _cut(match[1] if match else words, _PHRASE)


def _cut(words: str, longest: int) -> str:
    """Return words in one line, without those that are too many."""
    line = " ".join(words.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rpartition(' ')[0]}…"
