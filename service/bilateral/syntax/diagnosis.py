"""What is wrong with a query that the engine refuses, and where, in plain words."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Final

from bilateral.errors import QuerySyntaxError
from bilateral.rdf.vocabulary import PREFIXES
from bilateral.syntax import grammar, lexer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.syntax.grammar import Unexpected
    from bilateral.syntax.lexer import Token

# Of SPARQL 1.2, of which the grammar has the functions only.
_NEWER: Final = frozenset({"<<", "<<(", "{|", "~", "LATERAL", "VERSION"})
_OPERATORS: Final = frozenset(grammar.OPERATORS)
_MOST: Final = 6
_TOKENS: Final = 4000  # of a text that is looked at; each costs some 20 microseconds
_CHARACTERS: Final = 1 << 17
_SHOWN: Final = 60  # characters of a token
_LIKE: Final = 0.72


def locate(error: QuerySyntaxError, text: str) -> QuerySyntaxError:
    """Return the error of the first fault in the query, or the engine's error where none is found.

    It takes some tenths of a second at most: longer queries are not examined.
    """
    if len(text) > _CHARACTERS:
        return _in_a_sentence(error)
    found = list(islice(lexer.tokens(text), _TOKENS + 1))
    if len(found) > _TOKENS:
        return _in_a_sentence(error)
    strange = any(token.kind == lexer.MARK and not token.text.isascii() for token in found)
    if strange or not _NEWER.isdisjoint(token.keyword or token.text for token in found):
        return error
    try:
        faults = list(_faults(text, found))
    except RecursionError:
        return error
    if faults:
        return lexer.error_at(text, *min(faults))
    return _in_a_sentence(error)


def _in_a_sentence(error: QuerySyntaxError) -> QuerySyntaxError:
    # What is not of the grammar the engine says in a sentence, among the characters that it expected.
    sentences = [part for part in error.reason.removeprefix("expected one of ").split(", ") if " " in part]
    return QuerySyntaxError(sentences[-1]) if sentences else error


def _faults(text: str, found: list[Token]) -> Iterator[tuple[int, str]]:
    for token in found:
        if token.is_open_string:
            yield token.start, "the string that begins here has no end"
    yield from _unknown_prefixes(found)
    unexpected = grammar.first_error(text)
    if unexpected:
        yield unexpected.token.start, _reason(unexpected)


def _unknown_prefixes(found: list[Token]) -> Iterator[tuple[int, str]]:
    declared: set[str] = set()
    before = ""
    for token in found:
        if token.kind == lexer.PREFIXED:
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                known = PREFIXES.get(prefix)
                advice = f": begin with PREFIX {prefix}: <{known}>" if known else ""
                yield token.start, f"the prefix {prefix}: is not declared{advice}"
        before = token.keyword


def _reason(unexpected: Unexpected) -> str:
    token, keywords = unexpected.token, unexpected.keywords
    is_short = 0 < len(token.keyword) <= _SHOWN
    like = get_close_matches(token.keyword, keywords, 1, _LIKE) if is_short else []
    if like:
        return f"{_short(token.text)} is no word of SPARQL here; did you mean {like[0]}?"
    wanted = _listed(unexpected.expected)
    if not token.text:
        return f"the query ends too early; expected {wanted}"
    return f"unexpected {_short(token.text)}; expected {wanted}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _listed(expected: list[str]) -> str:
    named = [each for each in expected if each not in _OPERATORS]
    if len(expected) - len(named) > 1:
        named.append("an operator")
    else:
        named = expected
    signs = [f"“{each}”" for each in named if not each[-1].isalpha()]
    others = sorted((each for each in named if each[-1].isalpha()), key=lambda each: each.isupper())
    shown = [*signs, *others]
    if len(shown) > _MOST:
        # A sign says more shortly what is missing than the words that could also follow.
        return ", ".join((signs or others)[:_MOST]) + " …"
    return " or ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
