"""Wishes in general that need no word for it: a choice ("readability over cleverness"), how things of a kind "
"always are
("prices in euros"), how the user is spoken to ("don't call me sir"), what nobody in a team does.
"""

from __future__ import annotations

import re

from skillfs.learning.english.fact_values import is_spoken
from skillfs.learning.english.orders import FINITE, is_verb, told_to
from skillfs.learning.english.third_person import others

DEFINITE = re.compile(
    r"\b(?:the(?! (?:formal|informal|familiar|imperative|passive|active|present|past|oxford|serial|top|end|"
    r"beginning|start|bottom|answer|"
    r"summary|result|diff|"
    r"reasoning|source|root|point|trade-?offs|context|command|difference|words?|phrase|term|unit|currency|year|day|"
    r"author|user'?s?|"
    r"ticket|date|why|what)\b)|it|them|his|her|its)\b",
    re.IGNORECASE,
)
FAILS = re.compile(
    r"\b(?:broken|failed|failing|red|gone|missing|lost|deleted|wrong|slow|stuck|finished|done|needed|fails?|but|"
    r"and (?:they|it|the))\b",
    re.IGNORECASE,
)
_GENERAL_CHOICE = re.compile(
    r"^[\w'’+#-]+(?: [\w'’+#-]+){0,3} over [\w'’+#-]+(?: [\w'’+#-]+){0,3}?(?: in (?:my|our|all)\b.*|,? please|, "
    r"always)$|"
    r"^(?!(?:I|we|he|she|they|it|you|who|this|that|there)\b)(?P<what>[\w'’+#-]+(?: [\w'’+#-]+){0,3}):? (?:always|"
    r"only "
    r"ever) (?![a-z]+s (?:when|on|in|if|at|after|before|the|with)\b)(?:in|as|with|without|by|from|to)? "
    r"?[\w'’+#%-]+(?: [\w'’+#-]+){0,3}"
    r"(?:,? please)?$|"
    r"^(?:all |every )?(?:times?|dates?|prices?|amounts?|units|measurements?|distances?|temperatures?|sums|weights?|"
    r"sizes?|durations?|numbers|"
    r"headings?|titles?|comments?|names|quotes|lists?|tables|code comments|variable names|commit messages|answers|"
    r"replies) "
    r"(?:in|as|with|without) [\w'’+#-]+(?: [\w'’+#-]+){0,3}?(?: only)?(?:,? please)?(?:,? (?:for|in|also in) "
    r"(?:every|"
    r"all|any|my|our|"
    r"[A-Z])\b.*)?$",
    re.IGNORECASE,
)
"""What is preferred to what, and how things of a kind always are: "readability over cleverness", "prices in euros"."""
_EXPRESSED = re.compile(
    r"^(?:(?:always )?(?:give|write|show|express|quote|format|state|put|list|use|round|report)) (?:me )?(?:all |"
    r"every "
    r")?"
    r"(?:times?|dates?|prices|amounts|units|measurements|distances|temperatures|sums|weights|durations|numbers|"
    r"currencies|"
    r"quantities|percentages|lengths) (?:in|as|with|to) [\w'’+#-]+(?: [\w'’+#-]+){0,4}$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^(?:don['’]t|do not|never|stop|quit) (?:call(?:ing)? me|address(?:ing)? me|us(?:e|ing) (?:the )?(?:words?|"
    r"phrase|"
    r"term|expression)|"
    r"say(?:ing)?|writ(?:e|ing) (?:the )?(?:words?|phrase)) [\w\"'“”‘’ -]{2,40}$",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"^(?i:speak|talk|write|answer|reply) (?P<language>[A-Z][a-z]+)(?: (?:to|with) (?:me|us))$")
_MY_RULE = re.compile(
    r"^(?:my|our|the team['’]s|the house) (?:\w+ )?(?:rule|policy|convention|principle|standard|habit|practice) "
    r"is(?: "
    r"that| to|:)? (?P<rule>\S.+)$",
    re.IGNORECASE,
)
_MATTERS = re.compile(
    r"^it(?:['’]s| is) (?:very |really )?(?:important|crucial|essential|key) (?:to|for) (?:me|us) that "
    r"(?!you\b)(?P<rule>[a-z][\w ]+ "
    r"(?:is|are|has|have|gets?|stays?|must) \S.+)$",
    re.IGNORECASE,
)
_ALWAYS_WANTS = re.compile(
    r"^(?:I|we) always (?:want|like|need|expect|prefer) (?P<what>to (?:see|get|have|know|read|be (?:asked|told|shown|"
    r"warned))\b.*)$",
    re.IGNORECASE,
)
_LOCAL_NORM = re.compile(
    r"^(?!(?:what|who|how|why|where|there|it|this|that|my|he|she|they|nothing)\b)[a-z][\w -]{2,40} (?:is|are) "
    r"[\w ]{1,40}$",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?P<rule>(?:nobody|no one|everyone|everybody|we all) (?:[a-z]+s|must|should|has to|ever [a-z]+s|[a-z]+) "
    r"\S.+)$",
    re.IGNORECASE,
)
_OFF_LIMITS_BY_ORDER = re.compile(
    r"^(?:consider|treat|regard) (?P<what>(?:the|my|our|everything|anything|all|whatever) [\w ./-]{2,40}?) (?:as "
    r")?(?:off[- ]limits|sacred|read-only|"
    r"untouchable|"
    r"frozen|mine)\b.*$",
    re.IGNORECASE,
)


def told_in_general(line: str, *, local: bool) -> str | None:
    """The third-person sentence of how things always are, or how to speak to the user; None for the work at hand.

    `local` says that the line holds for the place where the user works: "nobody commits to main", said of a team.
    """
    own = f"{line[:1].lower()}{line[1:]}"
    if _GENERAL_CHOICE.match(line) and not FINITE.search(line) and not DEFINITE.search(line):
        return f"The user wants {others(own)}"
    if _EXPRESSED.match(line) or _ADDRESS.match(line):
        return told_to(re.sub(r"^(?:stop|quit) (\w+)ing\b", r"don't \1", line, flags=re.IGNORECASE))
    if match := _SPEAKS.match(line):
        return (
            f"The user wants the agent to speak {match['language']} with them" if is_spoken(match["language"]) else None
        )
    if match := _MY_RULE.match(line):
        return f"The user's rule: {others(match['rule'])}"
    if match := _OFF_LIMITS_BY_ORDER.match(line):
        return f"The user wants the agent not to touch {others(match['what'])}"
    if match := _MATTERS.match(line):
        return f"The user's rule: {others(match['rule'])}"
    if match := _ALWAYS_WANTS.match(line):
        return f"The user always wants {others(match['what'])}"
    if local and not DEFINITE.search(line) and is_verb(line.split()[0].casefold()):
        return told_to(line)
    if local and (_NOBODY.match(line) or _LOCAL_NORM.match(line)) and not FAILS.search(line):
        return f"The user's rule: {others(own)}"
    return None
