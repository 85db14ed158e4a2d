"""URI templates with the values of a row: `{name}` and `{+name}`.

Source: RFC 6570, sections 3.2.2 and 3.2.3.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from bilateral.rdf.iris import ID
from bilateral.rdf.terms import Term, iri

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_VARIABLE = re.compile(r"(\+?)([A-Za-z0-9_.%]+)")
_PLAIN = re.compile(r"[A-Za-z0-9._~-]*")
_PLAIN_PATH = re.compile(r"[A-Za-z0-9._~/-]*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_RESERVED = ":/?#[]@!$&'()*+,;="


class RowTemplate(NamedTuple):
    """A template cut at its variables: `texts` has one more than `names`."""

    texts: tuple[str, ...]
    names: tuple[str, ...]
    quoters: tuple[Callable[[str], str], ...]

    def expand(self, values: Sequence[str]) -> Term:
        """Return the IRI for the values of the variables, in their order.

        Raises:
            ValueError: it would be no IRI.
        """
        return self.expand_joined([(value,) for value in values])

    def of_one(self) -> Callable[[str], Term]:
        """Return `expand` for a template with one variable, which most have: faster for plain values."""
        (before, after), (quoted,) = self.texts, self.quoters
        is_plain = (_PLAIN if quoted is _simple else _PLAIN_PATH).fullmatch
        if not before:
            return lambda value: self._absolute(quoted(value) + after)

        def expand(value: str) -> Term:
            if is_plain(value):
                return f"<{before}{value}{after}>"
            return self._absolute(before + quoted(value) + after)

        return expand

    def expand_joined(self, values: Sequence[Sequence[str]]) -> Term:
        """Return the IRI for variables with several values each, which are joined by commas.

        Raises:
            ValueError: it would be no IRI.
        """
        text = self.texts[0]
        for quoted, several, after in zip(self.quoters, values, self.texts[1:], strict=True):
            text += ",".join(map(quoted, several)) + after
        return self._absolute(text)

    def _absolute(self, text: str) -> Term:
        if not _SCHEME.match(text):
            raise ValueError(f"not an absolute IRI: {text!r}")
        return iri(text)


def parse_template(template: str) -> RowTemplate:
    """Cut a template at its variables.

    Raises:
        ValueError: an expression is neither `{name}` nor `{+name}`, or the rest is not of an IRI.
    """
    pieces = _EXPRESSION.split(template)
    names, quoters = [], []
    for expression in pieces[1::2]:
        match = _VARIABLE.fullmatch(expression)
        if not match:
            raise ValueError(f"{{{expression}}} in {template!r}: write {{name}} or {{+name}}")
        quoters.append(_reserved if match[1] else _simple)
        names.append(match[2])
    parsed = RowTemplate(tuple(pieces[::2]), tuple(names), tuple(quoters))
    if parsed.texts[0] or not names:
        parsed.expand(["zz"] * len(names))  # so that what stands around plain values is known to be right
    return parsed


def _simple(value: str) -> str:
    """Return a value quoted; of an entity of ours its own name, CHN of …/id/state/CHN."""
    return quote(value.rpartition("/")[2] if value.startswith(ID) else value, "")


def _reserved(value: str) -> str:
    return quote(value, _RESERVED) if unquote(value) == value else value
