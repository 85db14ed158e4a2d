"""What a text says without its being a fact: traps that reports of news have set before."""

from datetime import date

import pytest

from bilateral.analysis.analysed_text import AnalysedText
from bilateral.analysis.extractors import extractor_registry

DAY = date(2025, 9, 10)


@pytest.fixture(scope="module")
def read(knowledge):
    """Return what the rules find in a text of the tenth of September 2025."""
    rules = extractor_registry.load("rules")
    return lambda text: rules.extract(AnalysedText(text, published=DAY, kind="news-report"), knowledge)


def of_kind(found, kind):
    return [event for event in found.events if event.kind == kind]


def test_a_capital_is_a_venue_in_one_sentence_and_a_government_in_the_next(read):
    found = read(
        "Hakan Fidan met Antony Blinken in Ankara on Monday. Ties of Ankara and Washington have improved."
    )
    (talks,) = of_kind(found, "meeting")
    assert talks.place.id == "place/ankara"
    meant = [mention.entity.id for mention in found.mentions if mention.text in {"Ankara", "Washington"}]
    assert meant == ["place/ankara", "state/TUR", "state/USA"]


def test_the_ministry_and_he_are_who_was_named_before(read):
    found = read(
        "Japan's foreign ministry said the talks went well. The ministry added that more would follow.\n\n"
        "Emmanuel Macron flew to Rabat on Sunday. He said a treaty was near."
    )
    by_ministry, by_person = found.statements
    assert by_ministry.speakers[0].name.startswith("Ministry of Foreign Affairs")
    assert by_person.speakers[0].id == "person/emmanuel-macron"


def test_what_sides_call_a_war_stays_in_the_mouth_of_each(read):
    text = "Russia said the special operation went on. Ukraine said the invasion had failed."
    one, other = read(text).statements
    assert ("special operation" in one.span.of(text), one.speakers[0].id) == (True, "state/RUS")
    assert ("invasion" in other.span.of(text), other.speakers[0].id) == (True, "state/UKR")


def test_a_phrase_said_twice_of_two_things_is_two_findings(read):
    text = (
        "Serbia called its friendship with China “made of steel”.\n\n"
        "China called the treaty of trade with Serbia “a bond of steel”."
    )
    found = read(text).statements
    assert [statement.speakers[0].id for statement in found] == ["state/SRB", "state/CHN"]


def test_what_one_casts_another_as_is_no_fact_between_the_others(read):
    found = read("Japan describes China as its greatest challenge and North Korea as a threat.")
    assert found.events == ()
    (statement,) = found.statements
    assert (statement.kind, [each.id for each in statement.speakers]) == ("characterisation", ["state/JPN"])


def test_who_is_due_to_attend_has_not_attended(read):
    found = read("Narendra Modi is due to attend a summit of BRICS in Brazil.")
    assert found.events
    assert {event.status for event in found.events} == {"planned"}


def test_a_month_stays_a_month(read):
    found = read("Xi Jinping visited Moscow in March 2023.")
    assert [event.date.value for event in of_kind(found, "visit")] == ["2023-03"]


def test_the_place_of_one_meeting_is_not_that_of_the_next(read):
    found = read(
        "Sergei Lavrov met Wang Yi in Beijing on Monday. "
        "Lavrov is to attend a meeting of the Arab League in Egypt."
    )
    planned = [event for event in found.events if event.status == "planned"]
    assert all(event.place is None or event.place.id != "place/beijing" for event in planned)


@pytest.mark.parametrize(
    ("short", "state"), [("U.S.", "state/USA"), ("US", "state/USA"), ("U.K.", "state/GBR")]
)
def test_a_state_is_known_with_full_stops_and_without(read, short, state):
    found = read(f"The {short} condemned the coup in Niger.")
    assert [each.id for each in found.statements[0].speakers] == [state]


def test_an_advertisement_between_paragraphs_says_nothing(read):
    text = "Turkey recalled its ambassador.\n\nJoin Our Telegram Channel\n\nIsrael regretted the step."
    found = read(text)
    start = text.index("Join")
    spans = [span for event in found.events for span in event.evidence]
    spans += [statement.span for statement in found.statements]
    assert not any(span.start <= start < span.end for span in spans)


def test_a_sentence_told_above_and_below_has_one_speaker(read):
    found = read(
        "The two sides spoke of fish and of the border, according to the Norwegian Foreign Ministry.\n\n"
        "Espen Barth Eide met Sergei Lavrov in Bodø on Monday.\n\n"
        "The two sides spoke of fish and of the border, Norway's Foreign Ministry said."
    )
    assert len(found.statements) > 1
    assert len({statement.speakers[0] for statement in found.statements}) == 1


@pytest.mark.parametrize("name", ["Sergei Lavrov", "Sergey Lavrov", "Serguei Lavrov"])
def test_spellings_of_a_name_are_one_person(read, name):
    found = read(f"Russian Foreign Minister {name} warned Moldova.")
    assert [office.person.id for office in found.offices] == ["person/sergey-lavrov"]


@pytest.mark.parametrize(
    "text",
    [
        "Vladimir Putin did not meet Volodymyr Zelenskyy in Istanbul.",
        "Vladimir Putin never met Alexei Navalny.",
        "Ukraine denied that Volodymyr Zelenskyy had met Vladimir Putin.",
        "No meeting of Xi Jinping and Joe Biden took place in Lima.",
    ],
)
def test_what_is_denied_has_not_occurred(read, text):
    assert all(event.status != "occurred" for event in read(text).events)


def test_what_is_told_of_long_ago_keeps_its_day(read):
    found = read("Olaf Scholz met Emmanuel Macron on Monday. Germany and France signed a treaty in 1963.")
    assert [event.date.value for event in of_kind(found, "agreement")] == ["1963"]


def test_an_ally_in_the_mouth_of_one_is_no_alliance(read):
    found = read("Alexander Lukashenko has called Venezuela an “ally”.")
    assert found.events == ()
    assert [statement.kind for statement in found.statements] == ["characterisation"]


def test_a_former_official_is_none_now(read):
    found = read("Former US Secretary of State Mike Pompeo praised the deal.")
    assert [office.status for office in found.offices] == ["former"]
