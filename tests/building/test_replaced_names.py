"""Content that uses the names that events had before goes on to tell of the same events."""

from hypothesis import given
from hypothesis import strategies as st

from bilateral.build.replaced_names import with_current_names
from bilateral.errors import Origin
from bilateral.rdf.iris import PROVENANCE, entity, graph
from bilateral.rdf.terms import Located, Quad, literal
from bilateral.rdf.vocabulary import BIL, DCT, RDF, RDFS, SKOS

OLD, NEW, NEWER = map(entity, ("meeting/old", "meeting/new", "meeting/newer"))
REPORT, HERE = graph("report"), Origin("a test")


def renamed(*quads):
    return {quad for quad, _ in with_current_names(Located(quad, HERE) for quad in quads)}


def replaced(old, new):
    return Quad(old, DCT.isReplacedBy, new, PROVENANCE)


def test_subject_and_object_go_by_the_name_of_now_and_a_label_is_another_name():
    statement = entity("statement/report-1")
    assert renamed(
        replaced(OLD, NEW),
        Quad(OLD, BIL.place, entity("place/beijing"), REPORT),
        Quad(OLD, RDFS.label, literal("Talks", language="en"), REPORT),
        Quad(statement, RDF.subject, OLD, REPORT),
    ) == {
        replaced(OLD, NEW),
        Quad(NEW, BIL.place, entity("place/beijing"), REPORT),
        Quad(NEW, SKOS.altLabel, literal("Talks", language="en"), REPORT),
        Quad(statement, RDF.subject, NEW, REPORT),
    }


def test_a_name_that_was_replaced_twice_leads_to_the_last():
    told = Quad(OLD, RDF.type, BIL.Event, REPORT)
    assert told._replace(subject=NEWER) in renamed(replaced(OLD, NEW), replaced(NEW, NEWER), told)


def test_names_that_replace_each_other_end():
    assert renamed(replaced(OLD, NEW), replaced(NEW, OLD)) == {replaced(OLD, NEW), replaced(NEW, OLD)}


QUADS = st.builds(
    Quad, st.sampled_from([OLD, NEW, NEWER]), st.sampled_from([BIL.participant, RDFS.label]),
    st.sampled_from([OLD, NEWER, literal("Talks")]), st.just(REPORT),
)  # fmt: skip


@given(st.lists(QUADS))
def test_content_without_replaced_names_stays_as_it_is(quads):
    assert renamed(*quads) == set(quads)


@given(st.lists(QUADS))
def test_no_replaced_name_is_left_and_doing_it_again_changes_nothing(quads):
    once = renamed(replaced(OLD, NEW), *quads)
    told = {quad for quad in once if quad.predicate != DCT.isReplacedBy}
    assert not any(OLD in quad for quad in told)
    assert renamed(*once) == once
