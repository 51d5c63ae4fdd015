"""The frames in which English tells what somebody is, has or does for good, each with what people say in it.

To teach another frame, add it with its examples; to teach another word of a life, add it to `life_words`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from skillfs.learning.english.categories import category_of
from skillfs.learning.user.lasting_predicates import (
    ACTS,
    ADVERBS,
    AM,
    HAVE,
    NOT_ANY_LONGER,
    PAST_EVENTS,
    has_lasted,
    is_done_for_good,
    is_event,
    is_had,
    is_of_thing,
    is_state,
    tells_of_life,
)
from skillfs.learning.user.life_words import of_life


@dataclass(frozen=True)
class Frame:
    """Clauses that `regex` matches and `holds` does not deny tell of their speaker."""

    regex: str
    says: tuple[str, ...]
    holds: Callable[[re.Match[str]], bool]
    far: bool = False
    """Whether it looks ahead so far that what is to be done is no errand."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The `regex`, compiled when a clause comes that it may match."""
        return re.compile(self.regex, re.IGNORECASE)


def _frame(
    pattern: str, *says: str, holds: Callable[[re.Match[str]], bool] = lambda match: True, far: bool = False
) -> Frame:
    return Frame(pattern, says, holds, far)


FRAMES: tuple[Frame, ...] = (
    _frame(
        rf"{AM} {ADVERBS}(?P<rest>\S.*)", "I'm on a low-salt diet", "I'm 162 cm tall", "I'm new to Rust",
        "I'm Brazilian", "I'm a member of a rowing club", "I'm recovering from a stroke", "we're Bristol-based",
        holds=is_state,
    ),
    _frame(
        rf"{HAVE} (?P<rest>\S.*)", "I have a pilot's licence", "I've got two older brothers", "I keep quail",
        "Got an allotment last spring", holds=is_had,
    ),
    _frame(
        rf"(?:I|we)(?:['’]ve| have) {ADVERBS}(?P<rest>\S.*)", "I've been vegan since 2016",
        "I've played the clarinet for thirty years", holds=has_lasted,
    ),
    _frame(
        rf"(?:I|we)(?:['’]ve| have) {ADVERBS}(?P<rest>(?:cut out|given up|quit|stopped|sworn off|retired|become|"
        r"been diagnosed|turned|converted|moved in|adopted|taken up|inherited) .*)",
        "I've cut out refined sugar completely", holds=tells_of_life,
    ),
    _frame(
        rf"(?:I|we) {ADVERBS}{PAST_EVENTS}\b.*", "I did my PhD in soil physics", "I quit smoking two years ago",
        "I was diagnosed with ADHD in March", holds=is_event,
    ),
    _frame(
        rf"(?:I|we) {ADVERBS}(?P<verb>[a-z]+) (?P<rest>\S.*)", "I get migraines from flickering screens",
        "I take my tea with oat milk", "I listen to audiobooks while cooking", "I go swimming on Tuesdays",
        holds=is_done_for_good,
    ),
    _frame(
        rf"(?:I|we) {ADVERBS}(?:can(?:no|['’])?t?|do(?:n['’]t| not)|have to|must|won['’]t|will not|never) "
        rf"{ADVERBS}(?:have|own|eat|drink|touch|handle|tolerate|stomach|avoid|read|speak|cook|type|sing|play|digest|"
        r"ride|drive|smoke|wear|use|take|keep|do|get on with|hear|see|smell|taste|want|believe in|celebrate) "
        r"(?P<rest>\S.*)",
        "I can't handle spicy food", "I have to avoid grapefruit juice and alcohol", "I don't have a driving licence",
        "I can read Cyrillic", holds=is_had,
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
        r"the time|my \w+ birthday|next (?:year|summer|spring|autumn|winter))|(?:this|next) (?:year|summer|spring|"
        r"autumn|winter)|by \d\d|before I turn|one day|some ?day|"
        r"eventually|before I|within \w+ years?|in \w+ years|when I retire|after I retire|until 20\d\d)\b.*",
        "I want to be debt-free by 2027", far=True,
    ),
    _frame(
        r"(?:nobody|no one|none|everyone|everybody|all|both|half|one|two|three|most) (?:of us|in (?:my|our|the|"
        r"this) (?:house|"
        r"home|household|family|flat|office|team|company)|at home|of (?:my|our) (?:kids|children|family|cats|dogs|sons|"
        r"daughters)) (?:is|are|has|have|eats?|drinks?|speaks?|smokes?|lives?|works?|can|can['’]t|owns?|drives?|"
        r"likes?) .+|"
        r"(?:nobody|no one|none|everyone|everybody|all|both) of us (?:eats?|drinks?|smokes?|drives?|cooks?|swims?)s?",
        "nobody in our house eats pork", "everyone at home has hay fever", "two of my kids are coeliac", "none of us "
        "drinks",
    ),
    _frame(
        r"there(?: is|['’]s| are)(?: only| just)? (?P<rest>.+ (?:in (?:my|our|this) (?:house|household|home|family|"
        r"company|"
        r"flat|village|team)|at (?:home|our place)|of us\b).*)",
        "there are three cats in our household", "there's no car in our household",
    ),
    _frame(
        r"(?:I|we)(?: have|['’]ve)(?:n['’]t| not| never) (?:eaten|touched|drunk|smoked|had|owned|driven|learn(?:t|"
        r"ed)|worn|"
        r"flown|been to (?:school|uni|church)) .+",
        "I haven't eaten meat in ten years", "I've never learnt to drive",
    ),
    _frame(
        rf"{AM} one of the(?: few| rare)? (?:people|ones|\w+s) (?:who|that) .+",
        "I'm one of those people who drink eight coffees a day",
    ),
    _frame(
        r"(?:my|our) (?:accountant|doctor|gp|dentist|lawyer|solicitor|landlord|landlady|vet|hairdresser|therapist|"
        r"tutor|coach|"
        r"midwife|cleaner|nanny|supervisor|advisor|physio\w*) is (?:called |named )?(?-i:[A-Z]).+",
        "my accountant is Mr Feld",
    ),
    _frame(
        r"(?:I|we) (?:don['’]t|do not|have never) own(?:ed)? .+", "I don't own a television",
    ),
    _frame(
        r"(?:my|our) (?:only|go-to|usual|biggest|secret|guilty|worst|greatest|main|number one|idea of|second|first|"
        r"all-time|"
        r"whole|better|weekly|monthly|daily|signature) [\w' -]{2,40} (?:is|are) .+|"
        r"the (?:love|highlight|bane|story|light|joy|pride) of my \w+ is .+|on my bucket list(?: is| are|:) .+",
        "my only vice is liquorice", "my go-to breakfast is porridge", "the love of my life is a 1972 Triumph",
    ),
    _frame(
        r"(?:the|one) (?:[\w-]+ ){1,3}(?:that )?(?:I|we) [a-z]+(?: [a-z]+)? (?:is|are) (?P<rest>.+)",
        "the language I think in is Haskell",
        holds=lambda match: bool(match["rest"][:1].isupper() or category_of(match["rest"]) or of_life(match["rest"])),
    ),
    _frame(
        r"(?:my|our) (?:eldest|youngest|oldest|better half|other half|twins|weekends?|mortgage|lease|contract|shift|"
        r"commute|"
        r"working day|week|pension|rent|salary|sabbatical|parental leave|probation) (?:just |has just |"
        r"only )?[a-z]+ .+",
        "my youngest has just started nursery", "my mortgage runs until 2041", "my weekends are Sunday and Monday",
        holds=lambda match: not ACTS.match(match[0].split(" ", 2)[2]),
    ),
    _frame(
        r"(?:my|our) (?P<what>[\w-]+(?: [\w-]+){0,2}?) (?:is|are) (?P<rest>(?:starting|finishing|attending|entering|"
        r"leaving|turning|"
        r"expecting|getting married|applying (?:to|for)|graduating|retiring|learning|studying|training) ?.*)",
        "my daughter is starting university in the fall",
        holds=lambda match: of_life(match["what"]) and (of_life(match["rest"]) or "turning" in match["rest"]),
    ),
    _frame(
        r"(?:I|we)['’]?(?:d| would) (?:sooner|rather) (?:die|starve|walk|quit|eat my hat|go (?:hungry|"
        r"without)) than .+",
        "I'd sooner starve than eat tripe",
    ),
    _frame(
        r"(?:I|we) (?:basically |pretty much |practically )?(?:live|spend (?:all |most of |half )?(?:my|our|"
        r"the) (?:days?|"
        r"time|life|working life|week)) in (?!(?:the|this|that|hope|fear|an?|constant|denial|code|it|your)\b)\w.*",
        "I live in tmux and helix all day", "I spend my days in Blender",
    ),
    _frame(
        r"(?:the way|how) (?:I|we) (?:work|do it|live|eat|cook|write|learn|like it|code|plan|"
        r"organi[sz]e)\b.{0,30} is .*",
        "the way I cook is by feel",
    ),
    _frame(r"I have [\w -]{1,20}(?:years|yrs|decades) (?:as|of|in|with|"
        r"behind) .*", "20 yrs as a sysadmin under my belt"),
    _frame(
        rf"(?:I|we) {ADVERBS}(?:(?:have|['’]ve) )?(?:studied|majored in|trained (?:as|in)|graduated (?:from|in)|"
        rf"qualified "
        r"(?:as|in)|retired|got (?:married|divorced|engaged|promoted)|grew up|emigrated|came over|served in|"
        r"dropped out|"
        r"passed my|(?:was|were|been) (?:promoted|raised|brought up|adopted|ordained|elected|appointed|made redundant|"
        r"widowed)|handed in my notice|lost my (?:wife|husband|mother|father|mum|dad|son|daughter|partner|job|leg|arm|"
        r"sight|hearing)) (?!(?:the (?!(?-i:[A-Z]))|this|that|it|how|why|your|a few)\b).*",
        "I studied law", "I trained as a pastry chef", "I retired from the post office two years ago",
        "I got promoted to principal", "I was raised by my grandparents in Donegal", "I lost my wife in 2020",
        holds=lambda match: not NOT_ANY_LONGER.search(match[0]),
    ),
    _frame(
        r"(?:I|we) (?:can['’]t|cannot|can not) (?:function|live|work|start|survive|cope|think|sleep|"
        r"get going) without .+",
        "I can't function without filter coffee",
    ),
    _frame(
        r"(?:my|our) (?:left |right |lower )?(?:blood (?:group|type)|clock|knees?|wrists?|back|hips?|eyes?|ears?|"
        r"shoulders?|"
        r"hands?|hope|kids|children|sons|daughters|twins|wedding|weight|clock) (?:is|are) (?!(?:here|hungry|asleep|"
        r"late|"
        r"away|sick|crying|home)\b).+",
        "my blood group is O negative", "my clock is UTC+5:45", "my left knee is dodgy since the op", "my kids are 9 "
        "and 12",
        far=True,
    ),
    _frame(
        r"(?:I|we) (?:weigh|measure|look after|care for|only drink|drink|carry) (?!(?:the|this|that|it|on|out|"
        r"up)\b).+",
        "I weigh 82 kilos", "I carry a Fairphone 5",
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
        holds=is_of_thing,
    ),
)  # fmt: skip
