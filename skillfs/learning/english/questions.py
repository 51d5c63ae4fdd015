"""What a sentence asks, and what it states before it asks: "I live in Tartu | , so which train is the last?"."""

from __future__ import annotations

import re

_ASKS_BACK = re.compile(
    r"\b(?:(?:do|don't|am|aren't|is|isn't|have|haven't|did|didn't|can|can't|was|wasn't) (?:I|it|we|they|he|she|that)|"
    r"right|no|correct|true|yes|or not)\?$",
    re.IGNORECASE,
)
_ASKS_AFTER = re.compile(
    r"^(?P<stated>(?:(?:(?:as|since|because|given that|now that|by the way,?|btw,?|fyi,?|hi,?|hey,?|so|and|also|ok,?|"
    r"oh,?|well,?|actually,?) )*"
    r"(?:I|I'm|I've|I'd|we|we're|we've|my|our)\b[^?]{3,200}?|(?:being|as) [^?,]{3,60}?(?:, (?:I|"
    r"we)\b[^?,;]{3,100}?)?|[^?,;:]{3,60} (?:here|"
    r"by trade)|can't [^?]{3,60}?|don't [^?]{3,60}?|"
    r"(?:grew up|born|been|based|living|working|moved|allergic|using|running|no) [^?]{3,80}?|[^?,;:]{2,40} (?:is|"
    r"are) my [^?,;:]{3,60}?|"
    r"(?:nothing beats|huge fan of|big fan of) [^?,]{2,60}?|"
    r"(?!(?:if|when(?! I'm not)|what|which|who|where|why|how|is|are|do|does|did|can|could|should|would|will|any|am|"
    r"have|has|whether|"
    r"suppose|imagine|say|let|you|he|she|they)\b)(?=[^?,;]{0,80}\b(?:I|I'm|I've|we|we're|we've|my|our)\b)[^?]{3,200}?)),?"
    r"(?:\s*[;:–—]\s*|,\s*|\s+-\s+|\s+(?=(?:and|but|so) ))(?:(?:and|but|so|then|now|any idea|please|also) )*"
    r"(?:which|what|what's|whats|who|where|where's|when|why|how|how's|is|are|do|does|did|can|could|should|would|will|"
    r"any|am|have|has)\b[^?]*\?$",
    re.IGNORECASE,
)
_ASKS_FOR = re.compile(
    r"^(?P<stated>(?:(?:as|since|because|so|hi|hey|btw),? )*(?:I|I'm|I've|we|we're|we've|my|our)\b[^?]{3,200}?)(?:, |"
    r"; | - |: )"
    r"(?:[\w'-]+ ){0,5}(?:tips|ideas|suggestions|advice|recommendations|options|thoughts|alternatives|recipes?|"
    r"examples|plans?|hints|choices)\?$",
    re.IGNORECASE,
)
_POLITE_REQUEST = re.compile(
    r"^(?:(?:hi|hey|hello|ok(?:ay)?|so|and|also|please|sorry|oh|actually|well|btw|by the way)[,!]?\s+)*(?:do me (?:a|"
    r"the) favou?r\b|(?:can|could|would|will) (?:you|we (?:agree|settle|"
    r"stick|please|forget|delete|drop|erase))|do you mind (?:forgetting|deleting|removing|erasing)|(?:would|is) it "
    r"(?:be )?possible to (?:forget|delete|remove|erase))\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:(?:hi|hey|hello|ok(?:ay)?|so|and|but|also)[,!]?\s+)*(?:do(?! not\b)|does|did|is|are|am|was|were|can|could|"
    r"should|"
    r"would|will|shall|have|has|who(?!['’]s who\b| is who\b)|whom|whose|"
    r"what(?! (?:I|we) )|where|why|how|which|when(?! (?:\w+ing|I|you|we|it|something|someone|a|an|"
    r"the|my|"
    r"your)\b))\b(?!['’]t\b)(?!\s+(?:a|the)?\s*(?:great|nice)\b)",
    re.IGNORECASE,
)
_TAG_QUESTION = re.compile(
    r",? (?:ok(?:ay)?|alright|all right|deal|please|got it|thanks|understood|(?:would|will|could|can) you)\?+$",
    re.IGNORECASE,
)
_NAMED_WILL = re.compile(
    r"(?:Will|May)(?: [^\W\d_a-z][\w'’-]+)?(?:,|['’]s| (?:is|was|has|works|prefers|likes|hates|loves|moved|joined|"
    r"left|"
    r"lives|leads|runs|isn['’]t|from)\b)"
)


def without_tag(sentence: str) -> str:
    """The sentence without a question that only asks for assent: "use tabs, ok?"."""
    return _TAG_QUESTION.sub("", sentence)


def before_question(text: str) -> str:
    """What is stated before the question of a sentence: "I live in Tartu | , so which train is the last?"."""
    match = _ASKS_AFTER.match(text) or _ASKS_FOR.match(text)
    return match["stated"] if match and not _ASKS_BACK.search(text) and not _QUESTION.match(match["stated"]) else ""


def is_question(sentence: str) -> bool:
    """Whether a sentence asks for information. "Could you set up a meeting with…?" does not, it is a request."""
    if _POLITE_REQUEST.match(sentence):
        return False
    sentence = _TAG_QUESTION.sub("", sentence)
    if _NAMED_WILL.match(sentence):
        return sentence.rstrip().endswith("?")
    return sentence.rstrip(" \"')”’").endswith("?") or bool(_QUESTION.match(sentence))
