"""Citations name the page, its state and its day, and every source of it."""

import re

import pytest

from bilateral.explore import exports
from bilateral.explore.exports import Work


@pytest.mark.parametrize("path", ["/data/person/sergey-lavrov", "/relation/CHN-RUS"])
def test_both_forms_cite_the_page_and_each_of_its_sources(site, path):
    works = site.get(f"{path}.csl.json?date=2025", "*/*").get_json(force=True)
    text = site.get(f"{path}.bib?date=2025", "*/*").get_data(as_text=True)
    page = path.replace("/data/", "/page/")
    shown = re.findall(r'<li id="source-\d+">', site.page(page, date="2025"))
    assert len(works) == len(shown) + 1 == text.count("@misc{")
    assert works[0]["note"] == "As of 2025-12-31"
    assert works[0]["version"] == f"snapshot {site.service.snapshot().number}"
    assert f"@misc{{{works[0]['id']}," in text
    assert all({"id", "type", "title"} <= work.keys() for work in works)


def test_a_page_links_to_its_citations(site):
    text = site.page("/relation/CHN-RUS", date="2025")
    assert 'href="/relation/CHN-RUS.bib?date=2025"' in text
    assert 'href="/data/state/CHN.csl.json"' in site.page("/page/state/CHN")


def test_a_citation_in_the_other_order_leads_to_the_one_there_is(site):
    response = site.get("/relation/rus-chn.bib", "*/*")
    assert (response.status_code, response.headers["Location"]) == (301, "/relation/CHN-RUS.bib")


def test_what_means_something_to_bibtex_is_escaped():
    work = Work("k", r"50% of {this} \input{x} & that_", url="http://x.example/a}b%20")
    text = exports.as_bibtex([work])
    assert r"50\% of \{this\} \textbackslash{}input\{x\} \& that\_" in text
    assert "http://x.example/a%7Db%20" in text


def test_dates_are_as_precise_as_they_are_known():
    works = [Work("a", "A", issued="2025-07"), Work("b", "B", issued="1998")]
    assert '"date-parts"' in exports.as_csl(works)
    assert "  year = {2025},\n  month = {07}," in exports.as_bibtex(works)
    assert "month" not in exports.as_bibtex(works[1:])
