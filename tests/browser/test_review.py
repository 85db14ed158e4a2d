"""Reviewing links in a browser and without one, on a real server that takes writes."""

import contextlib
import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import pytest

from bilateral.linking.mapping_sets import TOOL, SssomMapping, read_mapping_set, write_mapping_set
from bilateral.linking.review_queue import PROPOSALS

MAIN = """
import sys
from pathlib import Path
from bilateral.build import commit_processes
from bilateral.web.server import serve
from bilateral.web.server_settings import ServerSettings
data = Path(sys.argv[1])
writing = {"token_file": data / "tokens", "committer": commit_processes.infer}
given = writing if (data / "tokens").exists() else {}
sys.exit(serve(ServerSettings(data=data, port=0, readers=1, **given)))
"""
TOKENS = "alice:write:let-me-write\nbob:read:let-me-read\nlet-me-do-all\n"
CITIES = {"tashkent": "Q269", "dresden": "Q1731", "kaliningrad": "Q1829", "st-petersburg": "Q656"}
EVIDENCE = "+50 called {0}, ours {0}; +10 of the same state, Q159; -20 labelled {0}; and others"


def proposal(city, item):
    return SssomMapping(
        f"bil:place/{city}", city, f"wd:{item}", city.title(), TOOL, "0.60", "2026-01-02",
        comment=EVIDENCE.format(city.title()),
    )  # fmt: skip


@contextlib.contextmanager
def serving(world, data, tokens=TOKENS):
    """A server on a copy of the graph with four proposals; with tokens it takes decisions."""
    shutil.copytree(world.data, data, symlinks=True)
    write_mapping_set(data / PROPOSALS, [proposal(*each) for each in CITIES.items()], "waiting")
    if tokens:
        (data / "tokens").write_text(tokens)
    command = [sys.executable, "-c", MAIN, str(data)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            ready = re.search(r"ready at (http://\S+)", line := process.stderr.readline())
            assert ready, line + process.stderr.read()
            yield ready[1]
        finally:
            process.terminate()


@pytest.fixture
def desk(world, tmp_path):
    """The address of a server that takes decisions."""
    with serving(world, tmp_path / "data") as address:
        yield address


@pytest.fixture(scope="module")
def untouched(world, tmp_path_factory):
    """The address of one that nobody decides at."""
    with serving(world, tmp_path_factory.mktemp("review") / "data") as address:
        yield address


@pytest.fixture
def open_desk(chromium):
    """Return a function that opens the page of reviewers, and fails on what the console complains of."""
    contexts, complaints = [], []

    def open_(address, **options):
        context = chromium.new_context(
            viewport={"width": options.pop("width", 1280), "height": 900}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda message: "Failed to load" in message.text or complaints.append(message.text)
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{address}/review")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def get(address, accept="*/*"):
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=30) as response:
        return response.read().decode()


def decide(address, token="let-me-write", **decisions):
    """Send decisions as a program does; return the status and what was answered."""
    fields = {f"bil:place/{city} wd:{CITIES[city]}": value for city, value in decisions.items()}
    headers = {"Accept": "application/json", "Authorization": f"Bearer {token}"}
    body = urllib.parse.urlencode(fields).encode()
    try:
        with urllib.request.urlopen(
            urllib.request.Request(f"{address}/review", body, headers), timeout=30
        ) as found:
            return found.status, json.load(found)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def waiting(address):
    return {row["subject_id"] for row in json.loads(get(f"{address}/review", "application/json"))["waiting"]}


def test_an_accepted_link_is_on_the_page_of_its_entity_and_in_the_mapping_set(desk, tmp_path):
    assert "Q269" not in get(f"{desk}/page/place/tashkent", "text/html")
    status, answer = decide(desk, tashkent="accept", dresden="reject")
    assert (status, [row["author_label"] for row in answer["decided"]]) == (200, ["alice", "alice"])
    assert "http://www.wikidata.org/entity/Q269" in get(f"{desk}/page/place/tashkent", "text/html")
    assert "Q1731" not in get(f"{desk}/data/place/dresden.nt").partition("exactMatch")[2]
    path = tmp_path / "links.sssom.tsv"
    path.write_text(get(f"{desk}/links.sssom.tsv"), "utf-8")
    rows = {row.pair: row for row in read_mapping_set(path)}
    kept = rows["bil:place/tashkent", "wd:Q269"], rows["bil:place/dresden", "wd:Q1731"]
    assert [row.rejected for row in kept] == [False, True]
    assert {row.mapping_justification for row in kept} == {"semapv:ManualMappingCuration"}
    assert all(row.author_label == "alice" and row.mapping_date and row.confidence == "0.6" for row in kept)


def test_what_was_decided_waits_no_more_and_is_not_decided_again(desk):
    assert len(waiting(desk)) == 4
    decide(desk, tashkent="reject")
    assert waiting(desk) == {"bil:place/dresden", "bil:place/kaliningrad", "bil:place/st-petersburg"}
    assert decide(desk, tashkent="accept")[0] == 409


def test_of_decisions_of_which_one_is_refused_none_is_kept(desk):
    decide(desk, tashkent="accept")
    assert decide(desk, dresden="accept", tashkent="reject")[0] == 409
    assert "bil:place/dresden" in waiting(desk)


@pytest.mark.parametrize(
    ("token", "value", "status"),
    [
        ("", "accept", 401),
        ("wrong", "accept", 401),
        ("let-me-read", "accept", 403),
        ("let-me-do-all", "accept", 400),
        ("let-me-write", "perhaps", 400),
        ("let-me-write", "", 400),
    ],
    ids=["no token", "unknown", "for reading", "without a name", "no such decision", "nothing decided"],
)
def test_who_may_not_decide_or_decides_nothing_changes_nothing(untouched, token, value, status):
    assert decide(untouched, token, tashkent=value)[0] == status
    assert len(waiting(untouched)) == 4


def test_a_server_without_tokens_shows_what_waits_and_takes_nothing(world, tmp_path):
    with serving(world, tmp_path / "data", tokens="") as address:
        assert len(waiting(address)) == 4
        assert 'name="token"' not in get(f"{address}/review", "text/html")
        assert decide(address, tashkent="accept")[0] == 403


def test_links_are_decided_on_by_keyboard_alone(desk, open_desk):
    page = open_desk(desk)
    assert page.is_visible("section.keys")
    page.fill("#token", "let-me-write")
    page.locator("#token").blur()
    for key in ["j", "a", "r", "k", "u", "r", "s"]:
        page.keyboard.press(key)
    page.wait_for_url("**/review?decided=2")
    assert page.inner_text("p.said") == "2 decisions kept."
    assert waiting(desk) == {"bil:place/st-petersburg", "bil:place/tashkent"}
    rows = get(f"{desk}/links.sssom.tsv").splitlines()
    cities = [row for row in rows if "alice" in row]
    assert [("Not" in row.split("\t")) for row in cities] == [False, True]


def test_the_token_stays_in_the_tab_and_goes_nowhere_else(desk, open_desk):
    page = open_desk(desk)
    page.fill("#token", "let-me-write")
    page.locator(".proposal input[value=accept]").first.check()
    page.click("section.save button")
    page.wait_for_url("**/review?decided=1")
    assert page.input_value("#token") == "let-me-write"
    assert page.evaluate("document.cookie + localStorage.length") == "0"
    assert "let-me-write" not in page.url
    other = page.context.new_page()
    other.goto(f"{desk}/review")
    assert other.input_value("#token") == ""


def test_a_wrong_token_is_told_and_what_was_marked_stays(untouched, open_desk):
    page = open_desk(untouched)
    page.fill("#token", "wrong")
    page.locator(".proposal input[value=accept]").first.check()
    page.click("section.save button")
    page.wait_for_selector("#outcome:has-text('Not saved')")
    assert page.locator(".proposal input[value=accept]").first.is_checked()
    assert len(waiting(untouched)) == 4


def test_without_script_the_form_does_the_same(desk, open_desk):
    page = open_desk(desk, java_script_enabled=False)
    page.locator(".proposal", has_text="Tashkent").locator("input[value=accept]").check()
    page.fill("#token", "let-me-write")
    page.click("section.save button")
    assert page.inner_text("p.said") == "1 decision kept."
    assert "bil:place/tashkent" not in waiting(desk)


def test_evidence_for_and_against_stands_beside_the_entity(untouched, open_desk):
    page = open_desk(untouched)
    card = page.locator(".proposal", has_text="Dresden").first
    assert "+50 called Dresden" in card.inner_text()
    assert "-20 labelled Dresden; and others" in card.inner_text()
    assert card.locator(".sides a", has_text="Russia").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(untouched, open_desk, scheme):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="needs axe-playwright-python: pip install it"
    )
    page = open_desk(untouched, color_scheme=scheme, bypass_csp=True)
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("width", [320, 1440])
def test_the_page_never_scrolls_sideways(untouched, open_desk, width):
    page = open_desk(untouched, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
