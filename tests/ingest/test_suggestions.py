"""What was found in a text, as suggestions: each conforms to the shapes, and says what the text says."""

import contextlib
from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.findings import (
    EVENT_KINDS,
    Choice,
    Entity,
    Findings,
    FoundDate,
    FoundEvent,
    FoundStatement,
    Grounds,
    Mention,
    OfficeHeld,
    Participant,
)
from bilateral.content.locations import locate
from bilateral.ingest.drafts import review_decisions as review
from bilateral.ingest.drafts.acceptance import accepted_quads
from bilateral.ingest.drafts.draft import IDENTITY, ReviewError
from bilateral.ingest.identity.event_index import EventIndex
from bilateral.ingest.reading.front_matter import FrontMatter
from bilateral.ingest.reading.read_text import ReadDocument
from bilateral.ingest.suggestions.draft_maker import DraftMaker, read_context
from bilateral.ingest.suggestions.identity_refresh import described, graph_event, refreshed
from bilateral.ingest.suggestions.licences import is_free
from bilateral.validation.shacl import validate

NOW = "2026-11-29T10:00:00Z"
LAVROV = Entity("person/sergey-lavrov", "Sergey Lavrov", "person")
WANG = Entity("person/wang-yi", "Wang Yi", "person")
DOE = Entity(None, "Jane Doe", "person")
CHINA, RUSSIA = Entity("state/CHN", "China", "state"), Entity("state/RUS", "Russia", "state")
BEIJING = Entity("place/beijing", "Beijing", "place")
SCO = Entity("organisation/sco", "Shanghai Cooperation Organisation", "organisation")
SENTENCES = (
    "Sergey Lavrov, the Russian foreign minister, told it all.",
    "Jane Doe and Wang Yi did so in Beijing with China, Russia and the SCO.",
)
TEXT = "\n\n".join(SENTENCES)
SPAN = TextSpan(TEXT.index("Jane"), len(TEXT))


class Finder:
    """An extractor that finds what a test says."""

    name, version = "finder", "7"

    def __init__(self, findings):
        self.findings = findings

    def extract(self, text, knowledge):
        del text, knowledge
        return self.findings


@pytest.fixture(scope="module")
def context(world):
    return read_context(world.snapshot)


@pytest.fixture(scope="module")
def known(world):
    """All that the world says, to validate against."""
    return [quad[:3] for quad in world.snapshot.quads("")]


@pytest.fixture(scope="module")
def held(context, known):
    """Both, in what is printed in a few letters."""
    return type("Held", (), {"context": context, "known": known})()


def mention(words, entity, confidence=0.95, choices=()):
    start = TEXT.index(words)
    grounds = Grounds("name", "same name", confidence)
    return Mention(TextSpan(start, start + len(words)), words, entity, choices, grounds)


MENTIONS = (
    mention("Sergey Lavrov", LAVROV),
    mention("Jane Doe", DOE),
    mention(
        "Wang Yi",
        WANG,
        0.9,
        (Choice(Entity("person/xi-jinping", "Xi Jinping", "person"), 0.2, "same office"),),
    ),
    mention("Beijing", BEIJING),
    mention("China", CHINA),
    mention("Russia", RUSSIA),
    mention("SCO", SCO),
)


def event(kind, participants=(), **more):
    given = {
        "status": "occurred",
        "date": FoundDate("2025-03-03"),
        "states": ("state/CHN", "state/RUS"),
    } | more
    return FoundEvent(
        kind,
        trigger=TextSpan(SPAN.start, SPAN.start + 4),
        evidence=(SPAN,),
        participants=tuple(participants),
        grounds=Grounds("verb", "“did” tells of it", 0.8),
        **given,
    )


def make(context, published=date(2025, 3, 4), **found):
    front = FrontMatter("A text", published, "Example", "en", "all rights reserved")
    read = ReadDocument(TEXT, front)
    return DraftMaker(Finder(Findings(MENTIONS, **found)), context).make(read)


TWO = (Participant(LAVROV, "state/RUS"), Participant(WANG, "state/CHN"))
ACTING = (Participant(CHINA, "state/CHN", "agent"), Participant(RUSSIA, "state/RUS", "target"))
EVENTS = {
    "bil:BilateralMeeting": event("meeting", TWO, place=BEIJING),
    "bil:MultilateralMeeting": event("meeting", TWO, states=("state/CHN", "state/RUS", "state/IND")),
    "bil:Call": event("call", TWO),
    "bil:Visit": event("visit", (Participant(LAVROV, "state/RUS", "visitor"),), place=BEIJING),
    "bil:Summit": event("summit", (*TWO, Participant(SCO, None))),
    "bil:CouncilSession": event("session", (*TWO, Participant(SCO, None))),
    "bil:Agreement": event("agreement", (Participant(CHINA, "state/CHN"), Participant(RUSSIA, "state/RUS"))),
    "bil:Declaration": event("declaration", (), date=FoundDate("2025-03")),
    "bil:Withdrawal": event("withdrawal", ACTING, date=None),
    "bil:Sanctions": event("sanctions", ACTING),
    "bil:Expulsion": event("expulsion", ACTING),
    "bil:Recognition": event("recognition", ACTING),
    "bil:RelationsChange": event("relations"),
    "bil:MilitaryAction": event("military", ACTING, date=FoundDate("2025-03-01/2025-03-03")),
    "bil:Issuance": event("statement", (Participant(CHINA, "state/CHN", "agent"),)),
    "bil:Vote": event("vote"),
    "bil:Event": event("other", TWO),
}


def conforms(draft, known):
    content = locate()
    quads = accepted_quads(draft)
    said = [quad[:3] for quad in quads]
    about = {term for triple in said for term in triple}
    near = {triple[2] for triple in known if triple[0] in about}
    world = [each for each in known if each[0] in about or (each[0] in near and each[1].endswith("#type>"))]
    ontology = [quad[:3] for quad in known if quad[0].startswith("<https://w3id.org/bilateral/ns#")]
    subjects = {triple[0] for triple in said}
    found = validate([*said, *world], content.shapes, ontology)
    return [str(each.message) for each in found if each.focus_node in subjects]


@pytest.mark.parametrize("class_", EVENTS)
def test_every_kind_of_event_is_suggested_as_its_class_and_conforms(context, known, class_):
    draft = make(context, events=(EVENTS[class_],))
    (made,) = draft.suggestions
    assert (made.subject, "a", class_) in made.triples()
    assert conforms(review.accept(draft, made.id, "x", NOW), known) == []


@pytest.mark.parametrize("status", ["occurred", "planned", "cancelled", "denied"])
def test_the_status_is_said_as_it_is(context, known, status):
    draft = make(context, events=(event("meeting", TWO, status=status),))
    (made,) = draft.suggestions
    assert (made.subject, "bil:status", f"status/{status}") in made.triples()
    assert made.sentence.endswith(f": {status}.")
    assert conforms(review.accept(draft, made.id, "x", NOW), known) == []


def test_who_is_expected_among_many_is_a_plan_and_not_asserted(context):
    (made,) = make(
        context, events=(event("summit", (*TWO, Participant(SCO, None)), status="planned"),)
    ).suggestions
    kinds = {each.says[2]: each.kind for each in made.statements}
    assert kinds["person/sergey-lavrov"] == kinds["person/wang-yi"] == "plan"
    assert kinds["organisation/sco"] == "report"


def test_a_sentence_says_what_the_graph_would_say(context):
    held = OfficeHeld(
        LAVROV, "Foreign Minister", TextSpan(0, 44), "office/foreign-minister-of-russia", RUSSIA
    )
    draft = make(context, events=(EVENTS["bil:BilateralMeeting"],), offices=(held,))
    title = context.titles["office/foreign-minister-of-russia"]
    assert draft.suggestions[0].sentence == (
        f"Sergey Lavrov, {title}, met Wang Yi in Beijing on 3 March 2025: occurred."
    )


def test_a_sentence_follows_what_is_chosen(context):
    draft = make(context, events=(EVENTS["bil:BilateralMeeting"],))
    changed = review.edit(draft, "s1", {"status": "status/planned", "day": "2025-03"})
    assert (
        changed.suggestion("s1").sentence
        == "Sergey Lavrov to meet Wang Yi in Beijing in March 2025: planned."
    )


def test_a_state_that_nobody_stands_for_takes_part_itself(context):
    (made,) = make(context, events=(event("meeting", TWO[:1]),)).suggestions
    taking_part = {o for s, p, o in made.triples() if (s, p) == (made.subject, "bil:participant")}
    assert taking_part == {"person/sergey-lavrov", "state/CHN"}


def represented(made):
    return {o for s, p, o in made.triples() if (s, p) == (made.subject, "bil:stateRepresented")}


def test_an_event_without_a_day_says_whom_persons_stand_for(context, known):
    draft = make(context, events=(event("meeting", TWO, date=None),))
    assert represented(draft.suggestions[0]) == {"state/RUS", "state/CHN"}
    assert conforms(review.accept(draft, "s1", "x", NOW), known) == []


def test_offices_that_are_known_say_whom_persons_stand_for(context):
    (made,) = make(context, events=(event("meeting", TWO),)).suggestions
    assert represented(made) == set()


@pytest.mark.parametrize("person", [DOE, LAVROV], ids=["unknown", "known"])
def test_a_person_without_an_office_that_day_is_said_to_stand_for_the_state(context, known, person):
    found = event("call", (Participant(person, "state/RUS"), TWO[1]), date=FoundDate("1980-03-03"))
    draft = make(context, events=(found,))
    assert represented(draft.suggestions[0]) == {"state/RUS", "state/CHN"}
    assert conforms(review.accept(draft, "s1", "x", NOW), known) == []


def test_a_person_whom_the_graph_does_not_know_is_new_by_name_alone(context, known):
    draft = make(context, events=(event("call", (Participant(DOE, "state/RUS"), TWO[1])),))
    (made,) = draft.suggestions
    about = {triple for triple in made.triples() if triple[0] == "person/jane-doe"}
    assert about == {
        ("person/jane-doe", "a", "bil:Person"),
        ("person/jane-doe", "rdfs:label", '"Jane Doe"@en'),
    }
    assert made.part("who takes part 1").doubt
    assert conforms(review.accept(draft, made.id, "x", NOW), known) == []


def test_what_else_a_name_may_mean_is_offered_best_first(context):
    (made,) = make(context, events=(EVENTS["bil:Call"],)).suggestions
    part = made.part("who takes part 2")
    assert [each.value for each in part.candidates] == ["person/wang-yi", "person/xi-jinping"]
    assert part.candidates[1].reason == "same office"


def test_a_day_that_was_reckoned_is_in_doubt_and_may_be_less_precise(context):
    day = FoundDate("2025-03-02", relative=True, reason="the Sunday before publication")
    (made,) = make(context, events=(event("call", TWO, date=day),)).suggestions
    part = made.part("day")
    assert part.doubt == "reckoned, not said"
    assert [each.value for each in part.candidates] == ["2025-03-02", "2025-03", "2025"]


def test_an_event_of_the_graph_is_taken_for_that(context, known):
    talks = event("meeting", TWO, date=FoundDate("2025-07-13"), place=BEIJING)
    draft = make(context, date(2025, 7, 14), events=(talks,))
    (made,) = draft.suggestions
    assert made.subject == "meeting/russia-china-foreign-ministers-2025-07-13"
    assert not [triple for triple in made.triples() if triple[:2] == (made.subject, "rdfs:label")]
    assert made.corrections == ()
    new = review.edit(draft, made.id, {IDENTITY: made.part(IDENTITY).candidates[-1].value}).suggestion(
        made.id
    )
    assert new.subject == "meeting/sergey-lavrov-wang-yi-2025-07-13"
    assert (new.subject, "a", "bil:BilateralMeeting") in new.triples()
    assert conforms(review.accept(draft, made.id, "x", NOW), known) == []


def test_a_tenure_of_the_graph_is_attested_on_the_day(context, known):
    held = OfficeHeld(
        LAVROV, "Foreign Minister", TextSpan(0, 44), "office/foreign-minister-of-russia", RUSSIA
    )
    draft = make(context, offices=(held,))
    (made,) = draft.suggestions
    assert made.subject == "tenure/sergey-lavrov-foreign-minister-of-russia-2004-03-09"
    assert (made.subject, "bil:attestedOn", "2025-03-04") in made.triples()
    assert conforms(review.accept(draft, made.id, "x", NOW), known) == []


def test_an_office_that_the_graph_does_not_know_is_new(context, known):
    held = OfficeHeld(DOE, "Energy Minister", TextSpan(SPAN.start, SPAN.start + 8), None, RUSSIA)
    draft = make(context, offices=(held,))
    (made,) = draft.suggestions
    assert made.subject == "tenure/jane-doe-energy-minister-of-russia"
    assert ("office/energy-minister-of-russia", "bil:officeOf", "state/RUS") in made.triples()
    assert made.sentence == "Jane Doe is Energy Minister of Russia on 4 March 2025."
    assert conforms(review.accept(draft, made.id, "x", NOW), known) == []


@pytest.mark.parametrize(("status", "number"), [("former", 1), ("elect", 0), ("proposed", 0), ("acting", 1)])
def test_who_was_or_is_to_be_in_office_is_not_in_office(context, known, status, number):
    held = OfficeHeld(DOE, "President", TextSpan(SPAN.start, SPAN.start + 8), None, RUSSIA, status)
    draft = make(context, offices=(held,))
    assert len(draft.suggestions) == number
    for made in draft.suggestions:
        attested = [triple for triple in made.triples() if triple[1] == "bil:attestedOn"]
        assert bool(attested) == (status == "acting")
        assert conforms(review.accept(draft, made.id, "x", NOW), known) == []


@pytest.mark.parametrize(("kind", "kept"), [("claim", "claim"), ("report", "claim"), ("plan", "plan")])
def test_what_somebody_says_is_never_asserted(context, known, kind, kept):
    said = FoundStatement(kind, SPAN, (DOE,), (CHINA, RUSSIA))
    draft = make(context, statements=(said,))
    (made,) = draft.suggestions
    assert made.statements[0].kind == kept
    assert made.statements[0].says == ("state/CHN", "bil:saidOf", f'"{SENTENCES[1]}"@en')
    draft = review.accept(draft, made.id, "x", NOW)
    assert not [quad for quad in accepted_quads(draft) if quad.predicate.endswith("saidOf>")]
    assert conforms(draft, known) == []


def test_what_something_is_called_without_quotation_marks_is_a_few_words(context):
    text = "Jane Doe, who was there, described Russia as a generous neighbour, and left."
    said = FoundStatement("characterisation", TextSpan(0, len(text)), (DOE,), (RUSSIA,))
    finder = Finder(Findings(statements=(said,)))
    (made,) = DraftMaker(finder, context).make(ReadDocument(text, FrontMatter(language="en"))).suggestions
    assert made.statements[0].says[1:] == ("bil:characterisation", '"a generous neighbour"@en')
    assert made.sentence == "Jane Doe calls Russia “a generous neighbour”."


def test_a_label_that_is_known_is_what_something_is_characterised_as(context, known):
    at = TEXT.index("did so")
    said = FoundStatement("characterisation", SPAN, (WANG,), (RUSSIA,), (TextSpan(at, at + 6),))
    context.labels["did so"] = "label/ally"
    try:
        draft = make(context, statements=(said,))
    finally:
        del context.labels["did so"]
    (made,) = draft.suggestions
    assert made.statements[0].says == ("state/RUS", "bil:characterisedAs", "label/ally")
    assert ("wording", '"did so"@en') in made.statements[0].details
    assert conforms(review.accept(draft, made.id, "x", NOW), known) == []


def test_topics_hang_on_their_event_as_one_suggestion(context, known):
    topics = ("trade in rare earths", "situation on the Korean Peninsula")
    draft = make(context, events=(event("call", TWO, topics=topics),))
    call, about = draft.suggestions
    assert about.hangs_on == (call.id,)
    assert (call.subject, "bil:topic", "topic/korean-peninsula") in about.triples()
    assert (call.subject, "bil:topic", "topic/trade-in-rare-earths") in about.triples()
    for each in draft.suggestions:
        draft = review.accept(draft, each.id, "x", NOW)
    assert conforms(draft, known) == []


def test_offices_of_those_who_take_part_hang_on_their_event(context):
    held = OfficeHeld(
        LAVROV, "Foreign Minister", TextSpan(0, 44), "office/foreign-minister-of-russia", RUSSIA
    )
    call, office = make(context, events=(EVENTS["bil:Call"],), offices=(held,)).suggestions
    assert office.hangs_on == (call.id,)


def test_the_event_on_whose_sidelines_another_takes_place_goes_by_its_name(context):
    summit = event("summit", (*TWO, Participant(SCO, None)), name="SCO summit")
    talks = event("meeting", TWO, sidelines_of="the SCO summit", date=FoundDate("2025-03-05"))
    first, second = make(context, events=(summit, talks)).suggestions
    assert (second.subject, "bil:onSidelinesOf", first.subject) in second.triples()
    assert first.subject.startswith("summit/")


def test_an_event_of_nobody_is_not_suggested_and_nothing_is_on_its_sidelines(context):
    empty = event("summit", (), states=(), name="SCO summit")
    (made,) = make(context, events=(event("meeting", TWO, sidelines_of="the SCO summit"), empty)).suggestions
    assert made.part("sidelines").value == ""


def test_what_is_said_of_an_event_that_was_not_accepted_waits_for_it(context, known):
    summit = event("summit", (*TWO, Participant(SCO, None)), name="SCO summit")
    talks = event("meeting", TWO, sidelines_of="the SCO summit", date=FoundDate("2025-03-05"))
    draft = make(context, events=(summit, talks))
    aside = "/ns#onSidelinesOf>"
    alone = review.accept(draft, draft.suggestions[1].id, "x", NOW)
    assert not [quad for quad in accepted_quads(alone) if quad.predicate.endswith(aside)]
    both = review.accept(alone, draft.suggestions[0].id, "x", NOW)
    assert [quad for quad in accepted_quads(both) if quad.predicate.endswith(aside)]
    assert conforms(alone, known) == conforms(both, known) == []


def test_a_visit_to_nowhere_is_not_accepted(context):
    draft = make(
        context,
        events=(event("visit", (Participant(LAVROV, "state/RUS", "visitor"),), states=("state/RUS",)),),
    )
    with pytest.raises(ReviewError, match="place"):
        review.accept(draft, draft.suggestions[0].id, "x", NOW)


def test_a_visit_goes_to_the_state_that_nobody_visits_from(context):
    draft = make(context, events=(event("visit", (Participant(LAVROV, "state/RUS", "visitor"),)),))
    assert draft.suggestions[0].part("place").value == "state/CHN"


def test_every_quotation_stands_in_the_text(context):
    draft = make(
        context,
        events=tuple(EVENTS.values()),
        statements=(FoundStatement("claim", SPAN, (WANG,)),),
    )
    quotes = [quote for each in draft.suggestions for said in each.statements for quote in said.quotes]
    assert quotes
    assert all(TEXT[quote.start : quote.start + len(quote.text)] == quote.text for quote in quotes)


def test_the_same_findings_make_the_same_draft(context):
    found = {"events": tuple(EVENTS.values())}
    assert make(context, **found) == make(context, **found)


@pytest.mark.parametrize(
    ("licence", "free"),
    [
        ("CC BY 4.0", True),
        ("CC-BY-SA-4.0", True),
        ("CC0-1.0", True),
        ("https://creativecommons.org/licenses/by/4.0/", True),
        ("Public Domain", True),
        ("CC BY-NC 4.0", False),
        ("CC BY-ND 3.0", False),
        ("https://creativecommons.org/licenses/by-nc/4.0/", False),
        ("All rights reserved", False),
        ("", False),
        ("not stated", False),
    ],
)
def test_only_a_free_licence_lets_a_text_be_kept(licence, free):
    assert is_free(licence) == free


ENTITIES = st.sampled_from(
    [LAVROV, WANG, DOE, CHINA, RUSSIA, SCO, BEIJING, Entity(None, "Ministry of Tides", "organisation")]
)
PARTICIPANTS = st.builds(
    Participant,
    ENTITIES,
    st.sampled_from([None, "state/CHN", "state/RUS"]),
    st.sampled_from([None, "host", "guest", "visitor", "agent", "target", "observer"]),
)
DATES = st.sampled_from(
    [
        None,
        "2025-03-03",
        "2025-03",
        "2025",
        "2025-03-01/2025-03-03",
        "2025-03/2025-04",
        "2025-03-03/2025-03-03",
    ]
)
FOUND = st.builds(
    lambda kind, who, value, **more: event(kind, who, date=value and FoundDate(value), **more),
    st.sampled_from(EVENT_KINDS),
    st.lists(PARTICIPANTS, max_size=4),
    DATES,
    status=st.sampled_from(["occurred", "planned", "cancelled", "denied"]),
    place=st.sampled_from([None, BEIJING, CHINA, Entity(None, "Lake House", "place"), SCO]),
    states=st.lists(st.sampled_from(["state/CHN", "state/RUS", "state/IND"]), unique=True).map(tuple),
    topics=st.lists(st.sampled_from(["trade", "the tides", "China"]), max_size=2).map(tuple),
    sidelines_of=st.sampled_from(["", "the SCO summit"]),
    name=st.sampled_from(["", "SCO summit"]),
)


# Validation takes long, so that shrinking would take minutes.
@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(FOUND, min_size=1, max_size=3))
def test_whatever_is_found_what_can_be_accepted_conforms_in_any_order(held, found):
    draft = make(held.context, events=tuple(found))
    order = [each.id for each in draft.suggestions]
    graphs = []
    for names in (order, order[::-1]):
        made = draft
        for name in names:
            with contextlib.suppress(ReviewError):
                made = review.accept(made, name, "x", NOW)
        graphs.append(accepted_quads(made))
    assert graphs[0] == graphs[1]
    assert conforms(made, held.known) == []


def test_an_event_that_was_accepted_since_is_offered_as_the_same(context):
    index = EventIndex((), context.events.part_of)
    first = make(context, events=(event("call", TWO, place=None),))
    index.add(graph_event(review.accept(first, "s1", "x", NOW).suggestion("s1")))
    second = make(context, events=(event("call", TWO[:1]),))
    part = refreshed(second, index).suggestion("s1").part(IDENTITY)
    assert part.candidates[0].value == first.suggestion("s1").subject
    assert part.value == second.suggestion("s1").subject
    assert part.candidates[0].reason


def test_an_event_that_another_text_names_the_same_is_told_to_be_there(context):
    index = EventIndex((), context.events.part_of)
    first = make(context, events=(event("call", TWO),))
    index.add(graph_event(review.accept(first, "s1", "x", NOW).suggestion("s1")))
    part = refreshed(make(context, events=(event("call", TWO[::-1]),)), index).suggestion("s1").part(IDENTITY)
    (only,) = part.candidates
    assert only.value == part.value == first.suggestion("s1").subject
    assert "day" in only.reason


def test_two_texts_that_name_two_persons_in_another_order_agree_on_the_event(context):
    one, other = (make(context, events=(event("call", who),)) for who in (TWO, TWO[::-1]))
    about = [
        {each for each in draft.suggestions[0].triples() if each[0] == draft.suggestions[0].subject}
        for draft in (one, other)
    ]
    assert about[0] == about[1]


def test_an_event_is_described_again_as_it_was_found(context):
    found = event("visit", (Participant(LAVROV, "state/RUS", "visitor"),), place=BEIJING, status="planned")
    (made,) = make(context, events=(found,)).suggestions
    again = described(made)
    assert (again.kind, again.status, again.date.value, again.place) == (
        "visit",
        "planned",
        "2025-03-03",
        BEIJING,
    )
    assert {each.entity.id for each in again.participants} == {"person/sergey-lavrov"}
    assert again.states == ("state/CHN", "state/RUS")
