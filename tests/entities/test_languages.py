"""Which of several texts a reader is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.entities.languages import Text, best, preferences

NAMES = [Text("China", "en"), Text("Китай", "ru"), Text("中国", "zh"), Text("Chine", "fr-CA")]


@pytest.mark.parametrize(
    ("header", "chosen", "wanted"),
    [
        ("", "", ("en",)),
        ("ru, en;q=0.5", "", ("ru", "en")),
        ("en;q=0.5, ru", "", ("ru", "en")),
        ("en;q=0, zh-Hans", "", ("zh-hans", "en")),
        ("ru", "fr", ("fr", "ru", "en")),
        ("ru", "<script>", ("ru", "en")),
        ("no sense;q=x,,;", "", ("en",)),
    ],
)
def test_languages_are_wanted_by_choice_then_by_quality(header, chosen, wanted):
    assert preferences(header, chosen) == wanted


@pytest.mark.parametrize(
    ("wanted", "value"),
    [(("ru", "en"), "Китай"), (("zh-hans", "en"), "中国"), (("fr", "en"), "Chine"), (("ka", "en"), "China")],
)
def test_a_reader_gets_a_name_in_a_language_wanted(wanted, value):
    assert best(NAMES, wanted).value == value


@given(st.lists(st.builds(Text, st.text(), st.sampled_from(["", "en", "ru", "zh-hant"])), min_size=1))
def test_whoever_has_a_name_is_shown_one_whatever_the_order(texts):
    assert best(texts, ("fr", "en")) == best(reversed(texts), ("fr", "en"))
    assert best(texts, ("fr", "en")) in texts


@given(st.text())
def test_no_header_breaks_the_choice(header):
    assert preferences(header)[-1] == "en"
