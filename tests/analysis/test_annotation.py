"""What a text names: case files, and laws that hold for any text."""

import re
import sys
import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.analysis.analysed_text import AnalysedText
from bilateral.analysis.annotated_text import TAG
from bilateral.analysis.annotation import annotate
from bilateral.analysis.dates.found_dates import find_dates
from bilateral.analysis.knowledge import NO_KNOWLEDGE
from bilateral.analysis.lexicons.word_lists import read_lexicon
from bilateral.analysis.mentions.knowledge_index import KnowledgeIndex, prepared
from bilateral.analysis.text.quoted_speech import quotations
from bilateral.analysis.text.sentence_spans import LONGEST, paragraphs, sentences

CASES = Path(__file__).parent / "cases"
PUBLISHED = date(2022, 9, 14)
NOTHING_KNOWN, NOTHING_EITHER = KnowledgeIndex(NO_KNOWLEDGE), KnowledgeIndex(NO_KNOWLEDGE)
WORDS = [
    *(
        "President Vladimir Putin",
        "the president",
        "Foreign Minister",
        "of",
        "the",
        "Georgia",
        "met",
        "Moscow",
    ),
    *(
        "said",
        "in",
        "his Turkish counterpart",
        "Xi",
        "Jean-Noël",
        "U.S.",
        "O'Brien",
        "al-Assad",
        "(AU)",
        "African Union",
    ),
    *(
        "on Sunday",
        "May 5, 2020",
        "last month",
        "“",
        "”",
        '"',
        "’s",
        ",",
        ".",
        "\n",
        "\n\n",
        "⟨p0⟩",
        "\u202e",
        "e\u0301",
    ),
    *(
        "外交部长王毅",
        "Лавров",
        "والصين",
        "🇫🇷",
        "\x00",
        "1999–2001",
        "and",
        "Presidents",
        "Kim Jong-un",
        "Ministry of Defence",
    ),
]
NOTHING_KNOWN.matcher("en"), NOTHING_EITHER.matcher("en")
texts = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))


def cases(name):
    return tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]


def meaning(tag):
    return " + ".join(map(actor, tag.actors)) if tag.actors else tag.date.value


def actor(found):
    name = found.entity.id or found.entity.name
    acts_for = found.state and found.state != found.entity.id
    return f"{name}{'@' + found.state.rpartition('/')[2] if acts_for else ''}{'*' if found.reason else ''}"


def office(held):
    of = held.of and (held.of.id or held.of.name)
    parts = (held.person.id or held.person.name, held.office, of or "-", held.status)
    return " | ".join(filter(None, parts))


@pytest.mark.parametrize("case", cases("annotation"), ids=lambda case: case["text"][:60])
def test_a_sentence_names_what_the_case_says(case, knowledge):
    text = AnalysedText(case["text"], published=case.get("published", PUBLISHED))
    found = annotate(text, prepared(knowledge))

    assert [sentence.tagged for sentence in found.sentences] == case["tagged"]
    assert list(map(meaning, found.tags)) == case["means"]
    assert list(map(office, found.offices)) == case["offices"]


@pytest.mark.parametrize("case", cases("dates"), ids=lambda case: case["text"][:60])
def test_dates_have_the_values_of_the_case(case):
    text = AnalysedText(case["text"], published=case.get("published"), language=case.get("language", "en"))
    spans = [span for block in paragraphs(text.text) for span in sentences(text.text, block)]

    assert [found.value for found in find_dates(text, spans)] == case["dates"]


@settings(deadline=None)
@given(texts)
def test_sentences_are_the_text_but_for_white_space(text):
    spans = [span for block in paragraphs(text) for span in sentences(text, block)]

    assert re.sub(r"\s", "", "".join(span.of(text) for span in spans)) == re.sub(r"\s", "", text)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(0 < span.end - span.start <= LONGEST for span in spans)


@settings(deadline=None)
@given(texts)
def test_what_is_found_quotes_the_text_exactly(text):
    found = annotate(AnalysedText(text, published=PUBLISHED), NOTHING_KNOWN)

    assert all(mention.text == mention.span.of(text) for mention in found.mentions)
    for things in (found.mentions, found.tags, found.sentences, found.quotations, found.dates):
        spans = [getattr(thing, "span", thing) for thing in things]
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))


@settings(deadline=None)
@given(texts)
def test_the_tagged_text_leads_back_to_the_source(text):
    found = annotate(AnalysedText(text, published=PUBLISHED), NOTHING_KNOWN)

    for sentence in found.sentences:
        assert sentence.source_span(0, len(sentence.tagged)) == sentence.span
        tags = list(TAG.finditer(sentence.tagged))
        assert [tag.span for tag in found.tags_in(sentence.tagged)] == [
            sentence.source_span(*tag.span()) for tag in tags
        ]
        plain = "".join(
            character if not any(tag.start() <= at < tag.end() for tag in tags) else ""
            for at, character in enumerate(sentence.tagged)
        )
        outside = [
            sentence.source_span(at, at + 1).of(text)
            for at in range(len(sentence.tagged))
            if not inside(at, tags)
        ]
        assert plain == "".join(outside).replace("⟨", "<").replace("⟩", ">")


def inside(at, tags):
    return any(tag.start() <= at < tag.end() for tag in tags)


@settings(deadline=None)
@given(texts)
def test_the_same_text_gives_the_same(text):
    source = AnalysedText(text, published=PUBLISHED)

    assert annotate(source, NOTHING_KNOWN) == annotate(source, NOTHING_EITHER)


@pytest.mark.parametrize(
    "piece",
    [
        "Lorem Ipsum Dolor ",
        "a",
        ". ",
        '"',
        "“a ",
        "(",
        "President Vladimir Putin met Xi Jinping, ",
        "Foreign Minister ",
        "the President ",
        "his counterpart ",
        "on July 4, 2020 ",
        "Aa Bb (AB) ",
        "⟨p0⟩ ",
        "\u202e\u202d",
        "e\u0301",
        "外交部长王毅",
        "the presidents of France and Germany and ",
        "Kim Jong Un, Kim Yo Jong, ",
        "President Ab Smith said. President Cd Smith said. ",
    ],
)
def test_work_grows_as_the_text_does(piece, knowledge):
    index = prepared(knowledge)
    index.matcher("en")
    size = 3000 // len(piece) + 1

    once, twice = (
        calls(lambda number=number: annotate(AnalysedText(piece * number), index))
        for number in (size, 2 * size)
    )

    assert twice <= 2.3 * once + 1000


def calls(work):
    """Return how many functions a piece of work calls."""
    number = 0

    def count(_frame, event, _argument):
        nonlocal number
        number += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return number


def test_a_run_of_stops_is_looked_at_once():
    assert len(sentences("." * 50_000, paragraphs("." * 50_000)[0])) == -(-50_000 // LONGEST)


def test_speech_is_quoted_and_terms_are_not():
    text = (
        'He called it "a stab in the back" and spoke of "so-called elites" and “fair, honest and open trade”.'
    )

    spans = quotations(text, paragraphs(text))

    assert [span.of(text) for span in spans] == ['"a stab in the back"', "“fair, honest and open trade”"]


def test_speech_that_goes_on_over_paragraphs_is_quoted_in_each():
    text = "“We shall not give in to any threat.\n\n“We shall hold out until the end,” he said."

    assert [span.of(text)[:8] for span in quotations(text, paragraphs(text))] == ["“We shal", "“We shal"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The U.S. President met Mr. Smith at 5 p.m. in Washington, D.C. on Jan. 5.", 1),
        ("He lives in the U.S. The president does too.", 2),
        ("President George H.W. Bush spoke. Joseph R. Biden, Jr. listened.", 2),
        ("“Is it so?” he asked. “Yes!” she said.", 2),
        ("他说。她说！", 2),
        ("Trade fell by 3.5 percent. It was No. 1.", 2),
        ("First line\n\nSecond paragraph. With two sentences.", 3),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, number):
    assert len([span for block in paragraphs(text) for span in sentences(text, block)]) == number


def test_lines_that_are_wrapped_are_one_paragraph():
    first = "The foreign ministers of both countries met in the capital on\nMonday and agreed to meet again."
    text = f"{first}\nA second paragraph."

    assert len(paragraphs(text)) == 2


def test_an_acronym_means_what_the_text_says(knowledge):
    text = "The Joint Verification Mechanism (JVM) met. The JVM decided nothing."

    found = annotate(AnalysedText(text), prepared(knowledge))

    assert [mention.entity.name for mention in found.mentions if mention.text == "JVM"] == [
        "Joint Verification Mechanism"
    ] * 2


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("zh", "王毅同俄罗斯外长会谈。", ["person/wang-yi", "state/RUS"]),
        (
            "ru",
            "Послы в Китае и на Украине ждут Сергея Лаврова.",
            ["state/CHN", "state/UKR", "person/sergey-lavrov"],
        ),
        ("ar", "الصين وروسيا", ["state/CHN", "state/RUS"]),
        ("ko", "중국과 러시아가 회담했다.", ["state/CHN", "state/RUS"]),
        ("ja", "日本とロシア", ["state/JPN", "state/RUS"]),
        ("fr", "Le ministre russe ira aux États-Unis.", ["state/RUS", "state/USA"]),
        ("de", "Deutschland dankt Frankreich.", ["state/DEU", "state/FRA"]),
        ("en", "Reports from Deutschland were read in 中国.", ["state/CHN"]),
    ],
)
def test_names_are_found_in_the_language_of_the_text_and_in_other_scripts(language, text, named, knowledge):
    found = annotate(AnalysedText(text, language=language), prepared(knowledge))

    assert [mention.entity.id for mention in found.mentions] == named


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "Foreign Minister Lucía Quirós Etchart met Sergey Lavrov. Quirós said so. Quirós Etchart left.",
            ["Lucía Quirós Etchart", "Quirós", "Quirós Etchart"],
            "Lucía Quirós Etchart",
        ),
        (
            "Foreign Minister Lucía Quirós met Sergey Lavrov. Ms Quirós Etchart thanked him.",
            ["Lucía Quirós", "Quirós Etchart"],
            "Lucía Quirós",
        ),
        (
            "South Korean Prime Minister Son Ji-woo met Sergey Lavrov. Minister Son said so.",
            ["Son Ji-woo", "Son"],
            "Son Ji-woo",
        ),
    ],
)
def test_a_person_of_two_surnames_or_with_the_surname_first_is_one_person(text, words, name, knowledge):
    mentions = annotate(AnalysedText(text, published=date(2022, 9, 14)), prepared(knowledge)).mentions
    named = [each for each in mentions if each.entity.kind == "person" and each.entity.id is None]
    assert [each.text for each in named] == words
    assert {each.entity.name for each in named} == {name}


def test_other_meanings_of_an_ambiguous_name_are_kept(knowledge):
    found = annotate(AnalysedText("Congo accused Kigali."), prepared(knowledge))

    assert found.mentions[0].entity.id == "state/COD"
    assert [choice.entity.id for choice in found.mentions[0].choices] == ["state/COG"]


def test_another_state_of_the_name_is_told_by_a_name_of_its_own(knowledge):
    found = annotate(AnalysedText("Congo-Brazzaville voted. Congo abstained."), prepared(knowledge))

    assert [mention.entity.id for mention in found.mentions] == ["state/COG", "state/COG"]


def test_the_holder_of_an_office_is_that_of_the_day(knowledge):
    said = "The Russian foreign minister spoke with the Chinese president."

    holders = [
        [
            each.actors[0].entity.name
            for each in annotate(AnalysedText(said, published=day), prepared(knowledge)).tags
        ]
        for day in (date(2000, 1, 5), date(2022, 9, 14))
    ]

    assert holders == [["Igor Ivanov", "Jiang Zemin"], ["Sergey Lavrov", "Xi Jinping"]]


def test_who_left_an_office_before_the_day_is_former(knowledge):
    text = AnalysedText("President Barack Obama had spoken.", published=PUBLISHED)

    assert [each.status for each in annotate(text, prepared(knowledge)).offices] == ["former"]


@pytest.mark.parametrize("lexicon", ["places", "organisations"])
def test_names_are_added_to_things_that_the_graph_has(knowledge, lexicon):
    assert set(read_lexicon(lexicon)["graph"]) - set(knowledge.entities) == set()
