"""What a person takes back or puts right: "I no longer …", "sorry, I meant …", "scratch that, …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from skillfs.learning import fact_files
from skillfs.learning.fact_files import Line
from skillfs.learning.fact_rules import meaning_of
from skillfs.learning.facts import Fact
from skillfs.learning.forgetting import content
from skillfs.learning.human_text import Statement
from skillfs.learning.plain_text import word_key
from skillfs.skills.staging import Staging

_I = r"\b(?:I|we)(?:'ve| have|'m| am|'re| are)?\s+(?:just |finally |recently |officially |now |since |all )*"
_HAS_TO_DO_WITH = (
    r"(?:use|using|work(?:ing)? (?:at|for|on|with|in)|like|love|prefer|live in|living in|write|writing|have|eat|"
    r"drink|speak|own|drive|"
    r"play|deploy to|run on|at|with|in|on|allergic to|from|an?|part of|learning|training for|saving for)?"
)
_END = r"(?:[,.;!]|$|\s(?:and|but|because|since|so)\b)"
_NO_LONGER = re.compile(
    rf"{_I}no longer {_HAS_TO_DO_WITH}\s*(?P<a>\S.{{1,80}}?){_END}"
    rf"|{_I}(?:do not|don't|not|never) {_HAS_TO_DO_WITH}\s*(?P<b>\S.{{1,80}}?)\s+(?:any ?more|any longer|these days|"
    rf"after all|now){_END}"
    rf"|{_I}(?:stopped|quit|given up|gave up|give up)(?: on)?(?: (?:using|working (?:at|for|on|with)|writing|"
    rf"learning|eating|drinking|"
    rf"playing|training for|saving for|living in|doing|running|being))? (?P<c>\S.{{1,80}}?)(?:\s+any ?more)?{_END}"
    rf"|{_I}(?:left|dropped|ditched|abandoned|sold|retired|(?:moved|migrated|switched) (?:off(?: of)?|away from)|"
    rf"got rid of|"
    rf"gotten rid of|done with) (?P<d>\S.{{1,80}}?){_END}"
    rf"|{_I}used to (?:use|work (?:at|for|on|with)|like|love|prefer|live in|write|have|eat|drink|play|be an?|"
    rf"be) (?P<e>\S.{{1,80}}?){_END}"
    rf"|^(?:just |finally )?(?:sold|ditched|dropped|cancelled) (?:the|my|our) (?P<f>\S.{{1,40}}?)(?: (?:on|last|"
    rf"in) .*)?{_END}"
    r"|\b(?:the )?(?P<g>(?-i:[A-Z])[\w'-]+) (?:has )?(?:died(?: on (?:me|us))?|passed away|was stolen|got stolen|"
    r"is off)"
    rf"(?: (?:on|last|yesterday|this) .*)?{_END}",
    re.IGNORECASE,
)
_LEAD = (
    r"(?:(?:sorry|oops|no|nope|wait|hang on|hold on|actually|correction|(?:a )?(?:small|quick|slight|"
    r"minor) correction|my mistake|my bad|"
    r"i mean|scratch that|strike that|typo|rather)[\s,:.!–—-]+)"
)
_MEANT = re.compile(
    rf"^{_LEAD}*(?:I meant(?: to (?:say|write|type))?|make that|I should have (?:said|written)|(?:actually )?it['’]s|"
    rf"that should (?:be|read|say)|"
    r"it should (?:be|read|say)|should be|that was meant to be|should have been)\s+"
    r"(?P<new>\S.{0,60}?)(?:,? (?:not|instead of|rather than) (?P<old>\S.{0,60}?))?[.!]?$",
    re.IGNORECASE,
)
_RATHER = re.compile(
    rf"^{_LEAD}+(?P<new>\S.{{1,60}}?),? (?:not|instead of|rather than) (?P<old>\S.{{1,60}}?)[.!]?$", re.IGNORECASE
)
_JUST_VALUE = re.compile(
    rf"^{_LEAD}+(?P<new>(?!(?:I|my|we|our|the|this)\b)(?-i:[^\W_a-z])[^\s,.;]*(?: "
    rf"[^\s,.;]+){{0,3}})[.!]?$",
    re.IGNORECASE,
)
_SPELLED = re.compile(r",? (?:with|without|spelled|spelt|as in) .*$", re.IGNORECASE)
_OWN_CLAUSE = re.compile(r"\S (?:that )?I(?:'m|'ve)?\b", re.IGNORECASE)
_TAKES_BACK = re.compile(
    r"^(?:(?:no|oh|sorry|wait|actually|oops|hang on|hold on)[\s,]+)*(?:(?:scratch|strike|disregard|undo|ignore|forget|"
    r"delete) that\b|(?:I )?(?:just )?(?:wrote|typed|said|put|got|had) (?:that|it|this) (?:all )?(?:wrong|backwards)|"
    r"(?:that|what I (?:said|wrote)) (?:was|is) (?:wrong|a mistake|not right|nonsense|a typo)|I misspoke|my mistake)",
    re.IGNORECASE,
)


def no_longer(statement: Statement) -> str | None:
    """What a person says does not hold any more: "I don't use Vim anymore" → "Vim"."""
    match = _NO_LONGER.search(statement.text)
    return next(value for value in match.groups() if value).strip() if match else None


def retract(skills: Staging, what: str, day: str) -> list[Line]:
    """Remove the facts that rest on something which does not hold any more since `day` (ISO)."""
    wanted = content(what)
    known = [line for line in fact_files.lines(skills) if line.date <= day]
    named = [line for line in known if wanted and wanted <= content(line.text)]
    for line in reversed(named):
        fact_files.remove(skills, line)
    return named


def takes_back(statement: Statement) -> bool:
    """Whether a sentence takes back what was said before it: "Scratch that, …"."""
    return bool(_TAKES_BACK.match(statement.text))


def meant(statement: Statement) -> tuple[str, str | None] | None:
    """The new and, where it is named, the old value of a slip of the tongue: "I meant Globex, not Acme"."""
    match = _MEANT.match(statement.text) or _RATHER.match(statement.text)
    if match and not _OWN_CLAUSE.search(match["new"]):
        return _SPELLED.sub("", match["new"].strip()), match["old"]
    match = _JUST_VALUE.match(statement.text)
    return (match["new"], None) if match else None


def corrected(statement: Statement, new: str, old: str | None, told: Sequence[Fact]) -> Fact | None:
    """The latest fact of this session that a slip corrects, with the new value; None where none fits."""
    for fact in reversed(told):
        meaning = meaning_of(fact.text)
        if meaning is None or not meaning.value or (old and word_key(old) not in word_key(meaning.value)):
            continue
        value = re.sub(re.escape(old), lambda _: new, meaning.value, flags=re.IGNORECASE) if old else new
        text = fact.text.replace(meaning.value, value)
        again = meaning_of(text)
        if again and again.key.split(":")[0] == fact.key.split(":")[0]:
            return replace(
                fact,
                text=text,
                key=fact.key,
                topic=again.topic,
                message=statement.message,
                source=statement.source,
                time=statement.time,
            )
    return None
