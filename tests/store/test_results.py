"""Answers in every format say what the terms say."""

import io

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.errors import NotExpressible
from bilateral.rdf import media_types
from bilateral.store.engine.query_results import Result, formats_of
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=12)
literals = texts.map(ox.Literal) | texts.map(lambda text: ox.Literal(text, language="en"))
rows = st.lists(literals | st.just(ox.NamedNode("http://e/a")), min_size=1, max_size=4)


def answer(nodes):
    whole = ox.Store()
    for number, node in enumerate(nodes):
        whole.add(ox.Quad(ox.NamedNode(f"http://e/{number}"), ox.NamedNode("http://e/p"), node))
    return Result(whole.query("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s"))


def written(nodes, media_type):
    stream = io.BytesIO()
    answer(nodes).write(stream, media_type)
    return stream.getvalue()


@pytest.mark.parametrize("media_type", [media_types.JSON, media_types.XML, media_types.TSV])
@given(nodes=rows)
def test_bindings_survive_the_format(media_type, nodes):
    try:
        text = written(nodes, media_type)
    except NotExpressible:
        assert media_type == media_types.XML
        assert any(character < " " for node in nodes for character in node.value)
        return
    back = Result(ox.parse_query_results(text, format=ox.QueryResultsFormat.from_media_type(media_type)))
    assert list(back.rows()) == list(answer(nodes).rows())


def test_xml_refuses_what_it_cannot_carry():
    with pytest.raises(NotExpressible):
        written([ox.Literal("\x01")], media_types.XML)


def test_every_format_of_every_kind_can_be_written(tmp_path):
    build_store(tmp_path, parse(b"<a:s> <a:p> 1 .", media_type="text/turtle"))
    texts = {"boolean": "ASK {}", "bindings": "SELECT * { ?s ?p ?o }", "triples": "DESCRIBE <a:s>"}
    with Snapshot(tmp_path) as snapshot:
        for kind, text in texts.items():
            for media_type in formats_of(kind):
                stream = io.BytesIO()
                snapshot.query(text).write(stream, media_type)
                assert stream.getvalue()
