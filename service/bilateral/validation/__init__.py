"""Whether content keeps to the shapes and the vocabulary of the ontology."""

from bilateral.validation.conformance import Violation, validate
from bilateral.validation.names import Vocabulary, declared_terms, unknown_term

__all__ = ["Violation", "Vocabulary", "declared_terms", "unknown_term", "validate"]
