"""The pages: what the graph says, for people who look rather than query."""

from bilateral.web.pages import (
    citation_views,
    completion,
    documentation,
    dossier_views,
    openapi,
    question_views,
    site_views,
    views,
    vocabulary_views,
)
from bilateral.web.pages.warm import warm

BLUEPRINTS = (
    views.blueprint,
    vocabulary_views.blueprint,
    question_views.blueprint,
    dossier_views.blueprint,
    citation_views.blueprint,
    site_views.blueprint,
    openapi.blueprint,
    completion.blueprint,
    documentation.blueprint,
)

__all__ = ["BLUEPRINTS", "warm"]
