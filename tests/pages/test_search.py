"""The search follows what is written."""

import re
from urllib.parse import urlencode

from bilateral.rdf.iris import entity
from bilateral.rdf.terms import Quad, literal
from bilateral.rdf.vocabulary import BIL, RDF, RDFS
from bilateral.store.snapshots.snapshot_builder import build_store


def person(slug, name):
    yield Quad(entity(f"person/{slug}"), RDF.type, BIL.Person, "")
    yield Quad(entity(f"person/{slug}"), RDFS.label, literal(name, language="en"), "")


def found(site, text):
    answer = site.get(f"/search?{urlencode({'q': text})}", "application/json")
    assert answer.headers["Cache-Control"] != "no-store"
    return [hit["label"] for hit in answer.get_json()["hits"]]


def test_names_that_come_are_found_and_names_that_go_are_not(open_site, tmp_path):
    ada, bob, old = person("ada", "Ada Smith"), person("bob", "Bob Stone"), person("old", "Eve Hill")
    build_store(tmp_path, [*(kept := list(ada)), *old])
    site = open_site(data=tmp_path)
    assert (found(site, "ada"), found(site, "hill")) == (["Ada Smith"], ["Eve Hill"])
    build_store(tmp_path, [*kept, *bob])
    assert found(site, "ston") == ["Bob Stone"]
    assert found(site, "smith") == ["Ada Smith"]
    assert found(site, "hill") == []


def test_things_of_like_names_are_told_apart(site):
    hits = site.get("/search?q=lavrov", accept="application/json").get_json()["hits"]
    hints = {hit["page"]: hit["hint"] for hit in hits}
    assert hints["/page/person/sergey-lavrov"] == "Minister of Foreign Affairs of Russia"
    dates = [hint for page, hint in hints.items() if page.startswith("/page/meeting/")]
    assert len(dates) > 10
    assert all(re.fullmatch(r"(\d+ )?(\w+ )?\d{4}", date) for date in dates)
    then = site.get("/search?q=lavrov&date=2000", accept="application/json").get_json()["hits"][0]
    assert then["hint"].startswith("Permanent Representative of Russia")
    page = site.page("/search", q="foreign minister of russia")
    assert re.search(r"office of foreign minister · <bdi>Russia</bdi>", page)
