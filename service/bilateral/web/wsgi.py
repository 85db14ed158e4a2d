"""The service as a WSGI application, for any WSGI server; set up by environment variables.

One process with threads: each process that serves has workers, caches and, with tokens, a writer of its own,
of which there may be one a data directory.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bilateral.web.app import create_app
from bilateral.web.server_settings import from_environment
from bilateral.web.service import GraphService

if TYPE_CHECKING:
    from flask import Flask


def __getattr__(name: str) -> Flask:
    """Return `app`, made when a server first asks for it: making it starts processes."""
    if name != "app":
        raise AttributeError(name)
    app = globals()["app"] = create_app(GraphService(from_environment(os.environ)))
    return app
