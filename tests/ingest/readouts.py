"""How many readouts of presidencies are understood: what their titles say, and what the analysis finds.

    python tests/ingest/readouts.py [READOUTS] [--extractor NAME] [--half HALF] [--most N] [--failures N]

READOUTS is `../shared/datasets/readouts/readouts.jsonl.gz` unless it is given. The titles of the two
presidencies follow a few forms ("Telephone conversation with President of France Emmanuel Macron", "Readout
of President Biden's Call with Prime Minister Kishida of Japan"), from which the kind, the other state and the
day (that of publication, unless the title has one) are taken by the patterns below and a list of states,
without the analysis. Titles that name neither a call, a meeting nor a visit, or several states, do not count.

The half whose identifier's MD5 begins with 0 to 7 is readable (`--failures` prints what went wrong there);
the other, blind, is only counted.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bilateral.analysis.analysed_text import AnalysedText
from bilateral.analysis.event_comparison import SAME, compare, day_range
from bilateral.analysis.extractors.extractor_registry import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.analysis.findings import FoundEvent

ROOT = Path(__file__).parent.parent.parent
READOUTS = ROOT.parent / "shared" / "datasets" / "readouts" / "readouts.jsonl.gz"
_KINDS = {
    "call": re.compile(r"(?i)\b(?:telephone conversations?|(?:video |phone )?calls?)\b"),
    "visit": re.compile(r"(?i)\b(?:visit|travel|trip)\b"),
    "meeting": re.compile(r"(?i)\b(?:meetings?|talks)\b"),
}
_OF_ENCOUNTERS = re.compile(
    r"(?i)^(?:readout|statement (?:by|from)|nsc press statement|telephone conversation|meeting|talks|"
    r"[\w-]+-[\w-]+ talks|on \w+ \d+|visit)"
)
_NOT_ONE = re.compile(
    r"(?i)joint statement|statements for the press|following|greetings|ambassadors|press conference|answers|"
    r"senior administration official travel|task force|steering committee|business|ministers of|delegation|"
    r"forum|congress|summit|parliament"
)
_AT_HOME = re.compile(r"\b(?:Governors?|Mayors?|Senators?|Congress|Legislat\w+|New Mexico|Region)\b")
_DAY = re.compile(
    r"\bOn (January|February|March|April|May|June|July|August|September|October|November|December) (\d+)\b"
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_PUBLISHERS = {"The White House": "state/USA", "President of Russia (Kremlin)": "state/RUS"}
_HOME = {"state/USA", "state/RUS"}
_NAMES = (("state-names.csv", "label"), ("state-aliases.csv", "alias"), ("demonyms.csv", "adjective"))


@dataclass(frozen=True)
class Expected:
    """What a title says: the kind, both states and the day of an event; no kind for a matter at home."""

    kind: str
    states: frozenset[str]
    day: str


@dataclass(frozen=True)
class Readout:
    """A text and its line."""

    id: str
    text: AnalysedText
    publisher: str

    @property
    def is_blind(self) -> bool:
        return hashlib.md5(self.id.encode(), usedforsecurity=False).hexdigest()[0] >= "8"


def readouts(path: Path) -> Iterator[Readout]:
    """Yield the texts of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            published = date.fromisoformat(row["published"])
            text = AnalysedText(
                row["text"], row["title"], published, row["publisher"], row["language"], "readout"
            )
            yield Readout(row["id"], text, _PUBLISHERS[row["publisher"]])


def state_names() -> dict[str, str]:
    """Return names, adjectives and capitals of states, as titles write them, with the state."""
    reference = ROOT / "seeds" / "reference"
    found = {}
    for file, column in _NAMES:
        with (reference / file).open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                english = row.get("language") in {"en", "", None}
                if english and row[column] and len(row[column]) > 3 and row["polity"].startswith("state/"):
                    found[row[column]] = row["polity"]
    with (reference / "states.csv").open(encoding="utf-8", newline="") as rows:
        found |= {row["label"]: f"state/{row['iso3']}" for row in csv.DictReader(rows)}
    return found | {
        "Vietnam": "state/VNM",
        "Turkey": "state/TUR",
        "UAE": "state/ARE",
        "ROK": "state/KOR",
        "Korea": "state/KOR",
    }


def named(title: str, pattern: re.Pattern[str], names: dict[str, str]) -> set[str]:
    """Return the states that a title names."""
    return {names[found[0]] for found in pattern.finditer(title)}


def expected(readout: Readout, pattern: re.Pattern[str], names: dict[str, str]) -> Expected | None:
    """Return what a title says; None where it does not say enough."""
    title = readout.text.title
    others = set() if _AT_HOME.search(title) else named(title, pattern, names) - {readout.publisher}
    kind = next((kind for kind, words in _KINDS.items() if words.search(title)), "")
    if not others:
        return Expected("", frozenset(), "") if kind and _is_at_home(readout, pattern, names) else None
    if not kind or len(others) > 1 or not _OF_ENCOUNTERS.search(title) or _NOT_ONE.search(title):
        return None
    return Expected(kind, frozenset({readout.publisher, *others}), _day(readout))


def _is_at_home(readout: Readout, pattern: re.Pattern[str], names: dict[str, str]) -> bool:
    """Return whether the title and the beginning of the text name no other state and no foreign body."""
    beginning = readout.text.text[: len(readout.text.title) + 700]
    foreign = named(beginning, pattern, names) - _HOME
    return not foreign and not re.search(
        r"(?i)foreign|international|allies|european|\bEU\b|\bUN\b|united nations|nato|prime minister|"
        r"ambassador|quad\b|g7|g20|summit|leaders of|counterpart|his majesty|palestin",
        beginning,
    )


def _day(readout: Readout) -> str:
    published = readout.text.published or date.min
    found = _DAY.search(readout.text.title)
    if not found:
        return published.isoformat()
    month = _MONTHS.index(found[1]) + 1
    return date(published.year + (month < published.month), month, int(found[2])).isoformat()


def has_kind(event: FoundEvent, want: Expected, title: str) -> bool:
    """Return whether the kind is right; what is called a virtual meeting is a call as well."""
    virtual = bool(re.search(r"(?i)virtual|video", title)) and {event.kind, want.kind} <= {"call", "meeting"}
    return event.kind == want.kind or virtual


def has_day(event: FoundEvent, want: Expected, readout: Readout) -> bool:
    """Return whether the day is that of the title, or one that the text tells within a week of publication.

    A visit may be a range of days, and of one that is announced the title has no day.
    """
    days = day_range(event.date.value) if event.date else None
    wanted = date.fromisoformat(want.day)
    if want.kind == "visit" and not _DAY.search(readout.text.title):
        return True
    if days is None:
        return False
    if days[0] <= wanted <= days[1] and (days[1] - days[0]).days < 15:
        return True
    return bool(event.date and event.date.span) and abs((days[0] - wanted).days) <= (
        60 if event.status != "occurred" else 7
    )


def say(*words: object) -> None:
    """Write a line."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def judge(readout: Readout, want: Expected, events: tuple[FoundEvent, ...]) -> str:
    """Return "right", or the first of kind, states, day that no event has."""
    left = [event for event in events if has_kind(event, want, readout.text.title)]
    if not left:
        return "no event of the kind"
    left = [event for event in left if set(event.states) == want.states]
    if not left:
        return "other states"
    return "right" if any(has_day(event, want, readout) for event in left) else "another day"


def between_states(events: tuple[FoundEvent, ...]) -> bool:
    """Return whether an event is between two states or more."""
    return any(len(event.states) > 1 for event in events)


def pairs_matched(found: dict[str, tuple[Readout, tuple[FoundEvent, ...]]]) -> tuple[int, int, list[str]]:
    """Return how many calls and meetings that both presidencies report are matched, of how many."""
    ours = [
        pair for pair in found.values() if pair[0].publisher == "state/USA" and "Putin" in pair[0].text.title
    ]
    theirs = [
        pair
        for pair in found.values()
        if pair[0].publisher == "state/RUS" and re.search("Biden|US President", pair[0].text.title)
    ]
    matched, missed, pairs = 0, [], 0
    for one, events in ours:
        for other, others in theirs:
            apart = abs(((one.text.published or date.min) - (other.text.published or date.min)).days)
            kinds = [
                {kind for kind, words in _KINDS.items() if words.search(each.text.title)}
                for each in (one, other)
            ]
            if apart > 1 or not all(kinds):
                continue
            pairs += 1
            if any(compare(event, each).verdict == SAME for event in events for each in others):
                matched += 1
            else:
                missed.append(f"{one.id} and {other.id}")
    return matched, pairs, missed


def _of(found: dict[str, tuple[Readout, tuple[FoundEvent, ...]]], publisher: str, named: str):
    return [
        pair
        for pair in found.values()
        if pair[0].publisher == publisher and re.search(named, pair[0].text.title)
    ]


def main() -> None:
    arguments = _arguments()
    names = state_names()
    pattern = re.compile(
        r"\b(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + r")\b"
    )
    extractor, knowledge = load(arguments.extractor), _knowledge()
    verdicts: dict[tuple[str, str], Counter[str]] = {}
    found: dict[str, tuple[Readout, tuple[FoundEvent, ...]]] = {}
    failures: list[str] = []
    begun, texts, words = time.perf_counter(), 0, 0
    for readout in list(readouts(arguments.readouts))[: arguments.most or None]:
        half = "blind" if readout.is_blind else "readable"
        want = expected(readout, pattern, names)
        if want is None or (arguments.half and half != arguments.half):
            continue
        events = extractor.extract(readout.text, knowledge).events
        texts, words = texts + 1, words + len(readout.text.text.split())
        found[readout.id] = (readout, events)
        verdict = (
            judge(readout, want, events) if want.kind else ("an event" if between_states(events) else "none")
        )
        verdicts.setdefault((half, want.kind or "at home"), Counter())[verdict] += 1
        if half == "readable" and verdict not in {"right", "none"}:
            failures.append(f"{verdict}: {readout.text.published} {readout.text.title}\n    {_told(events)}")
    report(verdicts)
    matched, pairs, missed = pairs_matched(found)
    say(f"reported by both: {matched} of {pairs} matched")
    for pair in missed if arguments.failures else ():
        say("  not:", pair)
    say(f"{texts} texts, {words} words in {time.perf_counter() - begun:.0f} s")
    say("\n".join(failures[: arguments.failures]))


def report(verdicts: dict[tuple[str, str], Counter[str]]) -> None:
    """Print a line for each half and kind, and the share of all encounters."""
    for half in sorted({half for half, _ in verdicts}):
        total = Counter[str]()
        for (of_half, kind), counts in sorted(verdicts.items()):
            if of_half == half:
                say(
                    f"{half:9} {kind:8}",
                    ", ".join(f"{verdict} {number}" for verdict, number in counts.most_common()),
                )
                total += counts if kind != "at home" else Counter()
        home = verdicts.get((half, "at home"), Counter())
        if total:
            say(f"{half:9} right: {total['right'] / total.total():.3f} of {total.total()}")
        if home:
            say(f"{half:9} at home with an event: {home['an event'] / home.total():.3f} of {home.total()}")


def _told(events: tuple[FoundEvent, ...]) -> str:
    return " | ".join(
        " ".join(
            (
                each.kind,
                each.status,
                each.date.value if each.date else "-",
                "+".join(state[6:] for state in each.states),
            )
        )
        for each in events
    )


def _knowledge():
    sys.path.insert(0, str(Path(__file__).parent))
    from predict import world_knowledge  # noqa: PLC0415  # a neighbour, found by the path

    return world_knowledge(None)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("readouts", nargs="?", type=Path, default=READOUTS)
    parser.add_argument("--extractor", default="rules")
    parser.add_argument("--half", choices=("readable", "blind"))
    parser.add_argument("--most", type=int, default=0, help="texts that are read at the most")
    parser.add_argument(
        "--failures", type=int, default=0, help="failures of the readable half that are printed"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
