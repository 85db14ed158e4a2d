"""A suggestion as the review page shows it: what the graph would say, what is in doubt, what it may be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.explore.graph.reading import ENTITY, TERM, TEXT, PageNode
from bilateral.ingest.drafts import draft as drafts
from bilateral.ingest.drafts.value_choices import DATES, class_of_values
from bilateral.rdf.iris import read_term
from bilateral.rdf.terms import literal_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bilateral.explore.graph.reading import Reading
    from bilateral.ingest.drafts.draft import Draft, DraftSuggestion, PartCandidate, SuggestionPart
    from bilateral.rdf.terms import Term

SURE, LIKELY = 0.9, 0.6
"""From which confidence on a suggestion is called sure, or likely."""
LOOKS: Final = {
    drafts.EVENT: "event",
    drafts.OFFICE: "office",
    drafts.SAID: "said",
    drafts.RELATION: "relation",
    drafts.OTHER: "topic",
}
"""Classes of the style sheet, by the kind of suggestion."""
NOTHING: Final = "-"
"""The value of a form's field by which a part is left empty; "" is what a browser sends for no choice."""

_AROUND: Final = 140  # characters of the text before and after what is quoted
_QUOTES: Final = 3
_SENTENCE: Final = re.compile("(?<=[.!?\u2026\u3002\uff01\uff1f\u061f\u06d4])\\s+|\\s*\n\\s*\n\\s*")
_UNSEEN: Final = frozenset({"", drafts.IDENTITY})


class SaidPiece(NamedTuple):
    """A piece of a sentence, and whether it is in doubt."""

    text: str
    doubtful: bool = False


class QuotedStretch(NamedTuple):
    """Words of the text, and what stands around them."""

    before: str
    words: str
    after: str


class ShownCandidate(NamedTuple):
    """A value that may be chosen; the score is text, "" where there is none."""

    value: str
    label: str
    score: str = ""
    why: str = ""
    chosen: bool = False


class ShownPart(NamedTuple):
    """A part of a suggestion as fields of a form.

    Attributes:
        hint: why it is in doubt, in a few words.
        others: how many candidates are hidden while another part has the focus, in words.
        ask: what the field for another value asks for.
        search: the class of the things that it can be, `bil:Person`; "" for what is no thing.
        sought: what was typed, and is not yet one thing.
    """

    name: str
    title: str
    hint: str
    candidates: list[ShownCandidate]
    others: str = ""
    ask: str = ""
    search: str = ""
    sought: str = ""


class KnownEvent(NamedTuple):
    """An event of the graph that a described one may be, with what agrees and what does not."""

    value: str
    node: PageNode
    score: str
    why: str
    chosen: bool


class ShownIdentity(NamedTuple):
    """The events of the graph that a described one may be; `new` is the value for none of them."""

    events: list[KnownEvent]
    new: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class SuggestionForm:
    """What an open suggestion shows; the template `ingest/suggestion.html` has the form.

    Attributes:
        result: the event of the graph, where it was accepted.
    """

    quotes: list[QuotedStretch]
    reason: str
    rule: str
    doubtful: list[ShownPart]
    settled: list[ShownPart]
    sure: list[tuple[str, PageNode]]
    identity: ShownIdentity | None
    fellows: list[tuple[str, int, str]]
    triples: list[list[PageNode]]
    result: PageNode | None


@dataclass(frozen=True, slots=True)
class ShownSuggestion:
    """A suggestion in the list; the template `ingest/review.html` shows each field."""

    id: str
    number: int
    look: str
    word: str
    says: list[SaidPiece]
    state: str
    standing: str
    remark: str
    decision: drafts.Decision | None
    is_open: bool
    now: bool
    form: SuggestionForm | None


class SuggestionDisplay:
    """Shows the suggestions of a draft to a reader."""

    def __init__(self, about: Reading, draft: Draft, numbers: Mapping[str, int]) -> None:
        """Take the numbers of the suggestions on the page, by id."""
        self._about, self._draft, self._numbers = about, draft, numbers
        self._nodes: dict[tuple[str, str], PageNode] = {}

    def shown(
        self, each: DraftSuggestion, *, now: bool, whole: bool, sought: Mapping[str, ShownPart]
    ) -> ShownSuggestion:
        """Return a suggestion as the page shows it.

        Args:
            each: the suggestion.
            now: whether it is the open one.
            whole: whether the page has its form; else its sentence alone.
            sought: parts for which somebody searched, by name.
        """
        parts = [part for part in each.parts if part.name != drafts.IDENTITY]
        doubtful = [part for part in parts if part.doubt or (part.required and not part.value)]
        settled = [part for part in parts if part not in doubtful]
        return ShownSuggestion(
            id=each.id,
            number=self._numbers[each.id],
            look=LOOKS[each.kind],
            word=self._word(each),
            says=list(_pieces(each.sentence, [part.shown for part in doubtful if part.shown])),
            state=each.state,
            standing=self._standing(each),
            remark=self._remark(each),
            decision=each.decision,
            is_open=each.is_open,
            now=now,
            form=self._form(each, doubtful, settled, sought) if whole else None,
        )

    def _form(
        self,
        each: DraftSuggestion,
        doubtful: Sequence[SuggestionPart],
        settled: Sequence[SuggestionPart],
        sought: Mapping[str, ShownPart],
    ) -> SuggestionForm:
        return SuggestionForm(
            quotes=[quoted(self._draft.text or "", span) for span in each.spans[:_QUOTES]],
            reason=each.reason,
            rule=" · ".join(filter(None, (each.rule, each.extractor))),
            doubtful=[sought.get(part.name) or self.part(part) for part in doubtful],
            settled=[sought.get(part.name) or self.part(part) for part in settled],
            sure=[(part.label, self._node(part.value, part.shown)) for part in settled if part.value],
            identity=self._identity(each),
            fellows=self._fellows(each),
            triples=[[self._node(term) for term in triple] for triple in each.triples()],
            result=self._result(each),
        )

    def _result(self, each: DraftSuggestion) -> PageNode | None:
        """Return the event that the graph has since one was accepted."""
        found = (
            self._node(each.subject) if each.state == drafts.ACCEPTED and each.kind == drafts.EVENT else None
        )
        return found if found and found.kind == ENTITY else None

    def part(self, part: SuggestionPart) -> ShownPart:
        """Return a part as fields of a form."""
        candidates = [_candidate(each, part.value) for each in part.candidates]
        if part.value and part.value not in {each.value for each in candidates}:
            candidates.insert(0, ShownCandidate(part.value, part.shown or part.value, chosen=True))
        if not part.required:
            candidates.append(ShownCandidate(NOTHING, "nothing", chosen=not part.value))
        search = class_of_values(self._about.graph, part.predicate)
        return ShownPart(
            part.name,
            part.label,
            part.doubt or ("needed" if part.required and not part.value else ""),
            candidates,
            _others(len(candidates) - 1),
            "2025-07-13, 2025-07 or 2025" if part.predicate in DATES else "another",
            search,
        )

    def _word(self, each: DraftSuggestion) -> str:
        """Return what a suggestion is of, in a word or two: its most specific class."""
        classes = [o for s, p, o in each.triples() if (s, p) == (each.subject, "a")]
        if each.kind != drafts.EVENT or not classes:
            return each.statements[0].kind if each.kind == drafts.SAID else each.kind
        return self._node(classes[0]).text

    def _standing(self, each: DraftSuggestion) -> str:
        if each.state == drafts.ACCEPTED:
            if each.decision and not each.decision.reviewer:
                return "✓ accepted, not reviewed"
            together = {other.id for other in self._draft.stroke(each.id)}
            parent = next((name for name in each.hangs_on if name in together), None)
            return f"✓ with {self._numbers[parent]}" if parent else "✓ accepted"
        if each.state == drafts.REJECTED:
            return "✕ rejected"
        words = "sure" if each.confidence >= SURE else "likely" if each.confidence >= LIKELY else "doubtful"
        later = "later · " if each.state == drafts.LATER else ""
        return f"{later}{words} {score(each.confidence)}" if each.extractor else f"{later}added by hand"

    def _remark(self, each: DraftSuggestion) -> str:
        """Return the line below the sentence while it is closed."""
        if each.state == drafts.REJECTED and each.decision:
            return f"Reason: {each.decision.reason}." if each.decision.reason else ""
        known = self._identity(each)
        remarks = []
        if each.hangs_on and each.is_open:
            at = ", ".join(str(self._numbers[name]) for name in each.hangs_on if name in self._numbers)
            remarks.append(f"Offered with {at}." if at else "")
        best = next((event for event in known.events if event.chosen), None) if known else None
        if best:
            remarks.append(f"The same as {best.node.text}.")
        elif known and each.is_open:
            remarks.append(f"Perhaps {known.events[0].node.text}.")
        elif each.kind == drafts.EVENT and each.is_new:
            remarks.append("New in the graph.")
        elif each.kind == drafts.SAID:
            remarks.append("What somebody says: stays apart from the facts.")
        if each.is_open and (doubtful := [part.label for part in each.in_doubt if part.name not in _UNSEEN]):
            remarks.append(f"In doubt: {', '.join(dict.fromkeys(doubtful))}.")
        return " ".join(filter(None, remarks))

    def _identity(self, each: DraftSuggestion) -> ShownIdentity | None:
        part = next((part for part in each.parts if part.name == drafts.IDENTITY), None)
        if part is None or not part.candidates:
            return None
        events = [
            KnownEvent(
                one.value,
                self._node(one.value, one.label),
                score(one.score),
                one.reason,
                one.value == part.value,
            )
            for one in part.candidates
            if not one.defines
        ]
        new = next((one.value for one in part.candidates if one.defines), "")
        return ShownIdentity(events, new, part.value == new) if events else None

    def _fellows(self, each: DraftSuggestion) -> list[tuple[str, int, str]]:
        """Return what is offered with a suggestion: what hangs on it and waits."""
        return [
            (other.id, self._numbers[other.id], other.sentence)
            for other in self._draft.suggestions
            if each.id in other.hangs_on and other.is_open and other.id in self._numbers
        ]

    def _node(self, value: str, shown: str = "") -> PageNode:
        """Return a term of a draft; a thing that the graph does not know has no address."""
        if (value, shown) not in self._nodes:
            self._nodes[value, shown] = self._read(value, shown)
        return self._nodes[value, shown]

    def _read(self, value: str, shown: str) -> PageNode:
        try:
            term: Term = read_term(value)
        except ValueError:
            return PageNode("", shown or value, "", TEXT)
        found = self._about.node(term)
        if found.kind == ENTITY and not self._about.graph.exists(term):
            return PageNode("", shown or self._made.get(value, value), "", TEXT)
        return found if found.kind in {ENTITY, TERM} or not shown else found._replace(text=shown)

    @cached_property
    def _made(self) -> dict[str, str]:
        """The names of the things that the draft makes, by identifier."""
        triples = (triple for each in self._draft.suggestions for triple in each.triples())
        return {
            subject: literal_parts(read_term(name)).value
            for subject, predicate, name in triples
            if predicate == "rdfs:label"
        }


def score(confidence: float) -> str:
    """Return a share as pages write it: `.84`."""
    return f"{confidence:.2f}".removeprefix("0")


def quoted(text: str, span: tuple[int, int]) -> QuotedStretch:
    """Return the words of a span with the rest of their sentences, shortened where these are long."""
    start, end = span
    before = _SENTENCE.split(text[max(0, start - _AROUND) : start])[-1]
    after = _SENTENCE.split(text[end : end + _AROUND])[0]
    if len(before) == _AROUND:
        before = "… " + before.partition(" ")[2]
    if len(after) == _AROUND:
        after = after.rpartition(" ")[0] + " …"
    return QuotedStretch(before, text[start:end], after)


def _candidate(each: PartCandidate, chosen: str) -> ShownCandidate:
    # Kinds and states of an event are listed to choose from: nothing was compared that a score could tell of.
    shown = score(each.score) if each.reason else ""
    return ShownCandidate(each.value or NOTHING, each.label, shown, each.reason, each.value == chosen)


def _others(number: int) -> str:
    return "" if number < 1 else "1 other" if number == 1 else f"{number} others"


def _pieces(sentence: str, doubtful: Sequence[str]) -> Iterator[SaidPiece]:
    """Yield the pieces of a sentence, the words in doubt by themselves."""
    if not doubtful:
        yield SaidPiece(sentence)
        return
    pattern = "|".join(re.escape(each) for each in sorted(doubtful, key=len, reverse=True))
    for place, text in enumerate(re.split(f"({pattern})", sentence)):
        if text:
            yield SaidPiece(text, doubtful=bool(place % 2))
