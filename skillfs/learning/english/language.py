"""Whether a person writes in a language that the rules know, which is English."""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import word_set
from skillfs.learning.english.recurring_texts import read_once

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 4000
"""Characters that are looked at; a language does not change after them."""

_ENGLISH = word_set(
    "the a an and or but is are was be to of in on at for with from by my i i'm you your it this that we our me "
    "please can could ",
    "not no do does have has all how what when please add fix write make use set",
)
_FOREIGN = word_set(
    "der die das und ist nicht ein eine ich mir mich bitte mit für auf zu wir wie kannst ",
    "le la les et est une je mon ma mes pour avec dans s'il vous plaît ne pas du des nous ",
    "el los las una y es por para con mi mis que favor como del yo puedes ",
    "il lo gli e è un uno per non sono mio mia che di ",
    "o os um uma não meu minha com você eu ",
    "de het een en ik mijn niet met voor van och att är jag inte och det som ",
    "nie jest proszę jak się moje",
)


@read_once
def is_english(text: str) -> bool:
    """Whether the rules can read `text`: words in Latin letters that are not clearly those of another language.

    "Fix the login bug" can be read; "Bitte behebe den Fehler im Login" and "修复登录错误" cannot.
    """
    sample = text[:_SAMPLE]
    letters = [char for char in sample if char.isalpha()]
    words = [word.casefold() for word in _WORD.findall(sample)]
    english = sum(word in _ENGLISH for word in words)
    if english < 2 and sum(char > "\u024f" for char in letters) * 2 > len(letters):
        return False
    foreign = sum(word in _FOREIGN and word not in _ENGLISH for word in words)
    return foreign < 2 or foreign <= english
