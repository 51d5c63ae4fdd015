"""Orders, wishes, permissions and norms that reach beyond the work at hand, whatever verb and noun they are made "
"with.

What makes one hold is the scope that it is said with (`lasting_scope`), or that it speaks to the agent of its ways in
general. This reads what the rules before it (`standing_orders`) do not know: it takes any verb, and looks for what
would make it an order for the work at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from skillfs.learning.categories import category_of
from skillfs.learning.fact_values import points_at_hand
from skillfs.learning.general_wishes import DEFINITE
from skillfs.learning.house_rules import LOCAL, names_a_kind
from skillfs.learning.lasting_scope import Reach, Scoped, scoped
from skillfs.learning.norms import doing_in, norm_in, topic_in
from skillfs.learning.orders import OF_A_PAGE, TO_ANOTHER, is_of_the_work, is_verb, told_to
from skillfs.learning.plain_text import fold, word_set
from skillfs.learning.third_person import others, third_person
from skillfs.learning.verbs import BASE_OF_GERUND, BASE_OF_PAST

_JOINT = re.compile(
    r"(?:(?<=\bever)|(?<=always)|(?<=please)|(?<=for good)|(?<=everywhere)|(?<=by default)|(?<=from now on)|"
    r"(?<=\bfor me)|(?<=with me)),\s+|"
    r"\s*;\s*|\s+[–—-]\s+|,\s+(?=(?:so|but|because|since|and (?=(?:I|we|my|our|you|don['’]t|never|always|please|use|"
    r"keep)\b))\b)|"
    r"\s+(?:so|because|since|as)\s+(?=(?:I|we|you|it|that|please|don['’]t|always|never|use)\b)|"
    r",\s+(?=(?:I(?!SO)|we|it|it['’]s|that|that['’]s|this|my|our|they|otherwise|even|you)\b(?!['’]s (?:how|my|the "
    r"way|non|a)))",
)
_LEAD = re.compile(
    r"^(?:(?:ok(?:ay)?|so|and|but|also|oh|well|yes|no(?=,)|please|pls|kindly|just|hey|hi|hello|btw|by the way|fyi|"
    r"note|"
    r"remember(?: that)?|keep in mind(?: that)?|one (?:more |other |last )?(?:thing|rule|request)|"
    r"(?:a |an |my |our |the |one |house |general |standing |ground |quick |small |personal |formatting |style |"
    r"coding )*"
    r"(?:rule|request|reminder|"
    r"preference|convention|instruction|order|policy|principle|wish|note)s?(?: of mine)?(?: here)?(?: is(?: that)?)?"
    r"(?=\s*[:,–—-]|\s+is\b)|"
    r"(?:when it comes to|as for|as to|regarding|concerning|about|on the (?:topic|subject) of|speaking of) "
    r"[^,:]{2,40}(?=[,:]))"
    r"(?:[\s,:;.!–—-]+|$)){1,5}",
    re.IGNORECASE,
)
_AT_HAND = re.compile(
    r"\b(?:this|these|those|that (?:file|one|branch|function|page|test|script|line|row|commit|repo)|today|tonight|"
    r"tomorrow|yesterday|right now|for now|here|above|below|first thing|by (?:\w+day|noon|then)|again|"
    r"(?:line|row|column|page|step|section|slide|chapter) \d+|now(?! on))\b",
    re.IGNORECASE,
)
_YOU = r"(?:I|we)(?:['’]d| would| do| really| just)*"
_WRAPPED = (
    (r"(?:please |kindly |just |maybe |also |then |always please )+", ""),
    (r"(?:can|could|would|will) (?:you|we)(?: please| kindly| maybe| just| also)* (?:agree (?:on|to|that) )?", ""),
    (rf"{_YOU} (?:like|want|need|love|rather|prefer|expect|ask|trust|appreciate)(?: it)?(?: if| when| for| that)? "
     rf"you "
     r"(?:to |would |could )?", ""),
    (r"(?:it(?:['’]d| would|['’]s| is) (?:be )?(?:\w+ ){0,3}?(?:if|when|that)|I(?:['’]m| am) (?:\w+ "
     r"){0,2}?(?:happ(?:y|ier)|"
     r"grateful|glad)(?:est)? (?:if|when)) you (?:would |could )?", ""),
    (r"(?:make sure|be sure|take care|see to it|ensure|remember|try|aim)(?: that| please)*(?: you| to| and)+ ", ""),
    (r"(?:I (?:really |just )?(?:never|don['’]t(?: ever)?|do not(?: ever)?) (?:want|need|expect|like) you to|"
     r"you(?:['’]re| are) (?:never|not(?: ever)?) (?:allowed|supposed|expected|permitted|meant) to|"
     r"you (?:must|should|may|can|shall|will|could)(?:n['’]t| never| not(?: ever)?)|you ought (?:never|not) to|"
     r"(?:don['’]t|do not) (?:you )?(?:ever|dare(?: to)?)|(?:under no circumstances|on no account)(?: should you)?|"
     r"never,? ever|(?:please )?never|I(?:['’]d| would)(?: much)? (?:rather|prefer) (?:that |it if )?you "
     r"(?:didn['’]t|did not|"
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
    r"blanche) "
    r"(?:to|for)|do not need (?:my|any) \w+ to)|feel free to|(?:go ahead and|no problem if you|I(?:['’]m| am) "
    r"(?:fine|ok(?:ay)?|"
    r"happy|cool)(?: with)?(?: if| for)? you(?: to)?)|it(?:['’]s| is) (?:fine|ok(?:ay)?|alright) (?:to|if you|for "
    r"you to)) "
    r"(?P<order>\S.+)$",
    re.IGNORECASE,
)
_NEEDLESS = re.compile(
    r"^(?:(?:there(?:['’]s| is) )?no need (?:for you )?to|you (?:don['’]t|do not|needn['’]t|never) (?:(?:need|have) "
    r"to|ever "
    r"(?:need|have) to)|you needn['’]t|don['’]t bother (?:to|with)?|don['’]t feel (?:obliged|you have) to|"
    r"I (?:don['’]t|do not|never) (?:need|want) you to) (?P<order>\S.+)$|^no need for (?P<thing>\S.+)$",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"^(?P<how>don['’]t|do not|never(?: ever)?|not|no|stop|quit|avoid|refrain from|no more|enough(?: with)?|skip|"
    r"drop|"
    r"cut(?: out)?|spare me|save me|leave out|lose|ditch|forget(?: about)?|lay off|hold back on|"
    r"without)\s+(?P<what>\S.*)$",
    re.IGNORECASE,
)
_CONJUNCTION = (
    r"(?:whenever|when|before|after|once|if|unless|(?:every|each|any) ?time(?: that)?|where(?:ver)?|instead of)\b"
)
_WHEN_FIRST = re.compile(
    rf"^(?P<when>{_CONJUNCTION} [^,]{{3,90}}?)(?:, (?:then |please |just )*| (?:then|please|just) | (?=[a-z]+ (?:me|"
    rf"us) ))(?P<order>\S.+)$", re.IGNORECASE
)
_WHEN_LAST = re.compile(rf"^(?P<order>\S.{{2,150}}?),? (?P<when>{_CONJUNCTION} \S.+)$", re.IGNORECASE)
_DEFINITELY = re.compile(r"(?:whenever|(?:every|each|any) ?time|wherever)\b", re.IGNORECASE)
_AGENTS_DOING = re.compile(
    r"^\w+(?: ?time)?(?: that)? (?:you|we|I|something|anything|someone|there(?:['’]s| is) (?:an?|any|more)|(?:an?|"
    r"any|"
    r"some) |[a-z]+ing\b|[a-z-]+s (?:are|get|need)\b|possible|in doubt|unsure|both)",
    re.IGNORECASE,
)
_OF_A_PROGRAM = re.compile(
    r"\w+(?: ?time)?(?: that)? (?:an?|any|some|each|every) (?!command|test|task|change|fix|commit|file|question|"
    r"tool|library|dependency|"
    r"migration|table|word)[\w-]+ (?:\w+ )?(?:is|are|has|have|was|\w+s)\b",
    re.IGNORECASE,
)
"""What a condition of a program speaks of: "whenever a user logs in"."""
_OF_NOW = re.compile(
    r"\b(?:done|finished|ready|back|you can|you get|you have|you see|you(?:['’]re| are) (?:at it|there|on it)|that "
    r"happens|"
    r"it (?:works|fails|breaks|is|has)|possible(?= with))\b",
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
_CHANGES = word_set(
    "add fix rename convert replace remove update refactor find check search list count delete move change correct "
    "create build implement install upgrade migrate run rerun open close merge print extract copy download upload "
    "sort "
    "filter parse load set turn enable disable mock debug look show generate make put test deploy push commit insert "
    "translate summarize summarise fill switch get read send"
)
"""Verbs of the work at hand: only a lasting word makes an order of one that names no thing."""
_SUBJECT_PRONOUN = re.compile(r"(?:he|she|they|it|there|who|what|this|that|these|those|some(?:one|body)|people)\b", re.I)
_IS = re.compile(r"\b(?:is|are|was|were|isn['’]t|aren['’]t|will|would|has|have|had|does|did)\b", re.IGNORECASE)
_OWN_DOING = re.compile(r"^(?:I|we)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Order:
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
    if parts and not _WHEN_FIRST.match(_LEAD.sub("", whole)):
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


_SO = re.compile(r"(?:,|;|\s[–—-])? (?:so|hence|therefore)(?: please)?,? (?P<order>(?!that\b|I\b|we\b|far\b|much\b)\S.{3,150})$", re.IGNORECASE)
_SAME_FOR_YOU = re.compile(
    r"(?P<own>(?:I|we|my|our) (?!am\b|was\b|have\b|did\b)\S.{3,100}?)[,;]? (?:(?:and|so) )?(?:so should you|you "
    r"should(?: do so)?(?: too| as well)?|(?:please )?do (?:the same|likewise)"
    r"(?: please)?|I(?:['’]d)? expect (?:the same|that) (?:from|of) you(?: too)?|you do the same|yours should "
    r"(?:too|as well)|please follow suit|follow suit|(?:please )?keep (?:them|it|those) (?:like that|that way|so|"
    r"like this))$",
    re.IGNORECASE,
)
"""A habit that the agent is to take on: "I use the decimal comma, so should you"."""
_GIVES_TASTE = re.compile(
    r"(?:because |since |as )?(?:I (?:really |just |much |always |do )*(?:like|prefer|hate|can['’]t stand|find|love|"
    r"dislike|learn|think|read|"
    r"process|work|am (?:allergic|colou?r|dyslexic|used)|['’]m (?:dyslexic|colou?r|used))|(?:it|that|they)(?:['’]s|"
    r"['’]re)? (?:[\w'’]+ ){1,4}(?:me|my (?:nerves|eyes|head|brain|style|thing|taste)))\b(?!.*\b(?:this|now|"
    r"today)\b)",
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
    if _OWN_DOING.match(core) and not _wished(core):
        return doing_in(core, said)
    order = _order_of(core)
    if order is not None and not order.plain and _holds(order, said):
        return _sentence(order, said)
    if norm := _norm(core, said):
        return norm
    return _sentence(order, said) if order is not None and order.plain and _holds(order, said) else None


def _norm(core: str, said: Scoped) -> str | None:
    """What `norm_in` reads, also where it is said when: "diagrams in Mermaid, if you draw any for me"."""
    match = _WHEN_LAST.match(core)
    if match and (_FOR_ME.search(match["when"]) or _EXPLAINING.match(match["when"])):
        return norm_in(match["order"], replace(said, reach=max(said.reach, Reach.ADVERB)))
    return norm_in(core, said)


def _wished(core: str) -> bool:
    return any(pattern.match(core) for pattern, _ in _WRAPPERS)


def _order_of(core: str) -> _Order | None:
    """What a sentence orders, put plainly: "I'd love it if you never used emojis" → never "use emojis"."""
    order = _Order(core)
    if (match := _WHEN_FIRST.match(core) or _WHEN_LAST.match(core)) and _is_general(match["when"]):
        order = replace(order, what=match["order"], when=match["when"])
    order = replace(_unwrapped(order), preferred=_PREFERS_YOU.match(order.what) is not None)
    if match := _PERMITS.match(order.what):
        order = replace(order, what=match["order"], permitted=True)
    elif match := _NEEDLESS.match(order.what):
        what = match["order"] or f"use {match['thing']}"
        order = replace(order, what=what, negative=True, wished=True)
    verb = order.what.split()[0].strip(",").casefold()
    if verb in _NO_VERB or (not is_verb(verb) and not order.wished and (_IS.search(order.what) or _NO_BASE.search(verb))):
        return None
    if not order.wished and not is_verb(verb) and (verb in BASE_OF_PAST or verb in _PAST):
        return None
    unknown = not (is_verb(verb) or _TAKES_OBJECT.match(order.what) or order.wished or order.negative or order.permitted)
    return replace(order, what=_in_base(order.what), plain=unknown)


def _unwrapped(order: _Order) -> _Order:
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
    return bool(_AGENTS_DOING.match(when)) and not (_OF_A_PROGRAM.match(when) or DEFINITE.search(when) or _OF_NOW.search(when) or points_at_hand(when))


def _holds(order: _Order, said: Scoped) -> bool:
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
    general = names_a_kind(order.what) or category_of(order.what) is not None or _TO_ME.search(order.what) is not None or _OWN.search(said.scope) is not None
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
    r"jargon|emojis?|apologies|"
    r"preambles?|intros?|disclaimers?|caveats|praise|compliments|formalities|lectures?|lecturing|sarcasm|jokes|"
    r"hand-?holding|hedging|"
    r"recaps?|boilerplate|buzzwords|exclamation (?:marks|points)|tests?|test suite|linter|formatter|type checker|"
    r"docs|documentation|"
    r"changelog|readme|basics|obvious|plan|diff|units?)\b)",
    re.IGNORECASE,
)
"""Manners of speaking and steps of all work: "the small talk" and "the tests" are of any session."""
_FOR_ME = re.compile(
    r"^(?:when|before|after|if) (?:(?:giving|showing|sending|telling|writing|drawing|handing|answering|explaining|"
    r"talking|speaking|"
    r"recommending|suggesting|making|building|drafting)\b.*\b(?:me|us)\b|I (?:ask(?: you)?(?: for| to| about)?|say|"
    r"mention|paste|send|share|report|show) "
    r"(?:you )?(?:an?|some\w*|any\w*|[a-z-]+s)\b|you [a-z]+ (?:me|us) any\b)",
    re.IGNORECASE,
)
"""When the agent does something for the person, whatever it is: "when giving me commands", "before you show me any Rust"."""
_PREFERS_YOU = re.compile(
    r"(?:I|we)(?:['’]d| would)? (?:much |really |far )?(?:rather|prefer|appreciate|love|like)(?: it)?(?: if| when| "
    r"that)? you (?!could\b|would\b|to\b)",
    re.IGNORECASE,
)
_ASKS_ANOTHER = re.compile(r"(?:ask|tell|check with|consult|inform|notify|remind|ping|call|mail) (?:him|her|them|(?-i:[A-Z][a-z]))", re.IGNORECASE)
_ANY = re.compile(r"\b(?:any|anything)\b", re.IGNORECASE)
_EXPLAINING = re.compile(
    r"when(?:ever)? (?:you|we) (?:explain|answer|write|speak|talk|teach|reply|respond|summari[sz]e|describe|suggest|"
    r"propose|review|name|"
    r"code|refactor|commit|draft|quote|cite|compare|list|format|translate)\b|when(?:ever)? (?:explaining|answering|"
    r"writing|replying|"
    r"suggesting|reviewing|naming|coding|refactoring|committing|drafting)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:my|our|mine|ours|I|we)\b", re.IGNORECASE)
_ASKING = re.compile(r"(?:ask|wait|check with|confirm|seek|request|get my)\b(?! (?:(?:the|this|that|him|her|them)\b|(?-i:[A-Z])))", re.IGNORECASE)
_TELLS_ME = re.compile(r"[a-z]+ (?:me|us)\b", re.IGNORECASE)
_ONE_AT_A_TIME = re.compile(r"(?:only )?(?:ask|tell|give|show|send) (?:me|us) .*\bat a time$", re.IGNORECASE)
_EVERY_ANSWER = re.compile(
    r"\b(?:every|each|all|any) (?:(?:of )?your )?(?:[a-z-]+ )?(?:answers?|repl(?:y|ies)|responses?|explanations?|"
    r"sessions?|"
    r"conversations?|pr descriptions?|commit messages?)\b(?! (?:in|from|of|on) (?:the|this|that)\b)",
    re.IGNORECASE,
)


def _sentence(order: _Order, said: Scoped) -> str:
    if order.permitted:
        scope = f", {others(said.scope)}" if said.scope else ""
        when = f" {others(order.when[:1].lower() + order.when[1:])}" if order.when else ""
        return f"The user allows the agent {'not ' if order.negative else ''}to {others(order.what)}{when}{scope}"
    how = "always " if order.always and not order.negative else ""
    return told_to(f"{how}{order.what}", negative=order.negative, when=order.when, scope=said.scope)
