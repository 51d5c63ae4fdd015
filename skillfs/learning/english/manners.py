"""How somebody wants to be spoken to, what the agent may be with them, what bothers them, what they mean by a word."""

from __future__ import annotations

import re

from skillfs.learning.english.orders import is_verb, told_to
from skillfs.learning.english.third_person import others

_BOTHERS = re.compile(
    r"^(?:I (?:really |just )?(?:hate|dislike|can['’]t stand|don['’]t (?:like|appreciate)|can do without) it when|it "
    r"(?:really )?(?:annoys|bothers|irritates|bugs|confuses|throws) me (?:off )?(?:when|if|whenever)) (?P<what>you |"
    r"(?:your )?(?:answers|replies|responses|explanations|summaries|messages) )(?P<rest>\S.+)$",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"^with me,? you (?:can|may|should) (?P<free>\S.+)$|^(?P<verb>speak|talk|write|reply|respond|answer)(?: (?:back "
    r")?to)? (?:me|us) (?P<how>(?:in|like|as if|as|with) .+)$|^(?P<use>use|stick to|keep to) (?P<what>[^,]{2,60}) "
    r"(?:with|for) me$",
    re.IGNORECASE,
)
_MAY_WITH_ME = re.compile(
    r"^(?:you (?:can|may)|(?:please )?feel free to|it(?:['’]s| is) (?:totally |perfectly )?(?:fine|ok(?:ay)?) to|"
    r"by all "
    r"means|don['’]t be afraid to|don['’]t hesitate to) (?:always |totally |even |just )*(?P<may>(?:be|get|go|act|"
    r"sound|"
    r"talk|speak|joke|swear|curse|banter)\b(?! (?:done|finished|back|there|in touch|over|through|on|into)\b)[^,]{0,60} "
    r"(?:with|to|around) me|be as [a-z]+ as you (?:like|want|please)(?: with me)?|(?:tease|roast|correct|challenge|"
    r"contradict|interrupt|critici[sz]e|insult|mock|nag|quiz|scold|tutoyer|overrule)"
    r" me(?: (?:a bit|a little|freely|any ?time|whenever|when|if|hard|on)\b[^,]{0,40})?)(?:, .*)?$",
    re.IGNORECASE,
)
"""How the agent may be with a person, whatever way it is: "you can be sarcastic with me"."""
_NAMED = re.compile(
    r"^(?:when(?:ever)?|if) I (?:say|write|type|ask for|talk about|speak of) "
    r"[\"'“‘]?(?P<name>[^,\"”]{2,40}?)[\"'”’]?,? (?:I (?:always )?mean|(?:that|it) (?:always )?means|you (?:should|"
    r"must|have to)|please|I want you to|do) (?P<what>[^,]*\S.+)$",
    re.IGNORECASE,
)
_MEANS = re.compile(r"\b(?:mean|means) (?-i:[A-Z])", re.IGNORECASE)


def is_of_manners(line: str) -> bool:
    """Whether a line says how the agent is to be, or may be, with whoever speaks."""
    return bool(_MAY_WITH_ME.match(line) or _MANNER.match(line))


def manner_in(line: str) -> str | None:
    """The third-person sentence of a manner of speaking: "you can be sarcastic with me", "with me you can curse"."""
    if match := _MAY_WITH_ME.match(line):
        return f"The user allows the agent to {others(match['may'])}"
    match = _MANNER.match(line)
    return told_to(match["free"] or match[0]) if match else None


def what_bothers(line: str) -> str | None:
    """The third-person sentence of what somebody dislikes of how they are answered."""
    match = _BOTHERS.match(line)
    if match is None:
        return None
    subject = "the agent " if match["what"].casefold() == "you " else match["what"].casefold().removeprefix("your ")
    return f"The user dislikes it when {subject}{others(match['rest'])}"


def gives_meaning(line: str) -> bool:
    """Whether a line says what somebody means when they say a word."""
    return _NAMED.match(line) is not None


def what_is_meant(line: str) -> str | None:
    """The third-person sentence of what somebody means by a word; None where it defines none."""
    match = _NAMED.match(line)
    if match is None or not (_MEANS.search(match[0]) or is_verb(match["what"].split()[0].strip(",").casefold())):
        return None
    return f"The user means by '{match['name']}': {others(match['what'])}"
