"""Questions: every one is answered, its values are bound, and nothing else is let in."""

import csv
import io
from datetime import date
from urllib.parse import urlencode

import pytest

from bilateral.errors import InputError
from bilateral.explore.graph.graph import Graph
from bilateral.explore.graph.reading import Reading
from bilateral.explore.questions import question_catalogue

NAMES = sorted(question_catalogue.catalogue())


def test_there_are_at_least_forty():
    assert len(NAMES) >= 40


@pytest.mark.parametrize("name", NAMES)
def test_a_question_has_an_answer_a_form_and_a_query(whole_site, name):
    site = whole_site
    answer = site.get(f"/queries/{name}.json", "*/*").get_json()
    assert answer["rows"], "nothing on record answers it with its defaults"
    text = site.page(f"/queries/{name}")
    assert question_catalogue.catalogue()[name].title.replace("'", "&#39;") in text
    query = site.get(f"/queries/{name}.rq", "*/*").get_data(as_text=True)
    assert len(list(site.service.snapshot().query(query).rows())) >= min(1, len(answer["rows"]))


def test_an_answer_as_csv_has_labels_and_iris(site):
    text = site.get("/queries/foreign-ministers.csv?date=2025-07-13", "*/*").get_data(as_text=True)
    rows = {row["state"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["Russia"]["holder"] == "Sergey Lavrov"
    assert rows["Russia"]["holder_iri"] == "https://w3id.org/bilateral/id/person/sergey-lavrov"


def test_an_answer_follows_the_day(site):
    def organisations(day):
        query = urlencode({"one": "state/CHN", "other": "state/IND", "date": day})
        rows = site.get(f"/queries/shared-organisations.json?{query}", "*/*").get_json()["rows"]
        return {row["organisation"]["label"] for row in rows}

    assert organisations("2018") - organisations("2016") == {"Shanghai Cooperation Organisation"}


@pytest.mark.parametrize(
    "given",
    [
        {"one": "state/XXX"},
        {"one": "person/wang-yi"},
        {"one": "> } DROP ALL #"},
        {"date": "soon"},
        {"date": '"2025"^^<x>'},
    ],
)
def test_a_value_that_the_parameter_does_not_take_is_refused(site, given):
    path = f"/queries/shared-organisations.json?{urlencode(given)}"
    assert site.get(path, "*/*").status_code == 400
    page = site.get(path.replace(".json", ""))
    assert page.status_code in {200, 400}


def test_a_question_that_is_none_is_not_found(site):
    assert site.get("/queries/nonsense").status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        "#+ title: x\n#+ view: dance\nSELECT ?x WHERE { ?x ?y ?z }",
        "#+ view: table\nSELECT ?x WHERE { ?x ?y ?z }",
        "#+ title: x\nSELECT ?_one_iri ?x WHERE { ?x ?y ?_one_iri }",
        "#+ title: [x\nSELECT ?x WHERE { ?x ?y ?z }",
    ],
)
def test_a_malformed_question_is_refused_with_its_file(tmp_path, text):
    path = tmp_path / "question.rq"
    path.write_text(text)
    with pytest.raises(InputError, match=r"question\.rq"):
        question_catalogue.read(path)


@pytest.mark.parametrize("name", NAMES)
def test_a_value_means_the_same_wherever_it_stands_in_the_query(world, name):
    question = question_catalogue.catalogue()[name]
    about = Reading(Graph(world.snapshot), ("en",), date(2026, 1, 1))
    bound = question_catalogue.bindings(
        about, question, question_catalogue.values(question, {}, "2026-01-01")
    )
    put_in_place = world.snapshot.query(question.text, bindings=bound)
    shown = [at for at, each in enumerate(put_in_place.variables) if not each.startswith("_")]
    expected = sorted(tuple(row[at] or "" for at in shown) for row in put_in_place.rows())
    answer = question_catalogue.answer(about, question, bound)
    assert sorted(tuple(term or "" for term in row) for row in answer.rows) == expected


def test_what_is_left_open_is_asked_of_all_times(site):
    def rows(**given):
        path = f"/queries/meetings-of-two-states.json?{urlencode(given)}"
        return site.get(path, "*/*").get_json()["rows"]

    assert len(rows()) == len(rows(**{"from": ""})) > len(rows(**{"from": "2020-01-01"})) > 0
    assert rows(to="1990") == []


def test_no_question_has_a_year_for_its_default():
    parameters = [
        each for question in question_catalogue.catalogue().values() for each in question.parameters
    ]
    assert [each for each in parameters if each.kind != "iri" and any(map(str.isdigit, each.default))] == []


def test_until_now_ends_with_the_day_it_is_asked():
    question = question_catalogue.catalogue()["meetings-of-two-states"]
    assert question_catalogue.values(question, {}, "2031-05-06")["to"] == "2031-05-06"
    assert not question_catalogue.values(question, {}, "2031-05-06")["from"]
