"""What clients send that know nothing of reviews: every answer is a meant one, and nothing is written."""

import io
import json
import urllib.parse
import zipfile

import pytest

from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.store.snapshots.backup import backup

from ..ingest.made_drafts import TEXT, make_draft  # noqa: TID252  # tests are no package of a fixed name

TOKEN = "let-me-write"
WRITER = {"Authorization": f"Bearer {TOKEN}"}
JSON = {"Accept": "application/json", "Content-Type": "application/json", **WRITER}
BROWSER = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}
ADDRESSES = {
    "/ingest": 200,
    "/ingest/": 200,
    "/ingest/a-text": 200,
    "/ingest/a-text/add?kind=event": 200,
    "/ingest/a-text/add": 422,
    "/ingest/a-text/new?suggestion=s1&part=who": 200,
    "/ingest/a-text/new": 404,
    "/ingest/a-text/": 404,
    "/ingest/none": 404,
    "/ingest/none/add": 404,
    "/ingest/none/new": 404,
    "/ingest/static/review.js": 200,
    "/ingest/static/none": 404,
}


@pytest.fixture(scope="module")
def desk(start, world, tmp_path_factory):
    data = tmp_path_factory.mktemp("outsiders") / "data"
    backup(world.data, data)
    (data / "tokens").write_text(f"alice:write:{TOKEN}\n")
    DraftFolder(data).create(make_draft(keep_text=True))
    return start(data=data, token_file=data / "tokens")


@pytest.fixture(autouse=True)
def untouched(desk):
    """Whatever is sent, the draft and the graph stay as they are."""

    def state():
        return desk.get("/ingest/a-text", Accept="application/json").json(), desk.get("/health").json()

    before = state()
    yield
    assert state() == before


def send(desk, path, body, **headers):
    given = {**JSON, "If-Match": '"0"', **{name.replace("_", "-"): value for name, value in headers.items()}}
    told = {name: value for name, value in given.items() if value is not None}
    return desk.request("POST", path, body if isinstance(body, bytes) else json.dumps(body).encode(), told)


def upload(desk, name, content, accept="application/json"):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="published"\r\n\r\n2025-03-04\r\n--x\r\n'
        b'Content-Disposition: form-data; name="file"; filename="' + name + b'"\r\n\r\n' + content
    )
    headers = {"Accept": accept, "Content_Type": "multipart/form-data; boundary=x"}
    return send(desk, "/ingest", body + b"\r\n--x--\r\n", **headers)


@pytest.mark.parametrize(("path", "status"), ADDRESSES.items())
def test_every_address_knows_its_methods(desk, path, status):
    page, head = desk.get(path), desk.request("HEAD", path)
    assert (page.status, head.status, head.body) == (status, status, b"")
    options = desk.request("OPTIONS", path)
    assert options.status == (404 if path.endswith("a-text/") else 200)
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        answer = desk.request(method, path)
        assert answer.status in {404, 405}
        assert answer.status == 404 or "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    "name",
    [
        *("%2e%2e", "..%2f..%2fetc", "%00", "a-text%0A", "a-text%20", "A-TEXT", "%ff%fe", "a-text%E2%80%AE"),
        *("_texts", "_pending", ".lock", "-", "a" * 5000),
    ],
)
def test_a_name_that_is_none_finds_nothing(desk, name):
    assert desk.get(f"/ingest/{name}").status == 404
    assert send(desk, f"/ingest/{name}", {"do": "later", "suggestion": "s1"}).status == 404


def test_a_name_may_be_written_in_percent(desk):
    assert desk.get("/ingest/%61%2Dtext").status == 200


@pytest.mark.parametrize("path", ["/ingest", "/ingest/a-text", "/ingest/a-text/add", "/ingest/a-text/new"])
@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        (None, b"hello", 415),
        ("text/plain", b"hello", 415),
        ("garbage", b"x", 415),
        ("multipart/mixed; boundary=x", b"--x--", 415),
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=x", b"--x\r\n", 400),
        ("application/json", b"", 400),
        ("application/json", b"{", 400),
        ("application/json", b"null", 400),
        ("application/json", b"[]", 400),
        ("application/json", b"\xff\xfe", 400),
        ("application/json", b"[" * 100_000, 400),
        ("application/json", b'{"text": "\\ud800", "values": {"rdfs:label": "\\ud800"}}', 400),
    ],
    ids=repr,
)
def test_a_body_that_is_none_is_told(desk, path, kind, body, status):
    answer = send(desk, path, body, Content_Type=kind)
    assert (answer.status, answer.type) == (status, "application/problem+json")


@pytest.mark.parametrize("path", ["/ingest", "/ingest/a-text", "/ingest/a-text/add", "/ingest/a-text/new"])
def test_an_empty_request_is_told_what_is_missing(desk, path):
    assert send(desk, path, b"", Content_Type=None).status in {400, 422}


@pytest.mark.parametrize("path", ["/ingest", "/ingest/a-text", "/ingest/a-text/add", "/ingest/a-text/new"])
def test_nothing_is_written_for_who_takes_no_answer(desk, path):
    order = {"do": "later", "suggestion": "s1", "text": "A text that is read by nobody.", "undated": True}
    assert send(desk, path, order, Accept="text/turtle").status == 406


@pytest.mark.parametrize("tag", ["*", 'W/"0"', '""', '"0", "1"', '"-1"', '"x"', f'"{"9" * 5000}"'])
def test_a_version_that_is_none_is_told(desk, tag):
    assert send(desk, "/ingest/a-text", {"do": "later", "suggestion": "s1"}, If_Match=tag).status == 400
    form = urllib.parse.urlencode({"token": TOKEN, "do": "later s1", "version": tag}).encode()
    assert desk.request("POST", "/ingest/a-text", form, BROWSER).status == 400


@pytest.mark.parametrize(
    ("part", "value"),
    [
        *(
            ("who", value)
            for value in ("<script>", '"x"@en', "state/CHN state/RUS", "topic/trade", "bil:Person")
        ),
        *(("kind", value) for value in ("bil:Person", "person/wang-yi", '"x"@en', "owl:Thing")),
        *(("same", value) for value in ("person/wang-yi", "bil:Event", "2025-07-12", "<http://e/x>")),
        ("day", "2025-02-30"),
        ("day", "0000"),
        ("whom", "person/" + "a" * 5000),
    ],
)
def test_a_value_that_a_part_cannot_have_is_not_chosen(desk, part, value):
    for verb in ("edit", "accept"):
        answer = send(desk, "/ingest/a-text", {"do": verb, "suggestion": "s1", "choices": {part: value}})
        assert (answer.status, answer.type) == (422, "application/problem+json")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": {"a": 1}}, "text"),
        ({"text": 5}, "text"),
        ({"text": "x", "keep_text": "no"}, "keep_text"),
        ({"text": "x", "undated": 1}, "undated"),
        ({"text": "x", "published": "2025-02-30"}, "published"),
        ({"text": "x", "published": "2025-07"}, "published"),
        ({"text": "x", "title": "a\0b"}, "title"),
        ({"text": "x", "language": "english"}, "language"),
    ],
)
def test_a_field_of_a_text_that_is_wrong_is_named(desk, fields, field):
    answer = send(desk, "/ingest", fields)
    assert (answer.status, list(answer.json()["fields"])) == (422, [field])


def docx():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (b"a.docx", docx(), "office document"),
        (b"a.txt", docx(), "office document"),
        (b"a.pdf", b"", "nothing to read"),
        (b"a.pdf", b"The ministers met.", "no PDF"),
        (b"../../etc/passwd", b"", "nothing to read"),
        ("\u202efdp.txt".encode(), b"\x89PNG\r\n\x1a\n", "an image"),
        (b"a.gz", b"\x1f\x8b\x08\0\0", "compressed"),
        (b"a.md", b"---\ntitle: [\n---\nx", "not YAML"),
        (b"\xff\xfe.txt", b"The ministers met.", "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(desk, name, content, told):
    answer = upload(desk, name, content)
    assert (answer.status, answer.type) == (400, "application/problem+json")
    assert told in answer.json()["detail"]
    page = upload(desk, name, content, "text/html")
    assert (page.status in {400, 422}, page.type) == (True, "text/html")
    assert told in page.body.decode()


def test_a_text_that_is_too_long_is_told_with_the_limit(desk):
    told = "at most 2,000,000 are read: split it"
    answer = send(desk, "/ingest", {"text": "a b. " * 400_001, "undated": True})
    assert (answer.status, told in answer.json()["detail"]) == (400, True)
    fields = urllib.parse.urlencode({"token": TOKEN, "text": "a b. " * 400_001, "undated": 1})
    page = desk.request("POST", "/ingest", fields.encode(), BROWSER)
    assert (page.status, told in page.body.decode()) == (422, True)
    long = urllib.parse.urlencode({"token": TOKEN, "text": "да. " * 500_001}).encode()
    refused = desk.request("POST", "/ingest", long, BROWSER)
    assert (refused.status, "4,194,304 bytes" in refused.body.decode()) == (413, True)


def test_the_same_text_is_told_to_programs(desk):
    answer = send(desk, "/ingest", {"text": TEXT, "published": "2025-07-14"})
    assert (answer.status, "This text is there" in answer.json()["detail"]) == (409, True)
