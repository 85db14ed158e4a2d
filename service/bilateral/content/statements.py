"""Reads the reviewed statements of a seed document: who says what, and in which passage of the text.

The content of a statement is reified. That of a report is asserted as well, in the graph of the document;
that of a plan, a claim or a characterisation is not.

Source: Web Annotation Data Model, section 4.2 (text quote and text position selectors).
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from bilateral import texts
from bilateral.content import yaml_lines
from bilateral.errors import InputError, Refused
from bilateral.rdf.iris import entity, read_term
from bilateral.rdf.terms import XSD, Located, Quad, Term, Triple, iri, is_literal, literal
from bilateral.rdf.vocabulary import BIL, OA, RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bilateral.content.documents import Document
    from bilateral.content.yaml_lines import YamlNode

_KINDS = {
    "report": BIL.Report,
    "plan": BIL.Plan,
    "claim": BIL.Claim,
    "characterisation": BIL.Characterisation,
}
_REQUIRED = ("id", "kind", "says", "quote", "basis")
_CONTEXT = 24  # characters of the text before and after a quotation that selectors keep
_TRIPLE = 3


def _basis(text: str) -> Term:
    if text not in {"stated", "concluded"}:
        raise ValueError(f"{text!r} is not a basis; write stated or concluded")
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
    "basis": (BIL.basis, _basis),
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
_KEYS = (*_REQUIRED, "also", *(key for key in _DETAILS if key != "basis"))


def read_statements(path: Path, document: Document) -> list[Located]:
    """Return the quads of a document's reviewed statements.

    Raises:
        Refused: statements are malformed, or a quotation is not in the text exactly once.
        InputError: the file is not YAML, or has no list of statements.
    """
    root = yaml_lines.parse(texts.read(path), path).mapping(("statements",), ("statements",))
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
            located += _statement(parts, document)
        except InputError as error:
            problems.append(error)
    if problems:
        raise Refused(problems)
    return located


def _statement(parts: dict[str, YamlNode], document: Document) -> list[Located]:
    name = f"{document.slug}-{parts['id'].text()}"
    statement = parts["id"].read(lambda _: entity(f"statement/{name}"))
    kind = parts["kind"].text()
    if kind not in _KINDS:
        raise parts["kind"].error(f"{kind!r} is not a kind; write {', '.join(_KINDS)}")
    if "also" in parts and kind != "report":
        raise parts["also"].error(f"only a report asserts; a {kind} has no also")
    content = _triple(parts["says"])

    def say(triple: Triple, at: YamlNode) -> Located:
        return Located(Quad(*triple, document.graph), at.origin)

    located = [
        say((statement, RDF.type, _KINDS[kind]), parts["kind"]),
        say((statement, BIL.reporter, document.original), parts["id"]),
        *(
            say((statement, predicate, part), parts["says"])
            for predicate, part in zip((RDF.subject, RDF.predicate, RDF.object), content, strict=True)
        ),
    ]
    if kind == "report":
        located.append(say(content, parts["says"]))
        located += [say(_triple(item), item) for item in parts["also"].items()] if "also" in parts else []
    for key, (predicate, reader) in _DETAILS.items():
        for item in parts[key].items() if key in parts else ():
            located.append(say((statement, predicate, item.read(reader)), item))
    for number, quote in enumerate(parts["quote"].items(), start=1):
        evidence = entity(f"evidence/{name}-{number}")
        located.append(say((statement, BIL.evidence, evidence), quote))
        located += [say(triple, quote) for triple in _evidence(evidence, quote, document)]
    return located


def _triple(node: YamlNode) -> Triple:
    parts = node.items()
    if len(parts) != _TRIPLE:
        raise node.error("a triple is [subject, predicate, object]")
    subject, predicate, object_ = (part.read(read_term) for part in parts)
    if is_literal(subject) or is_literal(predicate):
        raise node.error("subject and predicate of a triple are IRIs")
    return subject, predicate, object_


def _evidence(evidence: Term, quote: YamlNode, document: Document) -> Iterator[Triple]:
    start, end = _find(quote, document)
    text = document.text
    at_quote, at_position = (iri(f"{evidence[1:-1]}/{part}") for part in ("quote", "position"))
    yield evidence, RDF.type, BIL.Evidence
    yield evidence, OA.hasSource, document.iri
    yield evidence, BIL.textHash, document.text_hash
    yield evidence, OA.hasSelector, at_quote
    yield at_quote, RDF.type, OA.TextQuoteSelector
    yield at_quote, OA.exact, literal(text[start:end])
    yield at_quote, OA.prefix, literal(text[max(0, start - _CONTEXT) : start])
    yield at_quote, OA.suffix, literal(text[end : end + _CONTEXT])
    yield evidence, OA.hasSelector, at_position
    yield at_position, RDF.type, OA.TextPositionSelector
    yield at_position, OA.start, literal(str(start), datatype=XSD + "integer")
    yield at_position, OA.end, literal(str(end), datatype=XSD + "integer")


def _find(quote: YamlNode, document: Document) -> tuple[int, int]:
    words = quote.text().split()
    if not words:
        raise quote.error("an empty quote")
    found = list(re.finditer(r"\s+".join(map(re.escape, words)), document.text))
    if len(found) != 1:
        times = f"occurs {len(found)} times in" if found else "is not in"
        more = "; quote more of it" if found else ""
        raise quote.error(f"{quote.text()!r} {times} the text of {document.slug}.md{more}")
    return found[0].span()
