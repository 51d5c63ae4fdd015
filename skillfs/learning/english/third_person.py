"""From a person's "I prefer tabs" to the "The user prefers tabs" that skill files hold."""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import fold, word_set

_VERB_FORMS = {
    "am": "is",
    "'m": "is",
    "have": "has",
    "'ve": "has",
    "don't": "does not",
    "dont": "does not",
    "can't": "cannot",
    "won't": "will not",
    "haven't": "has not",
    "were": "was",
    "'d": "would",
}
_SAME = word_set("was can cannot could will had would should")
_PAST = re.compile(
    r"^(?:left|got|quit|grew|became|spent|went|came|made|wrote|built|bought|found|began|chose|taught|ran|took|gave|"
    r"saw|"
    r"did|said|had|won|lost|met|kept|drove|\w+ed)$"
)
_FILLERS = word_set(
    "really also just actually definitely personally honestly still strongly strictly firmly simply now generally "
    "absolutely do much",
    "currently recently finally since",
)
_EMPHASISED = word_set(
    "like love prefer hate dislike enjoy use want need have live work own speak mind really actually"
)
"""Verbs with which "do" only adds weight: "I do like tabs"."""
_KEPT_ADVERBS = word_set(
    "always never usually normally mostly mainly primarily often typically exclusively only ever no prefer"
)
_OWN = (
    (re.compile(r"\bmyself\b", re.IGNORECASE), "themself"),
    (re.compile(r"\b(?:my|our)\b", re.IGNORECASE), "their"),
    (re.compile(r"\b(?:mine|ours)\b", re.IGNORECASE), "theirs"),
    (re.compile(r"\b(?:me|us)\b"), "them"),
    (re.compile(r"\bI['’]m\b|\bwe['’]re\b|\bI am\b", re.IGNORECASE), "they are"),
    (re.compile(r"\bI was\b"), "they were"),
    (re.compile(r"\bI['’]ve\b|\bwe['’]ve\b", re.IGNORECASE), "they have"),
    (re.compile(r"\b(?:I|we)\b"), "they"),
    (re.compile(r"\byour (?=answers?|repl|responses?|explanations?|code|output|summar)", re.IGNORECASE), ""),
    (re.compile(r"\byou\b"), "the agent"),
)
_YOU_DO = re.compile(
    r"\b(?<!\bdo )(?<!\bdid )you (?P<verb>(?!to\b|not\b|can\b|have\b|are\b|were\b|did\b|do\b|will\b)[a-z]{2,})\b"
)
_USUALLY = re.compile(
    r"^(?P<adverb>usually|normally|mostly|typically|generally|often),? (?=I\b)|^I tend to (?=[a-z])|"
    r"^I like to (?=use\b|write\b|code\b)",
    re.I,
)
_HAVE_GOT = re.compile(r"^(?:I|we)(?:'ve| have) got (?!to\b|rid\b)", re.IGNORECASE)
_FIRST = re.compile(r"^(?:I|we)(?P<verb>'(?:m|ve|re|d))?\s+(?P<rest>\S.*)$", re.IGNORECASE)
_POSSESSED = re.compile(r"^(?:my|our)\s+(?:own\s+)?(?P<rest>\S.*)$", re.IGNORECASE)


def third_person(clause: str) -> str | None:
    """What a clause says of its speaker, about "the user"; None where the speaker is not its subject.

    "I'm based in Lisbon" → "The user is based in Lisbon"; "my editor is Helix" → "The user's editor is Helix".
    """
    clause = _HAVE_GOT.sub("I have ", fold(clause).replace("’", "'").rstrip(" .!,;"))
    if habit := _USUALLY.match(clause):
        clause = f"I {(habit['adverb'] or 'usually').casefold()} {re.sub(r'^I ', '', clause[habit.end() :])}"
    if match := _POSSESSED.match(clause):
        return f"The user's {others(match['rest'])}"
    match = _FIRST.match(clause)
    if match is None:
        return None
    words = match["rest"].split()
    if match["verb"]:
        words.insert(0, match["verb"])
    adverbs = []
    while words and (words[0].casefold() in _FILLERS or words[0].casefold() in _KEPT_ADVERBS) and len(words) > 1:
        word = words[0].casefold()
        if word == "prefer" or (word == "do" and words[1].casefold() not in _EMPHASISED):
            break
        words.pop(0)
        if word in _KEPT_ADVERBS:
            adverbs.append(word)
    if not words:
        return None
    if adverbs == ["no"] and words[0] == "longer":
        words.pop(0)
        adverbs = ["no longer"]
    verb, rest = words[0].casefold(), words[1:]
    if verb in ("'re", "are"):
        verb = "am"
    if verb == "do" and rest and rest[0] == "not":
        rest.pop(0)
        verb = "don't"
    while rest and verb in ("am", "'m", "don't", "have", "'ve") and rest[0].casefold() in _FILLERS - {"do", "much"}:
        rest.pop(0)
    return fold(f"The user {' '.join(adverbs)} {_conjugated(verb)} {others(' '.join(rest))}")


def others(text: str) -> str:
    """The rest of a sentence about the user: first person pronouns become third."""
    text = _YOU_DO.sub(lambda match: f"the agent {_conjugated(match['verb'].casefold())}", text)
    for pattern, replacement in _OWN:
        text = pattern.sub(replacement, text)
    return fold(text)


def about_the_user(text: str) -> str:
    """The words of a person about themself in a note on somebody else: "lives next to me" → "lives next to the "
    "user"."""
    text = re.sub(r"\b(?:my|our)\b", "the user's", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:mine|ours)\b", "the user's", text, flags=re.IGNORECASE)
    return others(re.sub(r"\b(?:me|us)\b|\b(?:I|we)\b(?!['’])", "the user", text))


def _conjugated(verb: str) -> str:
    if verb in _VERB_FORMS:
        return _VERB_FORMS[verb]
    if verb in _SAME:
        return verb
    if _PAST.match(verb) and verb not in ("need", "feed", "speed", "read"):
        return verb
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}s"
