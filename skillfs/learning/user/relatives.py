"""What is told in a relative clause, after a negated one or appended to a value, as plain sentences of its own.

"The warehouse I look after runs on ClickHouse" says "our warehouse runs on ClickHouse", "a ThinkPad that runs Fedora"
tells of a machine and of its system, "It's Siemens that I work for, as an engineer" of an employer and of a job.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.fact_values import points_at_hand
from skillfs.learning.english.given_names import is_given_name
from skillfs.learning.english.rephrasing import DETERMINED, Paraphrase, paraphrase
from skillfs.learning.english.verb_classes import MADE_WITH, RUNS_ON, is_technology
from skillfs.learning.user.attribute_rules import ATTRIBUTES

_ATTRIBUTE = "|".join(ATTRIBUTES.values())
_THEN = r"(?:[,;] (?P<more>.+))?"
_ONCE = (
    r"(?:just|need|want|see|get|have|had|got|try|think|mean|found|sent|wrote|made|ran|saw|broke|gave|left|put|can|"
    r"will|should|must|\w{2,}ed)"
)
"""What one did to a thing, or wants of it; of all else that one does to it one says that one does it for good."""
_KEEPS_DOING = (
    rf"(?:I|we|(?:my|our) (?:team|company|group|squad|department|firm))(?:['’]m| am|['’]re| are| is)? (?:mainly |"
    rf"mostly |"
    rf"currently |now )?(?:(?!{_ONCE}\b)[a-z]+|working|in charge|responsible)(?: (?:my|our) \w+)?"
    r"(?: (?:after|for|on|with|up|at|in|of|from|to)){0,2}"
)
_WORK = r"(?:all|most|almost all|nearly all)(?: of)? (?:my|our) [\w ]{2,20}?"
_MACHINE_WORK = (
    rf"(?:(?:I|we) (?:do|write|run|build|code|develop) (?:{_WORK}|everything|nearly everything|almost everything)|"
    rf"{_WORK} "
    r"(?:happens|is done|gets done|takes place)) (?:on|from) (?P<thing>an? [^,;]{2,40}?)"
)
_TOOL = r"(?-i:[A-Z])[\w.+#/-]*(?: (?-i:[A-Z0-9])[\w.+#/-]*)*"
_WHERE = r"(?:on (?:top|the side)|in (?:front|between)|underneath|behind|beneath|next to it|around it)"
_ELSEWHERE = (
    r"(?:at|on|in|for) (?:the )?(?:weekends?|home|work|evenings?|side|office|holidays?|(?:my|our) [\w ]{2,20}?|private)"
)


def relatives() -> Iterator[Paraphrase]:
    """The constructions; of several that know a sentence the first decides."""
    yield paraphrase(
        rf"the (?P<what>[\w-]+(?: [\w-]+){{0,3}}?) (?:that |which )?{_KEEPS_DOING} "
        rf"(?P<rest>(?:(?:still |now |all )?(?:{RUNS_ON}|{MADE_WITH})) [^,;]{{2,60}}){_THEN}",
        ("our {what} {rest}", "{more}"), "The analytics warehouse I look after runs on ClickHouse",
        "The app we're working on is written in Go", holds=lambda match: not points_at_hand(match["what"]),
    )  # fmt: skip
    yield paraphrase(
        rf"{_MACHINE_WORK} (?:that|which) (?P<rest>(?:runs|boots|dual-?boots) [^,;]{{2,40}}){_THEN}",
        ("I work on {thing}", "my laptop {rest}", "{more}"), "I do all my work on a ThinkPad X13 that runs Fedora",
        holds=_is_machine,
    )  # fmt: skip
    yield paraphrase(
        rf"{_MACHINE_WORK}(?: (?:running|with) (?P<os>[^,;]{{2,40}}?)(?: on it)?)?{_THEN}",
        ("I work on {thing}", "my laptop runs {os}", "{more}"), "I do most of my coding on a MacBook Air",
        "I do everything on a ThinkPad with Debian on it", holds=_is_machine,
    )  # fmt: skip
    yield paraphrase(
        rf"the (?P<what>(?:[\w-]+ ){{0,2}}?(?:databases?|store|warehouse|stack|backend|frontend|cache|queue|ci|"
        rf"tooling|infra)) "
        rf"(?:that |which )?{_KEEPS_DOING} (?:is|are) (?P<tool>{_TOOL}){_THEN}",
        ("our {what} runs on {tool}", "{more}"), "The database we keep our events in is ClickHouse",
        holds=lambda match: not points_at_hand(match["what"]) and is_technology(match["tool"]),
    )  # fmt: skip
    yield paraphrase(
        r"it(?:['’]s| is) (?:(?P<in>in|at|with|for) )?(?P<thing>[^,;]{2,40}?) (?:that |where |who |whom )?"
        r"(?P<rest>(?P<who>I|we)(?:['’]m| am|['’]re| are)?(?: [\w' -]{2,40}?)?(?: (?:to|in|at|with|for|on|from))?)"
        r"(?: now| these days| nowadays| currently)?"
        rf"(?:,? (?:where (?:I|we) (?:work|serve) )?(?P<role>as an? [^,;]{{3,40}}))?{_THEN}",
        ("{rest} {in} {thing}", "{who} work {role}", "{more}"), "It's Siemens that I work for, as a firmware engineer",
        "It's Ericsson I'm with", "It's in Aarhus that I live",
        holds=lambda match: bool(match["in"]) != bool(_PREPOSITION.search(match["rest"])),
    )  # fmt: skip
    yield paraphrase(
        r"it(?:['’]s| is) (?P<thing>[^,;]{2,40}?) where (?P<who>I|we)(?P<rest>(?:['’]\w+)? [^,;]{3,30}?)"
        rf"(?:,? (?P<role>as an? [^,;]{{3,40}}))?{_THEN}",
        ("{thing} is where {who}{rest}", "{who} work {role}", "{more}"), "It's Bayer where I work, as a toxicologist",
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<head>(?:(?:all )?(?:my|our|the (?=\w+ (?:stack|backend|product)\b)) [\w -]{{2,40}}?|I|"
        rf"we) (?:{RUNS_ON}|{MADE_WITH}|is|are|is in|are in|(?:use|"
        rf"run|build|write|deploy|develop|"
        rf"ship)\b[^,;]{{0,30}}?) (?P<tool>[^\s,;]{{2,20}}(?: [^\s,;]{{1,20}}){{0,3}})), "
        rf"(?:(?:with|plus|and) (?P<tool2>{_TOOL})(?: [^,;]{{1,40}})?|(?P<tool3>{_TOOL}) {_WHERE}){_THEN}",
        ("{head}", "we use {tool2}{tool3}", "{more}"), "Our backend is written in Elixir, with Phoenix on top",
        "We build our product in Elixir, Phoenix on top", holds=_is_appended,
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<head>(?P<who>I|we) (?P<verb>use|write|code in|work in|program in|run|play|drive|ride) "
        rf"[^,;]{{2,50}}?),? (?:and |but )?(?:(?P<where>{_ELSEWHERE})(?: it['’]s)? (?P<thing>(?!I\b|"
        rf"we\b)[^,;]{{2,40}})|"
        rf"(?P<thing2>[^,;]{{2,40}}?) (?P<where2>{_ELSEWHERE})){_THEN}",
        ("{head}", "{who} {verb} {thing}{thing2} {where}{where2}", "{more}"), "I write Go at work, and on weekends Zig",
        holds=lambda match: is_technology(match["thing"] or match["thing2"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<old>[^,;:]{{2,40}}?) (?:isn['’]t|is not|was never) (?P<whose>my|our) (?P<what>{_ATTRIBUTE})[,;:]? "
        rf"(?:but |rather )?(?:it['’]s (?P<other>[^,;:]{{2,40}})|(?P<value>[^,;:]{{2,40}}?) is){_THEN}",
        ("{whose} {what} is {value}{other}", "{more}"), "English isn't my mother tongue, Portuguese is",
        "Spanish isn't my first language, it's Catalan",
        holds=lambda match: not DETERMINED.match(match["value"] or match["other"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<whose>my|our) (?P<what>{_ATTRIBUTE}) (?:isn['’]t|is not) [^,;:]{{2,40}}?(?:,? but|[,;:] (?:it['’]s|"
        rf"it is))"
        rf"(?: actually| really)? (?P<value>[^,;:]{{2,40}}){_THEN}",
        ("{whose} {what} is {value}", "{more}"), "My mother tongue isn't English but Finnish",
        holds=lambda match: not DETERMINED.match(match["value"]),
    )  # fmt: skip


def _is_machine(match: re.Match[str]) -> bool:
    return not points_at_hand(match["thing"])


_PREPOSITION = re.compile(r" (?:to|in|at|with|for|on|from)$|['’]m with$")


def _is_appended(match: re.Match[str]) -> bool:
    """Whether what is appended to a tool is another: "Elixir, with Phoenix", not "Berlin, with Bob"."""
    tool, more = match["tool"].split()[-1], match["tool2"] or match["tool3"]
    known = category_of(match["tool"]) is not None or category_of(more) is not None
    made = re.search(
        rf"(?:{RUNS_ON}|{MADE_WITH}|\b(?:are|is) in|\b(?:use|run|build|write|deploy|develop|ship)\b)", match["head"]
    )
    return is_technology(more) and (
        known or (made is not None and tool[:1].isupper() and not is_given_name(more.split()[0]))
    )
