"""A row checked for all that are alike is what full checks say of it; an import that was killed goes on."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.importing.conftest import HEADER, row, table

from bilateral.build.date_spans import DateSpans
from bilateral.content.locations import locate
from bilateral.datasets.dataset_files import documents_of
from bilateral.datasets.importing.graph_context import GraphContext
from bilateral.datasets.importing.part_files import PartFiles
from bilateral.datasets.importing.row_parts import RowParts
from bilateral.datasets.resolvers import graph_resolvers
from bilateral.rdf.dates import partial_date
from bilateral.rdf.iris import ONTOLOGY, entity, short
from bilateral.rdf.terms import Quad
from bilateral.rdf.vocabulary import RDF
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.rules.domain_rules import load_rules
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store
from bilateral.validation.shacl import prepare, validate

ROOT = Path(__file__).parents[2]
CONTENT = locate(ROOT)
THINGS = [f"state/{code}" for code in ("FRA", "CHN", "MNG")] + [
    "mission-kind/embassy",
    "mission-kind/consulate",
]
codes = st.sampled_from(["FRA", "CHN", "MNG", ""])
dates = st.sampled_from(["", "1964", "1964-05", "1964-05-06", "1980"])
rows = st.builds(
    row,
    st.just("{}"),
    sender=codes,
    host=codes,
    also=st.lists(codes, max_size=3).map(" ".join),
    kind=st.sampled_from(["embassy", "consulate", ""]),
    since=dates,
    until=dates,
)


class SmallGraph:
    """The ontology and a few states."""

    def __init__(self, world, data):
        self.data = data
        things = set(map(entity, THINGS))
        asserted = list(world.snapshot.quads(ONTOLOGY))
        asserted += [
            q
            for thing in things
            for q in world.snapshot.match(thing)
            if q.graph and "inferred" not in q.graph
        ]
        asserted = [
            quad for quad in asserted if quad.graph == ONTOLOGY or quad.object in things or not is_thing(quad)
        ]
        self.triples = {quad[:3] for quad in asserted}
        self.rules = load_rules(CONTENT.rules)
        self.inferred = set(materialise(self.triples, self.rules).inferred)
        build_store(data, asserted, sorted(self.inferred))
        self.ontology = [quad[:3] for quad in asserted if quad.graph == ONTOLOGY]
        self.shapes = prepare(CONTENT.shapes)


def is_thing(quad: Quad):
    return quad.object.startswith("<https://w3id.org/bilateral/id/")


@pytest.fixture(scope="module")
def small(world, tmp_path_factory):
    return SmallGraph(world, tmp_path_factory.mktemp("small") / "data")


def written(small, mapping, folder, text):
    """Return the files that an import makes of a text, and how far it is."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "rows.csv").write_text(text)
    (document,) = documents_of(mapping, "missions", [folder / "rows.csv"])
    with Snapshot(small.data) as state:
        files = PartFiles(folder, "made")
        files.folder.mkdir(parents=True)
        record = files.begun("1-x")
        context = GraphContext(state, CONTENT, document.graph)
        parts = RowParts(files, record, context, graph_resolvers(state))
        for described, file in document.files:
            parts.add(described, file, document.slug, lambda *_: None)
    return files, record


def triples_of(files, kind):
    return {quad[:3] for path in files.paths(kind) for quad in parse(path)}


@given(st.lists(rows, min_size=1, max_size=8))
@settings(deadline=None, max_examples=6)
def test_what_is_written_is_what_full_validation_and_reasoning_say(small, mapping, tmp_path_factory, made):
    text = table(*(each.replace("{}", str(number)) for number, each in enumerate(made)))
    files, record = written(small, mapping, tmp_path_factory.getbasetemp() / "law", text)
    asserted, inferred = triples_of(files, "asserted"), triples_of(files, "inferred")
    assert record.alone
    # All that was accepted conforms, and what follows from it is there and no more.
    assert wrong(small, asserted) == set()
    facts = small.triples | asserted
    assert set(materialise(facts, small.rules).inferred) == small.inferred | inferred
    # What was rejected would not conform.
    accepted = {short(subject) for subject, _, cls in asserted if cls.endswith("#Mission>")}
    for number, each in enumerate(made):
        if f"mission/rows-{number}" not in accepted:
            assert not conforms(small, each.replace("{}", str(number)), number)


def wrong(small, asserted):
    own = {subject for subject, _, _ in asserted}
    found = validate(small.triples | asserted, small.shapes, small.ontology, own)
    return {short(each.focus_node) for each in found}


def conforms(small, line, number):
    """Return whether a row would conform, its quads made by hand."""
    said = dict(zip(HEADER.split(","), line.split(","), strict=True))
    thing, ns = entity(f"mission/rows-{number}"), "<https://w3id.org/bilateral/ns#{}>".format
    triples = {
        (thing, RDF.type, ns("Mission")),
        (thing, "<http://www.w3.org/2000/01/rdf-schema#label>", f'"{number}"@en'),
    }
    for column, name in (("sender", "sendingState"), ("host", "receivingState")):
        triples |= {(thing, ns(name), entity(f"state/{said[column]}")) for _ in (0,) if said[column]}
    triples |= {(thing, ns("accreditedTo"), entity(f"state/{code}")) for code in said["also"].split()}
    triples |= {
        (thing, ns("missionKind"), entity(f"mission-kind/{said['kind']}")) for _ in (0,) if said["kind"]
    }
    triples |= {(thing, ns("start"), partial_date(said["from"])) for _ in (0,) if said["from"]}
    triples |= {(thing, ns("end"), partial_date(said["until"])) for _ in (0,) if said["until"]}
    triples |= DateSpans(small.ontology).implied(list(triples))
    return not wrong(small, triples)


SCRIPT = """
import sys
from pathlib import Path
from bilateral.datasets.importing import row_parts
sys.path.insert(0, sys.argv[4])
from tests.importing import test_import_laws as laws
laws.go_on(*map(Path, sys.argv[1:4]))
"""


def go_on(data, mapping, folder):
    """Make the parts of an import, or go on with them; parts are small."""
    (document,) = documents_of(mapping, "missions", [folder / "rows.csv"])
    with Snapshot(data) as state:
        files = PartFiles(folder, "made")
        with files.locked():
            record = files.begun("1-x")
            context = GraphContext(state, CONTENT, document.graph)
            parts = RowParts(files, record, context, graph_resolvers(state), rows=100)
            for described, file in document.files[record.file :]:
                parts.add(described, file, document.slug, lambda *_: None)
    return files, record


def content(files):
    kinds = ("asserted", "inferred", "rejected")
    return {kind: [path.read_bytes() for path in files.paths(kind)] for kind in kinds}


def test_an_import_that_is_killed_goes_on_and_equals_one_that_was_not(small, mapping, tmp_path):
    lines = [
        row(number % 5900, also="MNG" * (number % 3 == 0), kind="embassy" * (number % 7 > 0))
        for number in range(6000)
    ]
    whole, halved = tmp_path / "whole", tmp_path / "halved"
    for folder in (whole, halved):
        folder.mkdir()
        (folder / "rows.csv").write_text(table(*lines))
    arguments = [str(each) for each in (small.data, mapping, halved, ROOT)]
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, *arguments], cwd=ROOT)
    end = time.monotonic() + 120
    while len(list(halved.glob("imports/made/asserted-*"))) < 4 and time.monotonic() < end:
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    known = json.loads((halved / "imports/made/record.json").read_text())
    assert 0 < known["rows"] < 6000
    resumed, once = go_on(small.data, mapping, halved), go_on(small.data, mapping, whole)
    assert resumed[1] == once[1]
    assert (once[1].rows, once[1].mapped) == (6000, 5057)
    assert content(resumed[0]) == content(once[0])
