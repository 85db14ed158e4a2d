"""No page takes longer than a page may, and strangers' queries keep nobody from reading."""

import threading
from urllib.parse import urlencode

import pytest


@pytest.fixture(scope="module")
def hurried(open_site, world):
    """A site whose pages may take no time at all."""
    return open_site(data=world.data, page_timeout=0.0)


def test_a_page_that_takes_too_long_is_a_page_that_says_so(hurried):
    response = hurried.get("/page/state/CHN")
    assert (response.status_code, response.mimetype) == (504, "text/html")
    assert "longer than 0 seconds" in response.get_data(as_text=True)
    problem = hurried.get("/page/state/CHN", "*/*").get_json(force=True)
    assert problem["type"].endswith("/deadline")


def test_the_time_of_one_page_is_not_taken_from_the_next(hurried, site):
    assert hurried.get("/page/state/CHN").status_code == 504
    assert site.get("/page/state/CHN").status_code == 200


def test_pages_are_read_while_every_reader_is_busy(site):
    bomb = urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
    stranger = threading.Thread(target=site.get, args=(f"/sparql?{bomb}", "text/csv"))
    stranger.start()
    try:
        assert site.get("/queries/foreign-ministers").status_code == 200
        assert site.get("/relation/CHN-RUS").status_code == 200
    finally:
        stranger.join()
