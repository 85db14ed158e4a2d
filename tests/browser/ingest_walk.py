"""The walk of docs/ingest.md, for the test that follows it and for the script that takes its pictures.

python tests/browser/ingest_walk.py docs [DATA]
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "ingest.md"
TOKEN = "let-me-write"
PUBLISHED = re.search(r"`(\d{4}-\d\d-\d\d)` as the day of publication", DOCUMENT.read_text("utf-8"))[1]
TEXT, QUERY = re.findall(r"^```\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL)
PATIENCE = 120_000  # milliseconds that a slow, busy machine may take for a step
WINDOW = {"width": 1160, "height": 840}
MAIN = """
import sys
from pathlib import Path
from bilateral.build import commit_processes
from bilateral.web.server import serve
from bilateral.web.server_settings import ServerSettings
data = Path(sys.argv[1])
writing = {"token_file": data / "tokens", "committer": commit_processes.infer_and_validate}
sys.exit(serve(ServerSettings(data=data, port=0, readers=1, **writing)))
"""


@contextmanager
def serving(data):
    """Serve a data directory to one who may write; yield the address."""
    (data / "tokens").write_text(f"m.adler:write:{TOKEN}\nother:write:let-other-write\n")
    with subprocess.Popen(
        [sys.executable, "-c", MAIN, str(data)], stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            ready = re.search(r"ready at (http://\S+)", line := process.stderr.readline())
            assert ready, line + process.stderr.read()
            yield ready[1]
        finally:
            process.terminate()


class Walk:
    """What a new user does, with the number of keys that it takes.

    Attributes:
        keys: strokes from the first suggestion to the last decision.
        decided: suggestions.
    """

    def __init__(self, page, address, shoot=lambda _: None):
        self.page, self.address, self.shoot = page, address, shoot
        page.set_default_timeout(PATIENCE)
        self.keys = self.decided = 0

    def bring(self, text=TEXT):
        """Paste the text and wait for its review."""
        page = self.page
        page.goto(f"{self.address}/ingest")
        page.fill("#text", text)
        page.fill("#published", PUBLISHED)
        page.fill("#publisher", "Example Wire")
        page.fill("#licence", "CC-BY-4.0")
        if page.is_visible("#token"):
            page.fill("#token", TOKEN)
        self.shoot("ingest-1-bring")
        page.click("text=Read it >> visible=true")
        page.wait_for_selector("#desk")
        self.slug = page.url.partition("/ingest/")[2].partition("?")[0]

    def press(self, key):
        self.keys += 1
        self.page.keyboard.press(key)

    def left(self):
        return int(self.page.inner_text("#left").split()[0])

    def settle(self):
        """Wait until everything that was decided is written."""
        self.page.wait_for_selector("html:not(.sending)")

    def add(self):
        """Select words and open the form for what they say, then go back."""
        page = self.page
        page.evaluate(
            """() => {
              for (const run of document.querySelectorAll(".source-text [data-at]")) {
                const at = run.firstChild?.data?.indexOf("security in Central Asia") ?? -1;
                const words = run.firstChild;
                if (at >= 0) return getSelection().setBaseAndExtent(words, at, words, at + 24);
              }
            }"""
        )
        page.wait_for_selector("#missed:not([value=''])")
        page.click(".missed button >> nth=0")
        page.wait_for_selector("h1:has-text('Add: event')")
        self.shoot("ingest-3-add")
        words = page.inner_text("blockquote")
        page.go_back()
        page.wait_for_selector("#desk")
        return words

    def decide(self):
        """Decide on all suggestions by keys alone."""
        page = self.page
        total = self.left()
        page.evaluate("document.querySelector('.sug.now').focus({ preventScroll: true }), scrollTo(0, 0)")
        self.press("1")
        self.shoot("ingest-2-review")
        while page.locator(".sug:not(.accepted, .rejected)").count():
            self.press("x" if "claim" in page.inner_text(".sug.now .state") else "a")
            assert self.keys < 3 * total, page.inner_text("#toast")
        self.press("Backspace")
        self.settle()
        self.press("x")
        self.settle()
        self.decided = total - self.left()
        page.evaluate("scrollTo(0, 0)")
        self.shoot("ingest-4-done")


def main(folder, built=""):
    """Take the pictures of the document on a server of its own, of a data directory that was built."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # the test needs none of this
    from small_png import smaller  # noqa: PLC0415  # a script finds it beside itself

    from conftest import CHROMIUM, FLAGS  # noqa: PLC0415  # a script finds it beside itself

    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        data = Path(place) / "data"
        if built:
            shutil.copytree(built, data, symlinks=True)
        else:
            subprocess.run([Path(sys.executable).with_name("bilateral"), "build", "--data", data], check=True)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--disable-lcd-text"])
        page = browser.new_context(viewport=WINDOW).new_page()
        with serving(data) as address:
            walk = Walk(
                page,
                address,
                lambda name: (Path(folder) / f"{name}.png").write_bytes(smaller(page.screenshot())),
            )
            walk.bring()
            walk.add()
            walk.decide()
            page.goto(f"{address}/relation/CHN-KAZ")
            page.wait_for_load_state("networkidle")
            walk.shoot("ingest-5-pair")
            print(f"{walk.decided} suggestions, {walk.keys} keys")  # noqa: T201  # a script
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
