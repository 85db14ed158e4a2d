"""Codes and names in datasets mean one entity, or none."""

import pytest

from bilateral.content.locations import Content
from bilateral.datasets.dataset_catalogue import find_mapping
from bilateral.datasets.resolvers import graph_resolvers
from bilateral.errors import InputError
from bilateral.rdf.iris import short

KNOWN = [
    ("name", "FRANCE", "state/FRA"),
    ("name", "Soviet Union", "former-state/SUN"),
    ("name", "Czech Republic", "state/CZE"),
    ("name", "USA", "state/USA"),
    ("name", "European Union", "organisation/eu"),
    ("name", "Atlantis", None),
    ("name", "Xi Jinping", None),
    ("name", "FRA", None),
    ("name", "Q142", None),
    ("name", "Guinea and", None),
    ("qid", "Q142", "state/FRA"),
    ("qid", "Q0", None),
    ("qid", "no item", None),
    ("iso3", "FRA", "state/FRA"),
    ("cow", "220", "state/FRA"),
]


@pytest.fixture(scope="module")
def resolvers(world):
    return graph_resolvers(world.snapshot)


@pytest.mark.parametrize(("scheme", "value", "entity"), KNOWN)
def test_a_value_means_one_entity_or_none(resolvers, scheme, value, entity):
    found = resolvers[scheme](value, "")
    assert (short(found) if found else None) == entity


@pytest.fixture
def content(tmp_path):
    for name in ("us-visits", "us-travels"):
        (tmp_path / "datasets" / name).mkdir(parents=True)
        (tmp_path / "datasets" / name / "mapping.json").write_text("{}")
    return Content(tmp_path)


def test_a_dataset_is_found_by_its_name(content):
    assert find_mapping(content, "us-visits") == content.root / "datasets" / "us-visits" / "mapping.json"


def test_a_name_that_is_not_known_is_answered_with_those_that_are(content):
    with pytest.raises(InputError) as refused:
        find_mapping(content, "us-visit")
    assert str(refused.value) == (
        "us-visit: no dataset is called so; did you mean us-visits?; "
        "known are us-travels, us-visits; a mapping of your own is given as its file, NAME.json"
    )
