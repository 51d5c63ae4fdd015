"""What a session is about when no person speaks in it: the goal that the agent states, or what it shows to have done.

The sources are tried in the order of `_SOURCES`, the most explicit first; the first that says something wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from skillfs.learning.english.plain_text import fold, plain, sentences, shorten, word_set
from skillfs.learning.english.verbs import BASE_OF_GERUND, BASE_OF_PAST, BASES
from skillfs.learning.recalled import Recalled
from skillfs.learning.safety import is_poison, without_contacts
from skillfs.sessions.messages import Message, Role, Session, Text, Thinking

HEADING_LIMIT = 130
"""Characters of a heading."""

_EARLY = 12
"""Messages within which an agent states what it is about to do."""

_WANTED = re.compile(
    r"\b(?:the\s+)?user\s+(?:wants|asked|asks|needs|requested|would like|is asking|"
    r"has asked)\s+(?:for\s+)?(?:me\s+)?(?:to\s+)?(?P<goal>\S.*)"
    r"|\b(?:my|the)\s+(?:task|goal|objective|request|assignment|job)(?:\s+here)?\s+is\s+(?:to\s+)?(?P<goal2>\S.*)"
    r"|\bI(?:'ve| have| was| am|'m)(?: been)?\s+(?:asked|tasked|requested)\s+(?:to|with)\s+(?P<goal3>\S.*)",
    re.IGNORECASE,
)
_TASK_LIST = re.compile(r"\b(?:task|goal|requirements?|request)\b[^\n]{0,80}:\s*$", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+(?P<item>\S.*)$")
_DELIVERY = re.compile(r"^(?:export|save|write|output|return|report|store|submit)\b", re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:[-*]\s+)?\*\*(?P<label>[^*\n]{2,70}?):?\*\*\s*:?\s*(?P<value>.*)$")
_DEFECT = re.compile(r"^(?:vulnerability|bug|issue|problem|defect)$", re.IGNORECASE)
_STATED = re.compile(r"^(?:task|goal|objective|request)$", re.IGNORECASE)
_STEP = re.compile(r"^(?:step|part|phase)\s+\w{1,3}\s*[-–—:.]\s*(?P<what>.+)$", re.IGNORECASE)
_MADE = re.compile(
    r"^(?:all\s+|the\s+|your\s+)*(?P<what>[^.:;!?]{3,90}?)\s+(?:has|have|was|were|is|"
    r"are)\s+(?:now\s+)?(?:been\s+)?(?:successfully\s+)?"
    r"(?P<verb>[a-z]+(?:ed|t|en|un|ne|ade))\b(?P<rest>[^.;!?]{0,80})",
    re.IGNORECASE,
)
_TO_GOAL = re.compile(r"\bto\s+(?:help\s+me\s+)?(?P<verb>[a-z]+)\s+(?P<object>(?:the|this|a|an)\s+[^.,;:\n]{3,70})")
_VAGUE_VERBS = word_set(
    "start read use understand look check explore examine see invoke help follow find get work make load",
)
_CONSTRAINT = re.compile(
    r"^\s*[-*]\s+(?:\*\*)?(?P<name>[A-Z][\w /-]{2,40}?)(?:\*\*)?:\s*(?:\*\*)?(?P<value>\S.{0,80})$"
)
_OWN_WORK = re.compile(r"\b(?:skill|skills|todo|tool|tools|directory structure)\b", re.IGNORECASE)
_GENERIC_LABEL = re.compile(r"^(?:summary|results?|status|notes?|output|files?|total|.*\bvalidation)$", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:]\s|\.\s|\s(?:so that|because|since|based on|where|while|which|for|and|using|with)\s")
_ABSOLUTE_PATH = re.compile(r"(?<![\w.~/:])/(?:[\w.@+-]{1,100}/){1,20}([\w.@+-]{1,100})")
_PARENTHESIS = re.compile(r"\s*\([^()]{0,80}\)\s*$")
_VERSION = re.compile(r"[-_ ]\d{1,3}$")


@dataclass(frozen=True, slots=True)
class Goal:
    """What a session is about: `text` is to become a heading, `source` stands verbatim in message `message`."""

    text: str
    message: int
    source: str


def heading(text: str) -> str:
    """One line that can stand as an entry's heading: plain, a capital first, no contacts, cut at a clause."""
    line = _ABSOLUTE_PATH.sub(r"\1", without_contacts(plain(text))).strip(" .:;,-–—*")
    if len(line) > HEADING_LIMIT:
        cuts = [
            match.start() for match in _CLAUSE_END.finditer(line, 30, HEADING_LIMIT) if _closed(line[: match.start()])
        ]
        line = line[: cuts[-1]] if cuts else shorten(line, HEADING_LIMIT)
    return line[:1].upper() + line[1:]


def _closed(text: str) -> bool:
    return text.count("(") == text.count(")") and text.count("`") % 2 == 0


def stated_goal(session: Session, messages: list[Message], recalled: Recalled) -> Goal | None:
    """The goal of a stretch of a session without human text, its `text` made a heading.

    "The user wants me to fill out a form." gives "Fill out a form"; "Let me start by invoking the skill." gives
    nothing. None where the agent neither says nor shows what it is about.
    """
    for source in _SOURCES:
        for goal in source(session, messages):
            line = heading(goal.text)
            if len(line) >= 3 and not is_poison(line) and not recalled.was_loaded(f"{line}\n{goal.source}"):
                return replace(goal, text=line)
    return None


def project_words(session: Session) -> str:
    """The project's name as words, run numbers taken off: ``weighted-gdp-calc-1`` → "Weighted GDP calc"."""
    project = session.meta.get("project")
    if not isinstance(project, str):
        return ""
    words = _VERSION.sub("", PurePosixPath(project).name).replace("-", " ").replace("_", " ").split()
    spelled = [word.upper() if _is_initialism(word) else word for word in words]
    line = " ".join(spelled)
    return line[:1].upper() + line[1:]


def task_under_project(session: Session, what: str) -> str:
    """`what` as a task of the session's project: "Calibrate GLM lake mendota (final metrics, key changes)".

    What begins with an order stays in front; else the verb is the one that a noun of the project or of `what` is made
    from ("calibration"), and without any it is work on the project.
    """
    project = project_words(session)
    if not project:
        return what
    verb, _, rest = what.partition(" ")
    if verb.casefold() in BASES and rest:
        return f"{verb[:1].upper()}{verb[1:]} {rest} ({project})"
    done = next((match for text in (project, what) if (match := _DEED.search(text))), None)
    if done is None:
        return f"Work on {project} ({what})"
    subject = fold(_DEED.sub("", project)) or project
    return f"{_VERB_OF_DEED[done[0].casefold()]} {subject} ({what})"


_VERB_OF_DEED = {
    "analysis": "Analyze",
    "analytics": "Analyze",
    "audit": "Audit",
    "calc": "Calculate",
    "calculation": "Calculate",
    "calibration": "Calibrate",
    "check": "Check",
    "classification": "Classify",
    "conversion": "Convert",
    "deployment": "Deploy",
    "estimation": "Estimate",
    "evaluation": "Evaluate",
    "extraction": "Extract",
    "generation": "Generate",
    "installation": "Install",
    "integration": "Integrate",
    "migration": "Migrate",
    "optimization": "Optimize",
    "organization": "Organize",
    "planning": "Plan",
    "refactoring": "Refactor",
    "simulation": "Simulate",
    "translation": "Translate",
    "validation": "Validate",
    "verification": "Verify",
    "visualization": "Visualize",
}
_DEED = re.compile(rf"\b(?:{'|'.join(_VERB_OF_DEED)})\b", re.IGNORECASE)


def _is_initialism(word: str) -> bool:
    return 1 < len(word) <= 4 and not set(word.casefold()) & set("aeiouy")


def _spoken(messages: list[Message]) -> Iterator[tuple[str, int]]:
    for message in messages:
        if message.role is Role.ASSISTANT:
            for part in message.parts:
                if isinstance(part, Thinking | Text):
                    yield part.text, message.index


def _early(messages: list[Message]) -> list[Message]:
    return messages[:_EARLY]


def _last_answer(messages: list[Message]) -> tuple[str, int]:
    for message in reversed(messages):
        if message.role is Role.ASSISTANT and message.text.strip():
            return message.text, message.index
    return "", -1


def _wish_of_the_user(session: Session, messages: list[Message]) -> Iterator[Goal]:
    """ "The user wants me to …", "My task is to …"."""
    for text, index in _spoken(_early(messages)):
        for sentence in sentences(text[:4000]):
            if match := _WANTED.search(sentence[:600]):
                yield Goal(match["goal"] or match["goal2"] or match["goal3"], index, sentence)


def _listed_task(session: Session, messages: list[Message]) -> Iterator[Goal]:
    """ "Let me analyze the task: 1. … 2. … 3. …": the last step before the result is written down."""
    for text, index in _spoken(_early(messages)):
        lines = text[:4000].splitlines()
        for number, line in enumerate(lines):
            if _TASK_LIST.search(line[:200]):
                items = [
                    match["item"]
                    for follower in lines[number + 1 : number + 12]
                    if (match := _NUMBERED.match(follower))
                ]
                work = [item for item in items if not _DELIVERY.match(item)]
                if len(items) > 1 and work:
                    yield Goal(work[-1], index, work[-1])


def _skill_arguments(session: Session, messages: list[Message]) -> Iterator[Goal]:
    """What the agent asked a skill to do in words."""
    for message in messages:
        for call in message.tool_calls:
            words = call.input.get("args")
            if call.name.casefold() == "skill" and isinstance(words, str) and len(words.split()) > 3:
                first = next(sentences(words), "")
                if first.split()[0].casefold() in BASES:
                    yield Goal(first, message.index, first)


def _labelled_defect(session: Session, messages: list[Message]) -> Iterator[Goal]:
    """A final answer's "**Vulnerability**: …" or "**Task**: …"."""
    text, index = _last_answer(messages)
    for label, value in _labels(text):
        if value and _DEFECT.match(label):
            yield Goal(f"Fix {value}", index, value)
        elif value and _STATED.match(label):
            yield Goal(value, index, value)


def _todo_items(session: Session, messages: list[Message]) -> Iterator[Goal]:
    """Of the agent's own to-do list, the item that makes what all the others prepare."""
    for message in messages:
        for call in message.tool_calls:
            todos = call.input.get("todos")
            if not isinstance(todos, list):
                continue
            items = [text for todo in todos if isinstance(todo, dict) and isinstance(text := todo.get("content"), str)]
            if making := [item for item in items if _makes_something(item)]:
                longest = max(making, key=len)
                yield Goal(longest, message.index, longest)
            return


def _makes_something(item: str) -> bool:
    verb = item.split(" ", 1)[0].casefold()
    return verb in {
        "create",
        "build",
        "implement",
        "write",
        "generate",
        "fix",
        "fill",
        "add",
        "develop",
    } and not _OWN_WORK.search(item)


def _plan_with_constraints(session: Session, messages: list[Message]) -> Iterator[Goal]:
    """ "… to help me build this itinerary", made exact by the conditions that the agent lists ("- Budget: …")."""
    purpose = next(_purposes(messages), None)
    if purpose is None:
        return
    for text, _ in _spoken(_early(messages)):
        conditions = [match for line in text[:4000].splitlines() if (match := _CONSTRAINT.match(line[:160]))]
        if len(conditions) > 2:
            known = {match["name"].casefold(): _PARENTHESIS.sub("", match["value"]) for match in conditions}
            telling = sorted(known, key=lambda name: (not known[name][:1].isdigit(), len(known[name])))[:3]
            listed = ", ".join(f"{name}: {known[name]}" for name in known if name in telling)
            yield replace(purpose, text=f"{purpose.text} ({listed})")
            return


def _purposes(messages: list[Message]) -> Iterator[Goal]:
    for text, index in _spoken(_early(messages)):
        for match in _TO_GOAL.finditer(text[:4000]):
            if match["verb"] in BASES and match["verb"] not in _VAGUE_VERBS and not _OWN_WORK.search(match["object"]):
                yield Goal(f"{match['verb']} {re.sub(r'^this', 'the', match['object'])}", index, match[0])


def _steps_of_the_answer(session: Session, messages: list[Message]) -> Iterator[Goal]:
    """A final answer's "**Step 1 — Data lookup**" headings, under the project's name."""
    text, index = _last_answer(messages)
    steps = [match["what"] for label, _ in _labels(text) if (match := _STEP.match(label))]
    if len(steps) > 1:
        yield Goal(
            task_under_project(session, ", ".join(_PARENTHESIS.sub("", step) for step in steps)), index, steps[0]
        )


def _claim_of_the_answer(session: Session, messages: list[Message]) -> Iterator[Goal]:
    """ "The offer letter has been generated at …" gives "Generate the offer letter …"."""
    text, index = _last_answer(messages)
    for sentence in list(sentences(text[:4000]))[:6]:
        match = _MADE.match(plain(sentence)[:300])
        base = BASE_OF_PAST.get(match["verb"].casefold()) if match else None
        if match and base and len(match["what"].split()) > 1:
            yield Goal(f"{base} the {match['what']}", index, sentence)


def _labels_of_the_answer(session: Session, messages: list[Message]) -> Iterator[Goal]:
    """What the final answer's bold labels name, under the project's name."""
    text, index = _last_answer(messages)
    project = project_words(session)
    labels = [_PARENTHESIS.sub("", label) for label, _ in _labels(text)]
    telling = [label for label in dict.fromkeys(labels) if not _GENERIC_LABEL.match(label) and len(label.split()) < 6]
    if project and len(telling) > 1 and not _names_made_files(messages):
        listed = ", ".join(label[:1].lower() + label[1:] for label in telling[:3])
        yield Goal(task_under_project(session, listed), index, telling[0])


def _files_made(session: Session, messages: list[Message]) -> Iterator[Goal]:
    """The files that were written, under the project's name: "Python Scala translation: write Tokenizer.scala"."""
    made = _names_made_files(messages)
    if made:
        names = ", ".join(dict.fromkeys(PurePosixPath(path).name for path, _ in made[:3]))
        yield Goal(task_under_project(session, f"write {names}"), made[0][1], made[0][0])


def _names_made_files(messages: list[Message]) -> list[tuple[str, int]]:
    paths = []
    for message in messages:
        for call in message.tool_calls:
            path = call.input.get("file_path", call.input.get("path"))
            if call.name.casefold() in ("write", "create", "write_file") and isinstance(path, str):
                paths.append((path, message.index))
    return paths


def _purpose_alone(session: Session, messages: list[Message]) -> Iterator[Goal]:
    """ "… to create the visualization", or "Let me start building the visualization"."""
    yield from _purposes(messages)
    for text, index in _spoken(messages):
        match = re.search(
            r"\blet me (?:start |begin |now )?(?P<verb>[a-z]+ing)\s+(?P<object>[^.,;:\n]{3,70})", text[:2000], re.I
        )
        base = BASE_OF_GERUND.get(match["verb"].casefold()) if match else None
        if match and base and base not in _VAGUE_VERBS and not _OWN_WORK.search(match["object"]):
            yield Goal(f"{base} {match['object']}", index, match[0])


def _first_answer(session: Session, messages: list[Message]) -> Iterator[Goal]:
    """The first sentence of the final answer, as it stands."""
    text, index = _last_answer(messages)
    for sentence in sentences(text[:2000]):
        if len(sentence.split()) > 3 and not sentence.endswith("?"):
            yield Goal(task_under_project(session, fold(sentence)), index, sentence)


def _project_name(session: Session, messages: list[Message]) -> Iterator[Goal]:
    """The project's name alone."""
    if messages and (project := project_words(session)):
        yield Goal(project, messages[0].index, str(session.meta["project"]))


def _labels(text: str) -> Iterator[tuple[str, str]]:
    for line in text[:8000].splitlines():
        if match := _LABEL.match(line[:400]):
            yield match["label"].strip(), match["value"].strip()


_SOURCES: tuple[Callable[[Session, list[Message]], Iterator[Goal]], ...] = (
    _wish_of_the_user,
    _listed_task,
    _skill_arguments,
    _labelled_defect,
    _todo_items,
    _plan_with_constraints,
    _steps_of_the_answer,
    _claim_of_the_answer,
    _labels_of_the_answer,
    _files_made,
    _purpose_alone,
    _first_answer,
    _project_name,
)
