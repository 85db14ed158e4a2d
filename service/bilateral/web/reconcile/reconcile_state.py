"""What reconciliation knows of the current state: the names that all share, and the vocabulary."""

from __future__ import annotations

from typing import Final

from flask import current_app

from bilateral.reconciliation.catalogue import Catalogue
from bilateral.web.current_names import current_names

_KEPT: Final = "bilateral.reconcile"


def catalogue() -> Catalogue:
    """Return the catalogue of the current state, or of the last one while new names are being read."""
    names = current_names().get()
    kept: Catalogue | None = current_app.extensions.get(_KEPT)
    if kept is None or kept.names is not names:
        kept = current_app.extensions[_KEPT] = Catalogue(names)
    return kept
