"""A text is brought: pasted, uploaded or sent as JSON, read and analysed outside the web process."""

import json
import uuid

import pytest

from bilateral.store.snapshots.backup import backup

WRITER = {"Authorization": "Bearer let-me-write"}
TEXT = """Ministers meet in Tashkent ({})

On 3 March 2025, Foreign Minister of Kazakhstan Murat Nurtleu met in Tashkent with Foreign Minister of
Uzbekistan Bakhtiyor Saidov. "Our countries are strategic partners," Nurtleu said.
"""
PDF = b"%PDF-1.7\nbroken"


class Intake:
    """A server that takes texts."""

    def __init__(self, server):
        self.server = server

    def form(self, file=None, token="let-me-write", **fields):
        limit = uuid.uuid4().hex
        parts = [
            (f'name="{name}"', str(value).encode()) for name, value in {"token": token, **fields}.items()
        ]
        if file:
            parts.append((f'name="file"; filename="{file[0]}"\r\nContent-Type: {file[1]}', file[2]))
        body = b"".join(
            f"--{limit}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + value + b"\r\n"
            for head, value in parts
        )
        headers = {"Accept": "text/html", "Content-Type": f"multipart/form-data; boundary={limit}"}
        return self.server.request("POST", "/ingest", body + f"--{limit}--\r\n".encode(), headers, timeout=90)

    def json(self, **fields):
        headers = {"Content-Type": "application/json", "Accept": "application/json", **WRITER}
        return self.server.request("POST", "/ingest", json.dumps(fields).encode(), headers, timeout=90)

    def draft(self, address):
        return self.server.get(address, Accept="application/json").json()


@pytest.fixture(scope="module")
def intake(start, world, tmp_path_factory):
    data = tmp_path_factory.mktemp("intake") / "data"
    backup(world.data, data)
    (data / "tokens").write_text("alice:write:let-me-write\nreader:read:let-me-read\n")
    return Intake(start(data=data, token_file=data / "tokens"))


def test_a_pasted_text_becomes_a_draft_with_suggestions_on_its_words(intake):
    answer = intake.form(text=TEXT.format("pasted"), published="2025-03-04", licence="CC-BY-4.0")
    assert answer.status == 303
    draft = intake.draft(answer.headers["location"])
    assert draft["source"]["title"].startswith("Ministers meet in Tashkent")
    assert draft["suggestions"]
    quoted = {draft["text"][start:end] for each in draft["suggestions"] for start, end in each["spans"]}
    assert any("Nurtleu" in words for words in quoted)


def test_the_day_of_publication_is_asked_for_and_the_text_is_kept_meanwhile(intake):
    answer = intake.form(text=TEXT.format("undated"))
    body = answer.body.decode()
    assert answer.status == 422
    assert "When was it published?" in body
    assert "Ministers meet in Tashkent (undated)" in body
    assert intake.form(text=TEXT.format("undated"), undated="1").status == 303


def test_the_same_text_leads_to_what_was_decided_on_it(intake):
    first = intake.form(text=TEXT.format("twice"), published="2025-03-04")
    again = intake.form(text=TEXT.format("twice"), published="2025-03-05")
    assert again.status == 409
    assert "This text is there: read on" in again.body.decode()
    assert first.headers["location"] in again.body.decode()


def test_a_file_is_read_by_its_kind(intake):
    page = (
        "<html lang=en><head><title>Talks</title></head><body><article><h1>Talks in Tashkent</h1>"
        f"<p>{TEXT.format('file')}</p><script>alert(1)</script></article></body></html>"
    )
    answer = intake.form(("talks.html", "text/html", page.encode()), text="", published="2025-03-04")
    assert answer.status == 303
    assert "alert" not in intake.draft(answer.headers["location"])["text"]


def test_json_is_answered_with_the_draft_and_its_address(intake):
    answer = intake.json(text=TEXT.format("json"), published="2025-03-04", title="By a program")
    assert (answer.status, answer.type) == (201, "application/json")
    assert intake.draft(answer.headers["location"]) == answer.json()
    listed = intake.server.get("/ingest", Accept="application/json").json()["drafts"]
    assert answer.json()["slug"] in {each["id"] for each in listed}


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"text": " "}, "there is no text"),
        ({"text": "x", "published": "last Sunday"}, "is no day"),
        ({"text": "x", "url": "javascript:alert(1)"}, "is no address"),
        ({"text": "", "file": ("a.pdf", "application/pdf", PDF)}, "PDF is broken"),
    ],
)
def test_what_cannot_be_read_is_told_on_the_form(intake, fields, fault):
    answer = intake.form(**fields)
    assert answer.status == 422
    assert fault in answer.body.decode()


@pytest.mark.parametrize(("token", "status"), [("", 401), ("wrong", 401), ("let-me-read", 403)])
def test_who_may_not_write_brings_nothing(intake, token, status):
    assert intake.form(token=token, text=TEXT.format("secret"), published="2025-03-04").status == status


def test_a_text_without_a_full_stop_is_read_or_refused_in_time(intake):
    answer = intake.form(text="Minister Lavrov met " * 50_000, published="2025-03-04")
    assert answer.status in {303, 413, 422, 504}
    assert intake.server.get("/health").status == 200
