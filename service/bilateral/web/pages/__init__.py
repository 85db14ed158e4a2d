"""The pages: what the graph says, for people who look rather than query."""

from bilateral.web.pages import dossier_views, question_views, site_views, views, vocabulary_views

BLUEPRINTS = (
    views.blueprint,
    vocabulary_views.blueprint,
    question_views.blueprint,
    dossier_views.blueprint,
    site_views.blueprint,
)

__all__ = ["BLUEPRINTS"]
