"""Third parties that a person speaks of: who they are, and what is said of them.

"Set up a meeting with Alice Chen, our new product manager at Acme Corp, she prefers mornings" says three things of
Alice Chen: her role, her company, a preference. A name that nothing is said of is no news.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from skillfs.learning.english.given_names import is_given_name
from skillfs.learning.english.human_text import Statement, is_past
from skillfs.learning.english.names import NAME_RUN, Name, names_in
from skillfs.learning.english.predicate_parts import Said
from skillfs.learning.english.roles import RELATIONS, ROLE, ROLE_NOUNS
from skillfs.learning.third_parties.contact_advice import advice_in, nickname_in
from skillfs.learning.third_parties.foreign_scenes import is_hedged, sets_foreign_scene
from skillfs.learning.third_parties.mentions import before_name, is_related, own_things
from skillfs.learning.third_parties.named_people import about_named
from skillfs.learning.third_parties.number_agreement import singular
from skillfs.learning.third_parties.people_clauses import clauses_of, elided_subject
from skillfs.learning.third_parties.people_lists import line_of_roster, rosters
from skillfs.learning.third_parties.people_phrasing import in_plain_words
from skillfs.learning.third_parties.predications import predications
from skillfs.learning.third_parties.public_figures import is_public_figure, is_public_office
from skillfs.learning.third_parties.remarks import Remark, is_full_name, remarks_on
from skillfs.learning.user.forgetting import forget_request

MAX_NAMES = 12
"""Names of one clause; what has more is a list of invitees."""

_WINDOW = 100


_PLACE_OF_WORK = (
    r"\b(?:from|at|(?<!loop )(?<!bring )(?<!pull )(?<!rope )(?<!cc )(?<!copy )(?<!get )in|(?:founder|owner|president|"
    r"director|c[efot]o|head) of|joined|left|quit|reports to|(?:is|['’]s)(?: now| back| still)? with|(?:moved|"
    r"switched|went|works?|working|worked)(?: over| on)? (?:to|for|with|"
    r"at)|(?:left|quit) \S{1,40} for)\s+$"
)
_TOPIC = (
    r"\b(?:chapter|episode|film|movie|series|book|biography|quiz|plot|article|essay|wikipedia|lyrics|opera|"
    r"passage|poster|"
    r"slide|timeline|obituary|lecture|exhibition|documentary|painting|caption|trivia|museum|legend|"
    r"myth)s?\b[^,.]{0,40}"
    r"\b(?:where|in which|about|when|on|of|by|with|that)\s+(?:\S+\s+)?$"
)
_PART = (
    r"(?<!our )(?<!my )(?<!a )(?<!new )\b(?:customer|user|client|visitor|guest|member|patient)\s+$|"
    r"\b(?:user|visitor|account|character|record)s? (?:named|called)\s+$"
)
_NOT_MET = re.compile(rf"{_PLACE_OF_WORK}|{_TOPIC}|{_PART}", re.IGNORECASE)
"""What stands before a name that is no acquaintance's: a firm one works at, the subject of a work, a part played."""
_NOW = re.compile(r"\bnow\b", re.IGNORECASE)
_FROM_SOMEBODY = re.compile(r"(?<!moved )(?<!switched )\bfrom\s+$", re.IGNORECASE)
_FOR_SOMEBODY = re.compile(r"\b(?:work(?:s|ing|ed)? (?:for|with|under)|reports to)\s+$", re.IGNORECASE)
_IS_SELF = re.compile(
    r"\b(?:I['’]m|I am|my (?:\w+ )?name(?:['’]s| is)|calls? me|I go by|I (?:usually )?sign (?:as|with))\s+$",
    re.IGNORECASE,
)
_THIS_IS = re.compile(r"\b(?:this|it)(?: is|['’]s)\s+$", re.IGNORECASE)
_GREETS = re.compile(r"(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings|dear \w+)\b", re.IGNORECASE)
_SPEAKS = re.compile(r"\s+(?:from|at|here|speaking|with|over at)\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"^(?:(?:and|but|also|so|because|since|plus|now|apparently|as|turns out),?\s+)?(?P<pronoun>she|he|they|who)"
    r"(?P<rest>(?:['’](?:s|re|d|ve|ll))?\s+\S.*)$",
    re.IGNORECASE,
)
_PRONOUN_THING = re.compile(
    r"^(?:(?:and|but|also|so|because|since|now),?\s+)?(?P<pronoun>her|his|their)(?P<rest>\s+\S.*)$", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"^(?:sorry|oops|no|wait|actually|correction|(?:a )?small correction|i meant?|scratch that|strike that|ah|oh|my "
    r"mistake|my bad)\b",
    re.IGNORECASE,
)


def remarks_in(statements: Iterable[Statement]) -> Iterator[Remark]:
    """What the statements of a session say of third parties, in order.

    "She" and "he" mean the one person spoken of last; after two names in one clause they mean nobody. Whom a pronoun
    meant is a person, also where an earlier remark left that open. A first name is that of the one full name that has
    it, before or after.
    """
    statements = list(statements)
    reading = _Reading(rosters(statements))
    remarks = [remark for statement in statements for remark in reading.read(statement)]
    for remark in remarks:
        identifies = remark.identifies or remark.name in reading.persons
        yield replace(remark, name=reading.full_name(remark.name), identifies=identifies)


@dataclass(slots=True)
class _Reading:
    """Whom the statements read so far spoke of: `current` last, in `message`; `persons` are those called she or he.

    `rosters` are the lines of lists of people, `before` is the sentence read last. In a `scene` the people are of a
    work, unless the user calls them theirs; `unread` are the sentences that were not asked yet whether they set one.
    """

    rosters: frozenset[Statement]
    current: str | None = None
    message: int = -1
    before: str = ""
    scene: bool = False
    unread: list[str] = field(default_factory=list)
    persons: set[str] = field(default_factory=set)
    full_names: set[str] = field(default_factory=set)

    def read(self, statement: Statement) -> Iterator[Remark]:
        if statement.message != self.message:
            self.current = self.current if _GOES_ON.match(statement.text) else None
            self.message, self.before, self.scene, self.unread = statement.message, "", False, []
        if statement.asked:
            self._ask(statement)
        text = in_plain_words(statement.text)
        if _ASKS_INSIDE.search(text):
            text = _EMBEDDED_QUESTION.sub("", text)
        self.unread.append(statement.text)
        if (self.current or next(names_in(text), None)) and not self._is_of_others(statement):
            is_theirs = _OWN.search(statement.text)
            remarks = list(self._remarks(statement, text))
            if not remarks and statement in self.rosters:
                name, kind = line_of_roster(statement.source)
                remarks = list(remarks_on(statement, name, [Said("role", kind, identifies=True)]))
            for remark in _of_a_group(remarks):
                if is_theirs or not _is_of_the_public(remark):
                    yield remark
        self.before = statement.text

    def _is_of_others(self, statement: Statement) -> bool:
        """Whether the people of a sentence are of a work, supposed, or to be forgotten."""
        self.scene = self.scene or any(sets_foreign_scene(sentence) for sentence in self.unread)
        self.unread = []
        is_theirs = bool(_OWN.search(statement.text))
        if (statement.invented and not (is_theirs and _PAPER.search(statement.text))) or is_hedged(statement.text):
            return True
        return (self.scene and not is_theirs) or forget_request(statement) is not None

    def full_name(self, name: str) -> str:
        """The one full name, of those spoken of, that a first or last name belongs to; else the name itself."""
        full = {full for full in self.full_names if name in full.split()}
        return next(iter(full)) if " " not in name and len(full) == 1 else name

    def _ask(self, statement: Statement) -> None:
        names = [name for name in names_in(statement.asked) if _is_third_party(name, statement.asked)]
        likely = _likely({name.text for name in names})
        self.current = next(iter(likely)) if len(likely) == 1 else None
        self.before = statement.asked

    def _remarks(self, statement: Statement, text: str) -> Iterator[Remark]:
        if statement.asked:
            text = _THAT_IS.sub("he's", text)
        advised = list(self._advised(statement, text))
        yield from advised
        for clause in clauses_of(text):
            for remark in self._clause(statement, clause):
                if not (advised and _TO_ASK.match(remark.value)):
                    yield remark
            self.before = f"{self.before} {clause}"[-_BEFORE:]

    def _clause(self, statement: Statement, clause: str) -> Iterator[Remark]:
        nickname = nickname_in(clause)
        names = [
            name
            for name in islice(names_in(clause), MAX_NAMES)
            if _is_third_party(name, clause) and name.text != nickname and not _is_label(name, clause)
        ]
        self.full_names.update(name.text for name in names if is_full_name(name.text))
        if is_past(clause) and not _NOW.search(clause):
            return
        spoken_of = self.current
        refers = bool(_PRONOUN.match(clause) or _PRONOUN_THING.match(clause))
        if nickname and (called := names[0].text if names else self.current):
            yield from remarks_on(statement, called, [Said("nickname", nickname, identifies=True)])
        if self.current and elided_subject(clause):
            names = [name for name in names if name.start]
        if self.current and (not names or refers or elided_subject(clause)):
            yield from self._about_current(statement, clause, self.current)
        if _ALTERNATIVE.search(clause):
            self.current = None
            return
        remarks = [*self._named_later(statement, clause, names), *about_named(statement, clause, names)]
        yield from remarks
        meant = {remark.name for remark in remarks if not _is_weak(remark)} or _likely({name.text for name in names})
        if meant and not (spoken_of and (refers or elided_subject(clause))):
            people = {name.text for name in names if is_full_name(name.text)}
            is_one = len(meant | people) == 1 and not _SOMEBODY_ELSE.match(clause)
            self.current = next(iter(meant)) if is_one else None

    def _advised(self, statement: Statement, clause: str) -> Iterator[Remark]:
        for named, said in advice_in(clause):
            if name := next(names_in(named), None):
                yield from remarks_on(statement, name.text, [said])

    def _named_later(self, statement: Statement, clause: str, names: list[Name]) -> Iterator[Remark]:
        """What the sentence before says of whom this one names: "… my line manager. Her name is Ann"."""
        for name in names if _NO_LONGER.search(self.before) or _NO_LONGER.search(clause) else ():
            until = f"{self.before} {clause[: name.start]}"[-_BEFORE:]
            left = _LEFT_TO.search(until) or (_IS_NOW.match(clause, name.end) and _LEFT_BY.search(until))
            if left:
                yield from remarks_on(statement, name.text, [Said("role", left["role"], identifies=True)])
        if not names or not _NAME_IS.fullmatch(clause[: names[0].start]):
            return
        if roles := list(_ROLE_ALONE.finditer(self.before)):
            told = before_name(f"{roles[-1]['whose']} {roles[-1]['role']} ", "")
            yield from remarks_on(statement, names[0].text, told)
            yield from remarks_on(statement, names[0].text, predications(self.before[roles[-1].end() :], pronoun=True))

    def _about_current(self, statement: Statement, clause: str, name: str) -> Iterator[Remark]:
        if match := _PRONOUN.match(clause):
            pronoun = match["pronoun"].casefold()
            if pronoun in ("she", "he"):
                self.persons.add(name)
            rest = singular(match["rest"]) if pronoun == "they" else match["rest"]
            general = pronoun != "they" or " " in name or is_given_name(name)
            said = predications(rest, pronoun=True, general=general and not statement.one_off)
            yield from remarks_on(statement, name, said)
        elif match := _PRONOUN_THING.match(clause):
            if match["pronoun"].casefold() != "their":
                self.persons.add(name)
            yield from remarks_on(statement, name, own_things(f"'s{match['rest']}"))
        elif rest := elided_subject(clause):
            yield from remarks_on(statement, name, predications(rest, pronoun=True))


_ASKS_INSIDE = re.compile(r" (?:whether|if|who|which) ", re.IGNORECASE)
_EMBEDDED_QUESTION = re.compile(
    r",? \bwhether .*$|(?:(?<=wonder )|(?<=wondering )|(?<=know )|(?<=sure )|(?<=check )|(?<=see )|(?<=idea )|"
    r"(?<=ask )|(?<=out )|(?<=verify )|(?<=remember ))(?:if|who|which) .*$",
    re.IGNORECASE,
)
"""What is asked inside a statement: "let me know | if Ann is our auditor", "I wonder | whether …"."""
_ALTERNATIVE = re.compile(rf"\b(?:[Nn]either|[Ee]ither)\b|{NAME_RUN} or {NAME_RUN}")
_SOMEBODY_ELSE = re.compile(
    rf"(?:and |but |so )?(?:my|our|his|her|their) (?:{RELATIONS}) (?!(?:is|was|at|in|from|of|to|for|with|and|who) )"
    r"(?-i:[a-z])",
    re.IGNORECASE,
)
"""Begins a clause on somebody without a name, whom "he" may mean: "my brother married Ann Lee"."""
_TO_ASK = re.compile(r"is (?:the|my|our) (?:person|one|guy|woman|man|contact)\b")
_PAPER = re.compile(r"\b(?:an?|the|this|new) (?:row|label|heading|caption|record)\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:my|our|mine|ours)\b", re.IGNORECASE)
_THAT_IS = re.compile(r"^that(?:['’]s| is)(?= (?:my|our|the)\b)", re.IGNORECASE)
_BEFORE = 300
_NAME_IS = re.compile(
    r"(?:and |so |btw,? )?(?:(?:her|his|their) (?:full )?name(?:['’]s| is)|(?:she|he)(?:['’]s| is) called|"
    r"they(?:['’]re| are) called)\s+(?:Dr\.? |Mrs?\.? |Ms\.? )?",
    re.IGNORECASE,
)
_ROLE_ALONE = re.compile(
    rf"\b(?P<whose>my|our)\s+(?:(?:new|old|current|next)\s+)?(?P<role>{ROLE})(?!-?\w)", re.IGNORECASE
)
_NO_MORE = (
    r"\b(?:no longer|not|isn['’]t|stopped being|stepped down as|resigned as|gave up being)\s+"
    rf"(?:(?:our|my|the|an?)\s+)?(?P<role>{ROLE})(?:\s+(?:now|any ?more|any longer))?\s*"
)
_NO_LONGER = re.compile(r"n['’]t |\b(?:not?|stopped|stepped|resigned|gave) ", re.IGNORECASE)
_LEFT_TO = re.compile(rf"{_NO_MORE}[,;.–—-]+\s*(?:and |but |so )?(?:that|it)(?:['’]s| is)(?: now)?\s+$", re.IGNORECASE)
_LEFT_BY = re.compile(rf"{_NO_MORE}[,;.–—-]*\s*(?:and |but |so |now )?$", re.IGNORECASE)
_IS_NOW = re.compile(r"\s+(?:is|has taken over|took over|does that|has that job)(?: now| instead)?\s*(?=[.,;!]|$)")
_FAME = re.compile(
    r"(?:[\w-]+ )*(?:actor|actress|singer|footballer|striker|goalkeeper|quarterback|tennis player|novelist|author|poet|"
    r"playwright|painter|sculptor|composer|philosopher|politician|senator|activist|explorer|physicist|mathematician|"
    r"rapper|comedian|supermodel|inventor|astronaut|emperor|king|queen|president|prime minister|chancellor|pope|"
    r"saint|billionaire|film ?maker|movie star|youtuber|influencer)(?: (?:of|from|for) .+)?",
    re.IGNORECASE,
)


def _of_a_group(remarks: list[Remark]) -> list[Remark]:
    """The remarks of a sentence; who is named with others, each with what they do, is a person for certain."""
    of_people = {
        remark.name
        for remark in remarks
        if remark.attribute in ("role", "team") and is_given_name(remark.name.split()[0])
    }
    if len(of_people) < _FEWEST or all(remark.identifies for remark in remarks):
        return remarks
    return [
        replace(remark, identifies=True, of_things=False) if remark.name in of_people else remark for remark in remarks
    ]


_FEWEST = 2


def _is_of_the_public(remark: Remark) -> bool:
    """Whether a remark is on somebody whom everybody knows of."""
    if is_public_figure(remark.name):
        return True
    if remark.attribute != "role":
        return False
    firm = _AT_FIRM.search(remark.source)
    return bool(_FAME.fullmatch(remark.value)) or (firm is not None and is_public_office(remark.value, firm["firm"]))


_AT_FIRM = re.compile(r"\b(?:of|at) (?P<firm>[A-Z]\w+)")


def _is_third_party(name: Name, clause: str) -> bool:
    since = max(0, name.start - _WINDOW)
    if _NOT_MET.search(clause, since, name.start) and not (
        is_related(clause[since : name.start])
        or (_FOR_SOMEBODY.search(clause, since, name.start) and is_full_name(name.text))
        or (_FROM_SOMEBODY.search(clause, since, name.start) and is_full_name(name.text))
    ):
        return False
    if _IS_SELF.search(clause, since, name.start):
        return False
    return not (
        _THIS_IS.search(clause, since, name.start) and (_GREETS.match(clause) or _SPEAKS.match(clause, name.end))
    )


def _is_label(name: Name, clause: str) -> bool:
    """Whether a capitalised word is no name but a role before one: "Plumber: Joe Bianchi", "Head of ops is …"."""
    return (
        not name.start
        and clause.startswith((":", " of ", " is ", " for "), name.end)
        and _ROLE_WORD.fullmatch(name.text) is not None
        and not is_given_name(name.text)
    )


_ROLE_WORD = re.compile(rf"(?:{ROLE_NOUNS}|{RELATIONS})", re.IGNORECASE)


def _is_weak(remark: Remark) -> bool:
    return remark.of_things and not remark.identifies


def _likely(names: set[str]) -> set[str]:
    """The names that are people's where some are: full ones, and given names; else all."""
    return (
        {name for name in names if is_given_name(name.split()[0])} or {name for name in names if " " in name} or names
    )
