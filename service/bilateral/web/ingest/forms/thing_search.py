"""The one thing that a text in a form means: of the graph, of the draft, or made with the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.ingest.drafts.draft import PartCandidate
from bilateral.ingest.drafts.value_choices import classes_of, made_in
from bilateral.rdf.iris import read_term, short

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from bilateral.explore.graph.reading import Reading
    from bilateral.ingest.drafts.draft import Draft
    from bilateral.names.graph_names import GraphNames
    from bilateral.rdf.terms import Term, Triple


_RESEMBLING: Final = 75.0
"""The score, of 100, from which on something of the graph is perhaps what a text means."""


class UnmatchedName(NamedTuple):
    """A text that is not one thing of the graph.

    Attributes:
        classes: of one of which the thing has to be.
        resembles: whether there are things that it may mean.
    """

    text: str
    classes: tuple[Term, ...]
    resembles: bool


class ThingSearch:
    """Looks up what texts mean, and keeps what it found beyond the graph, and what it did not find.

    Attributes:
        unknown: the texts that are not one thing.
        new: by identifier, the things found that the graph does not have yet.
    """

    def __init__(
        self,
        about: Reading,
        names: Callable[[], GraphNames],
        draft: Draft | None = None,
        made: Mapping[str, PartCandidate] | None = None,
    ) -> None:
        """Take what is looked up in.

        Args:
            about: the reading of the graph.
            names: returns the index of its names; asked for if need be.
            draft: whose new things count, too.
            made: things made with the form, by the text that means them.
        """
        self._about, self._names = about, names
        self._made = [(_folded(text), each) for text, each in (made or {}).items()]
        self._made += [(_folded(each.label), each) for each in (_new_things(draft) if draft else ())]
        self._draft = draft
        self.unknown: list[UnmatchedName] = []
        self.new: dict[str, PartCandidate] = {}

    def one(self, text: str, classes: Collection[Term]) -> str:
        """Return the identifier of the one thing of some classes that a text means.

        Raises:
            ValueError: it may mean several, or none; the message names them.
        """
        if new := self._new(text, classes):
            self.new[new.value] = new
            return new.value

        def accept(term: Term) -> bool:
            return not self._about.graph.types(term).isdisjoint(classes)

        found = self._names().find(text, 5, accept)
        if not found or not found[0].match:
            resembles = bool(found) and found[0].score >= _RESEMBLING
            self.unknown.append(UnmatchedName(text, tuple(classes), resembles))
            named = ", ".join(
                f"{self._about.node(each.entity).text} ({short(each.entity)})" for each in found
            )
            raise ValueError(f"{text!r} is not one thing of the graph" + (f": {named}?" if named else ""))
        return short(found[0].entity)

    def classes(self) -> Iterator[Triple]:
        """Yield the classes of the new things, with those above them."""
        graph = self._about.graph
        for each in self.new.values():
            for cls in classes_of(graph, each):
                yield read_term(each.value), read_term("a"), cls

    def candidate(self, value: str) -> PartCandidate:
        """Return a value that was found, or any other term, as one that is chosen."""
        return self.new.get(value) or PartCandidate(value, self._about.node(read_term(value)).text, 1.0)

    def _new(self, text: str, classes: Collection[Term]) -> PartCandidate | None:
        known = [each for name, each in self._made if name == _folded(text)]
        by_name = made_in(self._draft, text) if self._draft else None
        for each in filter(None, (*known, by_name)):
            if not classes_of(self._about.graph, each).isdisjoint(classes):
                return each._replace(score=1.0)
        return None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _new_things(draft: Draft) -> Sequence[PartCandidate]:
    """Return the things that the chosen values of a draft make."""
    parts = (part for suggestion in draft.suggestions for part in suggestion.parts if part.predicate)
    found = {
        each.value: each
        for part in parts
        for each in part.candidates
        if each.defines and each.value == part.value
    }
    return list(found.values())
