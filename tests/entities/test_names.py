"""Names that are found: what is worked out after a change is what would be worked out from nothing."""

from hypothesis import given
from hypothesis import strategies as st

from bilateral.entities.names import no_names

words = st.sampled_from(["lavrov", "lawrow", "wang", "yi", "yihong", "sco", "шос", "São"])
texts = st.lists(words, min_size=1, max_size=3).map(" ".join)
named = st.frozensets(st.tuples(st.sampled_from(["<x:a>", "<x:b>", "<x:c>"]), texts), max_size=12)


def found(names, asked):
    return (
        sorted(names.beginning(asked)),
        sorted(names.with_words(asked.split())),
        sorted(names.sounding(asked.split())),
    )


@given(st.lists(named, min_size=1, max_size=4), texts)
def test_after_any_changes_the_same_is_found_as_in_names_made_anew(states, asked):
    changed = no_names()
    for state in states:
        changed = changed.changed(state)
    assert found(changed, asked) == found(no_names().changed(states[-1]), asked)


@given(named, named, texts)
def test_a_change_leaves_the_names_before_it_as_they_were(before, after, asked):
    names = no_names().changed(before)
    expected = found(names, asked)
    names.changed(after)
    assert found(names, asked) == expected


def test_names_are_found_by_beginning_word_and_sound():
    names = no_names().changed({("<x:a>", "Sergey Lavrov"), ("<x:b>", "Wang Yi")})
    assert [name.term for name in names.beginning("ser")] == ["<x:a>"]
    assert [name.term for name in names.with_words(["lav"])] == ["<x:a>"]
    assert [name.term for name in names.sounding(["lawrow"])] == ["<x:a>"]
