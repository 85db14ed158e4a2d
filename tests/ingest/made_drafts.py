"""A draft as tests need it: a meeting with a person whom the graph does not know, and a claim."""

from bilateral.content.documents import hash_of
from bilateral.content.statement_records import QuotedWords, StatementRecord
from bilateral.ingest.drafts.draft import (
    EVENT,
    IDENTITY,
    Draft,
    DraftSuggestion,
    PartCandidate,
    SourceRecord,
    SuggestionPart,
)

TEXT = "Jane Doe met Wang Yi in Beijing on 13 July 2025. Doe praised Wang Yi."
QUOTE = (QuotedWords("Jane Doe met Wang Yi in Beijing on 13 July 2025.", 0),)
NEW = PartCandidate(
    "person/jane-doe",
    "Jane Doe",
    0.6,
    "not in the graph",
    (("person/jane-doe", "a", "bil:Person"), ("person/jane-doe", "rdfs:label", '"Jane Doe"@en')),
)
KNOWN = PartCandidate("person/antony-blinken", "Antony Blinken", 0.4, "same office")
WANG = PartCandidate("person/wang-yi", "Wang Yi", 0.9)
MEETING = "meeting/jane-doe-wang-yi-2025-07-13"
THERE = PartCandidate("meeting/talks", "Talks", 0.9, "same persons, same day")
DATE = PartCandidate("2025-07-13", "13 July 2025", 0.9)


def report(name, says, also=()):
    return StatementRecord(name, "report", says, QUOTE, also=also)


def part(name, predicate, candidate, words, *others):
    return SuggestionPart(
        name, name, predicate, candidate.value, candidate.label, words, candidates=(candidate, *others)
    )


def meeting():
    label = (MEETING, "rdfs:label", '"Meeting of Jane Doe and Wang Yi, 13 July 2025"@en')
    return DraftSuggestion(
        "s1",
        EVENT,
        "Jane Doe met Wang Yi in Beijing on 13 July 2025: occurred.",
        MEETING,
        (
            report(
                "s1",
                (MEETING, "a", "bil:BilateralMeeting"),
                (label, (MEETING, "bil:status", "status/occurred")),
            ),
            report("s1-2", (MEETING, "bil:participant", "person/jane-doe")),
            report("s1-3", (MEETING, "bil:participant", "person/wang-yi")),
            report("s1-4", (MEETING, "bil:date", "2025-07-13")),
            report("s1-5", NEW.defines[0], NEW.defines[1:]),
        ),
        (
            part(IDENTITY, "", PartCandidate(MEETING, "a new event", 0.5, "", (label,)), "", THERE),
            part("who", "bil:participant", NEW, "Jane Doe", KNOWN),
            part("whom", "bil:participant", WANG, "Wang Yi"),
            part("day", "bil:date", DATE, "13 July 2025"),
        ),
        spans=((0, 48),),
        confidence=0.91,
        reason="“met” tells of a meeting",
        extractor="rules 0.1.0",
        rule="met",
        is_new=True,
    )


def claim():
    return DraftSuggestion(
        "s2",
        "said",
        "Jane Doe of Wang Yi: praise.",
        "person/wang-yi",
        (
            StatementRecord(
                "s2",
                "claim",
                ("person/wang-yi", "bil:saidOf", '"praised"@en'),
                QUOTE,
                details=(("speaker", "person/jane-doe"),),
            ),
            report("s2-2", NEW.defines[0], NEW.defines[1:]),
        ),
        (part("speaker", "speaker", NEW, "Jane Doe", KNOWN),),
        spans=((49, 69),),
        extractor="rules 0.1.0",
        hangs_on=("s1",),
    )


def make_draft(text=TEXT, slug="a-text", **source):
    record = SourceRecord(
        "A text", published="2025-07-14", kind="news-report", recorded="2026-11-29", **source
    )
    return Draft(slug, record, text, hash_of(text), len(text), (meeting(), claim()), "rules 0.1.0")
