"""OWL 2 RL reasoning, with rules of the domain, and explanations."""

from typing import TYPE_CHECKING, Final

from bilateral.loading import lazily

if TYPE_CHECKING:
    from bilateral.reasoning.clashes import Clash
    from bilateral.reasoning.construct import DomainRule, load_rules
    from bilateral.reasoning.delta import Delta
    from bilateral.reasoning.engine import Reasoner, materialise
    from bilateral.reasoning.explanation import Explainer, Proof
    from bilateral.reasoning.facts import Facts
    from bilateral.reasoning.graphs import Closure, closure
    from bilateral.reasoning.incremental import LIMIT, Maintainer
    from bilateral.reasoning.materialisation import Materialisation

__all__ = [
    "LIMIT",
    "Clash",
    "Closure",
    "Delta",
    "DomainRule",
    "Explainer",
    "Facts",
    "Maintainer",
    "Materialisation",
    "Proof",
    "Reasoner",
    "closure",
    "load_rules",
    "materialise",
]

_MODULES: Final = {
    "clashes": ("Clash",),
    "construct": ("DomainRule", "load_rules"),
    "delta": ("Delta",),
    "engine": ("Reasoner", "materialise"),
    "explanation": ("Explainer", "Proof"),
    "facts": ("Facts",),
    "graphs": ("Closure", "closure"),
    "incremental": ("LIMIT", "Maintainer"),
    "materialisation": ("Materialisation",),
}

if not TYPE_CHECKING:
    __getattr__ = lazily(__name__, _MODULES)
