"""Attributed speech: who says what."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.analysis.analysed_text import AnalysedText
from bilateral.analysis.annotation import annotate
from bilateral.analysis.knowledge import NO_KNOWLEDGE
from bilateral.analysis.mentions.knowledge_index import prepared
from bilateral.analysis.statements.statement_finder import find_statements

CASES = tomllib.loads((Path(__file__).parent / "cases" / "statements.toml").read_text("utf-8"))["case"]
PIECES = (Path(__file__).parent / "cases" / "pieces.txt").read_text("utf-8").split("\n")
WORDS = st.sampled_from([*PIECES, "\n", "\n\n"])
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)


def statements(text, knowledge, **about):
    return find_statements(annotate(AnalysedText(text, **about), prepared(knowledge)), knowledge)


def told(statement, text):
    speakers = "; ".join(speaker.name for speaker in statement.speakers)
    return f"{speakers} | {statement.kind} | {statement.span.of(text)}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"].strip()[:60])
def test_statements_are_found_as_the_case_has_them(case, knowledge):
    text = case["text"].strip()
    found = [told(each, text) for each in statements(text, knowledge)]
    assert len(found) == len(case["says"]), found
    for expected, each in zip(sorted(case["says"]), sorted(found), strict=True):
        assert each.startswith(expected)


def test_a_quotation_is_the_wording_of_its_statement(knowledge):
    text = "“We are close,” said Wang Yi. “We are very close to it.”"
    (found,) = statements(text, knowledge)
    assert [span.of(text) for span in found.wording][-1] == "“We are very close to it.”"


def test_a_statement_is_about_those_it_names(knowledge):
    (found,) = statements("Turkey accused Greece of arming the islands near Cyprus.", knowledge)
    assert {entity.id for entity in found.about} == {"state/GRC", "state/CYP"}


def test_the_publisher_speaks_not(knowledge):
    text = "Reuters said the convoy was on its way."
    assert statements(text, knowledge, publisher="Reuters") == ()
    assert len(statements(text, knowledge, publisher="Kyodo")) == 1


def test_a_title_attributes_nothing(knowledge):
    text = "Macron warns Serbia\n\nThe summit of the Balkans opened in Tirana on Friday."
    assert statements(text, knowledge, title="Macron warns Serbia") == ()


def test_a_reason_names_the_verb_and_the_speaker(knowledge):
    (found,) = statements("Turkey accused Greece of arming the islands.", knowledge)
    assert found.grounds.reason == "“accuse” attributes this to Türkiye"
    assert found.grounds.rule


@given(TEXTS)
def test_statements_span_sentences_of_any_text(text):
    annotated = annotate(AnalysedText(text), prepared(NO_KNOWLEDGE))
    starts = {sentence.span.start for sentence in annotated.sentences}
    ends = {sentence.span.end for sentence in annotated.sentences}
    for each in find_statements(annotated):
        assert each.span.start in starts
        assert each.span.end in ends
        assert each.speakers
        assert all(each.span.contains(wording) for wording in each.wording)


@given(TEXTS)
def test_statements_of_a_text_are_the_same_each_time(text):
    annotated = annotate(AnalysedText(text), prepared(NO_KNOWLEDGE))
    assert find_statements(annotated) == find_statements(annotated)
