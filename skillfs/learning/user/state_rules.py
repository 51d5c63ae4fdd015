"""The general rule: what somebody habitually does, is or has, whatever the verb, where it outlasts the work at hand.

English says with the simple present what one does as a habit ("I sing alto"); in a talk with an agent the same tense
mostly tells of the work ("I get an error", "I run the tests"). So verbs of work and of the moment are left out, and
of the rest those count that tell of a life. Every other rule comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.plain_text import word_key, word_set
from skillfs.learning.english.statives import Evidence, stative
from skillfs.learning.user.meanings import PERSONAL, STYLE, WORK, Rule, rule, says_nothing
from skillfs.learning.user.task_talk import is_task_talk

_LIFE_VERBS = word_set(
    "act babysit bake bike birdwatch board boulder bowl box breed brew busk camp carve celebrate climb coach collect "
    "commute compose conduct cook crochet cycle dance distil dive doodle dress drink drive eat embroider fence ferment "
    "fish fly forage foster freelance garden golf grow hike homeschool hunt jog juggle kayak kickbox knit lecture lift "
    "meditate mentor moderate motorbike narrate paddle paint photograph play practise practice quilt race rescue "
    "restore "
    "ride roast row sail sculpt sew sing skate sketch ski skydive sleep smoke snowboard stream sublet suffer surf swim "
    "tango teach translate trek tutor umpire upcycle volunteer wear weave whittle windsurf woodwork worship wrestle "
    "breastfeed own rent study clock observe attend"
)
_MEANS_LIFE_WITH = re.compile(
    r"(?:goes (?:\w+ing\b|to (?:church|mosque|the gym|bed|school|uni|university|college|yoga|mass|therapy))|"
    r"does (?:yoga|pilates|judo|karate|crossfit|ceramics|pottery|improv|calligraphy|ballet|parkour|tai chi|woodwork|"
    r"carpentry|"
    r"origami|triathlons|stand-?up|shift work|the night shift|nights|the school run|payroll|bookkeeping|translations?|"
    r"(?:\w+ )?(?:consulting|dancing|lifting|gardening|photography|illustration|research|training|climbing)\b)|"
    r"writes (?:poetry|poems|novels|fiction|songs|short stories|plays|a (?:blog|column|newsletter)|for (?:the |"
    r"an? )?(?-i:[A-Z]))|"
    r"runs (?:marathons|ultras|half marathons|\d+ ?k|trails|every|long distances?|an? (?:\w+ ){0,3}?(?:club|group|"
    r"choir|"
    r"meetup|channel|podcast|blog|server))|hosts (?:a|an) (?:\w+ ){0,2}(?:podcast|show|meetup|radio)|"
    r"gets (?:up|migraines|seasick|carsick|hay fever|around (?:by|in|on))|takes (?:insulin|blood thinners|"
    r"antidepressants|"
    r"care of (?:my|their))|"
    r"keeps (?:bees|chickens|hens|goats|sheep|horses|rabbits|kosher|halal|koi|an? (?:diary|journal|allotment|garden))|"
    r"follows (?:an? [\w-]+ diet|(?-i:[A-Z]))|supports (?-i:[A-Z])|shares an? (?:[\w-]+ )?(?:flat|house|apartment|"
    r"room|studio|office)|"
    r"walks (?:the dog|to (?:work|school)|everywhere)|trains (?:for|dogs|at|in (?-i:[A-Z]))|draws (?:comics|"
    r"portraits|cartoons|manga|maps)|"
    r"raises (?:goats|chickens|sheep|cattle|bees|money for)|"
    r"works (?:nights|shifts|weekends|in (?:shifts|two)|out of an?)|watches (?:anime|football|every)|"
    r"comes? from (?:an?|the) |looks after (?:their|two|three|four|a)|cares for (?:their|an?)|has a (?:sweet tooth|"
    r"green thumb|fear|phobia)|"
    r"lives (?:alone|with|abroad|off-grid|off grid|by (?:myself|themself)|on (?:a|an|the) (?:boat|farm|houseboat|"
    r"island|campus|ground|top|"
    r"\w+ floor)|in (?:a|an) (?:\w+ ){0,3}(?:house|flat|apartment|studio|van|tent|village|town|city|cabin|cottage|"
    r"shared|yurt|"
    r"caravan|basement|attic|penthouse|bungalow|suburb|commune|dorm))|"
    r"is (?:the )?(?:treasurer|secretary|president|chair\w*|captain|organi[sz]er|vice president|member|trustee|"
    r"co-?founder|godfather|"
    r"godmother|scout leader|moderator|admin) (?:of|at|for|in) )",
    re.IGNORECASE,
)
_CANNOT = re.compile(
    r"(?:cannot|does not|will not|never|no longer) (?:really |actually |ever )?(?:eats?(?! another| at | in | out)|"
    r"drinks?|drives?|swims?|cooks?|smokes?|fl(?:y|ies)|rides?|sings?|"
    r"dances?|draws?|whistles?|wears?|watch(?:es)?|owns?|celebrates?|speaks?|bikes?|cycles?|travels?|votes?|gambles?|"
    r"see (?:well|colou?rs?|red|green)|hear (?:well|high)|read (?:music|braille|cyrillic|maps|handwriting)|"
    r"climb stairs|tell (?:red|green|blue|colou?rs) |do (?:stairs|"
    r"heights|mornings|small talk|video calls|phone calls|social media|spicy)|tolerates?|sleeps? (?:well|past|before)|"
    r"have (?:kids|children|a (?:car|tv|garden|degree|dishwasher|driving licence|driver's license|microwave|freezer|"
    r"smartphone|balcony|dryer))|"
    r"want (?:kids|children)|touch(?:es)? (?:alcohol|caffeine|sugar|meat))\b",
    re.IGNORECASE,
)
_TASK_TALK = re.compile(
    r"\b(?:errors?|exceptions?|crash\w*|bugs?|fail\w*|warnings?|logs?|tests?|builds?|scripts?|files?|folders?|"
    r"functions?|branch(?:es)?|commits?|"
    r"prs?|pull requests?|tickets?|deadlines?|servers?|pipelines?|quer(?:y|ies)|tables?|columns?|rows?|endpoints?|"
    r"modules?|packages?|"
    r"dependenc\w+|data ?sets?|spreadsheets?|slides?|documents?|drafts?|paragraphs?|sentences?|lines? \d+|questions?|"
    r"answers?|ideas?|"
    r"code|app|page|button|link|meeting|call|email|mail|message|prompt|output|result|version|update|issue|problem|"
    r"trouble|"
    r"the (?:agent|user|same|rest|whole|first|second|last|next|main|point|idea|dots|line|money|credit|blame|wheel|"
    r"day|score|part|role|game))\b",
    re.IGNORECASE,
)
_MOOD = re.compile(
    r"is (?:\w+ly |very |so |really |a bit |too |quite |still |just |getting |feeling )*(?:tired|stuck|late|sorry|"
    r"sure|lost|confused|curious|done|"
    r"ready|happy|glad|afraid|sick|ill|busy|bored|worried|nervous|excited|angry|annoyed|hungry|starving|thirsty|cold|"
    r"hot|here|back|"
    r"away|out|off|on it|in a hurry|at a loss|aware|impressed|surprised|able|unable|new here|good|fine|ok|okay|wrong|"
    r"right|alone here|"
    r"free|torn|tempted|out of|interested in (?:the|this|that|how|what|your)|responsible for (?:this|that)|"
    r"proud of (?:this|that|you|it)|"
    r"into (?:the|this|that|it)|engaged in|from the|responsible for (?:nothing|everything)|married to (?:the|this|"
    r"that)|used to)\b",
    re.IGNORECASE,
)
_PERSONAL_BE = re.compile(r"is (?!\w+ing\b)|has had ", re.IGNORECASE)
_WORKING = re.compile(
    r"\b(?:work|shift|office|team|colleagues|clients?|customers|payroll|salary|commutes?|clocks?)\b", re.IGNORECASE
)
_TALKING = re.compile(r"\b(?:small talk|phone calls|video calls|emails)\b", re.IGNORECASE)


def topic_of_state(sentence: str) -> str:
    """The file of what somebody is or does: about work, about being spoken to, else about themself."""
    if _TALKING.search(sentence):
        return STYLE
    return WORK if _WORKING.search(sentence) else PERSONAL


def state_rules() -> Iterator[Rule]:
    """The one rule, which comes after all others."""
    yield rule(
        r" (?P<value>[a-z].+)", topic_of_state, _state,
        "I sing alto in a choir.", "I knit.", "I go climbing every Tuesday night", "I drive an old Fiat Panda.",
        "I'm treasurer of our rowing club.", "I've got a sweet tooth.", "I'm Muslim, so suggest something without "
                                                                        "wine.",
        "I live alone, so recipes for one.", "I volunteer at a food bank on Saturdays.",
    )  # fmt: skip


def _state(match: re.Match[str]) -> str | None:
    """The key of a predicate that tells of a life, by its words; None for talk of the task and passing moods."""
    value = match["value"]
    verb, _, rest = _ADVERBS.sub("", value).partition(" ")
    if (
        is_task_talk(value)
        or _TASK_TALK.search(value)
        or _MOOD.match(value)
        or _DEICTIC.search(value)
        or says_nothing(rest)
    ):
        return None
    bare = f"{verb} {rest}"
    if not (_is_life(verb, bare) or _CANNOT.match(value) or (_PERSONAL_BE.match(bare) and _is_human(bare))):
        return None
    return f"state:{' '.join(word_key(value).split()[:8])}"


_ADVERBS = re.compile(
    r"^(?:(?:always|usually|normally|mostly|mainly|often|only|also|regularly|sometimes|still|generally|typically|do) )+"
)
_DEICTIC = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|now|here|this|that|these|those|right now|at the moment|soon|just|again|"
    r"so far|yet|"
    r"(?:next|last) (?:week|month|year|time)|in (?:a|an|ten|five|\d+) (?:minutes?|hours?)|the agent)\b",
    re.IGNORECASE,
)


def _is_life(verb: str, predicate: str) -> bool:
    if _MEANS_LIFE_WITH.match(predicate):
        return True
    if _ONE_THING.match(predicate.partition(" ")[2]):
        return False
    return bool(
        _LIFE_VERBS & {verb, verb.removesuffix("s"), verb.removesuffix("es"), re.sub("ies$", "y", verb)}
    ) and verb.endswith("s")


_ONE_THING = re.compile(r"(?:the|this|that|my|our|an? \w*(?:Error|Exception))\b|\w+ing\b", re.IGNORECASE)


def _is_human(predicate: str) -> bool:
    said = stative(f" {predicate}")
    return said is not None and said.evidence is not Evidence.NONE
