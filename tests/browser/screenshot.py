"""Take the picture that the README shows, of a server that runs on the seeds.

python tests/browser/screenshot.py http://127.0.0.1:8000 docs/relation.png
"""

import sys

from playwright.sync_api import sync_playwright

from conftest import CHROMIUM, FLAGS

PATH = "/relation/CHN-RUS"
WINDOW = {"width": 1280, "height": 860}


def main(address, file):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(viewport=WINDOW).new_page()
        page.goto(address + PATH)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=file)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
