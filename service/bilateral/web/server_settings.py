"""What a server is started with."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from bilateral.build import commit_processes
from bilateral.errors import InputError
from bilateral.store.writes import committer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.remote.engine_address import Address


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Everything a server can be told; the defaults are fit for the open internet.

    Attributes:
        data: the data directory.
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
        max_body: bytes of a write of somebody who may write.
        max_form: bytes of any other request.
        per_client: requests of one address that are worked on or wait at a time; more are told to come back.
        public_url: the origin that every address of the service begins with, where a proxy stands before it;
            "" for the one that was asked.
        trusted_proxies: addresses or networks of proxies whose Forwarded and X-Forwarded-* count.
        tls_certificate: PEM file of the certificate and those between it and the root; None for plain HTTP.
        tls_key: PEM file of its key.
        access_log: whether every request gets a line on stderr.
        slow_query: seconds from which a query's text is written down; 0 for never.
        cache: bytes of answers and pages that are kept for who asks again; 0 for none.
        services: prefixes of the IRIs that SERVICE may name.
        token_file: of those who may write; None for a server that takes no writes.
        plain: whether graphs are independent of each other, as SPARQL has them, or documents whose sum the
            default graph is.
        committer: what the writer process runs; see `build.commit_processes`.
        update_timeout: seconds for a write: finding what it changes, validation and reasoning.
        write_queue_timeout: seconds a write waits for those before it.
        min_free: MiB of the disk that a write leaves free.
        engine: where a graph is that an engine of another make holds; None for one in the data directory.
        content: the folder whose rules of the domain hold there; None for those of OWL alone.
    """

    data: Path
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
    max_form: int = 4 << 20
    per_client: int = 64
    public_url: str = ""
    trusted_proxies: tuple[str, ...] = ()
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    access_log: bool = False
    slow_query: float = 0.0
    cache: int = 64 << 20
    services: tuple[str, ...] = ()
    token_file: Path | None = None
    plain: bool = False
    committer: Callable[[], None] = committer.main
    update_timeout: float = 60.0
    write_queue_timeout: float = 30.0
    min_free: int = 64
    engine: Address | None = None
    content: Path | None = None


_PREFIX: Final = "BILATERAL_"
_OPTIONS: Final = MappingProxyType(
    {"allow_service": "services", "trusted_proxy": "trusted_proxies", "empty": "plain"}
)
"""Options whose name on the command line is another than that of the setting."""
_ELSEWHERE: Final = frozenset({"host", "port", "committer", "engine", "reasoning"})
_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off", ""})


def from_environment(environment: Mapping[str, str]) -> ServerSettings:
    """Return the settings that environment variables give, for a server that is not ours.

    A variable is `BILATERAL_` and the name of an option of `bilateral serve`, in capitals and with
    underscores: `BILATERAL_DATA`, `BILATERAL_TOKEN_FILE`, `BILATERAL_REASONING`. Several values of one option
    are separated by spaces. Host and port are the server's own.

    Raises:
        InputError: a variable names no option, or its value is not of the option's kind.
    """
    kinds = {each.name: str(each.type) for each in fields(ServerSettings) if each.name not in _ELSEWHERE}
    given: dict[str, Any] = {"data": Path("data")}
    named = {
        name.removeprefix(_PREFIX).lower(): text
        for name, text in environment.items()
        if name.startswith(_PREFIX)
    }
    reasoning = named.pop("reasoning", "owl2rl")
    shapes = _flag("shapes", named.pop("shapes", ""))
    for option, text in named.items():
        setting = _OPTIONS.get(option, option)
        if setting not in kinds:
            raise InputError(_PREFIX + option.upper(), None, "is no option of the service")
        given[setting] = _value(option, text, kinds[setting])
    if reasoning not in {"owl2rl", "none"}:
        raise InputError(f"{_PREFIX}REASONING", None, "is owl2rl or none")
    infers = reasoning != "none"
    return ServerSettings(
        **given, reasoning=infers, committer=commit_processes.choose(infers=infers, shapes=shapes)
    )


def _value(option: str, text: str, kind: str) -> object:
    """Return a value of one of the kinds that settings are of."""
    if kind == "bool":
        return _flag(option, text)
    if kind == "tuple[str, ...]":
        return tuple(text.split())
    if kind.startswith("Path"):
        return Path(text)
    try:
        return {"int": int, "float": float, "str": str}[kind](text)
    except ValueError:
        raise InputError(_PREFIX + option.upper(), None, f"{text!r} is no number") from None


def _flag(option: str, text: str) -> bool:
    if text.lower() not in _TRUE | _FALSE:
        raise InputError(_PREFIX + option.upper(), None, f"{text!r} is neither true nor false")
    return text.lower() in _TRUE
