"""What a person's message does: ask for something, carry on, judge the work, or just be polite.

All of it is read off texts; `Utterance` keeps for a message what was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from skillfs.learning.english.plain_text import fold, plain
from skillfs.learning.english.questions import is_question
from skillfs.learning.english.verbs import BASES
from skillfs.sessions.messages import Outcome


class Turn(StrEnum):
    """The part a human message plays in a session."""

    REQUEST = "request"
    FOLLOW_UP = "follow-up"
    PRAISE = "praise"
    COMPLAINT = "complaint"
    STATEMENT = "statement"
    SMALL_TALK = "small talk"
    SILENT = "silent"


_PHATIC = re.compile(
    r"^(?:(?:hi|hello|hey|howdy|yo|good (?:morning|afternoon|evening|night)|thanks?|thank you|thx|ty|cheers|bye|"
    r"goodbye|see you(?: later)?|"
    r"ok(?:ay)?|k|sure|yes|yep|yeah|yup|no|nope|please|continue|go on|go ahead|proceed|do it|sounds good|got it|"
    r"i see|alright|right|"
    r"fine|cool|nice|hm+|ah|oh|there|again|claude|everyone|all|a lot|so much|very much|much|for (?:that|this|"
    r"the help|your help|everything)|"
    r"how are you(?: doing)?(?: today)?|that(?:'s| is) (?:all|it)(?: for (?:now|today))?|have a (?:nice|good|"
    r"great) (?:day|one|weekend)|"
    r"no problem|np|wait|stop|y|n|lgtm)[\s,.!?;:)-]*){1,12}$",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"\b(?:(?:it|that|this|everything|all|which)(?:'s| is| has| all)?\s+(?:now\s+)?(?:works?|worked|working|fixed|"
    r"passes|passed|solved|correct|"
    r"perfect|great|good|exactly)|works?\s+(?:now|great|fine|perfectly|like a charm|well|for me|again)|"
    r"(?:all )?(?:tests?|builds?|checks?) "
    r"(?:all )?(?:now )?(?:pass(?:es|ed)?|(?:is|are) green)|(?:that|this|it) (?:fixed|did|solved|does) (?:it|"
    r"the (?:trick|problem|issue|bug))|"
    r"problem solved|looks? (?:good|great|perfect|right)|lgtm|well done|good (?:job|work)|great (?:job|work|stuff)|"
    r"nice (?:job|work|one)|"
    r"exactly (?:what|right)|perfect(?:ly)?|excellent|awesome|brilliant|wonderful|fantastic|love it|i confirm|"
    r"confirmed|ship it|all good)\b"
    r"|^(?:great|nice|correct|fixed|solved|works|worked|it works|yes,? (?:that|it) works)\b",
    re.IGNORECASE,
)
_COMPLAINT = re.compile(
    r"\b(?:still\s+(?:\w+\s+){0,2}?(?:broken|failing|fails?|wrong|not|the same|crash\w*|error\w*|get\w*|see\w*|"
    r"happen\w*|red|doesn'?t|isn'?t)|"
    r"(?:doesn|didn|don|isn|wasn|won)['’]?t\s+(?:\w+\s+)?(?:work|compile|build|pass|run|fixed|right|correct|help|"
    r"start|load|what i)\w*|"
    r"does not (?:work|compile|build|pass|run|help)|not (?:working|fixed|right|correct|what i (?:asked|wanted|"
    r"meant))|no longer works|"
    r"(?:that|this|it|you)(?:['’]s| is| are| was|['’]re)? (?:wrong|incorrect|broken|worse|useless)|"
    r"(?:it|that|this|the (?:test|tests|build|check|script|app|page)) (?:still )?(?:fails?|failed|broke|breaks|"
    r"crashe[sd]|is failing|are failing|is broken)|"
    r"you (?:broke|forgot|missed|ignored|deleted|misunderstood)|made (?:it|things) worse|same (?:error|problem|"
    r"issue)|try again|"
    r"reopen(?:ed|s)?|it'?s back|regress(?:ed|ion))\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:hi|hello|hey|ok(?:ay)?|alright|so|well|great|thanks|thank you|cool|nice|perfect|good|now|next|please|"
    r"pls|kindly|first(?:ly)?|"
    r"claude|there|yes|right|good (?:morning|afternoon|evening)|by the way|btw)[\s,.!:;–—-]+){1,8}",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^(?:can|could|would|will) (?:you|we)(?: please| kindly| maybe| just| also)?\s+(?P<a>\S.*)"
    r"|^(?:i (?:need|want|would like|['’]?d like)|i['’]d like) (?:you )?(?:to )?(?P<b>\S.*)"
    r"|^(?:help me(?: to| with)?|let['’]?s|let us|we need to|we should|you should(?! have\b)|your task is to|the "
    r"task is to|"
    r"i need help (?:with|to))\s+(?P<c>\S.*)",
    re.IGNORECASE,
)
_PERSONAL_WISH = re.compile(
    r"^i (?:want|need|would like|['’]?d like) (?:to (?:learn|become|be|get better|improve my)|you to (?:call|know|"
    r"remember))\b",
    re.IGNORECASE,
)
_CARRIES_ON = re.compile(
    r"^(?:also|and|then|but|instead|now (?:also|do the same)|additionally|plus|oh|actually|no[, ]|not |wait|rather|"
    r"same (?:for|with)|what about|"
    r"how about|try|again|retry|undo|revert (?:that|it)|continue|keep going|make it|make that|change it|change that|"
    r"do (?:it|that|the same|this)|"
    r"use \S+ instead|now make it|redo|one more thing|never ?mind|sorry)\b",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"^\S+(?:\s+\S+){0,2}?\s+(?:it|that|this|them|those|these)\b(?!\s+\w+\s+\w+\s+\w+\s+\w+\s+\w+\s+\w+)", re.IGNORECASE
)
_TELLS = re.compile(
    r"^(?:remember|note|keep in mind|forget|call me|don['’]?t forget|fyi|always|never|for good|as a rule|by default|"
    r"don['’]?t ever|from now on|"
    r"going forward|in future|"
    r"in the future|stop(?=\s+\w+ing\b)|avoid|prefer|please (?:always|never|remember|call me|forget))\b",
    re.IGNORECASE,
)
_LASTING = re.compile(r"\b(?:from now on|from here on|going forward|in (?:the )?future|for good)\b", re.IGNORECASE)
_STANDING = re.compile(r"^(?:to )?(?:always|never)\b", re.IGNORECASE)
_SHORT = 160
_SCAN = 20_000


def turn_of(text: str, request: str | None) -> Turn:
    """The part that a person's message plays, of which `request` asks for something (`request_among`)."""
    line = fold(text)
    if not line:
        return Turn.SILENT
    if _PHATIC.match(line[:_SHORT]) and len(line) <= _SHORT:
        return Turn.PRAISE if _PRAISE.search(line) and not is_question(line) else Turn.SMALL_TALK
    if _COMPLAINT.search(line[:_SHORT]) and not (request and _starts_new(request)):
        return Turn.COMPLAINT
    if request is None:
        return Turn.PRAISE if len(line) <= _SHORT and _PRAISE.search(line) else Turn.STATEMENT
    lead = _LEAD.sub("", line[:_SHORT])
    if _CARRIES_ON.match(lead) or (len(line) <= _SHORT and _REFERS_BACK.match(_LEAD.sub("", request)[:_SHORT])):
        return Turn.FOLLOW_UP
    return Turn.REQUEST


def request_among(sentences: Iterable[str], *, english: bool) -> str | None:
    """The first of a message's sentences that asks for something, without politeness; None where nothing is asked.

    "Hi! Could you please set up a meeting?" asks to "set up a meeting"; "I prefer TypeScript." asks for nothing. What
    is not English cannot be told apart: its first sentence counts as a request.
    """
    if not english:
        return next(iter(sentences), None)
    question = None
    for sentence in sentences:
        line = _LEAD.sub("", plain(sentence)).strip()
        if not line or line[:3] in ("```", "~~~"):
            continue
        asked = _asked(line)
        if asked:
            return asked
        if question is None and is_question(line):
            question = line
    return question


def feedback_outcome(feedback: str | None) -> Outcome | None:
    """What the feedback that came with a session says of its last task; None where it judges nothing."""
    text = fold(feedback or "")[:_SCAN]
    if _COMPLAINT.search(text):
        return Outcome.FAILED
    return Outcome.SUCCESS if _PRAISE.search(text) and not is_question(text) else None


def is_praise(opening: str) -> bool:
    """Whether a message that opens so says that the work is good, whatever else it asks for."""
    return bool(_PRAISE.search(opening)) and not _COMPLAINT.search(opening) and not is_question(opening)


def _asked(line: str) -> str | None:
    """What a sentence orders, in the imperative; None where it orders nothing."""
    if _TELLS.match(line) or _LASTING.search(line[:_SHORT]):
        return None
    if match := _ASKING.match(line[:4000]):
        wish = match["a"] or match["b"] or match["c"]
        if _PERSONAL_WISH.match(line) or _STANDING.match(wish):
            return None
        return wish.rstrip("?") if wish.split()[0].casefold() in BASES else line.rstrip("?")
    for clause in re.split(r"[,;:–—] (?:and |so |please |then |now )?", line[:600], maxsplit=3):
        words = re.sub(r"^(?:please|and|so|then|now|first|also|just)\s+", "", clause, flags=re.IGNORECASE).split(
            maxsplit=1
        )
        if (
            words
            and re.sub(r"\W+$", "", words[0]).casefold() in BASES
            and len(words) > 1
            and not _is_statement(words[1])
        ):
            return line[line.find(clause) :] if clause in line else line
    return None


def _is_statement(rest: str) -> bool:
    """Whether what follows makes the first word a noun: "Work is fine", "Plan B was better"."""
    return bool(re.match(r"(?:\w+\s+)?(?:is|are|was|were|has|have|will|would)\b", rest, re.IGNORECASE))


def _starts_new(request: str) -> bool:
    return not _CARRIES_ON.match(request) and not _REFERS_BACK.match(request[:_SHORT]) and len(request.split()) > 6
