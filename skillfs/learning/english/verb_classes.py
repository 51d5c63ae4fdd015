"""Classes of verbs and nouns that mean the same of a person, as parts of regular expressions over third-person text.

A class is what `fact_rules` needs to know of a way of saying something: whoever resides, is settled or makes their home
somewhere lives there. To teach another way, add it to its class.
"""

from __future__ import annotations

import re

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.fact_values import JOB, is_habit, points_at_hand
from skillfs.learning.english.given_names import is_given_name
from skillfs.learning.english.plain_text import word_set

_DEGREE = r"(?:really |very |quite |rather |pretty |particularly |especially )?"

_NEAR = (
    r"(?:(?:just |right |somewhere )?(?:in|near|outside(?: of)?|close to|next to|north of|south of|east of|west of|"
    r"on the outskirts of|around|on)|(?:in|on) the (?:north|south|east|west|middle|centre|center|suburbs|outskirts|"
    r"coast) of)"
)
LIVES_IN = (
    rf"(?:(?:currently )?(?:lives|resides|stays)|makes their home|has lived|has been living|has been (?:up |down |"
    rf"over |out |back )?(?=in [A-Z].* (?:since|for)\b)|has been based|"
    rf"has their home|"
    rf"works (?:remotely|from home)|has been residing) {_NEAR}|"
    rf"is (?:based|living|located|residing|settled|currently living) (?:out of|{_NEAR})|works (?:remotely )?(?:from|"
    rf"out of)|"
    r"(?:has |is )?(?:moved|relocated|emigrated|resettled|immigrated|moving)(?: back| up| down| out| across)?"
    r"(?: from .{1,40}?)? to|(?:has )?settled (?:down )?in"
)
COMES_FROM = (
    r"(?:is|comes|hails|came) (?:originally )?from|(?:grew up|was raised|was brought up|has roots) (?:in|on|near|"
    r"outside)|"
    r"spent their (?:childhood|youth) in|was born and raised in"
)
TEAM = (
    r"(?:team|squad|folks|people|guys|lot|bunch|gang|rota|desk|pod|rotation|crew|guild|tribe|chapter|department|"
    r"division|group|desk|unit)"
)
BELONGS_TO = (
    r"(?:is|sits|works|has been) (?:(?:now )?(?:on|in|with|among|part of|a member of)|over on)|(?:has )?joined|"
    r"belongs to|"
    r"works for|is an? \w+ (?:on|in)|(?:has )?(?:moved|switched|transferred)(?: over)? to"
)
LIKES = (
    rf"is {_DEGREE}happy with|sticks (?:to|with)|leans (?:towards?|to)|gravitates (?:to|towards?)|opts for|"
    r"goes (?:with|for)|appreciates|values|(?:always )?reaches for|always goes for"
)
"""Weak verbs of liking: they tell of a habit only with a generic object."""
FOND_OF = (
    rf"is {_DEGREE}(?:fond of|keen on|partial to|big on|into|a (?:big |huge |firm |strong )?(?:fan of|believer in)|"
    r"a sucker for|all for)|has (?:a soft spot|a weakness|a thing|a passion|a love) for|takes pleasure in|"
    r"spends (?:their|most) (?:weekends|evenings|free time|spare time)"
)
"""Verbs of liking that tell of a habit unless the thing is at hand: "into bouldering"."""
STRONG_LIKES = (
    rf"likes|loves|enjoys|adores|swears by|is {_DEGREE}(?:a (?:\w+ )?fan of|crazy about|obsessed with|"
    rf"passionate about|mad about|"
    r"nuts about|addicted to|hooked on)|cannot get enough of|lives for|cannot live without|is a (?:big |"
    r"huge )?lover of|"
    r"relishes|treasures"
)
_RATHER_NOT = (
    r"would (?:much )?(?:rather|sooner|prefer to|prefer) not (?:to )?(?:use|have|see|write|read|get|rely on|"
    r"(?:work|deal|bother) with|depend on|attend|receive|add|eat|drink|take|adopt|introduce|touch|nest|do)"
)
DISLIKES = (
    rf"{_RATHER_NOT}|is not {_DEGREE}(?:keen on|big on|fond of|a (?:big )?(?:fan of|believer in)|into|crazy about)|"
    r"loathes|despises|abhors|cannot (?:bear|abide|tolerate)|has (?:no|little|zero) (?:patience|time|love|use|"
    r"taste) for|"
    r"(?:steers clear|stays clear|keeps clear|stays away|keeps away|shies away) (?:of|from)|refuses to use|"
    r"(?:tries|tends|prefers) (?:to avoid|not to use|to (?:steer clear of|stay away from))|(?:could|can) (?:do|"
    r"live) without|"
    r"(?:would )?rather avoids?|would (?:rather|sooner) avoid|does not (?:do|touch|see the point of|believe in)|"
    r"never liked|is (?:wary|suspicious|sceptical|skeptical|tired|weary) of|is (?:against|opposed to|averse to)|"
    r"has never (?:liked|been (?:a fan of|fond of|into|keen on))|has no interest in|dreads|is allergic to|resents"
)
"""Verbs of dislike that tell of a habit only with a generic object: "would rather not use ORMs"."""
STRONG_DISLIKES = (
    r"dislikes|hates|avoids|cannot stand(?! (?:up|still|straight|here|in|on|for)\b)|detests|does not (?:really "
    r")?(?:like|want(?! an? )|care for|enjoy)|is (?:not|no) "
    r"(?:(?:a )?(?:big |huge |great )?fan of|fond of)|never uses?|is (?:so )?(?:sick|tired) of|has had it with|"
    r"has never (?:liked|enjoyed|cared for)|is fed up with"
)
AIMS_AT = (
    r"is in training for|is (?:currently )?saving(?: up)?(?: money)? to|"
    r"is (?:currently )?(?:saving(?: up)?(?: money)?|training|gearing up|preparing|studying|practi[sc]ing|revising|"
    r"cramming) for|"
    r"is (?:currently )?working (?:their way )?(?:towards?|up to)|has (?:set their sights|set their heart|"
    r"their heart set|their eye|set their mind) on|is (?:teaching themself|taking(?= [\w ]*(?:lessons|classes|"
    r"courses?))(?: lessons in)?|brushing up(?: on)?)|"
    r"(?:has )?(?:signed|is signed) up for|is putting money aside for|is (?:currently )?preparing to|is about to sit"
)
LIFE_VERBS = (
    r"learn|become|(?:run|do|finish|swim|climb|hike|cycle|walk|row|sail|complete) (?:an?\b|my|their|the [A-Z]|across|"
    r"around|"
    r"from|to|every|mont|mount|kili)|move (?:to|abroad|out|back)|(?:launch|start|open|found|publish|set up|build|own|"
    r"buy|"
    r"record|write|release) (?:an?\b|their|our)|apply|retire|pass|graduate|qualify|emigrate|quit|stop (?:smoking|"
    r"drinking)|"
    r"give up|lose|get (?:into|better|fit|certified|promoted|in shape|a (?:phd|degree|dog|driver|driving|black|"
    r"promotion|"
    r"raise|licen))|improve|master|be (?:an?|fluent|able to)\b|speak|switch (?:careers?|jobs?|to a)|change careers?|"
    r"travel|visit|"
    r"see the (?:northern|world|aurora|pyramids|alps|sea)|read \d+|save|pay off|sail|climb|finish|earn|"
    r"win|go (?:back to|to) (?:school|university|college|uni)|cut down|"
    r"sailing|becoming|running|owning|opening|moving|living|writing|starting|retiring|climbing|visiting|travelling|"
    r"traveling|learning|publishing|buying|building"
)
_PRODUCT = (
    r"(?:backend|back ?end|frontend|front ?end|apps?|api|apis|sites?|website|blog|services?|microservices|platform|"
    r"product|pipelines?|infra(?:structure)?|servers?|monolith|codebase|store|storefront|shop|dashboards?|engine|simulator|compiler|crawler|scheduler|gateway|wiki|"
    r"admin(?: panel| area)?|ci|game|"
    r"system|"
    r"software|tooling|stack|database|warehouse|cluster|workers?|jobs|cli|library|bot|firmware|portal|intranet|"
    r"homepage|newsletter|models?|docs|documentation|notes|data|code|monorepo|repos|laptop|machine|emails?|"
    r"calendar|builds?|tickets?|photos|files|deployments?|packages?|secrets|logs|metrics|"
    r"production|(?:production|staging) environment|workloads?|products)"
)
PRODUCT = rf"(?:everything(?: they \w+)?|(?:[\w-]+ ){{0,3}}?{_PRODUCT})"
RUNS_ON = (
    r"(?:now |all )?(?:runs?|lives?|sits?) (?:on|in)|(?:is|are) (?:now |all )?(?:hosted|deployed|running|kept|stored|"
    r"managed|tracked|served) (?:on|with|via|to|in|by)|(?:is|are) (?:now )?all (?:in|on)|deploys? (?:to|on|via)|"
    r"deploys? with|talks? to each other over"
)
MADE_WITH = (
    r"(?:is|are) (?:now |all |mostly )?(?:built|written|implemented|coded|developed|made|done) (?:with|on|in|around|"
    r"using|"
    r"on top of)|is (?:now )?(?:powered|backed|driven) by|is (?:now )?based on|uses?|relies on|consists of|is all"
)

_NO_OCCUPATION = word_set(
    "fan user member customer reader subscriber believer lover supporter smoker father mother brother sister "
    "follower "
    "listener drinker eater commuter homeowner foreigner outsider parent newcomer owner sufferer regular loser "
    "winner "
    "player other another number partner bother learner speller sleeper worrier thinker typer goner sucker monster "
    "stranger visitor tourist purist perfectionist pessimist optimist realist minimalist procrastinator riser "
    "quitter "
    "hoarder lurker bloomer disaster mess loner giant infant applicant participant complainant tenant renter buyer "
    "seller speaker character descendant immigrant helper matter letter answer admirer outlier foodie runner cyclist "
    "climber swimmer hiker rider walker speedster hater saver spender sinner believer starter finisher talker "
    "adopter "
    "dreamer planner cleaner-upper trekker gamer camper"
)
_OCCUPATION = re.compile(
    rf"(?:{JOB}|(?:[\w&/-]{{1,30}} ){{0,4}}?[a-z]{{3,}}(?:er|or|ist|ian|ant|smith|wright|medic|grapher|wife|keeper|"
    rf"nurse|chef|"
    r"pilot|cook|clerk|judge|guard|monk|surgeon|guide|host|model|agent|vet))",
    re.IGNORECASE,
)
_DETERMINED = re.compile(
    r"(?:the|this|that|these|those|my|our|your|his|her|their|its|an?|any|some|it|them|option|version|plan|one|what|"
    r"how|"
    r"when|where|so|not|to)\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:errors?|warnings?|bugs?|surprises?|changes?|conflicts?|failures?|problems?|mistakes?|regressions?|delays?|"
    r"issues?|crash(?:es)?|questions?|results?|things?|ways?|options?)$",
    re.IGNORECASE,
)
_MASS = re.compile(
    r"(?:.* )?(?:[A-Z]{2,}|(?:\w+(?:tion|ness|ment|ance|ence|ity|ism|ing|age|ware)))|.*\b(?:whitespace|code|coffee|"
    r"tea|"
    r"music|food|meat|notation|syntax|prose|style|testing|design|rebase|history|work|sugar|magic|boilerplate)"
)
_TECHNOLOGY = re.compile(
    r"(?:an? |the )?[a-z]{0,4}[^\W\d_a-zß-öø-ÿ][\w.+#/-]*(?: (?:[^\W\d_a-zß-öø-ÿ]|\d)[\w.+#/-]*){0,3}"
    r"(?:(?:,| and| on| with| plus|, and) [^\W\d_a-zß-öø-ÿ][\w.+#/-]*(?: (?:[^\W\d_a-zß-öø-ÿ]|"
    r"\d)[\w.+#/-]*){0,2}){0,3}"
)
_NO_TECHNOLOGY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\S*\d{4}$|I\b", re.IGNORECASE)
_ERRAND = re.compile(
    r"(?:.*\b)?(?:fix|fixes|release|demo|meeting|call|presentation|review|talk|deploy(?:ment)?|launch (?:of|party|"
    r"event|day)|product launch|interview|"
    r"migration|"
    r"merge|sprint|stand-?up|workshop|solution|pr|rewrite|refactor(?:ing)?|upgrade|ticket|a lesson|worst|rollout|"
    r"agreement|consensus|compromise|deadline|closing \w+|fixing \w+)\b.*",
    re.IGNORECASE,
)
_EXAM = re.compile(
    r"the .*\b(?:exams?|marathon|certificat\w+|championships?|olympi\w+|licen[cs]e|bar|gre|gmat|toefl|ielts|test|"
    r"finals|"
    r"season|triathlon)\b",
    re.IGNORECASE,
)


def is_occupation(value: str) -> bool:
    """Whether one is that for years as one's work: "translator" and "court stenographer" are, "fan" is not."""
    return bool(_OCCUPATION.fullmatch(value)) and value.split()[-1].casefold() not in _NO_OCCUPATION


def is_team_name(value: str) -> bool:
    """Whether "the … team" names a part of a company: "fraud detection" does, "whole" and "other" do not."""
    return not re.match(
        r"(?:whole|entire|same|other|right|wrong|winning|first|second|next|old|best|customer's)\b", value
    )


_SENSED = re.compile(r"^the (?:smell|sound|taste|texture|sight|feel|look) of ", re.IGNORECASE)


def is_generic(value: str) -> bool:
    """Whether the words name a kind of thing and no single one: "small functions" do, "the plan" and "a run" do not.

    A bare plural, a mass noun and a known technology are kinds; what has gone wrong ("errors") is nobody's taste.
    """
    value = _SENSED.sub("", value)
    if _DETERMINED.match(value) or points_at_hand(value) or _TROUBLE.search(value):
        return False
    head = re.split(
        r" (?:in|on|for|at|with|before|after|over|of|when|to|than|rather than|"
        r"instead of) ",
        value,
        maxsplit=1,
    )[0]
    return bool(
        category_of(head) or is_habit(head) or re.search(r"(?<![su'’])s$", head) or _MASS.fullmatch(head)
    ) and not _TROUBLE.search(head)


def names_a_class(thing: str) -> bool:
    """Whether words name a class of things, a product or an activity: neither a person, what is at hand nor a "
    "failure.

    Other than `is_generic` it takes words that it does not know: it is for sentences that tell of nothing but a taste.
    """
    return not (
        _NO_CLASS.match(thing) or points_at_hand(thing) or _TROUBLE.search(thing) or is_given_name(thing.split()[0])
        or _RELATIVE.search(thing)
    )  # fmt: skip


_NO_CLASS = re.compile(
    r"(?:the|this|that|these|those|it|its|he|she|they|you|your|his|her|their|there|what|who|which|nothing|something|"
    r"everything|all|"
    r"both|one|no|my|our|not|so|if|when|having|being|and|but|I|we|me|us|him|people|everyone|some\w*|any\w*|an?)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:that|which|who|I|you|he|she|they|it|the|broken|failed|failing|missing|lost|wrong|stuck|finished|"
    r"done)\b",
    re.IGNORECASE,
)


def is_trouble(value: str) -> bool:
    """Whether the words name what has gone wrong: nobody's taste."""
    return _TROUBLE.search(value) is not None


def is_technology(value: str) -> bool:
    """Whether something runs on it or is made with it: names with a capital or of a known category, no day, no "
    "port."""
    value = _PLAIN.sub("", value)
    if _NO_TECHNOLOGY.match(value) or points_at_hand(value):
        return False
    return bool(_TECHNOLOGY.fullmatch(value)) or (category_of(value) is not None and len(value.split()) <= 3)


_PLAIN = re.compile(
    r"^(?:(?:plain|self-hosted|managed|vanilla|good old|pure|mostly|modern|legacy|an?|the) )+(?=[A-Z])|"
    r"(?<=\w) (?:files|mode|mode files|cluster|app|apps|server|servers|instance|monolith|services|repos|stack|"
    r"everywhere|yes really)$"
)


def is_aspiration(value: str) -> bool:
    """Whether one works towards it for longer than a task takes: "a camper van", "the bar exam", no meeting."""
    if points_at_hand(value) or _ERRAND.fullmatch(value):
        return False
    return not re.match(r"the\b(?! [A-Z])", value) or bool(_EXAM.match(value))
