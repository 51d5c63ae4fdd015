"""What a short answer to the agent's question says in full: "Which team are you on?" "Payments, at Zalando."

The agent only asks: what it says of the user itself never counts, and an answer that is a sentence speaks for itself.
"""

from __future__ import annotations

import re
from dataclasses import replace

from skillfs.learning.english.fact_values import is_name, points_at_hand
from skillfs.learning.english.given_names import is_given_name
from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.names import ORGANISATION
from skillfs.learning.english.one_offs import is_one_off
from skillfs.learning.english.plain_text import fold
from skillfs.sessions.messages import Message, Role

_TAIL = 400
_MAX_WORDS = 8
_NAME = "call me {}"
_QUESTIONS = tuple(
    (re.compile(rf"\b(?:{pattern})\b[^?.!]*\?\W*$", re.IGNORECASE), plain)
    for pattern, plain in (
        (r"(?:which|what) (?:team|squad|department) (?:are you|do you work|is yours|you['’]re)", "I'm on the {} team"),
        (r"where (?:are you|do you) (?:based|live|located)|where in the world are you|(?:which|what) (?:city|"
        r"country|town) (?:are you|do "
         r"you live)", "I live in {}"),
        (r"(?:what|which) time ?zone (?:are you|do you|is yours)|what(?:['’]s| is) your time ?zone",
        "my time zone is {}"),
        (r"what(?:['’]s| is) your name(?! (?:for|of|in) )|(?:what|how) (?:should|may|can|shall) I (?:call|"
        r"address) you|(?:and )?your name(?: is|,? please)?(?=\W*$)|may I (?:have|know|ask) your name|who am I "
        r"(?:talking|speaking) to",
         _NAME),
        (r"what are your pronouns|(?:which|what) pronouns", "my pronouns are {}"),
        (r"where do you work|who do you work for|who(?:['’]s| is) your employer|(?:which|what) company (?:are you|"
        r"do you|is)",
         "I work at {}"),
        (r"what do you do(?: for (?:a living|work))?|what(?:['’]s| is) your (?:role|job|job title|profession|"
        r"occupation)",
         "my job is {}"),
        (r"who(?:['’]s| is) your (?:manager|boss)|who do you report to", "my manager is {}"),
        (r"(?:which|what) (?:editor|ide|shell|terminal|operating system|os|distro|browser|package manager) (?:do "
        r"you (?:use|run|have|prefer"
         r")|are you (?:on|using|running))", "I use {}"),
        (r"(?:do you have|have you|any|are there any) (?:(?:known|food) )?allerg(?:y|ies)|what are you allergic to",
        "I'm allergic to {}"),
        (r"when(?:['’]s| is) your birthday", "my birthday is {}"),
    )
)  # fmt: skip
_FULL_SENTENCE = re.compile(
    r"\b(?:I|I['’]\w+|we|we['’]\w+|you|it|it['’]s|that|this|he|she|they|is|are|was|were|please|no|none|nothing|not|"
    r"never|yes|nope|"
    r"don['’]t|why|what|which|whatever|any|just|skip|use|either|neither|both|depends|sure|ok|okay|let|never ?mind)\b",
    re.IGNORECASE,
)
_AT = re.compile(rf",? (?:at|with|for) (?P<org>(?-i:{ORGANISATION}))$")
_LEAD = re.compile(
    r"^(?:(?:the|a|an|in|on|at|from|oh|ah|well|so|um|er|mostly|currently|usually|with)\b[\s,]+)+", re.IGNORECASE
)
_AFTERWARDS = re.compile(
    r",? (?:please|thanks|thank you|btw|by the way|actually|for now|cheers|is (?:fine|enough|ok(?:ay)?)|will do|"
    r"works)\b"
    r".*$|, (?:if|since|because|but|so|as|though|although|why|for (?!the\b)|these|these days|mostly|mainly|"
    r"at the moment|"
    r"not|by|about|with (?!the\b))\b.*$|\. .*$",
    re.IGNORECASE,
)
"""What follows an answer without being part of it: "Ghent | , if you must know"."""
_CALLED = re.compile(
    r"^(?:(?:oh|well|hi|hello|sure|just|plain|simply|only|it['’]s|that['’]s|I['’]m|I am|make (?:it|that)|say|by) ?,? )*"
    r"(?P<name>(?-i:[^\W\d_a-zß-öø-ÿ])[\w'’-]+(?: (?-i:[^\W\d_a-zß-öø-ÿ])[\w'’.-]+){0,2})(?P<tail>,? .+)?$",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    r",? (?:please|thanks|thank you|with|without|spelled|spelt|as in|like|short for|pronounced|for short|is (?:fine|"
    r"enough|good|ok(?:ay)?)|will do|works|and|but|not)\b",
    re.IGNORECASE,
)
"""What follows a name that was asked for: "Siobhán | , please, with the fada on the second a"."""
_TEAM = re.compile(r" (?:team|squad|department)$", re.IGNORECASE)


def answered(statement: Statement, asked: Message | None) -> list[Statement]:
    """The statement in full where it only answers what the message before it `asked`; else the statement itself."""
    if asked is None or asked.role is not Role.ASSISTANT:
        return [statement]
    question, text = asked.text[-_TAIL:], fold(statement.text).rstrip(" .!")
    if len(text.split()) <= _BARE and _ASKS_HOW_IT_IS.search(question):
        return []
    if len(text.split()) <= _MAX_WORDS and (choice := _chosen(question, text)):
        return [replace(statement, text=choice)]
    plain = next((plain for pattern, plain in _QUESTIONS if pattern.search(question)), None)
    if plain is None:
        return [statement]
    if plain == _NAME and (name := _name_in(text)):
        return [replace(statement, text=plain.format(name))]
    text = _AFTERWARDS.sub("", text)
    if len(text.split()) > _MAX_WORDS or _FULL_SENTENCE.search(text):
        return [statement]
    at = _AT.search(text) if "work at" not in plain else None
    value = _LEAD.sub("", text[: at.start()] if at else text)
    told = [plain.format(_TEAM.sub("", value) if "team" in plain else value)]
    if at:
        told.append(f"I work at {at['org']}")
    return [replace(statement, text=sentence) for sentence in told]


def _name_in(answer: str) -> str | None:
    """The name that an answer gives, whatever is said of it ("Siobhán, please, with the fada"); None without one."""
    match = _CALLED.match(answer)
    if match is None or _FULL_SENTENCE.search(match["name"]) or not is_name(match["name"]):
        return None
    tail = match["tail"]
    said = not tail or _SPELLED.match(tail) or (is_given_name(match["name"].split()[0]) and tail.startswith(","))
    return match["name"] if said else None


def _chosen(question: str, answer: str) -> str | None:
    """What is chosen for good of two things that a question offers: "Tabs or spaces?" "Tabs, always."

    An answer holds for good where it says so, or where the question asks for what one prefers.
    """
    match = _OFFERS.search(question)
    said = _CHOICE.match(answer)
    if match is None or said is None or points_at_hand(match[0]) or is_one_off(match[0]) or is_one_off(answer):
        return None
    first, second = match["first"], match["second"]
    shared = " ".join(second.split()[len(first.split()) :])
    value = _ONES.sub("", said["value"]).casefold()
    offered = {first.casefold(): f"{first} {shared}".strip(), second.casefold(): second}
    offered[second.removesuffix(shared).strip().casefold()] = second
    if value not in offered or not (match["prefers"] or _FOR_GOOD.search(said["how"])):
        return None
    where = f" {place[0]}" if (place := _WHERE.search(said["how"])) else ""
    if match["does"]:
        return f"Always {match['does']} {offered[value]}{where}"
    return f"I prefer {offered[value]}{where}"


_BARE = 3
_ASKS_HOW_IT_IS = re.compile(
    r"(?:^|[.!?:\n]\s*)(?:is|are|was|were|does|did|has|have|will) (?:the|this|that|it|these|those|there)\b[^?\n]* or "
    r"[^?\n]*\?\W*$",
    re.IGNORECASE,
)
"""A question of how something is, whose bare answer wishes for nothing: "Is it on staging or production?"."""
_NAMED = r"[\w+#'’./-]+(?: (?!or\b)[\w+#'’./-]+)"
_OFFERS = re.compile(
    rf"(?:^|[.!?:;\n*]\s*|(?:so|and|ok|okay|one question|quick question)[,:]? )(?:(?:(?P<prefers>do you (?:usually |"
    rf"generally |normally |always )?(?:prefer|like|favou?r)|do you (?:usually|generally|normally|always) (?:want|use)|"
    rf"(?:what|which) do you prefer[,:])|(?:do|would) you (?:rather )?(?:want|use|have|like|prefer)(?: the [a-z]+)?(?: "
    rf"(?:as|in|with))?) |(?:shall|should|do) (?:I|we) (?P<does>(?:always )?[a-z]+(?: in| with| to| you in)?) )?"
    rf"(?P<first>{_NAMED}{{0,2}}) or (?P<second>{_NAMED}{{0,3}}?)(?P<where> (?:for|in|on) (?:your|all|any)\b"
    rf"[^?]{{2,40}}| in general| from now on| by default)?\?\W*$",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"(?:(?:oh|um|well|definitely|always|the|in|with|on|for me|yes|I prefer|prefer|use|clearly|obviously)[,:]? )*"
    r"(?P<value>[\w+#'’./-]+(?: (?!please\b|always\b|for\b|in\b|every\w*\b|at\b|by\b|from\b|thanks\b|as\b)"
    r"[\w+#'’./-]+){0,3})(?P<how>(?:,? (?:please|thanks|always|for me|every ?time|everywhere|in general|generally|"
    r"as a rule|"
    r"by default|from now on|at all times|(?:in|for|on) (?:all|every|any) (?:of )?(?:(?:my|our) )?\w+))*)$",
    re.IGNORECASE,
)
_FOR_GOOD = re.compile(
    r"\b(?:always|every|everywhere|in general|generally|rule|default|from now on|all|any)\b", re.IGNORECASE
)
_WHERE = re.compile(r"(?:in|for|on) (?:all|every|any)\b.*$", re.IGNORECASE)
_ONES = re.compile(r" ones?$", re.IGNORECASE)
