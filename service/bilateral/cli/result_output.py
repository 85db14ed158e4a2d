"""Query results and proofs on a terminal: tables and trees for people, the standard formats for programs."""

from __future__ import annotations

import unicodedata
from typing import IO, TYPE_CHECKING

from bilateral.errors import NotExpressible
from bilateral.rdf.iris import short
from bilateral.rdf.terms import is_literal, literal_parts
from bilateral.store.engine.query_results import BINDINGS, TRIPLES, Result, formats_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.explore.explanations import Explanation, Step
    from bilateral.rdf.terms import Term

_MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/sparql-results+json",
    "ntriples": "application/n-triples",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "xml": "application/sparql-results+xml",
}


def write(result: Result, name: str | None, stream: IO[bytes]) -> None:
    """Write a result in a named format, by default as a table or as Turtle."""
    if name is None:
        name = "turtle" if result.kind == TRIPLES else "table"
    if name == "table" and result.kind == BINDINGS:
        stream.writelines(f"{line}\n".encode() for line in table(result.variables, result.rows()))
        return
    if name == "table":
        name = "turtle" if result.kind == TRIPLES else "csv"
    media_type = _MEDIA_TYPES[name]
    if media_type not in formats_of(result.kind):
        raise NotExpressible(f"a {result.kind} result has no {name} format")
    result.write(stream, media_type)


def table(variables: Sequence[str], rows: Iterator[tuple[Term | None, ...]]) -> Iterator[str]:
    """Yield the lines of a table, with terms in short form."""
    cells = [list(variables), *([_cell(term) for term in row] for row in rows)]
    widths = [max(_width(row[i]) for row in cells) for i in range(len(variables))]
    for number, row in enumerate(cells):
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()
        if not number:
            yield "  ".join("-" * width for width in widths)
    yield f"({len(cells) - 1} rows)"


def proofs(explanation: Explanation) -> Iterator[str]:
    """Yield the lines of proof trees; a step that was shown before is not expanded again."""
    shown: set[int] = set()
    stack = [(number, 0) for number in reversed(explanation.proofs)]
    while stack:
        number, depth = stack.pop()
        step = explanation.steps[number]
        indent = "  " * depth
        again = " (as above)" if number in shown and step.premises else ""
        yield f"{indent}{' '.join(map(short, step.triple))}{again}"
        if again:
            continue
        shown.add(number)
        yield from (f"{indent}  {line}" for line in _reason(step))
        stack += ((premise, depth + 1) for premise in reversed(step.premises))


def _reason(step: Step) -> Iterator[str]:
    if not step.rule:
        yield "asserted by " + (", ".join(map(short, step.documents)) or "no document")
        return
    yield f"by {step.rule}: {' '.join(step.text.split())}"
    if step.bindings:
        yield "where " + ", ".join(f"{name} = {short(term)}" for name, term in step.bindings.items())


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    text = literal_parts(term).value if is_literal(term) else short(term)
    return " ".join(text.split())


def _width(text: str) -> int:
    """Return the width of a text on a terminal: East Asian wide characters take two columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
