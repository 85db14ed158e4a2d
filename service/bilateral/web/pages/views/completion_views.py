"""What may be written next in a query, for the editor and for other editors."""

from __future__ import annotations

import contextlib
import json
import threading
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, current_app, request

from bilateral.errors import StoreError
from bilateral.explore.questions import query_completion
from bilateral.protocol import operations
from bilateral.protocol.refusals import ProtocolError
from bilateral.rdf.terms import iri_value
from bilateral.rdf.vocabulary import PREFIXES
from bilateral.web.pages import page_context, rendering
from bilateral.web.shared_name_index import shared_name_index
from bilateral.workers.failures import Busy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.graph.reading import Reading
    from bilateral.explore.questions.query_completion import CompletionIndex, Suggestion
    from bilateral.rdf.terms import Term

blueprint = Blueprint("completion", __name__)

_KEPT: Final = "bilateral.words"
_LOCK: Final = threading.Lock()
_MOST, _USUAL, _LONGEST = 50, 20, 200


@blueprint.route("/api/complete")
def complete() -> Response:
    """Return what fits what was typed, as JSON: up to `limit` words of the ontology and as many things."""
    text = request.args.get("q", "").strip()[:_LONGEST]
    kinds, limit, of = _kinds(), operations.limit(request.args.get("limit"), _USUAL, _MOST), _class()
    known = words(page_context.graph())

    def make() -> Response:
        found = known.find(text, kinds, limit, of)
        if query_completion.ENTITY in kinds and text and ":" not in text:
            found += _things(text, limit, wait=known.counted)
        return _write(found, text, counted=known.counted)

    return rendering.conditional(
        make, light=True, lasting=known.graph is page_context.graph() and known.counted
    )


def _things(text: str, limit: int, *, wait: bool) -> list[Suggestion]:
    try:
        return query_completion.things(page_context.graph(), page_context.names(), text, limit)
    except Busy:
        if wait:
            raise
        # The names are still being read, and the answer says that it is a first one.
        return []


def words(graph: Graph) -> CompletionIndex:
    """Return the words of a graph; while they are counted, those of the state before, or uncounted ones."""
    kept: CompletionIndex | None = current_app.extensions.get(_KEPT)
    if kept is None:
        kept = current_app.extensions[_KEPT] = query_completion.declared(graph)
    if kept.graph is not graph or not kept.counted:
        warm()
    return kept


def warm() -> None:
    """Begin to read the names of the current snapshot and to count its words, unless that was done."""
    shared_name_index().announce()
    app, graph = current_app._get_current_object(), page_context.graph()  # type: ignore[attr-defined]  # noqa: SLF001  # as Flask's manual has it
    kept: CompletionIndex | None = app.extensions.get(_KEPT)
    if (kept and kept.graph is graph and kept.counted) or not _LOCK.acquire(blocking=False):
        return

    def work() -> None:
        try:
            # A graph that cannot be counted now is asked again with the next request.
            with app.app_context(), contextlib.suppress(StoreError):
                app.extensions[_KEPT] = query_completion.counted(graph)
        finally:
            _LOCK.release()

    threading.Thread(target=work, daemon=True).start()


def _write(found: Sequence[Suggestion], text: str, *, counted: bool) -> Response:
    about = page_context.reading()
    rows = [_row(about, each) for each in found]
    prefixes = {each.text.partition(":")[0] for each in found if not each.text.startswith("<")}
    content = {
        "query": text,
        "counted": counted,
        "completions": rows,
        "prefixes": {name: PREFIXES[name] for name in sorted(prefixes)},
    }
    return Response(json.dumps(content, ensure_ascii=False) + "\n", content_type="application/json")


def _row(about: Reading, each: Suggestion) -> dict[str, Any]:
    value = iri_value(each.term)
    if each.kind == query_completion.ENTITY:
        detail = ", ".join(cls.text for cls in about.classes(each.term))
    else:
        detail = about.label(about.graph.ontology.entry(each.term).definitions)
    return {
        "kind": each.kind,
        "text": each.text,
        "iri": value,
        "label": value if each.kind == query_completion.PREFIX else about.node(each.term).text,
        "detail": detail,
        "count": each.number,
        "more": each.more,
    }


def _kinds() -> list[str]:
    given = [each for text in request.args.getlist("kind") for each in text.split(",") if each]
    if unknown := set(given) - set(query_completion.KINDS):
        raise ProtocolError(f"kind: {min(unknown)!r} is none of {', '.join(query_completion.KINDS)}")
    return given or list(query_completion.KINDS)


def _class() -> Term:
    try:
        return query_completion.term_of(request.args.get("of", "").strip())
    except ValueError as error:
        raise ProtocolError(f"of: {error}") from error
