"""What an analysis knows before it reads a text: names, offices and who held them, places, topics.

Whoever analyses takes this from a graph once and passes it on. It is made of plain values, so that a worker
process can be given it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bilateral.analysis.findings import Entity

LABEL, ALIAS, CODE, ADJECTIVE, DEMONYM, FAMILY_NAME, CAPITAL = (
    "label",
    "alias",
    "code",
    "adjective",
    "demonym",
    "family name",
    "capital",
)
"""The roles that a name can have for an entity."""


class KnownName(NamedTuple):
    """A name of an entity of the graph."""

    text: str
    entity: str  # its identifier, `state/CHN`
    role: str  # LABEL, ALIAS, CODE, ADJECTIVE, DEMONYM, FAMILY_NAME or CAPITAL
    language: str  # "" if none is said


class KnownTenure(NamedTuple):
    """A person in an office, from a day to a day: ISO dates of any precision, "" if unknown or not ended."""

    person: str
    office: str
    start: str
    end: str


class KnownOffice(NamedTuple):
    """An office of a state or body.

    Attributes:
        titles: its names, as `President of Russia`.
        classes: of our ontology, without the namespace, as `HeadOfStateOffice`.
        of: the state or body it belongs to.
        head_of: the body that its holder heads, "" if none: a foreign ministry.
    """

    id: str
    titles: tuple[str, ...]
    classes: tuple[str, ...]
    of: str
    head_of: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of the world, by identifiers of the graph.

    Attributes:
        entities: all that can be mentioned.
        names: of all of them.
        offices: by identifier.
        tenures: in order of their starts.
        part_of: the state or body that a body or place belongs to.
        members: states that were ever members of an organisation.
        topics: identifiers of topics, by their labels in lower case.
        regions: places that hold states, as Africa.
    """

    entities: Mapping[str, Entity] = field(default_factory=dict)
    names: tuple[KnownName, ...] = ()
    offices: Mapping[str, KnownOffice] = field(default_factory=dict)
    tenures: tuple[KnownTenure, ...] = ()
    part_of: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    regions: frozenset[str] = frozenset()


NO_KNOWLEDGE: Final = Knowledge()
