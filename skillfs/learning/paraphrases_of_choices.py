"""Other words for what somebody likes, uses and has chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.attribute_rules import ATTRIBUTES
from skillfs.learning.categories import category_of
from skillfs.learning.fact_values import points_at_hand
from skillfs.learning.rephrasing import ADVERB, DETERMINED, THING, Paraphrase, is_taste, paraphrase
from skillfs.learning.verb_classes import is_generic

_ATTRIBUTE = "|".join(ATTRIBUTES.values())


def paraphrases_of_choices() -> Iterator[Paraphrase]:
    """Paraphrases of clauses; of several that know one the first decides."""
    yield from _tastes()
    yield from _clefts()
    yield from _tools()


def _tastes() -> Iterator[Paraphrase]:
    yield paraphrase(
        rf"(?:for me,? )?nothing (?:beats|compares (?:to|with)|tops|is better than) (?:an? )?{THING}(?: for (?:me|"
        rf"notes|us|.{{2,20}}))?",
        "I love {thing}", "Nothing beats bouldering for me.", holds=is_taste,
    )  # fmt: skip
    yield paraphrase(
        rf"(?:(?:a |an )?(?P<how>huge|big|massive|great|lifelong|"
        rf"total) )?fan of {THING}(?: here)?(?:,.*)?", "I'm a {how} fan of {thing}",
        "Huge fan of Bollywood films here, esp. anything by Mani Ratnam",
    )  # fmt: skip
    yield paraphrase(
        rf"not (?:really )?(?P<what>a (?:\w+ )?fan of|keen on|into|"
        rf"fond of) {THING}(?: here)?(?:,.*)?", "I'm not {what} {thing}",
        "Not a fan of surprises here",
    )  # fmt: skip
    yield paraphrase(
        rf"{THING} (?:is|are) (?:(?:absolutely|totally|more|really) )?my (?:jam|thing|cup of tea|happy place|"
        rf"comfort food|poison|first love|passion|weakness|favou?rites?)",
        "I love {thing}", "Synthwave is my jam.", holds=is_taste,
    )  # fmt: skip
    yield paraphrase(
        rf"{THING} (?:is|are)(?: just| really)?(?:n't| not) (?:my (?:jam|thing|cup of tea|favourite)|for me)",
        "I don't like {thing}", "Opera isn't my thing.", holds=is_taste,
    )  # fmt: skip
    yield paraphrase(
        rf"{THING} (?:is|are) (?:a |one of my )?(?:big |huge |real )?(?:pet (?:peeves?|hates?)|bugbears?|"
        rf"turn-?offs?)(?: of mine)?",
        "I hate {thing}", "Wildcard imports are a pet peeve of mine.", holds=is_taste,
    )  # fmt: skip
    yield paraphrase(
        rf"my (?:biggest |number one |main )?pet (?:peeve|hate) is (?:when people use )?{THING}", "I hate {thing}",
        "My pet peeve is trailing whitespace.",
    )  # fmt: skip
    yield paraphrase(
        rf"{THING} {ADVERB}(?:drives? me (?:crazy|mad|nuts|insane|up the wall|round the bend)|annoys? me|"
        rf"irritates? me|bugs me|"
        rf"gets? on my nerves|makes? my (?:head|eyes) (?:hurt|bleed|spin)|makes? me (?:cringe|sick|ill|"
        rf"want to scream)|grosses? me out|"
        rf"gives? me (?:a headache|headaches|the creeps))", "I hate {thing}",
        "Walls of text make my head hurt.", "Bullet points drive me crazy.", holds=_is_kind,
    )  # fmt: skip
    yield paraphrase(
        r"I(?:'d| would) (?:choose|pick|take|go for|go with|opt for) (?P<a>[^,]{2,40}?) (?:over|instead of|"
        r"rather than|before) "
        r"(?P<b>[^,]{2,40}?)(?: any (?:day|time)(?: of the week)?| every time| anytime|"
        r" always)?", "I prefer {a} to {b}",
        "I'd choose composition over inheritance any day.",
    )  # fmt: skip
    yield paraphrase(
        r"(?:give me|I(?:'ll| will) take|it's|for me it's)?,? ?(?P<a>[\w -]{2,40}?) over (?P<b>[\w -]{2,40}?),? "
        r"(?:any (?:day|time)|every time|always|"
        r"all day(?: long)?)(?: of the week)?(?: for me)?", "I prefer {a} to {b}", "Give me tabs over spaces any day.",
    )  # fmt: skip
    yield paraphrase(
        r"my (?:personal |own |strong )?preference(?: is| goes)(?: for)? (?!to\b)(?P<thing>.{2,60})",
        "I prefer {thing}", "My preference is for tables over prose.",
    )  # fmt: skip
    yield paraphrase(
        rf"I find {THING} (?P<what>(?:so |very |really |too |a bit |rather |pretty )?(?:noisy|annoying|ugly|"
        rf"unreadable|hard to (?:read|follow)|confusing|"
        rf"tedious|irritating|exhausting|distracting|gross|disgusting|boring|childish|patronising|"
        rf"patronizing))", "I don't like {thing}",
        "I find long intros annoying", holds=_is_kind,
    )  # fmt: skip
    yield paraphrase(
        r"I(?:'ve| have) (?P<never>never) (?:really )?(?P<liked>liked|enjoyed|cared for|been (?:a fan of|fond of|"
        r"into|keen on)) (?P<thing>.{2,60})",
        "I don't like {thing}", "I've never liked Hungarian notation.",
    )  # fmt: skip
    yield paraphrase(
        rf"I find {THING} (?:so |much |a lot )?(?:easier|nicer|better|clearer)(?: on my eyes| to read|"
        rf" to work with)?", "I prefer {thing}",
        "I find light themes easier on my eyes.", holds=_is_kind,
    )  # fmt: skip


def _clefts() -> Iterator[Paraphrase]:
    yield paraphrase(
        r"(?:no,? )?it(?:'s| is) (?P<thing>[^,;]{2,40}?) (?:that )?(?P<rest>I(?:'m| am)? [\w' -]{2,40}? (?:to|in|at|"
        r"with|for|on|of|from))",
        "{rest} {thing}", "it's almonds I'm allergic to",
    )  # fmt: skip


def _tools() -> Iterator[Paraphrase]:
    yield paraphrase(
        rf"{THING} (?:is|are|'s) (?:still |always |usually )?(?:my|our) (?:go-to|default|first choice|weapon of choice|"
        rf"daily driver|usual)(?: \w+)? (?P<purpose>(?:for|when it comes to|in) (?!this\b|that\b|now\b)[^,;:]{{2,60}})",
        "I use {thing} {purpose}", "Terraform is my go-to tool for infrastructure as code.",
        holds=is_taste,
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<value>[^,;:]{{2,60}}?) (?:is|are|'s) (?P<whose>my|our) (?!client|manager|boss|"
        rf"contact)(?P<attribute>{_ATTRIBUTE})(?:,.*)?", "{whose} {attribute} is {value}",
        "Polish is my mother tongue, sorry for the mistakes", "Fridays are my day off.", "Emacs is my editor of choice",
        holds=lambda match: not DETERMINED.match(match["value"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?:(?P<whose>my|our|the) )?(?P<attribute>{_ATTRIBUTE})(?P<at> at (?:work|my (?:job|company|"
        rf"employer)))?: (?P<value>.+)",
        "my {attribute} is {value}", "Goal for this year: get our cold start below 300 ms.",
        "The stack at my job: Kotlin services with Kafka between them.", "Our tech stack: Vue, Laravel and MySQL.",
        holds=lambda match: bool(match["whose"]) or _STANDS_ALONE.match(match["attribute"]) is not None,
    )  # fmt: skip
    yield paraphrase(
        rf"(?:my|our) (?P<attribute>{_ATTRIBUTE})'s "
        rf"(?P<value>.+)", "my {attribute} is {value}", "My phone's a Pixel 8.",
    )  # fmt: skip
    yield paraphrase(
        r"one of my (?P<attribute>goals|dreams|ambitions|hobbies|"
        r"pet peeves) is (?P<value>.+)", "my {attribute} is {value}",
        "One of my goals is to learn the cello.",
    )  # fmt: skip
    yield paraphrase(
        r"by the (?:end|beginning|start) of (?:the|this|next) (?:year|summer|month|quarter),? (?P<rest>I .+)", "{rest}",
        "By the end of the year I want to be fluent in Italian.",
    )  # fmt: skip
    yield paraphrase(
        r"everything (?P<rel>we|I) (?P<verb>ship|build|write|make|own|run|deploy|have) (?P<rest>(?:runs|is|lives|"
        r"sits|uses|deploys) .+)",
        "my everything they {verb} {rest}", "Everything we ship runs on Nomad.",
    )  # fmt: skip
    yield paraphrase(
        r"everything (?:here|around here|at work|in (?:this|our) (?:company|shop|team)) (?P<rest>(?:runs|is|lives|"
        r"uses|deploys) .+)",
        "my everything {rest}", "Everything here is containerised with Podman.",
    )  # fmt: skip
    yield paraphrase(
        r"(?:all|most) (?:of )?(?:my|our) (?P<what>[\w ]{2,30}?) (?P<verb>sit|live|run|are|is|reside|"
        r"deploy)(?: all)? (?P<rest>(?:kept |stored |hosted |"
        r"deployed |written |tracked |built )?(?:in|on|with|at) "
        r".+)", "my {what} {verb} {rest}", "All my notes sit in Obsidian.",
    )  # fmt: skip
    yield paraphrase(
        r"(?:the )?(?:whole |entire |complete |our |my )?(?P<what>production|prod|staging|stack|product|"
        r"backend(?: at work)?|whole thing) "
        r"(?P<rest>(?:runs|is hosted|lives|is deployed|deploys|is) (?:on|to|in|"
        r"at) .+)", "my {what} {rest}", "Production runs on Debian 12.",
        "The whole stack runs on AWS.",
    )  # fmt: skip
    yield paraphrase(
        r"the (?P<what>backend|frontend|stack|product|api|ci|infrastructure) (?:at work|at my (?:job|company)|"
        r"where I work|we use|here) is "
        r"(?P<value>.+)", "my {what} is {value}", "The backend at work is Elixir.",
    )  # fmt: skip
    yield paraphrase(
        r"for (?P<what>styling|state(?: management)?|messaging|testing|tests|queues|ci|deployments?|logging|"
        r"monitoring|auth|search|"
        r"caching|builds?|notes|version control|databases?|email|hosting|deployment|documentation|docs),? (?P<who>I|"
        r"we) (?P<verb>use|rely on|have|run|go with) "
        r"(?P<value>.+)", "{who} use {value} for {what}", "For styling we use Tailwind.",
    )  # fmt: skip
    yield paraphrase(
        r"at work,? (?P<rest>(?:we|I|my|our)\b.+)", "{rest}", "At work we're stuck with Oracle.",
    )  # fmt: skip
    yield paraphrase(
        r"(?:we've|I've|we|I)(?: have)?(?: just| recently| finally)? (?:ditched|dropped|swapped|replaced|traded|"
        r"traded in|"
        r"dumped|abandoned|binned|given up|gave up|left|exchanged|retired) (?P<old>[^,;]{2,40}?) (?:out )?(?:for|"
        r"with|in "
        r"favou?r of) (?P<value>[^,;]{2,40}?)(?:,? (?:on|in|at|since|as|after|last|this) .*)?",
        "we switched from {old} to {value}", "I've ditched Sublime Text for Zed",
        holds=lambda match: category_of(match["old"]) is not None or match["value"][:1].isupper(),
    )  # fmt: skip
    yield paraphrase(
        r"(?:we've|I've|we|I)(?: have)?(?: just| recently| finally)? (?:got rid of|gotten rid of|said goodbye to|"
        r"ditched|"
        r"dropped|left|abandoned|moved off|gone from|went from|jumped from|hopped from|"
        r"changed from) (?P<old>[^,;]{2,40}?)"
        r"(?: and (?:am|are|['’]re|['’]m|is|run|use|now use|now run)(?: now)?(?: on| using| with)?| to) "
        r"(?P<value>[^,;]{2,40}?)(?: now| instead| these days)?",
        "we switched from {old} to {value}", "We got rid of Jenkins and are on Buildkite now", "I've gone from Vim "
        "to Helix",
        holds=lambda match: category_of(match["old"]) is not None or match["value"][:1].isupper(),
    )  # fmt: skip
    yield paraphrase(
        r"(?P<value>[^,;]{2,40}?) (?:has|have)(?: now)? (?:replaced|"
        r"taken over from) (?P<old>[^,;]{2,40}?)(?: for (?:me|us)| "
        r"(?:on|as) my .*)?",
        "I switched from {old} to {value}", "Zed has replaced Sublime Text for me",
        holds=lambda match: category_of(match["old"]) is not None,
    )  # fmt: skip
    yield paraphrase(
        r"I(?:'ve| have)(?: since| now)? changed my mind (?:on|about) (?P<what>[^:,;]{2,40})(?:[:,;]|"
        r" and)\s*(?:it's |I "
        r"(?:now )?(?:want|prefer|like) )?(?P<value>[^,;]{2,50})(?:,? (?:not|instead of|rather than) .*)?",
        "I prefer {value}", "I've changed my mind on indentation: two spaces, not four",
    )  # fmt: skip
    yield paraphrase(
        r"(?:over here|here|at work|at our place|in our (?:team|shop|company)|at my (?:job|company)|"
        r"with us),? (?:it's|everything "
        r"is|everything's|it is|we're) (?:all |mostly |still |only )?(?P<value>(?-i:[A-Z]).+)", "my stack is {value}",
        "Over here everything is Elixir with Phoenix on top", "At our place it's all SAP",
    )  # fmt: skip
    yield paraphrase(
        r"(?:we've|I've|we|I)(?: have)? (?P<verb>switched|migrated|moved)(?: everything| over| completely|"
        r" fully)* to (?P<value>.+?) from (?P<old>.+)",
        "I {verb} from {old} to {value}", "We moved to Postgres from MySQL",
    )  # fmt: skip


_STANDS_ALONE = re.compile(
    r"(?:.* )?(?:goals?|stack|dream|employer|hobb|time ?zone|birthday|pronouns|diet)", re.IGNORECASE
)


def _is_kind(match: re.Match[str]) -> bool:
    return is_generic(match["thing"]) and not points_at_hand(match["thing"])
