"""PDF files with one page of text, made by hand."""

import zlib

PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def pdf(content, pages=1, trailer=b""):
    """Return a PDF whose pages all have the same content, in the operators of ISO 32000."""
    stream = zlib.compress(content)
    kids = b" ".join(b"3 0 R" for _ in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages),
        PAGE,
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(stream), stream),
        FONT,
    ]
    written, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF"
    return written + end % (size, table, size, trailer, len(written))


def lines(*texts):
    """Return the content of a page with lines of text."""
    shown = b" T* ".join(b"(%b) Tj" % text.encode("cp1252") for text in texts)
    return b"BT /F1 12 Tf 14 TL 50 700 Td %b ET" % shown
