"""Other words for what somebody is called: by whom, on which occasion, in place of what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.rephrasing import NAMED, Paraphrase, paraphrase

_ANOTHER_NAME = NAMED.replace("<name>", "<name2>")
_CALLS = (
    r"(?:(?:can|may|should|could|please|just|always|do|also|simply|better|usually|mostly|often|only|feel free to) )*"
    r"(?:call|address|reach|know|find|list|greet|refer to|introduce|put (?:me )?down|sign me|page)"
)
_NO_NEED = (
    r"(?:[,;:(]| -| –| —| is (?:only|just) for| not\b| never\b| and not\b| unless\b| at work\b| for short\b| "
    r"please\b).*"
)


def names_in_two_clauses() -> Iterator[Paraphrase]:
    """Paraphrases that are read before clauses are told apart: "My given name's Theodore but please use Teddy"."""
    yield paraphrase(
        rf"(?:(?:my|the) )?(?P<kind>(?:given|legal|full|real|passport|birth|official|first|christian|proper) "
        rf")?name(?: is|['’]s)"
        rf" {_ANOTHER_NAME}(?: on (?:paper|my passport|the contract))?(?:,| -| –| —|;)? (?P<adds>and )?(?:but |though |"
        rf"although )?(?:(?:please|"
        rf"just|do|you can|I|everyone|everybody|people|friends|folks|we|simply|mostly|always|usually) )*(?:"
        rf"(?P<weak>stick (?:with|to)|use|prefer|go with)|"
        rf"go by|goes by|say|says|calls? me|make it|it['’]s|known as|shorten(?:s|ed)? (?:it )?to|"
        rf"answer to) "
        rf"{NAMED}(?:{_NO_NEED})?", ("my {kind}name is {name2}", "call me {name}"),
        "My given name's Theodore but please use Teddy",
        holds=lambda match: not match["weak"] or not (match["adds"] or category_of(match["name"])),
    )  # fmt: skip


def paraphrases_of_names() -> Iterator[Paraphrase]:
    """Paraphrases of clauses; of several that know one the first decides."""
    yield paraphrase(
        rf"(?:I(?:['’]d| would) (?:much )?(?:rather|prefer|like)(?: it)?(?: that| if)? you (?:to )?call(?:ed)?|"
        rf"(?:(?:you|they|people|folks|friends|everyone|everybody|most people|most|colleagues|the team|my \w+) "
        rf")?{_CALLS}s?) "
        rf"me (?:as |by |under )?{NAMED}(?:{_NO_NEED})?",
        "call me {name}", "Please address me as Dr. Weiss", "Reach me as Kay", "folks know me as Kit, long story",
        "I'd rather you call me Beth",
    )  # fmt: skip
    yield paraphrase(
        rf"I(?:['’]d| would)? (?:(?:much|really|generally|usually) )*(?:like|prefer|rather|love|go by|answer to|"
        rf"respond to|"
        rf"go with|use|live by) (?:to be called |being called |be called |the name )?{NAMED}"
        rf"(?:,? (?:please|at work|professionally|socially|day to day|in daily life|as (?:a|my) (?:name|first name|"
        rf"nickname)|"
        rf"for short)|(?: to| over| not|, not| instead of| rather than) .+)*",
        "call me {name}", "I'd like to be called Vic", "I'd rather be called Sam, not Samuel",
        holds=lambda match: "called" in match[0] or re.search(r"\b(?:go by|answer to|respond to|live by)\b|the name",
        match[0])
        is not None,
    )  # fmt: skip
    yield paraphrase(
        rf"(?:people|everyone|friends|most people|they|folks|colleagues|my \w+) (?:usually |always |often |"
        rf"mostly )?(?:shorten|abbreviate|shortens|turn|turned) (?:my name|it|that) (?:in)?to {NAMED}",
        "call me {name}",
        "People usually shorten my name to Lex",
    )  # fmt: skip
    yield paraphrase(
        rf"my (?:nick ?name|call ?sign|preferred name|name at work|display name)(?: at (?:work|home)| here|"
        rf" online)?(?: is|['’]s) {NAMED}(?:{_NO_NEED})?", "call me {name}", "My nickname is Sparky",
    )  # fmt: skip
    yield paraphrase(
        rf"(?:just |plain |only )?{NAMED}(?: is|['’]s| will| works| does)(?: just| totally| perfectly)? (?:fine|"
        rf"enough|ok|"
        rf"okay|good|do|for me|best|better|the name)(?: for me| with me)?,? (?:no need for|not|instead of|never|"
        rf"don['’]t|"
        rf"you don['’]t|rather than|please|thanks).*|(?:just|plain) {_ANOTHER_NAME} (?:is|will|works|please)\b.*",
        "call me {name}{name2}", "Just Kim is fine, no need for Ms. Park.",
    )  # fmt: skip
    yield paraphrase(
        rf"{NAMED} is what (?:everyone|everybody|people|friends|they|folks|most people|colleagues|my \w+)(?: at "
        rf"work| here)? "
        rf"(?:calls?|knows?|uses?|says?)(?: me)?(?: as| by)?\b.*", "call me {name}", "Teddy is what everyone calls me",
    )  # fmt: skip
    yield paraphrase(
        rf"(?:I(?:['’]m| am) )?{NAMED} to (?:my |the |all my )?(?:friends|colleagues|everyone|team|most people|"
        rf"everybody|"
        rf"mates)\b.*", "call me {name}", "I'm Nell to my friends",
    )  # fmt: skip
    yield paraphrase(
        rf"(?:I(?:['’]m| am) (?:called|named)|(?:my parents|they) (?:named|christened) me|I was (?:named|christened|"
        rf"baptised)) {NAMED}",
        "my name is {name}", "I am called Siobhan.",
    )  # fmt: skip
