"""The pages: what the graph says, for people who look rather than query."""

from bilateral.web.pages.views import blueprint

__all__ = ["blueprint"]
