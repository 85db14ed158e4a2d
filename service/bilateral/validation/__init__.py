"""Whether content keeps to the shapes and the vocabulary of the ontology."""

from typing import TYPE_CHECKING, Final

from bilateral.loading import lazily

if TYPE_CHECKING:
    from bilateral.validation.conformance import Shapes, Violation, prepare, validate
    from bilateral.validation.names import Vocabulary, declared_terms, unknown_term
    from bilateral.validation.selection import reach

__all__ = [
    "Shapes",
    "Violation",
    "Vocabulary",
    "declared_terms",
    "prepare",
    "reach",
    "unknown_term",
    "validate",
]

_MODULES: Final = {
    "conformance": ("Shapes", "Violation", "prepare", "validate"),
    "names": ("Vocabulary", "declared_terms", "unknown_term"),
    "selection": ("reach",),
}

if not TYPE_CHECKING:
    __getattr__ = lazily(__name__, _MODULES)
