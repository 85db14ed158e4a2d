from __future__ import annotations

import hashlib

import pytest

from bilateral.content.documents import read_document
from bilateral.content.statements import read_statements
from bilateral.errors import InputError, Refused
from bilateral.rdf.iris import PROVENANCE
from bilateral.rdf.terms import literal_parts

MATTER = """---
title: A test
kind: news-report
recorded: 2025-07-14
licence: CC0-1.0
original:
  title: The original
  not_before: 2025-07-13
---
"""
TEXT = "Wang received\nLavrov in Beijing. They talked in Beijing."
STATEMENT = """statements:
  - id: one
    kind: report
    says: [meeting/m, bil:participant, person/wang-yi]
    also:
      - [meeting/m, a, bil:Meeting]
    quote: Wang received Lavrov
    basis: stated
"""


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "talks.md"
    path.write_text(MATTER + "\n" + TEXT + "\n", "utf-8")
    return read_document(path)


@pytest.fixture
def statements(tmp_path, document):
    def write(text: str):
        path = tmp_path / "talks.statements.yaml"
        path.write_text(text, "utf-8")
        return {each.quad for each in read_statements(path, document)}

    return write


def values(quads, predicate):
    return {literal_parts(q.object).value for q in quads if q.predicate.endswith(f"{predicate}>")}


def test_front_matter_goes_to_provenance(document):
    quads = {each.quad for each in document.quads}
    assert {quad.graph for quad in quads} == {PROVENANCE}
    assert values(quads, "title") == {"A test", "The original"}
    assert values(quads, "textHash") == {hashlib.sha256(TEXT.encode()).hexdigest()}


def test_a_report_is_asserted_and_reified(statements):
    quads = {quad[:3] for quad in statements(STATEMENT)}
    base = "https://w3id.org/bilateral/"
    content = f"<{base}id/meeting/m>", f"<{base}ns#participant>", f"<{base}id/person/wang-yi>"
    assert content in quads
    statement = f"<{base}id/statement/talks-one>"
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    reified = [(statement, f"<{rdf}{part}>") for part in ("subject", "predicate", "object")]
    assert {(*key, value) for key, value in zip(reified, content, strict=True)} <= quads


def test_a_claim_is_reified_only(statements):
    claim = STATEMENT.replace("kind: report", "kind: claim").replace("    also:\n", "")
    quads = statements(claim.replace("      - [meeting/m, a, bil:Meeting]\n", ""))
    assert not [quad for quad in quads if quad.subject.endswith("meeting/m>")]


def test_evidence_is_the_quoted_stretch_across_lines(statements):
    quads = statements(STATEMENT)
    (start,), (end,) = values(quads, "oa#start"), values(quads, "oa#end")
    assert TEXT[int(start) : int(end)] == "Wang received\nLavrov"
    assert values(quads, "exact") == {"Wang received\nLavrov"}


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("Wang received Lavrov", "Wang met Lavrov", 7, "is not in the text of talks.md"),
        ("Wang received Lavrov", "in Beijing", 7, "occurs 2 times"),
        ("kind: report", "kind: rumour", 3, "'rumour' is not a kind"),
        ("bil:participant", "bill:participant", 4, "unknown prefix bill:"),
        ("person/wang-yi]", "Wang]", 4, "write type/slug"),
        ("basis: stated", "basis: guessed", 8, "not a basis"),
        ("basis: stated", "bases: stated", 8, "unknown key 'bases'"),
        ("    basis: stated\n", "", 2, "no basis"),
        ("kind: report", "kind: claim", 6, "only a report asserts"),
        ("person/wang-yi]", "person/wang-yi, x]", 4, "a triple is"),
    ],
)
def test_a_bad_statement_is_refused_with_its_line(statements, old, new, line, reason):
    with pytest.raises(Refused) as refused:
        statements(STATEMENT.replace(old, new))
    (problem,) = refused.value.problems
    assert (problem.path.name, problem.line) == ("talks.statements.yaml", line)
    assert reason in problem.reason


def test_statements_that_are_not_yaml_are_refused_with_their_line(statements):
    with pytest.raises(InputError, match=r"yaml:3: not YAML"):
        statements("statements:\n  - [unclosed\n")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("recorded: 2025-07-14", "recorded: 2025-07", ":4: '2025-07': write the day"),
        ("kind: news-report\n", "", ":2: no kind"),
        ("licence: CC0-1.0", "license: CC0-1.0", ":5: unknown key 'license'"),
        ("---\ntitle", "title", ":1: no front matter"),
        ("not_before: 2025-07-13", "not_before: July", ":8: 'July' is no date"),
    ],
)
def test_bad_front_matter_is_refused_with_its_line(tmp_path, old, new, reason):
    path = tmp_path / "bad.md"
    path.write_text(MATTER.replace(old, new, 1) + "text\n")
    with pytest.raises(InputError) as refused:
        read_document(path)
    assert reason in str(refused.value)


def test_a_byte_order_mark_is_no_part_of_a_document_or_its_statements(document, statements, tmp_path):
    before = statements(STATEMENT)
    for path in (tmp_path / "talks.md", tmp_path / "talks.statements.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    again = read_document(tmp_path / "talks.md")
    assert again == document
    assert {each.quad for each in read_statements(tmp_path / "talks.statements.yaml", again)} == before
