"""How much of the report that the seeds began with is found, row by row, and which traps are fallen into.

    python tests/ingest/seed_report.py [--extractor NAME] [--data DIRECTORY]

`../shared/seed/gold_facts.md` numbers what the report says (A1 to H4) and lists twelve traps. A row counts as
found where the findings have what it says; some rows no finding can have, as they judge or tell of the report
itself, and they count as missed. Prints the rows missed, the traps, and the number found.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

from bilateral.analysis.analysed_text import AnalysedText, TextSpan
from bilateral.analysis.extractors.extractor_registry import load

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT.parent / "shared" / "seed" / "russia-china-talks-2025-07-13.txt"
CHINA, RUSSIA, AMERICA, UKRAINE = "state/CHN", "state/RUS", "state/USA", "state/UKR"
LAVROV, WANG, PUTIN = "person/sergey-lavrov", "person/wang-yi", "person/vladimir-putin"
FOREIGN_OFFICES = {"organisation/mfa-russia": RUSSIA, "organisation/mfa-china": CHINA}
FORUMS = ("un", "un-security-council", "sco", "brics", "g20", "apec")
ROWS = {"A": 7, "B": 14, "C": 8, "D": 7, "E": 16, "F": 9, "G": 24, "H": 4}
"""How many rows there are of each letter."""


class Reading:
    """The findings in the report, and what can be asked of them."""

    def __init__(self, text, findings):
        self.text, self.findings = text, findings
        self.talks = next((each for each in self.events("meeting", CHINA, RUSSIA) if each.date), None)

    def line(self, words):
        """Return the span of the line with these words."""
        at = self.text.index(words)
        start, end = self.text.rfind("\n", 0, at) + 1, self.text.find("\n", at)
        return TextSpan(start, end if end >= 0 else len(self.text))

    def events(self, kind, *states):
        return [each for each in self.findings.events if each.kind == kind and {*states} <= {*each.states}]

    def event_in(self, words, *kinds):
        """Return an event of these kinds that the line with these words tells of."""
        line = self.line(words)
        return next(
            (each for each in self.findings.events if each.kind in kinds and self.tells(each, line)), None
        )

    def tells(self, event, line):
        return any(span.overlaps(line) for span in event.evidence)

    def said(self, words, speaker=None, kind=None):
        """Return the statement with these words, by this speaker if one is given."""
        at = self.text.index(words)
        return next(
            (
                each
                for each in self.findings.statements
                if each.span.start <= at < each.span.end
                and speaker in (None, *(who.id for who in each.speakers))
                and kind in (None, each.kind)
            ),
            None,
        )

    def about(self, words, entity):
        statement = self.said(words)
        return statement is not None and entity in {each.id for each in statement.about}

    def has_part(self, event, person, state=None):
        return event is not None and any(
            each.entity.id == person and state in (None, each.state) for each in event.participants
        )

    def holds(self, person, of, title):
        return any(
            (each.person.id, each.of and each.of.id) == (person, of) and title in each.office.lower()
            for each in self.findings.offices
        )

    def mentions(self, entity, words=""):
        return any(each.entity.id == entity and words in each.text for each in self.findings.mentions)

    def meaning(self, words, within):
        """Return what a name means where it first stands in the line with other words."""
        line = self.line(within)
        return next(
            (
                each.entity.id
                for each in self.findings.mentions
                if each.text == words and line.contains(each.span)
            ),
            None,
        )

    def topic(self, stem):
        return self.talks is not None and any(stem in topic.lower() for topic in self.talks.topics)


COORDINATION = "The importance of strengthening"
RELATIONS = "The parties also discussed"
CONTACT = "The close contact"
VIEWS = "Both sides also exchanged"
DECLARED = "China and Russia declared"
CASTS = "The U.S. casts"
ALLY = "Putin has sometimes"
FRIENDSHIP = "Both nations frequently"
DUE = "Lavrov is due to"
ENERGY = "Energy cooperation"
DECK = "Russia and China also exchanged"
CAPTION = "shakes hands"
TIES = "Over the past decade"
PROMOTION = "WhatsApp Channel"


def found_rows(seen):
    """Return for each row that a finding can have whether it is found."""
    talks = seen.talks
    day = talks.date.value if talks and talks.date else ""
    planned = next(
        (each for each in seen.findings.events if each.status == "planned" and seen.has_part(each, LAVROV)),
        None,
    )
    council = next(
        (
            each
            for each in seen.findings.events
            if each is not talks and seen.has_part(each, "organisation/sco")
        ),
        None,
    )
    exchanges = seen.event_in(FRIENDSHIP, "meeting", "visit", "session")
    declared = seen.event_in(DECLARED, "declaration", "agreement", "relations")
    visit = seen.event_in(DECLARED, "visit")
    troops = seen.event_in(DECLARED, "military")
    sanctions, invasion = seen.event_in(ENERGY, "sanctions"), seen.event_in(ENERGY, "military")
    return {
        "A3": seen.mentions("organisation/reuters") and seen.mentions("organisation/ibns"),
        "A4": seen.meaning("Russian Foreign Ministry", CAPTION) == "organisation/mfa-russia",
        "A5": not touched(seen, seen.line(PROMOTION)),
        "A6": day == "2025-07-13",
        "B1": talks is not None,
        "B2": seen.has_part(talks, LAVROV),
        "B3": seen.has_part(talks, WANG),
        "B4": day == "2025-07-13",
        "B5": day == "2025-07-13",
        "B6": bool(talks and talks.place and talks.place.id == "place/beijing"),
        "B7": bool(talks and CHINA in talks.states),
        "B8": bool(talks and talks.sidelines_of),
        "B10": bool(talks and seen.tells(talks, seen.line(CAPTION))),
        "B12": all(seen.said(words, office) for words, office in BY_OFFICES),
        "B13": planned is not None,
        "B14": council is not None,
        "C1": seen.holds(WANG, CHINA, "minister"),
        "C2": seen.holds(LAVROV, RUSSIA, "minister"),
        "C3": seen.holds(PUTIN, RUSSIA, "president"),
        "C4": seen.holds(LAVROV, RUSSIA, "minister"),
        "C5": seen.mentions("organisation/mfa-russia"),
        "C6": seen.mentions("organisation/mfa-china"),
        "C7": seen.has_part(talks, LAVROV, RUSSIA) and seen.has_part(talks, WANG, CHINA),
        "C8": bool(seen.findings.offices) and all(each.status is None for each in seen.findings.offices),
        "D1": seen.topic("ties") or seen.topic("relations"),
        "D2": seen.topic("ukrain") or seen.topic("war"),
        "D3": seen.about(RELATIONS, UKRAINE),
        "D4": seen.topic("korea"),
        "D5": seen.topic("iran") or seen.topic("nuclear"),
        "D6": not seen.about(VIEWS, AMERICA) and seen.about(RELATIONS, AMERICA),
        "D7": seen.said(COORDINATION) is not None,
        "E1": seen.said(RELATIONS, "organisation/mfa-russia") is not None,
        "E2": seen.said(COORDINATION, "organisation/mfa-russia") is not None,
        **{
            f"E{number}": seen.about(COORDINATION, f"organisation/{forum}")
            for number, forum in enumerate(FORUMS, 3)
        },
        "E9": seen.about(COORDINATION, "organisation/un-security-council"),
        "E10": is_quoted(seen, "promote the development"),
        "E11": is_quoted(seen, "jointly respond"),
        "E12": is_quoted(seen, "turbulent"),
        "E13": seen.said(VIEWS, "organisation/mfa-china") is not None,
        "E14": seen.said(ALLY, PUTIN, "characterisation") is not None,
        "E15": seen.said(CASTS, AMERICA, "characterisation") is not None and seen.about(CASTS, CHINA),
        "E16": seen.said(CASTS, AMERICA, "characterisation") is not None and seen.about(CASTS, RUSSIA),
        "F1": declared is not None,
        "F2": declared is not None and "no limits" in declared.evidence[0].of(seen.text),
        "F3": bool(declared and declared.date and declared.date.value == "2022-02"),
        "F4": seen.has_part(visit, PUTIN),
        "F5": bool(troops and {RUSSIA, UKRAINE} <= {*troops.states}),
        "F6": visit is not None and troops is not None,
        "F7": seen.said(FRIENDSHIP, CHINA) is not None and seen.said(FRIENDSHIP, RUSSIA) is not None,
        "F9": bool(declared and {CHINA, RUSSIA} <= {*declared.states}),
        "G9": seen.meaning("Moscow", TIES) == RUSSIA and seen.meaning("Beijing", TIES) == CHINA,
        "G10": bool(exchanges and {CHINA, RUSSIA} <= {*exchanges.states}),
        "G11": seen.event_in(FRIENDSHIP, "military") is not None,
        "G13": seen.about(FRIENDSHIP, "organisation/brics") and seen.about(FRIENDSHIP, "organisation/sco"),
        "G18": sanctions is not None,
        "G19": bool(invasion and {UKRAINE} <= {*invasion.states}),
        "H1": seen.meaning("SCO", CAPTION) == "organisation/sco",
        "H2": council is not None and seen.mentions("organisation/sco"),
        "H3": all(seen.about(COORDINATION, f"organisation/{forum}") for forum in FORUMS),
    }


BY_OFFICES = (
    (RELATIONS, "organisation/mfa-russia"),
    (COORDINATION, "organisation/mfa-russia"),
    (CONTACT, "organisation/mfa-china"),
    (VIEWS, "organisation/mfa-china"),
)


def touched(seen, line):
    """Return whether an event, an office or a statement rests on a line."""
    return (
        any(seen.tells(each, line) for each in seen.findings.events)
        or any(each.span.overlaps(line) for each in seen.findings.offices)
        or any(each.span.overlaps(line) for each in seen.findings.statements)
    )


def is_quoted(seen, words):
    """Return whether words are literal speech of the Chinese ministry."""
    statement = seen.said(CONTACT, "organisation/mfa-china")
    return statement is not None and any(words in span.of(seen.text) for span in statement.wording)


def traps(seen):
    """Return for each trap whether the findings fall into it."""
    talks, day = seen.talks, [each.date.value for each in seen.findings.events if each.date]
    due = [each for each in seen.findings.events if seen.tells(each, seen.line(DUE)) and each is not talks]
    views = {told.speakers[0] for words in (DECK, VIEWS) if (told := seen.said(words))}
    return {
        "1 a capital as venue and as government": seen.meaning("Beijing", TIES) == "place/beijing"
        or bool(talks and talks.place and talks.place.id != "place/beijing"),
        "2 the ministry, both sides, he": seen.said(COORDINATION) is not None
        and seen.said(COORDINATION, "organisation/mfa-russia") is None,
        "3 one war, three names": seen.said(RELATIONS) is not None
        and seen.said(RELATIONS, "organisation/mfa-russia") is None,
        "4 no limits, said twice": any(
            seen.tells(each, seen.line(DECLARED)) and seen.tells(each, seen.line(FRIENDSHIP))
            for each in seen.findings.events
        ),
        "5 what a third casts somebody as": any(
            seen.tells(each, seen.line(CASTS)) for each in seen.findings.events
        )
        or seen.said(CASTS, CHINA) is not None,
        "6 due to attend": any(
            each.status == "occurred" and not seen.has_part(each, WANG) and seen.has_part(each, LAVROV)
            for each in due
        ),
        "7 a month is no day": any(value.startswith("2022-02-") for value in day),
        "8 where the council meets": any(
            each.status == "planned" and each.place is not None and each.place.id == "place/beijing"
            for each in due
        ),
        "9 the U.S. with full stops": not seen.mentions(AMERICA, "U.S."),
        "10 the advertisement": touched(seen, seen.line(PROMOTION)),
        "11 one claim at two places": len(views) > 1,
        "12 Sergei and Sergey": not seen.mentions(LAVROV, "Sergei")
        or any(each.person.id is None for each in seen.findings.offices),
    }


def read(knowledge, extractor="rules"):
    """Return the findings in the report."""
    text = REPORT.read_text("utf-8")
    title = next(line for line in text.splitlines() if line.startswith("Russia, China Discuss"))
    return Reading(
        text, load(extractor).extract(AnalysedText(text, title=title, kind="news-report"), knowledge)
    )


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--extractor", default="rules")
    options.add_argument("--data")
    chosen = options.parse_args()
    path = Path(__file__).with_name("predict.py")
    spec = importlib.util.spec_from_file_location("predict", path)
    predict = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(predict)
    seen = read(predict.world_knowledge(chosen.data), chosen.extractor)
    rows = found_rows(seen)
    names = [f"{letter}{number}" for letter, count in ROWS.items() for number in range(1, count + 1)]
    sys.stdout.write(f"missed: {' '.join(name for name in names if not rows.get(name))}\n")
    sys.stdout.write(
        f"traps: {'; '.join(name for name, is_trapped in traps(seen).items() if is_trapped) or 'none'}\n"
    )
    sys.stdout.write(f"{sum(map(bool, rows.values()))} of {len(names)} rows\n")


if __name__ == "__main__":
    main()
