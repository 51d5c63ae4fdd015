"""What a person says of themself in constructions of their own: an illness, an aim, an age, what they cannot bear.

In most of them the person is no subject ("crowds stress me out", "home for me is Dili"), or the tense is not the simple
present of `habits`.
"""

from __future__ import annotations

import re

from skillfs.learning.english.third_person import others

DEFINITE = re.compile(
    r"\bthe (?!(?:cello|violin|viola|piano|guitar|flute|oboe|drums?|accordion|saxophone|trumpet|harp|banjo|organ|"
    r"terminal|command line|"
    r"countryside|city|suburbs|mountains|coast|sea|sun|metric|imperial|bus|train|tube|subway|metro|underground|gym|"
    r"animal|local|morning|"
    r"mornings|afternoon|afternoons|evening|evenings|night|weekend|weekends|dark|old|same|municipality|city|ministry|"
    r"university|state|"
    r"government|army|navy|police|church|red cross|open|bass|recorder|ukulele|mandolin|clarinet|bassoon|horn|"
    r"trombone|fiddle)\b)",
    re.IGNORECASE,
)
JOINED = re.compile(
    r"\b(?:and (?:it|then|the|I get|get|got|that|this)|but|if|you|when|because|since|so that|which|until|unless|"
    r"though|although|while|"
    r"whether|how to|what|why)\b|[:;`=<>{}$]|\bto (?:the|this|that|it)\b",
    re.IGNORECASE,
)
ILLNESS = (
    r"(?:(?:type [12] )?diabetes|sciatica|vertigo|lupus|gout|glaucoma|multiple sclerosis|COPD|IBS|PTSD|OCD|"
    r"long covid|asthma|ADHD|ADD|autism|dyslexia|epilepsy|migraines?|arthritis|hay fever|eczema|"
    r"psoriasis|celiac|coeliac|"
    r"tinnitus|RSI|carpal tunnel|insomnia|astigmatism|a pacemaker|a hearing aid|high blood pressure|\w+(?:itis|osis|"
    r"emia|aemia|phobia|opathy|opia|opsia|algia|plegia|paresis|praxia|calculia)|"
    r"(?:[\w/]+ )?\w*(?:blindness|deafness)|(?:\w+ )?(?:syndrome|disorder|intolerance|allerg(?:y|ies)|disease|"
    r"disability|cancer))"
)
_SUFFERS = re.compile(
    rf"^(?:I|we)(?: have|['’]ve got| have got| suffer from| live with|"
    rf"['’]ve) (?:an? )?(?P<what>(?:\w+ )?{ILLNESS}\b.*)$",
    re.I,
)
_CANNOT = re.compile(
    r"^(?:I|we) (?:can['’]t|cannot|can not) (?:bear|stomach|abide|tolerate|digest|eat|drink|have) (?P<what>(?!it\b|"
    r"another\b|"
    r"this|that|the\b)\S.*)$",
    re.I,
)
_AIM = re.compile(
    r"^(?:(?:this year|in \d{4}|(?:one|some) ?day|eventually|before I (?:turn|am|['’]m) \w+|"
    r"by (?:the end of the year|next year|christmas|summer)),? "
    r"(?:I|we)(?:['’]d)? (?:want|hope|plan|aim|intend|would like|love|like|mean) to (?P<a>\S.+)|(?:I|"
    r"we)(?:['’]d)? (?:want|hope|plan|aim|intend|would like|"
    r"love|like|mean) to (?P<b>[^,]+?),? (?:this year|some ?day|one day|eventually|before I (?:turn|am|['’]m) \w+|"
    r"by (?:next year|the end of the year)))$",
    re.IGNORECASE,
)
_STUDIES = re.compile(
    r"^(?:I['’]m|I am) (?P<how>teaching myself|picking up|brushing up(?: on)?|taking (?:lessons|classes|"
    r"a course) in) (?P<what>\S.+)$",
    re.I,
)
_TONGUE = re.compile(
    r"^(?P<what>[A-Z]\w+) (?P<how>is|isn['’]t|is not) my (?P<rank>native|first|second|third|"
    r"mother) (?P<kind>language|tongue)$"
)
_TURNED = re.compile(
    r"^(?:I|we)(?: just| have just|['’]ve just)? turned (?P<age>\d\d|(?:twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety)(?:-\w+)?)\b.*$",
    re.I,
)
_BOUGHT = re.compile(
    r"^(?:I|we)(?:['’]ve| have)?(?: just| recently)? (?:bought|moved into|settled in|rented|"
    r"got) an? (?P<what>(?:\w+ )?(?:house|flat|apartment|cottage|farm|place|"
    r"studio) (?:in|near|outside|on) \S.*)$",
    re.IGNORECASE,
)
_DOES_FOR = re.compile(
    r"^(?:I|we) do (?P<what>(?!it|this|that|the|not|my)\S.{2,40}? (?:for|at) (?:an? |the )?\S.*)$", re.IGNORECASE
)
_ELLIPTIC = re.compile(
    r"^(?P<state>between jobs|retired|self-employed|unemployed|on (?:parental|maternity|paternity) leave|divorced|"
    r"married)\b.*$",
    re.I,
)
_GAVE_UP = re.compile(
    r"^(?:I|we)(?:['’]ve| have)? (?P<verb>gave up|given up|quit|stopped|swore off|sworn off|"
    r"cut out) (?P<what>(?:drinking|eating|smoking|coffee|caffeine|alcohol|"
    r"sugar|meat|dairy|gluten|bread|red meat|soda|cigarettes|wine|beer)\b.*)$",
    re.IGNORECASE,
)
_AFFECTS = re.compile(
    r"^(?P<what>[a-z][\w'’ -]{2,50}?) (?P<how>(?:stress(?:es)?|bores?|scares?|calms?|relax(?:es)?|fascinates?|"
    r"annoys?|irritates?|overwhelms?|drains?|"
    r"energi[sz]es?|triggers?|nauseates?|disgusts?|terrif(?:y|ies)|depress(?:es)?|distracts?) me\b|(?:makes?|"
    r"gets?) me (?:sick|sleepy|nervous|anxious|ill|"
    r"dizzy|happy|sad|sneeze|itch)|(?:gives?|brings?|sends?|causes?) me (?:a |out in |into )?(?:rash|hives|"
    r"migraines?|headaches?|asthma|anxiety|heartburn|"
    r"anaphyla\w+)|keeps? me awake|(?:could|can|would|will) kill me|disagrees? with me|upsets? my stomach|(?:is|"
    r"are) (?:not|n['’]t) my (?:thing|cup of tea)|"
    r"(?:is|are)n['’]t my (?:thing|cup of tea)|(?:is|are) (?:poison|deadly|dangerous|fatal) (?:for|"
    r"to) me)(?P<rest>[^.]*)$",
    re.IGNORECASE,
)
_ME = re.compile(r"\bme\b")
_PRONOUN = re.compile(
    r"^(?:it|this|that|these|those|he|she|they|you|we|who|what|which|nothing|something|everything|the)\b", re.IGNORECASE
)
_HOME = re.compile(
    r"^home (?:for (?:me|us) )?is (?P<where>(?!(?:where|on|when|at|not|broken|down|empty|slow)\b)\S.*)$|"
    r"^my home is (?P<own>(?!(?:where|on|when|at|not|broken|down|empty|slow)\b)\S.*)$",
    re.IGNORECASE,
)
_TALKING_TO = re.compile(
    r"^(?i:you(?:['’]re| are) (?:talking|speaking|writing|chatting) (?:to|with)|this is) (?P<name>(?:Dr|Prof|Mr|Mrs|"
    r"Ms)\.? [A-Z]\S+(?: [A-Z]\S+){0,2}|"
    r"[A-Z][^\W\d_]+ [A-Z][^\W\d_]+)$"
)
_IN_USE = re.compile(
    r"^(?i:(?:everything(?: (?:we (?:do|ship|build|write|own|have)|I (?:do|own|have|write)|at (?:work|home|"
    r"our place)))?|all (?:of )?our (?:\w+ )?(?:services|apps|code|repos|systems|servers|deployments|projects|data|"
    r"infra|clusters|jobs|pipelines)|(?:our|my|the) "
    r"(?:team|company|whole stack|entire stack|stack|infra|infrastructure|platform)) (?:(?:is|are) (?:on|in|"
    r"hosted (?:on|at)|written in|built (?:with|on|in))|"
    r"(?:runs?|lives?|sits?|deploys?) (?:on|in|at|to)|talks?|speaks?|uses?|(?:has |have )?(?:moved|migrated|"
    r"switched)(?: over)?(?: from [\w .+#-]{2,30})? to)) "
    r"(?P<what>[A-Z0-9]\S*(?: [\w.+#-]+){0,3}|[a-z]+[A-Z]\w*)$"
)


def circumstance(clause: str, *, at_work: bool) -> str | None:
    """What has the person in another place than its subject: "home for me is Dili", "crowds stress me out"."""
    if match := _HOME.match(clause):
        return f"The user lives in {others(match['where'] or match['own'])}"
    if match := _TALKING_TO.match(clause):
        return f"The user's name is {match['name']}"
    if match := _IN_USE.match(clause):
        return f"The user's {'company' if at_work else 'team'} uses {match['what']}"
    if match := _GAVE_UP.match(clause):
        return f"The user gave up {others(match['what'])}"
    if match := _SUFFERS.match(clause):
        return f"The user has {others(match['what'])}"
    if (match := _CANNOT.match(clause)) and not JOINED.search(clause):
        return f"The user cannot {clause.split(' ', 2)[2].removeprefix('not ')}"
    if match := _AIM.match(clause):
        return f"The user wants to {others(match['a'] or match['b'])}"
    if match := _STUDIES.match(clause):
        return f"The user is {match['how'].replace('myself', 'themself')} {others(match['what'])}"
    if match := _TONGUE.match(clause):
        is_it = "is" if match["how"] == "is" else "is not"
        return f"The user's {match['rank']} {match['kind']} {is_it} {match['what']}"
    if match := _TURNED.match(clause):
        return f"The user turned {match['age']}"
    if match := _BOUGHT.match(clause):
        return f"The user has a {others(match['what'])}"
    if (match := _DOES_FOR.match(clause)) and not DEFINITE.search(match["what"]):
        return f"The user does {others(match['what'])}"
    if match := _ELLIPTIC.match(clause):
        return f"The user is {match['state']}"
    if (match := _AFFECTS.match(clause)) and not _PRONOUN.match(match["what"]):
        return others(_ME.sub("the user", clause[:1].upper() + clause[1:]))
    return None
