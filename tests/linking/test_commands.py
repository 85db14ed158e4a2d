from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bilateral.cli.link_commands import LINK_STEPS, enrich_entities
from bilateral.cli.option_parser import parser
from bilateral.content import locations
from bilateral.content.sssom import read_mappings
from bilateral.linking.wikidata_client import Unavailable

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def folder(tmp_path):
    """A content folder with the queries alone."""
    root = tmp_path / "content"
    shutil.copytree(ROOT / "queries" / "wikidata", root / "queries" / "wikidata")
    (root / "ontology").mkdir()
    return locations.locate(root)


@pytest.fixture
def run(world, wikidata, folder, tmp_path):
    """Run a step of `bilateral link`, or `bilateral enrich`, and return its lines."""
    online = [
        "--contact",
        "tests@example.org",
        "--endpoint",
        wikidata.endpoint,
        "--cache",
        str(tmp_path / "c"),
    ]

    def run(command: str, *arguments: str) -> list[str]:
        if command == "enrich":
            options = parser().parse_args(["enrich", "--data", str(tmp_path), *online, *arguments])
            return list(enrich_entities(options, world.snapshot, folder))
        given = online if command == "propose" else []
        options = parser().parse_args(["link", "--data", str(tmp_path), command, *given, *arguments])
        return list(LINK_STEPS[options.step](options, world.snapshot, folder))

    return run


def test_a_link_is_proposed_reviewed_accepted_and_read_by_the_next_build(run, folder):
    assert "Q269" in run("propose", "place/tashkent")[0]
    assert run("review")[0].startswith("place/tashkent Q269")
    run("accept", "place/tashkent", "Q269", "--author", "A. Reviewer")
    assert run("review") == ["0 wait; decide with: bilateral link accept|reject ENTITY ITEM --author NAME"]
    (path,) = folder.mappings
    quads = {each.quad for each in read_mappings(path)}
    assert any(quad.object.endswith("/Q269>") and "exactMatch" in quad.predicate for quad in quads)


def test_a_rejected_item_is_kept_and_not_proposed_again(run, folder):
    run("propose", "place/tashkent")
    run("reject", "place/tashkent", "Q269", "--author", "A. Reviewer")
    again = run("propose", "place/tashkent")[0]
    assert again.startswith("place/tashkent  none")
    (path,) = folder.mappings
    assert not any("exactMatch>" in each.quad.predicate for each in read_mappings(path))


def test_enrichment_is_written_and_differences_are_listed(run, folder):
    lines = run("enrich", "person/vladimir-putin", "state/RUS")
    assert "statements" in lines[-1]
    text = (folder.root / "seeds" / "enrichment" / "wikidata.nq").read_text("utf-8")
    assert "graph/wikidata-Q7747" in text


def test_offline_says_so_and_how_old_its_answers_are(run, tmp_path):
    run("propose", "place/tashkent")
    for path in (tmp_path / "c").glob("*.json"):
        kept = json.loads(path.read_text("utf-8"))
        kept["fetched"] = (datetime.now(UTC) - timedelta(days=40)).isoformat()
        path.write_text(json.dumps(kept), "utf-8")
    lines = run("propose", "--offline", "place/tashkent")
    assert lines[0].startswith("offline: nothing is fetched")
    assert "Q269" in lines[1]
    assert "up to 40 days old" in lines[-1]
    assert "of today" in run("propose", "place/tashkent")[-1]


def test_what_cannot_be_fetched_leaves_the_file_as_it_was(run, folder, wikidata):
    run("enrich", "person/vladimir-putin")
    path = folder.root / "seeds" / "enrichment" / "wikidata.nq"
    before = path.read_bytes()
    wikidata.fault("inband", 100)
    with pytest.raises(Unavailable):
        run("enrich", "state/CHN")
    assert path.read_bytes() == before
