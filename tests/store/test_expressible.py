"""RDF in every format reads back as it was, or is refused."""

import io
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st

from bilateral.errors import NotExpressible
from bilateral.rdf import media_types
from bilateral.store.engine import rdf_writer
from bilateral.store.engine.query_results import Result
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SUBJECT = ox.NamedNode("http://e/s")


def is_iri(text):
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


letters = st.sampled_from("azAZ_09-.%/#:?=&~é·̀‿中ʰ𒀀𐀀") | st.characters(exclude_categories=["Cs", "Cc"])
iris = st.text(letters, max_size=8).map("http://e/".__add__).filter(is_iri)
reserved = st.sampled_from(["li", "Description", "about", "aboutEach", "bagID", "_1", "_01", "version", "x"])
predicates = (
    iris | reserved.map(RDF.__add__) | st.sampled_from(["urn:a", "a:", "http://www.w3.org/2000/xmlns/a"])
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
literals = st.one_of(
    texts.map(ox.Literal),
    texts.map(lambda text: ox.Literal(text, language="en")),
    texts.map(lambda text: ox.Literal(text, datatype=ox.NamedNode(RDF + "XMLLiteral"))),
)
nodes = st.from_regex(r"[A-Za-z_0-9](?:[A-Za-z0-9_.-]{0,4}[a-z0-9])?", fullmatch=True).map(ox.BlankNode)
triples = st.builds(
    ox.Triple,
    st.just(SUBJECT) | nodes,
    predicates.map(ox.NamedNode),
    literals | iris.map(ox.NamedNode) | nodes,
)


def written(items, media_type):
    stream = io.BytesIO()
    rdf_writer.write(items, stream, media_type)
    return stream.getvalue()


@example([ox.Triple(SUBJECT, ox.NamedNode("http://e/\u00b7x"), ox.BlankNode("1"))])
@example([ox.Triple(ox.BlankNode("_x31"), ox.NamedNode("http://e/p"), ox.BlankNode("1"))])
@example([ox.Triple(SUBJECT, ox.NamedNode("http://e/p"), ox.Literal("\ufffe"))])
@given(st.lists(triples, min_size=1, max_size=4))
def test_rdf_xml_reads_back_as_what_was_written(items):
    try:
        text = written(items, media_types.RDF_XML)
    except NotExpressible:
        return
    ET.fromstring(text)
    back = {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.RDF_XML)}
    assert ox.Dataset(ox.Quad(*triple) for triple in back).canonicalize(
        ox.CanonicalizationAlgorithm.UNSTABLE
    ) == ox.Dataset(ox.Quad(*triple) for triple in items).canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert len(rdflib.Graph().parse(data=text, format="xml")) == len(set(items))


@given(iris, st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]*", fullmatch=True))
def test_an_iri_that_ends_in_a_name_is_written(beginning, name):
    iri = f"{beginning}/{name}"
    text = written([ox.Triple(SUBJECT, ox.NamedNode(iri), SUBJECT)], media_types.RDF_XML)
    (found,) = (child.tag for node in ET.fromstring(text) for child in node)
    assert found.replace("{", "").replace("}", "") == iri


@pytest.mark.parametrize("name", ["123", "", "x/", "a:", "1.2", "😀", "-"])
def test_an_iri_that_ends_in_no_name_is_refused(name):
    written([ox.Triple(SUBJECT, ox.NamedNode("http://e/p"), SUBJECT)], media_types.RDF_XML)
    stream = io.BytesIO()
    triple = ox.Triple(SUBJECT, ox.NamedNode(f"http://e/{name}"), SUBJECT)
    with pytest.raises(NotExpressible, match="no XML name"):
        rdf_writer.write(
            [ox.Triple(SUBJECT, ox.NamedNode("http://e/p"), SUBJECT), triple], stream, media_types.RDF_XML
        )
    assert not stream.getvalue(), "no byte goes out before all is known to be right"


def test_a_predicate_inside_a_triple_term_needs_a_name_too():
    inner = ox.Triple(SUBJECT, ox.NamedNode("http://e/1"), SUBJECT)
    with pytest.raises(NotExpressible):
        written([ox.Triple(SUBJECT, ox.NamedNode("http://e/p"), inner)], media_types.RDF_XML)


@pytest.mark.parametrize("media_type", media_types.RDF)
@pytest.mark.parametrize(
    "value",
    [
        ox.Triple(SUBJECT, ox.NamedNode("http://e/p"), ox.Literal("x", language="en")),
        ox.Literal("x", language="en", direction=ox.BaseDirection.LTR),
        ox.Literal("\x01\ufffe"),
    ],
)
def test_what_a_format_cannot_carry_is_refused(media_type, value):
    items = [ox.Triple(SUBJECT, ox.NamedNode("http://e/p"), value)]
    try:
        text = written(items, media_type)
    except NotExpressible:
        assert media_type in {media_types.RDF_XML, media_types.JSON_LD, media_types.N3}
        return
    assert [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.from_media_type(media_type))] == items


def test_a_query_says_what_a_format_cannot_carry(tmp_path):
    build_store(tmp_path, [])
    with Snapshot(tmp_path) as snapshot:
        for text, media_type in [
            ("CONSTRUCT { <a:s> <http://e/1> 1 } {}", media_types.RDF_XML),
            ("CONSTRUCT { <a:s> <a:p> <<( <a:s> <a:p> 1 )>> } {}", media_types.JSON_LD),
            ("SELECT ('\ufffe' AS ?x) {}", media_types.XML),
        ]:
            with pytest.raises(NotExpressible):
                snapshot.query(text).write(io.BytesIO(), media_type)


def test_a_character_that_xml_lacks_is_seen_where_two_writes_meet():
    stream = rdf_writer.XmlStream(io.BytesIO())
    stream.write(b"a\xef\xbf")
    with pytest.raises(NotExpressible):
        stream.write(b"\xbe")


@given(st.lists(triples, max_size=4))
def test_checked_and_unchecked_answers_are_written_alike(items):
    whole = ox.Store()
    whole.extend(ox.Quad(*triple) for triple in items)
    for media_type in media_types.RDF:
        stream = io.BytesIO()
        try:
            Result(whole.query("CONSTRUCT WHERE { ?s ?p ?o }")).write(stream, media_type)
        except NotExpressible:
            continue
        back = {
            str(quad.predicate)
            for quad in ox.parse(stream.getvalue(), format=ox.RdfFormat.from_media_type(media_type))
        }
        assert back == {str(triple.predicate) for triple in items}
