"""Count what is right of what the rules find, and write the counts that confidence is made of.

    python tests/ingest/calibrate.py [--write] [--data DIRECTORY] [--read FOLDER …] [--unread FOLDER …]

The texts and their gold are those of `../shared/ingest`, beside which those of `tests/ingest/held_out` are
counted, and of other folders with `texts/`, `docs.jsonl` and `gold.jsonl`. Prints the curve: of findings
whose confidence lies in a range, how many are right; first with the counts of other texts, so that no
finding counts for itself. What is right in texts that nobody read while the rules were written counts three
times, as it tells more of other texts. Events that titles of readouts name are counted besides. With
`--write`, the counts and the curve are written to the package and the documents.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from bilateral.analysis.annotation import annotate
from bilateral.analysis.confidence.feature_counts import FeatureCounts
from bilateral.analysis.confidence.finding_features import features_of
from bilateral.analysis.confidence.graded_findings import COUNTS
from bilateral.analysis.extractors.extractor_registry import load
from bilateral.analysis.mentions.knowledge_index import prepared

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "ingest"
HELD_OUT = ROOT / "tests" / "ingest" / "held_out"
DOCUMENT = ROOT / "docs" / "ingest-measures.md"
EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
UNREAD = 3  # times that a finding in a text counts which nobody read while the rules were written
KINDS = ("events", "statements", "offices", "mentions")


def script(path):
    """Return a script as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(path.stem, module)
    spec.loader.exec_module(module)
    return module


predict = script(Path(__file__).with_name("predict.py"))
readouts = script(Path(__file__).with_name("readouts.py"))


def judged_text(score, gold, text, knowledge, weight):
    """Return for each kind the features of a text's findings and whether each is right, if that is plain."""
    annotated = annotate(text, prepared(knowledge))
    found = load("rules").extract(text, knowledge)
    predicted = predict.prediction(gold["id"], found, {})
    verdicts = {
        "events": events(score, gold, predicted["events"]),
        "statements": [statement(score, gold, each) for each in predicted["statements"]],
        "offices": [office(score, gold, each) for each in predicted["offices"]],
        "mentions": [mention(score, gold, each) for each in predicted["mentions"]],
    }
    judged = {
        kind: [
            (features_of(each, annotated), verdict)
            for each, verdict in zip(getattr(found, kind), verdicts[kind], strict=True)
            if verdict is not None
        ]
        for kind in KINDS
    }
    return judged | {"weight": weight}


def events(score, gold, predicted):
    """An event is right if type, status, states and date are."""
    aligned = {found: number for number, found in score.align(gold["events"], predicted).items()}
    return [event(score, gold["events"], aligned.get(number), each) for number, each in enumerate(predicted)]


def event(score, told, number, found):
    if number is None:
        near = (each for each in told if each.get("optional") and score.grp_ok(found, each))
        return None if any(touch(score, each, found) for each in near) else False
    if told[number].get("optional"):
        return None
    right = told[number]
    return (
        score.type_ok(found, right)
        and score.date_ok(found, right)
        and score.states_ok(found, right)
        and found["status"] == right["status"]
    )


def touch(score, one, other):
    return any(score.ov(a, b) > 0 for a in score.spans(one) for b in score.spans(other))


def statement(score, gold, found):
    near = [each for each in gold["statements"] if overlaps(score, each, found)]
    if any(speaks(score, each, found) and is_kind(each, found["kind"]) for each in near):
        return True
    return None if any(each.get("optional") for each in near) else False


def overlaps(score, told, found):
    ours, theirs = (found["start"], found["end"]), tuple(told["span"])
    common = score.ov(ours, theirs)
    return common > 0 and 2 * common >= min(ours[1] - ours[0], theirs[1] - theirs[0])


def speaks(score, told, found):
    right = told["speaker"] + told.get("also_speakers", [])
    hits = sum(any(score.same(each, other) for other in right) for each in found["speaker"])
    return hits > 0 and 2 * hits >= len(found["speaker"])


def is_kind(told, kind):
    return kind == told["kind"] or kind in told.get("also_kinds", [])


def office(score, gold, found):
    of_person = [
        each
        for each in gold["offices"]
        if score.same(found["person"], {**each["person"], "type": "person"})
        and score.office_same(found["office"], each["office"])
    ]
    if any(each["of"] and belongs(score, found, each) for each in of_person):
        return True
    return None if any(each.get("optional") for each in of_person) else False


def belongs(score, found, told):
    kind = "state" if score.stc(told["of"]) else "organisation"
    name = told["of"].split("/")[-1].replace("-", " ")
    return score.same(found["of"], {"entity": told["of"], "name": name, "type": kind})


def mention(score, gold, found):
    span = (found["start"], found["end"])
    near = [
        each for each in gold["mentions"] if any(score.ov(span, tuple(other)) > 0 for other in each["spans"])
    ]
    needed = [each for each in near if not each.get("optional")]
    if any(score.same(found, each, strict=True) for each in needed):
        return True
    doubtful = near != needed or (
        not near and found["entity"] is None and found["type"] in {"organisation", "place"}
    )
    return None if doubtful else False


def counted(texts, kind):
    """Return the counts of a kind of finding in texts."""
    judged = (each for text in texts for each in text.get(kind, ()) for _ in range(text["weight"]))
    return FeatureCounts.of(judged)


def cross_validated(texts, further):
    """Yield the kind of each finding, its confidence by counts of other texts, and whether it is right."""
    for kind in KINDS:
        for number, text in enumerate(texts):
            counts = counted([*further, *(each for other, each in enumerate(texts) if other != number)], kind)
            for features, is_right in text[kind]:
                yield kind, counts.share(features), is_right


def fitted(texts, further):
    """Yield the same with the counts of all texts, those that the product has."""
    for kind in KINDS:
        counts = counted([*texts, *further], kind)
        for text in texts:
            for features, is_right in text[kind]:
                yield kind, counts.share(features), is_right


def curve(results):
    """Return the lines of a table: for each range and kind, how many findings there are and are right."""
    cells = defaultdict(list)
    for kind, share, is_right in results:
        low = max(edge for edge in EDGES if edge <= share)
        cells[low, kind].append(is_right)
    lines = ["| confidence | " + " | ".join(KINDS) + " |", "|---|" + "---|" * len(KINDS)]
    for low, high in pairwise(EDGES):
        row = [cell(cells[low, kind]) for kind in KINDS]
        lines.append(f"| {low:.1f}–{min(high, 1.0):.1f} | " + " | ".join(row) + " |")
    return "\n".join(lines)


def cell(verdicts):
    return f"{sum(verdicts)} of {len(verdicts)}" if verdicts else ""


def written(texts, further):
    """Write the counts, and the curves into the document between its marks."""
    counts = {kind: counted([*texts, *further], kind).counts for kind in KINDS}
    COUNTS.write_text(json.dumps(counts, indent=0, sort_keys=True) + "\n", "utf-8")
    tables = (
        f"Counts of the other texts:\n\n{curve(cross_validated(texts, further))}\n\n"
        f"Counts of all texts:\n\n{curve(fitted(texts, further))}"
    )
    text = DOCUMENT.read_text("utf-8")
    marked = re.compile(r"(<!-- curve -->\n).*(\n<!-- /curve -->)", re.DOTALL)
    DOCUMENT.write_text(marked.sub(lambda found: f"{found[1]}\n{tables}\n{found[2]}", text), "utf-8")


def judged_readouts(knowledge):
    """Return what is right in the readouts that may be read: the events that their titles name.

    Their other events are left out, but where the title names a matter at home, none is between states.
    """
    names = readouts.state_names()
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
    rules = load("rules")
    for readout in readouts.readouts(readouts.READOUTS):
        want = None if readout.is_blind else readouts.expected(readout, pattern, names)
        if want is not None:
            found = rules.extract(readout.text, knowledge).events
            annotated = annotate(readout.text, prepared(knowledge))
            yield {"weight": 1, "events": list(of_title(readout, want, found, annotated))}


def of_title(readout, want, found, annotated):
    """Yield the features of the events that a title names, and whether they are right."""
    for each in found:
        features = features_of(each, annotated)
        if not want.kind and len(each.states) > 1:
            yield features, False
        if want.kind and any(feature.startswith("told=title") for feature in features):
            right = readouts.has_kind(each, want, readout.text.title) and {*each.states} == want.states
            yield features, right and readouts.has_day(each, want, readout)


def read_lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def judged_texts(knowledge, folder=SHARED, gold="gold_dev.jsonl", weight=1):
    """Return what is right in each of the annotated texts of a folder."""
    score = script(SHARED / "score.py")
    lines = {line["id"]: line for line in read_lines(folder / "docs.jsonl")}
    return [
        judged_text(
            score,
            told,
            predict.analysed_text(folder / "texts", lines[told["id"]]),
            knowledge,
            UNREAD if lines[told["id"]].get("split") == "held" else weight,
        )
        for told in read_lines(folder / gold)
    ]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true")
    options.add_argument("--data")
    options.add_argument("--read", type=Path, nargs="*", default=[HELD_OUT])
    options.add_argument("--unread", type=Path, nargs="*", default=[])
    chosen = options.parse_args()
    knowledge = predict.world_knowledge(chosen.data)
    texts, further = judged_texts(knowledge), list(judged_readouts(knowledge))
    for weight, folders in ((1, chosen.read), (UNREAD, chosen.unread)):
        for folder in folders:
            further += judged_texts(knowledge, folder, "gold.jsonl", weight)
    sys.stdout.write(f"{curve(cross_validated(texts, further))}\n\n{curve(fitted(texts, further))}\n")
    if chosen.write:
        written(texts, further)


if __name__ == "__main__":
    main()
