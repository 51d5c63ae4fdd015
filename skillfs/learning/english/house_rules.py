"""Rules that hold since they speak of things in general: "mocks are forbidden in our tests", "be blunt with me".

No word says that they last. What tells them from an order for the work at hand is that they name nothing at hand: a
kind of thing (``docstrings``, never ``the docstring``), a manner of speaking to a person, a habit of theirs.
"""

from __future__ import annotations

import re

from skillfs.learning.english.fact_values import is_edible
from skillfs.learning.english.general_wishes import DEFINITE, FAILS, told_in_general
from skillfs.learning.english.kinds import KIND, MADE, TOLD
from skillfs.learning.english.orders import FINITE, is_verb, told_to
from skillfs.learning.english.third_person import others
from skillfs.learning.english.verb_classes import names_a_class
from skillfs.learning.english.verbs import BASE_OF_PAST

_AT_HAND = re.compile(
    r"\b(?:this|these|those|today|tonight|tomorrow|noon|midnight|o['’]clock|\d+ ?(?:am|pm)|(?:before|by|until|on) "
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|now|here|above|below|the (?:first|second|third|last|next|"
    r"other|same|following|new|old|current|whole|rest)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:line|row|"
    r"column|page|chapter|step|section|slide) \d+|\w+\.(?:py|ts|tsx|js|md|txt|csv|json|yaml|yml|go|rs|java|html|css|"
    r"sql|pdf|xlsx?))\b",
    re.IGNORECASE,
)
LOCAL = re.compile(
    r"\b(?:around here|over here|here at|at our (?:company|place|office|shop|firm)|on our team|in our team|in this "
    r"(?:team|company|house|household|office|shop|firm|organi[sz]ation|group|family|lab))\b,? ?",
    re.I,
)
_ME = re.compile(
    r"\b(?:with|to|for) (?:me|us)\b|\b(?:my|our)\b|\b(?:tell|give|send|show|ask|ping|warn|remind|address|call|treat) "
    r"me\b",
    re.I,
)
_OFF_LIMITS = re.compile(
    r"^(?:hands off|stay (?:out of|away from)|keep (?:out of|away from|off)) (?P<a>\S.+)$|^(?P<b>(?:the|my|our) [\w "
    r"./-]{2,40}) (?:is|are) (?:strictly |always )?(?:off[- ]limits|sacred|untouchable|taboo|not to be (?:touched|"
    r"edited|changed|modified)|mine alone|read-only for you)\b.*$",
    re.IGNORECASE,
)
_DIRECTORY = re.compile(
    r"\b(?:director(?:y|ies)|folders?|branch|branches|database|files?|dir|repo|schema|config\w*)\b|[/._]", re.I
)
_VERDICT = re.compile(
    r"^(?P<what>[\w'’ +#./-]{2,60}?) (?:is|are) (?:an? (?:absolute |strict )?(?:must|no-?go|no-no|requirement|pet "
    r"peeve)|(?:strictly |absolutely )?(?:forbidden|banned|prohibited|mandatory|required|compulsory|obligatory|not "
    r"allowed|not welcome|unwelcome|not an option|out of the question)|(?:very |really )?important to (?:me|us)|too "
    r"\w+ for (?:me|us)|fine (?:by|with) (?:me|us)|what I (?:like|want|prefer)|not my thing|how I like it|(?:the|our|"
    r"my) (?:standard|norm|rule|default|convention|house style|law|baseline|expectation|minimum|way)(?: (?:we|I) "
    r"\w+(?: \w+)?)?|(?:always |never |not )?(?:fine|ok(?:ay)?|acceptable|allowed|welcome|appreciated|encouraged|"
    r"good|expected|off[- ]limits|off the table|non-negotiable))(?P<where>,? (?:everywhere|at (?:work|our \w+|my \w+)|"
    r"without (?:asking|"
    r"checking|my)\b.*|(?:for|to|with|by|in|on|from) (?:me|us|my|our|all|any|every|anything|everything)\b.*))?$",
    re.IGNORECASE,
)
_NO_KIND = re.compile(
    rf"^(?:no|zero) (?!\w+ed\b)(?:more {TOLD}|(?!more )(?:[a-z]+ )?(?:{MADE}|{TOLD}))"
    r"(?:,? (?:for|with|from|in|at|on) (?:me|us|my|our|your|any|all)\b.*)?$",
    re.IGNORECASE,
)
_NOMINAL = re.compile(
    r"^(?:no |only |zero |plain |just )?[\w'’+#/-]+(?: [\w'’+#/-]+){0,8}?(?: (?:only|everywhere|first|(?:rather than|"
    r"instead of|over|before|not|and not) [\w'’ +#/-]{2,40}))?(?:,? (?:for|with) (?:me|us))?$",
    re.IGNORECASE,
)
_CHOOSES = re.compile(
    r"\b(?:only|everywhere|rather than|instead of|over (?=[a-z]+(?: [a-z]+)?$)|first|for me|for us|with me|with "
    r"us)\b|, not ",
    re.IGNORECASE,
)
_WANTS_KIND = re.compile(
    r"^(?:I|we)(?:['’](?:m|d|re)| am| are| would)? (?:always |really |strongly |much )?(?:want|need|like|"
    r"expect(?:ing)?|prefer|insist on|demand|require|ask for|go for|stand by|appreciate|welcome|love) (?!(?:to|you|"
    r"your|it|that|a|an|some|one|two|more|another)\b)(?P<what>\S.+)$",
    re.IGNORECASE,
)
_WANTS_YOU = re.compile(
    r"^(?:I|we)(?:['’]d| would| do)? (?:really |much |rather |always )?(?:want|need|like|love|expect|prefer|ask|"
    r"appreciate)(?: it)?(?: if| when| that| for)? you (?:to |would |could )?(?P<negative>not )?(?:to "
    r")?(?P<order>\S.+)$|^it(?:['’]s| is) (?:very |really )?(?:important|crucial|essential|key)(?: to me| for me)? "
    r"that you (?P<order2>\S.+)$|^it (?:matters|helps)(?: to)?(?: me)?(?: a lot| most)? (?:when|if|that) you "
    r"(?P<order3>\S.+)$",
    re.IGNORECASE,
)
_REFRAIN = re.compile(
    r"^(?:please )?(?:refrain from|abstain from|steer clear of|lay off|cut out|drop|skip|spare me|save me|leave out|"
    r"go (?:easy|light) on|you need not|you needn['’]t|I can do without) (?P<what>\S.+)$",
    re.IGNORECASE,
)
_MANNER_VERBS = (
    r"be|stay|keep|speak|talk|write|explain|address|answer|reply|respond|treat|sugar-?coat|agree|flatter|lecture|"
    r"patroni[sz]e|spoil|interrupt|remind|quiz|correct|warn|ping|ask|tell|notify|challenge|push back|argue|joke|"
    r"apologi[sz]e|teach|sign|use|assume"
)
_MANNER = re.compile(
    rf"^(?P<order>(?:don['’]t |do not |never )?(?:just |simply )?(?:{_MANNER_VERBS})\b.+)$", re.IGNORECASE
)
_STYLE = re.compile(
    r"\b(?:brief|short|concise|terse|blunt|honest|direct|frank|formal(?:ly)?|informal(?:ly)?|casual(?:ly)?|"
    r"polite(?:ly)?|gentle|strict|critical|serious|friendly|simple|simply|plain(?:ly)?|slow(?:ly)?|like I['’]m|as if "
    r"I|as (?:Dr|Doctor|Professor|Mr|Mrs|Ms|Captain)\w*|with (?:me|us)|by (?:my )?(?:first|last|full) name|in "
    r"[A-Z]\w+|in (?:plain|simple|short|full|bullet)\b.*|things|anything|everything|when I(?:['’]m| am)|just to be "
    r"nice)\b",
)
_BEFORE = re.compile(
    r"^(?P<order>(?:always )?(?:ask|ping|tell|warn|check with|notify|consult|show|confirm with|get my (?:ok|okay|"
    r"approval|consent))\b(?: me| us)?(?: first| for (?:permission|approval|confirmation|my ok(?:ay)?|a yes))? "
    r"(?:before|prior to|whenever|each time|when|if) (?:(?:a|an|any|some) (?P<any>\w+)|you (?P<you>[a-z]+)|"
    r"(?P<verb>[a-z]+ing)\b)(?P<rest>.*))$",
    re.IGNORECASE,
)
_HABIT = re.compile(
    r"^(?:(?:I|we)|(?:my|our) (?:team|company|group|squad|department|shop)) (?P<how>always |never |usually |only |"
    r"normally |generally )?(?P<verb>[a-z]+) (?P<rest>\S.+)$",
    re.IGNORECASE,
)
_EXPERIENCES = re.compile(
    r"^(?:get|gets|see|sees|have|has|hit|hits|lose|lost|find|finds|need|needs|want|wants|think|know|hope|run into|"
    r"face|had|was|were|did|do|does|got|saw|could|can|should|must|would|will|may|might|just|also|am|are|is|tried|"
    r"went|made|keep|end|start|fail|fails|expect|meet|wait|receive|look|feel|agree|guess|wonder|believe|suppose|"
    r"remember|forget|understand|mean|like|love|hate|prefer)$",
    re.IGNORECASE,
)
_UNIVERSAL = re.compile(
    r"^(?P<what>(?:whatever|anything|everything|all(?: the)? (?:code|text|texts|files|scripts|mails|answers)|any "
    r"(?:code|text|script|mail|table|file)|(?:every|each|any) [\w-]+(?: [\w-]+)?) (?:that )?you (?:ever )?(?:give|"
    r"write|produce|send|make|show|tell|create|generate|draft|hand)(?: (?:to |for )?(?:me|us))?),? "
    r"(?P<rule>(?:should|must|has to|have to|needs? (?:to|an?)|gets an?|ought to|is to|are to|do it|make it|keep it|"
    r"put it|write it|goes|go)\b.+)$",
    re.IGNORECASE,
)
_TASTE_TAIL = re.compile(
    r"^(?P<what>[^,:]{3,80})[,:] (?:that(?:['’]s| is) (?:(?:just )?my (?:taste|preference|style|rule|way)|how I "
    r"(?:like|want|do) (?:it|things)(?: in general)?|what I (?:like|prefer|want))).*$|^my (?:personal "
    r")?(?:preference|taste|style|choice) (?:is|goes to|would be) (?P<taste>\S.+)$",
    re.IGNORECASE,
)


_STATES = re.compile(r"(?:are|were|have|had|get|got|see|can|could|do|did|know|finish|leave|go)$", re.IGNORECASE)
_GENERALLY_REFRAIN = re.compile(r"(?:refrain|abstain|steer clear|lay off)\b", re.IGNORECASE)
_LIKES_WHEN = re.compile(r"(?:I|we) (?:\w+ )?(?:like|love|appreciate|prefer) it (?:when|if|that)\b|it ", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:before|when(?:ever)?|instead of|rather than) ", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:please )?(?:explain|teach|tell me|write|answer|remind me of|quiz me on) (?!things|everything|anything|stuff|"
    r"concepts|to\b|me\b|in\b|with\b|like\b|as\b|briefly|formally)|treat me to\b|tell me (?!before|when(?:ever)? you|"
    r"straight|things|honestly)",
    re.IGNORECASE,
)
_LEAVES_ALONE = re.compile(
    rf"^leave (?:my|our) (?:\w+ )?{MADE} (?<=s )(?:alone|as (?:they are|is)|untouched|in place)\b.*$", re.IGNORECASE
)
_DEFAULT = re.compile(
    r"^your default (?:[\w ]{2,30} )?(?:should be|must be|is) \S.+$|^(?:(?:my|our|the) )?default [\w ]{2,40}: \S.*$",
    re.IGNORECASE,
)
_OWN_KIND = re.compile(
    rf"^(?:all )?(?:of )?(?P<what>(?:my|our) (?:\w+ )?{MADE}) (?:is|are) (?:always )?(?:\w+ed|written|kept|in|on|"
    rf"without|never) \S.+$",
    re.IGNORECASE,
)
_IS_GENERIC = re.compile(r"(?:s|code|sql|indentation|composition|inheritance)$", re.IGNORECASE)
_THAN = re.compile(r",? (?:rather than|instead of|over) ", re.IGNORECASE)
_SOMEBODYS = re.compile(r"\b(?:wants?|likes?|prefers?|uses?|says?|thinks?|hates?|loves?|asks?|needs?)\b", re.IGNORECASE)


def house_rule(line: str) -> str | None:
    """The third-person sentence of a rule in general; None for what speaks of the work at hand, or of no rule."""
    line, local = LOCAL.subn("", _PLEASE.sub("", line))
    line = line.strip(" ,")
    if _AT_HAND.search(line) or len(line.split()) > _MAX_WORDS:
        return None
    return (
        _off_limits(line)
        or told_in_general(line, local=bool(local))
        or _of_things(line)
        or _of_the_agent(line)
        or _habit(line, local=bool(local))
    )


_MAX_WORDS = 30
_PLEASE = re.compile(r",? (?:please|pls|plz)\b", re.IGNORECASE)


def _off_limits(line: str) -> str | None:
    match = _OFF_LIMITS.match(line)
    what = match and (match["a"] or match["b"])
    return f"The user wants the agent not to touch {others(what)}" if what and _DIRECTORY.search(what) else None


def _of_things(line: str) -> str | None:
    if match := _TASTE_TAIL.match(line):
        return f"The user prefers {_THAN.sub(' to ', others(match['what'] or match['taste']))}"
    if (
        _UNIVERSAL.match(line)
        or _DEFAULT.match(line)
        or ((own := _OWN_KIND.match(line)) and not FAILS.search(line) and _IS_GENERIC.search(own["what"]))
    ):
        return f"The user's rule: {others(line[:1].lower() + line[1:])}"
    if (match := _VERDICT.match(line)) and _is_judged(match) and not DEFINITE.search(match["what"]):
        return f"The user's rule: {others(line[:1].lower() + line[1:])}"
    if (match := _WANTS_KIND.match(line)) and KIND.search(match["what"]) and not DEFINITE.search(match["what"]):
        return f"The user wants {others(match['what'])}"
    named = re.sub(r",? when(?:ever)? .+$|,? in (?:everything|all things|anything)$", "", line)
    if _NO_KIND.match(named):
        return f"The user wants {named[:1].lower()}{others(named[1:])}"
    if (
        KIND.search(named)
        and (named != line or _CHOOSES.search(named))
        and _NOMINAL.match(named)
        and not _has_verb(named)
    ):
        return f"The user wants {others(named[:1].lower() + named[1:])}"
    return None


def _is_judged(match: re.Match[str]) -> bool:
    """Whether what is said to be wanted or not is a kind of thing, or a thing done that it is said where to do."""
    return bool(
        KIND.search(match["what"]) or (match["where"] and names_a_class(match["what"]) and not is_edible(match["what"]))
    )


_ALWAYS_DOES = re.compile(r"\b(?:always|never) [a-z]+s\b", re.IGNORECASE)


def _has_verb(line: str) -> bool:
    """Whether a line is more than the name of a thing: it has a finite verb, or orders something."""
    first = line.split()[0].casefold().strip(",")
    return bool(
        FINITE.search(line)
        or _ALWAYS_DOES.search(line)
        or _SOMEBODYS.search(line)
        or DEFINITE.search(line)
        or first in ("i", "we", "you")
        or is_verb(first)
    )


def _of_the_agent(line: str) -> str | None:
    if match := _WANTS_YOU.match(line):
        order = match["order"] or match["order2"] or match["order3"]
        if not DEFINITE.search(order) and (_LIKES_WHEN.match(line) or _in_general(order)):
            return told_to(_in_present(order), negative=bool(match["negative"]))
        return None
    if (
        (match := _REFRAIN.match(line))
        and (_GENERALLY_REFRAIN.match(line) or KIND.search(line) or _ME.search(line))
        and not DEFINITE.search(line)
    ):
        return f"The user wants the agent to go without: {others(match['what'])}"
    if (match := _BEFORE.match(line)) and not DEFINITE.search(match["rest"]) and not _STATES.match(match["you"] or ""):
        return told_to(match["order"])
    if (match := _MANNER.match(line)) and not _definite_thing(line) and not _ABOUT.match(line) and _is_manner(line):
        return told_to(match["order"])
    if _LEAVES_ALONE.match(line):
        return told_to(line)
    return None


def _is_manner(line: str) -> bool:
    return bool((_ME.search(line) or re.search(r"\bme\b", line)) and (_STYLE.search(line) or KIND.search(line)))


def _definite_thing(line: str) -> bool:
    return bool(DEFINITE.search(re.sub(r"\bkeep it\b", "", line, flags=re.IGNORECASE)))


def _in_general(order: str) -> bool:
    return bool(_ME.search(order) or _STYLE.search(order) or _WHEN.search(order))


def _in_present(order: str) -> str:
    verb, blank, rest = order.partition(" ")
    return f"{BASE_OF_PAST.get(verb.casefold(), verb)}{blank}{rest}"


def _habit(line: str, *, local: bool) -> str | None:
    """What a person or their team does as a habit: "we never deploy on Fridays"; not what happens to them."""
    match = _HABIT.match(line)
    if (
        match is None
        or _EXPERIENCES.match(match["verb"])
        or DEFINITE.search(match["rest"])
        or match["verb"].endswith("ed")
    ):
        return None
    if re.match(r"uses?\b.* to [a-z]+\b", f"{match['verb']} {match['rest']}", re.IGNORECASE):
        return None
    if not (local or match["how"] or KIND.search(match["rest"])) or re.search(
        r"\b(?:you|I|if|when|but|and then)\b", match["rest"]
    ):
        return None
    if not (is_verb(match["verb"].casefold()) or is_verb(match["verb"].casefold().removesuffix("s"))):
        return None
    return f"The user's rule: {others(line[:1].lower() + line[1:] if not line.startswith('I ') else line)}"
