import json

import pytest

from bilateral.content.mapping.compiled_mapping import compile_mapping
from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.content.mapping.rows.row_sources import rows_of

ID = "https://w3id.org/bilateral/id/"


def codes(**known):
    return lambda value, _: known.get(value) and f"<{ID}{known[value]}>"


def dated(value, on):
    """Return what a code meant: 255 is the Federal Republic's until 1990."""
    if value != "255" or not on:
        return None
    return f"<{ID}{'former-state/DDR' if on < '1990' else 'state/DEU'}>"


RESOLVERS = {
    "iso3": codes(CHN="state/CHN", RUS="state/RUS", FRA="state/FRA"),
    "name": codes(China="state/CHN", Russia="state/RUS", France="state/FRA"),
    "cow": dated,
}


def mapping_of(columns, **table):
    """Return a mapping file's content with one table, rows.csv, of these columns."""
    schema = {"aboutUrl": ID + "visit/{id}", "columns": columns}
    described = {"url": "rows.csv", "tableSchema": schema, "bil:graphUrl": "http://g/x"} | table
    return {"@context": "http://www.w3.org/ns/csvw", "tables": [described]}


@pytest.fixture
def mapped(tmp_path):
    """Return the function from columns and the text of a file to its compiled mapping and rows."""

    def run(columns, text, name="rows.csv", **table):
        path = tmp_path / "mapping.json"
        path.write_text(json.dumps(mapping_of(columns, **table)))
        file = tmp_path / name
        if text is not None:
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        (described,) = read_mapping(path).tables
        return compile_mapping(described, RESOLVERS), list(rows_of(described, file))

    return run
