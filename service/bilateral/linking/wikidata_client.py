"""A polite client of SPARQL endpoints over Wikidata.

One request at a time; a User-Agent with a contact; what an endpoint says about when to come again is kept to.

Source: Wikimedia User-Agent policy; Wikidata Query Service, query limits; RFC 9110, section 10.2.3.
"""

from __future__ import annotations

import threading
import time
import urllib.error
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException  # noqa: TID251  # what SPARQLWrapper lets pass where a body is cut off
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from SPARQLWrapper import JSON, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from bilateral import __version__
from bilateral.linking.answer_checks import read_rows
from bilateral.linking.linking_errors import NoContact, Offline, QueryRefused, Unavailable, Unsound
from bilateral.linking.response_cache import Answer, Cache
from bilateral.numerals import natural

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilateral.linking.response_cache import Row
    from bilateral.linking.wikidata_settings import WikidataSettings

_CHUNK: Final = 1 << 16
_FIRST_WAIT: Final = 1.0
_LONGEST_WAIT: Final = 30.0
_WORTH_A_RETRY: Final = frozenset({408, 429, 500, 502, 503, 504})


class _Failure(NamedTuple):
    """Why a try failed, whether another may help, and how long to wait before it."""

    reason: str
    again: bool
    wait: float | None = None


class Client:
    """Asks the endpoints in their order until one gives a sound answer."""

    def __init__(self, settings: WikidataSettings, sleep: Callable[[float], None] = time.sleep) -> None:
        self.settings = settings
        self._cache, self._sleep = Cache(settings.cache), sleep
        self._one_at_a_time = threading.Lock()

    def select(self, query: str) -> Answer:
        """Return the solutions to a query, from the cache if they are recent.

        Raises:
            Offline: only the cache may be asked, and it does not have them.
            NoContact: no contact is set, without which Wikidata is not asked.
            QueryRefused: an endpoint says that the query is wrong.
            Unavailable: no endpoint gave a sound answer in the time there was.
        """
        kept = self._cache.get(query)
        if kept and (self.settings.offline or kept.age < timedelta(days=self.settings.max_age)):
            return kept
        if self.settings.offline:
            raise Offline("offline: this was never fetched; run once without --offline")
        if not self.settings.contact:
            raise NoContact(
                "set a contact (a mail address or a page): Wikidata asks for one in the User-Agent"
            )
        with self._one_at_a_time:
            answer = self._fetch(query)
        self._cache.put(query, answer)
        return answer

    def _fetch(self, query: str) -> Answer:
        deadline = time.monotonic() + self.settings.patience
        failures: list[str] = []
        for endpoint in self.settings.endpoints:
            wait = _FIRST_WAIT
            for number in range(self.settings.tries):
                result = self._try(endpoint, query, deadline)
                if not isinstance(result, _Failure):
                    return Answer(result, datetime.now(UTC), endpoint)
                failures.append(f"{endpoint}: {result.reason}")
                pause = wait if result.wait is None else result.wait
                last = number == self.settings.tries - 1
                if not result.again or last or time.monotonic() + pause > deadline:
                    break
                self._sleep(pause)
                wait = min(2 * wait, _LONGEST_WAIT)
        raise Unavailable(failures)

    def _try(self, endpoint: str, query: str, deadline: float) -> list[Row] | _Failure:
        seconds = min(self.settings.timeout, deadline - time.monotonic())
        if seconds <= 0:
            return _Failure("no time left", again=False)
        try:
            return self._ask(endpoint, query, seconds)
        except QueryRefused:
            raise
        except urllib.error.HTTPError as error:
            with error:
                return _of_status(error.code, str(error.headers.get("Retry-After") or ""))
        except SPARQLWrapperException as error:
            return _of_exception(error, endpoint)
        except Unsound as error:
            return _Failure(str(error), again=True)
        except (OSError, HTTPException) as error:
            return _Failure(f"{type(error).__name__}: {error}", again=True)

    def _ask(self, endpoint: str, query: str, seconds: float) -> list[Row]:
        wrapper = SPARQLWrapper(endpoint, agent=f"bilateral/{__version__} ({self.settings.contact})")
        wrapper.setReturnFormat(JSON)
        wrapper.setMethod(POST)
        wrapper.setQuery(query)
        # The library rounds what it is given down to whole seconds, and takes 0 for no limit.
        wrapper.timeout = seconds  # type: ignore[assignment]
        ends = time.monotonic() + seconds
        response = wrapper.query().response
        with response:
            return read_rows(self._read(response, ends), response.headers.get("Content-Type") or "")

    def _read(self, response: Any, ends: float) -> bytes:  # noqa: ANN401  # urllib's response
        parts: list[bytes] = []
        size = 0
        while part := response.read1(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > self.settings.max_bytes:
                raise Unsound(f"more than {self.settings.max_bytes} bytes")
            if time.monotonic() > ends:
                raise TimeoutError("the answer took too long")
        promised = response.headers.get("Content-Length")
        if promised and natural(promised) not in {None, size}:
            raise Unsound(f"cut off: {size} of {promised} bytes")
        return b"".join(parts)


def _of_status(status: int, retry_after: str) -> _Failure:
    wait = _seconds(retry_after)
    hint = f", come again in {wait:.0f} s" if wait is not None else ""
    return _Failure(f"status {status}{hint}", again=status in _WORTH_A_RETRY, wait=wait)


def _of_exception(error: SPARQLWrapperException, endpoint: str) -> _Failure:
    status = {"EndPointInternalError": 500, "EndPointNotFound": 404, "Unauthorized": 401}
    name = type(error).__name__
    if name not in status:
        raise QueryRefused(f"{endpoint}: {' '.join(str(error).split())[:500]}") from error
    return _of_status(status[name], "")


def _seconds(retry_after: str) -> float | None:
    """Return how many seconds a Retry-After asks to wait; it is a number of them, or a date."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max((parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return None
