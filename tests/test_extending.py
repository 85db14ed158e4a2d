"""What docs/extending.md tells a developer to do works: its files are written into a copy and looked at."""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENT = (ROOT / "docs" / "extending.md").read_text("utf-8")
NEW = re.compile(r"^New file `([^`]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDED = re.compile(r"^Added to `([^`]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DIFF = re.compile(r"^```diff\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Extended:
    """A copy of this checkout with what the document adds, and the command of that copy."""

    def __init__(self, root, content):
        self.root, self.data = root, root / "data"
        for folder in ("ontology", "seeds", "queries"):
            shutil.copytree(content / folder, root / folder)
        shutil.copytree(ROOT / "service", root / "service")
        for path, text in NEW.findall(DOCUMENT):
            assert not (root / path).exists(), f"{path} is there already"
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_text(text, "utf-8")
        for path, text in ADDED.findall(DOCUMENT):
            (root / path).write_text((root / path).read_text("utf-8") + "\n" + text, "utf-8")
        for diff in DIFF.findall(DOCUMENT):
            subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=root, check=True)

    def bilateral(self, *arguments):
        return subprocess.run(
            [sys.executable, "-m", "bilateral", *map(str, arguments)],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root / "service")},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def extended(small_content, tmp_path_factory):
    made = Extended(tmp_path_factory.mktemp("extended"), small_content.root)
    built = made.bilateral("build", "--data", made.data)
    assert built.returncode == 0, built.stderr
    return made


@pytest.fixture(scope="module")
def get(extended):
    """Ask a server of the copy for a path."""
    command = [sys.executable, "-m", "bilateral", "serve", "--port", "0", "--data", str(extended.data)]
    environment = {**os.environ, "PYTHONPATH": str(extended.root / "service")}
    with subprocess.Popen(
        command, cwd=extended.root, env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            address = next(
                match[1] for line in server.stderr if (match := re.search(r"ready at (\S+)", line))
            )
            yield lambda path: urllib.request.urlopen(address + path, timeout=30).read().decode()
        finally:
            server.terminate()


def test_every_example_was_found():
    fences = re.findall(r"^```(?:turtle|csv|json|sparql|python|html|diff)$", DOCUMENT, re.MULTILINE)
    assert len(fences) == len(NEW.findall(DOCUMENT)) + len(ADDED.findall(DOCUMENT)) + len(
        DIFF.findall(DOCUMENT)
    )


def test_a_relation_type_has_a_table_and_a_section_on_pages(get):
    assert re.search(r'<h2 id="visawaiver">Visa waivers <small class="count">1<', get("/page/state/MYS"))
    assert "Visa waivers" in get("/relation/CHN-MYS")
    page = get("/page/visa-waiver/china-malaysia")
    assert re.search(r'<h2 id="travel">Travel</h2>.*?longest stay.*?<bdi>30</bdi>', page, re.DOTALL)
    assert "visa waiver" in get("/ontology")


def test_a_shape_refuses_a_row(extended):
    path = extended.root / "seeds" / "travel" / "visa-waivers.csv"
    rows = path.read_text("utf-8")
    path.write_text(rows.replace(",30,", ",0,", 1), "utf-8")
    try:
        refused = extended.bilateral("build", "--data", extended.root / "refused")
    finally:
        path.write_text(rows, "utf-8")
    assert refused.returncode == 2
    assert re.search(r"visa-waivers\.csv:2: .*A visa waiver has at most one bil:longestStay", refused.stderr)


def test_a_question_is_answered(get):
    asked = "/queries/visa-waivers-of-a-state.csv?state=state/CHN"
    assert [row.split(",")[0] for row in get(asked).splitlines()] == ["state", "Malaysia", "Thailand"]
    assert [row.split(",")[0] for row in get(asked + "&day=2024-06-01").splitlines()] == ["state", "Thailand"]
    assert "On the day" in get("/queries/visa-waivers-of-a-state")


def test_what_a_rule_concludes_is_explained(extended, get):
    explained = extended.bilateral(
        "explain", "state/MYS", "bil:everWaivedVisasWith", "state/CHN", "--data", extended.data
    )
    assert "The two parties of a visa waiver have waived visas with each other." in explained.stdout
    assert "asserted by document/example-visa-waivers" in explained.stdout
    assert "ever waived visas with" in get("/page/state/MYS")


def test_a_page_is_shown(get):
    today, then = get("/travel"), get("/travel?date=2024-06-01")
    assert "Visa waiver of China and Malaysia" in today
    assert "Visa waiver of China and Thailand" in today
    assert "Visa waiver of China and Malaysia" not in then
    assert "Visa waiver of China and Thailand" in then
