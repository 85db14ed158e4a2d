"""What a suggestion is asked for before it is accepted, beside what the shapes of the ontology ask for."""

import pytest
from rdflib import Graph
from rdflib.namespace import SH

from bilateral.content.locations import locate
from bilateral.content.statement_records import REPORT, StatementRecord
from bilateral.ingest.drafts.draft import EVENT, DraftSuggestion
from bilateral.ingest.drafts.requirements import unmet
from bilateral.rdf.vocabulary import BIL
from bilateral.validation.shape_fields import shape_fields

SHAPES = [path for path in locate().shapes if path.name == "events.ttl"]
CLASSES = {target for path in SHAPES for target in Graph().parse(path).objects(None, SH.targetClass)}
NAMES = {str(target).rpartition("#")[2] for target in CLASSES} - {"Event"}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_what_the_shape_of_a_class_requires_is_asked_for(name):
    bare = StatementRecord("s1", REPORT, ("event/it", "a", f"bil:{name}"), ())
    lacking = unmet(DraftSuggestion("s1", EVENT, "", "event/it", (bare,)))
    required = [field.path for field in shape_fields(SHAPES, [BIL[name]]) if field.required]
    assert required
    assert len(lacking) == len(required)


@pytest.mark.parametrize("name", ["Sanctions", "Expulsion", "Recognition"])
def test_who_acts_is_not_whom_it_is_done_to(name):
    def told(target):
        also = (("event/it", "bil:agent", "state/RUS"), ("event/it", "bil:target", target))
        told = StatementRecord("s1", REPORT, ("event/it", "a", f"bil:{name}"), (), also=also)
        return unmet(DraftSuggestion("s1", EVENT, "", "event/it", (told,)))

    assert told("state/CHN") == []
    assert told("state/RUS") == ["a target that is not the agent"]
