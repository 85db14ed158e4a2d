"""Where an engine answers, and by which name it knows us."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from bilateral import texts
from bilateral.errors import InputError, StoreError


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """The addresses of one engine.

    Attributes:
        query: for SPARQL queries.
        update: for SPARQL updates.
        graphs: of its graph store, into which a build loads; "" to load by updates.
        credentials: a file with a line `user:password`, or None.
    """

    query: str
    update: str
    graphs: str = ""
    credentials: Path | None = None

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

    def fields(self) -> dict[str, str]:
        """Return what `Address.read` takes, for another process; the secret stays in its file."""
        return {
            "query": self.query,
            "update": self.update,
            "graphs": self.graphs,
            "credentials": str(self.credentials or ""),
        }

    @classmethod
    def read(cls, fields: dict[str, str]) -> EngineAddress:
        """Return the address that `fields` wrote."""
        credentials = Path(fields["credentials"]) if fields["credentials"] else None
        return cls(fields["query"], fields["update"], fields["graphs"], credentials)


def locate(url: str, update: str = "", graphs: str = "", credentials: Path | None = None) -> EngineAddress:
    """Return the addresses of an engine from what is known of them.

    A URL without a path is Oxigraph's: /query, /update, /store. Else it is that of queries. Where updates go
    is guessed by what engines have in common: `update` for `query` at the end (Fuseki, Oxigraph), the same
    address for others (Virtuoso).

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
