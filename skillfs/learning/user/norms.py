"""How things are to be wherever a person works, said of the things and not to the agent: "JSON keys are camelCase in
every API we make", "type hints everywhere", "at work we squash everything".

A norm speaks of kinds of things; what has gone wrong with them, and what a program does with them, is none.
"""

from __future__ import annotations

import re

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.fact_values import is_edible, points_at_hand
from skillfs.learning.english.general_wishes import DEFINITE, FAILS
from skillfs.learning.english.kinds import LANGUAGES, MADE, names_a_kind, without_kinds
from skillfs.learning.english.third_person import others, third_person
from skillfs.learning.english.verb_classes import is_generic, is_trouble, names_a_class
from skillfs.learning.user.lasting_scope import Reach, Scoped
from skillfs.learning.user.named_wishes import is_named_wish

_NORM = re.compile(
    r"^(?P<what>[^,:;]{2,70}?) (?P<rule>(?P<modal>(?:should|must|needs? to|ha(?:s|ve) to|ought to|shall|(?:is|are) "
    r"to|can(?:not|['’]t)|may not)\b|(?:(?:is|are)(?: always| never| not)* (?:to|forbidden|banned|mandatory|required|"
    r"optional|welcome|off|out|an? (?:must|no|hard|deal)|\w+[- ]case)\b))?(?(modal)|(?:is|are|gets?|goes?|go|comes?|"
    r"stays?|lives?|sits?|belongs?|follows?|uses?|carr(?:y|ies)|has|have|look|looks|starts?|begins?|ends?|takes?|"
    r"needs?|remains?|reads?|never|always|only)\b) ?\S.*)$",
    re.IGNORECASE,
)
_SHOULD_ALWAYS = re.compile(r"(?:should|must|ought to|have to|need to) (?:always|never)\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"(?:he|she|they|it|there|who|what|this|that|these|those|some(?:one|body)|you|people|users?|customers?|clients?|"
    r"(?:the|a|an|his|her|their) (?!team\b|tests?\b|docs?\b|commit\b|history\b)|(?-i:[A-Z][a-z]+ (?:is|has|needs|"
    r"uses|gets|wants)\b))",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:my|our|mine|ours|I|we|me|us)\b", re.IGNORECASE)
_WENT_WRONG = re.compile(
    r"\b(?:crash|fail|break|broke|throw|hang|time out|timeout|appear|happen|disappear|vanish|return|respond|print|"
    r"show|take \d|takes \d|cost|stop|miss|lack)\w*\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:nobody|no[- ]one|everyone|everybody|we all|none of us)(?:,? (?:including|not even|even) (?:you|me),?)? "
    r"[a-z]+ \S",
    re.IGNORECASE,
)
_WITHOUT_ME = re.compile(
    r"\b(?:without (?:my|our|asking|checking)|unless (?:I|we)|(?:in|on|to|with|from) (?:my|our))\b", re.IGNORECASE
)
_DOES = re.compile(
    r"^(?:I|we) (?:always |never |usually |only |strictly |normally |generally |tend to |don['’]t |do not "
    r")?(?P<verb>[a-z-]+) (?P<rest>\S.*)$",
    re.I,
)
_NO_HABIT = re.compile(
    r"(?:am|are|was|were|have|has|had|did|do|does|can|can['’]t|could|will|would|should|must|might|may|get|got|see|"
    r"saw|hit|lose|lost|find|found|need|want|know|hope|guess|wonder|suppose|remember|forget|feel|agree|tried|just|"
    r"also|think|wait|went|said|made|kept|ran|\w+ed|\w+ing|fail|fails|expect|receive|mean|believe|don['’]t|didn['’]t|"
    r"cannot)$",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"(?:(?:all |each of )?(?:my|our) (?:[\w-]+ ){0,2}?[\w-]+s|(?:every|each|all|any) [\w -]{2,30}? (?:that )?(?:I|"
    r"we) [a-z]+) (?:always |never |only )*(?:follows?|looks? like|(?:starts?|begins?|ends?|comes?) with|(?:goes?|go|"
    r"lives?|sits?|belongs?|stays?) (?:in|on|at|to|under|next|beside|with|below|above)|gets?|carr(?:y|ies)|(?:is|"
    r"are) (?:\w+ed|written|kept|split|spelled|spelt) (?:in|with|as|by|on|to|alphabetically|after))\b",
    re.IGNORECASE,
)
"""How a person's own things of a kind are kept: "our branch names look like …", "every function I write gets …"."""
_WORKS = (
    rf"(?:repos?|repositor(?:y|ies)|projects?|packages?|services?|apps?|crates?|librar(?:y|ies)|codebases?|scripts?|"
    rf"notebooks?|APIs?|teams?|containers?|images?|deployments?|pipelines?|databases?|servers?|changes|change|{MADE})"
)
_THEIRS = re.compile(
    rf"(?:(?:every|each|any|all)(?: single)? (?:[\w-]+ ){{0,2}}?{_WORKS}(?: of (?:mine|ours)|(?: that)? (?:I|"
    rf"we) (?:own|"
    rf"have|run|write|build|create|publish|release|touch|make|start|maintain|ship|work on))|(?:all|"
    rf"every(?: single)? one|each)(?: of)? (?:my|our) (?:[\w-]+ "
    rf"){{0,2}}?{_WORKS}) (?:(?:always|must|should|only|never|also) )*(?:has|have|had|gets?|comes? with|contains?|"
    rf"uses?|"
    rf"follows?|carr(?:y|ies)|needs?|requires?|ships? with|starts? (?:with|as|from)|lives?|sits?|goes|go|is|are|runs?|"
    rf"builds?|deploys?) (?!\w+ing\b|been\b|to\b|not\b|no\b|had\b|just\b|already\b|still\b|now\b)\S",
    re.IGNORECASE,
)
"""How all the works of a person are: "every repo of ours has a CODEOWNERS file"."""
_TREATED = re.compile(
    rf"(?:all )?(?:of )?(?:my|our) (?:(?:{LANGUAGES})(?: (?:code|files|scripts|sources|modules))?|code|"
    rf"[\w+#-]+ (?:code|"
    r"files|scripts|sources)) (?:is|are|gets?|goes|go|(?:has|have|need|needs) to (?:be|go)|must (?:be|go)|should (?:be|"
    r"go)) (?:(?:always|never|only|all|both|strictly|first) )*(?:(?:run|put|sent|piped|passed|fed) )?(?:through|"
    r"formatted|"
    r"linted|checked|tested|written|documented|typed|annotated|reviewed|styled|indented|commented|covered|compiled|"
    r"wrapped|type-checked|analy[sz]ed|scanned) \S",
    re.IGNORECASE,
)
"""What is done with all that a person writes: "my C++ is always run through clang-format"."""
_JUDGED = re.compile(
    r"(?:the (?=(?-i:[A-Z])))?(?P<what>[^,:;]{2,60}?) (?:is|are) (?:the |my |our |an? )?(?:absolute(?:ly)? |pure |"
    r"pretty "
    r"much |simply |strictly )?(?:law|gospel|sacred|holy(?: writ| grail)?|sacrosanct|scripture|bible|gold standard|"
    r"non-negotiable|king|hard requirement|dogma|inviolable|given|taboo|heresy|red line|mortal sin|must|no-?go|"
    r"no-no)(?P<whose> (?:to|for|with) (?:me|us))?$",
    re.IGNORECASE,
)
"""What somebody holds to: "PEP 8 is law", said with "for me" or "in my book"."""
_STATE = re.compile(
    r"\b(?:has|have|is|are) (?:\w+ly )?(?:\w+ed|gone|down|up|broken|out of|in trouble|an? (?:\w+ )?(?:error|bug|"
    r"problem|"
    r"issue|leak|conflict|vulnerabilit)\w*|null|empty|stuck|red|green|late|slow|old|stale)\b(?! (?:with|by|in|through|"
    r"as)\b)",
    re.IGNORECASE,
)
"""What has happened to them instead: "each of our services is down"."""
_WANTS = re.compile(
    r"(?:I|we)(?:['’]d| would)? (?:really |much )?(?:like|want|prefer|love|need|expect|appreciate) (?!to\b|you\b|"
    r"it\b|that\b|how\b|what\b)(?P<what>\S.+)$",
    re.IGNORECASE,
)
_PRACTISES = re.compile(r"(?:do|practi[sc]e|follow|observe)$", re.IGNORECASE)
_YOURS = re.compile(
    r"(?:your (?:\w+ )?(?:tone|style|language|wording|prose|code|writing|answers|replies|responses|explanations|"
    r"summaries|messages|commits|commit messages|variable names|names|comments|suggestions|examples)|(?:(?:all(?: "
    r"of)?(?: the)?|any|every|each) )?(?!the\b|this\b|that\b)[\w-]+(?: [\w-]+)? (?:that )?you (?:write|draft|make|"
    r"build|give|send|create|produce|show|generate|suggest|propose|add|name|commit)\b[^,]{0,30}?) (?:should|can|must|"
    r"may|ought to|need not|needn['’]t|shouldn['’]t|mustn['’]t|has to|have to|need to)\b",
    re.IGNORECASE,
)
"""How the agent is to speak and write: "your tone can be casual", "messages you draft for Slack should be short"."""
_ALL_THEY_MAKE = re.compile(
    r"(?:everything|anything|whatever|all(?: the)? [\w-]+)(?: that)? (?:I|we) (?!try|need|want|do\b|know|say|see|ask|"
    r"have\b|had\b|did\b|\w+ed\b)[a-z]+ (?:\w+ )?(?:is|are|gets?|goes?|uses?|has|have|comes?|should|must|needs?) "
    r"(?!\w+ing\b)\S",
    re.IGNORECASE,
)
_NEEDS_LEAVE = re.compile(
    r"(?!the\b|this\b|that\b|it\b|he\b|she\b|they\b)[\w -]{3,50} (?:needs?|requires?|takes?|wants?) my (?:explicit |"
    r"prior |express )?(?:ok(?:ay)?|approval|sign-?off|permission|consent|go-ahead|blessing|say-so|review)\b",
    re.IGNORECASE,
)


def norm_in(core: str, said: Scoped) -> str | None:
    """The third-person sentence of how things of a kind are to be; None for what is at hand, or goes wrong."""
    treated = _TREATED.match(core) is not None
    if (
        (points_at_hand(core) and not treated)
        or FAILS.search(core)
        or (_WENT_WRONG.search(core) and not _SHOULD_ALWAYS.search(core))
    ):
        return None
    where = f", {others(said.scope)}" if said.scope else ""
    told = core if category_of(core.split()[0]) or core[1:2].isupper() else f"{core[:1].lower()}{core[1:]}"
    if (_YOURS.match(core) or _ALL_THEY_MAKE.match(core) or _NEEDS_LEAVE.match(core)) and not DEFINITE.search(core):
        return f"The user's rule: {others(told)}{where}"
    if treated:
        return f"The user's rule: {others(told)}{where}"
    if (match := _JUDGED.match(core)) and _is_held(match["what"]) and (match["whose"] or said.reach):
        return f"The user's rule: {others(told)}{where}"
    if _THEIRS.match(core) and not (_STATE.search(core) or DEFINITE.search(core)):
        return f"The user's rule: {others(told)}{where}"
    if match := _NORM.match(core):
        return f"The user's rule: {others(told)}{where}" if _is_general(match, said) else None
    if _NOBODY.match(core) and (said.reach is not Reach.NONE or _WITHOUT_ME.search(core)):
        return f"The user's rule: {others(told)}{where}"
    return f"The user wants {others(told)}{where}" if is_named_wish(core, said.reach) else None


def _is_held(what: str) -> bool:
    return names_a_class(what) and not is_edible(what)


def _is_general(match: re.Match[str], said: Scoped) -> bool:
    """Whether a norm is of a kind of things wherever they are, and not of what another does or of one thing."""
    what, core = match["what"], match[0]
    always = _SHOULD_ALWAYS.search(match["rule"]) is not None
    all_named = bool(match["modal"]) and said.reach is Reach.GOOD
    if _OF_ANOTHER.match(core) or is_trouble(what) or (not all_named and DEFINITE.search(what if always else core)):
        return False
    if said.reach is Reach.GOOD or (always and names_a_kind(what)):
        return True
    own = _OWN.search(f"{core} {said.scope}") is not None
    if names_a_kind(what) and own and (match["modal"] or _KEPT.match(core)):
        return True
    return (said.reach is Reach.ADVERB or (said.reach is Reach.PLACE and own)) and (
        names_a_kind(what) or is_generic(what)
    )


def doing_in(core: str, said: Scoped) -> str | None:
    """The third-person sentence of what a person or their team does as a rule: "in our shop we squash all"."""
    where = f", {others(said.scope)}" if said.scope else ""
    if (
        (match := _WANTS.match(core))
        and said.reach >= Reach.ADVERB
        and not (DEFINITE.search(bare := without_kinds(core)) or points_at_hand(bare))
    ):
        return f"The user wants {others(match['what'])}{where}"
    match = _DOES.match(core)
    if match is None:
        return None
    practised = _PRACTISES.match(match["verb"]) is not None and is_generic(match["rest"])
    if not practised and (said.reach is Reach.NONE or _NO_HABIT.match(match["verb"])):
        return None
    if points_at_hand(core) or FAILS.search(core) or DEFINITE.search(match["rest"]) or is_trouble(match["rest"]):
        return None
    told = third_person(core)
    return f"{told}{where}" if told else None
