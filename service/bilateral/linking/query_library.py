"""The queries that Wikidata is asked, files of `queries/wikidata/`, and values put into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral import texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.content.locations import Content
    from bilateral.rdf.terms import Term

_FOLDER: Final = "queries/wikidata"


class Library:
    """Queries by name."""

    def __init__(self, content: Content) -> None:
        """Read them.

        Raises:
            InputError: a file is no UTF-8.
        """
        self._texts: dict[str, str] = {}
        for path in sorted((content.root / _FOLDER).glob("*.rq")):
            self._texts[path.stem] = texts.read(path)

    def query(self, name: str, /, **values: Iterable[Term]) -> str:
        """Return a query whose empty `VALUES ?variable { }` hold terms."""
        text = self._texts[name]
        for variable, terms in values.items():
            filled = f"VALUES ?{variable} {{ {' '.join(sorted(set(terms)))} }}"
            text = text.replace(f"VALUES ?{variable} {{ }}", filled)
        return text
