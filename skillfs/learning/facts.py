"""Facts about the user: what a person's own sentences say of them, clause by clause, in third person.

Which of these sentences are facts, and what they are about, `fact_rules` knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from skillfs.learning.fact_rules import JOB, NAME, meaning_of
from skillfs.learning.human_text import Statement
from skillfs.learning.protocol import FoundKind
from skillfs.learning.third_person import others, third_person
from skillfs.learning.verbs import BASE_OF_GERUND, BASES


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
    if statement.one_off or statement.past:
        return
    for sentence in sentences_about_user(statement.text):
        meaning = meaning_of(sentence)
        if meaning:
            yield Fact(
                sentence, meaning.key, meaning.topic, meaning.kind, statement.message, statement.source, statement.time
            )


_LEAD = re.compile(
    r"^(?:(?:by the way|btw|fyi|for the record|just so you know|for context|for reference|as you know|note that|note|"
    r"please note that|keep in mind that|"
    r"please remember(?: that)?|remember(?: that)?|actually|also|and|but|so|well|oh|hi|hello|hey|hey there|hi there|"
    r"ok(?:ay)?|please|yes|no(?=[,.!])|sorry|"
    r"small correction|correction|a correction|in general|generally|overall|these days(?: it['’]s)?|nowadays|"
    r"currently|as of (?:today|now)|"
    r"one more thing|thanks|thank you|good (?:morning|evening|afternoon)|in my (?:code|projects)|at work|at home|"
    r"i think(?: that)?|i believe|"
    r"don['’]t forget(?: that)?|"
    r"a bit about me|about me|for what it['’]s worth|fwiw|to be clear|personally|honestly|plus)[\s,:;.!–—-]+){1,6}",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\b(?:from now on|from here on|going forward|in (?:the )?future|for good|from today on|as a rule|by default|"
    r"at all times|every time|whenever)\b[\s,:]*",
    re.IGNORECASE,
)
_IN_ALL_CODE = re.compile(r"\bin (?:my|our) (?:\w+ )?(?:code|projects|files|repos)\b|\bever[.!]?$", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:\s*[;–—]\s*|,?\s+(?:and|but|so|also|plus|because|while|although)\s+|,\s+|:\s+)(?:also\s+)?"
    r"(?=(?:I|I['’](?:m|ve)|my|we|our|call me|please (?:call|always|never)|always|never|no (?!longer|one|problem|"
    r"need|idea|more|way|worries)\w+)\b)",
    re.IGNORECASE,
)
_CALLED = re.compile(
    rf"^(?:you can |please |just )?(?:call me|(?:everyone|everybody|people|friends|my friends|they all|"
    rf"most people) (?:just )?calls? me|I go by|I['’]m called|"
    rf"I am called|I['’]m known as)\s+(?P<name>{NAME})$",
    re.IGNORECASE,
)
_I_AM_NAME = re.compile(
    r"^(?:I['’]m|I am|[Tt]his is|[Mm]y name(?:['’]s| is)|[Nn]ame(?:['’]s| is))\s+"
    r"(?P<name>[^\W\d_a-z][\w'’.-]{0,30}(?: [^\W\d_a-z][\w'’.-]{0,30}){0,3})"
    r"(?:\s+(?=from\b)(?P<origin>from [^\W\d_a-z].+)|\s*[,(–—-]\s*(?P<more>.+))?$"
)
_HERE = re.compile(r"^(?:[Ii]t['’]s|[Tt]his is) (?P<name>[^\W\d_a-z][\w'’-]{0,30}) (?:here|speaking)$")
_NOW_IN_USE = re.compile(
    r"^(?:these days|nowadays|lately|now)[, ]+(?:it['’]s|it is|I['’]m (?:on|"
    r"using))\s+(?P<value>[^,.;:]{2,60}?)(?: for me)?[.!]?$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:an|ish|ese|ing|ed)$|^(?:sorry|sure|not|back|done|here|ok|fine|good|glad|happy|afraid|new|just|very|so|at|in|"
    r"on|the|an?|from)$",
    re.IGNORECASE,
)
_JOB_AT = re.compile(
    rf"^(?P<subject>I['’]m|I am|I work as|we are|(?:now )?)\s*(?:currently |now )?(?P<job>(?:an?|"
    rf"the) {JOB}(?: of [\w ]{{2,30}})?) (?:at|for|with) (?P<company>[A-Z0-9][^,;]{{1,60}})(?:,.{{1,80}})?$",
    re.IGNORECASE,
)
_STANDING = re.compile(
    r"^(?:please |you should |you must |I want you to |I(?:['’]d| would) like you to )?(?P<how>always|never|"
    r"don['’]t ever|do not ever|stop(?=\s+\w+ing\b)|avoid|no more)\s+(?P<what>\S.+)$",
    re.IGNORECASE,
)
_BARE_NO = re.compile(
    r"^no (?P<what>[a-z][\w -]{2,30}?)(?: in (?:my|our|the) code)?(?:,? (?:please|ever))?$", re.IGNORECASE
)
_ORDER = re.compile(
    r"^(?:please |I want you to |I(?:['’]d| would) like you to )?(?P<negative>don['’]t |"
    r"do not )?(?P<what>[a-z]+ \S.+)$",
    re.IGNORECASE,
)
_REMEMBER = re.compile(
    r"^(?:please )?(?:remember|note|keep in mind|don['’]t forget)(?: that|:)\s+(?P<what>\S.+)$", re.IGNORECASE
)


def sentences_about_user(text: str) -> Iterator[str]:
    """The third-person sentences that a person's sentence amounts to, clause by clause; the rules judge them.

    "I'm Gus, a data engineer at Acme" → "The user's name is Gus", "The user is a data engineer", "The user works at
    Acme". "From now on use tabs" → "The user wants the agent to use tabs".
    """
    if match := _NOW_IN_USE.match(text):
        yield f"The user uses {match['value']}"
        return
    lasting = bool(_LASTING.search(text) or _IN_ALL_CODE.search(text))
    asked_to_remember = _REMEMBER.match(text)
    told = False
    for clause in _clauses(_LASTING.sub("", text)):
        for sentence in _readings(clause, lasting):
            told = told or meaning_of(sentence) is not None
            yield sentence
    if asked_to_remember and not told:
        yield f"The user asked to remember: {others(asked_to_remember['what']).rstrip('.!')}"


def _clauses(text: str) -> Iterator[str]:
    for clause in _CLAUSE.split(_LEAD.sub("", text)):
        if clause := _LEAD.sub("", clause).strip(" .!,;:-–—"):
            yield clause


def _readings(clause: str, lasting: bool) -> Iterator[str]:
    if match := _CALLED.match(clause):
        yield f"The user goes by {match['name']}"
    elif (match := _I_AM_NAME.match(clause)) and not _NO_NAME.search(match["name"].split()[0]):
        yield f"The user's name is {match['name']}"
        if match["origin"]:
            yield f"The user works at {match['origin'].removeprefix('from ')}"
        if match["more"]:
            yield from _job_and_company(f"I'm {match['more'].rstrip(')')}")
    elif match := _HERE.match(clause):
        yield f"The user's name is {match['name']}"
    elif (match := _STANDING.match(clause)) and _is_standing(match):
        negative = match["how"].casefold() != "always"
        what = _as_order(match["what"]) if match["how"].casefold() in ("stop", "avoid", "no more") else match["what"]
        yield f"The user wants the agent to {'never' if negative else 'always'} {others(what)}"
    elif match := _BARE_NO.match(clause):
        yield f"The user does not want {match['what']}"
    elif sentence := third_person(clause):
        yield from _job_and_company(clause) if _JOB_AT.match(clause) else [sentence]
    elif lasting and (match := _ORDER.match(clause)):
        yield f"The user wants the agent {'not to' if match['negative'] else 'to'} {others(match['what'])}"


def _job_and_company(clause: str) -> Iterator[str]:
    if match := _JOB_AT.match(clause):
        yield f"The user is {match['job']}"
        yield f"The user works at {match['company']}"
    elif sentence := third_person(clause):
        yield sentence


def _is_standing(match: re.Match[str]) -> bool:
    """Whether "always …" orders something for good: not of the thing at hand, and not what a program does."""
    what, how = match["what"], match["how"].casefold()
    if re.match(r"(?:the|this|that|these|those|it|a|an|mind)\b", what, re.IGNORECASE) or re.search(
        r"\b(?:that|this) again\b", what
    ):
        return False
    first = what.split()[0].casefold()
    return (
        how not in ("always", "never")
        or first in BASES
        or first in ("be", "include", "assume", "prefer", "respond", "mention")
    )


def _as_order(what: str) -> str:
    """What is to be stopped or avoided, as an order: "using emojis" → "use emojis", "semicolons" → "use semicolons"."""
    first, _, rest = what.partition(" ")
    base = BASE_OF_GERUND.get(first.casefold())
    return f"{base} {rest}" if base else f"use {what}"
