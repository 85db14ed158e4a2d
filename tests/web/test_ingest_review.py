"""Reviewing drafts over HTTP: pages and JSON of the same addresses, on a real server."""

import json
import re
import shutil
import threading
import urllib.parse
from dataclasses import replace

import pytest

from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.store.snapshots.backup import backup

from ..ingest.made_drafts import make_draft  # noqa: TID252  # tests are no package of a fixed name

ALICE = {"Authorization": "Bearer let-me-write"}
BOB = {"Authorization": "Bearer let-bob-write"}
TOKENS = "alice:write:let-me-write\nbob:write:let-bob-write\nreader:read:let-me-read\nlet-me-do-all\n"
JSON = {"Accept": "application/json", "Content-Type": "application/json"}
FORM = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}


class Desk:
    """A server with drafts."""

    def __init__(self, server, data):
        self.server, self.data, self.folder = server, data, DraftFolder(data)

    def new(self, **changes):
        """Store a draft like that of the tests and return its name."""
        slug = f"text-{len(self.folder.slugs())}"
        return self.folder.create(replace(make_draft(slug=slug, keep_text=True), **changes)).slug

    def get(self, slug, accept="application/json", query=""):
        return self.server.get(f"/ingest/{slug}{query}", Accept=accept)

    def decide(self, slug, order, version=None, who=ALICE, **headers):
        tag = {} if version is None else {"If-Match": f'"{version}"'}
        body = json.dumps(order).encode()
        return self.server.request("POST", f"/ingest/{slug}", body, {**JSON, **who, **tag, **headers})

    def send(self, slug, **fields):
        body = urllib.parse.urlencode({"token": "let-me-write", **fields}, doseq=True).encode()
        return self.server.request("POST", f"/ingest/{slug}", body, FORM)


@pytest.fixture(scope="module")
def desk(start, world, tmp_path_factory):
    data = tmp_path_factory.mktemp("desk") / "data"
    backup(world.data, data)
    (data / "tokens").write_text(TOKENS)
    return Desk(start(data=data, token_file=data / "tokens"), data)


def state(answer):
    return {each["id"]: each["state"] for each in answer.json()["suggestions"]}


def test_a_draft_that_was_spoilt_in_an_editor_is_listed_with_its_fault(desk):
    slug = desk.new()
    path = desk.data / "drafts" / slug / f"{slug}.statements.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("state: waiting", "state: maybe", 1), "utf-8")
    answer = desk.server.get("/ingest", Accept="text/html")
    path.write_text(text, "utf-8")
    assert answer.status == 200
    assert re.search(rf"{slug}\.statements\.yaml:\d+: &#39;maybe&#39; is not a state", answer.body.decode())


def test_the_same_address_is_a_page_and_json(desk):
    slug = desk.new()
    page, data = desk.get(slug, "text/html"), desk.get(slug)
    assert (page.status, page.type, data.type) == (200, "text/html", "application/json")
    assert "Jane Doe met Wang Yi in Beijing" in page.body.decode()
    assert data.json()["suggestions"][0]["sentence"].startswith("Jane Doe met Wang Yi")
    assert page.headers["etag"] == data.headers["etag"] == '"0"'


def test_a_rejection_is_kept_with_reviewer_and_reason(desk):
    slug = desk.new()
    answer = desk.decide(slug, {"do": "reject", "suggestion": "s2", "reason": "not said"}, 0)
    assert (answer.status, state(answer)["s2"]) == (200, "rejected")
    decision = answer.json()["suggestions"][1]["decision"]
    assert (decision["reviewer"], decision["reason"]) == ("alice", "not said")


def test_two_reviewers_do_not_overwrite_each_other(desk):
    slug = desk.new()
    assert desk.decide(slug, {"do": "reject", "suggestion": "s1"}, 0, who=BOB).status == 200
    late = desk.decide(slug, {"do": "later", "suggestion": "s2"}, 0)
    assert late.status == 412
    assert "bob rejected" in late.json()["detail"]
    assert state(desk.get(slug))["s2"] == "waiting"


def test_of_two_decisions_at_once_one_is_made(desk):
    slug = desk.new()
    found = []
    orders = [("s1", ALICE), ("s2", BOB)]

    def send(name, who):
        found.append(desk.decide(slug, {"do": "reject", "suggestion": name}, 0, who=who).status)

    threads = [threading.Thread(target=send, args=each) for each in orders]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(found) == [200, 412]


def test_a_decision_says_which_version_it_is_made_on(desk):
    slug = desk.new()
    assert desk.decide(slug, {"do": "reject", "suggestion": "s1"}).status == 400


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Bearer let-me-read"}, 403),
        ({"Authorization": "Bearer let-me-do-all"}, 400),
    ],
    ids=["no token", "unknown", "for reading", "without a name"],
)
def test_who_may_not_decide_changes_nothing(desk, who, status):
    slug = desk.new()
    assert desk.decide(slug, {"do": "reject", "suggestion": "s1"}, 0, who=who).status == status
    assert set(state(desk.get(slug)).values()) == {"waiting"}


@pytest.mark.parametrize(
    ("order", "status"),
    [
        ({"do": "accept", "suggestion": "s9"}, 422),
        ({"do": "accept", "suggestion": "s1", "choices": {"nowhere": "state/CHN"}}, 422),
        ({"do": "accept", "suggestion": "s1", "choices": {"whom": "person/nobody-of-that-name"}}, 422),
        ({"do": "accept", "suggestion": "s1", "choices": {"day": "last Sunday"}}, 422),
        ({"do": "undo", "suggestion": "s1"}, 422),
        ({"do": "burn", "suggestion": "s1"}, 400),
    ],
)
def test_what_cannot_be_decided_is_told(desk, order, status):
    slug = desk.new()
    answer = desk.decide(slug, order, 0)
    assert (answer.status, answer.type) == (status, "application/problem+json")
    assert desk.get(slug).json()["version"] == 0


def test_a_form_without_script_decides_and_leads_to_the_next(desk):
    slug = desk.new()
    answer = desk.send(slug, version=0, do="later s1")
    assert answer.status == 303
    page = desk.server.get(answer.headers["location"], Accept="text/html").body.decode()
    assert "Suggestion 1: later." in page
    assert re.search(r'id="s2" open', page)


def test_a_form_of_an_old_version_shows_what_the_other_decided(desk):
    slug = desk.new()
    desk.decide(slug, {"do": "reject", "suggestion": "s1"}, 0, who=BOB)
    answer = desk.send(slug, version=0, do="later s2")
    assert (answer.status, answer.type) == (412, "text/html")
    assert "bob rejected" in answer.body.decode()


def test_a_name_that_is_typed_and_clear_is_taken(desk):
    slug = desk.new()
    desk.send(slug, version=0, do="edit s1", **{"s1.who.other": "Sergey Lavrov"})
    (part,) = [each for each in desk.get(slug).json()["suggestions"][0]["parts"] if each["name"] == "who"]
    assert (part["value"], part["shown"]) == ("person/sergey-lavrov", "Sergey Lavrov")


def test_a_name_that_is_not_clear_is_offered_with_its_candidates(desk):
    slug = desk.new()
    answer = desk.send(slug, version=0, do="edit s1", **{"s1.who.other": "Wang"})
    assert answer.status == 303
    page = desk.server.get(answer.headers["location"], Accept="text/html").body.decode()
    assert "found for “Wang”" in page
    assert desk.get(slug).json()["version"] == 0


def test_what_is_accepted_is_in_the_graph_with_what_was_ticked_below_it(desk):
    slug = desk.new()
    answer = desk.decide(slug, {"do": "accept", "suggestion": "s1", "with": ["s2"]}, 0)
    assert (answer.status, state(answer)) == (200, {"s1": "accepted", "s2": "accepted"})
    there = (
        "ASK {{ GRAPH <https://w3id.org/bilateral/graph/{}> {{ ?meeting bil:participant person:jane-doe }} }}"
    )
    prefixes = (
        "PREFIX bil: <https://w3id.org/bilateral/ns#> PREFIX person: <https://w3id.org/bilateral/id/person/> "
    )
    assert desk.server.ask(prefixes + there.format(slug))
    assert "with 2" in desk.get(slug, "text/html", "?after=s1").body.decode()
    desk.decide(slug, {"do": "undo", "suggestion": "s1"}, answer.json()["version"])
    assert not desk.server.ask(prefixes + there.format(slug))


def test_undo_takes_back_what_was_decided_in_one_stroke(desk):
    slug = desk.new()
    desk.decide(slug, {"do": "reject", "suggestion": "s1"}, 0)
    answer = desk.decide(slug, {"do": "undo", "suggestion": "s1"}, 1)
    assert state(answer) == {"s1": "waiting", "s2": "waiting"}


def test_undo_leaves_what_was_decided_in_the_same_second(desk):
    slug = desk.new()
    desk.decide(slug, {"do": "reject", "suggestion": "s1"}, 0)
    desk.decide(slug, {"do": "reject", "suggestion": "s2"}, 1)
    answer = desk.decide(slug, {"do": "undo", "suggestion": "s2"}, 2)
    assert state(answer) == {"s1": "rejected", "s2": "waiting"}


def test_a_text_that_may_not_be_kept_is_forgotten_once_all_is_decided(desk):
    source = replace(make_draft().source, keep_text=False)
    slug = desk.new(source=source)
    assert desk.send(slug, version=0, do="finish").status == 422
    desk.decide(slug, {"do": "reject", "suggestion": "s1"}, 0)
    desk.decide(slug, {"do": "reject", "suggestion": "s2"}, 1)
    assert "forget it" in desk.get(slug, "text/html").body.decode()
    assert desk.send(slug, version=2, do="finish").status == 303
    assert desk.get(slug).json()["text"] is None
    assert "The text was not kept" in desk.get(slug, "text/html").body.decode()


def test_a_hostile_text_is_shown_inert(desk):
    text = "<script>alert(1)</script> met \u202egnaW\u202c <img src=x onerror=alert(1)>."
    slug = desk.new(text=text, source=replace(make_draft().source, title=text, keep_text=True))
    page = desk.get(slug, "text/html")
    body = page.body.decode()
    assert "<script>alert" not in body
    assert "<img" not in body
    assert "\u202e" not in body
    assert page.headers["content-security-policy"].startswith("default-src 'self'")


def test_there_is_no_draft_of_another_name(desk):
    assert desk.get("no-such-text").status == 404
    assert desk.get("..%2F..%2Fetc").status == 404
    assert desk.decide("no-such-text", {"do": "later", "suggestion": "s1"}, 0).status == 404


def test_a_server_without_tokens_shows_drafts_and_takes_nothing(start, world, tmp_path):
    shutil.copytree(world.data, tmp_path / "data", symlinks=True)
    desk = Desk(start(data=tmp_path / "data"), tmp_path / "data")
    slug = desk.new()
    assert "takes no writes" in desk.get(slug, "text/html").body.decode()
    assert desk.decide(slug, {"do": "reject", "suggestion": "s1"}, 0).status == 403
