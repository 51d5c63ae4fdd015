"""Rules for how somebody lives: family and animals, languages, diet and allergies, pastimes, time of day and zone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.fact_values import is_edible, is_purpose, is_spoken
from skillfs.learning.english.plain_text import word_key
from skillfs.learning.english.verb_classes import is_generic
from skillfs.learning.protocol import FoundKind
from skillfs.learning.user.meanings import PERSONAL, WORK, Rule, about, fixed, fixed_if, rule, thing_key

CHILD = r"(?:kids?|children|child|daughters?|sons?|twins?|triplets|bab(?:y|ies)|toddlers?|teenagers?|boys?|girls?)"
RELATIVE = (
    r"(?:wife|husband|spouse|partner|fianc[ée]e?|girlfriend|boyfriend|son|daughter|kids?|children|twins|baby|mother|"
    r"father|mom|mum|dad|sister|brother|siblings?|grandson|granddaughter|step(?:son|daughter)|(?:oldest|youngest|"
    r"eldest|elder|older|younger|little|middle) (?:son|daughter|brother|sister|one)|in-laws|niece|nephew)"
)
_ANIMAL = (
    r"dog|puppy|cat|kitten|rabbit|bunny|parrot|horse|pony|hamster|guinea pig|gerbil|rat|tortoise|turtle|budgie|"
    r"canary|ferret|goldfish|snake|gecko|lizard|iguana|chicken|hen|goat|donkey|duck|sheep|cow|alpaca|pet|chinchilla|"
    r"cockatiel|parakeet|cockatoo|greyhound|labrador|lab|poodle|beagle|corgi|dachshund|terrier|spaniel|collie|"
    r"retriever|shepherd|husky|pug|boxer|whippet|mastiff|rottweiler|dalmatian|chihuahua|schnauzer|setter|pointer|"
    r"mutt|tabby|siamese|maine coon|ragdoll|bulldog|doberman|malamute|samoyed|akita|lurcher|vizsla|tarantula|axolotl"
)
PET = rf"(?:(?!house\b|our\b|my\b)[\w-]+ ){{0,3}}?(?:{_ANIMAL})"
_NUMBER = r"(?:an?|one|two|three|four|five|six|seven|several|a couple of|\d{1,2})"
_AND_MORE = r"(?:(?: and|,| called| named|:| who| with| from| aged| at home| together| on the way| \() ?.{1,80})?"
_OWNED = (
    r"car|bike|bicycle|motorbike|motorcycle|boat|van|camper|caravan|garden|allotment|house|flat|apartment|piano|guitar|"
    r"violin|sailboat|telescope|greenhouse|sewing machine|3d printer|kayak|Tesla|Volvo|Toyota|drum kit|beehives?|"
    r"e-bike|scooter|campervan|cello|synth(?:esizer)?|loom|kiln"
)
PASTIMES = (
    r"(?:plays?|collects?|drives?|rides?|sings?|paints?|knits?|sews?|crochets?|brews?|bakes?|gardens?|cooks?|"
    r"climbs?|surfs?|skis?|sails?|rows?|cycles?|bikes?|jogs?|swims?|dances?|hikes?|volunteers?|commutes?|fishes|"
    r"keeps?|restores?|builds?|practi[sc]es?|meditates?|birdwatch(?:es)?|kayaks?|fences?|composes?|grows?|coaches|"
    r"runs (?=marathons|ultras|half|trails|every|\d)|lifts?|skates?|boulders?|weaves?|carves?|photographs?|streams|"
    r"races|hunts|forages|DJs|acts|juggles|breeds|trains (?=for|dogs|at)|does (?=yoga|pilates|judo|karate|crossfit|"
    r"ceramics|pottery|improv|calligraphy|jiu|ballet|parkour|tai|woodwork|carpentry|origami|martial|triathlons))"
)
_TIME_ZONES = (
    r"(?:UTC|GMT)(?: ?[+-] ?\d{1,2}(?::\d\d)?)?|(?:[A-Z]{1,4}(?:S|D)?T)|CET|CEST|IST|JST|"
    r"(?:US |British |Indian |Central European |Australian )?(?:Eastern|Pacific|Mountain|Central|Atlantic)"
    r"(?: (?:standard|daylight|summer))?|[A-Z][a-z]+/[A-Z]\w+"
)
_MEAT_FREE = (
    r"(?:an? )?(?:strict |lifelong |mostly |part-time )?(?:vegetarian|vegan|pescatarian|flexitarian|celiac|coeliac|"
    r"teetotal(?:ler|er)?|lactose[- ]intolerant|gluten[- ](?:free|intolerant)|omnivore|(?:[\w-]+ )?intolerant|"
    r"(?:gluten|dairy|sugar|nut|meat|wheat)[- ]free)(?: household| family)?"
)


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:(?:the )?(?:(?:early|mid|late|end of|beginning of|start of|middle of)[ -])?(?:\d{{1,2}}(?:st|nd|rd|"
    rf"th)?(?: of)? )?"
    rf"{_MONTH}\b(?: \d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,? \d{{4}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}"
    r"(?:[./]\d{2,4})?)(?: at .{1,12})?"
)
_APPOINTED = (
    r"(?:thesis|dissertation|phd|viva|defen[cs]e|exams?|finals|baby|due date|surgery|operation|retirement|"
    r"graduation|probation(?: period)?|contract|lease|visa|passport|permit|driving licen[cs]e|marathon|driving test|"
    r"citizenship test|(?:maternity|parental|paternity) leave|sabbatical|internship|notice period|first day|last day|"
    r"start date|mortgage|tenancy|fellowship|scholarship|ordination|confirmation|bar mitzvah|anniversary)"
)


def life_rules() -> Iterator[Rule]:
    """The rules, the more exact ones first."""
    yield rule(
        rf"'s (?P<of>(?:[\w-]+ ){{0,2}}?{_APPOINTED})(?:['’]s)?(?: deadline| date| day| due date)? (?:(?:is|are|"
        rf"has been|"
        r"was|got|will be)(?: now| currently)*(?: (?:due|scheduled|planned|set|fixed|booked|moved|postponed|pushed|"
        r"extended|brought forward|on|up))*|(?P<bound>ends?|expires?|starts?|begins?|finishes|runs(?: out)?|"
        r"takes place|"
        rf"falls))(?: now)? ?(?:(?:on|by|in|for|to|until|till|at) )?(?P<value>{_DATE})", PERSONAL, _appointed,
        "My thesis is now due on 30 June", "My thesis deadline is 14 May", "my probation ends on 1 March",
        "My exam is now on 18 July",
    )  # fmt: skip
    yield from _diet()
    yield from _household()
    yield from _speech_and_time()
    yield rule(
        rf" (?:often |usually |regularly |sometimes |always |mostly )?(?:{PASTIMES}) (?P<value>.+?)"
        r"(?: (?:in|during|at|on) (?:their|the) (?:spare|free|evenings?|weekends?).*)?", PERSONAL, _pastime,
        "I play the cello in my spare time.", "I collect vintage cameras.", "In my free time I build model trains.",
        "I drive a Volvo.",
    )  # fmt: skip
    yield rule(
        rf" (?:has|owns|does not (?:have|own)) (?P<value>(?:an?|two|their own|no) (?:[\w-]+ ){{0,3}}(?:{_OWNED})"
        rf"(?: .{{2,40}})?)", PERSONAL, about("owns"),
        "I don't own a car.", "We have a small garden",
    )  # fmt: skip
    yield rule(
        r" (?P<value>(?:does not|cannot|never) (?:drive|swim|cook|smoke|fly|ride a bike|read music|cycle|vote|travel))",
        PERSONAL, about("does"),
        "I don't drive.", "I can't swim",
    )  # fmt: skip


def _diet() -> Iterator[Rule]:
    preference = FoundKind.PREFERENCE
    yield rule(
        rf" (?:is|has been|comes from|runs) (?P<value>{_MEAT_FREE})", PERSONAL, _trait,
        "By the way, I'm vegetarian.", "I'm a strict vegan", "can't have gluten (coeliac).", "Vegan here.",
    )  # fmt: skip
    yield rule(
        r" is (?:\w+ly |very |quite )?allergic to (?P<value>.+)", PERSONAL, about("allergy"),
        "I'm badly allergic to wasp stings, so which plants should I not put on the balcony?",
        "Penicillin brings me out in hives, always has.", "I have a peanut allergy.", "Peanuts could kill me",
    )  # fmt: skip
    yield rule(
        r" is (?:\w+ly |very )?(?:intolerant|sensitive) (?:to|of) (?P<value>.+)", PERSONAL, about("allergy"),
        "I'm intolerant to fructose.",
    )  # fmt: skip
    yield rule(
        r" (?:only|does not|never|cannot|will not|can only|no longer) (?P<verb>eats?|drinks?|have|has|touch(?:es)?|"
        r"tolerates?|digests?|takes?|consumes?|do|does|stomach) (?P<value>.+)", PERSONAL, _left_out,
        "I don't drink alcohol, so what goes into the risotto in place of the wine?", "I can't have dairy.",
        "can't have gluten (coeliac). three quick lunches please", "No meat or fish for me, eggs are fine.",
        "I don't eat meat", kind=preference,
    )  # fmt: skip
    yield rule(
        r" (?:eats|drinks|cooks|keeps|follows|observes|is on|sticks to) (?:only |mostly |strictly |an? )*(?P<value>"
        r"(?:[\w-]+ )?(?:halal|kosher|vegan|vegetarian|keto|paleo|plant-based|gluten-free|dairy-free|low[- ]\w+|"
        r"[\w-]+ diet(?! of)|fodmap|decaf)(?: food| meals| diet)?(?: .{2,30})?)",
        PERSONAL, fixed("diet"),
        "we keep kosher at home", "I eat halal only.", "I follow a low-carb diet.", kind=preference,
    )  # fmt: skip


def _household() -> Iterator[Rule]:
    yield rule(r" is one of (?P<value>a team of .+)", WORK, fixed("team size"), "We're a team of five.")
    yield rule(r" weighs (?P<value>\d.{0,30})", PERSONAL, fixed("attribute:weight"), "I weigh 82 kilos.")
    yield rule(
        r"'s (?:kids|children|sons|daughters|boys|girls) are (?P<value>\d{1,2}(?:, \d{1,2})*,? and \d{1,2}.{0,20})",
        PERSONAL, fixed("ages of the children"), "My kids are 8 and 11.",
    )  # fmt: skip
    yield rule(
        r"'s wedding is (?:now )?(?:on|in) (?P<value>.+)", PERSONAL, fixed("attribute:wedding"),
        "Our wedding is on 12 September.",
    )  # fmt: skip
    yield rule(
        r" (?:is|works) (?:now )?(?:on |in )?(?:the )?(?P<value>(?:night|early|late|day|morning|evening|back) shifts?)",
        WORK, fixed("attribute:working hours"), "I'm on the night shift.",
    )  # fmt: skip
    yield rule(
        rf" has (?P<value>{_NUMBER}? ?(?:\w+ ){{0,2}}?{CHILD}{_AND_MORE})", PERSONAL, _children,
        "I have two kids.", "We've got twins, Noor and Idris, they've just turned three.",
        "I have three daughters and a son.",
    )  # fmt: skip
    yield rule(
        r" is (?P<value>(?:(?:happily |newly |recently )?(?:married|engaged|divorced|widowed|separated)|(?:a |the )?"
        r"(?:single |proud |new |working )?(?:mother|father|mom|mum|dad|parent|grandmother|grandfather|grandma|"
        r"grandpa|widow(?:er)?)(?! to be\b))(?: (?:to (?!the\b|this|that)|with|of|"
        r"and) ?.{2,60})?)", PERSONAL, fixed("family status"),
        "I'm married with two children.", "I'm a father of four.", "I'm a single mom.",
    )  # fmt: skip
    yield rule(
        r" is (?P<value>expecting (?:an?|their|our) (?:\w+ )?(?:baby|child|kid|girl|boy|"
        r"twins?)(?: .{2,40})?)", PERSONAL,
        fixed("expecting"),
        "I'm expecting a baby in May.",
    )  # fmt: skip
    yield rule(
        rf" (?:has|owns|keeps|adopted|has adopted) (?P<value>{_NUMBER}? ?{PET}s?{_AND_MORE})", PERSONAL, _animals,
        "I have a dog named Biscuit.", "We have two cats, Salt and Pepper.", "I own a parrot.",
    )  # fmt: skip
    yield rule(
        rf"'s (?P<whose>{PET}s?|{RELATIVE})(?:'s names?)? (?:is|are)(?: called|"
        rf" named)? (?P<value>(?-i:[^\W\d_a-z]).{{1,50}})",
        PERSONAL, _named,
        "My cat is called Moss.", "My dog's name is Rufus.", "my partner's name is Anouk, nine years next month",
        "Our greyhound Pickle weighs 31 kilos.",
    )  # fmt: skip


def _speech_and_time() -> Iterator[Rule]:
    yield rule(
        r" (?:does not (?:speak|understand|read)|cannot (?:speak|read|understand)) (?P<value>.+)", PERSONAL,
        lambda match: thing_key("does not speak", match["value"]) if is_spoken(match["value"]) else None,
        "I don't speak Spanish.",
    )  # fmt: skip
    yield rule(
        r" (?:speaks|is (?:fully )?fluent in|is a native speaker of|is bilingual in|is native in|can (?:speak|read)|"
        r"grew up speaking|was raised speaking|grew up bilingual,? (?:in |with )?|is bilingual,|understands|"
        r"talks) (?P<value>.+)", PERSONAL,
        fixed_if("languages spoken", is_spoken),
        "I speak Tamil and Telugu at home, English in office.", "I'm bilingual in English and Welsh.",
        "At home we speak Turkish.", "I grew up speaking Urdu.",
    )  # fmt: skip
    yield rule(
        r" is an? (?P<value>(?:native |fluent )?[\w-]+(?: native)? speaker)", PERSONAL,
        fixed_if("languages spoken", is_spoken),
        "I'm a native Polish speaker.",
    )  # fmt: skip
    yield rule(
        r"'s (?P<value>(?-i:[A-Z])\w+) is (?:\w+ )?(?:[ABC][12]|native|fluent|rusty|basic|intermediate|beginner)\b.*",
        PERSONAL, lambda match: f"level:{word_key(match['value'])}" if is_spoken(match["value"]) else None,
        "My German is B2.",
    )  # fmt: skip
    yield rule(
        rf" is (?:in|on|at|located in|based in) (?:the )?(?P<value>(?-i:{_TIME_ZONES})(?: time)?(?: ?zone)?)(?: "
        rf"here)?", PERSONAL,
        _zone, "I'm on Pacific time, fyi.", "I'm in CET.", "I'm in UTC+9.",
    )  # fmt: skip
    yield rule(
        rf" (?:lives|works|is) (?:in|on) (?:the )?(?P<value>(?-i:{_TIME_ZONES}|[A-Z][\w/+-]{{1,20}}(?: [A-Z]\w+)?)) "
        r"(?:time ?zone|time)(?: here)?", PERSONAL, fixed("attribute:time zone"),
        "I live in the Eastern time zone.",
    )  # fmt: skip
    yield rule(
        r" is (?P<value>\w+ hours? (?:ahead of|behind) .{2,40})", PERSONAL, fixed("attribute:time zone"),
        "I'm eight hours ahead of UTC.",
    )  # fmt: skip
    yield rule(
        r" (?P<value>(?:does not|never|only|no longer|usually|always|normally|cannot) (?:works?|takes? (?:calls|"
        r"meetings)|do "
        r"(?:calls|meetings)|has meetings|have meetings|starts?|start work|meets?|answers? (?:calls|mails?)) (?:on |in "
        r"the |at |before |after |past |until |till |during )?(?:the )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|"
        r"weekends?|mornings?|afternoons?|evenings?|nights?|noon|lunch|\d|ten|nine|eight|seven|six|five|"
        r"eleven)\b.{0,40})",
        WORK, lambda match: f"schedule:{_hours(match['value'])}",
        "I don't work Fridays, so nothing should ever be due then.", "I never take meetings before ten.",
        "I usually start at 6 am.",
    )  # fmt: skip
    yield rule(
        r" is (?:usually |always |normally |generally )?(?P<value>(?:off|free|out|unavailable|away|available|online|"
        r"busy|"
        r"reachable|in the office|at their desk|on call|on-call)"
        r" (?:on |in |from |between |after |before |until |at |every |all |most )?(?:the )?(?:(?:mon|tues|wednes|thurs|"
        r"fri|satur|sun)days(?: .{2,40})?|weekends|mornings|afternoons|evenings|\d{1,2}.{0,30}|(?:every|each) .{2,40}|"
        r"(?:other|second|third|fourth) .{2,40}))", WORK, lambda match: f"schedule:{_hours(match['value'])}",
        "I'm off on Wednesdays.", "I'm on call every third week.", "I'm usually online between 8 and 16.",
    )  # fmt: skip


def _hours(value: str) -> str:
    """What a rule of the day is about: the words of activity and time in it, whatever the frame."""
    return " ".join(word for word in word_key(value).split() if word not in ("on", "in", "the", "usually", "always"))


def _left_out(match: re.Match[str]) -> str | None:
    """The key of what is not eaten; what one cannot "have" or "do" is only that where it is known as food."""
    always_food = match["verb"].casefold().startswith(("eat", "drink"))
    eaten = always_food and not _NO_FOOD.match(match["value"])
    return thing_key("diet", match["value"]) if eaten or is_edible(match["value"]) else None


_NO_FOOD = re.compile(
    r"(?:at|in|on|out|enough|another|with|like|as|well|properly|the|this|that|lunch|breakfast|"
    r"dinner)\b",
    re.IGNORECASE,
)


def _trait(match: re.Match[str]) -> str:
    return f"trait:{re.sub('^an? ', '', word_key(match['value']))}"


def _children(match: re.Match[str]) -> str | None:
    return "has:children"


def _animals(match: re.Match[str]) -> str | None:
    return thing_key("pet", match["value"])


def _named(match: re.Match[str]) -> str | None:
    return f"named:{word_key(match['whose'])}"


def _zone(match: re.Match[str]) -> str | None:
    return "attribute:time zone"


def _pastime(match: re.Match[str]) -> str | None:
    value = match["value"]
    single = _INSTRUMENT.match(value) or re.match(r"an? [A-Z]", value)
    return thing_key("pastime", value) if (single and is_purpose(value)) or is_generic(value) else None


_INSTRUMENT = re.compile(
    r"(?:the )?(?:\w+ )?(?:cello|violin|viola|piano|guitar|drums|flute|clarinet|oboe|bassoon|trumpet|trombone|tuba|"
    r"horn|sax(?:ophone)?|"
    r"harp|banjo|mandolin|ukulele|accordion|organ|bass|recorder|fiddle|bagpipes|harmonica|harpsichord|sitar|tabla|"
    r"koto|theremin|"
    r"concertina|keyboards?|percussion|synth)\b",
    re.IGNORECASE,
)


def _appointed(match: re.Match[str]) -> str:
    """The key of the day of a thing: a contract begins on one day and ends on another."""
    begins = (match["bound"] or "").startswith(("start", "begin"))
    return f"day:{word_key(match['of'])}{':begin' if begins else ''}"
