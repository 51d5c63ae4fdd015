"""Other words for what somebody likes and dislikes: what it does to them, what it is set against, how it is waved "
"off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.fact_values import is_edible, points_at_hand
from skillfs.learning.english.rephrasing import ADVERB, THING, Paraphrase, is_taste, paraphrase
from skillfs.learning.english.verb_classes import is_generic, names_a_class


def paraphrases_of_tastes() -> Iterator[Paraphrase]:
    """Paraphrases of clauses; of several that know one the first decides."""
    yield from _said_to_be_liked()
    yield from _what_it_does()
    yield from _changed_by_time()
    yield from _compared()
    yield from _clipped()


_HARM = (
    r"(?:drives? me (?:\w+ ?){1,5}|(?:annoys?|irritates?|irks?|bugs?|bothers?|infuriates?|frustrates?|confuses?|"
    r"bores?|distracts?|exhausts?|tires?|overwhelms?|stresses|depresses|disgusts?|offends?|enrages?|scares?|"
    r"terrifies|horrif(?:y|ies)|nauseates?|triggers?|disturbs?|upsets?|wear(?:ies|y)) me(?: (?:out|off|to no end|no "
    r"end|to death|a lot|so much|every time|more than .{2,20}))?|(?:puts?|turns?|throws?) me off|trips? me up|slows? "
    r"me down|wears? me (?:out|down)|gets? me (?:down|every time)|stresses me out|(?:gets?|grates?) (?:on|under) "
    r"(?:my \w+|me)|rubs? me (?:up )?the wrong way|leaves? me cold|does? my head in|do my head in|hurts? my \w+|"
    r"grinds? my gears|sets? my teeth on edge|makes? me (?!gag|sick|ill|sneeze|itch|vomit|swell|happ|smile|feel "
    r"(?:at home|good|safe)|more|faster|better|quick|produc|laugh)\w+(?: \w+){0,3}|makes? my (?:\w+ )?(?:eyes?|head|"
    r"brain|skin|blood|teeth|toes|stomach|heart sink)(?: \w+){0,3}|grosses me out|gross me out|gives? me (?:a |the |"
    r"an )?(?:headaches?|migraines?|hives|creeps|ick|heebie-?jeebies|nightmares|shivers|eye ?strain|rash|pause|"
    r"anxiety)|(?:is|are) (?:just |simply |totally |completely |really )*(?:lost|wasted) on me|(?:is|are) the bane "
    r"of my \w+|(?:has|have) no place in my \w+|(?:is|are) where I draw the line|(?:is|are) (?:something|an?(?: "
    r"\w+)? thing|one thing|things|what) I (?:cannot|can['’]t|can not|hate|despise|loathe|dislike|don['’]t)(?: "
    r"really| just)*(?: \w+){0,2}|(?:is|are) (?:not|never) (?:welcome|allowed|acceptable) (?:in my|with me|here with "
    r"me)(?: \w+)?)"
)
_GOOD = (
    r"(?:(?:really |just |usually |always )*(?:works? (?:best|better|well|fine|great) for me|suits? me(?: (?:best|"
    r"better|fine))?|(?:does|do) it for me|makes? me (?:happ(?:y|ier)|smile|more productive|faster|feel at home)|"
    r"makes? my (?:day|life (?:easier|better))|helps? me (?:a lot|most|think|read|focus|concentrate|understand)|"
    r"keeps? me (?:sane|focus\w+|going)|speaks? to me|appeals? to me|pleases? me|gets? my vote|wins? (?:for me "
    r")?every time)|(?:is|are) (?:the way to go|where it['’]s at)(?: for me)?|(?:is|are) (?:very much |more |totally "
    r"|much more )?my (?:style|speed|way|vibe|go-?to|default|bread and butter)|(?:is|are) (?:how|what|something|"
    r"an?(?: \w+)? thing) (?:that )?I (?:really |always )?(?:like|prefer|roll|go for|want|love|enjoy|value|find "
    r"(?:most |very )?(?:useful|helpful))(?: (?:it|things|best|most))?)"
)


def _said_to_be_liked() -> Iterator[Paraphrase]:
    yield paraphrase(
        rf"(?:for me,? )?nothing (?:beats|compares (?:to|with)|tops|is better than) (?:an? )?{THING}(?: for (?:me|"
        rf"notes|us|.{{2,20}}))?",
        "I love {thing}", "Nothing beats bouldering for me.", holds=is_taste,
    )  # fmt: skip
    yield paraphrase(
        rf"{THING} (?:is|are) (?:(?:absolutely|totally|more|really) )?my (?:jam|thing|cup of tea|happy place|comfort "
        rf"food|poison|first love|passion|weakness|favou?rites?)"
        r"(?: (?:on|at|in|after) (?:the )?(?:weekends?|weekdays|evenings?|winter|summer|work|night|mornings?|"
        r"\w+days))?",
        "I love {thing}", "Synthwave is my jam.", holds=is_taste,
    )  # fmt: skip
    yield paraphrase(
        rf"{THING} (?:is|are)(?: just| really)?(?:n't| not)(?: really| just)? (?:my (?:jam|thing|cup of tea|"
        rf"favourite|style|way|vibe)|for me)",
        "I don't like {thing}", "Opera isn't my thing.", "Clever one-liners are not my style.", holds=is_taste,
    )  # fmt: skip
    yield paraphrase(
        rf"{THING} (?:is|are) (?:a |an |one of my )?(?:big |huge |real |absolute |personal )?(?:pet (?:peeves?|"
        rf"hates?)|bugbears?|turn-?offs?|no-?gos?|no-nos?|deal ?breakers?|anathema|abominations?|crimes?)(?: of mine|"
        rf" for me| to me| with me| in my book)", "I hate {thing}",
        "Nested ternaries are a no-go for me.", holds=_is_no_food,
    )  # fmt: skip
    yield paraphrase(
        rf"{THING} (?:is|are) (?:a |one of my )?(?:big |huge |real )?(?:pet (?:peeves?|hates?)|bugbears?|"
        rf"turn-?offs?)(?: of mine)?",
        "I hate {thing}", "Wildcard imports are a pet peeve of mine.", holds=is_taste,
    )  # fmt: skip
    yield paraphrase(
        rf"(?:my|one of my) (?:biggest |number one |main )?pet (?:peeves?|hates?) is (?:when people use )?{THING}",
        "I hate {thing}", "My pet peeve is trailing whitespace.",
    )  # fmt: skip
    yield paraphrase(
        r"my (?:personal |own |strong )?preference(?: is| goes)(?: for)? (?!to\b)(?P<thing>.{2,60})",
        "I prefer {thing}", "My preference is for tables over prose.",
    )  # fmt: skip
    yield paraphrase(
        rf"I (?:find|consider) {THING} (?P<what>(?:so |very |really |too |a bit |rather |pretty |utterly |quite "
        rf")?(?:noisy|annoying|ugly|unreadable|hard to (?:read|follow)|confusing|tedious|irritating|exhausting|"
        rf"distracting|gross|disgusting|boring|childish|patronising|patronizing|clunky|cumbersome|painful|pointless|"
        rf"useless|overrated|unnecessary|cringe\w*|off-putting|unprofessional|verbose|messy|harmful))",
        "I don't like {thing}",
        "I find long intros annoying", holds=_is_kind,
    )  # fmt: skip
    yield paraphrase(
        rf"I find {THING} (?:so |much |a lot )?(?:easier|nicer|better|clearer)(?: on my eyes| to read| to work "
        rf"with)?", "I prefer {thing}",
        "I find light themes easier on my eyes.", holds=_is_kind,
    )  # fmt: skip


def _what_it_does() -> Iterator[Paraphrase]:
    yield paraphrase(
        rf"{THING} {ADVERB}{_HARM}", "I hate {thing}",
        "Walls of text make my head hurt.", "Bullet points drive me crazy.",
        "Leaving console.log in committed code drives me up the wall.", "Short names annoy me to no end.",
        holds=_is_no_food,
    )  # fmt: skip
    yield paraphrase(
        rf"{THING} {_GOOD}", "I like {thing}", "Plain text works best for me.", "Pairing makes me happy",
        holds=_is_class,
    )  # fmt: skip


def _changed_by_time() -> Iterator[Paraphrase]:
    yield paraphrase(
        r"I(?:'ve| have) (?P<never>never) (?:really )?(?P<liked>liked|enjoyed|cared for|been (?:a fan of|fond of|"
        r"into|keen on)) (?P<thing>.{2,60})",
        "I don't like {thing}", "I've never liked Hungarian notation.",
    )  # fmt: skip
    yield paraphrase(
        rf"I(?:'ve| have|'m| am)?(?: really| totally| completely| just)* (?:gone off|soured on|come to (?:hate|"
        rf"dislike|loathe|dread)|grown (?:tired|weary|sick) of|fallen out of love with|had (?:enough of|it with)|"
        rf"turned against|lost (?:all )?patience with|done with|over|cannot be bothered with|can't be bothered with) "
        rf"{THING}",
        "I don't like {thing}", "I've gone off pandas", "I'm done with Webpack", holds=_is_class,
    )  # fmt: skip
    yield paraphrase(
        rf"I(?:'ve| have)(?: really| totally| completely)* (?:come to (?:love|like|prefer|enjoy|appreciate)|grown "
        rf"(?:fond of|to (?:love|like))|fallen (?:in love with|for)|warmed to|taken to|been converted to|settled on) "
        rf"{THING}",
        "I like {thing}", "I've come to love type hints", holds=_is_class,
    )  # fmt: skip
    yield paraphrase(
        r"(?:I(?:'ve| have) )?(?:always|long|forever) been (?P<rest>(?:partial to|fond of|keen on|into|big on|a "
        r"(?:\w+ )?fan of|allergic to|wary of) .{2,60})",
        "I'm {rest}", "I've always been partial to Helvetica.",
    )  # fmt: skip
    yield paraphrase(
        rf"(?:I )?(?:(?:have not|haven't|have never|never|could never|can't|cannot|don't|do not|did not|didn't)(?: "
        rf"really| quite)? (?:warmed? to|got(?:ten)? into|get into|got on with|get on with|get along with|get the "
        rf"hype (?:about|around)|see the appeal of|bought into|been sold on|gelled with|clicked with|get behind|"
        rf"trust|rate)|(?:am|'m|I'm) not sold on) {THING}",
        "I don't like {thing}", "Haven't warmed to optional chaining", holds=_is_class,
    )  # fmt: skip


_A = r"(?P<a>[^,;:]{2,40}?)"
_B = r"(?P<b>[^,;:]{2,40}?)"
_ANY_DAY = (
    r",? (?:any (?:day|time)(?: of the week)?|every time|every day of the week|always|all day(?: long)?|hands down|"
    r"anytime|for me|in my (?:book|opinion|view)|if you ask me|thank you very much|please,? always|for life|forever|"
    r"ever)"
)


def _compared() -> Iterator[Paraphrase]:
    yield paraphrase(
        rf"I(?:'d| would)(?: always| rather| sooner)? (?:choose|pick|take|go for|go with|opt for) {_A} (?:over|"
        rf"instead of|rather than|before) {_B}(?:{_ANY_DAY})*", "I prefer {a} to {b}",
        "I'd choose composition over inheritance any day.",
    )  # fmt: skip
    yield paraphrase(
        rf"(?:give me|I(?:'ll| will) take|it's|for me it's)?,? ?{_A} (?:over|beats?|trumps?|wins? over|(?:is|are) "
        rf"(?:better|nicer|cleaner|clearer) than) (?:any )?{_B}(?:{_ANY_DAY})+", "I prefer {a} to {b}",
        "Give me tabs over spaces any day.",
        "Raw SQL beats any ORM in my book.",
    )  # fmt: skip
    yield paraphrase(
        rf"I (?:\w+ )?(?:value|favou?r|rate|put|place|rank|choose|take|pick|trust|like) {_A} (?:over|above|rather "
        rf"than|ahead of|(?:more|better|higher) than) {_B}(?:{_ANY_DAY})*",
        "I prefer {a} to {b}", "I value bluntness over politeness.", holds=_are_classes,
    )  # fmt: skip
    yield paraphrase(
        rf"I(?:'d| would)(?: much| far| always)* (?:rather|sooner) (?:(?:have|get|see|use|read|write|work with|deal "
        rf"with) )?{_A} than (?:(?:have|get|see|use|read|write|work with|deal with) )?{_B}(?:{_ANY_DAY})*",
        "I prefer {a} to {b}", "I'd sooner use Podman than Docker", "I'd rather have short functions than long ones",
        holds=lambda match: not _ARTICLE.match(match["a"]) and _are_classes(match),
    )  # fmt: skip
    yield paraphrase(
        rf"(?:I|we) find {_A} (?:much |far |way |a lot |so much )?(?:easier|clearer|nicer|cleaner|better|simpler|"
        rf"quicker|faster|more \w+)(?: to (?:\w+|work with))? than {_B}",
        "I prefer {a} to {b}", "I find bullet points easier to digest than paragraphs.",
        holds=_are_classes,
    )  # fmt: skip


_PURPOSE = (
    r"(?P<what>(?!me\b|us\b|now\b|this\b|that\b|the\b|once\b|some reason|example\b|instance\b|years\b|good\b|"
    r"sure\b)[\w+# -]{2,30}?)"
)
_USUALLY = r"(?:always |usually |mostly |generally |only |normally |tend to |like to |really |much |'d )*"


def _clipped() -> Iterator[Paraphrase]:
    yield paraphrase(
        rf"it(?:'s| is)(?: always| strictly| only)? {THING},? (?:with|for) (?:me|us)(?: always| these days| "
        rf"now)?(?:,.*)?", "I prefer {thing}",
        "It's two spaces for YAML and four for Python with me.",
        holds=lambda match: category_of(match["thing"]) is not None,
    )  # fmt: skip
    yield paraphrase(
        rf"for {_PURPOSE},? (?P<who>I|we) {_USUALLY}(?P<likes>prefer|like|love|favou?r|hate|dislike) {THING}(?:,.*)?",
        "{who} {likes} {thing} for {what}", "For integration tests I prefer testcontainers to mocks, since mocks "
        "lie", holds=_is_class,
    )  # fmt: skip
    yield paraphrase(
        rf"for {_PURPOSE},? (?:(?:these days|nowadays|now|always),? )?(?:it(?:'s| is)|I'm on|we're on|I'm using|I'm "
        rf"all about) (?:now |always |all )?{THING}(?: (?:for|with) (?:me|us))?(?: now| these days| nowadays| "
        rf"always)?", "I use {thing} for {what}",
        "For packages these days it's pnpm for me.", holds=_is_class,
    )  # fmt: skip
    yield paraphrase(
        rf"(?:(?:a |an )?(?P<how>huge|big|massive|great|lifelong|firm|strong|real|total) )?(?P<what>fan of|believer "
        rf"in|lover of|advocate of|proponent of) (?:the )?{THING}(?: here)?(?:,.*)?", "I like {thing}",
        "Huge fan of Bollywood films here, esp. anything by Mani Ratnam", "Big believer in the Oxford comma here",
    )  # fmt: skip
    yield paraphrase(
        rf"not (?:really )?(?P<what>a (?:\w+ )?fan of|keen on|into|big on|fond of) {THING}(?: "
        rf"here)?(?:,.*)?", "I'm not {what} {thing}",
        "Not a fan of surprises here",
    )  # fmt: skip
    yield paraphrase(
        rf"(?:really |very |dead |totally |quite |so )?(?P<what>big on|keen on|partial to|fond of|sick of|fed up "
        rf"with|allergic to) {THING}(?: here)?", "I'm {what} {thing}", "Big on early returns", holds=_is_class,
    )  # fmt: skip
    yield paraphrase(
        rf"(?:(?:it's |that's )?an? )?(?:hard|big|firm|strong|resounding|definite) (?:pass|no) (?:on|to|for|from me "
        rf"on|from me to) {THING}(?: for me| from me)?(?:,.*)?", "I don't like {thing}", "Hard pass on Tailwind for me",
        holds=_is_class,
    )  # fmt: skip
    yield paraphrase(
        r"(?:I'm )?not (?:really |much of )?an? (?P<thing>[\w+# -]{2,30}?) (?:person|guy|gal|girl|user|fan|type|"
        r"lover|kind of \w+)",
        "I don't like {thing}", "Not a vim person", holds=_is_class,
    )  # fmt: skip
    yield paraphrase(
        rf"(?:I'm )?(?:very |firmly |solidly |definitely |squarely |still |all )*(?:in the |on )?(?:team )?{THING} "
        rf"(?:camp|team)(?: here| myself)?",
        "I prefer {thing}", "I'm firmly in the async/await camp", holds=_is_class,
    )  # fmt: skip
    yield paraphrase(
        rf"(?:I'm )?(?:very |firmly |solidly |definitely |squarely |still |all )*(?:on )?team {THING}(?: here| all "
        rf"the way| forever)?",
        "I prefer {thing}", "Team tabs here", holds=_is_class,
    )  # fmt: skip
    yield paraphrase(
        rf"{THING}(?::|,)? (?:all the way|for the win|ftw|forever|(?:is|are) king)", "I like {thing}",
        "Dark mode all the way", holds=_is_class,
    )  # fmt: skip
    yield paraphrase(
        rf"enough (?:with|of) (?:the |all the |these |your )?{THING}(?: already)?", "I don't want {thing}",
        "Enough with the apologies",
        holds=_is_kind,
    )  # fmt: skip


def _is_kind(match: re.Match[str]) -> bool:
    return is_generic(match["thing"]) and not points_at_hand(match["thing"])


def _is_class(match: re.Match[str]) -> bool:
    return not _PASSING.search(match[0]) and names_a_class(match["thing"])


def _are_classes(match: re.Match[str]) -> bool:
    return names_a_class(match["a"]) and names_a_class(match["b"])


def _is_no_food(match: re.Match[str]) -> bool:
    """Whether it is a class of things that are no food: what one cannot eat is told as it is."""
    return _is_class(match) and not is_edible(match["thing"])


_PASSING = re.compile(
    r"\b(?:today|tonight|now|right now|again|this (?:week|morning|time)|at the moment)\b", re.IGNORECASE
)
_ARTICLE = re.compile(r"(?:an?|two|three|one|more|less)\b", re.IGNORECASE)
