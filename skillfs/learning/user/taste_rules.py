"""Rules for what somebody likes, dislikes and wants of the agent: preferences, by category or by the thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.categories import TECHNICAL, category_of, names_one
from skillfs.learning.english.fact_values import is_edible, is_habit, is_spoken, points_at_hand
from skillfs.learning.english.plain_text import word_key
from skillfs.learning.english.scopes import scope_of, without_scope
from skillfs.learning.english.verb_classes import (
    DISLIKES,
    FOND_OF,
    LIKES,
    STRONG_DISLIKES,
    STRONG_LIKES,
    is_generic,
    is_technology,
    is_trouble,
    names_a_class,
)
from skillfs.learning.protocol import FoundKind
from skillfs.learning.safety import is_redacted
from skillfs.learning.user.meanings import CODING, PERSONAL, STYLE, Key, Rule, rule, says_nothing, thing_key

_DAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|weekends?\b", re.IGNORECASE)
_ENDS_POINTING = re.compile(r"\b(?:it|this|that|these|those)$", re.IGNORECASE)
_STYLE_WORDS = re.compile(
    r"\b(?:answers?|repl(?:y|ies)|respon(?:d|ses?)|explanations?|explain\w*|emojis?|tone|concise|brief|verbose|"
    r"bullet points?|summar\w+|apolog\w+|greet\w*|formal|informal|jargon|step[- ]by[- ]step|language|english|"
    r"spelling|call (?:them|me)|address|e-?mails?|messages?|questions?|meetings?|calls?|mornings?|afternoons?|"
    r"evenings?|slack|chat|talk|ask|tell|mention|praise|flatter\w*|walls of text|small talk)\b",
    re.IGNORECASE,
)
_PERSONAL_LIFE = re.compile(
    r"\b(?:music|films?|movies?|food|cuisine|books?|novels?|tea|coffee|wine|beer|cake|bands?|sports?|football|hiking|"
    r"running|cycling|climbing|bouldering|gardening|chocolate|cheese|travel\w*|opera|jazz|trains?|dogs?|cats?|poetry|"
    r"history|mushrooms?|coriander|cilantro|olives?)\b",
    re.IGNORECASE,
)


_WAYS_OF_WRITING = frozenset({"units", "clock", "spelling", "naming style", "quotes"})
"""Categories of how things are written: who uses one does so everywhere."""


def topic_of_choice(sentence: str) -> str:
    """The file of a like or a wish: about how they are spoken to, about life, or about code."""
    technical = category_of(sentence) in TECHNICAL
    if _STYLE_WORDS.search(sentence) and not technical:
        return STYLE
    return PERSONAL if _PERSONAL_LIFE.search(sentence) and not technical else CODING


def taste_rules() -> Iterator[Rule]:
    """The rules, the more exact ones first."""

    def taste(pattern: str, key: Key, *says: str) -> Rule:
        return rule(pattern, topic_of_choice, key, *says, kind=FoundKind.PREFERENCE)

    yield taste(
        r" (?:(?:could|can) (?:do|live) without|has (?:no|little|zero) (?:patience|time|love|use|taste) for|is "
        r"(?:wary|weary) of|cannot (?:bear|abide)) (?!an? )(?P<value>.+)",
        lambda match: choice_key(match) if names_a_class(match["value"]) else None,
        "I can do without unsolicited advice",
    )  # fmt: skip
    yield taste(
        rf" (?:{LIKES}|{DISLIKES}) (?P<value>.+)", _generic_choice,
        "I'd rather not use ORMs", "I'm not keen on long meetings", "I stick to ISO dates",
        "I have no patience for meetings", "I'd rather not use Docker.",
    )  # fmt: skip
    yield taste(
        rf" (?:{FOND_OF}) (?P<value>.+)", _fond_choice,
        "I'm really into bouldering.", "I have a weakness for single malt.", "I'm partial to Elixir",
    )  # fmt: skip
    yield taste(
        r" (?:prefers|favou?rs) (?P<value>.+)", choice_key,
        "I prefer TypeScript.", "I'd choose composition over inheritance any day.", "I'd rather have tabs than "
        "spaces",
        "My preference is for tables over prose.", "Give me tabs over spaces any day.",
    )  # fmt: skip
    yield taste(
        rf" (?:{STRONG_LIKES}) (?P<value>.+)", choice_key,
        "I absolutely love sourdough.", "Huge fan of Bollywood films here, esp. anything by Mani Ratnam.",
        "Nothing beats bouldering for me.", "I can't get enough of Thai food.", "I swear by Emacs.",
    )  # fmt: skip
    yield taste(
        rf" (?:{STRONG_DISLIKES}) (?P<value>.+)", choice_key,
        "I can't stand coriander.", "I hate semicolons", "I'm not a fan of Tailwind.", "I'm sick of YAML.",
        "Walls of text make my head hurt.", "My pet peeve is trailing whitespace.",
    )  # fmt: skip
    yield taste(
        r" (?:always |only )?(?:uses|thinks in|writes(?: in)?|indents with|goes by) (?P<value>.+)",
        lambda match: choice_key(match) if category_of(match["value"]) in _WAYS_OF_WRITING else None,
        "I use the 24-hour clock", "I think in metric",
    )  # fmt: skip
    yield taste(
        r" does not use (?P<value>.+)",
        lambda match: choice_key(match) if category_of(match["value"]) or is_habit(match["value"]) else None,
        "I don't use semicolons",
    )  # fmt: skip
    yield taste(
        r" is (?:(?:more |very much )?of )?an? (?P<value>.{2,40}) (?:person|guy|girl|gal|user|fan|type|lover|addict|"
        r"enthusiast|nerd|buff|aficionado|junkie|snob|drinker)(?:,.{1,40}| than an? .{2,40}| (?:through and through|"
        r"at heart|by nature|myself))?", _person_choice,
        "I'm more of a tabs person", "I'm a coffee person, not tea.",
        "I'm more of a terminal person than a GUI one",
    )  # fmt: skip
    yield rule(
        r" is an? (?:[\w-]+ )?(?P<value>(?-i:[A-Z])[\w' ]{2,30}?) (?:fan|supporter|follower|devotee|season ticket "
        r"holder)",
        PERSONAL, lambda match: thing_key("choice", match["value"]), "Long-time Arsenal supporter here.",
        kind=FoundKind.PREFERENCE,
    )  # fmt: skip
    yield taste(
        r" is (?:an avid|a keen|an amateur|a passionate|a hobby|an enthusiastic|a lifelong|a competitive|a serious|a "
        r"recreational|a weekend|a budding) (?P<value>[\w "
        r"-]{3,40})", lambda match: thing_key("pastime", match["value"]),
        "I'm an avid cyclist.",
    )  # fmt: skip
    yield taste(
        r" wants the agent to (?:always )?keep (?:it|things|everything) (?P<value>short|brief|simple|concise|terse|"
        r"formal|informal|casual)", lambda match: "choice:answer length",
        "From now on keep it short",
    )  # fmt: skip
    yield taste(
        r" wants the agent to (?:always )?be (?P<value>(?:more |less |as )?[a-z]+(?: .+)?)", _manner,
        "Be concise in general.", "Please be blunt with me from now on.",
    )  # fmt: skip
    yield taste(
        r" wants the agent (?P<how>to always|to never|not to|to) (?P<verb>[\w'-]+) (?P<value>.+)", _order,
        "From now on use tabs", "Always add type hints", "In future, show me a diff first",
        "Whenever you show me a date, write it "
        "day-month-year.", "Don't you ever push to main without asking me first!!",
        "Answer me in Dutch from now on", "It'd be lovely if you always used British spelling in what you write for "
                                          "me.",
        "Stop apologising every time, ok?",
    )  # fmt: skip
    yield taste(
        r" wants the agent (?P<how>to always|to never|not to|to) (?P<value>[\w'-]{4,})",
        lambda match: f"choice:{word_key(match['value'])}",
        "Never apologize",
    )  # fmt: skip
    yield taste(
        r" (?:always )?wants (?!the agent\b|to\b)(?:(?:an?|one) )?(?P<value>.+)", choice_key,
        "Bullet points, always.", "From now on I want small commits", "I want the short answer first, in general",
    )  # fmt: skip
    yield taste(r" does not want (?!an? )(?P<value>.+)", choice_key, "No semicolons, please")
    yield taste(
        r" wants the agent (?:not )?to (?P<value>.+)", _in_words, "Always explain why you chose something.",
    )  # fmt: skip
    yield taste(
        r"'s rule: (?P<value>.+)", _in_words,
        "In every repo of mine the tests live next to the source file, not in a separate folder.",
        "House rule: every PR has a changelog line.",
    )  # fmt: skip
    yield rule(
        r" means by '(?P<value>[^']+)': .+", STYLE, _in_words,
        "When I say 'ship it' I mean squash, tag and push.", kind=FoundKind.PREFERENCE,
    )  # fmt: skip
    yield rule(
        r" dislikes it when (?P<value>.+)", STYLE, _in_words, "It annoys me when answers start with an apology.",
        kind=FoundKind.PREFERENCE,
    )  # fmt: skip


def _in_words(match: re.Match[str]) -> str | None:
    """The key of an order that is about no one thing: its words."""
    return None if is_redacted(match["value"]) else f"order:{word_key(match['value'])}"


def choice_key(match: re.Match[str]) -> str | None:
    """The key of a like or dislike: its category where it has one, else the thing; a scope ("for scripts") sets it
    apart."""
    value = re.sub(r"^(?:any |the (?:smell|sound|taste|texture|sight|feel|look) of )", "", match["value"])
    if says_nothing(value) or _DAY.fullmatch(value) or _ENDS_POINTING.search(value):
        return None
    bare = without_scope(value)
    refused = re.sub(r"^no ", "", bare)
    kind = category_of(bare)
    if kind and (refused == bare or names_one(refused)):
        return f"choice:{kind}{scope_of(value)}"
    thing = thing_key("choice", bare)
    return f"{thing}{scope_of(value)}" if thing else None


def _generic_choice(match: re.Match[str]) -> str | None:
    return choice_key(match) if is_generic(match["value"]) or _is_product(match["value"]) else None


def _is_product(value: str) -> bool:
    return value[:1].isupper() and is_technology(value) and not points_at_hand(value)


def _fond_choice(match: re.Match[str]) -> str | None:
    value = match["value"]
    at_hand = points_at_hand(value) or _DETERMINED.match(value) or is_trouble(value)
    return None if at_hand else choice_key(match)


_DETERMINED = re.compile(
    r"(?:the|this|that|these|those|my|our|your|his|her|their|its|it|them|an?|what|how)\b",
    re.IGNORECASE,
)


def _person_choice(match: re.Match[str]) -> str | None:
    value = match["value"]
    known = category_of(value) or is_edible(value) or _PERSONAL_LIFE.search(value) or _MORE_OF.match(match[0])
    return choice_key(match) if known else None


_MORE_OF = re.compile(r"The user is (?:more|very much) of an? .+ than an? ", re.IGNORECASE)


def _order(match: re.Match[str]) -> str | None:
    """The key of an order: the language of replies, a category, or what it is about."""
    spoken = _REPLY_IN.match(match["value"]) if match["verb"].casefold() in _REPLY else None
    if spoken and is_spoken(spoken["language"]):
        return "choice:reply language"
    if _IT.match(match["value"]):
        return thing_key("choice", f"{match['verb']} {match['value']}")
    value = re.sub(r"^them (?!$)", "", match["value"])
    if says_nothing(value):
        return None
    bare = without_scope(value)
    kind = category_of(bare)
    thing = f"choice:{kind}" if kind else thing_key("choice", bare)
    return f"{thing}{scope_of(value)}" if thing else None


_REPLY = frozenset({"answer", "reply", "respond", "write", "speak", "talk", "communicate", "converse", "chat"})
_REPLY_IN = re.compile(r"(?:(?:to )?(?:them|me) )?(?:only )?in (?P<language>\w+)", re.IGNORECASE)
_IT = re.compile(r"(?:it|them) (?=\S)", re.IGNORECASE)


def _manner(match: re.Match[str]) -> str | None:
    return f"choice:manner {word_key(match['value'])}" if _MANNERS.match(match["value"]) else None


_MANNERS = re.compile(
    r"(?:more |less |as )?(?:blunt|concise|brief|direct|honest|formal|informal|casual|polite|succinct|terse|verbose|"
    r"thorough|strict|critical|gentle|kind|patient|precise|explicit|careful|short|frank|friendly|playful|funny|"
    r"serious|technical|detailed|straightforward|skeptical|sceptical|proactive|specific|neutral)\b",
    re.IGNORECASE,
)
