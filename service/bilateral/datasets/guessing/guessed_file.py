"""A file, what its columns seem to hold, and which shipped mappings fit it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.datasets.guessing.column_guesses import DATE, EMPTY, guess_column
from bilateral.datasets.guessing.mapping_guess import FITS, NewMapping, fits, read_kinds
from bilateral.datasets.guessing.table_form import read_form
from bilateral.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bilateral.content.locations import Content
    from bilateral.content.mapping.column_plan import Resolver

_SHOWN: Final = 3  # mappings
_SIGNS: Final = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}


class GuessedFile:
    """A file of which it is guessed what it holds."""

    def __init__(self, file: Path, content: Content, resolvers: Mapping[str, Resolver]) -> None:
        """Read its first rows.

        Raises:
            InputError: it is no table, or cannot be read.
        """
        self._file = file
        self._form = form = read_form(file)
        columns = [
            [row[number] if number < len(row) else "" for row in form.rows]
            for number in range(len(form.header))
        ]
        self._guesses = [
            guess_column(title, cells, resolvers) for title, cells in zip(form.header, columns, strict=True)
        ]
        self.kinds = read_kinds(content)
        self._fits = fits(content, form.header) if form.has_header else []

    def description(self) -> Iterator[str]:
        """Yield in lines what the file seems to hold."""
        form = self._form
        sign, header = _SIGNS[form.delimiter], "a header" if form.has_header else "no header"
        yield f"{self._file}: {sign} between {len(form.header)} columns, {header}, {form.encoding}"
        for title, guess in zip(form.header, self._guesses, strict=True):
            what = f"dates ({', '.join(guess.patterns)})" if guess.kind == DATE else guess.told
            several = f", several with {guess.separator!r} between" if guess.separator else ""
            share = f", {guess.share:.0%}" if guess.share < 1 else ""
            other = f", not {guess.examples[0]!r}" if guess.share < 1 and guess.kind != EMPTY else ""
            yield f"  {title}: {what}{several}{share}{other}"
        for fit in self._fits[:_SHOWN]:
            if fit.share >= FITS:
                yield f"The headers are those of {fit.name}: bilateral import {fit.name} {self._file}"

    def mapping(self, kind: str) -> NewMapping:
        """Return a new mapping for it, of things of a kind.

        Raises:
            InputError: no kind is called so.
        """
        if kind not in self.kinds:
            raise InputError("--kind", None, f"no kind is called {kind!r}; there are {', '.join(self.kinds)}")
        return NewMapping(self._file, self._form, self._guesses, self.kinds[kind])
