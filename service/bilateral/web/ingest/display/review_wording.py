"""The words of the review page: what is known of a document, what was decided, what may be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.explore.graph import display_dates
from bilateral.explore.graph.reading import TEXT, PageNode
from bilateral.ingest.drafts import draft as drafts
from bilateral.rdf.iris import ID, read_term
from bilateral.web.pages.rendering import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bilateral.explore.graph.reading import Reading
    from bilateral.ingest.drafts.draft import Draft

REASONS: Final = ("not said", "wrong kind", "wrong parts", "background", "twice")
"""Why a suggestion is rejected, as the page offers it."""
KEYS: Final = {
    "a": "accept, with what is ticked below it",
    "x": "reject; a reason may be given afterwards",
    "space": "later",
    "⌫": "take the last decision back",
    "e": "edit every part",
    "1 to 9": "candidate of the part with the gold bar",
    "tab": "next part; enter goes into it",
    "/": "search another thing for the part",
    "n": "make a new one",
    "↑ ↓": "another suggestion",
}
ADDITIONS: Final = (drafts.EVENT, drafts.OFFICE, drafts.SAID)
"""The kinds that can be added by hand, which are the words of the buttons too."""

_TWO: Final = 2
_RULES: Final = frozenset({"en", "und", ""})
"""Languages for which there are rules of events, and unknown ones."""
_FOREIGN: Final = (
    "Names are found in every language. Select words and add what they say by hand, or have the text read by "
    "another extractor: bilateral ingest --extractor llm."
)
_NOTHING: Final = (
    "Nothing was found that the graph could say: no meeting, visit, office or statement of states.",
    "Select words and add what they say by hand. If the day of publication is wrong, bring the text again.",
)


def meta(about: Reading, draft: Draft) -> Iterator[PageNode]:
    """Yield what is known of a document."""
    source, words = draft.source, len((draft.text or "").split())
    day = display_dates.spoken(source.published)
    texts = [
        f"published {day}" if source.published else "day of publication unknown",
        f"{words:,} words" if words else f"{draft.text_length:,} characters",
        LANGUAGES.get(source.language, source.language),
        source.licence or "no licence stated",
        f"read by {draft.extractor}" if draft.extractor else "",
        "" if source.keep_text else "the text is kept until the review is finished",
    ]
    if source.publisher:
        yield _publisher(about, source.publisher)
    yield from (PageNode("", text, "", TEXT) for text in texts if text)


def _publisher(about: Reading, name: str) -> PageNode:
    try:
        term = read_term(name)
    except ValueError:
        return PageNode("", name, "", TEXT)
    return about.node(term) if term.startswith(f"<{ID}") else PageNode("", name, "", TEXT)


def gained(draft: Draft) -> str:
    """Return how much of a draft the graph has now; "" for nothing."""
    facts = sum(len(each.triples()) for suggestion in draft.accepted for each in suggestion.statements)
    if not draft.accepted:
        return ""
    return f"{_number(facts, 'fact')} of {_number(len(draft.accepted), 'suggestion')}"


def pairs(about: Reading, draft: Draft) -> list[tuple[str, str]]:
    """Return address and name of each two states that an accepted event is of."""
    found = (each.states for each in draft.accepted if each.kind == drafts.EVENT and len(each.states) == _TWO)
    return [
        (f"/relation/{'-'.join(code.partition('/')[2] for code in states)}", " and ".join(names))
        for states in sorted(set(found))
        for names in [[about.node(read_term(state)).text for state in states]]
    ]


def _number(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def said(draft: Draft, numbers: Mapping[str, int], after: str) -> str:
    """Return what was decided on a suggestion just now, in a sentence; "" for none."""
    if after not in numbers:
        return ""
    each, number = draft.suggestion(after), numbers[after]
    others = [numbers[other.id] for other in draft.stroke(after) if other is not each]
    together = f", with {', '.join(map(str, others))}" if others else ""
    return {
        drafts.ACCEPTED: f"Suggestion {number}: accepted{together}.",
        drafts.REJECTED: f"Suggestion {number}: rejected. It is kept, and not suggested again for this text.",
        drafts.LATER: f"Suggestion {number}: later.",
    }.get(each.state, f"Suggestion {number} waits again.")


def advice(draft: Draft) -> tuple[str, ...]:
    """Return what to do with a text of which nothing was suggested."""
    language = draft.source.language
    if language.partition("-")[0] in _RULES:
        return _NOTHING
    name = LANGUAGES.get(language, language)
    return (f"The text is in a language for which there are no rules of events yet: {name}.", _FOREIGN)
