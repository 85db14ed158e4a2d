"""What tells how sure a finding is: features, each `name=value`, the most telling first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.analysis.events.event_features import features as event_features
from bilateral.analysis.findings import ORGANISATION, PERSON, FoundEvent, FoundStatement, Mention, OfficeHeld

if TYPE_CHECKING:
    from bilateral.analysis.annotated_text import AnnotatedText


def features_of(
    finding: Mention | OfficeHeld | FoundEvent | FoundStatement, annotated: AnnotatedText
) -> tuple[str, ...]:
    """Return the features of a finding of a text."""
    if isinstance(finding, Mention):
        return _of_mention(finding)
    if isinstance(finding, OfficeHeld):
        return _of_office(finding)
    if isinstance(finding, FoundStatement):
        return _of_statement(finding, annotated)
    return event_features(finding, annotated)


def _of_mention(mention: Mention) -> tuple[str, ...]:
    return (
        f"known={_said(mention.entity.id is not None)}",
        f"kind={mention.entity.kind}",
        f"choices={_said(bool(mention.choices))}",
    )


def _of_office(office: OfficeHeld) -> tuple[str, ...]:
    return (
        f"of={_said(office.of is not None)}",
        f"known={_said(office.person.id is not None)}",
        f"status={office.status or 'none'}",
    )


def _of_statement(statement: FoundStatement, annotated: AnnotatedText) -> tuple[str, ...]:
    how = statement.grounds.rule
    return (
        f"rule={'described' if how.startswith(('described', 'document', 'named')) else how.split(',')[0]}",
        f"quoted={_said(bool(statement.wording))}",
        f"text={annotated.source.kind or 'none'}",
        f"speaker={_speaker(statement)}",
    )


def _speaker(statement: FoundStatement) -> str:
    if len(statement.speakers) > 1:
        return "several"
    kind = statement.speakers[0].kind
    return kind if kind in {PERSON, ORGANISATION} else "state"


def _said(value: bool) -> str:  # noqa: FBT001  # the value of a feature
    return "yes" if value else "no"
