"""What programs can ask, described for programs.

Source: OpenAPI Specification 3.1.0.
"""

from __future__ import annotations

import json
from typing import Any, Final

from flask import Blueprint, Response, request

from bilateral import __version__
from bilateral.explore.questions import query_completion, question_catalogue
from bilateral.explore.research import snapshot_metadata
from bilateral.explore.research.research_tables import TABLES
from bilateral.ingest.reading import front_matter
from bilateral.protocol import negotiation, operations
from bilateral.rdf import media_types as formats
from bilateral.rdf.iris import ONTOLOGY
from bilateral.rdf.terms import iri_value
from bilateral.store.snapshots import change_log, named_snapshots
from bilateral.web.pages import page_context
from bilateral.web.pages.views import entity_data, export_views

blueprint = Blueprint("openapi", __name__)

JsonObject = dict[str, Any]

_JSON: Final = "application/json"
_TEXT: Final = {"type": "string"}
DECISIONS: Final = ("accept", "reject", "later", "undo", "edit", "finish")
"""What may be decided on a suggestion."""
_SCHEMAS: Final = {
    "iri": {"type": "string"},
    "date": {"type": "string", "pattern": r"^\d{4}(-\d\d){0,2}$"},
    "integer": {"type": "integer"},
    "literal": {"type": "string", "maxLength": 200},
}
_PROBLEM: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
        "fields": {
            "type": "object",
            "description": "what is wrong, by the name of the field",
            "additionalProperties": {"type": "string"},
        },
    },
}
_NUMBERS: Final = {"snapshot": "integer", "added": "integer", "removed": "integer", "existed": "boolean"}
_RECEIPT: Final = {
    "type": "object",
    "required": list(_NUMBERS),
    "properties": {name: {"type": kind} for name, kind in _NUMBERS.items()},
}
_COMPONENTS: Final = {
    "schemas": {"Problem": _PROBLEM, "Receipt": _RECEIPT},
    "responses": {
        "Problem": {
            "description": "What is wrong (RFC 9457)",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        },
        "Elsewhere": {
            "description": "What is asked for is elsewhere",
            "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
        },
        "Receipt": {
            "description": "The write was made",
            "content": {_JSON: {"schema": {"$ref": "#/components/schemas/Receipt"}}},
        },
    },
    "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
}
_PROBLEM_ANSWER: Final = {"$ref": "#/components/responses/Problem"}
_RECEIPT_ANSWER: Final = {"$ref": "#/components/responses/Receipt"}
_ELSEWHERE: Final = {"$ref": "#/components/responses/Elsewhere"}
_UNDERSTOOD: Final = tuple(formats.RDF)
_UNSAFE: Final[list[JsonObject]] = [{"token": []}]


@blueprint.route("/openapi.json")
def openapi() -> Response:
    """Describe what programs can ask."""
    return Response(json.dumps(described(), ensure_ascii=False, indent=1) + "\n", content_type=_JSON)


def described() -> JsonObject:
    """Return the description, each operation under the tag of its section."""
    sections = {
        "SPARQL": _sparql_paths(),
        "Pages and data": _page_paths(),
        "Questions": _question_paths(),
        "Links": _link_paths(),
        "Ingest": _ingest_paths(),
        "Changes": _change_paths(),
        "Research": _research_paths(),
        "Service": _state_paths(),
    }
    for tag, paths in sections.items():
        for methods in paths.values():
            for operation in methods.values():
                operation["tags"] = [tag]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "bilateral",
            "version": __version__,
            "license": {"name": "CC0-1.0", "url": entity_data.LICENCE},
        },
        "servers": [{"url": request.host_url.rstrip("/")}],
        "tags": [{"name": tag} for tag in sections],
        "paths": {path: methods for paths in sections.values() for path, methods in paths.items()},
        "components": _COMPONENTS,
    }


def _state_paths() -> JsonObject:
    return {
        "/health": _get("State of the service", [], _JSON),
        "/ready": _get("Whether a query would be answered", [], _JSON),
        "/metrics": _get("Numbers for a monitor", [], "text/plain"),
    }


def _sparql_paths() -> JsonObject:
    query = _optional("query", "ASK {}")
    mode = _optional("reasoning", "none", "owl2rl", "none")
    form = _optional("format", "json", *negotiation.NAMES)
    answers = _answers(*formats.RESULTS, *formats.RDF, "text/html")
    graph = _optional("graph", "http://example.org/graph")
    known = {**graph, "example": iri_value(ONTOLOGY)}
    return {
        "/sparql": {
            "get": _operation("SPARQL 1.1 Query", [query, mode, form], answers),
            "post": _operation(
                "SPARQL 1.1 Query", [mode, form], answers, requestBody=_body(operations.QUERY)
            ),
        },
        "/update": {"post": _write("SPARQL 1.1 Update", [], operations.UPDATE)},
        "/graphs": {
            "get": _operation(
                "A graph; without a name all that is asserted, as TriG, N-Quads or JSON-LD",
                [known],
                _answers(*formats.RDF),
            ),
            "put": _write(
                "Replace a graph; without a name all of them, by TriG, N-Quads or JSON-LD",
                [graph],
                *formats.RDF,
            ),
            "post": _write(
                "Add to a graph; without a name quads to their graphs, or triples to a new one",
                [graph],
                *formats.RDF,
            ),
            "delete": _write("Delete a graph", [graph]),
        },
        "/documents/{slug}": {
            "delete": _write(
                "Withdraw a document and what rests on it alone",
                [_in("path", "slug", "putin-xi-2025-09-02")],
            )
        },
    }


def _page_paths() -> JsonObject:
    name = [_in("path", "type", "state"), _in("path", "slug", "CHN")]
    codes = [_in("path", "one", "CHN"), _in("path", "other", "RUS")]
    day = _optional("date", "2025-07-13")
    mode = _optional("reasoning", "none", "owl2rl", "none")
    triple = [_in("query", *each) for each in (("s", "state/CHN"), ("p", "rdf:type"), ("o", "bil:State"))]
    return {
        "/id/{type}/{slug}": {"get": _operation("A thing: leads to its page or data", name, _elsewhere())},
        "/page/{type}/{slug}": _get("The page of a thing", [*name, day], "text/html"),
        **{
            f"/data/{{type}}/{{slug}}.{form}": _get("The data of a thing", [*name, mode], media_type)
            for form, media_type in entity_data.FORMATS.items()
        },
        "/relation/{one}-{other}": _get("The page of two states", [*codes, day], "text/html"),
        **{
            f"{path}.{form}": _get(f"How to cite {what}, with its sources", [*parameters, day], media_type)
            for path, what, parameters in (
                ("/data/{type}/{slug}", "a thing", name),
                ("/relation/{one}-{other}", "two states", codes),
            )
            for form, media_type in export_views.CITATIONS.items()
        },
        "/dossier/{one}-{other}.csv": _get("Two states as a table", [*codes, day], "text/csv"),
        "/dossier/{one}-{other}.json": _get("Two states as records", [*codes, day], _JSON),
        "/dossier/{one}-{other}.graphml": _get(
            "Two states as a graph", [*codes, day], "application/graphml+xml"
        ),
        "/search": _get("Names like a text", [_in("query", "q", "Lavrov")], _JSON, "text/html"),
        "/clashes": _get("The contradictions that are kept, where they are", [], _JSON),
        "/explain": _get("Why a triple holds", triple, _JSON, *formats.RDF),
        "/api/complete": {
            "get": _operation("What may be written next in a query", _completion(), _completed())
        },
        "/reconcile": _get(
            "Reconciliation of names (its own manifest says more)",
            [_optional("queries", '{"q0": {"query": "Lavrov"}}')],
            _JSON,
        ),
        "/ontology.ttl": _get("The ontology", [], "text/turtle"),
    }


def _research_paths() -> JsonObject:
    name = [_in("path", "name", "2026.1")]
    gate = [_in("path", "page", "page/state/CHN")]
    query, form = _optional("query", "ASK {}"), _optional("format", "json", *negotiation.NAMES)
    answers = _answers(*formats.RESULTS, *formats.RDF)
    pair = [_in("path", "one", "CHN"), _in("path", "other", "RUS")]
    table = [
        _optional("from", "2020"),
        _optional("to", "2021"),
        _optional("directed", "true", "true", "false"),
    ]
    table += [_optional("codes", "iso3,cow"), _optional("measures", "meetings,visits")]
    return {
        **{f"/export/{each}.csv": _get(f"The table {each}", table, "text/csv") for each in TABLES},
        "/ledger": _get("What datasets say they cover", [], "text/html"),
        "/ledger.csv": _get("What datasets say they cover", [], "text/csv"),
        "/ledger/{one}-{other}": _get("What is known of two states by year", pair, "text/html"),
        "/ledger/{one}-{other}.csv": _get("What is known of two states by year", pair, "text/csv"),
        "/export": _get("The tables for research", [], "text/html"),
        "/export/codebook.json": _get("What their columns mean", [], _JSON),
        "/export/codebook.md": _get("What their columns mean", [], "text/markdown"),
        "/snapshots": _get("The snapshots that are kept to be cited", [], _JSON, "text/html"),
        "/snapshots/{name}": _get("A snapshot: digests, counts, files", name, _JSON, "text/html"),
        f"/snapshots/{{name}}/{named_snapshots.DATASET}": _get("Its quads", name, "application/gzip"),
        **{
            f"/snapshots/{{name}}/{file}": _get("Its description", name, media_type.partition(";")[0])
            for file, (media_type, _) in snapshot_metadata.FORMS.items()
        },
        "/snapshots/{name}/{page}": _get(
            "A page as it is in a snapshot (RFC 7089)", [*name, *gate], "text/html"
        ),
        "/timegate/{page}": _get(
            "Leads to the state of a page by Accept-Datetime (RFC 7089)", gate, "text/html"
        ),
        "/timemap/link/{page}": _get("The states of a page (RFC 7089)", gate, "application/link-format"),
        "/snapshots/{name}/sparql": {
            "get": _operation("SPARQL 1.1 Query of a snapshot", [*name, query, form], answers),
            "post": _operation(
                "SPARQL 1.1 Query of a snapshot", [*name, form], answers, requestBody=_body(operations.QUERY)
            ),
        },
    }


def _link_paths() -> JsonObject:
    form = _body("application/x-www-form-urlencoded")
    return {
        "/links.sssom.tsv": _get("All mappings, as SSSOM", [], "text/tab-separated-values"),
        "/links.sameas.nt": _get("Links to Wikidata, as owl:sameAs", [], formats.N_TRIPLES),
        "/merges": {
            "get": _operation(
                "Events that may be one, and what was decided", [], _answers("text/html", _JSON)
            ),
            "post": _operation(
                "Decide: a field `decision`, merge|apart|undo and two events",
                [],
                _answers(_JSON),
                requestBody=form,
                security=_UNSAFE,
            ),
        },
        "/review": {
            "get": _operation("Proposed links that wait", [], _answers("text/html", _JSON)),
            "post": _operation(
                "Decide: a field `bil:type/slug wd:Q1` for each, accept or reject",
                [],
                _answers(_JSON),
                requestBody=form,
                security=_UNSAFE,
            ),
        },
    }


def _ingest_paths() -> JsonObject:
    draft = _in("path", "slug", "talks-in-beijing-2025-07-13")
    version = _in("header", "If-Match", '"0"')
    answers = {"200": {"description": "The draft", "content": {_JSON: {}, "text/html": {}}}, **_elsewhere()}
    return {
        "/ingest": {
            "get": _operation("Texts under review", [], _answers("text/html", _JSON)),
            "post": _operation(
                "Read a text and suggest what the graph could say of it",
                [],
                {"201": {"description": "The draft", "content": {_JSON: {}}}, **_elsewhere()},
                requestBody=_object(
                    {
                        **dict.fromkeys(("text", *front_matter.FIELDS), _TEXT),
                        **{name: {"type": "boolean"} for name in ("keep_text", "undated")},
                    },
                    "text",
                ),
                security=_UNSAFE,
            ),
        },
        "/ingest/{slug}": {
            "get": _operation("A draft: its suggestions, and what was decided", [draft], answers),
            "post": _operation(
                "Decide on a suggestion of the version that If-Match names",
                [draft, version],
                answers,
                requestBody=_object(
                    {
                        "do": {"enum": list(DECISIONS)},
                        **dict.fromkeys(("suggestion", "reason"), _TEXT),
                        "choices": {"type": "object", "additionalProperties": _TEXT},
                        "with": {"type": "array", "items": _TEXT},
                    },
                    "do",
                ),
                security=_UNSAFE,
            ),
        },
        **_filling_paths([draft, version], answers["200"]),
    }


def _filling_paths(reviewed: list[JsonObject], draft: JsonObject) -> JsonObject:
    """Return the forms that add to a draft, of the address and version that the parameters name."""
    cls = _optional("class", "bil:BilateralMeeting")
    missed = [reviewed[0], _in("query", "kind", "event"), cls]
    new = [reviewed[0], _in("query", "suggestion", "s1"), _in("query", "part", "place"), cls]
    fields = _answers(_JSON, "text/html")
    return {
        "/ingest/{slug}/add": {
            "get": _operation("What can be filled in for what was missed", missed, fields),
            "post": _operation(
                "Add what was missed, on words of the text; it waits for a decision",
                reviewed,
                {"201": draft, **_elsewhere()},
                requestBody=_filled("kind", "words"),
                security=_UNSAFE,
            ),
        },
        "/ingest/{slug}/new": {
            "get": _operation("What can be filled in for a new thing", new, fields),
            "post": _operation(
                "Make a thing that the graph lacks, and choose it for a part of a suggestion",
                reviewed,
                {"200": draft, **_elsewhere()},
                requestBody=_filled("suggestion", "part", "class"),
                security=_UNSAFE,
            ),
        },
    }


def _filled(*names: str) -> JsonObject:
    """Return the body of what is filled in, with the members that it needs."""
    number = {"type": "integer", "minimum": 0}
    values = {
        "type": "object",
        "description": "by property, as GET names them: a text, or a list of texts",
        "additionalProperties": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
    }
    new = {
        "type": "array",
        "description": "things that the graph lacks, made with it; values mean them by their names",
        "items": {"type": "object", "properties": {"name": _TEXT, "class": _TEXT, "values": values}},
    }
    added = {**dict.fromkeys(("start", "end"), number), "new": new} if "words" in names else {}
    return _object({**dict.fromkeys((*names, "class"), _TEXT), **added, "values": values}, *names)


def _object(members: JsonObject, *required: str) -> JsonObject:
    schema = {"type": "object", "required": list(required), "properties": members}
    return {"required": True, "content": {_JSON: {"schema": schema}}}


def _change_paths() -> JsonObject:
    """Return the change log; its feeds have no more than its latest entries."""
    atom = "application/atom+xml"
    codes = [_in("path", "one", "CHN"), _in("path", "other", "RUS")]
    about = "the code of a state, or those of two with something in common"
    chosen = [
        _optional("kind", change_log.UPDATE, *change_log.KINDS),
        _optional("actor", "ann"),
        {**_optional("state", "CHN-RUS"), "description": about},
        _optional("document", "putin-xi-2025-09-02"),
        {**_optional("before", "0"), "description": "the id of an entry: older ones only"},
    ]
    slug = _in("path", "slug", "putin-xi-2025-09-02")
    return {
        "/changes": {"get": _operation("Writes and reviews, the latest first", chosen, _logged())},
        "/changes.atom": _get("The latest changes as a feed", chosen, atom),
        "/page/state/{slug}/feed.atom": _get(
            "The latest changes that are about a state", [_in("path", "slug", "CHN")], atom
        ),
        "/page/document/{slug}/feed.atom": _get("The changes of a document", [slug], atom),
        "/relation/{one}-{other}/feed.atom": _get("The latest changes of two states", codes, atom),
    }


def _logged() -> JsonObject:
    """Return the answers of the change log."""
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    number = {"type": "integer"}
    fields = {
        **dict.fromkeys(("id", "actor", "sentence"), text),
        "kind": {"enum": list(change_log.KINDS)},
        "time": {"type": "string", "format": "date-time"},
        "snapshot": {"type": ["integer", "null"]},
        **dict.fromkeys(("added", "removed"), number),
        **dict.fromkeys(("graphs", "states", "documents"), texts),
        "together": {"type": "array", "items": texts},
    }
    entry = {"type": "object", "required": list(fields), "properties": fields}
    changes = {"type": "array", "items": entry}
    schema = {
        "type": "object",
        "required": ["changes", "older"],
        "properties": {"changes": changes, "older": {"type": ["string", "null"]}},
    }
    content = {_JSON: {"schema": schema}, "text/html": {}}
    return {"200": {"description": "The entries", "content": content}, **_elsewhere()}


def _completion() -> list[JsonObject]:
    return [
        {**_optional("q", "Lav"), "description": "what was typed: bil:mee, a word of a label, a name"},
        {
            **_optional("kind", "entity"),
            "description": f"of {', '.join(query_completion.KINDS)}: one, or several with commas",
        },
        {
            **_optional("of", "bil:Person"),
            "description": "a class whose properties come first",
        },
        {
            **_optional("limit", "20"),
            "description": "the most words, and the most things",
            "schema": {"type": "integer", "minimum": 1, "maximum": 50},
        },
        {**_optional("lang", "en"), "description": "the language of labels"},
    ]


def _completed() -> JsonObject:
    """Return the answers of completion: what was typed, what fits, and the prefixes used in that."""
    text = {"type": "string"}
    fields = dict.fromkeys(("text", "iri", "label", "detail"), text)
    each = {
        "type": "object",
        "required": ["kind", *fields, "count", "more"],
        "properties": {
            "kind": {"enum": list(query_completion.KINDS)},
            **fields,
            "count": {"type": ["integer", "null"]},
            "more": {"type": "boolean"},
        },
    }
    schema = {
        "type": "object",
        "required": ["query", "counted", "completions", "prefixes"],
        "properties": {
            "query": text,
            "counted": {"type": "boolean"},
            "completions": {"type": "array", "items": each},
            "prefixes": {"type": "object", "additionalProperties": text},
        },
    }
    return {"200": {"description": "What fits", "content": {_JSON: {"schema": schema}}}, **_elsewhere()}


def _question_paths() -> JsonObject:
    found = {}
    for name, question in page_context.catalogue().items():
        parameters = [_parameter(each) for each in question.parameters]
        for form, media_type in (("json", _JSON), ("csv", "text/csv")):
            described = _get(question.title, parameters, media_type)
            described["get"]["description"] = question.summary
            found[f"/queries/{name}.{form}"] = described
    return found


def _parameter(each: question_catalogue.Parameter) -> JsonObject:
    today = page_context.today()
    example = each.default or (str(today.year) if each.kind == "integer" else today.isoformat())
    return {
        **_optional(each.name, example),
        "description": each.label,
        "schema": _SCHEMAS[each.kind],
    }


def _in(place: str, name: str, example: str, *among: str) -> JsonObject:
    schema = {"type": "string", **({"enum": list(among)} if among else {})}
    return {"name": name, "in": place, "required": True, "schema": schema, "example": example}


def _optional(name: str, example: str, *among: str) -> JsonObject:
    return {**_in("query", name, example, *among), "required": False}


def _get(summary: str, parameters: list[JsonObject], *media_types: str) -> JsonObject:
    return {"get": _operation(summary, parameters, _answers(*media_types))}


def _operation(summary: str, parameters: list[JsonObject], answers: JsonObject, **more: object) -> JsonObject:
    return {"summary": summary, "parameters": parameters, "responses": answers, **more}


def _write(summary: str, parameters: list[JsonObject], *media_types: str) -> JsonObject:
    answers = {"200": _RECEIPT_ANSWER, "201": _RECEIPT_ANSWER, "default": _PROBLEM_ANSWER}
    body = {"requestBody": _body(*media_types)} if media_types else {}
    return _operation(summary, parameters, answers, **body, security=_UNSAFE)


def _answers(*media_types: str) -> JsonObject:
    content: JsonObject = {media_type: {} for media_type in media_types}
    return {"200": {"description": "The answer", "content": content}, **_elsewhere()}


def _elsewhere() -> JsonObject:
    return {"3XX": _ELSEWHERE, "default": _PROBLEM_ANSWER}


def _body(*media_types: str) -> JsonObject:
    content = {media_type: {"schema": {"type": "string"}} for media_type in media_types}
    return {"required": True, "content": content}
