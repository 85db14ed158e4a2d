"""The addresses of an external engine, and our credentials there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from bilateral import texts
from bilateral.errors import InputError, StoreError


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """The addresses of one engine."""

    query: str  # of its SPARQL queries
    update: str  # of its SPARQL updates
    graphs: str = ""  # of its graph store, into which a build loads; "" to load by updates
    credentials: Path | None = None  # a file with a line `user:password`

    def secret(self) -> tuple[str, str] | None:
        """Return user and password, or None where none are needed.

        Raises:
            InputError: the file cannot be read or has no such line.
        """
        if self.credentials is None:
            return None
        line = texts.read(self.credentials).strip()
        user, separator, password = line.partition(":")
        if not (user and separator and password) or "\n" in line:
            raise InputError(self.credentials, 1, "write one line, user:password")
        return user, password

    def to_json(self) -> str:
        """Return this for another process; the secret stays in its file."""
        return json.dumps({**asdict(self), "credentials": str(self.credentials or "")})

    @classmethod
    def from_json(cls, text: str) -> EngineAddress:
        """Return the address that `to_json` wrote."""
        fields = json.loads(text)
        return cls(
            **{**fields, "credentials": Path(fields["credentials"]) if fields["credentials"] else None}
        )


def locate(url: str, update: str = "", graphs: str = "", credentials: Path | None = None) -> EngineAddress:
    """Return the addresses of an engine, those that are not given by convention.

    A URL without a path is Oxigraph's: /query, /update, /store. Any other is that of queries; updates go to
    `update` in place of `query` at its end (Fuseki, Oxigraph), else to the same URL (Virtuoso).

    Raises:
        StoreError: one is no http or https URL.
    """
    for each in filter(None, (url, update, graphs)):
        parts = urlsplit(each)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise StoreError(f"{each}: not an http URL")
        if parts.username or parts.password:
            raise StoreError("a password has no place in a URL: use --store-credentials FILE")
    parts = urlsplit(url)
    if parts.path in {"", "/"}:
        query, guessed, store = (
            urlunsplit(parts._replace(path=f"/{name}")) for name in ("query", "update", "store")
        )
        return EngineAddress(query, update or guessed, graphs or store, credentials)
    head, _, last = parts.path.rpartition("/")
    guessed = urlunsplit(parts._replace(path=f"{head}/update")) if last == "query" else url
    return EngineAddress(url, update or guessed, graphs, credentials)
