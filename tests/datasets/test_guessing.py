"""What the columns of a file mean is guessed, told, and asked where it cannot be told."""

import json

import pytest

from bilateral.__main__ import run
from bilateral.content.mapping.compiled_mapping import compile_mapping
from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.content.mapping.rows.row_sources import rows_of
from bilateral.datasets.resolvers import graph_resolvers
from bilateral.rdf.iris import short

PARTIES = ["France{}Soviet Union", "Japan{}United States{}China", "Kenya{}Egypt", "Brazil{}European Union"]
DAYS = [(1980, 10, 18), (1951, 8, 9), (1999, 2, 27), (2003, 4, 3)]


def rows(day, between=";"):
    for number, (parties, said) in enumerate(zip(PARTIES, DAYS, strict=True)):
        link = f"https://example.org/{number}"
        yield [parties.replace("{}", between), day(*said), f"Treaty, no. {number}", link]


def text(header, sign, rows):
    quoted = ([f'"{cell}"' if sign in cell else cell for cell in row] for row in [header, *rows])
    return "\n".join(map(sign.join, quoted)) + "\n"


def iso(year, month, day):
    return f"{year}-{month:02}-{day:02}"


def american(year, month, day):
    return f"{month}/{day}/{year}"


def dotted(year, month, day):
    return f"{day}.{month}.{year}"


def unclear(year, month, day):
    return f"{month % 12 + 1:02}/{day % 12 + 1:02}/{year}"


FILES = {
    "plain": text(["Parties", "Signed", "Title", "URL"], ",", rows(iso)),
    "american": text(["countries", "date of signature", "name", "link"], ",", rows(american, "; ")),
    "semicolons": text(["Contracting States", "Signature", "Titel", "Document"], ";", rows(dotted, " | ")),
    "tabs": text(["Signatories", "Concluded", "Agreement", "Web"], "\t", rows(iso, ", ")),
}


class Guessing:
    """Guesses the mapping of a text as the command does."""

    def __init__(self, data, folder, capsys):
        self.data, self.folder, self._capsys = data, folder, capsys
        self.mapping = folder / "file.mapping.json"

    def __call__(self, content, *options):
        file = self.folder / "file.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        status = run(["import", "--data", str(self.data), "--guess", str(file), *options])
        printed = self._capsys.readouterr()
        return status, printed.out + printed.err

    def quads(self, resolvers):
        (table,) = read_mapping(self.mapping).tables
        compiled = compile_mapping(table, resolvers, file="file", document="file")
        return [quad for row in rows_of(table, self.folder / "file.csv") for quad in compiled.quads(row)]


@pytest.fixture
def guess(world, tmp_path, capsys):
    return Guessing(world.data, tmp_path, capsys)


@pytest.fixture(scope="module")
def resolvers(world):
    return graph_resolvers(world.snapshot)


@pytest.mark.parametrize("name", FILES)
def test_a_bare_table_of_treaties_is_understood_whatever_its_headers(guess, resolvers, name):
    status, told = guess(FILES[name], "--kind", "treaty")
    assert status == 0, told
    said = {(short(quad.predicate), short(quad.object)) for quad in guess.quads(resolvers)}
    assert ("bil:treatyParty", "former-state/SUN") in said
    assert ("bil:treatyParty", "organisation/eu") in said
    assert ("bil:signed", '"1999-02-27"^^<http://www.w3.org/2001/XMLSchema#date>') in said
    assert ("rdfs:label", '"Treaty, no. 2"@en') in said
    assert ("rdfs:seeAlso", "<https://example.org/1>") in said
    assert sum(predicate in {"a", "rdf:type"} for predicate, _ in said) == 1


def test_what_cannot_be_told_is_asked_by_the_option_that_answers(guess):
    status, told = guess(FILES["plain"])
    assert (status, "--kind: What are the rows? say treaty or visit" in told) == (2, True)
    content = text(["Parties", "Signed", "Title", "URL"], ",", rows(unclear))
    status, told = guess(content, "--kind", "treaty")
    assert (status, "--date-order: Is 03/04/2001 in signed in April" in told) == (2, True)
    assert guess(content, "--kind", "treaty", "--date-order", "mdy")[0] == 0
    columns = json.loads(guess.mapping.read_text())["tables"][0]["tableSchema"]["columns"]
    assert next(each for each in columns if each["name"] == "signed")["bil:dates"] == ["M/d/yyyy"]


def test_every_guess_is_told_with_its_share_and_what_does_not_fit(guess):
    content = FILES["plain"].replace("Kenya;Egypt", "Kenya;Atlantis")
    status, told = guess(content, "--kind", "treaty")
    assert "commas between 4 columns, a header, utf-8" in told
    assert "Parties: name of states or organisations, several with ';' between, 89%, not 'Atlantis'" in told
    assert "Signed: dates (yyyy-MM-dd)" in told
    assert "Parties is taken for bil:treatyParty" in told
    assert status == 0
    assert "89% of the values; such as 'Atlantis'" in guess.mapping.read_text()


def test_codes_other_encodings_and_files_without_a_header_are_seen(guess):
    lines = [
        f"{code},CHN,200{n}-01-01,Visité {n}" for n, code in enumerate(["FRA", "JPN", "KEN", "EGY", "USA"])
    ]
    status, told = guess("\n".join(lines).encode("cp1252"), "--kind", "visit")
    assert status == 0
    assert "commas between 4 columns, no header, cp1252" in told
    assert "column_1: iso3 of states or organisations" in told
    assert "column_3: dates (yyyy-MM-dd)" in told


def test_headers_of_a_shipped_dataset_are_recognised(guess):
    header = "title,operator,place,latitude,longitude,website,wikidata"
    row = 'Embassy of France in Beijing,France,"Beijing, China",1.0,2.0,https://example.org,Q{}'
    content = "\n".join([header, *(row.replace("{}", str(n)) for n in range(3))])
    status, told = guess(content, "--kind", "mission")
    assert (status, "The headers are those of embassies: bilateral import embassies" in told) == (0, True)


def test_what_is_no_table_is_refused(guess):
    status, told = guess("only words here\nand here\n", "--kind", "visit")
    assert status == 2
    assert told.endswith("file.csv: no table: no sign divides its lines into columns\n")
