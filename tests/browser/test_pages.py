"""The pages in a browser: readable at any width, in any light, by keyboard, without script."""

import pytest

PAGES = [
    "/",
    "/page/state/CHN",
    "/page/person/wang-yi",
    "/page/organisation/sco",
    "/page/statement/russia-china-talks-2025-07-13-e14",
    "/page/document/russia-china-talks-2025-07-13",
    "/relation/CHN-RUS",
    "/dossier/CHN-RUS",
    "/search?q=wang",
    "/queries",
    "/queries/votes-with-a-state",
    "/queries/most-active-persons",
    "/ontology",
    "/class/State",
    "/help",
    "/docs",
]
IN_THE_DARK = ["/", "/page/organisation/sco", "/page/statement/russia-china-talks-2025-07-13-e14", "/queries"]


@pytest.mark.parametrize(
    ("path", "scheme"), [(path, "light") for path in PAGES] + [(path, "dark") for path in IN_THE_DARK]
)
def test_axe_finds_no_violation(open_page, path, scheme):
    page = open_page(path, color_scheme=scheme, bypass_csp=True)
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="needs axe-playwright-python: pip install it"
    )
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(open_page, path, width):
    page = open_page(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_search_leads_to_a_person_to_why_and_to_the_source(open_page):
    page = open_page("/", java_script_enabled=False)
    page.fill("#big", "Лавров")
    page.click("main form button")
    page.click("ol.hits a >> nth=0")
    assert page.inner_text("h1") == "Sergey Lavrov"
    page.click("#relations >> xpath=.. >> text=why? >> nth=0")
    assert page.inner_text("p.kind") == "why?"
    page.click(".step .cites a >> nth=0")
    assert page.locator("li:target").count() == 1


def test_three_clicks_answer_which_meetings_who_and_who_says_so(open_page):
    page = open_page("/", java_script_enabled=False)
    page.click("text=China and Russia")
    row = page.locator("tr", has_text="Talks of the Russian and Chinese foreign ministers").first
    read = row.inner_text()
    assert all(each in read for each in ("13 July 2025", "Beijing", "Sergey Lavrov", "North Korea Times"))
    topic = row.locator("li", has_text="conflict of Israel and Iran")
    assert "Russia" in topic.inner_text()
    topic.locator("small a").click()
    assert "Ministry of Foreign Affairs of the Russian Federation" in page.inner_text("main")
    assert page.locator("figure.evidence mark").count() >= 1
    page.click("figure.evidence figcaption a")
    assert page.locator(".digest mark").count() >= 1


def test_a_pair_as_of_a_day_becomes_a_dossier_and_a_table(open_page):
    page = open_page("/relation/CHN-RUS", java_script_enabled=False)
    page.fill("#asof", "2016")
    page.click("main form.choices button")
    assert "date=2016" in page.url
    assert "2 September 2025" not in page.inner_text("main")
    page.click("text=dossier to print")
    assert "as of 2016" in page.inner_text(".kind")
    with page.expect_download() as download:
        page.click("text=CSV")
    assert download.value.suggested_filename.endswith(".csv")


def test_a_question_is_filled_in_and_answered(open_page):
    page = open_page("/queries/holder-of-an-office", java_script_enabled=False)
    page.select_option("#p-office", label="Minister of Foreign Affairs of the People's Republic of China")
    page.fill("#p-date", "2023-03-01")
    page.click("form.ask button")
    assert "Qin Gang" in page.inner_text("main table")


def test_the_keyboard_reaches_the_content_first(open_page):
    page = open_page("/page/state/CHN")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_suggestions_are_chosen_by_keyboard(open_page):
    page = open_page("/")
    page.fill("#q", "")
    page.type("#q", "Лавр")
    page.wait_for_selector("[role=option]")
    assert page.get_attribute("#q", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    active = page.get_attribute("#q", "aria-activedescendant")
    assert page.get_attribute(f"#{active}", "aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/person/sergey-lavrov")
    assert page.inner_text("h1") == "Sergey Lavrov"


def test_suggestions_close_on_escape(open_page):
    page = open_page("/")
    page.type("#q", "chin")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Escape")
    assert page.get_attribute("#q", "aria-expanded") == "false"
