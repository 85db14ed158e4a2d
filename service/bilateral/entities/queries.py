"""The queries of pages: files under queries/pages, asked with terms for their variables."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from bilateral import content

if TYPE_CHECKING:
    from bilateral.entities.graph import Graph
    from bilateral.terms import Term


@functools.cache
def text(name: str) -> str:
    """Return a query by the name of its file."""
    return (content.locate().root / "queries" / "pages" / f"{name}.rq").read_text("utf-8")


def ask(graph: Graph, name: str, **bindings: Term) -> list[dict[str, Term]]:
    """Return the solutions of a query, without the variables that have no value."""
    result = graph.snapshot.query(text(name), bindings=bindings)
    return [
        {variable: term for variable, term in zip(result.variables, row, strict=True) if term is not None}
        for row in result.rows()
    ]


def column(graph: Graph, name: str, variable: str, **bindings: Term) -> list[Term]:
    """Return the values of one variable, each once."""
    return list(dict.fromkeys(row[variable] for row in ask(graph, name, **bindings) if variable in row))
