"""Where asserted and inferred triples stand in the engine.

The default graph holds every asserted triple once; a document's triples also stand in its named graph; what
reasoning adds, and nothing else, stands in INFERRED. What Wikidata says of an item stands in a separate
graph: it is no part of the default graph, and nothing follows from it. The engine's union of graphs would
count a triple once per graph, and a list of thousands of graphs is slow; a list of two is fast.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.store.engine.converter import line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.rdf.terms import Quad, Term, Triple

INFERRED: Final[Term] = "<https://w3id.org/bilateral/graph/inferred>"
CLASHES: Final[Term] = "<https://w3id.org/bilateral/graph/clashes>"
_LINES: Final = 10_000
_WIKIDATA: Final = "<https://w3id.org/bilateral/graph/wikidata-Q"


class Dataset(NamedTuple):
    """What a query sees; `default` and `named` are None where the request names no such graphs.

    Source: SPARQL 1.1 Protocol, section 2.1.4: naming either kind leaves the other empty.
    """

    inferred: bool = True  # whether the default graph includes the inferred triples
    default: Sequence[str] | None = None  # IRIs of the graphs merged into the default graph
    named: Sequence[str] | None = None  # IRIs of the named graphs
    every_named: bool = False  # whether all named graphs are there, regardless of `named`, as after WITH


WHOLE: Final = Dataset()


def is_separate(graph: Term) -> bool:
    """Return whether the triples of a graph are no part of the default graph: of Wikidata, and CLASHES."""
    return graph == CLASHES or graph.startswith(_WIKIDATA)


def lay_out(asserted: Iterable[Quad]) -> Iterator[bytes]:
    """Write asserted quads as N-Quads, in blocks; those of documents also without their graph."""
    return blocks(_lines(asserted))


def lay_out_inferred(inferred: Iterable[Triple]) -> Iterator[bytes]:
    """Write inferred triples as N-Quads, in blocks."""
    return blocks(f"{subject} {predicate} {value} {INFERRED} .\n" for subject, predicate, value in inferred)


def _lines(asserted: Iterable[Quad]) -> Iterator[str]:
    for quad in asserted:
        yield line(quad)
        if quad.graph and not is_separate(quad.graph):
            yield line(quad._replace(graph=""))


def blocks(lines: Iterator[str]) -> Iterator[bytes]:
    """Join lines to blocks of many."""
    while block := "".join(islice(lines, _LINES)):
        yield block.encode()
