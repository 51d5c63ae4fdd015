"""What a sentence about the user is about, and in which file it belongs.

A fact is a third-person sentence with a key, subject and attribute in one: two facts with the same key exclude each
other. The key is read off the sentence itself, so that lines that a person wrote into a file are keyed alike. To teach
another fact, add a line to `_rules`; its examples are the lines of tests/learning/test_facts.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from skillfs.learning.categories import CATEGORIES, ONE_IN_USE, TECHNICAL, category_of
from skillfs.learning.fact_values import (
    JOB,
    is_attribute,
    is_employer,
    is_habit,
    is_name,
    is_organisation,
    is_place_name,
    is_purpose,
    is_spoken,
)
from skillfs.learning.plain_text import fold, word_key, word_set
from skillfs.learning.protocol import FoundKind
from skillfs.learning.safety import is_poison, is_redacted
from skillfs.learning.verb_classes import (
    AIMS_AT,
    BELONGS_TO,
    COMES_FROM,
    DISLIKES,
    LIKES,
    LIVES_IN,
    MADE_WITH,
    PLANS_TO,
    PRODUCT,
    RUNS_ON,
    TEAM,
    is_aspiration,
    is_generic,
    is_occupation,
    is_team_name,
    is_technology,
)

PERSONAL = "personal-info"
CODING = "coding-preferences"
STACK = "tech-stack"
STYLE = "communication-style"
WORK = "work-context"
GOALS = "goals"
TOPICS = (PERSONAL, CODING, STACK, STYLE, WORK, GOALS)

MAX_VALUE = 160
"""Characters of a fact; longer ones are stories."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a third-person sentence is about; `value` are the words in it that a correction would replace."""

    key: str
    topic: str
    kind: FoundKind
    value: str


_Key = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """Sentences that match `pattern` as a whole belong to `topic`; `key` gives their key, None where they say "
    "nothing."""

    pattern: re.Pattern[str]
    topic: str | Callable[[str], str]
    key: _Key
    kind: FoundKind = FoundKind.FACT


NAME = r"[^\W\d_][\w'’.-]{0,40}(?: [^\W\d_][\w'’.-]{0,40}){0,3}"
_NO_VALUE = re.compile(
    r"^(?:it|this|that|these|those|they|them|him|her|he|she|how|what|when|where|why|which|who|your|yours|"
    r"the (?:first|second|third|last|former|"
    r"latter|other|idea|way|new|one|look|sound|approach|option|version|result|output|second|current)\b|to (?:see|"
    r"know|ask|say|thank|point|add|hear|get|have)"
    r"|option|version|one\b|some\b|something|anything|nothing|everything|so\b|not\b|if\b|a (?:lot|bit|few)|any\b|"
    r"an? (?:new|quick|different)\b)",
    re.IGNORECASE,
)
_POINTS = re.compile(r"(?:the|this|that|these|those|it|them|out|into)\b", re.IGNORECASE)
_ENDS_POINTING = re.compile(r"\b(?:it|this|that|these|those)$", re.IGNORECASE)
_DAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|weekends?\b", re.IGNORECASE)
_SCOPE = re.compile(r"\s(?P<scope>(?:for|at|on|when|in|during) .{2,60})$", re.IGNORECASE)
_CONTRAST = re.compile(r"\s+(?:over|to|instead of|rather than|and not|, not)\s+.{1,60}$", re.IGNORECASE)
_EVERYWHERE = re.compile(r"^for (?:all|every|everything|most)\b|^in (?:all|every|general)\b", re.IGNORECASE)
_FAVOURITE = re.compile(r"^(?:favou?rite|preferred|default|go to|main|primary|programming)\s+(?:programming\s+)?")
_SAME_ATTRIBUTE = {
    "os": "operating system",
    "ide": "editor",
    "timezone": "time zone",
    "bday": "birthday",
    "b day": "birthday",
    "job title": "job",
    "role": "job",
    "title": "job",
    "position": "job",
}
_SMALL_WORDS = word_set(
    "the a an of to in on for with and or any all my their your please using use uses when ever code it is are be no "
    "not"
)
_STYLE_WORDS = re.compile(
    r"\b(?:answers?|repl(?:y|ies)|respon(?:d|ses?)|explanations?|explain\w*|emojis?|tone|concise|brief|verbose|"
    r"bullet points?|summar\w+|"
    r"apolog\w+|greet\w*|formal|informal|jargon|step[- ]by[- ]step|language|english|spelling|call (?:them|me)|"
    r"address|e-?mails?|messages?|"
    r"questions?|meetings?|calls?|mornings?|afternoons?|evenings?|slack|chat|talk|ask|tell|mention|praise|"
    r"flatter\w*)\b",
    re.IGNORECASE,
)


def _fixed(key: str) -> _Key:
    return lambda match: key


def _fixed_if(key: str, holds: Callable[[str], bool]) -> _Key:
    return lambda match: key if holds(match["value"]) else None


def _object_key(prefix: str) -> _Key:
    return lambda match: _object(prefix, match["value"])


def _goal_key(match: re.Match[str]) -> str | None:
    return _object("goal", match["value"]) if is_purpose(match["value"]) else None


def _object(prefix: str, value: str) -> str | None:
    if _NO_VALUE.match(value) or is_redacted(value):
        return None
    words = [word for word in word_key(_CONTRAST.sub("", value)).split() if word not in _SMALL_WORDS]
    return f"{prefix}:{' '.join(words[:8])}" if words else None


def _choice_key(match: re.Match[str]) -> str | None:
    """The key of a like or dislike: its category where it has one, else the thing; a scope ("for scripts") sets it "
    "apart."""
    value = match["value"]
    if _NO_VALUE.match(value) or is_redacted(value) or _DAY.fullmatch(value) or _ENDS_POINTING.search(value):
        return None
    scope = _SCOPE.search(value)
    bare = value[: scope.start()] if scope else value
    about = category_of(bare)
    suffix = _scope_suffix(scope)
    if about:
        return f"choice:{about}{suffix}"
    thing = _object("choice", bare)
    return f"{thing}{suffix}" if thing else None


def _generic_key(match: re.Match[str]) -> str | None:
    return _choice_key(match) if is_generic(match["value"]) else None


def _occupation_key(match: re.Match[str]) -> str | None:
    return "attribute:job" if is_occupation(match["value"] or match["value2"]) else None


def _aspiration_key(match: re.Match[str]) -> str | None:
    return _goal_key(match) if is_aspiration(match["value"]) else None


def _technology_key(relation: str) -> _Key:
    """The key of what a product runs on or is made with: a product has one answer to each."""
    return lambda match: f"{relation}:{word_key(match['of'])}" if is_technology(match["value"]) else None


def _scope_suffix(scope: re.Match[str] | None) -> str:
    """What sets a choice for one purpose apart from the general one; "for all my projects" is general."""
    return f" {word_key(scope['scope'])}" if scope and not _EVERYWHERE.match(scope["scope"]) else ""


def _use_key(match: re.Match[str]) -> str | None:
    """The key of something in use; what is neither known technology nor habitual is the work at hand."""
    value = match["value"]
    about = category_of(value)
    if _POINTS.match(value):
        return None
    if (
        about is None
        and not match["habit"]
        and not re.search(r"\b(?:at work|every day|daily|for all|for everything|at home)\b", value)
    ):
        return None
    if about in ONE_IN_USE:
        scope = _SCOPE.search(value)
        return f"choice:{about}{_scope_suffix(scope)}"
    return _object("use", value)


def _choice_topic(text: str) -> str:
    if _STYLE_WORDS.search(text) and category_of(text) not in TECHNICAL:
        return STYLE
    return CODING


def _home_key(match: re.Match[str]) -> str | None:
    """The key of where they live; who "moved to Helix" changed an editor."""
    return "home" if is_place_name(match["value"]) and not category_of(match["value"]) else None


def _attribute_key(match: re.Match[str]) -> str | None:
    """The key of "the user's X is …"; a favourite language is the same thing as the language they prefer."""
    if is_redacted(match["value"]):
        return None
    if not is_attribute(word_key(match["attribute"]), match["value"]):
        return None
    attribute = _FAVOURITE.sub("", word_key(match["attribute"])).removesuffix(" of choice")
    attribute = _SAME_ATTRIBUTE.get(attribute, attribute)
    return f"choice:{attribute}" if attribute in CATEGORIES else f"attribute:{attribute}"


def _remember_key(match: re.Match[str]) -> str | None:
    subject = re.split(r" (?:is|are|was|has|have|lives?|runs?|needs?|must|uses?) ", match["value"], maxsplit=1)[0]
    return _object("remember", re.sub(r"^(?:they|he|she|their) ", "", subject))


def _order_key(match: re.Match[str]) -> str | None:
    """The key of an order that is about no one thing: its words."""
    return None if is_redacted(match["value"]) else f"order:{word_key(match['value'])}"


_ATTRIBUTES = {
    PERSONAL: r"(?:e-?mail(?: address)?|birthday|b-?day|date of birth|time ?zone|pronouns|phone(?: number)?|home ?town|"
    r"home address|native language|"
    r"mother tongue|github(?: handle| username)?|handle|username|nationality|age|hobby|hobbies|diet|"
    r"favou?rite (?!language|editor|framework|"
    r"library|tool|ide|database|shell|stack)[\w ]{2,30})",
    WORK: r"(?:job(?: title)?|role|title|position|company|employer|team|squad|team's name|manager|boss|department|"
    r"office|"
    r"work(?:ing)? hours|"
    r"on-call (?:day|week)|current project|main project|project|stand-?up|sprint length|client|staging server|"
    r"production server|"
    r"repo(?:sitory)?|main repo(?:sitory)?)",
    STACK: r"(?:stack|tech stack|editor|ide|shell|terminal|os|operating system|laptop|machine|computer|"
    r"package manager|database|cloud(?: provider)?|"
    r"ci(?: system| provider)?|default (?:shell|browser|branch)|browser|window manager|monorepo tool|build (?:tool|"
    r"system)|keyboard(?: layout)?|"
    r"backend|frontend|infrastructure)",
    CODING: r"(?:(?:favou?rite|preferred|default|go-to|main|primary) (?:programming )?(?:language|editor|framework|"
    r"library|tool|ide|database|shell|"
    r"stack|linter|formatter|style|test runner|testing framework)|(?:language|editor|framework|tool|ide|database|"
    r"shell|linter|formatter) of choice|"
    r"coding style|line length|naming convention|commit style|branch naming)",
    STYLE: r"(?:preferred (?:tone|style|language|format)|preferred (?:answer|response) (?:length|style|format))",
    GOALS: r"(?:(?:main |long-term |short-term |current |big |next |career )?(?:goal|aim|ambition)(?: (?:this|for the|"
    r"for this) (?:year|quarter|month|semester|week))?|dream)",
}


_TENURE = r"(?:for|since) .{2,40}"


def _rules() -> Iterator[Rule]:
    def rule(pattern: str, topic: str | Callable[[str], str], key: _Key, kind: FoundKind = FoundKind.FACT) -> Rule:
        return Rule(re.compile(f"^{pattern}$", re.IGNORECASE), topic, key, kind)

    preference = FoundKind.PREFERENCE
    yield rule(rf"The user's (?:full |real |given )?name is (?P<value>{NAME})", PERSONAL, _fixed_if("name", is_name))
    yield rule(
        rf"The user (?:goes by|prefers to be called) (?P<value>{NAME})", PERSONAL, _fixed_if("nickname", is_name)
    )
    yield rule(r"The user's (?:first|last|middle|maiden|family) name is (?P<value>.+)", PERSONAL, _fixed("name part"))
    yield rule(
        r"The user (?:uses )?(?P<value>(?:she|he|they|ze|xe)/\S+)(?: pronouns)?", PERSONAL, _fixed("attribute:pronouns")
    )
    yield rule(
        r"The user (?:no longer|does not|never|has not|cannot|will not) (?:works?|lives?) .+", WORK, lambda match: None
    )
    yield rule(
        rf"The user (?:{LIVES_IN}) (?P<value>.+)",
        PERSONAL,
        _home_key,
    )
    yield rule(r"The user calls (?P<value>.+) home", PERSONAL, _home_key)
    yield rule(
        rf"The user (?:{COMES_FROM}) (?P<value>(?-i:[A-ZÀ-Þ]).+)",
        PERSONAL,
        _fixed_if("origin", is_place_name),
    )
    yield rule(r"The user was born (?P<value>(?:on|in) .+)", PERSONAL, _fixed("attribute:birthday"))
    yield rule(r"The user is (?P<value>\d{1,3})(?: years old)?", PERSONAL, _fixed("attribute:age"))
    yield rule(
        r"The user is (?:(?:a |an )?(?:vegetarian|vegan|pescatarian|celiac|coeliac|lactose[- ]intolerant|left-handed|"
        r"colou?r-?blind|dyslexic|deaf|blind|"
        r"hard of hearing|autistic|night owl|early bird|morning person))",
        PERSONAL,
        lambda match: f"trait:{word_key(match[0])}",
    )
    yield rule(
        r"The user (?:only|does not|never) (?:eats?|drinks?) (?P<value>.+)", PERSONAL, _object_key("diet"), preference
    )
    yield rule(
        r"The user's (?P<value>(?:dog|cat|rabbit|parrot|horse) is (?:called|named) .{2,40})",
        PERSONAL,
        _object_key("pet"),
    )
    yield rule(r"The user works as an? (?P<value>[\w/ -]{3,50})", WORK, _fixed("attribute:job"))
    yield rule(
        r"The user deploys (?:to|on|with) (?P<value>(?-i:[A-Z]).{1,40})",
        STACK,
        lambda match: None if _DAY.match(match["value"]) else "deploys on",
    )
    yield rule(
        rf"The user (?:{BELONGS_TO}) (?:the|their) (?P<value>[\w &/-]{{2,40}}) {TEAM}(?: (?:at|for|since) .{{2,40}})?",
        WORK,
        _fixed_if("attribute:team", is_team_name),
    )
    yield rule(
        rf"The user (?:has (?:been|worked as|been working as) an? (?P<value>[\w &/-]{{2,60}}?) {_TENURE}|"
        r"has spent .{3,30} years as an? (?P<value2>[\w &/-]{2,60}))",
        WORK,
        _occupation_key,
    )
    yield rule(
        r"The user (?:is an? (?P<value>[\w &/-]{2,60}) by (?:trade|training|profession|education|day)|"
        r"(?:makes (?:a|their)|earns (?:a|their)) living as an? (?P<value2>[\w &/-]{2,60}))",
        WORK,
        _fixed("attribute:job"),
    )
    yield rule(
        rf"The user is an? (?P<value>{JOB}) with (?:over |more than |almost )?[\w-]+ years.{{0,40}}",
        WORK,
        _fixed("attribute:job"),
    )
    yield rule(
        r"The user has been (?:writing|coding|programming|developing|working)(?: in| with| on)? "
        r"(?P<value>.{1,30}) (?:for .{2,20} years|since \d{4})",
        WORK,
        lambda match: f"experience:{word_key(match['value'])}" if category_of(match["value"]) else None,
    )
    yield rule(
        rf"The user (?:has been|has worked|has been working) (?:at|with|for) (?P<value>[^,;]+?) {_TENURE}",
        WORK,
        _fixed_if("employer", is_organisation),
    )
    yield rule(
        r"The user (?:has )?started (?:working )?at (?P<value>[^,;]+)", WORK, _fixed_if("employer", is_organisation)
    )
    yield rule(rf"The user's (?P<of>{PRODUCT}) (?:{RUNS_ON}) (?P<value>.+)", STACK, _technology_key("runs on"))
    yield rule(rf"The user's (?P<of>{PRODUCT}) (?:{MADE_WITH}) (?P<value>.+)", STACK, _technology_key("made with"))
    yield rule(
        r"The user (?:hosts|deploys|runs) (?P<of>everything|all (?:of )?their \w+|their [\w ]{2,30}?) (?:on|to|in|"
        r"with) "
        r"(?P<value>.+)",
        STACK,
        _technology_key("runs on"),
    )
    yield rule(rf"The user (?:{AIMS_AT}) (?P<value>.+)", GOALS, _aspiration_key)
    yield rule(rf"The user (?:{PLANS_TO}) (?P<value>.+)", GOALS, _aspiration_key)
    yield rule(r"The user is allergic to (?P<value>.+)", PERSONAL, _object_key("allergy"))
    yield rule(
        r"The user has (?P<value>(?:\w+ )?(?:kids?|children|daughters?|sons?|twins|siblings?|ADHD|dyslexia|asthma))",
        PERSONAL,
        _object_key("has"),
    )
    yield rule(r"The user has an? (?P<value>(?:dog|cat|rabbit|parrot|horse)\b.{0,60})", PERSONAL, _object_key("pet"))
    yield rule(r"The user has (?P<value>.{1,30} years? of .{2,80})", WORK, _fixed("experience"))
    yield rule(
        r"The user (?:speaks|is fluent in|is a native speaker of) (?P<value>.+)",
        PERSONAL,
        _fixed_if("languages spoken", is_spoken),
    )
    yield rule(
        r"The user (?:(?:now )?(?:works|is employed) (?:at|for|by)) (?P<value>[^,;]+)",
        WORK,
        _fixed_if("employer", is_employer),
    )
    yield rule(
        r"The user (?:(?:has )?joined|is (?:now )?(?:working )?(?:at|with)) (?P<value>[^,;]+)",
        WORK,
        _fixed_if("employer", is_organisation),
    )
    yield rule(
        rf"The user (?:works as|is|became) (?:an? |the )?(?!not\b|no\b|your\b|this\b|never\b)"
        rf"(?P<value>{JOB}(?: (?:of|for|in|on) .{{2,60}})?)",
        WORK,
        _fixed("attribute:job"),
    )
    yield rule(
        r"The user (?:works|is working) on (?!the |this |that |it\b|an? (?:bug|fix|issue|problem|"
        r"error))(?P<value>.+)",
        WORK,
        _object_key("works on"),
    )
    yield rule(
        r"The user (?:leads|manages|runs|heads|maintains|owns) (?P<value>(?:the|an?|their|(?-i:[A-Z])).+)",
        WORK,
        lambda match: _object("leads", match["value"]) if is_purpose(match["value"]) else None,
    )
    yield rule(r"The user(?: is|'s) (?:studying|a student of) (?P<value>.+)", PERSONAL, _fixed("studies"))
    yield rule(r"The user studies (?P<value>.+)", PERSONAL, _fixed("studies"))
    yield rule(
        r"The user (?:is (?:currently )?learning|wants to (?:eventually )?(?:learn|become|be an?|improve|get better at|"
        r"master|run an?|pass|get into)|"
        r"(?:has )?started learning|(?:hopes|aims|plans) to (?:learn|become|run an?|"
        r"move to|launch (?:an?|their)|"
        r"start (?:an?|their)|apply|retire|get|pass)|is trying to learn|would love to learn) (?P<value>.+)",
        GOALS,
        _goal_key,
    )
    yield rule(rf"The user (?:{LIKES}|{DISLIKES}) (?P<value>.+)", _choice_topic, _generic_key, preference)
    yield rule(r"The user (?:prefers|favou?rs) (?P<value>.+)", _choice_topic, _choice_key, preference)
    yield rule(
        r"The user (?:likes|loves|enjoys|adores|swears by|is a (?:big |huge )?fan of) (?P<value>.+)",
        _choice_topic,
        _choice_key,
        preference,
    )
    yield rule(
        r"The user (?:dislikes|hates|avoids|cannot stand|detests|does not (?:like|want|care for|enjoy)|"
        r"is not (?:a (?:big )?fan of|fond of)|never uses?) "
        r"(?P<value>.+)",
        _choice_topic,
        _choice_key,
        preference,
    )
    yield rule(
        r"The user does not use (?P<value>.+)",
        _choice_topic,
        lambda match: _choice_key(match) if category_of(match["value"]) or is_habit(match["value"]) else None,
        preference,
    )
    yield rule(
        r"The user is (?:more of )?an? (?P<value>.{2,40}) (?:person|guy|girl|user|fan|type)(?:,.{1,40})?",
        _choice_topic,
        lambda match: _choice_key(match) if category_of(match["value"]) else None,
        preference,
    )
    yield rule(
        r"The user wants the agent to (?:always )?(?:reply|respond|answer|speak|talk|write|"
        r"switch)(?: (?:back )?(?:to )?them)?"
        r"(?: only| back| again)? (?:in|to) (?:plain )?(?P<value>(?-i:[A-Z])[a-zäöüéà]+)(?: .+)?",
        STYLE,
        lambda match: "choice:answer language",
        preference,
    )
    yield rule(
        r"The user wants the agent to (?:always )?keep (?:it|things|everything) (?P<value>short|brief|simple|concise|"
        r"terse|formal|informal|casual)",
        STYLE,
        lambda match: "choice:answer length",
        preference,
    )
    yield rule(
        r"The user is (?:in|on) (?:the )?(?P<value>(?-i:[A-Z])[\w/+-]{1,20}(?: [A-Z]\w+)?) time ?zone",
        PERSONAL,
        _fixed("attribute:time zone"),
    )
    yield rule(
        r"The user wants the agent (?:to always|to never|not to|to) (?:[\w-]+ )(?:them )?(?P<value>.+)",
        _choice_topic,
        _choice_key,
        preference,
    )
    yield rule(
        r"The user (?P<habit>always|usually|normally|mostly|mainly|primarily|typically|exclusively|only|"
        r"often)? ?(?:uses?|"
        r"writes?(?: in| code in)?|"
        r"has been using|(?:has )?started using|codes? in|programs? in|works? with|works? in|develops? (?:in|on|"
        r"with)|runs?|is on|deploys? (?:to|"
        r"with|on)|(?:has )?switched(?: from .{1,40}?)? to|"
        r"(?:has )?moved(?: from .{1,40}?)? to|(?:has )?migrated(?: from .{1,40}?)? to|is (?:now )?on|adopted|"
        r"ships) (?P<value>.+)",
        STACK,
        _use_key,
    )
    yield rule(
        r"The user's (?P<habit>team|company) (?:uses|deploys (?:to|with)|works with) (?P<value>.+)",
        STACK,
        _use_key,
    )
    for topic, nouns in _ATTRIBUTES.items():
        kind = preference if topic in (CODING, STYLE) else FoundKind.FACT
        yield rule(rf"The user's (?P<attribute>{nouns}) (?:is|are) (?:now )?(?P<value>.+)", topic, _attribute_key, kind)
    yield rule(
        r"The user (?:always )?wants (?!the agent\b|to\b)(?:(?:an?|one) )?(?P<value>.+)",
        _choice_topic,
        _choice_key,
        preference,
    )
    yield rule(r"The user asked to remember: (?P<value>.+)", WORK, _remember_key)
    yield rule(r"The user wants the agent (?:not )?to (?P<value>.+)", _choice_topic, _order_key, preference)
    yield rule(r"The user's rule: (?P<value>.+)", _choice_topic, _order_key, preference)
    yield rule(r"The user means by '(?P<value>[^']+)': .+", STYLE, _order_key, preference)
    yield rule(r"The user dislikes it when (?P<value>.+)", _choice_topic, _order_key, preference)


def meaning_of_order(sentence: str) -> Meaning | None:
    """What the third-person sentence of a standing order is about: what a rule knows of it, else its own words."""
    if known := meaning_of(sentence):
        return known
    if len(sentence) > MAX_VALUE or is_redacted(sentence) or is_poison(sentence):
        return None
    return Meaning(f"order:{word_key(sentence)}", _choice_topic(sentence), FoundKind.PREFERENCE, sentence)


RULES: tuple[Rule, ...] = tuple(_rules())


def meaning_of(sentence: str) -> Meaning | None:
    """What a third-person sentence about the user is about; None where no rule knows it."""
    sentence = fold(sentence).rstrip(" .!")
    if len(sentence) > MAX_VALUE or is_redacted(sentence) or is_poison(sentence):
        return None
    for rule in RULES:
        match = rule.pattern.match(sentence)
        if match and (key := rule.key(match)):
            topic = rule.topic if isinstance(rule.topic, str) else rule.topic(sentence)
            return Meaning(key, topic, rule.kind, match.groupdict().get("value") or "")
    return None
