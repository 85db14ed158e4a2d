"""The rules of OWL 2 RL/RDF as data: each line of ``owl2rl.rules`` is a rule and its implementation.

`list_rules` has those about lists, `datatypes` those about values. Equality is by representatives, so that
eq-ref, eq-sym, eq-trans and eq-rep-* hold by construction; the file gives their text for explanations.

Source: OWL 2 Web Ontology Language Profiles, section 4.3, tables 4 to 9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from bilateral.rdf.datatypes import SUPERTYPES, SUPPORTED
from bilateral.rdf.iris import read_term, short
from bilateral.rdf.terms import XSD, literal, literal_parts
from bilateral.rdf.vocabulary import OWL, RDF, RDFS
from bilateral.syntax.construct_query import Comparison, is_variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bilateral.rdf.terms import Term, Triple


@dataclass(frozen=True, slots=True)
class Rule:
    """A Horn rule."""

    name: str
    text: str  # the rule as its source writes it
    head: Triple | None  # what it concludes; None where it concludes false
    body: tuple[Triple, ...]
    filters: tuple[Comparison, ...] = ()
    # The schema triples it was specialised to; rules that differ in these only are the same.
    premises: tuple[Triple, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Merge:
    """A rule concluding owl:sameAs for all members that share a group: prp-fp, prp-key, cls-maxc2 ….

    Kept whole, because pairs of members are quadratic where a group is large.
    """

    name: str
    text: str
    member: Term
    group: tuple[Term, ...]
    body: tuple[Triple, ...]
    premises: tuple[Triple, ...] = field(default=(), compare=False)

    def pairwise(self) -> Rule:
        """Return the rule as the specification writes it, about two members of the group."""
        own = {term for term in chain.from_iterable(self.body) if is_variable(term)} - set(self.group)
        other = {term: f"{term}_" for term in own}
        twins = tuple(substitute(atom, other) for atom in self.body)
        body = tuple(dict.fromkeys(self.body + twins))
        head = (self.member, OWL.sameAs, other[self.member])
        return Rule(self.name, self.text, head, body, premises=self.premises)


def substitute(atom: Triple, bindings: Mapping[Term, Term]) -> Triple:
    """Return the atom with its bound variables replaced."""
    subject, predicate, object_ = atom
    return bindings.get(subject, subject), bindings.get(predicate, predicate), bindings.get(object_, object_)


_SOURCE = Path(__file__).with_suffix(".rules").read_text(encoding="utf-8")


def _section(title: str) -> list[tuple[str, str]]:
    """Return the lines of a section of the rule file, as name and text."""
    _, _, after = _SOURCE.partition(f"[{title}]\n")
    lines = after.partition("\n[")[0].splitlines()
    return [(line.partition(": ")[0], line.partition(": ")[2]) for line in lines if line and line[0] != "#"]


_ATOM = re.compile(r"T\((\S+) (\S+) ([^)\s]+)\)")


def rules_of(section: str) -> Iterator[Rule]:
    """Yield the rules of a section, one for each conclusion."""
    for rule_name, text in _section(section):
        left, _, right = text.partition(" → ")
        body, heads = tuple(_atoms(left)), tuple(_atoms(right))
        for head in heads:
            yield Rule(rule_name, text, head, body)
        if not heads:
            yield Rule(rule_name, text, None, body)


def merges_of(section: str) -> Iterator[Merge]:
    """Yield the rules of a section that conclude equality."""
    for title, text in _section(section):
        rule_name, member, _, group = title.split(" ")
        merge = Merge(rule_name, "", member, (group,), tuple(_atoms(text)))
        pair = merge.pairwise()
        yield replace(merge, text=spell(pair.body, pair.head))


def spell(body: Iterable[Triple], head: Triple | None) -> str:
    """Return a rule's text in the notation of the specification."""
    conclusion = "false" if head is None else _spell_atom(head)
    return f"{', '.join(map(_spell_atom, body))} → {conclusion}"


def _spell_atom(atom: Triple) -> str:
    return f"T({' '.join(map(short, atom))})"


def _atoms(text: str) -> Iterator[Triple]:
    for subject, predicate, object_ in _ATOM.findall(text):
        yield _term(subject), _term(predicate), _term(object_)


def _term(token: str) -> Term:
    if token[0] == "?":
        return token
    if token.isdigit():
        return cardinality(int(token))
    return read_term(token)


def cardinality(number: int) -> Term:
    """Return the literal that the rules compare cardinalities with."""
    return literal(str(number), datatype=XSD + "nonNegativeInteger")


INSTANCE = tuple(rules_of("instance"))
MERGES = tuple(merges_of("merge"))
CLASSES = tuple(rules_of("class"))
SCHEMA = tuple(rules_of("schema"))
RULES: tuple[Rule | Merge, ...] = (*INSTANCE, *MERGES, *CLASSES, *SCHEMA)

# The text of each rule by its name.
TEXT = {
    rule_name: text
    for title in ("equality", "axiom", "list", "beyond")
    for rule_name, text in _section(title)
} | {rule.name: rule.text for rule in RULES}

_ANNOTATION_PROPERTIES = (
    *(RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy),
    *(OWL.deprecated, OWL.versionInfo, OWL.priorVersion, OWL.backwardCompatibleWith, OWL.incompatibleWith),
)

AXIOMS: tuple[tuple[str, Term, Term, Term], ...] = (
    ("cls-thing", OWL.Thing, RDF.type, OWL.Class),
    ("cls-nothing1", OWL.Nothing, RDF.type, OWL.Class),
    *(("prp-ap", prop, RDF.type, OWL.AnnotationProperty) for prop in _ANNOTATION_PROPERTIES),
    *(("dt-type1", datatype, RDF.type, RDFS.Datatype) for datatype in sorted(SUPPORTED)),
    *(("dt-type2", sub, RDFS.subClassOf, sup) for sub, sup in sorted(SUPERTYPES.items())),
)
"""Rule name and triple."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A contradiction."""

    rule: str  # the name of the rule that concluded false
    text: str  # that rule, as its source writes it
    bindings: Mapping[Term, Term]  # the rule's variables
    premises: tuple[Triple, ...]  # the triples it was concluded from, asserted or inferred

    def __hash__(self) -> int:
        return hash((self.rule, self.premises))

    def __str__(self) -> str:
        return f"{self.rule}: {'; '.join(' '.join(premise) for premise in self.premises)}"


def not_type(literal: Term, datatype: Term | None, premises: tuple[Triple, ...]) -> Clash:
    """Return the clash of a literal with a datatype, its own where none is given."""
    datatype = datatype or f"<{literal_parts(literal).datatype}>"
    return Clash("dt-not-type", TEXT["dt-not-type"], {"lt": literal, "dt": datatype}, premises)


def is_schema_atom(atom: Triple) -> bool:
    """Return whether the atom is bound when a rule is specialised: not about individuals."""
    _, predicate, object_ = atom
    if predicate == RDF.type:
        return object_ in META_CLASSES
    return not is_variable(predicate) and predicate not in {OWL.sameAs, OWL.differentFrom}


META_CLASSES = frozenset(
    atom[2]
    for rule in (*INSTANCE, *(merge.pairwise() for merge in MERGES))
    for atom in rule.body
    if atom[1] == RDF.type and not is_variable(atom[2])
) | {OWL.ReflexiveProperty}
