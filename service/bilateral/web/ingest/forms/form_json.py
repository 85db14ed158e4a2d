"""A form made from the shapes as JSON: which classes may be made, and which values are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.web.ingest.forms.thing_form import ThingField


def form_object(
    classes: Iterable[tuple[str, str]], chosen: str, fields: Sequence[ThingField]
) -> dict[str, Any]:
    """Return the fields for the class that was chosen, "" if it has none; and the classes to choose from."""
    shown = [{**each._asdict(), "options": _named(each.options)} for each in fields]
    return {"class": chosen, "classes": _named(classes), "fields": shown}


def _named(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in pairs]
