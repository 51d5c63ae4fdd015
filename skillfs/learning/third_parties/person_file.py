"""The text of one person's file: a field or a dated bullet put into it, replaced in it, taken out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.plain_text import word_key, word_set
from skillfs.learning.third_parties.people_book import Book
from skillfs.learning.third_parties.remarks import Remark
from skillfs.learning.user.fact_rules import meaning_of
from skillfs.skills.schema import FieldStyle, SchemaField
from skillfs.skills.schema_files import add_bullet, field_value, set_field

_DATED = re.compile(r"^(?P<value>.*?)(?: \(date: (?P<date>\d{4}-\d{2}-\d{2})\))?$", re.DOTALL)
NO_LONGER_AT = "No longer at "
"""How the bullet begins that says where somebody worked, while nobody has said where they work now."""
_AS_BULLET = {
    "role": "Is {}",
    "company": "Works at {}",
    "relationship": "Is {}",
    "location": "Is based in {}",
    "nickname": "Goes by {}",
    "team": "Is on the {} team",
    "manager": "Reports to {}",
}


def with_field(text: str, book: Book, asked: SchemaField, value: str, day: str) -> str:
    """The file with a field's value and its date, unless it has the same value or one of a later date."""
    if asked.style is FieldStyle.BULLETS:
        return with_bullet(text, book, asked, value, day)
    old = _DATED.match(field_value(text, asked) or "")
    if old and old["value"] and (word_key(old["value"]) == word_key(value) or (old["date"] or "") > day):
        return text
    return set_field(text, book.schema, asked, f"{value} (date: {day})")


def with_bullet(text: str, book: Book, asked: SchemaField | None, bullet: str, day: str) -> str:
    """The file with a bullet and its date, in place of the one it replaces, unless that is of a later date."""
    wanted, taste = word_key(bullet), _taste_key(bullet)
    for known, date in list(_bullets(text)):
        if wanted == word_key(known):
            return text
        if (taste and _taste_key(known) == taste) or _replaces(bullet, known):
            if date > day:
                return text
            text = _without_bullet(text, known)
    heading = asked.heading if asked else book.schema.last_heading
    return add_bullet(text, heading, f"{bullet} (date: {day})", book.schema)


def _replaces(bullet: str, known: str) -> bool:
    """Whether both say the same sort of thing, of which a person has one: where they live, their birthday."""
    lead = _ONE_EACH.match(bullet)
    return lead is not None and known.startswith(lead[0])


_ONE_EACH = re.compile(
    r"(?:Works at|Is based in|Goes by|Reports to|Birthday:|Time zone:|Pronouns:|Was born|Comes from|Hails from|"
    r"Drives|"
    r"Sits (?:on|in)|Is (?:married|engaged) to|[A-Z][\w ]{2,20}:|Studies|Teaches|Commutes|(?!Is\b|Was\b|"
    r"Has\b)[A-Z]\w+(?: \w+)? "
    r"(?:is|are)) "
)


_BY_CHANNEL = re.compile(
    r"Prefers (?:(?:to be|being) (?:called|texted|e-?mailed|written to|phoned)|(?:getting |receiving |an? )?(?:short )?"
    r"(?:calls?|phone(?: calls?)?|video calls?|e-?mails?|mail|texts?|text messages|messages|letters?|paper|tickets?|"
    r"chat|"
    r"slack|teams|signal|whatsapp|telegram|voice ?mail|voice messages)"
    r"(?! (?:from|about|with))\b)",
    re.IGNORECASE,
)


def _taste_key(bullet: str) -> str | None:
    """What kind of thing a like is about, so that a new one of the kind replaces the old; None for all else."""
    if _BY_CHANNEL.match(bullet):
        return "choice:contact channel"
    meaning = meaning_of(f"The user {bullet[:1].lower()}{bullet[1:]}")
    return meaning.key if meaning and meaning.key.startswith("choice:") else None


def _without_bullet(text: str, bullet: str) -> str:
    return "".join(
        line for line in text.splitlines(keepends=True) if not (found := _BULLET.match(line)) or found["text"] != bullet
    )


def without_bullets_about(text: str, thing: str, day: str) -> str:
    """The file without the bullets, up to `day`, about a thing that is not liked (done, owned) any more."""
    wanted = content(thing)
    for known, date in list(_bullets(text)):
        if wanted and wanted <= content(known) and date <= day:
            text = _without_bullet(text, known)
    return text


def content(text: str) -> set[str]:
    """The words that carry a text's meaning, plurals and third persons as plain forms."""
    return {word.removesuffix("s") for word in word_key(text).split()} - _SMALL


_SMALL = word_set("the a an of to in on at for i that about is it")
_BULLET = re.compile(r"^\s*[-*+] (?P<text>.+?)(?: \(date: (?P<date>\d{4}-\d{2}-\d{2})\))?\s*$")


def _bullets(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if match := _BULLET.match(line):
            yield match["text"], match["date"] or ""


def without_former_company(text: str, day: str) -> str:
    """The file without what it says, up to `day`, of where somebody works no more."""
    for known, date in list(_bullets(text)):
        if known.startswith(NO_LONGER_AT) and date <= day:
            text = _without_bullet(text, known)
    return text


def without_value(text: str, book: Book, attribute: str, value: str) -> str:
    """The file without a field's value where it is that value; a role is marked as former."""
    asked = book.field(attribute)
    old = _DATED.match(field_value(text, asked) or "") if asked else None
    if asked is None or old is None or not set(word_key(value).split()) <= set(word_key(old["value"]).split()):
        return text
    if attribute == "company" and asked.style is FieldStyle.LINE:
        return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(asked.prefix))
    return set_field(text, book.schema, asked, f"formerly {old['value']}")


def as_bullet(remark: Remark, value: str) -> str:
    """What a remark is as a bullet: "Works at Globex", "Prefers mornings"."""
    if remark.attribute in ("preference", "responsibility", "note"):
        return value[:1].upper() + value[1:]
    return _AS_BULLET.get(remark.attribute, f"{remark.attribute.capitalize()}: {{}}").format(value)


_VALUE = "\0"


def leads_of(attribute: str, book: Book) -> list[str]:
    """How the lines of an attribute begin: the field that asks for it, else the bullet; "Is" begins too many."""
    if (asked := book.field(attribute)) and asked.prefix:
        return [asked.prefix.rstrip()]
    bullet = f"- {as_bullet(Remark('', attribute, _VALUE, 0, ''), _VALUE).partition(_VALUE)[0]}"
    return [] if bullet == "- Is " else [bullet]


def says_any(text: str, attribute: str, book: Book) -> bool:
    """Whether the file says anything of an attribute."""
    if (asked := book.field(attribute)) and field_value(text, asked):
        return True
    leads = () if asked else tuple(leads_of(attribute, book))
    return any(line.startswith(leads) for line in text.splitlines()) if leads else False
