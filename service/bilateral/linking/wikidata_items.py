"""Items of Wikidata, with what distinguishes one from another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bilateral.names.forms import PERSON
from bilateral.rdf.terms import Term, iri, literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bilateral.linking.response_cache import Row
    from bilateral.linking.subjects import Subject
    from bilateral.linking.wikidata_client import WikidataClient

_BATCH: Final = 100  # items of one query
_MAX_NAMES: Final = 60


@dataclass(slots=True)
class WikidataItem:
    """An item of Wikidata.

    Attributes:
        names: labels, then aliases.
        offices: those it held, each with the years in which a term began.
        duplicates: items that Wikidata marks as duplicates of it.
        fetched: the time of the oldest result it was read from.
    """

    item: Term
    labels: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    classes: set[Term] = field(default_factory=set)
    codes: dict[str, set[str]] = field(default_factory=dict)
    states: set[Term] = field(default_factory=set)
    offices: dict[Term, set[str]] = field(default_factory=dict)
    births: set[str] = field(default_factory=set)
    duplicates: set[Term] = field(default_factory=set)
    fetched: datetime | None = None

    @property
    def label(self) -> str:
        """Its English label, or its first, or its IRI."""
        return self.labels.get("en") or next(iter(self.labels.values()), self.item)


def find_items(client: WikidataClient, subject: Subject) -> list[WikidataItem]:
    """Return the items that have a code of the entity or a spelling of one of its names."""
    found: set[Term] = set()
    if subject.codes:
        found |= _column(client.ask("items-by-code", code=map(literal, subject.codes.values())).rows)
    found |= _column(client.ask("items-by-name", name=_spellings(subject)).rows)
    return _read_items(client, sorted(found))


def _spellings(subject: Subject) -> set[Term]:
    """Return the literals to look for: each name and order of words, in its language, `en` and `mul`."""
    labels = sorted(subject.names, key=lambda name: (name.language != "en", name.role))[:_MAX_NAMES]
    return {
        literal(text, language=language)
        for name in labels
        for text in _orders(name.text, person=subject.nature == PERSON)
        for language in {name.language, "en", "mul"}
        if language
    }


def _read_items(client: WikidataClient, found: Sequence[Term]) -> list[WikidataItem]:
    items = {each: WikidataItem(each) for each in found}
    for start in range(0, len(found), _BATCH):
        _describe(client, {each: items[each] for each in found[start : start + _BATCH]})
    return list(items.values())


def _describe(client: WikidataClient, items: dict[Term, WikidataItem]) -> None:
    described = client.ask("describe", item=items)
    for row in described.rows:
        _add_value(items[iri(row["item"]["value"])], row)
    named = client.ask("names", item=items)
    for row in named.rows:
        item, name = items[iri(row["item"]["value"])], row["name"]
        item.names.append(name["value"])
        if row["key"]["value"] == "label":
            item.labels[name.get("xml:lang", "")] = name["value"]
    for item in items.values():
        item.fetched = min(described.fetched, named.fetched)


def _add_value(item: WikidataItem, row: Row) -> None:
    key, value = row["key"]["value"], row["value"]
    if key in {"iso2", "iso3"}:
        item.codes.setdefault(key, set()).add(value["value"])
    elif key == "birthDate":
        item.births.add(value["value"].lstrip("+")[:10])
    elif value["type"] != "uri":
        return
    elif key == "class":
        item.classes.add(iri(value["value"]))
    elif key == "state":
        item.states.add(iri(value["value"]))
    elif key == "duplicate":
        item.duplicates.add(iri(value["value"]))
    elif key == "office":
        starts = {row["start"]["value"][:4]} if "start" in row else set()
        item.offices.setdefault(iri(value["value"]), set()).update(starts)


def _orders(text: str, *, person: bool) -> set[str]:
    found = {text}
    last, comma, first = text.partition(", ")
    if comma:
        found.add(f"{first} {last}")
    words = text.split()
    if person and len(words) == 2:  # noqa: PLR2004  # a given and a family name
        found.add(" ".join(reversed(words)))
    return found


def _column(rows: Iterable[Row]) -> set[Term]:
    return {iri(row["item"]["value"]) for row in rows if row["item"]["type"] == "uri"}
