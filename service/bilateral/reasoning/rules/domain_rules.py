"""Rules of the domain: SPARQL CONSTRUCT files, as far as `syntax.construct_query` reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilateral import texts
from bilateral.errors import InputError, QuerySyntaxError, Refused
from bilateral.reasoning.rules.owl2rl import Rule
from bilateral.syntax import construct_query

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class DomainRule:
    """A rule of the domain."""

    name: str  # the file's name without its ending
    text: str  # the file's first comment; the rule itself where there is none
    path: str
    query: str  # the file's content
    rules: tuple[Rule, ...]  # one Horn rule for each conclusion


def load_rules(paths: Iterable[Path]) -> list[DomainRule]:
    """Read rules of the domain from SPARQL CONSTRUCT files.

    Raises:
        InputError: one file was refused.
        Refused: several files were refused.
    """
    rules: list[DomainRule] = []
    problems: list[InputError] = []
    for path in paths:
        try:
            rules.append(parse_rule(texts.read(path), path))
        except InputError as problem:
            problems.append(problem)
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise Refused(problems)
    return rules


def parse_rule(text: str, path: Path) -> DomainRule:
    """Return one rule.

    Raises:
        InputError: it is not SPARQL, or not a rule.
    """
    try:
        template, pattern, filters = construct_query.parse(text)
    except QuerySyntaxError as error:
        raise InputError(path, error.line, error.reason) from error
    comment = re.search(r"^\s*#+[ \t]*(\S.*)$", text, re.MULTILINE)
    told = comment.group(1).strip() if comment else " ".join(text.split())
    body, name = tuple(pattern), path.stem
    rules = tuple(Rule(name, told, head, body, tuple(filters)) for head in template if head not in body)
    return DomainRule(name, told, str(path), text, rules)
