"""The office of the graph that a title means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.analysis.lexicons.title_words import office_class

if TYPE_CHECKING:
    from bilateral.analysis.knowledge import KnownOffice
    from bilateral.analysis.mentions.knowledge_index import KnowledgeIndex


def known_office(index: KnowledgeIndex, person: str, of: str, title: str, day: str) -> KnownOffice | None:
    """Return the office that a person has, or has had, by a title; that held on the day before others.

    Args:
        index: what is known.
        person: an identifier.
        of: the state or body that it must be of, "" for any.
        title: in the text's words.
        day: an ISO date, "" for now.
    """
    wanted, words = office_class(title), {*title.lower().replace("-", " ").split()}
    home = index.homes.get(person)
    held = sorted(index.offices_on(person, day), key=lambda office: office.of != home)
    for office in [*held, *index.offices_ever(person)]:
        if of and of not in (office.of, office.head_of):
            continue
        if wanted in office.classes if wanted else _names(office, words):
            return office
    return None


def _names(office: KnownOffice, words: set[str]) -> bool:
    return any(words <= {*title.lower().replace("-", " ").split()} for title in office.titles)
