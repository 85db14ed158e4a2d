"""IRIs and the addresses of this site: the one way from a term to where it leads, and back.

An IRI names a thing, an address is what is sent over HTTP, in ASCII. A thing called `place/Київ` has the page
`/page/place/%D0%9A%D0%B8%D1%97%D0%B2`; each character of the name that a path cannot have, `%` among them, is
written as its bytes, so that no two names have one address, and any server that decodes a path once finds it.

Source: RFC 3986, sections 2.1 and 5.2.4; RFC 3987, sections 3.1 and 3.2.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote_to_bytes, urlencode, urlsplit

from bilateral.rdf.iris import ID
from bilateral.rdf.terms import Term, iri_value, is_iri
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SAFE: Final = "/-._~!$&'()*+,;=:@"
_ASCII: Final = "".join(map(chr, range(0x21, 0x7F)))
_SCHEMES: Final = frozenset({"http", "https"})
_HOST: Final = re.compile(r"([^:/?#]+://(?:[^/?#@]*@)?)([^/?#:]*)(.*)", re.DOTALL)
_REMOVED: Final = re.compile(r"(?:\A|/)\.{0,2}(?:/|\Z)")
_NO_SEGMENT: Final = frozenset({"", ".", ".."})
_BYTES: Final = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")
_NO_LETTER: Final = re.compile("[\udc80-\udcff]")
_ESCAPE: Final = re.compile(r"%[0-9A-Fa-f]{2}")


def address(term: Term) -> str:
    """Return the address of a term's page; empty for what has none and must not be followed."""
    if not is_iri(term):
        return ""
    value = iri_value(term)
    if value.startswith(ID):
        return within("page", value.removeprefix(ID))
    if value.startswith(str(BIL)):
        return "/ontology#" + quote(value.removeprefix(str(BIL)), safe="")
    return uri(value) if external(value) else ""


def within(folder: str, name: str, ending: str = "") -> str:
    """Return the path of the thing of a name in `page`, `data` or `dossier`; empty where no path can be."""
    return f"/{folder}/{segments(name)}{ending}" if name not in _NO_SEGMENT else ""


def segments(name: str) -> str:
    """Return a name as it stands in a path.

    Clients remove the segments `.` and `..`, many servers empty ones: a name that has such is one segment.
    """
    text = quote(name, safe=_SAFE)
    return text.replace("/", "%2F") if _REMOVED.search(name) else text


def readings(name: str, sent: str = "") -> Iterator[str]:
    """Yield the names that a request may mean by a path, the likeliest first.

    Clients that follow our addresses mean the name that was decoded. Those that take the IRI for the address,
    as RFC 3987 has it, leave the escapes in it as they are: for them `a%2Fb` is not `a/b`.

    Args:
        name: as it was decoded from the path.
        sent: the part of the path that it was decoded from; empty if it was not kept.
    """
    written = (sent, _ESCAPE.sub(lambda escape: escape[0].upper(), sent), _lettered(sent)) if sent else ()
    yield from (name, *written) if sent == segments(name) else (*written, name)
    yield quote(name, safe=_SAFE + "%?#")


def sent(environ: Mapping[str, Any]) -> str:
    """Return the path of a request as the client wrote it; empty where the server in front does not say."""
    target = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or "")
    return target.partition("?")[0] if target.startswith("/") and target.isascii() else ""


def uri(value: str) -> str:
    """Return an IRI as a URI: what is beyond ASCII by its bytes in UTF-8, of a host by the rules for domains.

    Source: RFC 3987, section 3.1.
    """
    if value.isascii():
        return value
    match = _HOST.match(value)
    front, host, rest = match.groups() if match else ("", "", value)
    return quote(front, safe=_ASCII) + _domain(host) + quote(rest, safe=_ASCII)


def external(value: str) -> bool:
    """Return whether a link to another site is one that a browser may follow: http or https to a host."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES and bool(parts.hostname)


def requested(path: str, query: bytes = b"") -> str:
    """Return the address of a request, by its path as it was decoded and its query as it was sent."""
    return f"/{segments(path.removeprefix('/'))}" + (f"?{quote(query, safe=_ASCII)}" if query else "")


def with_query(path: str, /, **parameters: object) -> str:
    """Return a path with those parameters that have a value."""
    kept = [(name, str(value)) for name, value in parameters.items() if value]
    if not kept:
        return path
    front, hash_sign, fragment = path.partition("#")
    return f"{front}?{urlencode(kept)}{hash_sign}{fragment}"


def _lettered(sent: str) -> str:
    """Return part of a URI with its letters beyond ASCII as letters, and all other escapes as they are.

    Source: RFC 3987, section 3.2.
    """

    def letters(match: re.Match[str]) -> str:
        text = unquote_to_bytes(match[0]).decode(errors="surrogateescape")
        return _NO_LETTER.sub(lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", text)

    return _BYTES.sub(letters, sent)


def _domain(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        # No name of a domain: a resolver may know it all the same.
        return quote(host, safe=_ASCII)
