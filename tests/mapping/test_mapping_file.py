"""Mappings that cannot be used are refused before a row is read."""

import json

import pytest
from tests.mapping.conftest import RESOLVERS, mapping_of

from bilateral.content.mapping.compiled_mapping import compile_mapping
from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.content.mapping.rejected_rows import RowRejected
from bilateral.errors import InputError

ID = {"name": "id"}


def said(**annotations):
    return [ID, {"name": "x", "propertyUrl": "bil:note"} | annotations]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        (said(**{"bil:unheard": "x"}), "bil:unheard is not known here"),
        (said(**{"bil:dates": "yyyy"}), 'bil:dates may not be "yyyy"'),
        (said(**{"bil:dates": ["yy"]}), "the date pattern 'yy'"),
        (said(**{"bil:dates": ["MM-dd"]}), "has no year"),
        (said(**{"bil:dates": ["yyyy yyyy"]}), "says something twice"),
        (said(**{"bil:scheme": "esperanto"}), "no scheme is called 'esperanto'"),
        (said(**{"bil:scheme": "none.csv"}), "none.csv: No such file"),
        (said(**{"bil:scheme": "cow", "bil:on": "y"}), "bil:on of x names 'y'"),
        (said(**{"bil:clean": ["bleach"]}), "no cleaning is called 'bleach'"),
        (said(**{"bil:unresolved": "shrug"}), "bil:unresolved of x is 'shrug'"),
        (said(**{"bil:when": {"column": "id"}}), "a condition has a column and one of"),
        (said(**{"bil:when": {"column": "y", "in": []}}), "names the column 'y'"),
        (said(**{"bil:extract": "(?P<y>.)"}), "x names the column 'y'"),
        (said(**{"bil:keep": "("}), "unterminated"),
        (said(valueUrl="http://e/{y}"), "the variable 'y', which is no column"),
        (said(valueUrl="http://e/{?x}"), "write {name} or {\\+name}"),
        (said(aboutUrl="http://e/<{x}>"), "not an IRI"),
        (said(colour="red"), "Invalid property colour"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(tmp_path, columns, reason):
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps(mapping_of(columns)))
    with pytest.raises(InputError, match=reason):
        compile_mapping(read_mapping(path).tables[0], RESOLVERS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("{", ":1: not JSON"), ("[]", "it is no object"), ('{"tables": [{}]}', "url property is required")],
)
def test_a_file_that_is_no_mapping_is_refused(tmp_path, text, reason):
    (tmp_path / "m.json").write_text(text)
    with pytest.raises(InputError, match=reason):
        read_mapping(tmp_path / "m.json")


def test_a_required_column_that_the_file_lacks_is_named(mapped):
    with pytest.raises(InputError, match="it has no column id; it has x"):
        mapped([{"name": "id", "required": True}, {"name": "x"}], "x\n1\n")


def test_what_the_file_has_beside_the_mapping_is_passed_over(mapped):
    compiled, rows = mapped([ID, {"name": "x", "propertyUrl": "bil:note"}], "y,x,z,id\n1,2,3,4\n")
    assert compiled.lines(rows[0]) == (
        '<https://w3id.org/bilateral/id/visit/4> <https://w3id.org/bilateral/ns#note> "2" <http://g/x> .\n'
    )


def test_all_that_is_wrong_with_a_row_is_said(mapped):
    columns = [
        {"name": "id", "required": True},
        {"name": "day", "bil:dates": ["yyyy"], "propertyUrl": "bil:start"},
        {"name": "c", "bil:scheme": "cow", "bil:on": "day", "propertyUrl": "bil:host"},
    ]
    compiled, rows = mapped(columns, "id,day,c\n,then,256\n")
    with pytest.raises(RowRejected) as rejected:
        compiled.quads(rows[0])
    assert [problem.column for problem in rejected.value.problems] == ["id", "day", "c"]
