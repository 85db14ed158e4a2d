"""The report that the seeds began with: what is found in it, and what is not taken for a fact."""

import pytest

from bilateral.ingest.graph_knowledge import read_knowledge

from . import seed_report


@pytest.fixture(scope="module")
def seen(shared, world):
    assert shared.is_dir()
    return seed_report.read(read_knowledge(world.snapshot))


def test_sixty_of_the_rows_are_found(seen):
    assert sum(map(bool, seed_report.found_rows(seen).values())) >= 60


def test_no_trap_is_fallen_into(seen):
    assert [trap for trap, is_trapped in seed_report.traps(seen).items() if is_trapped] == []
