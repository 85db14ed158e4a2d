"""The code as a newcomer meets it: names that say one thing, short functions, SPARQL from files."""

import ast
import re
import statistics
from collections import Counter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "service" / "bilateral"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
TREES = {path: ast.parse(path.read_text("utf-8")) for path in MODULES}
FROM_PARTS = {
    "explore/graph/page_queries.py": "puts terms into a query of ours, as VALUES",
    "linking/wikidata_client.py": "puts terms into a query of ours, as VALUES",
    "store/engine/graph_variables.py": "writes a client's GRAPH pattern as the engine understands it",
    "store/engine/view.py": "asks which graphs a client's query sees",
    "store/changes/update_evaluation.py": "asks for the solutions of a client's update",
}
"""Modules outside remote/ that make a query of a query, and how: none makes one up."""
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_SPARQL = re.compile(r"\b(?:SELECT|CONSTRUCT|ASK|INSERT|DELETE|WHERE|UNION|FILTER|OPTIONAL)\b.*\{|\bVALUES\b")


def name(path):
    return path.relative_to(PACKAGE).as_posix()


def functions():
    return [
        (statement.end_lineno - statement.lineno + 1, f"{name(path)}: {statement.name}")
        for path, tree in TREES.items()
        for statement in ast.walk(tree)
        if isinstance(statement, _FUNCTION)
    ]


def test_no_two_modules_have_one_name():
    stems = Counter(path.stem for path in MODULES)
    assert [stem for stem, times in stems.items() if times > 1] == []


def test_no_two_public_classes_have_one_name():
    classes = Counter(
        statement.name
        for tree in TREES.values()
        for statement in tree.body
        if isinstance(statement, ast.ClassDef) and not statement.name.startswith("_")
    )
    assert [class_ for class_, times in classes.items() if times > 1] == []


def test_a_room_can_be_taken_in_at_a_glance():
    rooms = Counter(path.parent for path in MODULES)
    assert {name(room): number for room, number in rooms.items() if number > 14} == {}


def test_functions_are_short():
    lengths = sorted(length for length, _ in functions())
    assert statistics.median(lengths) <= 7
    assert lengths[int(len(lengths) * 0.9)] <= 17
    assert [function for length, function in functions() if length > 52] == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_sparql_is_built_by_formatting_for_external_engines_alone(path):
    if name(path).startswith("remote/") or name(path) in FROM_PARTS:
        return
    built = [
        statement.lineno
        for statement in ast.walk(TREES[path])
        if isinstance(statement, ast.JoinedStr) and _SPARQL.search(text_of(statement))
    ]
    assert built == []


def text_of(joined):
    return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in joined.values)
