"""Links to other datasets: reviewed on a page, downloaded as files; and what Wikidata says beside ours."""

from bilateral.web.links import download_views, review_views

BLUEPRINTS = (review_views.blueprint, download_views.blueprint)

__all__ = ["BLUEPRINTS"]
