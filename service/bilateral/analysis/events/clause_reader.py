"""From the sentences of a text to the events that each of its clauses tells of."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.annotated_text import PLACE_TAG, STATE_TAG, Actor
from bilateral.analysis.events.clauses.actor_groups import groups_of
from bilateral.analysis.events.clauses.argument_search import arguments_of
from bilateral.analysis.events.clauses.arguments import (
    BETWEEN,
    FROM,
    JOINED,
    MODIFIER,
    OBJECT,
    OF,
    OWNER,
    WITH,
)
from bilateral.analysis.events.clauses.clause_subjects import first_subject
from bilateral.analysis.events.clauses.fitness import is_fit
from bilateral.analysis.events.clauses.triggers import NOUN, triggers_of
from bilateral.analysis.events.clauses.verb_groups import BY_CONTEXT, NEGATED, OPEN, is_by_paper
from bilateral.analysis.events.event_context import narrator_of
from bilateral.analysis.events.event_days import day_of
from bilateral.analysis.events.event_places import place_of
from bilateral.analysis.events.event_statuses import told_status
from bilateral.analysis.events.parties.discourse import Discourse
from bilateral.analysis.events.parties.narrators import speaker_in
from bilateral.analysis.events.parties.party_roles import parties_of
from bilateral.analysis.events.parties.passing_mentions import (
    drop_wanting,
    is_ended,
    is_lasting,
    without_author,
)
from bilateral.analysis.events.several_events import completed
from bilateral.analysis.events.sittings import held_again, next_sitting
from bilateral.analysis.events.told_event import EventParty, ToldEvent
from bilateral.analysis.events.words.clause_tokens import tokens_of
from bilateral.analysis.events.words.event_lexicon import LEADING, NOMINAL, clause_words, grammar
from bilateral.analysis.events.words.word_forms import BASE, PRESENT
from bilateral.analysis.findings import CANCELLED, DENIED, OCCURRED, ORGANISATION, PLANNED, STATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.annotated_text import AnnotatedText, TaggedSentence
    from bilateral.analysis.events.clauses.actor_groups import ActorGroup
    from bilateral.analysis.events.clauses.arguments import Arguments
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.words.clause_tokens import Tokens
    from bilateral.analysis.knowledge import Knowledge

_PHRASE: Final = 6
_COUNTRY: Final = clause_words("country")
_NOWHERE: Final = TextSpan(0, 0)
_PHONES: Final = clause_words("phones")
_BETWEEN_TWO: Final = frozenset({"relations", "recognition", "expulsion", "sanctions"})
_SANCTIONS: Final = "sanctions"
_PAPERS: Final = frozenset({"agreement", "declaration"})
_RELEVANT: Final = frozenset(
    {"relevant", "corresponding", "respective", "said", "this", "that", "aforementioned"}
)
_TURNING: Final = frozenset({"relations", "recognition", "sanctions"})
_OUTWARD: Final = frozenset({"travel", "entry", "visa", "visas", "embargo"})
_FIRING: Final = clause_words("firing")
_ENDING: Final = clause_words("ending")
_WAY: Final = 20
_NEXT: Final = 5
_HOMEWARD: Final = frozenset({"leave", "return", "depart", "go", "consultations", "consultation", "talks"})
_UNDONE: Final = frozenset({CANCELLED, DENIED})
_DEFINITE: Final = frozenset({"the", "this", "his", "her", "their", "its", "these", "that", "both"})


class ClauseParse(Protocol):
    """What a dependency parse adds to the rules of clauses."""

    def tells(self, sentence: int, tokens: Tokens, trigger: Trigger) -> bool:
        """Return whether words of a sentence that may tell of an event do."""

    def complete(self, sentence: int, tokens: Tokens, trigger: Trigger, arguments: Arguments) -> None:
        """Add who takes part to what the rules found around a trigger of a sentence."""


def told_events(
    annotated: AnnotatedText, knowledge: Knowledge, parse: ClauseParse | None = None
) -> tuple[ToldEvent, ...]:
    """Return what each clause tells of, in the order of the text."""
    narrator = narrator_of(annotated, knowledge)
    discourse = Discourse((narrator,) if narrator else ())
    found: list[ToldEvent] = []
    for number in range(len(annotated.sentences)):
        found += _of_sentence(annotated, knowledge, number, discourse, parse)
    return tuple(found)


def _of_sentence(
    annotated: AnnotatedText,
    knowledge: Knowledge,
    number: int,
    discourse: Discourse,
    parse: ClauseParse | None,
) -> list[ToldEvent]:
    sentence = annotated.sentences[number]
    tokens = tokens_of(sentence, annotated)
    groups = without_author(tokens, groups_of(tokens), is_title=sentence.is_title)
    fit = _fit(tokens, groups, number, parse)
    triggers = [trigger for trigger, _ in fit]
    found: list[ToldEvent] = []
    for trigger, arguments in fit:
        told = _told(tokens, trigger, arguments, triggers, found)
        if _is_lasting(told, tokens, trigger, sentence):
            continue
        told = told and discourse.of_same_kind(told, again=bool(trigger.action and trigger.action.again))
        if told:
            told = replace(
                told, sentence=number, trigger=_source(sentence, tokens, trigger), in_title=sentence.is_title
            )
            speaker = speaker_in(annotated, sentence, arguments)
            is_quoted = annotated.is_quoted(told.trigger.start) and not speaker
            told = replace(told, is_quoted=is_quoted)
            parties = parties_of(trigger, arguments, speaker or discourse.stand_for(arguments, trigger))
            if is_ended(tokens, trigger, arguments):
                parties, told = (), replace(told, date=None, place=None)
            if not parties and (trigger.frame == "parties" or trigger.dates or _has_day(tokens, trigger)):
                parties = discourse.parties_of_last()
            if trigger.form == NOUN and told.refers_back and set(arguments.groups) == {JOINED}:
                parties = discourse.parties_of_last() + parties
                told = replace(told, adds_parties=True)
            parties = _of_bodies(_with_target(told, parties, found), annotated)
            parties += _of_posts(told, tokens[trigger.start : trigger.end], annotated)
            parties = discourse.with_target(told, parties) if told.kind == _SANCTIONS else parties
            told = replace(told, parties=parties)
            found[-1:] = [_dated_by_paper(each, told, tokens, trigger) for each in found[-1:]]
            if trigger.frame in LEADING:
                told = _to_the_country(told, tokens, trigger, annotated)
            made = completed(told, trigger, arguments, tokens, knowledge)
            found += made + held_again(made[-1], tokens, trigger, knowledge) if made else []
            discourse.note_parties(parties)
    discourse.note_sentence(groups, first_subject(tokens, groups, len(tokens)))
    return discourse.dated(found, tokens)


def _has_day(tokens: Tokens, trigger: Trigger) -> bool:
    """Return whether a noun is told apart by its day from what was told before: "the 7 May call"."""
    before = tokens[max(trigger.first - 2, 0) : trigger.first]
    is_call = trigger.form == NOUN and trigger.kind in {"call", "meeting"}
    return is_call and [token.letter or token.lower for token in before] in (["the", "d"], ["their", "d"])


def _to_the_country(told: ToldEvent, tokens: Tokens, trigger: Trigger, annotated: AnnotatedText) -> ToldEvent:
    """Let "his first visit to the country" lead to the last state named that is not the visitor's."""
    words = [token.lower for token in tokens[trigger.end : trigger.end + _PHRASE]]
    if words[:1] not in (["to"], ["the"], ["this"]) or not set(words) & _COUNTRY:
        return told
    own = {party.actor.state for party in told.parties}
    last = bisect_left(annotated.tags, told.trigger.start, key=lambda tag: tag.span.start)
    named = (
        tag.actors[0].state for tag in reversed(annotated.tags[:last]) if tag.letter in "sl" and tag.actors
    )
    state = next((each for each in named if each and each not in own), None)
    return replace(told, states=(state,)) if state else told


def _fit(
    tokens: Tokens, groups: Sequence[ActorGroup], number: int, parse: ClauseParse | None
) -> list[tuple[Trigger, Arguments]]:
    """Return the triggers of a sentence that have what they need, with who stands around them."""
    found = []
    triggers = triggers_of(tokens)
    for at, trigger in enumerate(triggers):
        if parse and not parse.tells(number, tokens, trigger):
            continue
        arguments = arguments_of(tokens, groups, trigger, _next_act(tokens, triggers[at:]))
        if parse:
            parse.complete(number, tokens, trigger, arguments)
        drop_wanting(tokens, arguments)
        if is_fit(tokens, trigger, arguments) and not is_lasting(tokens, trigger, arguments):
            found.append((trigger, arguments))
    found = [pair for at, pair in enumerate(found) if not _leads_to(pair[0], found[at + 1 : at + 2])]
    return [pair for at, pair in enumerate(found) if not _is_way_home(tokens, pair, found[:at])]


def _next_act(tokens: Tokens, triggers: Sequence[Trigger]) -> int | None:
    """Return where the next act of the kind of the first begins: "expelled two for the expulsion of one".

    Of a list of sittings, that is the second.
    """
    first = triggers[0]
    if sitting := next_sitting(tokens, first):
        return sitting
    same = (each.start for each in triggers[1:] if each.kind == first.kind and each.form == NOMINAL)
    return next(same, None) if first.kind == "expulsion" else None


def _is_way_home(
    tokens: Tokens, pair: tuple[Trigger, Arguments], before: Sequence[tuple[Trigger, Arguments]]
) -> bool:
    """Return whether envoys go, or are consulted, as they are told: "ordered its envoy to return to Rome".

    The state that they are to leave is added to those of the expulsion.
    """
    trigger, arguments = pair
    expulsion = next((each for each in reversed(before) if each[0].kind == "expulsion"), None)
    word = tokens[trigger.first].lower
    if expulsion is None or trigger.end - expulsion[0].end > _WAY or word not in _HOMEWARD:
        return False
    if word == "leave":
        for group in arguments.of(OBJECT):
            expulsion[1].add(FROM, group)
    return True


def _leads_to(trigger: Trigger, following: Sequence[tuple[Trigger, Arguments]]) -> bool:
    """Return whether a vote is told by what it decides: "voted to recognise"."""
    is_alone = trigger.kind == "vote" and not trigger.object[1]
    return is_alone and any(
        after.start <= trigger.end + _NEXT and after.form != NOMINAL for after, _ in following
    )


def _dated_by_paper(paper: ToldEvent, told: ToldEvent, tokens: Tokens, trigger: Trigger) -> ToldEvent:
    """A paper is of the day and place of what it does: "signed an agreement establishing relations in"."""
    if paper.kind not in _PAPERS or not is_by_paper(tokens, trigger.first):
        return paper
    return replace(paper, date=paper.date or told.date, place=paper.place or told.place)


def _with_target(
    told: ToldEvent, parties: tuple[EventParty, ...], before: Sequence[ToldEvent]
) -> tuple[EventParty, ...]:
    """Take the other side from the event before: "broke with Mali and expelled its envoys"."""
    own = {party.actor.state for party in parties}
    if told.kind not in _BETWEEN_TWO or not before or len(own) != 1:
        return parties
    others = tuple(party for party in before[-1].parties if party.actor.state not in own)
    is_shared = own <= {party.actor.state for party in before[-1].parties} and before[-1].kind in _BETWEEN_TWO
    target = (replace(party, role=None if told.kind == "relations" else "target") for party in others)
    return parties + tuple(target) if is_shared else parties


def _of_posts(told: ToldEvent, tokens: Tokens, annotated: AnnotatedText) -> tuple[EventParty, ...]:
    """Return the states that envoys are accredited to: "the Armenian ambassador to Hungary"."""
    if told.kind != "expulsion":
        return ()
    posts = [token.tag for token in tokens if token.tag and any(each.office for each in token.tag.actors)]
    return tuple(
        EventParty(Actor(mention.entity, mention.entity.id), "target", "where the envoy is")
        for tag in posts
        for mention in annotated.mentions
        if tag.span.start <= mention.span.start < tag.span.end
        and mention.entity.kind == STATE
        and all(mention.entity.id != actor.state for actor in tag.actors)
    )


def _of_bodies(parties: tuple[EventParty, ...], annotated: AnnotatedText) -> tuple[EventParty, ...]:
    """Mark persons who hold an office of an organisation: the President of the European Council."""
    held = {
        held.person for held in annotated.offices if held.of and held.of.id and held.of.kind == ORGANISATION
    }
    return tuple(replace(party, is_of_body=party.actor.entity in held) for party in parties)


def _told(
    tokens: Tokens,
    trigger: Trigger,
    arguments: Arguments,
    triggers: Sequence[Trigger],
    before: Sequence[ToldEvent],
) -> ToldEvent | None:
    """Return the event without its parties; None if the clause leaves open whether it is one."""
    status = told_status(tokens, trigger, arguments)
    if status in {OPEN, NEGATED}:
        return None
    told = ToldEvent(
        kind=trigger.kind,
        status=status,
        sentence=0,
        trigger=_NOWHERE,
        form=trigger.form,
        date=day_of(tokens, trigger, arguments, triggers, status),
        place=place_of(tokens, trigger, arguments, triggers),
        refers_back=_refers_back(tokens, trigger),
        turn=_turn(tokens, trigger),
        is_outward=_is_outward(tokens, trigger),
        is_another=_is_another(tokens, trigger),
    )
    told = _of_kind_by_clause(told, tokens, trigger, arguments)
    return _after_another(told, before[-1], tokens, trigger) if before else told


def _is_of_body(arguments: Arguments) -> bool:
    """Return whether a meeting is one of a body: "the meeting of the Council", "a NATO meeting"."""
    if arguments.of(WITH, BETWEEN, OWNER):
        return False
    of = [actor for group in arguments.of(OF, MODIFIER) for actor in group.actors]
    return bool(of) and all(actor.entity.kind == ORGANISATION and actor.state is None for actor in of)


def _of_kind_by_clause(told: ToldEvent, tokens: Tokens, trigger: Trigger, arguments: Arguments) -> ToldEvent:
    """Who "spoke in Laos" met; who is to be received comes on a visit."""
    if trigger.kind == "meeting" and trigger.form == NOUN and _is_of_body(arguments):
        return replace(told, kind="session")
    if trigger.frame == "raising" and any(token.lower in _PHONES for token in tokens[trigger.last :]):
        return replace(told, kind="call")
    if trigger.kind == "call" and trigger.form != NOUN and told.place and not _is_by_phone(tokens):
        return (
            replace(told, kind="meeting") if _is_before_topic(tokens, trigger) else replace(told, place=None)
        )
    if told.kind == "call":
        return replace(told, place=None)
    if trigger.frame == "hosting" and told.status == PLANNED:
        return replace(told, kind="visit")
    return told


def _is_before_topic(tokens: Tokens, trigger: Trigger) -> bool:
    """Tell "spoke with Xi in Bali about trade" from "spoke with Xi to praise what was done in Bali"."""
    topic = next((at for at in range(trigger.last + 1, len(tokens)) if _opens_topic(tokens, at)), len(tokens))
    return any(
        tokens[at].is_a(PLACE_TAG + STATE_TAG) and tokens[at - 1].lower in {"in", "at"}
        for at in range(1, topic)
    )


def _opens_topic(tokens: Tokens, index: int) -> bool:
    is_aim = tokens[index].lower == "to" and tokens[min(index + 1, len(tokens) - 1)].is_word
    return is_aim or tokens[index].lower in {"about", "regarding"}


def _is_by_phone(tokens: Tokens) -> bool:
    return any(token.lower in _PHONES for token in tokens)


def _after_another(told: ToldEvent, other: ToldEvent, tokens: Tokens, trigger: Trigger) -> ToldEvent:
    """Add what the event before it in its sentence tells of it: "fly to Kyiv for talks with"."""
    before = tokens[trigger.first - 1].lower
    if before == "and" and told.status == other.status:
        return replace(told, date=told.date or other.date)
    if told.status != BY_CONTEXT or (other.status in _UNDONE and before not in {"for", "to"}):
        return told
    if any(
        token.lower in grammar("reporting", "verbs")
        for token in tokens[max(trigger.first - _PHRASE, 0) : trigger.first]
    ):
        return told
    told = replace(told, status=other.status)
    if other.kind == "visit" and before in {"for", "to"}:
        told = replace(told, place=told.place or other.place, date=told.date or other.date)
    return told


def _refers_back(tokens: Tokens, trigger: Trigger) -> bool:
    if trigger.passive and trigger.kind in _PAPERS:
        before = tokens[max(trigger.object[0] - 2, 0) : trigger.start]
        return any(token.lower in _RELEVANT for token in before)
    if trigger.form != NOUN or trigger.standing:
        return False
    return any(token.lower in _DEFINITE for token in tokens[max(trigger.first - 4, 0) : trigger.first])


def _is_lasting(told: ToldEvent | None, tokens: Tokens, trigger: Trigger, sentence: TaggedSentence) -> bool:
    """Tell "Samoa and Tuvalu, which recognise Taiwan" from the headline "Samoa recognises Taiwan"."""
    is_now = trigger.kind == "recognition" and trigger.form in {BASE, PRESENT} and not sentence.is_title
    is_now = is_now and tokens[trigger.first - 1].lower != "to"
    return is_now and told is not None and told.status in {OCCURRED, BY_CONTEXT} and told.date is None


def _is_outward(tokens: Tokens, trigger: Trigger) -> bool:
    """Return whether words alone tell that others are hit: "issued a travel ban", "fired two missiles"."""
    words = {token.lower for token in tokens[trigger.start : trigger.end]}
    return bool(words & _OUTWARD) or bool(words & _FIRING and words & {"missile", "missiles"})


def _turn(tokens: Tokens, trigger: Trigger) -> str:
    """Return "end" for a verb that undoes what others do."""
    ends = any(token.lower in _ENDING for token in tokens[trigger.first : trigger.last])
    return "end" if ends and trigger.kind in _TURNING else ""


def _is_another(tokens: Tokens, trigger: Trigger) -> bool:
    """Return whether a paper is signed beside others: "also signed was", "signed another accord"."""
    if trigger.kind not in _PAPERS or not trigger.object[1]:
        return False
    before = [token.lower for token in tokens[max(trigger.start - 1, 0) : trigger.end]]
    opening = " ".join(token.lower for token in tokens[:2])
    is_added = before[:1] == ["also"] or opening.startswith(("in addition", "additionally", "separately"))
    return is_added or bool({"another", "separate", "further"} & set(before))


def _source(sentence: TaggedSentence, tokens: Tokens, trigger: Trigger) -> TextSpan:
    return sentence.source_span(tokens[trigger.start].start, tokens[trigger.end - 1].end)
