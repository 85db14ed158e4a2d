"""Extractors are chosen by name among those that are installed."""

import pytest

from bilateral.analysis.analysed_text import AnalysedText
from bilateral.analysis.extractors import extractor_registry
from bilateral.analysis.extractors.extractor_settings import ExtractorSettings
from bilateral.analysis.knowledge import NO_KNOWLEDGE
from bilateral.errors import ExtractorError


def test_rules_are_the_default():
    assert extractor_registry.load().name == "rules"


def test_settings_choose_an_extractor():
    with pytest.raises(ExtractorError, match="nobody"):
        extractor_registry.load(settings=ExtractorSettings(extractor="nobody"))


def test_an_unknown_extractor_is_refused_with_the_names_there_are():
    with pytest.raises(ExtractorError, match="rules"):
        extractor_registry.load("rule")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "No."])
def test_a_text_that_says_nothing_gives_nothing(text):
    found = extractor_registry.load("rules").extract(AnalysedText(text), NO_KNOWLEDGE)
    assert (found.events, found.statements, found.offices) == ((), (), ())
