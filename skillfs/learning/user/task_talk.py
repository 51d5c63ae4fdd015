"""What tells that a clause is of the work at hand and not of the person, whoever its subject is.

"I have a bug in my parser", "my daughter board is faulty", "I'm in a meeting": the nouns of software and of errands,
words that point at what is on the screen, and times that pass.
"""

from __future__ import annotations

import re

from skillfs.learning.english.fact_values import points_at_hand

_NOUNS = re.compile(
    r"\b(?:errors?|exceptions?|tracebacks?|bugs?|segfaults?|crash\w*|warnings?|logs?(?! (?:cabin|fire|burner))|"
    r"stack ?traces?|builds?|pipelines?|"
    r"scripts?|(?<!t )functions?|methods?|variables?|loops?|arrays?|dicts?|files?|folders?|director(?:y|ies)|"
    r"branch(?:es)?|"
    r"commits?|prs?|merges?|pull requests?|tickets?|issues?|quer(?:y|ies)|columns?|rows?|cells?|csvs?|json|yaml|"
    r"data ?sets?|data ?frames?|spreadsheets?|slides?|deck|drafts?|paragraphs?|sentences?|reports?|memos?|documents?|"
    r"pdfs?|endpoints?|modules?|packages?|dependenc\w+|imports?|configs?|snippets?|regex(?:es)?|containers?|deploy|"
    r"deployments?|releases?|migrations?|tests?|fixtures?|prompts?|outputs?|inputs?|results?|versions?|updates?|patch|"
    r"buttons?|layouts?|css|headers?|footers?|forms?|tooltips?|screenshots?|sockets?|proxy|requests?|tokens?|"
    r"sessions?|cache|queues?|timeouts?|latency|deadlines?|demos?|meetings?|appointments?|interviews?|agenda|invites?|"
    r"emails?|messages?|questions?|answers?|problems?|trouble|ideas?|guess|feeling|hunch|suggestions?|doubts?|clue|"
    r"options?|pictures?|component|process(?:es)?|nodes?|linters?|code|app|pages?|models?|parser|lines?|"
    r"steps?|sample|example|chapter|reviews?|checks?|index|api|disk|cpu|memory|gpus?|classifier|tasks?|copy|"
    r"fix|patch|diff|repo|article|essay|chart|template|toast|speech|quote|invoice|wall of text|[45]\d\ds?|board is|"
    r"parcel)\b",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|right now|just now|at the moment|this (?:morning|afternoon|evening|"
    r"weekend|time|minute|second)|(?:next|this coming) (?:week|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|"
    r"for (?:now|once|today|the moment|the weekend)|in (?:a|an|ten|five|\d+) (?:min(?:ute)?s?|hours?|sec(?:ond)?s?)|"
    r"(?:on|by|until|till) (?:mon|tues|wednes|thurs|fri|satur|sun)day(?!s| (?:night|evening|morning|afternoon)s)|"
    r"again|all morning|somehow|"
    r"any ?more|any longer|\d+ ?%|so far|yet|"
    r"(?:fl(?:y|ies)|travels?|leaves?|goes|go|heads?) (?:to|for) (?-i:[A-Z])\w+ (?:in|on)|fl(?:y|ies) on|"
    r"on an? (?:train|bus|plane|ferry|tram|call|flight|boat)|no signal|cores)\b",
    re.IGNORECASE,
)
_ERRAND = re.compile(
    r"\bto (?:fix|debug|test|run|plot|sort|parse|convert|draft|write up|review|merge|upload|send|sign|pack|plan|hire|"
    r"catch|attend|submit|print|check|see|show|tell|ask|say|know|get|do|make|thank|point)\b",
    re.IGNORECASE,
)
_IDIOMS = re.compile(
    r"\b(?:wits['’]? end|all ears|over the moon|under the weather|on fire|lost my mind|pulling my hair|losing my mind|"
    r"the coat-?tails|devil['’]s advocate|on the same page|in the same boat|the elephant|a dead horse|"
    r"piece of cake|my cup is|batman|just saying|white whale|rabbit hole|wild goose|can of worms|bull by|"
    r"sick as a dog|dog days|bread and butter|cold turkey on this|cooks? the books|worms?|big boy|beg your pardon|"
    r"for time|my two cents|needle in|kill(?:ing)? me|driving me|to be a pain|blind spot|tone[- ]deaf|flying blind|"
    r"colou?r me|married to (?:this|the)|engaged in|pregnant pause|train of thought|in the dark|for a ride|"
    r"turned? a blind|on thin ice|in hot water|baby steps|(?:dog|guinea pig|canary) (?:in|for) (?:this|the))\b",
    re.IGNORECASE,
)


def is_errand(clause: str) -> bool:
    """Whether a clause names something to be done: "a toast to give", "to see the numbers"."""
    return _ERRAND.search(clause) is not None


def is_task_talk(clause: str) -> bool:
    """Whether a clause speaks of the work at hand: a thing of software, what is on the screen, a moment."""
    return bool(_NOUNS.search(clause) or _PASSING.search(clause) or points_at_hand(clause) or _IDIOMS.search(clause))
