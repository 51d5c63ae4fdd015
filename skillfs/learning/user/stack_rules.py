"""Rules for the tools that somebody works with, and for what their products run on and are made with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.categories import ONE_IN_USE, category_of
from skillfs.learning.english.fact_values import points_at_hand
from skillfs.learning.english.plain_text import word_key
from skillfs.learning.english.scopes import scope_of, without_scope
from skillfs.learning.english.verb_classes import MADE_WITH, PRODUCT, RUNS_ON, is_technology
from skillfs.learning.protocol import FoundKind
from skillfs.learning.user.meanings import CODING, STACK, Key, Rule, fixed, rule, thing_key

_ALL = r"(?:everything|all (?:of )?their [\w ]{2,30}?|most of their [\w ]{2,20}?|their [\w -]{2,30}?)"


def _runs(match: re.Match[str]) -> bool:
    return is_technology(match["value"]) and not points_at_hand(match["of"])


def _technology_key(relation: str) -> Key:
    """The key of what a product runs on or is made with: a product has one answer to each."""
    return lambda match: f"{relation}:{word_key(match['of'])}" if _runs(match) else None


_SWITCHED = (
    r"(?:(?:has |is )?(?:switch(?:ed|ing)|mov(?:ed|ing)|migrat(?:ed|ing)|convert(?:ed|ing)|defected)|(?:has )?(?:gone|"
    r"went|come|came|crossed|jumped|swung|changed|flipped|turned)(?: back)?(?= over| across| ship| entirely| fully| "
    r"completely| to (?:[A-Z]|\S+$)))(?: (?:over|across|ship|back|entirely|fully|completely|wholesale|everything|"
    r"all the way|from .{1,40}?))*"
)
"""Verbs of leaving one thing for another: "has gone over", "jumped ship"."""


def stack_rules() -> Iterator[Rule]:
    """The rules, the more exact ones first."""
    yield rule(
        r" deploys (?:to|on|with) (?P<value>(?-i:[A-Z]).{1,40})", STACK,
        lambda match: "deploys on" if is_technology(match["value"]) else None,
        "We deploy to Vercel.", "We deploy on Kubernetes",
    )  # fmt: skip
    yield rule(
        rf"'s (?P<of>{PRODUCT}) (?:{RUNS_ON}) (?P<value>.+)", STACK, _technology_key("runs on"),
        "Our backend runs on Hetzner", "All my notes sit in Obsidian.", "Our site deploys to Netlify",
        "Production runs on Debian 12.", "Everything we ship runs on Nomad.", "The whole stack runs on AWS.",
    )  # fmt: skip
    yield rule(
        rf"'s (?P<of>{PRODUCT}) (?:{MADE_WITH}) (?P<value>.+)", STACK, _technology_key("made with"),
        "Our storefront is built with Svelte", "Our billing service is written in Kotlin",
        "Our stack consists of FastAPI, Celery and Redis.",
    )  # fmt: skip
    yield rule(
        rf" (?:is (?:hosting|deploying|running|keeping|writing|building)|hosts|deploys|runs|keeps|stores|tracks|"
        rf"manages|writes|ships|does|builds|tests|containeri[sz]es|has) "
        rf"(?P<of>{_ALL}) (?:on|to|in|with|at|using|as) (?P<value>.+)", STACK, _technology_key("runs on"),
        "We host everything on DigitalOcean", "I keep my notes in Logseq.", "I write everything in Helix",
        "We're running everything on Fly.io with SQLite.", "I do all my work in Neovim.",
    )  # fmt: skip
    yield rule(
        r" (?:hosts|tracks|tests|monitors|builds|manages|codes|writes|develops|ships|stores|handles) "
        r"(?:(?P<of>issues|tickets|tasks|bugs|code|logs|data|packages|secrets|documents|docs|infrastructure) )?"
        r"(?:on|in|with|at|using|via) (?P<value>.+)", STACK, _means_key,
        "We host on Hetzner, there's no AWS anywhere in this company.", "We track issues in Linear.",
        "We test with Playwright.",
    )  # fmt: skip
    yield rule(
        r" (?:(?:has )?(?:standardi[sz]ed|settled|bet|relies|depends) (?:on|by)|relies on|has adopted|adopted|"
        r"is (?:all[- ]in|betting) on|has gone all[- ]in on|has chosen|"
        r"is stuck with) (?P<value>.+)", STACK, _adopted_key,
        "We've standardised on pnpm in all of our packages.", "We rely on RabbitMQ for queues.",
        "We've adopted OpenTelemetry.", "We've settled on Kafka for messaging.",
    )  # fmt: skip
    yield rule(
        r" (?:has )?(?:moved|migrated|switched) (?P<of>(?:the|their) [\w ]{2,20}?) (?:over |across |"
        r"fully )?to (?P<value>.+)", STACK,
        _technology_key("runs on"),
        "We've moved the shop over to Shopify.",
    )  # fmt: skip
    yield rule(
        r" (?:is )?(?:now )?(?:running|using|on|doing (?:all )?(?:this|everything|their work)(?: work)? on|types on|"
        r"types with|has|owns|works on|drives) (?P<value>(?:an? |"
        r"the )?(?P<name>.+?)"
        r"(?: (?:on|inside|under|with) (?P<where>.+))?)", STACK, _machine_key,
        "I'm running Fedora 41 on a Framework laptop and wifi drops after suspend.", "I'm on a Mac.",
        "I'm on Arch Linux.", "I type on a Colemak layout.",
    )  # fmt: skip
    yield rule(
        r" indents(?: [\w ]{2,30}?)? (?:with|by|using) (?P<value>(?:tabs|spaces|(?:\w+ )spaces)\b.*)", CODING,
        fixed("choice:indentation"), "I indent with 2 spaces in every project", kind=FoundKind.PREFERENCE,
    )  # fmt: skip
    yield rule(
        r"'s (?P<of>(?:work |main |home |dev |own )?(?:laptop|desktop|machine|computer|pc|workstation|server|"
        r"macbook|box))"
        r" (?:runs|is running|boots|is on|dual[- ]boots) (?P<value>.+)", STACK, _technology_key("runs on"),
        "my laptop runs fedora",
    )  # fmt: skip
    yield rule(
        r" (?P<habit>always|usually|normally|mostly|mainly|primarily|typically|exclusively|only|often)? ?(?:uses?|"
        r"writes?(?: most of their code)?(?: in| code in)?|has been using|(?:has )?started using|codes? in|"
        r"programs? in|works? with|works? in|develops? (?:in|on|with)|runs?|is on|deploys? (?:to|with|on)|"
        rf"{_SWITCHED} to|is (?:now )?on|adopted|ships) (?P<value>.+)",
        STACK, _use_key,
        "I use Helix as my editor on a NixOS laptop", "I've switched to Zed for good.", "We use Postgres at work",
        "I've gone over to pnpm for good",
        "These days it's Neovim for me.", "For styling we use Tailwind.", "I mostly code in Haskell.",
    )  # fmt: skip
    yield rule(
        r"'s (?P<habit>team|company) (?:uses|deploys (?:to|with)|works with) (?P<value>.+)", STACK, _use_key,
        "My team uses trunk-based development", "We're a Rails shop.", "We're an all-Kotlin team.",
    )  # fmt: skip


def _means_key(match: re.Match[str]) -> str | None:
    """The key of what one does something with: "tracks issues in Linear"; the means is a technology by its name."""
    if not is_technology(match["value"]) or points_at_hand(match["value"]):
        return None
    verb = match[0].split()[2]
    return f"means:{verb} {match['of'] or ''}".rstrip()


def _adopted_key(match: re.Match[str]) -> str | None:
    value = re.split(r" (?:for|in|as|across|at|with|everywhere) ", match["value"], maxsplit=1)[0]
    if not is_technology(value) or value.endswith(" after all"):
        return None
    return _one_in_use(value, match["value"]) or thing_key("use", value)


def _machine_key(match: re.Match[str]) -> str | None:
    """The key of the operating system, editor, shell or machine that one is "on" or "running": those last."""
    name = match["name"]
    if points_at_hand(match["value"]):
        return None
    if _MACHINE.fullmatch(name):
        return "attribute:machine"
    about = category_of(name.split()[0])
    if about in _ONE_RUNS and _SHORT.fullmatch(name):
        return f"choice:{about}"
    return "attribute:keyboard layout" if _LAYOUT.fullmatch(name) else None


_SHORT = re.compile(r"[\w.!+-]+(?: [\w.!+-]+){0,3}")
_ONE_RUNS = frozenset({"operating system", "editor", "shell", "terminal"})
_LAYOUT = re.compile(
    r"(?:(?:dvorak|colemak|qwertz|azerty|workman|bepo)(?:[- ]dh)?(?: layout|"
    r" keyboard)?)",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"(?:[\w-]+ ){0,2}(?:mac|macbook(?: pro| air)?|chromebook|thinkpad|framework laptop|framework|raspberry pi|"
    r"steam deck|imac|ipad(?: pro)?|iphone(?: \d+)?|pixel(?: \d+)?|android phone|windows (?:laptop|machine|pc)|"
    r"surface(?: pro)?|xps(?: \d+)?|linux (?:laptop|box|machine))(?: [\w]{1,6}| running .{2,30})?",
    re.IGNORECASE,
)


def _use_key(match: re.Match[str]) -> str | None:
    """The key of something in use; what is neither known technology nor habitual is the work at hand."""
    value = match["value"]
    about = category_of(value)
    if _POINTS.match(value) or (about is None and re.search(r" works? with $", match[0][: match.start("value")])):
        return None
    if about is None and not match["habit"] and not _HABITUAL.search(value) and not _is_practice(without_scope(value)):
        return None
    return _one_in_use(value, value) or thing_key("use", value)


def _is_practice(value: str) -> bool:
    """Whether one uses it as a matter of course: a product by its name, or a way of working."""
    return _PRACTICE.fullmatch(value) is not None or (value[:1].isupper() and is_technology(value))


_PRACTICE = re.compile(
    r"(?:[\w-]+[- ](?:based|driven) \w+|pair programming|scrum|kanban|conventional commits|semantic versioning|"
    r"git ?flow|"
    r"an? monorepo|feature flags|mob programming|event sourcing|micro-?services|monorepos)",
    re.IGNORECASE,
)


def _one_in_use(value: str, whole: str) -> str | None:
    about = category_of(value)
    return f"choice:{about}{scope_of(whole)}" if about in ONE_IN_USE else None


_POINTS = re.compile(r"(?:the|this|that|these|those|it|them|out|into)\b", re.IGNORECASE)
_HABITUAL = re.compile(
    r"\b(?:at work|every day|daily|for all|for everything|at home|as (?:my|their) (?:editor|shell|terminal|browser|"
    r"daily|main)|for (?:styling|state|messaging|testing|tests|queues|ci|deployments?|logging|monitoring|auth|search|"
    r"caching|builds?|notes|my|their|our))\b",
    re.IGNORECASE,
)
