"""Each kind of bad content, refused with its place and a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import build
from bilateral.errors import Refused

ID = "https://w3id.org/bilateral/id/"
CITY = f"""<{ID}place/x> a bil:City ;
  rdfs:label "X"@en ;
"""
MEMBERSHIP = f"""<{ID}membership/x> a bil:Membership ;
  bil:member <{ID}organisation/band> ;
  bil:role <{ID}role/member> ;
  bil:standing <{ID}standing/confirmed> ;
  bil:start "2001"^^xsd:gYear .
"""
CASES = {
    "an unknown class": (CITY.replace("City ;", "Citty ;")[:-2] + ".\n", 1, "did you mean bil:City?"),
    "an unknown property": (
        CITY + f"  bil:locatedAt <{ID}place/town> .\n",
        3,
        "unknown property bil:locatedAt",
    ),
    "a wrong datatype": (
        CITY + '  bil:latitude "north"^^xsd:decimal .\n',
        3,
        '"north" is no value of xsd:decimal',
    ),
    "a day that does not exist": (
        CITY.replace("place/x> a bil:City", "organisation/x> a bil:Forum")
        + '  bil:founded "2025-02-30"^^xsd:date .\n',
        3,
        "2025-02-30",
    ),
    "a dangling reference": (
        CITY + f"  bil:locatedIn <{ID}place/nowhere> .\n",
        3,
        "place/nowhere is used here and described nowhere",
    ),
    "a row of a document that is not there": (
        CITY + f"  bil:record <{ID}document/nowhere#row=7> .\n",
        3,
        "document/nowhere is used here and described nowhere",
    ),
    "a membership without an organisation": (MEMBERSHIP, 1, "organisation"),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_content_is_refused_with_its_place(little, write, tmp_path, case):
    text, line, reason = CASES[case]
    path = write("")
    above = len(path.read_text("utf-8").splitlines())
    write(text)
    with pytest.raises(Refused) as refused:
        build(little, BuildSettings(data=tmp_path / "data"))
    problem = refused.value.problems[0]
    assert (Path(problem.path), problem.line) == (path, above + line)
    assert reason in problem.reason
    assert len({each.reason for each in refused.value.problems}) == len(refused.value.problems)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (CASES["an unknown class"][0], "little.ttl"),
        (f'<{ID}place/x> a bil:City ; rdfs:label "X"@en .\n', "a.ttl"),
    ],
)
def test_one_mistake_is_told_once(little, write, tmp_path, text, name):
    write(text, name)
    with pytest.raises(Refused) as refused:
        build(little, BuildSettings(data=tmp_path / "data"))
    assert len(refused.value.problems) == 1, str(refused.value)


def test_malformed_rdf_is_refused_with_its_line(little, write, tmp_path):
    path = write("<http://e/s> <http://e/p> .\n", "broken.ttl", prefixes=False)
    with pytest.raises(Refused) as refused:
        build(little, BuildSettings(data=tmp_path / "data"))
    (problem,) = refused.value.problems
    assert (Path(problem.path), problem.line) == (path, 1)


def test_a_graph_without_a_described_document_is_refused(little, write, tmp_path):
    path = write(f'<{ID}place/x> a bil:City ; rdfs:label "X"@en .\n', "stray.ttl")
    with pytest.raises(Refused, match=r"no source: document/stray is described nowhere") as refused:
        build(little, BuildSettings(data=tmp_path / "data"))
    assert refused.value.problems[0].path == path


def test_problems_of_several_files_are_all_reported(little, write, tmp_path):
    for name in ("one.ttl", "two.nt"):
        write("<http://e/s> <http://e/p> .\n", name, prefixes=False)
    with pytest.raises(Refused) as refused:
        build(little, BuildSettings(data=tmp_path / "data"))
    assert [Path(problem.path).name for problem in refused.value.problems] == ["one.ttl", "two.nt"]


def test_an_extra_file_is_read_as_if_it_lay_in_the_seeds(little, tmp_path):
    extra = tmp_path / "extra.ttl"
    extra.write_text("<http://e/s> <http://e/p> .\n")
    with pytest.raises(Refused) as refused:
        build(little, BuildSettings(data=tmp_path / "data"), [extra])
    assert refused.value.problems[0].path == str(extra)
