"""What an update request changes, found without changing anything.

Source: SPARQL 1.1 Update, sections 3 and 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, cast

import pyoxigraph as ox

from bilateral.errors import QueryFailed, QuerySyntaxError, Refusal
from bilateral.rdf.terms import Quad, Term, is_blank, is_iri, is_literal
from bilateral.store.engine.converter import from_term, to_quad, to_triple
from bilateral.store.engine.graph_layout import Dataset
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.store.engine.view import GraphView, syntax_error
from bilateral.syntax import lexer, update_operations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bilateral.store.snapshots.snapshot import GraphState
    from bilateral.syntax.update_operations import GraphRef, Manage, Modify

_VARIABLE: Final = "urn:x-bilateral:variable:"
_PROBE: Final = "DROP GRAPH <urn:x-bilateral:absent>;"


class UpdateRequest(NamedTuple):
    """An update request."""

    text: str
    base: str = ""  # the IRI that relative IRIs are resolved against
    using: Sequence[str] | None = None  # IRIs for USING from the request's parameters, or None
    using_named: Sequence[str] | None = None  # IRIs for USING NAMED from the request's parameters, or None


def _operations(request: UpdateRequest) -> list[Manage | Modify]:
    _parse(request)
    operations = update_operations.cut(request.text)
    outside = request.using is not None or request.using_named is not None
    modifications = [operation for operation in operations if isinstance(operation, update_operations.Modify)]
    if outside and any(part.with_graph or part.using or part.using_named for part in modifications):
        raise QuerySyntaxError("a request with using-graph-uri has no WITH and no USING")
    return operations


def evaluate(request: UpdateRequest, snapshot: GraphState) -> QuadDelta:
    """Return what a request changes in a state: all of its operations, one after another, or none.

    Raises:
        QuerySyntaxError: the text is no SPARQL Update.
        Refusal: an operation cannot be carried out.
        QueryFailed: the engine could not evaluate a WHERE.
    """
    operations = _operations(request)
    if len(operations) == 1:
        return _change(operations[0], snapshot, request)
    total = QuadDelta()
    with snapshot.mutable_copy() as view:
        for operation in operations:
            delta = _change(operation, view, request)
            view.apply(delta)
            total.then(delta)
    return total


def _parse(request: UpdateRequest) -> None:
    text = request.text
    parts = update_operations.segments(text)
    if not any(text[part.start : part.operation].strip() for part in parts[1:]):
        _probe(text, parts[0].operation, request.base)
        return
    # The engine accepts declarations at the beginning only: it parses each segment with those that it uses.
    for part in parts:
        if part.operation == part.end:
            continue
        before = part.prologue.replace("\n", " ") + "\n"
        whole = before + text[part.start : part.end]
        try:
            _probe(whole, len(before) + part.operation - part.start, request.base)
        except QuerySyntaxError as error:
            raise _moved_down(error, *lexer.position(text, part.start)) from error


def _moved_down(error: QuerySyntaxError, line: int, column: int) -> QuerySyntaxError:
    """Return the error with its place in a text, of which a part was parsed after a line of declarations."""
    if error.line is None or error.column is None or error.line == 1:
        return error
    in_first = error.line == 2  # noqa: PLR2004  # after that line
    return QuerySyntaxError(
        error.reason, error.line + line - 2, error.column + (column - 1 if in_first else 0)
    )


def _probe(text: str, at: int, base: str) -> None:
    """Let the engine parse a request with an operation in it that fails before anything is done."""
    try:
        ox.Store().update(text[:at] + _PROBE + text[at:], base_iri=base or None)
    except SyntaxError as error:
        raise _moved(syntax_error(str(error)), *lexer.position(text, at)) from error
    except ValueError as error:
        raise QuerySyntaxError(str(error)) from error
    except (OSError, RuntimeError):
        return


def _moved(error: QuerySyntaxError, line: int, column: int) -> QuerySyntaxError:
    if error.line != line or error.column is None or error.column < column:
        return error
    return QuerySyntaxError(error.reason, line, max(column, error.column - len(_PROBE)))


def _change(operation: Manage | Modify, view: GraphView, request: UpdateRequest) -> QuadDelta:
    if isinstance(operation, update_operations.Modify):
        return _modify(operation, view, request)
    try:
        return _MANAGERS[operation.verb](operation, view, _resolver(operation.prologue, request.base))
    except Refusal:
        if operation.silent:
            return QuadDelta()
        raise


def _modify(operation: Modify, view: GraphView, request: UpdateRequest) -> QuadDelta:
    resolve = _resolver(operation.prologue, request.base)
    home = resolve(operation.with_graph) if operation.with_graph else ""
    delete = _template(operation.prologue, operation.delete, request.base, home)
    insert = _template(operation.prologue, operation.insert, request.base, home)
    removed: set[Quad] = set()
    added: set[Quad] = set()
    for solution in _solutions(operation, view, request, resolve, home):
        removed.update(_instances(delete, solution))
        added.update(_instances(insert, solution))
    return exact(view, removed, added)


def exact(view: GraphView, removed: set[Quad], added: set[Quad]) -> QuadDelta:
    """Return the delta of removing quads and then adding others.

    A new graph stays when its last quad is removed, so it is named as created.
    """
    view.prepare(quad.subject for quad in removed | added)
    return QuadDelta(
        removed=view.present(removed - added),
        added=added - view.present(added),
        created={graph for graph in {quad.graph for quad in added} if not view.has_graph(graph)},
    )


def _solutions(
    operation: Modify, view: GraphView, request: UpdateRequest, resolve: Callable[[str], Term], home: Term
) -> Iterator[Mapping[str, Term]]:
    if not operation.where:
        yield {}
        return
    dataset = Dataset()
    if request.using is not None or request.using_named is not None:
        dataset = Dataset(default=request.using, named=request.using_named)
    elif operation.using or operation.using_named:
        default = [resolve(token)[1:-1] for token in operation.using]
        dataset = Dataset(default=default, named=[resolve(token)[1:-1] for token in operation.using_named])
    elif home:
        dataset = Dataset(default=[home[1:-1]], every_named=True)
    result = view.query(f"{operation.prologue}SELECT * WHERE {operation.where}", dataset, base=request.base)
    for row in result.rows():
        yield {name: term for name, term in zip(result.variables, row, strict=True) if term is not None}


def _template(prologue: str, template: str, base: str, home: Term) -> list[Quad]:
    if not template:
        return []
    text = update_operations.as_trig(prologue, template, _VARIABLE).encode()
    try:
        quads = map(to_quad, ox.parse(text, ox.RdfFormat.TRIG, base_iri=base or None))
        return [quad if quad.graph else quad._replace(graph=home) for quad in quads]
    except SyntaxError as error:
        raise QuerySyntaxError(f"a template cannot be read: {error.msg}") from error


def _instances(template: Sequence[Quad], solution: Mapping[str, Term]) -> Iterator[Quad]:
    blanks: dict[Term, Term] = {}
    for quad in template:
        terms = [_instance(term, solution, blanks) for term in quad]
        if None not in terms and _possible(made := Quad(*cast("list[Term]", terms))):
            yield made


def _instance(term: Term, solution: Mapping[str, Term], blanks: dict[Term, Term]) -> Term | None:
    if is_blank(term):
        # One new node per solution and label.
        return blanks.setdefault(term, str(ox.BlankNode()))
    if term.startswith("<<("):
        parts = [_instance(part, solution, blanks) for part in to_triple(cast("ox.Triple", from_term(term)))]
        return None if None in parts else f"<<( {parts[0]} {parts[1]} {parts[2]} )>>"
    if term.startswith("<" + _VARIABLE):
        return solution.get(term[1 + len(_VARIABLE) : -1])
    return term


def _possible(quad: Quad) -> bool:
    """Return whether the terms are legal in their places; a solution for which they are not adds nothing."""
    subject, predicate, _, graph = quad
    proper = not is_literal(subject) and not subject.startswith("<<") and is_iri(predicate)
    return proper and not predicate.startswith("<<") and (not graph or not is_literal(graph))


def _load(operation: Manage, *_: object) -> QuadDelta:
    raise Refusal(f"LOAD {operation.source.iri} is not done here: send the document to the graph store")


def _create(operation: Manage, view: GraphView, resolve: Callable[[str], Term]) -> QuadDelta:
    graph = resolve(operation.source.iri)
    if view.has_graph(graph):
        raise Refusal(f"CREATE: the graph {graph} is there already")
    return QuadDelta(created={graph})


def _empty(operation: Manage, view: GraphView, resolve: Callable[[str], Term]) -> QuadDelta:
    graphs = _existing(operation, operation.source, view, resolve)
    return _emptied(graphs, view, drop=operation.verb == "DROP")


def _copy(operation: Manage, view: GraphView, resolve: Callable[[str], Term]) -> QuadDelta:
    target = resolve(operation.target.iri) if operation.target.iri else ""
    if target == (resolve(operation.source.iri) if operation.source.iri else ""):
        return QuadDelta()
    (source,) = _existing(operation, operation.source, view, resolve)
    added = {quad._replace(graph=target) for quad in view.quads(source)}
    removed = set() if operation.verb == "ADD" or not view.has_graph(target) else set(view.quads(target))
    delta = exact(view, removed, added)
    if not view.has_graph(target):
        delta.created.add(target)
    if operation.verb == "MOVE":
        delta.then(_emptied([source], view, drop=True))
    return delta


def _existing(
    operation: Manage, ref: GraphRef, view: GraphView, resolve: Callable[[str], Term]
) -> list[Term]:
    if ref.keyword != "GRAPH":
        named = [] if ref.keyword == "DEFAULT" else view.graphs()
        return named if ref.keyword == "NAMED" else ["", *named]
    graph = resolve(ref.iri)
    if not view.has_graph(graph):
        raise Refusal(f"{operation.verb}: there is no graph {graph}")
    return [graph]


def _emptied(graphs: Sequence[Term], view: GraphView, *, drop: bool) -> QuadDelta:
    return QuadDelta(
        removed={quad for graph in graphs for quad in view.quads(graph)},
        dropped={graph for graph in graphs if graph} if drop else set(),
    )


def _resolver(prologue: str, base: str) -> Callable[[str], Term]:
    nothing = GraphView(ox.Store(), reasoned=False)

    def resolve(token: str) -> Term:
        try:
            ((term,),) = nothing.query(f"{prologue}SELECT ({token} AS ?iri) {{}}", base=base).rows()
        except QuerySyntaxError as error:
            # The engine read it as a keyword and a name.
            raise QuerySyntaxError(f"{token} is no name; a space may be missing") from error
        if term is None:
            raise QueryFailed(f"not an IRI: {token}")
        return term

    return resolve


_MANAGERS: Final[Mapping[str, Callable[[Manage, GraphView, Callable[[str], Term]], QuadDelta]]] = {
    "LOAD": _load,
    "CREATE": _create,
    "CLEAR": _empty,
    "DROP": _empty,
    "ADD": _copy,
    "MOVE": _copy,
    "COPY": _copy,
}
