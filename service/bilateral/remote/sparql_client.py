"""Requests to an external engine over the SPARQL Protocol.

Source: SPARQL 1.1 Protocol, section 2; SPARQL 1.1 Graph Store HTTP Protocol, section 5.5.
"""

from __future__ import annotations

import urllib.error
from http.client import HTTPException  # noqa: TID251  # what SPARQLWrapper lets pass
from typing import TYPE_CHECKING, Any, Final

from SPARQLWrapper import INSERT, JSON, POST, POSTDIRECTLY, SELECT, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointNotFound, SPARQLWrapperException, Unauthorized

from bilateral import __version__
from bilateral.errors import QueryFailed
from bilateral.rdf import media_types
from bilateral.remote.engine_answers import BoundedBody, RemoteBoolean, RemoteSolutions, RemoteTriples
from bilateral.workers.failures import DeadlineExceeded, Unreachable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.errors import StoreError
    from bilateral.remote.engine_address import EngineAddress
    from bilateral.store.engine.query_results import Result

_BUILT: Final = frozenset({"CONSTRUCT", "DESCRIBE"})
_RESULTS: Final = media_types.JSON
_TRIPLES: Final = f"{media_types.N_TRIPLES}, {media_types.TURTLE};q=0.8"
_CUT: Final = "X-SPARQL-MaxRows"  # Virtuoso's word for an answer that is not the whole
_SHOWN: Final = 400
_GATEWAY: Final = frozenset({502, 503})


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper, which can also add to a graph."""

    graph_content: bytes | None = None

    def _createRequest(self) -> Any:  # noqa: ANN401, N802  # the library's name
        request = super()._createRequest()
        if self.graph_content is not None:
            request.data = self.graph_content
        return request


class SparqlClient:
    """Sends requests to one engine; may be used by several threads."""

    def __init__(self, address: EngineAddress, seconds: float, most: int = 0) -> None:
        """Send requests, which fail after seconds of silence, for answers of `most` bytes; 0 for no limit.

        Raises:
            InputError: the credentials cannot be read.
        """
        self.address, self._seconds, self._most = address, seconds, most
        self._secret = address.secret()

    def query(
        self, text: str, default: Sequence[str] = (), named: Sequence[str] = (), *, form: str = "SELECT"
    ) -> Result:
        """Let the engine evaluate a query of a form: SELECT, ASK, CONSTRUCT or DESCRIBE.

        `default` and `named` are IRIs of graphs; without any, the dataset is that of the text.

        Raises:
            QueryFailed: the engine refuses it, or cuts its answer off.
            Unreachable: it does not answer.
            DeadlineExceeded: it took too long.
        """
        wrapper = self._wrapper(self.address.query, _TRIPLES if form in _BUILT else _RESULTS)
        wrapper.queryString, wrapper.queryType = text, SELECT
        for name, values in (("default-graph-uri", default), ("named-graph-uri", named)):
            for value in values:
                wrapper.addParameter(name, value)
        response = self._send(wrapper)
        if rows := response.headers.get(_CUT):
            response.close()
            raise QueryFailed(
                f"the engine cuts answers off at {rows} rows; use LIMIT and OFFSET, or change its settings"
            )
        body = BoundedBody(response, self._most)
        if form not in _BUILT:
            return RemoteBoolean(body) if form == "ASK" else RemoteSolutions(body)
        media_type = (response.headers.get("Content-Type") or "").partition(";")[0].strip()
        return RemoteTriples(body, media_type if media_type in media_types.RDF else media_types.N_TRIPLES)

    def ask(self, text: str) -> bool:
        """Let the engine answer an ASK; errors as for `query`."""
        return bool(self.query(text, form="ASK"))

    def update(self, text: str) -> None:
        """Let the engine make an update.

        Raises:
            QueryFailed: the engine refuses it.
            Unreachable, DeadlineExceeded: as for `query`; the update may have been made.
        """
        wrapper = self._wrapper(self.address.update, "*/*")
        wrapper.queryString, wrapper.queryType = text, INSERT
        self._send(wrapper).close()

    def add(self, graph: str, n_triples: bytes) -> None:
        """Add triples to the graph of an IRI through the engine's graph store; errors as for `update`."""
        wrapper = self._wrapper(self.address.graphs, "*/*")
        wrapper.addParameter("graph", graph)
        wrapper.setRequestMethod(POSTDIRECTLY)
        wrapper.queryString, wrapper.queryType = "", INSERT
        wrapper.addCustomHttpHeader("Content-Type", media_types.N_TRIPLES)
        wrapper.graph_content = n_triples
        self._send(wrapper).close()

    def _wrapper(self, url: str, accept: str) -> _Wrapper:
        wrapper = _Wrapper(url, updateEndpoint=url, returnFormat=JSON, agent=f"bilateral/{__version__}")
        wrapper.setOnlyConneg(True)
        wrapper.setMethod(POST)
        wrapper.addCustomHttpHeader("Accept", accept)
        # `setTimeout` rounds down to whole seconds, and takes 0 for no limit.
        wrapper.timeout = self._seconds  # type: ignore[assignment]
        if self._secret:
            wrapper.setCredentials(*self._secret)
        return wrapper

    def _send(self, wrapper: _Wrapper) -> Any:  # noqa: ANN401  # urllib's response
        url = wrapper.endpoint
        try:
            return wrapper.query().response
        except TimeoutError as error:
            raise self._too_late(url) from error
        except urllib.error.HTTPError as error:
            with error:
                raise _refused(url, error.code, error.read(_SHOWN)) from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self._too_late(url) from error
            raise Unreachable(f"{url} does not answer: {error.reason}") from error
        except (EndPointNotFound, Unauthorized) as error:
            raise Unreachable(f"{url} refuses us: {type(error).__name__}") from error
        except SPARQLWrapperException as error:
            raise QueryFailed(
                f"{url} refuses the request: {_plain(str(error).rpartition('Response:')[2])}"
            ) from error
        except (OSError, HTTPException) as error:
            raise Unreachable(f"{url} does not answer: {type(error).__name__}: {error}") from error

    def _too_late(self, url: str) -> DeadlineExceeded:
        return DeadlineExceeded(f"{url} was silent for {self._seconds:g} seconds")


def _refused(url: str, status: int, text: bytes) -> StoreError:
    said = _plain(text.decode("utf-8", "replace"))
    if status in _GATEWAY or status in {401, 403, 407}:
        return Unreachable(f"{url} answers {status}: {said}")
    if status in {408, 504}:
        return DeadlineExceeded(f"{url} answers {status}: {said}")
    return QueryFailed(f"{url} answers {status}: {said}")


def _plain(text: str) -> str:
    return " ".join(text.split())[:_SHOWN]
