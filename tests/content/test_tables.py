from __future__ import annotations

import json

import pytest

from bilateral.content.tables import read_tables
from bilateral.errors import InputError, Refused

NS = "https://w3id.org/bilateral/ns#"
COLUMNS = [
    {"name": "slug", "required": True, "suppressOutput": True},
    {"name": "name", "propertyUrl": NS + "label", NS + "langUrl": "language"},
    {"name": "language", "suppressOutput": True},
    {"name": "size", "propertyUrl": NS + "size", "datatype": "integer"},
    {"name": "start", "propertyUrl": NS + "start", "datatype": {"@id": NS + "partialDate", "base": "string"}},
    {"name": "friends", "propertyUrl": NS + "friend", "valueUrl": "http://e/{friends}", "separator": " "},
    {"name": "source", "separator": " ", "suppressOutput": True},
    {"name": "type", "virtual": True, "propertyUrl": NS + "type", "valueUrl": NS + "Thing"},
    {"name": "link", "virtual": True, "propertyUrl": NS + "link", "valueUrl": "http://e/{language}"},
]
HEADER = "slug,name,language,size,start,friends,source\n"


@pytest.fixture
def table(tmp_path):
    def write(rows: str, columns=COLUMNS):
        schema = {"aboutUrl": "http://e/{slug}", "primaryKey": ["slug"], "columns": columns}
        description = {
            "@context": "http://www.w3.org/ns/csvw",
            "tables": [{"url": "t.csv", NS + "graphUrl": "http://g/{source}", "tableSchema": schema}],
        }
        (tmp_path / "t.csv").write_text(HEADER + rows, "utf-8")
        (tmp_path / "t-metadata.json").write_text(json.dumps(description))
        return tmp_path / "t-metadata.json"

    return write


def quads(path):
    return {each.quad for each in read_tables(path)}


def test_a_row_becomes_triples_in_the_graph_of_its_sources(table):
    assert quads(table("x,Лавров,ru,7,2010,y z,s1 s2\n")) == {
        ("<http://e/x>", f"<{NS}label>", '"Лавров"@ru', "<http://g/s1,s2>"),
        (
            "<http://e/x>",
            f"<{NS}size>",
            '"7"^^<http://www.w3.org/2001/XMLSchema#integer>',
            "<http://g/s1,s2>",
        ),
        (
            "<http://e/x>",
            f"<{NS}start>",
            '"2010"^^<http://www.w3.org/2001/XMLSchema#gYear>',
            "<http://g/s1,s2>",
        ),
        ("<http://e/x>", f"<{NS}friend>", "<http://e/y>", "<http://g/s1,s2>"),
        ("<http://e/x>", f"<{NS}friend>", "<http://e/z>", "<http://g/s1,s2>"),
        ("<http://e/x>", f"<{NS}type>", f"<{NS}Thing>", "<http://g/s1,s2>"),
        ("<http://e/x>", f"<{NS}link>", "<http://e/ru>", "<http://g/s1,s2>"),
    }


def test_an_empty_cell_says_nothing_and_a_template_that_needs_it_neither(table):
    assert {quad.predicate for quad in quads(table("x,,,,,,s\n"))} == {f"<{NS}type>"}


def test_every_triple_knows_its_line(table):
    lines = {each.origin.line for each in read_tables(table("x,,,,,,s\ny,,,,,,s\n"))}
    assert lines == {2, 3}


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        ("x,,,many,,,s\n", 2, "size"),
        ("x,,,,,,s\n,,,,,,s\n", 3, "required"),
        ("x,,,,,,s\nx,,,,,,s\n", 3, "is already in line 2"),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(table, rows, line, reason):
    path = table(rows)
    with pytest.raises(Refused) as refused:
        read_tables(path)
    (problem,) = refused.value.problems
    assert (problem.path.name, problem.line) == ("t.csv", line)
    assert reason in problem.reason


def test_every_bad_row_is_reported(table):
    with pytest.raises(Refused) as refused:
        read_tables(table("x,,,many,,,s\ny,,,few,,,s\n"))
    assert [problem.line for problem in refused.value.problems] == [2, 3]


def test_metadata_that_is_no_json_is_refused_with_its_line(tmp_path):
    path = tmp_path / "t-metadata.json"
    path.write_text('{\n"tables": [}\n')
    with pytest.raises(InputError, match=":2: not JSON"):
        read_tables(path)


def test_a_missing_table_is_named(table):
    path = table("")
    (path.parent / "t.csv").unlink()
    with pytest.raises(Refused, match=r"t\.csv is missing"):
        read_tables(path)


def test_a_byte_order_mark_is_no_part_of_a_table_or_its_metadata(table, tmp_path):
    path = table("x,Y,en,,,,s\n")
    before = quads(path)
    for each in (path, tmp_path / "t.csv"):
        each.write_bytes(b"\xef\xbb\xbf" + each.read_bytes())
    assert quads(path) == before


def test_a_table_in_utf_16_is_told_by_its_mark(table, tmp_path):
    path = table("x,Y,en,,,,s\n")
    (tmp_path / "t.csv").write_text(HEADER, "utf-16")
    with pytest.raises(Refused, match="byte order mark of UTF-16"):
        read_tables(path)
