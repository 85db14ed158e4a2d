"""What a reviewer sends: a decision on one suggestion, as a form or as JSON.

    do = accept s3          accept, reject, later or undo, and a suggestion; a reason may follow `reject`
    s3.place = place/beijing
    s3.participant 2 = -    left empty
    s3.place.other = Kyiv   a name, date or identifier typed in
    s3.with = s5            accepted in the same stroke; repeatable

As JSON: `{"do": "accept", "suggestion": "s3", "choices": {"place": "place/beijing"}, "with": ["s5"]}`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bilateral.ingest.drafts.draft import IDENTITY
from bilateral.protocol.refusals import ProtocolError
from bilateral.web.ingest.display.suggestion_display import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

ACCEPT, REJECT, LATER, UNDO, EDIT = "accept", "reject", "later", "undo", "edit"
FINISH: Final = "finish"
DECISIONS: Final = (ACCEPT, REJECT, LATER, UNDO, EDIT, FINISH)
"""What may be decided on a suggestion; EDIT chooses values without accepting, FINISH ends a whole review."""
SEARCH, NEW, ADD = "search", "new", "add"
"""What leads from the form of a review to another page."""

_OTHER: Final = ".other"
_WITH: Final = "with"
_LONGEST: Final = 200  # characters of a reason or a name


@dataclass(frozen=True, slots=True)
class ReviewOrder:
    """What is to be done with a suggestion.

    Attributes:
        verb: one of DECISIONS, SEARCH, NEW or ADD; "" for nothing.
        suggestion: its id; for ADD the kind of suggestion.
        rest: a reason for REJECT, the name of a part for SEARCH and NEW.
        choices: by name of a part, a value; "" for none.
        typed: by name of a part, what was typed as another value.
        fellows: ids of the suggestions that are accepted in the same stroke.
    """

    verb: str
    suggestion: str = ""
    rest: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    fellows: tuple[str, ...] = ()


def read_form(form: MultiDict[str, str]) -> ReviewOrder:
    """Return what a form asks for.

    Raises:
        ProtocolError: it asks for nothing that is known.
    """
    verb, _, rest = form.get("do", "").partition(" ")
    name, _, rest = rest.partition(" ")
    if verb not in {"", *DECISIONS, SEARCH, NEW, ADD}:
        raise ProtocolError(f"do: {verb!r} is none of {', '.join(DECISIONS)}")
    own = {key.removeprefix(f"{name}."): value for key, value in form.items() if key.startswith(f"{name}.")}
    typed = {key.removesuffix(_OTHER): text for key, text in own.items() if key.endswith(_OTHER)}
    choices = {key: value for key, value in own.items() if not key.endswith(_OTHER) and key != _WITH}
    return ReviewOrder(
        verb,
        name,
        rest[:_LONGEST],
        {key: "" if value == NOTHING else value for key, value in choices.items()},
        {key: text.strip()[:_LONGEST] for key, text in typed.items() if text.strip()},
        tuple(form.getlist(f"{name}.{_WITH}")),
    )


def read_json(content: Any) -> ReviewOrder:  # noqa: ANN401  # anything that JSON can be
    """Return what an object asks for.

    Raises:
        ProtocolError: it is no object, or a member is not what it should be.
    """
    if not isinstance(content, dict):
        raise ProtocolError('send an object, as {"do": "accept", "suggestion": "s1"}')
    verb, name, reason = (_text(content, key) for key in ("do", "suggestion", "reason"))
    if verb not in DECISIONS:
        raise ProtocolError(f"do: {verb!r} is none of {', '.join(DECISIONS)}")
    choices, fellows = content.get("choices", {}), content.get(_WITH, [])
    if not isinstance(choices, dict) or not all(isinstance(value, str) for value in choices.values()):
        raise ProtocolError(f'choices: an object of texts by part, as {{"{IDENTITY}": "meeting/…"}}')
    if not isinstance(fellows, list) or not all(isinstance(each, str) for each in fellows):
        raise ProtocolError("with: a list of ids of suggestions")
    return ReviewOrder(verb, name, reason[:_LONGEST], choices, {}, tuple(fellows))


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key, "")
    if not isinstance(value, str):
        raise ProtocolError(f"{key}: a text")
    return value.strip()
