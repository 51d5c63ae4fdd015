"""Sentences that speak of people outside the user's life: in works, in documents at hand, in public.

A scene holds from the sentence that sets it to the end of the message: "Quiz me on Twelfth Night: Viola is …", "In this
transcript Terry is the host". Whom the user calls theirs ("my sister Ann") is none of its people.
"""

from __future__ import annotations

import re

_WORK = (
    r"(?:film|movie|show|sitcom|series|episode|novel|story|tale|comic|manga|play|musical|opera|screenplay|script|scene|"
    r"sketch|poem|song|ballad|painting|portrait|photo|picture|fresco|game|level|quest|dungeon|documentary|biography|"
    r"memoir|biopic|obituary|fable|myth|legend|saga|trilogy|transcript|interview|podcast|broadcast|lecture|video|clip|"
    r"recording|article|paper|essay|press release|case study|exercise|puzzle|riddle|word problem|textbook|protocol|"
    r"thought experiment|example|readme|changelog|book)"
)
_SETS = re.compile(
    rf"^(?:in|from|as in) (?:the|this|that|a|an|my|our|your|act \w+ of) (?:[\w'’-]+ ){{0,3}}?{_WORK}\b"
    rf"|^(?:the|this) (?:[\w'’-]+ ){{0,2}}?{_WORK} (?:says|shows|tells|mentions|lists|depicts|features|claims|stars|"
    r"follows|reads|names|is about)\b"
    r"|^(?:INT|EXT)\b|\bfade in\b|\b(?:chapter|scene|act|episode) (?:\d+|[IVX]+|one|two|three|four|five)\b"
    r"|\b(?:NPCs?|non-player|dungeon master|player (?:one|two|three|\d)|protagonist|antagonist|villain|heroine|"
    r"main character|characters? (?:is|are|called|named|sheet)|backstory|plot twist|fan ?fiction|role ?play\w*|"
    r"once upon a time)\b"
    r"|\b(?:quiz|trivia|fact-?check|summari[sz]e|proofread|paraphrase|translate|caption|annotate|transcribe)\b"
    r"[^.?!]{0,60}:|^(?:quiz|trivia|true or false|word problem|riddle|example|exercise)\b|\bquiz me on\b"
    r"|\bpersonas?\b|\b(?:seed|fixture|test|dummy|demo|sample|mock) (?:file|data|rows?|records?|users?|entr\w+)\b"
    r"|\b(?:author|creator|inventor|maintainer) of (?!(?:our|my)\b)"
    r"|\b(?:package|library|crate|gem|plugin|module|function|class|tool|framework|app|is|was|it['’]s)"
    r"(?: \w+)? by (?-i:[A-Z])[\w-]+ (?-i:[A-Z])\w+|\bits (?:author|creator|inventor|maintainer)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"^(?:(?:so|well|hm+|and|but),? )?(?:maybe|perhaps|possibly|supposedly|allegedly|presumably|rumou?r has it|i guess|"
    r"i suppose|what if|let['’]?s say|suppose|imagine|according to)\b|\b(?:i['’]m not sure|"
    r"not sure (?:if|whether|though)|might be wrong|is rumou?red)\b",
    re.IGNORECASE,
)


def sets_foreign_scene(sentence: str) -> bool:
    """Whether the people of a sentence, and of those after it, are of a work, a document or the public."""
    return _SETS.search(sentence) is not None


def is_hedged(sentence: str) -> bool:
    """Whether a sentence only supposes what it says: "maybe Nils is our contact now"."""
    return _HEDGED.search(sentence) is not None
