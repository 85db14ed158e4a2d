"""RDF in, quads out, and errors with their place."""

import pytest

from bilateral import store
from bilateral.errors import InputError

CASES = [
    ("a.ttl", b"<http://e/s> <http://e/p> 1 .\n<http://e/s> <oops", 2),
    ("a.nt", b"<http://e/s> <http://e/p> <http://e/o> .\nnonsense\n", 2),
    ("a.rdf", b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><a></b>", None),
    ("a.jsonld", b'{"@context": "http://127.0.0.1:9/context", "@id": "http://e/s"}', None),
]


@pytest.mark.parametrize(("name", "text", "line"), CASES)
def test_malformed_rdf_is_refused_with_its_place(tmp_path, name, text, line):
    path = tmp_path / name
    path.write_bytes(text)
    with pytest.raises(store.RdfSyntaxError) as caught:
        list(store.parse(path))
    assert caught.value.path == str(path)
    assert line is None or caught.value.line == line


def test_an_unknown_extension_lists_the_formats(tmp_path):
    with pytest.raises(InputError, match="text/turtle"):
        store.parse(tmp_path / "a.docx")


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        list(store.parse(tmp_path / "a.ttl"))


def test_relative_iris_need_a_base():
    text = b"<s> <p> <o> ."
    with pytest.raises(store.RdfSyntaxError):
        list(store.parse(text, media_type="text/turtle"))
    (quad,) = store.parse(text, media_type="text/turtle", base="http://example.org/a/")
    assert quad.subject == "<http://example.org/a/s>"
