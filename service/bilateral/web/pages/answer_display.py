"""Answers on pages: the view that is wanted, links to the others, and the query for use elsewhere.

The query page and the questions show answers through this module and the template `answer.html`.
"""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlencode

from bilateral.explore.questions import answer_views

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.explore.questions.answer_views import AnswerTable, AnswerView

    Parameters = Sequence[tuple[str, str]]

_ROWS: Final = 1000
CSV, TURTLE, JSON = "csv", "ttl", "json"
_TITLES: Final = {CSV: "CSV", TURTLE: "Turtle", JSON: "JSON"}


class Link(NamedTuple):
    """Where a reader may go on; `current` for what is shown already."""

    title: str
    href: str
    name: str
    current: bool = False


class DisplayedAnswer(NamedTuple):
    """What a template draws of an answer: the first rows, and for each column whether it holds numbers."""

    title: str
    answer: AnswerTable
    view: AnswerView
    rows: list[list[PageNode | None]]
    numeric: list[bool]
    views: list[Link]
    downloads: list[Link]


class AnswerAddress(NamedTuple):
    """The page of an answer, its parameters without those that `with_` sets, and other formats."""

    title: str
    path: str
    parameters: Parameters
    downloads: list[Link]

    def with_(self, name: str, value: str) -> str:
        """Return the address with one more parameter."""
        return f"{self.path}?{urlencode([*self.parameters, (name, value)])}"


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


def without(given: Mapping[str, str], *names: str) -> list[tuple[str, str]]:
    """Return parameters without some of them, and without those that say nothing."""
    return [(name, value) for name, value in given.items() if value and name not in names]


class Snippet(NamedTuple):
    """A text to copy, and what it is."""

    name: str
    title: str
    text: str


def snippets(endpoint: str, parameters: Sequence[tuple[str, str]], form: str) -> list[Snippet]:
    """Return a query, with what else the endpoint is told, for other programs.

    `form` is what it answers best: CSV, TURTLE or JSON.
    """
    asked = [*parameters, ("format", form)]
    address = f"{endpoint}?{urlencode(asked)}"
    fields = " \\\n  ".join(f"--data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in asked)
    found = [
        Snippet("address", f"{_TITLES[form]} address", address),
        Snippet("curl", "curl", f"curl -sS {shlex.quote(endpoint)} \\\n  {fields}"),
        Snippet("python", "Python", _python(endpoint, asked, rows=form == CSV)),
    ]
    return found if form != CSV else [*found, Snippet("r", "R", f"rows <- read.csv({json.dumps(address)})")]


def _python(endpoint: str, asked: Sequence[tuple[str, str]], *, rows: bool) -> str:
    fields = "".join(f"    ({name!r}, {_quoted(value)}),\n" for name, value in asked)
    head = "import csv, io, urllib.parse, urllib.request" if rows else "import urllib.parse, urllib.request"
    body = "for row in csv.DictReader(io.StringIO(text)):\n    print(row)" if rows else "print(text)"
    return (
        f"{head}\n\nasked = [\n{fields}]\n"
        f"data = urllib.parse.urlencode(asked).encode()\n"
        f"text = urllib.request.urlopen({endpoint!r}, data).read().decode()\n{body}"
    )


def _quoted(value: str) -> str:
    """Write a text as Python does, over several lines where it has several."""
    if "\n" not in value or '"""' in value or "\\" in value or value.endswith('"'):
        return repr(value)
    return f'"""{value}"""'
