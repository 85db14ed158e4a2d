from __future__ import annotations

from datetime import date

import pytest

from bilateral.linking.candidate_scoring import rank_items
from bilateral.linking.mapping_sets import MappingError, read_mapping_set
from bilateral.linking.review_queue import ReviewQueue, search_links
from bilateral.linking.subjects import Subject, identifier, linked_items
from bilateral.linking.wikidata_items import WikidataItem
from bilateral.names.forms import PERSON
from bilateral.names.name_index import LABEL, Name
from bilateral.rdf import iris
from bilateral.rdf.vocabulary import BIL, SKOS, WD

TODAY = date(2026, 1, 2)
HUMAN = WD["Q5"]
SON, FATHER = WD["Q1"], WD["Q2"]


def person(**given):
    entity = iris.entity("person/wang-yi")
    return Subject(entity, BIL.Person, PERSON, [Name(entity, "Wang Yi", "en", LABEL)], **given)


def item(term, **given):
    return WikidataItem(term, {"en": "Wang Yi"}, ["Wang Yi"], {HUMAN}, **given)


def proposed(subject, *found, **given):
    ranked = rank_items(subject, found, {HUMAN}, **given)
    return ranked.proposed and ranked.proposed.item.item


def test_a_father_of_the_same_name_is_told_by_his_birth():
    found = item(FATHER, births={"1920-03-04"}), item(SON, births={"1953-10-19"})
    assert proposed(person(birth="1953-10-19"), *found) == SON
    assert proposed(person(birth="1953-10-19"), found[0]) is None


def test_namesakes_that_nothing_tells_apart_are_left_to_people():
    assert proposed(person(), item(SON), item(FATHER)) is None


def test_an_office_tells_namesakes_apart():
    office = WD["Q2664362"]
    held = person(offices={office: {"2013"}})
    assert proposed(held, item(FATHER), item(SON, offices={office: {"2013"}})) == SON


def test_of_duplicated_items_the_one_with_more_names_is_proposed():
    twin = item(FATHER, duplicates={SON})
    full = WikidataItem(SON, {"en": "Wang Yi", "zh": "王毅"}, ["Wang Yi", "王毅"], {HUMAN})
    assert proposed(person(), twin, full) == SON


def test_a_rejected_item_is_not_proposed_again():
    assert proposed(person(), item(SON), rejected={SON}) is None


def test_an_item_that_another_entity_is_linked_to_is_not_proposed():
    assert proposed(person(), item(SON), taken={SON: iris.entity("person/other")}) is None


def test_one_letter_makes_another_organisation():
    entity = iris.entity("organisation/brics")
    subject = Subject(entity, BIL.Organisation, "", [Name(entity, "BRICS", "en", LABEL)])
    assert proposed(subject, WikidataItem(SON, {"en": "BRIC"}, ["BRIC"])) is None


def test_no_link_that_was_checked_is_contradicted(world, client):
    linked = sorted(
        {
            quad.subject
            for quad in world.snapshot.match(None, SKOS.exactMatch)
            if quad.object.startswith(f"<{WD}")
        }
    )
    asking = client()
    right = 0
    for found in search_links(world.snapshot, asking, lambda _: set(), linked):
        if found.proposed:
            assert found.proposed.item.item in linked_items(world.snapshot, found.subject.entity)
            right += 1
    assert right > 50


def test_a_proposal_is_accepted_or_rejected_once(tmp_path):
    queue = ReviewQueue(tmp_path / "p.sssom.tsv", tmp_path / "d.sssom.tsv")
    assert queue.propose(rank_items(person(), [item(SON)], {HUMAN}), TODAY)
    assert [row.pair for row in queue.waiting()] == [("bil:person/wang-yi", "wd:Q1")]
    row = queue.decide("person/wang-yi", "Q1", "A. Reviewer", TODAY, accept=False)
    assert (row.predicate_modifier, row.author_label, row.mapping_date) == (
        "Not",
        "A. Reviewer",
        "2026-01-02",
    )
    assert queue.waiting() == []
    assert {identifier(each) for each in queue.rejected("bil:person/wang-yi")} == {"Q1"}
    with pytest.raises(MappingError, match="decided on 2026-01-02 already"):
        queue.decide("person/wang-yi", "Q1", "A. Reviewer", TODAY, accept=True)


def test_what_was_not_proposed_cannot_be_accepted(tmp_path):
    queue = ReviewQueue(tmp_path / "p.sssom.tsv", tmp_path / "d.sssom.tsv")
    with pytest.raises(MappingError, match="not proposed"):
        queue.decide("person/wang-yi", "Q1", "A. Reviewer", TODAY, accept=True)
    assert read_mapping_set(tmp_path / "d.sssom.tsv") == []
