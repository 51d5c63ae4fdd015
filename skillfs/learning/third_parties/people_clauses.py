"""The clauses of a sentence that may each have a person as their subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.names import NAME_RUN

_LEAD = re.compile(
    r"^(?:(?:sorry|oops|no|nope|wait|actually|correction|(?:a )?(?:small|quick|tiny|minor) correction|i meant?(?: "
    r"that)?|"
    r"oh|ah|and|also|btw|by the way|remember(?: that)?|note(?: that)?|fyi|for the record|heads[- ]up|news|update|"
    r"reminder|guess what|turns out(?: that)?|apparently|as of (?:today|now|\w+(?: \d{1,2})?)|since (?:today|last "
    r"\w+)|"
    r"from (?:today|now on|next \w+|\w+day)(?: on)?|starting (?:today|next \w+|\w+)|scratch that|strike that|"
    r"my mistake|my bad|so|well|ok(?:ay)?|please note(?: that)?|keep in mind(?: that)?|"
    r"just so you know|you should know(?: that)?|don['’]t forget(?: that)?|good to know)"
    r"(?:[\s,:.!–—-]+|$))+(?=\w)",
    re.IGNORECASE,
)
_FINITE = (
    r"(?:(?:now|also|still|only|always|never|usually|just|really)\s+)*(?:is|isn['’]t|has|was|can|can['’]t|cannot|"
    r"doesn['’]t|does not|would|will|won['’]t|joined|moved|left|used to|works?|lives|runs|leads|heads|manages|"
    r"handles|"
    r"likes|hates|loves|prefers|speaks|reports|drinks|eats|plays|teaches|owns|wants|(?-i:[a-z]{3,}[a-rt-z]s|does))\b"
)
_PRONOUN_AHEAD = r"(?:she|he|they|her|his|their)\b"
_ORIGIN = r"(?: (?:from|at|of|in|over at) (?:the |our )?[\w&.'’-]{2,30}(?: [\w&.'’-]{2,30}){0,2}?)?"
_NAME_AHEAD = rf"(?-i:{NAME_RUN}){_ORIGIN}(?:['’]s\s+(?:our|my|the|an?|now|\w+\s+is)\b|\s+{_FINITE})"
_CLAUSES = re.compile(
    rf"(?:\s*[;–—:]\s*|,\s+(?:and\s+|but\s+|while\s+|whereas\s+|because\s+|since\s+)?|\s+(?:and|but|because|since|"
    rf"while|"
    rf"whereas)\s+)(?={_PRONOUN_AHEAD})"
    rf"|(?<=told me)\s+(?:that\s+)?(?={_PRONOUN_AHEAD})|(?<=told us)\s+(?:that\s+)?(?={_PRONOUN_AHEAD})"
    rf"|\b(?:says|said|mentioned|confirmed|explained|wrote|reminded me|let me know)\s+(?:that\s+)?(?=(?:she|he|"
    rf"they)\b)"
    rf"|(?:\s*[;:]\s*|\s+[–—-]\s+|,\s+(?:and\s+|but\s+|while\s+|whereas\s+)?|\s+(?:and|but|while|"
    rf"whereas)\s+)(?={_NAME_AHEAD})",
    re.IGNORECASE,
)
_PRONOUN_NEXT = re.compile(_PRONOUN_AHEAD, re.IGNORECASE)
_NAMES_ONLY = re.compile(rf"\s*{NAME_RUN}(?:\s*(?:,|&|and)\s*{NAME_RUN})*\s*")
_ELIDED = re.compile(
    r"(?:(?:Now|Also|Only|Never|Always|Usually|Mostly)\s+)?(?:Runs|Leads|Heads|Manages|Lives|Works|Hates|Likes|"
    r"Loves|Prefers|"
    r"Dislikes|Speaks|Handles|Has (?:a|an|two|three|no)|Is|Can['’]t|Cannot|Doesn['’]t|Does not|Plays|Teaches|Owns|"
    r"Reports|"
    r"Comes from|Drinks|Eats|Avoids|Enjoys|Oversees|Allergic|Based|Married|Vegan|Vegetarian|Originally|Knows|"
    r"Collects|Answers|"
    r"Goes by|Only|Never|Always)\b"
)
_ADJECTIVE = re.compile(r"(?:Allergic|Based|Married|Vegan|Vegetarian|Originally)\b")


def clauses_of(text: str) -> Iterator[str]:
    """The clauses of a sentence that begin with a person, a pronoun or its own start; openers ("actually, …") are gone.

    "Ann is our notary and Eva is my dentist" is two. Names that are only listed stay together.
    """
    text = _LEAD.sub("", text)
    start = 0
    for split in _CLAUSES.finditer(text):
        clause = text[start : split.start()]
        if _NAMES_ONLY.fullmatch(clause) and not _PRONOUN_NEXT.match(text, split.end()):
            continue
        yield _LEAD.sub("", clause)
        start = split.end()
    yield _LEAD.sub("", text[start:])


def elided_subject(clause: str) -> str | None:
    """The predicate of a note whose subject was named before: "Lives in Bergen" → " lives in Bergen"; None for "
    "others."""
    if not _ELIDED.match(clause):
        return None
    rest = f"{clause[0].lower()}{clause[1:]}"
    return f" is {rest}" if _ADJECTIVE.match(clause) else f" {rest}"
