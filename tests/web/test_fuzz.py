"""Nothing a stranger writes is a fault of the server, and no process ends of it.

With TESTS_FUZZ_SECONDS each test goes on with new examples for as long as that, and prints how many
answers of each status there were.
"""

import itertools
import os
import re
import time
import urllib.parse
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot_builder import build_store

from . import grammar
from .test_kills import family

SECONDS = float(os.environ.get("TESTS_FUZZ_SECONDS", "0"))
MEANT = frozenset({200, 400, 403, 406, 413, 503, 504})
DATA = b"""
PREFIX : <a:> PREFIX p: <http://e/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
:s :p :t, 'a', 'a'@en, 1, 1.5, 1e3, true, _:b . :t :q :s, [ :p () ] ; :p '2024-02-29'^^xsd:date . p:x a :q .
:s :q 'x'^^xsd:integer, 'P1Y'^^xsd:duration, '2024-01-01T00:00:00Z'^^xsd:dateTime, <<( :s :p :t )>> .
GRAPH :t { :s :p :t . :t :p :s, 2 } GRAPH p:x { p:x :p p:x . _:c :q 'c' }
"""
accepts = st.just("*/*") | st.sampled_from(["text/csv", "text/turtle", "application/sparql-results+xml", "x"])
parameters = st.just({}) | st.dictionaries(
    st.sampled_from(["reasoning", "default-graph-uri", "named-graph-uri", "query", "update", "é"]),
    st.sampled_from(["none", "a:t", "http://e/x", "", "\x00", "ASK {}", "a:\x83", "http://[/", "a!b:c"]),
    max_size=2,
)


def fuzz(strategy, check, examples, seconds=SECONDS):
    """Check examples: the same ones each time, or new ones for as long as was asked for."""
    end = time.monotonic() + seconds
    for number in itertools.count(int(time.time()) if seconds else 0):
        tried = seed(number)(given(strategy)(check))
        settings(max_examples=examples, deadline=None, database=None, suppress_health_check=HealthCheck)(
            tried
        )()
        if time.monotonic() >= end:
            return


def processes(server):
    members = family(server.process.pid)
    return {role: members[role] for role in ("parent", "web", "writer")}


def lost_readers(server):
    return int(re.search(r"readers_lost_total (\d+)", server.get("/metrics").body.decode())[1])


@pytest.fixture(scope="module")
def target(start, token_file, tmp_path_factory):
    data = tmp_path_factory.mktemp("fuzz") / "data"
    build_store(data, parse(DATA, media_type="application/trig"))
    limits = {"query_timeout": 2.0, "update_timeout": 2.0}
    return start(data=data, token_file=token_file, plain=True, reasoning=False, **limits)


@pytest.fixture
def unharmed(target):
    """The server, of which no process may end."""
    before, lost = processes(target), lost_readers(target)
    answered.clear()
    yield target
    print(sorted(answered.items()))  # noqa: T201
    assert (processes(target), lost_readers(target)) == (before, lost)


answered = Counter()


def meant(answer, statuses=MEANT):
    answered[answer.status] += 1
    assert answer.status in statuses, (answer.status, answer.body)
    if answer.status >= 400:
        assert answer.type == "application/problem+json"


def test_every_query_gets_a_meant_answer(unharmed):
    texts = st.one_of(
        grammar.queries, grammar.queries, grammar.damaged(grammar.queries), st.text(max_size=40)
    )

    def check(given):
        text, accept, extra = given
        encoded = urllib.parse.urlencode(extra)
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        meant(unharmed.request("POST", f"/sparql?{encoded}", text.encode("utf-8", "surrogatepass"), headers))

    fuzz(st.tuples(texts, accepts, parameters), check, 300)


def test_every_update_gets_a_meant_answer(unharmed):
    texts = st.one_of(grammar.updates, grammar.updates, grammar.damaged(grammar.updates))
    fuzz(texts, lambda text: meant(unharmed.update(text), MEANT | {409}), 100)


def test_every_body_of_a_form_gets_a_meant_answer(unharmed):
    def check(body):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        meant(unharmed.request("POST", "/sparql", body, headers))

    form = st.builds(lambda pairs: urllib.parse.urlencode(pairs).encode(), parameters)
    fuzz(form | st.binary(max_size=40) | st.binary(max_size=9).map(b"query=".__add__), check, 50)
