"""The API for people: the description that programs get, as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from bilateral.web.pages import rendering
from bilateral.web.pages.views import openapi

if TYPE_CHECKING:
    from bilateral.web.pages.views.openapi import JsonObject

blueprint = Blueprint("documentation", __name__)
rendering.register(blueprint)

_GET: Final = "get"


class Operation(NamedTuple):
    """One thing that can be asked."""

    method: str
    path: str
    summary: str
    description: str
    parameters: list[JsonObject]  # as OpenAPI has them
    answers: list[str]  # media types
    takes: list[str]  # media types of what is sent
    token: bool  # whether it needs one
    example: str  # an address to try, of what is only read; else empty


@blueprint.route("/docs")
def docs() -> Response:
    """Show what programs can ask, by section."""

    def content() -> dict[str, Any]:
        found = openapi.described()
        groups: dict[str, list[Operation]] = {tag["name"]: [] for tag in found["tags"]}
        for path, methods in found["paths"].items():
            for method, described in methods.items():
                groups[described["tags"][0]].append(_operation(method, path, described))
        return {"groups": groups, "host": request.host_url.rstrip("/")}

    return rendering.page("docs.html", content)


def _operation(method: str, path: str, described: JsonObject) -> Operation:
    parameters = described["parameters"]
    return Operation(
        method.upper(),
        path,
        described["summary"],
        described.get("description", ""),
        parameters,
        list(described["responses"].get("200", {}).get("content", {})),
        list(described.get("requestBody", {}).get("content", {})),
        bool(described.get("security")),
        _example(path, parameters) if method == _GET else "",
    )


def _example(path: str, parameters: list[JsonObject]) -> str:
    for each in parameters:
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", each["example"])
    given = {each["name"]: each["example"] for each in parameters if each["in"] == "query"}
    return f"{path}?{urlencode(given)}" if given else path
