"""Where a term leads on this site, and whether it may lead anywhere else."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from bilateral.iris import ID
from bilateral.terms import Term, iri_value, is_iri
from bilateral.vocabulary import BIL

_SAFE: Final = "/-._~!$&'()*+,;=:@"
_SCHEMES: Final = frozenset({"http", "https"})


def address(term: Term, base: str = ID) -> str:
    """Return the address of a term's page; empty for what has none and must not be followed."""
    if not is_iri(term):
        return ""
    value = iri_value(term)
    if value.startswith(base):
        return "/page/" + quote(value.removeprefix(base), safe=_SAFE)
    if value.startswith(BIL):
        return "/ontology#" + quote(value.removeprefix(BIL), safe="")
    return value if external(value) else ""


def external(value: str) -> bool:
    """Tell whether a link to another site is one that a browser may follow: http or https to a host."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES and bool(parts.hostname)


def with_query(path: str, /, **parameters: object) -> str:
    """Return a path with those parameters that have a value."""
    kept = [(name, str(value)) for name, value in parameters.items() if value]
    if not kept:
        return path
    front, hash_sign, fragment = path.partition("#")
    return f"{front}?{urlencode(kept)}{hash_sign}{fragment}"
