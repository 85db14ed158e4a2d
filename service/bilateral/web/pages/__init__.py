"""The pages: what the graph says, for people who look rather than query."""

from bilateral.web.pages.views import (
    api_documentation,
    citation_views,
    completion_views,
    dossier_views,
    entity_views,
    openapi,
    question_views,
    site_views,
    vocabulary_views,
)
from bilateral.web.pages.warm_up import warm

BLUEPRINTS = (
    entity_views.blueprint,
    vocabulary_views.blueprint,
    question_views.blueprint,
    dossier_views.blueprint,
    citation_views.blueprint,
    site_views.blueprint,
    openapi.blueprint,
    completion_views.blueprint,
    api_documentation.blueprint,
)

__all__ = ["BLUEPRINTS", "warm"]
