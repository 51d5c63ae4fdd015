"""A person's sentence cut into clauses that each have a subject: what leads in is gone, what was left out is put "
"back.

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
    r"^(?:(?:by the way|btw|fyi|for the record|just so you know(?: who you['’]re talking to)?|so you know|for "
    r"context|"
    r"for reference|as you know|note that|note|please note that|keep in mind that|please (?:do )?remember(?: that)?|"
    r"remember(?: that)?|actually|also|and|but|so|well|oh|ah|hi(?: there)?|hello(?: there)?|hiya|hey(?: there)?|yo|"
    r"ok(?:ay)?|alright|"
    r"I meant(?: to (?:say|write|type))?(?: that)?(?= (?:I|my|we|our)\b)|anyway|"
    r"please|yes|yeah|yep|nope|no no|no(?=[,.!])|sorry|scratch that|strike that|disregard that|small correction|"
    r"correction|a correction|in general|generally|"
    r"overall|these days|nowadays|currently|now(?= (?:I|I['’]m|my|our|we|it|everything)\b)|at the moment|lately|"
    rf"as of (?:today|now|(?:this|last|next) \w+|{_MONTH}(?: \d+)?|yesterday|\d+ \w+)|since (?:{_MONTH}|(?:last|"
    rf"this) \w+|\d{{4}}|\w+day)|"
    r"this (?:year|summer|winter|spring|autumn)(?=,? (?:I|we)\b|,? (?:I|we)['’])|after (?:[\w-]+ ){1,4}(?:at|with|of|"
    r"on|"
    r"in) [\w ]{2,30}?,?(?= (?:I|we)\b)|"
    rf"last (?:week|month|year|spring|summer|autumn|fall|winter|\w+day)|in (?:{_MONTH}|\d{{4}})(?=,? (?:I|we)\b)|"
    r"one more thing|one thing about me|thanks|thank you|good (?:morning|evening|afternoon)|"
    r"in my (?:code|projects)|at home|around (?:here|the office)|on my (?:machine|laptop|computer)|"
    r"i think(?! in\b)(?: that)?|i believe|i should (?:mention|add|say)(?: that)?|i guess|i must say(?: that)?|i "
    r"have to (?:say|"
    r"admit)(?: that)?|don['’]t forget(?: that)?|did i mention(?: that)?|you should know(?: that)?|"
    r"let me introduce myself|(?:when it comes to|as for|as far as) [^,]{2,30}(?: goes| is concerned| are "
    r"concerned)?(?=,)|"
    r"(?:a (?:bit|little|few things) )?about me(?: personally)?|for what it['’]s worth|fwiw|to be (?:clear|honest|"
    r"fair)|"
    r"personally|honestly|frankly|plus|guess what|as (?:i )?(?:said|mentioned|told you)(?: before)?|"
    r"it turns out(?: that)?|turns out|happy to say|nice to meet you|"
    r"(?:(?:quick |short )?(?:update|intro(?:duction)?)|news|background|context|good news|big news|fun fact|"
    r"fair warning|"
    r"heads[- ]up|reminder|important|morning|evening|afternoon|for me|right now|got the job|"
    r"finally)(?=\s*[,:;.!–—-]))"
    r"(?:[\s,:;.!–—-]+|$)){1,6}",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?:\s*[;–—]\s*|\s+-\s+|,?\s+(?:and(?! (?:I|me|my \w+) (?:do not|don't|never|are not|aren't|go way)\b)|but|so|"
    r"also|plus|because|while|although|though|as|where|"
    r"since(?! I (?:was|had|last|ate|smoked|drank)\b))\s+|,\s+|"
    r"(?P<colon>:)\s+)"
    r"(?:also\s+|now\s+|by now\s+|meanwhile\s+|these days\s+|nowadays\s+|currently\s+)?"
    r"(?=(?:(?:I|we|they)['’]?(?:m|ve|d|re|ll)?|my|our|home (?:is|has been)|call me|(?-i:[A-Z])\w+ (?:is what|is "
    r"home|does the job|(?:took|has taken|has replaced|replaced)(?: (?:it|that|this|its|their))?(?: over| place)?)|"
    r"everything (?:is|sits|runs|lives|deploys)|"
    r"[\w.+#-]+ (?:is|are) (?:my|our)(?= )|(?:plain )?[\w.+#-]+ (?:does (?:it|the job)|will do|is (?:enough|plenty|"
    r"fine))(?: (?:just )?fine)? for (?:me|us)|"
    rf"{PEOPLE}(?: \w+)? (?:calls? me|knows? me as|says?|uses?)|"
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
_REMARK = re.compile(
    r"(?!.*\b(?:not|no|never|don['’]t|memory|writes?|wrote|says?|said|tells?|translate|draft|mail|text|message|"
    r"scene|user|customer|quote|title|"
    r"answer|"
    r"reads?|sentence|line|example|log|error|output|caption|slogan|bio|post|reply|letter|note to)\b)"
    r"(?:[\w'’-]+ ){1,6}[\w'’-]+",
    re.IGNORECASE,
)
"""What leads in with a few words that name no text: "Third time lucky: …"."""
_SUBORDINATE = re.compile(
    r"^(?:as|since|because|given that|seeing as|considering(?: that)?|now that|even though|although|while) "
    r"(?=(?:I|we|my|our|I['’]m|we['’]re|I['’]ve)\b)",
    re.IGNORECASE,
)
_COPULAR = (
    r"(?:(?:currently |now |also |originally |mostly |still |(?:\w+ly )?)?(?:based|living|located|residing|"
    r"working (?:at|for|as|in|with)|employed|allergic|"
    r"intolerant|studying|learning|training for|saving|aiming|hoping|planning|trying to|gunning for|shooting for|"
    r"dreaming of|married|retired|self-employed|from(?= (?-i:[A-Z]))|fluent in|"
    r"running(?= (?-i:[A-Z]))|using(?= (?-i:[A-Z]))|colou?r-?blind|left-handed|dyslexic|vegan|vegetarian|pescatarian|"
    r"coeliac|"
    r"celiac|lactose intolerant|diabetic|(?:obsessed|besotted|smitten) with|hooked on|addicted to|diagnosed with|"
    r"trained (?:as|in)|new to (?!(?:this|the|here|it)\b)|terrified of|scared of|hard of hearing|short-sighted|"
    r"contracting for|freelancing (?:for|as)|determined to|self[- ]taught|off (?:work|gluten|dairy|sugar|cigarettes|"
    r"alcohol)|"
    r"having (?:high|low|bad|chronic)|(?:still|back|stuck) on (?-i:[A-Z])|in (?:the )?(?:sixth form|year \d|"
    r"med school)|"
    r"lactose[- ]intolerant|pregnant|widowed|divorced|born and (?:raised|bred)))"
)
_CLIPPED = (
    (re.compile(rf"^{_COPULAR}\b", re.IGNORECASE), "I'm "),
    (
        re.compile(
            r"^(?:just |recently |originally |only )?been (?=(?:out of work|(?:on|off|vegan|vegetarian|sober|"
            r"married|single|retired)\b|living|working|based|using|with|at|in|a|coding|"
            r"teaching)\b)",
            re.I,
        ),
        "I've ",
    ),
    (re.compile(r"^(?:born|raised|brought up|promoted to)\b", re.IGNORECASE), "I was "),
    (
        re.compile(
            r"^(?:just |recently |finally |originally |really |absolutely |also |actually )?(?:grew up|moved (?:to|"
            r"from|back|up|down|over|out)|relocated to|swapped|ditched|qualified as|graduated|retired|passed (?:the|"
            r"my|all)|turned \d\d|sold (?:the|my|our)|joined|started at|got (?:promoted|hired|"
            r"bumped|moved up|made|elevated|upgraded|laid off|let go|"
            r"appointed)|"
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


def without_remark(text: str) -> str:
    """The sentence without what says why it is said: "Third time lucky: as of now I live in …", "in case it helps, "
    "…"."""
    if preface := _PREFACE.match(text):
        text = text[preface.end() :]
    match = _REMARKED.match(text)
    return text[match.end() :] if match and _REMARK.fullmatch(match["remark"]) else text


_PREFACE = re.compile(
    r"(?!(?:I|you|he|she|they|who|do|did|does) (?:don['’]t |do not |didn['’]t |doesn['’]t |to )?(?:know|mind|"
    r"matter)\b)"
    r"(?:[\w'’-]+ ){0,7}(?:aware|mind|relevant|helps?|helpful|guessed|matters?|background|information|asked|mention|"
    r"know|"
    r"context|wondering|curious|admit|confess|disclosure|record|reference|useful|interested|tell|warned|surprised|"
    r"note|"
    r"noting|remember|realise|realize|understand|granted|mentioned|relevance|interest|side note|worth)"
    r"(?:,? but |,? that |, |: |[ ]?[–—-] | )(?=(?:I|I['’]\w+|my|we|we['’]\w+|our|nobody|everyone|there)\b)",
    re.IGNORECASE,
)
"""Introductions by the words that they are made with: "just so you're aware,", "not sure it matters, but"."""


_REMARKED = re.compile(
    r"(?P<remark>[^:]{3,40}): (?=(?:(?:as of|from|since|these|this|now|at|by) [^:,]{0,25}?,? ?)?(?:I|my|we|our)\b)",
    re.IGNORECASE,
)


def clauses_of(text: str) -> Iterator[str]:
    """The clauses of one sentence, in order, each with its own subject."""
    for clause in _finite_clauses(_PARENTHESIS.sub("", text)):
        yield _expanded(_with_subject(_SUBORDINATE.sub("", clause)))
    for parenthesis in _PARENTHESIS.finditer(text):
        inside = _with_subject(parenthesis["inside"].strip())
        if _FIRST_PERSON.match(inside) or (_PRONOUN_SET.match(inside) and _OWN_NAME.match(text)):
            yield _expanded(inside)


_PARENTHESIS = re.compile(r"\s*\((?P<inside>[^()]{3,80})\)")
_FIRST_PERSON = re.compile(r"(?:I|we|my|our)\b", re.IGNORECASE)
_PRONOUN_SET = re.compile(r"(?:she|he|they|ze|xe)/", re.IGNORECASE)
_OWN_NAME = re.compile(r"(?:I['’]m|I am|my name|this is|it['’]s|\w+ (?:\w+ )?here)\b", re.IGNORECASE)
_CONTRACTED = re.compile(
    r"^(?P<owned>(?:my|our) [a-z]+(?: [a-z]+)?)['’]s (?=(?:in|at|on|near|an?|called|from|not|now|made|based|always|"
    r"only|"
    r"also|outside)\b)",
    re.IGNORECASE,
)


def _expanded(clause: str) -> str:
    """The clause with its copula in full: "our flat's in Leith" → "our flat is in Leith"."""
    return _CONTRACTED.sub(r"\g<owned> is ", clause)


def beginnings(clause: str) -> Iterator[str]:
    """The beginnings of a clause up to each of its joints, longest first: "I'm a joiner | and new to computers".

    What scopes a clause ("if", "when", "for") is no joint: the beginning would say more than was said.
    """
    for joint in reversed([*_JOINT.finditer(clause)]):
        if len(beginning := clause[: joint.start()].rstrip(" ,;:–—-")) > _SHORT:
            yield beginning


_SHORT = 8
_JOINT = re.compile(
    r"[,;(]\s?|:\s|\s[–—-]\s|\s(?:and|but|so|which|who|because|hence|though|although|while|even|plus|till|until|"
    r"as I)\s",
    re.IGNORECASE,
)


def _finite_clauses(text: str) -> Iterator[str]:
    text = _CONSEQUENCE.sub("", _LEAD.sub("", text))
    start = 0
    for split in _CLAUSE.finditer(text):
        head = text[start : split.start()]
        yield from _own_clauses(head)
        start = split.end()
        if _is_of_another(head) and _with_subject(text[start:]) != text[start:]:
            return
        if split["colon"] and not (
            _INTRODUCES_SELF.search(head) or not _LEAD.sub("", f"{head} ").strip() or _REMARK.fullmatch(head.strip())
        ):
            return
    yield from _own_clauses(text[start:])


def _is_of_another(head: str) -> bool:
    """Whether what goes on without a subject has another one: "he's a pilot | and can't stand the app"."""
    return _THIRD_PARTY.search(head) is not None and not _SPEAKER.search(head)


_THIRD_PARTY = re.compile(
    r"\b(?:he|she|they|who|some(?:body|one)|any(?:body|one)|(?:an?|the|this|that) [a-z]+ (?:is|was|has|who|called|"
    r"named|lives))"
    r"\b",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"\b(?:I|my|we|our)\b", re.IGNORECASE)


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
    for comma in () if _OF_NAMED.match(clause) else _COMMA.finditer(clause):
        rest = clause[comma.end() :]
        if _with_subject(rest) != rest or _ELLIPTIC.match(rest):
            yield clause[start : comma.start()]
            start = comma.end()
    yield clause[start:]


_OF_NAMED = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+(?: - |\s*[–—:(])|(?:[Mm]y|[Oo]ur) [a-z]+(?: [a-z]+)?, [A-Z]")
"""Begins what is said of others: "Ann Lee - designer, based in Lagos", "My parents, Ann and Bob, live in Graz"."""
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
