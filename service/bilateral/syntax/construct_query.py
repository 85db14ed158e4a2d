"""CONSTRUCT queries that are rules, parsed into plain data: a basic graph pattern with comparison filters.

Source: SPARQL 1.1 Query Language, sections 10.2 and 19.8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, NoReturn, TypeAlias, TypeVar
from urllib.parse import urljoin

from bilateral.rdf.terms import XSD, XSD_STRING, Term, Triple, iri, is_literal, literal, unescape
from bilateral.rdf.vocabulary import RDF
from bilateral.syntax import lexer
from bilateral.syntax.lexer import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
_PATHS = frozenset("/|^*+?!(")
_REFUSED = {
    word: f"{word} is outside the fragment of rules: a basic graph pattern and comparison filters"
    for word in (
        "OPTIONAL", "UNION", "MINUS", "GRAPH", "SERVICE", "BIND", "VALUES", "SELECT", "EXISTS", "NOT",
        "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FROM", "DISTINCT", "REDUCED", "IN",
    )
}  # fmt: skip
_MARKS = {*_COMPARISONS, *_PATHS, *"{}[]).;,-", "^^", "&&", "||"}
_END = "end"

T = TypeVar("T")
_Placed: TypeAlias = "list[tuple[T, Token]]"


class Comparison(NamedTuple):
    """A filter: both sides are variables or terms, compared by value where they are literals."""

    left: Term
    operator: str
    right: Term


class ConstructQuery(NamedTuple):
    """A rule; variables and blank nodes of the pattern begin with a question mark."""

    template: list[Triple]
    pattern: list[Triple]
    filters: list[Comparison]


def is_variable(term: Term) -> bool:
    """Return whether a rule's term is a variable: no N-Triples term starts with a question mark."""
    return term[0] == "?"


def parse(text: str) -> ConstructQuery:
    """Parse a rule.

    Raises:
        QuerySyntaxError: it is not SPARQL, or has what a rule may not have.
    """
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_with_signs(lexer.tokens(text)))
        self._at = 0
        self._prefixes: dict[str, str] = {}
        self._base = ""
        for token in self._tokens:
            if token.is_open_string or (token.kind == lexer.MARK and token.text not in _MARKS):
                self._refuse(
                    token, f"not SPARQL: {text[token.start : token.start + 20].split(maxsplit=1)[0]!r}"
                )

    def _peek(self) -> Token:
        if self._at < len(self._tokens):
            return self._tokens[self._at]
        return Token(_END, "the end of the file", len(self._text.rstrip()))

    def _next(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _refuse(self, token: Token, reason: str) -> NoReturn:
        raise lexer.error_at(self._text, token.start, reason)

    def _unexpected(self, token: Token, reason: str) -> NoReturn:
        self._refuse(token, _REFUSED.get(token.keyword, reason))

    def _expect(self, text: str) -> Token:
        token = self._peek()
        if not self._accept(text):
            self._unexpected(token, f"expected {text}, found {token.text!r}")
        return token

    def _accept(self, text: str) -> bool:
        if self._peek().text.upper() != text:
            return False
        self._at += 1
        return True

    def query(self) -> ConstructQuery:
        self._prologue()
        start = self._expect("CONSTRUCT")
        if self._peek().keyword == "WHERE":
            self._refuse(start, "CONSTRUCT WHERE concludes only what it requires")
        heads, filters = self._group(template=True)
        if filters or not heads:
            self._refuse(start, "a rule concludes at least one triple")
        self._accept("WHERE")
        body, filters = self._group(template=False)
        if self._peek().kind != _END:
            self._unexpected(self._peek(), f"nothing may follow the pattern: {self._peek().text!r}")
        bound = {term for triple, _ in body for term in triple}
        for verb, parts in (("concluded", heads), ("compared", filters)):
            for part, place in parts:
                if unbound := [term for term in part if is_variable(term) and term not in bound]:
                    self._refuse(place, f"{unbound[0]} is {verb} but not bound by the pattern")
        return ConstructQuery(_first(heads), _first(body), _first(filters))

    def _prologue(self) -> None:
        while True:
            if self._accept("PREFIX"):
                prefix = self._next()
                self._prefixes[prefix.text] = self._resolved(self._next())
            elif self._accept("BASE"):
                self._base = self._resolved(self._next())
            else:
                return

    def _resolved(self, token: Token) -> str:
        if token.kind != lexer.IRI:
            self._refuse(token, f"expected an IRI in angle brackets, found {token.text!r}")
        return urljoin(self._base, token.text[1:-1]) if self._base else token.text[1:-1]

    def _group(self, *, template: bool) -> tuple[_Placed[Triple], _Placed[Comparison]]:
        self._expect("{")
        triples: _Placed[Triple] = []
        filters: _Placed[Comparison] = []
        while not self._accept("}"):
            token = self._peek()
            if not template and self._accept("FILTER"):
                filters += [(comparison, token) for comparison in self._filter()]
                self._accept(".")
                continue
            triples += self._triples(template=template)
            following = self._peek()
            if not self._accept(".") and following.text != "}" and following.keyword != "FILTER":
                self._unexpected(following, f"expected . or }}, found {following.text!r}")
        return triples, filters

    def _triples(self, *, template: bool) -> Iterator[tuple[Triple, Token]]:
        place = self._peek()
        subject = self._term(template=template)
        while True:
            predicate = self._predicate()
            while True:
                token = self._peek()
                object_ = self._term(template=template)
                if template and is_literal(subject):
                    self._refuse(place, "a literal cannot be the subject of a conclusion")
                yield (subject, predicate, object_), token
                if not self._accept(","):
                    break
            if not self._accept(";"):
                return
            while self._accept(";"):
                pass
            if self._peek().text in {".", "}"}:
                return

    def _predicate(self) -> Term:
        token = self._peek()
        if token.text in _PATHS:
            self._refuse(token, "property paths are outside the fragment of rules")
        if token.text == "a":
            self._at += 1
            term = RDF.type
        else:
            term = self._term(template=False)
        if is_variable(term):
            self._refuse(token, "a rule's predicates are IRIs, not variables")
        if is_literal(term):
            self._refuse(token, f"not a predicate: {token.text!r}")
        if self._peek().text in _PATHS:
            self._refuse(self._peek(), "property paths are outside the fragment of rules")
        return term

    def _filter(self) -> list[Comparison]:
        self._expect("(")
        found = [self._comparison()]
        while self._accept("&&"):
            found.append(self._comparison())
        if self._peek().text == "||":
            self._refuse(self._peek(), "|| is outside the fragment of rules: write two rules")
        self._expect(")")
        return found

    def _comparison(self) -> Comparison:
        left = self._operand()
        operator = self._next()
        if operator.text not in _COMPARISONS:
            reason = f"a filter compares with =, !=, <, <=, > or >=, not with {operator.text!r}"
            self._refuse(operator, reason)
        return Comparison(left, operator.text, self._operand())

    def _operand(self) -> Term:
        token = self._peek()
        following = self._tokens[self._at + 1].text if self._at + 1 < len(self._tokens) else ""
        if token.kind in {lexer.WORD, lexer.PREFIXED} and following == "(":
            self._refuse(token, f"functions are outside the fragment of rules: {token.text}")
        return self._term(template=False)

    def _term(self, *, template: bool) -> Term:
        token = self._next()
        if token.kind == lexer.VARIABLE:
            return f"?{token.text[1:]}"
        if token.kind == lexer.IRI:
            return self._iri(token, self._resolved(token))
        if token.kind == lexer.PREFIXED:
            return self._prefixed(token)
        if token.kind == lexer.BLANK or token.text in {"[", "]"}:
            return self._blank(token, template=template)
        return self._literal(token)

    def _iri(self, token: Token, value: str) -> Term:
        try:
            return iri(value)
        except ValueError as problem:
            self._refuse(token, str(problem))

    def _prefixed(self, token: Token) -> Term:
        prefix, colon, local = token.text.partition(":")
        namespace = self._prefixes.get(prefix + colon)
        if namespace is None:
            self._refuse(token, f"the prefix {prefix}: is not declared")
        return self._iri(token, namespace + local)

    def _blank(self, token: Token, *, template: bool) -> Term:
        if template:
            self._refuse(token, "a rule cannot conclude a blank node: name what it concludes")
        if token.kind != lexer.BLANK:
            self._refuse(token, "write a variable instead of a blank node")
        return f"?{token.text}"

    def _literal(self, token: Token) -> Term:
        if token.kind == lexer.STRING:
            return self._string(token)
        if token.kind == lexer.NUMBER:
            kind = "double" if "e" in token.text.lower() else "decimal" if "." in token.text else "integer"
            return literal(token.text, datatype=XSD + kind)
        if token.text in {"true", "false"}:
            return literal(token.text, datatype=XSD + "boolean")
        return self._unexpected(token, f"expected a term, found {token.text!r}")

    def _string(self, token: Token) -> Term:
        quotes = len(token.quotes)
        value = unescape(token.text[quotes:-quotes])
        if self._peek().kind == lexer.TAG:
            return literal(value, language=self._next().text[1:])
        if not self._accept("^^"):
            return literal(value)
        datatype = self._term(template=False)
        return literal(value, datatype=datatype[1:-1] if datatype[0] == "<" else XSD_STRING)


def _first(placed: _Placed[T]) -> list[T]:
    return [found for found, _ in placed]


def _with_signs(tokens: Iterator[Token]) -> Iterator[Token]:
    """Yield the tokens, a sign together with its number, and a full stop after a number apart from it."""
    sign: Token | None = None
    for found in tokens:
        token, is_number = found, found.kind == lexer.NUMBER
        if sign and is_number and sign.end == found.start:
            token = Token(found.kind, sign.text + found.text, sign.start)
        elif sign:
            yield sign
        sign = token if token.text in {"+", "-"} else None
        if is_number and token.text.endswith("."):
            yield token._replace(text=token.text[:-1])
            yield Token(lexer.MARK, ".", token.end - 1)
        elif not sign:
            yield token
    if sign:
        yield sign
