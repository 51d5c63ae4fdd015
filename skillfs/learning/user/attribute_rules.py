"""Rules for "my X is Y": the nouns that name a lasting attribute, by the file that they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from skillfs.learning.english.categories import CATEGORIES
from skillfs.learning.english.fact_values import is_attribute, is_organisation, points_at_hand
from skillfs.learning.english.plain_text import word_key
from skillfs.learning.protocol import FoundKind
from skillfs.learning.safety import is_redacted
from skillfs.learning.user.meanings import CODING, GOALS, PERSONAL, STACK, STYLE, WORK, Rule, rule, thing_key

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
    "profession": "job",
    "occupation": "job",
    "day job": "job",
    "line of work": "job",
    "trade": "job",
    "mother tongue": "native language",
    "first language": "native language",
    "boss": "manager",
}
_TOOL = (
    r"(?:programming )?(?:language|editor|framework|library|tool|ide|database|shell|stack|linter|formatter|style|"
    r"test runner|testing framework|browser|terminal|font|theme|colou?r scheme|package manager|distro)"
)
ATTRIBUTES: Mapping[str, str] = {
    PERSONAL: r"(?:e-?mail(?: address)?|birthday|b-?day|date of birth|time ?zone|pronouns|(?:cell |"
    r"mobile )?phone number|"
    r"home ?town|home address|native language|mother tongue|(?:first|second|third|fourth) language|(?:github|gitlab|"
    r"mastodon|twitter|discord)(?: handle| username)?|handle|username|nationality|age|hobby|hobbies|diet|"
    r"wedding anniversary|anniversary|star sign|blood type|religion|height|shoe size|car|bike|pastime|instrument|"
    rf"guilty pleasure|favou?rite (?!{_TOOL}\b)[\w ]{{2,30}})",
    WORK: r"(?:(?:current |day |main |own )?(?:job|role|position|profession|occupation|trade|line of work)|job title|"
    r"title|company|employer|team|squad|team's name|manager|boss|department|office|startup|business|firm|"
    r"work(?:ing)? (?:hours|days?|week)|office hours|(?:no-meeting|day|days|working|work|focus|"
    r"meeting-free) days?(?: off)?|"
    r"days? off|on-call (?:day|week)|current project|main project|pet project|side project|project|stand-?up|"
    r"sprint length|sprints?|retro|sprint review|client|biggest client|staging server|production server|"
    r"repo(?:sitory)?|main repo(?:sitory)?|thesis|phd|research|field|speciality|specialty|industry)",
    STACK: r"(?:(?:tech |whole |current )?stack(?: at (?:work|their (?:job|company)))?|editor|ide|shell|terminal|os|"
    r"operating system|(?:work |main |dev |home )?(?:laptop|machine|computer|phone|tablet|desktop)|"
    r"package manager|database|cloud(?: provider)?|data warehouse|warehouse|message (?:queue|broker)|"
    r"ci(?: system| provider)?|default (?:shell|browser|branch)|browser|window manager|monorepo tool|build (?:tool|"
    r"system)|keyboard(?: layout)?|backend(?: at work)?|frontend|(?:whole |entire )?(?:codebase|monorepo)|"
    r"infrastructure|infra|api|daily driver|distro|"
    r"mobile app|(?:web)?site|product|orm|test runner|web framework|hosting(?: provider)?|note-taking app|"
    r"password manager|dotfiles|server|home server|nas|monitoring|version control|issue tracker|search engine)",
    CODING: rf"(?:(?:favou?rite|preferred|default|go-to|main|primary|usual) {_TOOL}|"
    rf"[\w -]{{2,30}}? of choice(?: for [\w ]{{2,30}}?)?|"
    r"coding style|line length|naming convention|commit style|branch naming|strongest language|preference|"
    r"indentation|tab width)",
    STYLE: r"(?:preferred (?:tone|style|language|format|spelling|units?|date format)|preferred (?:answer|response) "
    r"(?:length|style|format)|pet peeve)",
    GOALS: r"(?:(?:main |long-term |short-term |current |big(?:gest)? |next |career |personal |life |lifelong |own |"
    r"ultimate )*(?:goals?|aim|ambition|resolution|target|dream)(?: (?:this|for the|for this|for next|for|next|of the|"
    r"of this) (?:(?:coming |next )?(?:year|quarter|month|semester|week|summer|\d{4}))| in life)?|bucket list)",
}


def attribute_rules() -> Iterator[Rule]:
    """The rules, one for each topic."""
    for topic, nouns in ATTRIBUTES.items():
        kind = FoundKind.PREFERENCE if topic in (CODING, STYLE) else FoundKind.FACT
        pattern = rf"'s (?P<attribute>{nouns}) (?:is|are|consists of|has been) (?:now )?(?P<value>.+)"
        yield rule(pattern, topic, attribute_key, *_SAYS[topic], kind=kind)
    yield rule(
        r" asked to remember: (?P<value>.+)", WORK, _remembered,
        "Remember that the staging server is at 10.0.0.5",
    )  # fmt: skip


_SAYS: Mapping[str, tuple[str, ...]] = {
    PERSONAL: ("My birthday is March 3rd", "Polish is my mother tongue", "My favourite band is Radiohead.",
               "My time zone is UTC+2."),
    WORK: ("My employer is the Danish Maritime Authority.", "My team is Growth.", "Fridays are my day off.",
           "The company I work for is Holvi.", "The project I maintain is called tarnhelm"),
    STACK: ("My shell is fish, btw", "My phone's a Pixel 8.", "our backend is Elixir with Phoenix",
            "The stack at my job: Kotlin services with Kafka between "
            "them.", "My daily driver is Neovim inside tmux.",
            "Our mobile app is a Flutter app."),
    CODING: ("I think my favorite language is Rust.", "My editor of choice is Kakoune."),
    STYLE: ("My preferred tone is casual",),
    GOALS: ("My goal is to pass the CKA exam by October", "Goal for this year: get our cold start below 300 ms.",
            "My big dream is sailing to the Azores on my own boat before I'm fifty."),
}  # fmt: skip


def attribute_key(match: re.Match[str]) -> str | None:
    """The key of "the user's X is …"; a favourite language is the same thing as the language they prefer."""
    name = word_key(match["attribute"])
    if is_redacted(match["value"]) or points_at_hand(match["attribute"]) or not is_attribute(name, match["value"]):
        return None
    attribute = _FAVOURITE.sub("", name).removesuffix(" of choice")
    attribute = _SAME_ATTRIBUTE.get(attribute, attribute)
    if attribute in ("employer", "company") and is_organisation(match["value"]):
        return "employer"
    return f"choice:{attribute}" if attribute in CATEGORIES else f"attribute:{attribute}"


_PASSING_STATE = re.compile(
    r"\b(?:is|are) (?:currently |still |now )?(?:down|broken|slow|failing|late|red|flaky|up|back|offline|online|"
    r"closed|open|out|away|running)$",
    re.IGNORECASE,
)


def _remembered(match: re.Match[str]) -> str | None:
    if _PASSING_STATE.search(match["value"]):
        return None
    subject = re.split(r" (?:is|are|was|has|have|lives?|runs?|needs?|must|uses?) ", match["value"], maxsplit=1)[0]
    return thing_key("remember", re.sub(r"^(?:they|he|she|their) ", "", subject))
