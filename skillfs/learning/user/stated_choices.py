"""Sentences that say which thing somebody takes for what, whatever their order: "what I reach for in e2e tests is
Playwright", "for number crunching I swear by DuckDB", "it's Vite for everything I start".

Each says of a purpose and a thing that the one is done with the other, and is put as one plain clause: "I prefer DuckDB
for number crunching". The thing may be a word that nothing else knows, since the frame tells of nothing but a choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.categories import category_of, names_one
from skillfs.learning.english.fact_values import points_at_hand
from skillfs.learning.english.rephrasing import THING, Paraphrase, paraphrase
from skillfs.learning.english.verb_classes import is_technology, names_a_class

_USUALLY = (
    r"(?:(?:['’]d|do|will|always|usually|mostly|generally|only|normally|still|just|really|much|now|nowadays|these "
    r"days|tend to|like to|invariably|automatically|instinctively|only ever|ever|nearly always|almost always) )*"
)
TAKES = (
    r"(?:use|go (?:with|for|to)|reach for|stick (?:to|with)|rely on|pick|choose|take|default to|swear by|lean on|turn "
    r"to|bet on|count on|trust|grab|opt for|fall back (?:on|to)|depend on|live (?:by|in)|work (?:with|in)|end up "
    r"(?:using|with|on|in)|come back to|keep (?:using|coming back to|going back to)|favou?r|like (?:best|most|to "
    r"use)|prefer|recommend)"
)
"""What one does with the thing of one's choice, as a regular expression."""
_PURPOSE = (
    r"(?P<what>(?!(?:me|us|now|this|that|these|the|once|some|example|instance|years|good|sure|today|it|him|her|them|a|"
    r"an|my|lunch|dinner|breakfast|fun|life)\b)[\w+#./ '-]{2,40}?)"
)
_CONCERNING = (
    r"(?:for|in|when it comes to|when (?:I['’]m |we['’]re )?(?:doing|writing|building|making|working on)|whenever I "
    r"(?:do|write|build|make)|as far as|with)"
)
_KIND_OF = (
    r"(?:what|the (?:one |only |first )?(?:[a-z-]+ ){0,2}(?:thing|tool|one|library|framework|language|editor|app|"
    r"package|program|"
    r"database|linter|formatter|service|client|runner|manager|engine|stack)(?: that| which)?)"
)
_EVERYTHING = (
    r"(?P<where>(?:for|in|on|across|throughout|with) (?:just about |nearly |almost |literally )?(?:everything|anything|"
    r"whatever|all|every|each|any)\b[^,;:]{0,60})"
)


_OF_CHOICE = (
    r"(?:(?:absolute|usual|preferred|personal|trusty|main|default|standard|go-?to|first|top|number one|favou?rite|"
    r"everyday|daily) )*(?:default|go-?to|choice|pick|standard|workhorse|daily driver|(?:usual|preferred|go-?to|"
    r"favou?rite|"
    r"default|standard|trusty) [a-z]+|[a-z]+ of choice)"
)
_MY_CHOICE = {
    "use": ("Django is my default for web stuff.", "Terraform is my go-to tool for infrastructure as code"),
    "prefer": ("psql is my tool of choice",),
}
_CHOICE_IS = {"use": ("My default for web stuff is Django",), "prefer": ("My first choice for quick checks is curl",)}


def stated_choices() -> Iterator[Paraphrase]:
    """Paraphrases of clauses; of several that know one the first decides."""
    yield paraphrase(
        rf"{_KIND_OF} (?P<who>I|we) {_USUALLY}{TAKES}(?: (?:first|most|best|by default))?,? (?:{_CONCERNING}|on|to|at) "
        rf"{_PURPOSE},? (?:is|are|['’]s) {THING}(?:,.*)?",
        "{who} prefer {thing} for {what}", "What I always reach for when it comes to analytics is DuckDB",
        "The tool I reach for in every repo is just", holds=_is_class,
    )  # fmt: skip
    yield paraphrase(
        rf"{_KIND_OF} (?P<who>I|we) {_USUALLY}{TAKES}(?: (?:first|most|best|by default))? (?:is|are|['’]s) "
        rf"{THING}(?:,.*)?",
        "{who} prefer {thing}", "The thing I swear by is tmux",
        holds=lambda match: _is_tool(match["thing"]) or (_is_class(match) and _FIRMLY.search(match[0]) is not None),
    )  # fmt: skip
    yield paraphrase(
        rf"{THING} (?:is|are|['’]s) (?:what|the (?:one|thing|tool)(?: that)?) (?P<who>I|we) {_USUALLY}(?:{TAKES}|run|"
        rf"write|code|type on|have|want)(?: (?:in|with|on))?(?P<tail>(?: (?:everywhere|here|now|nowadays|these days|by "
        rf"default|at work|at home|(?:for|in|on|with|when|whenever) [^,;:]{{2,40}}))*)(?:,.*)?",
        "{who} use {thing}{tail}", "Ruff is what I run everywhere", "Fish is what I use",
        holds=lambda match: _is_class(match) and not points_at_hand(match["tail"]),
    )  # fmt: skip
    yield paraphrase(
        rf"{_CONCERNING} {_PURPOSE},? (?P<who>I|we) {_USUALLY}(?P<takes>{TAKES}) {THING}(?: (?:over|instead of|rather "
        rf"than) [^,;:]+)?(?:,.*)?",
        "{who} prefer {thing} for {what}", "For ad hoc number crunching I swear by DuckDB",
        "For anything with HTTP I always end up using httpx", "When writing papers I go with Typst nowadays",
        holds=lambda match: not match["takes"].casefold().startswith(("use", "prefer")) and _is_class(match),
    )  # fmt: skip
    yield paraphrase(
        rf"(?:(?:it|that)(?:['’]s| is)|(?:I['’]m|I am|we['’]re|we are) on)(?: all| now| always| only| nothing but| "
        rf"purely)* {THING},? {_EVERYTHING}",
        "I use {thing} {where}", "it's Vite for everything I start", "it's Poetry in every repo we own",
        holds=lambda match: _is_tool(match["thing"])
        and not (points_at_hand(match["where"]) or _OF_OTHERS.search(match["where"])),
    )  # fmt: skip
    for verb, holds in (("use", lambda match: _is_class(match) and _is_tool(match["thing"])), ("prefer", _is_class)):
        yield paraphrase(
            rf"{THING} (?:is|are) (?P<whose>my|our) {_OF_CHOICE}(?P<what> (?:for|when|in) [^,;:]{{2,50}})?(?:,.*)?",
            f"I {verb} {{thing}}{{what}}", *_MY_CHOICE[verb], holds=holds,
        )  # fmt: skip
        yield paraphrase(
            rf"(?P<whose>my|our) {_OF_CHOICE}(?P<what> (?:for|when|in) [^,;:]{{2,50}}?) (?:is|are) {THING}(?:,.*)?",
            f"I {verb} {{thing}}{{what}}", *_CHOICE_IS[verb], holds=holds,
        )  # fmt: skip
    yield paraphrase(
        rf"(?:(?:whenever|(?:every|each) time) )?(?P<who>I|we) (?P<what>[a-z]+ [^,;:]{{2,40}}?),? (?:I|"
        rf"we) {_USUALLY}{TAKES} "
        rf"{THING}(?:,.*)?",
        "{who} prefer {thing} whenever {who} {what}", "Whenever I write a paper I turn to LaTeX", holds=_is_class,
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<topic>(?!(?:the|this|that|these|those|it|what|all|some|one|how|my|our|if|when)\b)[\w -]{{3,30}}?),? "
        rf"(?P<who>I|we) {_USUALLY}(?:do|write|run|handle|manage|make|keep|track|draw|build)(?: (?:it|them|that))?"
        rf"(?: (?:only|mostly|always|usually|mainly))? (?:with|in|on|using|via|"
        rf"through) {THING}(?:,.*)?",
        "{who} use {thing} for {topic}", "API testing I do with Bruno", holds=lambda match: _is_tool(match["thing"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<who>I|we)(?: pretty much| basically| practically)? {_USUALLY}(?:live|spend (?:my|our) (?:days?|"
        rf"whole day|"
        rf"time)) in {THING}",
        "{who} use {thing}", "I live in Neovim", holds=lambda match: _is_workplace(match["thing"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<who>I|we) (?:originally |just )?(?:come|came)(?: over)? from {THING}", "{who} left {thing}",
        "I came from Sublime", holds=lambda match: _is_workplace(match["thing"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?:(?:plain|good old|simple|vanilla) )?{THING} (?:does|will do|is enough|is plenty|is fine|is all I (?:need|"
        rf"want)|works|suits me|gets|has)(?: (?:it|just fine|fine|well|the job done|my vote|everything I need))*(?: "
        rf"(?:for|with) (?:me|us))(?:,.*)?",
        "I prefer {thing}", "nano does it for me", holds=lambda match: _is_tool(match["thing"]),
    )  # fmt: skip


_OF_OTHERS = re.compile(r"\b(?:he|she|they|you|his|her|their|your)\b", re.IGNORECASE)
_FIRMLY = re.compile(r"\b(?:swear by|reach for|default to|fall back|stick to|come back to)\b", re.IGNORECASE)


def _is_class(match: re.Match[str]) -> bool:
    return names_a_class(match["thing"]) and not _PASSING.search(match[0])


_PASSING = re.compile(
    r"\b(?:today|tonight|now that|right now|again|this (?:week|morning|time)|at the moment)\b", re.IGNORECASE
)


def _is_tool(thing: str) -> bool:
    return names_one(thing) or (
        thing[:1].isupper() and is_technology(thing) and not _STATE.match(thing) and category_of(thing) != "time of day"
    )


def _is_workplace(thing: str) -> bool:
    """Whether one works in it rather than lives: an editor, a shell, a terminal."""
    return category_of(thing) in ("editor", "shell", "terminal", "operating system") and names_one(thing)


_STATE = re.compile(
    r"(?:(?-i:[A-Z]{2,4})|Not|No|Just|Only|Christmas|Easter|Ok|Okay|Fine|Good|Bad|Great|Same|True|False|Null|None|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|English|German|French)\b",
)
"""Words with a capital that name no tool: "it's OK for every user"."""
