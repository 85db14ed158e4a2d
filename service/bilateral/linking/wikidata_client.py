"""A polite client of SPARQL endpoints over Wikidata.

It sends one request at a time, with a contact in the User-Agent, and obeys Retry-After.

Source: Wikimedia User-Agent policy; Wikidata Query Service, query limits; RFC 9110, section 10.2.3.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral import __version__, texts
from bilateral.errors import BilateralError
from bilateral.linking.response_cache import QueryResult, ResponseCache
from bilateral.texts import natural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bilateral.content.locations import Content
    from bilateral.linking.response_cache import Row
    from bilateral.rdf.terms import Term

_QUERIES: Final = "queries/wikidata"
_CHUNK: Final = 1 << 16
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0  # seconds
_RETRIED: Final = frozenset({408, 429, 500, 502, 503, 504})
_STATUS: Final = {"EndPointInternalError": 500, "EndPointNotFound": 404, "Unauthorized": 401}


class Offline(BilateralError):  # noqa: N818  # says what is the case
    """The result is not in the cache, and nothing is fetched in offline mode."""


class NoContact(BilateralError):  # noqa: N818  # says what is missing
    """No contact is set, without which Wikidata is not queried."""


class QueryRefused(BilateralError):  # noqa: N818  # what the endpoint did
    """An endpoint rejected a query as wrong; a retry would not help."""


class Unavailable(BilateralError):  # noqa: N818  # what the endpoints are
    """No endpoint gave a valid response in time; the message says how each try ended."""


class InvalidResponse(BilateralError):  # noqa: N818  # what was received
    """A response is truncated, an HTML page, or an error sent with status 200."""


@dataclass(frozen=True, slots=True)
class WikidataSettings:
    """Which endpoints to query, for how long, and where to cache.

    Attributes:
        contact: a mail address or page for the operator of an endpoint; needed to go online.
        endpoints: SPARQL endpoints over Wikidata, the preferred one first.
        cache: the folder of cached results.
        max_age: days after which a result is fetched again.
        offline: whether only the cache is read.
        timeout: seconds for one try, to its last byte.
        patience: seconds for all tries of one query, waits included.
        tries: at each endpoint.
        max_bytes: of one response.
    """

    contact: str = ""
    endpoints: tuple[str, ...] = ("https://query.wikidata.org/sparql", "https://qlever.dev/api/wikidata")
    cache: Path = Path("data/wikidata")
    max_age: float = 30.0
    offline: bool = False
    timeout: float = 60.0
    patience: float = 180.0
    tries: int = 3
    max_bytes: int = 64 << 20


class _Failure(NamedTuple):
    reason: str
    retry: bool
    wait: float | None = None  # seconds


def read_queries(content: Content) -> dict[str, str]:
    """Return the queries of `queries/wikidata/` by name.

    Raises:
        InputError: a file is not UTF-8.
    """
    return {path.stem: texts.read(path) for path in sorted((content.root / _QUERIES).glob("*.rq"))}


class WikidataClient:
    """Queries the endpoints in order until one gives a valid response."""

    def __init__(
        self,
        settings: WikidataSettings,
        queries: Mapping[str, str],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings, self._queries = settings, queries
        self._cache, self._sleep = ResponseCache(settings.cache), sleep
        self._one_at_a_time = threading.Lock()

    def ask(self, name: str, /, **values: Iterable[Term]) -> QueryResult:
        """Return the result of a named query with terms in its empty `VALUES ?variable { }`; see `select`."""
        text = self._queries[name]
        for variable, terms in values.items():
            filled = f"VALUES ?{variable} {{ {' '.join(sorted(set(terms)))} }}"
            text = text.replace(f"VALUES ?{variable} {{ }}", filled)
        return self.select(text)

    def select(self, query: str) -> QueryResult:
        """Return the result of a query, from the cache if it is recent.

        Raises:
            Offline: the client is offline and the result is not in the cache.
            NoContact: the client is online and no contact is set.
            QueryRefused: an endpoint rejects the query.
            Unavailable: no endpoint gave a valid response in time.
        """
        cached = self._cache.get(query)
        if cached and (self.settings.offline or cached.age < timedelta(days=self.settings.max_age)):
            return cached
        if self.settings.offline:
            raise Offline("offline: this was never fetched; run once without --offline")
        if not self.settings.contact:
            raise NoContact("set a contact, a mail address or page: Wikidata asks for one in the User-Agent")
        with self._one_at_a_time:
            result = self._fetch(query)
        self._cache.put(query, result)
        return result

    def _fetch(self, query: str) -> QueryResult:
        deadline = time.monotonic() + self.settings.patience
        failures: list[str] = []
        for endpoint in self.settings.endpoints:
            wait = _FIRST_WAIT
            for number in range(self.settings.tries):
                result = self._try(endpoint, query, deadline)
                if not isinstance(result, _Failure):
                    return QueryResult(result, datetime.now(UTC), endpoint)
                failures.append(f"{endpoint}: {result.reason}")
                pause = wait if result.wait is None else result.wait
                last = number == self.settings.tries - 1
                if not result.retry or last or time.monotonic() + pause > deadline:
                    break
                self._sleep(pause)
                wait = min(2 * wait, _LONGEST_WAIT)
        raise Unavailable(f"no valid response: {'; '.join(failures)}")

    def _try(self, endpoint: str, query: str, deadline: float) -> list[Row] | _Failure:
        # SPARQLWrapper lets it pass where a body is cut off. Loaded here, as the command line needs no HTTP.
        from http.client import HTTPException  # noqa: PLC0415, TID251

        seconds = min(self.settings.timeout, deadline - time.monotonic())
        if seconds <= 0:
            return _Failure("no time left", retry=False)
        try:
            return self._request(endpoint, query, seconds)
        except urllib.error.HTTPError as error:
            with error:
                return _of_status(error.code, str(error.headers.get("Retry-After") or ""))
        except InvalidResponse as error:
            return _Failure(str(error), retry=True)
        except (OSError, HTTPException) as error:
            return _Failure(f"{type(error).__name__}: {error}", retry=True)

    def _request(self, endpoint: str, query: str, seconds: float) -> list[Row] | _Failure:
        from SPARQLWrapper import JSON, POST, SPARQLWrapper  # noqa: PLC0415
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException  # noqa: PLC0415

        wrapper = SPARQLWrapper(endpoint, agent=f"bilateral/{__version__} ({self.settings.contact})")
        wrapper.setReturnFormat(JSON)
        wrapper.setMethod(POST)
        wrapper.setQuery(query)
        # The library rounds what it is given down to whole seconds, and takes 0 for no limit.
        wrapper.timeout = seconds  # type: ignore[assignment]
        deadline = time.monotonic() + seconds
        try:
            response = wrapper.query().response
        except SPARQLWrapperException as error:
            return _of_exception(error, endpoint)
        with response:
            return read_rows(self._read(response, deadline), response.headers.get("Content-Type") or "")

    def _read(self, response: Any, deadline: float) -> bytes:  # noqa: ANN401  # urllib's response
        body = bytearray()
        while part := response.read1(_CHUNK):
            body += part
            if len(body) > self.settings.max_bytes:
                raise InvalidResponse(f"more than {self.settings.max_bytes} bytes")
            if time.monotonic() > deadline:
                raise TimeoutError("the response took too long")
        promised = response.headers.get("Content-Length")
        if promised and natural(promised) not in {None, len(body)}:
            raise InvalidResponse(f"truncated: {len(body)} of {promised} bytes")
        return bytes(body)


def read_rows(body: bytes, media_type: str) -> list[Row]:
    """Return the solutions of a SPARQL JSON document.

    Raises:
        InvalidResponse: the body is something else, or truncated.
    """
    if "html" in media_type or body.lstrip()[:1] == b"<":
        raise InvalidResponse(f"an HTML page instead of a response: {_excerpt(body)}")
    try:
        content: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidResponse(f"truncated, or not JSON: {_excerpt(body)}") from error
    if not isinstance(content, dict) or "error" in content:
        raise InvalidResponse(f"an error with a status of success: {_excerpt(body)}")
    results = content.get("results")
    rows = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(content.get("head"), dict) or not isinstance(rows, list):
        raise InvalidResponse(f"no solutions: {_excerpt(body)}")
    if not all(_is_row(row) for row in rows):
        raise InvalidResponse("a solution without types or values")
    return rows


def _is_row(row: object) -> bool:
    return isinstance(row, dict) and all(
        isinstance(term, dict) and isinstance(term.get("value"), str) and isinstance(term.get("type"), str)
        for term in row.values()
    )


def _excerpt(body: bytes) -> str:
    return " ".join(body[:200].decode("utf-8", "replace").split())


def _of_status(status: int, retry_after: str) -> _Failure:
    wait = _seconds(retry_after)
    hint = f", retry after {wait:.0f} s" if wait is not None else ""
    return _Failure(f"status {status}{hint}", retry=status in _RETRIED, wait=wait)


def _of_exception(error: Exception, endpoint: str) -> _Failure:
    """Return the failure that the class of an exception of SPARQLWrapper means."""
    name = type(error).__name__
    if name not in _STATUS:
        raise QueryRefused(f"{endpoint}: {' '.join(str(error).split())[:500]}") from error
    return _of_status(_STATUS[name], "")


def _seconds(retry_after: str) -> float | None:
    """Return the seconds of a Retry-After, which is a number of them or a date."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max((parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return None
