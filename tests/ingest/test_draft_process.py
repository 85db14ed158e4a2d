"""Texts are analysed in a process that is killed where one takes too long."""

from datetime import date

import pytest

from bilateral.analysis.extractors.extractor_settings import ExtractorSettings
from bilateral.errors import InputError
from bilateral.ingest.draft_process import AnalysisLimits, DraftProcess
from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.ingest.reading.front_matter import FrontMatter
from bilateral.ingest.reading.read_text import ReadDocument
from bilateral.store.snapshots.backup import backup
from bilateral.workers.failures import DeadlineExceeded

RULES = ExtractorSettings()
TEXT = "On 3 March 2025, Foreign Minister of Kazakhstan Murat Nurtleu met with Minister Bakhtiyor Saidov."


@pytest.fixture(scope="module")
def data(world, tmp_path_factory):
    data = tmp_path_factory.mktemp("drafts") / "data"
    backup(world.data, data)
    return data


@pytest.fixture
def process(data):
    made = []

    def start(settings=RULES, **limits):
        made.append(DraftProcess(data, settings, AnalysisLimits(**limits)))
        return made[-1]

    yield start
    for each in made:
        each.close()


def read(text=TEXT):
    return ReadDocument(text, FrontMatter(title="Talks", language="en"))


def test_a_draft_is_stored_under_the_name_that_is_returned(process, data):
    slug = process().make(read())
    assert DraftFolder(data).load(slug).text == TEXT


def test_two_texts_of_one_title_get_two_names(process):
    one = process()
    assert one.make(read()) != one.make(read(TEXT + " Again."))


def test_a_text_that_takes_too_long_is_given_up_and_the_next_is_read(process, monkeypatch):
    one = process()
    one.make(read())
    monkeypatch.setattr(one, "_limits", AnalysisLimits(seconds=0.0001))
    with pytest.raises(DeadlineExceeded):
        one.make(read("Another text. " * 1000))
    monkeypatch.undo()
    assert one.make(read("A third text."))


@pytest.mark.parametrize("published", [date.min, date.max], ids=str)
def test_a_text_of_the_first_and_of_the_last_day_is_read(process, data, published):
    told = "Wang Yi met Sergey Lavrov in Beijing {}. They will meet again {}. "
    times = ("last week", "on Sunday", "next year", "yesterday", "tomorrow", "in May", "two years ago")
    text = "".join(told.format(one, other) for one in times for other in times) + str(published)
    read = ReadDocument(text, FrontMatter(title="Talks", language="en", published=published))
    assert DraftFolder(data).load(process().make(read)).suggestions


def test_what_the_extractor_lacks_is_told(process):
    with pytest.raises(InputError, match="no-such-extractor"):
        process(ExtractorSettings(extractor="no-such-extractor")).make(read())
