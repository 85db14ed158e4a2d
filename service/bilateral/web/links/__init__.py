"""Links to other datasets: reviewed on a page, downloaded as files; and what Wikidata says beside ours."""

from bilateral.web.links import link_downloads, review_views

BLUEPRINTS = (review_views.blueprint, link_downloads.blueprint)

__all__ = ["BLUEPRINTS"]
