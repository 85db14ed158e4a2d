"""Which of the formats on offer a client likes best.

Source: RFC 9110, section 12.5.1.
"""

from __future__ import annotations

import functools
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.protocol.refusals import NotAcceptable
from bilateral.rdf import media_types
from bilateral.store.engine.query_results import BOOLEAN, TRIPLES, formats_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

RESULT_NAMES: Final = MappingProxyType(
    {"application/json": media_types.JSON, "application/xml": media_types.XML, "text/xml": media_types.XML}
)
RDF_NAMES: Final = MappingProxyType(
    {
        "application/json": media_types.JSON_LD,
        "application/xml": media_types.RDF_XML,
        "text/xml": media_types.RDF_XML,
        "text/plain": media_types.N_TRIPLES,
        "application/x-turtle": media_types.TURTLE,
    }
)
"""Media types of wider use, and what a client that asks for them gets."""

_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z")


class Range(NamedTuple):
    """One element of an Accept header."""

    type: str
    subtype: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """Return how narrowly this range covers a media type, 0 if it does not."""
        main, _, sub = media_type.partition("/")
        if (self.type, self.subtype) == (main, sub):
            return 3
        if self.subtype != "*":
            return 0
        return 2 if self.type == main else int(self.type == "*")


def choose(accept: str, offers: Sequence[str], names: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the offer of the highest quality, the first among equals.

    Args:
        accept: the header; empty for a client that takes anything.
        offers: media types, in the server's order of preference.
        names: other names a client may use for an offer.

    Raises:
        NotAcceptable: the client takes none of them.
    """
    ranges = list(parse(accept)) or [Range("*", "*", 1.0)]
    candidates = [(offer, offer) for offer in offers]
    candidates += [(name, offer) for name, offer in names.items() if offer in offers]
    rated = [(_quality(ranges, name), offer) for name, offer in candidates]
    best, offer = max(rated, key=lambda pair: pair[0])
    if best <= 0:
        raise NotAcceptable(offers)
    return offer


@functools.lru_cache(maxsize=1024)
def for_kind(accept: str, kind: str) -> str:
    """Return the media type for an answer of this kind.

    Raises:
        NotAcceptable: the client takes none that can carry it.
    """
    if kind == TRIPLES:
        return choose(accept, tuple(media_types.RDF), RDF_NAMES)
    offers = (media_types.JSON, media_types.XML) if kind == BOOLEAN else tuple(media_types.RESULTS)
    return choose(accept, offers, RESULT_NAMES)


def preferred(named: str, accept: str, kind: str) -> str:
    """Return the media type for an answer of this kind.

    Args:
        named: an Accept header for what the request names beside its own, empty where it names nothing.
        accept: its own, which counts where nothing named can carry the answer: Turtle for solutions, say.
        kind: of the answer.

    Raises:
        NotAcceptable: the client takes none that can carry it.
    """
    if named:
        try:
            # Who asks for a truth value in CSV by name gets it, though CSV is defined for solutions alone.
            return choose(named, formats_of(kind), RDF_NAMES if kind == TRIPLES else RESULT_NAMES)
        except NotAcceptable:
            pass
    return for_kind(accept, kind)


def parse(accept: str) -> Iterator[Range]:
    """Return the ranges of an Accept header; what is malformed is passed over."""
    for element in accept.split(","):
        media_range, *parameters = (part.strip() for part in element.lower().split(";"))
        main, slash, sub = media_range.partition("/")
        if slash and main and sub:
            yield Range(main, sub, _weight(parameters))


def _weight(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if _QUALITY.match(value.strip()) else 0.0
    return 1.0


def _quality(ranges: Sequence[Range], media_type: str) -> float:
    matching = [(rating, item.quality) for item in ranges if (rating := item.specificity(media_type))]
    return max(matching)[1] if matching else 0.0
