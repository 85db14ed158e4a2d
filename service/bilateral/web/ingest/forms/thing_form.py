"""The form for a thing that the graph lacks, made from the shapes of its class; and the triples it makes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.ingest.drafts.draft import ReviewError
from bilateral.ingest.drafts.minting import english, slugify, tenure_name
from bilateral.rdf.datatypes import validate as ill_typed
from bilateral.rdf.dates import partial_date
from bilateral.rdf.iris import ONTOLOGY, entity, read_term, short
from bilateral.rdf.terms import XSD, iri_value, literal
from bilateral.rdf.vocabulary import BIL, RDF, RDFS, XSD_DATE, XSD_GYEAR, XSD_GYEARMONTH
from bilateral.validation.shacl import prepare, validate
from bilateral.validation.shape_fields import remembered_fields
from bilateral.web.ingest.forms.filled_form import MANY, FormFault, check_controls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from bilateral.content.statement_records import TripleText
    from bilateral.explore.graph.reading import Reading
    from bilateral.rdf.terms import Term, Triple
    from bilateral.validation.shacl import Shapes
    from bilateral.validation.shape_fields import ShapeField
    from bilateral.web.ingest.forms.thing_search import ThingSearch

_TENURE: Final = "tenure"
_DATES: Final = frozenset((XSD_DATE, XSD_GYEARMONTH, XSD_GYEAR))
_TYPES: Final = (
    (BIL.Person, "person"),
    (BIL.Office, "office"),
    (BIL.Place, "place"),
    (BIL.Organisation, "organisation"),
    (BIL.Polity, "polity"),
    (BIL.Topic, "topic"),
    (BIL.Event, "event"),
    (BIL.Tenure, _TENURE),
)
_USUAL: Final = {
    "bil:Actor": "bil:Person",
    "bil:Place": "bil:City",
    "bil:Polity": "bil:Place",
    "": "bil:Person",
}
"""What is made most often where a thing of a class is needed."""
_FEW: Final = 40  # instances of a class that are offered as a list
_LONGEST: Final = 500  # characters of a value
_LONGEST_ALL: Final = 5000  # characters of the values of a property


class ThingField(NamedTuple):
    """A field of the form.

    Attributes:
        name: the property, `bil:officeOf`.
        search: the class of the things that it can be, "" for a text.
        options: the values it can have where there are few, each with its name.
        many: whether it takes several, parted by semicolons.
    """

    name: str
    title: str
    hint: str
    required: bool
    search: str = ""
    options: tuple[tuple[str, str], ...] = ()
    many: bool = False


class NewThing(NamedTuple):
    """A thing that was filled in: its identifier, its name, and what is said of it."""

    id: str
    label: str
    triples: tuple[TripleText, ...]


class ThingForm:
    """The form for things of one class.

    Attributes:
        above: the class and its superclasses.
    """

    def __init__(self, about: Reading, shapes: Sequence[Path], cls: Term) -> None:
        """Take a class of the ontology.

        Raises:
            ReviewError: there is no such class of things.
        """
        self._about, self._shapes, self.cls = about, tuple(shapes), cls
        self.above = above = about.graph.ontology.above(cls)
        self._type = next((name for known, name in _TYPES if known in above), "")
        if not self._type:
            raise ReviewError(f"nothing can be made of the class {short(cls)}")
        self._asked = remembered_fields(self._shapes, above)

    def fields(self) -> list[ThingField]:
        """Return the fields, those that are required first."""
        return [self._field(each) for each in self._asked]

    def thing(self, given: Mapping[str, str], things: ThingSearch) -> NewThing:
        """Return what was filled in; several values of a field are parted by semicolons.

        Args:
            given: values by property.
            things: finds those that the values mean.

        Raises:
            FormFault: it does not conform to the shapes.
        """
        faults: dict[str, str] = {}
        values: list[tuple[str, str]] = []
        for asked in self._asked:
            name = short(asked.path)
            text = given.get(name, "").strip()
            try:
                given_values = filter(None, map(str.strip, [text] if asked.most == 1 else text.split(MANY)))
                values += [(name, self._value(asked, each, things)) for each in _bounded(text, given_values)]
            except ValueError as error:
                faults[name] = str(error)
            if asked.required and not text:
                faults[name] = "This is needed."
        if faults:
            raise FormFault(faults)
        return self._conforming(given.get("rdfs:label", "").strip(), values, things)

    def _conforming(self, label: str, values: Sequence[tuple[str, str]], things: ThingSearch) -> NewThing:
        made = self._free(self._name(label, dict(values)))
        triples: tuple[TripleText, ...] = ((made, "a", short(self.cls)), *((made, *each) for each in values))
        terms = [_terms(triple) for triple in triples]
        around = [(each[2], RDF.type, cls) for each in terms for cls in self._about.graph.types(each[2])]
        ontology = list(self._about.graph.snapshot.triples(None, None, None, ONTOLOGY))
        found = validate(
            [*terms, *around, *things.classes()], _prepared(self._shapes), ontology, {entity(made)}
        )
        if found:
            raise FormFault({short(each.path) if each.path else "": each.message for each in found})
        return NewThing(made, label or made, triples)

    def _name(self, label: str, values: Mapping[str, str]) -> str:
        if self._type == _TENURE:
            return tenure_name(values["bil:holder"], values["bil:office"])
        return f"{self._type}/{slugify(label)}"

    def _free(self, name: str) -> str:
        number, free = 1, name
        while self._about.graph.exists(entity(free)):
            number += 1
            free = f"{name}-{number}"
        return free

    def _value(self, asked: ShapeField, text: str, things: ThingSearch) -> str:
        """Return a value as a draft writes it.

        Raises:
            ValueError: the text is none.
        """
        if asked.classes:
            return things.one(text, asked.classes)
        if asked.path == RDFS.label:
            return english(text)
        if any(not re.search(pattern, text) for pattern in asked.patterns):
            raise ValueError(" ".join(asked.messages[:1]))
        for datatype in map(iri_value, asked.datatypes):
            if ill_typed(literal(text, datatype=datatype)) is None:
                if datatype in _DATES:
                    partial_date(text)
                    return text
                return f'"{text}"^^xsd:{datatype.removeprefix(XSD)}'
        if asked.datatypes:
            raise ValueError(" ".join(asked.messages[:1]) or f"{text!r} is no value of this kind")
        return english(text)

    def _field(self, asked: ShapeField) -> ThingField:
        about, entry = self._about, self._about.graph.ontology.entry(asked.path)
        classes = [about.node(cls).text for cls in asked.classes]
        hint = about.label(entry.definitions) or " ".join(asked.messages[:1])
        few = self._instances(asked) if len(asked.classes) == 1 else ()
        kinds = f"Kind: {' or '.join(classes)}." if classes and not few else ""
        is_label = asked.path == RDFS.label
        return ThingField(
            short(asked.path),
            "name" if is_label else about.title(asked.path),
            "In English." if is_label else " ".join(filter(None, (hint, kinds))),
            asked.required,
            "" if few else " ".join(map(short, asked.classes)),
            few,
            asked.most != 1 and bool(asked.classes),
        )

    def _instances(self, asked: ShapeField) -> tuple[tuple[str, str], ...]:
        """Return the instances of a class of which there are few."""
        found: list[Term] = []
        for subject, _, _ in self._about.graph.triples(None, RDF.type, asked.classes[0]):
            found.append(subject)
            if len(found) > _FEW:
                return ()
        return tuple(
            sorted(((short(each), self._about.node(each).text) for each in set(found)), key=lambda p: p[1])
        )


def classes_to_make(about: Reading, needed: str) -> list[tuple[str, str]]:
    """Return the classes of which a thing may be made where one of a class is needed, each with its name.

    The usual one comes first.
    """
    usual = _USUAL.get(needed, needed)
    top = [read_term(needed)] if needed else [cls for cls, _ in _TYPES]
    below = {cls for each in top for cls in about.graph.ontology.below(each)} | {read_term(usual)}
    made = {known for known, _ in _TYPES}
    offered = [
        cls for cls in below if made & set(about.graph.ontology.above(cls)) and cls.startswith(f"<{BIL}")
    ]
    named = [(short(cls), about.node(cls).text) for cls in offered]
    return sorted(named, key=lambda each: (each[0] != usual, each[1]))


def _bounded(text: str, values: Iterable[str]) -> list[str]:
    """Return the values of a property, of which the text has all.

    Raises:
        ValueError: one is too long, or all together are, or there is a control character.
    """
    check_controls(text)
    found = list(values)
    if len(text) > _LONGEST_ALL or any(len(each) > _LONGEST for each in found):
        raise ValueError(f"A value has at most {_LONGEST} characters, and all of a field {_LONGEST_ALL}.")
    return found


def _terms(triple: TripleText) -> Triple:
    subject, predicate, value = map(read_term, triple)
    return subject, predicate, value


@lru_cache(maxsize=2)
def _prepared(shapes: tuple[Path, ...]) -> Shapes:
    return prepare(shapes)
