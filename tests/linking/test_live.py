"""For a person with internet: pytest tests/linking/test_live.py --live."""

from __future__ import annotations

import os

import pytest

from bilateral import iris
from bilateral.linking import Client, Settings, look_for_links
from bilateral.linking.subjects import items


@pytest.fixture
def live(request, tmp_path):
    """A client of the real Wikidata."""
    if not request.config.getoption("--live", default=False):
        pytest.skip("asks the real Wikidata; give --live, and a contact in BILATERAL_CONTACT")
    return Client(Settings(contact=os.environ["BILATERAL_CONTACT"], cache=tmp_path))


@pytest.mark.parametrize(
    "name", ["state/RUS", "state/CHN", "organisation/sco", "organisation/brics", "person/wang-yi"]
)
def test_the_real_wikidata_agrees_with_the_links_that_were_checked(live, world, library, name):
    entity = iris.entity(name)
    (found,) = look_for_links(world.snapshot, live, library, lambda _: set(), [entity])
    assert found.verdict.ranked[0].item.item in items(world.snapshot, entity)
