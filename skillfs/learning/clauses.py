"""A person's sentence cut into clauses that each have a subject: what leads in is gone, what was left out is put back.

"By the way, I live in Porto and work at Acme" → "I live in Porto", "I work at Acme"; "Grew up in Cork, been living in
Malmö since uni" → "I grew up in Cork", "I've been living in Malmö since uni".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

PEOPLE = (
    r"(?:every(?:one|body)|they all|(?:(?:most|all|many)(?: of)? )?(?:the |my |our )?(?:other )?(?:people|folks|"
    r"friends|family|colleagues|co-?workers|team-?mates|mates|buddies|classmates|neighbou?rs|students))"
)
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_LEAD = re.compile(
    r"^(?:(?:by the way|btw|fyi|for the record|just so you know(?: who you['’]re talking to)?|so you know|for context|"
    r"for reference|as you know|note that|note|please note that|keep in mind that|please (?:do )?remember(?: that)?|"
    r"remember(?: that)?|actually|also|and|but|so|well|oh|ah|hi(?: there)?|hello(?: there)?|hiya|hey(?: there)?|yo|"
    r"ok(?:ay)?|alright|"
    r"please|yes|yeah|yep|nope|no no|no(?=[,.!])|sorry|scratch that|strike that|disregard that|small correction|"
    r"correction|a correction|in general|generally|"
    r"overall|these days(?: it['’]s)?|nowadays|currently|now(?= (?:I|I['’]m|my|we|it)\b)|at the moment|lately|"
    rf"as of (?:today|now|(?:this|last|next) \w+|{_MONTH}(?: \d+)?|yesterday|\d+ \w+)|since (?:{_MONTH}|(?:last|"
    rf"this) \w+|\d{{4}})|"
    r"this (?:year|summer|winter|spring|autumn)(?=,? (?:I|we)\b|,? (?:I|we)['’])|after (?:[\w-]+ ){1,4}(?:at|with|"
    r"in) [\w ]{2,30}?,?(?= (?:I|we)\b)|"
    rf"last (?:week|month|year|spring|summer|autumn|fall|winter|\w+day)|in (?:{_MONTH}|\d{{4}})(?=,? (?:I|we)\b)|"
    r"one more thing|one thing about me|thanks|thank you|good (?:morning|evening|afternoon)|"
    r"in my (?:code|projects)|at home|around (?:here|the office)|on my (?:machine|laptop|computer)|"
    r"i think(?: that)?|i believe|i should (?:mention|add|say)(?: that)?|i guess|i must say(?: that)?|i have to (?:say|"
    r"admit)(?: that)?|don['’]t forget(?: that)?|did i mention(?: that)?|you should know(?: that)?|"
    r"let me introduce myself|"
    r"(?:a (?:bit|little|few things) )?about me(?: personally)?|for what it['’]s worth|fwiw|to be (?:clear|honest|"
    r"fair)|"
    r"personally|honestly|frankly|plus|guess what|as (?:i )?(?:said|mentioned|told you)(?: before)?|"
    r"it turns out(?: that)?|turns out|happy to say|nice to meet you|"
    r"(?:(?:quick |short )?(?:update|intro(?:duction)?)|news|background|context|good news|big news|fun fact|"
    r"fair warning|"
    r"heads[- ]up|reminder|important|morning|evening|afternoon|for me|right now|got the job|finally)(?=\s*[,:;.!–—-]))"
    r"(?:[\s,:;.!–—-]+|$)){1,6}",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?:\s*[;–—]\s*|\s+-\s+|,?\s+(?:and(?! (?:I|me|my \w+) (?:do not|don't|never|are not|aren't|go way)\b)|but|so|"
    r"also|plus|because|while|although|though|as|where|"
    r"since(?! I was\b))\s+|,\s+|"
    r"(?P<colon>:)\s+)"
    r"(?:also\s+|now\s+|these days\s+|nowadays\s+|currently\s+)?"
    r"(?=(?:(?:I|we|they)['’]?(?:m|ve|d|re|ll)?|my|our|home is|call me|"
    rf"{PEOPLE}(?: \w+)? (?:calls? me|knows? me as)|"
    r"please (?:call me|always|never)|always(?= \w)|never(?! uses?\b)(?= \w)|no (?!longer|one|problem|need|idea|more|"
    r"way|worries|thanks)\w+)\b"
    r"|(?:need|want|can|could|please|what|whats|what's|how|which|why|where's|is there|are there|any|do you|does|"
    r"would|should|suggest|explain|spare me|"
    r"(?<!, )(?:the|this|that|it|there|she|he)(?: [\w'’-]+){0,4}? (?:is|are|was|isn['’]t|aren['’]t|has|keeps?|"
    r"needs?|fails?|"
    r"won['’]t|doesn['’]t|can['’]t)|it['’]s|that['’]s)\b)",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+")
_SAME_SUBJECT = re.compile(
    r",?\s+(?:and|but)\s+(?=(?:(?:always|never|usually|mostly|also|now|really|don['’]t|do not|can['’]t) )?(?:work|"
    r"live|use|"
    r"prefer|like|love|hate|dislike|avoid|enjoy|speak|write|code|develop|deploy|lead|manage|run|have|am|joined|moved|"
    r"switched|study|teach|play|collect|drive|own|eat|drink|don['’]t|do not|can['’]t|never|always|keep)\s)",
    re.IGNORECASE,
)
_SAME_AUXILIARY = re.compile(
    r",?\s+and\s+(?:also\s+|currently\s+)?(?=(?:saving(?: up)? for|training for|preparing for|studying|learning|"
    r"working (?:towards?|as|at|for|on)|living in|based in|teaching myself|hoping to|planning to|aiming to|"
    r"brushing up|allergic to|married|from|fluent in|vegan|vegetarian)\s)",
    re.IGNORECASE,
)
_PROGRESSIVE = re.compile(r"I(?:['’]m| am)\s", re.IGNORECASE)
_CONSEQUENCE = re.compile(
    r"(?<=\w),? (?:so|hence|therefore|which is why)(?: please)? "
    r"(?!(?:I|I['’]m|we|my|no|always|never|much|far|that)\b).{2,400}$",
    re.IGNORECASE,
)
_OWN_SUBJECT = re.compile(r"(?:I|we)(?:['’](?:m|ve|d|re))?\s", re.IGNORECASE)
_INTRODUCES_SELF = re.compile(
    r"\b(?:i|me|my|mine|i['’]m|correction|update|reminder|note|background|context|preferences?|preference|fyi|intro|"
    r"different|changed?|news|thing|things|rule|style|setup|myself|know|remember|person|job|work|now)\b|^\W*$",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"^(?:as|since|because|given that|seeing as|considering(?: that)?|now that|even though|although|while) "
    r"(?=(?:I|we|my|our|I['’]m|we['’]re|I['’]ve)\b)",
    re.IGNORECASE,
)
_COPULAR = (
    r"(?:(?:currently |now |also |originally |mostly |still |(?:\w+ly )?)?(?:based|living|located|residing|"
    r"working (?:at|for|as|in|with)|employed|allergic|"
    r"intolerant|studying|learning|training for|saving up|married|retired|self-employed|from(?= (?-i:[A-Z]))|fluent in|"
    r"running(?= (?-i:[A-Z]))|using(?= (?-i:[A-Z]))|colou?r-?blind|left-handed|dyslexic|vegan|vegetarian|pescatarian|"
    r"coeliac|"
    r"celiac|lactose intolerant|diabetic|(?:obsessed|besotted|smitten) with|hooked on|addicted to|diagnosed with|"
    r"trained (?:as|in)|new to (?!(?:this|the|here|it)\b)|terrified of|scared of|hard of hearing|short-sighted|"
    r"lactose[- ]intolerant|pregnant|widowed|divorced|born and (?:raised|bred)))"
)
_CLIPPED = (
    (re.compile(rf"^{_COPULAR}\b", re.IGNORECASE), "I'm "),
    (
        re.compile(
            r"^(?:just |recently |originally |only )?been (?=(?:living|working|based|using|with|at|in|a|coding|"
            r"teaching)\b)",
            re.I,
        ),
        "I've ",
    ),
    (re.compile(r"^(?:born|raised|brought up|promoted to)\b", re.IGNORECASE), "I was "),
    (
        re.compile(
            r"^(?:just |recently |finally |originally |really |absolutely |also |actually )?(?:grew up|moved (?:to|"
            r"from|back|up|down|over|out)|relocated to|joined|started at|got (?:promoted|hired|appointed)|"
            r"come from|hail from|live (?:in|near)|work (?:at|for|as)|prefer|love|hate|adore|loathe|detest|"
            r"can['’]t (?:stand|have|"
            r"eat|drink|do|abide|bear|get enough of)|got (?:an?|two|three|four|my) (?!(?:quick|minute|question|"
            r"bug)\b)|cannot (?:stand|have|eat|drink)|don['’]t (?:eat|drink|drive|speak|own|work|have an?|"
            r"like|do)|"
            r"never (?:eat|drink|drive)|switched to|teach|enjoy)\s",
            re.IGNORECASE,
        ),
        "I ",
    ),
)
"""Clauses without their subject and auxiliary: nobody but the writer can be meant, and none of them is an order."""


def without_lead(text: str) -> str:
    """The sentence without what leads in: "By the way, hi, …"."""
    return _LEAD.sub("", text)


def clauses_of(text: str) -> Iterator[str]:
    """The clauses of one sentence, in order, each with its own subject."""
    for clause in _finite_clauses(text):
        yield _with_subject(_SUBORDINATE.sub("", clause))


def _finite_clauses(text: str) -> Iterator[str]:
    text = _CONSEQUENCE.sub("", _LEAD.sub("", text))
    start = 0
    for split in _CLAUSE.finditer(text):
        head = text[start : split.start()]
        yield from _own_clauses(head)
        start = split.end()
        if split["colon"] and not (_INTRODUCES_SELF.search(head) or not _LEAD.sub("", f"{head} ").strip()):
            return
    yield from _own_clauses(text[start:])


def _own_clauses(text: str) -> Iterator[str]:
    """The clauses that share a subject, each with it: "I live in Porto and work at Acme"."""
    text = _with_subject(_LEAD.sub("", text))
    first, *rest = _SAME_SUBJECT.split(text)
    shares = bool(_OWN_SUBJECT.match(first))
    for number, clause in enumerate([first, *rest] if shares else [text]):
        if clause := _LEAD.sub("", clause).strip(" .!?,;:-–—"):
            yield from _progressive_clauses(f"I {clause}" if number else clause)


def _progressive_clauses(clause: str) -> Iterator[str]:
    """The clauses that share "I'm": "I'm learning Welsh and training for a triathlon"."""
    first, *rest = _SAME_AUXILIARY.split(clause) if _PROGRESSIVE.match(clause) else [clause]
    yield from _clipped_clauses(first)
    yield from (f"I'm {participle}" for participle in rest)


def _clipped_clauses(clause: str) -> Iterator[str]:
    """A clause, and those after a comma in it that left their subject out: "Grew up in Cork, been living in Malmö"."""
    start = 0
    for comma in _COMMA.finditer(clause):
        rest = clause[comma.end() :]
        if _with_subject(rest) != rest or _ELLIPTIC.match(rest):
            yield clause[start : comma.start()]
            start = comma.end()
    yield clause[start:]


_ELLIPTIC = re.compile(
    r"(?:[\w-]+ ){1,3}by (?:trade|training|profession)\b|(?:a )?(?:huge|big) fan of\b|(?:nurse|teacher|engineer|"
    r"developer) (?:at|in|with)\b",
    re.IGNORECASE,
)


_OF_ANOTHER = re.compile(r"[^,]{3,80}, (?:he|she|they|it|its|his|her|their|the|this|that|a|an|our)\b", re.IGNORECASE)
"""What goes on with another subject was not said of the writer: "Born in Cork, he later moved"."""


_HERE = re.compile(r"\bhere(?:,|$)", re.IGNORECASE)
"""What introductions end with: "retired postman here"."""
_IS_SUBJECT = re.compile(
    r"\w+ing\b[^,]{2,60}? (?:is|are|was|were|makes?|gives?|fails?|takes?|needs?|means|works|breaks?|throws?|hangs)\b",
    re.IGNORECASE,
)
"""A gerund that is a subject itself: "Running the migration fails"."""


def _with_subject(clause: str) -> str:
    if _OF_ANOTHER.match(clause) or _HERE.search(clause):
        return clause
    for pattern, subject in _CLIPPED:
        if pattern.match(clause) and not _IS_SUBJECT.match(clause):
            return f"{subject}{clause[:1].lower()}{clause[1:]}"
    return clause
