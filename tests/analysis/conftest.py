"""What tests of analysis share: what this checkout's graph knows of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bilateral.ingest.graph_knowledge import read_knowledge

if TYPE_CHECKING:
    from bilateral.analysis.knowledge import Knowledge


@pytest.fixture(scope="session")
def knowledge(world) -> Knowledge:
    """What the graph of this checkout's content knows."""
    return read_knowledge(world.snapshot)
