"""Answers on pages: the view that is wanted, links to the others, and the rows as nodes.

The query page and the questions show answers through this module and the template `answer.html`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlencode

from bilateral.explore.questions import answer_views

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.explore.questions.answer_views import AnswerTable, AnswerView

    Parameters = Sequence[tuple[str, str]]

_ROWS: Final = 1000


class Link(NamedTuple):
    """Where a reader may go on.

    Attributes:
        current: whether it is what is shown already.
    """

    title: str
    href: str
    name: str
    current: bool = False


class DisplayedAnswer(NamedTuple):
    """What a template draws of an answer.

    Attributes:
        title: of its pictures.
        rows: the first of them, as readers see their terms.
        numeric: for each column, whether it holds numbers.
    """

    title: str
    answer: AnswerTable
    view: AnswerView
    rows: list[list[PageNode | None]]
    numeric: list[bool]
    views: list[Link]
    downloads: list[Link]


def show(about: Reading, answer: AnswerTable, wanted: str, address: AnswerAddress) -> DisplayedAnswer:
    """Return what is drawn of an answer, in the view that is wanted where the columns allow it."""
    view = answer_views.choose(about, answer, wanted)
    rows = [[about.node(term) if term else None for term in row] for row in answer.rows[:_ROWS]]
    numeric = [kind == answer_views.NUMBER for kind in answer_views.column_kinds(about, answer)]
    others = [
        Link(answer_views.TITLES[name], address.with_("view", name), name, name == view.name)
        for name in view.offered
    ]
    return DisplayedAnswer(address.title, answer, view, rows, numeric, others, address.downloads)


class AnswerAddress(NamedTuple):
    """Where an answer stands.

    Attributes:
        title: of what was asked.
        path: of the page.
        parameters: of the page, without those that `with_` sets.
        downloads: the answer in other formats.
    """

    title: str
    path: str
    parameters: Parameters
    downloads: list[Link]

    def with_(self, name: str, value: str) -> str:
        """Return the address with one more parameter."""
        return f"{self.path}?{urlencode([*self.parameters, (name, value)])}"


def without(given: Mapping[str, str], *names: str) -> list[tuple[str, str]]:
    """Return parameters without some of them, and without those that say nothing."""
    return [(name, value) for name, value in given.items() if value and name not in names]
