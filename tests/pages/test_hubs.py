"""Long lists can be paged through to their end, whatever their length."""

import re

import pytest

from bilateral.content import locations
from bilateral.rdf import iris
from bilateral.rdf.iris import PROVENANCE, entity
from bilateral.rdf.terms import XSD, Quad, literal
from bilateral.rdf.vocabulary import BIL, DCT, PROV, RDF, RDFS
from bilateral.store.engine.canonical_form import canonical
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot_builder import build_store

HUB, SOME, WORDY = entity("topic/hub"), entity("topic/some"), entity("topic/wordy")
REPORT, GRAPH = entity("document/report"), iris.graph("report")
MANY, FEW, NOTES = 10_130, 330, 630


def quads():
    yield Quad(HUB, RDFS.label, literal("the hub", language="en"), "")
    yield Quad(REPORT, RDF.type, BIL.SourceDocument, PROVENANCE)
    yield Quad(REPORT, DCT.title, literal("Report"), PROVENANCE)
    yield Quad(GRAPH, PROV.wasDerivedFrom, REPORT, PROVENANCE)
    for number in range(MANY):
        meeting = entity(f"meeting/m{number}")
        day = literal(f"{1900 + number % 100}-01-{1 + number % 28:02}", datatype=XSD + "date")
        yield Quad(meeting, RDF.type, BIL.Meeting, GRAPH)
        yield Quad(meeting, BIL.topic, HUB, GRAPH)
        if number < FEW:
            yield Quad(meeting, BIL.topic, SOME, GRAPH)
            yield Quad(meeting, BIL.date, day, GRAPH)
        if number < NOTES:
            yield Quad(WORDY, BIL.note, literal(f"note {number}."), GRAPH)


@pytest.fixture(scope="module")
def large(tmp_path_factory, open_site):
    """A site of a graph with things that many others lead to."""
    data = tmp_path_factory.mktemp("large")
    path = locations.locate().root / "ontology" / "events.ttl"
    asserted = [*quads(), *(quad._replace(graph=iris.ONTOLOGY) for quad in parse(path))]
    inferred = [(entity(f"meeting/m{number}"), RDF.type, BIL["Event"]) for number in range(MANY)]
    build_store(data, canonical(asserted), inferred)
    return open_site(data=data)


def rows(text):
    return re.findall(r'<a class="why" href="/page/(meeting/m\d+)">record', text)


def walked(site, path):
    """Return the pages from this one to the last, by the links that lead on."""
    pages = []
    while path:
        pages.append(site.page(path))
        following = re.search(r'<a rel="next" href="([^"]+)"', pages[-1])
        path = following[1].replace("&amp;", "&") if following else None
    return pages


def test_a_hub_says_how_much_leads_to_it(large):
    text = large.page("/page/topic/hub")
    assert f"{MANY:,}" in text
    assert 'href="/page/topic/hub?show=to-topic&amp;page=1#to-topic"' in text


def test_the_pages_of_a_hub_differ_and_have_an_end(large):
    first, second, last = (rows(large.page("/page/topic/hub", show="to-topic", page=n)) for n in (1, 2, 203))
    assert (len(first), len(second), len(last)) == (50, 50, MANY % 50)
    assert len({*first, *second, *last}) == 100 + MANY % 50
    text = large.page("/page/topic/hub", show="to-topic", page=203)
    assert 'rel="prev"' in text
    assert 'rel="next"' not in text


def test_a_long_list_is_in_order_and_complete(large):
    pages = walked(large, "/page/topic/some?show=events&page=1")
    found = [name for text in pages for name in rows(text)]
    days = re.findall(r'datetime="([\d-]+)"', "".join(pages))
    assert len(found) == len(set(found)) == FEW
    assert days == sorted(days, reverse=True)


def test_many_values_are_paged_to_the_last(large):
    pages = walked(large, "/page/topic/wordy?show=note&page=1")
    assert len(pages) == 4
    assert len(set(re.findall(r"note \d+\.", "".join(pages)))) == NOTES


def test_what_rests_on_a_document_is_paged_to_the_last(large):
    total = 2 * MANY + 2 * FEW + NOTES
    last = -(-total // 200)
    text = large.page("/page/document/report", show="facts", page=last)
    assert f"{total:,}" in text
    assert len(re.findall(r"<li>", text.partition('id="facts"')[2].partition("</section>")[0])) == total % 200


def test_a_class_is_paged_to_its_last_member(large):
    text = large.page("/class/Meeting", page=-(-MANY // 300))
    assert f"{MANY:,}" in text
    assert len(re.findall(r'href="/page/meeting/', text)) == MANY % 300
    assert 'rel="next"' not in text
