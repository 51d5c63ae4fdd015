"""A sentence in the usual order of English: what is fronted, clefted or left out is put where the rules look for it.

"Timezone-wise I'm on IST" says "I'm on IST", "Kotlin is what we write our backend in" says "we write our backend in
Kotlin", "my wife, she's a nurse" says "my wife is a nurse", "it's pnpm everywhere now" says "I use pnpm".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.categories import category_of, names_one
from skillfs.learning.english.cues import CueIndex
from skillfs.learning.english.fact_values import is_organisation, points_at_hand
from skillfs.learning.english.names import ORGANISATION
from skillfs.learning.english.rephrasing import DETERMINED, Paraphrase, paraphrase
from skillfs.learning.english.verb_classes import is_occupation, is_technology
from skillfs.learning.user.aims import aim
from skillfs.learning.user.attribute_rules import ATTRIBUTES
from skillfs.learning.user.circumstances import ILLNESS
from skillfs.learning.user.life_words import of_life
from skillfs.learning.user.meanings import STACK
from skillfs.learning.user.relatives import relatives

_ROUNDS = 3
"""Constructions that one sentence may be in at once: a fronted topic before a cleft."""
_ATTRIBUTE = "|".join(ATTRIBUTES.values())
_TOPIC = (
    r"(?:as for|as to|as regards|regarding|concerning|in terms of|when it comes to|speaking of|talking of|with "
    r"regard to|"
    r"with respect to|on the subject of|re:?)"
)
_SUBJECT = r"(?:I|we|my|our|nothing|everyone|everybody|no one|nobody)(?:['’]\w+)?\b"
_PREPOSITION = r"(?:in|on|with|by|for|at|to|from|of|as|under|after|near|around)"
_CLEFT = r"(?:is|are|['’]s|was) (?:what|who|whom|where|how|the (?:only )?(?:one|thing|name|tool)(?: that)?)"
_LASTS = (
    r"(?: (?:now|these days|nowadays|everywhere|instead|all the way(?: down)?|all day(?: long)?|through and through|"
    r"across the board|from here on|from now on|(?:for|with) (?:me|us|everything)|top to bottom|end to end|only|since|"
    r"at (?:work|home)|here))"
)
_THROUGHOUT = (
    r" (?:for|in|across|on|with) (?:all|most|each|every|almost all|nearly all)(?: one)?(?: of)? (?:(?:my|our|the) )?"
    r"[\w -]{2,30}| (?:for|in|across|on) (?:everything|anything)[\w ]{0,30}"
)
_NOWADAYS = r"(?:now|these days|nowadays|today|by now|lately|since then|at the moment|this year)"
_THEREFORE = r"(?:[,;:]| -| –| —| since| because| after).*"
_AND_MORE = r"(?:(?:[,;]|,? and) (?P<more>.+))?"
_CHANGED = (
    r"(?:(?:I|we)(?:['’]ve| have)? )?(?:just |recently |finally )?(?:changed|switched|swapped|moved|got an?|new|"
    r"different)"
    r"(?: my| our| a)?(?: new)?"
)


_OF_STACK = ATTRIBUTES[STACK]
_REPLACED = (
    r"(?:manager|boss|editor|ide|shell|terminal|os|operating system|distro|laptop|phone|time ?zone|handle|username|"
    r"e-?mail(?: address)?|"
    r"car|bike|browser|package manager|database|keyboard(?: layout)?)"
)
"""Belongings that one has one of; what one *is* ("new role: …") is told in full by other rules."""


_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_RESCHEDULED = {
    "in": "We've pushed our wedding to June",
    "on": "We moved our standup to Tuesdays",
    "at": "We moved our standup to 9:30",
}


def in_usual_order(sentence: str) -> list[str]:
    """The sentence without its inversions, as one sentence or several; as it stands where it has none."""
    said = [sentence]
    for _ in range(_ROUNDS):
        plain = [clause for text in said for clause in _once(text)]
        if plain == said:
            break
        said = plain
    return said


def word_orders() -> Iterator[Paraphrase]:
    """The constructions; of several that know a sentence the first decides."""
    yield from _topics()
    yield from relatives()
    yield from _clefts()
    yield from _in_use()
    yield from _changes()


def _topics() -> Iterator[Paraphrase]:
    yield paraphrase(
        rf"(?P<topic>{_ATTRIBUTE}|[\w ]{{2,20}}?)[ -]?wise,? (?:it['’]s|it is|I['’]m on|mine is) "
        rf"(?P<value>[^,;]{{2,50}})"
        rf"(?:[,;].*)?",
        "my {topic} is {value}", "Editor-wise it's Helix", "Time zone wise I'm on IST",
    )  # fmt: skip
    yield paraphrase(
        rf"{_TOPIC} (?:my |our )?(?P<what>{_ATTRIBUTE}),? (?:it['’]s|it is|that['’]s|I['’]m on) (?P<value>.{{2,60}})",
        "my {what} is {value}", "As for my editor, it's Helix",
    )  # fmt: skip
    yield paraphrase(
        rf"(?:[\w -]{{2,30}}?[ -]?wise[,:]?|{_TOPIC} [^,:]{{2,40}}?[,:]|as far as [^,]{{2,40}}? (?:goes|go|is "
        rf"concerned|"
        rf"are concerned),?) (?P<rest>{_SUBJECT}.+)",
        "{rest}", "Title-wise I'm head of data", "As far as food goes, I'm vegan", "As for me, I live in Porto",
    )  # fmt: skip
    yield paraphrase(
        r"(?P<who>(?:my|our) [\w' -]{2,40}?), (?:she|he|it|they)(?:['’]s| is|['’]re| are) (?P<rest>.+)",
        "{who} is {rest}", "My wife, she's a nurse in Graz",
    )  # fmt: skip
    yield paraphrase(
        r"(?P<who>(?:my|our) [\w' -]{2,40}?), (?:she|he|it|they) (?P<rest>(?:\w+s|has|have|was|can)\b .+)",
        "{who} {rest}", "My wife, she works nights",
    )  # fmt: skip
    yield paraphrase(
        r"(?P<what>[\w-]{2,20})['’]s (?P<rest>(?:my|our) .+)", "{what} is {rest}", "German's my first language",
    )  # fmt: skip
    yield paraphrase(
        r"(?:(?:the|current|main|big|next|personal|whole|only) )*(?P<what>goal|aim|plan|dream|ambition|target|"
        r"mission)(?: (?:for|this) "
        r"[\w ]{3,20}?)?(?: is|['’]s|:) (?P<rest>to .+)",
        "my {what} is {rest}", "Goal is to hand in my thesis before July",
        holds=lambda match: of_life(match["rest"]) or aim(f"I want {match['rest']}") is not None,
    )  # fmt: skip
    yield paraphrase(
        rf"with (?:my|our) (?P<what>(?:[\w-]+ )?{ILLNESS}),? (?P<rest>.+)", ("I have {what}", "{rest}"),
        "With my asthma, hiking above 3000 m is out",
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<rest>[^,;]{{3,60}}) (?:with|because of|due to|given) (?:my|our) (?P<what>(?:[\w-]+ )?{ILLNESS})(?:,.*)?",
        ("I have {what}", "{rest}"), "Sitting is hard with my sciatica",
    )  # fmt: skip
    yield paraphrase(
        r"having (?P<what>[^,]{3,50}), (?P<rest>(?:I|we|my|our)\b.+)", ("I have {what}", "{rest}"),
        "Having type 1 diabetes, I can't skip meals", holds=lambda match: of_life(match["what"]),
    )  # fmt: skip


def _clefts() -> Iterator[Paraphrase]:
    yield paraphrase(
        rf"(?P<thing>[^,;:]{{2,60}}?) {_CLEFT} (?P<rest>{_SUBJECT} .+ {_PREPOSITION})(?:[,;].*)?", "{rest} {thing}",
        "Kotlin is what we write our backend in", "Xiu is what I go by", holds=_names_something,
    )  # fmt: skip
    yield paraphrase(
        r"(?P<thing>[^,;:]{2,60}?) (?:is|['’]s) where (?P<who>I|we)(?:['’]m| am| are|['’]re)? (?:now |currently "
        r")?(?:work|working|"
        rf"employed|earn my (?:living|money))(?: now| these days)?{_AND_MORE}", ("{who} work at {thing}", "{more}"),
        "Statkraft is where I work now", holds=_names_something,
    )  # fmt: skip
    yield paraphrase(
        r"(?P<thing>[^,;:]{2,60}?) (?:is|['’]s) where (?P<who>I|we)(?:['’]m| am| are|['’]re)? (?:now |currently "
        r")?(?:live|living|based|"
        rf"reside|settled)(?: now| these days)?{_AND_MORE}", ("{who} live in {thing}", "{more}"), "Dresden is where "
        "I live now",
        holds=_names_something,
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<thing>[^,;:]{{2,60}}?) {_CLEFT.replace('where|', '')} (?P<rest>(?:I|we)(?: always| mostly| usually| "
        rf"mainly|['’]m| am|['’]ve| "
        rf"have)* [a-z]+)(?P<tail>(?: {_PREPOSITION} .+)?)", "{rest} {thing}{tail}",
        "Helix is what I use for everything", "Insulin is what I take", holds=_names_something,
    )  # fmt: skip
    yield paraphrase(
        rf"the (?P<what>{_ATTRIBUTE}) (?:that )?(?:I|we)(?:['’]re|['’]m| are| am)? (?:\w+ ){{1,3}}(?:is|are) "
        rf"(?P<value>.{{2,60}})",
        "my {what} is {value}", "The editor I work in is Helix",
    )  # fmt: skip
    yield paraphrase(
        r"what (?P<who>I|we) (?P<rest>(?:\w+ ){1,4})(?:is|are) (?P<thing>[^,;]{2,60})", "{who} {rest} {thing}",
        "What I deploy with is Kamal", holds=_names_something,
    )  # fmt: skip


def _in_use() -> Iterator[Paraphrase]:
    yield paraphrase(
        r"(?:I['’]m (?:at|with) an?|(?:at work )?(?:we['’]re|we are|ours is|this is|it['’]s)) (?:\w+ly |very much |"
        r"pretty much )?"
        r"(?:an? )?(?:all-|all |pure |strictly |heavy |big |full |100% |solid "
        r")?(?P<tool>[\w.+#/ -]{2,30}?)(?:[ -]only|-"
        r"first|-based)? (?:shop|house|team|company|place|outfit|org|crew|studio|startup|office)"
        r"(?: through and through| here| at work)?(?:[,;].*)?",
        "my team uses {tool}", "We're a Rails shop.", "We're an all-Kotlin team.", "I'm at a Django shop",
        holds=lambda match: _is_tool(match["tool"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?:(?P<lead>these days|nowadays|now|by now|lately|at this point|since \w+),? )?(?:it['’]s|it is|we['’]re|"
        rf"we are|I['’]m|I am|everything['’]s|everything is)(?: now)?(?P<all>(?: all(?:[- ](?:in )?on)?| purely| "
        rf"strictly|"
        rf" nothing but| just| mostly| back (?:on|to))*) (?P<tool>[^,;:]{{2,40}}?)"
        rf"(?P<tail>{_LASTS}*)(?P<where> for (?:my|our) [\w ]{{2,30}}|{_THROUGHOUT})?(?:{_THEREFORE})?",
        "I use {tool}{where}", "These days it's Zed for me, VS Code got too slow.", "it's pnpm everywhere now",
        "we're all Terraform",
        holds=_is_in_use,
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<tool>[^,;:]{{2,40}}?)(?P<tail>{_LASTS}+)(?:{_THEREFORE})?", "I use {tool}",
        "fish all the way", "pnpm everywhere now", "Zed for me these days",
        holds=lambda match: names_one(match["tool"])
        and category_of(match["tool"]) not in _TASTES
        and _FOR_GOOD.search(match["tail"]) is not None,
    )  # fmt: skip
    yield paraphrase(
        r"(?:[^,;]{3,60}[,;] )?(?P<tool>[\w.+# -]{2,30}?) it is(?: now| from now on| these days| for me)+",
        "I use {tool}",
        "emacs it is now", holds=lambda match: names_one(match["tool"]),
    )  # fmt: skip
    yield paraphrase(
        r"(?:these days |nowadays |now )?(?:everyone|everybody|the whole (?:team|company)|all of us)(?: here|"
        r" at work| in "
        r"(?:the|our) \w+| on (?:the|our) team)? (?:now )?(?:uses?|runs?|is on|are on|"
        r"works? with) (?P<tool>[^,;]{2,30}?)"
        rf"{_LASTS}*(?:[,;].*)?",
        "my team uses {tool}", "everyone here uses Tailscale", holds=lambda match: _is_tool(match["tool"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?:(?:my|our|the) )?(?P<what>{_OF_STACK}) (?:has |have )?(?:just |recently |finally )?(?:moved|migrated|"
        rf"switched|went|changed)"
        r"(?: over)? to (?P<tool>[^,;]{2,30}?)(?: (?:in|last|this|on|since|as of|now|over) ?.*)?",
        "my {what} is {tool}",
        "CI moved to GitLab last sprint", holds=lambda match: _is_tool(match["tool"]) or names_one(match["tool"]),
    )  # fmt: skip
    yield paraphrase(
        r"(?P<tool>[\w.+# -]{2,30}?) (?:does the job|(?:took|has taken)(?: (?:it|that|this|them))? over|"
        r"(?:took|has taken) (?:its|their) place|fills in|(?:has )?replaced (?:it|that|them|both)|won me over)"
        r"(?: now| these days| instead| (?:for|with) (?:us|me)| everywhere| (?:in|for|on) (?:all|every|each|my|"
        r"our)\b.*)*",
        "I use {tool}", "Nomad does the job now", holds=lambda match: _is_tool(match["tool"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<head>[^,;]{{3,80}})[,;] (?:(?:now|so|and|it['’]s|I['’]m on|we['’]re on) "
        rf")*(?P<tool>[^,;:]{{2,40}}?)(?P<tail>{_LASTS}+)",
        ("{head}", "I use {tool}"), "I don't use zsh anymore, fish all the way",
        holds=lambda match: names_one(match["tool"])
        and bool(_FOR_GOOD.search(match["tail"]) or _ENDED.search(match["head"])),
    )  # fmt: skip
    yield paraphrase(
        r"(?P<head>(?:.*\b)?(?:I|we)(?:['’]ve| have|['’]m| am|['’]re| are)? (?:(?:just|recently|finally|now|all|"
        r"fully|completely) )*"
        r"(?:switch|mov|migrat|chang|went|gone|go|transferr|relocat|jump|swapp|convert|com|cross)(?:e|ed|es|d|"
        r"ing)?(?: over| back| "
        r"everything| house| jobs)?) from (?P<old>[^,;]{2,40}?) (?:back |over )?(?P<rest>to (?!(?:the|a|an|this|"
        r"that) [a-z]).+)",
        "{head} {rest}", "I've switched from VS Code to Zed",
    )  # fmt: skip


def _changes() -> Iterator[Paraphrase]:
    yield paraphrase(
        r"(?P<what>(?:my|our) [^,;:]{2,40}?) (?:is|are)(?: no longer|n['’]t| not) [^,;:]{2,40}?(?:,? any (?:more|"
        r"longer)|,? anymore)?(?:[,;:]| -| –| —)(?: but| and)? (?:now )?(?:it['’]s|it is|they['’]re|they are)(?: now)? "
        r"(?P<new>[^,;:]{2,60}?)(?: now| these days| instead)?",
        "{what} is {new}", "My time zone is no longer Europe/Madrid, it's Atlantic/Canary",
    )  # fmt: skip
    yield paraphrase(
        rf"(?:I|we|my|our|everything|everyone) (?:[^,;]{{1,40}} )?(?:used to|was|were|had|"
        rf"always) [^,;]{{2,60}}?(?:[,;]|"
        rf",? but| and| -| –| —),? (?:but |and )?(?P<now>{_NOWADAYS}),? (?P<rest>(?:it['’]s|it is|I|we|I['’]m|we['’]re|"
        r"my|our|everything|everyone|everybody)\b.+)",
        "{now} {rest}", "I used to bundle with Webpack; these days it's Vite in all my projects",
    )  # fmt: skip
    yield paraphrase(
        r"(?:[^,;]{3,30},? )?(?:I|we) \w+ [^,;]{2,60}?(?:[,;]|,? but| -| –| —),? (?:but |and )?(?P<now>these days|"
        r"nowadays|by "
        r"now|lately) (?P<rest>(?:it['’]s|it is|I['’]m on|we['’]re on|I use|we use)\b.+)",
        "{now} {rest}", "For years we tested with Jest; nowadays it's Vitest in all our packages",
    )  # fmt: skip
    yield paraphrase(
        rf"(?:I|we)(?:['’]ve| have)? (?:just |recently |finally |now )?(?:switched|changed|moved|swapped|converted) "
        rf"(?P<whose>my|our) (?P<what>(?:[\w-]+ )?(?:{_REPLACED})|[\w ]{{2,30}} of choice)(?: over)?(?: from "
        rf"[^,;]{{2,30}}?)?(?: over)? to (?P<value>[^,;]{{2,40}}?)(?:{_LASTS}| for good| permanently)*(?:[,;] .*)?",
        "{whose} {what} is {value}", "I've switched my editor to Zed, permanently",
    )  # fmt: skip
    for when, preposition in (
        (_MONTH, "in"),
        (rf"(?:{_DAY}s?\b.*|(?:the )?\d.*|{_MONTH} \d.*)", "on"),
        (r"(?:\d{1,2}(?::\d\d|\W?[ap]m).*|noon)", "at"),
    ):
        yield paraphrase(
            rf"(?:(?:I|we|they|the [\w ]{{2,20}}?)(?:['’]ve| have| has)? )?(?:had to )?(?:just )?(?:push(?:ed)?|"
            rf"mov(?:e|ed)|postpon(?:e|ed)|"
            rf"brought|bring|reschedul(?:e|ed)|"
            rf"shift(?:ed)?|delay(?:ed)?)(?: back| forward)? (?P<what>(?:my|our) [\w -]{{2,30}}?)(?: back| "
            rf"forward)?(?: from [^,;]{{2,30}})? to "
            rf"(?P<when>{when})", f"{{what}} is {preposition} {{when}}", _RESCHEDULED[preposition],
        )  # fmt: skip
    yield paraphrase(
        r"(?:they|we|work|my (?:boss|manager|company|employer)|(?-i:[A-Z])\w+)(?:['’]ve| have| has)? (?:just |"
        r"recently |finally )?"
        r"(?:made|promoted|appointed|named|elected|bumped|moved)(?: me)(?: up)?(?: to| as| into)? (?:be )?(?:an? |"
        r"the )?"
        r"(?P<job>[\w &/-]{2,40}?)(?: (?:last|this|in|on|yesterday|today|as of|since) ?.*)?", "I was promoted to {job}",
        "They made me team lead last week", holds=lambda match: is_occupation(match["job"]),
    )  # fmt: skip
    yield paraphrase(
        r"(?:I|we)(?:['’]ve| have)? (?:just |recently |finally |now )?(?:upgraded|updated|bumped|gone up|moved "
        r"up)(?: everything| over)?"
        r"(?: from [^,;]{2,30}?)? to (?P<tool>(?-i:[A-Z])[^,;]{1,40}?)(?P<where> (?:at|in|on) (?:work|home|all|"
        r"our|my|every)\b.*)?",
        "I'm on {tool}{where}", "We've upgraded to Node 22 at work", holds=lambda match: _is_tool(match["tool"]),
    )  # fmt: skip
    yield paraphrase(
        r"(?P<whose>my|our) (?:[\w-]+ ){0,2}?(?:team|company|department|office|squad|shop|lab)(?: has| have)? "
        r"(?:just |recently |now )?"
        r"(?:switched|moved|migrated|went|gone|converted)(?: over| back)?(?: all in on)? (?:to "
        r")?(?P<tool>[^,;]{2,30}?)"
        r"(?: (?:in|since|last|this|as of|now) ?.*)?",
        "{whose} team uses {tool}", "Our frontend team switched to Svelte in spring",
        holds=lambda match: _is_tool(match["tool"]) or names_one(match["tool"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?:(?:I|we)(?:['’]ve| have)? )?(?:just |recently |finally )?(?:got|landed|have|took|accepted|started|"
        rf"switched|changed|moved|"
        rf"begun)(?: an?| my)?(?: new| different)? (?:job|role|position|gig|post|jobs|companies|employers?)(?: "
        rf"over)? (?:at|with|to|for) "
        rf"(?P<org>(?-i:{ORGANISATION}))(?: (?:now|last|in|this|as|since) ?.*)?(?:,.*)?",
        "I work at {org}", "I just switched jobs to Statkraft", "Got a new job at Klarna in May",
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<org>(?-i:{ORGANISATION})) (?:has |have )?(?:just |recently )?(?:hired|poached|recruited|employs|"
        rf"headhunted) me(?: .*)?",
        "I work at {org}", "Statkraft hired me",
    )  # fmt: skip
    yield paraphrase(
        rf"{_CHANGED} (?:jobs?|employers?|companies|company|firms?)(?: [\w ]{{2,30}}?)?(?:[,:;]|,? and| -| –| —) ?"
        rf"(?:it['’]s|I['’]m|I am|now|at|with|\s)*(?P<org>[^,;]{{2,40}}?)(?: now| these days)?",
        "I work at {org}", "Switched jobs last month: it's Siemens now", "New job, I'm at Klarna now",
        holds=lambda match: is_organisation(match["org"]),
    )  # fmt: skip
    yield paraphrase(
        rf"{_CHANGED} (?P<what>{_REPLACED})s?(?: [\w ]{{2,30}}?)?(?:[:;]|, (?=it['’]s|now)| and(?= it['’]s)| -| –| —) ?"
        r"(?:(?:it['’]s|I['’]m|now|on|to|at|with)\s)*(?P<value>[^,;]{2,40}?)(?: now| these days)?",
        "my {what} is {value}", "New manager: Jonas Weil",
    )  # fmt: skip


def _is_tool(tool: str) -> bool:
    return is_technology(tool) and (tool[:1].isupper() or category_of(tool) is not None) and not _NO_TOOL.search(tool)


_NO_TOOL = re.compile(
    r"(?:I|It|That|This|The|Not|No|Christmas|Easter|January|Noon|(?-i:UTC|GMT|[A-Z]{1,3}[SD]?T|OK|TODO|WIP|QA|HR|"
    r"IT))\b(?! \w)|"
    r"\b(?:is|are|was|has|have|got|had|does|history|gone|for|on)\b"
)
"""Capitals alone are as often a time zone or a state ("we're all OK") as a tool."""


def _is_in_use(match: re.Match[str]) -> bool:
    """Whether what one is "on now" is a tool: a known one, or a name of which everything is said to be."""
    if _OF_ANOTHER.search(match[0]):
        return False
    if names_one(match["tool"]):
        return bool(match["lead"] or match["all"] or match["where"] or _FOR_GOOD.search(match["tail"]))
    return (
        bool(match["lead"] or "all" in match["all"]) and _is_tool(match["tool"]) and not _DEMONYM.search(match["tool"])
    )


_OF_ANOTHER = re.compile(r"\b(?:he|she|they|his|her|their)\b", re.IGNORECASE)
_TASTES = frozenset({"theme", "indentation", "quotes", "naming style", "units", "clock", "spelling"})
"""Categories of what is liked rather than used: "dark mode all the way"."""
_FOR_GOOD = re.compile(
    r"\b(?:these days|nowadays|everywhere|all|through|across|from here|for|with|top|end to)\b", re.IGNORECASE
)
"""What lasts, of what follows a tool: "it's Python now" is as often an order to rewrite the script."""
_ENDED = re.compile(
    r"\b(?:any ?(?:more|longer)|no longer|g[ai]ven? up|gave up|ditched|dropped|scrap|done with|moved off|history|"
    r"gone|got too|left)\b",
    re.IGNORECASE,
)
_DEMONYM = re.compile(r"(?:s|ish|ese|ian|can)$")


def _names_something(match: re.Match[str]) -> bool:
    return not DETERMINED.match(match["thing"]) and not points_at_hand(match["thing"])


WORD_ORDERS: tuple[Paraphrase, ...] = tuple(word_orders())
_BY_CUE = CueIndex(WORD_ORDERS)


def _once(sentence: str) -> list[str]:
    may_know = _BY_CUE.for_text(sentence)
    return next((clauses for order in may_know if (clauses := order.clauses(sentence))), [sentence])
