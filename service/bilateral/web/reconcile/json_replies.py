"""Answers as JSON, or as the JavaScript of those who cannot do with JSON.

Source: Reconciliation Service API 0.2, section 2.
"""

from __future__ import annotations

import json
import re
from typing import Final

from flask import Response, request

from bilateral.reconciliation.reconciliation_errors import RequestError
from bilateral.texts import natural

_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$]{0,63}(?:\.[A-Za-z_$][\w$]{0,63}){0,4}\Z", re.ASCII)


def reply(content: object) -> Response:
    """Return content as JSON; as JSONP where the request names a callback.

    Raises:
        RequestError: the callback is no name.
    """
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    callback = request.values.get("callback", "")
    if not callback:
        return Response(text, content_type="application/json; charset=utf-8")
    if not _CALLBACK.match(callback):
        raise RequestError("callback is no name of a function")
    # The two separators end a line in old JavaScript, but not in JSON.
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Response(f"{callback}({text});", content_type="application/javascript; charset=utf-8")


def number(name: str, default: int, most: int) -> int:
    """Return a parameter that is a number, or its default where it is none."""
    value = natural(request.values.get(name, ""))
    return default if value is None else min(value, most)
