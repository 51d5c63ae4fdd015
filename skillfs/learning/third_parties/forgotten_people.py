"""What a request to forget names in people's files: somebody, or which lines about them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from skillfs.learning.english.human_text import Statement
from skillfs.learning.third_parties.people import remarks_in
from skillfs.learning.third_parties.people_book import Ambiguous, Book
from skillfs.learning.third_parties.person_file import content, leads_of
from skillfs.learning.third_parties.remarks import Remark

_WHOLE = re.compile(
    r"(?:['’]s?)?(?: (?:entry|file|card|contact|contacts?|record|profile|page|notes?|info|information|details))*"
    r"(?: (?:altogether|completely|entirely|again|please|for good))*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:that|about|the (?:fact|part|bit) (?:that|about|where)|how|everything about|anything about|my (?:contact|"
    r"friend|colleague|note on)|the (?:contact|entry|note|notes|file|person)(?: (?:of|for|about|on|called|named))?|"
    r"(?:dr|mrs?|ms|prof)\.?) )+",
    re.IGNORECASE,
)
_ASKED = tuple(
    (re.compile(pattern, re.IGNORECASE), attributes)
    for pattern, attributes in (
        (r"(?:where|who|(?:what|which) (?:company|firm)) X (?:works?|is (?:working|employed)|is at)\b.*|"
         r"X's (?:employer|company|workplace|firm)", ("company", "former company")),
        (r"where X (?:lives|is based|is living|resides|is located)\b.*|X's (?:address|home|city|location|place)",
         ("location",)),
        (r"what X (?:does|is|works as)\b.*|X's (?:job|role|title|position|profession|occupation|job title)", ("role",)),
        (r"who X reports to|X's (?:boss|manager|supervisor)", ("manager",)),
        (r"(?:what|which) team X is (?:on|in)|X's (?:team|department)", ("team",)),
        (r"when X was born|when X's birthday is|how old X is|X's (?:birthday|date of birth|age)", ("birthday",)),
        (r"(?:who X is to me|how (?:I|we) know X|X's relationship.*)", ("relationship",)),
        (r"how (?:to|I can) (?:reach|contact|call) X|X's (?:contact (?:details|data|info\w*)|e-?mail(?: address)?|phone"
         r"(?: number)?|number)", ("email", "phone")),
    )
)  # fmt: skip


_POSSESSIVE = re.compile(r"['’]s?(?!\w)")


def who_is_named(what: str, names: Iterable[str]) -> tuple[str, str | None] | None:
    """The one known person that `what` is about, with `what` itself, or None for it where it names just the person.

    None where it names nobody. Raises `Ambiguous` for a first or last name that several of them share.
    """
    spoken = _LEAD.sub("", what)
    for name in sorted(names, key=len, reverse=True):
        if match := _mention(name, spoken):
            return name, None if _WHOLE.fullmatch(spoken[match.end() :]) and not match.start() else spoken
    called = {(name, part) for name in names for part in name.split() if len(part) > 1 and _mention(part, spoken)}
    if not called:
        return None
    if len(sharing := {name for name, _ in called}) > 1:
        raise Ambiguous.of(sharing)
    (name, part), *_ = called
    match = _mention(part, spoken)
    assert match is not None
    if not match.start() and _WHOLE.fullmatch(spoken[match.end() :]):
        return name, None
    return name, f"{spoken[: match.start()]}{name}{spoken[match.end() :]}"


def _mention(name: str, text: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)


def without_named(text: str, name: str, about: str, book: Book) -> str:
    """A person's file without the lines that `about` names: by a question, a statement, or their own words.

    "where Ann lives" names where she is based, "Ann hates calls" that bullet, "Ann's dog" what is said of the dog.
    """
    asked = _attributes_asked(about, name)
    remarks = list(remarks_in([Statement(about, about, 0)])) if not asked else []
    words = content(_POSSESSIVE.sub("", about)) - content(name)

    def is_named(line: str) -> bool:
        if not line.lstrip().startswith(("-", "*", "+")):
            return False
        if asked:
            return any(line.lstrip().startswith(lead) for attribute in asked for lead in leads_of(attribute, book))
        return any(_says(line, remark, book) for remark in remarks) or (
            bool(words) and words <= content(line.replace("**", ""))
        )

    return "".join(line for line in text.splitlines(keepends=True) if not is_named(line))


def _attributes_asked(about: str, name: str) -> tuple[str, ...]:
    question = re.sub(rf"{re.escape(name)}(?:['’](?=s\b))?", lambda match: "X'" if match[0][-1] in "'’" else "X", about)
    return next((attributes for pattern, attributes in _ASKED if pattern.fullmatch(question.rstrip(" .!"))), ())


def _says(line: str, remark: Remark, book: Book) -> bool:
    """Whether a line is the one that a remark was written as."""
    leads = leads_of(remark.attribute, book)
    return any(line.lstrip().startswith(lead) for lead in leads) and content(remark.value) <= content(line)
