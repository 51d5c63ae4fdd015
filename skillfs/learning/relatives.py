"""What is told in a relative clause, after a negated one or appended to a value, as plain sentences of its own.

"The warehouse I look after runs on ClickHouse" says "our warehouse runs on ClickHouse", "a ThinkPad that runs Fedora"
tells of a machine and of its system, "It's Siemens that I work for, as an engineer" of an employer and of a job.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.attribute_rules import ATTRIBUTES
from skillfs.learning.fact_values import points_at_hand
from skillfs.learning.rephrasing import DETERMINED, Paraphrase, paraphrase
from skillfs.learning.verb_classes import MADE_WITH, RUNS_ON, is_technology

_ATTRIBUTE = "|".join(ATTRIBUTES.values())
_THEN = r"(?:[,;] .*)?"
_ONCE = (
    r"(?:just|need|want|see|get|have|had|got|try|think|mean|found|sent|wrote|made|ran|saw|broke|gave|left|put|can|"
    r"will|should|must|\w{2,}ed)"
)
"""What one did to a thing, or wants of it; of all else that one does to it one says that one does it for good."""
_KEEPS_DOING = (
    rf"(?:I|we)(?:['’]m| am|['’]re| are)? (?:mainly |mostly |currently |now )?(?:(?!{_ONCE}\b)[a-z]+|working|"
    r"in charge|responsible)(?: (?:after|for|on|with|up|at|in|of|from|to)){0,2}"
)
_MACHINE_WORK = (
    r"(?:I|we) (?:do|write|run|build|code|develop) (?:(?:all|most|almost all|nearly all)(?: of)? (?:my|our) "
    r"[\w ]{2,20}?|everything|nearly everything|almost everything) (?:on|from) (?P<thing>an? [^,;]{2,40}?)"
)
_ELSEWHERE = (
    r"(?:at|on|in|for) (?:the )?(?:weekends?|home|work|evenings?|side|office|holidays?|(?:my|our) [\w ]{2,20}?|private)"
)


def relatives() -> Iterator[Paraphrase]:
    """The constructions; of several that know a sentence the first decides."""
    yield paraphrase(
        rf"the (?P<what>[\w-]+(?: [\w-]+){{0,3}}?) (?:that |which )?{_KEEPS_DOING} "
        rf"(?P<rest>(?:(?:still |now |all )?(?:{RUNS_ON}|{MADE_WITH})) [^,;]{{2,60}}){_THEN}",
        "our {what} {rest}", "The analytics warehouse I look after runs on ClickHouse",
        "The app we're working on is written in Go", holds=lambda match: not points_at_hand(match["what"]),
    )  # fmt: skip
    yield paraphrase(
        rf"{_MACHINE_WORK} (?:that|which) (?P<rest>(?:runs|boots|dual-?boots) [^,;]{{2,40}}){_THEN}",
        ("I work on {thing}", "my laptop {rest}"), "I do all my work on a ThinkPad X13 that runs Fedora",
        holds=_is_machine,
    )  # fmt: skip
    yield paraphrase(
        rf"{_MACHINE_WORK}(?: (?:running|with) (?P<os>[^,;]{{2,40}}?)(?: on it)?)?{_THEN}",
        ("I work on {thing}", "my laptop runs {os}"), "I do most of my coding on a MacBook Air",
        "I do everything on a ThinkPad with Debian on it", holds=_is_machine,
    )  # fmt: skip
    yield paraphrase(
        r"it(?:['’]s| is) (?P<thing>[^,;]{2,40}?) (?:that |where |who |whom )?(?P<rest>I(?:['’]m| am)? [\w' -]{2,40}? "
        rf"(?:to|in|at|with|for|on|from)),? (?:where I (?:work|serve) )?(?P<role>as an? [^,;]{{3,40}}){_THEN}",
        ("{rest} {thing}", "I work {role}"), "It's Siemens Healthineers that I work for, as a firmware engineer",
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<head>(?:my|our|the) [\w' -]{{2,40}}? (?:{RUNS_ON}|{MADE_WITH}|is|are) [^,;]{{2,40}}?), "
        rf"(?:with|plus) (?P<more>(?-i:[A-Z])[\w.+#/-]*[^,;]{{0,40}}){_THEN}",
        "{head} with {more}", "Our backend is written in Elixir, with Phoenix on top",
        holds=lambda match: is_technology(match["more"].split()[0]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<head>(?P<who>I|we) (?P<verb>use|write|code in|work in|program in|speak|run|play|drive|ride|wear) "
        rf"[^,;]{{2,50}}?),? (?:and |but )?(?:(?P<where>{_ELSEWHERE})(?: it['’]s)? (?P<thing>(?!I\b|we\b)[^,;]{{2,40}})|"
        rf"(?P<thing2>[^,;]{{2,40}}?) (?P<where2>{_ELSEWHERE})){_THEN}",
        ("{head}", "{who} {verb} {thing}{thing2} {where}{where2}"), "I write Go at work, and on weekends Zig",
        holds=lambda match: is_technology(match["thing"] or match["thing2"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<old>[^,;:]{{2,40}}?) (?:isn['’]t|is not|was never) (?P<whose>my|our) (?P<what>{_ATTRIBUTE})[,;:]? "
        rf"(?:but |rather )?(?P<value>[^,;:]{{2,40}}?) is{_THEN}",
        "{whose} {what} is {value}", "English isn't my mother tongue, Portuguese is",
        holds=lambda match: not DETERMINED.match(match["value"]),
    )  # fmt: skip
    yield paraphrase(
        rf"(?P<whose>my|our) (?P<what>{_ATTRIBUTE}) (?:isn['’]t|is not) [^,;:]{{2,40}}?(?:,? but|[,;:] (?:it['’]s|it is))"
        rf"(?: actually| really)? (?P<value>[^,;:]{{2,40}}){_THEN}",
        "{whose} {what} is {value}", "My mother tongue isn't English but Finnish",
        holds=lambda match: not DETERMINED.match(match["value"]),
    )  # fmt: skip


def _is_machine(match: re.Match[str]) -> bool:
    return not points_at_hand(match["thing"])
