"""A real browser on a real server; skipped where either is absent."""

import re
import shutil
import subprocess
import sys

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MAIN = """
import sys
from pathlib import Path
from bilateral.web.server import serve
from bilateral.web.server_settings import ServerSettings
sys.exit(serve(ServerSettings(data=Path(sys.argv[1]), port=0, readers=1)))
"""
_REFUSED = "Failed to load resource"
"""What a browser says of an answer such as 400, which the page shows."""


@pytest.fixture(scope="session")
def address(world):
    """The address of a server on the graph of this checkout."""
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, str(world.data)], stderr=subprocess.PIPE, text=True
    )
    try:
        ready = re.search(r"ready at (http://\S+)", process.stderr.readline())
        assert ready, process.stderr.read()
        yield ready.group(1)
    finally:
        process.terminate()
        process.wait(10)
        process.stderr.close()


@pytest.fixture(scope="session")
def chromium():
    """A headless browser."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright")
    if CHROMIUM is None:
        pytest.skip("needs a Chromium, as Debian's package chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, address):
    """Return a function that opens an address in a new window and fails on what the console complains of."""
    contexts, complaints = [], []

    def open_(path, **options):
        context = chromium.new_context(
            viewport={"width": options.pop("width", 1280), "height": 900}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _REFUSED in message.text or complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []
