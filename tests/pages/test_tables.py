"""Tables for statistics programs over HTTP."""

from bilateral import __main__ as cli


def test_a_table_is_that_of_the_command_line(site, world, tmp_path):
    path = "/export/dyad-year.csv?from=2020&to=2021&codes=iso3&measures=meetings,visits&directed=true"
    response = site.get(path, "text/csv")
    assert response.content_type == "text/csv; charset=utf-8"
    command = "export dyad-year --from 2020 --to 2021 --codes iso3 --measures meetings,visits --directed -o"
    assert cli.run([*command.split(), str(tmp_path / "table.csv"), "--data", str(world.data)]) == 0
    assert (tmp_path / "table.csv").read_bytes() == response.data


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
