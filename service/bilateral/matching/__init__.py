"""Which entity a name means, in any script and spelling.

    Index(names, entities)                    built once for a state of the graph
    candidates(index, text, …) → Candidate    ranked, scored from 0 to 100, explained; one may be a match

Pure functions of names; what the graph is, and where names come from, is for others to know.
"""

from bilateral.matching.candidates import CERTAIN, Candidate, candidates, decide, ranked
from bilateral.matching.index import ALIAS, CODE, DERIVED, LABEL, Entity, Index, Name, at_once
from bilateral.matching.names import OTHER, PERSON, POLITY, fold

__all__ = [
    "ALIAS",
    "CERTAIN",
    "CODE",
    "DERIVED",
    "LABEL",
    "OTHER",
    "PERSON",
    "POLITY",
    "Candidate",
    "Entity",
    "Index",
    "Name",
    "at_once",
    "candidates",
    "decide",
    "fold",
    "ranked",
]
