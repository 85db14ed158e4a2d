"""Their side of a link: items of Wikidata, as far as they tell one from another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bilateral.names.forms import PERSON
from bilateral.rdf.terms import Term, iri, literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bilateral.linking.linked_subjects import Subject
    from bilateral.linking.query_library import Library
    from bilateral.linking.wikidata_client import Client

_AT_ONCE: Final = 100  # items of one query
_MOST_NAMES: Final = 60


@dataclass(slots=True)
class Item:
    """An item.

    Attributes:
        names: its labels, then its aliases.
        offices: those it held, each with the years it came into them.
        duplicates: items that Wikidata says are the same by mistake.
        fetched: when all this was true at the latest.
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
        """What it is called, in English where it has a label there."""
        return self.labels.get("en") or next(iter(self.labels.values()), self.item)


def find(client: Client, library: Library, subject: Subject) -> list[Item]:
    """Return the items that an entity may be, by its codes and its names in all scripts and orders."""
    found: set[Term] = set()
    if subject.codes:
        query = library.query("items-by-code", code=map(literal, subject.codes.values()))
        found |= _column(client, query)
    query = library.query("items-by-name", name=spellings(subject))
    found |= _column(client, query)
    return read_items(client, library, found)


def spellings(subject: Subject) -> set[Term]:
    """Return the names to look for, as literals: each in its language and in English."""
    labels = sorted(subject.names, key=lambda name: (name.language != "en", name.role))[:_MOST_NAMES]
    found: set[Term] = set()
    for name in labels:
        for text in _orders(name.text, person=subject.nature == PERSON):
            found |= {
                literal(text, language=language) for language in {name.language, "en", "mul"} if language
            }
    return found


def read_items(client: Client, library: Library, found: Iterable[Term]) -> list[Item]:
    """Return what Wikidata says of items that tells them apart."""
    items = {each: Item(each) for each in sorted(set(found))}
    names = list(items)
    for start in range(0, len(names), _AT_ONCE):
        _describe(client, library, {each: items[each] for each in names[start : start + _AT_ONCE]})
    return list(items.values())


def _describe(client: Client, library: Library, items: dict[Term, Item]) -> None:
    described = client.select(library.query("describe", item=items))
    for row in described.rows:
        _take(items[iri(row["item"]["value"])], row)
    named = client.select(library.query("names", item=items))
    for row in named.rows:
        item, name = items[iri(row["item"]["value"])], row["name"]
        item.names.append(name["value"])
        if row["key"]["value"] == "label":
            item.labels[name.get("xml:lang", "")] = name["value"]
    for item in items.values():
        item.fetched = min(described.fetched, named.fetched)


def _take(item: Item, row: dict[str, dict[str, str]]) -> None:
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


def _column(client: Client, query: str) -> set[Term]:
    return {iri(row["item"]["value"]) for row in client.select(query).rows if row["item"]["type"] == "uri"}
