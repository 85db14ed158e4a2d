"""Documents of every kind become text, with what they say of their publication, and nothing is guessed."""

import hashlib
from datetime import date

import pytest

from bilateral.content.documents import read_document
from bilateral.errors import InputError
from bilateral.ingest.reading.front_matter import FrontMatter
from bilateral.ingest.reading.read_text import RawDocument

from .pdf_writer import lines, pdf

LONG = "The two ministers met in the morning, and they spoke of trade and of the border for three hours. "
PAGE = f"""<!doctype html><html lang="en"><head><title>Ministers meet | The Daily</title>
<meta property="og:title" content="Ministers meet">
<meta property="og:site_name" content="The Daily">
<meta property="article:published_time" content="2024-03-05T23:10:00Z">
</head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Ministers meet</h1><p>{LONG}</p><h2>On trade</h2><p>{LONG}</p>
<ul><li>First point of the agreement</li><li>Second point of the agreement</li></ul></article>
<footer>Copyright 1999 The Daily,
<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>.
Subscribe to our newsletter!</footer></body></html>"""


def read(reader, content, name="-", given=None, **more):
    content = content.encode() if isinstance(content, str) else content
    return reader.read(RawDocument(content, name, **more), given or FrontMatter())


def test_plain_text_is_kept_with_its_title_and_the_date_that_a_line_has(reader):
    found = read(reader, f"Ministers meet\r\n\r\nTuesday, March 5, 2024\r\n\r\n{LONG}\r\n")
    assert found.text == f"Ministers meet\n\nTuesday, March 5, 2024\n\n{LONG.strip()}"
    assert found.front == FrontMatter(title="Ministers meet", published=date(2024, 3, 5), language="en")
    assert found.how["published"] == "line 3 is this date"
    assert found.text_hash == hashlib.sha256(found.text.encode()).hexdigest()


def test_a_date_in_a_sentence_is_not_the_day_of_publication(reader):
    found = read(reader, f"Ministers meet\n\nOn March 5, 2024, they met. {LONG}")
    assert found.front.published is None
    assert "published" not in found.how


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("FEBRUARY 10, 2021", date(2021, 2, 10)),
        ("10 February 2021", date(2021, 2, 10)),
        ("Published: 10 February 2021, 14:05 GMT", date(2021, 2, 10)),
        ("2021-02-10", date(2021, 2, 10)),
        ("10 февраля 2021 года", date(2021, 2, 10)),
        ("Mittwoch, 10. Februar 2021", date(2021, 2, 10)),
        ("le 10 février 2021", date(2021, 2, 10)),
        ("2021年2月10日", date(2021, 2, 10)),
        ("February 2021", None),
        ("2021", None),
        ("03/04/2021", None),
        ("10 February", None),
        ("yesterday", None),
        ("Resolution 2021 of 15 members", None),
        ("On 10 February 2021 they met", None),
    ],
)
def test_only_a_whole_date_in_one_reading_counts(reader, line, day):
    assert read(reader, f"A title\n\n{line}\n\n{LONG}").front.published == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("HANOI, 14 May 2025 - The minister arrived.", date(2025, 5, 14)),
        ("RIVERA, 22 August 2025. The envoy arrived.", date(2025, 8, 22)),
        ("NEW DELHI, May 14, 2025 (Agency) — The minister left.", date(2025, 5, 14)),
        ("PORT-AU-PRINCE, 3 May 2025 /Agency/ -- The minister left.", date(2025, 5, 3)),
        ("HANOI, May 14 (Agency) - The minister arrived.", None),
        ("Since the meeting of 14 May 2025. And so on.", None),
        ("HANOI, 14 May 2025 was the day of the visit.", None),
        ("Putin met Xi 14 May 2025 - and left.", None),
    ],
)
def test_a_dateline_with_a_year_is_the_day_of_publication(reader, line, day):
    assert read(reader, f"A title\n\n{line} {LONG}").front.published == day


@pytest.mark.parametrize("line", ["Cairo, 9 October 2025", "CAIRO, 9 October 2025"])
def test_place_and_day_alone_on_a_line_are_a_proposal(reader, line):
    found = read(reader, f"A title\n\n{line}\n\n{LONG}")
    assert found.front.published is None
    assert found.proposed.published == date(2025, 10, 9)


def test_a_page_is_its_main_text_with_headings_and_items_as_paragraphs(reader):
    found = read(reader, PAGE, "page.html")
    expected = ["Ministers meet", LONG.strip(), "On trade", LONG.strip()]
    items = ["First point of the agreement", "Second point of the agreement"]
    assert found.text.split("\n\n") == [*expected, *items]


def test_a_page_says_title_day_publisher_language_and_licence(reader):
    front = FrontMatter("Ministers meet", date(2024, 3, 5), "The Daily", "en", "CC BY 4.0")
    assert read(reader, PAGE, "page.html").front == front


def test_a_page_that_says_no_day_has_none(reader):
    assert read(reader, PAGE.replace(PUBLISHED, ""), "page.html").front.published is None


MODIFIED = """<meta property="article:modified_time" content="2024-04-06T10:00:00Z">
<script type="application/ld+json">{"@type": "NewsArticle", "dateModified": "2024-04-06"}</script>"""
PUBLISHED = '<meta property="article:published_time" content="2024-03-05T23:10:00Z">'


def test_the_day_of_the_last_change_is_a_proposal_alone(reader):
    found = read(reader, PAGE.replace(PUBLISHED, MODIFIED), "page.html")
    assert found.front.published is None
    assert found.proposed.published == date(2024, 4, 6)


def test_the_day_in_an_address_is_taken_and_told(reader):
    url = "https://example.org/2024/03/05/ministers-meet"
    found = read(reader, PAGE.replace(PUBLISHED, ""), url, url=url)
    assert (found.front.published, found.how["published"]) == (date(2024, 3, 5), "in its address")
    assert (found.front.url, found.how["url"]) == (url, "fetched from there")


@pytest.mark.parametrize("foot", ["© 2021 The Daily", "Copyright 2019-2024", "Printed on 3 May 2019 at noon"])
def test_a_year_at_the_foot_of_a_page_is_no_day_of_publication(reader, foot):
    undated = PAGE.replace(PUBLISHED, "").replace("Copyright 1999", foot)
    assert read(reader, undated, "page.html").front.published is None


@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        ("on <time datetime='2019-05-05'>5 May 2019</time> in Rome", "on 5 May 2019 in Rome"),
        ("a <q>new era</q> begins", "a \u201cnew era\u201d begins"),
        ("the <code>SCO</code> and <b>Wang <i>Yi</i></b>", "the SCO and Wang Yi"),
        ("one<br>two &amp; three&nbsp;four", "one\ntwo & three four"),
    ],
)
def test_running_text_stays_whole_and_its_dates_are_of_events(reader, words, read_as):
    text = f"The ministry says {words}, and that they spoke of trade and of the border for three hours."
    found = read(reader, PAGE.replace(PUBLISHED, "").replace(LONG, text), "page.html")
    assert f"The ministry says {read_as}, and that" in found.text.replace("\xa0", " ")
    assert found.front.published is None


def test_a_page_pasted_without_a_name_is_a_page(reader):
    assert read(reader, PAGE).media_type == "text/html"


def test_a_page_without_a_text_is_refused(reader):
    with pytest.raises(InputError, match="no main text was found"):
        read(reader, "<!doctype html><html><body><nav><a href='/'>Home</a></nav></body></html>")


def test_what_is_given_holds_against_what_is_found(reader):
    given = FrontMatter(published=date(2020, 1, 2), publisher="Another")
    found = read(reader, PAGE, "page.html", given)
    assert (found.front.published, found.front.publisher) == (date(2020, 1, 2), "Another")
    assert (found.how["published"], found.front.title) == ("given", "Ministers meet")


def test_markdown_is_read_without_its_marks(reader):
    text = f"# Ministers meet\n\n**Wang Yi** met [Lavrov](https://example.org/l).\n{LONG}\n\n- one\n- two\n"
    found = read(reader, text, "a.md")
    expected = ["Ministers meet", f"Wang Yi met Lavrov. {LONG.strip()}", "one", "two"]
    assert found.text.split("\n\n") == expected
    assert found.front.title == "Ministers meet"


def test_front_matter_of_others_is_understood(reader):
    text = f"---\ntitle: Talks\ndate: 2024-03-05T10:00:00Z\nlang: en\ntags: [a, b]\n---\n{LONG}"
    front = read(reader, text, "a.md").front
    assert front == FrontMatter(title="Talks", published=date(2024, 3, 5), language="en")


def test_our_front_matter_leaves_the_text_as_it_is(reader, documents):
    for path in documents:
        found = read(reader, path.read_bytes(), path.name)
        assert found.text == read_document(path).text
        assert found.front.title


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("---\ntitle: x\n\nNo end", 1, "not closed"),
        ("---\ntitle: x\npublished: Tuesday\n---\nText", 3, "write it as 2025-07-13"),
        ("---\ntitle: 'x\n---\nText", None, "not YAML"),
        ("---\nurl: javascript:alert(1)\n---\nText", 2, "no address"),
        ("---\ntitle: [a]\n---\nText", 2, "expected a single value"),
    ],
)
def test_wrong_front_matter_is_refused_with_its_line(reader, text, line, reason):
    with pytest.raises(InputError, match=reason) as refusal:
        read(reader, text, "a.md")
    assert refusal.value.path == "a.md"
    assert line in {None, refusal.value.line}


def test_the_lines_of_a_pdf_are_paragraphs_again(reader):
    content = lines(
        "President Putin met Merkel in the Krem-",
        "lin on Monday, and they talked about many things",
        "for long.",
        "The next paragraph begins here, and goes on in all",
        "the lines that follow.",
    )
    found = read(reader, pdf(content), "a.pdf")
    first = "President Putin met Merkel in the Kremlin on Monday, and they talked about many things for long."
    second = "The next paragraph begins here, and goes on in all the lines that follow."
    assert found.text.split("\n\n") == [first, second]


def test_the_day_on_which_a_pdf_was_made_is_a_proposal_alone(reader):
    trailer = b"/Info<</CreationDate(D:20240305101112Z)/Title(Talks)>>"
    found = read(reader, pdf(lines(LONG, LONG), trailer=trailer), "a.pdf")
    assert found.front.published is None
    assert found.proposed == FrontMatter(title="Talks", published=date(2024, 3, 5))


def test_page_numbers_and_running_heads_are_left_out(reader):
    content = lines("Journal of Treaties", LONG, "Page 3 of 5")
    found = read(reader, pdf(content, pages=5), "a.pdf")
    assert "Journal" not in found.text
    assert "Page 3" not in found.text


RUSSIAN = """
Глава МИД России Сергей Лавров и министр иностранных дел Китая Ван И встретились вчера.
Стороны обсудили вопросы двусторонних отношений и положение дел в мире.
""".strip()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251"])
def test_text_is_the_same_in_every_encoding(reader, encoding):
    found = read(reader, RUSSIAN.encode(encoding), "a.txt")
    assert (found.text, found.front.language) == (RUSSIAN, "ru")
    assert bool(found.notes) == (encoding == "cp1251")


def test_a_page_in_the_encoding_it_declares(reader):
    words = "drei Stünden — “so”"
    page = PAGE.replace("<head>", '<head><meta charset="iso-8859-1">').replace("three hours", words)
    assert words in read(reader, page.encode("cp1252"), "a.html").text


def test_the_encoding_that_the_sender_names(reader):
    found = read(
        reader, "Çankaya ve Ankara".encode("iso-8859-9"), media_type="text/plain; charset=iso-8859-9"
    )
    assert found.text == "Çankaya ve Ankara"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (LONG, "en"),
        ("Der Bundeskanzler hat den Präsidenten in Berlin empfangen, um über den Vertrag zu sprechen.", "de"),
        ("Le président de la République a reçu son homologue pour parler de la coopération.", "fr"),
        (
            "中华人民共和国外交部长王毅在北京会见了俄罗斯外交部长拉夫罗夫。双方就共同关心的问题交换意见。",
            "zh",
        ),
        ("التقى وزير الخارجية نظيره في العاصمة لبحث العلاقات بين البلدين وسبل تعزيزها", "ar"),
        ("Xi met Putin.", ""),
    ],
)
def test_the_language_is_told_from_the_words_where_there_are_enough(reader, text, language):
    assert read(reader, text).front.language == language


def test_a_page_that_says_english_by_mistake_is_not_believed(reader):
    words = "Der Bundeskanzler hat den Präsidenten in Berlin empfangen, um über den Vertrag zu sprechen. " * 3
    found = read(reader, PAGE.replace(LONG, words), "a.html")
    assert found.front.language == "de"
    assert "although it says en" in found.how["language"]
