"""Tables for statistics programs over HTTP."""

import csv
import io
import sys

import pytest
from pyarrow import parquet

from bilateral import __main__ as cli


def test_a_table_is_that_of_the_command_line(site, world, tmp_path):
    path = "/export/dyad-year.csv?from=2020&to=2021&codes=iso3&measures=meetings,visits&directed=true"
    response = site.get(path, "text/csv")
    assert response.content_type == "text/csv; charset=utf-8"
    command = "export dyad-year --from 2020 --to 2021 --codes iso3 --measures meetings,visits --directed -o"
    assert cli.run([*command.split(), str(tmp_path / "table.csv"), "--data", str(world.data)]) == 0
    assert (tmp_path / "table.csv").read_bytes() == response.data


def as_text(value):
    return "" if value is None else str(value)


@pytest.mark.parametrize("asked", ["dyad-year.{}?from=2019&to=2021&directed=1", "state-year.{}", "events.{}"])
def test_parquet_has_the_rows_of_the_csv_with_types(site, asked):
    response = site.get(f"/export/{asked}".format("parquet"), "*/*")
    assert response.content_type == "application/vnd.apache.parquet"
    table = parquet.read_table(io.BytesIO(response.data))
    text = site.get(f"/export/{asked}".format("csv"), "*/*").get_data(as_text=True)
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert table.column_names == header
    kinds = {field.name: str(field.type) for field in table.schema}
    found = zip(*(map(as_text, column.to_pylist()) for column in table.columns), strict=True)
    told = [
        tuple(as_text(float(cell)) if cell and kinds[name] == "double" else cell for name, cell in named)
        for named in (zip(header, row, strict=True) for row in rows)
    ]
    # A whole table is too much to say how it differs.
    assert [each for each in zip(found, told, strict=True) if each[0] != each[1]][:1] == []
    expected = {"year": "int32", "first": "date32[day]", "iso3_1": "string", "meetings": "int64"}
    assert expected.items() & kinds.items()
    assert "null" not in kinds.values()


def test_a_file_named_so_is_parquet(world, tmp_path):
    path = tmp_path / "states.parquet"
    command = ["export", "state-year", "--from", "2020", "--to", "2020", "-o", str(path)]
    assert cli.run([*command, "--data", str(world.data)]) == 0
    assert parquet.read_table(path).num_rows > 190


def test_without_the_library_parquet_says_what_to_install(site, world, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    response = site.get("/export/state-year.parquet?from=2020&to=2020", "*/*")
    assert response.status_code == 501
    assert "bilateral[parquet]" in response.get_json()["detail"]
    path = tmp_path / "states.parquet"
    assert cli.run(["export", "state-year", "-o", str(path), "--data", str(world.data)]) == 2
    assert "bilateral[parquet]" in capsys.readouterr().err
    assert not path.exists()


def test_a_table_is_sent_once_to_who_has_it(site):
    first = site.get("/export/state-year.csv?from=2020&to=2020", "text/csv")
    assert first.status_code == 200
    again = site.get(
        "/export/state-year.csv?from=2020&to=2020", "text/csv", **{"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304


def test_a_table_that_cannot_be_is_refused(site):
    response = site.get("/export/dyad-year.csv?measures=love", "application/json")
    assert response.status_code == 400
    assert "there is no 'love' among measures" in response.get_json()["detail"]
    assert site.get("/export/love.csv", "*/*").status_code == 404


def test_the_page_offers_tables_and_says_what_columns_mean(site):
    page = site.page("/export")
    for address in (
        "/export/dyad-year.csv",
        "/export/state-year.csv",
        "/export/events.csv",
        "/export/codebook.json",
    ):
        assert address in page
    measures = site.get("/export/codebook.json", "*/*").get_json()["measures"]
    assert [each["title"] for each in measures if each["title"] not in page] == []


def test_the_ledger_of_two_says_who_looked_and_what_is_known(site):
    page = site.page("/ledger/CHN-RUS")
    assert "Who looked" in page
    assert 'data-title="Year"><div>2025' in page
    assert site.get("/ledger/CHN-RUS.csv", "text/csv").data.startswith(b"year,")
    assert site.get("/ledger/XXX-RUS").status_code == 404
    assert site.get("/ledger/RUS-CHN.csv").headers["Location"].endswith("/ledger/CHN-RUS.csv")


def test_the_ledger_lists_what_datasets_cover(site):
    assert site.get("/ledger.csv", "text/csv").data.startswith(b"class,party,from,until,complete,document")
    assert "<h1>Ledger</h1>" in site.page("/ledger")
