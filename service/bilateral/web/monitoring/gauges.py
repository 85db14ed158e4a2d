"""Numbers that a monitor asks for, read when it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client.metrics_core import Metric

    from bilateral.web.service import Service


class Gauges(Collector):
    """What the graph, the workers and the cache are at."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> Iterator[Metric]:
        """Return nothing: names need not be known before the first look."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Return the numbers."""
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
