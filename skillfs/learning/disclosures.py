"""What people disclose of themselves, whatever it is about: the reading that comes after every other.

A clause counts that has the person as its subject or object ("I get migraines", "milk doesn't agree with me") and one
of the frames in which English tells what somebody is, has or does for good, with a word of their life in it. What
speaks of the work at hand (`task_talk`) never counts, in whatever frame.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from skillfs.learning.life_words import OTHERS, of_life
from skillfs.learning.plain_text import fold, word_set
from skillfs.learning.task_talk import is_task_talk
from skillfs.learning.third_person import others, third_person
from skillfs.learning.trailing import without_trailing
from skillfs.learning.verbs import BASES

_MAX_WORDS = 24


@dataclass(frozen=True, slots=True)
class Frame:
    """Clauses that `pattern` matches and `holds` does not deny tell of their speaker."""

    pattern: re.Pattern[str]
    says: tuple[str, ...]
    holds: Callable[[re.Match[str]], bool]


def _frame(pattern: str, *says: str, holds: Callable[[re.Match[str]], bool] = lambda match: True) -> Frame:
    return Frame(re.compile(pattern, re.IGNORECASE), says, holds)


_ADVERBS = (
    r"(?:(?:also|now|currently|still|just|only|really|actually|mostly|mainly|usually|always|normally|generally|often|"
    r"never|rarely|recently|finally|originally|sadly|happily|both|all|quite|pretty|very|rather|completely|totally|"
    r"absolutely|officially|technically|basically|sort of|kind of|a bit|a little|proudly|definitely|sometimes) )*"
)
_AM = r"(?:I['’]m|I am|we['’]re|we are)"
_HAVE = r"(?:(?:I|we)(?:['’]ve| have)(?: only| also| just)?(?: got)?|(?:I|we) (?:only |also )?(?:own|hold|keep|got))"
_TENURE = re.compile(
    r"\bsince (?:(?:19|20)\d\d|(?:my |the |early )?(?:childhood|birth|infancy|school|uni|university|college|"
    r"(?:nineties|eighties|seventies|sixties|noughties)|I was|age)|(?:january|february|march|april|may|june|july|"
    r"august|september|october|november|december))\b|\bfor (?:the (?:past|last) )?(?:(?:more than|over|almost|nearly|"
    r"about|around|some|well over|close to|the better part of) )*(?:[\w-]+ ){1,2}(?:years?|yrs|decades?|months)\b|"
    r"\bfor (?:years|decades|ages|life|a decade)\b|\ball my (?:life|adult life)\b|\bmy (?:whole|entire) life\b|"
    r"\bever since\b|\bsince I was\b",
    re.IGNORECASE,
)
_HABITUALLY = re.compile(
    r"\b(?:every (?!one|thing|time|body)\w+|each (?:day|week|month|morning|evening|year|summer|winter)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days\b|weekdays|weekends|most (?:days|weeks|weekends|mornings|evenings|"
    r"nights)|mornings|evenings|nights|(?:once|twice|\w+ times) a (?:day|week|month|year)|year-round|"
    r"in (?:winter|summer|spring|autumn|term time)|daily|weekly|"
    r"(?:two|three|four|five|six|\d) days a week)\b",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"(?:\d[\d.,]* ?(?:cm|m|metres|meters|kg|kilos?|lbs?|pounds|stone|ft|feet|inches|years?)\b|"
    r"(?:four|five|six|seven) (?:foot|feet|ft)\b|\d['’]\d)",
    re.IGNORECASE,
)
_MOOD = re.compile(
    r"(?:not sure|sure|afraid (?:it|that|I|we|the)|sorry|stuck|lost|tired|happy to|glad|done|late|ready|back|in a|"
    r"at (?:the|a|my|line|home today)|on (?:it|the (?:phone|train|bus|tram|ferry)\b(?! home))|looking (?:at|for)|"
    r"about to (?!finish|become|retire|graduate|qualify)|going to|trying|getting|having|seeing|running (?!an?\b)|"
    r"thinking|considering|debating|wondering|hoping|using|writing (?:a (?:test|report|function|letter|mail)|an)|"
    r"reading|making|testing|comparing|meeting|buying|helping|doing my taxes|missing|working on (?:the|a|an)\b|"
    r"expecting (?:an?|the) (?:error|reply|parcel|call|delivery|answer)|off to|with you|asking|calling|dealing|"
    r"visiting|flying|travelling to|traveling to|driving to|hosting|organi[sz]ing|planning (?:a|the|an)|cooking|baking|"
    r"craving|drinking|eating|waiting|sitting|standing|here|there|out of|up to|aware|curious|confused|"
    r"hungry|starving|thirsty|full|sick of|tired of|dying|good|fine|ok|okay|well|fed up|so |too |talking|no expert|"
    r"not a lawyer)",
    re.IGNORECASE,
)
_COMPETENT = re.compile(
    r"(?:(?:brand |completely |totally |fairly |relatively )?new to (?!(?:the|this|town|here|it)\b)\w|"
    r"(?:not )?(?:very |"
    r"really |much |too |so |that |particularly )?(?:good|bad|great|terrible|hopeless|useless|comfortable|confident|"
    r"fluent|proficient|rusty|at home|at ease|clumsy|experienced|handy|skilled|fit|versed|well-versed) "
    r"(?:at|with|in|on) (?!(?:the|this|that|it|your|how|one)\b)\w|(?:an? )?(?:(?:complete|total|absolute|bloody|raw|"
    r"rank) )?(?:beginner|novice|newbie|newcomer|dabbler|layman|layperson|expert|intermediate)\b|"
    r"no (?:programmer|developer|coder|engineer|techie|mathematician|scientist)\b|"
    r"not (?:an?|really an?|much of an?) (?:programmer|developer|coder|engineer|techie|mathematician|cook))",
    re.IGNORECASE,
)
_PER = re.compile(r"\b(?:a|an|per|each|every) (?:hour|day|week|month|year|quarter)\b", re.IGNORECASE)
_NATIONAL = re.compile(
    r"(?:an? |half[- ]|part[- ]|of )?(?:[\w-]+ )?(?-i:[A-Z])[a-zé]+(?:ish|ese|ian|can|an|i|ic|ch|sh|wegian|er|o|ander)"
    r"(?: (?:citizen|national|born|by birth|descent))?(?: (?:living|based|by|from|on|and) .+)?$",
    re.IGNORECASE,
)
_BASED = re.compile(
    r"(?:(?-i:[A-Z])[\w-]+[- ]based|from (?-i:[A-Z])|based |(?:insured|enrolled|registered|stationed|posted|employed|"
    r"contracted|affiliated) (?:with|at|in|by|to))\b",
    re.IGNORECASE,
)
_LASTING_DOING = re.compile(
    r"(?:learning|studying|training|saving|recovering|expecting|raising|restoring|building|renovating|bringing up|"
    r"fostering|adopting|retraining|doing|finishing|taking|living|teaching|running|working (?:towards?|as|my way)|"
    r"brushing|picking up|going through|caring|looking after|growing|keeping|practi[sc]ing|planning to|trying to|"
    r"hoping to|aiming to|writing up|breastfeeding|dating|engaged|paying off|co-parenting|homeschooling)\b",
    re.IGNORECASE,
)
_STATIVE_DOING = word_set(
    "get take use write read listen run keep follow pay do make go know stand work have drink eat commute watch see "
    "spend save stay live send keep prefer like wear send carry rely depend suffer swear cook sleep wake train rest "
    "belong identify vote donate belong answer pick drop drive ride share split grow need qualify count "
    "sit chair serve attend teach study"
)
_PAST_EVENTS = (
    r"(?:did (?:my|a|an)|studied|trained|qualified|graduated|majored|dropped out|retired|got (?:married|divorced|"
    r"engaged|into|diagnosed|an? |my )|adopted|was (?:diagnosed|born|raised|brought up|adopted|widowed|promoted|"
    r"posted|made redundant)|were (?:married|born|raised)|grew up|served in|emigrated|immigrated|went to (?:school|"
    r"university|college|uni|art school|drama school)|gave up|cut out|quit|stopped|swore off|converted|founded|"
    r"co-founded|never (?:finished|learnt|learned|went to|had|got|drank|smoked)|left (?:school|uni|university|"
    r"college|home)|took up|took over|inherited|bought (?:an?|our|my)|had (?:a |my |our )(?:baby|stroke|transplant|"
    r"hip|knee)|picked up|became|started (?:learning|training|studying|playing|doing|going)|earned my|lost (?:my|the) "
    r"(?:sight|hearing|leg|arm|sense)|joined|married|moved (?:in|out|away))"
)
_NOT_ANY_LONGER = re.compile(
    r"\b(?:as a (?:child|kid|boy|girl|teenager|student)|in (?:college|school|uni|my (?:youth|teens|twenties|thirties|"
    r"childhood))|ago but|but (?:gave|quit|stopped|didn['’]t|never|not any)|back (?:then|when|in)|once upon|"
    r"at the time|in those days|for about a month|nearly|almost|used to)\b",
    re.IGNORECASE,
)


def _tells_of_life(match: re.Match[str]) -> bool:
    return of_life(match["rest"])


def _is_state(match: re.Match[str]) -> bool:
    rest = match["rest"]
    if _MOOD.match(rest) and not (_COMPETENT.match(rest) or _LASTING_DOING.match(rest)):
        return False
    if re.match(r"\w+ing\b", rest):
        return bool(_LASTING_DOING.match(rest)) and (of_life(rest) or _HABITUALLY.search(rest) is not None)
    return bool(
        of_life(rest)
        or _COMPETENT.match(rest)
        or _MEASURE.match(rest)
        or _NATIONAL.match(rest)
        or _BASED.match(rest)
        or _HABITUALLY.search(rest)
    )


def _is_had(match: re.Match[str]) -> bool:
    rest = match["rest"]
    return bool(of_life(rest) or _PER.search(rest) or _HABITUALLY.search(rest)) and not _is_errand(rest)


_TO_DO = re.compile(r"\b(?:coming|visiting|over for|called away)\b")


def _has_lasted(match: re.Match[str]) -> bool:
    rest = match["rest"]
    return bool(_TENURE.search(rest)) and not _NOT_LIFE_LONG.match(rest)


_NOT_LIFE_LONG = re.compile(
    r"(?:been )?(?:waiting|trying|debugging|looking|stuck|asking|fighting|thinking|an? (?:customer|fan|user|subscriber|"
    r"reader|bit)|at it|wondering|putting)\b",
    re.IGNORECASE,
)


def _is_done_for_good(match: re.Match[str]) -> bool:
    verb, rest = match["verb"].casefold(), match["rest"]
    if (verb == "work" and _WORKPLACE.match(rest)) or (verb in ("follow", "support") and _FOLLOWED.match(rest)):
        return True
    if _is_errand(rest) or verb in _OF_THE_MOMENT or rest.startswith("by "):
        return False
    return _HABITUALLY.search(rest) is not None or (verb in _STATIVE_DOING and of_life(rest))


_OF_THE_MOMENT = word_set("need want see think hope guess wonder mean know am was were had see find found")


def _is_errand(rest: str) -> bool:
    """Whether it is something to do: "a wedding to plan"."""
    return any(match[1] in BASES for match in _TO_VERB.finditer(rest)) or _TO_DO.search(rest) is not None


_TO_VERB = re.compile(r"\bto ([a-z]+)\b")


_WORKPLACE = re.compile(r"(?:in|for|at|as|with|out of|from) (?:an?|the|our|my|(?-i:[A-Z])|\w+s\b)", re.IGNORECASE)
_FOLLOWED = re.compile(r"(?:the )?(?-i:[A-Z])\w+", re.IGNORECASE)


def _is_event(match: re.Match[str]) -> bool:
    return of_life(match[0]) and not _NOT_ANY_LONGER.search(match[0]) and not _GAVE_UP_LEARNING.search(match[0])


_GAVE_UP_LEARNING = re.compile(r"\b(?:gave up|quit|stopped) (?:learning|studying|playing|training)\b", re.IGNORECASE)
"""What one does no longer is no fact of them; what one no longer takes is their diet."""


def _is_of_thing(match: re.Match[str]) -> bool:
    words = match["what"].casefold().split()
    return of_life(match["what"]) and not OTHERS.intersection(words) and not _ACTS.match(match["rest"])


_ACTS = re.compile(
    r"(?:(?:is|are|was|were) (?:not |now |still |so |too |very |a bit )*(?:\w+ing\b|broken|dead|down|late|sick|ill|"
    r"away|gone|here|there|full|empty|cold|hot|noisy|dirty|slow|missing|lost|locked|called|asleep|hungry|angry|at \d)|"
    r"needs?|wants?|keeps?|broke|ate|died|likes?|loves?|hates?|prefers?|thinks?|says?|said|just|gave|has raised|"
    r"hurts?|won['’]t|doesn['’]t|didn['’]t|walked|jumped|threw|knocked|left|called|asked|expired|does not|"
    r"makes?|got)\b",
    re.IGNORECASE,
)

FRAMES: tuple[Frame, ...] = (
    _frame(
        rf"{_AM} {_ADVERBS}(?P<rest>\S.*)", "I'm on a low-salt diet", "I'm 162 cm tall", "I'm new to Rust",
        "I'm Brazilian", "I'm a member of a rowing club", "I'm recovering from a stroke", "we're Bristol-based",
        holds=_is_state,
    ),
    _frame(
        rf"{_HAVE} (?P<rest>\S.*)", "I have a pilot's licence", "I've got two older brothers", "I keep quail",
        "Got an allotment last spring", holds=_is_had,
    ),
    _frame(
        rf"(?:I|we)(?:['’]ve| have) {_ADVERBS}(?P<rest>\S.*)", "I've been vegan since 2016",
        "I've played the clarinet for thirty years", holds=_has_lasted,
    ),
    _frame(
        rf"(?:I|we)(?:['’]ve| have) {_ADVERBS}(?P<rest>(?:cut out|given up|quit|stopped|sworn off|retired|become|"
        r"been diagnosed|turned|converted|moved in|adopted|taken up|inherited) .*)",
        "I've cut out refined sugar completely", holds=_tells_of_life,
    ),
    _frame(
        rf"(?:I|we) {_ADVERBS}{_PAST_EVENTS}\b.*", "I did my PhD in soil physics", "I quit smoking two years ago",
        "I was diagnosed with ADHD in March", holds=_is_event,
    ),
    _frame(
        rf"(?:I|we) {_ADVERBS}(?P<verb>[a-z]+) (?P<rest>\S.*)", "I get migraines from flickering screens",
        "I take my tea with oat milk", "I listen to audiobooks while cooking", "I go swimming on Tuesdays",
        holds=_is_done_for_good,
    ),
    _frame(
        rf"(?:I|we) {_ADVERBS}(?:can(?:no|['’])?t?|do(?:n['’]t| not)|have to|must|won['’]t|will not|never) "
        rf"{_ADVERBS}(?:have|own|eat|drink|touch|handle|tolerate|stomach|avoid|read|speak|cook|type|sing|play|digest|"
        r"ride|drive|smoke|wear|use|take|keep|do|get on with|hear|see|smell|taste|want|believe in|celebrate) "
        r"(?P<rest>\S.*)",
        "I can't handle spicy food", "I have to avoid grapefruit juice and alcohol", "I don't have a driving licence",
        "I can read Cyrillic", holds=_is_had,
    ),
    _frame(
        r"(?:I|we) (?:know (?:my way around|how to|some|a bit of|a little|enough|basic)|(?:don['’]t|"
        r"do not) know (?:any|"
        r"much|a lot of|a word of|the first thing about)|come from an? [\w -]{2,30} background|(?:['’]ve|have) only "
        r"(?:ever )?(?:written|used|worked|coded|known|owned|had|lived|driven|played)|never learn(?:ed|t))\b.*|"
        r"(?:I|we)['’]ve only (?:ever )?(?:written|used|worked|coded|known|owned|had|lived|driven|played)\b.*",
        "I know my way around LaTeX", "I've only ever written Python", "I come from a Ruby background",
        "I don't know any programming",
    ),
    _frame(
        r"(?:I|we)(?:['’]d| would)? (?:want|hope|plan|aim|intend|like|love|dream|mean) (?:to|of) .*\b(?:by (?:20\d\d|"
        r"the time|my \w+ birthday|next (?:year|summer|spring|autumn|winter))|(?:this|next) year|one day|some ?day|"
        r"eventually|before I|within \w+ years?|in \w+ years|when I retire|after I retire|until 20\d\d)\b.*",
        "I want to be debt-free by 2027",
    ),
    _frame(
        r"(?:my|our) (?:[\w-]+ )?(?:laptop|phone|desktop|pc|computer|machine|workstation|tablet|printer|camera|watch|"
        r"router|nas|server|homelab|tv|monitor|keyboard|car|bike|van|boat) (?:(?:only|just) )?(?:is|are|has|have|runs) "
        r"(?:still |only |just )?(?:an?|\w+ [\w-]+s\b|(?-i:[A-Z0-9])|\d|no)\b.*",
        "my laptop only has 4 GB of RAM", "my homelab is three Raspberry Pis",
    ),
    _frame(
        r"(?:my|our) (?P<what>[\w-]+(?:['’]s)?(?: [\w-]+){0,3}?) (?P<rest>(?:is|are|has|have|was|were|comes?|"
        r"starts?|ends?|"
        r"takes?|lasts?|runs?|costs?|means|faces|allows?|begins?|looks|only)\b.*)",
        "my commute is an hour each way", "my tortoise is 60 years old", "our balcony faces north",
        holds=_is_of_thing,
    ),
)  # fmt: skip

_FRONTED = re.compile(
    r"^(?P<time>(?:(?:on|at|in|during|over) (?:the )?)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|"
    r"weekdays|"
    r"winter|summer|spring|autumn|evenings?|mornings?|nights?|holidays|term time)(?: (?:mornings?|evenings?|nights?|"
    r"afternoons?))?|(?:every|each|most) (?:(?:other|second|single) )?\w+(?: (?:morning|evening|night|afternoon))?|"
    r"(?:once|twice) a (?:week|month|year)|in my (?:spare|free) time|at home|by (?:day|night)|for \w+ years(?: now)?|"
    r"since (?:19|20)\d\d),? (?=(?:I|we)\b)",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"^with (?P<had>(?!(?:the|this|that|it|your|all|no)\b)[^,]{3,60}?),? (?:I|we|my|our)\b.*", re.IGNORECASE
)
_YEARS = re.compile(
    r"^(?P<had>(?:(?:over|almost|nearly|some|more than|about) )?(?:\d+\+?|[\w-]+)(?: odd)? (?:years|yrs|decades) "
    r"(?:as|of|in|into|behind) .+)$",
    re.IGNORECASE,
)
_SECOND_SUBJECT = re.compile(
    r"(?<=\bago),? (?:I|we)\b.*$|(?<=\w),? (?:and|but) (?:the|this|that|it|there|she|he)\b.*$", re.I
)

_FIRST = re.compile(r"\b(?:I|me|my|we|our|us|myself)\b|\b[Ii]['’]", re.IGNORECASE)


def disclosure(clause: str) -> str | None:
    """The third-person sentence of what a clause discloses of its speaker; None for every other clause.

    "I get migraines from flickering screens" → "The user gets migraines from flickering screens".
    """
    text = _in_order(without_trailing(fold(clause).strip(" .!,;")))
    if not _FIRST.search(text) or len(text.split()) > _MAX_WORDS or is_task_talk(text) or not of_speaker(text):
        return None
    if any((match := frame.pattern.fullmatch(text)) and frame.holds(match) for frame in FRAMES):
        sentence = third_person(text)
        return sentence or others(text)
    return None


def _in_order(text: str) -> str:
    """The clause with its subject first: "Thursdays I sing in a choir" → "I sing in a choir, Thursdays"."""
    text = _SECOND_SUBJECT.sub("", text.replace("when it comes to", "in"))
    if match := _WITH.match(text) or _YEARS.match(text):
        return f"I have {match['had']}"
    if match := _FRONTED.match(text):
        return f"{text[match.end() :]}, {match['time']}"
    return text


def of_speaker(text: str) -> bool:
    """Whether nobody else is said to say or to be meant by it."""
    return not _OTHERS.search(text)


_OTHERS = re.compile(
    r"\b(?:according to|they say|people say|claims?|reckons?|insists?|says|said|told)\b", re.IGNORECASE
)
