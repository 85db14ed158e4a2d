from __future__ import annotations

import pytest

from bilateral.content.sssom import read_mappings
from bilateral.errors import InputError, Refused
from bilateral.rdf.iris import LINKS

HEADER = "# curie_map:\n#   bil: https://w3id.org/bilateral/id/\n#   wd: http://www.wikidata.org/entity/\n"
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tpredicate_modifier\n"
LINK = (
    "<https://w3id.org/bilateral/id/state/CHN>",
    "<http://www.w3.org/2004/02/skos/core#exactMatch>",
    "<http://www.wikidata.org/entity/Q148>",
    LINKS,
)


def mapping(tmp_path, *rows):
    path = tmp_path / "test.sssom.tsv"
    path.write_text(HEADER + COLUMNS + "".join(f"{row}\n" for row in rows))
    return path


def test_a_row_makes_the_link_and_keeps_its_justification(tmp_path):
    row = "bil:state/CHN\tskos:exactMatch\twd:Q148\tsemapv:ManualMappingCuration\t0.9\t"
    quads = {each.quad for each in read_mappings(mapping(tmp_path, row))}
    assert LINK in quads
    assert any(quad.object == "<https://w3id.org/semapv/vocab/ManualMappingCuration>" for quad in quads)


def test_a_rejected_row_is_recorded_and_makes_no_link(tmp_path):
    row = "bil:state/CHN\tskos:exactMatch\twd:Q148\tsemapv:ManualMappingCuration\t\tNot"
    quads = {each.quad for each in read_mappings(mapping(tmp_path, row))}
    assert quads
    assert LINK not in quads


def test_an_undeclared_prefix_is_refused_with_its_line(tmp_path):
    row = "bil:state/CHN\tskos:exactMatch\tgn:1\tsemapv:ManualMappingCuration\t\t"
    with pytest.raises(
        Refused, match=r"test\.sssom\.tsv:5: object_id: the prefix gn: is not in the curie_map"
    ):
        read_mappings(mapping(tmp_path, row))


def test_a_missing_column_is_refused(tmp_path):
    path = tmp_path / "test.sssom.tsv"
    path.write_text(HEADER + "subject_id\tobject_id\n")
    with pytest.raises(InputError, match=":4: no column mapping_justification, predicate_id"):
        read_mappings(path)


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path):
    path = mapping(tmp_path, "bil:state/CHN\tskos:exactMatch\twd:Q148\tsemapv:ManualMappingCuration\t\t")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert LINK in {each.quad for each in read_mappings(path)}
