from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.rdf import iris
from bilateral.rdf.terms import XSD, literal
from bilateral.rdf.vocabulary import BIL, RDF

READ = {
    "a": RDF.type,
    "bil:member": BIL.member,
    "state/CHN": "<https://w3id.org/bilateral/id/state/CHN>",
    "<http://e/x>": "<http://e/x>",
    '"ally"@en': '"ally"@en',
    '"5"^^xsd:byte': literal("5", datatype=XSD + "byte"),
    '"plain"': '"plain"',
    '"a "close" friend"@en': literal('a "close" friend', language="en"),
    r'"a \"close\" friend"@en': literal('a "close" friend', language="en"),
    "2022-02": literal("2022-02", datatype=XSD + "gYearMonth"),
    "true": literal("true", datatype=XSD + "boolean"),
    "12": literal("12", datatype=XSD + "integer"),
    "-0.5": literal("-0.5", datatype=XSD + "decimal"),
}


@pytest.mark.parametrize(("text", "term"), READ.items())
def test_a_term_is_read_as_people_write_it(text, term):
    assert iris.read_term(text) == term


@pytest.mark.parametrize("text", ["nope:x", "China", "state/", "a b/c", '"x"^^nope:y', "2025-13"])
def test_what_is_no_term_is_refused_with_a_reason(text):
    with pytest.raises(ValueError, match=r"\w"):
        iris.read_term(text)


@pytest.mark.parametrize("text", ["bil:member", "state/CHN", '"ally"@en', "wd:Q148"])
def test_a_short_form_is_read_back(text):
    assert iris.short(iris.read_term(text)) == text


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["", "en"]))
def test_any_text_is_read_back(text, language):
    term = literal(text, language=language)
    assert iris.read_term(iris.short(term)) == term
