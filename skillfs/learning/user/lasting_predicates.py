"""Predicates of the first person that last, by class: states, possessions, habits, events of a life.

Each function judges a match of one of `disclosure_frames`, by its group ``rest`` or as a whole.
"""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import word_set
from skillfs.learning.english.verb_classes import is_occupation
from skillfs.learning.english.verbs import BASES
from skillfs.learning.user.circumstances import DEFINITE
from skillfs.learning.user.life_words import OTHERS, of_life

ADVERBS = (
    r"(?:(?:also|now|currently|still|just|only|really|actually|mostly|mainly|usually|always|normally|generally|often|"
    r"never|rarely|recently|finally|originally|sadly|happily|both|all|quite|pretty|very|rather|completely|totally|"
    r"absolutely|officially|technically|basically|sort of|kind of|a bit|a little|proudly|definitely|sometimes) )*"
)
AM = r"(?:I['’]m|I am|we['’]re|we are)"
HAVE = r"(?:(?:I|we)(?:['’]ve| have)(?: only| also| just)?(?: got)?|(?:I|we) (?:only |also )?(?:own|hold|keep|got))"
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
    r"in (?:winter|summer|spring|autumn|term time)|daily|weekly|\w+day (?:nights|evenings|mornings|afternoons)|"
    r"\w+day (?:through|thru|to|till|until) \w+day|"
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
    r"brushing|picking up|going through|caring|looking after|growing|keeping|practi[sc]ing|planning (?:to|our|my)|"
    r"trying to|"
    r"hoping to|aiming to|writing up|breastfeeding|dating|engaged|paying off|co-parenting|homeschooling)\b",
    re.IGNORECASE,
)
PAST_EVENTS = (
    r"(?:did (?:my|a|an)|studied|trained|qualified|graduated|majored|dropped out|retired|got (?:married|divorced|"
    r"engaged|into|diagnosed|an? |my )|adopted|was (?:diagnosed|born|raised|brought up|adopted|widowed|promoted|"
    r"posted|made redundant)|were (?:married|born|raised)|grew up|served in|emigrated|immigrated|went to (?:school|"
    r"university|college|uni|art school|drama school)|gave up|cut out|quit|stopped|swore off|converted|founded|"
    r"co-founded|never (?:finished|learnt|learned|went to|had|got|drank|smoked)|left (?:school|uni|university|"
    r"college|home)|took up|took over|inherited|bought (?:an?|our|my)|had (?:a |my |our )(?:baby|stroke|transplant|"
    r"heart|hip|knee)|picked up|became|started (?:learning|training|studying|playing|doing|going)|earned my|"
    r"lost (?:my|the) "
    r"(?:sight|hearing|leg|arm|sense)|joined|married|moved (?:in|out|away))"
)
NOT_ANY_LONGER = re.compile(
    r"\b(?:as a (?:child|kid|boy|girl|teenager|student)|in (?:college|school|uni|my (?:youth|teens|twenties|thirties|"
    r"childhood))|ago but|but (?:gave|quit|stopped|didn['’]t|never|not any)|back (?:then|when|in)|once upon|"
    r"at the time|in those days|for about a month|nearly|almost|used to)\b",
    re.IGNORECASE,
)


def tells_of_life(match: re.Match[str]) -> bool:
    return of_life(match["rest"])


def is_state(match: re.Match[str]) -> bool:
    rest = match["rest"]
    if _HABITUALLY.search(rest) and not re.match(r"\w+ing\b", rest):
        return True
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
        or _KIND_OF_GROUP.match(rest)
        or _is_trade(rest)
    )


def _is_trade(rest: str) -> bool:
    trade = re.match(r"an? (?P<what>[\w -]{3,40}?)(?= (?:at|in|for|with|from|of|on|by)\b|,|$)", rest)
    return trade is not None and is_occupation(trade["what"])


_KIND_OF_GROUP = re.compile(
    r"an? (?:[\w-]+ ){0,4}?(?:company|shop|team|household|family|couple|firm|agency|startup|practice|school|charity|"
    r"co-?op|collective|duo|trio|band|office|crew|outfit|studio|business)\b",
    re.IGNORECASE,
)


def is_had(match: re.Match[str]) -> bool:
    rest = match["rest"]
    return bool(of_life(rest) or _PER.search(rest) or _HABITUALLY.search(rest)) and not _is_errand(rest)


_TO_DO = re.compile(r"\b(?:coming|visiting|over for|called away)\b")


def has_lasted(match: re.Match[str]) -> bool:
    rest = match["rest"]
    return bool(_TENURE.search(rest)) and not _NOT_LIFE_LONG.match(rest)


_NOT_LIFE_LONG = re.compile(
    r"(?:been )?(?:waiting|trying|debugging|looking|stuck|asking|fighting|thinking|an? (?:customer|fan|user|subscriber|"
    r"reader|bit)|at it|wondering|putting)\b",
    re.IGNORECASE,
)


def is_done_for_good(match: re.Match[str]) -> bool:
    verb, rest = match["verb"].casefold(), match["rest"]
    if (verb == "work" and _WORKPLACE.match(rest)) or (verb in ("follow", "support") and _FOLLOWED.match(rest)):
        return True
    if _is_errand(rest) or verb in _OF_THE_MOMENT or rest.startswith("by "):
        return False
    if (_HABITUALLY.search(rest) and not verb.endswith(("ed", "ly"))) or (
        verb in _BY_THE_CLOCK and _AT_HOURS.search(rest)
    ):
        return True
    return verb not in _PAST_OR_PASSING and not verb.endswith(("ed", "ly")) and of_life(rest) and not _points_out(rest)


def _points_out(rest: str) -> bool:
    """Whether it speaks of a single thing; "the bookkeeping" and "the board" of a life are none."""
    return any(not of_life(" ".join(rest[the.end() - 4 :].split()[:4])) for the in DEFINITE.finditer(rest))


_BY_THE_CLOCK = word_set("start finish begin end leave get wake rise eat knock clock stop go sleep")
_AT_HOURS = re.compile(
    r"\b(?:at|by|before|after|until|till|from) (?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?|noon|midnight|dawn|"
    r"(?:half past |"
    r"quarter (?:to|past) )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))(?: sharp| in the \w+)?"
    r"(?=$|[ ,])",
    re.IGNORECASE,
)
_PAST_OR_PASSING = word_set(
    "lost broke ate bought sold met saw got went did gave took made had forgot left found put ran came called fed "
    "booked "
    "ordered planned love like hate prefer enjoy tried cooked baked visited missed dropped sent wrote paid brought let "
    "plan try call order book buy visit meet miss bring feed pack paint design draw recommend suggest compare print "
    "suppose bet wish hope imagine pretend assume could would should might may must will shall can turn dreamt kept "
    "grew "
    "taught rode drove swam sang spoke wore slept drank knew held sat stood flew woke built began became chose sold "
    "won "
    "thought heard felt understood lay led rose threw drew spent fell meant read"
)


_OF_THE_MOMENT = word_set("need want see think hope guess wonder mean know am was were had see find found")


def _is_errand(rest: str) -> bool:
    """Whether it is something to do: "a wedding to plan"."""
    return any(match[1] in BASES - {"work"} for match in _TO_VERB.finditer(rest)) or _TO_DO.search(rest) is not None


_TO_VERB = re.compile(r"\bto ([a-z]+)\b")


_WORKPLACE = re.compile(r"(?:in|for|at|as|with|out of|from) (?:an?|the|our|my|(?-i:[A-Z])|\w+s\b)", re.IGNORECASE)
_FOLLOWED = re.compile(r"(?:the )?(?-i:[A-Z][a-z])\w+", re.IGNORECASE)


def is_event(match: re.Match[str]) -> bool:
    return of_life(match[0]) and not NOT_ANY_LONGER.search(match[0]) and not _GAVE_UP_LEARNING.search(match[0])


_GAVE_UP_LEARNING = re.compile(r"\b(?:gave up|quit|stopped) (?:on|learning|studying|playing|training)\b", re.IGNORECASE)
"""What one does no longer is no fact of them; what one no longer takes is their diet."""


def is_of_thing(match: re.Match[str]) -> bool:
    words = match["what"].casefold().split()
    return of_life(match["what"]) and not OTHERS.intersection(words) and not ACTS.match(match["rest"])


ACTS = re.compile(
    r"(?:(?:is|are|was|were) (?:not |now |still |so |too |very |a bit )*(?:\w+ing\b|broken|dead|down|late|sick|ill|"
    r"away|gone|here|there|full|empty|cold|hot|noisy|dirty|slow|missing|lost|locked|called|asleep|hungry|angry|at \d)|"
    r"needs?|wants?|keeps?|broke|ate|died|likes?|loves?|hates?|prefers?|thinks?|says?|said|just|gave|has raised|"
    r"hurts?|won['’]t|doesn['’]t|didn['’]t|walked|jumped|threw|knocked|left|called|asked|expired|does not|"
    r"makes?|got)\b",
    re.IGNORECASE,
)
