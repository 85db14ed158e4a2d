"""A text is brought, reviewed by keyboard and seen in the graph, in a browser on a real server."""

import json
import re
import shutil
import sys
import urllib.parse
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from bilateral.ingest.drafts.draft import REJECTED, WAITING
from bilateral.ingest.drafts.draft_folder import DraftFolder

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "ingest"))

from ingest_walk import DOCUMENT, PATIENCE, PUBLISHED, QUERY, TEXT, TOKEN, Walk, serving  # beside this file
from made_drafts import claim, make_draft  # in the folder of ingest's own tests

MEETING = "meeting/kassym-jomart-tokayev-xi-jinping-2024-07-03"
ID = "https://w3id.org/bilateral/id/"
HOSTILE = (
    "<script>document.title = 'owned'</script> met \u202egnaW\u202c \U0001f1fa\U0001f1f3 in Beijing. "
    "<img src=x onerror=\"document.title = 'owned'\"> said so."
)


def get(address, accept="*/*"):
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=30) as response:
        return response.read().decode()


class BrowserDesk:
    """A server that takes writes, its drafts, and windows on it that complain of what the console says."""

    def __init__(self, chromium, address, data):
        self.chromium, self.address, self.folder = chromium, address, DraftFolder(data)
        self.contexts, self.complaints = [], []

    def open(self, path, **options):
        context = self.chromium.new_context(
            viewport={"width": options.pop("width", 1280), "height": 900}, **options
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self.hear(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.address + path)
        return page

    def hear(self, text):
        if "Failed to load resource" not in text:
            self.complaints.append(text)

    def draft(self, **given):
        """Store a draft of the tests and return the path of its page."""
        number = len(self.folder.slugs())
        suggestions = given.pop("suggestions", make_draft().suggestions)
        made = replace(make_draft(slug=f"draft-{number}", keep_text=True, **given), suggestions=suggestions)
        return f"/ingest/{self.folder.create(made).slug}"

    def trusted(self, path, token=TOKEN):
        page = self.open(path)
        page.fill("#token", token)
        page.click("#who button")
        return page


@pytest.fixture(scope="module")
def served(world, tmp_path_factory):
    data = tmp_path_factory.mktemp("ingest") / "data"
    shutil.copytree(world.data, data, symlinks=True)
    with serving(data) as address:
        yield address, data


@pytest.fixture
def desk(chromium, served):
    found = BrowserDesk(chromium, *served)
    yield found
    for context in found.contexts:
        context.close()
    assert found.complaints == []


def saved(page):
    page.wait_for_selector("html:not(.sending)")
    return int(page.inner_text("#left").split()[0])


def test_the_walk_of_the_document_takes_few_keys_and_its_facts_are_everywhere(desk):
    page = desk.open("/ingest")
    walk = Walk(page, desk.address)
    walk.bring()
    assert walk.add() == "“security in Central Asia”"
    walk.decide()
    assert walk.left() == 0
    assert walk.decided >= 10
    assert walk.keys * 10 <= 40 * walk.decided
    page.goto(f"{desk.address}/relation/CHN-KAZ")
    row = page.locator("tr", has_text="3 July 2024")
    assert "Kassym-Jomart Tokayev" in row.inner_text()
    assert "Example Wire" in row.inner_text()
    fact = urllib.parse.urlencode(
        {
            "s": f"<{ID}{MEETING}>",
            "p": "<https://w3id.org/bilateral/ns#participant>",
            "o": f"<{ID}person/xi-jinping>",
        }
    )
    page.goto(f"{desk.address}/why?{fact}")
    assert "held talks with President Kassym-Jomart Tokayev" in page.inner_text("main")
    feed = get(f"{desk.address}/relation/CHN-KAZ/feed.atom")
    assert walk.slug in feed
    assert "m.adler" in feed
    query = urllib.parse.urlencode({"query": QUERY})
    rows = json.loads(get(f"{desk.address}/sparql?{query}", "application/sparql-results+json"))
    assert any(MEETING in str(row) for row in rows["results"]["bindings"])
    assert "every" not in page.inner_text("h1")


def test_the_pictures_of_the_document_are_there_and_small():
    named = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", DOCUMENT.read_text("utf-8"))
    sizes = {name: (DOCUMENT.parent / name).stat().st_size for name in named}
    assert len(sizes) >= 4
    assert {name: size for name, size in sizes.items() if size >= 150_000} == {}


def test_the_same_text_again_leads_to_what_was_decided(desk):
    page = desk.trusted(desk.draft())
    page.goto(f"{desk.address}/ingest")
    page.fill("#text", make_draft().text)
    page.fill("#published", PUBLISHED)
    page.click("text=Read it >> visible=true")
    page.wait_for_selector("text=This text is there: read on")


def test_a_digit_chooses_and_backspace_takes_back(desk):
    path = desk.draft()
    page = desk.trusted(path)
    page.keyboard.press("e")
    page.keyboard.press("2")
    chosen = page.locator(".sug.now .part:has(h4:text-is('who')) input:checked")
    assert chosen.get_attribute("value") == "person/antony-blinken"
    page.keyboard.press("a")
    assert saved(page) == 0
    assert (
        desk.folder.load(path.removeprefix("/ingest/")).suggestion("s1").part("who").shown == "Antony Blinken"
    )
    page.keyboard.press("Backspace")
    assert saved(page) == 2


def test_a_digit_leads_on_to_the_part_below_whether_it_was_in_doubt_or_not(desk):
    page = desk.trusted(desk.draft())
    page.keyboard.press("e")
    first = page.get_attribute(".part.focus", "data-part")
    page.keyboard.press("1")
    below = page.get_attribute(".part:focus", "data-part")
    parts = page.eval_on_selector_all(".sug.now .part", "all => all.map((each) => each.dataset.part)")
    assert parts[parts.index(first) + 1] == below


def test_when_all_is_decided_the_page_leads_to_what_the_graph_has(desk):
    page = desk.trusted(desk.draft())
    page.keyboard.press("a")
    page.wait_for_selector("#done a[href^='/page/document/']")
    page.keyboard.press("ArrowUp")
    assert page.get_attribute(".sug.now .decided a", "href").startswith("/page/meeting/")


def test_another_thing_is_searched_and_chosen_by_keyboard(desk):
    path = desk.draft()
    page = desk.trusted(path)
    page.keyboard.press("e")
    page.keyboard.press("/")
    page.keyboard.type("Lavrov")
    page.wait_for_selector("[role=option]:visible")
    page.keyboard.press("Enter")
    page.keyboard.press("a")
    saved(page)
    assert (
        desk.folder.load(path.removeprefix("/ingest/")).suggestion("s1").part("who").value
        == "person/sergey-lavrov"
    )


def test_a_name_that_nothing_has_is_made_new_by_keyboard(desk):
    page = desk.trusted(desk.draft())
    page.keyboard.press("e")
    page.keyboard.press("/")
    page.keyboard.type("Qwertz Asdf")
    page.keyboard.press("Enter")
    assert "press Escape and n" in page.inner_text(".sug.now .trouble")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_selector(".made")
    assert page.input_value("[name='rdfs:label']") == "Qwertz Asdf"


def test_two_reviewers_are_told_of_each_other(desk):
    path = desk.draft()
    one, other = desk.trusted(path), desk.trusted(path, "let-other-write")
    one.keyboard.press("x")
    saved(one)
    other.keyboard.press("ArrowDown")
    other.keyboard.press(" ")
    other.wait_for_selector("#toast.refused")
    assert "m.adler rejected" in other.inner_text("#toast")
    assert desk.folder.load(path.removeprefix("/ingest/")).suggestion("s2").state == "waiting"


def test_keys_pressed_fast_are_counted_at_once_and_all_written(desk):
    path = desk.draft()
    page = desk.trusted(path)
    page.keyboard.press("x")
    page.keyboard.press("x")
    assert page.inner_text("#left") == "0 left"
    assert saved(page) == 0
    states = {each.state for each in desk.folder.load(path.removeprefix("/ingest/")).suggestions}
    assert states == {"rejected"}


MANY = 40


def many(state=WAITING):
    """Return so many claims that a page has no forms of most of them, all in one state."""
    return tuple(replace(claim(), id=f"s{number}", hangs_on=(), state=state) for number in range(1, MANY + 1))


@pytest.mark.parametrize("state", [WAITING, REJECTED])
def test_a_form_that_the_page_lacks_is_asked_for_once(desk, state):
    page = desk.open(desk.draft(suggestions=many(state)))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.click(f".cells li:nth-child({MANY}) a")
    page.wait_for_selector(f"#s{MANY}.now form")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("ArrowUp")
    page.wait_for_selector(f"#s{MANY - 1}.now form")
    page.wait_for_load_state("networkidle")
    assert [url.partition("open=")[2] for url in asked if "open=" in url] == [f"s{MANY}"]


def test_a_key_without_a_token_asks_for_one_and_the_question_goes_when_it_is_given(desk):
    page = desk.open(desk.draft())
    page.locator(".sug.now").focus()
    page.keyboard.press("a")
    assert "Give a token" in page.inner_text("#toast")
    page.keyboard.type(TOKEN)
    page.keyboard.press("Enter")
    assert not page.is_visible("#toast")
    page.keyboard.press("x")
    assert saved(page) == 1


def test_a_day_is_typed_by_keyboard(desk):
    path = desk.draft()
    page = desk.trusted(path)
    page.keyboard.press("e")
    page.locator(".sug.now .part:has(h4:text-is('day'))").focus()
    page.keyboard.press("/")
    page.keyboard.type("2025-07-12")
    page.keyboard.press("Enter")
    page.keyboard.press("a")
    saved(page)
    assert desk.folder.load(path.removeprefix("/ingest/")).suggestion("s1").part("day").value == "2025-07-12"


def test_a_wrong_token_is_told_and_nothing_is_lost(desk):
    path = desk.draft()
    page = desk.trusted(path, "wrong")
    page.keyboard.press("x")
    page.wait_for_selector("#toast.refused:has-text('Not saved')")
    assert page.locator(".sug.rejected").count() == 0
    assert desk.folder.load(path.removeprefix("/ingest/")).version == 0


def test_the_token_stays_in_the_tab(desk):
    page = desk.trusted(desk.draft())
    page.keyboard.press("x")
    saved(page)
    assert page.evaluate("document.cookie + localStorage.length") == "0"
    assert TOKEN not in page.url
    page.reload()
    assert not page.is_visible("#token")
    other = page.context.new_page()
    other.goto(page.url)
    assert other.is_visible("#token")


def test_without_script_the_form_does_the_same(desk):
    path = desk.draft()
    page = desk.open(path, java_script_enabled=False)
    form = page.locator(".sug[open] form")
    form.locator("details.edit summary").click()
    form.locator("input[value='person/antony-blinken']").check()
    form.locator("input[name=token]").fill(TOKEN)
    form.locator("button.go").click()
    assert "accepted, with 2" in page.inner_text("#toast")
    assert (
        desk.folder.load(path.removeprefix("/ingest/")).suggestion("s1").part("who").shown == "Antony Blinken"
    )


def test_selected_words_are_found_where_they_stand_in_any_unicode(desk):
    text = f"{HOSTILE} Jane Doe praised Wang Yi."
    page = desk.open(desk.draft(text=text))
    page.evaluate(
        """() => {
          const runs = [...document.querySelectorAll(".source-text [data-at]")];
          const node = runs.at(-1).lastChild;
          const at = node.data.indexOf("praised");
          getSelection().setBaseAndExtent(node, at, node, at + 7);
        }"""
    )
    page.wait_for_selector("#missed")
    start, end = (int(page.input_value(f".missed [name={name}]")) for name in ("start", "end"))
    assert text[start:end] == "praised"


def test_a_hostile_text_is_shown_inert(desk):
    path = desk.draft(text=HOSTILE)
    page = desk.open(path)
    assert page.title() != "owned"
    assert "<script>" in page.inner_text(".source-text")
    assert page.locator(".source-text .control").all_inner_texts() == ["RLO", "PDF"]
    assert page.locator(".source-text :is(script, img)").count() == 0


PAGES = [
    "",
    "{draft}",
    "{draft}?show=left",
    "{draft}/new?suggestion=s1&part=who",
    "{draft}/add?kind=event&words=praised",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation(desk, path, scheme):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="needs axe-playwright-python: pip install it"
    )
    page = desk.open(path.format(draft=desk.draft()) or "/ingest", color_scheme=scheme, bypass_csp=True)
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("width", [320, 390, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(desk, path, width):
    page = desk.open(path.format(draft=desk.draft()) or "/ingest", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_narrow_screen_text_and_suggestions_are_two_tabs(desk):
    page = desk.open(desk.draft(), width=390)
    assert not page.is_visible(".source-text")
    page.click(".tabs .t")
    assert page.is_visible(".source-text")
    assert not page.is_visible("#queue")


def test_on_a_narrow_screen_a_button_leads_from_the_text_to_the_suggestions(desk):
    page = desk.open(desk.draft(), width=390)
    page.click(".tabs .t")
    page.click(".thumb button:has-text('Edit')")
    assert page.is_visible("#queue .part.focus")


def test_the_text_is_that_of_the_document():
    assert TEXT.startswith("Xi Jinping holds talks")
