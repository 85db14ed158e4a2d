"""What an operator can set of a build; read once at the door and passed on as a value.

What concerns serving stands with the server, in `bilateral.web.server_settings`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """How to build.

    Attributes:
        content: the folder with ontology/, seeds/ and queries/; None for what the package carries.
        data: the folder that holds the store.
        reasoner: `native`, `owlrl` (the reference implementation, slow) or `none`.
        keep_clashes: whether an inconsistent graph is kept, its clashes listed, or refused.
        replace: whether writes that came after the last build may be lost to the next.
    """

    content: Path | None = None
    data: Path = Path("data")
    reasoner: Literal["native", "owlrl", "none"] = "native"
    keep_clashes: bool = False
    replace: bool = False
