from __future__ import annotations

import time

import pytest

from bilateral import store
from bilateral.terms import Quad, iri, literal
from bilateral.vocabulary import RDF_TYPE, RDFS_LABEL, bil
from bilateral.web import Service, Settings, create_app, reconcile
from bilateral.web.reconcile import state

STATE = iri("https://w3id.org/bilateral/id/state/XYZ")
CLASS = Quad(bil("State"), RDF_TYPE, iri("http://www.w3.org/2002/07/owl#Class"), "")


def build(data, *names):
    ontology = "<https://w3id.org/bilateral/graph/ontology>"
    labels = [Quad(STATE, RDFS_LABEL, literal(name, language="en"), "") for name in names]
    store.build(data, [CLASS._replace(graph=ontology), Quad(STATE, RDF_TYPE, bil("State"), ""), *labels])


@pytest.fixture
def app(tmp_path):
    """An application over a state of one name."""
    build(tmp_path, "Ruritania")
    service = Service(Settings(data=tmp_path, readers=1))
    yield create_app(service)
    service.close()


def known(app):
    """Return the names that a request would find now, without making anything."""
    kept = app.extensions.get(state.KEPT)
    return set(kept.catalogue.index.tables[2].folded) if kept else set()


def wait_for(app, name):
    for _ in range(600):
        if name in known(app):
            return True
        time.sleep(0.05)
    return False


def test_the_catalogue_is_made_before_anybody_asks_and_after_each_write(app, tmp_path):
    reconcile.warm(app, bool)
    assert wait_for(app, "ruritania")
    build(tmp_path, "Ruritania", "Graustark")
    assert wait_for(app, "graustark")


def test_making_it_gives_way_to_others_but_comes_to_an_end(app):
    reconcile.warm(app, lambda: True)
    assert wait_for(app, "ruritania")


def test_while_a_new_catalogue_is_made_the_last_one_answers(app, tmp_path):
    with app.app_context():
        first = state.catalogue()
        build(tmp_path, "Ruritania", "Graustark")
        assert state.catalogue() is first
        assert wait_for(app, "graustark")
        assert state.catalogue() is not first
