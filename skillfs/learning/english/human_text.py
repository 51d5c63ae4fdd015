"""Which words of a person count: code, quotes, drafts, questions, what-ifs and one-offs are left out.

Everything that learns facts, people or corrections reads `statements`; nothing else of a message is evidence of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import islice, pairwise, takewhile

from skillfs.learning.english.clauses import clauses_of, without_remark
from skillfs.learning.english.generalizing import generalizes
from skillfs.learning.english.idioms import without_idiom
from skillfs.learning.english.one_offs import is_one_off
from skillfs.learning.english.plain_text import fold, sentences
from skillfs.learning.english.questions import before_question, is_question, without_tag
from skillfs.learning.english.recurring_texts import read_once
from skillfs.learning.english.rule_lists import (
    announces_others_rules,
    announces_rules,
    is_item,
    is_number,
    rules_after,
    without_bullet,
)
from skillfs.learning.english.spelling import spelled_out
from skillfs.learning.english.standing_orders import is_wish
from skillfs.sessions.messages import Message, Role

MAX_STATEMENT = 600
"""Characters; no person states a fact in a longer sentence, but logs and pasted data look like one."""

MAX_STATEMENTS = 300
"""Sentences of one message; what has more is a document that was pasted, and its tail is left out."""

_FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")
_COMMENT_OPEN, _COMMENT_CLOSE = "<!--", "-->"

# "Translate this into German:", "Here is the e-mail:": what comes after the colon is not the writer speaking of now.
_INTRODUCES_TEXT = re.compile(
    r"\b(?:write|draft|compose|translate|proofread|rewrite|rephrase|reword|polish|summari[sz]e|paraphrase|edit|"
    r"improve|review|"
    r"correct|format|parse|analy[sz]e|classify|reply|respond|send|post|say(?:s|ing)?|tell(?:s|ing)?|telling|wrote|"
    r"said|"
    r"reads?|here(?:'s|’s| is| are)|following|below|log|output|error|message|e-?mail|letter|text|transcript|bio|"
    r"example)\b",
    re.IGNORECASE,
)
_INTRODUCES_PEOPLE = re.compile(
    r"\bwho(?:['’]s| is| are| does) (?:who|what|involved|coming|attending|invited|responsible|joining|on the)\b|"
    r"^(?:here(?:['’]s| is| are)|these are|this is|meet)\b[^:]{0,40}\b(?:team|"
    r"contacts?|people|colleagues|staff|crew|board|committee|attendees|helpers|participants|players|family|neighbou?rs|"
    r"volunteers|members|squad|cast|guests|line-?up)\b[^:]{0,40}:$",
    re.IGNORECASE,
)
_DRAFTS = re.compile(
    r"\b(?:write|draft|compose|translate|proofread|rewrite|rephrase|polish|paraphrase|role-?play|act as|pretend)\b|"
    r"\b(?:make|create|design|print|paint|put up|generate|add|set)\b(?=[^.\n]{0,80}\b(?:that|which|to) (?:reads?|"
    r"says?)\b)",
    re.IGNORECASE,
)
_DRAFT_TAIL = re.compile(
    r"\b(?:saying|that says|that reads|telling (?:him|her|them|\w{1,40})|to say|to tell)\b", re.IGNORECASE
)
_LETTER_OPENING = re.compile(r"^\s*(?:dear|hi|hello|hey)\s+[^\n]{1,60},\s*$", re.IGNORECASE)
_LETTER = re.compile(r"^\s*[Dd]ear (?!(?:Claude|assistant|AI|Copilot|ChatGPT|agent)\b)[^\n,]{1,60},")
_KIDDING = re.compile(
    r"^(?:(?:just|only) (?:kidding|joking)|kidding|jk|joke|not really|of course not)\b", re.IGNORECASE
)
_PRIVATE = re.compile(
    r"\b(?:off the record|between (?:you and me|us|ourselves)|keep (?:this|that|it) (?:to yourself|between us|"
    r"private|quiet)|"
    r"not for (?:the|your) (?:memory|notes?|records?|files?|skills?)|for your (?:eyes|ears) only|strictly "
    r"confidential|"
    r"(?:don['’]t|do not|never|no need to|not to|please not|without|rather you didn['’]t) (?:ever )?(?:sav(?:e|ing)|"
    r"stor(?:e|ing)|keep(?:ing)?|remember(?:ing)?|record(?:ing)?|not(?:e|ing)|writ(?:e|ing)|memori[sz](?:e|ing)|"
    r"log(?:ging)?|"
    r"fil(?:e|ing)|learn(?:ing)?|put(?:ting)?) (?:any of )?(?:this|that|it|these)(?=$|\s*[,.:;!–—-]|\s(?:down|"
    r"anywhere|but|for|"
    r"in|on|one|please|though|away|either)\b))",
    re.IGNORECASE,
)
"""What is told but is not to be kept."""
_TELLS_WHAT = re.compile(
    r"^(?:please )?(?:say|tell (?:him|her|them|\w+)|mention|write that|add that|include(?: that)?|let (?:him|her|"
    r"them) know|explain that|"
    r"make it|start with|end with|sign it)\b",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"^(?:no+(?:,|\b) ?(?:no+\b)?|nope|actually|sorry|wrong|correction|small correction|"
    r"wait)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(r"^(?:no|nope|not|I'm|I live|actually|wrong)\b", re.IGNORECASE)
_REPORTS = re.compile(
    r"\b(?:wrote|says?|said|claimed|told (?:me|us|him|her|them)|(?<!\bI )(?:thinks?|believes?|claims?|insists?)|"
    r"writes) (?:that )?(?:I|I'm|we|we're|my|to|you)\b|"
    r"\b(?:said|says|wrote|writes|told (?:me|us)|keeps (?:saying|telling \w+)|insists|claims|argues|advised|"
    r"recommends):|"
    r"\b(?:told|asked|wants|wanted) (?:me|us) (?:to|that)\b|^(?:he|she|they|mom|mum|dad) (?:said|says|told)\b|"
    r",? (?:they|people|some|experts|others|he|she|it) says?\b|\b(?:says|said) (?:the|my|a|no) \w+",
    re.IGNORECASE,
)

_QUOTED = re.compile(
    r"“[^”\n]{0,400}”|«[^»\n]{0,400}»|(?<![\w\"])\"[^\"\n]{0,400}\"(?!\w)|(?<!\w)'(?:[^'\n]|"
    r"(?<=\w)'(?=\w)){12,400}'(?!\w)"
)
_QUOTED_WORDS = 3
_READS = re.compile(r"\b(?:that|which|to) (?:reads?|says?): \S", re.IGNORECASE)
"""Opens a text, of a sign or a label, to the end of the paragraph."""
_SENTENCE_INSIDE = re.compile(r"[.!?…]\s+\S")

# "Let's play: you are a lighthouse keeper and I'm the captain": what follows is said by whom they play.
_SETS_A_SCENE = re.compile(
    r"\b(?:role-?play|let['’]?s play\b(?! (?:it|this) (?:safe|by ear))|pretend (?:that |to be )|in character\b|"
    r"you(?:['’]re| are|['’]ll be| play| will "
    r"play| will be) [^.;!?]{2,80}?,? (?:and|while) I(?:['’]m| am|['’]ll be| play| will be| will play)\b|"
    r"you are now [A-Z])",
    re.IGNORECASE,
)

_SIGNED_TAIL = 400
_FAREWELL = (
    r"(?i:(?:many |kind |best |warm |with )?(?:thanks|thank you|thx|ta|cheers|best|regards|wishes|greetings|"
    r"sincerely|yours|"
    r"cordially|love|take care|all the best)(?: (?:a lot|so much|again|in advance|from [\w ]{2,20}|sincerely|truly|"
    r"wishes|regards))?)"
)
_SIGNATURE = re.compile(
    rf"\n[ \t]*(?:{_FAREWELL}[,!.]?[ \t]*\n[ \t]*|(?:[–—-]{{1,2}}|~)[ \t]?)(?:(?:Dr|Prof|Mr|Ms|Mrs)\.? )?"
    r"(?P<name>[^\W\d_a-z][\w'’-]{1,30}(?: [^\W\d_a-z][\w'’-]{1,30}){0,2})[ \t.]*(?:\n[ \t]*[^\n.!?]{2,60}){0,2}$"
)
_CONDITIONAL = re.compile(
    r"^(?:(?:and|but|so|then|also|well|ok(?:ay)?),?\s+)?(?:if|suppose|supposing|imagine|pretend|assume|assuming|"
    r"let'?s say|"
    r"let’s say|say i|what if|hypothetically|in case|unless|as if|whether|had i|were i|should i|would i)\b"
    r"|\b(?:if (?:i|we|she|he|they|it) (?:were|was|had|could|would|ever)|hypothetical(?:ly)?|"
    r"for the sake of argument|i wish|"
    r"as if i|would have|(?<!it )would be(?! (?:lovely|great|nice|helpful|good))|might|maybe i|perhaps i|"
    r"not sure (?:if|whether))\b",
    re.IGNORECASE,
)
_INVENTED = re.compile(
    r"^according to\b|\b(?:(?<!long )story|(?<!writing a )(?<!writing my )novel|poem|scene|dialogue|screenplay|sonnet|"
    r"limerick|haiku|fan-?fic(?:tion)?|fairy tale|"
    r"(?:an?|the|this|that|these|in|test|new|json|yaml|user|sample|db|data|as|of|add|our|my) fixtures?|dummy|"
    r"mock(?:ed)?|fake|sample|"
    r"seed data|"
    r"personas?|"
    r"fictional|(?<!\d )characters?(?! (?:limit|set|encoding))|protagonist|lorem ipsum|placeholder|pretend|imagine|"
    r"role-?play|"
    r"test (?:case|user|data)|(?:a|the|this) test (?:where|in which|that)|user stor(?:y|ies)|(?:a|this|new) record|"
    r"(?:a|the|this|new) (?:row|label|button|heading|caption|tooltip|slogan|headline|fixture)\b(?! (?:printer|"
    r"maker)))\b"
    r"|\bas an? [\w -]{2,30}, I (?:want|should|can|must|would like|need to)\b|\bas an? (?:\w+ ){0,2}(?:user|customer|"
    r"visitor|shopper|guest|member|subscriber|buyer|admin\w*|reader),? I\b"
    r"|\bin (?!my book(?:\W*$|, no\b))(?:my|the|this|our) (?:novel|story|book|game|play|script|film|scene|poem|song|"
    r"scenario|"
    r"example)\b"
    r"|\b(?:text|label|title|message|line|output|log|button|caption|page|banner) (?:should|must|to|could|would) "
    r"(?:read|say|be|show)\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"[=!]==?(?=\s)|=>|->|\w\(\)|[{}]|(?:^|\s)---(?:\s|$)|^\s*(?:const|var|def|assert|print|import|return)\b.*[=(.]|"
    r"</"
)
_USED_TO = re.compile(
    r"\b(?:used to|previously|formerly|back then|years ago|in the past|once (?:used|lived|worked))\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Statement:
    """One sentence that a person states of the world. `source` is verbatim from message `message`, `text` is folded.

    What several learners ask of it is read off once, when the first of them asks.
    """

    text: str
    source: str
    message: int
    time: datetime | None = None
    holds: bool = False
    """Whether the next sentence says that this one holds for good: "That goes for all our sessions"."""
    corrects: bool = False
    """Whether it puts right what was said or assumed before: "Vienna? No, I'm in Graz"."""
    asks: bool = False
    """Whether a question follows it in its sentence: "I never write letters, how does one begin?"."""
    signed: bool = False
    """Whether it is what a signature states."""
    asked: str = ""
    """The question right before it, which may name whom it speaks of: "Kirsten Dahl? She's our auditor"."""

    @cached_property
    def one_off(self) -> bool:
        """Whether it is scoped to the work at hand ("just for this file"): no lasting preference."""
        return is_one_off(self.text)

    @cached_property
    def invented(self) -> bool:
        """Whether it speaks of what was made up (a story, test data, the text of a label) and not of the world."""
        return bool(_INVENTED.search(self.text) or _CODE.search(self.text))

    @cached_property
    def reported(self) -> bool:
        """Whether it tells what others say or want ("the teacher told us to …")."""
        return bool(_REPORTS.search(self.text))

    @cached_property
    def past(self) -> bool:
        """Whether it says how things were ("I used to use Vim")."""
        return is_past(self.text)

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """What it says of its speaker, clause by clause."""
        return tuple(clauses_of(self.text))


def is_past(text: str) -> bool:
    """Whether it says how things were ("I used to use Vim")."""
    return bool(_USED_TO.search(text))


def typed_text(message: Message) -> str:
    """What the person typed, without HTML comments; empty for every message that is not human."""
    if not message.human or message.role is not Role.USER:
        return ""
    return _without_comments(message.text)


def statements(message: Message) -> Iterator[Statement]:
    """The sentences of a message in which a person states something, in order. Linear in the message.

    Left out: code, ``>`` quotes, quoted passages, texts to be written or worked on, questions, conditionals.
    """
    said = _stated_once(typed_text(message))
    return (replace(statement, message=message.index, time=message.time) for statement in said)


@read_once
def _stated_once(text: str) -> tuple[Statement, ...]:
    return tuple(_stated(text))


def _stated(text: str) -> Iterator[Statement]:
    typed = (sentence for paragraph in _own_paragraphs(text) for sentence in _own_sentences(paragraph))
    told = [
        *takewhile(lambda sentence: not _SETS_A_SCENE.search(sentence[:MAX_STATEMENT]), islice(typed, MAX_STATEMENTS)),
        "",
    ]
    before, asked, drafting = "", "", False
    listed, foreign, numbered = False, False, False
    for sentence, following in pairwise(told):
        source = _before_draft(sentence).strip()
        if not source or len(source) > MAX_STATEMENT:
            continue
        announced = not drafting and source == sentence.strip() and announces_rules(source)
        if announced and (rules := rules_after(source)):
            yield from (Statement(spelled_out(rule), source, 0, None, holds=True) for rule in rules)
            continue
        item, numbered = numbered or is_item(source), is_number(source)
        foreign = announces_others_rules(source) or (foreign and item)
        listed = announced or (listed and item)
        if foreign or announced:
            continue
        text = without_tag(spelled_out(fold(_QUOTED.sub(_drop_passage, without_bullet(source) if listed else source))))
        text = without_idiom(text)
        corrects, before = _corrects(text, before), text
        if drafting and _TELLS_WHAT.match(text):
            continue
        drafting = bool(_DRAFTS.search(text))
        asks = is_question(text)
        if asks:
            asked = "" if _CONDITIONAL.search(text) else text
            text = before_question(text)
        holds = listed or generalizes(following)
        if text and not _is_unsaid(text, following) and (
            not _CONDITIONAL.search(without_remark(text)) or is_wish(text, holds=holds)
        ):  # fmt: skip
            yield Statement(text, source, 0, None, holds, corrects, asks, asked=asked)
            asked = asked if asks else ""


def _is_unsaid(text: str, following: str) -> bool:
    """Whether a sentence was no earnest, or the one that follows it or itself asks that it not be kept."""
    if _KIDDING.match(following) or _PRIVATE.search(text):
        return True
    return len(following) < _ASIDE and _PRIVATE.search(following) is not None


_ASIDE = 80
"""Characters of a sentence that only speaks of the one before it."""


def _corrects(text: str, before: str) -> bool:
    return bool(_CORRECTS.match(text) or (len(before.split()) <= 2 and before.endswith("?") and _DENIES.match(text)))


_SIGNED_LOW = re.compile(
    rf"\n[ \t]*{_FAREWELL}[,!.]?[ \t]*\n[ \t]*(?!(?:again|later|all|every(?:one|body)|"
    r"team|folks|guys|bye|ahead|much|mate|man|dude|friend|lots|there|tomorrow|soon|please|now|anyway|you|and|so|very|ok|cheers|"
    r"thanks|regards|done|yes|no|human|me|user|admin)\b)(?P<name>[^\W\d_A-Z][^\W\d_]{1,20})[ \t.]*$"
)
"""A name in lower case, alone on the last line: "cheers,\\njoost"."""


def signed_name(message: Message) -> Statement | None:
    """What a signature states: "Thanks,\\nPriya" or "— Gus" at the end of a message that says more than that.

    A name on the line of the thanks ("Thanks, Bob") speaks to somebody and is no signature.
    """
    paragraphs = list(_own_paragraphs(typed_text(message)[-_SIGNED_TAIL:]))
    text = "\n".join(paragraphs)
    match = _SIGNATURE.search(text) or _SIGNED_LOW.search(text)
    if match is None or not match.start():
        return None
    name = match["name"].title() if match["name"].islower() else match["name"]
    return Statement(f"I sign as {name}", match["name"], message.index, message.time, signed=True)


def _own_paragraphs(text: str) -> Iterator[str]:
    """The runs of lines that are the writer's own words: neither fenced, quoted, nor a text that was introduced."""
    lines: list[str] = []
    fence = False
    for line in text.splitlines():
        if _FENCE.match(line):
            fence = not fence
        elif not fence and _opens_foreign_text(line):
            if not _LETTER.match(line) and (not _LETTER_OPENING.match(line) or lines):
                lines.append(line)
            break
        elif fence or not line.strip() or line.lstrip().startswith(">") or line.startswith(("\t", "    ")):
            if lines:
                yield "\n".join(lines)
                lines = []
        else:
            lines.append(line)
    if lines:
        yield "\n".join(lines)


def _opens_foreign_text(line: str) -> bool:
    if len(line) > MAX_STATEMENT:
        return False
    introduces = (
        line.rstrip().endswith(":") and _INTRODUCES_TEXT.search(line)
        and not _INTRODUCES_PEOPLE.search(line) and not announces_rules(line.strip())
    )  # fmt: skip
    return bool(introduces) or (_LETTER.match(line) is not None)


def _before_draft(sentence: str) -> str:
    """The part of a sentence that orders a text, without the text: "Write to Bob telling him | I quit"."""
    order = _DRAFTS.search(sentence) if len(sentence) <= MAX_STATEMENT else None
    if order is None:
        return sentence
    tail = _DRAFT_TAIL.search(sentence)
    cuts = [cut for cut in (sentence.find(": "), tail.start() if tail else -1) if cut > order.start()]
    return sentence[: min(cuts)] if cuts else sentence


def _own_sentences(paragraph: str) -> Iterator[str]:
    """The sentences of a paragraph without those of a quoted passage that goes over several of them."""
    passages = [match.span() for match in _QUOTED.finditer(paragraph) if _SENTENCE_INSIDE.search(match[0])]
    position = 0
    for sentence in sentences(paragraph):
        start = paragraph.index(sentence, position)
        position = start + len(sentence)
        end = position
        for opening, closing in passages:
            if opening < position and start < closing:
                start, end = (start, opening) if start < opening else (closing, end)
        if paragraph[start:end].strip(" \t\n\"'”’»,:;"):
            yield paragraph[start:end].strip()
        if _READS.search(sentence[:MAX_STATEMENT]):
            return


def _drop_passage(match: re.Match[str]) -> str:
    return "" if len(match[0].split()) >= _QUOTED_WORDS else match[0].strip("\"“”«»'")


def _without_comments(text: str) -> str:
    kept, position = [], 0
    while (opening := text.find(_COMMENT_OPEN, position)) >= 0:
        kept.append(f"{text[position:opening].rstrip()}\n\n")
        closing = text.find(_COMMENT_CLOSE, opening)
        if closing < 0:
            return "".join(kept)
        position = closing + len(_COMMENT_CLOSE)
    kept.append(text[position:])
    return "".join(kept)
