"""A mapping for a file, guessed: shipped ones that its headers fit, and a new one to be edited."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.content.mapping.cell_cleaning import cleaner
from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.content.mapping.rows.table_rows import plain_title
from bilateral.datasets.date_order import ORDERS, order_of
from bilateral.datasets.guessing.column_guesses import DATE, ENTITY, TEXT, ColumnGuess
from bilateral.rdf.iris import ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bilateral.content.locations import Content
    from bilateral.datasets.guessing.table_form import TableForm

    Json = Any  # what json.loads returns

FITS: Final = 0.8
"""The least share of a file's columns that those of a mapping are, where the mapping fits it."""

_slugged = cleaner(["slug"])


class MappingFit(NamedTuple):
    """A shipped mapping of which a file has all required columns."""

    name: str
    share: float  # of the columns that the mapping is about, those that the file has


def fits(content: Content, header: Sequence[str]) -> list[MappingFit]:
    """Return the shipped mappings whose columns a header has, the best first."""
    titles = {plain_title(title) for title in header}
    found = []
    for path in content.datasets:
        for table in read_mapping(path).tables:
            columns = [column for column in table.in_file if column.template("propertyUrl") or column.notes]
            there = [
                column for column in columns if titles & {plain_title(title) for title in column.titles()}
            ]
            lacking = [c.name for c in columns if c not in there and c.described.inherit("required")]
            if table.dialect.header and there and not lacking:
                found.append(MappingFit(path.parent.name, len(there) / len(columns)))
    return sorted(found, key=lambda each: -each.share)


def read_kinds(content: Content) -> Mapping[str, Json]:
    """Return the kinds of things that a new mapping can be of."""
    kinds: Mapping[str, Json] = json.loads((content.root / "datasets" / "kinds.json").read_text("utf-8"))
    return kinds


class NewMapping:
    """A new mapping for a file of things of a kind, each guess told in a comment."""

    def __init__(self, file: Path, form: TableForm, guesses: Sequence[ColumnGuess], kind: Json) -> None:
        self._file, self._form, self._guesses, self._kind = file, form, guesses, kind
        self.names = list(_names(form.header))
        self.roles = dict(self._assigned())

    def _assigned(self) -> Iterator[tuple[int, Json]]:
        """Yield for columns the role that they play: by their header, or as the only one of their sort."""
        free = {number: guess.kind for number, guess in enumerate(self._guesses)}
        for role in self._kind["roles"]:
            fitting = [number for number, kind in free.items() if kind == role["is"]]
            named = [
                n for n in fitting if any(word in self._form.header[n].casefold() for word in role["words"])
            ]
            chosen = named or fitting[: len(fitting) == 1 or role["is"] == TEXT]
            for number in chosen if role.get("all") else chosen[:1]:
                del free[number]
                yield number, role

    def description(self) -> Iterator[str]:
        """Yield in lines what the columns are taken for, and what no column is."""
        for number, role in sorted(self.roles.items()):
            yield f"  {self._form.header[number]} is taken for {role['property']}"
        found = {role["property"] for role in self.roles.values()}
        if missing := [role["property"] for role in self._kind["roles"] if role["property"] not in found]:
            yield f"  no column is taken for {', '.join(missing)}"

    def ambiguous_dates(self) -> list[str]:
        """Return the columns whose days may be read in two orders."""
        return [
            self.names[number]
            for number, guess in enumerate(self._guesses)
            if number in self.roles and set(ORDERS) <= set(map(order_of, guess.patterns))
        ]

    def content(self, date_order: str = "") -> Json:
        """Return it as JSON; without an order of days both are allowed, and an import asks."""
        form, kind = self._form, self._kind
        slug = kind["class"].removeprefix("bil:").lower()
        dialect = {"delimiter": form.delimiter, "header": form.has_header, "encoding": form.encoding}
        key = [name for number, name in enumerate(self.names) if self._is_id(number)][:1]
        about = f"{ID}{slug}/{{_file}}-" + (f"{{{key[0]}}}" if key else "{_key}")
        columns = [self._column(number, date_order, name in key) for number, name in enumerate(self.names)]
        return {
            "@context": "http://www.w3.org/ns/csvw",
            "dc:title": f"{kind['title'].capitalize()} of {self._file.name}",
            "rdfs:comment": "Guessed from the first rows: check every column, and where the file comes from.",
            "bil:source": {
                "slug": "{_file}",
                "title": f"{kind['title'].capitalize()} of {self._file.name}",
                "publisher": "unknown",
                "licence": "unknown",
            },
            "tables": [
                {
                    "url": self._file.name,
                    "dialect": dialect,
                    "tableSchema": {
                        "aboutUrl": about,
                        "primaryKey": key or self.names,
                        "columns": [*columns, *self._virtual()],
                    },
                }
            ],
        }

    def _is_id(self, number: int) -> bool:
        title, guess = self._form.header[number].casefold(), self._guesses[number]
        return guess.distinct and bool(re.search(r"\b(id|no|nr|number|code|key)\b|_id$", title))

    def _column(self, number: int, date_order: str, is_key: bool) -> Json:  # noqa: FBT001
        name, guess, role = self.names[number], self._guesses[number], self.roles.get(number)
        titles = {} if name == self._form.header[number] else {"titles": self._form.header[number]}
        said: Json = {
            "name": name,
            **(titles if self._form.has_header else {}),
            "rdfs:comment": _comment(guess),
        }
        if role is None:
            return said | {"suppressOutput": True} | ({"required": True} if is_key else {})
        said["propertyUrl"] = role["property"]
        if guess.separator:
            said["separator"] = guess.separator.strip() or guess.separator
            said["bil:clean"] = ["space"]
        if guess.kind == ENTITY:
            said["bil:scheme"] = guess.scheme
        elif guess.kind == DATE:
            other = [each for each in ORDERS if date_order and each != date_order]
            said["bil:dates"] = [each for each in guess.patterns if order_of(each) not in other]
        elif role["is"] == "url":
            said["valueUrl"] = f"{{+{name}}}"
        else:
            said |= {"lang": "en", "bil:clean": ["space"]}
        return said

    def _virtual(self) -> Iterator[Json]:
        for property_, value in self._kind.get("fixed", {}).items():
            name = property_.removeprefix("bil:")
            yield {
                "name": f"the_{name.lower()}",
                "virtual": True,
                "propertyUrl": property_,
                "valueUrl": ID + value,
            }
        yield {
            "name": "the_type",
            "virtual": True,
            "propertyUrl": "rdf:type",
            "valueUrl": self._kind["class"],
        }


def _names(header: Sequence[str]) -> Iterator[str]:
    """Yield names for columns, each once, of letters that templates allow."""
    seen: set[str] = set()
    for number, title in enumerate(header, 1):
        name = _slugged(title).replace("-", "_") or f"column_{number}"
        while name in seen or name.startswith("_"):
            name = f"{name.strip('_')}_{number}"
        seen.add(name)
        yield name


def _comment(guess: ColumnGuess) -> str:
    told = f"guess: {'dates' if guess.kind == DATE else guess.told}" + (
        f", {guess.share:.0%} of the values" if guess.share < 1 else ""
    )
    return told + (f"; such as {', '.join(map(repr, guess.examples))}" if guess.examples else "")
