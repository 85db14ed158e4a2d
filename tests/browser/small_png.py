"""Pictures of pages as small files: at most 256 colours, the rarer ones replaced by the nearest."""

import struct
import zlib

import numpy as np

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def smaller(png):
    """Return a PNG of three or four bytes a pixel as one of a palette."""
    width, height, pixels = _pixels(png)
    colours, counts = np.unique(pixels // 4 * 4, axis=0, return_counts=True)
    palette = colours[np.argsort(-counts)[:256]]
    distances = ((colours[:, None].astype(int) - palette[None].astype(int)) ** 2).sum(2)
    nearest = distances.argmin(1).astype(np.uint8)
    _, place = np.unique(pixels // 4 * 4, axis=0, return_inverse=True)
    rows = nearest[place.reshape(-1)].reshape(height, width)
    content = zlib.compress(np.pad(rows, ((0, 0), (1, 0))).tobytes(), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = [(b"IHDR", head), (b"PLTE", palette.tobytes()), (b"IDAT", content), (b"IEND", b"")]
    return _SIGNATURE + b"".join(_chunk(*each) for each in parts)


def _chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _pixels(png):
    """Return width, height and the colours of all pixels, without transparency."""
    chunks, at = {}, len(_SIGNATURE)
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        name = png[at + 4 : at + 8]
        chunks[name] = chunks.get(name, b"") + png[at + 8 : at + 8 + size]
        at += size + 12
    width, height, _, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    step = {2: 3, 6: 4}[kind]
    raw = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width * step + 1)
    rows, above = np.zeros((height, width * step), np.uint8), np.zeros(width * step, np.uint8)
    for place, row in enumerate(raw):
        above = rows[place] = _unfiltered(row[0], row[1:], above, step)
    return width, height, rows.reshape(-1, step)[:, :3]


def _unfiltered(kind, row, above, step):
    """Return a row without its filter.

    Source: Portable Network Graphics, section 9.2.
    """
    if kind == 0:
        return row
    if kind == 2:
        return row + above
    found = [0] * len(row)
    for at, value in enumerate(row.tolist()):
        left = found[at - step] if at >= step else 0
        up, corner = int(above[at]), int(above[at - step]) if at >= step else 0
        if kind == 1:
            add = left
        elif kind == 3:
            add = (left + up) // 2
        else:
            add = min((left, up, corner), key=lambda each: abs(left + up - corner - each))
        found[at] = (value + add) & 255
    return np.array(found, np.uint8)
