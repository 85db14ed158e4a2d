"""The site over the graph of this checkout."""

import asyncio
import threading
from urllib.parse import urlencode

import pytest

from bilateral.web.app import create_app
from bilateral.web.server_settings import ServerSettings
from bilateral.web.service import GraphService


class Site:
    """The application, asked as browsers and programs ask it."""

    def __init__(self, service):
        self.service = service
        self.client = create_app(self.service).test_client()

    def get(self, path, accept="text/html", **headers):
        return self.client.get(path, headers={"Accept": accept, **headers}, buffered=True)

    def page(self, path, **parameters):
        """Return the text of a page that must be there."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        response = self.get(path + query)
        assert response.status_code == 200, (path, response.status_code)
        return response.get_data(as_text=True)


@pytest.fixture(scope="session")
def loop():
    """An event loop that runs beside the tests, as in a server."""
    made = asyncio.new_event_loop()
    thread = threading.Thread(target=made.run_forever)
    thread.start()
    yield made
    made.call_soon_threadsafe(made.stop)
    thread.join()
    made.close()


@pytest.fixture(scope="session")
def open_site(loop):
    """Return what opens a site with these settings; all are closed at the end."""
    services = []

    def open_(**settings):
        services.append(GraphService(ServerSettings(readers=1, **settings), loop))
        return Site(services[-1])

    yield open_
    for service in services:
        service.close()


@pytest.fixture(scope="session")
def site(open_site, world):
    """The site."""
    return open_site(data=world.data)


@pytest.fixture(scope="session")
def whole_site(open_site, whole_world):
    """The site of all that is shipped, the large tables too."""
    return open_site(data=whole_world.data)
