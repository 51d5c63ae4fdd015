"""What people type in a hurry, spelled out: "im", "dont", "w/", "u", the lower-case "i", faces and repeated marks.

The rules read standard spelling only. The words of a message that a fact rests on stay as they were typed.
"""

from __future__ import annotations

import re

_SHORTHAND = {
    "im": "I'm",
    "i'm": "I'm",
    "ive": "I've",
    "i've": "I've",
    "i'd": "I'd",
    "i'll": "I'll",
    "i": "I",
    "dont": "don't",
    "doesnt": "doesn't",
    "didnt": "didn't",
    "isnt": "isn't",
    "arent": "aren't",
    "wasnt": "wasn't",
    "cant": "can't",
    "couldnt": "couldn't",
    "wouldnt": "wouldn't",
    "shouldnt": "shouldn't",
    "wont": "won't",
    "havent": "haven't",
    "hasnt": "hasn't",
    "thats": "that's",
    "theyre": "they're",
    "hes": "he's",
    "shes": "she's",
    "whos": "who's",
    "youre": "you're",
    "weve": "we've",
    "pls": "please",
    "plz": "please",
    "u": "you",
    "ur": "your",
    "w/": "with",
    "w/o": "without",
    "b/c": "because",
    "bc": "because",
    "cuz": "because",
    "cos": "because",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "fav": "favourite",
    "fave": "favourite",
    "thx": "thanks",
    "esp.": "especially",
}
_SHORTHAND |= {word.capitalize(): full for word, full in _SHORTHAND.items() if word.endswith(("nt", "im", "ive", "ts"))}
_WORD = re.compile(
    r"(?<![\w'./@#-])(?:" + "|".join(sorted(map(re.escape, _SHORTHAND), key=len, reverse=True)) + r")(?![\w'/@-]|\.\w)"
)
_ID = re.compile(r"(?<![\w'./@-])[iI]d(?= (?:rather|love|like|prefer|sooner|appreciate|hate|choose)\b)")
_SLIP = re.compile(
    r"(?-i:\b[A-Z])\w+,? (?:er|uh|um|erm|no wait|no sorry|sorry),? (?:I mean |"
    r"make that )?(?P<right>(?-i:[A-Z])\w+)(?: I mean)?"
)
_MYSELF = re.compile(r"(?:^|(?<=, ))[Mm]yself (?=[A-Z][a-z]+)")
_PROGRESSIVE = re.compile(
    r"\b(?P<who>I|we)(?: am| are|'m|'re) (?:always )?(?P<verb>want|prefer(?=r)|need|wish)r?ing\b(?! to know\b)", re.I
)
"""States that some learners of English put as if they were going on: "I am wanting type hints"."""
_PLEASE_TO = re.compile(r"\b(?P<please>[Pp]lease|[Kk]indly) (?:to|you(?: to)?) (?=[a-z]{2,}\b)(?!the\b|be able\b)")
_WISHED = re.compile(
    r"\bI wish (?:that )?you (?!were|was|had|could|would|did|knew|all\b|a\b|the\b|\w+ed\b|good|luck|well|happy|"
    r"merry)(?=[a-z]+ )"
)
_EVERY_OF = re.compile(r"\b(?P<all>[Ee])very of (?=(?:my|our|the)\b)")
_FACES = re.compile(r"\s*[\U0001F000-\U0001FAFF☀-➿\uFE0F\u200d]+")
_REPEATED = re.compile(r"([!?])[!?]+")


def spelled_out(text: str) -> str:
    """The text on its line in standard spelling: straight apostrophes, no faces, shorthand in full.

    "im on pacific time, dont ask 😅" → "I'm on pacific time, don't ask"; "please to answer" → "please answer".
    """
    text = _FACES.sub("", text.replace("’", "'"))
    text = _SLIP.sub(r"\g<right>", text)
    text = _ID.sub("I'd", _WORD.sub(lambda match: _SHORTHAND[match[0]], text))
    text = _MYSELF.sub("I'm ", text)
    text = _PLEASE_TO.sub(r"\g<please> ", _PROGRESSIVE.sub(r"\g<who> \g<verb>", text))
    text = _EVERY_OF.sub(r"\g<all>ach of ", _WISHED.sub("I want you to ", text))
    return _REPEATED.sub(r"\1", text)
