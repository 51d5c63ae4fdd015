"""The tools with which a model reads and edits skills: on a staging copy, by the rules, every error an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import Field

from skillfs.learning.english.plain_text import fold, plain
from skillfs.learning.llm.agent import Arguments, NoArguments, Tool, ToolError
from skillfs.learning.llm.content_rules import ContentRules
from skillfs.learning.llm.notes import DAILY_LOGS
from skillfs.learning.llm.rendering import fenced
from skillfs.learning.llm.tasks import thinking_tool
from skillfs.learning.recalled import MIN_LENGTH
from skillfs.skills.document import InvalidSkill, Skill, emit_skill, parse_skill
from skillfs.skills.staging import Staging
from skillfs.store.entries import SKILLS, is_versioned

SKILL_MD = "SKILL.md"
PAGE = 20_000
"""Characters of a file that are shown at once."""
MAX_FILE = 256 * 1024
"""Characters of a file that a model may write."""
MAX_NAME = 255
"""Bytes of a file name (NAME_MAX)."""
MAX_DEPTH = 8


class _Skill(Arguments):
    skill_name: str = Field(description="the skill's directory")


class _File(_Skill):
    file_path: str = Field(description="below the skill's directory, such as alice-chen.md")


class _ReadFile(_File):
    offset: int = Field(0, ge=0, description="the first character to show")


class _CreateSkill(Arguments):
    skill_md_content: str = Field(description="the whole SKILL.md, front matter included")


class _CreateFile(_File):
    content: str


class _Replace(_File):
    old_string: str = Field(description="text that stands in the file exactly once")
    new_string: str


class _Move(_Skill):
    source_path: str
    destination_path: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A call that changed something, so that it can be made again on another state of the skills."""

    tool: str
    arguments: str


_A = TypeVar("_A", bound=Arguments)


@dataclass(slots=True)
class SkillDesk:
    """The writing stage's tools over one staging copy. `edits` are the calls that changed it, in order.

    `is_persons` says whether a person had a hand in a file; `problem` what keeps a state from being published;
    `max_new_skills` and `max_new_files` (outside of daily-logs) bound what a run may create.
    """

    skills: Staging
    rules: ContentRules
    is_persons: Callable[[str], bool]
    problem: Callable[[Staging], str | None]
    max_new_skills: int
    max_new_files: int
    edits: list[Edit] = field(default_factory=list)
    seen_schemas: dict[str, bytes] = field(default_factory=dict)
    _created: set[str] = field(default_factory=set)
    _fresh: set[str] = field(default_factory=set)
    _base: Staging = field(init=False)

    def __post_init__(self) -> None:
        self._base = self.skills.fork()

    def tools(self) -> list[Tool[Any]]:
        return [
            thinking_tool(),
            Tool("get_skill", "Show a skill's SKILL.md and the names of its files.", _Skill, self._get_skill),
            Tool("get_skill_file", "Show a file of a skill.", _ReadFile, self._get_file),
            self._editing("create_skill", "Create a skill from its SKILL.md.", _CreateSkill, self._create_skill),
            self._editing("create_skill_file", "Create a file in a skill.", _CreateFile, self._create_file),
            self._editing("str_replace_skill_file", "Replace a text that stands exactly once in a file.", _Replace,
                          self._replace),
            self._editing("append_skill_file", "Append to the end of a file.", _CreateFile, self._append),
            self._editing("mv_skill_file", "Move a file within its skill.", _Move, self._move),
            self._editing("delete_skill_file", "Delete a file of a skill.", _File, self._delete),
            Tool("finish", "Everything is written, or is there already.", NoArguments, self._finish, ends=True),
        ]  # fmt: skip

    def replay(self, edits: list[Edit]) -> list[tuple[Edit, str]]:
        """Make edits of another state again; those that do not apply here, each with the reason."""
        tools = {tool.name: tool for tool in self.tools()}
        failed = []
        for edit in edits:
            try:
                tools[edit.tool].call(edit.arguments)
            except ToolError as error:
                failed.append((edit, str(error)))
        return failed

    def _editing(self, name: str, description: str, arguments: type[_A], run: Callable[[_A], str]) -> Tool[_A]:
        def recorded(parsed: _A) -> str:
            answer = run(parsed)
            self.edits.append(Edit(name, parsed.model_dump_json()))
            return answer

        return Tool(name, description, arguments, recorded)

    # -- reading -------------------------------------------------------------------------------------------------

    def _get_skill(self, arguments: _Skill) -> str:
        text = self._schema(arguments.skill_name)
        self.seen_schemas[arguments.skill_name] = _digest(text)
        prefix = len(arguments.skill_name) + 1
        files = [path[prefix:] for path in self.skills.paths(arguments.skill_name)]
        return f"{fenced(text, SKILL_MD)}\nFiles: {', '.join(files)}"

    def _get_file(self, arguments: _ReadFile) -> str:
        if _is_skill_md(arguments.file_path):
            return self._get_skill(_Skill(skill_name=arguments.skill_name))
        text = self._existing(arguments.skill_name, arguments.file_path)
        shown = text[arguments.offset : arguments.offset + PAGE]
        rest = len(text) - arguments.offset - len(shown)
        more = f"\n{rest:,} characters follow: offset {arguments.offset + PAGE}" if rest > 0 else ""
        return fenced(shown, "file") + more

    def _schema(self, skill_name: str) -> str:
        text = None if "/" in skill_name else self.skills.read_text(f"{skill_name}/{SKILL_MD}")
        if text is None:
            raise ToolError(f"there is no skill {skill_name!r}; there are {', '.join(self._names()) or 'none'}")
        return text

    def _names(self) -> list[str]:
        return [
            path.split("/")[0] for path in self.skills.paths() if path.endswith(f"/{SKILL_MD}") and path.count("/") == 1
        ]

    def _existing(self, skill_name: str, file_path: str) -> str:
        self._schema(skill_name)
        path = self._path(skill_name, file_path)
        data = self.skills.read(path)
        if data is None:
            raise ToolError(f"there is no file {file_path!r} in {skill_name}; get_skill lists its files")
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise ToolError(f"{file_path!r} is no text") from None

    # -- editing -------------------------------------------------------------------------------------------------

    def _create_skill(self, arguments: _CreateSkill) -> str:
        try:
            skill = parse_skill(arguments.skill_md_content, None)
            text = emit_skill(skill)
        except InvalidSkill as error:
            raise ToolError(f"the SKILL.md is not valid: {error}") from None
        if self.skills.paths(skill.name) or self.skills.read(skill.name) is not None:
            raise ToolError(f"there is a skill {skill.name!r} already: read it with get_skill, and update it")
        if len(self._created | {skill.name}) > self.max_new_skills:
            raise ToolError(f"this run may create {self.max_new_skills} new skill(s), and has: update one that exists")
        self._check_content("", _described(skill), text)
        self.skills.write(f"{skill.name}/{SKILL_MD}", text)
        self._created.add(skill.name)
        self._fresh.add(f"{skill.name}/{SKILL_MD}")
        self.seen_schemas[skill.name] = _digest(text)
        return f"Skill {skill.name} is created. Write its first file."

    def _create_file(self, arguments: _CreateFile) -> str:
        path = self._editable(arguments.skill_name, arguments.file_path)
        if _is_skill_md(arguments.file_path):
            raise ToolError("SKILL.md is there already: change it with str_replace_skill_file")
        self._check_free(path, arguments.file_path)
        if not path.startswith(f"{DAILY_LOGS}/") and self._new_files() >= self.max_new_files:
            raise ToolError(f"this run may add {self.max_new_files} files, and has: append to one that exists")
        self._write(path, "", _ended(arguments.content))
        self._fresh.add(path)
        return f"{path} is created."

    def _replace(self, arguments: _Replace) -> str:
        path = self._editable(arguments.skill_name, arguments.file_path)
        text = self._existing(arguments.skill_name, arguments.file_path)
        count = text.count(arguments.old_string) if arguments.old_string else 0
        if count != 1:
            how = (
                "is empty"
                if not arguments.old_string
                else f"stands {count} times in {path}"
                if count
                else f"is not in {path}"
            )
            raise ToolError(f"old_string {how}: read the file and give text that stands in it exactly once")
        self._write(path, text, text.replace(arguments.old_string, arguments.new_string))
        return f"{path} is changed."

    def _append(self, arguments: _CreateFile) -> str:
        path = self._editable(arguments.skill_name, arguments.file_path)
        text = self._existing(arguments.skill_name, arguments.file_path)
        if not arguments.content.strip():
            raise ToolError("content is empty")
        self._write(path, text, _ended(_ended(text) + arguments.content if text else arguments.content))
        return f"{path} is appended to."

    def _move(self, arguments: _Move) -> str:
        source = self._editable(arguments.skill_name, arguments.source_path)
        self._existing(arguments.skill_name, arguments.source_path)
        destination = self._path(arguments.skill_name, arguments.destination_path)
        self._check_own(source, arguments.source_path, "moved")
        if _is_skill_md(arguments.destination_path):
            raise ToolError("no file can become SKILL.md: create_skill writes one")
        self._check_free(destination, arguments.destination_path)
        data = self.skills.read(source)
        assert data is not None
        self.skills.remove(source)
        self.skills.write(destination, data)
        self._fresh.add(destination)
        return f"{source} is {destination} now."

    def _delete(self, arguments: _File) -> str:
        path = self._editable(arguments.skill_name, arguments.file_path)
        self._existing(arguments.skill_name, arguments.file_path)
        self._check_own(path, arguments.file_path, "deleted")
        self.skills.remove(path)
        return f"{path} is deleted."

    def _finish(self, arguments: NoArguments) -> str:
        if problem := self.problem(self.skills):
            raise ToolError(f"the skills cannot be published so: {problem}; repair it, then finish")
        return "Done."

    def _write(self, path: str, before: str, after: str) -> None:
        if len(after) > MAX_FILE:
            raise ToolError(f"{path} would have {len(after):,} characters: at most {MAX_FILE:,}, split it by topic")
        skill_name, _, file_path = path.partition("/")
        if _is_skill_md(file_path):
            try:
                parse_skill(after, skill_name)
            except InvalidSkill as error:
                raise ToolError(f"the SKILL.md would not be valid: {error}") from None
        elif after.startswith("---"):
            raise ToolError("front matter stands in SKILL.md only: begin the file with a heading")
        self._check_content(before, after, self._schema(skill_name))
        self._check_not_copied(skill_name, before, after)
        self.skills.write(path, after)
        if _is_skill_md(file_path):
            self.seen_schemas[skill_name] = _digest(after)

    def _check_content(self, before: str, after: str, schema: str) -> None:
        self.rules.check(before, after, schema, self._is_held)

    def _check_not_copied(self, skill_name: str, before: str, after: str) -> None:
        """What one skill holds is not carried into another, whoever asks for it."""
        earlier = set(before.splitlines())
        added = {key for line in after.splitlines() if line not in earlier and len(key := plain(line)) >= MIN_LENGTH}
        others = (path for path in self._base.paths() if not path.startswith(f"{skill_name}/"))
        for path in others if added else ():
            if both := added & set(map(plain, (self._base.read_text(path) or "").splitlines())):
                raise ToolError(f"{min(both)[:80]!r} stands in {path} already: skills do not repeat one another")

    def _is_held(self, snippet: str) -> bool:
        return any(snippet in fold(self.skills.read_text(path) or "") for path in self.skills.paths())

    # -- places --------------------------------------------------------------------------------------------------

    def _editable(self, skill_name: str, file_path: str) -> str:
        """The path of a file that may be edited: in a skill whose SKILL.md was read, and no SKILL.md of a person."""
        schema = self._schema(skill_name)
        path = self._path(skill_name, file_path)
        if self.seen_schemas.get(skill_name) != _digest(schema):
            raise ToolError(f"read the SKILL.md first: get_skill {skill_name!r}; its rules hold for every file")
        if _is_skill_md(file_path) and self._is_persons(path):
            raise ToolError(f"{path} is a person's: it is the schema, follow it; it cannot be changed")
        return path

    def _check_own(self, path: str, file_path: str, what: str) -> None:
        if _is_skill_md(file_path):
            raise ToolError(f"SKILL.md cannot be {what}")
        if self._is_persons(path):
            raise ToolError(f"{path} is a person's: it cannot be {what}; append to it, or correct it by str_replace")

    def _new_files(self) -> int:
        kept = (path for path in self._fresh if self.skills.read(path) is not None)
        return sum(
            1 for path in kept if not _is_skill_md(path.split("/", 1)[1]) and not path.startswith(f"{DAILY_LOGS}/")
        )

    def _is_persons(self, path: str) -> bool:
        return path not in self._fresh and self.is_persons(path)

    def _path(self, skill_name: str, file_path: str) -> str:
        names = file_path.split("/")
        if not file_path or file_path.startswith("/"):
            raise ToolError(f"{file_path!r} must be a path below the skill's directory, such as notes.md")
        if any(name in ("", ".", "..") for name in names) or "\0" in file_path or "\\" in file_path:
            raise ToolError(f"{file_path!r} must stay in the skill's directory: plain names with / between them")
        if names[0] in (skill_name, "skills") and len(names) > 1:
            raise ToolError(f"file_path is below the skill's directory already: leave out {names[0] + '/'!r}")
        if len(names) > MAX_DEPTH or any(len(name.encode()) > MAX_NAME for name in names):
            raise ToolError(f"{file_path[:80]!r} is too long or too deep")
        if not is_versioned(SKILLS + b"/" + f"{skill_name}/{file_path}".encode()):
            raise ToolError(f"{file_path!r} is the name of a temporary or hidden file: choose another")
        return f"{skill_name}/{SKILL_MD if _is_skill_md(file_path) else file_path}"

    def _check_free(self, path: str, file_path: str) -> None:
        if self.skills.read(path) is not None:
            raise ToolError(f"{file_path!r} is there already: append to it, or str_replace in it")
        if self.skills.paths(path):
            raise ToolError(f"{file_path!r} is a directory")
        parents = path.split("/")
        for depth in range(2, len(parents)):
            if self.skills.read("/".join(parents[:depth])) is not None:
                raise ToolError(f"{'/'.join(parents[1:depth])!r} is a file, not a directory")


def _described(skill: Skill) -> str:
    return f"{skill.description}\n{skill.body}"


def _is_skill_md(file_path: str) -> bool:
    return file_path.casefold() == SKILL_MD.casefold()


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
