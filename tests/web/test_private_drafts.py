"""With --private-drafts, a text under review is for those who have a token."""

import base64
import urllib.parse

import pytest

from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.store.snapshots.backup import backup

from ..ingest.made_drafts import make_draft  # noqa: TID252  # tests are no package of a fixed name

FORM = "application/x-www-form-urlencoded"


def basic(password):
    return f"Basic {base64.b64encode(f'alice:{password}'.encode()).decode()}"


@pytest.fixture(scope="module")
def newsroom(start, world, tmp_path_factory):
    data = tmp_path_factory.mktemp("private") / "data"
    backup(world.data, data)
    (data / "tokens").write_text("alice:write:let-me-write\nbob:read:let-me-read\n")
    DraftFolder(data).create(make_draft(slug="talks", keep_text=True))
    return start(data=data, token_file=data / "tokens", private_drafts=True)


@pytest.mark.parametrize(
    "path", ["/ingest", "/ingest/talks", "/ingest/talks/add", "/ingest/talks/new", "/ingest/none"]
)
def test_who_has_no_token_sees_nothing_of_a_draft(newsroom, path):
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": basic("wrong")}):
        answer = newsroom.get(path, Accept="text/html", **headers)
        assert answer.status == 401
        assert answer.headers["www-authenticate"] == 'Basic realm="bilateral"'
        assert b"Wang" not in answer.body


@pytest.mark.parametrize(
    "given",
    ["Bearer let-me-read", "Bearer let-me-write", basic("let-me-read")],
    ids=["read", "write", "basic"],
)
def test_every_token_lets_a_draft_be_read(newsroom, given):
    answer = newsroom.get("/ingest/talks", Accept="text/html", Authorization=given)
    assert answer.status == 200
    assert b"Wang" in answer.body


def test_what_is_no_draft_stays_open(newsroom):
    for path in ("/", "/changes", "/page/state/CHN"):
        assert newsroom.get(path, Accept="text/html").status == 200


def decide(server, authorization, **fields):
    body = urllib.parse.urlencode({"do": "later s1", "version": "0"} | fields).encode()
    headers = {"Accept": "text/html", "Content-Type": FORM, "Authorization": authorization}
    return server.request("POST", "/ingest/talks", body, headers)


def test_what_a_browser_sends_by_itself_decides_nothing(newsroom):
    assert decide(newsroom, basic("let-me-write")).status == 401
    assert decide(newsroom, basic("let-me-read"), token="let-me-write").status in {200, 303}


@pytest.mark.parametrize("given", ["Basic", "Basic ***", "Basic /w==", "Basic " + "A" * 4001])
def test_credentials_that_are_none_are_refused(newsroom, given):
    assert newsroom.get("/ingest", Accept="text/html", Authorization=given).status == 401
