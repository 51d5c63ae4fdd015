"""What a skill keeps one file of, and how it names them, read from prose such as "one file per contact, `[x].md`"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skillfs.skills import markdown


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FILE = (
    r"(?:(?:single|separate|new|distinct|dedicated|own|individual|markdown|md|\.md|text|`\.md`) )*"
    r"(?:files?|notes?|pages?|documents?|`?\.md`?(?: file)?|markdown)(?: \(`?\.?md`?\))?"
)
_SUBJECT = r"(?P<subject>[^\W\d_][\w'’-]{0,40}(?: [^\W\d_][\w'’-]{0,40}){0,4})"
_FOR_EACH = r"(?:per|for (?:each|every|any|a|an)|(?:to|about|on) (?:each|every))(?: of (?:the|your|our|my))?"
_HAS = r"(?:gets?|has|have|receives?|should have|(?:lives?|goes?|is (?:stored|kept|recorded|saved)) in(?:to)?)"
_IS_ABOUT = r"(?:is(?: about| for)?|represents|covers|describes|documents|holds|stands for|tracks|contains)"
_OWN = r"(?:(?:its|their|his|her|a|an|one|exactly|single|own) )*"
_WORDINGS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_FILE} {_FOR_EACH} {_SUBJECT}",
        rf"\b(?:each|every) {_SUBJECT} {_HAS} {_OWN}{_FILE}",
        rf"\bfor (?:each|every|any) {_SUBJECT},? (?:create|keep|make|maintain|write|start|use|have|there is) "
        rf"(?:exactly |just )?(?:a|an|one|1) {_FILE}",
        rf"\b(?:each|every) {_FILE} {_IS_ABOUT} (?:for |about )?{_OWN}{_SUBJECT}",
        rf"\b(?:store|keep|put|save|record|track|document|write) (?:each|every) {_SUBJECT} (?:in|into|as|to) {_OWN}"
        rf"(?:{_FILE}\b|`?[\[{{<])",
        rf"\.md\b\W{{0,6}}(?:one )?{_FOR_EACH} {_SUBJECT}",
        rf"\bone {_FOR_EACH} {_SUBJECT}\W[^.]{{0,60}}\.md\b",
    )
]
_FORBIDDING = re.compile(
    r"\b(?:never|not|don't|don’t|avoid|instead\s+of|rather\s+than|no)\b[^.;:]{0,40}$", re.IGNORECASE
)
_FORBIDDING_REACH = 60
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+(?=[A-Z`\[*])|\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.|#+)\s)")
_STOP_WORDS = _words(
    "named called in with using at under where that which who whom whose so and or as stored the you we user they it "
    "is are has gets if when such like from by to for i its their mentioned encountered discussed seen known via must "
    "should will can inside within below here known except across containing it's kept saved on of"
)
_PARTS_OF_A_FILE = _words("line bullet row item heading section paragraph sentence")
_OF_SUBJECTS = frozenset({"type", "kind", "class", "category", "area", "piece", "line", "group"})
_LEADING_WORDS = _words(
    "unique distinct individual new given single recurring known important different separate real relevant major "
    "specific the a an each every one"
)
_SLOT_NAME = re.compile(
    r"(?P<path>(?:[\w.-]{1,64}/){0,3})"
    r"(?P<head>[\w-]{0,40}?)(?P<slots>(?:\[[^\]\n]{1,40}\]|\{+[^}\n]{1,40}\}+|<[^>\n]{1,40}>)"
    r"(?:-?(?:\[[^\]\n]{1,40}\]|\{+[^}\n]{1,40}\}+|<[^>\n]{1,40}>)){0,3})(?P<tail>[\w-]{0,40})\.(?P<ext>[A-Za-z]{2,8})\b"
)
_SLOT_DIRECTORY = re.compile(r"(?:\[[^\]\n]{1,40}\]|\{+[^}\n]{1,40}\}+|<[^>\n]{1,40}>)/\S")
_QUOTED_NAME = re.compile(
    r"(?:`|\s)(?P<path>(?:[\w.-]{1,64}/){0,3})(?P<stem>[A-Za-z]{1,20}(?:[-_][A-Za-z]{1,20}){0,4})\.(?P<ext>md|markdown)\b"
)
_PLACEHOLDER_WORDS = _words(
    "first last name firstname lastname surname full given family slug kebab case title id key short person contact "
    "project category error topic company customer client team service x"
)
_PEOPLE = _words(
    "person people human contact individual friend colleague coworker co-worker teammate member employee relative "
    "mentor stakeholder candidate patient student investor acquaintance manager collaborator peer neighbour neighbor "
    "guest player author speaker attendee connection someone"
)
_ORGANISATION_WORDS = _words("company organisation organization org account firm business project")
_NAME_WORDS = _words("first last firstname lastname surname person")
_IRREGULAR = {"people": "person", "categories": "category", "companies": "company", "men": "man", "women": "woman"}


@dataclass(frozen=True, slots=True)
class Naming:
    """How a skill lays out its files: `subject` singular, `slot` the words in the file name's brackets."""

    subject: str
    slot: str
    filename_template: str
    surname_first: bool


@dataclass(frozen=True, slots=True)
class _FileName:
    path: str
    head: str
    slot: str
    tail: str
    ext: str
    parts: int


def read_naming(body: str, directory: str | None) -> Naming | str:
    """What the prose says about files, or the clause that says why it cannot be followed."""
    sentences = [markdown.one_line(sentence.replace("*", "")) for sentence in _SENTENCE_END.split(body)]
    subjects = [(index, subject) for index, text in enumerate(sentences) for subject in _subjects(text)]
    if not subjects:
        return "its SKILL.md does not say what it keeps one file per"
    if _SLOT_DIRECTORY.search(body):
        return "it keeps a directory for each thing, and rules write single files only"
    places = {index: names for index, text in enumerate(sentences) if (names := list(_file_names(text)))}
    kinds = _kinds(subjects, places)
    if len(kinds) > 1:
        listed = ", ".join(subject for subject, _ in kinds)
        return f"it keeps several kinds of file ({listed}), and rules can follow one"
    subject, name = kinds[0] if kinds else (subjects[0][1], next((names[0] for names in places.values()), None))
    if name is None:
        return Naming(subject, "", "{}.md", False)
    return _naming(subject, name, directory)


def is_about_people(subject: str, slot: str) -> bool:
    """Whether a file is about a human being, by the words of its subject and of its file name's slot."""
    slot_words = set(re.findall(r"[a-z]+", slot.lower()))
    if slot_words & _ORGANISATION_WORDS:
        return False
    return subject.split()[-1] in _PEOPLE or bool(slot_words & _NAME_WORDS)


def _kinds(subjects: list[tuple[int, str]], places: dict[int, list[_FileName]]) -> list[tuple[str, _FileName]]:
    """Each subject that has a file name in its sentence or the next one, with the name; one of each pattern."""
    stated = {index for index, _ in subjects}
    kinds: dict[tuple[str, str, str], tuple[str, _FileName]] = {}
    for index, subject in subjects:
        near = index if index in places or index + 1 in stated else index + 1
        if near in places:
            name = places[near][0]
            kinds.setdefault((name.head, name.slot.lower(), name.tail), (subject, name))
    return list(kinds.values())


def _naming(subject: str, name: _FileName, directory: str | None) -> Naming | str:
    path = name.path.removeprefix("./").removeprefix("skills/")
    if path not in ("", f"{directory}/"):
        return f"its files live in {path}, and rules write beside SKILL.md only"
    if name.ext.lower() not in ("md", "markdown"):
        return f"its files are .{name.ext}, and rules write Markdown only"
    words = re.findall(r"[a-z]+", name.slot.lower())
    if name.parts > 1 and not set(words) <= {
        "first",
        "last",
        "name",
        "firstname",
        "lastname",
        "surname",
        "given",
        "family",
    }:
        return f"its file names have {name.parts} parts ({name.slot}), and rules know one name for each file"
    surname_first = (
        words[:1] in (["last"], ["lastname"], ["surname"], ["family"]) and len(words) > 1 and words != ["last", "name"]
    )
    return Naming(subject, name.slot, f"{name.head.lower()}{{}}{name.tail.lower()}.{name.ext.lower()}", surname_first)


def _subjects(sentence: str) -> Iterator[str]:
    for wording in _WORDINGS:
        for match in wording.finditer(sentence):
            subject = _clean_subject(match["subject"])
            before = sentence[max(0, match.start() - _FORBIDDING_REACH) : match.start()]
            if subject and not _FORBIDDING.search(before):
                yield subject
                return


def _clean_subject(phrase: str) -> str:
    words = phrase.lower().replace("’", "'").split()
    while words and words[0] in _LEADING_WORDS:
        words.pop(0)
    kept: list[str] = []
    for word in words:
        if word in _STOP_WORDS and not (word == "of" and kept and kept[-1] in _OF_SUBJECTS):
            break
        kept.append(word.removesuffix("'s"))
    if not kept:
        return ""
    subject = " ".join([*kept[:-1], _singular(kept[-1])])
    return "" if subject in _PARTS_OF_A_FILE else subject


def _singular(noun: str) -> str:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun


def _file_names(sentence: str) -> Iterator[_FileName]:
    """The file name patterns of a sentence: with brackets, else of words that can only be placeholders."""
    bracketed = list(_SLOT_NAME.finditer(sentence))
    for match in bracketed:
        slots = re.findall(r"[\[{<]+([^\]}>]+)[\]}>]+", match["slots"])
        yield _FileName(match["path"], match["head"], "-".join(slots), match["tail"], match["ext"], len(slots))
    if bracketed:
        return
    for match in _QUOTED_NAME.finditer(sentence):
        if set(re.split(r"[-_]", match["stem"].lower())) <= _PLACEHOLDER_WORDS:
            yield _FileName(match["path"], "", match["stem"], "", match["ext"], 1)
