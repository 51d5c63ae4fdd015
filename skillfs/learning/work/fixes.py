"""Failures of a task and what fixed them: the same action, first failing, then passing."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from skillfs.learning.work.actions import Action, action_of, actions_of, folded, is_inline
from skillfs.learning.work.commands import only_looks, only_reads, writes_file
from skillfs.learning.work.new_work import asks_otherwise, edited_file, first_written_test, is_new_work, only_undoes
from skillfs.learning.work.symptoms import symptom_of
from skillfs.learning.work.verdicts import Execution, Verdict, verdict
from skillfs.sessions.messages import ToolCall

_MAX_DIFF_LINES = 10
_DIFFED_LINES = 400
_MAX_QUOTED = 100


@dataclass(slots=True)
class Fix:
    """A failure that was overcome. `first` and `last` are positions among the task's executions.

    `steps` are the commands and edits in between that changed something, verbatim; `tried` the failing variants after
    the first; `diff` the changed lines where the fix was in a script.
    """

    symptom: str
    failing: Execution
    passing: Execution
    action: Action
    first: int
    last: int
    steps: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    diff: list[str] = field(default_factory=list)

    @property
    def program_replaced(self) -> bool:
        """Whether the fix was another program for the same target: ``python3`` for ``python``."""
        return self.passing_program != self.action.program

    @property
    def passing_program(self) -> str:
        """The program of the run that passed."""
        passed = actions_of(self.passing.command or "")
        return next((action.program for action in passed if action.family == self.action.family), self.action.program)


@dataclass(frozen=True, slots=True)
class Unsolved:
    """A failure that no later run of the same action overcame."""

    symptom: str
    failing: Execution


def fixes_in(executed: Sequence[Execution]) -> tuple[list[Fix], list[Unsolved]]:
    """The failures of one task that were fixed, and those that were not, in order. Linear in its executions.

    A failure around another one that was fixed is that one's consequence and no fix of its own. The same command that
    passes later with nothing changed in between was a passing failure: neither fixed nor unsolved.
    """
    runs = [(number, execution, action) for number, execution, action in _runs(executed)]
    tested_from = first_written_test(executed)
    fixed, unsolved, open_failures = [], [], dict[str, list[tuple[int, Execution, Action]]]()
    for number, execution, action in runs:
        if verdict(execution) is Verdict.FAILED:
            failures = open_failures.setdefault(action.family, [])
            failures.append((number, execution, action))
            del failures[:-_MAX_OPEN]
            continue
        for passed in actions_of(execution.command or ""):
            failures = open_failures.get(passed.family, [])
            mine = [failure for failure in failures if failure[2].same_as(passed)]
            if mine:
                open_failures[passed.family] = [failure for failure in failures if failure not in mine]
                if fix := _fix(executed, mine, number, execution, tested_from):
                    fixed.append(fix)
    for failures in open_failures.values():
        unsolved += [
            Unsolved(symptom, failure[1]) for failure in failures if (symptom := symptom_of(failure[1].output))
        ]
    return [fix for fix in fixed if not any(_surrounds(fix, other) for other in fixed)], unsolved


_MAX_OPEN = 20


def _runs(executed: Sequence[Execution]) -> Iterator[tuple[int, Execution, Action]]:
    for number, execution in enumerate(executed):
        command = execution.command
        if (
            command
            and not only_reads(command)
            and verdict(execution) is not Verdict.NOISE
            and (action := action_of(command))
        ):
            yield number, execution, action


def _fix(
    executed: Sequence[Execution],
    failures: list[tuple[int, Execution, Action]],
    number: int,
    passing: Execution,
    tested_from: int,
) -> Fix | None:
    """The fix of the failures of an action that passes at `number`; the first test was written at `tested_from`."""
    first, failing, action = failures[0]
    symptom = symptom_of(failing.output)
    last_failure = failures[-1][0]
    steps = [step for execution in executed[last_failure + 1 : number] if (step := _changing_step(execution, action))]
    before, after = failing.command or "", passing.command or ""
    unchanged = folded(before) == folded(after)
    if not symptom or (unchanged and not steps):
        return None
    since = executed[last_failure + 1 : number]
    if (tested_from < first and is_new_work(before, since)) or (only_undoes(since) and action.family != "git"):
        return None
    if not steps and asks_otherwise(before, after):
        return None
    fix = Fix(symptom, failing, passing, action, first, number, steps)
    if is_inline(before) or is_inline(after):
        fix.diff = _changed_lines(before, after) if not unchanged else []
    elif not unchanged or steps:
        fix.steps.append(f"`{after.strip()}`")
    fix.tried = _futile_steps(executed, failures) + [
        f"`{other}`"
        for _, execution, _ in failures[1:]
        if not is_inline(other := (execution.command or "").strip()) and other != before
    ]
    return fix


def _futile_steps(executed: Sequence[Execution], failures: list[tuple[int, Execution, Action]]) -> list[str]:
    """What was changed between two failures that stayed the same."""
    futile: list[str] = []
    for (start, before, action), (end, after, _) in pairwise(failures):
        if symptom_of(before.output) == symptom_of(after.output):
            futile += [step for execution in executed[start + 1 : end] if (step := _changing_step(execution, action))]
    return futile


def _changing_step(execution: Execution, action: Action) -> str | None:
    """What an execution changed, as a step: an edit by its file, a command verbatim; None where it changed nothing."""
    if verdict(execution) is not Verdict.PASSED:
        return None
    command = execution.command
    if command and writes_file(command):
        return f"`{command.strip()}`"
    if command is None:
        path = edited_file(execution)
        return f"edit `{_shown(path)}`{_replaced(execution.call)}" if path else None
    if only_looks(command) or is_inline(command) or action_of(command) is None:
        return None
    return f"`{command.strip()}`"


def _shown(path: str) -> str:
    """A path as it may stand in a skill: that of another machine's directory by its name alone."""
    return path.rpartition("/")[2] if path.startswith(("/", "~")) or len(path) > _MAX_QUOTED else path


def _replaced(call: ToolCall) -> str:
    """What an edit of one line replaced by what; empty for larger ones."""
    old, new = (str(call.input.get(key, "")).strip() for key in ("old_string", "new_string"))
    if not old or not new or any("\n" in text or "`" in text or len(text) > _MAX_QUOTED for text in (old, new)):
        return ""
    return f": `{old}` → `{new}`"


def _changed_lines(before: str, after: str) -> list[str]:
    """The lines that differ between two scripts, at most ten of them, as a diff without context."""
    old, new = (text.splitlines()[:_DIFFED_LINES] for text in (before, after))
    lines = [
        line for line in difflib.unified_diff(old, new, lineterm="", n=0) if not line.startswith(("---", "+++", "@@"))
    ]
    return [line for line in lines if line[1:].strip()][:_MAX_DIFF_LINES]


def _surrounds(fix: Fix, other: Fix) -> bool:
    return fix is not other and fix.first < other.first and other.last < fix.last
