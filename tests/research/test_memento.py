"""Pages lead to their states in the snapshots that are kept, as RFC 7089 has it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.protocol import memento
from bilateral.protocol.memento import PageHistory, PageState
from bilateral.protocol.refusals import ProtocolError

START = datetime(2001, 9, 11, 20, 30, 51, tzinfo=UTC)
MOMENTS = st.lists(st.integers(0, 10**8), min_size=1, max_size=6, unique=True).map(sorted)


def states(*seconds):
    return [PageState(f"http://a.example/{each}", START + timedelta(seconds=each)) for each in seconds]


def history(found):
    return PageHistory("http://a.example/", "http://a.example/gate", "http://a.example/map", found)


@pytest.mark.parametrize(
    ("header", "when"),
    [
        ("Tue, 11 Sep 2001 20:30:51 GMT", START),
        ("Thu, 31 May 2007 20:35:00 GMT", datetime(2007, 5, 31, 20, 35, tzinfo=UTC)),
        ("", None),
    ],
)
def test_the_dates_of_the_rfc_are_read(header, when):
    assert memento.accepted(header) == when


@pytest.mark.parametrize("header", ["yesterday", "2007-05-31", "Thu, 99 May 2007 20:35:00 GMT"])
def test_no_other_dates_are(header):
    with pytest.raises(ProtocolError, match="is no date of HTTP"):
        memento.accepted(header)


@given(MOMENTS, st.integers(-10, 10**8 + 10))
def test_the_state_of_a_time_is_the_last_that_is_not_later(seconds, asked):
    found = memento.chosen(states(*seconds), START + timedelta(seconds=asked))
    expected = max((each for each in seconds if each <= asked), default=seconds[0])
    assert found.url == f"http://a.example/{expected}"
    assert memento.chosen(states(*seconds), None).url == f"http://a.example/{seconds[-1]}"


@given(MOMENTS)
def test_the_list_has_every_state_once_the_first_and_the_last_named(seconds):
    lines = memento.timemap(history(states(*seconds))).rstrip("\n").split(",\n")
    assert [line.partition(">")[2].split('"')[1] for line in lines[:3]] == ["original", "self", "timegate"]
    kinds = [re.search(r'rel="([^"]*)"', line)[1].split() for line in lines[3:]]
    assert len(kinds) == len(seconds)
    assert all("memento" in kind for kind in kinds)
    assert [("first" in kind, "last" in kind) for kind in kinds] == [
        (place == 0, place == len(seconds) - 1) for place in range(len(seconds))
    ]
    assert all(re.search(r'; datetime="\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT"$', line) for line in lines[3:])


def test_a_state_names_its_neighbours():
    found = states(0, 60, 120, 180)
    said = "\n".join(memento.links_of_state(history(found), found[1]))
    for url, relation in (
        ("0", "first prev memento"),
        ("60", "memento"),
        ("120", "next memento"),
        ("180", "last memento"),
    ):
        assert f'<http://a.example/{url}>; rel="{relation}"' in said
