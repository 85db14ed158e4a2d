"""Shapes as the fields of a form."""

import pytest

from bilateral.content.locations import locate
from bilateral.rdf.terms import XSD, iri
from bilateral.rdf.vocabulary import BIL, RDFS
from bilateral.validation.shape_fields import shape_fields


def fields(*classes):
    return {each.path: each for each in shape_fields(locate().shapes, classes)}


def test_required_fields_come_first():
    found = shape_fields(locate().shapes, [BIL["Office"]])
    assert [each.path for each in found if each.required] == [RDFS.label]
    assert found[0].required


def test_a_field_knows_of_what_class_its_values_are():
    assert fields(BIL["Office"])[BIL["officeOf"]].classes == (BIL["Actor"],)


def test_one_of_two_properties_may_do():
    assert fields(BIL["Office"])[BIL["officeOf"]].instead == (BIL["unionOfficeOf"],)
    found = fields(BIL["City"])
    assert found[BIL["locatedIn"]].instead == (BIL["note"],)
    assert found[BIL["note"]].instead == (BIL["locatedIn"],)


def test_what_holds_of_whatever_has_a_property_holds_here():
    assert set(fields(BIL["City"])[BIL["locatedIn"]].classes) == {BIL["Polity"], BIL["Place"]}


def test_shapes_of_superclasses_count():
    meeting = fields(BIL["BilateralMeeting"], BIL["Meeting"], BIL["Event"])
    assert meeting[BIL["participant"]].required
    assert fields(BIL["Tenure"])[BIL["holder"]].most == 1


def test_numbers_have_a_datatype():
    assert fields(BIL["Place"])[BIL["latitude"]].datatypes == (iri(XSD + "decimal"),)


@pytest.mark.parametrize("name", ["Person", "State", "Organisation", "Place", "Event"])
def test_each_thing_has_a_name(name):
    above = {"Person": BIL["Actor"], "State": BIL["Actor"], "Organisation": BIL["Actor"]}.get(name, BIL[name])
    found = fields(BIL[name], above)
    assert found[RDFS.label].required
