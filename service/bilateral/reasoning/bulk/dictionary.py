"""Terms and their numbers, and the reading of N-Triples straight into numbers."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from bilateral.errors import InputError
from bilateral.rdf.terms import literal, literal_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.bulk.columns import Keys

_IRI = r"<[^<>\"{}|^`\x00-\x20]*>"
_BLANK = r"_:[^\s<\"]*[^\s<\".]"
_LITERAL = rf"\"(?:[^\"\\\n\r]|\\.)*\"(?:@[A-Za-z0-9-]+|\^\^{_IRI})?"
_TERM = re.compile(f"{_IRI}|{_BLANK}|{_LITERAL}")
_STATEMENT = re.compile(
    rf"[ \t]*(?:({_IRI}|{_BLANK})[ \t]*({_IRI})[ \t]*({_IRI}|{_BLANK}|{_LITERAL})[ \t]*\.[ \t]*)?(?:#.*)?"
)
_CAPITAL_TAG = re.compile(r'"@[a-z0-9-]*[A-Z][A-Za-z0-9-]*\Z')
_NOT_IN_IRI = re.compile(r'[\x00-\x09\x0b-\x20"{}|^`\\]')
_BLOCK = 1 << 24


class _Numbers(dict[str, int]):
    """Numbers of terms, given in the order they are asked for."""

    def __missing__(self, term: Term) -> int:
        number = self[term] = len(self)
        return number


class Dictionary:
    """Terms numbered in the order they were met."""

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self.numbers = _Numbers()
        self._other_spellings = False
        self._kinds: NDArray[np.uint8] = np.empty(0, np.uint8)
        for term in terms:
            self.number(term)

    def number(self, term: Term) -> int:
        """Return the number of a term, a new one where it was not met before."""
        return self.numbers[term]

    def encode(self, triples: Iterable[Triple]) -> NDArray[np.int64]:
        """Return triples as rows of three numbers."""
        flat = map(self.numbers.__getitem__, chain.from_iterable(triples))
        return np.fromiter(flat, np.int64).reshape(-1, 3)

    def read(self, path: Path) -> NDArray[np.int64]:
        """Return the triples of an N-Triples file as rows of three numbers.

        Raises:
            InputError: a line is not N-Triples.
        """
        blocks = [self._encode_block(text, path, first) for first, text in _blocks(path)]
        return np.concatenate(blocks) if blocks else np.empty((0, 3), np.int64)

    def _encode_block(self, text: str, path: Path, first: int) -> NDArray[np.int64]:
        """Encode canonical N-Triples by splitting; look closely only where that fails."""
        self._other_spellings |= "\\" in text or _XSD_STRING_END in text
        size = len(self.numbers)
        lines = text.split(" .\n")
        if not lines[-1]:
            lines.pop()
        try:
            rows = np.fromiter(
                map(self.numbers.__getitem__, chain.from_iterable([line.split(" ", 2) for line in lines])),
                np.int64,
                3 * len(lines),
            ).reshape(-1, 3)
        except ValueError:
            rows = None
        fresh = list(islice(reversed(self.numbers), len(self.numbers) - size))[::-1]
        if rows is not None and _are_terms(fresh) and self._in_place(rows, fresh):
            tagged = (term for term in fresh if term[-1] not in '">')
            self._other_spellings |= any(map(_CAPITAL_TAG.search, tagged))
            return rows
        for term in fresh:
            del self.numbers[term]
        return self._encode_lines(text.split("\n"), path, first)

    def _in_place(self, rows: NDArray[np.int64], fresh: list[Term]) -> bool:
        """Return whether subjects are no literals and predicates IRIs; note the kinds of new terms."""
        kinds = np.fromiter((ord(term[0]) for term in fresh), np.uint8, len(fresh))
        known = self._kinds.size
        if known + kinds.size < len(self.numbers):
            terms = islice(self.numbers, known, len(self.numbers) - kinds.size)
            between = np.fromiter((ord(term[0]) for term in terms), np.uint8)
            self._kinds = np.concatenate((self._kinds, between))
        kinds = np.concatenate((self._kinds, kinds))
        legal = not (kinds[rows[:, 0]] == ord('"')).any() and bool((kinds[rows[:, 1]] == ord("<")).all())
        if legal:
            self._kinds = kinds
        return legal

    def _encode_lines(self, lines: list[str], path: Path, first: int) -> NDArray[np.int64]:
        self._other_spellings = True
        flat: list[str] = []
        for at, line in enumerate(lines):
            match = _STATEMENT.fullmatch(line.rstrip("\r"))
            if not match:
                raise InputError(path, first + at, "not a line of N-Triples")
            if match.group(1):
                flat += match.groups()
        return self.encode(zip(*[iter(flat)] * 3, strict=True))

    def normalise(self) -> Keys | None:
        """Keep one spelling per term; return the new number of each old one, or None where all stay."""
        if not self._other_spellings:
            return None
        terms, self.numbers = list(self.numbers), _Numbers()
        return np.fromiter(map(self.number, map(_normal, terms)), np.int64, len(terms))


_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_XSD_STRING_END = "^^<http://www.w3.org/2001/XMLSchema#string>"


def _normal(term: Term) -> Term:
    if term[0] == "_" or not ("\\" in term or term[-1] not in '">' or term.endswith(_XSD_STRING_END)):
        return term
    if term[0] == "<":
        return _ESCAPE.sub(lambda match: chr(int(match.group(1) or match.group(2), 16)), term)
    if "\\" not in term and not term.endswith(_XSD_STRING_END):
        text, at, language = term.rpartition('"@')
        return f"{text}{at}{language.lower()}" if at else term
    value, datatype, language = literal_parts(term)
    return literal(value, language=language, datatype=datatype)


def _are_terms(tokens: list[str]) -> bool:
    """Return whether all tokens are terms; IRIs are looked at all at once, for speed."""
    iris = [token for token in tokens if token[:1] == "<" and token[-1:] == ">"]
    text = "\n".join(iris)
    counts = text.count("<"), text.count(">"), text.count("\n") + bool(iris)
    if set(counts) != {len(iris)} or _NOT_IN_IRI.search(text):
        return False
    return all(_TERM.fullmatch(token) for token in tokens if token[:1] != "<" or token[-1:] != ">")


def _blocks(path: Path) -> Iterator[tuple[int, str]]:
    """Yield blocks of whole lines, each with the number of its first line."""
    first = 1
    with path.open(encoding="utf-8", newline="\n") as file:
        while text := file.read(_BLOCK):
            text += file.readline()
            yield first, text
            first += text.count("\n")
