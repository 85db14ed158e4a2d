"""What the graph lacks is made, and what a text's reader missed is added, by forms made from shapes."""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.parse

import pytest

from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.store.snapshots.backup import backup

from ..ingest.made_drafts import make_draft  # noqa: TID252  # tests are no package of a fixed name

FORM = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}
JSON = {
    "Accept": "application/json",
    "Content-Type": "application/json",
    "Authorization": "Bearer let-me-write",
    "If-Match": '"0"',
}
ID, BIL = "https://w3id.org/bilateral/id/", "https://w3id.org/bilateral/ns#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TALKS = {
    "kind": "event",
    "class": "bil:BilateralMeeting",
    "words": "Doe praised Wang Yi.",
    "values": {
        "bil:participant": ["Wang Yi", "Sergey Lavrov"],
        "bil:status": "status/occurred",
        "bil:date": "1999-07-12",
    },
}
MEETING = {
    "kind": "event",
    "class": "bil:BilateralMeeting",
    "words": "Doe praised Wang Yi.",
    "rdfs:label": "x",
}


class Forms:
    """A server with drafts, and its forms."""

    def __init__(self, server, data):
        self.server, self.folder = server, DraftFolder(data)

    def new(self):
        slug = f"forms-{len(self.folder.slugs())}"
        return self.folder.create(make_draft(slug=slug, keep_text=True)).slug

    def post(self, path, **fields):
        given = {"token": "let-me-write", "version": "0", **fields}
        return self.server.request("POST", path, urllib.parse.urlencode(given).encode(), FORM)

    def send(self, path, content, **headers):
        """Send JSON; a header that is None is left out."""
        given = {**JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}
        told = {name: value for name, value in given.items() if value is not None}
        return self.server.request("POST", path, json.dumps(content).encode(), told)

    def asked(self, path):
        return self.server.get(path, Accept="application/json").json()

    def part(self, slug, name):
        (found,) = [each for each in self.folder.load(slug).suggestion("s1").parts if each.name == name]
        return found


@pytest.fixture(scope="module")
def forms(start, world, tmp_path_factory):
    data = tmp_path_factory.mktemp("forms") / "data"
    backup(world.data, data)
    (data / "tokens").write_text("alice:write:let-me-write\n")
    return Forms(start(data=data, token_file=data / "tokens"), data)


def make(forms, slug, **fields):
    return forms.post(f"/ingest/{slug}/new", suggestion="s1", part="who", **{"class": "bil:Person", **fields})


def test_the_form_asks_for_what_the_shapes_ask_for(forms):
    slug = forms.new()
    page = forms.server.get(
        f"/ingest/{slug}/new?suggestion=s1&part=who&class=bil:GovernmentBody", Accept="text/html"
    )
    body = page.body.decode()
    assert 'value="bil:GovernmentBody" selected' in body
    assert 'name="bil:ofState"' in body
    assert body.index('name="bil:ofState"') < body.index("may stay empty")


def test_a_person_that_is_made_is_chosen_and_comes_with_the_suggestion(forms):
    slug = forms.new()
    answer = make(forms, slug, **{"rdfs:label": "Janet Doe", "bil:familyName": "Doe"})
    assert (answer.status, answer.headers["location"]) == (303, f"/ingest/{slug}?open=s1#s1")
    assert forms.part(slug, "who").value == "person/janet-doe"
    triples = forms.folder.load(slug).suggestion("s1").triples()
    assert ("person/janet-doe", "bil:familyName", '"Doe"@en') in triples
    assert not any(subject == "person/jane-doe" for subject, _, _ in triples)


def test_a_name_that_is_taken_gets_a_number(forms):
    slug = forms.new()
    make(forms, slug, **{"rdfs:label": "Wang Yi"})
    assert forms.part(slug, "who").value == "person/wang-yi-2"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"rdfs:label": ""}, "This is needed."),
        ({"class": "bil:GovernmentBody", "rdfs:label": "A ministry"}, "This is needed."),
        (
            {"class": "bil:GovernmentBody", "rdfs:label": "A ministry", "bil:ofState": "Atlantis"},
            "is not one thing of the graph",
        ),
    ],
)
def test_what_the_shapes_refuse_is_told_at_its_field(forms, fields, fault):
    slug = forms.new()
    answer = make(forms, slug, **fields)
    assert answer.status == 422
    assert fault in answer.body.decode()
    assert forms.folder.load(slug).version == 0


def test_a_thing_that_belongs_to_a_state_is_made_with_it(forms):
    slug = forms.new()
    fields = {
        "class": "bil:GovernmentBody",
        "rdfs:label": "Ministry of Odd Affairs",
        "bil:ofState": "Belarus",
    }
    assert make(forms, slug, **fields).status == 303
    triples = forms.folder.load(slug).suggestion("s1").triples()
    assert ("organisation/ministry-of-odd-affairs", "bil:ofState", "state/BLR") in triples


def test_nothing_is_made_of_a_class_that_is_no_thing(forms):
    slug = forms.new()
    assert make(forms, slug, **{"class": "bil:Digest", "rdfs:label": "x"}).status == 422
    assert make(forms, slug, **{"class": "owl:Thing", "rdfs:label": "x"}).status == 422


def test_an_event_that_was_missed_is_added_on_its_words_and_waits(forms):
    slug = forms.new()
    fields = {
        "bil:participant": "Wang Yi; Sergey Lavrov",
        "bil:status": "status/occurred",
        "bil:date": "2025-07-12",
    }
    answer = forms.post(f"/ingest/{slug}/add", **MEETING, **fields)
    assert answer.status == 303
    draft = forms.folder.load(slug)
    added = draft.suggestions[-1]
    assert (added.state, added.subject) == ("waiting", "meeting/sergey-lavrov-wang-yi-2025-07-12")
    (span,) = added.spans
    assert draft.text[slice(*span)] == "Doe praised Wang Yi."
    accepted = forms.post(f"/ingest/{slug}", do=f"accept {added.id}", version=draft.version)
    assert accepted.status == 303
    question = "ASK {{ <https://w3id.org/bilateral/id/{}> <https://w3id.org/bilateral/ns#participant> ?who }}"
    assert forms.server.ask(question.format(added.subject))


def accepted(forms, slug, **fields):
    """Add a meeting by hand, accept it, and return the suggestion."""
    forms.post(f"/ingest/{slug}/add", version=forms.folder.load(slug).version, **MEETING, **fields)
    draft = forms.folder.load(slug)
    forms.post(f"/ingest/{slug}", do=f"accept {draft.suggestions[-1].id}", version=draft.version)
    return forms.folder.load(slug).suggestions[-1]


def test_an_event_that_is_added_is_compared_with_those_of_the_graph(forms):
    told = {"bil:participant": "Wang Yi; Sergey Lavrov", "bil:status": "status/occurred"}
    known = accepted(forms, forms.new(), **told, **{"bil:date": "2024-04-09"})
    other = accepted(forms, forms.new(), **told, **{"bil:date": "2003-04-05"})
    assert (known.subject, known.is_new) == ("meeting/lavrov-wang-2024-04-09", False)
    assert (other.subject, other.is_new) == ("meeting/sergey-lavrov-wang-yi-2003-04-05", True)


def test_an_event_that_was_accepted_a_moment_ago_is_offered(forms):
    slug, told = forms.new(), {"bil:status": "status/occurred", "bil:date": "2001-02-03"}
    forms.post(f"/ingest/{slug}/add", **MEETING, **told, **{"bil:participant": "Wang Yi; Sergey Lavrov"})
    name = forms.folder.load(slug).suggestions[-1].id
    three = {"bil:participant": "Wang Yi; Sergey Lavrov; China"}
    first = accepted(forms, forms.new(), **told, **three)
    answer = forms.server.get(f"/ingest/{slug}", Accept="application/json").json()
    (shown,) = [each for each in answer["suggestions"] if each["id"] == name]
    (part,) = [each for each in shown["parts"] if each["name"] == "same"]
    assert first.subject in {each["value"] for each in part["candidates"]}


def test_an_event_whose_acceptance_was_taken_back_is_not_offered(forms):
    told = {
        "bil:participant": "Wang Yi; Sergey Lavrov",
        "bil:status": "status/occurred",
        "bil:date": "2002-02-03",
    }
    slug = forms.new()
    first = accepted(forms, slug, **told)
    forms.post(f"/ingest/{slug}", do=f"undo {first.id}", version=forms.folder.load(slug).version)
    assert accepted(forms, forms.new(), **told).is_new


def test_what_somebody_says_is_added_and_asserts_nothing(forms):
    slug = forms.new()
    fields = {"kind": "said", "words": "Doe praised Wang Yi.", "about": "Wang Yi", "speech": "claim"}
    assert forms.post(f"/ingest/{slug}/add", **fields).status == 422
    assert forms.post(f"/ingest/{slug}/add", **fields, speaker="Sergey Lavrov").status == 303
    draft = forms.folder.load(slug)
    added = draft.suggestions[-1]
    assert (added.kind, added.statements[0].kind) == ("said", "claim")
    assert forms.post(f"/ingest/{slug}", do=f"accept {added.id}", version=draft.version).status == 303
    said = "<https://w3id.org/bilateral/ns#saidOf>"
    words = '"Doe praised Wang Yi."@en'
    assert forms.server.ask(f"ASK {{ ?s <{RDF}predicate> {said} ; <{RDF}object> {words} }}")
    assert not forms.server.ask(f"ASK {{ ?s {said} {words} }}")


def test_the_page_of_two_states_shows_what_one_says_of_the_other_as_its_words(forms):
    slug = forms.new()
    said = {"kind": "said", "words": "Doe praised Wang Yi.", "about": "China", "speech": "claim"}
    forms.post(f"/ingest/{slug}/add", **said, speaker="Russia")
    draft = forms.folder.load(slug)
    forms.post(f"/ingest/{slug}", do=f"accept {draft.suggestions[-1].id}", version=draft.version)
    page = forms.server.get("/relation/CHN-RUS", Accept="text/html").body.decode()
    text = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    assert "of China “Doe praised Wang Yi.”" in text
    assert "China said of" not in text


UNKNOWN = {
    "bil:participant": "Wang Yi; Ewa Nowa",
    "bil:place": "Foros",
    "bil:status": "status/occurred",
    "bil:date": "1998-03-04",
}


def fields_to_make(page):
    """Return the fields of a page for things to make, as a browser sends them: those that are on."""
    found = {}
    for tag in re.findall(r"<(?:input|select)[^>]*name=\"new-[^>]*>", page):
        name, value = (re.search(rf'{each}="([^"]*)"', tag) for each in ("name", "value"))
        if "checkbox" not in tag or "checked" in tag:
            found[name[1]] = value[1] if value else ""
    chosen = re.findall(r'<select name="(new-[^"]*class)".*?value="([^"]*)" selected', page)
    return found | dict(chosen)


def test_a_person_and_a_town_that_the_graph_lacks_are_made_with_what_is_added(forms):
    slug = forms.new()
    refused = forms.post(f"/ingest/{slug}/add", **MEETING, **UNKNOWN)
    made = fields_to_make(refused.body.decode())
    assert refused.status == 422
    assert {made["new-1.name"], made["new-2.name"]} == {"Ewa Nowa", "Foros"}
    assert {made["new-1.class"], made["new-2.class"]} == {"bil:Person", "bil:City"}
    asked = forms.post(f"/ingest/{slug}/add", **MEETING, **UNKNOWN, **made, again="1")
    assert 'value="bil:City" selected' in asked.body.decode()
    assert forms.folder.load(slug).version == 0
    town = next(name for name, value in made.items() if value == "Foros").partition(".")[0]
    homeless = forms.post(f"/ingest/{slug}/add", **MEETING, **UNKNOWN, **made)
    assert "A city lies in a polity or region" in homeless.body.decode()
    made[f"{town}.bil:locatedIn"] = "Ukraine"
    answer = forms.post(f"/ingest/{slug}/add", **MEETING, **UNKNOWN, **made)
    assert answer.status == 303
    draft = forms.folder.load(slug)
    added = draft.suggestions[-1]
    answer = forms.post(f"/ingest/{slug}", do=f"accept {added.id}", version=draft.version)
    assert answer.status == 303
    meeting = (
        f"<{ID}{added.subject}> <{BIL}participant> <{ID}person/ewa-nowa> ; <{BIL}place> <{ID}place/foros> ."
    )
    made = f"<{ID}person/ewa-nowa> a <{BIL}Person> . <{ID}place/foros> <{BIL}locatedIn> <{ID}state/UKR> ."
    assert forms.server.ask(f"ASK {{ {meeting} {made} }}")


def test_what_is_not_to_be_made_is_refused_again(forms):
    slug = forms.new()
    made = fields_to_make(forms.post(f"/ingest/{slug}/add", **MEETING, **UNKNOWN).body.decode())
    left = {name: value for name, value in made.items() if not name.endswith("make")}
    assert forms.post(f"/ingest/{slug}/add", **MEETING, **UNKNOWN, **left).status == 422
    assert forms.folder.load(slug).version == 0


def test_a_name_that_may_be_several_is_made_new_only_where_that_is_ticked(forms):
    fields = {**UNKNOWN, "bil:participant": "Wang Yi; Wang", "bil:place": ""}
    page = forms.post(f"/ingest/{forms.new()}/add", **MEETING, **fields).body.decode()
    assert "new-1.name" in fields_to_make(page)
    assert "new-1.make" not in fields_to_make(page)


def test_a_person_whom_the_draft_makes_is_known_to_what_is_added(forms):
    slug = forms.new()
    fields = {**UNKNOWN, "bil:participant": "Wang Yi; Jane Doe", "bil:place": ""}
    assert forms.post(f"/ingest/{slug}/add", **MEETING, **fields).status == 303
    triples = forms.folder.load(slug).suggestions[-1].triples()
    assert ("person/jane-doe", "a", "bil:Person") in triples


def test_a_program_makes_what_is_needed_with_what_it_adds(forms):
    slug = forms.new()
    person = {"class": "bil:Person", "values": {"rdfs:label": "Ewa Nowa"}}
    values = TALKS["values"] | {"bil:participant": ["Wang Yi", "Ewa Nowa"]}
    answer = forms.send(f"/ingest/{slug}/add", {**TALKS, "values": values, "new": [person]})
    assert answer.status == 201
    said = {"speech": "claim", "speaker": "Ewa Nowa", "about": ["Wang Yi"]}
    told = {"kind": "said", "words": TALKS["words"], "values": said, "new": [person]}
    assert forms.send(f"/ingest/{forms.new()}/add", told).status == 201
    person["class"] = "bil:City"
    assert refused(forms.send(f"/ingest/{forms.new()}/add", told))["new-1."].startswith("A city lies in")


@pytest.mark.parametrize(
    ("words", "fault"),
    [("", "no words are selected"), ("Wang Yi", "stand 2 times"), ("Atlantis", "are not in the text")],
)
def test_words_that_stand_in_the_text_once_are_asked_for(forms, words, fault):
    slug = forms.new()
    query = urllib.parse.urlencode({"kind": "event", "words": words})
    page = forms.server.get(f"/ingest/{slug}/add?{query}", Accept="text/html")
    assert fault in page.body.decode()
    assert forms.post(f"/ingest/{slug}/add", **{**MEETING, "words": words}).status == 422


def test_a_meeting_of_one_is_refused_by_the_shapes(forms):
    slug = forms.new()
    answer = forms.post(
        f"/ingest/{slug}/add",
        **MEETING,
        **{"bil:participant": "Wang Yi", "bil:status": "status/occurred", "bil:date": "2025-07-12"},
    )
    assert answer.status == 422
    assert "at least two participants" in answer.body.decode()


@pytest.fixture(scope="module")
def looking(start, world, shared, tmp_path_factory):
    """The forms of a server that asks a local Wikidata."""
    data = tmp_path_factory.mktemp("looking") / "data"
    backup(world.data, data)
    (data / "tokens").write_text("alice:write:let-me-write\n")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, shared / "wikidata" / "mock_wikidata.py", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as wikidata:
        told = {
            "wikidata_contact": "a@example.org",
            "wikidata_endpoints": (f"http://127.0.0.1:{port}/sparql",),
        }
        try:
            yield Forms(start(data=data, token_file=data / "tokens", **told), data)
        finally:
            wikidata.terminate()


def test_items_of_wikidata_are_offered_and_the_chosen_one_is_linked(looking):
    slug = looking.new()
    path = f"/ingest/{slug}/new?suggestion=s1&part=who&name=Sergey+Lavrov&look=1"
    for _ in range(50):
        page = looking.server.get(path, Accept="text/html").body.decode()
        if 'value="Q58217"' in page:
            break
        time.sleep(0.2)
    assert "Sergey Lavrov" in page
    assert 'value="Q58217"' in page
    make(looking, slug, wikidata="Q58217", **{"rdfs:label": "Sergey Lavrov"})
    triples = looking.folder.load(slug).suggestion("s1").triples()
    assert ("person/sergey-lavrov-2", "skos:exactMatch", "wd:Q58217") in triples


def test_wikidata_is_not_asked_where_no_contact_is_configured(forms):
    page = forms.server.get(f"/ingest/{forms.new()}/new?suggestion=s1&part=who&look=1", Accept="text/html")
    assert "Wikidata" not in page.body.decode()


def test_who_may_not_write_makes_nothing(forms):
    slug = forms.new()
    assert forms.post(f"/ingest/{slug}/add", **MEETING, token="wrong").status == 401
    assert make(forms, slug, token="wrong", **{"rdfs:label": "x"}).status == 401
    assert forms.folder.load(slug).version == 0


def refused(answer):
    """Return what a problem says is wrong, by field."""
    assert (answer.status, answer.type) == (422, "application/problem+json")
    return answer.json()["fields"]


def test_a_program_adds_what_was_missed_and_gets_the_draft(forms):
    slug = forms.new()
    answer = forms.send(f"/ingest/{slug}/add", TALKS)
    draft = answer.json()
    added = draft["suggestions"][-1]
    assert (answer.status, answer.headers["etag"]) == (201, f'"{draft["version"]}"')
    assert answer.headers["location"] == f"/ingest/{slug}?open={added['id']}#{added['id']}"
    assert (added["state"], added["subject"]) == ("waiting", "meeting/sergey-lavrov-wang-yi-1999-07-12")
    assert draft["text"][slice(*added["spans"][0])] == "Doe praised Wang Yi."
    order = {"do": "accept", "suggestion": added["id"]}
    assert forms.send(f"/ingest/{slug}", order, If_Match=answer.headers["etag"]).status == 200


def test_a_program_and_a_form_add_the_same(forms):
    sent, filled = forms.new(), forms.new()
    forms.send(f"/ingest/{sent}/add", TALKS)
    values = {
        name: value if isinstance(value, str) else "; ".join(value) for name, value in TALKS["values"].items()
    }
    fields = {name: TALKS[name] for name in ("kind", "class", "words")}
    assert forms.post(f"/ingest/{filled}/add", **fields, **values).status == 303
    one, other = (forms.folder.load(slug).suggestions[-1] for slug in (sent, filled))
    assert one == other


def test_a_program_adds_what_somebody_says(forms):
    slug = forms.new()
    values = {"speech": "claim", "speaker": "Sergey Lavrov", "about": ["Wang Yi"]}
    said = {"kind": "said", "words": "Doe praised Wang Yi.", "values": values}
    answer = forms.send(f"/ingest/{slug}/add", said)
    assert (answer.status, answer.json()["suggestions"][-1]["kind"]) == (201, "said")
    said["values"] = {"speech": "claim", "speaker": "Nobody Whatsoever"}
    assert "is not one thing" in refused(forms.send(f"/ingest/{forms.new()}/add", said))["speaker"]


@pytest.mark.parametrize(
    ("changes", "field", "fault"),
    [
        ({"values": {}}, "bil:participant", "needed"),
        ({"values": {"bil:participant": ["Wang Yi"]}}, "bil:status", "needed"),
        ({"values": TALKS["values"] | {"bil:date": "last Sunday"}}, "bil:date", ""),
        ({"values": TALKS["values"] | {"bil:participant": ["Wang Yi"]}}, "bil:participant", "at least two"),
        ({"values": TALKS["values"] | {"bil:participant": ["x" * 501]}}, "bil:participant", "at most 500"),
        ({"values": TALKS["values"] | {"bil:colour": "red"}}, "bil:colour", "not asked for"),
        ({"class": "bil:Person"}, "class", "cannot be made here"),
        ({"class": ""}, "class", "cannot be made here"),
        ({"kind": "rumour"}, "kind", "cannot be added"),
        ({"words": ""}, "words", "no words are selected"),
        ({"words": "Wang Yi"}, "words", "stand 2 times"),
        ({"start": 1, "end": 21}, "words", "do not stand at"),
        ({"start": 49, "end": 2**70}, "words", "do not stand at"),
        ({"values": TALKS["values"] | {"bil:date": "0000"}}, "bil:date", ""),
        ({"values": TALKS["values"] | {"rdfs:label": "a\0b"}}, "rdfs:label", "control character"),
    ],
)
def test_what_a_program_fills_in_wrongly_is_named_by_its_field(forms, changes, field, fault):
    slug = forms.new()
    assert fault in refused(forms.send(f"/ingest/{slug}/add", {**TALKS, **changes}))[field].lower()
    assert forms.folder.load(slug).version == 0


@pytest.mark.parametrize("path", ["add", "new"])
@pytest.mark.parametrize(
    ("content", "named"),
    [
        ([], "object"),
        ({"kind": ["event"]}, "kind"),
        ({"class": True}, "class"),
        ({"values": []}, "values"),
        ({"new": ["Ewa Nowa"]}, "new"),
        ({"values": {"bil:date": 2025}}, "bil:date"),
        ({"values": {"bil:participant": ["Wang Yi", None]}}, "bil:participant"),
    ],
)
def test_json_of_another_shape_is_told_with_its_member(forms, path, content, named):
    slug = forms.new()
    answer = forms.send(f"/ingest/{slug}/{path}", content)
    assert (answer.status, named in answer.json()["detail"]) == (400, True)
    assert forms.folder.load(slug).version == 0


def test_a_program_makes_a_thing_and_it_is_chosen(forms):
    slug = forms.new()
    wanted = {"suggestion": "s1", "part": "who", "class": "bil:Person"}
    answer = forms.send(f"/ingest/{slug}/new", {**wanted, "values": {"rdfs:label": "Janet Doe"}})
    assert answer.status == 200
    assert forms.part(slug, "who").value == "person/janet-doe"
    faults = refused(
        forms.send(f"/ingest/{slug}/new", {**wanted, "values": {}}, If_Match=answer.headers["etag"])
    )
    assert faults == {"rdfs:label": "This is needed."}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"class": "bil:BilateralMeeting"}, 422),
        ({"wikidata": "42"}, 422),
        ({"part": "nowhere"}, 422),
        ({"suggestion": "s99"}, 422),
        ({}, 200),
    ],
)
def test_a_thing_is_made_only_for_a_part_that_it_can_be(forms, changes, status):
    slug = forms.new()
    wanted = {"suggestion": "s1", "part": "who", "class": "bil:Person", "values": {"rdfs:label": "Ann"}}
    assert forms.send(f"/ingest/{slug}/new", {**wanted, **changes}).status == status


@pytest.mark.parametrize("path", ["add", "new"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": None}, 401),
        ({"If_Match": None}, 400),
        ({"If_Match": '"7"'}, 412),
        ({"Accept": "text/turtle"}, 406),
        ({"Content_Type": "application/json; charset=x-none"}, None),
    ],
    ids=["no token", "no version", "another version", "no format", "a charset"],
)
def test_what_a_program_leaves_out_changes_nothing(forms, path, headers, status):
    slug = forms.new()
    made = {"suggestion": "s1", "part": "who", "class": "bil:Person", "values": {"rdfs:label": "Ann"}}
    answer = forms.send(f"/ingest/{slug}/{path}", TALKS if path == "add" else made, **headers)
    if status is None:
        assert answer.status in {200, 201}
    else:
        assert (answer.status, answer.type) == (status, "application/problem+json")
        assert forms.folder.load(slug).version == 0


def test_a_program_asks_which_values_are_asked_for(forms):
    slug = forms.new()
    found = forms.asked(f"/ingest/{slug}/add?kind=event&class=bil:Call")
    assert (found["kind"], found["class"]) == ("event", "bil:Call")
    assert {"value": "bil:Visit", "label": "visit"} in found["classes"]
    by_name = {each["name"]: each for each in found["fields"]}
    assert by_name["bil:participant"]["required"]
    assert "status/planned" in {each["value"] for each in by_name["bil:status"]["options"]}
    person = forms.asked(f"/ingest/{slug}/new?suggestion=s1&part=who")
    assert (person["class"], person["fields"][0]["name"]) == ("bil:Person", "rdfs:label")
    said = forms.asked(f"/ingest/{slug}/add?kind=said")
    assert [each["name"] for each in said["fields"]] == ["speech", "speaker", "about"]
