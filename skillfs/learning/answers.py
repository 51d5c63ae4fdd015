"""What a short answer to the agent's question says in full: "Which team are you on?" "Payments, at Zalando."

The agent only asks: what it says of the user itself never counts, and an answer that is a sentence speaks for itself.
"""

from __future__ import annotations

import re
from dataclasses import replace

from skillfs.learning.human_text import Statement
from skillfs.learning.names import ORGANISATION
from skillfs.learning.plain_text import fold
from skillfs.sessions.messages import Message, Role

_TAIL = 400
_MAX_WORDS = 8
_QUESTIONS = tuple(
    (re.compile(rf"\b(?:{pattern})\b[^?.!]*\?\W*$", re.IGNORECASE), plain)
    for pattern, plain in (
        (r"(?:which|what) (?:team|squad|department) (?:are you|do you work|is yours|you['’]re)", "I'm on the {} team"),
        (r"where (?:are you|do you) (?:based|live|located)|where in the world are you|(?:which|what) (?:city|"
        r"country|town) (?:are you|do "
         r"you live)", "I live in {}"),
        (r"(?:what|which) time ?zone (?:are you|do you|is yours)|what(?:['’]s| is) your time ?zone",
        "my time zone is {}"),
        (r"what(?:['’]s| is) your name|(?:what|how) (?:should|may|can|shall) I (?:call|address) you|who am I "
        r"(?:talking|speaking) to",
         "call me {}"),
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
_TEAM = re.compile(r" (?:team|squad|department)$", re.IGNORECASE)


def answered(statement: Statement, asked: Message | None) -> list[Statement]:
    """The statement in full where it only answers what the message before it `asked`; else the statement itself."""
    text = fold(statement.text).rstrip(" .!")
    if (
        asked is None
        or asked.role is not Role.ASSISTANT
        or len(text.split()) > _MAX_WORDS
        or _FULL_SENTENCE.search(text)
    ):
        return [statement]
    question = asked.text[-_TAIL:]
    plain = next((plain for pattern, plain in _QUESTIONS if pattern.search(question)), None)
    if plain is None:
        return [statement]
    at = _AT.search(text) if "work at" not in plain else None
    value = _LEAD.sub("", text[: at.start()] if at else text)
    told = [plain.format(_TEAM.sub("", value) if "team" in plain else value)]
    if at:
        told.append(f"I work at {at['org']}")
    return [replace(statement, text=sentence) for sentence in told]
