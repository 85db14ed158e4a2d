"""Complete what was gathered: typed dates, the days they span, open spells, provenance of graphs.

What is added here follows from one document alone and stands in its graph; what follows from
several is for reasoning.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bilateral.build.date_spans import Spans
from bilateral.build.gather import place
from bilateral.errors import InputError, Origin, Refused
from bilateral.rdf.dates import partial_date
from bilateral.rdf.iris import ONTOLOGY, PROVENANCE, SPECIAL, graph_documents
from bilateral.rdf.terms import Located, Quad, Term, literal_parts
from bilateral.rdf.vocabulary import BIL, PROV

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARTIAL = f"^^<{BIL}partialDate>"


def normalise(located: list[Located]) -> list[Located]:
    """Return the quads with everything that each document implies by itself.

    Raises:
        Refused: a date is not one of its datatype, or no such day exists.
    """
    problems: list[InputError] = []
    typed = [_typed(quad, problems) for quad in located]
    if problems:
        raise Refused(problems)
    completed = [*typed, *_implied(typed, problems)]
    if problems:
        raise Refused(problems)
    return [*completed, *_provenance(completed)]


def _typed(located: Located, problems: list[InputError]) -> Located:
    quad, origin = located
    if not quad.object.endswith(_PARTIAL):
        return located
    try:
        return Located(quad._replace(object=partial_date(literal_parts(quad.object).value)), origin)
    except ValueError as error:
        problems.append(InputError(*origin, str(error)))
        return located


def _implied(located: list[Located], problems: list[InputError]) -> Iterator[Located]:
    """Yield what the dates of each description imply, in the graph of the description."""
    spans = Spans(quad[:3] for quad, _ in located if quad.graph == ONTOLOGY)
    descriptions: dict[tuple[Term, Term], list[Located]] = defaultdict(list)
    for each in located:
        if spans.concerns(each.quad[:3]):
            descriptions[each.quad.subject, each.quad.graph].append(each)
    for (_, graph), description in descriptions.items():
        for each in description:
            problems += _misdated(each, spans)
        if not problems:
            origin = description[0].origin
            for triple in spans.implied(each.quad[:3] for each in description):
                yield Located(Quad(*triple, graph), origin)


def _misdated(located: Located, spans: Spans) -> Iterator[InputError]:
    try:
        list(spans.bounds(located.quad[:3]))
    except ValueError as error:
        yield InputError(*place(located), str(error))


def _provenance(located: list[Located]) -> Iterator[Located]:
    """Yield what each graph rests on and when it came to be: the latest record of its documents."""
    recorded: dict[Term, Term] = {q.subject: q.object for q, _ in located if q.predicate == BIL.recorded}
    graphs: dict[Term, Origin] = {}
    for quad, origin in located:
        graphs.setdefault(quad.graph, origin)
    for graph in set(graphs) - SPECIAL - {""}:
        documents = graph_documents(graph)
        for document in documents:
            quad = Quad(graph, PROV.wasDerivedFrom, document, PROVENANCE)
            yield Located(quad, graphs[graph])
        moments = sorted(recorded[document] for document in documents if document in recorded)
        if moments:
            quad = Quad(graph, PROV.generatedAtTime, moments[-1], PROVENANCE)
            yield Located(quad, graphs[graph])
