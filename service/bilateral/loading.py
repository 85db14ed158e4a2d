"""Rooms whose modules are loaded when something of theirs is first asked for.

numpy, rdflib, pySHACL, csvw and SPARQLWrapper take most of a second together, and few processes need them.

Source: PEP 562.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def lazily(package: str, modules: Mapping[str, Iterable[str]]) -> Callable[[str], Any]:
    """Return the `__getattr__` of a package.

    Args:
        package: its name.
        modules: what it exports, by the module that defines it.
    """
    places = {name: module for module, names in modules.items() for name in names}

    def get(name: str) -> Any:  # noqa: ANN401  # whatever the module defines
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found = getattr(import_module(f"{package}.{places[name]}"), name)
        setattr(sys.modules[package], name, found)
        return found

    return get
