"""Names made comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.entities import spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Лавров", "LAVROV"),
        ("Сергей", "sergei"),
        ("São Tomé", "sao tome"),
        ("Côte d'Ivoire", "cote d ivoire"),
        ("Łukasz", "lukasz"),
        ("Αθήνα", "athina"),
    ],
)
def test_script_case_and_accents_do_not_matter(one, other):
    assert spelling.key(one) == spelling.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lavrov", "lawrow"),
        ("sergey", "sergei"),
        ("putin", "poutine"),
        ("xi", "xi"),
    ],
)
def test_common_spellings_sound_alike(one, other):
    assert spelling.sound(one) == spelling.sound(other)


@pytest.mark.parametrize(("one", "other"), [("lavrov", "putin"), ("china", "india"), ("iran", "iraq")])
def test_other_names_sound_different(one, other):
    assert spelling.sound(one) != spelling.sound(other)


@given(st.text())
def test_a_key_is_its_own_key(name):
    once = spelling.key(name)
    assert spelling.key(once) == once
