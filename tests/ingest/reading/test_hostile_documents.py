"""What is no document, or is made to do harm, gets a plain error; bounded, and nothing is left."""

import gzip
import io
import os
import random
import select
import subprocess
import sys
import zipfile
import zlib

import pytest

from bilateral.errors import InputError
from bilateral.ingest.reading.document_reader import DocumentReader, ReadingLimits, open_document
from bilateral.ingest.reading.read_text import RawDocument

from .pdf_writer import lines, pdf


def zipped(name, content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


LOCK = b"/Encrypt<</Filter/Standard/V 1/R 2/O(%b)/U(%b)/P -4>>/ID[(a)(a)]" % (b"x" * 32, b"y" * 32)
ONCE, TWICE = b"/Filter/FlateDecode", b"/Filter[/FlateDecode/FlateDecode]"
NOISE = random.Random(1)
REFUSED = {
    "empty": (b"", "empty"),
    "blank": (b" \n\t\n", "empty"),
    "mark only": (b"\xef\xbb\xbf", "empty"),
    "binary": (NOISE.randbytes(50_000), "no text"),
    "controls": (bytes(NOISE.choice(range(1, 8)) for _ in range(5_000)), "no text"),
    "gzip bomb": (gzip.compress(bytes(50_000_000)), "compressed"),
    "zip bomb": (zipped("a.txt", bytes(50_000_000)), "compressed"),
    "office": (zipped("[Content_Types].xml", b"<x/>"), "office document"),
    "image": (b"\x89PNG\r\n\x1a\n" + bytes(100), "an image"),
    "deep page": (b"<!doctype html><body>" + b"<div>" * 100_000, "nested"),
    "unclosed elements": (b"<html><body>" + b"<b>x" * 20_000, "nested"),
    "cut PDF": (pdf(lines("Text"))[:120], "broken"),
    "PDF without objects": (b"%PDF-1.7\n%%EOF", "broken"),
    "PDF of images": (pdf(b"q 1 0 0 1 0 0 cm Q"), "no text, only images"),
    "encrypted PDF": (pdf(lines("Text"), trailer=LOCK), "encrypted"),
    "PDF bomb": (pdf(bytes(200_000_000)), "broken"),
    "PDF bomb within": (pdf(zlib.compress(b" " * 300_000_000)).replace(ONCE, TWICE), "broken"),
    "long": (b"word " * 500_000, "at most 2,000,000"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_each_is_refused_with_its_name_and_a_reason(reader, kind):
    content, reason = REFUSED[kind]
    with pytest.raises(InputError, match=reason) as refusal:
        reader.read(RawDocument(content, "some/file.txt"))
    assert refusal.value.path == "some/file.txt"


def test_two_hundred_megabytes_are_not_read(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200 << 20)
    with pytest.raises(InputError, match="too large: at most 32 MiB"):
        open_document(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="No such file") as refusal:
        open_document(tmp_path / "none.txt")
    assert refusal.value.path == tmp_path / "none.txt"


def test_a_reader_that_is_stopped_reads_the_next_document():
    slow = pdf(lines("word") * 2000, pages=1000)
    with DocumentReader(ReadingLimits(seconds=2)) as reader:
        with pytest.raises(InputError, match="longer than 2 seconds"):
            reader.read(RawDocument(slow, "slow.pdf"))
        assert reader.read(RawDocument(b"Xi met Putin.")).text == "Xi met Putin."


def test_a_reader_that_runs_out_of_memory_reads_the_next_document():
    page = b"<!doctype html><body><article>" + b"<p>Some words of a paragraph.</p>" * 300_000
    with DocumentReader(ReadingLimits(memory=420)) as reader:
        with pytest.raises(InputError, match="more than 420 MiB"):
            reader.read(RawDocument(page, "page.html"))
        assert reader.read(RawDocument(b"Xi met Putin.")).text == "Xi met Putin."


def test_the_process_ends_with_the_reader_and_with_its_parent():
    """Each prints the number of the process that read for it."""
    for end in ("reader.close(); process._process.poll()", "os.kill(os.getpid(), 9)"):
        done = subprocess.run(
            [sys.executable, "-c", READS.replace("END", end)], stdout=subprocess.PIPE, check=False
        )
        # The pipe that the process holds is closed when it ends, and not before.
        number, rest = done.stdout.split(b"\n")
        assert number.isdigit()
        assert rest == b""
        wait_for_end(int(number))


READS = """
import os
from bilateral.ingest.reading.document_reader import DocumentReader
from bilateral.ingest.reading.read_text import RawDocument
reader = DocumentReader()
reader.read(RawDocument(b"Xi met Putin."))
process = reader._process._process
print(process._process.pid, flush=True)
END
"""


def wait_for_end(number):
    try:
        descriptor = os.pidfd_open(number)
    except ProcessLookupError:
        return
    assert select.select([descriptor], [], [], 60)[0]
    os.close(descriptor)


LOADED = """
import sys
from bilateral.ingest.reading import document_reader, page_download
from bilateral.ingest.reading.read_text import RawDocument
page = b"<html><body><p>Xi met Putin in Beijing on Monday.</p></body></html>"
document_reader.read_document(RawDocument(page))
heavy = {"trafilatura", "lxml", "pypdf", "dateparser", "py3langid", "urllib3", "markdown_it"}
print(*heavy & set(sys.modules))
"""


def test_the_parsers_are_loaded_in_the_worker_alone():
    done = subprocess.run([sys.executable, "-c", LOADED], stdout=subprocess.PIPE, check=True, text=True)
    assert done.stdout.strip() == ""


def test_what_turns_the_direction_of_text_is_taken_out(reader):
    found = reader.read(RawDocument("Xi \u202emet\u202c Pu\u00adtin\x1b[31m.\u200b".encode()))
    assert found.text == "Xi met Putin[31m."
