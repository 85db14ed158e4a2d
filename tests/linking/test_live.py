"""For a person with internet: pytest tests/linking/test_live.py --live."""

from __future__ import annotations

import os

import pytest

from bilateral.linking.review_queue import search_links
from bilateral.linking.subjects import linked_items
from bilateral.linking.wikidata_client import WikidataClient, WikidataSettings
from bilateral.rdf import iris


@pytest.fixture
def live(request, queries, tmp_path):
    """A client of the real Wikidata."""
    if not request.config.getoption("--live", default=False):
        pytest.skip("asks the real Wikidata; give --live, and a contact in TESTS_CONTACT")
    return WikidataClient(WikidataSettings(contact=os.environ["TESTS_CONTACT"], cache=tmp_path), queries)


@pytest.mark.parametrize(
    "name", ["state/RUS", "state/CHN", "organisation/sco", "organisation/brics", "person/wang-yi"]
)
def test_the_real_wikidata_agrees_with_the_links_that_were_checked(live, world, name):
    entity = iris.entity(name)
    (found,) = search_links(world.snapshot, live, lambda _: set(), [entity])
    assert found.ranked[0].item.item in linked_items(world.snapshot, entity)
