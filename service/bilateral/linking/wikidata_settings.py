"""How to ask Wikidata."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WikidataSettings:
    """How to ask, how long to wait, and what to keep.

    Attributes:
        contact: a mail address or page that the operator of an endpoint can turn to; needed to go online.
        endpoints: SPARQL endpoints over Wikidata, the preferred one first.
        cache: the folder that answers are kept in.
        max_age: days after which an answer is fetched anew.
        offline: whether to answer from the cache alone.
        timeout: seconds for one try, to its last byte.
        patience: seconds for all tries of one query, the waiting included.
        tries: at each endpoint.
        max_bytes: of one answer.
    """

    contact: str = ""
    endpoints: tuple[str, ...] = (
        "https://query.wikidata.org/sparql",
        "https://qlever.dev/api/wikidata",
    )
    cache: Path = Path("data/wikidata")
    max_age: float = 30.0
    offline: bool = False
    timeout: float = 60.0
    patience: float = 180.0
    tries: int = 3
    max_bytes: int = 64 << 20
