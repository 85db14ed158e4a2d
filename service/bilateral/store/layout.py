"""Where asserted and inferred triples stand in the engine.

The default graph holds every asserted triple once; a document's triples also stand in its named graph; what
reasoning adds, and nothing else, stands in INFERRED. The engine's union of graphs would count a triple once
per graph, and a list of thousands of graphs is slow; a list of two costs little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.store.converter import line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.terms import Quad, Term, Triple

INFERRED: Final[Term] = "<https://w3id.org/bilateral/graph/inferred>"


class Dataset(NamedTuple):
    """What a query sees.

    Attributes:
        inferred: whether the default graph includes what reasoning added.
        default: IRIs of the graphs merged into the default graph, or None where the request names none.
        named: IRIs of the named graphs, or None where the request names none.
        every_named: whether all named graphs are there, whatever `named` says, as after WITH.

    Source: SPARQL 1.1 Protocol, section 2.1.4: naming either kind leaves the other empty.
    """

    inferred: bool = True
    default: Sequence[str] | None = None
    named: Sequence[str] | None = None
    every_named: bool = False


def lay_out(asserted: Iterable[Quad], inferred: Iterable[Triple]) -> Iterator[bytes]:
    """Write the N-Quads that the engine is to hold, in blocks.

    Args:
        asserted: quads; those of a named graph are put into the default graph too.
        inferred: triples that are not asserted.
    """
    for block in _blocks(_lines(asserted, inferred)):
        yield "".join(block).encode()


def _lines(asserted: Iterable[Quad], inferred: Iterable[Triple]) -> Iterator[str]:
    for quad in asserted:
        yield line(quad)
        if quad.graph:
            yield line(quad._replace(graph=""))
    for subject, predicate, value in inferred:
        yield f"{subject} {predicate} {value} {INFERRED} .\n"


def _blocks(lines: Iterator[str], size: int = 10_000) -> Iterator[list[str]]:
    block: list[str] = []
    for text in lines:
        block.append(text)
        if len(block) >= size:
            yield block
            block = []
    if block:
        yield block
