"""The pages: what the graph says, for people who look rather than query."""

from bilateral.web.pages import views, vocabulary_views

BLUEPRINTS = (views.blueprint, vocabulary_views.blueprint)

__all__ = ["BLUEPRINTS"]
