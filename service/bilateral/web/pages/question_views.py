"""Questions: a list, a form and an answer for each, and the answers as data."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from bilateral.entities import pictures, questions
from bilateral.sparql.errors import RequestError
from bilateral.terms import iri_value, is_iri, is_literal, literal_parts
from bilateral.vocabulary import bil
from bilateral.web.pages import rendering, state
from bilateral.web.pages.rendering import page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bilateral.entities import Reading
    from bilateral.entities.questions import Answer, Question
    from bilateral.terms import Term

blueprint = Blueprint("questions", __name__)
rendering.register(blueprint)

_SHOWN: Final = 500


@blueprint.route("/queries")
def catalogue() -> Response:
    """List the questions by subject."""

    def content() -> dict[str, object]:
        found = questions.catalogue().values()
        tags = sorted({tag for question in found for tag in question.tags})
        return {"groups": [(tag, list(questions.named(tag))) for tag in tags], "total": len(found)}

    return page("questions.html", content)


@blueprint.route("/queries/<name>")
def question(name: str) -> Response:
    """Show the form of a question and its answer."""
    asked = _question(name)

    def content() -> dict[str, object]:
        about = state.reading()
        chosen = questions.values(asked, request.args, state.today().isoformat())
        bound, answer, refusal = _bound(about, asked, chosen)
        return {
            "it": asked,
            "chosen": chosen,
            "options": {each.name: questions.options(about, each) for each in asked.parameters if each.cls},
            "answer": answer,
            "rows": [[term and about.node(term) for term in row] for row in answer.rows[:_SHOWN]],
            "refusal": refusal,
            "sparql": questions.sparql(asked, bound),
            **_drawn(about, asked, answer),
        }

    return page("question.html", content)


@blueprint.route("/queries/<name>.<any(csv, json, rq):form>")
def download(name: str, form: str) -> Response:
    """Return the answer as CSV or JSON, with labels and IRIs; or the query itself."""
    asked = _question(name)

    def make() -> Response:
        about = state.reading()
        chosen = questions.values(asked, request.args, state.today().isoformat())
        try:
            bound = questions.bindings(about, asked, chosen)
        except questions.Refusal as error:
            raise RequestError(str(error)) from error
        if form == "rq":
            return Response(
                questions.sparql(asked, bound), content_type="application/sparql-query; charset=utf-8"
            )
        answer = questions.answer(about, asked, bound)
        if form == "csv":
            return Response(_csv(about, answer), content_type="text/csv; charset=utf-8")
        return Response(_json(about, asked, chosen, answer), content_type="application/json")

    return rendering.conditional(make)


def _question(name: str) -> Question:
    found = questions.catalogue().get(name)
    if found is None:
        raise NotFound(f"there is no question {name}; see /queries")
    return found


def _bound(about: Reading, asked: Question, chosen: Mapping[str, str]) -> tuple[dict[str, Term], Answer, str]:
    try:
        bound = questions.bindings(about, asked, chosen)
    except questions.Refusal as error:
        return {}, questions.Answer((), [], more=False), str(error)
    return bound, questions.answer(about, asked, bound), ""


def _drawn(about: Reading, asked: Question, answer: Answer) -> dict[str, object]:
    """Return the picture that the question asks for."""
    if asked.view == "map" and "state" in answer.columns:
        return {"tiles": _tiles(about, answer)}
    if asked.view == "timeline" and "event" in answer.columns:
        place = answer.columns.index("event")
        events = dict.fromkeys(row[place] for row in answer.rows if row[place])
        found = pictures.items(about, [event for event in events if event])
        return {"timeline": pictures.timeline(found, about.moment)}
    if asked.view == "bars" and answer.rows:
        numbers = [
            (about.node(row[0]).text if row[0] else "", _number(row[-1]) or 0.0) for row in answer.rows
        ]
        return {"bars": numbers[:60], "top": max(number for _, number in numbers) or 1.0}
    return {}


def _tiles(about: Reading, answer: Answer) -> list[pictures.Tile]:
    place = answer.columns.index("state")
    values: dict[str, float] = {}
    texts: dict[str, str] = {}
    for row in answer.rows:
        term = row[place]
        code = about.graph.value(term, bil("iso3")) if term else None
        if code is None:
            continue
        others = [each for number, each in enumerate(row) if number != place and each]
        number = next((found for each in others if (found := _number(each)) is not None), 1.0)
        short = literal_parts(code).value
        values[short] = max(number, values.get(short, 0.0))
        texts[short] = ", ".join(about.node(each).text for each in others) or "yes"
    return pictures.tiles(about, values, texts)


def _number(term: Term | None) -> float | None:
    if term is None or not is_literal(term):
        return None
    try:
        return float(literal_parts(term).value)
    except ValueError:
        return None


def _csv(about: Reading, answer: Answer) -> str:
    """Write an answer with a column for the label and one for the IRI of whatever has one."""
    places = range(len(answer.columns))
    named = {place for place in places if any(row[place] and is_iri(row[place] or "") for row in answer.rows)}
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([part for place in places for part in _heads(answer.columns[place], place in named)])
    for row in answer.rows:
        writer.writerow([part for place in places for part in _cells(about, row[place], place in named)])
    return output.getvalue()


def _heads(name: str, named: bool) -> list[str]:  # noqa: FBT001  # one of two layouts
    return [name, f"{name}_iri"] if named else [name]


def _cells(about: Reading, term: Term | None, named: bool) -> list[str]:  # noqa: FBT001  # one of two layouts
    if term is None:
        return ["", ""] if named else [""]
    text = literal_parts(term).value if is_literal(term) else about.node(term).text
    return [text, iri_value(term) if is_iri(term) else ""] if named else [text]


def _json(about: Reading, asked: Question, chosen: Mapping[str, str], answer: Answer) -> str:
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
