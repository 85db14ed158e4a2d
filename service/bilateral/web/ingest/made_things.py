"""Things that the graph lacks, made in the form by which something is added that needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bilateral.ingest.drafts.draft import PartCandidate
from bilateral.rdf.iris import short
from bilateral.web.ingest.forms.filled_form import LABEL, FormFault, new_prefix
from bilateral.web.ingest.forms.thing_form import classes_to_make
from bilateral.web.ingest.forms.thing_search import ThingSearch
from bilateral.web.ingest.new_thing_views import form_to_fill, thing_form
from bilateral.web.shared_name_index import shared_name_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bilateral.explore.graph.reading import Reading
    from bilateral.ingest.drafts.draft import Draft
    from bilateral.web.ingest.forms.filled_form import FilledForm
    from bilateral.web.ingest.forms.thing_form import ThingField
    from bilateral.web.ingest.forms.thing_search import UnmatchedName


class ThingToMake(NamedTuple):
    """The fields of a thing that may be made with an addition.

    Attributes:
        prefix: of the names of its fields.
        name: what the values of the addition call it.
        needed: the classes of one of which it has to be, each `bil:Place`, with spaces between.
        wanted: whether it is to be made.
        classes: those to choose from, each with its name.
        given: what was filled in, by the name of the field.
    """

    prefix: str
    name: str
    needed: str
    wanted: bool
    classes: Sequence[tuple[str, str]]
    chosen: str
    fields: Sequence[ThingField]
    given: dict[str, str]


def search(about: Reading, draft: Draft, filled: FilledForm, author: str) -> ThingSearch:
    """Return what finds the things of the graph, of a draft, and those that are made with a form.

    Raises:
        FormFault: one of these does not conform to the shapes.
    """
    made: dict[str, PartCandidate] = {}
    faults: dict[str, str] = {}
    known = ThingSearch(about, shared_name_index().get)
    for number, each in enumerate(filled.new, start=1):
        if each.fields.get("make"):
            try:
                thing = form_to_fill(about, "", each).thing(each.values, known)
            except FormFault as error:
                prefix = new_prefix(number)
                faults |= {f"{prefix}{name}": fault for name, fault in error.faults.items()}
                continue
            made[each.fields["name"]] = PartCandidate(
                thing.id, thing.label, 1.0, f"made by {author}", thing.triples
            )
    if faults:
        raise FormFault(faults)
    return ThingSearch(about, shared_name_index().get, draft, made)


def things_to_make(about: Reading, filled: FilledForm, unknown: Iterable[UnmatchedName]) -> list[ThingToMake]:
    """Return the fields for the things of a form, and for the names in it that are not one thing."""
    asked = [each.fields for each in filled.new]
    named = {each["name"] for each in asked}
    for each in unknown:
        if each.text not in named:
            named.add(each.text)
            asked.append(
                {
                    "name": each.text,
                    "needed": " ".join(map(short, each.classes)),
                    # What may be meant is chosen more often than made.
                    "make": "" if each.resembles else "1",
                    LABEL: each.text,
                }
            )
    return [_to_make(about, new_prefix(number), each) for number, each in enumerate(asked, start=1)]


def _to_make(about: Reading, prefix: str, given: Mapping[str, str]) -> ThingToMake:
    needed = given.get("needed", "")
    offered = list(
        dict.fromkeys(pair for cls in needed.split() or [""] for pair in classes_to_make(about, cls))
    )
    wanted = given.get("class", "")
    chosen = wanted if wanted in dict(offered) else offered[0][0]
    return ThingToMake(
        prefix,
        given["name"],
        needed,
        bool(given.get("make")),
        offered,
        chosen,
        thing_form(about, chosen).fields(),
        {f"{prefix}{name}": value for name, value in given.items()},
    )
