"""What one connection carries after another answer."""

import http.client

import pytest


@pytest.fixture
def connection(reading):
    """One connection to the small server, kept open."""
    found = http.client.HTTPConnection("127.0.0.1", reading.port, timeout=30)
    yield found
    found.close()


@pytest.mark.parametrize("path", ["/static/site.css", "/docs", "/api/complete?q=a"])
def test_what_comes_after_an_answer_without_a_body_is_the_next_answer(connection, path):
    def ask(**headers):
        connection.request("GET", path, headers={"Accept": "text/html, */*", **headers})
        response = connection.getresponse()
        return response.status, response.read(), response.headers["ETag"]

    status, body, tag = ask()
    while path.startswith("/api") and tag is None:
        # Until the graph is counted an answer has no tag.
        status, body, tag = ask()
    assert (status, bool(body)) == (200, True)
    for _ in range(3):
        assert ask(**{"If-None-Match": tag})[:2] == (304, b"")
    assert ask()[0] == 200
