"""Who is meant by a title, and which state or body an office belongs to where the text leaves it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.analysis.lexicons.title_words import office_class

if TYPE_CHECKING:
    from bilateral.analysis.knowledge import KnownOffice
    from bilateral.analysis.mentions.knowledge_index import KnowledgeIndex


def known_office(
    index: KnowledgeIndex, person: str, of: str, title: str, day: str
) -> tuple[KnownOffice, bool] | None:
    """Return the office of the graph that a person has by a title, and whether it is held on a day."""
    wanted = office_class(title)
    words = set(title.lower().replace("-", " ").split())
    held = index.offices_on(person, day)
    for offices, is_current in ((held, True), (index.offices_ever(person), False)):
        for office in offices:
            if of and of not in (office.of, office.head_of):
                continue
            if (wanted and wanted in office.classes) or (not wanted and _names(office, words)):
                return office, is_current or office in held
    return None


def _names(office: KnownOffice, words: set[str]) -> bool:
    return any(words <= set(title.lower().replace("-", " ").split()) for title in office.titles)
