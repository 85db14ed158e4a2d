"""The tables for research by name, and what makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.explore.research.event_table import events
from bilateral.explore.research.year_tables import dyad_years, state_years

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.research.year_tables import TableRequest

TABLES: Final[Mapping[str, Callable[[Graph, TableRequest], Iterator[str]]]] = {
    "dyad-year": dyad_years,
    "state-year": state_years,
    "events": events,
}
"""What yields each table as CSV in parts, by its name."""
