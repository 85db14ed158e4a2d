"""What can go wrong with a source that is not ours."""

from __future__ import annotations

from bilateral.errors import BilateralError


class LinkingError(BilateralError):
    """The root of what linking raises."""


class Offline(LinkingError):  # noqa: N818  # says what is the case
    """Nothing is fetched in offline mode, and the cache does not have it."""


class NoContact(LinkingError):  # noqa: N818  # says what is missing
    """Wikidata asks for a contact in the User-Agent, and none is set."""


class QueryRefused(LinkingError):  # noqa: N818  # what the endpoint did
    """An endpoint refused a query, which asking again will not change."""


class Unavailable(LinkingError):  # noqa: N818  # what the endpoints are
    """No endpoint gave a sound answer in the time there was.

    Attributes:
        failures: what each try ended with, as `endpoint: reason`.
    """

    def __init__(self, failures: list[str]) -> None:
        super().__init__(failures)
        self.failures = failures

    def __str__(self) -> str:
        return "no sound answer: " + "; ".join(self.failures)


class Unsound(LinkingError):  # noqa: N818  # what the answer is
    """An answer is not what it claims to be: cut off, a page for people, or an error in a success."""


class MappingError(LinkingError):
    """A review names a proposal that there is not, or contradicts an earlier decision."""
