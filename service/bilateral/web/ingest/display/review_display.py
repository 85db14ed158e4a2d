"""A draft as the review page shows it: its suggestions by paragraph, its text with their marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.ingest.drafts import draft as drafts
from bilateral.web.ingest.display.marked_text import TextMark, TextRun, paragraphs
from bilateral.web.ingest.display.suggestion_display import LIKELY, LOOKS, ShownSuggestion, SuggestionDisplay

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bilateral.explore.graph.reading import Reading
    from bilateral.ingest.drafts.draft import Draft, DraftSuggestion
    from bilateral.web.ingest.display.suggestion_display import ShownPart

ALL, LEFT, DOUBTFUL = "all", "left", "doubtful"
SHOW: Final = (ALL, LEFT, DOUBTFUL)
"""Which suggestions a page shows."""

_AROUND: Final = 3  # suggestions before and after the open one whose forms a page has
_AHEAD: Final = 10  # suggestions that wait whose forms a page has
_LONGEST: Final = 400_000  # characters of a text that a page shows
_TITLE: Final = 60  # characters of a paragraph that head its suggestions


class SuggestionGroup(NamedTuple):
    """The suggestions of one paragraph."""

    title: str
    suggestions: list[ShownSuggestion]


class ShownParagraph(NamedTuple):
    """A paragraph of the text; a headline is the title of the document."""

    runs: list[TextRun]
    headline: bool


class DraftDisplay:
    """Shows a draft to a reader.

    Attributes:
        suggestions: in the order of the page.
        numbers: of the suggestions, by id, from 1.
        now: the id of the open one; "" for none.
    """

    def __init__(self, about: Reading, draft: Draft, show: str = ALL, wanted: str = "") -> None:
        """Show suggestions by `show`; open is the wanted one, else the first that waits."""
        self._about, self.draft, self.show = about, draft, show
        self.suggestions = ordered(draft)
        self.numbers = {each.id: number for number, each in enumerate(self.suggestions, 1)}
        self.now = wanted if wanted in self.numbers else next_open(self.suggestions)

    def groups(self, sought: Mapping[str, Mapping[str, ShownPart]]) -> list[SuggestionGroup]:
        """Return the suggestions by paragraph; `sought` are parts after a search, by id and name."""
        display = SuggestionDisplay(self._about, self.draft, self.numbers)
        whole = self._whole()
        found: dict[int, list[ShownSuggestion]] = {}
        for each in self.suggestions:
            if self.is_listed(each):
                shown = display.shown(
                    each, now=each.id == self.now, whole=each.id in whole, sought=sought.get(each.id, {})
                )
                found.setdefault(each.paragraph, []).append(shown)
        starts = self._paragraph_starts()
        return [SuggestionGroup(starts.get(place, ""), its) for place, its in found.items()]

    def _whole(self) -> set[str]:
        """Return the ids of those whose forms the page has: the open one, its neighbours, the next to come.

        The page of a long text would else be too large.
        """
        names = [each.id for each in self.suggestions if self.is_listed(each)]
        at = names.index(self.now) if self.now in names else 0
        waiting = [each.id for each in self.suggestions if each.is_open and self.numbers[each.id] > at]
        return {*names[max(0, at - _AROUND) : at + _AROUND + 1], *waiting[:_AHEAD]}

    def is_listed(self, each: DraftSuggestion) -> bool:
        """Return whether the page has a suggestion."""
        return is_shown(each, self.show) or each.id == self.now

    def paragraphs(self) -> list[ShownParagraph]:
        """Return the text as far as it is shown."""
        title = self.draft.source.title.strip()
        found: list[ShownParagraph] = []
        for runs in paragraphs((self.draft.text or "")[:_LONGEST], self._marks()):
            whole = "".join(run.text for run in runs)
            found.append(ShownParagraph(runs, not found and whole.strip() == title))
        return found

    @property
    def hidden(self) -> int:
        """How many characters of the text are too many to be shown."""
        return max(0, len(self.draft.text or "") - _LONGEST)

    @property
    def unlisted(self) -> int:
        """How many suggestions wait that the page does not list."""
        return sum(each.is_open and not self.is_listed(each) for each in self.suggestions)

    @property
    def counts(self) -> dict[str, int]:
        """How many suggestions each way to show them shows."""
        return {show: sum(is_shown(each, show) for each in self.suggestions) for show in SHOW}

    @property
    def looks(self) -> dict[str, int]:
        """How many suggestions are marked in each way."""
        found: dict[str, int] = {}
        for each in self.suggestions:
            if each.spans:
                found[LOOKS[each.kind]] = found.get(LOOKS[each.kind], 0) + 1
        return found

    def _marks(self) -> Iterator[TextMark]:
        for each in self.suggestions:
            look = f"{LOOKS[each.kind]} {each.state}" + (" now" if each.id == self.now else "")
            yield from (TextMark(*span, self.numbers[each.id], each.id, look) for span in each.spans)

    def _paragraph_starts(self) -> dict[int, str]:
        """Return how each paragraph with suggestions begins."""
        text, found = self.draft.text or "", {}
        for each in self.suggestions:
            if each.spans and each.paragraph not in found:
                begun = text.rfind("\n\n", 0, each.spans[0][0]) + 2 if "\n\n" in text else 0
                start = text[max(begun, 0) if begun > 1 else 0 :].lstrip()[: _TITLE + 1].split("\n")[0]
                found[each.paragraph] = start if len(start) <= _TITLE else f"{start.rpartition(' ')[0]} …"
        return found


def ordered(draft: Draft) -> list[DraftSuggestion]:
    """Return the suggestions as a page lists them: a paragraph's together, below each what hangs on it.

    Paragraphs with events come first, and each kind of paragraph in the order of the text.
    """
    groups: dict[int, list[DraftSuggestion]] = {}
    for each in draft.suggestions:
        groups.setdefault(each.paragraph, []).append(each)
    told = {each.paragraph for each in draft.suggestions if each.kind == drafts.EVENT}
    return [
        each for place in sorted(groups, key=lambda at: (at not in told, at)) for each in _hung(groups[place])
    ]


def _hung(group: Sequence[DraftSuggestion]) -> Iterator[DraftSuggestion]:
    """Yield suggestions, each followed by those of the group that hang on it."""
    here = {each.id for each in group}
    below: dict[str, list[DraftSuggestion]] = {}
    for each in group:
        parent = next((name for name in each.hangs_on if name in here and name != each.id), "")
        below.setdefault(parent, []).append(each)
    done: set[str] = set()
    ahead = below.get("", [])[::-1]
    while ahead:
        each = ahead.pop()
        done.add(each.id)
        yield each
        ahead += reversed(below.get(each.id, ()))
    # What hangs on one another in a circle hangs on nothing.
    yield from (each for each in group if each.id not in done)


def is_shown(each: DraftSuggestion, show: str) -> bool:
    """Return whether a way to show suggestions shows this one."""
    if show == DOUBTFUL:
        return each.is_open and (each.confidence < LIKELY or bool(each.in_doubt))
    return show == ALL or each.is_open


def next_open(suggestions: Sequence[DraftSuggestion], after: str = "") -> str:
    """Return the id of the next suggestion that waits, those put off last; "" if none does."""
    names = [each.id for each in suggestions]
    start = names.index(after) + 1 if after in names else 0
    around = [*suggestions[start:], *suggestions[:start]]
    waiting = [each.id for each in around if each.state == drafts.WAITING]
    return next(iter([*waiting, *(each.id for each in around if each.state == drafts.LATER)]), "")
