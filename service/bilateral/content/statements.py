"""Reads the reviewed statements of a document: who says what, and in which passage of the text.

The content of a statement is reified. That of a report is asserted as well, in the graph of the document;
that of a plan, a claim or a characterisation is not.

Source: Web Annotation Data Model, section 4.2 (text quote and text position selectors); PROV-O.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from bilateral import texts
from bilateral.content import yaml_lines
from bilateral.content.statement_records import (
    CHARACTERISATION,
    CLAIM,
    CONCLUDED,
    DETAIL_KEYS,
    PLAN,
    REPORT,
    STATED,
    QuotedWords,
    ReviewRecord,
    StatementRecord,
)
from bilateral.errors import InputError, Refused
from bilateral.rdf.iris import entity, read_term
from bilateral.rdf.terms import XSD, Located, Quad, Term, Triple, iri, is_literal, literal
from bilateral.rdf.vocabulary import BIL, OA, PROV, RDF, RDFS, XSD_DATETIME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bilateral.content.documents import Document
    from bilateral.content.statement_records import TripleText
    from bilateral.content.yaml_lines import YamlNode

_KINDS = {
    REPORT: BIL.Report,
    PLAN: BIL.Plan,
    CLAIM: BIL.Claim,
    CHARACTERISATION: BIL.Characterisation,
}
_REQUIRED = ("id", "kind", "says", "quote", "basis")
_KEYS = (*_REQUIRED, "also", "review", *DETAIL_KEYS)
_FILE = ("version", "statements", "extractor", "suggested")
_CONTEXT = 24  # characters of the text before and after a quotation that selectors keep
_TRIPLE = 3
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,5}[1-9])?Z")
_NOT_IN_SLUG = re.compile(r"[^A-Za-z0-9._-]+")


class _Place(NamedTuple):
    """Which value of a statement: its key, and its number among those of the key."""

    key: str
    number: int = 0


class _WrongValueError(ValueError):
    """A value of a statement is wrong."""

    def __init__(self, place: _Place, reason: str) -> None:
        super().__init__(reason)
        self.place = place


def _basis(text: str) -> Term:
    if text not in {STATED, CONCLUDED}:
        raise ValueError(f"{text!r} is not a basis; write {STATED} or {CONCLUDED}")
    return entity(f"basis/{text}")


def _wording(text: str) -> Term:
    term = read_term(text)
    if not is_literal(term):
        raise ValueError(f"{text!r} is not a wording; write it as '\"text\"@en'")
    return term


def _confidence(text: str) -> Term:
    if not re.fullmatch(r"0(\.\d+)?|1(\.0+)?", text):
        raise ValueError(f"{text!r} is not a confidence; write a number from 0 to 1")
    return literal(text if "." in text else f"{text}.0", datatype=XSD + "decimal")


_DETAILS: dict[str, tuple[Term, Callable[[str], Term]]] = {
    "speaker": (BIL.speaker, entity),
    "wording": (BIL.wording, _wording),
    "about": (BIL.about, read_term),
    "topic": (BIL.topic, entity),
    "area": (BIL.area, entity),
    "calls": (BIL.callsTopic, entity),
    "frequency": (BIL.frequency, literal),
    "confidence": (BIL.confidence, _confidence),
    "note": (BIL.note, partial(literal, language="en")),
}


def read_statements(path: Path, document: Document) -> list[Located]:
    """Return the quads of a document's reviewed statements.

    Raises:
        Refused: statements are malformed, or a quotation is not in the text exactly once.
        InputError: the file is not YAML, or has no list of statements.
    """
    root = yaml_lines.parse(texts.read(path), path).mapping(_FILE, ("statements",))
    located: list[Located] = []
    problems: list[InputError] = []
    seen: dict[str, int | None] = {}
    for node in root["statements"].items():
        try:
            parts = node.mapping(_KEYS, _REQUIRED)
            name = parts["id"].text()
            if name in seen:
                raise parts["id"].error(f"the id {name!r} is already in line {seen[name]}")
            seen[name] = parts["id"].origin.line
            located += _located(parts, document)
        except InputError as error:
            problems.append(error)
    if problems:
        raise Refused(problems)
    return located


def read_record(node: YamlNode) -> StatementRecord:
    """Return a statement as its file has it.

    Raises:
        InputError: keys are missing or unknown, or a value is not of the form of its key.
    """
    parts = node.mapping(_KEYS, _REQUIRED)
    record = _record(parts)
    parts["kind"].read(_known_kind)
    parts["basis"].read(_basis)
    for triple in (parts["says"], *(parts["also"].items() if "also" in parts else ())):
        for term in triple.items():
            term.read(read_term)
    return record


def statement_quads(record: StatementRecord, document: Document) -> list[Quad]:
    """Return the quads of a statement.

    Raises:
        ValueError: a value is wrong, or a quotation is not in the text exactly once.
    """
    return [Quad(*triple, document.graph) for _, triple in _triples(record, document)]


def _located(parts: dict[str, YamlNode], document: Document) -> list[Located]:
    record = _record(parts)
    try:
        return [
            Located(Quad(*triple, document.graph), _node(parts, place).origin)
            for place, triple in _triples(record, document)
        ]
    except _WrongValueError as error:
        raise _node(parts, error.place).error(str(error)) from error


def _node(parts: dict[str, YamlNode], place: _Place) -> YamlNode:
    found = parts[place.key]
    return found if place.key in {"id", "says", "review"} else found.items()[place.number]


def _record(parts: dict[str, YamlNode]) -> StatementRecord:
    return StatementRecord(
        parts["id"].text(),
        parts["kind"].text(),
        _triple_text(parts["says"]),
        tuple(_quoted(quote) for quote in parts["quote"].items()),
        parts["basis"].text(),
        tuple(_triple_text(item) for item in parts["also"].items()) if "also" in parts else (),
        tuple((key, item.text()) for key in DETAIL_KEYS if key in parts for item in parts[key].items()),
        _review_record(parts["review"]) if "review" in parts else None,
    )


def _triple_text(node: YamlNode) -> TripleText:
    parts = [part.text() for part in node.items()]
    if len(parts) != _TRIPLE:
        raise node.error("a triple is [subject, predicate, object]")
    return parts[0], parts[1], parts[2]


def _quoted(node: YamlNode) -> QuotedWords:
    if node.is_scalar:
        return QuotedWords(node.text())
    parts = node.mapping(("at", "words"), ("at", "words"))
    return QuotedWords(parts["words"].text(), parts["at"].read(_offset))


def _offset(text: str) -> int:
    if (number := texts.natural(text)) is None:
        raise ValueError(f"{text!r} is not a place in a text; write a number of characters from 0")
    return number


def _review_record(node: YamlNode) -> ReviewRecord:
    parts = node.mapping(ReviewRecord._fields, ("time",))
    return ReviewRecord(**{key: value.text() for key, value in parts.items()})


def _triples(record: StatementRecord, document: Document) -> Iterator[tuple[_Place, Triple]]:
    """Yield the triples of a statement, each with the value that it is of."""
    name = f"{document.slug}-{record.id}"
    statement = _read(_Place("id"), lambda: entity(f"statement/{name}"))
    kind = _read(_Place("kind"), lambda: _kind(record))
    content = _read(_Place("says"), lambda: _triple(record.says))
    yield _Place("kind"), (statement, RDF.type, kind)
    yield _Place("id"), (statement, BIL.reporter, document.original)
    for predicate, part in zip((RDF.subject, RDF.predicate, RDF.object), content, strict=True):
        yield _Place("says"), (statement, predicate, part)
    if record.kind == REPORT:
        yield _Place("says"), content
    for number, text in enumerate(record.also):
        place = _Place("also", number)
        yield place, _read(place, partial(_triple, text))
    yield _Place("basis"), (statement, BIL.basis, _read(_Place("basis"), lambda: _basis(record.basis)))
    yield from _details(record, statement)
    for number, quote in enumerate(record.quotes):
        place = _Place("quote", number)
        evidence = entity(f"evidence/{name}-{number + 1}")
        yield place, (statement, BIL.evidence, evidence)
        found = _read(place, partial(_find, quote, document))
        yield from ((place, triple) for triple in _evidence(evidence, found, document))
    if record.review:
        review = _read(_Place("review"), lambda: list(_review(statement, record, document)))
        yield from ((_Place("review"), triple) for triple in review)


def _details(record: StatementRecord, statement: Term) -> Iterator[tuple[_Place, Triple]]:
    numbers: dict[str, int] = {}
    for key, text in record.details:
        place = _Place(key, numbers.get(key, 0))
        numbers[key] = place.number + 1
        predicate, reader = _DETAILS[key]
        yield place, (statement, predicate, _read(place, partial(reader, text)))


def _read(place: _Place, make: Callable[[], yaml_lines.T]) -> yaml_lines.T:
    try:
        return make()
    except _WrongValueError:
        raise
    except ValueError as error:
        raise _WrongValueError(place, str(error)) from error


def _known_kind(text: str) -> Term:
    if text not in _KINDS:
        raise ValueError(f"{text!r} is not a kind; write {', '.join(_KINDS)}")
    return _KINDS[text]


def _kind(record: StatementRecord) -> Term:
    found = _known_kind(record.kind)
    if record.also and record.kind != REPORT:
        raise _WrongValueError(_Place("also"), f"only a report asserts; a {record.kind} has no also")
    return found


def _triple(text: TripleText) -> Triple:
    subject, predicate, object_ = map(read_term, text)
    if is_literal(subject) or is_literal(predicate):
        raise ValueError("subject and predicate of a triple are IRIs")
    return subject, predicate, object_


class _Found(NamedTuple):
    """A quotation in a text; what stands around it, where the text is kept."""

    start: int
    exact: str
    prefix: str | None
    suffix: str | None


def _evidence(evidence: Term, found: _Found, document: Document) -> Iterator[Triple]:
    at_quote, at_position = (iri(f"{evidence[1:-1]}/{part}") for part in ("quote", "position"))
    yield evidence, RDF.type, BIL.Evidence
    yield evidence, OA.hasSource, document.iri
    yield evidence, BIL.textHash, document.text_hash
    yield evidence, OA.hasSelector, at_quote
    yield at_quote, RDF.type, OA.TextQuoteSelector
    yield at_quote, OA.exact, literal(found.exact)
    if found.prefix is not None and found.suffix is not None:
        yield at_quote, OA.prefix, literal(found.prefix)
        yield at_quote, OA.suffix, literal(found.suffix)
    yield evidence, OA.hasSelector, at_position
    yield at_position, RDF.type, OA.TextPositionSelector
    yield at_position, OA.start, literal(str(found.start), datatype=XSD + "integer")
    yield at_position, OA.end, literal(str(found.start + len(found.exact)), datatype=XSD + "integer")


def _find(quote: QuotedWords, document: Document) -> _Found:
    text = document.text
    if text is None:
        if quote.start is None:
            raise ValueError(f"the text of {document.slug}.md is not kept: say at which character it begins")
        return _Found(quote.start, quote.text, None, None)
    start, end = _span(quote, text, document.slug)
    return _Found(start, text[start:end], text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT])


def _span(quote: QuotedWords, text: str, slug: str) -> tuple[int, int]:
    if quote.start is not None:
        end = quote.start + len(quote.text)
        if text[quote.start : end] != quote.text or not quote.text.strip():
            raise ValueError(f"{quote.text!r} is not at character {quote.start} of the text of {slug}.md")
        return quote.start, end
    words = quote.text.split()
    if not words:
        raise ValueError("an empty quote")
    found = list(re.finditer(r"\s+".join(map(re.escape, words)), text))
    if len(found) != 1:
        times = f"occurs {len(found)} times in" if found else "is not in"
        more = "; quote more of it" if found else ""
        raise ValueError(f"{quote.text!r} {times} the text of {slug}.md{more}")
    return found[0].span()


def agent_name(kind: str, name: str) -> Term:
    """Return the IRI of an `extractor` or a `reviewer` of this name."""
    return entity(f"{kind}/{_NOT_IN_SLUG.sub('-', name).strip('-._') or 'unnamed'}")


def _review(statement: Term, record: StatementRecord, document: Document) -> Iterator[Triple]:
    """Yield who suggested a statement, who took it in, and when."""
    made = record.review
    assert made is not None  # noqa: S101  # as the caller has seen
    if not _TIME.fullmatch(made.time):
        raise ValueError(f"{made.time!r} is not a time; write it in UTC, as 2026-11-29T10:00:00Z")
    review = entity(f"review/{document.slug}-{made.suggestion or record.id}")
    yield statement, PROV.wasGeneratedBy, review
    yield review, RDF.type, BIL.Review
    yield review, PROV.used, document.iri
    yield review, PROV.endedAtTime, literal(made.time, datatype=XSD_DATETIME)
    for kind, class_, name in (
        ("extractor", BIL.Extractor, made.extractor),
        ("reviewer", BIL.Reviewer, made.reviewer),
    ):
        if name:
            agent = agent_name(kind, name)
            yield review, PROV.wasAssociatedWith, agent
            yield agent, RDF.type, class_
            yield agent, RDFS.label, literal(name)
    if made.rule:
        yield review, BIL.extractionRule, literal(made.rule)
    if not made.reviewer:
        yield statement, RDF.type, BIL.UnreviewedStatement
