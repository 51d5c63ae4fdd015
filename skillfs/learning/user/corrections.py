"""What a person takes back or puts right: "sorry, I meant …", "scratch that, …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.plain_text import word_key
from skillfs.learning.user import fact_files
from skillfs.learning.user.fact_files import Line
from skillfs.learning.user.fact_rules import meaning_of
from skillfs.learning.user.facts import Fact
from skillfs.learning.user.forgetting import content
from skillfs.learning.user.life_words import of_life
from skillfs.skills.staging import Staging

_LEAD = (
    r"(?:(?:h+m+|um+|er+|ah+|oh|sorry|oops|whoops|argh|ugh|no|nope|wait|hang on|hold on|actually|pardon|(?:my "
    r")?apologies|correction|(?:a )?"
    r"(?:small|quick|slight|minor) correction|let me correct (?:that|myself)|my mistake|my bad|i mean|scratch that|"
    r"strike that|typo|rather|that['’]s (?:wrong|not right)|that was wrong|i misspoke|not quite)[\s,:;.!–—-]+)"
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
    rf"[^\s,.;]+){{0,3}})(?:,? (?:with|without|spelled|spelt|as in) .{{1,40}})?[.!]?$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:it['’]s |that['’]s |make it )?(?P<new>(?!(?:I|my|we|our|the|this)\b)[^\s,;:][^,;:]{0,40}?),? (?:and )?(?:not|"
    r"instead of|rather than) (?P<old>[^,;:]{1,40}?)[.!]?$",
    re.IGNORECASE,
)
"""What puts a slip right in a sentence of its own: "That's wrong. Porto, not Lisbon."."""
_OLD, _NEW = r"(?P<old>\S[^,;:]{0,60}?)", r"(?P<new>\S[^,;:]{0,60}?)"
_AT = r"(?:(?:at|in|on|with|from|a|an|the) )?"
_IT_IS = r"(?:(?:it|that|which)(?:['’]s| is| was)|I['’]m|I am|we['’]re)"
_IT_SHOULD = (
    rf"(?:{_IT_IS}|(?:it|that) should(?:['’]ve| have)? (?:be|been|say|read)|I meant(?: to (?:say|write))?|"
    r"make (?:it|that)|the right one is)"
)
_BOTH_NAMED = tuple(
    re.compile(rf"^{_LEAD}*{pattern}(?:,? (?:sorry|my bad|my mistake|apologies|oops))?[.!]?$", re.IGNORECASE)
    for pattern in (
        rf"(?:{_IT_IS} )?(?:not|never|isn['’]t|wasn['’]t) {_AT}{_OLD}(?:,? but|[,;:]| -| –| —)(?: rather)? "
        rf"?(?:{_IT_SHOULD} )?"
        rf"(?:actually )?{_AT}{_NEW}",
        rf"(?:it|that) (?:isn['’]t|wasn['’]t|is not|was not) {_AT}{_OLD}(?:,? but|[,;:]| -| –| —) ?(?:{_IT_SHOULD} "
        rf")?(?:actually )?"
        rf"{_AT}{_NEW}",
        rf"(?:I|we) (?:just )?(?:said|wrote|put|typed|told you|mentioned|gave you|called it|have (?:said|written)) "
        rf"{_AT}{_OLD}(?:,|"
        rf" -| –| —|;)? (?:earlier |before |above )?(?:,? ?but |when )?(?:actually )?(?:{_IT_SHOULD}|I['’]d meant) "
        rf"(?:actually )?{_AT}"
        rf"{_NEW}",
        rf"(?:when|where) I (?:said|wrote|put|typed|mentioned) {_OLD},? (?:I (?:actually |really )?meant|read|that "
        rf"should be) {_NEW}",
        rf"{_OLD} (?:was|is) (?:wrong|a typo|a slip|a mistake|not right|the wrong \w+)[,;:.]? (?:{_IT_SHOULD} "
        rf")?(?:actually )?{_NEW}",
        rf"{_OLD} should (?:be|read|have been|say) {_NEW}",
        rf"(?:please )?(?:replace|change|correct|swap) {_OLD} (?:with|to|for|by) {_NEW}",
        rf"{_NEW},? (?:I mean|I meant|sorry|rather),? not {_OLD}",
    )
)
"""Corrections that name both what was wrong and what is right: they hold where a fact says what was wrong."""
_SPELLED = re.compile(r",? (?:with|without|spelled|spelt|as in) .*$", re.IGNORECASE)
_OWN_CLAUSE = re.compile(r"\S (?:that )?I(?:'m|'ve)?\b", re.IGNORECASE)
_TAKES_BACK = re.compile(
    r"^(?:(?:no|oh|sorry|wait|actually|oops|hang on|hold on)[\s,]+)*(?:(?:scratch|strike|disregard|undo|ignore|forget|"
    r"delete) that\b|(?:I )?(?:just )?(?:wrote|typed|said|put|got|had) (?:that|it|this) (?:all )?(?:wrong|backwards)|"
    r"(?:that|what I (?:said|wrote))(?: was| is|['’]s) (?:all )?(?:wrong|a mistake|not right|nonsense|a typo)|I "
    r"misspoke|my mistake|I meant(?: to (?:say|write|type))?(?: that)? (?=(?:I|my|we|our)\b))",
    re.IGNORECASE,
)


_NAMED = re.compile(r"(?:[A-Z0-9]|\b(?:my|our)\b)")
"""What may have been told of the user by name; a bare "the server" is of the work at hand."""


def retract(skills: Staging, what: str, day: str) -> list[Line]:
    """Remove the facts that rest on something which does not hold any more since `day` (ISO)."""
    wanted = content(what)
    if not (of_life(what) or _NAMED.search(what) or category_of(what)):
        return []
    known = [line for line in fact_files.lines(skills) if line.date <= day]
    named = [line for line in known if wanted and wanted <= content(line.text)]
    for line in reversed(named):
        fact_files.remove(skills, line)
    return named


def takes_back(statement: Statement) -> bool:
    """Whether a sentence takes back what was said before it: "Scratch that, …"."""
    return bool(_TAKES_BACK.match(statement.text))


def meant(statement: Statement, *, slipped: bool = False) -> tuple[str, str | None] | None:
    """The new and, where it is named, the old value of a slip of the tongue: "I meant Globex, not Acme".

    `slipped` says that the sentence before it owned to the slip.
    """
    match = _MEANT.match(statement.text) or _RATHER.match(statement.text)
    match = match or next((found for pattern in _BOTH_NAMED if (found := pattern.match(statement.text))), None)
    match = match or (_BARE.match(statement.text) if slipped else None)
    if match and not _OWN_CLAUSE.search(match["new"]):
        return _SPELLED.sub("", match["new"].strip()), match["old"]
    match = _JUST_VALUE.match(statement.text)
    return (match["new"], None) if match else None


def corrected(skills: Staging, statement: Statement, new: str, old: str | None, told: Sequence[Fact]) -> Fact | None:
    """The latest fact that a slip corrects, with the new value; None where none fits.

    A slip that does not name what was wrong is about what was said in this session.
    """
    known = ((fact.text, fact.key) for fact in reversed(told))
    stands = ((line.text, line.key) for line in fact_files.lines(skills) if line.key) if old else ()
    for text, key in (*known, *stands):
        meaning = meaning_of(text)
        value = _put_right(meaning.value, new, old) if meaning and meaning.value else None
        again = meaning_of(text.replace(meaning.value, value)) if meaning and value else None
        if meaning and value and key and again and again.key.split(":")[0] == key.split(":")[0]:
            said = text.replace(meaning.value, value)
            message, source, time = statement.message, statement.source, statement.time
            return Fact(said, key, again.topic, meaning.kind, message, source, time)
    return None


def _put_right(value: str, new: str, old: str | None) -> str | None:
    """The value with what was wrong in it replaced, once: "Postgres 15 at work", "Postgres 16", "15" → "Postgres 16 at
    work"; None where the old is not in it."""
    if old is None:
        return new
    words = value.split()
    wrong, right = ([word_key(word) for word in text.split()] for text in (old, new))
    keys = [word_key(word) for word in words]
    size = len(wrong)
    start = next((at for at in range(len(keys) - size + 1) if keys[at : at + size] == wrong), None)
    if start is None:
        return None
    end = start + size
    while start and keys[start - 1] == right[0] != wrong[0]:
        start -= 1
    while end < len(keys) and keys[end] == right[-1] != wrong[-1]:
        end += 1
    return " ".join([*words[:start], new, *words[end:]])
