"""The files of `user-general-facts`: one a topic, a dated bullet a fact, one bullet a key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from skillfs.learning.english.plain_text import word_key
from skillfs.learning.user.fact_rules import meaning_of
from skillfs.learning.user.meanings import TOPICS
from skillfs.skills.staging import Staging

SKILL = "user-general-facts"
_BULLET = re.compile(r"^- (?P<text>.+?) \(date: (?P<date>\d{4}-\d{2}-\d{2})\)\s*$")
_ANY_BULLET = re.compile(r"^[-*+] (?P<text>.+?)(?: \(date: \d{4}-\d{2}-\d{2}\))?\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A dated bullet as it stands in a file; `number` counts its lines from 0."""

    path: str
    number: int
    text: str
    date: str
    key: str | None
    inferred: bool = False


def path_of(topic: str) -> str:
    """The file of a topic."""
    return f"{SKILL}/{topic}.md"


def exists(skills: Staging) -> bool:
    """Whether the space keeps facts about the user at all: without its SKILL.md the folder is no skill."""
    return skills.read(f"{SKILL}/SKILL.md") is not None


def lines(skills: Staging) -> Iterator[Line]:
    """Every dated fact of every topic. Bullets without a date are a person's own and are never edited."""
    for path in _files(skills):
        for number, line in enumerate((skills.read_text(path) or "").splitlines()):
            if dated := _dated(line):
                text, date = dated
                key, inferred = _key_of(text)
                yield Line(path, number, text, date, key, inferred)


# Each fact that comes looks at every line that stands: without these caches a space slows down with what it knows.
@lru_cache(maxsize=16384)
def _dated(line: str) -> tuple[str, str] | None:
    """The text and the date of a bullet; None for every other line."""
    match = _BULLET.match(line)
    return (match["text"], match["date"]) if match else None


@lru_cache(maxsize=16384)
def _words_of(line: str) -> str | None:
    """What a bullet says, dated or not, in any spelling; None for every other line."""
    match = _ANY_BULLET.match(line)
    return word_key(match["text"]) if match else None


@lru_cache(maxsize=65536)
def _key_of(sentence: str) -> tuple[str | None, bool]:
    """A line's key, and whether it was inferred."""
    meaning = meaning_of(sentence)
    return (meaning.key, meaning.inferred) if meaning else (None, False)


def put(skills: Staging, text: str, key: str, topic: str, date: str) -> str | None:
    """Write a fact: a new bullet, or in place of the one with its key; returns its path.

    None where the files say the same already, or say something of a later date, or state what is only inferred here.
    """
    if _says_already(skills, text):
        return None
    path = path_of(topic)
    old = next((line for line in lines(skills) if line.key == key), None)
    if old is not None and (not old.inferred, old.date) > (not _key_of(text)[1], date):
        return None
    bullet = f"- {text} (date: {date})"
    if old is not None and old.path == path:
        _replace_line(skills, old, bullet)
        return path
    if old is not None:
        remove(skills, old)
    _append(skills, path, topic, bullet)
    return path


def remove(skills: Staging, line: Line) -> None:
    """Take a bullet out of its file; a file that holds no other text goes with it."""
    _replace_line(skills, line, None)
    rest = (skills.read_text(line.path) or "").splitlines()
    if line.path in map(path_of, TOPICS) and all(not text.strip() or text.startswith("# ") for text in rest):
        skills.remove(line.path)


def _files(skills: Staging) -> list[str]:
    """The files of facts: all Markdown in the skill but its SKILL.md, whose examples are nobody's facts."""
    return [path for path in skills.paths(SKILL) if path.endswith(".md") and not path.endswith("/SKILL.md")]


def _says_already(skills: Staging, text: str) -> bool:
    wanted = word_key(text)
    return any(
        _words_of(line) == wanted for path in _files(skills) for line in (skills.read_text(path) or "").splitlines()
    )


def _replace_line(skills: Staging, line: Line, bullet: str | None) -> None:
    text = (skills.read_text(line.path) or "").splitlines(keepends=True)
    text[line.number : line.number + 1] = [] if bullet is None else [f"{bullet}\n"]
    skills.write(line.path, "".join(text))


def _append(skills: Staging, path: str, topic: str, bullet: str) -> None:
    text = skills.read_text(path)
    if text is None:
        text = f"# {topic.replace('-', ' ').capitalize()}\n\n"
    elif text and not text.endswith("\n"):
        text += "\n"
    skills.write(path, f"{text}{bullet}\n")
