"""What holds of every text that is read, whatever it was."""

import hashlib
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.errors import InputError
from bilateral.ingest.reading.document_parser import parse_document
from bilateral.ingest.reading.front_matter import FrontMatter
from bilateral.ingest.reading.pdf_files import paragraphs
from bilateral.ingest.reading.read_text import RawDocument, ReadDocument
from bilateral.ingest.reading.tidy_text import tidy

ODD = st.sampled_from("\r\n\t \u00ad\u202e\ufb01\x85\u2028\x00")
ANY = st.text(st.characters(exclude_categories=()) | ODD)
MOST = 1_000_000


@given(ANY)
def test_tidying_twice_is_tidying_once(text):
    assert tidy(tidy(text)) == tidy(text)


@given(ANY)
def test_a_tidy_text_can_be_kept_and_shown_anywhere(text):
    found = tidy(text)
    assert found == found.strip()
    assert found.encode().decode() == found
    assert "\n\n\n" not in found
    controls = {each for each in found if unicodedata.category(each) in {"Cc", "Cs"}}
    assert controls <= {"\n", "\t"}
    assert not set(found) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "M"]), max_size=200))
def test_letters_and_signs_stay_as_they_are(text):
    kept = "".join(each for each in text if not "\ufb00" <= each <= "\ufb06")
    assert tidy(kept) == kept.strip()


@settings(max_examples=200, deadline=None)  # a model of languages is loaded once
@given(st.binary(max_size=400) | ANY.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_text_or_are_refused_by_name(content):
    found = read_or_refused(content)
    assert found == read_or_refused(content)
    if isinstance(found, str):
        assert found.startswith("name:")
    else:
        assert found.text == tidy(found.text)


def read_or_refused(content):
    try:
        return parse_document(RawDocument(content, "name"), MOST)
    except InputError as refusal:
        return str(refusal)


@given(st.dates(), ANY, ANY)
def test_what_was_read_passes_to_another_process_unchanged(day, text, publisher):
    front = FrontMatter(published=day, publisher=tidy(publisher), language="zh-Hans")
    found = ReadDocument(tidy(text), front, {"published": "given"}, notes=("a note",))
    assert ReadDocument.from_json(found.to_json()) == found
    assert found.text_hash == hashlib.sha256(found.text.encode()).hexdigest()


@given(st.lists(st.text("abcdefgh ", min_size=1, max_size=80), max_size=20))
def test_lines_of_a_pdf_lose_no_word(lines):
    page = "\n".join(lines)
    assert " ".join(paragraphs([page])).split() == page.split()
