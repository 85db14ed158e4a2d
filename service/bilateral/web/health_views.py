"""Health, readiness and metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bilateral import __version__
from bilateral.errors import StoreError
from bilateral.store.engine.graph_layout import CLASHES
from bilateral.web.service import current_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client.metrics_core import Metric

    from bilateral.web.service import GraphService

blueprint = Blueprint("health", __name__)


@blueprint.route("/health")
def health() -> Response:
    """Return version, snapshot, counts of triples, and whether they are consistent."""
    snapshot = current_service().snapshot()
    consistent = next(snapshot.match(graph=CLASHES), None) is None
    response = jsonify(
        version=__version__, snapshot=snapshot.number, **snapshot.counts._asdict(), consistent=consistent
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/ready")
def ready() -> Response:
    """Return whether a query would be answered now: whether a reader is alive and there is a graph."""
    alive = current_service().pool.alive()
    reason = _missing()
    ready = alive > 0 and not reason
    response = jsonify(ready=ready, readers=alive, **({"reason": reason} if reason else {}))
    response.status_code = 200 if ready else 503
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/metrics")
def metrics() -> Response:
    """Return the metrics for a monitor."""
    return Response(current_service().request_log.metrics(), content_type=CONTENT_TYPE_LATEST)


def _missing() -> str:
    """Return why there is no graph to query, or ""."""
    try:
        current_service().snapshot()
    except StoreError as error:
        return str(error)
    return ""


class ServiceMetrics(Collector):
    """Metrics of the graph, the workers and the cache."""

    def __init__(self, service: GraphService) -> None:
        self._service = service

    def describe(self) -> Iterator[Metric]:
        """Return nothing: the registry need not know the names beforehand."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics."""
        service = self._service
        state, pool, cache = service.state(), service.pool, service.cache
        counts = state.endpoint.counts
        yield _gauge("snapshot", "Number of the present state of the graph.", state.number)
        yield _gauge("asserted_triples", "Triples that are asserted.", counts.asserted)
        yield _gauge("inferred_triples", "Triples that are inferred and not asserted.", counts.inferred)
        yield _gauge("graphs", "Named graphs.", counts.graphs)
        yield _gauge("readers_alive", "Worker processes that answer queries.", pool.alive())
        yield _gauge("readers_idle", "Those of them that wait for a query.", pool.idle())
        yield _counter("readers_killed", "Queries that were stopped at the deadline.", pool.killed)
        yield _counter("readers_lost", "Queries that their worker died of.", pool.lost)
        yield _gauge("cache_bytes", "Bytes of answers that are kept.", cache.size)
        yield _counter("cache_hits", "Answers that were in the cache.", cache.hits)
        yield _counter("cache_misses", "Answers that were not.", cache.misses)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"bilateral_{name}", text, value)


def _counter(name: str, text: str, value: float) -> Metric:
    return CounterMetricFamily(f"bilateral_{name}", text, value)
