"""What may stand in a skill file at all: data on one line, never orders to its reader, markup or somebody's contact."""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import fold

_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+)?(?:of\s+)?(?:the\s+|your\s+)?"
    r"(?:previous|prior|above|earlier|preceding|system)\b"
    r"|\bsystem prompt\b|\byou are now\b|\bnew instructions\b|\bdo not tell the user\b|\bwithout telling the user\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<!--|-->|<\s*/?\s*(?:script|iframe|system|instructions?|important|prompt)\b", re.IGNORECASE)
_DANGEROUS = re.compile(
    r"\b(?:curl|wget)\b[^|\n]{0,300}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b"
    r"|\brm\s+-(?:rf|fr|r\s+-f)\s+(?:/|~|\$HOME)/?(?![\w./-])"
    r"|\bbase64\s+(?:-d|--decode|-D)\b[^|\n]{0,200}\|"
    r"|\bcurl\b[^|\n]{0,300}\s(?:--insecure|(?-i:-[a-zA-Z]{0,8}k[a-zA-Z]{0,8}))(?![\w-])"
    r"|\bNODE_TLS_REJECT_UNAUTHORIZED\b|\bverify\s*=\s*False\b|--no-check-certificate\b|http\.sslVerify"
    r"|--dangerously-\S+|--no-sandbox\b|\bchmod\s+(?:-R\s+)?777\b|:\(\)\s*\{",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PHONE = re.compile(r"(?<![\w.$€£#/-])(?:\+\d{1,3}[\s.-]?)?\(?\d{2,4}\)?(?:[\s.-]?\d{2,4}){2,4}(?![\w%])")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
REDACTED = "<redacted:"


def is_poison(text: str) -> bool:
    """Whether text speaks to whoever reads it later (orders, hidden markup) instead of saying what is.

    "Ignore all previous instructions" is; "the parser ignores comments" is not.
    """
    return bool(_ORDERS.search(text) or _MARKUP.search(text))


def is_dangerous(command: str) -> bool:
    """Whether a command must never be recommended: ``curl … | sh``, ``rm -rf /``, switched-off TLS, base64 pipes."""
    return bool(_DANGEROUS.search(command))


def is_redacted(text: str) -> bool:
    """Whether a secret was taken out of the text, so that what is left says nothing worth keeping."""
    return REDACTED in text or "[REDACTED]" in text


def beyond_secret(text: str) -> str:
    """What a sentence says beside the clauses that a secret was taken out of; empty where it says nothing else.

    "Dump it from db://u:<redacted:…>@db, and from now on compress every dump" → "from now on compress every dump".
    """
    return ", ".join(part.strip(" ,.") for part in _BESIDE.split(text) if part and not is_redacted(part)).strip()


_BESIDE = re.compile(
    r"(?:[;.!?]|\s[–—-]|,)\s+(?:(?:and|but|so|also|then|oh|btw)\b,? )*|\s+(?:and|but|so)\s+(?=(?:remember|note|"
    r"from now|"
    r"from here|in future|please|always|never|by default|I|we|my|our|for (?:all|every|any)|whenever|don['’]t|keep in|"
    r"every|each)\b)|(?<=>)\s*[:,]?\s+(?=(?:I|we|my|our|always|never|please|from now)\b)",
    re.IGNORECASE,
)
"""Where a clause ends, so that what is said beside a secret can be read without it."""


def without_contacts(text: str) -> str:
    """The text with e-mail addresses and telephone numbers replaced by what they are; dates stay."""
    text = _EMAIL.sub("(an e-mail address)", text)
    return _PHONE.sub(lambda match: match[0] if _is_no_phone(match[0]) else "(a phone number)", text)


def _is_no_phone(number: str) -> bool:
    return bool(_DATE.search(number)) or sum(char.isdigit() for char in number) < 9


def one_safe_line(text: str) -> str:
    """The text on one line with no control or invisible characters; the empty string where it is poison."""
    line = fold(_CONTROL.sub(" ", text))
    return "" if is_poison(line) else line
