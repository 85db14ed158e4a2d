"""Pages are fetched within bounds, and no page leads to what is behind a firewall."""

import gzip
import http.server
import threading
import time

import pytest

from bilateral.errors import InputError
from bilateral.ingest.reading import page_download
from bilateral.ingest.reading.document_reader import ReadingLimits

PAGE = "<!doctype html><html><body><p>Xi met Putin in Beijing.</p></body></html>"


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.removeprefix("/")
        getattr(self, name.partition("?")[0].replace("-", "_"))()

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def page(self):
        self.answer(200, PAGE.encode("cp1251"), Content_Type="text/html; charset=windows-1251")

    def moved(self):
        self.answer(301, Location="/page?x=1")

    def loop(self):
        self.answer(302, Location="/loop")

    def to_a_file(self):
        self.answer(302, Location="file:///etc/passwd")

    def nothing(self):
        self.answer(404)

    def large(self):
        self.answer(200, bytes(3 << 20))

    def bomb(self):
        self.answer(200, gzip.compress(bytes(50 << 20)), Content_Encoding="gzip")

    def packed(self):
        self.answer(200, gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def otherwise_packed(self):
        self.answer(200, PAGE.encode(), Content_Encoding="br")

    def slow(self):
        self.send_response(200)
        self.end_headers()
        self.drip()

    def slow_head(self):
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        self.drip()

    def drip(self):
        try:
            while True:
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_comes_with_its_type_and_address(site):
    found = page_download.download(f"{site}/page")
    assert found.content == PAGE.encode("cp1251")
    assert (found.media_type, found.url) == ("text/html; charset=windows-1251", f"{site}/page")


def test_a_page_that_moved_comes_from_where_it_is(site):
    assert page_download.download(f"{site}/moved").url == f"{site}/page?x=1"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("nothing", "the answer is 404"),
        ("loop", "more than 5 redirections"),
        ("to-a-file", "it leads to file:///etc/passwd"),
        ("otherwise-packed", "compressed by br"),
        ("large", "more than 1 MiB"),
        ("bomb", "more than 1 MiB"),
    ],
)
def test_what_cannot_be_had_is_refused(site, path, reason):
    with pytest.raises(InputError, match=reason):
        page_download.download(f"{site}/{path}", ReadingLimits(bytes=1 << 20))


def test_a_compressed_page_is_unpacked(site):
    assert page_download.download(f"{site}/packed").content == PAGE.encode()


@pytest.mark.parametrize("path", ["slow", "slow-head"])
def test_a_page_that_drips_is_given_up(site, monkeypatch, path):
    monkeypatch.setattr(page_download, "_SECONDS", 0.3)
    with pytest.raises(InputError, match=r"longer than 0\.3 seconds"):
        page_download.download(f"{site}/{path}")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://no-such-host.invalid/", "http://[::1/", "http://\u2100/"]
)
def test_an_address_that_answers_nothing_is_an_error_with_its_name(url):
    with pytest.raises(InputError) as refusal:
        page_download.download(url)
    assert refusal.value.path == url


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("127.0.0.1", True),
        ("[::1]", True),
        ("10.1.2.3", True),
        ("192.168.0.1", True),
        ("169.254.169.254", True),
        ("[::ffff:127.0.0.1]", True),
        ("[fd00::1]", True),
        ("0x7f000001", True),
        ("2130706433", True),
        ("localhost", True),
        ("8.8.8.8", False),
        ("[2001:4860:4860::8888]", False),
    ],
)
def test_addresses_of_the_machine_and_its_network_are_known(host, near):
    assert page_download.is_near(f"http://{host}/x") is near
