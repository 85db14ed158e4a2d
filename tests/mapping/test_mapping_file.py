"""Mappings that cannot be used are refused before a row is read."""

import json

import pytest
from tests.mapping.conftest import RESOLVERS, mapping_of

from bilateral.content.mapping.compiled_mapping import compile_mapping
from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.content.mapping.rejected_rows import RowRejected
from bilateral.content.mapping.rows.row_sources import rows_of
from bilateral.content.mapping.source_row import SourceRow
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
    [
        ("{", ":1: not JSON"),
        ("[]", "it is no object"),
        ('{"tables": [{}]}', "url property is required"),
        ('{"tables": [{"url": "x", "tableSchema": "http://localhost/s"}]}', "tableSchema stands in the file"),
        ('{"dialect": "http://localhost/d", "tables": []}', "dialect stands in the file"),
    ],
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


def test_what_a_row_gives_a_class_stands_in_that_row(tmp_path):
    columns = [ID, {"name": "type", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": "bil:Visit"}]
    (tmp_path / "mapping.json").write_text(json.dumps(mapping_of(columns)))
    (tmp_path / "rows.csv").write_text("id\nx\n")
    (table,) = read_mapping(tmp_path / "mapping.json").tables
    compiled = compile_mapping(table, {}, document="a")
    (row,) = rows_of(table, tmp_path / "rows.csv")
    assert [quad[1:3] for quad in compiled.quads(row)] == [
        ("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<https://w3id.org/bilateral/ns#Visit>"),
        ("<https://w3id.org/bilateral/ns#record>", "<https://w3id.org/bilateral/id/document/a#row=2>"),
    ]


def test_numbers_are_spelled_as_they_are_stored(tmp_path):
    columns = [ID, {"name": "n", "propertyUrl": "bil:intensity", "datatype": "decimal"}]
    (tmp_path / "mapping.json").write_text(json.dumps(mapping_of(columns)))
    (table,) = read_mapping(tmp_path / "mapping.json").tables
    compiled = compile_mapping(table, {}, spelled=lambda term: term.replace(".50", ".5"))
    (quad,) = compiled.quads(SourceRow(1, 2, 2, ["x", "1.50"]))
    assert quad.object == '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'
