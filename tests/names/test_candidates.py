from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.names import forms
from bilateral.names.candidates import CERTAIN, find
from bilateral.names.forms import OTHER, PERSON, POLITY
from bilateral.names.name_index import DERIVED, Name, NamedEntity, NameIndex

HERE = Path(__file__).parent
DECLENSIONS = Path(forms.__file__).with_name("declensions.toml")
WITHIN = {"place/singapore": "state/SGP", "place/tunis": "state/TUN"}


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def little(*, words_only=False):
    found = rows("names.tsv")
    entities = {
        row["entity"]: NamedEntity(row["nature"], frozenset(filter(None, [WITHIN.get(row["entity"])])))
        for row in found
    }
    return NameIndex(
        [Name(row["entity"], row["name"], row["language"], row["role"]) for row in found],
        entities,
        words_only=words_only,
    )


INDEX = little()


@pytest.mark.parametrize("case", rows("cases.tsv"), ids=lambda case: f"{case['query']}: {case['why']}")
def test_a_name_finds_its_entity_and_matches_only_when_nothing_else_is_meant(case):
    found = find(INDEX, case["query"])
    if case["entity"]:
        assert found[0].entity == case["entity"]
    assert any(each.match for each in found) == (case["match"] == "yes")


@given(st.text(max_size=60))
def test_candidates_are_ranked_scored_and_at_most_the_first_is_a_match(text):
    found = find(INDEX, text)
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    assert not any(each.match for each in found[1:])


@given(st.sampled_from([row["name"] for row in rows("names.tsv") if row["role"] == "label"]))
def test_every_label_finds_its_entity_first_with_the_best_score(text):
    owners = {row["entity"] for row in rows("names.tsv") if row["name"] == text}
    found = find(INDEX, text)
    assert found[0].entity in owners
    assert found[0].score == 100


def test_a_code_is_found_in_an_index_of_words_only_too():
    assert [each.entity for each in find(little(words_only=True), "CN") if each.match] == ["state/CHN"]


def test_what_is_not_accepted_is_no_rival():
    found = find(INDEX, "Tunis", lambda entity: entity.startswith("state/"))
    assert (found[0].entity, found[0].match) == ("state/TUN", True)


def test_a_candidate_says_which_name_fits_and_how():
    found = find(INDEX, "Sergej Lawrow")[0]
    assert found.name == "Sergey Lavrov"
    assert found.reason
    assert found.score >= CERTAIN


def test_a_name_of_many_thousand_characters_is_answered():
    assert find(INDEX, "China " * 5000) is not None


@pytest.mark.parametrize(
    ("typed", "entity"),
    [
        ("Lavr", "person/sergey-lavrov"),
        ("sergey la", "person/sergey-lavrov"),
        ("Лавр", "person/sergey-lavrov"),
        ("cooperation shang", "organisation/sco"),
        ("kooperation shanghay", "organisation/sco"),
        ("cn", "state/CHN"),
    ],
)
def test_the_beginning_of_a_name_and_some_of_its_words_find_it_and_are_no_match(typed, entity):
    first = find(INDEX, typed)[0]
    assert (first.entity, first.match) == (entity, False)


def test_a_document_called_as_a_person_is_neither_first_nor_a_rival():
    called = [Name(entity, "Ada Lovelace") for entity in ("<a:document>", "<b:person>")]
    index = NameIndex(called, {"<a:document>": NamedEntity(document=True), "<b:person>": NamedEntity(PERSON)})
    first = find(index, "Ada Lovelace")[0]
    assert (first.entity, first.match) == ("<b:person>", True)


@pytest.mark.parametrize("language", ["en", "en-gb", "", "mul", "zh"])
def test_a_name_is_found_whatever_its_language(language):
    index = NameIndex([Name("<x:a>", "Vantorisk", language)], {})
    assert (find(index, "vantorisk")[0].entity, index.main["<x:a>"]) == ("<x:a>", "Vantorisk")


def test_what_is_called_without_language_is_called_so_where_it_has_no_english_name():
    labels = [
        Name("<x:a>", text, tag) for text, tag in (("Москва", "ru"), ("Moskva", "mul"), ("Москов", "kk"))
    ]
    assert NameIndex(labels, {}).main["<x:a>"] == "Moskva"


words = st.sampled_from(["lavrov", "lawrow", "wang", "yi", "yihong", "sco", "шос", "São", "王毅"])
texts = st.lists(words, min_size=1, max_size=3).map(" ".join)
named = st.frozensets(st.builds(Name, st.sampled_from(["<x:a>", "<x:b>", "<x:c>"]), texts), max_size=12)
natures = st.sampled_from([PERSON, POLITY, OTHER])
known = st.tuples(named, st.fixed_dictionaries({"<x:a>": st.builds(NamedEntity, natures)}))


@given(st.lists(known, min_size=1, max_size=4), texts)
def test_after_any_changes_the_same_is_found_as_in_an_index_made_anew(states, asked):
    index = None
    for names, entities in states:
        index = NameIndex(sorted(names), entities, before=index)
    assert find(index, asked) == find(NameIndex(sorted(states[-1][0]), states[-1][1]), asked)


@given(known, known, texts)
def test_a_change_leaves_the_index_before_it_as_it_was(before, after, asked):
    index = NameIndex(sorted(before[0]), before[1])
    expected = find(index, asked)
    NameIndex(sorted(after[0]), after[1], before=index)
    assert find(index, asked) == expected


@given(known, texts)
def test_an_index_made_in_haste_finds_words_and_becomes_the_whole_one(state, asked):
    hasty = NameIndex(sorted(state[0]), state[1], words_only=True)
    whole = NameIndex(sorted(state[0]), state[1], before=hasty)
    assert {each.entity for each in find(hasty, asked)} <= {each.entity for each in find(whole, asked)}
    assert find(whole, asked) == find(NameIndex(sorted(state[0]), state[1]), asked)


forms_of_state = st.lists(
    st.sampled_from(
        [
            "republic",
            "kingdom",
            "people's",
            "democratic",
            "федерация",
            "república",
            "islamic",
            "königreich",
            "union",
            "commonwealth",
            "共和国",
            "of",
            "the",
            "state",
        ]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
posts = st.lists(
    st.sampled_from(
        [
            "vice",
            "deputy",
            "foreign",
            "prime",
            "minister",
            "president",
            "министр",
            "министр",
            "presidente",
            "acting",
            "secretary",
        ]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)


@given(st.one_of(forms_of_state, posts))
def test_forms_of_state_and_posts_alone_are_no_name(text):
    assert not any(each.match for each in find(INDEX, text))


@given(posts, st.sampled_from(["Lavrov", "Wang", "王", "Putin", "Bush", "习"]))
def test_one_word_that_is_left_without_its_posts_is_no_match(title, name):
    assert not any(each.match for each in find(INDEX, f"{title} {name}"))


def test_a_state_whose_form_is_not_recorded_is_not_held_against_one_whose_is():
    names = [Name("<x:a>", "Republic of Vantoria", "en"), Name("<x:b>", "Vantoria", "en")]
    index = NameIndex(names, {"<x:a>": NamedEntity(POLITY), "<x:b>": NamedEntity(POLITY)})
    for asked in ("República de Vantoria", "Республика Vantoria", "Vantoria Republic"):
        first = find(index, asked)[0]
        assert (first.entity, first.match) == ("<x:a>", True), asked


cases_of_languages = st.sampled_from(
    [
        (language, nominative.replace("-", ""), case.replace("-", ""))
        for language, lines in tomllib.loads(DECLENSIONS.read_text("utf-8")).items()
        for nominative, cases in lines.items()
        for case in cases.split()
        if len(nominative) < 5  # others are whole names
    ]
)


def called(entity, text, language):
    return NameIndex([Name(entity, text, language)], {entity: NamedEntity(POLITY)})


STEMS = {"ru": "Бельтан", "uk": "Бельтан", "be": "Бельтан", "el": "Βελταν", "ka": "საქარ", "hy": "Հայկազ"}


@given(cases_of_languages)
def test_a_case_of_a_name_in_its_own_language_is_that_name(case):
    language, nominative, ending = case
    is_cyrillic = forms.has(forms.CYRILLIC, nominative + ending)
    stem = "Бельтан" if is_cyrillic else STEMS.get(language, "Vantor")
    first = find(called("<x:a>", stem + nominative, language), stem + ending)[0]
    assert first.match
    assert first.reason.startswith("same name")


@given(cases_of_languages)
def test_a_word_in_small_letters_is_an_adjective_and_no_case(case):
    language, nominative, ending = case
    found = find(called("<x:a>", "Vantor" + nominative, language), "vantor" + ending)
    assert not any(each.reason == "same name, declined" for each in found)


@given(cases_of_languages)
def test_a_case_says_nothing_of_a_name_in_another_language(case):
    _, nominative, ending = case
    found = find(called("<x:a>", "vantor" + nominative, "cy"), "vantor" + ending)
    assert not any(each.reason == "same name, declined" for each in found)


@given(
    st.sampled_from([row["name"] for row in rows("names.tsv") if row["nature"] == "polity"]),
    st.sampled_from(["and", "und", "et", "и", "ve", "ja"]),
)
def test_a_name_that_is_cut_off_after_a_conjunction_is_no_match(name, conjunction):
    assert not any(each.match for each in find(INDEX, f"{name} {conjunction}"))


@given(st.sampled_from(["Vantorian", "Vantorisch", "вантор"]), st.sampled_from(["", "de", "ru"]))
def test_an_adjective_alone_is_no_match_and_is_one_with_a_form_of_state(adjective, language):
    names = [
        Name("<x:a>", "Vantoria", "en"),
        Name("<x:a>", "Republic of Vantoria", "en"),
        Name("<x:a>", adjective, language, DERIVED),
    ]
    index = NameIndex(names, {"<x:a>": NamedEntity(POLITY)})
    first = find(index, adjective)[0]
    assert (first.entity, first.match) == ("<x:a>", False)
    assert find(index, f"{adjective} Republic")[0].match
    assert not find(index, f"{adjective} Sultanate")[0].match
