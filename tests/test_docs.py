"""What documents say of the code, they say of all of it."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bilateral.build.build_record import BuildSettings
from bilateral.cli.commands import COMMANDS
from bilateral.content import locations
from bilateral.web import server_settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command):
    assert f"`bilateral {command}" in README


def test_the_reference_of_options_is_what_the_command_line_takes():
    script = ROOT / "docs" / "options.py"
    told = subprocess.run([sys.executable, script], capture_output=True, encoding="utf-8", check=True).stdout
    assert (ROOT / "docs" / "options.md").read_text("utf-8") == told


def test_every_setting_of_the_server_is_documented():
    options = (ROOT / "docs" / "options.md").read_text("utf-8")
    fields = dataclasses.fields(server_settings.ServerSettings)
    names = [field.metadata.get("flag") or field.name for field in fields]
    described = re.findall(r"^\s+(\w+):", server_settings.ServerSettings.__doc__, re.MULTILINE)
    assert [
        each for each in names if each not in described and f"--{each.replace('_', '-')}" not in options
    ] == []


def test_every_setting_of_a_build_is_documented():
    documented = re.findall(r"^\s+(\w+):", BuildSettings.__doc__, re.MULTILINE)
    assert {field.name for field in dataclasses.fields(BuildSettings)} <= set(documented)


def test_every_query_says_what_it_asks():
    files = locations.locate(ROOT)
    queries = [*files.integrity, *files.competency, *files.rules]
    assert [path.name for path in queries if not path.read_text("utf-8").startswith("#")] == []


def test_every_decision_has_twelve_lines_at_most():
    sections = (ROOT / "DECISIONS.md").read_text("utf-8").split("\n## ")[1:]
    long = [section.splitlines()[0] for section in sections if len(section.strip().splitlines()) > 13]
    assert long == []


def test_every_path_the_readme_names_is_there():
    folders = re.findall(r"^\| `([\w./-]+/)`", README, re.MULTILINE)
    assert folders
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_no_file_names_a_path_of_one_machine():
    pattern = re.compile(r"(?<![\w.:/])/(?:work|root|home)/\w")
    found = [
        str(path.relative_to(ROOT))
        for folder in ("service", "ontology", "seeds", "queries")
        for path in sorted((ROOT / folder).rglob("*.[a-z]*"))
        if _is_text(path) and pattern.search(path.read_text("utf-8"))
    ]
    assert found == []


def _is_text(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    return path.is_file() and not hidden and path.suffix != ".pyc"


def test_every_link_into_the_code_leads_to_what_it_names():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    links = re.findall(r"\[`(\w+)`\]\(\.\./(service/\S+?\.py)\)", text)
    assert links
    stale = [
        (name, path)
        for name, path in links
        if not (ROOT / path).is_file()
        or not re.search(rf"^(?:def|class) {name}\b", (ROOT / path).read_text("utf-8"), re.MULTILINE)
    ]
    assert stale == []


def test_every_room_is_in_the_architecture():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = [
        path.name for path in (ROOT / "service" / "bilateral").iterdir() if (path / "__init__.py").exists()
    ]
    assert [room for room in rooms if f"| `{room}/` |" not in text] == []
