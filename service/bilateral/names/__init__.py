"""Names: which entity one means, in any script and spelling, for all who ask.

    Names(state, base, …)                 of one state; what differs from the state before is patched
    names.find(text, …) → candidates      ranked, scored from 0 to 100, explained; one may be a match
    Index(names, entities)                the same of any names
    find(index, text, …)

Search, completion, reconciliation and linking rank by this and by nothing else.
"""

from bilateral.names.candidates import CERTAIN, Candidate, decide, find, ranked
from bilateral.names.forms import OTHER, PERSON, POLITY, fold, latin
from bilateral.names.index import ALIAS, CODE, DERIVED, LABEL, Entity, Index, Name, at_once
from bilateral.names.reading import IDENTIFIER, Names

__all__ = [
    "ALIAS",
    "CERTAIN",
    "CODE",
    "DERIVED",
    "IDENTIFIER",
    "LABEL",
    "OTHER",
    "PERSON",
    "POLITY",
    "Candidate",
    "Entity",
    "Index",
    "Name",
    "Names",
    "at_once",
    "decide",
    "find",
    "fold",
    "latin",
    "ranked",
]
