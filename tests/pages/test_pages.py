"""What readers see."""

import re
from urllib.parse import urlencode

import pytest

ID, NS = "https://w3id.org/bilateral/id/", "https://w3id.org/bilateral/ns#"
TALKS = "meeting/russia-china-foreign-ministers-2025-07-13"


def words(text):
    """Return the text of a page as it is read, without marks."""
    aloud = re.sub(r'<span class="sr">[^<]*</span>', "", text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", aloud))


def test_the_front_page_counts_what_there_is_and_leads_on(site, world):
    text = site.page("/")
    assert f"{world.snapshot.counts.asserted:,} triples asserted" in text
    assert all(f'href="{path}"' in text for path in ("/relation/CHN-RUS", "/sparql", "/health"))
    assert 'action="/search"' in text


def test_an_official_is_shown_with_offices_and_their_dates(site):
    read = words(site.page("/page/person/wang-yi"))
    assert "Minister of Foreign Affairs of the People&#39;s Republic of China 25 July 2023" in read
    assert "30 December 2022" in read


def test_a_page_as_of_a_day_shows_only_what_held_then(site):
    read = words(site.page("/page/person/qin-gang", date="2023-03-01"))
    later = words(site.page("/page/person/qin-gang", date="2024-03-01"))
    assert "Tenures 1" in read
    assert "Tenures 0" in later or "Tenures" not in later


def test_an_organisation_shows_its_members_by_date(site):
    def role_of_india(day):
        text = site.page("/page/organisation/sco", date=day, show="membership")
        row = next(row for row in re.findall(r"<tr.*?</tr>", text, re.DOTALL) if "state/IND" in row)
        return words(row)

    assert "observer" in role_of_india("2016-01-01")
    assert "observer" not in role_of_india("2024-01-01")


def test_every_value_says_how_much_stands_behind_it(site):
    text = site.page(f"/page/{TALKS}")
    assert {"mark asserted", "mark inferred", "mark claimed"} <= set(re.findall(r"mark [a-z]+", text))
    assert re.search(r'claimed.*?says <a href="/page/organisation/mfa-china"', text, re.DOTALL)


def test_names_are_in_the_readers_language_and_a_fallback_is_visible(site):
    russian = site.page("/page/state/CHN", lang="ru")
    assert "<h1><bdi>Китай</bdi></h1>" in russian
    assert '<small class="tongue">en</small>' in russian
    assert "lang=ru" in russian


def test_a_statement_is_shown_with_the_sentence_it_rests_on(site):
    text = site.page("/page/statement/russia-china-talks-2025-07-13-e14")
    assert "<mark>Putin" in text
    assert re.search(r"characters \d+ to \d+", text)


def test_why_leads_from_an_inferred_fact_to_rules_sentences_and_sources(site):
    fact = {"s": f"<{ID}{TALKS}>", "p": f"<{NS}stateRepresented>", "o": f"<{ID}state/RUS>"}
    text = site.page("/why", **fact)
    assert "state-represented-" in text
    assert '<figure class="evidence">' in text
    assert 'id="source-1"' in text


@pytest.mark.parametrize(
    ("parameters", "status"),
    [({}, 400), ({"s": "x", "p": "y", "o": "z"}, 400), ({"s": "<x:a>", "p": "<x:b>", "o": "<x:c>"}, 404)],
)
def test_why_of_what_is_not_in_the_graph_is_refused(site, parameters, status):
    assert site.get(f"/why?{urlencode(parameters)}").status_code == status


def test_a_date_that_is_none_is_refused(site):
    response = site.get("/page/state/CHN?date=soon")
    assert response.status_code == 400
    assert "write 2025-07-13" in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/relation/RUS-CHN", "/relation/chn-rus", "/relation/RU-CN", "/relation/156-643"]
)
def test_either_order_of_a_pair_leads_to_the_one_page(site, path):
    response = site.get(path)
    assert (response.status_code, response.headers["Location"]) == (301, "/relation/CHN-RUS")
    assert site.get(f"{path}?path=x").headers["Location"] == "/relation/CHN-RUS?path=x"


@pytest.mark.parametrize(
    "path", ["/relation/CHN-CHN", "/relation/CHN-XXX", "/relation/CHN-chn", "/relation/RUS-%0Ax"]
)
def test_what_is_no_pair_is_not_found(site, path):
    assert site.get(path).status_code == 404


def test_a_pair_page_answers_who_met_where_and_what_each_says(site):
    read = words(site.page("/relation/CHN-RUS"))
    for expected in (
        "Talks of the Russian and Chinese foreign ministers, 13 July 2025",
        "Partnership of China and Russia",
        "Shanghai Cooperation Organisation",
        "Only China",
        "Russia on China",
        "Looked for and not found",
    ):
        assert expected in read


def test_organisations_of_a_pair_follow_the_day(site):
    def organisations(day):
        text = site.page("/relation/CHN-IND", date=day)
        part = text.partition('<h2 id="organisations">')[2].partition("</section>")[0]
        return "BRICS" in part

    assert (organisations("2004-01-01"), organisations("2018-01-01")) == (False, True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Лавров", "person/sergey-lavrov"),
        ("Lawrow", "person/sergey-lavrov"),
        ("lavr", "person/sergey-lavrov"),
        ("王毅", "person/wang-yi"),
        ("SCO", "organisation/sco"),
        ("ШОС", "organisation/sco"),
        ("CHN", "state/CHN"),
        ("Китай", "state/CHN"),
        ("united st", "state/USA"),
    ],
)
def test_search_finds_by_any_script_and_common_spellings(site, text, found):
    hits = site.get(f"/search?{urlencode({'q': text})}", "application/json").get_json()["hits"]
    assert hits[0]["iri"] == ID + found


@pytest.mark.parametrize("text", ["", "qqqqqqq", "%", "\x00", "a" * 1000])
def test_search_takes_anything(site, text):
    assert site.page("/search", q=text)


@pytest.mark.parametrize(
    ("day", "office"),
    [("2025-07-13", "Minister of Foreign Affairs of Russia"), ("2000-01-01", "Permanent Representative")],
)
def test_an_official_is_introduced_by_the_office_held_on_the_day(site, day, office):
    page = site.page("/page/person/sergey-lavrov", date=day)
    (introduction,) = re.findall(r'<p class="lede">(.*?)</p>', page, re.DOTALL)
    assert office in introduction


def test_a_speaker_is_named_once_for_several_statements(site):
    page = site.page(f"/page/{TALKS}")
    values = [value.partition("</dd>")[0] for value in page.split('<span class="value">')[1:]]
    speakers = [re.findall(r'class="by">says <a href="([^"]+)"', value) for value in values]
    assert any(len(named) > 1 for named in speakers)
    assert any(value.count('class="why"') > len(named) for value, named in zip(values, speakers, strict=True))
    assert all(len(named) == len(set(named)) for named in speakers)


def test_participants_are_shown_with_the_offices_they_held_then(site):
    assert "Sergey Lavrov then Minister of Foreign Affairs of Russia" in words(site.page(f"/page/{TALKS}"))
    earlier = words(site.page("/page/meeting/xi-putin-2013-03-22"))
    assert "Xi Jinping then" in earlier
    assert "Vladimir Putin then President of Russia" in earlier


def test_what_only_reasoning_says_both_ways_is_said_once(site):
    text = site.page(f"/page/{TALKS}")
    represented = re.search(r">state represented</dt>(.*?)</dd>", text, re.DOTALL)
    assert {"/page/state/CHN", "/page/state/RUS"} <= set(re.findall(r'href="([^"]+)"', represented[1]))
    assert text.count("state represented</dt>") == 1


def test_meetings_say_what_they_were_about_and_who_says_so(site):
    text = site.page("/relation/CHN-RUS")
    row = next(row for row in re.findall(r"<tr.*?</tr>", text, re.DOTALL) if TALKS in row)
    read = words(row)
    assert "conflict of Israel and Iran ( Russia )" in read
    assert "North Korea Times" in read


def test_a_pair_page_shows_one_table_in_full(site):
    text = site.page("/relation/CHN-RUS", show="meetings", page=1)
    assert len(re.findall(r"<tr class", text)) > 25
    assert "Looked for and not found" not in text


@pytest.mark.parametrize(("day", "found"), [("2016-06-01", True), ("2024-06-01", False)])
def test_the_votes_of_a_year_hold_in_that_year_and_no_longer(site, day, found):
    assert ("Voting agreements 1 " in words(site.page("/relation/CHN-RUS", date=day))) == found


def test_an_organisation_says_that_members_are_missing(whole_site):
    assert "Not all members are here" in whole_site.page("/page/organisation/aiib")


def test_a_tenure_that_a_newer_source_overrules_says_so(whole_site):
    assert "superseded: a newer source has" in whole_site.page("/page/state/VNM")
