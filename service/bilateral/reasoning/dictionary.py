"""Terms and their numbers, and the reading of N-Triples straight into numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from bilateral.errors import InputError
from bilateral.terms import literal, literal_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from bilateral.reasoning.columns import Keys
    from bilateral.terms import Term, Triple

_STATEMENT = re.compile(
    r"[ \t]*(?:(<[^<>\"{}|^`\x00-\x20]*>|_:[^\s<\"]+)[ \t]*(<[^<>\"{}|^`\x00-\x20]*>)[ \t]*"
    r"(<[^<>\"{}|^`\x00-\x20]*>|_:[^\s<\"]*[^\s<\".]|\"(?:[^\"\\\n\r]|\\.)*\"(?:@[A-Za-z0-9-]+|\^\^<[^<>\"{}|^`\x00-\x20]*>)?)"
    r"[ \t]*\.[ \t]*)?(?:#.*)?"
)
_BLOCK = 1 << 24


class Dictionary:
    """Terms numbered in the order they were met."""

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self.numbers: dict[Term, int] = {}
        for term in terms:
            self.number(term)

    def number(self, term: Term) -> int:
        """Return the number of a term, a new one where it was not met before."""
        return self.numbers.setdefault(term, len(self.numbers))

    def terms(self) -> list[Term]:
        """Return all terms by number."""
        return list(self.numbers)

    def encode(self, triples: Iterable[Triple]) -> NDArray[np.int64]:
        """Return triples as rows of three numbers."""
        numbers = self.numbers
        flat = [numbers.setdefault(term, len(numbers)) for triple in triples for term in triple]
        return np.array(flat, np.int64).reshape(-1, 3)

    def read(self, path: Path) -> NDArray[np.int64]:
        """Return the triples of an N-Triples file as rows of three numbers.

        Raises:
            InputError: a line is not N-Triples.
        """
        blocks = [self._encode_lines(lines, path, first) for first, lines in _blocks(path)]
        return np.concatenate(blocks) if blocks else np.empty((0, 3), np.int64)

    def _encode_lines(self, lines: list[str], path: Path, first: int) -> NDArray[np.int64]:
        numbers = self.numbers
        flat: list[int] = []
        append = flat.append
        for at, line in enumerate(lines):
            subject, _, rest = line.partition(" ")
            predicate, _, object_ = rest.partition(" ")
            if (
                object_[-2:] == " ."
                and object_[-3:-2] in _ENDS
                and predicate[:1] == "<"
                and subject[:1] in _STARTS
                and object_.rfind(" ", 0, -2) < object_.rfind('"') + (object_[0] != '"')
            ):
                append(numbers.setdefault(subject, len(numbers)))
                append(numbers.setdefault(predicate, len(numbers)))
                append(numbers.setdefault(object_[:-2], len(numbers)))
                continue
            match = _STATEMENT.fullmatch(line.rstrip("\r"))
            if not match:
                raise InputError(path, first + at, "not a line of N-Triples")
            if match.group(1):
                flat += [numbers.setdefault(term, len(numbers)) for term in match.groups()]
        return np.array(flat, np.int64).reshape(-1, 3)

    def normal_forms(self) -> Keys:
        """Return for each number that of the term as `terms` writes it: one spelling per term."""
        forms = np.arange(len(self.numbers), dtype=np.int64)
        for term, number in list(self.numbers.items()):
            if term[0] == '"':
                if term[-1] == '"' and "\\" not in term:
                    continue
                if (normal := _normal(term)) != term:
                    forms[number] = self.number(normal)
            elif "\\" in term:
                forms[number] = self.number(_unescaped_iri(term))
        if forms.size < len(self.numbers):
            forms = np.concatenate((forms, np.arange(forms.size, len(self.numbers))))
        return forms


_ENDS = frozenset('>"') | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_STARTS = frozenset("<_")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_XSD_STRING_END = "^^<http://www.w3.org/2001/XMLSchema#string>"


def _normal(term: Term) -> Term:
    if "\\" not in term and not term.endswith(_XSD_STRING_END):
        text, at, language = term.rpartition('"@')
        return f"{text}{at}{language.lower()}" if at else term
    value, datatype, language = literal_parts(term)
    return literal(value, language=language, datatype=datatype)


def _unescaped_iri(term: Term) -> Term:
    return _ESCAPE.sub(lambda match: chr(int(match.group(1) or match.group(2), 16)), term)


def _blocks(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield blocks of whole lines, each with the number of its first line."""
    first = 1
    with path.open(encoding="utf-8", newline="\n") as file:
        while text := file.read(_BLOCK):
            lines = (text + file.readline()).split("\n")
            if not lines[-1]:
                lines.pop()
            yield first, lines
            first += len(lines)
