"""Other words for what somebody uses and has chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.rephrasing import DETERMINED, THING, Paraphrase, is_taste, paraphrase
from skillfs.learning.english.verb_classes import is_technology
from skillfs.learning.user.attribute_rules import ATTRIBUTES
from skillfs.learning.user.life_words import of_life

_ATTRIBUTE = "|".join(ATTRIBUTES.values())


def paraphrases_of_choices() -> Iterator[Paraphrase]:
    """Paraphrases of clauses; of several that know one the first decides."""
    yield from _clefts()
    yield from _tools()


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
        rf"contact)(?P<attribute>{_ATTRIBUTE})(?: now| these days| nowadays)?(?:,.*)?",
        "{whose} {attribute} is {value}",
        "Polish is my mother tongue, sorry for the mistakes", "Fridays are my day off.", "Emacs is my editor of choice",
        holds=lambda match: not DETERMINED.match(match["value"]) or of_life(match["value"]),
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
        holds=lambda match: not _OWNS.search(match["value"]),
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
        r"everything (?P<rel>we|I) (?P<verb>(?!try|need|want|do\b|know|say|see|ask|tried|did|said)[a-z]+) "
        r"(?P<rest>(?:runs|is|lives|"
        r"sits|uses|deploys|gets|goes|has|comes) .+)",
        "my everything they {verb} {rest}", "Everything we ship runs on Nomad.",
    )  # fmt: skip
    yield paraphrase(
        r"everything (?:here|around here|at work|in (?:this|our) (?:company|shop|team)) (?P<rest>(?:runs|is|lives|"
        r"uses|deploys) .+)",
        "my everything {rest}", "Everything here is containerised with Podman.",
    )  # fmt: skip
    yield paraphrase(
        r"everything(?:['’]s)? (?P<rest>(?:(?:runs|lives|sits|is|deploys) )?(?:(?:hosted|deployed|running|living|"
        r"kept|built|written|made) )?(?:on|to|in|at|with)) "
        r"(?P<tool>[^,;:]{2,40}?)(?: (?:now|these days|nowadays|since .+|as of .+))?", "my everything {rest} {tool}",
        "everything sits on Hetzner since May",
        holds=lambda match: match["rest"].startswith(("runs",
        "lives", "sits", "is", "deploys")) and is_technology(match["tool"])
        and (category_of(match["tool"]) is not None or match["rest"].endswith((" built with", " written in"))),
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
        "we switched to {value}", "I've ditched Sublime Text for Zed",
        holds=lambda match: category_of(match["old"]) is not None or match["value"][:1].isupper(),
    )  # fmt: skip
    yield paraphrase(
        r"(?:we've|I've|we|I)(?: have)?(?: just| recently| finally)? (?:got rid of|gotten rid of|said goodbye to|"
        r"ditched|"
        r"dropped|left|abandoned|moved off|gone from|went from|jumped from|hopped from|"
        r"changed from) (?P<old>[^,;]{2,40}?)"
        r"(?: and (?:am|are|['’]re|['’]m|is|run|use|now use|now run)(?: now)?(?: on| using| with)?| to) "
        r"(?P<value>[^,;]{2,40}?)(?: now| instead| these days)?",
        "we switched to {value}", "We got rid of Jenkins and are on Buildkite now", "I've gone from Vim "
        "to Helix",
        holds=lambda match: category_of(match["old"]) is not None or match["value"][:1].isupper(),
    )  # fmt: skip
    yield paraphrase(
        r"(?P<value>[^,;]{2,40}?) (?:has|have)(?: now)? (?:replaced|"
        r"taken over from) (?P<old>[^,;]{2,40}?)(?: for (?:me|us)| "
        r"(?:on|as) my .*)?",
        "I switched to {value}", "Zed has replaced Sublime Text for me",
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
        "I {verb} to {value}", "We moved to Postgres from MySQL",
    )  # fmt: skip


_OWNS = re.compile(r"^(?:(?!that\b|which\b|who\b)\S+ ){1,4}?(?:is|are|was|were|has|had|runs|uses|wants|needs|works)\b")
"""What has a verb of its own is said of a thing of theirs: "our client's shop runs on Magento"."""
_STANDS_ALONE = re.compile(
    r"(?:.* )?(?:goals?|stack|dream|employer|hobb|time ?zone|birthday|pronouns|diet)", re.IGNORECASE
)
