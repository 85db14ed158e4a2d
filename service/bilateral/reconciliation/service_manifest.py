"""The manifests of the service.

Source: Reconciliation Service API 0.2, section 3; 1.0-draft, section 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bilateral.rdf.iris import ID
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from bilateral.reconciliation.catalogue import Catalogue

_BATCH_SIZE: Final = 100  # queries that a client should send at once
_TYPES: Final = ("State", "Person", "Organisation", "Office", "Place")
_WIDTH, _HEIGHT = 400, 200
_SETTINGS: Final[list[dict[str, object]]] = [
    {"name": "limit", "label": "Most values", "type": "number", "default": 0, "help_text": "0 for all"},
    {
        "name": "language",
        "label": "Language of texts",
        "type": "text",
        "default": "",
        "help_text": "en, fr …",
    },
]


def manifest(catalogue: Catalogue, root: str) -> dict[str, Any]:
    """Return the manifest of protocol 0.2 for a service at an address without a final slash."""
    suggest = {
        kind: {
            "service_url": root,
            "service_path": f"/suggest/{kind}",
            "flyout_service_url": root,
            "flyout_service_path": f"/flyout/{kind}?id=${{id}}",
        }
        for kind in ("entity", "type", "property")
    }
    return {
        "versions": ["0.2"],
        "name": "bilateral: states, officials and organisations",
        "identifierSpace": ID,
        "schemaSpace": str(BIL),
        "view": {"url": f"{root}/view?id={{{{id}}}}"},
        "defaultTypes": _default_types(catalogue),
        "batchSize": _BATCH_SIZE,
        "suggest": suggest,
        "preview": {"url": f"{root}/preview?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
        "extend": {
            "propose_properties": {"service_url": root, "service_path": "/properties"},
            "property_settings": _SETTINGS,
        },
    }


def draft_manifest(catalogue: Catalogue, root: str) -> dict[str, Any]:
    """Return the manifest of protocol 1.0-draft for a service at an address without a final slash."""
    settings = [
        {"id": each["name"], "name": each["label"], "type": each["type"], "default": each["default"]}
        for each in _SETTINGS
    ]
    return {
        "versions": ["1.0-draft"],
        "name": "bilateral: states, officials and organisations (experimental)",
        "lang": "en",
        "identifierSpace": ID,
        "schemaSpace": str(BIL),
        "view": {"url": f"{root.removesuffix('/draft')}/view?id={{id}}"},
        "defaultTypes": _default_types(catalogue),
        "batchSize": _BATCH_SIZE,
        "standardizedScore": True,
        "suggest": {"entity": True, "property": True, "type": True},
        "preview": {"width": _WIDTH, "height": _HEIGHT},
        "extend": {"proposeProperties": True, "propertySettings": settings},
    }


def _default_types(catalogue: Catalogue) -> list[dict[str, str]]:
    found = [catalogue.classes[name] for name in _TYPES if name in catalogue.classes]
    return [{"id": each.id, "name": each.label} for each in found]
