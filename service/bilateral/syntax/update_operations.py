"""Update requests, split into their operations.

The engine has checked the request, but reads words that are written together (`INSERTDATA`, `DROPALL`, `COPY
DEFAULT TOx:y`) as if there were spaces; those are refused here.

Source: SPARQL 1.1 Query Language, sections 4.1 and 19.8 (rules 29 to 51); SPARQL 1.1 Update, section 3.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.errors import QuerySyntaxError
from bilateral.syntax import lexer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bilateral.syntax.lexer import Token

_LENGTHS: Final = {"PREFIX": 3, "BASE": 2, "VERSION": 2}  # tokens of a declaration
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
_MOST_BASES: Final = 1 << 16  # characters of bases that each are relative to the one before
_FREE: Final = 1 << 24
_GROWTH: Final = 32
_VERBS: Final = frozenset({"LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY"})


class GraphRef(NamedTuple):
    """What a graph management operation names."""

    keyword: str  # GRAPH, DEFAULT, NAMED or ALL
    iri: str = ""  # the token of the IRI, for GRAPH


class Manage(NamedTuple):
    """CLEAR, DROP, CREATE, ADD, MOVE, COPY or LOAD."""

    prologue: str
    verb: str
    silent: bool
    source: GraphRef
    target: GraphRef


class Modify(NamedTuple):
    """An INSERT or DELETE, with data or with a pattern."""

    prologue: str  # declarations that are used here
    with_graph: str = ""  # the token after WITH, or ""
    delete: str = ""  # the template of what goes, with its braces, or ""
    insert: str = ""  # the template of what comes, with its braces, or ""
    using: tuple[str, ...] = ()  # tokens of the IRIs after USING
    using_named: tuple[str, ...] = ()  # tokens of the IRIs after USING NAMED
    where: str = ""  # the pattern with its braces, or "" for data


def cut(text: str) -> list[Manage | Modify]:
    """Return the operations of a request that the engine accepts, in order.

    Raises:
        QuerySyntaxError: words of it are written together, or its prefixes expand to far too much text.
    """
    return _Cutter(text).operations()


class Segment(NamedTuple):
    """What stands between two semicolons."""

    start: int  # the offset of its declarations
    operation: int  # the offset of what follows them
    end: int  # the offset of its end
    prologue: str  # declarations before it that are used here


def segments(text: str) -> list[Segment]:
    """Return the segments of a request, well-formed or not.

    Raises:
        QuerySyntaxError: its prefixes expand to far more text than it has.
    """
    found: list[Segment] = []
    known = _Prologue()
    start = 0
    for tokens in _between_semicolons(text):
        declarations = _declarations(tokens)
        declared = sum(map(len, declarations))
        end = tokens[-1].start if tokens and tokens[-1].text == ";" else len(text)
        operation = tokens[declared].start if declared < len(tokens) else end
        found.append(Segment(start, operation, end, known.used_by(tokens)))
        for declaration in declarations:
            if len(declaration) == _LENGTHS[declaration[0].keyword]:
                known.declare(declaration)
        start = end + 1
    return found


def _between_semicolons(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each segment, with the semicolon that ends it."""
    found: list[Token] = []
    depth = 0
    for token in lexer.tokens(text):
        found.append(token)
        if token.kind == lexer.MARK:
            depth += (token.text == "{") - (token.text == "}")
            if token.text == ";" and not depth:
                yield found
                found = []
    yield found


def _declarations(tokens: list[Token]) -> list[list[Token]]:
    """Return the declarations that a segment begins with, the last perhaps cut short."""
    found: list[list[Token]] = []
    at = 0
    while at < len(tokens) and tokens[at].keyword in _LENGTHS:
        found.append(tokens[at : at + _LENGTHS[tokens[at].keyword]])
        at += len(found[-1])
    return found


class _Prologue:
    """The declarations so far in a request; an operation is read with those of them that it uses only."""

    def __init__(self) -> None:
        self._prefixes: dict[str, str] = {}
        self._base = self._version = ""
        self._expanded = self._free = 0

    def declare(self, tokens: Sequence[Token]) -> None:
        """Add a declaration.

        Raises:
            QuerySyntaxError: too many bases are relative to one another.
        """
        text = " ".join(token.text for token in tokens) + "\n"
        keyword = tokens[0].keyword
        if keyword == "BASE":
            self._base = text if _ABSOLUTE.match(tokens[-1].text) else self._base + text
            if len(self._base) > _MOST_BASES + len(text):
                raise QuerySyntaxError("too many bases that are relative to others")
        elif keyword == "PREFIX":
            # The base may change after it.
            given = "" if _ABSOLUTE.match(tokens[-1].text) else self._base
            self._prefixes[tokens[1].text.partition(":")[0]] = given + text
        else:
            self._version = text

    def used_by(self, tokens: Iterable[Token]) -> str:
        """Return the declarations that some tokens need, to stand before them.

        Raises:
            QuerySyntaxError: all that was returned so far is far more text than there is in the request.
        """
        used: dict[str, str] = {}
        relative = False
        for token in tokens:
            self._free += _GROWTH * len(token.text)
            if token.kind == lexer.PREFIXED:
                prefix = token.text.partition(":")[0]
                if prefix in self._prefixes:
                    used[prefix] = self._prefixes[prefix]
                    self._expanded += len(used[prefix])
            elif token.kind == lexer.IRI and not _ABSOLUTE.match(token.text):
                relative = True
                self._expanded += len(self._base)
        if self._expanded > _FREE + self._free:
            raise QuerySyntaxError(f"its prefixes stand for more than {_FREE + self._free} characters")
        rebased = any(text.startswith("BASE") for text in used.values())
        return self._version + "".join(used.values()) + (self._base if relative or rebased else "")


class _Cutter:
    """Goes over the tokens once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(lexer.tokens(text))
        self._at = 0
        self._known = _Prologue()

    def operations(self) -> list[Manage | Modify]:
        found: list[Manage | Modify] = []
        while self._at < len(self._tokens):
            if self._peek().keyword in _LENGTHS:
                length = _LENGTHS[self._peek().keyword]
                self._known.declare([self._next() for _ in range(length)])
            elif self._peek().text == ";":
                self._next()
            elif self._peek().keyword in {"WITH", "INSERT", "DELETE"}:
                found.append(self._with_prologue(self._modify))
            else:
                found.append(self._with_prologue(self._manage))
        return found

    def _with_prologue(self, read: Callable[[], Manage | Modify]) -> Manage | Modify:
        start = self._at
        operation = read()
        return operation._replace(prologue=self._known.used_by(self._tokens[start : self._at]))

    def _modify(self) -> Modify:
        with_graph = self._name() if self._skip("WITH") else ""
        delete = insert = ""
        if self._skip("DELETE"):
            if self._skip("DATA"):
                return Modify("", with_graph, self._block())
            if self._skip("WHERE"):
                block = self._block()
                return Modify("", with_graph, block, where=block)
            delete = self._block()
        if self._skip("INSERT"):
            if self._skip("DATA"):
                return Modify("", with_graph, delete, self._block())
            insert = self._block()
        using: list[str] = []
        using_named: list[str] = []
        while self._skip("USING"):
            (using_named if self._skip("NAMED") else using).append(self._name())
        self._skip("WHERE")
        return Modify("", with_graph, delete, insert, tuple(using), tuple(using_named), self._block())

    def _manage(self) -> Manage:
        first = self._next()
        verb = first.keyword
        if verb not in _VERBS:
            raise self._unexpected(first)
        silent = self._skip("SILENT")
        if verb == "LOAD":
            source = GraphRef("GRAPH", self._name())
            target = self._graph() if self._skip("INTO") else GraphRef("DEFAULT")
        else:
            source = self._graph()
            target = self._graph() if self._skip("TO") else source
        return Manage("", verb, silent, source, target)

    def _graph(self) -> GraphRef:
        keyword = self._peek().keyword
        if keyword in {"DEFAULT", "NAMED", "ALL"}:
            self._next()
            return GraphRef(keyword)
        self._skip("GRAPH")
        return GraphRef("GRAPH", self._name())

    def _name(self) -> str:
        token = self._next()
        if token.kind not in {lexer.IRI, lexer.PREFIXED}:
            raise self._unexpected(token)
        return token.text

    def _block(self) -> str:
        first = self._next()
        if first.text != "{":
            raise self._unexpected(first)
        start, depth = first.start, 1
        while depth:
            token = self._next()
            if token.kind == lexer.MARK:
                depth += (token.text == "{") - (token.text == "}")
        return self._text[start : token.end]

    def _peek(self) -> Token:
        if self._at == len(self._tokens):
            raise lexer.error_at(self._text, len(self._text), "the request ends too early")
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _unexpected(self, token: Token) -> QuerySyntaxError:
        reason = f"{token.text} cannot stand here; a space may be missing"
        return lexer.error_at(self._text, token.start, reason)

    def _skip(self, keyword: str) -> bool:
        if self._at < len(self._tokens) and self._peek().keyword == keyword:
            self._at += 1
            return True
        return False


def as_trig(prologue: str, template: str, variable: str) -> str:
    """Write a quad template as TriG, with IRIs (a given beginning and the name) in place of variables.

    TriG wants a full stop after triples outside a GRAPH, and none after a GRAPH.
    """
    return prologue + "".join(_trig_pieces(template, variable))


def _trig_pieces(template: str, variable: str) -> Iterator[str]:
    tokens = list(lexer.tokens(template))
    done = tokens[0].end
    depth = 0
    last = "}"
    for token in tokens[1:-1]:
        text = f"<{variable}{token.text[1:]}>" if token.kind == lexer.VARIABLE else token.text
        if not depth and token.keyword == "GRAPH" and last not in {"}", "."}:
            text = f". {text}"
        if token.kind == lexer.MARK:
            if not depth and text == "." and last == "}":
                text = " "
            depth += (text == "{") - (text == "}")
        yield template[done : token.start] + text
        done = token.end
        last = text if text != " " else last
    yield "\n" if last in {"}", "."} else "\n."
