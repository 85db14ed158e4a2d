"""The day of an event: which of the dates in a sentence belongs to which trigger."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import DATE_TAG
from bilateral.analysis.event_comparison import ENCOUNTERS
from bilateral.analysis.events.words.event_lexicon import CANCEL, TAKE_PLACE, clause_words, grammar
from bilateral.analysis.findings import DENIED, PLANNED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.events.clauses.arguments import Arguments
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.words.clause_tokens import ClauseToken, Tokens
    from bilateral.analysis.findings import FoundDate

_NO_DAY_AFTER: Final = frozenset(
    {"since", "until", "till", "by", "before", "after", "than", "of", "from", "through", "between", "to"}
)
_STARTS_FROM: Final = frozenset({"visit", "session", "summit", "military"})
"""Kinds that last: they begin on a day from which they are."""
_SPANNING: Final = frozenset({"from", "between", "of", "through"})
_DUE: Final = clause_words("due")
_BEFORE_DUE_DAY: Final = clause_words("before_due_day")
_AFTERMATH: Final = clause_words("aftermath")
_OF_ANOTHER: Final = frozenset({"of", "from", "at", "reached", "achieved", "adopted"})
_SUBORDINATING: Final = grammar("clauses", "ends") - {"that", "as", "when", "including"}
_BACKGROUND: Final = frozenset({"following", "after", "amid", "despite", "since"})
_AFTER_DATE: Final = clause_words("not_in_phrase") | clause_words("governing")
_ONLY_SAID: Final = frozenset({PLANNED, DENIED})
"""What was only spoken of on the day of the announcement."""
_REPORT: Final = 8
_CLAUSE: Final = 14
_PARTING: Final = frozenset({";", ":", "and", "or", "that", "said", "to"})
_SAYING: Final = clause_words("saying")
_BEFORE_DAY: Final = frozenset({"on", "late", "early", "earlier", "later"})
_OPENING: Final = 4
"""A date among so many first tokens of a sentence opens it: "Late on Sunday, ..."."""


def day_of(
    tokens: Tokens, trigger: Trigger, arguments: Arguments, others: Sequence[Trigger], status: str
) -> FoundDate | None:
    """Return the date of a sentence that belongs to a trigger, None if none does.

    `others` are all triggers of the sentence, `status` is what the clause makes of the event.
    """
    for index in trigger.dates or _candidates(tokens, trigger, arguments, others):
        tag = tokens[index].tag
        if status in _ONLY_SAID and _is_of_saying(tokens, index, trigger):
            continue
        is_own = index in trigger.dates
        if tag and tag.letter == DATE_TAG and tag.date and (is_own or not _is_bound(tokens, index, trigger)):
            return tag.date
    return None


def _is_of_saying(tokens: Tokens, index: int, trigger: Trigger) -> bool:
    """Return whether a date is of the announcement: "said on Monday that he would", "on Monday invited"."""
    invites = trigger.frame == "inviting"
    if index >= trigger.end or (index > trigger.first and not invites):
        return False
    at = index
    while at > 0 and tokens[at - 1].lower in _BEFORE_DAY:
        at -= 1
    if at and tokens[at - 1].lower in _SAYING:
        return True
    end = trigger.last if invites else trigger.start
    said = next((each for each in range(index + 1, end) if tokens[each].lower in _SAYING), 0)
    inserted = "," in {token.lower for token in tokens[said + 1 : said + 2]}
    opens = index <= _OPENING or tokens[at - 1].tag is not None
    return bool(said) and opens and not inserted


def _candidates(
    tokens: Tokens, trigger: Trigger, arguments: Arguments, others: Sequence[Trigger]
) -> list[int]:
    """Return where dates of the trigger may stand, the likeliest first."""
    dates = [index for index, token in enumerate(tokens) if token.letter == DATE_TAG]
    if not dates:
        return []
    own = [index for index in dates if _modifies(tokens, index, trigger)]
    free = [
        index
        for index in dates
        if index not in own
        and not _modifies_another(tokens, index, trigger, others)
        and not _is_looked_back_on(tokens, index, trigger)
        and not _is_said_of_party(index, arguments)
        and not _is_of_name(tokens, index)
    ]
    due = [index for index in free if _is_of_verb_after(tokens, index, arguments)]
    due += [index for index in free if _is_due(tokens, index, trigger, others)]
    inserted = [index for index in free if _is_inserted(index, trigger, arguments)]
    right = [index for index in free if trigger.start <= index < _right_end(trigger, arguments, others)]
    if _is_called_off(arguments):
        right = [index for index in right if arguments.carrier and index < arguments.carrier.first]
    left = [index for index in reversed(free) if _left_end(tokens, trigger, others) <= index < trigger.start]
    left = [index for index in left if not _is_of_opening_clause(tokens, index, trigger, free)]
    right += [index for index in free if index not in right and _is_of_clause(tokens, index, trigger, others)]
    if trigger.kind == "vote":
        right += [
            index for index in free if any(token.lower == "vote" for token in tokens[index - 4 : index])
        ]
    opening = [index for index in free if index <= _OPENING and not _is_subordinate(tokens, trigger)]
    return (
        own
        + due
        + inserted
        + right
        + left
        + opening
        + [index for index in free if _is_of_report(tokens, index)]
    )


def _is_due(tokens: Tokens, index: int, trigger: Trigger, others: Sequence[Trigger]) -> bool:
    """Return whether a date says when it was to be: "a visit that was scheduled for 8 June"."""
    if index < trigger.end or any(trigger.end <= each.start < index for each in others):
        return False
    if trigger.kind not in ENCOUNTERS | {"visit"}:
        return False
    at = index - 1
    while at > trigger.end and tokens[at].lower in _BEFORE_DUE_DAY:
        at -= 1
    return tokens[at].lower in _DUE and at + 1 < index


def _is_looked_back_on(tokens: Tokens, index: int, trigger: Trigger) -> bool:
    """Return whether a date is of what is spoken of: "discussed the outcome of the summit on 8 May"."""
    between = [token.lower for token in tokens[trigger.end : index]]
    return any(
        word in _AFTERMATH and following in _OF_ANOTHER for word, following in itertools.pairwise(between)
    )


def _is_said_of_party(index: int, arguments: Arguments) -> bool:
    """Return whether a date stands in what is said of a name: "met Xi, who took office on 3 May, in"."""
    groups = (group for groups in arguments.groups.values() for group in groups)
    return any(item.first < index < item.last for group in groups for item in group.items)


def _is_of_name(tokens: Tokens, index: int) -> bool:
    """Return whether a year tells one thing from others of its name: "within the 1967 borders"."""
    if not 0 < index < len(tokens) - 1:
        return False
    tag, before, following = tokens[index].tag, tokens[index - 1].lower, tokens[index + 1]
    is_year = tag is not None and tag.date is not None and len(tag.date.value) == len("1967")
    is_named = following.is_word and following.lower not in _AFTER_DATE
    return is_year and before in {"the", "'s", "its", "their"} and is_named


def _is_of_verb_after(tokens: Tokens, index: int, arguments: Arguments) -> bool:
    """Return whether a date follows the verb at once: "the visit, planned for May, took place on 3 June"."""
    carrier = arguments.carrier
    if carrier is None or carrier.sense != TAKE_PLACE or not carrier.noun_is_subject:
        return False
    between = [token.lower for token in tokens[carrier.last : index]]
    return carrier.last <= index <= carrier.last + _REPORT and not set(between) & (
        _PARTING | _SUBORDINATING | {","}
    )


def _is_of_clause(tokens: Tokens, index: int, trigger: Trigger, others: Sequence[Trigger]) -> bool:
    """Return whether nothing parts a date from the trigger before it: "ordered its envoy home on 4 May"."""
    if index < trigger.end or any(trigger.end <= each.start < index for each in others):
        return False
    between = [token.lower for token in tokens[trigger.end : index]]
    inserted = between.count(",") % 2
    return (
        len(between) <= _CLAUSE
        and not inserted
        and not set(between) & (_PARTING | grammar("clauses", "ends"))
    )


def _modifies(tokens: Tokens, index: int, trigger: Trigger) -> bool:
    """Return whether a date stands within the noun's own phrase: "Friday's talks", "the 2014 summit"."""
    head = trigger.object[0] if trigger.object[1] else trigger.first
    if not index < head <= index + 5:
        return False
    between = tokens[index + 1 : head]
    return all(
        token.lower == "'s" or token.is_a("a") or (token.is_word and _is_adjective(token))
        for token in between
        if token.lower != ","
    )


def _is_adjective(token: ClauseToken) -> bool:
    return token.lower.endswith(
        ("al", "ic", "ary", "ial", "ive", "ful", "ate", "day", "ed")
    ) or token.lower in {
        "peace",
        "trade",
        "joint",
        "summit",
        "working",
        "phone",
        "telephone",
    }


def _modifies_another(tokens: Tokens, index: int, trigger: Trigger, others: Sequence[Trigger]) -> bool:
    return any(each != trigger and _modifies(tokens, index, each) for each in others)


def _right_end(trigger: Trigger, arguments: Arguments, others: Sequence[Trigger]) -> int:
    """Return up to where dates on the right belong to it: the next trigger, or the end of its clause."""
    following = [each.start for each in others if each.start >= trigger.end]
    return min([arguments.end + 1, *following]) if following else arguments.end + 1


def _left_end(tokens: Tokens, trigger: Trigger, others: Sequence[Trigger]) -> int:
    """Return from where dates on the left belong to it."""
    before = [each.end for each in others if each.end <= trigger.start]
    start = max(before, default=0)
    for index in range(trigger.start - 1, start, -1):
        if _opens_clause(tokens, index):
            return index
    return start


def _opens_clause(tokens: Tokens, index: int) -> bool:
    return tokens[index].lower == ";" or tokens[index].lower in {
        "after",
        "before",
        "while",
        "because",
        "but",
        "who",
        "which",
        "although",
        "following",
        "amid",
        "despite",
        "since",
    }


def _is_of_report(tokens: Tokens, index: int) -> bool:
    """Return whether a date says when it was announced: "has signed, the minister said on Monday"."""
    for at in range(index - 1, max(index - _REPORT, -1), -1):
        if tokens[at].lower in grammar("reporting", "verbs"):
            return True
        if tokens[at].lower in {",", ";"}:
            return False
    return False


def _is_inserted(index: int, trigger: Trigger, arguments: Arguments) -> bool:
    """Return whether a date stands between noun and verb: "the visit, planned for May, was"."""
    carrier = arguments.carrier
    return carrier is not None and carrier.noun_is_subject and trigger.end <= index < carrier.first


def _is_called_off(arguments: Arguments) -> bool:
    """Return whether a date after the verb is the day of the cancellation."""
    carrier = arguments.carrier
    return carrier is not None and carrier.sense == CANCEL and carrier.noun_is_subject


def _is_subordinate(tokens: Tokens, trigger: Trigger) -> bool:
    """Return whether "after" or the like stands between the opening of the sentence and the trigger."""
    words = [token.lower for token in tokens[_OPENING : trigger.start]]
    opens = [at for at, word in enumerate(words) if word in _SUBORDINATING]
    return bool(opens) and "," not in words[opens[-1] :]


def _is_of_opening_clause(tokens: Tokens, index: int, trigger: Trigger, dates: Sequence[int]) -> bool:
    """Return whether a date stands in a clause that another date opens: "Two weeks after ... in March, "."""
    opening = min(dates)
    closes = "," in {token.lower for token in tokens[index : trigger.start]}
    named = opening <= 1 and opening < index
    return closes and (named or _is_background(tokens, index))


def _is_background(tokens: Tokens, index: int) -> bool:
    """Return whether a month or year is of what was before: "Following the sinking of a ship in March, "."""
    tag = tokens[index].tag
    is_day = tag is not None and tag.date is not None and tag.date.value.count("-") > 1
    follows = tokens[0].lower in _BACKGROUND and "," not in {token.lower for token in tokens[:index]}
    return follows and not is_day


def _is_bound(tokens: Tokens, index: int, trigger: Trigger) -> bool:
    """Return whether a date only bounds a time: "since Friday", "the first by a Pope in 45 years"."""
    before = tokens[index - 1].lower if index else ""
    starts = before == "from" and trigger.kind in _STARTS_FROM
    if before in _SPANNING and (starts or _is_range(tokens[index])):
        return False
    return bool(index) and (before in _NO_DAY_AFTER or _is_of_years(tokens, index))


def _is_range(token: ClauseToken) -> bool:
    """Return whether a date has a first and a last day: "from 7 to 11 April"."""
    return token.tag is not None and token.tag.date is not None and "/" in token.tag.date.value


def _is_of_years(tokens: Tokens, index: int) -> bool:
    tag = tokens[index].tag
    of_years = tag is not None and tag.date is not None and tag.date.relative and "-" not in tag.date.value
    return of_years and any(token.lower == "first" for token in tokens[max(index - _REPORT, 0) : index])
