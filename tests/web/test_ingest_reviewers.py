"""Several reviewers at one draft, and a server that is killed while they decide: nothing is half made."""

import contextlib
import http.client
import itertools
import json
import os
import random
import signal
import threading
import time

import pytest

from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.store.snapshots.backup import backup

from ..ingest.made_drafts import make_draft  # noqa: TID252  # tests are no package of a fixed name
from .test_kills import family

TRIES = int(os.environ.get("TESTS_KILLS", "50")) // 10
SECONDS = 0.6  # that a decision takes at most, in which the server is killed
ANN, BOB = "let-ann-write", "let-bob-write"
TOKENS = f"ann:write:{ANN}\nbob:write:{BOB}\n"
JSON = {"Accept": "application/json", "Content-Type": "application/json"}

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

ACCEPT = {"do": "accept", "suggestion": "s1"}
ACCEPT_BOTH = {"do": "accept", "suggestion": "s1", "with": ["s2"]}
ACCEPT_OTHER = {"do": "accept", "suggestion": "s2"}
REJECT = {"do": "reject", "suggestion": "s1", "reason": "not said"}
EDIT = {"do": "edit", "suggestion": "s1", "choices": {"day": "2025-07-14"}}
LATER = {"do": "later", "suggestion": "s2"}
UNDO = {"do": "undo", "suggestion": "s1"}
ADDED = {"kind": "said", "words": "Doe praised Wang Yi.", "values": {"speech": "claim", "speaker": "Wang Yi"}}
MADE = {"suggestion": "s1", "part": "who", "class": "bil:Person", "values": {"rdfs:label": "Ann Other"}}


class Draft:
    """A draft at a server, as its reviewers see it."""

    def __init__(self, server, slug):
        self.server, self.slug = server, slug

    def send(self, order, version, token=ANN):
        """Decide as an order says, or add what was missed, or make a thing."""
        path = "add" if "kind" in order else "new" if "class" in order else ""
        headers = {**JSON, "Authorization": f"Bearer {token}", "If-Match": f'"{version}"'}
        address = f"/ingest/{self.slug}/{path}".rstrip("/")
        return self.server.request("POST", address, json.dumps(order).encode(), headers)

    def read(self):
        return self.server.get(f"/ingest/{self.slug}", Accept="application/json").json()

    def log(self):
        """Return the entries of the change log about it, the oldest first."""
        found = self.server.get(f"/changes?document={self.slug}", Accept="application/json").json()
        return found["changes"][::-1]

    def in_graph(self):
        """Return the suggestions of which the graph has a statement."""
        graph = f"<https://w3id.org/bilateral/graph/{self.slug}>"
        text = f"PREFIX bil: <https://w3id.org/bilateral/ns#> ASK {{{{ GRAPH {graph} {{{{ {{}} }}}} }}}}"
        what = {"s1": "?meeting bil:participant ?who", "s2": f"?claim <{RDF}predicate> bil:saidOf"}
        return {name for name, pattern in what.items() if self.server.ask(text.format(pattern))}


def decided(draft):
    return any(each["state"] in {"accepted", "rejected"} for each in draft["suggestions"])


def accepted(draft):
    return {each["id"] for each in draft["suggestions"] if each["state"] == "accepted"}


def stored(world, data):
    """Copy the world to a data directory with tokens."""
    backup(world.data, data)
    (data / "tokens").write_text(TOKENS)
    return data


def new(data):
    """Store a draft, and return its name."""
    return DraftFolder(data).create(make_draft(slug="several", keep_text=True)).slug


@pytest.fixture(scope="module")
def server(start, world, tmp_path_factory):
    data = stored(world, tmp_path_factory.mktemp("reviewers") / "data")
    return start(data=data, token_file=data / "tokens"), data


@pytest.fixture
def draft(server):
    return Draft(server[0], new(server[1]))


def at_once(*calls):
    """Make calls at the same moment, and return what they return."""
    barrier, found = threading.Barrier(len(calls)), [None] * len(calls)

    def run(at, call):
        barrier.wait()
        found[at] = call()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


PAIRS = list(itertools.combinations([ACCEPT, ACCEPT_BOTH, ACCEPT_OTHER, REJECT, EDIT, LATER, ADDED, MADE], 2))


@pytest.mark.parametrize("orders", random.Random(8).sample(PAIRS, 12))
def test_of_two_at_once_one_is_told_that_the_other_was_first(draft, orders):
    one, other = orders
    answers = at_once(lambda: draft.send(one, 0, ANN), lambda: draft.send(other, 0, BOB))
    statuses = [each.status for each in answers]
    assert sorted(statuses)[1] == 412
    (at,) = [at for at, status in enumerate(statuses) if status in {200, 201}]
    first, late = answers[at], answers[1 - at]
    assert late.json()["type"].endswith("/outdated")
    found, logged = draft.read(), draft.log()
    assert (found, f'"{found["version"]}"') == (first.json(), first.headers["etag"])
    assert accepted(found) == draft.in_graph()
    assert [each["actor"] for each in logged] == [("ann", "bob")[at]]
    # Who was late looks again and decides: nothing of the first is lost.
    again = draft.send(LATER, found["version"], BOB)
    assert again.status in {200, 422}
    assert accepted(draft.read()) == accepted(found) == draft.in_graph()


def test_of_six_who_decide_again_and_again_each_is_heard_once(draft):
    made = []

    def decide(token, number):
        while True:
            version = draft.read()["version"]
            order = {"do": "edit", "suggestion": "s1", "choices": {"day": f"2025-07-{number:02}"}}
            answer = draft.send(order, version, token)
            if answer.status == 200:
                return made.append((version, answer.json()["version"]))
            assert answer.status in {412, 429}

    at_once(*(lambda at=at: decide((ANN, BOB)[at % 2], 14 + at) for at in range(6)))
    ends = sorted(made)
    # Each decided on what the one before had made of it.
    assert [before for before, _ in ends] == [0, *(after for _, after in ends[:-1])]
    assert (draft.read()["version"], len(draft.log())) == (ends[-1][1], 6)


def kill(server, roles):
    """Kill processes of a server at once."""
    members = family(server.process.pid)
    for each in [pid for role in roles for pid in members[role]]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


@pytest.mark.parametrize("roles", [("parent", "web", "writer", "evaluator"), ("web",), ("writer",)])
def test_a_decision_is_made_or_not_whenever_the_server_is_killed(start, world, tmp_path, roles):
    data = stored(world, tmp_path / "data")
    settings = {"data": data, "token_file": data / "tokens"}
    draft = Draft(start(**settings), new(data))
    for at in range(TRIES):
        before = draft.read()
        order = UNDO if decided(before) else (REJECT, ACCEPT, ACCEPT_BOTH)[at % 3]
        answers = []
        client = threading.Thread(target=try_to_send, args=(draft, order, before["version"], answers))
        client.start()
        time.sleep(random.uniform(0, SECONDS))
        kill(draft.server, roles)
        client.join()
        if "parent" in roles:
            draft.server.stop()
            draft.server = start(**settings)
        after = until_read(draft)
        was_made = after["version"] > before["version"]
        assert was_made or (after == before and 200 not in answers)
        assert accepted(after) == draft.in_graph()
        # Every decision is made once, so that the log has as many.
        assert was_made or draft.send(order, before["version"]).status == 200
        assert len(draft.log()) == at + 1


def try_to_send(draft, order, version, answers):
    with contextlib.suppress(OSError, http.client.HTTPException):
        answers.append(draft.send(order, version).status)


def until_read(draft):
    """Return the draft as soon as the server, or the process that replaces one of it, answers."""
    for _ in range(300):
        with contextlib.suppress(OSError, http.client.HTTPException):
            answer = draft.server.get(f"/ingest/{draft.slug}", Accept="application/json")
            if answer.status == 200:
                return answer.json()
        time.sleep(0.1)
    raise AssertionError("the draft cannot be read any more")
