"""What an operator can set; read once at the doors and passed on as a value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """How to build and serve.

    Attributes:
        content: the folder with ontology/, seeds/ and queries/; None for what the package carries.
        data: the folder that holds the store.
        id_base: what entity IRIs begin with, before `{type}/{slug}`.
        reasoner: `native`, `owlrl` (the reference implementation, slow) or `none`.
        keep_clashes: whether a build that is inconsistent is kept, its clashes listed, or refused.
        host: the address to listen on.
        port: the TCP port to listen on; 0 for any free one.
        readers: reader processes that answer queries.
        query_timeout: seconds after which a query is ended.
        reader_memory: MiB of address space that one reader may use.
    """

    content: Path | None = None
    data: Path = Path("data")
    id_base: str = "https://w3id.org/bilateral/id/"
    reasoner: str = "native"
    keep_clashes: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    readers: int = 2
    query_timeout: float = 10.0
    reader_memory: int = 4096
