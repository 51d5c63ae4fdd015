"""Orders, wishes, permissions and norms that reach beyond the work at hand, whatever words they are made of.

What makes one hold is the scope that it is said with (`lasting_scope`), or that it speaks to the agent of its ways in
general. This reads what the rules before it (`standing_orders`) do not know: it takes any verb, and looks for what
would make it an order for the work at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.fact_values import points_at_hand
from skillfs.learning.english.general_wishes import DEFINITE
from skillfs.learning.english.house_rules import LOCAL
from skillfs.learning.english.kinds import names_a_kind
from skillfs.learning.english.orders import OF_A_PAGE, TO_ANOTHER, is_of_the_work, is_verb, told_to
from skillfs.learning.english.plain_text import fold, word_set
from skillfs.learning.english.third_person import others, third_person
from skillfs.learning.user.lasting_scope import Reach, Scoped, scoped
from skillfs.learning.user.named_wishes import topic_in
from skillfs.learning.user.norms import doing_in, norm_in
from skillfs.learning.user.plain_orders import BEGINS_WITH_WHEN, ENDS_WITH_WHEN, Order, is_wished, order_of

_JOINT = re.compile(
    r"(?:(?<=\bever)|(?<=always)|(?<=please)|(?<=for good)|(?<=everywhere)|(?<=by default)|(?<=from now on)|"
    r"(?<=\bfor me)|(?<=with me)),\s+|\s*;\s+|\s+[–—-]\s+|,\s+(?=(?:so|but|because|since|and (?=(?:I|we|my|our|you|"
    r"don['’]t|never|always|please|use|keep)\b))\b)|\s+(?:so|because|since|as)\s+(?=(?:I|we|you|it|that|please|"
    r"don['’]t|always|never|use)\b)|,\s+(?=(?:I(?!SO)|we|it|it['’]s|that|that['’]s|this|my|our|they|otherwise|even|"
    r"you|every (?!time|single)|each (?!time)|nobody|everyone|all (?:our|my|[\w-]+ of (?:ours|mine))|at (?:our|my|"
    r"work)|no (?!"
    r"matter|need|problem|worries|idea|rush|longer))\b(?!['’]s (?:how|my|the way|non|a)))",
)
_LEAD = re.compile(
    r"^(?:(?:(?:today|these days|nowadays|now|by now)(?=,? (?:every|each|all|I|we|my|our) )|ok(?:ay)?|so|and|but|also|"
    r"oh|"
    r"well|yes|no(?=,)|please|pls|kindly|just|hey|hi|hello|btw|by the way|fyi|"
    r"note|remember(?: that)?|keep in mind(?: that)?|one (?:more |other |last )?(?:thing|rule|request)|(?:a |an |my |"
    r"our |the |one |house |general |standing |ground |quick |small |personal |formatting |style |coding )*(?:rule|"
    r"request|reminder|preference|convention|instruction|order|policy|principle|wish|note)s?(?: of mine)?(?: "
    r"here)?(?: is(?: that)?)?(?=\s*[:,–—-]|\s+is\b)|(?:when it comes to|as for|as to|regarding|concerning|about|on "
    r"the (?:topic|subject) of|speaking of) [^,:]{2,40}(?=[,:]))(?:[\s,:;.!–—-]+|$)){1,5}",
    re.IGNORECASE,
)
_AT_HAND = re.compile(
    r"\b(?:this|these|those|that (?:file|one|branch|function|page|test|script|line|row|commit|repo)|today|tonight|"
    r"tomorrow|yesterday|right now|for now|here|above|below|first thing|by (?:\w+day|noon|then)|again|(?:line|row|"
    r"column|page|step|section|slide|chapter) \d+|now(?! on))\b",
    re.IGNORECASE,
)
_DEFINITELY = re.compile(r"(?:whenever|(?:every|each|any) ?time|wherever)\b", re.IGNORECASE)
_CHANGES = word_set(
    "add fix rename convert replace remove update refactor find check search list count delete move change correct "
    "create build implement install upgrade migrate run rerun open close merge print extract copy download upload "
    "sort "
    "filter parse load set turn enable disable mock debug look show generate make put test deploy push commit insert "
    "translate summarize summarise fill switch get read send"
)
"""Verbs of the work at hand: only a lasting word makes an order of one that names no thing."""
_SUBJECT_PRONOUN = re.compile(
    r"(?:he|she|they|it|there|who|what|this|that|these|those|some(?:one|body)|people)\b", re.I
)
_OWN_DOING = re.compile(r"^(?:I|we)\b", re.IGNORECASE)


def lasting_wishes(text: str, *, lasting: bool = False) -> list[str]:
    """The third-person sentences of the orders, wishes, permissions and norms of a sentence that hold for good.

    `lasting` says that the words around the sentence make it hold. Each part of the sentence is read by itself: "I do
    TDD, so write the tests first whenever we build something" → "The user does TDD", "The user wants the agent to write
    the tests first whenever they build something".
    """
    whole, *parts = _parts(fold(text))
    if OF_A_PAGE.search(whole) or TO_ANOTHER.match(_LEAD.sub("", whole)) or is_of_the_work(whole):
        return []
    if topic := topic_in(whole):
        return [topic]
    if (match := _SAME_FOR_YOU.match(whole)) and not points_at_hand(match["own"]):
        return [*filter(None, (third_person(match["own"]),))]
    reach = Reach.ADVERB if any(_GIVES_TASTE.match(part) for part in parts[1:]) else Reach.NONE
    if parts and not BEGINS_WITH_WHEN.match(_LEAD.sub("", whole)):
        told = [told for part in parts if (told := _told(part, lasting=lasting, reach=reach))]
        if told:
            return [*dict.fromkeys([*told, *filter(None, (consequence(whole),))])]
    return [*filter(None, (_told(whole, lasting=lasting, reach=reach),))]


def consequence(text: str) -> str | None:
    """The third-person sentence of an order that follows from a fact: "I do TDD, so no code without tests"."""
    match = _SO.search(text)
    if match is None:
        return None
    order = match["order"].strip(" .!")
    return _told(order, lasting=False, reach=Reach.PLACE if is_verb(order.split()[0].casefold()) else Reach.ADVERB)


_SO = re.compile(
    r"(?:,|;|\s[–—-])? (?:so|hence|therefore)(?: please)?,? (?P<order>(?!that\b|I\b|we\b|far\b|much\b)\S.{3,150})$",
    re.IGNORECASE,
)
_SAME_FOR_YOU = re.compile(
    r"(?P<own>(?:I|we|my|our) (?!am\b|was\b|have\b|did\b)\S.{3,100}?)[,;]? (?:(?:and|so) )?(?:so should you|you "
    r"should(?: do so)?(?: too| as well)?|(?:please )?do (?:the same|likewise)(?: please)?|I(?:['’]d)? expect (?:the "
    r"same|that) (?:from|of) you(?: too)?|you do the same|yours should (?:too|as well)|please follow suit|follow "
    r"suit|(?:please )?keep (?:them|it|those) (?:like that|that way|so|like this))$",
    re.IGNORECASE,
)
"""A habit that the agent is to take on: "I use the decimal comma, so should you"."""
_GIVES_TASTE = re.compile(
    r"(?:because |since |as )?(?:I (?:really |just |much |always |do )*(?:like|prefer|hate|can['’]t stand|find|love|"
    r"dislike|learn|think|read|process|work|am (?:allergic|colou?r|dyslexic|used)|['’]m (?:dyslexic|colou?r|used))|"
    r"(?:it|that|they)(?:['’]s|['’]re)? (?:[\w'’]+ ){1,4}(?:me|my (?:nerves|eyes|head|brain|style|thing|"
    r"taste)))\b(?!.*\b(?:this|now|today)\b)",
    re.IGNORECASE,
)
"""What says of an order that it is given of a taste: "don't abbreviate names, I like them spelled out"."""


def _parts(text: str) -> Iterator[str]:
    whole = text.strip(" .!?")
    yield whole
    parts = [part.strip(" ,.!?") for part in _JOINT.split(whole) if part and part.strip(" ,.!?")]
    if len(parts) > 1:
        yield from parts


def _told(part: str, *, lasting: bool, reach: Reach) -> str | None:
    said = scoped(_LEAD.sub("", part))
    said = replace(said, reach=max(said.reach, reach))
    if _AT_HAND.search(LOCAL.sub("", said.core)):
        return None
    if lasting:
        said = replace(said, reach=Reach.GOOD)
    core = _LEAD.sub("", said.core)
    if not core or _SUBJECT_PRONOUN.match(core):
        return None
    if _OWN_DOING.match(core) and not is_wished(core):
        return doing_in(core, said)
    order = order_of(core)
    if order is not None and not order.plain and _holds(order, said):
        return _sentence(order, said)
    if norm := _norm(core, said):
        return norm
    return _sentence(order, said) if order is not None and order.plain and _holds(order, said) else None


def _norm(core: str, said: Scoped) -> str | None:
    """What `norm_in` reads, also where it is said when: "diagrams in Mermaid, if you draw any for me"."""
    match = ENDS_WITH_WHEN.match(core)
    if match and any(kind.search(match["when"]) for kind in (_FOR_ME, _EXPLAINING, _ANY)):
        return norm_in(match["order"], replace(said, reach=max(said.reach, Reach.ADVERB)))
    return norm_in(core, said)


def _holds(order: Order, said: Scoped) -> bool:
    reach = said.reach
    if order.when and _DEFINITELY.match(order.when):
        reach = Reach.GOOD
    if order.when and _FOR_ME.search(order.when):
        reach = Reach.GOOD
    if _EXPLAINING.match(order.when) or _ANY.search(order.when):
        reach = max(reach, Reach.ADVERB)
    if order.always or _EVERY_ANSWER.search(order.what) or _ONE_AT_A_TIME.match(order.what):
        reach = max(reach, Reach.ADVERB)
    if reach is Reach.GOOD:
        return True
    if _ASKS_ANOTHER.match(order.what):
        return False
    if order.permitted and reach is Reach.ADVERB:
        return True
    what = _MANNER_OF.sub("", order.what)
    if DEFINITE.search(_IT.sub("", what) if _INDEFINITE.match(order.when) else what) or points_at_hand(order.what):
        return False
    if reach is Reach.ADVERB:
        return True
    general = (
        names_a_kind(order.what)
        or category_of(order.what) is not None
        or _TO_ME.search(order.what) is not None
        or _OWN.search(said.scope) is not None
    )
    if (order.permitted or order.when or (order.wished and order.negative)) and _ASKING.match(order.what):
        return True
    if order.preferred and names_a_kind(order.what):
        return True
    if order.permitted or order.wished:
        return general and (reach is not Reach.NONE or bool(order.when))
    verb = order.what.split()[0].strip(",").casefold()
    changes = verb in _CHANGES and not _TELLS_ME.match(order.what)
    return is_verb(verb) and (reach is Reach.PLACE or bool(order.when)) and general and not changes


_TO_ME = re.compile(r"\b(?:me|us)\b")
_INDEFINITE = re.compile(r"\w+ (?:something|anything|an?|any) ", re.IGNORECASE)
_IT = re.compile(r"\b(?:it|them)\b", re.IGNORECASE)
_MANNER_OF = re.compile(
    r"\b(?:the|all the) (?=(?:[a-z-]+ )?(?:tone|style|chit-?chat|small talk|flattery|pleasantries|filler|fluff|"
    r"jargon|emojis?|apologies|preambles?|intros?|disclaimers?|caveats|praise|compliments|formalities|lectures?|"
    r"lecturing|sarcasm|jokes|hand-?holding|hedging|recaps?|boilerplate|buzzwords|exclamation (?:marks|points)|"
    r"tests?|test suite|linter|formatter|type checker|docs|documentation|changelog|readme|basics|obvious|plan|diff|"
    r"units?)\b)",
    re.IGNORECASE,
)
"""Manners of speaking and steps of all work: "the small talk" and "the tests" are of any session."""
_FOR_ME = re.compile(
    r"^(?:when|before|after|if) (?:(?:giving|showing|sending|telling|writing|drawing|handing|answering|explaining|"
    r"talking|speaking|recommending|suggesting|making|building|drafting)\b.*\b(?:me|us)\b|I (?:ask(?: you)?(?: for| "
    r"to| about)?|say|mention|paste|send|share|report|show) (?:you )?(?:an?|some\w*|any\w*|[a-z-]+s)\b|you [a-z]+ "
    r"(?:me|us) any\b)",
    re.IGNORECASE,
)
"""When the agent does something for the person, whatever it is: "when giving me commands"."""
_ASKS_ANOTHER = re.compile(
    r"(?:ask|tell|check with|consult|inform|notify|remind|ping|call|mail) (?:him|her|them|(?-i:[A-Z][a-z]))",
    re.IGNORECASE,
)
_ANY = re.compile(r"\b(?:any|anything)\b", re.IGNORECASE)
_EXPLAINING = re.compile(
    r"when(?:ever)? (?:you|we) (?:explain|answer|write|speak|talk|teach|reply|respond|summari[sz]e|describe|suggest|"
    r"propose|review|name|code|refactor|commit|draft|quote|cite|compare|list|format|translate)\b|when(?:ever)? "
    r"(?:explaining|answering|writing|replying|suggesting|reviewing|naming|coding|refactoring|committing|drafting)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:my|our|mine|ours|I|we)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"(?:ask|wait|check with|confirm|seek|request|get my)\b(?! (?:(?:the|this|that|him|her|them)\b|(?-i:[A-Z])))",
    re.IGNORECASE,
)
_TELLS_ME = re.compile(r"[a-z]+ (?:me|us)\b", re.IGNORECASE)
_ONE_AT_A_TIME = re.compile(r"(?:only )?(?:ask|tell|give|show|send) (?:me|us) .*\bat a time$", re.IGNORECASE)
_EVERY_ANSWER = re.compile(
    r"\b(?:every|each|all|any) (?:(?:of )?your )?(?:[a-z-]+ )?(?:answers?|repl(?:y|ies)|responses?|explanations?|"
    r"sessions?|conversations?|pr descriptions?|commit messages?)\b(?! (?:in|from|of|on) (?:the|this|that)\b)",
    re.IGNORECASE,
)


def _sentence(order: Order, said: Scoped) -> str:
    if order.permitted:
        scope = f", {others(said.scope)}" if said.scope else ""
        when = f" {others(order.when[:1].lower() + order.when[1:])}" if order.when else ""
        return f"The user allows the agent {'not ' if order.negative else ''}to {others(order.what)}{when}{scope}"
    how = "always " if order.always and not order.negative else ""
    return told_to(f"{how}{order.what}", negative=order.negative, when=order.when, scope=said.scope)
