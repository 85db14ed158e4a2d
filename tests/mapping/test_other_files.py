"""XML and JSON that do harm, are damaged, or are asked for by a path that is not understood, are refused."""

import pytest

from bilateral.errors import InputError

COLUMNS = [{"name": "id", "propertyUrl": "bil:note"}]
BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a><t><id>&c;</id></t></a>'
NESTED = (
    "<a><t><id>1</id><t k='x'><id>2</id></t></t><t k='x'><id>3</id></t>"
    "<b k=''><c><t><id>4</id></t></c></b></a>"
)
FETCHED = '<!DOCTYPE a SYSTEM "file:///etc/hostname"><a><t><id>x</id></t></a>'


def rows(mapped, text, said):
    return [row.cells for row in mapped(COLUMNS, text, **{"bil:rows": said})[1]]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BOMB, "it declares entities"),
        (
            BOMB.replace("<a>", " " * 70_000 + "<a>").replace("<!DOCTYPE", " " * 70_000 + "<!DOCTYPE"),
            "declares",
        ),
        ("<a><t></a>", "rows.csv:1: not well-formed"),
        ("no XML", "not well-formed"),
    ],
)
def test_xml_that_does_harm_or_is_damaged_is_refused(mapped, text, reason):
    with pytest.raises(InputError, match=reason):
        rows(mapped, text, {"xpath": "//t"})


def test_a_doctype_alone_does_no_harm_and_is_not_fetched(mapped):
    assert rows(mapped, FETCHED, {"xpath": "//t"}) == [["x"]]


@pytest.mark.parametrize("path", ["//t[2]", "//t[last()]", "t", "//x:t", "//t/@id", "//t[", "//t[1 +]"])
def test_a_path_to_rows_that_needs_more_than_one_is_refused(mapped, path):
    with pytest.raises(InputError, match=r"rows\.csv"):
        rows(mapped, "<a><t/></a>", {"xpath": path})


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("//t", ["1", "2", "3", "4"]),
        ("/a/t", ["1", "3"]),
        ("/a//t", ["1", "2", "3", "4"]),
        ("//t/t", ["2"]),
        ("//t[@k='x']", ["2", "3"]),
        ("//b[@k]//t", ["4"]),
        ("/t", []),
    ],
)
def test_a_path_selects_the_elements_that_xpath_selects(mapped, path, expected):
    assert sorted(cells[0] for cells in rows(mapped, NESTED, {"xpath": path})) == expected


@pytest.mark.parametrize(
    ("text", "said", "reason"),
    [
        ("[1", {"json": "$[*]"}, "not JSON"),
        ("[" * 100_000, {"json": "$[*]"}, "too deep"),
        (b"[\xff]", {"json": "$[*]"}, "utf-8"),
        ("[]", {"json": "$..a"}, "the path"),
    ],
)
def test_json_that_cannot_be_read_is_refused(mapped, text, said, reason):
    with pytest.raises(InputError, match=reason):
        rows(mapped, text, said)
