"""Rules of the domain: SPARQL CONSTRUCT files, as far as a rule engine can run them.

A rule is a basic graph pattern with comparison filters, and one or more triples that it
concludes. Everything else of SPARQL is refused with its place.

Source: SPARQL 1.1 Query Language, sections 10.2 and 19.8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urljoin

from bilateral import texts
from bilateral.errors import InputError, Refused
from bilateral.rdf.terms import XSD, XSD_STRING, iri, is_literal, literal
from bilateral.rdf.vocabulary import RDF
from bilateral.reasoning.rules.owl2rl import Comparison, Rule, is_variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bilateral.rdf.terms import Term, Triple

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+|\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<variable>[?$]\w+)
    |(?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"|"(?:[^"\\\n]++|\\.)*+"|'(?:[^'\\\n]++|\\.)*+')
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<number>[+-]?(?:\d+\.?\d*[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?|\d*\.\d+|\d+))
    |(?P<blank>_:[\w.-]*\w|\[|\])
    |(?P<name>(?:[A-Za-z][\w.-]*)?:(?:[\w:%-](?:[\w.:%-]*[\w:%-])?)?|\w+)
    |(?P<sign>\^\^|&&|\|\||!=|<=|>=|[{}().;,=<>!/|^*+?-])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
_PATHS = frozenset("/|^*+?!(")
_REFUSED = {
    word: f"{word} is outside the fragment of rules: a basic graph pattern and comparison filters"
    for word in (
        "OPTIONAL", "UNION", "MINUS", "GRAPH", "SERVICE", "BIND", "VALUES", "SELECT", "EXISTS", "NOT",
        "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FROM", "DISTINCT", "REDUCED", "IN",
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DomainRule:
    """A rule of the domain.

    Attributes:
        name: the file's name without its ending.
        text: the file's first comment; the rule itself where there is none.
        query: the file's content.
        rules: one Horn rule for each conclusion.
    """

    name: str
    text: str
    path: str
    query: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


def load_rules(paths: Iterable[Path]) -> list[DomainRule]:
    """Read rules of the domain from SPARQL CONSTRUCT files.

    Raises:
        InputError: the only refusal, with path, line and reason.
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
    """Read one rule.

    Raises:
        InputError: it is not SPARQL, or not a rule.
    """
    return _Parser(text, path).rule()


class _Parser:
    def __init__(self, text: str, path: Path) -> None:
        self.text, self.path = text, path
        self.tokens = list(self._tokenise())
        self.at = 0
        self.prefixes: dict[str, str] = {}
        self.base = ""

    def _tokenise(self) -> Iterator[_Token]:
        at, line = 0, 1
        while at < len(self.text):
            match = _TOKEN.match(self.text, at)
            if not match:
                raise InputError(self.path, line, f"not SPARQL: {self.text[at : at + 20].split()[0]!r}")
            if match.lastgroup != "space":
                yield _Token(str(match.lastgroup), match.group(), line)
            line += match.group().count("\n")
            at = match.end()

    # -- tokens --------------------------------------------------------------------------------

    def peek(self) -> _Token:
        if self.at < len(self.tokens):
            return self.tokens[self.at]
        return _Token("end", "the end of the file", self.text.rstrip().count("\n") + 1)

    def next(self) -> _Token:
        token = self.peek()
        self.at += 1
        return token

    def refuse(self, token: _Token, reason: str) -> NoReturn:
        raise InputError(self.path, token.line, reason)

    def expect(self, text: str) -> _Token:
        token = self.next()
        if token.text.upper() != text:
            known = _REFUSED.get(token.text.upper())
            self.refuse(token, known or f"expected {text}, found {token.text!r}")
        return token

    def accept(self, text: str) -> bool:
        if self.peek().text.upper() == text and self.peek().kind != "string":
            self.at += 1
            return True
        return False

    # -- grammar -------------------------------------------------------------------------------

    def rule(self) -> DomainRule:
        self._prologue()
        start = self.expect("CONSTRUCT")
        if self.peek().text.upper() == "WHERE":
            self.refuse(start, "CONSTRUCT WHERE concludes only what it requires")
        heads, filters = self._group(template=True)
        if filters or not heads:
            self.refuse(start, "a rule concludes at least one triple")
        self.accept("WHERE")
        body, comparisons = self._group(template=False)
        if self.peek().kind != "end":
            self.refuse(
                self.peek(),
                _REFUSED.get(
                    self.peek().text.upper(), f"nothing may follow the pattern: {self.peek().text!r}"
                ),
            )
        self._check(heads, body, comparisons)
        comment = re.search(r"^\s*#+[ \t]*(\S.*)$", self.text, re.MULTILINE)
        text = comment.group(1).strip() if comment else " ".join(self.text.split())
        name = self.path.stem
        facts = tuple(atom for atom, _ in body)
        conditions = tuple(comparison for comparison, _ in comparisons)
        rules = tuple(Rule(name, text, head, facts, conditions) for head, _ in heads if head not in facts)
        return DomainRule(name, text, str(self.path), self.text, rules)

    def _prologue(self) -> None:
        while True:
            if self.accept("PREFIX"):
                prefix = self.next()
                self.prefixes[prefix.text] = self._resolved(self.next())
            elif self.accept("BASE"):
                self.base = self._resolved(self.next())
            else:
                return

    def _resolved(self, token: _Token) -> str:
        if token.kind != "iri":
            self.refuse(token, f"expected an IRI in angle brackets, found {token.text!r}")
        return urljoin(self.base, token.text[1:-1]) if self.base else token.text[1:-1]

    def _group(
        self, *, template: bool
    ) -> tuple[list[tuple[Triple, _Token]], list[tuple[Comparison, _Token]]]:
        self.expect("{")
        triples: list[tuple[Triple, _Token]] = []
        filters: list[tuple[Comparison, _Token]] = []
        while not self.accept("}"):
            token = self.peek()
            if not template and self.accept("FILTER"):
                filters += [(comparison, token) for comparison in self._filter()]
                self.accept(".")
                continue
            triples += self._triples(template=template)
            if not self.accept(".") and self.peek().text != "}" and self.peek().text.upper() != "FILTER":
                self.refuse(
                    self.peek(),
                    _REFUSED.get(self.peek().text.upper(), f"expected . or }}, found {self.peek().text!r}"),
                )
        return triples, filters

    def _triples(self, *, template: bool) -> Iterator[tuple[Triple, _Token]]:
        place = self.peek()
        subject = self._term(template=template)
        while True:
            predicate = self._predicate()
            while True:
                token = self.peek()
                object_ = self._term(template=template)
                if template and is_literal(subject):
                    self.refuse(place, "a literal cannot be the subject of a conclusion")
                yield (subject, predicate, object_), token
                if not self.accept(","):
                    break
            if not self.accept(";"):
                return
            while self.accept(";"):
                pass
            if self.peek().text in {".", "}"}:
                return

    def _predicate(self) -> Term:
        token = self.peek()
        if token.text == "a":
            self.at += 1
            term = RDF.type
        elif token.text in _PATHS:
            self.refuse(token, "property paths are outside the fragment of rules")
        else:
            term = self._term(template=False)
        if is_variable(term):
            self.refuse(token, "a rule's predicates are IRIs, not variables")
        if not term.startswith("<"):
            self.refuse(token, f"not a predicate: {token.text!r}")
        if self.peek().text in _PATHS and self.peek().kind == "sign":
            self.refuse(self.peek(), "property paths are outside the fragment of rules")
        return term

    def _filter(self) -> list[Comparison]:
        self.expect("(")
        found = [self._comparison()]
        while self.accept("&&"):
            found.append(self._comparison())
        if self.peek().text == "||":
            self.refuse(self.peek(), "|| is outside the fragment of rules: write two rules")
        self.expect(")")
        return found

    def _comparison(self) -> Comparison:
        left = self._operand()
        operator = self.next()
        if operator.text not in _COMPARISONS:
            self.refuse(operator, f"a filter compares with =, !=, <, <=, > or >=, not with {operator.text!r}")
        return Comparison(left, operator.text, self._operand())

    def _operand(self) -> Term:
        token = self.peek()
        following = self.tokens[self.at + 1].text if self.at + 1 < len(self.tokens) else ""
        if token.kind == "name" and following == "(":
            self.refuse(token, f"functions are outside the fragment of rules: {token.text}")
        return self._term(template=False)

    def _term(self, *, template: bool) -> Term:
        token = self.next()
        known = _REFUSED.get(token.text.upper())
        if known and token.kind == "name":
            self.refuse(token, known)
        if token.kind == "variable":
            return f"?{token.text[1:]}"
        if token.kind == "iri":
            return self._iri(token, self._resolved(token))
        if token.kind == "blank":
            return self._blank(token, template=template)
        if token.kind == "name" and ":" in token.text:
            return self._name(token)
        return self._literal(token)

    def _blank(self, token: _Token, *, template: bool) -> Term:
        if template:
            self.refuse(token, "a rule cannot conclude a blank node: name what it concludes")
        if token.text in "[]":
            self.refuse(token, "write a variable instead of a blank node")
        return f"?{token.text}"

    def _literal(self, token: _Token) -> Term:
        if token.kind == "string":
            return self._string(token)
        if token.kind == "number":
            return _number(token.text)
        if token.text in {"true", "false"}:
            return literal(token.text, datatype=XSD + "boolean")
        return self.refuse(token, f"expected a term, found {token.text!r}")

    def _name(self, token: _Token) -> Term:
        prefix, _, local = token.text.partition(":")
        namespace = self.prefixes.get(f"{prefix}:")
        if namespace is None:
            self.refuse(token, f"the prefix {prefix}: is not declared")
        return self._iri(token, namespace + local)

    def _iri(self, token: _Token, value: str) -> Term:
        try:
            return iri(value)
        except ValueError as problem:
            self.refuse(token, str(problem))

    def _string(self, token: _Token) -> Term:
        quotes = 3 if token.text[:3] in {'"""', "'''"} else 1
        value = _ESCAPE.sub(_unescaped, token.text[quotes:-quotes])
        if self.peek().kind == "language":
            return literal(value, language=self.next().text[1:])
        if not self.accept("^^"):
            return literal(value)
        datatype = self._term(template=False)
        return literal(value, datatype=datatype[1:-1] if datatype[0] == "<" else XSD_STRING)

    def _check(
        self,
        heads: list[tuple[Triple, _Token]],
        body: list[tuple[Triple, _Token]],
        comparisons: list[tuple[Comparison, _Token]],
    ) -> None:
        bound = {term for atom, _ in body for term in atom if is_variable(term)}
        for head, token in heads:
            for term in head:
                if is_variable(term) and term not in bound:
                    self.refuse(token, f"{term} is concluded but not bound by the pattern")
        for comparison, token in comparisons:
            for term in (comparison.left, comparison.right):
                if is_variable(term) and term not in bound:
                    self.refuse(token, f"{term} is compared but not bound by the pattern")


def _unescaped(match: re.Match[str]) -> str:
    short, long, char = match.groups()
    return chr(int(short or long, 16)) if short or long else _ESCAPES.get(char, char)


def _number(text: str) -> Term:
    kind = "double" if "e" in text.lower() else "decimal" if "." in text else "integer"
    return literal(text, datatype=XSD + kind)
