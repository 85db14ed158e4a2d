"""Which literals are values of their datatype."""

import pytest

from bilateral.rdf import datatypes

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def typed(text, datatype):
    return f'"{text}"^^<{XSD}{datatype}>'


WELL = """
integer 1 -0 +007 | decimal 1 1.5 .5 -1. | byte -128 127 | unsignedByte 255 | positiveInteger 1
unsignedLong 18446744073709551615 | double 1 1E3 -INF NaN .5e-3 | float 1e40 | boolean true 0
date 2024-02-29 -0044-03-15 12024-01-01Z 2024-01-01+14:00 | gYear 2025 -0001 0000 | gYearMonth 2025-12Z
gMonth --02 | gDay ---31 | gMonthDay --02-29 | time 24:00:00 23:59:59.999 | dateTime 2024-01-01T24:00:00
dateTimeStamp 2024-01-01T00:00:00-05:00 | duration P1Y2M3DT4H5M6.7S -P1D PT0S | dayTimeDuration P1DT1H
yearMonthDuration P1Y | hexBinary 00fF | base64Binary AAECAw== | anyURI http://e/%20 | language en-GB
NCName état | Name a:b | NMTOKEN -1 | token ab | normalizedString ab
"""
ILL = """
integer 1.0 abc one | byte 128 300 | positiveInteger 0 | nonNegativeInteger -1 | unsignedInt 4294967296
decimal 1e3 . | double 1e 0x1 inf | boolean yes True | date 2023-02-29 2024-13-01 24-01-01 2024-1-1
gYear 25 2025-01 | gYearMonth 2025-13 | gDay ---32 | gMonthDay --02-30 | time 24:00:01 25:00:00
dateTime 2024-01-01 2024-01-01T00:00 | dateTimeStamp 2024-01-01T00:00:00 | duration P P1S PT 1Y
dayTimeDuration P1Y | yearMonthDuration P1D | hexBinary 0 0g | base64Binary AAEC= | language abcdefghi
NCName a:b 1a | Name 1a | NMTOKEN a/b | anyURI http://e/%2
"""


def listed(table):
    found = []
    for group in table.replace("\n", " | ").split(" | "):
        datatype, *forms = group.split() or [""]
        found += [typed(form, datatype) for form in forms]
    return found


@pytest.mark.parametrize("literal", listed(WELL))
def test_well_typed(literal):
    assert datatypes.validate(literal) is None


@pytest.mark.parametrize("literal", listed(ILL))
def test_ill_typed(literal):
    assert "is no value of xsd:" in datatypes.validate(literal)


@pytest.mark.parametrize("term", ['"x"', '"x"@en', '"x"^^<http://e/unknown>', "<http://e/x>", "_:x"])
def test_what_has_no_datatype_we_know_is_not_refused(term):
    assert datatypes.validate(term) is None


@pytest.mark.parametrize(
    ("text", "well"), [("<b>x</b> y", True), ("<b>", False), ("&amp;", True), ("<!DOCTYPE x>", False)]
)
def test_xml_literals_are_well_formed(text, well):
    assert (datatypes.validate(f'"{text}"^^<{RDF}XMLLiteral>') is None) is well


@pytest.mark.parametrize(
    ("one", "other", "same", "different"),
    [
        (typed("1", "integer"), typed("01.0", "decimal"), True, False),
        (typed("1", "integer"), typed("1", "double"), False, True),
        (typed("1", "float"), typed("1", "double"), False, True),
        (typed("a", "token"), '"a"', True, False),
        ('"a"', '"a"@en', False, True),
        (
            typed("2024-01-01T00:00:00Z", "dateTime"),
            typed("2024-01-01T00:00:00+00:00", "dateTime"),
            True,
            False,
        ),
        (
            typed("2024-01-01T00:00:00Z", "dateTime"),
            typed("2024-01-01T01:00:00+01:00", "dateTime"),
            False,
            False,
        ),
        (typed("2024-01-01", "date"), typed("2024-01-01Z", "date"), False, False),
        (typed("1", "boolean"), typed("true", "boolean"), True, False),
        (typed("0", "hexBinary"), '"0"', None, None),
    ],
)
def test_values_are_the_same_different_or_neither(one, other, same, different):
    left, right = datatypes.value_of(one), datatypes.value_of(other)
    if same is None:
        assert left is None
    else:
        assert datatypes.same(left, right) is same
        assert datatypes.differ(one, other) is different


def test_a_literal_belongs_to_each_datatype_that_has_its_value():
    found = {datatype[len(XSD) + 1 : -1] for datatype in datatypes.of_literal(typed("200", "integer"))}
    assert {"decimal", "integer", "unsignedByte", "positiveInteger"} <= found
    assert not {"byte", "negativeInteger", "double", "string"} & found
