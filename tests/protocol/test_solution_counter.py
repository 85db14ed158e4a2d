"""Solutions are counted from the bytes of an answer, wherever these are cut."""

import io

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.protocol.result_rows import SolutionCounter
from bilateral.rdf import media_types

texts = st.text(alphabet='a"\\{}[],:<result>\n\r\té', max_size=12)
rows = st.lists(st.tuples(st.none() | texts, st.none() | texts), max_size=6)


def written(found, media_type):
    """Return the answer of a query with these rows."""
    data = " ".join(
        "(" + " ".join("UNDEF" if each is None else str(ox.Literal(each)) for each in row) + ")"
        for row in found
    )
    answer = ox.Store().query(f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {data} }} }}")
    out = io.BytesIO()
    answer.serialize(out, format=ox.QueryResultsFormat.from_media_type(media_type))
    return out.getvalue()


@pytest.mark.parametrize("media_type", media_types.RESULTS)
@given(rows, st.integers(1, 9))
def test_as_many_are_counted_as_there_are(media_type, found, size):
    data = written(found, media_type)
    tally = SolutionCounter(media_type)
    for at in range(0, len(data), size):
        tally.feed(data[at : at + size])
    assert tally.rows == len(found)


def test_what_is_not_solutions_is_not_counted():
    tally = SolutionCounter(media_types.TURTLE)
    tally.feed(b"<a:s> <a:p> <a:o> .\n")
    assert tally.rows is None
