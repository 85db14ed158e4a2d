"""Content negotiation: by the Accept header, and by parameters that name a format.

Source: RFC 9110, section 12.5.1.
"""

from __future__ import annotations

import contextlib
import functools
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.protocol.refusals import NotAcceptable, ProtocolError
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
"""Generic media types, and what a client gets that asks for them."""

_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z")


class MediaRange(NamedTuple):
    """One element of an Accept header."""

    type: str
    subtype: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """Return how specifically this range covers a media type, 0 if it does not."""
        main, _, sub = media_type.partition("/")
        if (self.type, self.subtype) == (main, sub):
            return 3
        if self.subtype != "*":
            return 0
        return 2 if self.type == main else int(self.type == "*")


def choose(accept: str, offers: Sequence[str], names: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the offer of the highest quality, the first among equals; any if the header is empty.

    Args:
        accept: the header.
        offers: media types, in the server's order of preference.
        names: other names of offers.

    Raises:
        NotAcceptable: the client accepts none of them.
    """
    ranges = list(parse(accept)) or [MediaRange("*", "*", 1.0)]
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
        NotAcceptable: the client accepts none that can express it.
    """
    if kind == TRIPLES:
        return choose(accept, tuple(media_types.RDF), RDF_NAMES)
    offers = (media_types.JSON, media_types.XML) if kind == BOOLEAN else tuple(media_types.RESULTS)
    return choose(accept, offers, RESULT_NAMES)


def preferred(named: str, accept: str, kind: str) -> str:
    """Return the media type for an answer of this kind.

    Args:
        named: the Accept header that stands for the formats in parameters; empty if there are none.
        accept: the actual header, used where no named format can express the answer, as Turtle for solutions.
        kind: of the answer.

    Raises:
        NotAcceptable: the client accepts none that can express it.
    """
    if named:
        # A boolean is written as CSV for a client that names CSV, though CSV is defined for solutions only.
        with contextlib.suppress(NotAcceptable):
            return choose(named, formats_of(kind), RDF_NAMES if kind == TRIPLES else RESULT_NAMES)
    return for_kind(accept, kind)


def parse(accept: str) -> Iterator[MediaRange]:
    """Yield the ranges of an Accept header; malformed ones are skipped."""
    for element in accept.split(","):
        media_range, *parameters = (part.strip() for part in element.lower().split(";"))
        main, slash, sub = media_range.partition("/")
        if slash and main and sub:
            yield MediaRange(main, sub, _weight(parameters))


def _weight(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if _QUALITY.match(value.strip()) else 0.0
    return 1.0


def _quality(ranges: Sequence[MediaRange], media_type: str) -> float:
    matching = [(rating, item.quality) for item in ranges if (rating := item.specificity(media_type))]
    return max(matching)[1] if matching else 0.0


PARAMETERS: Final = ("format", "output", "results", "Accept")
"""The parameters that SPARQL servers take formats in; the first that is not empty counts.

Virtuoso, Wikidata and Blazegraph have `format`, Fuseki `output` and `format`, Joseki `output`, Rasqal
`results`, RDF4J and GraphDB `Accept`; SPARQLWrapper sends the first three at once, some of them twice.
"""

NAMES: Final = MappingProxyType(
    {
        "json": (media_types.JSON, media_types.JSON_LD),
        "xml": (media_types.XML, media_types.RDF_XML),
        "csv": (media_types.CSV,),
        "tsv": (media_types.TSV,),
        "ttl": (media_types.TURTLE,),
        "nt": (media_types.N_TRIPLES,),
        "n3": (media_types.N3,),
        "rdf": (media_types.RDF_XML,),
        "jsonld": (media_types.JSON_LD,),
        "trig": (media_types.TRIG,),
        "nq": (media_types.N_QUADS,),
        "text": (media_types.TSV, media_types.N_TRIPLES),
        "html": (),
    }
)
"""The media types of each name, those of solutions first; `html` leaves the choice to the Accept header."""

_OTHER: Final = MappingProxyType(
    {
        "json": ("js", "srj", "sparql-json", "sparqljson", "application/json", "text/json"),
        "xml": ("srx", "sparql", "sparql-xml", "sparqlxml", "application/xml", "text/xml"),
        "ttl": ("turtle", "application/turtle", "application/x-turtle"),
        "nt": ("ntriples", "n-triples", "n_triples", "text/ntriples"),
        "n3": ("notation3", "text/rdf+n3", "application/n3", "application/rdf+n3", "rdf+n3"),
        "rdf": ("rdfxml", "rdf/xml", "rdf-xml", "rdf_xml", "rdf+xml", "owl"),
        "jsonld": ("json-ld", "json_ld", "ld+json", "application/x-json+ld"),
        "trig": ("application/x-trig",),
        "nq": ("nquads", "n-quads", "n_quads", "text/nquads", "text/x-nquads"),
        "text": ("txt", "text/plain"),
        "html": ("text/html", "application/xhtml+xml", "*/*", "auto"),
    }
)
_ALONE: Final = (*media_types.RESULTS, *media_types.RDF)


def _all() -> Mapping[str, tuple[str, ...]]:
    found = dict(NAMES)
    for name, others in _OTHER.items():
        found |= dict.fromkeys(others, NAMES[name])
    for media_type in _ALONE:
        found[media_type] = (media_type,)
        found.setdefault(media_type.partition("/")[2], (media_type,))
    found["application/csv"] = NAMES["csv"]
    found["text/tsv"] = NAMES["tsv"]
    return found


_KNOWN: Final = MappingProxyType(_all())


def accept(parameters: Mapping[str, Sequence[str]]) -> str:
    """Return the Accept header equivalent to the format parameters of a request, empty if there are none.

    Raises:
        ProtocolError: a name is unknown.
    """
    for parameter in PARAMETERS:
        values = [value for value in parameters.get(parameter, ()) if value.strip()]
        if values:
            found = [media_type for value in values for media_type in _media_types(parameter, value)]
            return ", ".join(dict.fromkeys(found))
    return ""


def _media_types(parameter: str, value: str) -> Iterator[str]:
    """Yield the media types of a value: a name, a media type, or several, separated by commas."""
    names = [_name(each) for each in value.split(",")]
    known = [name for name in names if name in _KNOWN]
    if not known:
        raise ProtocolError(f"{parameter} is one of {', '.join(NAMES)}, or a media type of these")
    for name in known:
        yield from _KNOWN[name]


def _name(element: str) -> str:
    # An unescaped plus sign in a URL is a space.
    return element.partition(";")[0].strip().lower().replace(" ", "+")
