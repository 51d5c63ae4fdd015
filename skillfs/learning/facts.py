"""Facts about the user: what a person's own sentences say of them, clause by clause, in third person.

Which of these sentences are facts, and what they are about, `fact_rules` knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from skillfs.learning.categories import category_of
from skillfs.learning.fact_rules import NAME, Meaning, meaning_of, meaning_of_order
from skillfs.learning.fact_values import JOB, is_purpose
from skillfs.learning.human_text import Statement
from skillfs.learning.orders import lasting_part, order_in, standing_wish
from skillfs.learning.protocol import FoundKind
from skillfs.learning.standing_orders import is_conditioned, standing_order
from skillfs.learning.third_person import others, third_person
from skillfs.learning.trailing import without_trailing


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
    if statement.one_off or statement.past or statement.invented or _HERE_ONLY.search(statement.text):
        return
    if _JOKES.search(statement.text):
        return
    told = False
    for sentence in () if is_conditioned(statement.text) else sentences_about_user(statement.text):
        meaning = meaning_of(sentence)
        if meaning and not (sentence.startswith("The user does not ") and _NO_MORE.search(statement.text)):
            told = True
            yield _fact(sentence, meaning, statement)
    order = None if told else standing_order(statement.text, lasting=statement.holds)
    if order and (meaning := meaning_of_order(order)):
        yield _fact(order, meaning, statement)


def _fact(sentence: str, meaning: Meaning, statement: Statement) -> Fact:
    return Fact(sentence, meaning.key, meaning.topic, meaning.kind, statement.message, statement.source, statement.time)


_PEOPLE = (
    r"(?:every(?:one|body)|they all|(?:(?:most|all|many)(?: of)? )?(?:the |my |our )?(?:other )?(?:people|folks|"
    r"friends|"
    r"family|colleagues|co-?workers|team-?mates|mates|buddies|classmates|neighbou?rs|students))"
)
_LEAD = re.compile(
    r"^(?:(?:by the way|btw|fyi|for the record|just so you know|for context|for reference|as you know|note that|note|"
    r"please note that|keep in mind that|"
    r"please remember(?: that)?|remember(?: that)?|actually|also|and|but|so|well|oh|hi|hello|hey|hey there|hi there|"
    r"ok(?:ay)?|please|yes|no(?=[,.!])|sorry|"
    r"small correction|correction|a correction|in general|generally|overall|these days(?: it['’]s)?|nowadays|"
    r"currently|as of (?:today|now)|"
    r"one more thing|thanks|thank you|good (?:morning|evening|afternoon)|in my (?:code|projects)|at work|"
    r"at home|around (?:here|the office)|on "
    r"my (?:machine|laptop|computer)|"
    r"i think(?: that)?|i believe|"
    r"don['’]t forget(?: that)?|"
    r"a bit about me|about me|for what it['’]s worth|fwiw|to be clear|personally|honestly|plus)[\s,:;.!–—-]+){1,6}",
    re.IGNORECASE,
)
_HERE_ONLY = re.compile(r"\b(?:prefer|use|want|like|rather|keep|write)\b.{1,80}\bhere[.!]*$", re.IGNORECASE)
_NO_MORE = re.compile(r"\bany ?more\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:\s*[;–—]\s*|,?\s+(?:and|but|so|also|plus|because|while|although)\s+|,\s+|(?P<colon>:)\s+)(?:also\s+)?"
    r"(?=(?:I|I['’](?:m|ve|d)|my|we|our|call me|"
    rf"{_PEOPLE}(?: \w+)? (?:calls? me|knows? me as)|"
    r"please (?:call me|always|never)|always|never|no (?!longer|one|problem|need|idea|more|way|worries)\w+)\b)",
    re.IGNORECASE,
)
_SAME_SUBJECT = re.compile(
    r",?\s+(?:and|but)\s+(?=(?:(?:always|never|usually|mostly|also|now|really|don['’]t|do not) )?(?:work|live|use|"
    r"prefer|"
    r"like|love|hate|dislike|avoid|enjoy|speak|write|code|develop|deploy|lead|manage|run|have|am|joined|moved|switched|"
    r"study|don['’]t|do not|never|always)\s)",
    re.IGNORECASE,
)
_SAME_AUXILIARY = re.compile(
    r",?\s+and\s+(?:also\s+|currently\s+)?(?=(?:saving(?: up)? for|training for|preparing for|studying|learning|"
    r"working (?:towards?|as|at|for|on)|living in|based in|teaching myself|hoping to|planning to|aiming to|"
    r"brushing up)\s)",
    re.IGNORECASE,
)
_PROGRESSIVE = re.compile(r"I(?:['’]m| am)\s", re.IGNORECASE)
_SO_FAR = re.compile(
    r"^(?P<time>(?:for|over) the (?:past|last) (?:[\w-]+ ){1,3}years),? (?P<clause>I(?:['’]ve| have) been .+?)[.!]?$",
    re.IGNORECASE,
)
_CONSEQUENCE = re.compile(
    r"(?<=\w),? (?:so|hence|therefore|which is why)(?: please)? "
    r"(?!(?:I|I['’]m|we|my|no|always|never|much|far|that)\b).{2,400}$",
    re.IGNORECASE,
)
_OWN_SUBJECT = re.compile(r"(?:I|we)(?:['’](?:m|ve))?\s", re.IGNORECASE)
_INTRODUCES_SELF = re.compile(
    r"\b(?:i|me|my|mine|i['’]m|correction|update|reminder|note|background|context|preferences?|preference|fyi|"
    r"different|changed?|news|thing|things|rule|style|setup|myself)\b|^\W*$",
    re.IGNORECASE,
)
_CALLED = re.compile(
    rf"^(?:(?:you can |you may |feel free to |please |just |do )*call me|"
    rf"{_PEOPLE}(?: here| at work)?(?: all| just| usually| mostly| always| only)*(?: calls? me| knows? me as)|"
    rf"I (?:usually |mostly |generally |just )*(?:go by(?: the (?:nick)?name(?: of)?)?|answer to)|"
    rf"I(?:['’]m| am) (?:usually |mostly |generally |better |also |often )*(?:called|known(?: to "
    rf"[\w ]{{2,30}})? as))\s+"
    rf"(?P<name>{NAME})(?:,.*|\s+for short)?$",
    re.IGNORECASE,
)
_I_AM_NAME = re.compile(
    r"^(?:I['’]m|I am|[Tt]his is|[Mm]y name(?:['’]s| is)|(?:[Tt]he )?[Nn]ame(?:['’]s| is))\s+"
    r"(?:(?:actually|really|spelled|in fact)\s+)*"
    r"(?P<name>[^\W\d_a-z][\w'’.-]{0,30}(?: [^\W\d_a-z][\w'’.-]{0,30}){0,3})"
    r"(?:\s+(?=from\b)(?P<origin>from [^\W\d_a-z].+)|\s+(?P<team>from (?:the|our) .+)|\s*[,(–—-]\s*(?P<more>.+))?$"
)
_HERE = re.compile(
    r"^(?:(?:[Ii]t['’]s|[Tt]his is) )?(?P<name>[^\W\d_a-z][\w'’-]{0,30}) (?:here|"
    r"speaking)(?: (?P<origin>from [^\W\d_a-z].+))?$"
)
_NOW_IN_USE = re.compile(
    r"^(?:these days|nowadays|lately|now)[, ]+(?:it['’]s|it is|I['’]m (?:on|"
    r"using|all about))\s+(?P<value>[^,.;:]{2,60}?)(?: for me)?(?:,? (?:not|no longer) .{2,40})?[.!]?$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:an|ish|ese|ing|ed)$|^(?:sorry|sure|not|back|done|here|ok|fine|good|glad|happy|afraid|new|just|very|so|at|in|"
    r"on|the|an?|from)$",
    re.IGNORECASE,
)
_JOB_AT = re.compile(
    rf"^(?P<subject>I['’]m|I am|I work as|we are|(?:now )?)\s*(?:currently |now )?(?P<job>(?:(?:an?|the) {JOB}|"
    rf"(?:head|director|lead|vp|cto|ceo|cfo|coo|founder|co-?founder|owner)\b)(?: of [\w ]{{2,30}}?)?) "
    rf"(?:at|for|with) (?!(?:\w+ ){{0,3}}years\b)(?P<company>[A-Z0-9][^,;]{{1,60}})(?:,.{{1,80}})?$",
    re.IGNORECASE,
)
_ASKS_AGENT = re.compile(r"^I['’]d (?:like|love|want) you to\b", re.IGNORECASE)
_WOULD_LIKE = "The user would like "
_WANTS = re.compile(r"The user (?:(?:wants|needs|would like) |does not (?:want|need) (?:the agent|them) )")
_WOULD_PREFER = re.compile(
    r"^I(?:['’]d| would) (?:rather (?:have|use|get|see|read|write)|much prefer|prefer)\s+(?P<value>.{3,80})$",
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
    r"^I (?:\w+ )?(?:like|love|hate|dislike|enjoy|don['’]t like|prefer)d?\s+(?:how you|you\b|your (?!answers|replies|"
    r"responses|explanations|messages|summaries)|the way you)",
    re.IGNORECASE,
)
_GENERALLY = re.compile(r"(?:in general|generally|usually|overall|normally|typically)\b", re.IGNORECASE)
_JOKES = re.compile(r"\b(?:ha(?:ha)*|lol|lmao|jk|(?:just )?kidding|ugh|argh|grr+)\b|[:;]-?\)", re.IGNORECASE)
_LIKES = re.compile(r"^(?P<head>The user (?:prefers|likes|loves|uses|hates|dislikes)) (?P<values>[^:;()]{3,80})$")
_AND = re.compile(r",? and |, ")
_REMEMBER = re.compile(
    r"^(?:please )?(?:remember|note|keep in mind|don['’]t forget)(?:(?: this| the following)?"
    r"(?: for (?:next time|later|the future|good))?(?::| that\b)|(?: this)? for (?:next time|later|the "
    r"future),)\s+(?P<what>\S.+)$",
    re.IGNORECASE,
)


def sentences_about_user(text: str) -> Iterator[str]:
    """The third-person sentences that a person's sentence amounts to, clause by clause; the rules judge them.

    "I'm Gus, a data engineer at Acme" → "The user's name is Gus", "The user is a data engineer", "The user works at
    Acme". "From now on use tabs" → "The user wants the agent to use tabs".
    """
    if match := _NOW_IN_USE.match(text):
        yield f"The user uses {match['value']}"
        return
    if match := _SO_FAR.match(text):
        text = f"{match['clause']} for{match['time'][match['time'].index(' ') :]}"
    generally = bool(_GENERALLY.match(text))
    lasting, text = lasting_part(text)
    asked_to_remember = _REMEMBER.match(text)
    told = False
    for clause in _clauses(text):
        for sentence in _readings(clause, lasting or generally):
            for single in _one_by_one(without_trailing(sentence)):
                told = told or meaning_of(single) is not None
                yield single
    if asked_to_remember and not told and not _THIS.match(asked_to_remember["what"]):
        yield f"The user asked to remember: {others(asked_to_remember['what']).rstrip('.!')}"


_THIS = re.compile(r"(?:this|that|these|those|it|to(?!.{1,120}`))\b", re.IGNORECASE)


def _clauses(text: str) -> Iterator[str]:
    text = _CONSEQUENCE.sub("", _LEAD.sub("", text))
    start = 0
    for split in _CLAUSE.finditer(text):
        head = text[start : split.start()]
        yield from _own_clauses(head)
        start = split.end()
        if split["colon"] and not (_INTRODUCES_SELF.search(head) or not _LEAD.sub("", f"{head} ").strip()):
            return
    yield from _own_clauses(text[start:])


def _own_clauses(text: str) -> Iterator[str]:
    """The clauses that share a subject, each with it: "I live in Porto and work at Acme"."""
    first, *rest = _SAME_SUBJECT.split(_LEAD.sub("", text))
    shares = bool(_OWN_SUBJECT.match(first))
    for number, clause in enumerate([first, *rest] if shares else [text]):
        if clause := _LEAD.sub("", clause).strip(" .!,;:-–—"):
            yield from _progressive_clauses(f"I {clause}" if number else clause)


def _progressive_clauses(clause: str) -> Iterator[str]:
    """The clauses that share "I'm": "I'm learning Welsh and training for a triathlon"."""
    first, *rest = _SAME_AUXILIARY.split(clause) if _PROGRESSIVE.match(clause) else [clause]
    yield first
    yield from (f"I'm {participle}" for participle in rest)


def _one_by_one(sentence: str) -> Iterator[str]:
    """Likes of different kinds each by itself: "prefers TypeScript and tabs" is about two things."""
    match = _LIKES.match(sentence)
    values = _AND.split(match["values"]) if match else []
    kinds = [category_of(value) for value in values]
    if match and len(values) > 1 and all(kinds) and len(set(kinds)) == len(kinds):
        yield from (f"{match['head']} {value}" for value in values)
    else:
        yield sentence


def _readings(clause: str, lasting: bool) -> Iterator[str]:
    if match := _CALLED.match(clause):
        yield f"The user goes by {match['name']}"
    elif (
        (match := _I_AM_NAME.match(clause))
        and not _NO_NAME.search(match["name"].split()[0])
        and not category_of(match["name"])
    ):
        if clause[:4].casefold() == "this" and not match["origin"] and not match["team"]:
            return
        yield f"The user's name is {match['name']}"
        if match["origin"]:
            yield f"The user works at {match['origin'].removeprefix('from ')}"
        if match["team"]:
            yield f"The user is on {match['team'].removeprefix('from ')}"
        if match["more"]:
            yield from _job_and_company(f"I'm {match['more'].rstrip(')')}")
    elif (match := _HERE.match(clause)) and not _NO_NAME.search(match["name"]):
        yield f"The user's name is {match['name']}"
        if match["origin"]:
            yield f"The user works at {match['origin'].removeprefix('from ')}"
    elif wish := standing_wish(clause):
        yield wish
    elif match := _WOULD_PREFER.match(clause):
        if lasting or category_of(match["value"]) in _LASTING_TASTES:
            yield f"The user prefers {others(_THAN.sub(' to ', match['value']))}"
    elif _OF_THE_AGENT.match(clause):
        return
    elif not _ASKS_AGENT.match(clause) and (sentence := third_person(clause)):
        if sentence.startswith(_WOULD_LIKE) and lasting:
            sentence = f"The user wants {sentence.removeprefix(_WOULD_LIKE)}"
        if _WANTS.match(sentence) and not lasting and not _is_lasting_wish(sentence):
            return
        yield from _job_and_company(clause) if _JOB_AT.match(clause) else [sentence]
    elif lasting and (order := order_in(clause)):
        yield order


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


def _job_and_company(clause: str) -> Iterator[str]:
    if match := _JOB_AT.match(clause):
        yield f"The user is {match['job']}"
        yield f"The user works at {match['company']}"
    elif sentence := third_person(clause):
        yield sentence
