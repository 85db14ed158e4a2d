"""Which of several texts a reader is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.explore.graph.languages import Text, best, preferences

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


@pytest.mark.parametrize(
    ("wanted", "tags", "shown"),
    [
        (("en",), ["en", "en-gb", "", "mul", "de"], "en"),
        (("en",), ["en-gb", "", "mul", "ar"], "en-gb"),
        (("en",), ["", "ar"], ""),
        (("en",), ["mul", "ar", "zh"], "mul"),
        (("en",), ["und", "ar"], "und"),
        (("en",), ["zh", "ar"], "ar"),
        (("en-us", "en"), ["en-gb", "mul", "ar"], "en-gb"),
        (("de", "en"), ["de-at", "en", "mul"], "de-at"),
        (("de-at", "en"), ["de", "de-ch", "en"], "de"),
        (("de-at", "en"), ["de-ch", "en", ""], "de-ch"),
        (("zh-hant-tw", "en"), ["zh", "zh-hans", "zh-hant", "en"], "zh-hant"),
        (("sr-x-old", "en"), ["sr", "en"], "sr"),
        (("fr", "de", "en"), ["en", "de-li"], "de-li"),
        (("en",), ["end", "eng", "zh"], "end"),
        (("fr",), ["FR", "en"], "FR"),
    ],
)
def test_a_language_is_served_by_itself_its_variants_and_what_it_is_a_variant_of(wanted, tags, shown):
    assert best([Text(f"in {tag}", tag) for tag in tags], wanted).language == shown


@given(st.lists(st.sampled_from(["", "mul", "en", "en-gb", "de-at", "zh", "ar"]), min_size=1, unique=True))
def test_a_text_for_all_is_shown_before_one_that_the_reader_did_not_ask_for(tags):
    shown = best([Text(tag, tag) for tag in tags], ("de", "en")).language
    assert shown not in {"zh", "ar"} or not {"", "mul", "en", "en-gb", "de-at"} & set(tags)


@given(st.lists(st.builds(Text, st.text(), st.sampled_from(["", "en", "ru", "zh-hant"])), min_size=1))
def test_whoever_has_a_name_is_shown_one_whatever_the_order(texts):
    assert best(texts, ("fr", "en")) == best(reversed(texts), ("fr", "en"))
    assert best(texts, ("fr", "en")) in texts


@given(st.text())
def test_no_header_breaks_the_choice(header):
    assert preferences(header)[-1] == "en"
