"""Verbs that attribute speech, by their forms; the lists stand in `lexicons/reporting_verbs.toml`."""

from __future__ import annotations

import enum
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.analysis.events.words.word_forms import BASE, ING, PARTICIPLE, PAST, PRESENT, verb_forms
from bilateral.analysis.lexicons.word_lists import read_lexicon, words

if TYPE_CHECKING:
    from collections.abc import Mapping

LEXICON: Final[Mapping[str, Any]] = read_lexicon("reporting_verbs")

SPEECH, STANCE, QUOTING, PLANNING, CHARACTERISING = (
    "speech",
    "stance",
    "quoting",
    "planning",
    "characterising",
)
"""The groups of verbs: what each needs beside it, and what kind of statement it makes."""


class Form(enum.Flag):
    """Which form of a verb a word may be."""

    BASE = enum.auto()
    THIRD = enum.auto()
    PAST = enum.auto()
    PARTICIPLE = enum.auto()
    GERUND = enum.auto()
    FINITE = BASE | THIRD | PAST


class ReportingVerb(NamedTuple):
    """A word that may be a form of a verb that attributes speech.

    Attributes:
        base: the dictionary form.
        form: which forms it may be.
        groups: of the verb, see above.
        followers: words one of which must follow for the verb to attribute what follows, if it is in no group
            that needs none.
    """

    base: str
    form: Form
    groups: frozenset[str]
    followers: frozenset[str]


def _groups() -> dict[str, set[str]]:
    groups = defaultdict(set)
    for group in (SPEECH, STANCE, QUOTING, PLANNING, CHARACTERISING):
        for word in words(LEXICON[group]):
            groups[word].add(group)
    for word in LEXICON["phrases"]:
        groups.setdefault(word, set())
    return groups


def _by_form() -> dict[str, ReportingVerb]:
    found: dict[str, ReportingVerb] = {}
    for base, of in sorted(_groups().items()):
        followers = words(LEXICON["phrases"].get(base, ""))
        for form, texts in verb_forms(base).items():
            for text in texts:
                before = found.get(text)
                so_far = before.form if before and before.base == base else Form(0)
                found[text] = ReportingVerb(base, so_far | _FORMS[form], frozenset(of), followers)
    return found


_FORMS: Final = {
    BASE: Form.BASE,
    PRESENT: Form.THIRD,
    PAST: Form.PAST,
    PARTICIPLE: Form.PARTICIPLE,
    ING: Form.GERUND,
}
VERBS: Final[Mapping[str, ReportingVerb]] = _by_form()
"""Reporting verbs by each of their forms, in lower case."""
