"""What a person orders for good: "always …", "no semicolons", "from now on …", never an order for the work at "
"hand."""

from __future__ import annotations

import re

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.fact_values import is_habit
from skillfs.learning.english.kinds import is_told
from skillfs.learning.english.plain_text import fold, word_set
from skillfs.learning.english.third_person import others
from skillfs.learning.english.verbs import BASE_OF_GERUND, BASES

LASTING_WORDS = (
    r"\b(?:from now on|from here on(?: out)?|going forward|moving forward|in (?:the )?future|"
    r"for good(?! (?:measure|reasons?)\b)|from (?:today|now) onwards?|from today on|henceforth|until further notice|"
    r"as a (?:general |standing )?rule|by default|at all times|for future reference|"
    r"unless I (?:say|tell you) otherwise|unless I (?:explicitly |specifically )?(?:ask|request|tell you to|say so)|"
    r"(?:when|if|whenever) (?:in doubt|unsure)|"
    r"(?:every|each) time(?! (?:you|the|an?|this|that|some)\b)|whenever(?! (?:you|the|an?|this|that|some)\b)|"
    r"permanently|for all future \w+)\b[\s,:]*"
)
"""What says that an order holds for good, as a regular expression."""
LASTING = re.compile(LASTING_WORDS, re.IGNORECASE)
_WHENEVER = re.compile(r"\b(?:whenever|(?:every|each|any) ?time) you\b", re.IGNORECASE)
_FRONTED = re.compile(
    r"^(?P<when>(?:whenever|(?:every|each|any) ?time|before|after|when|once) you [^,]{2,80}), (?P<order>\S.+?)[.!]?$",
    re.IGNORECASE,
)
_MAKE_SURE = re.compile(
    r"^(?:please )?(?:(?:make sure (?:that )?(?:you|to)|be sure to|remember to|see to it that you|take care to) "
    r"(?=always\b|never\b)|make (?:it )?(?:a|your) (?:habit|rule|point) (?:to|of) )",
    re.IGNORECASE,
)
_ON_NO_ACCOUNT = re.compile(
    r"^(?:please )?(?:under no circumstances|on no account|at no (?:point|time)),? ", re.IGNORECASE
)
_EVERYWHERE = re.compile(
    r"\byour (?:answers|replies|responses|explanations|summaries|messages)\b(?! (?:are|were|is|was|about|to|on|"
    r"in)\b)|"
    r"\bin (?:my|our) (?:\w+ )?(?:code|projects|files|repos|commits|messages|documents)\b"
    r"|\bin (?:(?:your|any|all|my) )?(?:answers|replies|responses|explanations|commit messages|commits|comments)\b"
    r"|\bever[.!]?$",
    re.IGNORECASE,
)
_STANDING = re.compile(
    r"^(?:please |you should |you must |I want you to |I(?:['’]d| would) like you to |I need you to )?(?P<how>always|"
    r"never|don['’]t ever|do not ever|stop(?=\s+\w+ing\b)|avoid|no more)\s+(?P<what>\S.+)$",
    re.IGNORECASE,
)
_ALWAYS_AT_END = re.compile(
    r"^(?P<what>[\w][\w &/+-]{2,60}?),? (?:(?:please,? )?always(?:,? please)?|(?<=answers, )please|"
    r"(?<=replies, )please|"
    r"(?<=responses, )please|(?<=explanations, )please)$",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"^(?:please |just |I want you to |I need you to |I(?:['’]d| would) like you to |you should |you must |could "
    r"you |"
    r"can you )*(?P<negative>don['’]t |do not )?(?P<what>(?P<verb>[a-z]+) \S.+)$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^(?:and |but |please,? |with )?no (?P<what>(?:[a-z-]+ ){0,2}?[a-z-]+?)"
    r"(?: in (?:my|our|the|any) (?:own )?code)?(?P<where> in (?:my|our) [\w ]{2,30})?(?P<please>,? (?:please|ever|"
    r"for me|thanks))*$",
    re.IGNORECASE,
)
_NO_STANDING = re.compile(r"(?:the|this|that|these|those|it|an?|mind)\b", re.IGNORECASE)
OF_A_PAGE = re.compile(
    r"\bthe (?:\w+ )?(?:logo|footer|page|button|menu|chart|image|header|sidebar|screen|form|modal|dialog|column|"
    r"toolbar|banner|icon|spinner|tooltip|legend|cursor)\b(?! (?:numbers?|titles?|names?|ranges?)\b)",
    re.IGNORECASE,
)
"""Parts of what is being built: "always show the logo" is asked of the page."""
_AT_HAND = re.compile(r"\b(?:that|this) again\b|^\w+ing (?:the|this|that|these|those|it)\b", re.IGNORECASE)
_STARTS_AMOUNT = re.compile(
    r"(?:please |just |I (?:want|need) |only |at most |no more than )*(?:one|two|an?|more|less|fewer|short\w*|"
    r"small\w*|"
    r"separate|single|plain|full|concise|brief|detailed|longer|british|american|metric|at most|only|no|\d+)\s",
    re.IGNORECASE,
)
_WENT_WRONG = re.compile(r"\b(?:errors?|warnings?|crash(?:es)?|failures?|bugs?|time-?outs?)$", re.IGNORECASE)
FINITE = re.compile(
    r"\b(?:is|are|was|were|will|has|have|had|does|did|can|cannot|must|should|would|fails?|gets?|runs|returns?|"
    r"listens|needs?|goes|means|happens|works)\b",
    re.IGNORECASE,
)
_MORE_VERBS = word_set(
    "be say touch include assume prefer respond mention leave try address speak end stay give skip quote cite wait",
    "sign warn spell stick",
    "default capitalize indent print avoid lay outline present state clarify hold step talk double-check justify "
    "point "
    "rely respect remember limit favor favour aim break save refrain treat consult cover choose pin lead restrict "
    "put "
    "keep warn phrase wrap reference justify greet thank apologize apologise propose attach append prefix hyphenate",
)


def is_of_the_work(text: str) -> bool:
    """Whether lasting words tell of what is made, and order nothing for good: "delete it for good"."""
    return any(pattern.match(text) for pattern in (_ENDS_FOR_GOOD, _MADE_SO, _CHANGES_EVERYWHERE, _SEES))


_ENDS_FOR_GOOD = re.compile(
    r"(?:please |just |now |then |so |and )*(?:delete|remove|close|kill|shut|turn|disable|fix|ban|archive|rename|"
    r"merge|erase|wipe|uninstall|retire)\b"
    r"[^,]*\b(?:for good|permanently|forever)\b|permanently (?:delete|remove|close|disable|erase|ban|archive)\b",
    re.IGNORECASE,
)
_MADE_SO = re.compile(
    r"(?:please |just |now |then |so |and |by default,? )*(?:make|show|set|display|render|enable|disable|hide|"
    r"return|print|collapse|expand|check|tick|"
    r"select|turn)\b(?! me\b| us\b)(?:(?<=efault show)|(?<=efault make)|(?<=efault hide)|(?<=efault print)|"
    r"(?<=efault return)|.*\bby default[.!]*$)",
    re.IGNORECASE,
)
_CHANGES_EVERYWHERE = re.compile(
    r"(?:please |just |now |then |so |and )*(?:rename|replace|remove|delete|fix|change|move|swap|substitute|convert|"
    r"apply|propagate|correct|update)\b[^,;:]*\beverywhere[.!]*$",
    re.IGNORECASE,
)
_SEES = re.compile(
    r"you (?:should|must|will|can|may) (?:always |never |only )?(?:see|notice|hear|feel|find|be able)\b", re.IGNORECASE
)


def lasting_part(text: str) -> tuple[bool, str]:
    """Whether a sentence says that it holds for good, and the sentence without the words that say so."""
    if is_of_the_work(text):
        return False, text
    rest = fold(LASTING.sub(_comma, text)).replace(" ,", ",").strip(" ,") if LASTING.search(text) else text
    lasting = rest != text or bool(_EVERYWHERE.search(text) or _WHENEVER.search(text))
    if lasting and (match := _FRONTED.match(rest)):
        rest = f"{match['order']} {match['when'][:1].lower()}{match['when'][1:]}"
    return lasting, rest


def _comma(match: re.Match[str]) -> str:
    """The comma that sets two clauses apart, where what is taken out stood between them."""
    return ", " if "," in match[0] else ""


def is_verb(word: str) -> bool:
    """Whether a word in lower case begins orders."""
    return word in BASES or word in _MORE_VERBS


def standing_wish(clause: str) -> str | None:
    """The third-person sentence of a wish that holds for good by its own words; None for any other clause.

    "Always add type hints", "stop using emojis", "no semicolons". "Stop the server" is about the work at hand, "no
    problem" and "no errors so far" wish for nothing.
    """
    if TO_ANOTHER.match(clause) or is_of_the_work(clause):
        return None
    clause = _ON_NO_ACCOUNT.sub("never ", _MAKE_SURE.sub("", clause))
    if (match := _STANDING.match(clause)) and _is_standing(match):
        how = match["how"].casefold()
        gerund = match["what"].split()[0].casefold()
        if how == "stop" and gerund not in BASE_OF_GERUND:
            return f"The user wants the agent to stop {_told(match['what'])}"
        what = _as_order(match["what"]) if how in ("stop", "avoid", "no more") else match["what"]
        return f"The user wants the agent to {'always' if how == 'always' else 'never'} {_told(what)}"
    if (match := _NO.match(clause)) and _is_unwanted(match):
        return f"The user does not want {match['what']} {others(match['where'] or '')}".rstrip()
    if (match := _ALWAYS_AT_END.match(clause)) and category_of(match["what"]) and not FINITE.search(match["what"]):
        return f"The user always wants {match['what'].casefold()}"
    return None


TO_ANOTHER = re.compile(
    r"(?:please |just )*(?:tell|ask|remind|let|have|get|make|e-?mail|mail|message|ping|write|send|teach|help|"
    r"convince|warn) (?:to )?(?:him|her|them(?! (?:in|as|to|with|short|"
    r"brief)\b)|(?:the|my|our|his|her) (?!user\b|tests?\b|diff\b|code\b)\w+|(?-i:[A-Z])[a-z]+) (?:to|that|not|"
    r"always|never|should|return\w*|how|about)\b",
    re.IGNORECASE,
)
"""What another is to be told, or made to do: no order to the agent."""
_POINTS = re.compile(r"^[a-z]+ (?:it|that|this|them|these|those)[.!]*$", re.IGNORECASE)
"""An order that says nothing by itself: "stop that"."""


def order_in(clause: str) -> str | None:
    """The third-person sentence of a clause that was said to hold for good; None where it orders nothing.

    "keep your answers short" → "The user wants the agent to keep answers short"; "one commit for each change, please"
    → "The user wants one commit for each change"; "the server listens on 80" orders nothing.
    """
    match = _ORDER.match(clause)
    if match and (_POINTS.search(match["what"]) or TO_ANOTHER.match(match["what"])):
        return None
    if match and is_verb(match["verb"].casefold()):
        return f"The user wants the agent {'not to' if match['negative'] else 'to'} {_told(match['what'])}"
    if _STARTS_AMOUNT.match(clause) and not FINITE.search(clause) and not _WENT_WRONG.search(clause):
        what = re.sub(r"^(?:please |just )+|,? please\b", "", clause, flags=re.IGNORECASE)
        return f"The user wants {others(what)}"
    return None


def _is_standing(match: re.Match[str]) -> bool:
    """Whether "always …" orders something for good: not of the thing at hand, and not what a program does."""
    what, how = match["what"], match["how"].casefold()
    if _NO_STANDING.match(what) or _AT_HAND.search(what) or OF_A_PAGE.search(what):
        return False
    if how == "no more":
        doing = what.split()[0].casefold() in BASE_OF_GERUND
        return doing or is_habit(what) or is_told(what) or category_of(what) is not None
    return how not in ("always", "never") or is_verb(what.split()[0].casefold())


def _is_unwanted(match: re.Match[str]) -> bool:
    return bool(is_habit(match["what"]) or (match["where"] and re.search(r"s$", match["what"])))


def told_to(order: str, *, negative: bool = False, when: str = "", scope: str = "") -> str:
    """The third-person sentence of an order to the agent, its condition and its scope.

    `negative` says that it is to be left; "don't …" says so itself. "Don't use tabs" in scope "in my code" → "The user
    wants the agent not to use tabs, in their code".
    """
    if match := _DO_NOT.match(order):
        order, negative = order[match.end() :], True
    where = f", {others(scope[:1].lower() + scope[1:])}" if scope else ""
    condition = f" {others(when[:1].lower() + when[1:])}" if when else ""
    verb, blank, rest = order.partition(" ")
    to_do = f"{'not to' if negative else 'to'} {verb.lower()}{blank}{others(rest)}"
    return fold(f"The user wants the agent {to_do}{condition}{where}")


_DO_NOT = re.compile(r"(?:don['’]t|do not) (?=\S)", re.IGNORECASE)


def _told(order: str) -> str:
    """An order to the agent as it is told of: its verb in lower case, "your" the agent's."""
    verb, blank, rest = order.partition(" ")
    rest = re.sub(
        r"\byour (?!answers|repl|responses|explanations|code|output|summar)", "its ", rest, flags=re.IGNORECASE
    )
    return others(f"{verb.lower() if verb.istitle() else verb}{blank}{rest}")


def _as_order(what: str) -> str:
    """What is to be stopped or avoided, as an order: "using emojis" → "use emojis", "semicolons" → "use semicolons"."""
    first, _, rest = what.partition(" ")
    base = BASE_OF_GERUND.get(first.casefold())
    return f"{base} {rest}" if base else f"use {what}"
