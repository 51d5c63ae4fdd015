"""The general reading of what is said of somebody: a predicate in the present that holds beyond the day.

English says with the simple present of the third person what somebody is, has or habitually does: "plays the cello",
"can't do Mondays", "has two daughters". So every such predicate is read, whatever its verb, unless it is of a class
that tells of the moment: reports ("says"), wants and errands ("needs the file"), passing states ("is late"),
times that pass ("leaves tomorrow"), things at hand ("fixes the build"). An adverb of habit ("always") says
outright that it lasts. Attributes that a file has a field for are read by `predicates` first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from skillfs.learning.fact_values import points_at_hand
from skillfs.learning.plain_text import fold, word_set
from skillfs.learning.roles import RELATIONS, ROLE_NOUNS
from skillfs.learning.third_person import others
from skillfs.learning.trailing import without_trailing
from skillfs.learning.verb_classes import is_generic
from skillfs.learning.verbs import BASES

MAX_WORDS = 18

_ADVERBS = word_set(
    "now also currently really just still actually usually always never only rarely seldom often mostly"
)
_DROPPED = word_set("now also currently really just still actually")
_HABIT = re.compile(
    r"\b(?:always|never|usually|normally|typically|mostly|generally|rarely|seldom|often|exclusively|every (?!one)\w+|"
    r"each (?:day|week|month|morning|evening|year)|daily|weekly|(?:mon|tues|wednes|thurs|fri|satur|sun)days|weekdays|"
    r"weekends?|mornings|afternoons|evenings|nights|(?:in|at) the (?:mornings?|afternoons?|evenings?)|at night|"
    r"for a living|year-round)\b",
    re.IGNORECASE,
)
_AT_HOURS = re.compile(
    r"\b(?:before|after|until|till|from|past) (?:\d|noon|lunch|midnight|dinner|breakfast|work|dark|school|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)",
    re.IGNORECASE,
)
"""Hours of the day: a habit with a verb that tells of one ("answers mail after ten"), a deadline with "wants"."""
_PASSES = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|right now|for now|at the moment|currently|soon|later|shortly|already|yet|"
    r"(?:this|next|last) (?:week|month|morning|afternoon|evening|weekend|year|quarter|sprint|spring|summer|autumn|"
    r"fall|winter|time|one|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|(?:on|by|until|till|since) "
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day(?!s)|in (?:a|an|\d+|two|three|ten|five|few) "
    r"(?:\w+ )?(?:minutes?|hours?|days?|weeks?)|"
    r"at the end of the (?:day|week)|as expected|at times|so far|again|anyway|instead)\b",
    re.IGNORECASE,
)
_AT_HAND = re.compile(
    r"\b(?:the|an?|your|my|our|his|her|their) (?:[\w-]+ ){0,2}?(?:prs?|pull requests?|commits?|merge|deck|slides?|"
    r"drafts?|"
    r"reports?|documents?|docs?|spreadsheet|sheet|invite|invitation|meeting|agenda|call|e-?mail|message|reply|"
    r"feedback|review|update|notes|minutes|numbers|figures|results?|logs?|deadline|release|version|change|request|"
    r"question|answer|idea|proposal|plan|point|option|mock-?up|design|ok|go-ahead|link|copy|attachment|invoice|quote|"
    r"contract|offer|"
    r"ticket|feature|bug|crash|problem|fix|demo|presentation|look|look at|patch|repo)s?\b",
    re.IGNORECASE,
)
_PASSING_VERBS = word_set(
    "says said asks thinks believes wonders wants needs hopes seems looks sounds appears feels claims reports "
    "suggests "
    "recommends proposes complains mentions tells replies answers sees gets comes arrives returns visits waits sends "
    "expects requires keeps tries fails breaks agrees disagrees means found finds starts stops begins ends "
    "leaves goes "
    "heads moves writes calls pings emails mails texts asks insists promises plans intends forgets remembers notices "
    "realizes realises worries doubts guesses supposes assumes decides chooses picks gives takes makes does lets "
    "helps "
    "shows brings puts sets turns runs walks sits stands stays works sticks uses adds changes fixes merges "
    "pushes pulls "
    "commits reviews opens closes checks tests builds deploys contains returns includes crashes happens depends "
    "refers "
    "points reads joins wins loses deserves matters exists lacks misses apologizes apologises confirms denies "
    "has is was as thus plus yes its this us ours hers theirs perhaps always besides"
)
"""Verbs whose present tells of the moment; only an adverb of habit makes them last."""
_REPORTS = word_set("says asks thinks believes wonders hopes seems looks sounds appears claims suggests mentions tells")
"""Verbs that introduce another clause: no adverb makes that one a habit."""
_LASTING_FRAMES = re.compile(
    r"(?:needs (?:\w+ )?(?:notice|a wheelchair|an interpreter|glasses|a hearing aid|step-free access)|"
    r"comes from|hails from|goes (?:by|to bed)|takes (?:(?:his|her|their|the) (?:coffee|tea|dog|kids)\b|no |"
    r"sugar|milk|photos)|"
    r"works (?:nights|weekends|part[- ]time|full[- ]time|remotely|from home|from \w+|in (?:shifts|\w+ing|sales|"
    r"finance|"
    r"hr|law|it|logistics|retail|healthcare|publishing|insurance|procurement|accounting)\b|as an? |with (?:me|us|"
    r"kids|"
    r"children|refugees|\w+s$))|"
    r"makes (?:(?:his|her|their) own|great|the best|wine|cheese|films|music|furniture|jewell?ery)|"
    r"runs (?:an?|(?:his|her|their) own|marathons|the \w+ (?:warehouse|shop|store|bakery|caf[eé]|farm|office|lab|"
    r"club|"
    r"department|branch|programme|program|team|school|business|studio|gallery|clinic|kitchen|desk|division))|"
    r"writes (?:novels|poetry|poems|books|for|a (?:blog|column)|in (?-i:[A-Z])\w*)|reads (?:braille|music|lips|"
    r"[A-Z]\w+ only)|"
    r"uses (?:an? (?:wheelchair|hearing aid|screen reader|walking stick|mac|pc)|they|she|he|\w+/\w+ pronouns|"
    r"(?-i:[A-Z])\w*)|"
    r"stands in for|sits (?:in (?:the )?(?-i:[A-Z])\w*|on the (?:board|committee|council|\w+ floor)|next to me|in "
    r"(?:the )?[A-Z])|"
    r"calls (?:me|us|herself|himself|themself)|gets (?:up|migraines|seasick|carsick|travel sick|along)|"
    r"goes to (?:church|school|the gym|mass|yoga)|keeps (?:bees|chickens|kosher|horses|goats|hens|the (?:keys?|"
    r"books)|"
    r"a (?:diary|garden)|goats|bees|halal)|stays (?:in|at) (?-i:[A-Z])\w*|"
    r"does (?:the (?:books|accounts|payroll|taxes|gardening|cooking)|our|my|(?:his|her) \w+ at|yoga|pottery|judo|"
    r"karate|"
    r"triathlons|standup|stand-up)|looks after (?:our|my|the)|takes care of (?:our|my|the)|gives (?:lessons|piano|"
    r"talks|tours|classes)|plans to retire|sets (?:our|the) (?:budget|prices|priorities)|"
    r"insists on (?!(?:the|this|that|it|\w+ing)\b)\w+|is the (?:one|person) to (?:ask|call|contact|see|talk|go|turn)|"
    r"(?:wants|expects|requires|needs|asks for|insists on|accepts|takes) (?:[\w'’-]+ ){0,4}?(?:in (?:cash|advance|"
    r"writing|"
    r"person|(?:pdf|\w+) format)|by (?:e-?mail|post|text|phone|mail|letter)|on paper|up front|upfront|via \w+)|"
    r"(?:looks after|takes care of|is in charge of|is responsible for|handles|manages|runs|leads|heads|oversees|owns|"
    r"maintains|does|keeps|covers) (?:all )?(?:of )?(?:our|my)|signs off|takes \w+days? off|brings (?:his|her|"
    r"their) (?:own|dog)|depends on (?:a|an|the) (?:wheelchair|screen))\b",
    re.IGNORECASE,
)
_LASTING_ADJECTIVE = re.compile(
    r"(?:(?:very|really|quite|rather|pretty|extremely|super|so|a bit|totally|completely|partly|half|newly|happily|"
    r"recently|also|severely|mildly|strictly) )?"
    r"(?:vegan|vegetarian|pescatarian|coeliac|celiac|diabetic|asthmatic|epileptic|gluten[- ]free|teetotal|allergic|"
    r"(?:lactose|gluten)[- ]intolerant|"
    r"intolerant|fluent|bilingual|trilingual|married|single|divorced|widowed|engaged|pregnant|retired|deaf|blind|"
    r"colou?r[- ]?blind|(?:left|right)-handed|dyslexic|autistic|jewish|muslim|catholic|hindu|buddhist|christian|"
    r"orthodox|protestant|quaker|sikh|religious|self-employed|semi-retired|hard of hearing|"
    r"(?-i:[A-Z])[a-z]+(?:ish|ese|ian|can|an|i|ic|ch|sh|wegian)(?=$|[ ,.]| by| and)|"
    r"(?:strict|picky|particular|sensitive|fussy|pedantic|nervous|passionate|crazy|mad|serious|touchy|careful|shy) "
    r"(?:about|with|on|to|around)|good (?:at|with)|bad (?:at|with)|great (?:at|with)|brilliant (?:at|with)|"
    r"terrible (?:at|with)|hopeless (?:at|with)|"
    r"(?:afraid|scared|terrified|fond|proud) of|(?:keen|big) on|into|obsessed with|interested in|responsible for|"
    r"in charge of|based|originally from|from|of \w+ (?:descent|origin)|related to|responsible to|short for|"
    r"partial to|used to|trained (?:as|in)|qualified (?:as|in)|certified (?:as|in)|licensed|"
    r"(?:\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty)(?:-\w+)?)(?: years old)?$|"
    r"(?:on|in) (?:utc|gmt|cet|est|pst|eastern|pacific|central)\b|\w+ hours (?:ahead|behind)|"
    r"(?:a|an) (?:early bird|night owl|morning person|only child|native (?:\w+ )?speaker|widow(?:er)?|twin|mother|"
    r"father|parent|grandparent|(?:\w+ ){1,2}(?:fan|drinker|speaker|eater|person|reader|graduate|citizen|national|"
    r"supporter|collector|enthusiast|lover|addict|buff|nut)|fan|believer|supporter)\b|"
    r"non-binary|trans|gay|lesbian|queer|known as|called|nicknamed|(?:on|part of) (?:the|our) (?:\w+ )?(?:board|"
    r"committee|council|jury|panel))",
    re.IGNORECASE,
)
_NOUN_PHRASE = re.compile(
    rf"(?:(?:an?|the|one of (?:my|our|the)|my|our|his|her|their)\s)(?:[\w'’&/-]+\s){{0,4}}?(?:{ROLE_NOUNS}|"
    rf"{RELATIONS})"
    r"s?(?=$|\s(?:of|for|at|in|on|with|who|from|to|by|since|and|we)\b|,)",
    re.IGNORECASE,
)
_POSSESSIONS = re.compile(
    r"(?:(?:an?|no|two|three|four|five|six|(?:his|her|their) own|some|many|one|several|young|small|grown-up|little|"
    r"twin|old|older|younger|severe|bad|mild|big|huge|new|newborn|strong|thick|chronic) )*"
    r"(?:[\w-]+ ){0,2}?(?:dogs?|cats?|horses?|rabbits?|parrots?|pets?|kids?|children|child|sons?|daughters?|twins|"
    r"baby|"
    r"toddlers?|"
    r"triplets|wife|husband|partner|girlfriend|boyfriend|brothers?|sisters?|siblings?|grandchildren|grandson|"
    r"granddaughter|nephews?|nieces?|allerg(?:y|ies)|intolerance|asthma|diabetes|dyslexia|adhd|epilepsy|migraines?|"
    r"tinnitus|vertigo|hearing aids?|pacemaker|wheelchair|"
    r"accent|stutter|lisp|phd|doctorate|degree|master['’]?s|mba|diploma|licen[cs]e|citizenship|passport|nationality|"
    r"background|years|experience|office|practice|shop|bakery|caf[eé]|restaurant|farm|garden|house|flat|cottage|"
    r"cabin|"
    r"boat|sailboat|band|studio|podcast|blog|youtube channel|car|van|motorbike|bike|access|keys?|password|budget|"
    r"sweet tooth|green thumb|sense of humou?r|phobia|fear|temper|soft spot|weakness|day off|days off|off)\b",
    re.IGNORECASE,
)
_LASTING_PROGRESSIVE = re.compile(
    r"(?:learning|studying|training (?:for|to|as)|expecting (?:a|her|their|his|twins)|living|raising|"
    r"writing (?:a|his|her|their) (?:\w+ )?(?:novel|book|thesis|memoir|dissertation)|"
    r"doing (?:an?|his|her|their) (?:\w+ )?(?:phd|master['’]?s|doctorate|apprenticeship|internship|degree|mba|"
    r"traineeship)|"
    r"working (?:towards|on (?:a|his|her|their) (?:phd|thesis|doctorate|master['’]?s))|saving (?:up )?for|"
    r"recovering from|dating|seeing|taking over|leading|heading|managing|handling)\s",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"(?:has|['’]s) (?:been (?!waiting|asking|trying|looking|working on|having|bugging|our bottleneck|very|so|too)|"
    r"lived |worked |run |led |played |taught |owned |known |managed |served |had )"
    r".{2,80}\b(?:since (?!noon|monday|tuesday|wednesday|thursday|friday|yesterday|this|last|then|lunch)|for "
    r"(?:\w+ )?"
    r"(?:\w+ )?(?:years|decades|ages|a decade))",
    re.IGNORECASE,
)
_PERMANENT_PAST = re.compile(
    r"(?:was born|grew up|was raised|came from|studied (?:\w+ ){1,4}(?:at|in)|graduated from|trained as|"
    r"majored in|went to (?:school|university|college|uni) (?:in|with|at)|retired|(?:just |recently )?got (?:married|"
    r"engaged|divorced)|"
    r"(?:just |recently )?had a (?:baby|son|daughter)|founded|took over|(?:has|['’]s) (?:just |recently "
    r")?(?:taken over|"
    r"retired|had a baby|become))\b",
    re.IGNORECASE,
)
_ABILITY = re.compile(
    r"(?:can|must) (?:only|speak|sing|cook|play|drive|read|be reached|eat|sign|always|never)\b", re.IGNORECASE
)
_OF_THE_SCREEN = re.compile(
    r"\b(?:errors?|exceptions?|crash(?:es)?|time-?outs?|stack ?traces?|bugs?|fails?|freezes|hangs|log(?:s|ged)? in|"
    r"clicks?|"
    r"the (?:\w+ )?(?:button|form|page|endpoint|video|spinner)|submits?|uploads?|downloads?|screen(?! reader)|"
    r"cursor|dropdown|pop-?up)\b",
    re.IGNORECASE,
)
"""Words of a bug report: whoever is its subject plays a user's part."""
_TASTES = word_set("likes loves hates prefers enjoys dislikes")
"""Verbs that `predicates` reads; what it leaves is about the thing at hand."""
_KNOWS_ANSWER = re.compile(r"(?:what|how|that|where|when|why|if|whether|who|which|the (?:answer|way|reason))\b")
_DEADLINES = re.compile(r"(?:wants|needs|expects|asks|hopes|leaves|arrives|sends|comes|requires|promises|is)$")
_PASSING_STATE = re.compile(r"(?:\w+ing|the|this|late|sick|ill)\b", re.IGNORECASE)
_HUMAN_VERBS = word_set(
    "drives commutes plays teaches sings studies cooks wears drinks eats volunteers collects babysits rides "
    "swims paints "
    "celebrates speaks takes owns lives bakes knits hikes sails fishes coaches mentors tutors fosters gardens "
    "dances smokes"
)
_INABILITY = re.compile(
    r"(?:cannot|can['’]t|can not|won['’]t|will not|must not|mustn['’]t|does not|doesn['’]t|is not|isn['’]t|['’]s not|"
    r"has no|hasn['’]t got|never|no longer)\s",
    re.IGNORECASE,
)
_PASSING_INABILITY = re.compile(
    r"(?:be\b|see|find|get|make|join|come|attend|open|access|log|reproduce|remember|know|think|want|need|seem|look|"
    r"mind|care|work\b|have (?:the|time|a)|understand|believe|feel|agree|reach|hear|help|wait|tell|say|sure|here|"
    r"there|"
    r"ready|in\b|available|happy|done|back|convinced|aware|amused|impressed|pleased|coming|going|finished|online|"
    r"\w+ing\b|use|accept|approve|send|share|respond|reply|answer|matter|exist|"
    r"satisfied|sold|a problem|the problem|right|wrong|responding|well|feeling|around|at (?:his|her|their) desk)\b",
    re.IGNORECASE,
)
_RATHER = re.compile(
    r"(?:would|['’]d) (?:much |always )?(?:rather|sooner|prefer)(?: not)?(?: to)? (?P<object>[^,.;!?()]{3,90})",
    re.IGNORECASE,
)
_RATHER_VERB = re.compile(
    r"(?:be (?:called|addressed|known|reached|contacted|cc|paid)|get|have|receive|use|read|write|speak|meet|talk|"
    r"work|"
    r"travel|eat|drink|sit|walk|stay|take|fly|hear|see|text|chat|do)\b\s*(?P<thing>.*)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r",\s+(?:so|but|because|don['’]t|do not|can|could|please|and|which|let|not|I|we|you|just|then|if|as|make|sorry|"
    r"right)\b.*$|"
    r"\s+(?:so|because|since (?:I|we|she|he|they|it|the|my|our|that)|as (?:she|he|they|I|we|you)|hence|therefore|"
    r"which|whereas|although|though)\s.*$|"
    r"\s+[–—-]\s.*$|\s*[;:(!?].*$",
    re.IGNORECASE,
)
_ORDERS = re.compile(r",\s+(?P<verb>[a-z]+)\b")
_VERB = re.compile(r"[a-z][a-z'’-]*s(?<!ss)(?<!us)\Z")


class Evidence(Enum):
    """How much a predicate tells of its subject being a person at all."""

    NONE = "programs and firms do that too"
    SOME = "people do that, and a few things"
    HUMAN = "only people are or have that"


@dataclass(frozen=True, slots=True)
class Stative:
    """A predicate that lasts, in third person, the first person in it being "the user"."""

    text: str
    evidence: Evidence


def stative(rest: str) -> Stative | None:
    """The predicate that `rest`, the words after a subject, begins with, where it lasts; None for every other.

    The subject is a single person ("they" already made singular). " only answers text messages, draft one" → "only
    answers text messages". Linear in `rest`.
    """
    text = re.sub(r"^who(?=['’ ])\s*", "", _own_words(rest))
    words = text.split()
    if not 1 < len(words) <= MAX_WORDS or _PASSES.search(text):
        return None
    lead = 0
    while lead < len(words) - 1 and words[lead].casefold() in _ADVERBS:
        lead += 1
    core = " ".join(words[lead:])
    habitual = bool(_HABIT.search(text)) or "only" in (word.casefold() for word in words[:lead])
    evidence = _evidence(core, habitual=habitual)
    if evidence is None:
        return None
    kept = [word for word in words[:lead] if word.casefold() not in _DROPPED]
    core = re.sub(r"^['’]d\b", "would", re.sub(r"^['’]s\b", "is", core))
    return Stative(about_the_user(" ".join([*kept, core])), evidence)


def taken_back(rest: str) -> str | None:
    """The words of a predicate that holds no more: " doesn't eat meat any more" → "eat meat"; None for every "
    "other."""
    match = _NO_MORE.match(_ENDS.sub("", fold(rest)[:200]).strip(" .!"))
    if match is None or not (match["any"] or match["lead"]):
        return None
    what = match["what"].strip()
    return None if re.match(r"(?:on )?(?:the|this|that|it)\b", what) else what


_NO_MORE = re.compile(
    r"(?:now |also |actually )?(?:(?P<lead>(?:is |has |['’]s )?no longer|(?:has |['’]s |recently |just "
    r")*(?:stopped|quit|"
    r"given up|gave up))|(?:is|does|can|has|['’]s)(?: not|n['’]t)|can['’]t|cannot)\s+"
    r"(?P<what>[^,;]{3,80}?)(?P<any>,? any ?more| any longer)?$",
    re.IGNORECASE,
)


def about_the_user(text: str) -> str:
    """The words of a person about themself in a note on somebody else: "lives next to me" → "lives next to the "
    "user"."""
    text = re.sub(r"\b(?:my|our)\b", "the user's", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:mine|ours)\b", "the user's", text, flags=re.IGNORECASE)
    return others(re.sub(r"\b(?:me|us)\b|\b(?:I|we)\b(?!['’])", "the user", text))


def _own_words(rest: str) -> str:
    text = _ENDS.sub("", fold(rest)[:200])
    for order in _ORDERS.finditer(text):
        if order["verb"] in BASES:
            text = text[: order.start()]
            break
    return without_trailing(text.strip(" ,.!"))


def _evidence(core: str, *, habitual: bool) -> Evidence | None:
    """What a predicate tells of its subject; None where it does not last."""
    first, _, rest = core.partition(" ")
    verb = first.casefold()
    if points_at_hand(core) or _OF_THE_SCREEN.search(core) or verb in _TASTES or _KNOWS_ANSWER.match(rest):
        return None
    if _AT_HAND.search(core) and not habitual:
        return None
    habitual = habitual or bool(_AT_HOURS.search(core) and not _DEADLINES.match(verb))
    if core.startswith("is the "):
        return Evidence.SOME if _LASTING_FRAMES.match(core) or _NOUN_PHRASE.match(rest) else None
    if _PERMANENT_PAST.match(core):
        return Evidence.HUMAN
    if verb in ("is", "'s", "’s"):
        return _evidence_of_state(rest, habitual=habitual)
    if verb == "has" and _POSSESSIONS.match(rest):
        return Evidence.HUMAN
    if (match := _RATHER.match(core)) and _is_lasting_wish(match["object"]):
        return Evidence.SOME
    if match := _INABILITY.match(core):
        return Evidence.SOME if habitual or not _PASSING_INABILITY.match(core, match.end()) else None
    if _SINCE.match(core) or _LASTING_FRAMES.match(core) or _ABILITY.match(core):
        return Evidence.SOME
    if not _VERB.match(verb) or verb in _REPORTS or (verb in _PASSING_VERBS and not habitual):
        return None
    return Evidence.SOME if habitual or verb in _HUMAN_VERBS else Evidence.NONE


def _is_lasting_wish(wish: str) -> bool:
    match = _RATHER_VERB.match(wish)
    if match is None or points_at_hand(wish):
        return False
    thing = re.split(r" (?:than|over|to|by|in|on|as) ", match["thing"], maxsplit=1)[0]
    return not thing or not re.match(r"(?:this|that|it|the|an?|so)\b", thing) or is_generic(thing)


def _evidence_of_state(state: str, *, habitual: bool) -> Evidence | None:
    state = re.sub(r"^(?:(?:now|also|still|actually|currently|really) )+", "", state)
    adverb = re.match(r"(?:not|always|never|usually|only|rarely|mostly|often)\s", state)
    if _LASTING_ADJECTIVE.match(state[adverb.end() :] if adverb else state):
        return Evidence.HUMAN
    if adverb:
        return Evidence.SOME if habitual else None
    if _LASTING_PROGRESSIVE.match(state) or _NOUN_PHRASE.match(state):
        return Evidence.SOME
    return Evidence.SOME if habitual and not _PASSING_STATE.match(state) else None
