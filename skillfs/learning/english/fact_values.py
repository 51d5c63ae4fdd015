"""Whether the words in a fact's place name a lasting value, or only tell how things are just now.

"My editor is Helix" names one, "my editor is broken" does not; nor does "I work at night".
"""

from __future__ import annotations

import re

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.names import ORGANISATION, PLACES
from skillfs.learning.english.plain_text import word_set

JOB = (
    r"(?:[\w+#/&-]{1,30} ){0,5}?(?:engineer|developer|programmer|manager|designer|scientist|analyst|architect|"
    r"administrator|admin|consultant|"
    r"researcher|student|teacher|professor|lecturer|writer|journalist|editor|lawyer|attorney|doctor|nurse|physician|"
    r"accountant|founder|"
    r"co-?founder|ceo|cto|cfo|coo|director|lead|head|vp|president|freelancer|contractor|intern|sre|dba|devops|"
    r"specialist|technician|"
    r"officer|owner|maintainer|biologist|chemist|physicist|economist|statistician|mathematician|musician|artist|"
    r"photographer|"
    r"translator|pharmacist|librarian|paralegal|postdoc|phd student|marketer|recruiter|coordinator|assistant|tester|"
    r"chef|pilot|dev|coder|sysadmin|vet|barista|postman|postwoman|fireman|policeman|policewoman|notary|judge|cook|poet|"
    r"nanny|clerk|actuary|midwife|surgeon|undergrad|grad student|pm|product owner|po|gp|paramedic|academic|"
    r"apprentice|trainee|"
    r"detective|representative|salesman|saleswoman|businesswoman|businessman|craftsman|handyman|priest|pastor|diplomat|"
    r"radiologist|blogger|novelist|author|beekeeper|luthier|translator|interpreter|paediatrician|pediatrician|"
    r"freelancer|"
    r"mechanic|electrician|hobbyist|beginner|coach|therapist|psychologist|dentist|veterinarian|farmer|entrepreneur|"
    r"strategist)"
)
FIELD = (
    r"finance|sales|marketing|procurement|insurance|hr|human resources|logistics|health ?care|education|publishing|"
    r"advertising|consulting|hospitality|retail|manufacturing|it|tech|biotech|fintech|edtech|pharma|real estate|law|"
    r"government|academia|journalism|media|banking|accounting|bookkeeping|construction|agriculture|farming|aviation|"
    r"shipping|security|research|operations|support|customer (?:service|support|success)|qa|quality assurance|devops|"
    r"data science|machine learning|public relations|pr|film|tv|television|gaming|game development|energy|telecoms?|"
    r"automotive|social work|tourism|catering|architecture|urban planning|nursing|medicine|theatre|theater|music|"
    r"fashion|design|sports|engineering|data engineering|web development|software|robotics|aerospace|forestry|"
    r"conservation|child ?care|elder care|policing|politics|translation|palliative care|intensive care|a&e"
)
_CAPITAL = re.compile(r"(?:the )?[^\W\d_a-zß-öø-ÿ]|.{0,12}\d")
_PROPER = re.compile(r"(?:the )?[^\W\d_a-zß-öø-ÿ]")
_NO_PLACE = re.compile(
    r"(?:the )?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|I|OK|CI|API|URL|SQL|PR|QA|UTC|GMT|CET|CEST|EST|PST|IST)\b|(?:the )?\w+ time\b"
)
_KIND_OF = re.compile(r"an? (?!bit\b|lot\b|mess\b|problem\b|nightmare\b|pain\b|joke\b|disaster\b)\w", re.IGNORECASE)
_CALLED = re.compile(r"(?:called|named) (?!the\b)\S", re.IGNORECASE)
_MONTHS = r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(rf".*(?:\d|\b(?:{_MONTHS})[a-z]*\b)", re.IGNORECASE)
_STATE = re.compile(
    r"(?:not|no|never|always|still|now|just|currently|too|very|so|really|quite|pretty|unable|being|out|down|up|off|on|"
    r"over|under|in|at|slow|fast|broken|late|early|wrong|missing|gone|stuck|full|empty|fine|ok(?:ay)?|good|bad|great|"
    r"nice|dead|old|new|huge|big|small|weird|here|there|done|due|ready|away|sick|busy|happy|angry|unknown|null|none|"
    r"empty|undefined|optional|required|your|going|about|kind of|sort of|like|(?:\w+ly )?[a-z]{2,}(?:ing|ed))\b"
)
_POINTING = re.compile(
    r"\b(?:(?:this|that)(?! (?:year|month|quarter|summer|winter|spring|autumn|fall|decade))|these|those|(?-i:[Ii]t)|"
    r"them|here|"
    r"now|today|tonight|tomorrow|right now)\b"
    r"|\bthe (?:\w+ )?(?:bugs?|builds?|tests?|errors?|issues?|files?|page|problem|fix|migration|script|server|"
    r"ticket|branch|task|endpoint|code|output|result|app|pipeline|website|site|project|repo|container|query|table|"
    r"function)\b",
    re.IGNORECASE,
)
_LANGUAGES = word_set(
    "arabic bengali bulgarian cantonese catalan chinese croatian czech danish dutch english estonian farsi finnish",
    "french galician georgian german greek gujarati hebrew hindi hungarian icelandic indonesian irish italian japanese",
    "kannada korean latvian lithuanian malay malayalam mandarin marathi norwegian persian polish portuguese punjabi",
    "romanian russian serbian slovak slovenian spanish swahili swedish tagalog tamil telugu thai turkish ukrainian",
    "urdu vietnamese welsh basque asl",
)
_NO_EMPLOYER = re.compile(
    r"(?:the (?!(?:\w+ ){0,2}(?:city|university|government|ministry|council|state|police|army|navy|hospital|railway|"
    r"railways|museum|library|school|bank|embassy|church|post office|court)\b|(?-i:[A-ZÀ-Þ]))|this|that|these|those|"
    r"it|home|night|nights|day|least|first|last|once|all|any|my|your|our|their|his|her|"
    r"me|you|us|them|him|scale|times?|work|lunch|sea|a (?:time|moment|loss|bug|fix|problem|feature|task|new|"
    r"different|similar|solution|workaround|pr)|\d)\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(rf"(?:the )?{ORGANISATION}(?: (?:as|in|on|for|since) .{{2,60}})?")
_HABIT_NOUN = re.compile(
    r"(?:semicolons?|emojis?|emoticons|comments?|docstrings?|tabs|spaces|default exports?|classes|inheritance|mocks?|"
    r"mocking|globals?|global (?:variables|state)|print statements?|trailing (?:whitespace|commas?)|magic numbers|"
    r"(?:one|single)-letter (?:names|variables)|abbreviations|acronyms|jargon|bullet(?: points| lists)?|headings|"
    r"tables|"
    r"small ?talk|apologies|flattery|filler|fluff|preambles?|disclaimers?|exclamation (?:marks|points)|em dashes|"
    r"markdown|"
    r"oxford commas?|wildcard imports|star imports|type assertions|any types?|lambdas|decorators|meetings?|phone calls|"
    r"calls|frameworks|dependencies|meat|dairy|gluten|sugar|nuts|pork|alcohol|caffeine|merge commits|force pushes|"
    r"yaml|orms?|pandas|jquery|bullet points|hungarian notation)",
    re.IGNORECASE,
)
_EDIBLE = re.compile(
    r"(?:(?:any|much|too much|raw|red|cow'?s|spicy|fried|processed|refined|hard|fatty|cooked) )?(?:gluten|dairy|"
    r"lactose|"
    r"(?:tree )?nuts?|peanuts?|almonds?|cashews?|hazelnuts?|meat|pork|beef|lamb|chicken|poultry|fish|shellfish|seafood|"
    r"prawns?|eggs?|milk|cream|cheese|butter|wheat|soya?|sugar|sweets?|alcohol|booze|caffeine|coffee|tea|wine|beer|"
    r"spirits|(?:spicy )?food|onions?|garlic|mushrooms?|tomato(?:es)?|potato(?:es)?|chill?i(?:es)?|peppers?|chocolate|"
    r"honey|carbs|bread|rice|pasta|fruit|citrus|strawberr(?:y|ies)|celery|sesame|mustard|coriander|cilantro|bacon|ham|"
    r"salt|corn|yeast|oats|beans|legumes|bananas?|kiwis?|avocados?|apples?|msg|nightshades|histamine|fructose|soda|"
    r"liquor|animal products|anything with .+)\b",
    re.IGNORECASE,
)
_NO_NAME = word_set(
    "not no when if back later tomorrow today tonight maybe asap crazy soon again anytime first before after once at "
    "in on by to for the a an it this that train car bus foot bike plane me you what whatever how so now anything",
    "something nobody anybody anyone everyone names out over up down here there later's and or as about with from",
    "until while because please never",
    "always wrong missing unknown empty required main",
    "picky paranoid naive cynical lazy stupid dumb silly weird odd strange mad pedantic fussy sentimental "
    "superstitious",
    "biased ignorant stubborn boring nerdy greedy selfish conservative traditional jaded skeptical sceptical insane",
    "pessimistic optimistic idealistic romantic nostalgic simple dense clueless nuts dramatic sensitive suspicious",
    "difficult obsessive grumpy ungrateful spoiled spoilt hopeless childish thick dim old-fashioned old-school",
    "whenever wherever",
)
_PRODUCT_ATTRIBUTES = word_set(
    "stack editor ide shell terminal os laptop machine computer database cloud ci browser backend frontend "
    "codebase monorepo infrastructure keyboard infra api driver distro app site website product orm hosting phone "
    "tablet desktop "
    "warehouse "
    "server nas monitoring dotfiles broker queue provider runner framework manager tracker",
)
_NAMED_ATTRIBUTES = word_set("company employer team squad manager boss department client project repo repository home")
_OF_WORK = re.compile(r"(?!not\b|your\b|this\b|killing\b|going\b|boring\b|over\b|done\b)[^\W\d]", re.IGNORECASE)
_SHAPES = {
    "day job": _OF_WORK,
    "profession": _OF_WORK,
    "occupation": _OF_WORK,
    "line of work": _OF_WORK,
    "trade": _OF_WORK,
    "age": re.compile(r"\d{1,3}\b"),
    "birthday": _DATE,
    "date of birth": _DATE,
    "bday": _DATE,
    "b day": _DATE,
    "staging server": re.compile(r".*[.\d`]"),
    "production server": re.compile(r".*[.\d`]"),
    "pronouns": re.compile(r"\w+/\w+", re.IGNORECASE),
    "email": re.compile(r"\S+@\S+"),
    "line length": re.compile(r".*\d"),
    "sprint length": re.compile(r".*(?:\d|week|day|month)", re.IGNORECASE),
    "stand up": re.compile(r".*(?:\d|noon|midday|morning|day\b)", re.IGNORECASE),
    "time zone": re.compile(r"(?:the )?(?:(?-i:[A-Z])|[+-]?\d)", re.IGNORECASE),
    "timezone": re.compile(r"(?:the )?(?:(?-i:[A-Z])|[+-]?\d)", re.IGNORECASE),
    **dict.fromkeys(
        ("job", "job title", "role", "title", "position"),
        re.compile(rf"(?:(?:an?|the) )?(?:(?-i:[A-Z])|(?!not\b|your\b){JOB}\b|(?:{FIELD})$)", re.IGNORECASE),
    ),
    "working week": re.compile(r".*(?:day|\\d)"),
    "work week": re.compile(r".*(?:day|\\d)"),
    "office": re.compile(r"(?:in |at )?(?:the )?[^\W\d_a-z]"),
    "work hours": re.compile(r".*\d"),
    "working hours": re.compile(r".*\d"),
}
_MAY_BE_ACTIVITY = re.compile(r"hobb|goal|dream|ambition|favou?rite|project|style|diet")


def is_name(value: str) -> bool:
    """Whether "call me …" and "my name is …" give a name here: "Gus" and "gus" are, "when done" is not."""
    words = value.split()
    return not any(word.casefold().strip(".,'’") in _NO_NAME for word in words) and (
        len(words) == 1 or all(word[0].isupper() or len(word) < 4 for word in words)
    )


def is_employer(value: str) -> bool:
    """Whether people work at or for it: "Acme Corp" and "a bank" are, "night" and "the moment" are not."""
    return _NO_EMPLOYER.match(value) is None


def is_organisation(value: str) -> bool:
    """Whether the value can only be a name with capitals, as one joins it or is at it: "Globex", not "the call"."""
    return bool(_ORGANISATION.fullmatch(value)) and category_of(value) is None


def is_place_name(value: str) -> bool:
    """Whether one lives or moves there: a name with a capital, or "a small town"."""
    return bool(
        (_PROPER.match(value) and not _NO_PLACE.match(value))
        or re.match(
            r"(?:an?|the) (?:\w+ ){0,2}(?:city|town|village|island|countryside|country|suburbs?|uk|us|"
            r"farm)\b",
            value,
        )
        or re.split(r",| since | for | with | these | now", value, maxsplit=1)[0].casefold() in PLACES
    )


def is_birthday(value: str) -> bool:
    """Whether one is born then: a day, a month or a year."""
    return bool(_DATE.match(value))


def is_spoken(value: str) -> bool:
    """Whether the value names a language that people speak."""
    return any(word.casefold() in _LANGUAGES for word in re.findall(r"\w+", value))


def is_habit(value: str) -> bool:
    """Whether the value is something that people have or leave as a habit, whatever the work: "semicolons"."""
    return _HABIT_NOUN.fullmatch(value) is not None


def is_edible(value: str) -> bool:
    """Whether the value is something that people eat or drink: "gluten", "spicy food"."""
    return _EDIBLE.match(value) is not None


_FILE = re.compile(
    r"(?:^|\s)(?:[\w./-]*/)?[\w-]+\.(?:py|js|tsx?|jsx|go|rs|java|rb|c|h|cpp|md|txt|json|ya?ml|toml|"
    r"html|css|sh|sql|csv|xml)\b"
)


def points_at_hand(value: str) -> bool:
    """Whether the value is about the thing at hand: "the new page", "this bug"."""
    return _POINTING.search(value) is not None or _FILE.search(value) is not None


def is_purpose(value: str) -> bool:
    """Whether a goal reaches beyond the work at hand: "Rust" and "run a marathon" do, "fix this bug" does not."""
    return _POINTING.search(value) is None and not re.match(
        r"(?:why|how|what|if|whether|when|where|who|which|sure|able|to (?:fix|debug|have|see|know|understand|avoid|"
        r"check|try|make sure|be sure|be able))\b",
        value,
        re.IGNORECASE,
    )


def is_attribute(attribute: str, value: str) -> bool:
    """Whether "my `attribute` is `value`" names what the attribute is, and not the state that it is in.

    `attribute` is lower case. "Helix" is an editor, "slow" no laptop, "calculated wrong" no age.
    """
    if shape := _SHAPES.get(attribute):
        return bool(shape.match(value))
    last = attribute.split()[-1]
    if attribute in ("native language", "mother tongue"):
        return is_spoken(value)
    if last in _PRODUCT_ATTRIBUTES and _STATE.match(value) and not category_of(value):
        return False
    if last in _PRODUCT_ATTRIBUTES:
        return bool(category_of(value) or _CAPITAL.match(value) or _KIND_OF.match(value))
    if last in _NAMED_ATTRIBUTES:
        return bool(_CAPITAL.match(value) or _CALLED.match(value) or _KIND_OF.match(value))
    if attribute == "preference":
        return not value.startswith("to ") and _POINTING.search(value) is None
    if attribute == "aim" and not value.startswith("to "):
        return False
    if re.search(r"goal|aim|dream|ambition", attribute):
        return is_purpose(value)
    if _MAY_BE_ACTIVITY.search(attribute) and re.match(r"[a-z]+ing\b", value):
        return _POINTING.search(value) is None
    return _STATE.match(value) is None and _POINTING.search(value) is None
