"""What a person takes back: "forget that …", "I no longer …", "sorry, I meant …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from skillfs.learning import fact_files
from skillfs.learning.fact_files import Line
from skillfs.learning.fact_rules import meaning_of
from skillfs.learning.facts import Fact, sentences_about_user
from skillfs.learning.human_text import Statement
from skillfs.learning.plain_text import word_key, word_set
from skillfs.skills.staging import Staging

_FORGET = re.compile(
    r"^(?:please |you can |you should |just |and |also )*(?:forget|stop remembering|don['’]t remember|"
    r"do not remember)\s+"
    r"(?:(?:about|that|everything (?:you know )?about|what i (?:said|told you) about|the (?:fact|part|bit) (?:that|"
    r"about)|all about)\s+)*"
    r"(?P<what>\S.{2,200})$",
    re.IGNORECASE,
)
_ORDER_WORDS = re.compile(r"\b(?:instructions?|rules?|prompt|previous|above)\b", re.IGNORECASE)
_NO_LONGER = re.compile(
    r"\b(?:I|we)\s+(?:no longer (?:use|work (?:at|for|on|with|in)|like|prefer|live in|write)|(?:stopped|quit|"
    r"gave up) (?:using|working (?:at|for|on|with)|writing)|left|quit|"
    r"(?:do not|don['’]t) (?:use|work (?:at|for|on|with|in)|live in|like|prefer)(?=.{1,80}\bany ?more\b)|"
    r"(?:am not|['’]m not) (?:at|with|in|"
    r"using)(?=.{1,80}\bany ?more\b))\s+(?P<what>.{2,80}?)(?:\s+any ?more)?(?:[,.;!]|$)"
    r"|^(?:I['’]m|we['’]re) (?:not|no longer) (?:at|with|in|using|on)\s+(?P<what2>.{2,80}?)(?:\s+any ?more)(?:[,.;!]|$)"
    r"|^(?:I['’]m|we['’]re) no longer (?:at|with|in|using|on)\s+(?P<what3>.{2,80}?)(?:[,.;!]|$)",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"^(?:(?:sorry|oops|no|wait|actually|correction|(?:a )?small correction|my mistake|i mean)[\s,:.!–—-]+)*"
    r"(?:I meant(?: to (?:say|write))?|make that|I should have said|(?:actually )?it['’]s|that should be|"
    r"it should be|should be)\s+"
    r"(?P<new>\S.{0,60}?)(?:,? (?:not|instead of|rather than) (?P<old>\S.{0,60}?))?[.!]?$",
    re.IGNORECASE,
)
_RATHER = re.compile(
    r"^(?:(?:sorry|oops|no|wait|correction|(?:a )?small correction|my mistake)[\s,:.!–—-]+)+"
    r"(?P<new>\S.{1,60}?),? (?:not|instead of|rather than) (?P<old>\S.{1,60}?)[.!]?$",
    re.IGNORECASE,
)
_SMALL = word_set(
    "i my me the a an that is am are was be to of in on at for with and about do does not user s use using prefer "
    "like work"
)


def forget_request(statement: Statement) -> str | None:
    """What "forget that …" names; None for every other sentence, and for orders to the agent ("forget the rules")."""
    match = _FORGET.match(statement.text)
    if (
        match is None
        or _ORDER_WORDS.search(match["what"])
        or match["what"].casefold().rstrip(".! ") in ("it", "that", "this")
    ):
        return None
    return match["what"].rstrip(" .!")


def forget(skills: Staging, what: str) -> list[Line]:
    """Remove the facts that `what` names, in the person's own words ("I prefer tabs", "my birthday")."""
    keys = {meaning.key for text in sentences_about_user(what) if (meaning := meaning_of(text))}
    wanted = _content(what)
    named = [
        line
        for line in fact_files.lines(skills)
        if (line.key in keys and _content(line.text) & wanted) or (wanted and wanted <= _content(line.text))
    ]
    for line in reversed(named):
        fact_files.remove(skills, line)
    return named


def no_longer(statement: Statement) -> str | None:
    """What a person says does not hold any more: "I don't use Vim anymore" → "Vim"."""
    match = _NO_LONGER.search(statement.text)
    if match is None:
        return None
    return (match["what"] or match["what2"] or match["what3"]).strip()


def retract(skills: Staging, what: str, day: str) -> list[Line]:
    """Remove the facts that rest on something which does not hold any more since `day` (ISO)."""
    wanted = _content(what)
    known = [line for line in fact_files.lines(skills) if line.date <= day]
    named = [line for line in known if wanted and wanted <= _content(line.text)]
    for line in reversed(named):
        fact_files.remove(skills, line)
    return named


def meant(statement: Statement) -> tuple[str, str | None] | None:
    """The new and, where it is named, the old value of a slip of the tongue: "I meant Globex, not Acme"."""
    match = _MEANT.match(statement.text) or _RATHER.match(statement.text)
    return (match["new"].strip(), match["old"]) if match else None


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


def _content(text: str) -> frozenset[str]:
    return frozenset(word for word in word_key(text).split() if word not in _SMALL)
