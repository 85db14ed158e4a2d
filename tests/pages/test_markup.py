"""Every kind of page is HTML as the standard has it.

Source: HTML Standard, section 13.2 (parsing); every parse error counts.
"""

import re
from urllib.parse import urlencode

import pytest

html5rdf = pytest.importorskip("html5rdf", reason="needs html5rdf: pip install it")

ID, NS = "https://w3id.org/bilateral/id/", "https://w3id.org/bilateral/ns#"
TALKS = "meeting/russia-china-foreign-ministers-2025-07-13"
WHY = urlencode({"s": f"<{ID}{TALKS}>", "p": f"<{NS}stateRepresented>", "o": f"<{ID}state/RUS>"})
PAGES = [
    "/",
    "/page/state/CHN",
    "/page/state/CHN?date=2016&lang=ar",
    "/page/state/CHN?show=events&page=2",
    "/page/state/CHN?show=label",
    "/page/person/sergey-lavrov",
    "/page/organisation/sco",
    f"/page/{TALKS}",
    "/page/statement/russia-china-talks-2025-07-13-e14",
    "/page/document/russia-china-talks-2025-07-13",
    "/page/document/chinese-readout-2025-07-13?show=facts",
    "/page/topic/ukraine-conflict",
    "/page/place/beijing",
    "/page/office/foreign-minister-of-russia",
    "/page/state/XXX",
    "/relation/CHN-RUS",
    "/relation/CHN-RUS?show=meetings&page=2",
    "/relation/CHN-RUS?date=2016",
    "/relation",
    "/dossier/CHN-RUS",
    "/dossier/person/wang-yi",
    f"/why?{WHY}",
    "/search",
    "/search?q=wang",
    "/search?q=nobody+at+all",
    "/queries",
    "/queries/holder-of-an-office",
    "/queries/votes-with-a-state",
    "/queries/timeline-of-two-states",
    "/queries/meetings-per-year",
    "/sparql",
    "/ontology",
    "/class/State",
    "/help",
    "/nowhere",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_parse_error(site, path):
    text = site.get(path).get_data(as_text=True)
    parser = html5rdf.HTMLParser(namespaceHTMLElements=False)
    parser.parse(text)
    assert [(place, code, data) for place, code, data in parser.errors] == []


@pytest.mark.parametrize("path", PAGES)
def test_what_a_page_refers_to_on_itself_is_there_once(site, path):
    text = site.get(path).get_data(as_text=True)
    ids = re.findall(r'\sid="([^"]*)"', text)
    assert len(ids) == len(set(ids)), sorted({each for each in ids if ids.count(each) > 1})
    inner = re.findall(r'\s(?:for|aria-labelledby|aria-describedby|list)="([^"]*)"', text)
    assert {each for names in inner for each in names.split()} <= set(ids)
