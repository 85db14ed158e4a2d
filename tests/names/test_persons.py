from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.names import person_names, phonetics, syllables
from bilateral.names.candidates import find
from bilateral.names.forms import PERSON
from bilateral.names.name_index import Name, NamedEntity, NameIndex
from bilateral.names.person_comparison import compare_names
from bilateral.names.person_names import parse

LEAST = 81.0  # of names of one person
HERE = Path(__file__).parent


def pairs():
    with (HERE / "persons.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def finds(name, asked):
    found = find(NameIndex([Name("<x:a>", name, "en")], {"<x:a>": NamedEntity(PERSON)}), asked)
    return bool(found) and found[0].match


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair['name']}, {pair['other']}: {pair['why']}")
def test_names_are_of_one_person_or_not_whichever_is_asked(pair):
    expected = pair["same"] == "yes"
    assert (compare_names(pair["name"], pair["other"]).score >= LEAST) == expected
    assert (compare_names(pair["other"], pair["name"]).score >= LEAST) == expected
    assert finds(pair["name"], pair["other"]) == finds(pair["other"], pair["name"]) == expected


given_names = st.sampled_from(
    ["Sergey", "Mario", "Emmanuel", "Ahmed", "Ferdinand", "Hakan", "Ursula", "Narendra", "Olena", "Péter"]
)
surnames = st.sampled_from(
    ["Lavrov", "Draghi", "Macron", "Attaf", "Marcos", "Fidan", "Leyen", "Modi", "Zelenska", "Szijjártó"]
)
titles = st.sampled_from(
    [
        "President",
        "Prime Minister",
        "министр",
        "le président",
        "Außenminister",
        "الرئيس",
        "Presiden",
        "Dr.",
        "H.E. Mr.",
    ]
)
names = st.builds("{} {}".format, given_names, surnames)


@given(names, titles)
def test_a_title_before_a_name_makes_no_other_person(name, title):
    assert compare_names(f"{title} {name}", name).score >= LEAST


@given(names)
def test_the_order_of_given_and_family_name_makes_no_other_person(name):
    given_name, surname = name.split()
    assert compare_names(f"{surname}, {given_name}", name).score >= LEAST
    assert compare_names(f"{surname.upper()} {given_name}", name).score >= LEAST


@given(names, names)
def test_the_comparison_is_the_same_whichever_name_comes_first(one, other):
    assert (compare_names(one, other).score >= LEAST) == (compare_names(other, one).score >= LEAST)


@given(names, st.sampled_from(["Jr.", "Sr.", "II", "III"]), st.sampled_from(["Jr.", "Sr.", "II", "III"]))
def test_generations_tell_persons_apart(name, one, other):
    same = compare_names(f"{name} {one}", f"{name} {other}").score >= LEAST
    assert same == (one == other)


@given(names, st.sampled_from(["Ivanovich", "Petrovich", "Sergeevich", "Antonovich"]))
def test_a_patronymic_may_be_left_out_and_tells_apart_where_it_is_not(name, patronymic):
    given_name, surname = name.split()
    full = f"{given_name} {patronymic} {surname}"
    assert compare_names(full, name).score >= LEAST
    assert compare_names(full, f"{given_name} Nikolaevich {surname}").score < LEAST


@given(st.lists(st.sampled_from([*"abcdefghijklmnopqrstuvwxyz"]), min_size=1, max_size=8).map("".join))
def test_one_word_is_no_person_of_several(word):
    assert compare_names(word, f"{word} lavrov").score < LEAST
    assert compare_names(f"President {word}", f"{word} lavrov").score < LEAST


syllable = st.sampled_from(
    ["li", "qiang", "jiang", "wang", "yi", "yu", "zhao", "chen", "gang", "jun", "ming", "hua"]
)


@given(st.sampled_from(["li", "wang", "chen", "ma"]), st.lists(syllable, min_size=1, max_size=2), syllable)
def test_one_syllable_more_or_less_is_another_chinese_name(surname, given_syllables, other):
    name = f"{surname} {''.join(given_syllables)}"
    changed = f"{surname} {''.join([*given_syllables[:-1], other])}"
    assert (compare_names(name, changed).score >= LEAST) == (name == changed)
    assert compare_names(name, name + other).score < LEAST


@given(st.text(max_size=60))
def test_any_text_is_cut_into_parts_and_is_like_itself_or_too_little_to_tell(text):
    name = parse(text)
    assert len(name.core) <= len(text)
    assert 0 <= compare_names(text, text).score <= 100
    assert all(phonetics.coarse(word) for word in name.core)


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_comparison_of_any_texts_has_a_score(one, other):
    assert 0 <= compare_names(one, other).score <= 100


@pytest.mark.parametrize(
    ("text", "words", "rest"),
    [
        ("He Lifeng", ("he", "lifeng"), ()),
        ("H.E. Mr. Lifeng He", ("lifeng", "he"), ()),
        ("JD Vance", ("vance",), ("j", "d")),
        ("M. Emmanuel Macron", ("emmanuel", "macron"), ()),
        ("M. A. Khan", ("khan",), ("m", "a")),
        ("Ван И", ("ван", "и"), ()),
    ],
)
def test_short_words_are_titles_initials_or_names(text, words, rest):
    assert (parse(text).words, parse(text).initials) == (words, rest)


@pytest.mark.parametrize(
    "word",
    [
        "Viktorovich",
        "Wiktorowitsch",
        "Viktorovitch",
        "Viktorovics",
        "Viktorovič",
        "Викторович",
        "Viktorovitsj",
        "Іванівна",
    ],
)
def test_patronymics_are_known_in_the_spellings_of_many_languages(word):
    assert person_names.is_patronymic(word.lower())


def test_syllables_of_pinyin_are_those_of_wade_giles_and_palladius():
    assert syllables.chinese(("чжоу", "эньлай")) == syllables.chinese(("zhou", "enlai")) == {"zhouenlai"}
    assert syllables.chinese(("hsi", "chung", "hsün")) & syllables.chinese(("xi", "zhongxun"))
