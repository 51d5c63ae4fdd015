"""What says how far a wish reaches, taken off the sentence that it is said in: "For all my repos, …", "…, as a rule".

A scope of time ("from now on") or of all that the agent does for a person ("in anything you write for me") makes every
order hold for good; an adverb ("always", "by default") or a place of work ("in my projects") does so only for an order
that names nothing at hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from skillfs.learning.english.kinds import LANGUAGES


class Reach(IntEnum):
    """How surely a scope makes an order hold for good."""

    NONE = 0
    PLACE = 1
    ADVERB = 2
    GOOD = 3


@dataclass(frozen=True, slots=True)
class Scoped:
    """A sentence without its scopes: `scope` are the places among them, in words; `reach` is the widest of them."""

    core: str
    scope: str
    reach: Reach


_DONE_FOR_ME = (
    r"(?:anything|everything|whatever|(?:all|any|every|each)(?: (?!of\b|the\b|this\b)[\w-]+){1,2}?)(?: that)? "
    r"you(?:['’]ll| ever| will)? (?:write|build|make|create|produce|generate|give|send|show|draft|touch|do|say|tell|"
    r"commit|hand|code|design|put|add|set up|come up with)(?: together)?(?: me| us)?(?:,? (?:for|to|with) (?:me|"
    r"us))?|(?:anything|everything|whatever|stuff|things)(?: that)? (?:with my name(?: on it)?|(?:goes|go) out|I "
    r"(?:send|sign|publish|ship|write|build|make)|we (?:ship|build|write|make|publish|release)|of mine|"
    r"customer-facing)"
)
_KEEP_TO_IT = (
    r"(?:please |kindly |and )+(?:to )?(?:respect|observe|obey|comply|follow)|(?:please |kindly |and |to )*(?:respect|"
    r"follow|keep(?: to)?|observe|obey|honou?r|stick to|remember|mind|abide by|"
    r"comply with) (?:this|that|it|these|them)(?: rules?| wish| please)?(?: always| in future| everywhere|"
    r" at all times|"
    r" from now on| strictly| every time)+"
)
"""What asks to keep to what was just said: "…, please respect this always"."""
_GOOD = (
    r"(?:(?:starting|effective) )?(?:from|as of) (?:now|here|today|this (?:point|day|moment))(?: on(?:wards?)?| "
    r"forward)?(?: out)?|(?:going|moving) forward|in (?:the )?future(?! (?!always)\w+s\b)|henceforth|until further "
    r"notice|for good(?! (?:measure|reasons?)\b)|permanently|for ever|forever|as an? (?:general |standing |basic |"
    r"hard |strict |firm )?(?:rule|habit|policy|principle|convention)(?: of thumb)?|as a matter of (?:course|"
    r"principle|habit|policy)|on principle|by (?:convention|policy)|at all times|next time and (?:always|every time "
    r"after)|for all future \w+|for future reference|(?:and )?(?:that['’]s |it['’]s |this is |no )?(?:non-negotiable|"
    r"final|a standing (?:rule|order|instruction)|no exceptions?|without exceptions?|house rule)(?: (?:for|with) "
    r"me)?|(?:and )?not just (?:now|today|here|this once|this time)|(?:and )?(?:that['’]s|it['’]s|this is) (?:just "
    r")?(?:how I (?:roll|like (?:it|things|them)|work|want (?:it|things|them)|do (?:it|things)|prefer (?:it|them)|"
    r"am)|the way I (?:like|want|do) (?:it|things|them)|what I (?:like|prefer|want)|(?:my|our) (?:thing|style|rule|"
    r"preference|taste|jam|way|convention|habit|motto|standard|policy)(?: (?:for|in|with|on) [\w+#. ]{2,20})?|"
    r"(?:just )?a (?:rule|habit|preference|thing) (?:of mine|for me|with me)|(?:just )?(?:how|the way) (?:we|I) "
    r"(?:do|like|write|name|format|roll)(?: it| things)?)|(?:(?:and )?(?:it|that|this)(?:['’]s| is) )?(?:a |an |my |"
    r"our |the )?(?:(?:company|team|house|personal|strict|standing|office|project|golden|general|hard|firm) "
    r")(?:policy|rule|convention|standard|style|order|practice|preference|habit|instruction)|(?:for|in|across|on|"
    r"with) (?:all|every|each|any|each and every|every single) (?:of )?(?:(?:my|our|your|future|new) )*(?:sessions?|"
    r"chats?|conversations?|answers?|repl(?:y|ies)|responses?|projects?|repos?|repositor(?:y|ies)|codebases?|"
    r"languages?|machines?|computers?|laptops?|devices?|servers?|interactions?)(?: (?:of (?:mine|ours)|(?:that "
    r")?(?:I|we) (?:own|have|use|work on|run|make|start|touch|do)|(?:you and I|we) (?:do|have)(?: together)?|from "
    r"now on))?|"
    rf"(?:in|for|to|on|with|across) (?:{_DONE_FOR_ME})|{_KEEP_TO_IT}"
)
_ADVERB = (
    r"always|by default|in general|generally|generally speaking|(?:every|each) (?:single )?time|all the time|"
    r"everywhere|(?:across|all over) the board|all (?:the way|around|round)|ever|as (?:usual|standard)|for me,? "
    r"always|period|full stop|end of (?:story|discussion)|(?:as far as|if it['’]s up to|when it comes to) (?:I['’]m "
    r"concerned|me)|these days|nowadays|any day(?: of the week)?|in my book|on your own|by yourself|any ?time(?: you "
    r"(?:like|want))?|whenever you (?:like|want|please|need)|without (?:asking|checking)(?: me)?(?: first)?|unless "
    r"(?:I|we)(?:['’]ve| have)? (?:explicitly |specifically )?(?:say|said|tell|told|ask|asked|specify|specified|"
    r"request|requested|want)(?: you| me)?(?: to)?(?: \w+){0,4}"
)
_PLACE = (
    r"(?:in|for|on|with|across|throughout|inside|at|within) (?:(?:all|every|each|any)(?: (?:single|one))?(?: of)?(?: "
    r"(?:my|our|your|the))?(?: (?!of\b|the\b|this\b)[\w+#.-]+){0,2}? (?:files?|tests?|functions?|scripts?|apis?|"
    r"services?|apps?|modules?|documents?|docs|texts?|e-?mails?|commits?|prs?|pull requests?|packages?|components?|"
    r"code|programs?|queries|classes|reports?|tables?|notebooks?|libraries|endpoints?)(?: (?:of (?:mine|ours)|"
    r"(?:that )?(?:I|we) (?:write|own|have|make|ship|maintain|build|create)))?|(?:my|our)(?: (?!of\b|the\b|"
    r"this\b)[\w+#.-]+){0,2}? (?:code|projects|repos|repositories|codebases?|scripts|apis|services|apps|files|"
    r"modules|documents|docs|texts|e-?mails|commits|prs|team|shop|company|office|org|organi[sz]ation|house|lab|group|"
    r"place|department|firm|side|tests|packages|components|programs|queries|notebooks|libraries|languages)|"
    rf"(?:(?:all )?(?:my|our) )(?:{LANGUAGES})(?: (?:code|files?|scripts?|projects?|modules?|tests))?|"
    r"(?:my|our) (?:project|repo|repository|monorepo|main repo)|your (?:\w+ )?(?:answers|replies|responses|"
    r"explanations|code|messages|summaries|output|commits|writing|prose|suggestions|examples|snippets)|(?:me|us)|"
    r"work|my (?:job|work))|(?:around|over) here|here at (?:work|our \w+|(?-i:[A-Z])\w+)"
)
_COURTESY = (
    r"please|pls|plz|thanks|thank you|thx|ok(?:ay)?|alright|all right|deal|got it|understood|will you|would you|"
    r"could you|can you|if you (?:can|could|would|don['’]t mind)|if possible|right|though|tho|instead|too|as well|"
    r"(?:thanks|thank you|thx) for (?:respecting|understanding|following|keeping|noting|remembering)(?: (?:this|that|"
    r"it))?|"
    r"really|btw|for (?:me|us) please|yes please|yes|eh|mate|folks|buddy|dear|sir|my friend|man|dude"
)
_FRONT = re.compile(
    rf"(?:(?P<good>{_GOOD}|(?:{_DONE_FOR_ME})(?=[,:]))|(?P<adverb>{_ADVERB})|(?P<place>{_PLACE}|(?:in|for|with) "
    rf"(?:{LANGUAGES})(?= ?,)))(?:\s*[,:;–—-]\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_END = re.compile(
    rf"(?:[\s,;:–—.()-]+)(?:(?P<good>{_GOOD})|(?P<adverb>{_ADVERB})|(?P<place>{_PLACE})|(?P<courtesy>{_COURTESY}))$",
    re.IGNORECASE,
)
_TAIL = 120
_MAX_SCOPES = 6
_MEDIAL = re.compile(
    r",? (?:by default|always|everywhere|only ever)(?= (?:for|in|on|with|when|unless|as|to|without)\b)", re.IGNORECASE
)
"""An adverb between what is wanted and where: "Rust by default for CLI tools"."""
_NAMES_A_PLACE = re.compile(
    r"(?:in (?!general|the future|future|my (?:book|opinion|view|eyes|world))|for (?!good|ever|me\b|us\b|future)|on "
    r"(?!principle)|with|across (?!the board)|to|at (?!all times)|throughout|inside|within|around|over|here|unless|"
    r"everywhere|anything|everything|whatever|all (?!the|way|over)|any (?!day)|every (?!time|single)|each (?!time))",
    re.IGNORECASE,
)
"""Scopes that say where an order holds; the others only say that it does."""
_SUBJECT = re.compile(r"(?:is|are|was|were|has|have|means|beats?|and|or|of)\b", re.IGNORECASE)


def scoped(text: str) -> Scoped:
    """The sentence without what it begins and ends with of scopes and courtesy."""
    front: list[str] = []
    tail: list[str] = []
    core, reach = text.strip(" ,.!?"), Reach.NONE
    for _ in range(_MAX_SCOPES):
        if (match := _FRONT.match(core)) and not _SUBJECT.match(core[match.end() :]):
            front.append(match[0].strip(" ,:;–—-"))
            core = core[match.end() :]
        else:
            start = max(0, len(core) - _TAIL)
            match = _END.search(core, start)
            if match is None or not core[: match.start()].strip():
                break
            if not match["courtesy"]:
                tail.insert(0, match[0].strip(" ,:;–—-.()"))
            core = core[: match.start()].rstrip(" ,.!;:–—-(")
        reach = max(reach, _reach(match))
    if (match := _MEDIAL.search(core)) and reach < Reach.GOOD:
        core, reach = f"{core[: match.start()]}{core[match.end() :]}", Reach.ADVERB
    places = [scope for scope in (*front, *tail) if _NAMES_A_PLACE.match(scope)]
    return Scoped(core, ", ".join(f"{place[:1].lower()}{place[1:]}" for place in places), reach)


def _reach(match: re.Match[str]) -> Reach:
    if match["good"]:
        return Reach.GOOD
    if match["adverb"]:
        return Reach.ADVERB
    return Reach.PLACE if match["place"] else Reach.NONE
