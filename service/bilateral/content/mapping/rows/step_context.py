"""What a step between rows and rows has to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from bilateral.content.mapping.mapping_file import TableMapping


class StepContext(NamedTuple):
    """A step of a table, the columns that its rows have before it, and the file they are from."""

    mapping: TableMapping
    step: Any  # its name and parameters, as JSON has them
    columns: tuple[str, ...]
    file: Path

    def places(self, parameter: str) -> list[int]:
        """Return the places of the columns that a parameter names; none where it is not given.

        Raises:
            InputError: one is not there.
        """
        said = self.step.get(parameter, [])
        names = said if isinstance(said, list) else [said]
        for name in names:
            if name not in self.columns:
                raise self.mapping.refuse(f"the step {self.step['name']}: {name!r} is no column of its rows")
        return [self.columns.index(name) for name in names]
