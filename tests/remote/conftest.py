"""A real engine of another make: Oxigraph's server, or the one that the environment names."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bilateral.errors import StoreError
from bilateral.remote.engine_address import locate
from bilateral.remote.sparql_client import SparqlClient

WRITER = {"Authorization": "Bearer let-me-write", "Content-Type": "application/sparql-update"}


class Engine:
    """An engine and where it is."""

    def __init__(self, folder, port=0):
        self.folder = folder
        self.port = port or _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.start()

    def start(self):
        command = shutil.which(
            "oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        )
        assert command, "the test extra has oxigraph; install it"
        self.process = subprocess.Popen(
            [command, "serve", "--location", self.folder, "--bind", f"127.0.0.1:{self.port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.client = SparqlClient(locate(self.url), 60.0)
        for _ in range(200):
            try:
                return self.client.ask("ASK {}")
            except StoreError:
                time.sleep(0.05)
        raise AssertionError("oxigraph serve does not start")

    def stop(self):
        self.process.kill()
        self.process.wait()


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def engine(tmp_path):
    """An engine with nothing in it."""
    started = Engine(tmp_path / "engine")
    yield started
    started.stop()


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    """An engine for the graphs of one file of tests, one after another."""
    started = Engine(tmp_path_factory.mktemp("lasting") / "engine")
    yield started
    started.stop()
