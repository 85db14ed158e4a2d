"""Files that do harm, or are damaged, are refused with a reason."""

import gzip
import io
import zipfile

import pytest

from bilateral.content.mapping.rows.archives import SourceFile
from bilateral.errors import InputError

MUCH = bytes(40 << 20)


def packed(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read(path, member="*"):
    with SourceFile(path, member).open() as stream:
        return stream.read()


@pytest.mark.parametrize("content", [gzip.compress(MUCH), packed({"a.csv": MUCH})], ids=["gzip", "zip"])
def test_a_file_that_becomes_far_too_large_is_refused(tmp_path, content):
    (tmp_path / "bomb").write_bytes(content)
    with pytest.raises(InputError, match="more than 100 times as large"):
        read(tmp_path / "bomb")


@pytest.mark.parametrize(
    ("content", "member", "reason"),
    [
        (packed({"a.csv": b"x", "b.csv": b"y"}), "*.csv", "2 members are called"),
        (packed({"a.csv": b"x"}), "*.tsv", "it has a.csv"),
        (packed({"a.csv": b"x" * 100})[:60], "*", "the archive cannot be read"),
        (gzip.compress(b"x" * 100)[:-9], "*", "the archive cannot be read"),
        (b"\x1f\x8bnot gzip at all", "*", "Unknown compression method"),
    ],
    # Archives hold the time at which they were made, and each process that runs tests makes its own.
    ids=["two members", "no member", "half a zip", "half a gzip", "no gzip"],
)
def test_a_file_that_cannot_be_unpacked_is_refused(tmp_path, content, member, reason):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(InputError, match=reason):
        read(tmp_path / "file", member)


def test_a_member_is_chosen_by_its_name(tmp_path):
    (tmp_path / "file").write_bytes(packed({"readme.txt": b"x", "in/Data.CSV": b"y"}))
    assert read(tmp_path / "file", "*.csv") == b"y"


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read(tmp_path / "none")


def test_a_file_tells_how_far_it_is_read(tmp_path):
    content = b"".join(b"%d\n" % number for number in range(200_000))
    (tmp_path / "file").write_bytes(content)
    source = SourceFile(tmp_path / "file")
    with source.open() as stream:
        before = source.bytes_read
        stream.read(1 << 19)
        assert before < source.bytes_read < len(content)
    assert source.bytes_read == len(content)
