"""Why a triple holds, for programs: JSON, or RDF in terms of PROV. Browsers are redirected to the page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.exceptions import NotFound

from bilateral.build.contradictions import kept_contradictions
from bilateral.explore import explanations
from bilateral.protocol import negotiation, operations, refusals
from bilateral.rdf import media_types
from bilateral.rdf.iris import read_term
from bilateral.rdf.terms import Quad, literal
from bilateral.rdf.vocabulary import PREFIXES, PROV, RDF, RDFS
from bilateral.store.engine.rdf_writer import serialise
from bilateral.web.pages.views.entity_views import moved_triple
from bilateral.web.service import current_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response as BaseResponse

    from bilateral.explore.explanations import Explanation, Step
    from bilateral.rdf.terms import Term, Triple

blueprint = Blueprint("explain", __name__)

_JSON: Final = "application/json"
_OFFERS: Final = (_JSON, media_types.TURTLE, media_types.N_TRIPLES, media_types.JSON_LD, "text/html")
_MOST: Final = 20


@blueprint.get("/explain")
def explain() -> BaseResponse:
    """Return up to `limit` proofs of the triple `s`, `p`, `o`, the shortest first."""
    triple = _term("s"), _term("p"), _term("o")
    media_type = negotiation.choose(request.headers.get("Accept", ""), _OFFERS)
    if media_type == "text/html":
        return redirect(f"/why?{urlencode(dict(zip('spo', triple, strict=True)))}", 303)
    service = current_service()
    limit = operations.limit(request.args.get("limit"), 1, _MOST)
    found = explanations.explain(service.snapshot(), service.content, triple, limit)
    if not found.proofs:
        raise moved_triple(triple) or NotFound("the graph does not hold this triple")
    body = _as_json(found) if media_type == _JSON else _as_prov(found, media_type)
    return Response(body, mimetype=media_type, headers={"Vary": "Accept"})


@blueprint.get("/clashes")
def clashes() -> BaseResponse:
    """List the contradictions that are kept, each with its rule and premises."""
    service = current_service()
    found = [clash._asdict() for clash in kept_contradictions(service.snapshot())]
    return jsonify(consistent=not found, clashes=found)


def _term(name: str) -> Term:
    text = request.args.get(name, "")
    try:
        return explanations.parse_term(text) if text[:1] in {"<", '"', "_"} else read_term(text)
    except ValueError as error:
        raise refusals.ProtocolError(f"{name}: {error}") from error


def _as_json(found: Explanation) -> str:
    steps = [
        {
            "number": step.number,
            "triple": step.triple,
            "rule": step.rule or None,
            "text": step.text or None,
            "bindings": dict(step.bindings),
            "premises": step.premises,
            "documents": step.documents,
        }
        for step in found.steps
    ]
    return json.dumps({"proofs": found.proofs, "steps": steps}, ensure_ascii=False)


def _as_prov(found: Explanation, media_type: str) -> bytes:
    quads = [Quad(*triple, "") for step in found.steps for triple in _prov(step)]
    return serialise(quads, media_type, PREFIXES)


def _prov(step: Step) -> Iterator[Triple]:
    """Yield a step as an entity derived from its premises, or from the documents that assert it.

    Source: PROV-O, sections 3.1 and 3.2.
    """
    entity = _name("step", step.number)
    yield entity, RDF.type, PROV.Entity
    for part, term in zip((RDF.subject, RDF.predicate, RDF.object), step.triple, strict=True):
        yield entity, part, term
    for document in step.documents:
        yield entity, PROV.hadPrimarySource, document
    if not step.rule:
        return
    activity = _name("inference", step.number)
    yield entity, PROV.wasGeneratedBy, activity
    yield activity, RDF.type, PROV.Activity
    yield activity, RDFS.label, literal(step.rule)
    yield activity, RDFS.comment, literal(step.text)
    for premise in step.premises:
        yield activity, PROV.used, _name("step", premise)
        yield entity, PROV.wasDerivedFrom, _name("step", premise)


def _name(kind: str, number: int) -> Term:
    return f"_:{kind}{number}"
