"""Idioms that have the form of a statement about the speaker and say nothing of them: "call me picky, but …"."""

from __future__ import annotations

import re

from skillfs.learning.english.given_names import is_given_name

_CALL_ME = re.compile(
    r"^(?:(?:well|ok(?:ay)?|so|and|but|yeah|hey|hm+|you (?:can|may|might)|feel free to|just|go ahead and|please),? )*"
    r"call me (?:(?P<kind>(?:an?|the|your) [^,;:.!?–—]{2,40}?)|(?P<what>(?-i:[a-zà-þ])[\w'’-]*(?: [\w'’-]+){0,3}?))"
    r"(?P<joint>,? (?:but|yet|and yet|though|however)\b,?|[,;:]| -| –| —|(?=[.!]?$)) ?",
    re.IGNORECASE,
)


def without_idiom(text: str) -> str:
    """The sentence without what it only begins with: "call me old-fashioned but | I prefer paper".

    Nobody is called by an article, nor by a word in lower case that is no given name and excuses what follows.
    """
    match = _CALL_ME.match(text)
    if match is None:
        return text
    excuses = match["joint"].strip(" ,;:–—-") != ""
    if match["kind"] or (excuses and not is_given_name(match["what"].split()[0])):
        return text[match.end() :]
    return text
