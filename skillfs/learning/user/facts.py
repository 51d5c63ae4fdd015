"""Facts about the user: what a person's own sentences say of them, clause by clause, in third person.

A sentence is cut into clauses, each is put in plain words, and what it says of its speaker is put in third person.
Which of these sentences are facts, and what they are about, `fact_rules` knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import islice

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.clauses import beginnings, clauses_of, without_lead, without_remark
from skillfs.learning.english.fact_values import is_purpose
from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.one_offs import beyond_one_off
from skillfs.learning.english.orders import lasting_part, order_in, standing_wish
from skillfs.learning.english.recurring_texts import KEPT
from skillfs.learning.english.standing_orders import is_conditioned, standing_order
from skillfs.learning.english.third_person import others, third_person
from skillfs.learning.english.trailing import first_of_list, without_trailing
from skillfs.learning.protocol import FoundKind
from skillfs.learning.safety import beyond_secret, is_redacted
from skillfs.learning.user.addresses import address
from skillfs.learning.user.aims import aim
from skillfs.learning.user.appositions import appositions
from skillfs.learning.user.disclosures import disclosure, subject_first
from skillfs.learning.user.effects import effect
from skillfs.learning.user.fact_rules import meaning_of, meaning_of_habit, meaning_of_order
from skillfs.learning.user.habits import habit
from skillfs.learning.user.introductions import introduced
from skillfs.learning.user.meanings import Meaning
from skillfs.learning.user.named_wishes import verdict_on
from skillfs.learning.user.paraphrases import plain_clauses, plain_sentences
from skillfs.learning.user.recurrences import recurrence
from skillfs.learning.user.wishes import consequence, lasting_wishes
from skillfs.learning.user.word_order import in_usual_order


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that holds of the user. `text` is third person without a date; `key` is its subject and attribute."""

    text: str
    key: str
    topic: str
    kind: FoundKind
    message: int
    source: str
    time: datetime | None = None


def facts_in(statement: Statement) -> Iterator[Fact]:
    """The facts about the user that one sentence states, in its order."""
    said = replace(statement, source="", message=0, time=None)
    return (_fact(sentence, meaning, statement) for sentence, meaning in _told_once(said))


@lru_cache(maxsize=KEPT)
def _told_once(statement: Statement) -> tuple[tuple[str, Meaning], ...]:
    return tuple(_told(statement))


def _told(statement: Statement) -> Iterator[tuple[str, Meaning]]:
    """What a sentence tells of its speaker, in third person, whenever and wherever it is said."""
    text = _LAUGHS.sub("", statement.text)
    if statement.one_off:
        text = beyond_one_off(text)
    if is_redacted(text):
        text = beyond_secret(text)
    if not text or statement.invented or statement.reported or _HERE_ONLY.search(text) or _JOKES.search(text):
        return
    told: list[str] = []
    untold: list[str] = []
    for clause, sentences in () if is_conditioned(text) else _by_clause(text, corrects=statement.corrects):
        known = [(sentence, meaning) for sentence in sentences if (meaning := meaning_of(sentence))]
        for sentence, meaning in known:
            if not _is_passing(sentence, text):
                told.append(sentence)
                yield sentence, meaning
        if not known:
            untold.append(clause)
    for sentence in appositions(text):
        if sentence not in told and (meaning := meaning_of_habit(sentence)):
            yield sentence, meaning
    wishes = () if statement.asks else _beside(text, untold) if told else _orders(text, statement)
    for wish in wishes:
        if wish not in told and (meaning := meaning_of_order(wish)):
            yield wish, meaning
    if wishes and not told:
        return
    for clause in filter(_OF_SELF.search, untold):
        for sentence, meaning in _of_part(clause, statement):
            if sentence not in told and not _is_passing(sentence, text):
                told.append(sentence)
                yield sentence, meaning


def _orders(text: str, statement: Statement) -> Sequence[str]:
    """The third-person sentences of the orders, wishes and norms of a sentence that hold for good."""
    if order := standing_order(text, lasting=statement.holds) or verdict_on(statement.asked, text):
        return [order]
    return lasting_wishes(text, lasting=statement.holds)


def _beside(text: str, untold: Sequence[str]) -> Sequence[str]:
    """The wishes that stand beside what else a sentence tells, or follow from it."""
    return [*(wish for clause in untold for wish in lasting_wishes(clause)), *filter(None, (consequence(text),))]


def _of_part(clause: str, statement: Statement) -> list[tuple[str, Meaning]]:
    """What a clause that no rule knows tells in general, or else the longest beginning of it that tells something."""
    for plain in plain_clauses(_SINCE_LATELY.sub("", clause)):
        life = (None if statement.past else habit(plain) or recurrence(plain) or aim(plain)) or _disclosed(plain)
        if life and (meaning := meaning_of_habit(life)):
            return [(life, meaning)]
    for part in islice(beginnings(clause), _MAX_BEGINNINGS):
        if told := _known(part):
            return told
        if (life := _disclosed(part)) and (meaning := meaning_of_habit(life)):
            return [(life, meaning)]
    return []


def _known(part: str) -> list[tuple[str, Meaning]]:
    said = (sentence for plain in plain_clauses(part) for sentence in _readings(plain, lasting=False, corrects=False))
    return [(sentence, meaning) for sentence in map(_trimmed, said) if (meaning := meaning_of(sentence))]


def _disclosed(clause: str) -> str | None:
    """What a clause that no rule knows tells of its speaker in general, in third person."""
    clause = subject_first(clause)
    return address(clause) or effect(clause) or disclosure(clause)


_SINCE_LATELY = re.compile(
    r",? (?:now|instead|nowadays|these days|as of (?:now|today|last \w+|\w+day|(?:the )?\w+ of \w+|\w+))$",
    re.IGNORECASE,
)
"""What says that a state is new: it lasts all the same."""
_MAX_BEGINNINGS = 4
_OF_SELF = re.compile(
    r"\b(?:I|me|my|mine|we|us|our|myself|they/|she/|he/|nobody|no one|everyone|everybody)\b|\w/\w|^(?:it['’]s|the|"
    r"between|\w+days? (?:is|are)|"
    r"retired|self-employed|unemployed|on (?:par|mat|pat)|divorced|married|home|\w+ is what|[\w +-]+ (?:years|yrs|"
    r"decades) )",
    re.IGNORECASE,
)
"""Clauses that may tell of their speaker; every other costs nothing more."""


_LAUGHS = re.compile(r"^(?:lol|lmao|ha(?:ha)*|oops|ugh)[\s,.!]+(?=(?:my|our)\b)", re.IGNORECASE)
"""A laugh at what one's cat has just done: no joke about whose cat it is."""


def _is_passing(sentence: str, said: str) -> bool:
    """Whether what was said has ended ("I don't smoke any more") or is of the day ("I'm working from home today")."""
    return bool(
        (_DENIED.match(sentence) and _NO_MORE.search(said)) or (_PROGRESSIVE.match(sentence) and _TODAY.search(said))
    )


_DENIED = re.compile(r"The user (?:does|is|has|can|was|will)(?: ?not|n['’]t) ")
_PROGRESSIVE = re.compile(r"The user is \w+ing\b")
_TODAY = re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening|week)|right now)\b", re.IGNORECASE)


def _fact(sentence: str, meaning: Meaning, statement: Statement) -> Fact:
    return Fact(sentence, meaning.key, meaning.topic, meaning.kind, statement.message, statement.source, statement.time)


_SO_FAR = re.compile(
    r"^(?P<time>(?:for|over) the (?:past|last) (?:[\w-]+ ){1,3}years),? (?P<clause>I(?:['’]ve| have) been .+?)[.!]?$",
    re.IGNORECASE,
)
_HERE_ONLY = re.compile(r"\b(?:prefer|use|want|like|rather|keep|write)\b.{1,80}\bhere[.!]*$", re.IGNORECASE)
_NO_MORE = re.compile(r"\b(?:any ?(?:more|longer)|after all)\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:used to|previously|formerly|back then|back (?:when|in)|in the past|once (?:used|lived|worked)|until "
    r"(?:last|recently|\d{4}|then)|ex-|former\b|in those days|at the time|no longer)",
    re.IGNORECASE,
)
_FORMERLY = re.compile(r",? (?:(?:but|and|though|although) )?(?:used to|formerly|previously)\b")
_ASKS_AGENT = re.compile(r"^I['’]d (?:like|love|want) you to\b", re.IGNORECASE)
_WOULD_LIKE = "The user would like "
_WANTS = re.compile(r"The user (?:(?:wants|needs|would like) |does not (?:want|need) (?:the agent|them) )")
_WOULD_PREFER = re.compile(
    r"^I(?:['’]d| would) (?:(?:much )?rather (?:have|use|get|see|read|write)|(?:much )?prefer)\s+(?P<value>.{3,80})$",
    re.IGNORECASE,
)
_LASTING_TASTES = frozenset(
    {
        "indentation",
        "quotes",
        "naming style",
        "theme",
        "formatter",
        "answer length",
        "units",
        "spelling",
        "clock",
        "time of day",
        "contact channel",
    }
)
_THAN = re.compile(r" (?:rather )?than ", re.IGNORECASE)
_OF_THE_AGENT = re.compile(
    r"^I (?:\w+ )?(?:like|love|hate|dislike|enjoy|don['’]t like|prefer|appreciate)d?\s+(?:how you|you\b|"
    r"your (?!answers|replies|"
    r"responses|explanations|messages|summaries)|the way you)",
    re.IGNORECASE,
)
_GENERALLY = re.compile(r"(?:in general|generally|usually|overall|normally|typically)\b", re.IGNORECASE)
_JOKES = re.compile(
    r"\b(?:ha(?:ha)*|lol|lmao|jk|(?:just )?kidding|not really|ugh|argh|grr+|said no ?(?:one|body) ever|as if|"
    r"yeah right|who doesn['’]?t|don['’]t we all|what a joy|just what I need(?:ed)?|lucky me|how lovely|because "
    r"I['’]m "
    r"\*?such\*?|said nobody)\b|[:;]-?\)|^(?:sure|oh great|oh wow|wow|yay|oh joy|right|yeah|"
    r"of course),? (?=(?:because )?I\b)",
    re.IGNORECASE,
)
_LIKES = re.compile(r"^(?P<head>The user (?:prefers|likes|loves|uses|hates|dislikes)) (?P<values>[^:;()]{3,80})$")
_AND = re.compile(r",? and |, ")
_REMEMBER = re.compile(
    r"^(?:please )?(?:do )?(?:remember|note|keep in mind|don['’]t forget)(?:(?: this| the following)?"
    r"(?: for (?:next time|later|the future|good))?(?::| that\b)|(?: this)? for (?:next time|later|the "
    r"future),)\s+(?P<what>\S.+)$",
    re.IGNORECASE,
)
_THIS = re.compile(r"(?:this|that|these|those|it|to(?!.{1,120}`))\b", re.IGNORECASE)
_KEEPS_COMMAS = re.compile(r"The user(?:'s rule|'s name| wants| does not want| always wants| asked| goes by| means)\b")


def sentences_about_user(text: str, *, corrects: bool = False) -> Iterator[str]:
    """The third-person sentences that a person's sentence amounts to, clause by clause; the rules judge them.

    "I'm Gus, a data engineer at Acme" → "The user's name is Gus", "The user is a data engineer", "The user works at
    Acme". "From now on use tabs" → "The user wants the agent to use tabs". `corrects` says that the sentence puts right
    what was assumed.
    """
    for _, sentences in _by_clause(text, corrects=corrects):
        yield from sentences


def _by_clause(text: str, *, corrects: bool) -> Iterator[tuple[str, list[str]]]:
    """The clauses of a sentence, each with the third-person sentences that it amounts to."""
    if match := _SO_FAR.match(text):
        text = f"{match['clause']} for{match['time'][match['time'].index(' ') :]}"
    generally = bool(_GENERALLY.match(text))
    lasting, text = lasting_part(text)
    asked_to_remember = _REMEMBER.match(text)
    told = False
    corrects = corrects or _SETTLED.search(text) is not None
    for clause in _own_clauses(text):
        sentences = [
            single
            for plain in plain_clauses(clause)
            for sentence in _readings(plain, lasting=lasting or generally, corrects=corrects)
            for single in _one_by_one(_trimmed(sentence))
        ]
        told = told or any(meaning_of(single) for single in sentences)
        yield clause, sentences
    if asked_to_remember and not told and not _THIS.match(asked_to_remember["what"]):
        yield text, [f"The user asked to remember: {others(asked_to_remember['what']).rstrip('.!')}"]


def _own_clauses(text: str) -> Iterator[str]:
    """The clauses of a sentence, without those that tell how things were."""
    for clause in _ordered_clauses(text):
        present = _FORMERLY.split(clause, maxsplit=1)[0]
        if len(present) > 1 and not _PAST.search(present):
            yield present


def _ordered_clauses(text: str) -> Iterator[str]:
    """The clauses of a sentence, each in the usual order of its words."""
    for ordered in in_usual_order(text.rstrip(" .!")):
        plain = in_usual_order(without_lead(without_remark(ordered)).rstrip(" .!"))
        for sentence in (sentence for order in plain for sentence in plain_sentences(order)):
            for clause in (clause for part in _independent(sentence) for clause in clauses_of(part)):
                yield from in_usual_order(clause)


def _independent(sentence: str) -> list[str]:
    """The parts of a sentence that semicolons set apart; what is shorter than a clause is an item of a list."""
    parts = _SEMICOLON.split(sentence)
    return parts if all(len(part.split()) >= _CLAUSE_WORDS for part in parts) else [sentence]


_SEMICOLON = re.compile(r"\s*;\s+")
_CLAUSE_WORDS = 3


def _trimmed(sentence: str) -> str:
    sentence = without_trailing(sentence)
    return sentence if _KEEPS_COMMAS.match(sentence) else without_trailing(first_of_list(sentence))


def _one_by_one(sentence: str) -> Iterator[str]:
    """Likes of different kinds each by itself: "prefers TypeScript and tabs" is about two things."""
    match = _LIKES.match(sentence)
    values = _AND.split(match["values"]) if match else []
    kinds = [category_of(value) for value in values]
    if match and len(values) > 1 and all(kinds) and _are_apart(values, kinds):
        yield from (f"{match['head']} {value}" for value in values)
    else:
        yield sentence


def _are_apart(values: list[str], kinds: list[str | None]) -> bool:
    """Whether the likes are about different things, or each about its own purpose."""
    return len(set(kinds)) == len(kinds) or all(" for " in value or " in " in value for value in values)


def _readings(clause: str, *, lasting: bool, corrects: bool) -> Iterator[str]:
    if told := introduced(clause):
        yield from told
    elif wish := standing_wish(clause):
        yield wish
    elif match := _WOULD_PREFER.match(clause):
        if lasting or category_of(match["value"]) in _LASTING_TASTES:
            yield f"The user prefers {others(_THAN.sub(' to ', match['value']))}"
    elif _OF_THE_AGENT.match(clause):
        return
    elif corrects and (match := _IN_PLACE.match(clause)):
        yield f"The user is based in {match['place']}"
    elif not _ASKS_AGENT.match(clause) and (sentence := third_person(clause)):
        if sentence.startswith(_WOULD_LIKE) and lasting:
            sentence = f"The user wants {sentence.removeprefix(_WOULD_LIKE)}"
        if _WANTS.match(sentence) and not lasting and not _is_lasting_wish(sentence):
            return
        yield sentence
    elif lasting and (order := order_in(clause)):
        yield order


_SETTLED = re.compile(
    r"\bsince (?:last|this|early|late) \w+,? I(?:['’]m| am) in \S+(?: (?-i:[A-Z])\S+)?$", re.IGNORECASE
)
"""Who is somewhere since a while lives there, as who corrects where they were taken to be."""
_IN_PLACE = re.compile(r"^(?:I['’]m|I am|we['’]re|we are) in (?P<place>(?-i:[^\W\d_a-z]).{1,40})$", re.IGNORECASE)


def _is_lasting_wish(sentence: str) -> bool:
    """Whether what the user wants reaches beyond the work at hand: a goal, or how they are answered."""
    meaning = meaning_of(sentence)
    return meaning is not None and (
        meaning.key.startswith("goal:")
        or (
            meaning.key.startswith("choice:")
            and category_of(meaning.value) in _LASTING_TASTES
            and is_purpose(meaning.value)
        )
    )
