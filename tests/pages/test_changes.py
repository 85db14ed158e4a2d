"""What was changed is shown and followed: as a page, as JSON, and as feeds that programs understand."""

import json
import re
import shutil
import xml.etree.ElementTree as ET
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import pytest

from bilateral.store.snapshots import change_log
from bilateral.store.snapshots.backup import backup
from bilateral.store.snapshots.change_log import ChangeEntry, ChangeLog

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<script>alert(1)</script> \u202e & \x00\x1b]0;x\x07 \ufffe"
CHINA, RUSSIA, FRANCE = "state/CHN", "state/RUS", "state/FRA"


@pytest.fixture(scope="module")
def logged(open_site, world, tmp_path_factory):
    """A site of its own, with a log of some entries."""
    data = tmp_path_factory.mktemp("logged") / "data"
    backup(world.data, data)
    log = ChangeLog(data)
    pair = ((CHINA, RUSSIA),)
    log.append(ChangeEntry(change_log.DOCUMENT, "A report.", "ann", states=(CHINA, RUSSIA), together=pair))
    log.append(ChangeEntry(change_log.REVIEW, HOSTILE, "bob", states=(CHINA, FRANCE)))
    log.append(ChangeEntry(change_log.WITHDRAWAL, "A report was withdrawn.", "ann", documents=("gone-2024",)))
    log.append(ChangeEntry(change_log.UPDATE, "An update.", "", added=1, removed=2, graphs=("graph/x",)))
    return open_site(data=data)


def entries(site, path):
    response = site.get(path, "application/json")
    assert response.status_code == 200, path
    return response.get_json()["changes"]


def kinds(site, path):
    return [each["kind"] for each in entries(site, path)]


def feed(site, path):
    response = site.get(path, "*/*")
    assert response.status_code == 200, path
    assert response.content_type == "application/atom+xml; charset=utf-8"
    return check_feed(response.get_data())


def check_feed(text):
    """Check a feed against what RFC 4287 demands (sections 4.1.1 and 4.1.2), and return it."""
    root = ET.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    check_element(root)
    assert [link.get("href") for link in root.findall(f"{ATOM}link[@rel='self']")] == [
        root.findtext(f"{ATOM}id")
    ]
    found = root.findall(f"{ATOM}entry")
    for entry in found:
        check_element(entry)
        assert len(entry.findall(f"{ATOM}summary")) <= 1
        assert len(entry.findall(f"{ATOM}link[@rel='alternate']")) == 1
        assert re.fullmatch(
            r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", entry.findtext(f"{ATOM}id")
        )
        assert urlsplit(entry.find(f"{ATOM}link").get("href")).scheme == "http"
    times = [entry.findtext(f"{ATOM}updated") for entry in found]
    assert times == sorted(times, reverse=True)
    assert root.findtext(f"{ATOM}updated") == (times or ["1970-01-01T00:00:00Z"])[0]
    assert len({entry.findtext(f"{ATOM}id") for entry in found}) == len(found)
    return root


def check_element(element):
    for name in ("id", "title", "updated"):
        (only,) = element.findall(f"{ATOM}{name}")
        assert only.text
    assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo
    assert [author.findtext(f"{ATOM}name") for author in element.findall(f"{ATOM}author")] != []


def titles(root):
    return [entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")]


def test_changes_are_listed_the_latest_first(logged):
    assert kinds(logged, "/changes") == ["update", "withdrawal", "review", "document", "build"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=review", ["review"]),
        ("actor=ann", ["withdrawal", "document"]),
        ("state=CHN", ["review", "document"]),
        ("state=state/chn", ["review", "document"]),
        ("state=CHN-RUS", ["document"]),
        ("state=RUS-CHN", ["document"]),
        ("state=RUS-FRA", []),
        ("document=gone-2024", ["withdrawal"]),
        ("actor=ann&kind=document", ["document"]),
        ("actor=an", []),
        ("entry=0", []),
    ],
)
def test_changes_are_chosen_by_what_they_are(logged, query, expected):
    assert kinds(logged, f"/changes?{query}") == expected


def test_a_kind_that_there_is_not_is_refused(logged):
    assert logged.get("/changes?kind=xyz", "application/json").status_code == 400


def test_a_long_log_is_read_page_by_page_without_gaps(open_site, world, tmp_path):
    data = tmp_path / "data"
    backup(world.data, data)
    for number in range(120):
        ChangeLog(data).append(ChangeEntry(change_log.REVIEW, f"Number {number}.", "ann"))
    site, path, seen = open_site(data=data), "/changes?kind=review", []
    while path:
        answer = site.get(path, "application/json").get_json()
        seen += [each["sentence"] for each in answer["changes"]]
        # What is added meanwhile moves nothing.
        ChangeLog(data).append(ChangeEntry(change_log.REVIEW, "New.", "ann"))
        path = answer["older"]
    assert seen == [f"Number {number}." for number in reversed(range(120))]


def test_the_page_shows_what_is_in_the_log_inert(logged):
    text = logged.page("/changes")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    for shown in ("A report was withdrawn.", "a token without a name", "China", "France", "1 triple added"):
        assert shown in text
    assert logged.get("/changes").headers["Cache-Control"] == "no-store"


def test_every_page_leads_to_the_changes(logged):
    text = logged.page("/")
    assert '<a href="/changes">Changes</a>' in text
    assert 'type="application/atom+xml" title="All changes" href="/changes.atom"' in text


@pytest.mark.parametrize(
    ("page", "path", "expected"),
    [
        ("/page/state/CHN", "/page/state/CHN/feed.atom", 2),
        ("/relation/CHN-RUS", "/relation/CHN-RUS/feed.atom", 1),
        ("/page/document/putin-xi-2025-09-02", "/page/document/putin-xi-2025-09-02/feed.atom", 0),
        ("/changes", "/changes.atom", 5),
        ("/changes?state=CHN", "/changes.atom?state=CHN", 2),
    ],
)
def test_a_page_names_its_feed_and_a_reader_finds_it(logged, page, path, expected):
    head = logged.page(page).partition("</head>")[0]
    links = re.findall(
        r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', head
    )
    assert path in links
    assert len(titles(feed(logged, path))) == expected


def test_a_feed_is_well_formed_whatever_a_sentence_has(logged):
    found = titles(feed(logged, "/changes.atom"))
    assert found[2].startswith("<script>alert(1)</script>")
    assert "\x00" not in found[2]


def test_the_feed_of_a_document_that_was_withdrawn_says_so(logged):
    assert titles(feed(logged, "/page/document/gone-2024/feed.atom")) == ["A report was withdrawn."]


@pytest.mark.parametrize(
    ("path", "status", "place"),
    [
        ("/relation/RUS-CHN/feed.atom", 301, "/relation/CHN-RUS/feed.atom"),
        ("/page/state/chn/feed.atom", 301, "/page/state/CHN/feed.atom"),
        ("/page/document/none/feed.atom", 404, None),
        ("/page/state/XXX/feed.atom", 404, None),
        ("/relation/XXX-YYY/feed.atom", 404, None),
    ],
)
def test_a_feed_has_the_address_of_its_page_or_is_not_there(logged, path, status, place):
    response = logged.get(path, "*/*")
    assert (response.status_code, response.headers.get("Location")) == (status, place)


@pytest.mark.parametrize("path", ["/changes.atom", "/changes?format=json", "/relation/CHN-RUS/feed.atom"])
def test_who_has_the_latest_is_told_so(logged, path):
    first = logged.get(path, "*/*")
    tag, time = first.headers["ETag"], first.headers["Last-Modified"]
    assert parsedate_to_datetime(time).tzinfo
    assert logged.get(path, "*/*", **{"If-None-Match": tag}).status_code == 304
    assert logged.get(path, "*/*", **{"If-Modified-Since": time}).status_code == 304


def test_the_entries_of_a_feed_lead_to_themselves(logged):
    root = feed(logged, "/changes.atom")
    for entry, title in zip(root.findall(f"{ATOM}entry"), titles(root), strict=True):
        parts = urlsplit(entry.find(f"{ATOM}link").get("href"))
        (only,) = entries(logged, f"{parts.path}?{parts.query}")
        assert only["sentence"][:10] == title[:10]


def test_a_site_without_a_log_says_so(open_site, world, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(world.data, data, symlinks=True)
    (data / change_log.LOG).unlink()
    facts = data / "current" / "facts.json"
    content = json.loads(facts.read_text())
    del content["change"]
    facts.write_text(json.dumps(content))
    site = open_site(data=data)
    assert "No change is recorded yet." in site.page("/changes")
    assert titles(feed(site, "/changes.atom")) == []
    assert urljoin("/changes", "/changes.atom") in site.page("/changes")
