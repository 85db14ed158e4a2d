"""A draft as two files, in the format of `seeds/documents/`: front matter with the text, and statements.

    ID.md                   front matter and, where it may be kept, the text
    ID.statements.yaml      statements: the accepted; suggested: what waits or was decided, with its parts

Without `suggested`, `version` and `extractor` the second is a file of `seeds/documents/`.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

import yaml

from bilateral import texts
from bilateral.content import documents, yaml_lines
from bilateral.content.statement_records import ReviewRecord
from bilateral.content.statements import read_record
from bilateral.ingest.drafts.draft import (
    ACCEPTED,
    LATER,
    REJECTED,
    WAITING,
    Correction,
    Decision,
    Draft,
    DraftSuggestion,
    PartCandidate,
    SourceRecord,
    SuggestionPart,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bilateral.content.statement_records import QuotedWords, StatementRecord, TripleText
    from bilateral.content.yaml_lines import YamlNode

_SOURCE: Final = (
    "title",
    "kind",
    "recorded",
    "licence",
    "publisher",
    "url",
    "published",
    "language",
)
_MATTER: Final = (*_SOURCE, "text_hash", "text_length")
_STATES: Final = frozenset({WAITING, LATER, ACCEPTED, REJECTED})
_TEXTS: Final = ("kind", "state", "sentence", "subject", "reason", "extractor", "rule")
_SUGGESTED: Final = tuple(each.name for each in fields(DraftSuggestion))
_PART: Final = tuple(each.name for each in fields(SuggestionPart))
_WAITS: Final = re.compile(r"^  state: waiting$", re.MULTILINE)
_CONFIDENCE: Final = re.compile(r"^  confidence: '([0-9.]+)'$", re.MULTILINE)
_UNSTATED: Final = "not stated"


class _Inline(list[object]):
    """A list that is written in one line."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # of libyaml, if there
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # as the library calls it
        """Write every value where it stands, however often it does."""
        return True


_Dumper.add_representer(
    _Inline, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)
)


def write_front_matter(draft: Draft, *, with_text: bool) -> str:
    """Return the Markdown file of a draft, with the text or with its hash alone."""
    source = draft.source
    matter = {key: value for key in _SOURCE if (value := getattr(source, key))}
    matter = {"title": "", "kind": "", "recorded": "", "licence": _UNSTATED} | matter
    matter["kind"] = matter["kind"] or "document"
    if with_text and draft.text is not None:
        return f"---\n{_dump(matter)}---\n\n{draft.text}\n"
    length = {"text_hash": draft.text_hash, "text_length": draft.text_length}
    return f"---\n{_dump(matter | length)}---\n"


def write_statements(draft: Draft) -> str:
    """Return the file of statements of a draft."""
    content: dict[str, object] = {"version": draft.version}
    if draft.extractor:
        content["extractor"] = draft.extractor
    content["statements"] = [_statement(each) for each in _accepted(draft)]
    content["suggested"] = [_suggestion(each) for each in draft.suggestions]
    return _dump(content)


def write_accepted(draft: Draft) -> str:
    """Return a file of statements with what was accepted, and nothing else: one of `seeds/documents/`."""
    return _dump({"statements": [_statement(each) for each in draft.asserted()]})


def read_draft(front: Path, statements: Path, text: str | None) -> Draft:
    """Return a draft from its files; the text where it is kept elsewhere, and not below the front matter.

    Raises:
        InputError: a file is malformed.
    """
    matter, below = documents.split(texts.read(front), front)
    source = yaml_lines.parse(matter, front, shift=1).mapping(_MATTER, ("title",))
    kept = below or text
    root = yaml_lines.parse(texts.read(statements), statements).mapping(
        ("version", "extractor", "statements", "suggested"), ("statements",)
    )
    records = [read_record(each) for each in _items(root, "statements")]
    found = source["text_length"].read(_whole) if "text_length" in source else len(kept or "")
    return Draft(
        front.stem,
        _source(source, keep_text=bool(below)),
        kept,
        source["text_hash"].text() if "text_hash" in source else documents.hash_of(kept or ""),
        found,
        tuple(_read_suggestion(each, records) for each in _items(root, "suggested")),
        _text(root, "extractor"),
        root["version"].read(_whole) if "version" in root else 0,
    )


def read_hash(front: Path) -> str:
    """Return the hash of the text of a draft.

    Raises:
        InputError: the file is malformed.
    """
    matter, below = documents.split(texts.read(front), front)
    entry = yaml_lines.parse(matter, front, shift=1).mapping(_MATTER)
    return entry["text_hash"].text() if "text_hash" in entry else documents.hash_of(below)


def may_wait(statements: str, least: float) -> bool:
    """Return whether a suggestion may wait that has a confidence or more, told by the lines of a file.

    To read a draft takes fifty times as long. A file in another layout than that which is written here may
    have any suggestion.
    """
    _, suggested, entries = statements.partition("\nsuggested:\n- ")
    if not suggested:
        return "\nsuggested: []" not in statements
    return any(
        _WAITS.search(each) and any(float(found) >= least for found in _CONFIDENCE.findall(each))
        for each in entries.split("\n- ")
    )


def _accepted(draft: Draft) -> list[StatementRecord]:
    return [record for each in draft.accepted for record in each.recorded()]


def _dump(content: Mapping[str, object]) -> str:
    return str(yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000))


def _statement(record: StatementRecord) -> dict[str, object]:
    found: dict[str, object] = {"id": record.id, "kind": record.kind, "says": _Inline(record.says)}
    if record.also:
        found["also"] = [_Inline(triple) for triple in record.also]
    for key, value in record.details:
        values = found.setdefault(key, _Inline())
        assert isinstance(values, _Inline)  # noqa: S101  # no other key is one of a detail
        values.append(value)
    found["quote"] = [_quote(each) for each in record.quotes]
    found["basis"] = record.basis
    if record.review:
        found["review"] = {key: value for key, value in record.review._asdict().items() if value}
    return found


def _quote(quote: QuotedWords) -> object:
    return quote.text if quote.start is None else {"at": quote.start, "words": quote.text}


def _suggestion(suggestion: DraftSuggestion) -> dict[str, object]:
    """Return an entry; the statements of an accepted suggestion stand among the accepted."""
    found: dict[str, object] = {"id": suggestion.id}
    found |= {key: value for key in _TEXTS if (value := getattr(suggestion, key))}
    found["confidence"] = f"{suggestion.confidence:.3f}"
    found["paragraph"] = suggestion.paragraph
    found["spans"] = [_Inline(span) for span in suggestion.spans]
    if suggestion.is_new:
        found["is_new"] = True
    for key in ("hangs_on", "states"):
        if values := getattr(suggestion, key):
            found[key] = _Inline(values)
    if suggestion.decision:
        found["decision"] = {key: value for key, value in suggestion.decision._asdict().items() if value}
    if suggestion.corrections:
        found["corrections"] = [each._asdict() for each in suggestion.corrections]
    if suggestion.state == ACCEPTED:
        found["statements"] = _Inline(each.id for each in suggestion.statements)
    else:
        found["statements"] = [_statement(each) for each in suggestion.statements]
    found["parts"] = [_part(each) for each in suggestion.parts]
    return found


def _part(part: SuggestionPart) -> dict[str, object]:
    found: dict[str, object] = {
        key: value for key in _PART if key != "candidates" and (value := getattr(part, key))
    }
    if part.candidates:
        found["candidates"] = [_candidate(each) for each in part.candidates]
    return found


def _candidate(candidate: PartCandidate) -> dict[str, object]:
    found: dict[str, object] = {"value": candidate.value, "label": candidate.label}
    found["score"] = f"{candidate.score:.3f}"
    if candidate.reason:
        found["reason"] = candidate.reason
    if candidate.defines:
        found["defines"] = [_Inline(triple) for triple in candidate.defines]
    return found


def _source(matter: dict[str, YamlNode], *, keep_text: bool) -> SourceRecord:
    found: dict[str, Any] = {key: _text(matter, key) for key in _SOURCE}
    if found["licence"] == _UNSTATED:
        found["licence"] = ""
    return SourceRecord(**found, keep_text=keep_text)


def _read_suggestion(node: YamlNode, records: Iterable[StatementRecord]) -> DraftSuggestion:
    entry = node.mapping(_SUGGESTED, ("id", "kind", "sentence", "statements"))
    state = _text(entry, "state") or WAITING
    if state not in _STATES:
        raise entry["state"].error(f"{state!r} is not a state; write {', '.join(sorted(_STATES))}")
    return DraftSuggestion(
        id=entry["id"].text(),
        statements=tuple(_read_statement(each, records) for each in entry["statements"].items()),
        parts=tuple(map(_read_part, _items(entry, "parts"))),
        spans=tuple(_span(each) for each in _items(entry, "spans")),
        confidence=entry["confidence"].read(float) if "confidence" in entry else 1.0,
        paragraph=entry["paragraph"].read(_whole) if "paragraph" in entry else 0,
        hangs_on=tuple(each.text() for each in _items(entry, "hangs_on")),
        states=tuple(each.text() for each in _items(entry, "states")),
        is_new=_flag(entry, "is_new"),
        decision=_decision(entry["decision"]) if "decision" in entry else None,
        corrections=tuple(map(_correction, _items(entry, "corrections"))),
        **{key: _text(entry, key) for key in _TEXTS if key != "state"},
        state=state,
    )


def _read_statement(node: YamlNode, records: Iterable[StatementRecord]) -> StatementRecord:
    """Return a statement that stands here, or that is named here and stands among the accepted."""
    if not node.is_scalar:
        return read_record(node)
    for each in records:
        if each.id == node.text():
            return _bare(each)
    raise node.error(f"no statement {node.text()!r} among the accepted")


def _bare(record: StatementRecord) -> StatementRecord:
    """Return a statement without what accepting it added; see `DraftSuggestion.recorded`."""
    unseen = isinstance(record.review, ReviewRecord) and not record.review.reviewer
    details = record.details[:-1] if unseen else record.details
    return replace(record, review=None, details=details)


def _read_part(node: YamlNode) -> SuggestionPart:
    entry = node.mapping(_PART, ("name", "label"))
    plain = {key: _text(entry, key) for key in _PART if key not in {"candidates", "required"}}
    candidates = tuple(map(_read_candidate, _items(entry, "candidates")))
    return SuggestionPart(**plain, candidates=candidates, required=_flag(entry, "required"))


def _read_candidate(node: YamlNode) -> PartCandidate:
    entry = node.mapping(PartCandidate._fields, ("value", "label"))
    defines = tuple(_triple(each) for each in _items(entry, "defines"))
    score = entry["score"].read(float) if "score" in entry else 1.0
    return PartCandidate(entry["value"].text(), entry["label"].text(), score, _text(entry, "reason"), defines)


def _triple(node: YamlNode) -> TripleText:
    subject, predicate, value = (each.text() for each in _exactly(node, 3))
    return subject, predicate, value


def _span(node: YamlNode) -> tuple[int, int]:
    start, end = (each.read(_whole) for each in _exactly(node, 2))
    return start, end


def _exactly(node: YamlNode, number: int) -> list[YamlNode]:
    if len(found := node.items()) != number:
        raise node.error(f"expected a list of {number} values")
    return found


def _decision(node: YamlNode) -> Decision:
    entry = node.mapping(Decision._fields, ("time",))
    return Decision(*(_text(entry, key) for key in Decision._fields))


def _correction(node: YamlNode) -> Correction:
    entry = node.mapping(Correction._fields, ("part",))
    return Correction(*(_text(entry, key) for key in Correction._fields))


def _items(entry: dict[str, YamlNode], key: str) -> list[YamlNode]:
    return entry[key].items() if key in entry else []


def _text(entry: dict[str, YamlNode], key: str) -> str:
    return entry[key].text() if key in entry else ""


def _flag(entry: dict[str, YamlNode], key: str) -> bool:
    return _text(entry, key) == "true"


def _whole(text: str) -> int:
    if (number := texts.natural(text)) is None:
        raise ValueError(f"{text!r} is no whole number")
    return number
