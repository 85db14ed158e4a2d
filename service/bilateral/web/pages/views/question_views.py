"""Questions: a list, a form and an answer for each, and the answers as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from bilateral.explore import exports
from bilateral.explore.questions import question_catalogue
from bilateral.explore.questions.answer_views import AnswerTable
from bilateral.protocol.refusals import ProtocolError
from bilateral.rdf.terms import iri_value, is_iri, is_literal, literal_parts
from bilateral.web.pages import answer_display, page_context, rendering
from bilateral.web.pages.answer_display import AnswerAddress, Link
from bilateral.web.pages.rendering import page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bilateral.explore.graph.reading import Reading
    from bilateral.explore.questions.question_catalogue import Question
    from bilateral.rdf.terms import Term

blueprint = Blueprint("questions", __name__)
rendering.register(blueprint)

_FORMS: Final = {"csv": "CSV", "json": "JSON", "rq": "the query"}


@blueprint.route("/queries")
def catalogue() -> Response:
    """List the questions by subject."""

    def content() -> dict[str, object]:
        found = page_context.catalogue().values()
        tags = sorted({tag for question in found for tag in question.tags})
        groups = [(tag, [question for question in found if tag in question.tags]) for tag in tags]
        return {"groups": groups, "total": len(found)}

    return page("questions.html", content)


@blueprint.route("/queries/<name>")
def question(name: str) -> Response:
    """Show the form of a question and its answer."""
    asked = _question(name)

    def content() -> dict[str, object]:
        about = page_context.reading()
        chosen = question_catalogue.values(asked, request.args, page_context.today().isoformat())
        bound, answer, refusal = _bound(about, asked, chosen)
        return {
            "it": asked,
            "chosen": chosen,
            "options": {
                each.name: question_catalogue.options(about, each) for each in asked.parameters if each.cls
            },
            "result": answer_display.show(
                about, answer, request.args.get("view", asked.view), _address(asked)
            ),
            "refusal": refusal,
            "view": request.args.get("view", ""),
            "sparql": question_catalogue.sparql(asked, bound),
        }

    return page("question.html", content)


@blueprint.route("/queries/<name>.<any(csv, json, rq):form>")
def download(name: str, form: str) -> Response:
    """Return the answer as CSV or JSON, with labels and IRIs; or the query itself."""
    asked = _question(name)

    def make() -> Response:
        about = page_context.reading()
        chosen = question_catalogue.values(asked, request.args, page_context.today().isoformat())
        try:
            bound = question_catalogue.bindings(about, asked, chosen)
        except question_catalogue.InvalidParameter as error:
            raise ProtocolError(str(error)) from error
        if form == "rq":
            return Response(
                question_catalogue.sparql(asked, bound),
                content_type="application/sparql-query; charset=utf-8",
            )
        answer = question_catalogue.answer(about, asked, bound)
        if form == "csv":
            return Response(_csv(about, answer), content_type="text/csv; charset=utf-8")
        return Response(_json(about, asked, chosen, answer), content_type="application/json")

    return rendering.conditional(make)


def _address(asked: Question) -> AnswerAddress:
    given = answer_display.without(request.args, "view")
    path = f"/queries/{asked.name}"
    downloads = [
        Link(title, f"{path}.{form}?{urlencode(given)}".removesuffix("?"), form)
        for form, title in _FORMS.items()
    ]
    return AnswerAddress(asked.title, path, given, downloads)


def _question(name: str) -> Question:
    found = page_context.catalogue().get(name)
    if found is None:
        raise NotFound(f"there is no question {name}; see /queries")
    return found


def _bound(
    about: Reading, asked: Question, chosen: Mapping[str, str]
) -> tuple[dict[str, Term], AnswerTable, str]:
    try:
        bound = question_catalogue.bindings(about, asked, chosen)
    except question_catalogue.InvalidParameter as error:
        return {}, AnswerTable((), [], 0, more=False), str(error)
    return bound, question_catalogue.answer(about, asked, bound), ""


def _csv(about: Reading, answer: AnswerTable) -> str:
    """Write an answer with a column for the label and one for the IRI of whatever has one."""
    columns = [
        column
        for place, name in enumerate(answer.columns)
        for column in _columns(about, name, [row[place] for row in answer.rows])
    ]
    return exports.spreadsheet(zip(*columns, strict=True))


def _columns(about: Reading, name: str, terms: Sequence[Term | None]) -> Iterator[list[str]]:
    yield [name, *(_label(about, term) if term else "" for term in terms)]
    iris = [iri_value(term) if term and is_iri(term) else "" for term in terms]
    if any(iris):
        yield [f"{name}_iri", *iris]


def _label(about: Reading, term: Term) -> str:
    return literal_parts(term).value if is_literal(term) else about.node(term).text


def _json(about: Reading, asked: Question, chosen: Mapping[str, str], answer: AnswerTable) -> str:
    rows = [
        {name: _cell(about, term) for name, term in zip(answer.columns, row, strict=True) if term}
        for row in answer.rows
    ]
    found = {"question": asked.title, "parameters": dict(chosen), "columns": answer.columns, "rows": rows}
    return json.dumps({**found, "more": answer.more}, ensure_ascii=False) + "\n"


def _cell(about: Reading, term: Term) -> dict[str, Any]:
    if is_literal(term):
        value, datatype, language = literal_parts(term)
        return {"value": value, **({"language": language} if language else {"datatype": datatype})}
    return {"iri": iri_value(term), "label": about.node(term).text} if is_iri(term) else {"value": term}
