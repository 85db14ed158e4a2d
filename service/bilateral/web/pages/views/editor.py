"""The query page: a form, and under it the answer as a table or a picture, with script and without."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, Final

from flask import Response, render_template, request

from bilateral.errors import BilateralError
from bilateral.explore.questions import answer_views, question_catalogue
from bilateral.explore.questions.answer_views import AnswerTable
from bilateral.protocol import negotiation, result_rows
from bilateral.protocol.query_endpoint import HTML, QueryJob
from bilateral.protocol.refusals import NotAcceptable, ProtocolError
from bilateral.rdf import media_types
from bilateral.store.engine.query_results import BINDINGS, BOOLEAN, TRIPLES
from bilateral.web.http import problems, request_log
from bilateral.web.pages import answer_display, page_context, rendering
from bilateral.web.pages.answer_display import AnswerAddress, Link
from bilateral.web.pages.views import completion_views
from bilateral.web.service import current_service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bilateral.explore.questions.question_catalogue import Question
    from bilateral.protocol.query_endpoint import QueryRequest
    from bilateral.web.service import GraphService

_PROBLEM: Final = "application/problem+json"
_READ: Final = 1000
_VIEW: Final = re.compile(r"^#\+[ \t]*view:[ \t]*([a-z]+)[ \t\r]*$", re.MULTILINE)
_CARRIED: Final = ("query", "reasoning", "default-graph-uri", "named-graph-uri", "lang")
_TABLES: Final = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML"}
_GRAPHS: Final = {"ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF/XML"}
_TRUTHS: Final = {"json": "JSON", "xml": "XML"}
_COPIED: Final = {BOOLEAN: answer_display.JSON, TRIPLES: answer_display.TURTLE, BINDINGS: answer_display.CSV}
_OFFERS: Final = (*media_types.RESULTS, *media_types.RDF, HTML)
_BEGINNING: Final = """PREFIX bil: <https://w3id.org/bilateral/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?meeting ?from ?to ?place
WHERE {
  ?meeting a bil:Meeting ;
           bil:startEarliest ?from .
  OPTIONAL { ?meeting bil:endLatest ?to }
  OPTIONAL { ?meeting bil:place ?place }
}
ORDER BY DESC(?from)
LIMIT 50"""


def wanted(asked: QueryRequest) -> bool:
    """Return whether a page is wanted rather than data: HTML is accepted before any format of data."""
    try:
        if negotiation.accept(request.values.to_dict(flat=False)):
            return False
    except ProtocolError:
        return False
    names = {**negotiation.RDF_NAMES, **negotiation.RESULT_NAMES}
    try:
        return negotiation.choose(asked.accept, _OFFERS, names) == HTML
    except NotAcceptable:
        return False


def show(service: GraphService, asked: QueryRequest) -> Response:
    """Return the page, with the answer to the query if one is asked."""
    completion_views.warm()
    try:
        decided = service.queries.prepare(
            asked._replace(accept=f"{result_rows.ACCEPT}, {HTML};q=0.1", if_none_match="")
        )
        if not isinstance(decided, QueryJob):
            return rendering.page("editor.html", _form)
        return _page(200, **_answered(service, decided, asked))
    except BilateralError as error:
        return _refused(error)


def _form() -> dict[str, Any]:
    given = request.values
    catalogue = page_context.catalogue()
    example = catalogue.get(given.get("example", ""))
    tags = sorted({tag for each in catalogue.values() for tag in each.tags[:1]})
    text = given.get("query") or (_default(example) if example else _BEGINNING)
    return {
        "text_of_query": text,
        "asserted_only": given.get("reasoning", _mode()) == "none",
        "example": example,
        "example_groups": [
            (tag, [each for each in catalogue.values() if each.tags[:1] == (tag,)]) for tag in tags
        ],
        "more_fields": _given(*_CARRIED[2:]),
    }


def _given(*names: str) -> list[tuple[str, str]]:
    return [(name, value) for name in names for value in request.values.getlist(name)]


def _default(question: Question) -> str:
    """Return a question as a query, its parameters bound to their defaults where the graph has those."""
    chosen = question_catalogue.values(question, {}, page_context.today().isoformat())
    try:
        bound = question_catalogue.bindings(page_context.reading(), question, chosen)
    except question_catalogue.InvalidParameter:
        bound = {}
    return question_catalogue.sparql(question, bound).rstrip()


def _mode() -> str:
    return "owl2rl" if current_service().settings.reasoning else "none"


def _answered(service: GraphService, job: QueryJob, asked: QueryRequest) -> dict[str, Any]:
    start = time.perf_counter()
    found = service.queries.run(job, request_log.current())
    if isinstance(found, bytes):
        read = result_rows.read(job.kind, [found], _READ)
    else:
        try:
            read = result_rows.read(job.kind, found.read(), _READ)
        finally:
            found.close()
    took = _spoken(time.perf_counter() - start)
    parameters = _given(*_CARRIED)
    if not any(name == "query" for name, _ in parameters):
        parameters = [("query", job.text), *parameters]
    copied = answer_display.snippets(asked.url, _without_language(parameters), _COPIED[job.kind])
    if job.kind == BOOLEAN:
        holds = "true" in (read.rows[0][0] or "")
        downloads = _downloads(parameters, _TRUTHS)
        return {"holds": holds, "took": took, "snippets": copied, "downloads": downloads}
    answer = AnswerTable(*read, triples=job.kind == TRIPLES)
    downloads = _downloads(parameters, _GRAPHS if answer.triples else _TABLES)
    address = AnswerAddress("The answer", "/sparql", parameters, downloads)
    usual = _VIEW.search(parameters[0][1])
    view = request.values.get("view") or (
        usual[1] if usual else answer_views.GRAPH if answer.triples else answer_views.TABLE
    )
    about = page_context.reading()
    return {"result": answer_display.show(about, answer, view, address), "took": took, "snippets": copied}


def _spoken(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{max(1, round(1000 * seconds))} ms"


def _downloads(parameters: list[tuple[str, str]], offered: Mapping[str, str]) -> list[Link]:
    address = AnswerAddress("", "/sparql", _without_language(parameters), [])
    return [Link(title, address.with_("format", form), form) for form, title in offered.items()]


def _without_language(parameters: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in parameters if name != "lang"]


def _refused(error: BilateralError) -> Response:
    accept = request.headers.get("Accept", "")
    if negotiation.choose(accept, (_PROBLEM, HTML)) == _PROBLEM:
        return problems.answer(error)
    status, _, _ = problems.describe(error)
    problem = problems.answer(error).get_json(force=True)
    lines = (request.values.get("query") or "").splitlines()
    line = problem.get("line") or 0
    place = lines[line - 1] if 0 < line <= len(lines) else ""
    return _page(status, problem=problem, place=place, column=(problem.get("column") or 1) - 1)


def _page(status: int, **content: object) -> Response:
    made = Response(render_template("pages/editor.html", **_form(), **content), status)
    made.content_type = "text/html; charset=utf-8"
    made.headers["Vary"] = "Accept, Accept-Language"
    made.headers["Cache-Control"] = "no-store" if status != 200 else "no-cache"  # noqa: PLR2004  # HTTP's OK
    return made
