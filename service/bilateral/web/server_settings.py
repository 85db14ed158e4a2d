"""The settings of a server: one table for its command line, its environment variables and docs/options.md."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

from bilateral.analysis.extractors import extractor_settings
from bilateral.analysis.extractors.extractor_settings import ExtractorSettings
from bilateral.build import commit_processes
from bilateral.build.build_record import BuildSettings
from bilateral.errors import InputError
from bilateral.option_metadata import option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.remote.engine_address import EngineAddress

_OWN_GROUPS: Final = ("serving", "limits", "writing", "logging")
GROUPS: Final = (*_OWN_GROUPS, extractor_settings.GROUP)
"""Headings of the options in the command line's help."""

_BUILD: Final = BuildSettings()


_serving, _limits, _writing, _logging = (partial(option, group) for group in _OWN_GROUPS)


@dataclass(frozen=True, slots=True)
class ServerSettings(ExtractorSettings):
    """Everything a server can be told; the defaults are safe on the open internet.

    Attributes:
        reasoning: whether queries see inferred triples unless they say otherwise.
        plain: whether graphs are independent of each other, or documents whose sum is the default graph.
        committer: the main function of the writer process; see `build.commit_processes`.
        engine: the external SPARQL engine that holds the graph; None for a graph in the data directory.
        content: the content folder whose domain rules hold at the external engine; None for OWL alone.
    """

    data: Path = _BUILD.data
    host: str = field(default="127.0.0.1", metadata=_serving("address to listen on", metavar="ADDRESS"))
    port: int = field(default=8000, metadata=_serving("port to listen on; 0 for any free port"))
    readers: int = field(default=2, metadata=_serving("worker processes that evaluate queries"))
    threads: int = field(default=32, metadata=_serving("requests processed at a time; others wait"))
    cache: int = field(default=64 << 20, metadata=_serving("bytes of answers and pages to cache; 0 for none"))
    services: tuple[str, ...] = field(
        default=(),
        metadata=_serving(
            "prefix of IRIs that SERVICE may name; repeatable", flag="allow_service", metavar="IRI"
        ),
    )
    plain: bool = field(
        default=False,
        metadata=_serving("a plain SPARQL store, empty at first, without the content", flag="empty"),
    )
    wikidata_contact: str = field(
        default="",
        metadata=_serving(
            "mail address or page given to Wikidata, which is then asked for candidates of new things"
        ),
    )
    wikidata_endpoints: tuple[str, ...] = field(
        default=(),
        metadata=_serving(
            "SPARQL endpoint over Wikidata; repeatable, the preferred first",
            flag="wikidata_endpoint",
            metavar="URL",
        ),
    )
    public_url: str = field(
        default="", metadata=_serving("public origin, such as https://example.org", metavar="URL")
    )
    trusted_proxies: tuple[str, ...] = field(
        default=(),
        metadata=_serving(
            "proxy whose Forwarded and X-Forwarded-* headers count: address, network or unix; repeatable",
            flag="trusted_proxy",
            metavar="ADDRESS",
        ),
    )
    tls_certificate: Path | None = field(
        default=None, metadata=_serving("PEM file of the certificate chain, to serve HTTPS")
    )
    tls_key: Path | None = field(default=None, metadata=_serving("PEM file of the certificate's key"))

    query_timeout: float = field(default=10.0, metadata=_limits("seconds for a query, to its last byte"))
    page_timeout: float = field(
        default=5.0, metadata=_limits("seconds for a page, and for each of its queries")
    )
    queue_timeout: float = field(default=5.0, metadata=_limits("seconds a query waits for a free reader"))
    memory: int = field(default=4096, metadata=_limits("MiB of address space of a reader"))
    max_query: int = field(default=1 << 20, metadata=_limits("characters of a request, a query or an update"))
    max_depth: int = field(default=64, metadata=_limits("nested brackets of a request"))
    max_patterns: int = field(default=500, metadata=_limits("triple patterns and path steps of a request"))
    max_operators: int = field(default=5000, metadata=_limits("operators of a request"))
    max_answer: int = field(default=1 << 30, metadata=_limits("bytes of an answer"))
    max_form: int = field(
        default=4 << 20, metadata=_limits("bytes of a body other than of an authorised write")
    )
    per_client: int = field(default=64, metadata=_limits("requests of one client in progress at a time"))

    token_file: Path | None = field(
        default=None,
        metadata=_writing("tokens that may write, as lines of name:scope:token; without it, no writes"),
    )
    private_drafts: bool = field(
        default=False,
        metadata=_writing("show texts under review to nobody who has no token"),
    )
    max_body: int = field(default=64 << 20, metadata=_writing("bytes of an authorised write"))
    update_timeout: float = field(
        default=60.0, metadata=_writing("seconds for a write, validation and reasoning included")
    )
    write_queue_timeout: float = field(
        default=30.0, metadata=_writing("seconds a write waits for earlier ones")
    )
    min_free: int = field(default=64, metadata=_writing("MiB of disk space that a write must leave free"))

    access_log: bool = field(default=False, metadata=_logging("log each request as a line of JSON"))
    slow_query: float = field(
        default=0.0, metadata=_logging("seconds from which a query is logged; 0 for never")
    )

    reasoning: bool = True
    committer: Callable[[], None] = commit_processes.commit
    engine: EngineAddress | None = None
    content: Path | None = None


PATH: Final = (Path, "FILE")
KINDS: Final[Mapping[str, tuple[Callable[[str], object], str]]] = MappingProxyType(
    {"int": (int, "N"), "float": (float, "SECONDS"), "str": (str, "TEXT")}
)
"""What makes a value of text, and its placeholder in help, by a field's annotation; PATH for any other."""
_PREFIX: Final = "BILATERAL_"
_ELSEWHERE: Final = frozenset({"host", "port", "committer", "engine", "reasoning"})
_VARIABLES: Final = MappingProxyType(
    {
        name: each
        for each in fields(ServerSettings)
        for name in (each.name, each.metadata.get("flag"))
        if name and each.name not in _ELSEWHERE
    }
)
_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off", ""})


def variable(flag: str) -> str:
    """Return the environment variable of an option of `bilateral serve`, "" if it has none."""
    return _PREFIX + flag.upper() if flag in {*_VARIABLES, "reasoning", "shapes"} else ""


def from_options(options: Mapping[str, object], **others: object) -> ServerSettings:
    """Return the settings that a command line gives, and others that take precedence."""
    given = {
        each.name: options[each.name] for each in fields(ServerSettings) if each.name in options
    } | others
    frozen = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    return ServerSettings(**cast("dict[str, Any]", frozen))


def from_environment(environment: Mapping[str, str]) -> ServerSettings:
    """Return the settings that environment variables give, for servers other than ours.

    A variable is `BILATERAL_` and an option of `bilateral serve` in capitals, with underscores:
    `BILATERAL_DATA`, `BILATERAL_REASONING`. Spaces separate values. Host and port are the server's own.

    Raises:
        InputError: a variable names no option, or its value is not of the option's kind.
    """
    given: dict[str, Any] = {}
    named = {
        name.removeprefix(_PREFIX).lower(): text
        for name, text in environment.items()
        if name.startswith(_PREFIX)
    }
    reasoning = named.pop("reasoning", "owl2rl")
    shapes = _flag("shapes", named.pop("shapes", ""))
    for name, text in named.items():
        if name not in _VARIABLES:
            raise InputError(_PREFIX + name.upper(), None, "is not an option of the service")
        setting = _VARIABLES[name]
        given[setting.name] = _value(name, text, str(setting.type))
    if reasoning not in {"owl2rl", "none"}:
        raise InputError(f"{_PREFIX}REASONING", None, "is owl2rl or none")
    infers = reasoning != "none"
    committer = commit_processes.choose(infers=infers, shapes=shapes)
    return ServerSettings(**given, reasoning=infers, committer=committer)


def _value(option: str, text: str, kind: str) -> object:
    if kind == "bool":
        return _flag(option, text)
    if kind == "tuple[str, ...]":
        return tuple(text.split())
    try:
        return KINDS.get(kind, PATH)[0](text)
    except ValueError:
        raise InputError(_PREFIX + option.upper(), None, f"{text!r} is not a number") from None


def _flag(option: str, text: str) -> bool:
    if text.lower() not in _TRUE | _FALSE:
        raise InputError(_PREFIX + option.upper(), None, f"{text!r} is neither true nor false")
    return text.lower() in _TRUE
