import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.content.tables import read_tables
from bilateral.datasets.seed_writing import SeedError, SeedTables
from bilateral.rdf.dates import partial_date
from bilateral.rdf.iris import entity, graph
from bilateral.rdf.terms import XSD, Quad, iri, literal, literal_parts
from bilateral.rdf.vocabulary import BIL, RDF, RDFS, SKOS

MADE = graph("made-up")
PARTIES = st.sampled_from([entity(f"state/{code}") for code in ("CHN", "RUS", "FRA")])
DATES = st.sampled_from(["2001", "2001-07", "2001-07-16"]).map(partial_date)
WORDS = st.text("abc é,;\"'{}%", min_size=1).map(lambda text: f"x{text}x")
RECORD = entity("document/made-up")[:-1] + "#row={}>"
ROWS = st.fixed_dictionaries(
    {},
    optional={
        BIL["treatyParty"]: st.sets(PARTIES, min_size=1),
        BIL["signed"]: st.sets(DATES, min_size=1, max_size=1),
        RDFS.label: st.sets(
            st.builds(lambda text, tag: literal(text, language=tag), WORDS, st.sampled_from(["en", "pt-br"]))
        ),
        BIL["reference"]: st.sets(WORDS.map(literal)),
        BIL["amount"]: st.sets(st.integers(0, 9).map(lambda n: literal(str(n), datatype=f"{XSD}integer"))),
        SKOS.exactMatch: st.sets(st.integers(1, 9).map(lambda n: iri(f"http://example.org/{n}?q=a#b"))),
        BIL["record"]: st.sets(st.integers(2, 9).map(RECORD.format)),
    },
)


def treaty(name, **said):
    properties = {RDF.type: [BIL["Treaty"]]} | {BIL[key]: values for key, values in said.items()}
    return quads(entity(f"treaty/{name}"), properties)


def quads(subject, said):
    return [Quad(subject, predicate, value, MADE) for predicate, values in said.items() for value in values]


def written(folder, *rows):
    tables = SeedTables()
    for row in rows:
        tables.add(row)
    return tables.write(folder, "made-up", "Made up")


def read(folder):
    found = (quad for quad, _ in read_tables(folder / "made-up-metadata.json"))
    return {quad._replace(object=typed(quad.object)) for quad in found}


def typed(term):
    return partial_date(literal_parts(term).value) if term.endswith("partialDate>") else term


@settings(max_examples=40)
@given(said=st.lists(ROWS, min_size=1, max_size=4))
def test_the_tables_say_what_the_rows_said(tmp_path_factory, said):
    rows = []
    for number, properties in enumerate(said):
        first = {key: values for key, values in properties.items() if key != BIL["record"]}
        first |= {BIL["record"]: list(properties.get(BIL["record"], []))[:1], RDF.type: [BIL["Treaty"]]}
        rows.append(quads(entity(f"treaty/{number}"), first))
    folder = tmp_path_factory.mktemp("seeds")
    written(folder, *rows)
    assert read(folder) == {quad for row in rows for quad in row}


def test_a_row_that_describes_things_of_several_classes_goes_to_several_tables(tmp_path):
    person = quads(entity("person/a"), {RDF.type: [BIL["Person"]], RDFS.label: [literal("A", language="en")]})
    paths = written(tmp_path, treaty("1", treatyParty=[entity("state/CHN")]) + person)
    assert [path.name for path in paths] == [
        "made-up-person.csv",
        "made-up-treaty.csv",
        "made-up-metadata.json",
    ]


def test_what_many_rows_describe_has_the_first_of_them_as_its_record(tmp_path):
    rows = [
        quads(entity("person/a"), {RDF.type: [BIL["Person"]], BIL["record"]: [iri(f"http://x/#row={n}")]})
        for n in (7, 8)
    ]
    written(tmp_path, *rows)
    assert {quad.object for quad in read(tmp_path) if quad.predicate == BIL["record"]} == {
        iri("http://x/#row=7")
    }


def test_what_all_things_have_stands_in_the_metadata_and_a_record_is_a_number(
    tmp_path,
):
    rows = [
        treaty(n, record=[RECORD.format(n)], treatyParty=[entity("state/CHN")], signed=[partial_date("2001")])
        for n in ("12", "137")
    ]
    written(tmp_path, *rows)
    assert (tmp_path / "made-up-treaty.csv").read_text() == "slug,record\ntreaty/12,12\ntreaty/137,137\n"


def test_things_of_several_documents_stay_in_their_graphs(tmp_path):
    row = treaty("1", treatyParty=[entity("state/CHN")])
    rows = [row, [quad._replace(graph=graph("other")) for quad in row]]
    written(tmp_path, *rows)
    assert read(tmp_path) == {quad for each in rows for quad in each}


def test_values_that_would_run_together_are_refused(tmp_path):
    with pytest.raises(SeedError, match="several values"):
        written(tmp_path, treaty("1", reference=[literal("a|b"), literal("c")]))
