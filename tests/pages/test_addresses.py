"""IRIs and addresses: whatever a thing is called, its page is found, and every header is ASCII."""

import re
from html import unescape
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bilateral.content import locations
from bilateral.rdf.iris import ID, ONTOLOGY
from bilateral.rdf.terms import Quad, iri, iri_value, literal
from bilateral.rdf.vocabulary import BIL, RDF, RDFS, SKOS
from bilateral.store.engine.canonical_form import canonical
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot_builder import build_store
from bilateral.web.pages import site_links

NAMES = [
    "place/nadřazená-київ-á",
    "place/caf\u00e9",
    "place/cafe\u0301",
    "place/القدس",
    "place/\u202eoverride",
    "place/😀👩\u200d🚀",
    "place/a%20b",
    "place/a%2Fb",
    "place/a%2fb",
    "place/a/b",
    "place/%D0%B6",
    "place/ж",
    "place/ж%2Fж",
    "place/100%25",
    "place/why?=so&not=x",
    "place/with#hash",
    "place/o'neill-(jr.),;=+!$*:@~",
    "place/..",
    "place/../x",
    "place/./y",
    "place//z",
    "place/end/",
    "/first",
    "place/%2e%2e",
    "place/sheet.csv",
    "place/works.csl",
    "place/works.csl.json",
    "place/data.ttl",
    "place/data",
    "single",
    "place/" + "ж" * 1500,
    "a/b/c/d",
]
ATTRIBUTE = re.compile(r'\s(?:href|action|src)="([^"]*)"')
FOREIGN = "http://пример.рф:8080/стол?в=ё#ж"


@pytest.fixture(scope="module")
def world(tmp_path_factory, open_site):
    """A site of things with names of all sorts, each tied to the next."""
    data, terms = tmp_path_factory.mktemp("addresses"), [iri(ID + name) for name in NAMES]
    quads = [Quad(term, RDF.type, BIL["Place"], "") for term in terms]
    quads += [Quad(term, RDFS.label, literal(f"number {n}."), "") for n, term in enumerate(terms)]
    quads += [
        Quad(one, BIL.note, other, "") for one, other in zip(terms, [*terms[1:], terms[0]], strict=True)
    ]
    quads.append(Quad(terms[0], SKOS.exactMatch, iri(FOREIGN), ""))
    ontology = parse(locations.locate().root / "ontology" / "core.ttl")
    quads += (quad._replace(graph=ONTOLOGY) for quad in ontology)
    build_store(data, canonical(quads), [])
    return open_site(data=data)


@st.composite
def iris(draw):
    """Terms under the base, as the store takes them."""
    alphabet = st.one_of(
        st.sampled_from(list("/.?#%&;:@'+ab-~é\u0301ж中😀\u202e")),
        st.sampled_from(["%20", "%2F", "%2e", "%D0%B6", "%FF", "..", "//"]),
        st.characters(codec="utf-8"),
    )
    try:
        return iri(ID + "".join(draw(st.lists(alphabet, max_size=12))))
    except ValueError:
        assume(condition=False)


@given(iris())
@example(iri(ID + "place/.."))
def test_an_address_is_ascii_and_leads_back_to_its_iri_alone(term):
    address = site_links.address(term)
    if iri_value(term) in {ID, ID + ".", ID + ".."}:
        assert address == ""
        return
    assert address.isascii()
    assert not set(address) & set(' "<>?#\\^`{|}')
    # Clients remove these segments before they send a path.
    assert not {"", ".", ".."} & set(address.split("/")[1:])
    name = unquote_to_bytes(address.removeprefix("/page/")).decode()
    assert (
        next(site_links.readings(name, address.removeprefix("/page/")))
        == next(site_links.readings(name))
        == name
    )
    assert iri(ID + name) == term


@given(st.lists(iris(), min_size=2, max_size=2, unique=True))
def test_no_two_iris_have_one_address(terms):
    addresses = [address for term in terms if (address := site_links.address(term))]
    assert len(set(addresses)) == len(addresses)


@given(iris())
def test_who_takes_the_iri_for_the_address_is_understood(term):
    name = iri_value(term).removeprefix(ID)
    # A URI does not tell which of its escapes the IRI has.
    assume(name.isascii() or "%D0%B6" not in name)
    sent = site_links.uri(name).partition("#")[0].partition("?")[0]
    decoded = unquote_to_bytes(sent).decode(errors="replace")
    meant = name.partition("#")[0].partition("?")[0]
    assert meant in set(site_links.readings(decoded, sent))


@given(st.text())
def test_a_uri_is_ascii_and_of_ascii_the_same(text):
    try:
        value = iri_value(iri("http://" + text))
    except ValueError:
        assume(condition=False)
    assert site_links.uri(value).isascii()
    assert site_links.uri(site_links.uri(value)) == site_links.uri(value)


@pytest.mark.parametrize(
    ("value", "uri"),
    [
        (
            "http://пример.рф:8080/стол?в=ё#ж",
            "http://xn--e1afmkfd.xn--p1ai:8080/%D1%81%D1%82%D0%BE%D0%BB?%D0%B2=%D1%91#%D0%B6",
        ),
        ("http://x.example/a%20b/é", "http://x.example/a%20b/%C3%A9"),
        ("http://я@x.example/", "http://%D1%8F@x.example/"),
        ("urn:ж", "urn:%D0%B6"),
        ("http://x.example/?", "http://x.example/?"),
        ("http://[::1]/é?", "http://[::1]/%C3%A9?"),
    ],
)
def test_an_iri_is_sent_as_a_uri(value, uri):
    assert site_links.uri(value) == uri


@pytest.mark.parametrize("name", NAMES)
def test_every_name_leads_to_its_own_page_and_data(world, name):
    number = NAMES.index(name)
    for accept, expected in (("text/html", f"number {number}."), ("text/turtle", ID + name)):
        response = world.get(site_links.within("id", name), accept)
        assert response.status_code == 303
        assert all(value.isascii() for _, value in response.headers)
        found = world.get(response.headers["Location"], accept)
        assert found.status_code == 200
        assert all(value.isascii() for _, value in found.headers)
        assert expected in found.get_data(as_text=True)
    page = world.page(site_links.within("page", name))
    assert f"<title>number {number}. · bilateral</title>" in page
    assert f'<link rel="canonical" href="{site_links.within("page", name)}">' in unescape(page)
    assert f'"@id": "{ID + name}"' in page.replace("\\u0026", "&")


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_a_page_is_ascii_and_leads_somewhere(world, name):
    for room in ("page", "dossier") if name.startswith("place/") and name.count("/") == 1 else ("page",):
        if name.endswith(".csv") and room == "dossier":
            continue
        for link in map(unescape, ATTRIBUTE.findall(world.page(site_links.within(room, name)))):
            assert link.isascii(), link
            if link.startswith("/"):
                answer = world.get(link.partition("#")[0])
                assert answer.status_code < 400, link
                assert all(value.isascii() for _, value in answer.headers)


@pytest.mark.parametrize(
    "name", ["place/a%20b", "place/a%2Fb", "place/%D0%B6", "place/ж%2Fж", "place/why?=so&not=x"]
)
def test_an_iri_that_is_taken_for_an_address_is_dereferenced(world, name):
    response = world.get("/id/" + site_links.uri(name))
    assert response.status_code == 303
    # Of two IRIs with one URI the one that has no escapes is meant.
    meant = "place/ж" if name == "place/%D0%B6" else name
    assert response.headers["Location"] == site_links.within("page", meant)


def test_escapes_in_small_letters_are_the_same_address(world):
    path = "/page/" + quote(NAMES[0]).lower()
    assert world.get(path).status_code == 200


def test_names_that_differ_in_normal_form_are_different_things(world):
    composed, decomposed = (world.page(site_links.within("page", name)) for name in NAMES[1:3])
    assert "number 1." in composed
    assert "number 2." in decomposed


def test_search_and_sitemap_give_addresses(world):
    hits = world.get("/search?q=number+0", "application/json").get_json()["hits"]
    assert (hits[0]["iri"], hits[0]["page"]) == (ID + NAMES[0], "/page/" + quote(NAMES[0]))
    assert world.client.get("/reconcile/view", query_string={"id": NAMES[0]}).headers[
        "Location"
    ] == "/page/" + quote(NAMES[0])


def test_a_citation_has_an_address_and_not_an_iri(world):
    for form in (".bib", ".csl.json"):
        text = world.get(site_links.within("data", NAMES[0], form)).get_data(as_text=True)
        assert quote(NAMES[0].partition("/")[2]) in text.replace("\\%", "%")


def test_links_to_other_sites_are_uris(world):
    assert f'href="{site_links.uri(FOREIGN)}"' in world.page(site_links.within("page", NAMES[0]))
