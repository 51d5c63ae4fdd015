"""How people introduce themselves: by name, nickname, occupation and firm in one breath."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.clauses import PEOPLE
from skillfs.learning.english.fact_values import JOB, is_name
from skillfs.learning.english.given_names import is_given_name
from skillfs.learning.english.names import ORGANISATION
from skillfs.learning.english.third_person import third_person
from skillfs.learning.english.verb_classes import is_occupation
from skillfs.learning.user.fact_rules import meaning_of
from skillfs.learning.user.identity_rules import NAME
from skillfs.learning.user.life_words import of_life
from skillfs.learning.user.meanings import WORK

_CALLED = re.compile(
    rf"^(?:(?:(?:you can|you may|you might as well|could you|can you|would you|feel free to|please|just|do|they|"
    rf"so) )*call me|"
    rf"{PEOPLE}(?: here| at (?:work|the \w+)|(?: \w+){{0,3}})?(?: all| just| usually| mostly| always|"
    rf" only)*(?: calls? me| knows? me as| refers? to me as)|"
    rf"I (?:usually |mostly |generally |just |also )*(?:go by(?: the (?:nick)?name(?: of)?)?|answer to)|"
    rf"I(?:['’]m| am) (?:usually |mostly |generally |better |also |often )*(?:called|"
    rf"known(?: to [\w ]{{2,30}})? as))\s+"
    rf"(?P<name>{NAME})(?:,.*|\s+(?:for short|please|instead|from now on))?$",
    re.IGNORECASE,
)
_CAPITALISED = (
    r"[^\W\d_a-zß-öø-ÿ][\w'’.-]{0,30}(?: (?:(?:de|del|van|von|der|da|di|la|al|bin|ní|"
    r"ó) ){0,2}[^\W\d_a-zß-öø-ÿ][\w'’.-]{0,30}){0,3}"
)
_I_AM_NAME = re.compile(
    r"^(?:I['’]m|I am|[Tt]his is|[Mm]y (?:full )?name(?:['’]s| is)|(?:[Tt]he )?[Nn]ame(?:['’]s| is))\s+"
    r"(?:(?:actually|really|spelled|in fact|called)\s+)*"
    rf"(?P<name>{_CAPITALISED})"
    r"(?:\s+(?=from\b)(?P<origin>from [^\W\d_a-z].+)|\s+(?P<team>from (?:the|our) .+)|\s*[,(–—-]\s*(?P<more>.+))?$"
)
_HERE = re.compile(
    rf"^(?:(?:[Ii]t['’]s|[Tt]his is) )?(?P<name>{_CAPITALISED})(?: from (?:the )?[^\W\d_a-z][\w -]{{1,30}})? (?:here|"
    r"speaking)(?:\s*,.*| (?P<origin>from [^\W\d_a-z].+))?$"
)
_WORKER_HERE = re.compile(
    r"^(?:an? )?(?P<what>[\w][\w &/'+#-]{2,60}?)(?: (?:at|with|"
    r"from) (?P<org>[^\W\d_a-z][\w &'-]{1,40}?))? here(?:\s*,.*)?$"
)
_NO_NAME = re.compile(
    r"(?:an|ish|ese|ing|ed)$|^(?:tests?|same|errors?|bugs?|nothing|questions?|problems?|issues?|typos?|crash|warning|"
    r"note|links?|code|"
    r"stuck|help|ideas?|update|trouble|request|everything|lots|more|snow|rain|sunny|cold|hot|quiet|busy|all|again|"
    r"first|second|last|"
    r"dutch|swiss|greek|thai|czech|french|kiwi|aussie|brit|anyone|nobody|somebody|everyone|muslim|hindu|sikh|"
    r"catholic|protestant|atheist|agnostic|mormon|quaker|look|see|"
    r"click|still|just|back|now|always|never|only|right|up|down|over|out|sorry|sure|not|back|done|here|ok|fine|"
    r"good|glad|happy|afraid|new|just|very|so|at|in|"
    r"on|the|an?|from)$",
    re.IGNORECASE,
)
_AT_FIRM = re.compile(
    rf"^(?P<head>(?:I|we)\b.{{3,80}}?),? (?:(?:over |here |now )?at|for|"
    rf"in(?= [^,]{{2,40}} since\b)) (?P<company>(?:the )?{ORGANISATION})"
    r"(?P<rest>(?: (?:since|for|as) .{2,60})?)$"
)
_AS_JOB = re.compile(rf"^(?P<head>I\b.{{5,80}}?) as (?P<job>an? {JOB})$", re.IGNORECASE)
_ON_TEAM = re.compile(
    r"^(?P<head>I(?:['’]m| am) .{3,60}?) (?:on|in) (?P<team>(?:the|our) [\w &/-]{2,40} (?:team|squad|group|"
    r"department))$",
    re.IGNORECASE,
)


def introduced(clause: str) -> list[str]:
    """The third-person sentences of a clause by which somebody introduces themself; empty for all other clauses.

    "I'm Gus, a data engineer at Acme" tells a name, an occupation and a firm, "I've joined Acme as a nurse" two.
    """
    return list(_named(clause) or _at_work(clause))


def _named(clause: str) -> list[str]:
    if match := _CALLED.match(clause):
        return [f"The user goes by {match['name']}"]
    if (match := _I_AM_NAME.match(clause)) and _is_own_name(match["name"]):
        if clause[:4].casefold() == "this" and not match["origin"] and not match["team"]:
            return []
        return [f"The user's name is {match['name']}", *_origin(match["origin"]), *_introduced_with(match)]
    if (match := _WORKER_HERE.match(clause)) and (kind := _kind_of_person(match["what"])):
        firm = [f"The user works at {match['org']}"] if match["org"] else []
        return [kind, *firm]
    if (match := _HERE.match(clause)) and _is_own_name(match["name"]):
        return [f"The user's name is {match['name']}", *_origin(match["origin"])]
    return []


def _is_own_name(name: str) -> bool:
    first = name.split()[0]
    known = is_given_name(first) or not (_NO_NAME.search(first) or of_life(name))
    return known and not category_of(name) and is_name(name)


def _origin(origin: str | None) -> Iterator[str]:
    if origin:
        yield f"The user works at {origin.removeprefix('from ')}"


def _introduced_with(match: re.Match[str]) -> Iterator[str]:
    if match["team"]:
        yield f"The user is on {match['team'].removeprefix('from ')}"
    if match["more"]:
        more = f"I'm {match['more'].rstrip(')')}"
        yield from _at_work(more) or filter(None, [third_person(more)])


def _kind_of_person(what: str) -> str | None:
    """What "retired postman here" says of the writer; None where it is a name or tells nothing lasting."""
    words = what.split()
    if len(words) > 1 and all(word[0].isupper() for word in words):
        return None
    low = what[:1].lower() + what[1:]
    as_kind = f"The user is {'an' if low[0] in 'aeiou' else 'a'} {low}"
    is_name = len(words) == 1 and what[0].isupper() and not re.fullmatch(JOB, what, re.IGNORECASE)
    sentences = [as_kind] if is_occupation(low) and not is_name else [f"The user is {low}"]
    if not is_name:
        sentences.append(as_kind)
    return next((sentence for sentence in sentences if meaning_of(sentence)), None)


def _at_work(clause: str) -> list[str]:
    """What a clause about work says, part by part: the occupation, the team, the firm."""
    if match := _AS_JOB.match(clause):
        head = _at_work(match["head"]) or _of_work(match["head"], also_firm=True)
        return [*head, f"The user works as {match['job']}"] if head else []
    if match := _AT_FIRM.match(clause):
        firm = f"The user works at {match['company']}"
        head = _of_work(match["head"]) or _at_work(match["head"])
        return [*head, firm] if head and meaning_of(firm) else []
    if match := _ON_TEAM.match(clause):
        head = _of_work(match["head"])
        return [*head, f"The user is on {match['team']}"] if head else []
    return []


def _of_work(clause: str, *, also_firm: bool = False) -> list[str]:
    sentence = third_person(clause)
    meaning = meaning_of(sentence) if sentence else None
    is_work = meaning is not None and meaning.topic == WORK and (also_firm or meaning.key != "employer")
    return [sentence] if sentence and is_work else []
