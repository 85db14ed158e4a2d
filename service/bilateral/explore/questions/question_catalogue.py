"""The catalogue of questions: files under queries/catalog, each with its title, parameters and view.

A file is SPARQL SELECT under grlc's `#+` lines, which together are YAML. A parameter `one` stands in
the query as `?_one_iri`, `?_one_date`, `?_one_integer` or `?_one_literal`, is projected, and is bound
to a term; no value is ever written into the text.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

from bilateral import texts
from bilateral.content import locations
from bilateral.errors import InputError
from bilateral.explore.graph import display_dates, page_queries
from bilateral.explore.questions import answer_views
from bilateral.explore.questions.answer_views import AnswerTable
from bilateral.rdf import dates
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import XSD, iri, literal
from bilateral.rdf.vocabulary import BIL, RDF

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bilateral.content.locations import Content
    from bilateral.explore.graph.reading import Reading
    from bilateral.rdf.terms import Term

_PARAMETER: Final = re.compile(r"\?_([a-z]+)_(iri|date|integer|literal)\b")
_PROJECTED: Final = re.compile(r"\?_[a-z]+_(?:iri|date|integer|literal) ")
_NAME: Final = re.compile(r"[a-z]+(?:-[a-z0-9]+)*\Z")
_MOST_OPTIONS: Final = 1000
_MOST_TEXT: Final = 200
MOST_ROWS: Final = 10_000


class InvalidParameter(ValueError):  # noqa: N818  # shown in the form, which was filled in wrongly
    """A value is not one that the parameter takes."""


class Parameter(NamedTuple):
    """What a question leaves open."""

    name: str
    label: str
    kind: str  # iri, date, integer or literal
    cls: Term  # the class of the things it may be, for iri
    default: str  # as a form writes it; empty for the present day
    optional: bool  # whether its variable may have no value

    @property
    def variable(self) -> str:
        """The variable it stands for in the query."""
        return f"_{self.name}_{self.kind}"

    @property
    def is_today(self) -> bool:
        """Whether it is the present day, without another default."""
        return self.kind == "date" and not self.optional


@dataclass(frozen=True, slots=True)
class Question:
    """A named question."""

    name: str
    title: str
    summary: str
    tags: tuple[str, ...]
    view: str
    parameters: tuple[Parameter, ...]
    text: str


@functools.cache
def catalogue(of: Content | None = None) -> dict[str, Question]:
    """Return every question by name: those of the content, or of the package where it has no queries.

    Raises:
        InputError: a file is malformed.
    """
    root = of.root if of and (of.root / "queries").is_dir() else locations.locate().root
    folder = root / "queries" / "catalog"
    return {path.stem: read(path) for path in sorted(folder.glob("*.rq"))}


def read(path: Path) -> Question:
    """Read a question.

    Raises:
        InputError: its header or its parameters are malformed.
    """
    text = texts.read(path)
    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = yaml.safe_load("\n".join(lines)) or {}
    except yaml.YAMLError as error:
        raise InputError(path, 1, f"the header is not YAML: {error}") from error
    view = str(header.get("view", answer_views.TABLE))
    if not _NAME.match(path.stem) or view not in answer_views.TITLES or "title" not in header:
        offered = ", ".join(answer_views.TITLES)
        raise InputError(path, 1, f"a question has a title and one of the views {offered}")
    kinds = dict(_PARAMETER.findall(text))
    given = header.get("parameters") or {}
    if kinds.keys() != given.keys():
        raise InputError(path, 1, f"the query has the parameters {sorted(kinds)}, its header {sorted(given)}")
    parameters = tuple(_parameter(name, kinds[name], about) for name, about in given.items())
    tags = tuple(map(str, header.get("tags") or ()))
    title, summary = str(header["title"]), str(header.get("summary", ""))
    return Question(path.stem, title, summary, tags, view, parameters, text)


def options(about: Reading, parameter: Parameter) -> list[tuple[str, str]]:
    """Return what a parameter may be, as slug and name; none where there is too much to choose from."""
    key = ("options", parameter.cls, about.languages)
    return about.graph.once(key, lambda: _options(about, parameter.cls))


def _options(about: Reading, cls: Term) -> list[tuple[str, str]]:
    found = {quad.subject for quad in about.graph.snapshot.match(None, RDF.type, cls)}
    if len(found) > _MOST_OPTIONS:
        return []
    named = [(term[1:-1].removeprefix(ID), about.node(term).text) for term in found]
    return sorted(named, key=lambda each: (each[1].casefold(), each[0]))


def values(question: Question, given: Mapping[str, str], today: str) -> dict[str, str]:
    """Return the text of each parameter: what was given, or its default; nothing where it is left open."""
    return {
        each.name: given.get(each.name, "").strip() or each.default or (today if each.is_today else "")
        for each in question.parameters
    }


def bindings(about: Reading, question: Question, chosen: Mapping[str, str]) -> dict[str, Term]:
    """Return a term for each parameter that is not left open.

    Raises:
        InvalidParameter: a value is not one that its parameter takes.
    """
    return {
        each.variable: _term(about, each, chosen[each.name])
        for each in question.parameters
        if chosen[each.name] or not each.optional
    }


def answer(about: Reading, question: Question, bound: Mapping[str, Term]) -> AnswerTable:
    """Return the answer to a question."""
    found = about.graph.ask(sparql(question, bound), MOST_ROWS)
    return AnswerTable(found.columns, found.rows, len(found.rows), found.more)


def sparql(question: Question, bound: Mapping[str, Term]) -> str:
    """Return the query with its parameters in a VALUES clause, to be read, copied and changed."""
    lines = [line for line in question.text.splitlines() if not line.startswith("#+")]
    head, where, body = "\n".join(lines).partition("WHERE {")
    # What is bound is the same in every row.
    text = _PROJECTED.sub("", head) + where + body
    view = "" if question.view == answer_views.TABLE else f"#+ view: {question.view}\n"
    return f"# {question.title}\n{view}{page_queries.bound(text, bound)}\n"


def _parameter(name: str, kind: str, about: Mapping[str, Any]) -> Parameter:
    cls = BIL[str(about["class"])] if "class" in about else ""
    label, default = str(about.get("label", name)), str(about.get("default", ""))
    return Parameter(name, label, kind, cls, default, optional=bool(about.get("optional")))


def _term(about: Reading, parameter: Parameter, text: str) -> Term:
    reader = {"iri": _entity, "date": _day, "integer": _number, "literal": _text}[parameter.kind]
    return reader(about, parameter, text)


def _entity(about: Reading, parameter: Parameter, text: str) -> Term:
    try:
        term = iri(ID + text)
    except ValueError as error:
        raise InvalidParameter(f"{parameter.label}: {text!r} is no name of a thing") from error
    if not about.graph.is_a(term, parameter.cls):
        raise InvalidParameter(f"{parameter.label}: {text!r} is none that the graph knows")
    return term


def _day(_about: Reading, parameter: Parameter, text: str) -> Term:
    day = display_dates.read(text)
    if day is None:
        raise InvalidParameter(f"{parameter.label}: {text!r} is no date; write 2025-07-13, 2025-07 or 2025")
    return dates.day(day)


def _number(_about: Reading, parameter: Parameter, text: str) -> Term:
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise InvalidParameter(f"{parameter.label}: {text!r} is no whole number")
    return literal(str(int(text)), datatype=XSD + "integer")


def _text(_about: Reading, parameter: Parameter, text: str) -> Term:
    if len(text) > _MOST_TEXT:
        raise InvalidParameter(f"{parameter.label}: the text is too long")
    return literal(text)
