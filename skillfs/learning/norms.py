"""How things are to be wherever a person works, said of the things and not to the agent: "JSON keys are camelCase in
every API we make", "type hints everywhere", "at work we squash everything".

A norm speaks of kinds of things; what has gone wrong with them, and what a program does with them, is none.
"""

from __future__ import annotations

import re

from skillfs.learning.categories import category_of
from skillfs.learning.fact_values import points_at_hand
from skillfs.learning.general_wishes import DEFINITE, FAILS
from skillfs.learning.house_rules import names_a_kind
from skillfs.learning.lasting_scope import Reach, Scoped
from skillfs.learning.orders import FINITE, is_verb
from skillfs.learning.third_person import others, third_person
from skillfs.learning.verb_classes import is_generic, is_trouble

_NORM = re.compile(
    r"^(?P<what>[^,:;]{2,70}?) (?P<rule>(?P<modal>(?:should|must|needs? to|ha(?:s|ve) to|ought to|shall|(?:is|are) "
    r"to|can(?:not|"
    r"['’]t)|may not)\b|(?:(?:is|are)(?: always| never| not)* (?:to|forbidden|banned|mandatory|required|optional|"
    r"welcome|"
    r"off|out|an? (?:must|no|hard|deal)|\w+[- ]case)\b))?"
    r"(?(modal)|(?:is|are|gets?|goes?|go|comes?|stays?|lives?|sits?|belongs?|follows?|uses?|carr(?:y|ies)|has|have|"
    r"look|looks|"
    r"starts?|begins?|ends?|takes?|needs?|remains?|reads?|never|always|only)\b) ?\S.*)$",
    re.IGNORECASE,
)
_SHOULD_ALWAYS = re.compile(r"(?:should|must|ought to|have to|need to) (?:always|never)\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"(?:he|she|they|it|there|who|what|this|that|these|those|some(?:one|body)|you|people|users?|customers?|clients?|"
    r"(?:the|a|an|his|"
    r"her|their) (?!team\b|tests?\b|docs?\b|commit\b|history\b)|(?-i:[A-Z][a-z]+ (?:is|has|needs|uses|gets|"
    r"wants)\b))",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:my|our|mine|ours|I|we|me|us)\b", re.IGNORECASE)
_WENT_WRONG = re.compile(
    r"\b(?:crash|fail|break|broke|throw|hang|time out|timeout|appear|happen|disappear|vanish|return|respond|print|"
    r"show|"
    r"take \d|takes \d|cost|stop|miss|lack)\w*\b",
    re.IGNORECASE,
)
_NO_NOMINAL = re.compile(
    r"(?:the|this|that|these|those|it|i|we|you|he|she|they|don['’]t|do|not|if|when|whenever|so|mind|same|nothing|"
    r"nobody|"
    r"something|what|how|why|who|thanks|sorry|hello|good|great|nice|well|back|still|almost|again)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"(?:nobody|no[- ]one|everyone|everybody|we all|none of us)(?:,? (?:including|not even|even) (?:you|me),?)? [a-z]+ \S", re.IGNORECASE)
_WITHOUT_ME = re.compile(r"\b(?:without (?:my|our|asking|checking)|unless (?:I|we)|(?:in|on|to|with|from) (?:my|our))\b", re.IGNORECASE)
_NONE_OF = re.compile(
    r"(?:no|zero|absolutely no|not a single) (?!way|idea|problem|one\b|need|worr|longer|more\b|matter|doubt|chance|"
    r"rush|hurry|clue|"
    r"luck|thanks|errors?|changes?|the\b|\w+ (?:yet|so far))(?!.*\b(?:is|are|was|has|found|left)\b)\S",
    re.IGNORECASE,
)
_DOES = re.compile(r"^(?:I|we) (?:always |never |usually |only |strictly |normally |generally |tend to |don['’]t |do not )?(?P<verb>[a-z-]+) (?P<rest>\S.*)$", re.I)
_NO_HABIT = re.compile(
    r"(?:am|are|was|were|have|has|had|did|do|does|can|can['’]t|could|will|would|should|must|might|may|get|got|see|"
    r"saw|hit|"
    r"lose|lost|find|found|need|want|know|hope|guess|wonder|suppose|remember|forget|feel|agree|tried|just|also|"
    r"think|wait|went|"
    r"said|made|kept|ran|\w+ed|\w+ing|fail|fails|expect|receive|mean|believe|don['’]t|didn['’]t|cannot)$",
    re.IGNORECASE,
)


_KEPT = re.compile(
    r"(?:(?:all |each of )?(?:my|our) (?:[\w-]+ ){0,2}?[\w-]+s|(?:every|each|all|any) [\w -]{2,30}? (?:that )?(?:I|"
    r"we) [a-z]+) (?:always "
    r"|never |only )*(?:follows?|looks? like|(?:starts?|begins?|ends?|comes?) with|(?:goes?|go|lives?|sits?|"
    r"belongs?|stays?) (?:in|on|at|to|"
    r"under|next|beside|with|below|above)|gets?|carr(?:y|ies)|(?:is|are) (?:\w+ed|written|kept|split|spelled|spelt) "
    r"(?:in|with|as|by|on|"
    r"to|alphabetically|after))\b",
    re.IGNORECASE,
)
"""How a person's own things of a kind are kept: "our branch names look like …", "every function I write gets …"."""


def norm_in(core: str, said: Scoped) -> str | None:
    """The third-person sentence of how things of a kind are to be; None for what is at hand, or goes wrong."""
    if points_at_hand(core) or FAILS.search(core) or (_WENT_WRONG.search(core) and not _SHOULD_ALWAYS.search(core)):
        return None
    where = f", {others(said.scope)}" if said.scope else ""
    told = core if category_of(core.split()[0]) or core[1:2].isupper() else f"{core[:1].lower()}{core[1:]}"
    match = _NORM.match(core)
    if (_YOURS.match(core) or _ALL_THEY_MAKE.match(core) or _NEEDS_LEAVE.match(core)) and not DEFINITE.search(core):
        return f"The user's rule: {others(told)}{where}"
    if match is not None:
        always = _SHOULD_ALWAYS.search(match["rule"]) is not None
        definite = DEFINITE.search(match["what"] if always else core) and not (match["modal"] and said.reach is Reach.GOOD)
        general = not (_OF_ANOTHER.match(core) or definite or is_trouble(match["what"]))
        kind = names_a_kind(match["what"]) or is_generic(match["what"])
        own = _OWN.search(f"{core} {said.scope}") is not None
        reach = said.reach is Reach.GOOD or (names_a_kind(match["what"]) and always) or (kind and (said.reach is Reach.ADVERB or (said.reach is Reach.PLACE and own)))
        held = reach or (own and names_a_kind(match["what"]) and bool(match["modal"] or _KEPT.match(core)))
        return f"The user's rule: {others(told)}{where}" if general and held else None
    if _NOBODY.match(core) and (said.reach is not Reach.NONE or _WITHOUT_ME.search(core)):
        return f"The user's rule: {others(told)}{where}"
    if said.reach is not Reach.NONE and _COMPARES.match(core) and not (_NO_NOMINAL.match(core) or FINITE.search(core) or DEFINITE.search(core)):
        return f"The user wants {others(told)}{where}"
    if said.reach is Reach.PLACE and _NONE_OF.match(core) and (names_a_kind(core) or is_generic(core)) and not DEFINITE.search(core):
        return f"The user wants {others(told)}{where}"
    if said.reach < Reach.ADVERB or not (_names_things(core) or _NONE_OF.match(core)):
        return None
    return f"The user wants {others(told)}{where}"


_WANTS = re.compile(
    r"(?:I|we)(?:['’]d| would)? (?:really |much )?(?:like|want|prefer|love|need|expect|appreciate) (?!to\b|you\b|"
    r"it\b|that\b|how\b|what\b)(?P<what>\S.+)$",
    re.IGNORECASE,
)
_COMPARES = re.compile(r"[\w'’.+#/-]+(?: [\w'’.+#/-]+){0,3} (?:over|instead of|rather than|not|before) [\w'’.+#/-]+(?: [\w'’.+#/-]+){0,3}$", re.IGNORECASE)
_PRACTISES = re.compile(r"(?:do|practi[sc]e|follow|observe)$", re.IGNORECASE)
_YOURS = re.compile(
    r"(?:your (?:\w+ )?(?:tone|style|language|wording|prose|code|writing|answers|replies|responses|explanations|"
    r"summaries|messages|"
    r"commits|commit messages|variable names|names|comments|suggestions|examples)|(?:(?:all(?: of)?(?: the)?|any|"
    r"every|each) )?(?!the\b|this\b|that\b)[\w-]+"
    r"(?: [\w-]+)? (?:that )?you (?:write|draft|make|build|give|send|create|produce|show|generate|suggest|propose|"
    r"add|name|commit)\b[^,]{0,30}?) "
    r"(?:should|can|must|may|ought to|need not|needn['’]t|shouldn['’]t|mustn['’]t|has to|have to|need to)\b",
    re.IGNORECASE,
)
"""How the agent is to speak and write: "your tone can be casual", "messages you draft for Slack should be short"."""
_ALL_THEY_MAKE = re.compile(
    r"(?:everything|anything|whatever|all(?: the)? [\w-]+)(?: that)? (?:I|we) (?!try|need|want|do\b|know|say|see|"
    r"ask|have\b|had\b|did\b|\w+ed\b)[a-z]+ "
    r"(?:\w+ )?(?:is|are|gets?|goes?|uses?|has|have|comes?|should|must|needs?) (?!\w+ing\b)\S",
    re.IGNORECASE,
)
_NEEDS_LEAVE = re.compile(
    r"(?!the\b|this\b|that\b|it\b|he\b|she\b|they\b)[\w -]{3,50} (?:needs?|requires?|takes?|wants?) my (?:explicit |"
    r"prior |express )?(?:ok(?:ay)?|approval|sign-?off|"
    r"permission|consent|go-ahead|blessing|say-so|review)\b",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"(?P<what>[A-Za-z][\w -]{2,40}s): (?P<how>[^:;]{2,60}),? (?:please|thanks|thank you|thx|always)$", re.IGNORECASE
)


def topic_in(part: str) -> str | None:
    """The third-person sentence of a kind of things and how they are wanted: "docstrings: Google style, please"."""
    match = _TOPIC.match(part)
    if match is None or not names_a_kind(match["what"]) or is_verb(match["how"].split()[0].casefold()):
        return None
    return None if DEFINITE.search(part) or points_at_hand(part) else f"The user wants {match['what'].lower()}: {others(match['how'])}"


def doing_in(core: str, said: Scoped) -> str | None:
    """The third-person sentence of what a person or their team does as a rule: "in our shop we squash everything"."""
    where = f", {others(said.scope)}" if said.scope else ""
    if (match := _WANTS.match(core)) and said.reach >= Reach.ADVERB and not (DEFINITE.search(core) or points_at_hand(core)):
        return f"The user wants {others(match['what'])}{where}"
    match = _DOES.match(core)
    if match is None:
        return None
    practised = _PRACTISES.match(match["verb"]) is not None and is_generic(match["rest"])
    if not practised and (said.reach is Reach.NONE or _NO_HABIT.match(match["verb"])):
        return None
    if points_at_hand(core) or FAILS.search(core) or DEFINITE.search(match["rest"]) or is_trouble(match["rest"]):
        return None
    told = third_person(core)
    return f"{told}{where}" if told else None


def _names_things(core: str) -> bool:
    """Whether a sentence is nothing but the name of a kind of things, as of what is wanted: "type hints"."""
    first = core.split()[0].strip(",").casefold()
    if _NO_NOMINAL.match(core) or DEFINITE.search(core) or FINITE.search(core) or is_trouble(core):
        return False
    return (names_a_kind(core) or is_generic(core)) and not is_verb(first)


def verdict_on(asked: str, answer: str) -> str | None:
    """The third-person sentence of a kind of things that is named in a question and judged: "Emojis in commits? Never."."""
    thing = asked.strip(" ?")
    if not thing or len(thing.split()) > _SHORT or _IS.search(thing) or not (names_a_kind(thing) or is_generic(thing)):
        return None
    if DEFINITE.search(thing) or points_at_hand(thing) or is_verb(thing.split()[0].casefold()):
        return None
    if match := _DENIED.match(answer):
        where = f", {others(match['where'])}" if match["where"] else ""
        return f"The user does not want {others(thing[:1].lower() + thing[1:])}{where}"
    if _GRANTED.match(answer):
        return f"The user wants {others(thing[:1].lower() + thing[1:])}: {others(answer[:1].lower() + answer[1:].rstrip(' .!'))}"
    return None


_IS = re.compile(r"\b(?:is|are|was|were|isn['’]t|aren['’]t|will|would|has|have|had|does|did)\b", re.IGNORECASE)
_SHORT = 6
_DENIED = re.compile(
    r"(?:(?:oh )?(?:please |absolutely |certainly |definitely |god )?(?:no+|not|never|nope)(?: (?:ever|thanks|thank "
    r"you|please|way))?(?:,? (?P<where>"
    r"(?:in|on|for|with|under) (?:my|our|any)\b[\w ]{2,30}))?(?:,? (?:thanks|thank you|please|ever))?|hard pass|no "
    r"go|over my dead body|not a fan|"
    r"(?:not|never) (?:for me|my thing|my style|with me)|I (?:hate|dislike|can['’]t stand) (?:them|it|those))[.!]*$",
    re.IGNORECASE,
)
_GRANTED = re.compile(
    r"(?:(?:yes |absolutely |definitely )*(?:always|every time|everywhere)(?: please)?|yes please,? (?:always|"
    r"everywhere))(?: (?:as|in|with|by|on) [\w ]{2,40})?[.!]*$",
    re.IGNORECASE,
)
