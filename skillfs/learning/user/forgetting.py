"""Requests to forget: which sentences are one, and which facts they name."""

from __future__ import annotations

import re

from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.plain_text import word_key, word_set
from skillfs.learning.user import fact_files
from skillfs.learning.user.fact_files import Line
from skillfs.learning.user.fact_rules import meaning_of
from skillfs.learning.user.facts import sentences_about_user
from skillfs.skills.staging import Staging

_POLITE = (
    r"^(?:please |kindly |you (?:can|should|may|might|could)(?: now)? |(?:could|can|would|will) you(?: please| kindly| "
    r"just| also)? |would you mind |do you mind |(?:I want|I['’]d like|I would like|I need|I['’]d ask|"
    r"may I ask) you to "
    r"|I['’]d (?:be (?:grateful|glad|happy|obliged)|appreciate it|prefer it|rather)(?: if)? you (?:would |could )?|it "
    r"would be (?:nice|great|good|kind) if you (?:would |could )?|(?:can|could) we (?:please )?|"
    r"would it be possible to |is it possible to |let['’]s |do me (?:a|the) favou?r and |be so (?:kind|"
    r"good) (?:as to|and) |sorry,? |"
    r"thanks,? |hey,? |by the way,? |btw,? |feel free to |just |and |"
    r"also |actually,? |oh,? |ok,? |now |better |you['’]d better )*"
)
_SAID = (
    r"(?:(?:that )?I (?:ever |even )?(?:said|mentioned|told you|brought up)(?: anything)?(?: about| on)?|(?:what|"
    r"anything|everything|all|whatever) (?:that )?(?:I|I've|I have|I had) (?:said|told you|mentioned|"
    r"wrote|shared|say)(?: (?:before|earlier|once))?(?: about| on)?)"
)
_NOTED = (
    r"(?:(?:the|that|your|any|my|all) )?(?:notes?|facts?|things?|bits?|parts?|entr(?:y|ies)|memor(?:y|ies)|remarks?|"
    r"lines?|info|information|"
    r"preferences?) (?:about|on|that|regarding|saying|for|where)"
)
_KNOWN = (
    r"(?:everything|anything|all|what)(?: (?:that )?(?:you(?:['’]ve| have)? (?:know|remember|have|got|stored|noted|"
    r"saved|"
    r"kept|recorded|written|learn(?:ed|t)))(?: down)?)? (?:about|on)"
)
_ABOUT = rf"(?:(?:{_SAID}|{_NOTED}|{_KNOWN}|about|that|all about)\s+)"
_FORGET = re.compile(
    rf"{_POLITE}(?:(?:forget|forgot|forgetting|unlearn|stop remembering|don't remember|do not remember|"
    rf"no longer remember)\s+"
    rf"{_ABOUT}*|"
    rf"(?:drop|delete|remove|erase|scrap|disregard|ignore|never ?mind|wipe|clear|discard|take back|lose|purge|bin|"
    rf"get rid of|"
    rf"cross out)\s+(?:(?:{_SAID}|{_NOTED}|{_KNOWN})\s+(?:I (?:said|told you|mentioned|wrote)(?: that)? )?|"
    rf"(?=(?:where|who|what|which|how old) (?:I|my)\b))|"
    r"(?:drop|delete|remove|erase|wipe|take|clear|strike)(?: it)? (?:from|out of) (?:your |the )?(?:memory|notes?|"
    r"records?|files?|skills?)(?: that| where)? |"
    rf"{_POLITE}(?:forget|drop|delete|remove|erase|scrap|unlearn|strike|purge) that (?=I\b)|"
    rf"{_POLITE}(?:forget|drop|scrap|lose|bin|strike|purge|erase) (?:the|that|my) (?=[^,;:]{{2,60}} (?:thing|stuff|bit|"
    r"part|business|entry|note|fact)\b)|"
    r"what I (?:said|told you|wrote|mentioned) about (?=[^:,]{2,60}[:,] (?:please )?(?:drop|forget|scrap|delete|erase|"
    r"ignore|disregard|strike) (?:it|that)\b)|"
    r"(?:please )?(?:(?:you (?:don['’]t|do not) (?:need|have) to|(?:there['’]s |"
    r"there is )?no (?:more )?need (?:for you )?"
    r"to|don['’]t|do not|stop|I['’]d rather you (?:didn['’]t|did not)|I (?:don['’]t|do not) (?:want|need) you to|you "
    r"needn['’]t|you (?:need|must|should)(?: not|n['’]t)|it['’]s not necessary to|(?:it is|it['’]s) unnecessary to) "
    r"(?:longer |any ?more )?(?:remember|remembering|keep|keeping|store|storing|hold on to|retain|know|record|note)"
    r"(?: (?:in mind|in memory|on file|on record|a note|a record|down))?) (?:of the fact |the fact |it )?"
    r"(?:that |about |(?=(?:I|my|we|our|where|what|how old)\b)))"
    r"(?P<what>\S.{1,200})$",
    re.IGNORECASE,
)
_FROM_MEMORY = re.compile(
    rf"{_POLITE}(?:drop|delete|remove|erase|wipe|take|clear|strike|scrap|purge|bin|lose|get) (?P<what>\S.{{1,100}}?) "
    rf"(?:from|out of|off) (?:your |the |my )?(?:memory|notes?|records?|mind|files?|facts|list|profile|"
    r"what you (?:know|remember|have|keep|(?:have|['’]ve) (?:stored|noted|learnt|learned))(?: (?:about|of|on) me)?)"
    r"(?:[,;.] .*)?$",
    re.IGNORECASE,
)
_ORDER_WORDS = re.compile(r"\b(?:instructions?|rules?|prompt|previous|above)\b", re.IGNORECASE)
_REASON = re.compile(
    r"[,:]\s.*$|\s(?:in there|on file|on record|around|(?:in|from) (?:your |the )?(?:memory|notes?|records?|"
    r"files?))\b.*$|"
    r"\s(?:because|since|as|it's|that's|please|though|again|for good|"
    r"for me)\b.*$",
    re.IGNORECASE,
)
_BIT = re.compile(r"\s(?:thing|stuff|bit|part|entry|line|note|business|item)$", re.IGNORECASE)
_NOTHING = frozenset({"it", "that", "this", "about it", "about that", "them", "to", "all that", "everything"})

_ASKED_KEYS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), keys)
    for pattern, keys in (
        (r"where (?:I|we) (?:live|reside)|where I(?:'m| am) (?:based|living)|my (?:address|city|location|home|"
         r"place of residence|residence)$", ("home",)),
        (r"(?:where|who|which company) I(?:'m| am)? ?(?:work|am employed|employed)(?:ing)?(?: at| for)?$|"
         r"my (?:employer|company|workplace|firm)$",
         ("employer", "attribute:employer", "attribute:company")),
        (r"what I do(?: for (?:a living|work))?$|my (?:job|profession|occupation|role|job title)$", ("attribute:job",)),
        (r"how old I am|my age$", ("attribute:age",)),
        (r"when (?:I was born|my birthday is)|my (?:birthday|date of birth|birth date)$", ("attribute:birthday",)),
        (r"where I(?:'m| am| come)? ?(?:originally )?(?:from|come from|grew up)|my (?:origin|"
         r"home ?town)$", ("origin", "birthplace", "attribute:hometown", "attribute:home town")),
        (r"(?:what )?my (?:real |full )?name(?: is)?$|what I(?:'m| am) called|who I am", ("name", "nickname")),
        (r"what I(?:'m| am) allergic to|my allerg(?:y|ies)$", ("allergy:",)),
        (r"what I (?:don't |can't )?eat|my diet$", ("diet", "trait:v")),
        (r"(?:which|what) (?P<category>[\w ]+?) I (?:use|prefer|like|work with)$|my (?:favou?rite |"
         r"preferred )?(?P<category2>editor|shell|language|terminal|os|operating system|theme|browser)$",
         ("choice:",)),
        (r"(?:which|what) team I(?:'m| am| work) (?:on|in)|my team$", ("attribute:team",)),
        (r"who my (?:manager|boss) is|my (?:manager|boss)$", ("attribute:manager",)),
        (r"(?:which|what) languages? I speak|my native language$", ("languages spoken", "attribute:native language")),
        (r"my goals?$|what I(?:'m| am) (?:working towards|saving for|training for)", ("goal:", "attribute:goal")),
        (r"my (?:time ?zone)$", ("attribute:time zone",)),
        (r"my (?:pets?|animals)$", ("pet:", "named:")),
    )
)  # fmt: skip
_SMALL = word_set(
    "i my me the a an that is am are was be to of in on at for with and about do does not user s use using prefer "
    "being "
    "like work they their them m re ve have has"
)


def forget_request(statement: Statement) -> str | None:
    """What "forget that …" names; None for every other sentence, and for orders to the agent ("forget the rules")."""
    text = statement.text.rstrip(" .!?")
    match = _FORGET.match(text) or _FROM_MEMORY.match(text)
    if match is None or _ORDER_WORDS.search(match["what"]):
        return None
    what = _BIT.sub("", _REASON.sub("", match["what"])).rstrip(" .!,")
    return None if not what or what.casefold() in _NOTHING else what


def forget(skills: Staging, what: str) -> list[Line]:
    """Remove the facts that `what` names.

    By the person's own words ("I prefer tabs", "my birthday") or by what is asked of them ("where I live").
    """
    asked = _asked_keys(what)
    keys = {meaning.key for text in sentences_about_user(what) if (meaning := meaning_of(text))}
    wanted = content(what)
    named = [
        line
        for line in fact_files.lines(skills)
        if (asked and line.key and any(_is_key(line.key, key) for key in asked))
        or (line.key in keys and content(line.text) & wanted)
        or (not asked and wanted and wanted <= content(line.text))
    ]
    for line in reversed(named):
        fact_files.remove(skills, line)
    return named


def content(text: str) -> frozenset[str]:
    """The words of a sentence that carry its meaning, in whatever form: "playing the piano" is "plays the piano"."""
    return frozenset(_INFLECTED.sub("", word) for word in word_key(text).split() if word not in _SMALL)


_INFLECTED = re.compile(r"(?<=\w{3})(?:ing|ed|es|s|e)$")


def _asked_keys(what: str) -> tuple[str, ...]:
    for pattern, keys in _ASKED_KEYS:
        if match := pattern.match(what):
            groups = match.groupdict()
            category = groups.get("category") or groups.get("category2")
            return (f"choice:{word_key(category)}",) if category else keys
    return ()


def _is_key(key: str, wanted: str) -> bool:
    return key == wanted or (wanted.endswith((":", "v", "diet", "goal")) and key.startswith(wanted))
