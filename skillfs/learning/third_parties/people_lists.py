"""Several people in one breath: what a list or a sentence says once, or leaves out, said in full of each.

"Team: Rosa – PM, Idris – QA" → "Team: Rosa (PM), Idris (QA)"; "Ann is our lawyer, Bob our vet" → "…, Bob is our vet".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from skillfs.learning.english.given_names import is_given_name
from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.names import NAME_RUN
from skillfs.learning.english.roles import ROLE
from skillfs.learning.third_parties.predicates import FIELDS

_NAME = rf"(?-i:{NAME_RUN})"
_MARK = r"(?:\s+[–—=-]\s+|\s*:\s+)"
_KIND = rf"(?:(?:our |my |the |an? )?{ROLE}|{FIELDS})"
_ENTRY = re.compile(
    rf"(?P<lead>^|[:;,]\s+|\.\s+|,? and\s+)(?P<name>{_NAME}){_MARK}(?P<kind>{_KIND})"
    r"(?=\s*[,;.!]|\s+and\s+(?-i:[A-Z])|\s*$)",
    re.IGNORECASE,
)
_FEWEST = 2

_COPULA = re.compile(
    rf"(?<![\w’'])(?P<name>{NAME_RUN})(?: is|['’]s) (?:our|my|the|an?) [^,;:.!?]{{2,50}}(?:[,;]| and\b| while\b)"
)
_COPULA_LEFT_OUT = re.compile(
    rf"(?P<lead>(?:[,;]|[,;] and|\band|\bwhile) )(?P<name>{_NAME})(?<!['’]s) "
    rf"(?=(?:our|my|the|an?) (?:new )?{ROLE}(?:\s*[,;.!]|\s+(?:and|there|here|now)\b|\s*$))",
    re.IGNORECASE,
)
_PHRASE = (
    r"(?:is (?:in charge of|responsible for|from|on|in|at|with)|works (?:on|at|for|in)|lives in|does|handles|runs|owns|"
    r"leads|looks after|prefers|speaks|likes|covers)"
)
_GAPPED = re.compile(
    rf"(?P<verb>{_PHRASE})(?P<first> [^,;.!?]{{2,40}}?)(?P<joint>[,;](?: and| but)?| and| while) (?P<name>{NAME_RUN})"
    r"(?P<rest> (?:(?:of|for|on|at|in|from) )?(?:the |an? )?[a-zA-Z][\w-]*(?: [a-z][\w-]*)?)(?=\s*[.!]?\s*$|[,;] and )"
)
_PREPOSITION = re.compile(r"(?:of|for|on|at|in|from|with)\b")

_LINE = re.compile(
    rf"^\s*(?:[-*•–+]|\d{{1,2}}[.)])\s+(?P<name>{_NAME})(?:\s*[,:(]|\s+[–—-])\s*(?P<kind>[^,;:.!?()]{{3,60}})\)?[.;]?$"
)
_PERSONS_KIND = re.compile(rf"(?:our |my |the |an? )?(?:{ROLE}|{FIELDS})", re.IGNORECASE)
_NO_KIND = re.compile(
    r"\d|\b(?:is|are|was|were|has|have|had|will|can|should|must|to|please|not|no|yes|maybe|tbd|tbc|done|open|pending|"
    r"approved|absent|away|out|late|sick|off|remote|todo|today|tomorrow|pending|waiting|missing|"
    r"\w+ing (?=\w)|\w+ed)\b",
    re.IGNORECASE,
)


_FOR_FIELD = re.compile(rf"(?P<name>{NAME_RUN}) for (?P<kind>(?i:{FIELDS}))(?=\s*[,;.!]|\s+and\s+[A-Z]|\s*$)")
_WE_HAVE = re.compile(r"\b(?:we(?:['’]ve| have)(?: got)?|there(?:['’]s| is| are)|there)\b", re.IGNORECASE)


def said_in_full(text: str) -> str:
    """The sentence with every part of a list of people said in full. Linear in the text."""
    if len(_ENTRY.findall(text)) >= _FEWEST:
        text = _ENTRY.sub(_in_parentheses, text)
    if _WE_HAVE.search(text):
        text = _FOR_FIELD.sub(r"\g<name> (\g<kind>)", text)
    if _COPULA.search(text):
        text = _COPULA_LEFT_OUT.sub(r"\g<lead>\g<name> is ", text)
    return _GAPPED.sub(_with_verb, text)


def _in_parentheses(match: re.Match[str]) -> str:
    return f"{match['lead']}{match['name']} ({match['kind']})"


def _with_verb(match: re.Match[str]) -> str:
    """The second of two verb phrases with the verb that it shares, where its subject is a person for certain."""
    if not (" " in match["name"] or is_given_name(match["name"])):
        return match[0]
    verb, rest = match["verb"], match["rest"].lstrip()
    preposition = _PREPOSITION.match(rest)
    if preposition:
        head = verb.rpartition(" ")[0] if verb.endswith(f" {preposition[0]}") else ""
        if not head:
            return match[0]
        verb = head
    elif verb.split()[-1] in ("of", "for", "on", "at", "in", "from", "with") or _NO_KIND.search(rest):
        return match[0]
    return f"{match['verb']}{match['first']}{match['joint']} {match['name']} {verb} {rest}"


def rosters(statements: Iterable[Statement]) -> frozenset[Statement]:
    """The lines of lists of people that each name one and what they are: "- Ben Carter, legal counsel".

    A list is of people where two of its lines, or more, read so and one of them has a known role.
    """
    lines: dict[int, list[tuple[Statement, re.Match[str]]]] = {}
    for statement in statements:
        if match := _LINE.match(statement.source):
            lines.setdefault(statement.message, []).append((statement, match))
    found = [
        statement
        for several in lines.values()
        if len(several) >= _FEWEST and any(_PERSONS_KIND.fullmatch(match["kind"]) for _, match in several)
        for statement, match in several
        if " " in match["name"] and not _NO_KIND.search(match["kind"])
    ]
    return frozenset(found)


def line_of_roster(source: str) -> tuple[str, str]:
    """The name and what it is said to be in a line that `rosters` found."""
    match = _LINE.match(source)
    assert match is not None
    return match["name"], match["kind"].strip()
