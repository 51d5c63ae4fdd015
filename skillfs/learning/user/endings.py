"""What a person says does not hold any more: "I no longer …", "… isn't my manager any more", "AWS is history for us".

What ends is told of a state that went on ("I don't use Vim any more"), of a leave that was taken ("we moved off
Jenkins") or of the thing itself ("Jenkins is gone for good"). It only ever removes what a fact says of it.
"""

from __future__ import annotations

import re

from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.trailing import without_trailing

_I = (
    r"\b(?:I|we|they)(?:['’]ve| have|['’]m| am|['’]re| are)?\s+(?:just |finally |recently |officially |now |since |"
    r"all |"
    r"completely |fully |had to |decided to |also |\w+ (?:up|out) and )*"
)
_HAS_TO_DO_WITH = (
    r"(?:use|using|work(?:ing)? (?:at|for|on|with|in)|like|love|prefer|live in|living in|write|writing|have|eat|"
    r"drink|speak|own|drive|play|deploy to|run on|do|doing|go to|report to|at|with|in|on|allergic to|from|an?|the|part "
    r"of|learning|training for|saving for)?"
)
_LATE = r"(?:any ?more|any longer|these days|after all|now|at all now)"
_END = r"(?:[,.;!:]|\s[–—-]|$|\s(?:and|but|because|since|so)\b)"
_AT_HAND = r"(?!(?:the|this|that|these|those|it|a|an)\b)"
_THING = r"(?P<what>\S.{1,80}?)"
_NAMED = (
    r"(?P<what>(?:(?:my|our) |the (?=(?:[\w'’-]+ ){0,3}?(?-i:[A-Z])))[^,;:]{2,50}?|(?-i:[A-Z])[\w.+#'’-]*(?: "
    r"[\w.+#'’-]+){0,3}?)"
)

_GOES_ON_NO_MORE = (
    rf"{_I}no longer {_HAS_TO_DO_WITH}\s*{_THING}{_END}",
    rf"{_I}(?:do not|don['’]t|not|never|can['’]t|cannot) {_HAS_TO_DO_WITH}\s*{_THING}\s+{_LATE}{_END}",
    r"^(?:.*[,;:–—] )?(?P<of>(?!I\b|we\b)[^,;:]{2,50}?) (?:is|are|does|do|has)(?:n['’]t| not) "
    r"(?P<what>[^,;:]{2,60}?),? "
    r"(?:any ?more|any longer)(?: .*)?[.!]?$",
    r"^(?:.*[,;:–—] )?(?P<of>(?!I\b|we\b)[^,;:]{2,50}?)(?:['’]s| is| are)? no longer "
    r"(?P<what>[^,;:]{2,60}?)(?:[,;:].*)?[.!]?$",
    rf"{_I}(?:used|ran|had|was on|were on|worked (?:with|at|for)|wrote in|tested with|built with|deployed to|lived in) "
    rf"{_THING}(?: for [^,;]{{2,30}}?)?(?: (?:until|till|up to|before) [^,;]{{2,30}})?[,;] (?:but )?(?:these days|"
    rf"nowadays|by "
    r"now|now)\b",
    rf"{_I}used to (?:use|work (?:at|for|on|with)|like|love|prefer|live in|write|have|eat|drink|play|be an?|be) "
    rf"{_THING}{_END}",
)
_LEAVE = (
    rf"\bI can (?:finally |now )?(?:eat|drink|have|do|take|tolerate) {_THING} again\b",
    rf"{_I}(?:dropped|ditched|swapped|replaced|traded(?: in)?|exchanged|dumped|binned|abandoned) (?:out "
    rf")?(?P<what>(?!(?:the|this|"
    rf"that|it)\b)[^,;]{{2,40}}?) (?:out )?(?:for|with|in favou?r of) ",
    rf"{_I}(?:stopped|quit|given up|gave up|give up|gone off|cut out|sworn off|swore off)(?: on)? (?:using|working "
    rf"(?:at|"
    rf"for|on|with)|writing|learning|eating|drinking|playing|training for|saving for|living in|doing|running|being|"
    rf"taking|"
    rf"seeing|going to) {_THING}{_END}",
    rf"{_I}(?:stopped|quit|dropped|abandoned|retired|scrapped|shelved|killed(?: off)?) {_AT_HAND}{_THING}{_END}",
    rf"{_I}(?:given up|gave up|give up)(?: on)? {_THING}{_END}",
    rf"{_I}(?:left|ditched|sold|outgrown|outgrew|binned|dumped|sunset|phased out|threw out|thrown out|moved on from|"
    rf"(?:moved|migrated|switched) (?:off(?: of)?|away from)|got(?:ten)? rid of|done with|through with|over with|"
    rf"finished "
    rf"with|let go of|broke(?:n)? up with|split (?:up )?(?:from|with)|parted (?:ways |company )?with|(?:said|waved|"
    rf"said "
    rf"our|said my) (?:goodbye|farewell|bye)s?(?: bye)? to|turned (?:my|our) backs? on|cancelled|canceled|called "
    rf"off|put "
    rf"down|gave away|given away) {_THING}{_END}",
    rf"^(?:just |finally |recently )?(?:sold|ditched|dropped|cancelled) (?:the|my|our) {_THING}(?: (?:on|last|in) .*)?"
    rf"{_END}",
    rf"{_I}put {_THING} down\b",
    r"^(?:scrap|drop|ditch|lose|cancel) (?!(?:the|this|that|it|these|those|all|any)\b)(?P<what>[^,;:]{2,30})[,;:] ",
    rf"\b(?:let go|laid off|fired|made redundant|sacked) (?:from|by|at) (?:my job at )?{_THING}{_END}",
    rf"^(?:bye|goodbye|good ?bye|farewell|so long|adieu|adios|rip),? (?:bye,? )?{_NAMED}{_END}",
)
_GONE = (
    r"\b(?:I|we)(?:['’]ve| have|['’]re| are|['’]m| am)? (?:\w+ )?(?:switch(?:ed|ing)|mov(?:ed|ing)|migrat(?:ed|ing)|"
    r"chang(?:ed|ing)|"
    r"went|gone|swapped|transferred|relocated|jumped|converted)(?: over)? from (?P<what>[^,;]{2,40}?) (?:over )?to\b",
    rf"^{_NAMED} (?:is|are|['’]s|was|were|has been|have been|got) (?:now |all |finally |officially |long )*(?:history|"
    rf"ancient history|no more|(?:a thing of|in) the past|out of the picture|behind (?:me|us)|off the table|(?:called |"
    rf"cancelled|canceled|retired|phased out|decommissioned|dropped|scrapped|stolen|sold|put down)(?: off)?|(?:gone|"
    rf"dead|"
    rf"out|over|finished|done)(?= (?:for|with|to) (?:me|us|good)|[.!]?$))(?: (?:for|to|with) (?:me|us|good))?.*$",
    rf"^{_NAMED} (?:has |have |had to )?(?:just )?(?:let me go|laid me off|fired me|sacked me|made me redundant|got "
    rf"rid of me)\b.*$",
    rf"^{_NAMED} (?:got|became|was|is|had become)(?: just| simply)? too \w+[,;:]? (?:so|and|we|I|it|now)\b.*$",
    r"^(?:the|my|our) (?P<what>[^,;:]{3,40}?) (?:is|has been|was|got) (?:now )?(?:off|cancell?ed|called "
    r"off)(?:[,;:].*)?[.!]?$",
    rf"\b(?:the )?(?P<what>(?-i:[A-Z])[\w'-]+) (?:has )?(?:died(?: on (?:me|us))?|passed away|was stolen|got stolen|is "
    rf"off)(?: (?:on|last|yesterday|this) .*)?{_END}",
    rf"^{_NAMED} and (?:I|me) (?:broke|split|have split|have broken|['’]ve split) up\b.*$",
    rf"^(?:there['’]s |there is )?no more {_NAMED} (?:for (?:me|us)|here|at work|at home|over here){_END}",
)
_ENDINGS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (*_GOES_ON_NO_MORE, *_LEAVE, *_GONE))
_MAY_END = re.compile(
    r"\b(?:put|again|scrap|drop|ditch|lose|cancel|let me|too|off|replaced|traded|exchanged|no|not|longer|never|used to|"
    r"nowadays|these days|now|any ?more|stopped|quit|g[ai]ven? up|give up|gone|sw[oe]rn? off|swore|cut out|"
    r"dropped|abandoned|retired|scrapped|shelved|killed|left|ditched|sold|outgr[eo]wn?|binned|dumped|sunset|phased|"
    r"thr[eo]wn?|mov(?:ed|ing)|migrat\w+|switch\w*|chang\w+|went|swapped|transferred|relocated|jumped|converted|rid "
    r"of|done|through with|over|finished|let go|laid off|fired|redundant|sacked|"
    r"br[ao]ken?|broke|split|parted|goodbyes?|good|farewell|byes?|so long|adieu|adios|rip|turned|cancell?ed|called "
    r"off|put "
    r"down|away|history|past|picture|behind|table|decommissioned|stolen|dead|out|died)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Words without one of which nothing is said to have ended."""
_WHEN = re.compile(
    r"(?: (?:entirely|completely|altogether|for good|forever|last \w+|earlier this \w+|ages ago|a while (?:ago|back)|"
    r"(?:back |late |early )?(?:in|since|on|over|at|as of|from|by|around) (?:the (?:end|start|beginning|summer|winter|"
    r"spring|autumn|fall)\b.*|(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"easter|christmas|new year|\d{4}|\w+day|last|this)\b.*)))+$",
    re.IGNORECASE,
)


def no_longer(statement: Statement) -> list[str]:
    """All that a person says does not hold any more: "I don't use Vim anymore" → "Vim"."""
    text = statement.text
    if not _MAY_END.search(text):
        return []
    return list(dict.fromkeys(_ended(match) for pattern in _ENDINGS if (match := pattern.search(text))))


def _ended(match: re.Match[str]) -> str:
    of = match.groupdict().get("of")
    what = without_trailing(_WHEN.sub("", match["what"].strip()))
    if not of:
        return what
    # "Acme isn't my employer any more" ends what is said of Acme, whatever it is called there.
    return of if _OWN.match(what) else what if _OWN.match(of) else f"{of} {what}"


_OWN = re.compile(r"(?:my|our|the) (?:[\w-]+ ?){1,3}$", re.IGNORECASE)
