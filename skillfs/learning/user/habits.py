"""What a person says of their life in general, whatever it is about: "I rent out two flats", "our year starts in May".

English says with its tenses what lasts: the simple present of a verb of doing is a habit ("I drive a Skoda"), the
progressive is of now ("I'm driving"). So a clause in the simple present whose subject is the person counts, unless it
speaks of the work at hand: by its verb ("I get an error", "I need"), by what it points at ("this", "the parser"), or by
what it owns ("my test fails"). The rules for single attributes come first; this is for what none of them knows.
"""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import fold, word_set
from skillfs.learning.english.third_person import others, third_person
from skillfs.learning.user.circumstances import DEFINITE, ILLNESS, JOINED, circumstance

_MAX_WORDS = 16
_LEAD = re.compile(
    r"^(?:(?:hi|hello|hey|well|so|and|also|btw|by the way|fyi|oh|note that|you should know(?: that)?|for context|"
    r"as you may know|"
    r"just so you know|in my (?:free|spare) time|in private|privately|at home|at work|outside (?:of )?work|"
    r"on (?:weekends|weekdays|"
    r"\w+days)|at weekends|these days|nowadays|currently|in general|usually|normally|most (?:days|weeks|weekends)|"
    r"every \w+|by now)"
    r"[\s,:–—-]+){1,4}",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:this (?!year\b)|these\b(?! days)|that\b|it\b|them\b|here\b|there\b|now\b|today|tonight|tomorrow|yesterday|"
    r"again|anymore|any more|"
    r"(?:next|last) (?:week|month|year|\w+day|spring|summer|autumn|fall|winter)|right away|at the moment|(?:line|"
    r"page|row|step|"
    r"chapter) \d|\d+ ?%|haha|lol|\?)",
    re.IGNORECASE,
)
_SIMPLE = re.compile(
    r"^(?:I|we) (?P<adverb>(?:mostly|usually|always|never|often|only|mainly|sometimes|also|still|generally|normally|"
    r"regularly|rarely) )?"
    r"(?P<verb>[a-z]+(?:-[a-z]+)?) (?P<rest>\S.*)$",
    re.IGNORECASE,
)
_OF_NOW = word_set(
    "fancy share ship standardise standardize am are is was were have has had do does did can could will would shall "
    "should may might must get got see saw "
    "need want think guess "
    "hope mean know understand find found wonder hit receive expect suppose believe assume doubt feel hear notice "
    "try tried keep end start "
    "stop fail run ran call send sent ask asked tell told say said look wait go come came let make made put take "
    "took give gave leave left "
    "forget forgot remember agree disagree apologize apologise appreciate thank wish bet promise swear suggest "
    "recommend propose require "
    "request like love hate prefer dislike enjoy use write wrote read add added change changed move moved open close "
    "copy paste click press "
    "type save delete remove install update upgrade build compile test check commit push pull merge deploy download "
    "upload log print return "
    "plan count turn struggle mess beg bow rest stand stay carry owe quit live second rely joke kid answer lean "
    "reply respond dare mind care "
    "pass import set export create define load parse convert generate implement refactor fix debug connect login ssh "
    "search grep sort "
    "switch merge show shown cannot dont don't didn't won't can't couldn't haven't just really kind sort totally "
    "literally accidentally "
    "spent won lost broke met went did bought sold paid heard felt knew thought became began chose drew ate fell "
    "flew grew held kept "
    "lay led lent rode rose sang sat slept spoke stood swam taught threw woke wore understood "
    "dream dreamt leapt learnt burnt spelt smelt spilt built sent dealt meant bent swept wept crept"
)
_KEEPS_NOTES = re.compile(
    r"^(?:I|we) (?P<clause>(?:take|keep|make|write|do|track|store|have|organi[sz]e|plan|manage|draft|read|"
    r"edit) (?:all |most of )?(?:my |our )?(?:\w+ )?"
    r"(?:notes?|diary|journal|to-?dos?|tasks?|issues|bookkeeping|taxes|finances|photos|recipes|code|docs|"
    r"documentation|wiki|specs|tickets|"
    r"calendar|backups?|books|mail|e-?mails?|research|bookmarks|passwords|slides|designs) (?:in|with|on|using|"
    r"by) (?:an? |my |our )?\S.*)$",
    re.IGNORECASE,
)
_OWN_WORK = re.compile(
    r"\bmy (?:\w+ )?(?:model|script|program|function|file|files|bot|class|method|query|test|tests|build|branch|code|"
    r"app|pipeline|data|dataset|"
    r"csv|table|loop|array|list|agent|prompt|regex|parser|client code|notebook|variable|component|page)\b",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"^(?P<whose>my|our) (?P<what>[a-z][\w'’-]*(?: [a-z][\w'’-]*){0,3}?) (?P<verb>is|are|isn['’]t|aren['’]t|starts?|"
    r"begins?|ends?|lives?|opens?|closes?|"
    r"lasts?|takes place|happens?|falls?|looks? after|takes? care of|handles|owns|maintains|consists of|speaks?|"
    r"goes to|works? (?:in|as|for|at)|"
    r"suffers? from|studies|has|have|can['’]t|cannot|doesn['’]t|don['’]t|tolerates|runs (?:on|from|(?-i:[A-Z])\w+)|"
    r"comes? from|belongs? to) (?P<rest>\S.*)$",
    re.IGNORECASE,
)
_THINGS_OF_LIFE = re.compile(
    r"(?:^|\b)(?:flat|apartment|house|home|place|room|office|desk|studio|workshop|shop|store|bakery|caf[eé]|"
    r"restaurant|farm|garden|car|bike|bicycle|"
    r"van|boat|phone|laptop|machine|computer|pc|workstation|desktop|tablet|printer|router|(?<!name )server|nas|homelab|"
    r"keyboard|monitor|camera|watch|"
    r"company|firm|employer|team|squad|department|school|university|club|band|choir|church|landlord|"
    r"son|sons|daughter|daughters|kids?|child|children|wife|husband|partner|spouse|girlfriend|boyfriend|fianc[eé]e?|"
    r"mother|mum|mom|father|dad|"
    r"parents|twins?|family|grandma|grandpa|grandmother|grandfather|cats?|dogs?|horse|parrot|rabbit|puppy|kitten|"
    r"hamster|"
    r"birthday|anniversary|name day|shift|shifts|hours|working hours|office hours|work ?week|week|workday|day off|"
    r"days off|schedule|"
    r"fiscal year|financial year|tax year|semester|term|season|release day|release days|sprint|sprints|stand-?up|"
    r"standup|retro|release cycle|"
    r"deadline for taxes|staging(?: environment| server| url)?|production(?: environment| server| url)?|intranet|"
    r"domain|website|blog|podcast|channel|"
    r"newsletter|handle|username|nickname|stomach|back|knees?|eyes|eyesight|hearing|skin|blood type|blood pressure|"
    r"diet|religion|faith|"
    r"nationality|citizenship|accent|mother tongue|native language|first language|budget|salary|bank|insurance|"
    r"doctor|therapist|commute|motto|"
    r"star sign|clients|customers|students|pupils|patients|readers|audience)$",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"^(?:\w+ly )?(?:down|broken|slow|failing|red|wrong|empty|on (?:holiday|vacation|leave|strike|fire|hold)|away|"
    r"sick|ill|late|ready|done|missing|null|stuck|"
    r"full|dead|gone|open|closed|locked|busy|out|off|up|unavailable|unreachable|offline|online|not (?:working|"
    r"responding|reachable)|acting up|not \w+ed|"
    r"cold|hot|noisy|dirty|called away|from work|crashing|freezing|hanging|running|getting|trying|asking|waiting|"
    r"coming|going|being|about to|fine|ok|good|bad|"
    r"great|lovely|angry|mad|happy|sad|"
    r"tired|asleep|crying|visiting|wondering|(?:not )?\w+ing\b(?!\.)|sure|due|overdue|here|there|in (?:a meeting|"
    r"trouble|town))\b",
    re.IGNORECASE,
)
_TAKES_CARE = re.compile(r"looks? after|takes? care of|handles|owns|maintains", re.IGNORECASE)
_LASTING_TRAIT = re.compile(
    rf"{ILLNESS}|\b(?:eat|drink|tolerate|digest|like|allow|use|speak|employees|people|rooms?|acres?|hectares?)\b",
    re.IGNORECASE,
)
_IDIOMS = re.compile(
    r"\b(?:my case|for time|corrected|tuned|my breath|my guard|my word|my hat|my thumbs|my fingers|a lesson|on fumes|"
    r"no longer|any longer)\b",
    re.IGNORECASE,
)
_LASTING_STATE = re.compile(
    r"^(?i:I['’]m|I am|we['’]re|we are) (?P<state>(?:(?:usually|always|only|normally|mostly|generally|never|rarely|"
    r"often|typically|mainly) (?!the\b|in a hurry|going to\b|wrong\b|right\b|asking\b|sure\b|\w+ing\b(?! on \w+days?|"
    r" in the))\S.*)|"
    r"(?:responsible for|in charge of|accountable for|at home in|married|divorced|widowed|single|engaged(?! in\b)|"
    r"retired|"
    r"semi-retired|unemployed|self-employed|"
    r"between jobs|on (?:parental|maternity|paternity) leave|on disability|disabled|blind|deaf|hard of hearing|"
    r"dyslexic|autistic|colou?r-?blind|"
    r"left-handed|ambidextrous|diabetic|asthmatic|epileptic|pregnant|bilingual|trilingual|introverted|extroverted|"
    r"teetotal|celiac|coeliac|"
    r"short-sighted|near-sighted|ADHD|neurodivergent|trans|non-binary|gay|bi|queer|religious|Jewish|Muslim|Catholic|"
    r"Buddhist|Hindu|atheist|"
    r"\d+ hours (?:ahead of|behind)|a team of|a (?:small |large )?(?:family|company|firm|shop|crew|couple) of|"
    r"the (?:only|youngest|oldest|eldest)) ?.*|"
    r"\d{2}(?: years old)?)$"
)


def habit(text: str) -> str | None:
    """The third-person sentence of what a clause says of a person's life in general; None for any other clause."""
    fronted = _LEAD.match(fold(text))
    clause = _LEAD.sub("", fold(text)).strip(" .!,;")
    if not clause or len(clause.split()) > _MAX_WORDS:
        return None
    if _IDIOMS.search(clause):
        return None
    if named := circumstance(clause, at_work="work" in (fronted[0].casefold() if fronted else "")):
        return named
    if _NOW.search(clause) or JOINED.search(clause) or _OWN_WORK.search(clause):
        return None
    if (match := _KEEPS_NOTES.match(clause)) or ((match := _SIMPLE.match(clause)) and _is_habit(match)):
        return third_person(clause)
    if match := _LASTING_STATE.match(clause):
        return f"The user is one of {match['state']}" if match["state"].startswith("a ") else third_person(clause)
    if (match := _OWNED.match(clause)) and _THINGS_OF_LIFE.search(match["what"]) and not _is_passing(match):
        return f"The user's {others(clause.split(' ', 1)[1])}"
    return None


_SHORT = 5
"""Letters: "sing" and "bring" are no participles."""


def _is_habit(match: re.Match[str]) -> bool:
    verb = match["verb"].casefold()
    if verb in ("work", "works"):
        return match["rest"].startswith("for ")
    return not (
        verb in _OF_NOW
        or verb.endswith(("ed", "'t", "ly"))
        or (verb.endswith("ing") and len(verb) > _SHORT)
        or DEFINITE.search(match["rest"])
    )


def _is_passing(match: re.Match[str]) -> bool:
    """Whether a thing is so just now: "our site is down"; not "our release day is Thursday"."""
    copula = match["verb"].casefold() in ("is", "are", "isn't", "aren't", "isn’t", "aren’t")
    if _TAKES_CARE.match(match["verb"]):
        return False
    if match["verb"].casefold() in (
        "has",
        "have",
        "doesn't",
        "don't",
        "doesn’t",
        "don’t",
    ) and not _LASTING_TRAIT.search(match["rest"]):
        return True
    return bool(DEFINITE.search(match["rest"])) or (copula and bool(_PASSING.match(match["rest"])))
