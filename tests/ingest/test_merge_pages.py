"""The page of events told twice, decisions on them over HTTP, and where a replaced name leads."""

import contextlib
import shutil

import pytest

from bilateral.build import commit_processes
from bilateral.ingest.identity.double_events import find_doubles
from bilateral.web.app import create_app
from bilateral.web.server_settings import ServerSettings
from bilateral.web.service import GraphService

from .told_twice import DOUBLE, TALKS, tell_twice, triples

TOKENS = "alice:write:let-me-write\nbob:read:let-me-read\nlet-me-do-all\n"
WHY = "/why?s=<https://w3id.org/bilateral/id/{}>&p=<https://w3id.org/bilateral/ns%23status>&o=<https://w3id.org/bilateral/id/status/occurred>"
MERGE, APART, UNDO = (f"{verb} {TALKS} {DOUBLE}" for verb in ("merge", "apart", "undo"))


@pytest.fixture(scope="module")
def site(world, tmp_path_factory):
    """A site on which the talks stand twice, and its service."""
    data = tmp_path_factory.mktemp("merges") / "data"
    shutil.copytree(world.data, data, symlinks=True)
    tell_twice(data)
    (data / "tokens").write_text(TOKENS)
    settings = ServerSettings(
        data=data, readers=1, token_file=data / "tokens", committer=commit_processes.infer
    )
    with contextlib.closing(GraphService(settings)) as service:
        yield Site(service)


class Site:
    def __init__(self, service):
        self.service = service
        self.client = create_app(service).test_client()

    def get(self, path, accept="text/html"):
        return self.client.get(path, headers={"Accept": accept}, buffered=True)

    def merges(self):
        return self.get("/merges", "application/json").get_json()

    def decide(self, decision, token="let-me-write", **headers):
        sent = {"Accept": "application/json", "Authorization": f"Bearer {token}", **headers}
        return self.client.post("/merges", data={"decision": decision}, headers=sent)


@pytest.fixture(autouse=True)
def unchanged(site):
    """Take back what a test has decided."""
    yield
    for made in site.merges()["decided"]:
        assert site.decide(f"undo {made['kept']} {made['replaced']}").status_code == 200


def test_the_page_shows_both_with_what_speaks_for_it_and_buttons(site):
    text = site.get("/merges").get_data(as_text=True)
    assert (
        "Talks of the Russian and Chinese foreign ministers, 13 July 2025 = Lavrov and Wang talk in China?"
        in text
    )
    assert "The same, 98 %" in text
    assert "Beijing lies in China" in text
    assert f'<button name="decision" value="{MERGE}">' in text
    assert f'<button name="decision" value="merge {DOUBLE} {TALKS}">' in text


def test_programs_get_the_pairs_that_wait(site):
    (pair,) = site.merges()["waiting"]
    assert (pair["kept"], pair["replaced"], pair["verdict"]) == (TALKS, DOUBLE, "same")


def test_of_more_events_than_can_be_compared_those_that_are_inferred_wait(site):
    (pair,) = find_doubles(site.service.snapshot(), most=100)
    assert ({pair.kept, pair.replaced}, pair.verdict) == ({TALKS, DOUBLE}, "perhaps")
    assert pair.reasons == ("the same persons on the same days",)
    assert find_doubles(site.service.snapshot(), most=10_000)[0].verdict == "same"
    site.decide(APART)
    assert find_doubles(site.service.snapshot(), most=100) == []


def test_a_merged_event_leads_to_the_one_it_is(site):
    answer = site.decide(MERGE).get_json()
    assert (answer["author"], answer["decision"]["verb"]) == ("alice", "merge")
    for folder, ending in (("page", ""), ("id", ""), ("data", ".ttl"), ("dossier", ".json")):
        response = site.get(f"/{folder}/{DOUBLE}{ending}", "*/*")
        assert (response.status_code, response.headers["Location"]) == (301, f"/{folder}/{TALKS}{ending}")
    page = site.get(f"/page/{TALKS}").get_data(as_text=True)
    assert "Another report" in page
    assert "Lavrov and Wang talk in China" in page
    assert f"Merge of {DOUBLE} into {TALKS}" in page


@pytest.mark.parametrize("address", [WHY, WHY.replace("/why", "/explain")])
def test_why_of_a_replaced_name_leads_to_the_one_in_use(site, address):
    site.decide(MERGE)
    response = site.get(address.format(DOUBLE), "application/json")
    assert response.status_code == 301
    assert TALKS.replace("/", "%2F") in response.headers["Location"]


def test_the_pair_of_states_has_the_event_once(site):
    before = site.get("/relation/CHN-RUS").get_data(as_text=True)
    assert "Lavrov and Wang talk in China" in before
    site.decide(MERGE)
    after = site.get("/relation/CHN-RUS").get_data(as_text=True)
    assert "Lavrov and Wang talk in China" not in after


def test_a_merge_taken_back_leaves_the_graph_as_it_was(site):
    before = triples(site.service.snapshot())
    site.decide(MERGE)
    assert [made["merged"] for made in site.merges()["decided"]] == [True]
    assert site.merges()["waiting"] == []
    assert site.decide(UNDO).status_code == 200
    assert triples(site.service.snapshot()) == before
    assert site.get(f"/page/{DOUBLE}").status_code == 200


def test_what_was_told_apart_is_not_proposed_again(site):
    site.decide(APART)
    assert site.merges()["waiting"] == []
    assert site.decide(MERGE).status_code == 409
    text = site.get("/merges").get_data(as_text=True)
    assert f'<button name="decision" value="undo {DOUBLE} {TALKS}">' in text


@pytest.mark.parametrize(
    ("decision", "token", "status"),
    [
        (MERGE, "let-me-read", 403),
        (MERGE, "nobody-knows", 401),
        (MERGE, "let-me-do-all", 400),  # who decides is not known
        ("merge", "let-me-write", 400),
        (f"marry {TALKS} {DOUBLE}", "let-me-write", 400),
        (f"merge {TALKS} {TALKS}", "let-me-write", 409),
        (f"merge {TALKS} person/wang-yi", "let-me-write", 409),
        (f"undo {TALKS} {DOUBLE}", "let-me-write", 409),
    ],
)
def test_a_decision_that_cannot_be_made_changes_nothing(site, decision, token, status):
    before = site.service.snapshot().number
    assert site.decide(decision, token).status_code == status
    assert site.service.snapshot().number == before


def test_a_decision_on_another_state_is_refused(site):
    tag = site.get("/merges").headers["ETag"]
    assert site.decide(APART, **{"If-Match": tag}).status_code == 200
    assert site.decide(UNDO, **{"If-Match": tag}).status_code == 412
    assert site.decide(UNDO, **{"If-Match": site.get("/merges").headers["ETag"]}).status_code == 200


def test_a_decision_is_in_the_change_log(site):
    site.decide(MERGE)
    log = (site.service.settings.data / "changes.jsonl").read_text("utf-8").splitlines()[-1]
    assert f"{DOUBLE} was merged into {TALKS}." in log
    assert '"alice"' in log
