"""By which address a client asked, and who it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest

from bilateral.web.http.client_addresses import Proxies, RequestAddress, is_host

PROXY = "10.0.0.1"
SAID = {
    "host": "127.0.0.1:8000",
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "graph.example.org",
}


def test_what_a_trusted_proxy_says_counts():
    found = Proxies([PROXY]).address("http", PROXY, SAID)
    assert found == RequestAddress("https", "graph.example.org", "203.0.113.7")


@pytest.mark.parametrize("trusted", [[], ["10.0.0.2"], ["2001:db8::/32"], ["unix"]])
def test_what_anybody_else_says_is_ignored(trusted):
    found = Proxies(trusted).address("http", PROXY, {**SAID, "forwarded": "for=1.1.1.1;proto=https"})
    assert found == RequestAddress("http", "127.0.0.1:8000", PROXY)


@given(st.lists(st.ip_addresses(v=4).map(str).filter(lambda each: not each.startswith("10.")), min_size=1))
def test_a_client_cannot_choose_its_address_by_sending_the_header_itself(chain):
    sent = {**SAID, "x-forwarded-for": ", ".join(chain)}
    assert Proxies(["10.0.0.0/8"]).address("http", PROXY, sent).client == chain[-1]


def test_proxies_behind_proxies_are_passed_over():
    sent = {**SAID, "x-forwarded-for": "6.6.6.6, 203.0.113.7, 10.9.9.9"}
    assert Proxies(["10.0.0.0/8"]).address("http", PROXY, sent).client == "203.0.113.7"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("for=203.0.113.7;proto=https;host=e.org", RequestAddress("https", "e.org", "203.0.113.7")),
        ('For="[2001:db8::7]:4711";Proto=HTTPS', RequestAddress("https", "a", "2001:db8::7")),
        (
            'for="203.0.113.7:80", for=10.1.1.1;host="e.org:8443"',
            RequestAddress("http", "e.org:8443", "203.0.113.7"),
        ),
        ("for=unknown;proto=gopher", RequestAddress("http", "a", "unknown")),
        ("garbage", RequestAddress("http", "a", PROXY)),
    ],
)
def test_the_standard_header_counts_too(forwarded, expected):
    assert Proxies(["10.0.0.0/8"]).address("http", PROXY, {"host": "a", "forwarded": forwarded}) == expected


def test_a_public_address_is_the_one_of_everything():
    found = Proxies([], "https://graph.example.org/").address("http", "1.2.3.4", {"host": "localhost"})
    assert found == RequestAddress("https", "graph.example.org", "1.2.3.4")


@pytest.mark.parametrize(
    "public", ["graph.example.org", "https://e.org/path", "ftp://e.org", "https://", "https://a b"]
)
def test_a_public_address_is_an_origin(public):
    with pytest.raises(ValueError, match="no origin"):
        Proxies([], public)


@pytest.mark.parametrize(
    "host", ["a b", "a/b", "a@b", "xn--", "a:99999", "a:b", "é", "a\x00", "[::1", "a, b", "-"]
)
def test_what_is_no_host_is_refused(host):
    with pytest.raises(BadRequest):
        Proxies().address("http", "1.2.3.4", {"host": host})


@pytest.mark.parametrize(
    "host", ["a", "a.b-c:80", "127.0.0.1", "[::1]:8000", "xn--nxasmq6b.example", "a_b", "e.org."]
)
def test_what_is_a_host_is_taken(host):
    assert is_host(host)
