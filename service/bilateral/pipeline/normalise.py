"""Complete what was gathered: typed dates, the days they span, open spells, provenance of graphs.

What is added here follows from one document alone and stands in its graph; what follows from
several is for reasoning.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bilateral.dates import day, partial_date, span
from bilateral.errors import InputError, Origin, Refused
from bilateral.iris import GRAPH, ID, INFERRED, LINKS, ONTOLOGY, PROVENANCE, entity
from bilateral.pipeline.gather import place
from bilateral.terms import Located, Quad, Term, iri, iri_value, is_literal, literal_parts
from bilateral.vocabulary import BIL, PROV, RDF_TYPE, RDFS, bil

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PARTIAL = f"^^<{BIL}partialDate>"
_SUBCLASS = iri(RDFS + "subClassOf")
_BOUND = bil("dateBound")
_ONGOING = bil("OngoingSpell")


def normalise(located: list[Located], id_base: str = ID) -> list[Located]:
    """Return the quads with everything that each document implies by itself.

    Raises:
        Refused: a date is not one of its datatype, or no such day exists.
    """
    problems: list[InputError] = []
    typed = [_typed(quad, problems) for quad in located]
    if problems:
        raise Refused(problems)
    completed = [*typed, *_bounds(typed, problems), *_open_spells(typed)]
    if problems:
        raise Refused(problems)
    completed += _provenance(completed)
    return completed if id_base == ID else [_moved(quad, id_base) for quad in completed]


def _typed(located: Located, problems: list[InputError]) -> Located:
    quad, origin = located
    if not quad.object.endswith(_PARTIAL):
        return located
    try:
        return Located(quad._replace(object=partial_date(literal_parts(quad.object).value)), origin)
    except ValueError as error:
        problems.append(InputError(*origin, str(error)))
        return located


def _bounds(located: Iterable[Located], problems: list[InputError]) -> Iterator[Located]:
    bounds: dict[Term, list[Term]] = defaultdict(list)
    for quad, _ in located:
        if quad.predicate == _BOUND:
            bounds[quad.subject].append(quad.object)
    for each in located:
        quad, origin = each
        if quad.predicate not in bounds or not is_literal(quad.object):
            continue
        try:
            days = span(quad.object)
        except ValueError as error:
            problems.append(InputError(*place(each), str(error)))
            continue
        if days is None:
            continue
        for bound in bounds[quad.predicate]:
            value = days.first if bound.endswith("Earliest>") else days.last
            yield Located(Quad(quad.subject, bound, day(value), quad.graph), origin)


def _open_spells(located: Iterable[Located]) -> Iterator[Located]:
    """Yield the type of spells to which a graph gives a start and no end."""
    spells = _below(bil("Spell"), located)
    starts: dict[tuple[Term, Term], Origin] = {}
    ends: set[tuple[Term, Term]] = set()
    typed: set[tuple[Term, Term]] = set()
    for (subject, predicate, object_, graph), origin in located:
        if predicate == bil("start"):
            starts.setdefault((subject, graph), origin)
        elif predicate == bil("end"):
            ends.add((subject, graph))
        elif predicate == RDF_TYPE and object_ in spells:
            typed.add((subject, graph))
    for (subject, graph), origin in starts.items():
        if (subject, graph) in typed - ends:
            yield Located(Quad(subject, RDF_TYPE, _ONGOING, graph), origin)


def _below(top: Term, located: Iterable[Located]) -> set[Term]:
    children: dict[Term, list[Term]] = defaultdict(list)
    for quad, _ in located:
        if quad.predicate == _SUBCLASS:
            children[quad.object].append(quad.subject)
    found, todo = {top}, [top]
    while todo:
        new = [child for child in children[todo.pop()] if child not in found]
        found.update(new)
        todo += new
    return found


def _provenance(located: list[Located]) -> Iterator[Located]:
    """Yield what each graph rests on and when it came to be: the latest record of its documents."""
    recorded: dict[Term, Term] = {q.subject: q.object for q, _ in located if q.predicate == bil("recorded")}
    graphs: dict[Term, Origin] = {}
    for quad, origin in located:
        graphs.setdefault(quad.graph, origin)
    for graph in set(graphs) - {INFERRED, LINKS, ONTOLOGY, PROVENANCE, ""}:
        documents = [entity(f"document/{slug}") for slug in _slugs(graph)]
        for document in documents:
            quad = Quad(graph, iri(PROV + "wasDerivedFrom"), document, PROVENANCE)
            yield Located(quad, graphs[graph])
        moments = sorted(recorded[document] for document in documents if document in recorded)
        if moments:
            quad = Quad(graph, iri(PROV + "generatedAtTime"), moments[-1], PROVENANCE)
            yield Located(quad, graphs[graph])


def _slugs(graph: Term) -> list[str]:
    return iri_value(graph).removeprefix(GRAPH).split(",")


def _moved(located: Located, id_base: str) -> Located:
    old, new = f"<{ID}", f"<{id_base}"
    quad = Quad(*(new + term.removeprefix(old) if term.startswith(old) else term for term in located.quad))
    return Located(quad, located.origin)
