"""What a sentence orders, put plainly: "I'd love it if you never used emojis when you write" → never "use emojis".

Wishes, permissions and polite requests are orders in a wrapping; the words that say when one holds are set apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from skillfs.learning.english.fact_values import points_at_hand
from skillfs.learning.english.general_wishes import DEFINITE
from skillfs.learning.english.orders import is_verb
from skillfs.learning.english.plain_text import word_set
from skillfs.learning.english.verbs import BASE_OF_GERUND, BASE_OF_PAST

_YOU = r"(?:I|we)(?:['’]d| would| do| really| just)*"
_WRAPPED = (
    (r"(?:please |kindly |just |maybe |also |then |always please )+", ""),
    (r"(?:(?:can|could|shall) we(?: please)?|let['’]?s) agree on ", "use "),
    (r"(?:can|could|would|will) (?:you|we)(?: please| kindly| maybe| just| also)* (?:agree (?:on|to|that) )?", ""),
    (rf"{_YOU} (?:like|want|need|love|rather|prefer|expect|ask|trust|appreciate)(?: it)?(?: if| when| for| that)? "
     r"you (?:to |would |could )?", ""),
    (r"(?:it(?:['’]d| would|['’]s| is) (?:be )?(?:\w+ ){0,3}?(?:if|when|that)|I(?:['’]m| am) (?:\w+ "
     r"){0,2}?(?:happ(?:y|ier)|grateful|glad)(?:est)? (?:if|when)) you (?:would |could )?", ""),
    (r"(?:I|we)(?:['’]d| would| do| must)*(?: kindly| politely| please)* (?:ask|request|beg|"
     r"urge)(?: (?:of )?you)? (?:to|that "
     r"you|for you to) ", ""),
    (r"(?:make sure|be sure|take care|see to it|ensure|remember|try|aim)(?: that| please)*(?: you| to| and)+ ", ""),
    (r"(?:I (?:really |just )?(?:never|don['’]t(?: ever)?|do not(?: ever)?) (?:want|need|expect|like) you to|"
     r"you(?:['’]re| are) (?:never|not(?: ever)?) (?:allowed|supposed|expected|permitted|meant) to|you (?:must|"
     r"should|may|can|shall|will|could)(?:n['’]t| never| not(?: ever)?)|you ought (?:never|not) to|(?:don['’]t|do "
     r"not) (?:you )?(?:ever|dare(?: to)?)|(?:under no circumstances|on no account)(?: should you)?|never,? ever|"
     r"(?:please )?never|I(?:['’]d| would)(?: much)? (?:rather|prefer) (?:that |it if )?you (?:didn['’]t|did not|"
     r"don['’]t|never|not)) ", "never "),
    (r"you (?:always )?(?:must|should|have to|need to|ought to|shall|are to|are (?:expected|supposed|required) to)"
     r"(?P<always> always)? ", ""),
    (r"only (?=[a-z]+ (?:me|us)\b)", ""),
    (r"let['’]?s (?=(?:always|never|keep|use|stick|go|call|agree|write|not)\b)(?:agree (?:on|to|that) )?", ""),
)  # fmt: skip
_WRAPPERS = tuple((re.compile(f"^{pattern}", re.IGNORECASE), plain) for pattern, plain in _WRAPPED)
_PERMITS = re.compile(
    r"^(?:you(?:['’](?:ve|re))? (?:may|can|could|are (?:allowed|free|welcome) to|free to|welcome to|allowed to|"
    r"(?:have|got|have got) (?:my |a |the )?(?:permission|blessing|ok(?:ay)?|green light|go-ahead|consent|carte "
    r"blanche) (?:to|for)|do not need (?:my|any) \w+ to)|feel free to|(?:go ahead and|no problem if you|I(?:['’]m| "
    r"am) (?:fine|ok(?:ay)?|happy|cool)(?: with)?(?: if| for)? you(?: to)?)|it(?:['’]s| is) (?:fine|ok(?:ay)?|"
    r"alright) (?:to|if you|for you to)) (?P<order>\S.+)$",
    re.IGNORECASE,
)
_NEEDLESS = re.compile(
    r"^(?:(?:there(?:['’]s| is) )?no need (?:for you )?to|you (?:don['’]t|do not|needn['’]t|never) (?:(?:need|have) "
    r"to|ever (?:need|have) to)|you needn['’]t|don['’]t bother (?:to|with)?|don['’]t feel (?:obliged|you have) to|I "
    r"(?:don['’]t|do not|never) (?:need|want) you to) (?P<order>\S.+)$|^no need for (?P<thing>\S.+)$",
    re.IGNORECASE,
)
_CONJUNCTION = (
    r"(?:whenever|when|before|after|once|if|unless|(?:every|each|any) ?time(?: that)?|where(?:ver)?|instead of)\b"
)
BEGINS_WITH_WHEN = re.compile(
    rf"^(?P<when>{_CONJUNCTION} [^,]{{3,90}}?)(?:, (?:then |please |just )*| (?:then|please|just) | (?=[a-z]+ (?:me|"
    rf"us) ))(?P<order>\S.+)$",
    re.IGNORECASE,
)
ENDS_WITH_WHEN = re.compile(rf"^(?P<order>\S.{{2,150}}?),? (?P<when>{_CONJUNCTION} \S.+)$", re.IGNORECASE)
_AGENTS_DOING = re.compile(
    r"^\w+(?: ?time)?(?: that)? (?:you|we|I|something|anything|someone|there(?:['’]s| is) (?:an?|any|more)|(?:an?|"
    r"any|some) |[a-z]+ing\b|[a-z-]+s (?:are|get|need)\b|possible|in doubt|unsure|both)",
    re.IGNORECASE,
)
_OF_A_PROGRAM = re.compile(
    r"\w+(?: ?time)?(?: that)? (?:an?|any|some|each|every) (?!command|test|task|change|fix|commit|file|question|tool|"
    r"library|dependency|migration|table|word)[\w-]+ (?:\w+ )?(?:is|are|has|have|was|\w+s)\b",
    re.IGNORECASE,
)
"""What a condition of a program speaks of: "whenever a user logs in"."""
_OF_NOW = re.compile(
    r"\b(?:done|finished|ready|back|you can|you get|you have|you see|you(?:['’]re| are) (?:at it|there|on it)|that "
    r"happens|it (?:works|fails|breaks|is|has)|possible(?= with))\b",
    re.IGNORECASE,
)
_NO_VERB = word_set(
    "a an the this that these those my our your his her its their i we you he she it they there what who which how "
    "why "
    "where when if no not so as and or but more less fewer only some any every each all both one two is are was were "
    "be been in on at by of for to from with without about into mind same nothing something everything nobody "
    "everyone "
    "someone wait hm maybe perhaps thanks sorry hello yes yeah"
)
_IS = re.compile(r"\b(?:is|are|was|were|isn['’]t|aren['’]t|will|would|has|have|had|does|did)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done, its verb first; `negative` where it is to be left, `permitted` where it is only allowed."""

    what: str
    when: str = ""
    negative: bool = False
    always: bool = False
    wished: bool = False
    permitted: bool = False
    preferred: bool = False
    plain: bool = False
    """Whether it begins with a word that is not known as a verb and nothing around it says that it orders."""


def is_wished(core: str) -> bool:
    """Whether a sentence wraps an order in a wish or a request: "I'd love it if you …"."""
    return any(pattern.match(core) for pattern, _ in _WRAPPERS)


def order_of(core: str) -> Order | None:
    """What a sentence orders, put plainly: "I'd love it if you never used emojis" → never "use emojis"."""
    order = Order(core)
    if (match := BEGINS_WITH_WHEN.match(core) or ENDS_WITH_WHEN.match(core)) and _is_general(match["when"]):
        order = replace(order, what=match["order"], when=match["when"])
    order = replace(_unwrapped(order), preferred=_PREFERS_YOU.match(order.what) is not None)
    if match := _PERMITS.match(order.what):
        order = replace(order, what=match["order"], permitted=True)
    elif match := _NEEDLESS.match(order.what):
        what = match["order"] or f"use {match['thing']}"
        order = replace(order, what=what, negative=True, wished=True)
    verb = order.what.split()[0].strip(",").casefold()
    if verb in _NO_VERB or (
        not is_verb(verb) and not order.wished and (_IS.search(order.what) or _NO_BASE.search(verb))
    ):
        return None
    if not order.wished and not is_verb(verb) and (verb in BASE_OF_PAST or verb in _PAST):
        return None
    unknown = not (
        is_verb(verb) or _TAKES_OBJECT.match(order.what) or order.wished or order.negative or order.permitted
    )
    return replace(order, what=_in_base(order.what), plain=unknown)


def _unwrapped(order: Order) -> Order:
    what, wished, negative, always = order.what, order.wished, order.negative, order.always
    for _ in range(_MAX_WRAPPERS):
        for pattern, plain in _WRAPPERS:
            if match := pattern.match(what):
                what = f"{plain}{what[match.end() :]}"
                wished = wished or (pattern is not _WRAPPERS[0][0] and plain != "never ")
        if match := re.match(r"always,? ", what, re.IGNORECASE):
            what, always = what[match.end() :], True
        if match := re.match(r"(?:never,? |not (?:to )?|do not |don['’]t )(?:ever )?", what, re.IGNORECASE):
            always = always or match[0].casefold().startswith("never")
            what, negative = what[match.end() :], True
        if what == order.what:
            break
    return replace(order, what=what, wished=wished, negative=negative, always=always)


_MAX_WRAPPERS = 3
_TAKES_OBJECT = re.compile(r"[a-z-]{2,}(?<!s) (?:your|my|the|all|every|any|each|me|us|it|them|an?|no) ", re.IGNORECASE)
"""A word and an object after it make a verb, whatever it is: "cap your answers"."""
_PAST = word_set("ran got came went saw did worked had was were been seen heard happened thought knew")
_NO_BASE = re.compile(r"(?:s|ed|ly)$")
"""Endings of words that are no verb of an order: "returns null, always"."""


def _in_base(what: str) -> str:
    verb, blank, rest = what.partition(" ")
    word = verb.casefold()
    base = BASE_OF_PAST.get(word) or BASE_OF_GERUND.get(word) or verb
    return f"{base}{blank}{rest}"


def _is_general(when: str) -> bool:
    """Whether a condition is of what the agent does time and again, and of nothing at hand."""
    return bool(_AGENTS_DOING.match(when)) and not (
        _OF_A_PROGRAM.match(when) or DEFINITE.search(when) or _OF_NOW.search(when) or points_at_hand(when)
    )


_PREFERS_YOU = re.compile(
    r"(?:I|we)(?:['’]d| would)? (?:much |really |far )?(?:rather|prefer|appreciate|love|like)(?: it)?(?: if| when| "
    r"that)? you (?!could\b|would\b|to\b)",
    re.IGNORECASE,
)
