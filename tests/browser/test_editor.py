"""The query page in a browser: written in, completed, run, refused, cancelled, looked at and taken along."""

import subprocess
import sys
import time
import urllib.request
from urllib.parse import urlencode

import pytest

PREFIX = "PREFIX bil: <https://w3id.org/bilateral/ns#>\n"
MEETINGS = (
    PREFIX + "SELECT ?event ?date ?place WHERE { ?event a bil:Meeting ; bil:date ?date ; bil:place ?place }"
)
STATES = (
    PREFIX
    + "SELECT ?state (COUNT(*) AS ?events) WHERE { ?e bil:stateRepresented ?state . ?state a bil:State }"
    " GROUP BY ?state"
)
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
BROKEN = "SELECT * WHERE {\n  ?s ?p ) }"
NETWORK = PREFIX + "CONSTRUCT { ?a bil:metWith ?b } WHERE { ?a bil:metWith ?b } LIMIT 40"
PATIENCE = 60


def write(page, text):
    """Write a query anew, the cursor in the place of the bar."""
    before, _, after = text.partition("|")
    page.fill("#query", before + after)
    page.evaluate("at => document.querySelector('#query').setSelectionRange(at, at)", len(before))
    page.focus("#query")


def painted(page):
    """Wait until the text is coloured: before the next frame."""
    page.evaluate("() => new Promise(requestAnimationFrame)")


def complete(page, text):
    """Ask for completion at the bar."""
    write(page, text)
    page.keyboard.press("Control+Space")
    page.wait_for_selector("#completions [role=option]")


def run(page, text=None):
    """Run a query and wait for its answer."""
    if text is not None:
        page.fill("#query", text)
    with page.expect_response("**/sparql"):
        page.click("button.run")
    page.wait_for_selector("#answer:not(.stale) .answer-bar")


def address_of(text, **parameters):
    return "/sparql?" + urlencode({"query": text, **parameters})


def options(page):
    return page.locator("#completions .text").all_inner_texts()


def metric(address, name):
    text = urllib.request.urlopen(f"{address}/metrics").read().decode()
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(f"bilateral_{name} "))


def test_a_class_is_completed_by_keyboard_and_its_prefix_declared(open_page):
    page = open_page("/sparql")
    complete(page, "SELECT * WHERE { ?x a bilateralmee| }")
    assert options(page)[0] == "bil:BilateralMeeting"
    assert page.get_attribute("#query", "aria-activedescendant") == "completion-0"
    page.keyboard.press("Enter")
    assert page.input_value("#query") == PREFIX + "SELECT * WHERE { ?x a bil:BilateralMeeting  }"
    assert page.locator("#completions").is_hidden()


def test_what_is_completed_can_be_undone(open_page):
    page = open_page("/sparql")
    complete(page, PREFIX + "SELECT * WHERE { ?x a bil:BilateralM| }")
    page.keyboard.press("Tab")
    assert "bil:BilateralMeeting " in page.input_value("#query")
    page.keyboard.press("Control+z")
    assert "bil:BilateralM }" in page.input_value("#query")


def test_properties_that_a_class_has_come_first(open_page):
    page = open_page("/sparql")
    complete(page, PREFIX + "SELECT * WHERE { ?t a bil:Tenure ; | }")
    assert {"bil:holder", "bil:office"} <= set(options(page)[:12])
    assert page.locator("#completions .number").first.inner_text()


def test_a_thing_is_completed_by_its_name(open_page):
    page = open_page("/sparql")
    complete(page, PREFIX + "SELECT * WHERE { ?m bil:participant <Лавров| }")
    page.keyboard.press("Enter")
    assert "<https://w3id.org/bilateral/id/person/sergey-lavrov>" in page.input_value("#query")


def test_a_variable_is_completed_while_it_is_typed(open_page):
    page = open_page("/sparql")
    write(page, "SELECT ?|\nWHERE { ?meeting ?p ?o }")
    page.keyboard.type("me")
    page.wait_for_selector("#completions [role=option]")
    assert options(page) == ["?meeting"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#query").startswith("SELECT ?meeting\nWHERE")


def test_escape_closes_the_list_and_tab_then_leaves_the_text(open_page):
    page = open_page("/sparql")
    complete(page, "SELECT * WHERE { ?x a bil:Me| }")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#completion-1", "aria-selected") == "true"
    page.keyboard.press("Escape")
    assert page.locator("#completions").is_hidden()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "query"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("PREFIX s|", ["prefix"]),
        ("SELECT * { ?x | }", ["property", "prefix"]),
        ("SELECT * { ?x a | }", ["class", "prefix"]),
        ("SELECT * { ?x bil:a ?y ; | }", ["property", "prefix"]),
        ("SELECT * { ?x bil:a 'text'@en , | }", ["entity", "class", "prefix"]),
        ("SELECT * { ?x bil:a/| }", ["property", "prefix"]),
        ("SELECT * { GRAPH ?g { ?x bil:b [ | ] } }", ["property", "prefix"]),
        ("SELECT * { ?x bil:b [ bil:c ?d ] ; | }", ["property", "prefix"]),
        ("SELECT * { ?x a bil:B . FILTER (?x = 1) ?x | }", ["property", "prefix"]),
        ('SELECT * { ?x bil:b "a|b" }', None),
        ("SELECT * { # a|b\n }", None),
    ],
)
def test_what_is_offered_depends_on_the_place(open_page, text, kinds):
    page = open_page("/sparql")
    before, _, after = text.partition("|")
    found = page.evaluate(
        """async ([text, at]) => (await import("/static/editor/sparql.js")).place(text, at)?.kinds ?? null""",
        [before + after, len(before)],
    )
    assert found == kinds


def test_the_text_is_coloured_and_stays_the_text(open_page):
    page = open_page("/sparql")
    text = MEETINGS + '\n# a comment <not an="iri">\nLIMIT 5 "é\\"日本"@en'
    page.fill("#query", text)
    painted(page)
    assert page.evaluate("document.querySelector('.layer').textContent") == text.replace("\n", "")
    assert page.locator(".layer .is-keyword").first.inner_text() == "PREFIX"
    assert page.locator(".layer .is-comment").inner_text() == '# a comment <not an="iri">'


LAYERS = """() => {
    const area = document.querySelector("#query"), lines = document.querySelector(".layer").children;
    Object.assign(area.style, { height: 0, alignSelf: "start" });
    const text = area.scrollHeight - 2 * parseFloat(getComputedStyle(area).paddingTop);
    area.removeAttribute("style");
    const [first, last] = [lines[0], lines[lines.length - 1]].map((line) => line.getBoundingClientRect());
    return [text, last.bottom - first.top];
}"""


@pytest.mark.parametrize("width", [320, 700, 1440])
@pytest.mark.parametrize(
    "text",
    [
        MEETINGS,
        "x" * 500,
        "SELECT " + "?variable " * 90,
        " " * 90 + "a",
        '\t<http://e/é> "日本語 текст"\n' * 9,
    ],
)
def test_the_coloured_layer_breaks_its_lines_where_the_text_does(open_page, width, text):
    page = open_page("/sparql", width=width)
    page.fill("#query", text)
    painted(page)
    natural, layer = page.evaluate(LAYERS)
    assert abs(natural - layer) < 2


def test_a_long_text_is_put_in_and_the_cursor_stays_in_sight(open_page):
    page = open_page("/sparql")
    page.fill("#query", "\n".join(f"?s{number} bil:date ?day ." for number in range(400)))
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+End")
    painted(page)
    box = page.locator(".code").evaluate("box => [box.scrollTop, box.scrollHeight - box.clientHeight]")
    assert box[0] > 0
    assert box[1] - box[0] < 40


def test_an_error_is_said_and_marked_in_its_place(open_page):
    page = open_page("/sparql")
    page.fill("#query", BROKEN)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#refusal [role=alert]")
    assert "Line 2, column 9" in page.inner_text("#refusal")
    assert page.locator(".bad-line").inner_text() == "  ?s ?p ) }"
    assert page.locator(".bad").inner_text() == ")"
    assert page.get_attribute("#query", "aria-invalid") == "true"
    page.keyboard.type("?o")
    painted(page)
    assert page.locator(".bad").count() == 0


def test_a_permalink_answers_alike_with_script_and_without(open_page):
    page = open_page("/sparql")
    run(page, MEETINGS)
    link = page.url.partition("//")[2].partition("/")[2]
    first = page.locator("table.result tbody tr").first.inner_text()
    for scripted in (True, False):
        again = open_page("/" + link, java_script_enabled=scripted)
        assert again.input_value("#query") == MEETINGS
        assert again.locator("table.result tbody tr").first.inner_text() == first


def test_back_shows_the_answer_before(open_page):
    page = open_page("/sparql")
    run(page, MEETINGS)
    run(page, STATES)
    page.go_back()
    page.wait_for_selector("table.result th >> text=place")
    assert page.input_value("#query") == MEETINGS


@pytest.mark.parametrize(
    ("text", "view", "drawn"),
    [
        (MEETINGS, "timeline", "svg.timeline a"),
        (STATES, "map", "svg.world a"),
        (STATES, "bars", "ul.chart li"),
        (MEETINGS, "graph", "svg.network a"),
        (NETWORK, "graph", "svg.network a"),
    ],
)
def test_an_answer_is_shown_in_every_view_that_fits(open_page, text, view, drawn):
    page = open_page("/sparql")
    run(page, text)
    with page.expect_response("**/sparql"):
        page.click(f"a[data-view={view}]")
    page.wait_for_selector(drawn)
    page.wait_for_url(f"**view={view}**")
    assert page.locator(f"a[data-view={view}][aria-current]").count() == 1
    assert f"view={view}" in page.url
    still = open_page("/" + page.url.partition("//")[2].partition("/")[2], java_script_enabled=False)
    assert still.locator(drawn).count() == page.locator(drawn).count() > 1


def test_a_view_that_does_not_fit_is_not_offered(open_page):
    page = open_page(address_of("SELECT (STR(?x) AS ?text) { ?x a ?y } LIMIT 3", view="map"))
    assert page.locator(".views").count() == 0
    assert page.locator("table.result tbody tr").count() == 3


def test_labels_lead_to_pages_and_iris_are_on_hover(open_page):
    page = open_page(address_of("SELECT ?x { VALUES ?x { <https://w3id.org/bilateral/id/state/CHN> } }"))
    link = page.locator("table.result tbody a")
    assert link.inner_text() == "China"
    assert link.get_attribute("title") == "https://w3id.org/bilateral/id/state/CHN"
    link.click()
    assert page.inner_text("h1") == "China"


def test_what_is_inferred_can_be_left_out(open_page):
    page = open_page("/sparql")
    run(page, PREFIX + "SELECT ?e ?s WHERE { ?e bil:stateRepresented ?s }")
    assert not page.inner_text(".amount").startswith("0 rows")
    with page.expect_response("**/sparql"):
        page.click("text=asserted only")
    page.wait_for_selector("text=0 rows")
    assert "reasoning=none" in page.url


def test_an_ask_says_yes_or_no(open_page):
    assert open_page(address_of("ASK { ?s ?p ?o }")).inner_text(".verdict") == "Yes"
    assert open_page(address_of("ASK { ?s <http://e/no> ?o }")).inner_text(".verdict") == "No"


@pytest.mark.parametrize("title", ["CSV", "TSV", "JSON", "XML"])
def test_an_answer_is_downloaded(open_page, title):
    page = open_page(address_of(STATES))
    with page.expect_download() as download:
        page.click(f".take >> text={title}")
    assert download.value.suggested_filename == f"answer.{title.lower()}"
    assert "state/CHN" in download.value.path().read_text()


def test_a_graph_is_downloaded_as_rdf(open_page):
    page = open_page(address_of(NETWORK))
    with page.expect_download() as download:
        page.click(".take >> text=Turtle")
    assert "metWith" in download.value.path().read_text()


@pytest.mark.parametrize("text", [STATES, STATES.replace("\n", "\n# 'quoted' \"twice\" $HOME \\ \n")])
def test_the_query_as_python_and_as_curl_gives_the_same_table(open_page, text):
    page = open_page("/sparql", permissions=["clipboard-read", "clipboard-write"])
    run(page, text)
    page.click("text=Use this query elsewhere")
    copied = {}
    for name in ("CSV address", "curl", "Python"):
        page.click(f"[aria-label='Copy as {name}']")
        copied[name] = page.evaluate("navigator.clipboard.readText()")
    table = urllib.request.urlopen(copied["CSV address"]).read().decode()
    assert "state/CHN" in table
    assert (
        subprocess.run(["sh", "-c", copied["curl"]], capture_output=True, check=True).stdout.decode() == table
    )
    printed = subprocess.run([sys.executable, "-c", copied["Python"]], capture_output=True, check=True)
    assert len(printed.stdout.splitlines()) == len(table.splitlines()) - 1


def test_cancelling_frees_the_reader_at_once(open_page, address):
    page = open_page("/sparql")
    killed = metric(address, "readers_killed_total")
    page.fill("#query", ENDLESS)
    page.click("button.run")
    page.wait_for_selector("text=Running …")
    while metric(address, "readers_idle"):
        time.sleep(0.05)
    page.click("button[value=cancel]")
    page.wait_for_selector("text=Cancelled after")
    end = time.monotonic() + PATIENCE
    while not metric(address, "readers_idle"):
        assert time.monotonic() < end, "the reader goes on for nobody"
        time.sleep(0.05)
    # A reader that nobody had freed would have been killed at its deadline, which is counted.
    assert metric(address, "readers_killed_total") == killed
    run(page, STATES)
    assert "rows" in page.inner_text(".amount")


def test_what_takes_too_long_is_said(open_page):
    page = open_page(address_of(ENDLESS), java_script_enabled=False)
    assert "took longer than" in page.inner_text("#refusal")


def test_an_example_is_loaded_and_opens_in_its_own_view(open_page):
    page = open_page("/sparql")
    page.select_option("#example", "meetings-of-two-states")
    page.wait_for_selector(".layer >> text=# When did two states meet?")
    run(page)
    assert page.locator("svg.timeline a").count() > 1


def test_an_example_is_loaded_without_script(open_page):
    page = open_page("/sparql", java_script_enabled=False)
    page.select_option("#example", "meetings-of-two-states")
    page.click("text=Load")
    page.click("button.run")
    assert page.locator("svg.timeline a").count() > 1


def test_an_error_is_marked_without_script(open_page):
    page = open_page("/sparql", java_script_enabled=False)
    page.fill("#query", BROKEN)
    page.click("button.run")
    assert "Line 2, column 9" in page.inner_text("#refusal")
    assert page.inner_text("#refusal mark") == ")"
    assert page.input_value("#query") == BROKEN


def test_earlier_queries_are_kept_and_forgotten(open_page):
    page = open_page("/sparql")
    run(page, STATES)
    page.reload()
    page.fill("#query", "")
    page.click("text=History")
    page.click("dialog li button")
    assert page.input_value("#query") == STATES
    page.click("text=History")
    page.click("text=Forget all")
    assert page.locator("dialog li").count() == 0
    assert page.locator("text=None yet").is_visible()


def test_rows_are_sorted_and_filtered(open_page):
    page = open_page(address_of(STATES))
    column = page.locator("table.result td.number")
    page.click("table.result th:nth-child(2) button")
    numbers = [int(text) for text in column.all_inner_texts()]
    assert numbers == sorted(numbers)
    page.click("table.result th:nth-child(2) button")
    assert [int(text) for text in column.all_inner_texts()] == numbers[::-1]
    page.fill(".filter input", "china")
    assert page.locator("table.result tbody tr:visible").count() == 1
    assert page.inner_text(".filter [role=status]") == f"1 of {len(numbers)}"


def box(page):
    return [float(each) for each in page.get_attribute(".picture svg", "viewBox").split()]


@pytest.mark.parametrize(
    "path", [address_of(STATES, view="map"), "/page/organisation/sco", "/relation/CHN-RUS"]
)
def test_a_picture_is_zoomed_and_moved_by_keyboard(open_page, path):
    page = open_page(path, reduced_motion="reduce")
    whole = box(page)
    page.focus(".picture")
    page.keyboard.press("+")
    near = box(page)
    assert near[2] < whole[2]
    page.keyboard.press("ArrowRight")
    assert box(page)[0] > near[0]
    page.keyboard.press("0")
    assert box(page) == whole


def test_a_picture_is_zoomed_smoothly_only_where_motion_is_welcome(open_page):
    steps = """() => new Promise((done) => {
        const svg = document.querySelector(".picture svg"), seen = new Set();
        new MutationObserver(() => seen.add(svg.getAttribute("viewBox"))).observe(svg, { attributes: true });
        document.querySelector(".picture-tools [aria-label='Zoom in']").click();
        setTimeout(() => done(seen.size), 800);
    })"""
    path = address_of(STATES, view="map")
    assert open_page(path, reduced_motion="reduce").evaluate(steps) == 1
    assert open_page(path, reduced_motion="no-preference").evaluate(steps) > 1


def test_a_picture_is_filtered(open_page):
    page = open_page(address_of(STATES, view="map"))
    page.fill(".picture-tools input", "china")
    assert page.locator("svg.world a:not(.faded)").count() == 1
    assert page.inner_text(".picture-tools [role=status]").startswith("1 of ")


def opened_list(page):
    complete(page, PREFIX + "SELECT * WHERE { ?x a bil:| }")


def refused(page):
    page.fill("#query", BROKEN)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#refusal [role=alert]")


def answered(page):
    run(page, MEETINGS)


def drawn(view, text):
    def draw(page):
        run(page, text)
        page.click(f"a[data-view={view}]")
        page.wait_for_url(f"**view={view}**")
        page.wait_for_selector(".picture, ul.chart")

    return draw


def remembered(page):
    run(page, STATES)
    page.click("text=History")


def elsewhere(page):
    run(page, STATES)
    page.click("text=Use this query elsewhere")


STATES_OF_THE_PAGE = {
    "at first": lambda _: None,
    "list": opened_list,
    "error": refused,
    "answer": answered,
    "map": drawn("map", STATES),
    "chart": drawn("bars", STATES),
    "timeline": drawn("timeline", MEETINGS),
    "graph": drawn("graph", NETWORK),
    "history": remembered,
    "elsewhere": elsewhere,
}


@pytest.mark.parametrize("state", STATES_OF_THE_PAGE)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_any_state(open_page, state, scheme):
    page = open_page("/sparql", color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    STATES_OF_THE_PAGE[state](page)
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="needs axe-playwright-python: pip install it"
    )
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("state", STATES_OF_THE_PAGE)
@pytest.mark.parametrize("width", [320, 1440])
def test_no_state_scrolls_sideways(open_page, state, width):
    page = open_page("/sparql", width=width)
    STATES_OF_THE_PAGE[state](page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
