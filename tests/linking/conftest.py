from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from bilateral.content import locations
from bilateral.linking.wikidata_client import WikidataClient, WikidataSettings, read_queries
from bilateral.web.app import create_app
from bilateral.web.server_settings import ServerSettings as WebSettings
from bilateral.web.service import GraphService

ROOT = Path(__file__).parent.parent.parent


class Wikidata:
    """The local stand-in, with faults on demand."""

    def __init__(self, port: int) -> None:
        self._root = f"http://127.0.0.1:{port}"
        self.endpoint = f"{self._root}/sparql"

    def fault(self, mode: str, times: int, seconds: float = 0) -> None:
        query = urllib.parse.urlencode({"mode": mode, "n": times, "retry_after": f"{seconds:g}"})
        self._get(f"/_fault?{query}")

    def log(self) -> list[dict]:
        return json.loads(self._get("/_log"))

    def up(self) -> bool:
        try:
            return bool(self._get("/_stats"))
        except urllib.error.URLError:
            return False

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(self._root + path, timeout=10) as response:
            return response.read()


@pytest.fixture(scope="session")
def stand_in(shared):
    """A local Wikidata that replays stored items."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, shared / "wikidata" / "mock_wikidata.py", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            found = Wikidata(port)
            for _ in range(150):
                if found.up():
                    break
                time.sleep(0.2)
            yield found
        finally:
            process.terminate()


@pytest.fixture
def wikidata(stand_in):
    """The local Wikidata without faults."""
    stand_in.fault("", 0)
    return stand_in


@pytest.fixture
def client(wikidata, queries, tmp_path):
    """Return a client with further settings, which notes how long it would have waited."""

    def client(**given) -> WikidataClient:
        settings = {
            "contact": "tests@example.org",
            "endpoints": (wikidata.endpoint,),
            "cache": tmp_path / "cache",
            "timeout": 5.0,
            "patience": 20.0,
        }
        waits: list[float] = []
        made = WikidataClient(WikidataSettings(**{**settings, **given}), queries, sleep=waits.append)
        made.waits = waits
        return made

    return client


@pytest.fixture
def pages():
    """Return a client of the pages over a data directory."""
    services = []

    def pages(data):
        services.append(GraphService(WebSettings(data=data, readers=1)))
        return create_app(services[-1]).test_client()

    yield pages
    for service in services:
        service.close()


@pytest.fixture(scope="session")
def queries():
    """The queries of this checkout."""
    return read_queries(locations.locate(ROOT))


def pytest_addoption(parser):
    parser.addoption("--live", action="store_true", help="also ask the real Wikidata")
