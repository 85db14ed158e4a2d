"""What a parse of the sentences adds to the rules; needs an installed pipeline of spaCy."""

import pytest

from bilateral.analysis.analysed_text import AnalysedText
from bilateral.analysis.extractors import extractor_registry
from bilateral.analysis.extractors.extractor_settings import ExtractorSettings
from bilateral.analysis.extractors.parser import pipeline
from bilateral.errors import ExtractorError

FURTHER = [
    (
        "Sergei Lavrov, beside his guest and in front of two hundred reporters, twice rejected the plan.",
        "person/sergey-lavrov",
    ),
    (
        "India, together with its neighbours, as so often in these years condemned the attack.",
        "state/IND",
    ),
    ("The delegation of Japan at the talks in Geneva on Thursday proposed a pause.", "state/JPN"),
    ("Vladimir Putin arrived late, left early and in between praised his hosts.", "person/vladimir-putin"),
]
"""Sentences whose speaker rules do not see, and the speaker."""


@pytest.fixture(scope="module")
def spacy():
    """The extractor, with whatever pipeline for English is installed."""
    try:
        pipeline.load_pipeline("")
    except ExtractorError as error:
        pytest.skip(f"needs a pipeline of spaCy for English, see CONTRIBUTING.md: {error}")
    return extractor_registry.load("spacy")


@pytest.mark.parametrize(("text", "speaker"), FURTHER)
def test_a_parse_sees_who_speaks_in_wordings_that_no_rule_foresees(spacy, knowledge, text, speaker):
    by_rules = extractor_registry.load("rules").extract(AnalysedText(text), knowledge)
    assert by_rules.statements == ()
    (found,) = spacy.extract(AnalysedText(text), knowledge).statements
    assert [each.id for each in found.speakers] == [speaker]
    assert found.grounds.rule == "parsed"


@pytest.mark.parametrize(
    "text",
    [  # no text of people, and no English either
        "",
        "\n\n",
        "⟨p0⟩ said ⟨",
        "Sergei Lavrov met Wang Yi in Beijing. He said that talks would go on.",
        "“\U0001f600” said Wang Yi\u202e. 他说。",
    ],
)
def test_what_rules_find_is_found_with_a_parse_too(spacy, knowledge, text):
    by_rules = extractor_registry.load("rules").extract(AnalysedText(text), knowledge)
    found = spacy.extract(AnalysedText(text), knowledge)
    assert set(by_rules.statements) <= set(found.statements)
    assert found.mentions == by_rules.mentions


def test_a_parse_sees_who_takes_part_across_what_stands_between(spacy, knowledge):
    text = (
        "Emmanuel Macron, after a walk through the old town and a dinner at which nobody spoke, "
        "with Olaf Scholz signed a declaration."
    )
    by_rules = extractor_registry.load("rules").extract(AnalysedText(text), knowledge)
    assert "declaration" not in {event.kind for event in by_rules.events}
    (signed,) = (
        each for each in spacy.extract(AnalysedText(text), knowledge).events if each.kind == "declaration"
    )
    assert {"state/FRA", "state/DEU"} == {*signed.states}


def test_a_participle_that_describes_a_noun_tells_of_no_event(spacy, knowledge):
    assert (
        spacy.extract(AnalysedText("Russia handed over the captured soldiers of Ukraine."), knowledge).events
        == ()
    )


def test_the_version_names_the_pipeline(spacy):
    assert "core_web" in spacy.version


@pytest.mark.usefixtures("spacy")
def test_a_pipeline_that_is_not_installed_is_named(knowledge):
    absent = extractor_registry.load("spacy", ExtractorSettings(spacy_model="xx_nowhere_sm"))
    with pytest.raises(ExtractorError, match="xx_nowhere_sm"):
        absent.extract(AnalysedText("Nothing."), knowledge)
