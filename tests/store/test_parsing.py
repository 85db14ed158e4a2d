"""RDF in, quads out, and errors with their place."""

import pytest

from bilateral.errors import InputError, RdfSyntaxError
from bilateral.rdf import media_types
from bilateral.store.engine.rdf_parser import parse

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
    with pytest.raises(RdfSyntaxError) as caught:
        list(parse(path))
    assert caught.value.path == str(path)
    assert line is None or caught.value.line == line


def test_an_unknown_extension_lists_the_formats(tmp_path):
    with pytest.raises(InputError, match="text/turtle"):
        parse(tmp_path / "a.docx")


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        list(parse(tmp_path / "a.ttl"))


def test_relative_iris_need_a_base():
    text = b"<s> <p> <o> ."
    with pytest.raises(RdfSyntaxError):
        list(parse(text, media_type="text/turtle"))
    (quad,) = parse(text, media_type="text/turtle", base="http://example.org/a/")
    assert quad.subject == "<http://example.org/a/s>"


MARK = b"\xef\xbb\xbf"
SPO = "<http://e/s> <http://e/p> <http://e/o>"
RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    '<rdf:Description rdf:about="http://e/s"><e:p rdf:resource="http://e/o"/></rdf:Description></rdf:RDF>'
)
MARKED = {
    media_types.TURTLE: f"@prefix e: <http://e/> .\n{SPO} .",
    media_types.N_TRIPLES: f"{SPO} .",
    media_types.N_QUADS: f"{SPO} .",
    media_types.TRIG: f"{{ {SPO} }}",
    media_types.N3: f"{SPO} .",
    media_types.RDF_XML: RDF_XML,
    media_types.JSON_LD: '{"@id": "http://e/s", "http://e/p": {"@id": "http://e/o"}}',
}


@pytest.mark.parametrize("media_type", media_types.RDF)
def test_a_byte_order_mark_is_no_part_of_the_text(media_type):
    text = MARKED[media_type]
    (quad,) = parse(MARK + text.encode(), media_type=media_type)
    assert f"{quad.subject} {quad.predicate} {quad.object}" == SPO
    with pytest.raises(InputError, match="byte order mark of UTF-16"):
        parse(text.encode("utf-16"), media_type=media_type)


def test_a_mark_moves_no_position():
    for begin in (b"", MARK):
        with pytest.raises(RdfSyntaxError) as caught:
            list(parse(begin + b"<http://e/s> oops", media_type=media_types.TURTLE))
        assert (caught.value.line, caught.value.column) == (1, 14)


def test_a_mark_elsewhere_is_text():
    (quad,) = parse(f'{SPO[:26]}"\ufeffx\ufeff" .'.encode(), media_type=media_types.N_TRIPLES)
    assert quad.object == '"\ufeffx\ufeff"'
