"""Write what an extractor finds in texts as predictions for scoring.

    python tests/ingest/predict.py TEXTS DOCS.jsonl OUT [--extractor NAME] [--data DIRECTORY] [--only ID,ID]

TEXTS is a folder of `ID.txt`; each line of DOCS.jsonl has an id and what is known of the publication; OUT is
a folder, made if need be, for one `ID.json` a text. Names are those of a data directory, or of the graph that
the annotators knew: that of this checkout's content without the large tables, which is built for it. Who came
to the graph with those has no identifier in gold, and would count as wrong for having one.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from bilateral.analysis.analysed_text import AnalysedText
from bilateral.analysis.event_clusters import ToldEvents, cluster_events
from bilateral.analysis.extractors.extractor_registry import load
from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import build
from bilateral.content import locations
from bilateral.ingest.graph_knowledge import read_knowledge
from bilateral.store.snapshots.snapshot import Snapshot

ROOT = Path(__file__).resolve().parents[2]
OF_GOLD = ("codes", "documents", "mappings", "reference")
"""The seeds whose persons and places gold has by their identifiers."""


def analysed_text(texts, line):
    day = line.get("published")
    return AnalysedText(
        (texts / f"{line['id']}.txt").read_text("utf-8"),
        line.get("title") or "",
        date.fromisoformat(day) if day else None,
        line.get("publisher") or "",
        line.get("language") or "en",
        line.get("kind") or "",
    )


def clusters(read, knowledge):
    """Return labels of the events that several texts tell of, by text and number of the event."""
    told = [ToldEvents(findings.events, text.published) for text, findings in read.values()]
    names = list(read)
    return {
        (names[each.text], each.number): f"c{number}"
        for number, group in enumerate(cluster_events(told, knowledge.part_of))
        for each in group
    }


def prediction(identifier, findings, labels):
    """Return findings in the format of predictions."""
    return {
        "id": identifier,
        "mentions": [
            {
                "start": each.span.start,
                "end": each.span.end,
                "entity": each.entity.id,
                "name": each.entity.name,
                "type": each.entity.kind,
                "text": each.text,
            }
            for each in findings.mentions
        ],
        "offices": [
            {
                "person": named(each.person),
                "office": each.office,
                "of": each.of and (each.of.id or each.of.name),
                "status": each.status,
                "start": each.span.start,
                "end": each.span.end,
            }
            for each in findings.offices
        ],
        "events": [
            event(each, labels.get((identifier, number), f"{identifier}-{number}"))
            for number, each in enumerate(findings.events)
        ],
        "statements": [
            {
                "speaker": [named(speaker) for speaker in each.speakers],
                "kind": each.kind,
                "start": each.span.start,
                "end": each.span.end,
                "about": [entity.id or entity.name for entity in each.about],
            }
            for each in findings.statements
        ],
    }


def event(found, label):
    return {
        "type": found.kind,
        "status": found.status,
        "date": found.date and found.date.value,
        "place": found.place and {"id": found.place.id, "name": found.place.name},
        "participants": [
            {**named(each.entity), "state": code(each.state), "role": each.role}
            for each in found.participants
        ],
        "states": [code(state) for state in found.states],
        "topics": list(found.topics),
        "on_sidelines_of": found.sidelines_of or None,
        "evidence": [list(span) for span in found.evidence],
        "cluster": label,
    }


def named(entity):
    return {"entity": entity.id, "name": entity.name}


def code(state):
    return state.rpartition("/")[2] if state else None


def world_knowledge(data):
    """Return what the graph of a data directory knows, or that which the annotators of gold knew."""
    if data:
        with Snapshot(Path(data)) as snapshot:
            return read_knowledge(snapshot)
    with tempfile.TemporaryDirectory() as folder:
        root, made = Path(folder) / "content", Path(folder) / "data"
        for name in ("ontology", "queries", *(f"seeds/{each}" for each in OF_GOLD)):
            shutil.copytree(ROOT / name, root / name)
        build(locations.locate(root), BuildSettings(data=made))
        with Snapshot(made) as snapshot:
            return read_knowledge(snapshot)


def main(given=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", type=Path)
    parser.add_argument("docs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--extractor", default="", help="by name; the default one if none is given")
    parser.add_argument("--data", help="a data directory to take names from")
    parser.add_argument("--only", default="", help="identifiers of texts, separated by commas")
    arguments = parser.parse_args(given)
    knowledge, extractor = world_knowledge(arguments.data), load(arguments.extractor)
    wanted = set(filter(None, arguments.only.split(",")))
    arguments.out.mkdir(parents=True, exist_ok=True)
    read = {}
    for line in map(json.loads, arguments.docs.read_text("utf-8").splitlines()):
        if not wanted or line["id"] in wanted:
            text = analysed_text(arguments.texts, line)
            read[line["id"]] = text, extractor.extract(text, knowledge)
    labels = clusters(read, knowledge)
    for identifier, (_, found) in read.items():
        content = json.dumps(prediction(identifier, found, labels), ensure_ascii=False, indent=1)
        (arguments.out / f"{identifier}.json").write_text(content, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
