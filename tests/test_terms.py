from __future__ import annotations

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from bilateral.rdf import terms

texts = st.text(st.characters(blacklist_categories=["Cs"]))


@given(texts)
def test_a_literal_is_read_back_as_it_was_written(text):
    assert terms.literal_parts(terms.literal(text)) == (text, terms.XSD_STRING, "")


@given(texts, st.sampled_from(["en", "zh-Hant", "ru"]))
def test_a_language_tag_is_kept_in_lower_case(text, language):
    parts = terms.literal_parts(terms.literal(text, language=language))
    assert parts == (text, terms.LANG_STRING, language.lower())


@given(texts.filter(lambda text: "\x00" not in text))
def test_another_parser_reads_the_same_literal(text):
    line = f"<http://e/s> <http://e/p> {terms.literal(text)} ."
    (value,) = rdflib.Graph().parse(data=line, format="nt").objects()
    assert str(value) == text


@pytest.mark.parametrize("value", ["http://e/a b", "http://e/<", 'http://e/"', "http://e/\n"])
def test_what_no_iri_may_contain_is_refused(value):
    with pytest.raises(ValueError, match="not an IRI"):
        terms.iri(value)


def test_a_unicode_escape_is_read():
    assert terms.literal_parts(r'"\u738B\U00006BC5"').value == "王毅"
