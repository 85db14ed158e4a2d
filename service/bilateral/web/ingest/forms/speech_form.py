"""The form for what somebody says in a text, and the suggestion that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.content.statement_records import CHARACTERISATION, CLAIM, PLAN, QuotedWords, StatementRecord
from bilateral.ingest.drafts.draft import SAID, DraftSuggestion, SuggestionPart
from bilateral.ingest.suggestions.suggested_values import describing
from bilateral.rdf.iris import read_term
from bilateral.rdf.terms import literal
from bilateral.web.ingest.forms.filled_form import MANY, FormFault
from bilateral.web.ingest.forms.thing_form import ThingField

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bilateral.ingest.drafts.draft import Draft
    from bilateral.web.ingest.forms.thing_search import ThingSearch

_KINDS: Final = {
    CLAIM: "a claim: an assertion, demand, denial, praise or offer",
    PLAN: "a plan: what the speaker is going to do, or what is due",
    CHARACTERISATION: "a characterisation: what something is called",
}
_ACTOR: Final = "bil:Actor"
_PHRASE, _LONGEST = 120, 300  # characters of a characterisation, and of other words
FIELDS: Final = (
    ThingField("speech", "what kind", "", required=True, options=tuple(_KINDS.items())),
    ThingField("speaker", "who says so", "Kind: actor.", required=True, search=_ACTOR),
    ThingField("about", "about whom", "Kind: actor.", required=False, search=_ACTOR, many=True),
)
"""The fields of the form."""


def speech(
    draft: Draft, span: tuple[int, int], given: Mapping[str, str], things: ThingSearch
) -> DraftSuggestion:
    """Return a suggestion of what was filled in, which rests on the words of a span.

    Raises:
        FormFault: something is missing, or a name is not one thing of the graph.
    """
    kind = given.get("speech", "")
    faults = {} if kind in _KINDS else {"speech": "This is needed."}
    found: dict[str, list[str]] = {"speaker": [], "about": []}
    for name, values in found.items():
        for text in filter(None, map(str.strip, given.get(name, "").split(MANY))):
            try:
                values.append(things.one(text, {read_term(_ACTOR)}))
            except ValueError as error:
                faults[name] = str(error)
    if not found["speaker"] and "speaker" not in faults:
        faults["speaker"] = "This is needed."
    if faults:
        raise FormFault(faults)
    return _suggestion(draft, span, kind, found, things)


def _suggestion(
    draft: Draft, span: tuple[int, int], kind: str, found: Mapping[str, list[str]], things: ThingSearch
) -> DraftSuggestion:
    words, language = (draft.text or "")[slice(*span)], draft.source.language
    most = _PHRASE if kind == CHARACTERISATION else _LONGEST
    content = literal(" ".join(words.split())[:most], language="" if language == "und" else language)
    predicate = "bil:characterisation" if kind == CHARACTERISATION else "bil:saidOf"
    subject = (found["about"] or found["speaker"])[0]
    details = tuple((name, value) for name, values in found.items() for value in values)
    quotes = (QuotedWords(words, span[0]),)
    said = StatementRecord("s", kind, (subject, predicate, content), quotes, details=details)
    parts = tuple(_parts(found, things))
    of = f", of {', '.join(part.shown for part in parts[1:])}" if parts[1:] else ""
    return DraftSuggestion(
        "s",
        SAID,
        f"{parts[0].shown} says{of}: “{' '.join(words.split())[:most]}”",
        subject,
        (said, *describing(parts, "s", 2, quotes)),
        parts,
        (span,),
        confidence=1.0,
        reason="added by hand",
    )


def _parts(found: Mapping[str, list[str]], things: ThingSearch) -> Iterator[SuggestionPart]:
    titles = {field.name: field.title for field in FIELDS}
    for name, values in found.items():
        for number, value in enumerate(values, 1):
            chosen = things.candidate(value)
            yield SuggestionPart(
                f"{name} {number}", titles[name], name, value, chosen.label, candidates=(chosen,)
            )
