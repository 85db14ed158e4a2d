"""The stages from content to what a store holds: gather, normalise, check, reason.

Normalising types dates and adds what follows from one document alone, in its graph; what follows from several
is for reasoning.
"""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeVar

from bilateral.build.content_checks import check_shapes, check_terms
from bilateral.build.date_spans import DateSpans
from bilateral.build.gather import gather, place, readers
from bilateral.build.replaced_names import with_current_names
from bilateral.errors import Inconsistent, InputError, Origin, Refused
from bilateral.rdf.dates import partial_date
from bilateral.rdf.iris import ONTOLOGY, PROVENANCE, SPECIAL, graph_documents
from bilateral.rdf.terms import Located, Quad, Term, literal_parts
from bilateral.rdf.vocabulary import BIL, PROV
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.rules.domain_rules import load_rules
from bilateral.store.engine.canonical_form import canonical
from bilateral.store.engine.graph_layout import is_separate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from bilateral.build.build_record import BuildSettings
    from bilateral.content.locations import Content
    from bilateral.rdf.terms import Triple
    from bilateral.reasoning.rules.owl2rl import Clash


T = TypeVar("T")
_SHARES: Final = {"gather": 40, "check": 5, "shapes": 20, "canonicalise": 5, "reason": 10, "store": 20}
"""The stages of a build, with the hundredths of its time that each takes as a rule."""


def prepare(
    content: Content, settings: BuildSettings, extra: Sequence[Path], clock: StageTimer
) -> tuple[Sequence[Quad], list[Triple], Sequence[Clash]]:
    """Return what content asserts, what follows from it, and the contradictions that are kept.

    Raises:
        Refused, Inconsistent: as for `builder.build`.
    """
    files = clock.watched(readers(content, extra), lambda reader: reader[1].stat().st_size)
    located = clock("gather", lambda: normalise(with_current_names(gather(files))))
    clock("check", lambda: _refuse(check_terms(located)))
    clock("shapes", lambda: _refuse(check_shapes(located, content.shapes)))
    quads = clock("canonicalise", lambda: canonical(quad for quad, _ in located))
    inferred, clashes = clock("reason", lambda: _reason(quads, content, settings.reasoner))
    if clashes and not settings.keep_clashes:
        raise Inconsistent(clashes)
    return quads, inferred, clashes


def _reason(
    quads: Sequence[Quad], content: Content, reasoner: Literal["native", "owlrl", "none"]
) -> tuple[list[Triple], Sequence[Clash]]:
    if reasoner == "none":
        return [], ()
    triples: Iterable[Triple] = {quad[:3] for quad in quads if not is_separate(quad.graph)}
    result = materialise(triples, load_rules(content.rules), reasoner=reasoner)
    return list(result.inferred), result.clashes


def _refuse(problems: Sequence[InputError]) -> None:
    if problems:
        # Two constraints of one node may say the same.
        raise Refused(list({str(problem): problem for problem in problems}.values()))


class Progress(NamedTuple):
    """How far a build is.

    Attributes:
        stage: that runs, or has ended.
        share: of the whole build that is done, from 0 to 1.
        seconds: that the stage took; None while it runs.
    """

    stage: str
    share: float
    seconds: float | None = None


class StageTimer:
    """Runs the stages of a build, measures their time and tells how far they are."""

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        self.seconds: dict[str, float] = {}
        self._tell = tell
        self._stage = ""

    def __call__(self, stage: str, run: Callable[[], T]) -> T:
        """Run a stage and return what it returns."""
        start = time.perf_counter()
        self._stage = stage
        self._tell(Progress(stage, self._share()))
        result = run()
        self.seconds[stage] = time.perf_counter() - start
        self._tell(Progress(stage, self._share(), self.seconds[stage]))
        return result

    def watched(self, items: Sequence[T], size: Callable[[T], int] = lambda _: 1) -> Iterator[T]:
        """Yield the items of the stage that runs, and tell at each hundredth how far it is."""
        total, done, told = sum(map(size, items)), 0, 0
        for item in items:
            yield item
            done += size(item)
            if 100 * done // total > told:
                told = 100 * done // total
                self._tell(Progress(self._stage, self._share() + _SHARES[self._stage] * done / total / 100))

    def _share(self) -> float:
        return sum(_SHARES[stage] for stage in self.seconds) / 100


_PARTIAL = f"^^<{BIL}partialDate>"


def normalise(located: list[Located]) -> list[Located]:
    """Return the quads with everything that each document implies by itself.

    Raises:
        Refused: a date is ill-typed, or no such day exists.
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
    """Yield what dates imply, in the graph of their description."""
    spans = DateSpans(quad[:3] for quad, _ in located if quad.graph == ONTOLOGY)
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


def _misdated(located: Located, spans: DateSpans) -> Iterator[InputError]:
    try:
        list(spans.bounds(located.quad[:3]))
    except ValueError as error:
        yield InputError(*place(located), str(error))


def _provenance(located: list[Located]) -> Iterator[Located]:
    """Yield what each graph rests on, and when it was made: when the latest of its documents was recorded."""
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
