"""The settings of extractors, which servers and commands that read texts share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path  # noqa: TC003  # the command line reads the types of fields
from typing import Final

from bilateral.option_metadata import option

GROUP: Final = "reading texts"
"""Heading of these options in the command line's help."""

_reading = partial(option, GROUP)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractorSettings:
    """Which extractor reads a text, and what it needs. A text leaves the machine by `llm_address` alone."""

    extractor: str = field(
        default="rules", metadata=_reading("what finds facts in texts: rules, spacy, llm or one installed")
    )
    spacy_model: str = field(
        default="",
        metadata=_reading(
            "installed pipeline of spaCy, for the extractor spacy; one for English if none is named",
            metavar="NAME",
        ),
    )
    llm_address: str = field(
        default="",
        metadata=_reading(
            "base address of an OpenAI-compatible API, as http://127.0.0.1:11434/v1, which texts are sent to",
            metavar="URL",
        ),
    )
    llm_model: str = field(default="", metadata=_reading("name of the model at that address"))
    llm_key_file: Path | None = field(default=None, metadata=_reading("file with the key of that API"))
    llm_timeout: float = field(default=120.0, metadata=_reading("seconds for an answer of that API"))
