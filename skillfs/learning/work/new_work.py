"""What fails and then passes though nothing was repaired: work in the making, own changes taken back, another query."""

from __future__ import annotations

import re
from collections.abc import Sequence

from skillfs.learning.work.commands import is_check, only_looks
from skillfs.learning.work.verdicts import Execution, Verdict, verdict

_EDIT_TOOLS = frozenset(
    {"edit", "write", "multiedit", "str_replace_based_edit_tool", "apply_patch", "notebookedit", "create"}
)
_TEST_FILE = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__)/|(?:^|/)test_|[._-](?:test|spec)s?\.\w+$|(?:Tests?|Spec|IT)\.\w+$|(?:^|/)conftest\.py$"
)
_SOURCE_FILE = re.compile(
    r"(?<!config)(?<!\.conf)\.(?:py|pyi|[cm]?[jt]sx?|vue|svelte|java|kts?|scala|groovy|go|rs|rb|php|cs|fs|swift|dart|c|h|cc|cpp|"
    r"hpp|m|mm|ex|exs|erl|clj|hs|ml|lua|pl|r|jl|sh|sql|html|css|scss)$",
    re.IGNORECASE,
)
_RUNS_TESTS = re.compile(r"\b(?:tests?|pytest|unittest|jest|vitest|mocha|rspec|phpunit|ctest|tox|nox|spec)\b")
_SET_UP = re.compile(r"(?:^|/)(?:setup\.py|conftest\.py|[\w.-]*(?:config|settings|gradle)[\w.-]*)$", re.IGNORECASE)


_UNDOES = re.compile(r"\s*git (?:-C \S+ )?(?:checkout|restore|reset|stash|clean|revert)\b")
_QUERY = re.compile(r"\b(?:psql|mysql|mariadb|sqlite3?)\b[^\n]*?(?P<query>'[^'\n]*'|\"[^\"\n]*\")")


def edited_file(execution: Execution) -> str | None:
    """The path of the file that a call edits; None for every other call."""
    path = execution.call.input.get("file_path", execution.call.input.get("path"))
    return path if execution.call.name.casefold() in _EDIT_TOOLS and isinstance(path, str) else None


def first_written_test(executed: Sequence[Execution]) -> int:
    """The position of the first edit of a test among the executions, or their number where there is none."""
    edits = (
        number
        for number, execution in enumerate(executed)
        if (path := edited_file(execution)) and _TEST_FILE.search(path) and _passed(execution)
    )
    return next(edits, len(executed))


def is_new_work(failing: str, since: Sequence[Execution]) -> bool:
    """Whether a test that was written before and failed was to fail until the feature was written `since`.

    That is where only source was edited. A repaired configuration, or an installed package, is none.
    """
    if not _RUNS_TESTS.search(failing):
        return False
    written = [path for execution in since if (path := edited_file(execution)) and _passed(execution)]
    acted = any(
        command and not (only_looks(command) or is_check(command)) and _passed(execution)
        for execution in since
        if (command := execution.command)
    )
    return bool(written) and not acted and all(map(_is_source, written))


def only_undoes(since: Sequence[Execution]) -> bool:
    """Whether all that was done is to take own changes back: ``git checkout app.lock``."""
    acts = [command for execution in since if (command := execution.command) and not only_looks(command)]
    return bool(acts) and all(_UNDOES.match(command) for command in acts) and not any(map(edited_file, since))


def asks_otherwise(before: str, after: str) -> bool:
    """Whether a database was only asked something else on the same connection: a slip in the query, no failure."""
    failed, passed = _QUERY.search(before), _QUERY.search(after)
    if failed is None or passed is None or failed["query"] == passed["query"]:
        return False
    return before.replace(failed["query"], "") == after.replace(passed["query"], "")


def _is_source(path: str) -> bool:
    return _SOURCE_FILE.search(path) is not None and not _SET_UP.search(path)


def _passed(execution: Execution) -> bool:
    return verdict(execution) is Verdict.PASSED
