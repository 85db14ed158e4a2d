"""Answers in every format say what the terms say."""

import io

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral import store
from bilateral.store import NotExpressible, formats
from bilateral.store.results import Result

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


@pytest.mark.parametrize("media_type", [formats.JSON, formats.XML, formats.TSV])
@given(nodes=rows)
def test_bindings_survive_the_format(media_type, nodes):
    try:
        text = written(nodes, media_type)
    except NotExpressible:
        assert media_type == formats.XML
        assert any(character < " " for node in nodes for character in node.value)
        return
    back = Result(ox.parse_query_results(text, format=formats.RESULTS[media_type]))
    assert list(back.rows()) == list(answer(nodes).rows())


def test_xml_refuses_what_it_cannot_carry():
    with pytest.raises(NotExpressible):
        written([ox.Literal("\x01")], formats.XML)


def test_every_format_of_every_kind_can_be_written(tmp_path):
    store.build(tmp_path, store.parse(b"<a:s> <a:p> 1 .", media_type="text/turtle"))
    texts = {"boolean": "ASK {}", "bindings": "SELECT * { ?s ?p ?o }", "triples": "DESCRIBE <a:s>"}
    with store.Snapshot(tmp_path) as snapshot:
        for kind, text in texts.items():
            for media_type in store.formats_of(kind):
                stream = io.BytesIO()
                snapshot.query(text).write(stream, media_type)
                assert stream.getvalue()
