"""Other words for who somebody is, where they live, what they do and how they live."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.fact_values import FIELD, is_place_name, points_at_hand
from skillfs.learning.english.given_names import is_given_name
from skillfs.learning.english.names import PLACES
from skillfs.learning.english.rephrasing import DETERMINED, NAMED, NOW, PLACE, THING, Paraphrase, is_taste, paraphrase
from skillfs.learning.english.verb_classes import is_occupation
from skillfs.learning.user.circumstances import ILLNESS
from skillfs.learning.user.life_words import of_life
from skillfs.learning.user.paraphrases_of_names import names_in_two_clauses, paraphrases_of_names

_STUDY = r"(?:phd|doctorate|master'?s(?: degree)?|bachelor'?s(?: degree)?|degree|mba|postdoc|apprenticeship|residency)"
_FIRM = r"(?P<org>(?-i:[^\W\d_a-z])[\w&.-]*(?: (?-i:[^\W\d_a-z])[\w&.-]*){0,3})"


def paraphrases_of_self() -> Iterator[Paraphrase]:
    """Paraphrases of clauses; of several that know one the first decides."""
    yield from _identity()
    yield from _work()
    yield from _life()


def paraphrases_around() -> Iterator[Paraphrase]:
    """Paraphrases of what is set before or after a sentence; they are read before its clauses are told apart."""
    yield from names_in_two_clauses()
    yield paraphrase(
        r"being (?P<what>(?:based|located|born|raised|married|retired|left-handed|deaf|dyslexic|allergic|vegan|"
        r"vegetarian|from|"
        r"self-employed|new to) ?[^,]{0,60}),? (?P<rest>(?:I|we|my|our)\b.+)",
        ("I'm {what}", "{rest}"), "Being based in Karachi, I get power cuts",
    )  # fmt: skip
    yield paraphrase(
        r"(?P<job>(?:(?:semi-?)?retired|former|long-?time|freelance|part-time|self-employed|junior|senior|lifelong|"
        r"professional|"
        r"aspiring|budding|primary school|secondary school|high school|fellow|proud|working) (?:[\w-]+ ){0,3}?[\w-]+)"
        r"(?: (?:of|for) (?:\d+|\w+) years)?, .+", "I'm a {job}", "Semi-retired accountant, still doing books for "
                                                                  "two clubs",
        holds=_is_job,
    )  # fmt: skip
    yield paraphrase(
        rf".{{0,60}}\b(?:in|from|of|to) {PLACE},? (?:where (?:I|we)(?:'ve| have)? (?:live|lived|been|'m based|am "
        rf"based|are based|moved|settled)|"
        rf"which is where I live).*|(?:up |down |over |out |back )?(?:here|where (?:I|we) (?:live|am|are|"
        rf"'m),?) in {PLACE.replace('<place>', '<place2>')},? "
        rf"(?!this\\b|for\\b|until\\b|now\\b|on\\b|today\\b).*",
        "I live in {place}{place2}", "Snow again here in Tromsø, where I live.", "Here in Bergen it rains all the time",
        holds=lambda match: _is_home(match["place"] or match["place2"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?:I|we)(?:'ve| have)? (?:just |since |recently )?(?:moved out of|left|moved away from|upped sticks from) "
        rf"(?P<old>[^,]{{2,30}}?),? (?:and |so )?(?:it's|now it's|(?:I'm|we're|am|are|live|"
        rf"now live) (?:now )?in) (?:now )?"
        rf"{PLACE}(?: now| these days| instead)?", "I live in {place}",
        "We moved out of Leeds, it's Sheffield now", holds=_is_place,
    )  # fmt: skip
    yield paraphrase(
        rf"(?:being|as|speaking as) an? (?P<what>[\w -]{{2,40}}?)(?: living| based| stuck| stranded)? in {PLACE},? "
        r"(?=(?:I|my|we)\b)(?P<rest>.+)",
        ("I'm a {what} in {place}", "I live in {place}", "{rest}"),
        "Being a Kiwi in Tallinn, I never know which holidays count", holds=_is_place,
    )  # fmt: skip
    yield paraphrase(
        r"(?:(?:speaking|writing|asking|talking|coming at this|saying this) as|coming from) an? "
        r"(?P<job>[\w &/-]{2,50}?)(?: myself)?"
        r"(?:[,:] ?(?P<rest>.*))?",
        ("I'm a {job}", "{rest}"), "Speaking as a vet: cats never get paracetamol",
        holds=lambda match: _is_job(match) or of_life(match["job"]),
    )  # fmt: skip
    yield paraphrase(
        r"(?:being|as) an? (?P<job>(?!(?:user|customer|developer|visitor|guest|result|rule|test|joke|last|first|next|"
        r"member|reader|shopper|admin|side)\b)[\w &/()-]{2,60}?)(?: myself)?,? (?=I (?!want|can|should|would like|"
        r"must)|my|"
        r"we|I can run)(?P<rest>.+)",
        ("I'm a {job}", "{rest}"), "As a licensed radio amateur I run 100 watts",
        holds=lambda match: of_life(match["job"]) and not points_at_hand(match["job"]),
    )  # fmt: skip
    yield paraphrase(
        r"(?:being|as(?!.{2,60}\bI (?:want|can|should|would like|must)\b)) an? (?P<job>[\w &/-]{2,50}?)(?: myself)?"
        r"(?: ?\([^()]*\))?,? (?=(?:I|my|we)\b)"
        r"(?P<rest>.+)", ("I'm a {job}", "{rest}"),
        "Being a paediatric nurse I do nights a lot", "As a beekeeper, I need the frost dates", holds=_is_job,
    )  # fmt: skip
    yield paraphrase(
        r"(?:(?:working|sitting|being) )?(?:on|in) the (?P<team>[\w &/-]{2,40}) (?P<kind>team|squad|crew|department|"
        r"group)(?: (?:over )?at (?P<org>[^,]{2,40}))?,? "
        r"(?P<rest>(?:I|we|my|our)\b.+)", ("I'm on the {team} {kind}", "I work at {org}", "{rest}"),
        "On the payments team at Acme, I'm the only frontend person.",
    )  # fmt: skip
    yield paraphrase(
        rf"(?:here )?at {_FIRM},? (?P<rest>(?:we|our|I|my)\b.+)", ("I work at {org}", "{rest}"),
        "Here at Northwind, we ship on Tuesdays.", holds=_is_firm,
    )  # fmt: skip
    yield paraphrase(
        rf"we (?:here )?at {_FIRM} (?P<verb>.+)", ("I work at {org}", "we {verb}"), "We at Globex deploy with Argo CD.",
        holds=_is_firm,
    )  # fmt: skip


_JOB_ENDS = re.compile(r" (?:on|in|at|with|for|from|who|working) ")


def _identity() -> Iterator[Paraphrase]:
    yield paraphrase(
        rf"I(?:'m| am)(?: now)? (?:up|down|over|out|back) in {PLACE}(?: now| these days| nowadays| for good| since .+)",
        "I live in {place}", "I'm down in Cork these days", holds=_is_place,
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<since>(?:since|as of) [^,]{{3,20}},? )?(?:I'm|I am|we're|we are)(?: now| currently)? in {PLACE}"
        rf"(?:(?: now| these days| nowadays| since (?!noon|this|yesterday)[^,]{{3,30}})|, (?:and )?not (?:in "
        rf")?[^,]{{3,30}})*",
        "I live in {place}", "I'm in Lisbon, not Porto",
        holds=lambda match: (
            _is_place(match)
            if match["since"]
            else match["place"].casefold() in PLACES and match.end("place") < match.end()
        ),
    )  # fmt: skip
    yield paraphrase(
        r"I (?:keep|work|live on|run on|follow|observe|am on) (?P<zone>(?-i:[A-Z])[\w/+-]*(?: (?-i:[A-Z])\w+)?) "
        r"(?:hours|time)(?: .*)?",
        "I'm on {zone} time", "I keep Pacific hours",
    )  # fmt: skip
    yield paraphrase(
        rf"{NAMED} from {PLACE}(?: again| here)(?:,.*)?",
        ("my name is {name}", "I live in {place}"), "Hanna from Turku again",
        holds=lambda match: is_given_name(match["name"].split()[0]) and _is_place(match),
    )  # fmt: skip
    yield from paraphrases_of_names()
    yield paraphrase(
        rf"(?:our |my )?home(?: for (?:me|us)| these days| now)?(?: is|'s|"
        rf" has been)(?: now)?(?: in)? {PLACE}{NOW}(?: since .+|"
        rf" for .+)?",
        "I live in {place}", "Home is Ghent these "
                             "days", "Home for me is Tromsø.", "My home is in Bilbao.", holds=_is_place,
    )  # fmt: skip
    yield paraphrase(
        rf"{PLACE} is (?:my |our )?home(?: for (?:me|us))?{NOW}|{PLACE.replace('<place>', '<place2>')} is where "
        rf"(?:I|we) (?:live|reside)(?: and work)?{NOW}", "I live in {place}{place2}",
        "Porto is home these "
        "days", "Lagos is where I live", holds=lambda match: is_place_name(match["place"] or match["place2"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?:my|our) (?:flat|apartment|house|place|home) is (?:in|near|outside|on the outskirts of) {PLACE}",
        "I live in {place}", "My apartment is in Kreuzberg, Berlin.", holds=_is_place,
    )  # fmt: skip
    yield paraphrase(
        rf"I(?:'m| am) an? (?P<what>.{{3,40}}?)(?:,)? (?:who )?(?:living|lives|based|residing|"
        rf"settled) in {PLACE}{NOW}",
        ("I'm a {what}", "I live in {place}"), "I'm a Kiwi living in Seoul", holds=_is_place,
    )  # fmt: skip
    yield paraphrase(
        rf"(?:my|the) (?:\w+ )?(?:family|wife|husband|partner|kids|dog|cat|girlfriend|boyfriend) and I live {THING}",
        "I live {thing}", "My family and I live just outside Lyon.",
    )  # fmt: skip
    yield paraphrase(
        rf"I was born and (?:raised|bred|grew up) in {PLACE}|I was born in (?P<birth>.{{2,40}}?) and (?:raised|"
        rf"grew up|"
        rf"brought up) in {PLACE.replace('<place>', '<place2>')}",
        ("I was born in {birth}{place}", "I grew up in {place}{place2}"), "I was born in Manila and raised in Toronto",
        holds=lambda match: not (match["birth"] and match["place"]),
    )  # fmt: skip


def _work() -> Iterator[Paraphrase]:
    yield paraphrase(
        r"by (?:trade|profession|training|day|vocation),? I(?:'m|"
        r" am) an? (?P<job>[\w &/-]{2,50})(?:,.*)?", "I'm a {job} by trade",
        "By trade I'm an electrician.",
    )  # fmt: skip
    yield paraphrase(
        r"(?:an? )?(?P<job>[\w &/-]{2,50}?) by (?P<by>trade|training|profession|education)", "I'm a {job} by {by}",
        "translator by trade", holds=_is_job,
    )  # fmt: skip
    yield paraphrase(
        r"I earn my living (?P<verb>\w+?)ing (?P<thing>.{2,60})", "I {verb}e {thing} for a living",
        "I earn my living translating "
        "patents.", holds=lambda match: match["verb"].endswith(("at", "k", "v", "it", "ic", "in", "g")),
    )  # fmt: skip
    yield paraphrase(
        rf"I do (?P<field>{FIELD}|front-?end|back-?end|full-?stack|data|ml|infra|it support) (?P<rest>(?:at|for) .+|"
        rf"work)",
        ("I work in {field}", "I work {rest}"), "I do frontend at Canva.",
    )  # fmt: skip
    yield paraphrase(
        rf"I(?:'m| am)(?: currently| still)? (?:doing|finishing|writing up|pursuing|working on|studying for) (?:my|"
        rf"an?) {_STUDY} "
        r"(?P<where>.+)", "I am studying {where}", "I'm doing my phd at Uppsala on lichen genomics",
        holds=lambda match: match["where"].startswith(("at ", "in ", "on ")),
    )  # fmt: skip
    yield paraphrase(
        rf"I'm (?:up |down |over |out |back |here |currently )*in {PLACE},? (?:so|hence|which means|"
        rf"where) (?!.*\\b(?:visit|"
        rf"holiday|trip|conference|hotel|week|today|tomorrow|tonight|weekend|airport)).+", "I live in {place}",
        "I'm up in Tromsø, so daylight is an issue", holds=_is_place,
    )  # fmt: skip
    yield paraphrase(
        r"the (?P<what>wife|missus|husband|kids|baby|twins|little one|dog|cat|homelab|other half|better half|"
        r"day job|house|flat|family|"
        r"long-term (?:plan|goal)|plan|goal|dream) (?P<rest>(?:is|are|has|have) (?!(?:broken|down|slow|late|"
        r"here)\b).+)",
        "my {what} {rest}", "The homelab is three Raspberry Pis running k3s",
    )  # fmt: skip
    yield paraphrase(
        r"(?P<thing>[\w .+-]{2,40}?) (?:user|owner|person|driver|rider) here(?:,.*)?", "I use {thing}",
        "Ubuntu 24.04 user here", holds=lambda match: category_of(match["thing"]) is not None,
    )  # fmt: skip
    yield paraphrase(
        r"as (?:someone|somebody|a person|one) (?P<with>with|who (?:has|is)|on|from|in|"
        r"living with) (?P<thing>[^,]{3,40}?),? "
        r"(?=(?:I|my)\b)(?P<rest>.+)",
        "I have {thing}", "As someone with tinnitus I need something on in the background",
        holds=lambda match: match["with"] in ("with", "living with", "who has") and of_life(match["thing"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?:greetings|hello|hi|regards|hey|cheers) from (?:[a-z]+ )?{PLACE}(?:,.*)?", "I live in {place}",
        "Greetings from rainy Cork", holds=_is_place,
    )  # fmt: skip
    yield paraphrase(
        r"my (?:new|own) (?P<what>manager|shell|terminal|browser|ide|boss|phone|laptop|car|bike|team|employer|job|"
        r"title|address|handle|username|number|"
        r"role|"
        r"editor|name|surname|line manager|flat|commute) (?P<rest>(?:is|are|has) .+)", "my {what} {rest}",
        "My new manager is Jonas Weil",
    )  # fmt: skip
    yield paraphrase(
        r"my (?P<what>manager|boss|team|employer|company|landlord|accountant|doctor|dentist|therapist|supervisor|"
        r"line manager)(?:'s name| name| is called|'s called) is (?P<name>(?-i:[A-Z]).+)", "my {what} is {name}",
        "My manager's name is Ola",
    )  # fmt: skip
    yield paraphrase(
        r"(?:it's|this is) my (?P<nth>\w+) (?:year|month) (?:at|with) (?P<org>(?-i:[A-Z]).{1,40})", "I work at {org}",
        "It's my third year at Philips.",
    )  # fmt: skip
    yield paraphrase(
        r"the (?P<what>company|firm|startup|project|team|product|app|site|service|library|repo|business|agency|"
        r"shop) (?:that )?(?:I|we) "
        r"(?:work (?:for|at|on|in)|own|run|maintain|founded|started|lead|manage|am on|develop|build) is (?:called |"
        r"named )?(?P<thing>.+)",
        "my {what} is called {thing}", "The company I work for is Holvi.", "The project I maintain is called tarnhelm",
    )  # fmt: skip


_NO_FIRM = re.compile(
    r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Christmas|Easter|I|Noon|Midnight|Home|Work|Night)\b"
)


def _life() -> Iterator[Paraphrase]:
    yield paraphrase(
        rf"{THING} (?:brings? me out in|gives? me|causes? me) (?:an? )?(?:hives|rash(?:es)?|spots|anaphyla\w+|"
        rf"swelling).*|"
        rf"{THING.replace('thing', 'thing2')} (?:makes? my (?:throat|face|tongue|lips) (?:swell|itch|close).*|"
        rf"(?:could|would|will|can) (?:literally )?"
        r"(?:kill|hospitalise|hospitalize) me.*|sends? me to (?:the )?(?:hospital|a&e|er)\b.*)",
        "I'm allergic to {thing}{thing2}", "Penicillin brings me out in hives, always has", "Peanuts could kill me",
        holds=lambda match: not DETERMINED.match(match["thing"] or match["thing2"]),
    )  # fmt: skip
    yield paraphrase(
        rf"I(?:'ve| have)(?: got)?(?: an?)?(?: \w+ly| severe| mild| bad| serious|"
        rf" nasty)?(?: an?)? {THING} (?:allergy|intolerance)",
        "I'm allergic to {thing}", "I have a peanut allergy.",
    )  # fmt: skip
    yield paraphrase(
        r"I (?:react (?:badly|terribly|strongly) to|can't be (?:near|around)|break out from|"
        r"come out in hives from) (?P<thing>.{2,60})",
        "I'm allergic to {thing}", "I react badly to latex", holds=is_taste,
    )  # fmt: skip
    yield paraphrase(
        r"no (?P<thing>[\w -]{2,40}?) for (?:me|us)(?:,? (?:please|thanks|thank you|cheers|ever))*(?:,.*)?",
        "I don't eat {thing}",
        "No meat or fish for me, eggs and cheese are fine.", "no pork for me, please",
        holds=lambda match: _FOODS.search(match["thing"]) is not None,
    )  # fmt: skip
    yield paraphrase(
        r"my (?:gut|stomach|tummy|body|system|digestion|skin) (?:can't|cannot|doesn't|won't|does not|will not|never "
        r"could)(?: "
        r"really| quite)? (?:handle|tolerate|take|cope with|do|stand|process|digest|like|deal with) "
        r"(?P<thing>[\w -]{2,40}?)"
        r"(?: (?:at all|well|any more|very well))?", "I can't tolerate {thing}", "My gut can't handle lactose",
        holds=is_taste,
    )  # fmt: skip
    yield paraphrase(
        r"(?P<what>[\w/ -]{3,50}) here(?:,.*)?", "I have {what}", "red/green colour blindness here",
        holds=lambda match: _CONDITION.search(match["what"]) is not None,
    )  # fmt: skip
    yield paraphrase(
        r"I(?:'m| am) (?:often |usually |mostly )?(?:getting|get) (?:around|about) (?P<how>by|in|on) (?P<thing>.+)",
        "I get around {how} {thing}", "I'm getting around by bike",
    )  # fmt: skip
    yield paraphrase(
        r"(?:all )?(?:of )?(?:my|our) (?:times|hours|clocks?|calendar|schedule|timestamps) (?:is|are|runs?|run)(?: "
        r"always| all)?"
        r"(?: in| on| set to)? (?P<zone>[\w/ +:-]{2,40}?)(?: (?:time)?zone| time)", "I'm on {zone} time",
        "All my times are Melbourne time",
    )  # fmt: skip
    yield paraphrase(
        r"I(?:'m| am| have been) off (?P<thing>[\w ]{2,30}?)(?: (?:for|since) .+)?", "I don't eat {thing}",
        "I'm off dairy", holds=lambda match: _FOODS.search(match["thing"]) is not None,
    )  # fmt: skip
    yield paraphrase(
        r"(?:I )?(?:can't|cannot) (?:have|eat|do) (?P<thing>[\w ]{2,30}?) ?\((?P<why>[\w -]{3,30})\)",
        ("I can't have {thing}", "I'm {why}"), "can't have gluten (coeliac)",
    )  # fmt: skip
    yield paraphrase(
        r"(?:we're|we are|ours is) an? (?P<diet>[\w-]+) (?:household|family|home)", "I'm {diet}",
        "We're a vegetarian household.",
    )  # fmt: skip
    yield paraphrase(
        r"I (?:stopped|quit|gave up) eating (?P<thing>[\w ]{2,30}?)(?: .*(?:ago|since|for) .*)?", "I don't eat {thing}",
        "I stopped eating meat years ago.",
    )  # fmt: skip
    yield paraphrase(
        rf"(?:{_AWAY_FROM_WORK}|{_AT_WORK}),? (?P<rest>(?:I|we|my|our)\b.+)", "{rest}",
        "In my free time I build model trains.", "Outside the office I play the cello", "For my day job I'm a notary",
    )  # fmt: skip
    yield paraphrase(
        r"(?P<whose>my|our) (?P<pet>(?:[\w-]+ ){0,2}?(?:dog|cat|puppy|kitten|rabbit|parrot|horse|pony|hamster|"
        r"tortoise|turtle|budgie|"
        r"ferret|greyhound|labrador|poodle|beagle|corgi|dachshund|terrier|spaniel|collie|retriever|shepherd|husky|"
        r"pug|whippet|"
        r"bulldog|tabby|goat|donkey|guinea pig|lizard|snake|cockatiel|chihuahua|mutt|lab|bunny)),? "
        r"(?P<name>(?-i:[A-ZÀ-Þ])[\w'-]{1,20})(?:,| (?!(?:is|and|who|hates|loves|likes) (?:a|the|our) ))(?P<rest>.*)",
        "{whose} {pet} is called {name}", "Our greyhound Pickle weighs 31 kilos.",
    )  # fmt: skip


_AWAY_FROM_WORK = (
    r"(?:(?:outside|away from|besides|beside|apart from|aside from|alongside|next to|beyond|after)(?: of)? (?:the |my |"
    r"our )?(?:office|work(?:ing hours)?|day job|job|desk|hours|studies|lab|coding|programming|school|uni(?:versity)?|"
    r"screen|keyboard|business hours)|in (?:my|our) (?:free|spare|leisure|private|own|off) (?:time|hours|life)|in "
    r"private(?: life)?|on (?:the|my) (?:weekends?|side|days? off|evenings)|on weekends|at (?:the )?weekends?|off duty|"
    r"when (?:I['’]m|I am) not (?:coding|working|programming|at (?:work|my desk|the office)|on call|in the office))"
)
_AT_WORK = (
    r"(?:for|in|at|during) (?:my|our) (?:day|main|regular|paid|current|real|other|second) (?:job|work|life|gig|role)"
)
_CONDITION = re.compile(
    rf"(?:^|\s)(?:{ILLNESS}|\w*(?:blindness|deafness|sightedness|impairment)|(?:bad|poor|failing) (?:eyes|eyesight|"
    rf"hearing|back))$",
    re.IGNORECASE,
)
_FOODS = re.compile(
    r"\b(?:animal products|meat|fish|pork|beef|dairy|gluten|nuts?|peanuts?|eggs?|sugar|alcohol|caffeine|coffee|"
    r"shellfish|seafood|wheat|"
    r"soy|lactose|carbs|bread|onions?|garlic|mushrooms|cheese|milk|wine|beer|chicken|lamb|bacon|prawns|coriander|"
    r"cilantro|olives)\b",
    re.IGNORECASE,
)


def _is_place(match: re.Match[str]) -> bool:
    return _is_home(match["place"])


def _is_home(place: str) -> bool:
    return is_place_name(place) and not category_of(place)


def _is_firm(match: re.Match[str]) -> bool:
    return not _NO_FIRM.match(match["org"])


def _is_job(match: re.Match[str]) -> bool:
    return is_occupation(_JOB_ENDS.split(match["job"], maxsplit=1)[0]) and not points_at_hand(match["job"])
