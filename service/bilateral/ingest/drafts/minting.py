"""Names of things that a text tells of and the graph does not have.

A name follows from what the thing is, so that the same thing read twice, or accepted in another order, has
the same name and the same label.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from bilateral.explore.graph.display_dates import spoken
from bilateral.names import forms
from bilateral.rdf.terms import literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bilateral.content.statement_records import TripleText

_LONGEST: Final = 80  # characters of a slug
_MOST_NAMED: Final = 4  # parties of an event that its name lists
_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "bil:Meeting": ("meeting", "Meeting of {}"),
    "bil:BilateralMeeting": ("meeting", "Meeting of {}"),
    "bil:MultilateralMeeting": ("meeting", "Meeting of {}"),
    "bil:Call": ("call", "Call of {}"),
    "bil:Visit": ("visit", "Visit of {}"),
    "bil:Summit": ("summit", "Summit of {}"),
    "bil:CouncilSession": ("session", "Session of {}"),
    "bil:Agreement": ("event", "Agreement of {}"),
    "bil:Declaration": ("event", "Declaration of {}"),
    "bil:Withdrawal": ("event", "Withdrawal of {}"),
    "bil:Sanctions": ("event", "Sanctions of {}"),
    "bil:Expulsion": ("event", "Expulsion of diplomats by {}"),
    "bil:Recognition": ("event", "Recognition by {}"),
    "bil:RelationsChange": ("event", "Change of relations of {}"),
    "bil:MilitaryAction": ("event", "Military action of {}"),
    "bil:Exercise": ("event", "Exercise of {}"),
    "bil:Issuance": ("event", "Statement of {}"),
    "bil:Vote": ("event", "Vote of {}"),
    "bil:Aid": ("event", "Aid of {}"),
}
"""By class: the type in an identifier, and the label of the parties that act."""

ACTING: Final = ("bil:visitor", "bil:agent", "bil:organiser", "bil:host", "bil:guest", "bil:participant")
"""The properties of those who take part, in the order in which a label names them."""

_TOWARDS: Final = {"bil:Visit": ("bil:place", "to"), "": ("bil:target", "and")}
_AGAINST: Final = {"bil:Sanctions": "on", "bil:MilitaryAction": "against", "bil:Recognition": "of"}


def slugify(name: str) -> str:
    """Return a name in lower-case ASCII letters and digits joined by hyphens, at most 80 characters.

    A longer name, or one without letters, keeps its difference by a hash.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", forms.latin(name.casefold()).lower()).strip("-")
    if slug and len(slug) <= _LONGEST:
        return slug
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    return f"{slug[: _LONGEST - 11].rstrip('-')}-{digest}".lstrip("-")


def english(text: str) -> str:
    """Return a term text of a literal in English."""
    return literal(text, language="en")


def new_thing(kind: str, name: str, class_: str) -> tuple[str, tuple[TripleText, ...]]:
    """Return the identifier of a person, organisation, place or topic that the graph lacks, and what it is.

    Nothing is said of it but its class and its name.
    """
    subject = f"{kind}/{slugify(name)}"
    return subject, ((subject, "a", class_), (subject, "rdfs:label", english(name)))


def tenure_name(person: str, office: str) -> str:
    """Return the identifier of a tenure of which no start is known."""
    return f"tenure/{slugify(_slug(person) + ' ' + _slug(office))}"


def event_name(facts: Mapping[str, Sequence[str]], source: str) -> str:
    """Return the identifier of an event: its kind, who takes part, its day; of a visit, where it goes too.

    Args:
        facts: what is said of it, values by predicate.
        source: the document; part of the name where the day is not known.
    """
    class_, day = _class(facts), _day(facts)
    parties = sorted({party for key in (*ACTING, "bil:target") for party in facts.get(key, ())})
    named = [_slug(party) for party in parties[:_MOST_NAMED]]
    if class_ == "bil:Visit":
        named += [_slug(place) for place in facts.get("bil:place", ())]
    if len(parties) > _MOST_NAMED:
        named.append(hashlib.sha256(" ".join(parties).encode()).hexdigest()[:6])
    last = class_.partition(":")[2].lower() if _kind(class_)[0] == "event" else ""
    when = day if names_a_day(day) else f"{day} {source}"
    return f"{_kind(class_)[0]}/{slugify(' '.join([last, *named, when]))}"


def event_label(facts: Mapping[str, Sequence[str]], shown: Mapping[str, str]) -> str:
    """Return the label of an event in English, made of what its name is made of; `shown` has names."""
    class_, day = _class(facts), _day(facts)
    # In an order of their own, so that two texts that name them in different orders agree.
    parties = [party for key in ACTING for party in sorted(facts.get(key, ()))]
    text = _kind(class_)[1].format(_list([shown.get(party, _slug(party)) for party in parties]))
    key, word = _TOWARDS.get(class_, _TOWARDS[""])
    towards = [shown.get(value, _slug(value)) for value in facts.get(key, ())]
    if towards:
        text += f" {_AGAINST.get(class_, word)} {_list(towards)}"
    return f"{text}, {spoken(day)}" if day else text


def names_a_day(day: str) -> bool:
    """Return whether a date names a day."""
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", day))


def _kind(class_: str) -> tuple[str, str]:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", class_.partition(":")[2]).capitalize()
    return _KINDS.get(class_, ("event", f"{words} of {{}}"))


def _class(facts: Mapping[str, Sequence[str]]) -> str:
    return next(iter(facts.get("a", ())), "bil:Event")


def _day(facts: Mapping[str, Sequence[str]]) -> str:
    return next((facts[key][0] for key in ("bil:date", "bil:start") if key in facts), "")


def _slug(name: str) -> str:
    return name.rpartition("/")[2]


def _list(names: Sequence[str]) -> str:
    names = list(dict.fromkeys(names)) or ["parties not named"]
    shown = names[:_MOST_NAMED]
    if len(names) > _MOST_NAMED:
        shown.append(f"{len(names) - _MOST_NAMED} others")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
