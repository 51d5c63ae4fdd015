"""How somebody is to be spoken of and reached: pronouns, spelling of the name, handles, the way to reach them.

"They/them for me please", "I'm @bitmoth on GitHub", "it's Siobhán with a fada", "you'll find me bouldering".
"""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import fold
from skillfs.learning.english.third_person import others
from skillfs.learning.user.identity_rules import NAME
from skillfs.learning.user.task_talk import is_task_talk

_SET = (
    r"(?P<pronouns>(?:she|he|they|ze|xe|ey|fae|it)/(?:her|him|his|hers|them|theirs?|hir|zir|xem|em|faer|its|they|she|"
    r"he)(?:/\w+)?|(?:she|he|they) or (?:she|he|they)|(?:ze|xe|ey|fae) (?:and|/) (?:hir|zir|xem|em|faer))"
)
_COURTESY = (
    r"(?:[\s,]*(?:for me|please|here|by the way|btw|now|fyi|thanks|pronouns|is fine|are fine|only|"
    r"if you can|over here|is right|works|is fine|are right|for mine))*"
)
_PRONOUNS = re.compile(
    rf"^(?:(?:it['’]?s|it is|that['’]s|I['’]m|I am|I (?:now |also )?(?:use|go by|prefer)|use|my pronouns(?: are|:)?|"
    rf"pronouns(?: are|:)?)[\s:]*)?{_SET}{_COURTESY}(?:,? (?:and|not|instead|rather|but|if|either|in case)\b.*)?$",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    rf"(?:\b[^\W\d_a-z][\w'’-]+ (?:here|speaking)|^(?i:I['’]m|my name(?:['’]s| is)|this is) [^\W\d_a-z][\w'’ -]+)"
    rf",? ?\(?(?i:{_SET})\)?"
)
_USER_NAME = (
    r"(?:nick(?:name)?|handle|user ?name|call-?sign|alias|login|account|tag|gamertag|screen name|id|profile|channel|"
    r"insta(?:gram)?|twitter|mastodon|bluesky|github|gitlab|discord|telegram|slack|steam|irc|linkedin|signal|skype)"
)
_HANDLE = re.compile(
    rf"^(?P<mine>(?:my|our) (?:[\w-]+ ){{0,2}}?{_USER_NAME}(?: (?:everywhere|there|on (?-i:[A-Z])\w+|name|handle))?"
    rf"(?:['’]s| is) @?(?=\S*[a-z0-9])(?!(?:not|broken|down|locked|blocked|full|the|a|an|on|in|suspended|gone)\b)"
    rf"[\w.@/:-]{{2,60}})(?:[\s,(]+(?:on|in case|if|so|there|everywhere|by the way|btw)\b.*)?$",
    re.IGNORECASE,
)
_I_AT = re.compile(
    r"^(?:(?P<am>I['’]m|I am|I go by|I (?:also )?(?:tweet|post|toot|blog|stream|play|publish|write|chat) as)|"
    r"(?P<me>(?:you(?:['’]ll| can| will)? )?(?:find|reach|follow|tag|mention|ping|add) me (?:as|at|on|under|by)|"
    r"they know me as)) (?P<handle>@[\w.-]{2,40}(?: (?:on|at|over on|in|everywhere)\b[^,]{0,40})?|[\w.-]{2,40} "
    r"(?:on|at|over on|in) (?:github|gitlab|discord|irc|twitter|mastodon|slack|reddit|steam|bluesky|telegram|matrix|"
    r"instagram|codeberg|stack overflow|hacker news|linkedin|signal|skype|x\b|threads|twitch|youtube|psn|xbox|libera))"
    r"(?:[\s,].*)?$",
    re.IGNORECASE,
)
_REACH = re.compile(
    r"^(?P<what>(?:you(?:['’]ll| will| can(?:['’]t|not)?|['’]d)? (?:only |best |always |usually |mostly |generally )*"
    r"(?:reach|find|catch|get|contact|see)(?: hold of)? me (?!as\b)|the (?:best|only|easiest|quickest|surest) way to "
    r"(?:reach|contact|get|get hold of) me is |(?:reach|contact) me (?:only |best )?(?:by|via|on|through|at|in) |"
    r"I(?:['’]m| am) (?:best|only|easiest) (?:reached|reachable|contacted) )(?P<how>[^.;]{3,80}))$",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    rf"^(?:it['’]s|my name is|that['’]s|I['’]m) (?P<name>(?:(?:Dr|Prof|Mr|Mrs|Ms|"
    rf"Mx)\.? )?(?-i:[^\W\d_a-z]){NAME[8:]}),? "
    r"(?:with (?:an?|two|one|no|the) [\w ]{1,20}|spel(?:led|t) .{1,40}|without (?:an?|the) [\w ]{1,20}|not (?:Mr|Mrs|"
    r"Ms|Miss|Dr|Sir|Madam|Mx)\b.*)(?:[,;].*)?$",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"^(?:(?:you )?(?:may|can|should|could|please)? ?(?:please )?(?:address|call|refer to) me (?:as|by)?|"
    r"(?:but )?(?:everyone|everybody|people|friends|most people|they all|my friends|colleagues) (?:just )?(?:says?|"
    r"uses?|"
    r"calls? me)) (?P<name>(?:(?:Dr|Prof|Mr|Mrs|Ms|Mx)\.? )?(?-i:[^\W\d_a-z])[\w'’-]+(?: (?-i:[^\W\d_a-z])[\w'’-]+)?)"
    r"(?:[,;.].*)?$|^(?P<name3>(?-i:[^\W\d_a-z])[\w'’-]+) (?:will do|is fine|is enough|is the name|suits me|"
    r"works for me)(?:[,;.]"
    r".*)?$|^(?P<name2>(?-i:[^\W\d_a-z])[\w'’-]+) is what (?:my )?(?:everyone|everybody|people|friends|most "
    r"people|family|colleagues) (?:calls? me|uses?|says?).*$",
    re.IGNORECASE,
)


def address(clause: str) -> str | None:
    """The third-person sentence of how the speaker is to be spoken of or reached; None for every other clause.

    "they/them for me please" → "The user's pronouns are they/them"; "I'm @bitmoth on GitHub" → "The user is @bitmoth on
    GitHub".
    """
    text = fold(clause).strip(" .!,;")
    if match := _PRONOUNS.match(text) or _AFTER_NAME.search(text):
        return f"The user's pronouns are {match['pronouns'].casefold()}"
    if match := _HANDLE.match(text):
        return f"The user's {others(match['mine'].split(' ', 1)[1])}"
    if match := _I_AT.match(text):
        return f"The user {'is' if match['am'] else 'is known as'} {match['handle']}"
    if match := _SPELLED.match(text):
        return f"The user's name is {match['name']}"
    if match := _CALLED.match(text):
        return f"The user goes by {match['name'] or match['name2'] or match['name3']}"
    if (match := _REACH.match(text)) and not is_task_talk(match["how"]):
        return _reached(match["what"], match["how"])
    return None


def _reached(what: str, how: str) -> str:
    if what.casefold().startswith("the "):
        return f"The {what[4:].replace(' me ', ' the user ')}"
    negated = "cannot" if re.search(r"can['’]t|cannot", what) else "can"
    found = "be found" if "find me" in what.casefold() or "see me" in what.casefold() else "be reached"
    only = " only" if " only " in f" {what.casefold()}" and not how.startswith("only") else ""
    return f"The user {negated} {found}{only} {others(how)}"
