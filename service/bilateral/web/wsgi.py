"""The service as a WSGI application, for any WSGI server; environment variables configure it.

Use one process with threads: each process has its own workers, caches and, with tokens, writer, of which a
data directory may have only one.
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
    """Return `app`, made on first access: making it starts processes."""
    if name != "app":
        raise AttributeError(name)
    app = globals()["app"] = create_app(GraphService(from_environment(os.environ)))
    return app
