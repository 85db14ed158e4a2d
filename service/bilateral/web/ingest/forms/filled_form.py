"""What was filled in to add or to make something, as a form or as JSON; and what is wrong with it.

    {"kind": "event", "class": "bil:Call", "words": "…", "values": {"bil:participant": ["Wang Yi", "France"]}}

A form has the values beside its other fields, several of one property parted by semicolons.

What is added may need things that the graph lacks. They are made with it, each called as in the values:

    {…, "new": [{"class": "bil:City", "values": {"rdfs:label": "Foros", "bil:country": "Ukraine"}}]}

    new-1.name = Foros       what the values call it
    new-1.make = 1           whether it is to be made
    new-1.class = bil:City
    new-1.bil:country = Ukraine
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.ingest.drafts.draft import ReviewError
from bilateral.protocol.refusals import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bilateral.errors import BilateralError

MANY: Final = ";"
"""What parts the values of one property."""
LABEL: Final = "rdfs:label"
_VALUES, _NEW = "values", "new"
_MOST_NEW: Final = 20
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class FormFault(ReviewError):  # noqa: N818  # what was filled in
    """What was filled in is not what is asked for: what is wrong, by field; "" for the whole."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(f"{name}: {fault}" if name else fault for name, fault in faults.items()))
        self.faults = faults


def check_controls(text: str) -> None:
    """Refuse a value that no field of a page takes.

    Raises:
        ValueError: it has a control character.
    """
    if found := _CONTROL.search(text):
        raise ValueError(f"The control character U+{ord(found[0]):04X} has no place in it.")


def faults_of(error: BilateralError) -> Mapping[str, str]:
    """Return what is wrong, by field, with what an error refuses."""
    return error.faults if isinstance(error, FormFault) else {"": str(error)}


class FilledForm(NamedTuple):
    """What was filled in.

    Attributes:
        fields: what it is and where it belongs, by name: `kind`, `class`, `words`, `suggestion`.
        values: what is said of the thing, by property.
        is_form: whether a page sent it, so that its values have the fields among them.
        new: things that are made with it, each a form with `name` and `class`, and `make` if it is wanted.
    """

    fields: Mapping[str, str]
    values: Mapping[str, str]
    is_form: bool = False
    new: tuple[FilledForm, ...] = ()

    def check(self, known: Collection[str]) -> None:
        """Refuse values of properties that are not asked for.

        Raises:
            FormFault: there are some.
        """
        if not self.is_form and (unknown := self.values.keys() - set(known)):
            asked = f"not asked for here; {', '.join(known)} are"
            raise FormFault(dict.fromkeys(sorted(unknown), asked))


def read_form(fields: Mapping[str, str], values: Mapping[str, str]) -> FilledForm:
    """Return what a form of a page says: its values stand in the body, its fields in the address, too."""
    numbered = (new_prefix(number) for number in range(1, _MOST_NEW + 1))
    found = (
        {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}
        for prefix in numbered
    )
    new = tuple(FilledForm(each, each, is_form=True) for each in found if each.get("name"))
    return FilledForm(fields, values, is_form=True, new=new)


def new_prefix(number: int) -> str:
    """Return what the fields of a thing that is made with a form begin with, by its number from 1."""
    return f"{_NEW}-{number}."


def read_object(content: Mapping[str, Any]) -> FilledForm:
    """Return what an object says.

    Raises:
        ProtocolError: a member is not what it should be; the message names it.
    """
    new = content.get(_NEW, [])
    if not isinstance(new, list) or not all(isinstance(each, dict) for each in new):
        raise ProtocolError(f'{_NEW}: a list of things, as [{{"class": "bil:Person", "values": {{…}}}}]')
    if len(new) > _MOST_NEW:
        raise ProtocolError(f"{_NEW}: at most {_MOST_NEW} things")
    read = _read_one({name: value for name, value in content.items() if name != _NEW})
    return read._replace(new=tuple(map(_read_new, new)))


def _read_new(content: Mapping[str, Any]) -> FilledForm:
    read = _read_one(content)
    named = {"name": read.values.get(LABEL, ""), "make": "1"}
    return read._replace(fields={**named, **read.fields})


def _read_one(content: Mapping[str, Any]) -> FilledForm:
    values = content.get(_VALUES, {})
    if not isinstance(values, dict):
        raise ProtocolError(f'{_VALUES}: an object of values by property, as {{"bil:date": "2025-07-13"}}')
    fields = {name: _text(name, value) for name, value in content.items() if name != _VALUES}
    return FilledForm(fields, {name: _joined(name, value) for name, value in values.items()})


def _text(name: str, value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ProtocolError(f"{name}: a text, or the number of a character")
    return value


def _joined(name: str, value: object) -> str:
    found: list[str] = []
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, str):
            raise ProtocolError(f"{name}: a text, or a list of texts")
        found.append(each)
    return MANY.join(found)
