"""OWL 2 RL reasoning, with rules of the domain, and explanations."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilateral.reasoning.graph_closure import Closure


def __getattr__(name: str) -> "Callable[..., Closure]":
    """Return `closure`, loaded when asked for: it takes rdflib and numpy, which few processes need."""
    if name != "closure":
        raise AttributeError(name)
    from bilateral.reasoning.graph_closure import closure  # noqa: PLC0415

    return closure
