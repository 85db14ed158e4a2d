"""For a person with internet: pytest tests/linking/test_live.py --live."""

from __future__ import annotations

import os

import pytest

from bilateral.linking.linked_subjects import items
from bilateral.linking.review_desk import look_for_links
from bilateral.linking.wikidata_client import Client
from bilateral.linking.wikidata_settings import WikidataSettings
from bilateral.rdf import iris


@pytest.fixture
def live(request, tmp_path):
    """A client of the real Wikidata."""
    if not request.config.getoption("--live", default=False):
        pytest.skip("asks the real Wikidata; give --live, and a contact in TESTS_CONTACT")
    return Client(WikidataSettings(contact=os.environ["TESTS_CONTACT"], cache=tmp_path))


@pytest.mark.parametrize(
    "name", ["state/RUS", "state/CHN", "organisation/sco", "organisation/brics", "person/wang-yi"]
)
def test_the_real_wikidata_agrees_with_the_links_that_were_checked(live, world, library, name):
    entity = iris.entity(name)
    (found,) = look_for_links(world.snapshot, live, library, lambda _: set(), [entity])
    assert found.verdict.ranked[0].item.item in items(world.snapshot, entity)
