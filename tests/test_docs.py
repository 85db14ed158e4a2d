"""What documents say of the code, they say of all of it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from bilateral.build.build_settings import BuildSettings
from bilateral.cli.commands import COMMANDS
from bilateral.content import locations
from bilateral.web import server_settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command):
    assert f"`bilateral {command}" in README


@pytest.mark.parametrize("settings", [BuildSettings, server_settings.ServerSettings])
def test_every_setting_is_documented(settings):
    documented = re.findall(r"^\s+(\w+):", settings.__doc__, re.MULTILINE)
    assert {field.name for field in dataclasses.fields(settings)} <= set(documented)


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
