"""What stands around a name and tells who that is: appositions, roles before it, parentheses, things of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.given_names import is_given_name
from skillfs.learning.english.names import NAME_RUN, ORGANISATION
from skillfs.learning.english.plain_text import fold, word_set
from skillfs.learning.english.predicate_parts import Said
from skillfs.learning.english.roles import RELATIONS, ROLE, ROLE_NOUNS, WIDE_ROLE, is_department
from skillfs.learning.english.third_person import about_the_user
from skillfs.learning.english.verbs import BASES
from skillfs.learning.third_parties.predicates import DEPARTMENTS, FIELDS
from skillfs.learning.third_parties.predications import predications
from skillfs.learning.third_parties.role_predicates import apposition, of_role

_MAX_BESIDES = 4
BEFORE = 160
"""Characters before a name in which its role may stand."""

TITLE = re.compile(
    r"(?<!\w)(?:Dr|Mrs?|Ms|Mx|Prof|Professor|Doctor|Miss|Sir|Judge|Pastor|Father|Sister|Herr|Frau|Señora?|Monsieur|"
    r"Madame|Signora?)\.?\s+$"
)
_FROM = re.compile(
    rf"\s*,?\s+(?:(?:from|over at|at|of|with|in|over in) (?:(?P<team>{DEPARTMENTS})(?! (?!(?:uses|is|has|was|does|"
    rf"wants|"
    rf"hates|likes|loves|prefers|needs|works|lives|speaks|handles|runs|leads|signs|approves|reviews|checks|owns|"
    rf"manages|writes|asks|pays|sends|keeps|maintains)\b)\w+s\b)|(?-i:the "
    rf"(?P<squad>[\w &-]{{2,30}}) team))"
    rf"|(?:from|over at|at|of)\s+(?P<company>{ORGANISATION}))(?!\w)",
    re.IGNORECASE,
)
_WHOM = re.compile(r"\s*,\s*(?:whom|who) (?P<relation>(?:I|we) [^,.;]{3,40}?),?(?=,|$|[.;])", re.IGNORECASE)
_THE_ONE_WHO = re.compile(
    r"^\s*,\s*(?:the|an?|our|my|that) (?:\w+ )?(?:one|chap|guy|woman|man|person|lady|bloke|lad|lass|colleague|fellow|"
    r"kid|boy|girl|gentleman|engineer|friend) (?:who|that)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\s*,\s*(?P<clause>who(?:['’]s|\s)[^,.;]{2,120}),")
_IN_PARENTHESES = re.compile(rf"\s*\((?:(?P<role>[^(),]{{2,60}}),\s*)?(?P<company>{ORGANISATION})\)")
_ASIDE = re.compile(
    r"\s*\(\s*(?:(?P<pronouns>(?:they|she|he|ze|xe)/\w+)[,;]\s*)?(?P<clause>[^()]{3,100})\)", re.IGNORECASE
)
_WHOSE_PERSON = (
    rf"(?:our|my|the|their|his|her|(?P<possessor>(?:(?:my|our|the) (?:{RELATIONS}|[a-z]+)|"
    rf"(?-i:{NAME_RUN}))['’]s?))"
)
_LINK = (
    r"(?:['’]s name)?(?:,|:|\s+(?:is|was|['’]s)(?:\s+(?:now|still|actually|currently|called|named|of course|from "
    r"now on))*|"
    r"\s+(?:called|named)|['’]s(?: now| called)?|\s+(?:–|—|-)|\s+is (?:an?|this|some|the) (?:\w+ )?(?:guy|man|woman|"
    r"lady|bloke|chap|lad|lass|person|fellow|gentleman|girl|boy) (?:called|named|by the name of)|\s*\(|"
    r"(?: today| yesterday| tonight| this \w+| last \w+| on \w+day| just now| at lunch),)?"
)
_TIE = re.compile(
    rf"(?:^|.*?[\s,;:(])(?:(?P<whose>{_WHOSE_PERSON})\s+(?:(?:brand[- ]new|new|old|other|current|own|dear|lovely|"
    rf"(?-i:[A-Z])[a-z]+(?:ish|ese|ian|an|ch)|"
    rf"next|"
    rf"acting|interim|former|"
    rf"elder|eldest|older|oldest|younger|youngest|little|big|twin|late)\s+)*(?P<role>{ROLE})"
    rf"(?:\s+(?:at|from|over at|in|for)\s+(?P<company>{ORGANISATION})|\s+(?:upstairs|downstairs|next door|at work|here|"
    rf"across the \w+|(?:that |who |whom )?(?:we|I) (?:use|have|hired|work with|go to|like|found)))?{_LINK}|"
    rf"an?\s+(?:\w+\s)?(?P<role2>{ROLE})\s+of (?P<mine>mine|ours)(?:,| called| named)?)\s*$",
    re.IGNORECASE,
)
_WIDE_TIE = re.compile(
    rf"(?:^|.*?[\s,;:(])(?P<whose>our|my)\s+(?:(?:brand[- ]new|new|old|other|current|own|lovely|next)\s+)*"
    rf"(?P<role>{WIDE_ROLE}){_LINK}\s*$",
    re.IGNORECASE,
)
_BARE_ROLE = re.compile(
    rf"(?:^(?:new |our |my )?(?P<label>{ROLE})\s*[:–—-]\s*|(?:^|.*?[,;:]\s+)(?P<title>{ROLE})\s+is(?: now)?\s+|"
    rf"(?:^|.*?[\s,;:(])(?P<role>{ROLE})\s+)$",
    re.IGNORECASE,
)
_ONE_WHO = re.compile(
    r".*?(?:^|[\s,;:(])(?:(?:the|our|my|an?|that) (?:\w+ ){0,2})?(?:one|person|man|woman|guy|lady|colleague|somebody|"
    r"someone|whoever|bloke|chap|lad|lass|fellow|gentleman|girl|boy|kid|dude|friend|neighbou?r|cousin|contractor|"
    r"engineer|doctor|nurse|teacher|student|clerk|driver|expert|firm)\s+"
    r"(?P<clause>(?:who|that)\s[^,.;]{3,80}?|(?:in charge of|responsible for)\s[^,.;]{3,60}?|[a-z]+ing our "
    r"[^,.;]{3,60}?)(?:\s+is(?: now)?(?: called| named)?|['’]s(?: called| named)|,? (?:called|named)|['’]s name is|"
    r",)\s+$",
    re.IGNORECASE,
)
_IS_CHARGE = re.compile(r"in charge|responsible")
_RELATION = re.compile(
    r"(?:^|.*?\b)(?:I|we)(?:['’](?:m|re)| am| are)?\s+(?:now |also |usually |still |currently |directly )*"
    r"(?P<what>reports? (?:directly )?to|work (?:closely |directly )?(?:with|for|under)|mentor|manage|supervise|"
    r"coach|"
    r"live with|share (?:an?|the) (?:flat|house|office|desk|room|studio|allotment) with|(?:happily )?married to|"
    r"engaged to|dating|"
    r"friends with|close to|related to|(?:play|sing|run|row|climb|train|ride|dance) \w{0,20} ?with|report to|"
    r"answer to|went to (?:school|university|college) with|grew up with|look after|babysit|teach|tutor|"
    r"rent (?:\w+ ){0,3}from)\s+$",
    re.IGNORECASE,
)
_OF_FIELD = re.compile(rf"\s*,\s*(?P<team>{FIELDS})(?=\s*[,.;]|\s*$)", re.IGNORECASE)
_OWN_PRONOUNS = re.compile(r"\s*\((?P<pronouns>(?:they|she|he|ze|xe)/\w+(?:/\w+)?)\)", re.IGNORECASE)
_OWN_THING = re.compile(
    r"\s*['’]s?\s+(?:new\s+|current\s+)?(?P<what>birthday|role|title|position|job|job title|company|employer|time "
    r"?zone|"
    r"e-?mail(?: address)?|phone(?: number)?|number|pronouns|team|department|office|location|assistant|nickname)\s+"
    r"(?:is|are|will be|falls|comes up)\s+(?:now\s+|actually\s+|on\s+|in\s+|at\s+)*"
    r"(?P<value>[^;!?()]{2,100})",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"\s*['’]s?\s+(?P<what>(?:[\w-]+ ){0,2}?(?:dogs?|cats?|horses?|pets?|parrot|rabbit|kids?|children|sons?|"
    r"daughters?|"
    r"wife|husband|partner|girlfriend|boyfriend|brother|sister|mother|father|mum|mom|dad|parents|twins|baby|family|"
    r"surname|last name|first name|maiden name|middle name|name|initials|pronunciation|hobby|hobbies|passion|diet|"
    r"allerg(?:y|ies)|languages?|mother tongue|native language|english|german|french|spanish|"
    r"working hours|office hours|hours|day off|days off|lunch break|office|desk|room|extension|car|bike|boat|house|"
    r"handle|username|github|specialty|speciality|field|expertise|background|degree|nationality|hometown|home town|"
    r"star sign|age|size|shoe size|hearing|eyesight|left ear|right ear|first day|last day|anniversary|name day|"
    r"team|pronunciation|"
    r"fav(?:ou?rite)? \w+(?: \w+)?|preferred \w+(?: \w+)?))\s+"
    r"(?P<rest>(?:is|are|has|have|works?|lives?|goes|speaks?|studies|study|plays?|sits?|runs|owns|was born|were born|"
    r"can['’]t|cannot|doesn['’]t)\s+[^;!?()]{2,100})",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"(?:is|are) (?:not |still |now |just |very |too |really |quite |so )*(?:sick|ill|late|early|broken|slow|down|"
    r"out|off|"
    r"up|here|there|back|away|wrong|missing|full|empty|fine|ok|okay|good|great|nice|done|ready|due|busy|happy|sad|"
    r"angry|coming|going|visiting|waiting|being|dead|in (?:hospital|town)|home|on (?:the way|vacation|holiday)|"
    r"closed|"
    r"locked|blocked|a (?:mess|problem|joke))\b|"
    r"(?:has|have) (?:a|an|the|been) (?:question|problem|issue|fever|cold|flu|meeting|game|match|recital|exam|look|"
    r"asking|waiting)\b",
    re.IGNORECASE,
)
_ATTRIBUTE_OF_THING = {
    "title": "role",
    "position": "role",
    "job": "role",
    "job title": "role",
    "employer": "company",
    "e-mail": "email",
    "e-mail address": "email",
    "email address": "email",
    "phone number": "phone",
    "number": "phone",
    "timezone": "time zone",
    "office": "location",
    "department": "team",
}
_KIN = re.compile(
    r"(?:[\w-]+ ){0,2}?(?:dogs?|cats?|horses?|kids?|children|sons?|daughters?|wife|husband|girlfriend|boyfriend|"
    r"brother|"
    r"sister|mother|father|mum|mom|dad|parents|twins|baby|surname|last name|maiden name|hobby|hobbies|diet|mother "
    r"tongue|"
    r"native language|day off|nationality|hometown|home town|star sign|hearing|eyesight|(?:left|right) ear)",
    re.IGNORECASE,
)
_WHOSE_THING = re.compile(r"\s*,?\s+whose(?P<rest>\s+[^.;]{3,120}?)(?:,|$)")
_SET_OFF = re.compile(r"\s*(?:[,(:–—-]|who\b)")


def before_name(before: str, name: str) -> Iterator[Said]:
    """What the words before a name say of who has it: "our designer | Bob", "the one who runs payroll is | Bob"."""
    before = TITLE.sub("", before[-BEFORE:])
    if match := _TIE.match(before):
        yield from _tied(match)
    elif (match := _WIDE_TIE.match(before)) and (" " in name or is_given_name(name)):
        yield from of_role(match, identifies=True)
    elif match := _ONE_WHO.match(before):
        clause = match["clause"]
        lead = "" if clause.startswith(("who", "that")) else "is " if _IS_CHARGE.match(clause) else "is the one "
        yield from predications(f" {lead}{clause}".replace(" that ", " "))
    elif match := _RELATION.match(before):
        yield Said(
            "relationship", f"the user {_they(match['what'])} them", identifies=" " in name or is_given_name(name)
        )
    elif (match := _BARE_ROLE.match(before)) and (" " in name or is_given_name(name)):
        role = match["title"] or _without_order(fold(match["role"] or match["label"]))
        if role and not _PART_PLAYED.fullmatch(role):
            yield Said("role", role)


def is_related(before: str) -> bool:
    """Whether the words before a name tie it to the user, whatever stands right before it: "we rent our flat from"."""
    return bool(_RELATION.match(TITLE.sub("", before[-BEFORE:])))


_PART_PLAYED = re.compile(r"customer|client|user|visitor|guest|buyer|member|admin|seller|owner|patient", re.IGNORECASE)


def _they(what: str) -> str:
    what = fold(what).casefold()
    if re.match(r"(?:happily )?married|engaged|dating|friends|close|related", what):
        return f"is {what}"
    if what.startswith(("went", "grew")):
        return what
    verb, _, rest = what.partition(" ")
    verb = verb if verb.endswith("s") else f"{verb}es" if verb.endswith("h") else f"{verb}s"
    return f"{verb} {rest}".strip()


def _without_order(role: str) -> str:
    words = role.split()
    cut = max((number for number, word in enumerate(words) if word.casefold() in _NO_PART_OF_ROLE), default=-1)
    return " ".join(words[cut + 1 :])


_NO_PART_OF_ROLE = BASES | word_set(
    "with to from by and or for of cc a an the our my met this that via had as about like meet saw called is are not "
    "new two three some any no between hello hi dear thanks per his her their your what which who"
)


def _tied(match: re.Match[str]) -> Iterator[Said]:
    if match["mine"]:
        yield Said("relationship", f"the user's {fold(match['role2'])}", identifies=True)
    elif possessor := match["possessor"]:
        yield from _of_somebody(fold(possessor), fold(match["role"]))
    else:
        yield from of_role(match)


def _of_somebody(possessor: str, role: str) -> Iterator[Said]:
    """The role of who is somebody's: "my sister's husband" is tied to the user, "Acme's CFO" works there."""
    if possessor.casefold().startswith(("my ", "our ")):
        yield Said("relationship", f"the user's {possessor.partition(' ')[2]} {role}", identifies=True)
    elif re.fullmatch(rf"(?:{RELATIONS}|assistant|manager|secretary)", role, re.IGNORECASE):
        yield Said("role", f"{possessor} {role}", identifies=True)
    else:
        yield Said("role", role, identifies=True)
        if possessor[0].isupper():
            yield Said("company", re.sub(r"['’]s?$", "", possessor))


def after_name(name: str, after: str, *, is_subject: bool) -> Iterator[Said]:
    """What the words after a name say of who has it. `is_subject`: it may be what the verb after it belongs to."""
    after = _FORMERLY.sub(", ", _THE_ONE_WHO.sub(", who", after), count=1)
    if match := _OWN_PRONOUNS.match(after):
        yield Said("pronouns", match["pronouns"], identifies=True)
        after = after[match.end() :]
    if owned := list(own_things(after)):
        yield from owned
        return
    if match := _WITH_USER.match(after):
        with_user = f"the user's {match['role']}" if match["role"] else f"the user and they {match['what']}"
        yield Said("relationship", with_user, identifies=True)
        return
    if match := _WHOSE_THING.match(after):
        yield from own_things(f"'s{match['rest']}")
        after = after[match.end() :]
    elif match := _IN_PARENTHESES.match(after):
        if match["role"]:
            yield Said("role", match["role"], identifies=True)
        is_field = re.fullmatch(FIELDS, match["company"], re.IGNORECASE)
        is_role = re.fullmatch(ROLE_NOUNS, match["company"], re.IGNORECASE)
        yield Said("team" if is_field else "role" if is_role else "company", match["company"])
        after = after[match.end() :]
    elif match := _WHOM.match(after):
        yield from before_name(f"{match['relation']} ", name)
        after = after[match.end() :]
    elif found := apposition(after):
        said, end = found
        yield from said
        yield from _besides(after[end:])
        after = f" {after[end:].lstrip(' ,)–—-')}"
    elif match := _OF_FIELD.match(after):
        yield Said("team", match["team"])
        after = after[match.end() :]
    elif match := _ASIDE.match(after):
        yield from _aside(match)
        after = after[match.end() :]
    elif match := _RELATIVE.match(after):
        yield from predications(f" {match['clause']}")
        after = after[match.end() :]
    elif match := _FROM.match(after):
        yield _origin(match)
        after = after[match.end() :]
    elif not is_subject and not _SET_OFF.match(after):
        return
    yield from predications(_without_separator(after), general=is_subject or bool(re.match(r"\s*,?\s*who\b", after)))


_FORMERLY = re.compile(
    r"^\s*,\s*(?:ex-|former(?:ly)? |previously |once )[^,;.]{2,50},\s*(?:and |but )?(?:now )?(?=\w)", re.IGNORECASE
)
"""What somebody was before, in front of what they are: "Ann, | ex-Acme, now | CEO of Globex"."""
_KIND = re.compile(r"(?:[A-Z]\w+ )?[a-z]+(?: [a-z]+)?")
_BESIDES = re.compile(r"(?:based|living|born|raised|working|married|allergic|vegan|vegetarian|fluent)\b", re.IGNORECASE)
"""What goes on in a line of a list as if "is" stood before it."""


def _besides(after: str) -> Iterator[Said]:
    """What a line of a list goes on to say: ", Figma wizard, based in Lagos"; nothing once another clause begins."""
    for part in after.split(", ")[1:_MAX_BESIDES]:
        if _BESIDES.match(part):
            yield from predications(f" is {part}")
        elif not _KIND.fullmatch(part):
            return


def _aside(match: re.Match[str]) -> Iterator[Said]:
    if match["pronouns"]:
        yield Said("pronouns", match["pronouns"], identifies=True)
    clause = fold(match["clause"])
    if found := apposition(f", {clause}"):
        yield from found[0]
    elif re.fullmatch(FIELDS, clause, re.IGNORECASE):
        yield Said("team", clause)
    else:
        yield from predications(f" {clause}")


def _origin(match: re.Match[str]) -> Said:
    if team := match["team"] or match["squad"]:
        return Said("team", team)
    return Said("team" if is_department(match["company"]) else "company", match["company"])


def _without_separator(after: str) -> str:
    return re.sub(r"^\s*(?:[:–—]|-\s|,?\s+who(?=['’\s]))\s*", " ", after)


_PLACE = re.compile(r"(?:the |room |floor |building )?[^\W_a-z]|the \w+ floor|(?:upstairs|downstairs|next)\b")
_WITH_USER = re.compile(
    rf"\s+and I (?:are (?:both )?(?P<role>{ROLE})s\b|(?P<what>(?:play|sing|work|live|study|train|commute|travel|run|"
    rf"climb|"
    r"cook|own|share|row|ride|dance|volunteer|sit|teach|go to) [^,.;!?]{3,60}))",
    re.IGNORECASE,
)


def own_things(rest: str) -> Iterator[Said]:
    """What is said of something of theirs: "'s birthday is May 3", "'s dog is called Bamse"."""
    if match := _OWN_THING.match(rest):
        what = fold(match["what"]).casefold()
        if what in ("office", "location") and not _PLACE.match(match["value"]):
            return
        yield Said(_ATTRIBUTE_OF_THING.get(what, what), match["value"])
    elif (match := _THEIRS.match(rest)) and not _STATE.match(match["rest"]):
        is_life = bool(_KIN.match(match["what"]))
        note = about_the_user(re.split(r",\s+(?:so|please|can|could|and|but)\b|\s+so\s", match["rest"])[0])
        yield Said("note", f"{fold(match['what'])} {note}", identifies=is_life)
