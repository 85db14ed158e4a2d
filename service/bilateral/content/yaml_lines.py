"""Reads YAML with the line of every value, so that errors can name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import yaml

from bilateral.errors import InputError, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

T = TypeVar("T")

# That of libyaml is ten times as fast; not every build of the library has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class YamlNode:
    """A YAML value in a file; `shift` is the number of lines of the file above the YAML."""

    node: yaml.Node
    path: Path
    shift: int = 0

    @property
    def origin(self) -> Origin:
        """The place of the value in its file."""
        return Origin(self.path, self.node.start_mark.line + 1 + self.shift)

    @property
    def is_scalar(self) -> bool:
        """Whether it is a single value, neither a list nor a mapping."""
        return isinstance(self.node, yaml.ScalarNode)

    def error(self, reason: str) -> InputError:
        """Return an error at this value."""
        return InputError(*self.origin, reason)

    def text(self) -> str:
        """Return a scalar as written, without YAML's guesses at types."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error("expected a single value")
        return str(self.node.value)

    def read(self, reader: Callable[[str], T]) -> T:
        """Return what the reader makes of a scalar; its ValueError becomes an InputError."""
        try:
            return reader(self.text())
        except ValueError as error:
            raise self.error(str(error)) from error

    def items(self) -> list[YamlNode]:
        """Return the values of a list; a single value is a list of one."""
        if isinstance(self.node, yaml.SequenceNode):
            return [YamlNode(child, self.path, self.shift) for child in self.node.value]
        return [self]

    def mapping(self, known: Collection[str], required: Collection[str] = ()) -> dict[str, YamlNode]:
        """Return the values of a mapping by key.

        Raises:
            InputError: this is not a mapping, a key is unknown or repeated, or one is missing.
        """
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(f"expected keys and values ({', '.join(known)})")
        found: dict[str, YamlNode] = {}
        for key, value in self.node.value:
            name = YamlNode(key, self.path, self.shift)
            if name.text() not in known:
                raise name.error(f"unknown key {name.text()!r}; known: {', '.join(known)}")
            if name.text() in found:
                raise name.error(f"the key {name.text()!r} is repeated")
            found[name.text()] = YamlNode(value, self.path, self.shift)
        if missing := [key for key in required if key not in found]:
            raise self.error(f"no {', '.join(missing)}")
        return found


def parse(text: str, path: Path, shift: int = 0) -> YamlNode:
    """Return the root of a YAML text.

    Raises:
        InputError: the text is not YAML, or is empty.
    """
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 + shift if error.problem_mark else None
        raise InputError(path, line, f"not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise InputError(path, None, f"not YAML: {error}") from error
    if root is None:
        raise InputError(path, 1 + shift, "empty")
    return YamlNode(root, path, shift)
