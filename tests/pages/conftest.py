"""The site over the graph of this checkout."""

from urllib.parse import urlencode

import pytest

from bilateral.web import Service, Settings, create_app


class Site:
    """The application, asked as browsers and programs ask it."""

    def __init__(self, data):
        self.service = Service(Settings(data=data, readers=1))
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
def site(world):
    """The site."""
    site = Site(world.data)
    yield site
    site.service.close()
