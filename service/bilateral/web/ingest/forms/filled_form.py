"""What was filled in to add or to make something, as a form or as JSON; and what is wrong with it.

    {"kind": "event", "class": "bil:Call", "words": "…", "values": {"bil:participant": ["Wang Yi", "France"]}}

A form has the values beside its other fields, several of one property parted by semicolons.
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
_VALUES: Final = "values"
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
    """

    fields: Mapping[str, str]
    values: Mapping[str, str]
    is_form: bool = False

    def check(self, known: Collection[str]) -> None:
        """Refuse values of properties that are not asked for.

        Raises:
            FormFault: there are some.
        """
        if not self.is_form and (unknown := self.values.keys() - set(known)):
            asked = f"not asked for here; {', '.join(known)} are"
            raise FormFault(dict.fromkeys(sorted(unknown), asked))


def read_object(content: Mapping[str, Any]) -> FilledForm:
    """Return what an object says.

    Raises:
        ProtocolError: a member is not what it should be; the message names it.
    """
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
