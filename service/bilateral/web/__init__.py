"""The service over HTTP: Flask views that translate, and the server that runs them.

create_app(service) → Flask       every route; see `app`
Service(settings)                 the graph, its readers and its writer; see `service`
serve(settings) → exit status     until SIGTERM; see `server`

`asgi:app` and `wsgi:app` are the service for servers of others.
"""

from bilateral.web.app import create_app
from bilateral.web.server import serve
from bilateral.web.service import Service
from bilateral.web.settings import Settings

__all__ = ["Service", "Settings", "create_app", "serve"]
