"""What a server is started with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilateral.iris import ID

if TYPE_CHECKING:
    from pathlib import Path

    from bilateral.store.remote import Address


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a server can be told; the defaults are fit for the open internet.

    Attributes:
        data: the data directory.
        id_base: what entity IRIs begin with, as the store was built.
        host: the address to listen on.
        port: 0 for any that is free.
        reasoning: whether a query sees what is inferred when it does not say.
        readers: processes that evaluate queries.
        threads: requests that are worked on at a time; the others wait.
        query_timeout: seconds for a query, from the first to the last byte.
        page_timeout: seconds for a page, and for each query of its own.
        queue_timeout: seconds a request waits for a reader before it is told to come back.
        memory: of a reader, in MiB of address space.
        max_query: characters of a query or update.
        max_depth: of brackets in it.
        max_patterns: triple patterns and path steps in it.
        max_operators: operators in it.
        max_answer: bytes of an answer.
        max_body: bytes of a request.
        per_client: requests of one address that are worked on or wait at a time; more are told to come back.
        access_log: whether every request gets a line on stderr.
        slow_query: seconds from which a query's text is written down; 0 for never.
        cache: bytes of answers and pages that are kept for who asks again; 0 for none.
        services: prefixes of the IRIs that SERVICE may name.
        token_file: of those who may write; None for a server that takes no writes.
        plain: whether graphs are independent of each other, as SPARQL has them, or documents whose sum the
            default graph is.
        reasoner: `module:factory` of what checks a write and says what follows from it; see `store.Reasoner`.
        update_timeout: seconds for a write: finding what it changes, validation and reasoning.
        write_queue_timeout: seconds a write waits for those before it.
        min_free: MiB of the disk that a write leaves free.
        engine: where a graph is that an engine of another make holds; None for one in the data directory.
        content: the folder whose rules of the domain hold there; None for those of OWL alone.
    """

    data: Path
    id_base: str = ID
    host: str = "127.0.0.1"
    port: int = 8000
    reasoning: bool = True
    readers: int = 2
    threads: int = 32
    query_timeout: float = 10.0
    page_timeout: float = 5.0
    queue_timeout: float = 5.0
    memory: int = 4096
    max_query: int = 1 << 20
    max_depth: int = 64
    max_patterns: int = 500
    max_operators: int = 5000
    max_answer: int = 1 << 30
    max_body: int = 64 << 20
    per_client: int = 64
    access_log: bool = False
    slow_query: float = 0.0
    cache: int = 64 << 20
    services: tuple[str, ...] = ()
    token_file: Path | None = None
    plain: bool = False
    reasoner: str = ""
    update_timeout: float = 60.0
    write_queue_timeout: float = 30.0
    min_free: int = 64
    engine: Address | None = None
    content: Path | None = None
