"""A whole sentence read as an order that holds for good, whichever way it is put.

What makes it one is a mark that it lasts ("whenever", "in all my repos", "every single time", or the next sentence:
"That goes for all our sessions") on something that is for the agent to do, and no mark of the work at hand. The clause
by clause reading of `facts` comes first; this is for what it does not know.
"""

from __future__ import annotations

import re

from skillfs.learning.english.fact_values import points_at_hand
from skillfs.learning.english.general_wishes import DEFINITE
from skillfs.learning.english.house_rules import LOCAL, house_rule
from skillfs.learning.english.manners import gives_meaning, is_of_manners, manner_in, what_bothers, what_is_meant
from skillfs.learning.english.orders import (
    FINITE,
    LASTING,
    LASTING_WORDS,
    OF_A_PAGE,
    TO_ANOTHER,
    is_of_the_work,
    is_verb,
    told_to,
)
from skillfs.learning.english.plain_text import fold
from skillfs.learning.english.third_person import others
from skillfs.learning.english.verbs import BASE_OF_GERUND, BASE_OF_PAST

_SCOPE_WORDS = 4
_DETERMINED = re.compile(r"(?:the|a|an|every|each|all|no|you|there|I)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:ok(?:ay)?|so|and|but|also|oh|well|whatever happens|no matter what|yes|no(?=,)|please|pls|plz|kindly|as "
    r"a habit|just|hey|hi|btw|by the way|fyi|note|remember|(?:a |my |our |the |house |general |standing |ground "
    r")*(?:rule|rules|request|reminder|preference|convention|instruction|instructions|order|policy|principle)(?: of "
    r"mine)?(?: is(?: that)?)?|one (?:more )?(?:thing|rule|request))(?:[\s,:;.!–—-]+|$)){1,5}",
    re.IGNORECASE,
)
_REMEMBER = re.compile(
    r"^(?:please )?(?:remember|try|be sure|make sure|take care|do remember)(?: please)? to (?=\w)", re.I
)
_OF_THE_PROGRAM = re.compile(
    r"(?:when(?:ever)?|if|once|before|after|(?:every|each|any) ?time|as soon as) (?:the|an?|this|that|some|no) "
    r"(?!command\b|test\b|task\b|change\b|fix\b)[\w-]+ (?:\w+ )?(?:is|are|has|have|was|\w+s)\b",
    re.IGNORECASE,
)
"""A condition of what is to be built: "whenever the user clicks"."""
_RATHER_NOT = re.compile(
    r"^(?:I|we)(?:['’]d| would) (?:much )?(?:rather|prefer(?: it)?(?: if)?) (?:that )?you (?:didn['’]t|did not|"
    r"don['’]t|never|not) (?P<order>\S.+)$",
    re.IGNORECASE,
)
_THE = re.compile(r"\bthe\b", re.IGNORECASE)
_ASKED = re.compile(
    r"^(?:can|could|would|will) you (?:please |kindly )?(?=always|never|in future|by default)", re.IGNORECASE
)
_BECAUSE = re.compile(
    r",? (?:because|since|as|for) (?:I|I['’]m|we|my|it|that)\b.+$|, (?:I|I['’]m|we|my|it['’]s|that['’]s)\b.+$", re.I
)
_HABIT_BESIDE = re.compile(r", (?:I|we|my|our|every|nobody|no one|he|she|they|(?-i:[A-Z])[a-z]+) [^,]+$", re.IGNORECASE)
"""The habit that an order at hand is given for: "hold the release back, we only ever deploy on Thursdays"."""
_TAG = re.compile(
    r"(?<!\bmy)[\s,–—-]+(?:ok(?:ay)?|alright|deal|thanks|thank you|please|pls|got it|understood|will you|would you|"
    r"if you (?:can|could|would)|no exceptions?|without exceptions?|period|full stop|every single (?:one|time)|"
    r"(?:and )?not just (?:now|today|here|this once)|all right)\s*[?.!]*$",
    re.IGNORECASE,
)
_FOR_GOOD_TAG = re.compile(
    r"\b(?:no|without) exceptions?|every single|not just (?:now|today|here|this once)|period\b", re.I
)
_MARKS = re.compile(
    rf"{LASTING_WORDS}|\b(?:always|never|ever|everywhere|in general|generally|as a habit|across the board|all the "
    rf"time|"
    r"without (?:my (?:ok(?:ay)?|approval|permission|say-so|consent|go-ahead)|asking(?: me)?(?: first)?|checking "
    r"with me)|that['’]s (?:how|what|the way) (?:I (?:like|want|prefer)|(?:helps|works for) me)\b.*|whatever happens|"
    r"no matter what|(?:every(?:thing)?|any(?:thing)?|all|whatever)(?: (?!of\b|the\b|this\b)[\w-]+){0,2}?(?: that)? "
    r"you (?:ever )?(?:build|create|write|make|send|give|draft|produce|show|generate|touch|commit)\b|when you "
    r"(?:write|draft|build|make|code|explain|answer|reply|speak|talk|compare|summari[sz]e|translate|name|list)\b(?: "
    r"\w+)? (?:for|to|with) (?:me|us)|(?:every|each|any) (?:single )?time|whenever)\b",
    re.IGNORECASE,
)
_SCOPE = re.compile(
    r"^(?:in|for|with|across|on|inside|throughout) (?:(?:all|every|each|any)(?: one)?(?: of)?(?: (?:my|our|the|"
    r"your))?|my|our)(?! (?:other|of|two|three)\b) ",
    re.IGNORECASE,
)
_SCOPE_TAIL = re.compile(
    r"^(?:of (?:mine|ours)|(?:we|I) (?:do|have|own|write|work on)|that allows? (?:it|them))\b,? ?", re.IGNORECASE
)
_WIDE = (
    r"\b(?:in|for|with|across|on|throughout|to) (?:all|every|each|any)(?: of)?(?: (?:my|our|your))? (?:single "
    r")?(?:\w+ )?(?:languages?|projects?|texts?|files?(?= (?:I|we|you)\b)|repos?|repositor(?:y|ies)|sessions?|chats?|"
    r"conversations?|codebases?|answers?|repl(?:y|ies)|e-?mails?|documents?|scripts?|commits?|pull requests?|prs?|"
    r"branches|programs?|code)\b|\b(?:\w+ )?(?:repos?|projects?|code|scripts?) of (?:mine|ours)\b"
)
_WIDE_SCOPE = re.compile(_WIDE, re.IGNORECASE)
_WIDE_TAIL = re.compile(rf", ?(?:{_WIDE})[^,]*$", re.IGNORECASE)
_THAN = re.compile(r" (?:rather )?than ", re.IGNORECASE)
_AT_HAND = re.compile(
    r"\b(?:this|these|that (?:file|one|branch|function|page|test|script|line|row|commit|repo)|today|tonight|tomorrow|"
    r"yesterday|right now|for now|here|above|below|first thing|by (?:\w+day|noon|then)|(?:line|row|column|page) "
    r"\d+)\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"^(?:(?:I|we)(?: would|['’]d)? (?:really )?(?:appreciate it|love it|like it|prefer it|be (?:happy|glad|"
    r"grateful)|be happier)|it(?: would|['’]d)? (?:be|help)(?: (?:a )?(?:very |so |really |much )?[a-z]+)?(?: "
    r"me)?(?: a lot)?) (?:if|when) you (?:could |would )?(?P<how>always |never |just |only "
    r")?(?P<verb>[a-z]+)(?P<rest> .+)$",
    re.IGNORECASE,
)
_WANTS_YOU = re.compile(
    r"^(?:I|we)(?: would|['’]d)? (?P<want>(?:really |much )?(?:want|need|like|love|prefer|ask|expect|rather)(?: "
    r"it(?: if)?)?) (?:that )?you (?:to )?(?P<order>\S.+)$",
    re.IGNORECASE,
)
_YOU_MAY = re.compile(
    r"^(?:with me,? )?(?:you (?P<modal>can|may|should|must|shall|have to|need to|ought to|are to|are welcome to)|"
    r"feel free to) (?P<negative>not )?(?:also |just |simply )?(?P<order>\S.+)$",
    re.IGNORECASE,
)
_TO_ME = re.compile(r"(?<!show )(?<!send )\b(?:to|for|with) me$", re.IGNORECASE)
_NO_NEED = re.compile(
    r"^(?:there(?: is|['’]s) )?(?:no need(?: for you)? to|you (?:don['’]t|do not) (?:need|have) to) (?P<order>\S.+)$",
    re.I,
)
_NEVER = re.compile(
    r"^(?:(?:don['’]t|do not) (?:you )?(?:ever|dare(?: to)?)|never[,!]? (?:you )?ever|you (?:must|should|may|can) "
    r"never|I never want you to|never)[ ,]+(?P<order>\S.+)$",
    re.IGNORECASE,
)
_ALWAYS = re.compile(r"^(?:(?:you (?:must|should) )?always|I always want you to) (?P<order>\S.+)$", re.IGNORECASE)
_ORDER = re.compile(
    r"^(?P<negative>(?:don['’]t|do not|stop|quit|avoid) )?(?P<order>(?P<verb>[a-z-]+)(?: \S.*)?)$", re.IGNORECASE
)
_CONDITION = re.compile(
    r"^(?P<when>(?:whenever|when|before|after|once|if|unless|(?:every|each|any) ?time(?: that)?|as soon as) "
    r"[^,]{3,90}?), (?:then |please )?(?P<order>\S.+)$",
    re.IGNORECASE,
)
_ANY = re.compile(r"\b(?:any|anything|something|somewhere|a|an)\b", re.IGNORECASE)
_CODE_NOUNS = (
    r"commits?|commit (?:messages?|titles?|subjects?)|branch(?:es)?|branch names|prs?|pull requests?|merge requests?|"
    r"functions?|methods?|class(?:es)?|modules?|variables?|constants?|tests?|test names|fixtures|comments?|"
    r"docstrings?|file ?names?|imports?|migrations?|scripts?|shell scripts|type hints|errors?|error messages|log "
    r"messages|identifiers|readmes?|changelogs?|components?|endpoints|queries|tables|config files|dependencies"
)
_TEXT_NOUNS = (
    r"answers?|repl(?:y|ies)|responses?|explanations?|summar(?:y|ies)|e-?mails?|letters?|dates?|times?|amounts?|"
    r"prices?|numbers?|units|measurements|distances|temperatures|headings?|titles?|lists?|bullet points|quotes|"
    r"citations|links|sources|minutes|translations|names|code blocks|diagrams|reports?|documents?|plans?"
)
_NORM = re.compile(
    rf"^(?P<what>(?:(?:all|every|each)(?: of)?(?: (?:my|our|the))?|my|our|any)? ?(?:[a-z-]+ )?(?:{_CODE_NOUNS}|"
    rf"{_TEXT_NOUNS}))"
    r"(?P<where> (?:in|for|of) (?:my|our|all|any) [\w ]{2,30}?)? (?P<rule>(?:should|must|need(?:s)? to|ha(?:s|ve) to|"
    r"ought to|(?:is|are) to|shall)(?: (?:always|never|be|not|have))* .+|(?:gets?|goes|go|carr(?:y|ies)|starts?|"
    r"begins?|ends?|lives?|sits?|belongs?|stays?|uses?|follows?|is written|are written|is named|are named|to be|"
    r"comes?|has|have) .+)$",
    re.IGNORECASE,
)
_MODAL = re.compile(r"^(?:should|must|need|ha(?:s|ve) to|ought|is to|are to|shall|to be)\b", re.IGNORECASE)
_OWN_OR_ALL = re.compile(r"^(?:all|every|each|my|our)\b", re.IGNORECASE)
_WANTS_THING = re.compile(
    r"^(?:I|we)(?:(?: would|['’]d) (?P<rather>rather (?:have|get|see|read)|prefer)| (?:want|need|expect)) (?!to\b|"
    r"you\b|it\b|that\b)(?P<what>\S.+)$",
    re.IGNORECASE,
)
_THING_ALWAYS = re.compile(
    r"^(?P<what>[\w&/+'’-]+(?: [\w&/+'’-]+){0,6}?),? (?:please,? )?(?:always|at all times|every time)$", re.IGNORECASE
)
_SPEAKS = re.compile(r"(?:I|we|you|he|she|they|it)\b", re.IGNORECASE)
_RULE = re.compile(
    r"^(?:(?:a|my|our|the|house|general|standing|ground|one|golden) )+(?:rules?|conventions?|instructions?|order|"
    r"policy|principle)\b",
    re.IGNORECASE,
)
_HABIT = re.compile(
    r"^(?:please )?(?:(?:make (?:it )?(?:a|your) (?:habit|rule|point)|get in(?:to)? the habit|take it as a rule) "
    r"(?:to|of) |(?:as a|out of) habit,? |next time and every time after,? |(?:as|by) (?:policy|convention),? )",
    re.IGNORECASE,
)
_FINITE_PROGRAM = re.compile(
    r"\b(?:crash|fail|break|return|throw|hang|error|time out|show|print|appear|happen)\w*\b", re.I
)


_FOR_ME = re.compile(r"\b(?:for|with) (?:me|us)$", re.IGNORECASE)


_TOPIC = re.compile(r"when it comes to\b", re.IGNORECASE)
_OF_A_THING = re.compile(
    r"(?:make sure|be sure|ensure|check|verify|see to it)(?: that)? (?:the|this|that|these|it|an?)\b", re.IGNORECASE
)


def is_conditioned(sentence: str) -> bool:
    """Whether a sentence begins with when it holds: "before you delete anything, ask me"."""
    line = _LEAD.sub("", fold(sentence))
    return bool(_CONDITION.match(line)) and not _TOPIC.match(line)


_ASSUMES = re.compile(
    r"assume (?!that\b|we\b|you\b)\S.* (?:when(?:ever)? you [a-z]+|(?:in|for|with) (?:my|our|all|every|each)) \S",
    re.IGNORECASE,
)


def is_wish(sentence: str, *, holds: bool) -> bool:
    """Whether an "if" is mere politeness, or says when an order holds: "I'd love it if you …", "if you …, always …".

    `holds` says that the next sentence makes it hold for good.
    """
    line = _LEAD.sub("", fold(sentence))
    if _WISH.match(line) or LASTING.search(line) or gives_meaning(line) or _ASSUMES.match(line):
        return True
    match = _CONDITION.match(line)
    return bool(match and (holds or _NEVER.match(match["order"]) or _ALWAYS.match(match["order"])))


def standing_order(text: str, *, lasting: bool = False) -> str | None:
    """The third-person sentence of an order or wish that holds for good; None for what is none.

    `lasting` says that the words around the sentence make it hold. "In every repo of mine put the tests beside the
    source" → "The user wants the agent to put the tests beside the source, in every repo of theirs".
    """
    whole = fold(text).strip(" .!?")
    if habit := _HABIT.match(whole):
        whole, lasting = whole[habit.end() :], True
    line, tagged = _untagged(_REMEMBER.sub("", _ASKED.sub("", _LEAD.sub("", whole))))
    declared = lasting or tagged or bool(_RULE.match(whole))
    ordered = _HABIT_BESIDE.sub("", line)
    lasting = declared or bool(_MARKS.search(ordered) or _WIDE_SCOPE.search(ordered))
    if named := what_is_meant(line):
        return named
    if is_of_manners(line):
        return manner_in(line) if not _AT_HAND.search(line) else None
    if (
        OF_A_PAGE.search(line)
        or TO_ANOTHER.match(line)
        or is_of_the_work(line)
        or (not declared and (_OF_A_THING.match(line) or _OF_THE_PROGRAM.search(line)))
    ):
        return None
    if _AT_HAND.search(LOCAL.sub("", line)) and not (lasting and _WIDE_SCOPE.search(line)):
        return None
    if norm := _norm(line, lasting):
        return norm
    if taste := _taste(line, lasting, declared=declared):
        return taste
    short = _BECAUSE.sub("", line)
    bare, scope = _unscoped(short)
    return _ordered(bare, lasting or bool(scope), scope) or house_rule(line) or house_rule(short)


def _untagged(line: str) -> tuple[str, bool]:
    tagged = False
    while match := _TAG.search(line[-80:]):
        tagged = tagged or bool(_FOR_GOOD_TAG.search(match[0]))
        line = line[: len(line) - len(match[0])].rstrip(" ,.!")
    return line, tagged


_FAR = re.compile(rf"{_WIDE}|\b(?:my|our|mine|ours|I|we|you|your)\b", re.IGNORECASE)
"""Scopes that reach beyond what is being built: "for each function" is of the code at hand."""


def _unscoped(line: str) -> tuple[str, str]:
    """The line without the scope that it begins with, and that: "for all my Python projects | use uv"."""
    match = _SCOPE.match(line)
    if match is None:
        return line, ""
    words = line[match.end() :].split(" ")
    for count in range(1, min(len(words) - 1, _SCOPE_WORDS + 1)):
        rest = " ".join(words[count:])
        tail = _SCOPE_TAIL.match(rest)
        rest = rest[tail.end() :] if tail else rest
        if not (tail or _FAR.search(line[: len(line) - len(rest)])):
            continue
        if words[count - 1].endswith(",") or tail or is_verb(rest.split(" ")[0].casefold()) or _DETERMINED.match(rest):
            return rest, line[: len(line) - len(rest)].rstrip(" ,")
    return line, ""


def _ordered(line: str, lasting: bool, scope: str) -> str | None:
    when = ""
    if (match := _RATHER_NOT.match(line)) and not points_at_hand(match["order"]) and not _THE.search(match["order"]):
        return _verb_first(match["order"], when, scope, negative=True)
    if (match := _CONDITION.match(line)) and _OF_THE_PROGRAM.match(match["when"]):
        return None
    if match and (lasting or _ANY.search(match["when"])):
        if not (lasting or (re.search(r"\b(?:any|anything)\b", match["when"]) and not DEFINITE.search(match["order"]))):
            return None
        line, when, lasting = match["order"], match["when"], True
    if bother := what_bothers(line):
        return bother
    if match := _WISH.match(line):
        base = BASE_OF_PAST.get(match["verb"].casefold(), match["verb"].casefold())
        if not lasting or not is_verb(base):
            return None
        return told_to(f"{(match['how'] or '').lower()}{base}{match['rest']}", when=when, scope=scope)
    if match := _NO_NEED.match(line):
        general = lasting or _TO_ME.search(match["order"])
        return told_to(match["order"], negative=True, when=when, scope=scope) if general else None
    if match := _NEVER.match(line):
        return _verb_first(f"never {match['order']}", when, scope)
    if match := _ALWAYS.match(line):
        return _verb_first(f"always {match['order']}", when, scope)
    if not lasting:
        return None
    if match := _WANTS_YOU.match(line) or _YOU_MAY.match(line):
        negative = bool(match.groupdict().get("negative")) or match["order"].startswith("not ")
        return _verb_first(re.sub(r"^not ", "", match["order"]), when, scope, negative=negative)
    if match := _ORDER.match(line):
        return _imperative(match, when, scope)
    return None


def _imperative(match: re.Match[str], when: str, scope: str) -> str | None:
    refrain = (match["negative"] or "").strip().casefold()
    order = match["order"]
    if refrain in ("stop", "quit", "avoid"):
        verb, _, rest = order.partition(" ")
        base = BASE_OF_GERUND.get(verb.casefold(), _ungerund(verb.casefold()))
        return told_to(f"{base} {rest}", negative=True, when=when, scope=scope) if base else None
    return _verb_first(order, when, scope, negative=bool(refrain))


_NO_ORDER = re.compile(
    r"(?:ran|got|came|went|saw|did|mind,?|again|a|an|the|this|that|in|on|at|had|has|have|been|seen|heard|thought|"
    r"knew|happened|same|\w+ed|\w+s|i|we|he|it|so|say)$"
)


def _ungerund(word: str) -> str | None:
    stem = word.removesuffix("ing")
    return next((base for base in (stem, f"{stem}e") if is_verb(base)), None) if stem != word else None


def _verb_first(order: str, when: str, scope: str, *, negative: bool = False) -> str | None:
    verb = re.sub(r"^(?:always|never|please|just|ever) ", "", order, flags=re.IGNORECASE).split()[0].casefold()
    past = verb in BASE_OF_PAST and not is_verb(verb)
    known = is_verb(verb.rstrip(",")) or (
        order.startswith(("always ", "never ")) and not (past or _NO_ORDER.match(verb))
    )
    return told_to(order, negative=negative, when=when, scope=scope) if known else None


_OF_THE_TASK = re.compile(
    r"(?:my|our) (?:next |first )?(?:plan|idea|guess|question|problem|point|hope|task|turn|answer|suggestion|hunch)\b",
    re.IGNORECASE,
)


def _norm(line: str, lasting: bool) -> str | None:
    """How every thing of a kind is to be: "commit messages must be in the imperative"."""
    body, scope = _unscoped(line)
    match = _NORM.match(body)
    if match is None or _OF_THE_TASK.match(body) or _FINITE_PROGRAM.search(match["rule"]):
        return None
    own = bool(_FOR_ME.search(match["rule"])) or (
        bool(_OWN_OR_ALL.match(match["what"]))
        and bool(re.search(r"\b(?:my|our)\b", f"{match['what']}{match['where'] or ''}", re.I))
    )
    if not (lasting or scope or own):
        return None
    where = f", {others(scope[:1].lower() + scope[1:])}" if scope else ""
    return f"The user's rule: {others(body[:1].lower() + body[1:])}{where}"


def _taste(line: str, lasting: bool, *, declared: bool) -> str | None:
    """What a person wants at all times: "bullet points, always", "I want the short answer first, in general"."""
    if not lasting:
        return None
    if match := _WANTS_THING.match(line):
        what = _THAN.sub(" to ", others(_without_marks(_WIDE_TAIL.sub("", match["what"]))))
        return f"The user {'prefers' if match['rather'] else 'wants'} {what}"
    if (match := _THING_ALWAYS.match(line)) and not FINITE.search(match["what"]) and not _SPEAKS.match(line):
        return f"The user always wants {match['what'][:1].lower()}{match['what'][1:]}"
    if declared and _NAMES_A_THING.match(line) and not FINITE.search(line) and not is_verb(line.split()[0].casefold()):
        return f"The user wants {others(line[:1].lower() + line[1:])}"
    return None


_NAMES_A_THING = re.compile(
    r"(?!(?:the|this|that|these|those|it|i|we|you|he|she|they|don['’]t|do|not|never|always|if|when|whenever|stop|"
    r"quit|no|so)\b)[\w'’+#-]+(?: [\w'’+#%-]+){1,9}$",
    re.IGNORECASE,
)


def _without_marks(text: str) -> str:
    return _MARKS.sub("", text).strip(" ,")
