"""The pages: what the graph says, for people who look rather than query."""

from bilateral.web.pages.views import (
    api_documentation,
    completion_views,
    dataset_views,
    entity_views,
    export_views,
    openapi,
    question_views,
)
from bilateral.web.pages.warm_up import warm

BLUEPRINTS = (
    entity_views.blueprint,
    question_views.blueprint,
    export_views.blueprint,
    dataset_views.blueprint,
    openapi.blueprint,
    completion_views.blueprint,
    api_documentation.blueprint,
)

__all__ = ["BLUEPRINTS", "warm"]
