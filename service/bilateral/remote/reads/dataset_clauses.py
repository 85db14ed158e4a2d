"""A query's dataset, written into its text.

The protocol's parameters say the same, but Virtuoso repeats them in the headers of its answer, of which
Python takes a hundred lines.

Source: SPARQL 1.1 Query Language, sections 13.2 and 19.8, rules 7 to 13.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.syntax import lexer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.syntax.lexer import Token

_AFTER: Final = frozenset({"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})


def with_dataset(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Return a query that has no FROM with one for each of these graphs."""
    if not default and not named:
        return text
    clauses = [f"FROM <{iri}>" for iri in default] + [f"FROM NAMED <{iri}>" for iri in named]
    at = _place(list(lexer.tokens(text)), len(text))
    return f"{text[:at]} {' '.join(clauses)} {text[at:]}"


def _place(tokens: Sequence[Token], end: int) -> int:
    """Return where the clauses go: before the pattern, or what follows where there is none."""
    at = next(
        at for at, token in enumerate(tokens) if token.keyword in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
    )
    is_template = tokens[at].keyword == "CONSTRUCT" and tokens[at + 1].text == "{"
    depth = 0
    for token in tokens[at + 1 :]:
        if is_template:
            depth += (token.text == "{") - (token.text == "}")
            is_template = depth > 0
            continue
        depth += (token.text == "(") - (token.text == ")")
        if not depth and (token.text == "{" or token.keyword in _AFTER):
            return token.start
    return end
