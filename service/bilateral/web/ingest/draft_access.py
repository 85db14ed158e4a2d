"""Who may see texts under review, and which bodies of requests on them are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from bilateral.web.access_tokens import authorise_reading
from bilateral.web.ingest.request_format import check_body
from bilateral.web.service import current_service

if TYPE_CHECKING:
    from flask import Blueprint


def guard(blueprint: Blueprint) -> None:
    """Have the views of a blueprint show drafts to those alone who may see them, and take forms and JSON."""
    blueprint.before_request(_check)
    blueprint.before_request(check_body)


def _check() -> None:
    service = current_service()
    if not service.settings.private_drafts or (request.endpoint or "").endswith(".static"):
        return
    authorise_reading(request.headers.get("Authorization", ""), request.form, service.tokens)
