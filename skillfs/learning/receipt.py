"""Receipts: what was found in a session and done with it, or exactly why nothing was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby

from pydantic import BaseModel, ConfigDict, Field

from skillfs.learning.protocol import Findings, FoundKind, StageUse, TaskStatus
from skillfs.store import proposals


class ReceiptState(StrEnum):
    """What became of a session. Both `SKIPPED` and `FAILED` always have a reason.

    `SKIPPED`: it was read, and nothing in it was worth keeping. `FAILED`: something went wrong before that was known.
    """

    LEARNT = "learnt"
    SKIPPED = "skipped"
    FAILED = "failed"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class TaskLine(_Part):
    """A task of the session; `evidence` says who or what decided its outcome."""

    request: str
    status: TaskStatus
    evidence: str = ""


class FoundItem(_Part):
    """One thing that was learnt: the file it went into, the index of the message it is from, the words it rests on."""

    kind: FoundKind
    text: str
    path: str
    message: int | None = None
    source: str = ""


class SkippedItem(_Part):
    """One thing that was noticed and not learnt, and why."""

    what: str
    why: str


class FileChange(_Part):
    """What a commit, by its number, did to one file of ``skills/``: a unified diff without secrets.

    `proposal` is the number of the proposal that it came in, which may wait to become a commit.
    """

    path: str
    diff: str
    commit: int | None = None
    proposal: int | None = None


class ProposalLine(_Part):
    """A proposal that has to do with the session, in a space whose SPACE.md says `review: true`.

    `state` is `waiting`, `accepted` or `rejected`; `commit` is what it became, None where the skills said it already.
    """

    number: int
    space: str
    state: str = proposals.WAITING
    commit: int | None = None


class Receipt(_Part):
    """The account of one session, `receipt.json`.

    `messages` is how many the session has, `learnt_before` how many of them earlier runs had learnt from. `earlier`
    counts the receipts of those runs, whose findings and changes this one goes on with. `seconds` is the time that all
    of them took. `repeated` has the times at which the same bytes were dropped again, which changed nothing.
    `earlier_bytes` says how much of `session.json` came from earlier drops under its name. `stages` has what each stage
    took of `model`, `prompts` the versions of the prompts.
    """

    session: str
    state: ReceiptState
    reason: str | None = None
    format: str = ""
    learner: str = ""
    model: str | None = None
    messages: int = 0
    learnt_before: int = 0
    live: bool = False
    received: datetime
    finished: datetime
    seconds: float = 0.0
    attempts: int = 1
    commit: int | None = None
    tasks: tuple[TaskLine, ...] = ()
    found: tuple[FoundItem, ...] = ()
    skipped: tuple[SkippedItem, ...] = ()
    files: tuple[FileChange, ...] = ()
    proposals: tuple[ProposalLine, ...] = ()
    redactions: dict[str, int] = Field(default_factory=dict)
    recalled_lines: int = 0
    tokens: dict[str, int] = Field(default_factory=dict)
    stages: dict[str, StageUse] = Field(default_factory=dict)
    prompts: dict[str, str] = Field(default_factory=dict)
    earlier: int = 0
    repeated: tuple[datetime, ...] = ()
    earlier_bytes: int = 0


def with_findings(receipt: Receipt, findings: Findings, files: Iterable[FileChange]) -> Receipt:
    """`receipt` with a learner's account. It is `learnt` when something was found or changed, else `skipped`."""
    changed = tuple(files)
    skipped = tuple(SkippedItem(what=item.what, why=item.why) for item in findings.skipped)
    is_learnt = bool(findings.found or changed)
    return receipt.model_copy(
        update={
            "state": ReceiptState.LEARNT if is_learnt else ReceiptState.SKIPPED,
            "reason": None if is_learnt else _why_nothing(skipped),
            "model": findings.model,
            "tokens": dict(findings.tokens),
            "stages": dict(findings.stages),
            "prompts": dict(findings.prompts),
            "recalled_lines": findings.recalled_lines,
            "tasks": tuple(
                TaskLine(request=task.request, status=task.status, evidence=task.evidence) for task in findings.tasks
            ),
            "found": tuple(
                FoundItem(kind=item.kind, text=item.text, path=item.path, message=item.message, source=item.source)
                for item in findings.found
            ),
            "skipped": skipped,
            "files": changed,
        }
    )


def _why_nothing(skipped: tuple[SkippedItem, ...]) -> str:
    if not skipped:
        return "nothing in it was new or worth keeping"
    return "; ".join(f"{item.what}: {item.why}" for item in skipped[:3]) + ("; …" if len(skipped) > 3 else "")


def going_on(earlier: Receipt, new: Receipt) -> Receipt:
    """The receipt of a session that grew: what the earlier runs found stays, what the new one found is added.

    A session from which something was learnt is `learnt` also when its latest part brought nothing; when that failed,
    it is `failed`. One that was merely dropped again keeps its receipt, with the time.
    """
    if new.repeated:
        return earlier.model_copy(update={"repeated": earlier.repeated + new.repeated})
    state, reason = new.state, new.reason
    if new.state is ReceiptState.SKIPPED and earlier.found:
        state, reason = ReceiptState.LEARNT, None
    return new.model_copy(
        update={
            "state": state,
            "reason": reason,
            "received": earlier.received,
            "seconds": earlier.seconds + new.seconds,
            "commit": new.commit or earlier.commit,
            "tasks": _merged_tasks(earlier.tasks, new.tasks),
            "found": earlier.found + new.found,
            "skipped": _still_skipped(earlier, new),
            "files": earlier.files + new.files,
            "proposals": earlier.proposals + new.proposals,
            "tokens": _summed(earlier.tokens, new.tokens),
            "stages": _stages(earlier.stages, new.stages),
            "prompts": new.prompts or earlier.prompts,
            "redactions": new.redactions or earlier.redactions,
            "recalled_lines": max(earlier.recalled_lines, new.recalled_lines),
            "earlier": earlier.earlier + 1,
            "repeated": earlier.repeated,
        }
    )


def _merged_tasks(earlier: tuple[TaskLine, ...], new: tuple[TaskLine, ...]) -> tuple[TaskLine, ...]:
    latest = {task.request: task for task in (*earlier, *new)}
    return tuple(latest.values())


def _still_skipped(earlier: Receipt, new: Receipt) -> tuple[SkippedItem, ...]:
    """What both left out, but for what the new run has learnt after all: a task that was open, say."""
    learnt = {item.text for item in new.found}
    return tuple(dict.fromkeys(item for item in earlier.skipped + new.skipped if item.what not in learnt))


def _summed(first: dict[str, int], second: dict[str, int]) -> dict[str, int]:
    return {kind: first.get(kind, 0) + second.get(kind, 0) for kind in {**first, **second}}


def _stages(first: dict[str, StageUse], second: dict[str, StageUse]) -> dict[str, StageUse]:
    nothing = StageUse()
    return {stage: first.get(stage, nothing) + second.get(stage, nothing) for stage in {**first, **second}}


def settled(receipt: Receipt, number: int, state: str, commit: int | None) -> Receipt:
    """The receipt after proposal `number` was accepted, as `commit`, or rejected.

    What was rejected was not learnt: what was found for its files goes, and a session of which nothing else is left was
    skipped.
    """
    lines = tuple(
        line.model_copy(update={"state": state, "commit": commit}) if line.number == number else line
        for line in receipt.proposals
    )
    if state == proposals.REJECTED:
        kept = tuple(change for change in receipt.files if change.proposal != number)
        paths = {change.path for change in kept}
        found = tuple(item for item in receipt.found if item.path in paths)
        left: dict[str, object] = {"files": kept, "found": found, "proposals": lines}
        if receipt.state is ReceiptState.LEARNT and not found and not kept:
            left |= {"state": ReceiptState.SKIPPED, "reason": f"proposal {number} was rejected"}
        return receipt.model_copy(update=left)
    files = tuple(
        change.model_copy(update={"commit": commit}) if change.proposal == number else change
        for change in receipt.files
    )
    return receipt.model_copy(update={"files": files, "proposals": lines, "commit": commit or receipt.commit})


def receipt_json(receipt: Receipt) -> str:
    """The receipt as `receipt.json` shows it, ending with a line break."""
    return receipt.model_dump_json(indent=2) + "\n"


def counted(found: Iterable[FoundItem]) -> str:
    """How much of which kind was found, in words: ``2 facts, 1 person``; empty for nothing.

    People are counted by their files, however much was learnt of each.
    """
    kinds = Counter(
        kind for kind, _ in {(item.kind, item.path if item.kind is FoundKind.PERSON else item) for item in found}
    )
    return ", ".join(_amount(kinds[kind], *_NOUNS[kind]) for kind in FoundKind if kind in kinds)


_NOUNS = {
    FoundKind.LOG: ("log entry", "log entries"),
    FoundKind.FACT: ("fact", "facts"),
    FoundKind.PREFERENCE: ("preference", "preferences"),
    FoundKind.PERSON: ("person", "people"),
    FoundKind.CORRECTION: ("correction", "corrections"),
    FoundKind.FORGOTTEN: ("thing forgotten", "things forgotten"),
    FoundKind.PROCEDURE: ("procedure", "procedures"),
    FoundKind.WARNING: ("warning", "warnings"),
}
_MARKS = {TaskStatus.SUCCESS: "✓", TaskStatus.FAILED: "✗", TaskStatus.RUNNING: "…", TaskStatus.PENDING: "·"}


def _amount(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def receipt_md(receipt: Receipt) -> str:
    """The receipt as `receipt.md` shows it: what became of the session first, then the details that there are."""
    return "\n".join(line for section in _sections(receipt) for line in section) + "\n"


def _sections(receipt: Receipt) -> Iterator[list[str]]:
    yield [f"# {_escaped(receipt.session)}: {receipt.state}", ""]
    yield [_headline(receipt), ""]
    yield [*_circumstances(receipt)]
    for time in receipt.repeated:
        yield [f"- The same bytes were dropped again on {_shown(time)}: already known; nothing to do"]
    if receipt.tasks:
        yield ["", "## Tasks", "", *(_task(task) for task in receipt.tasks)]
    if receipt.found:
        yield ["", "## Learnt", *_found(receipt.found)]
    if receipt.skipped:
        yield ["", "## Left out", "", *(f"- {_escaped(item.what)}: {_escaped(item.why)}" for item in receipt.skipped)]
    if receipt.files:
        yield ["", "## Changed", *(line for change in receipt.files for line in _change(change))]


def _headline(receipt: Receipt) -> str:
    if receipt.state is ReceiptState.LEARNT:
        summary = counted(receipt.found) or "the skills were edited"
        waits = any(line.state == proposals.WAITING for line in receipt.proposals)
        return f"**Learnt**: {summary}." + (" It is proposed, and not in the skills before it is accepted." * waits)
    return f"**{receipt.state.capitalize()}**: {_escaped(receipt.reason or 'the reason was not recorded')}"


def _circumstances(receipt: Receipt) -> Iterator[str]:
    messages = _amount(receipt.messages, "message", "messages")
    if 0 < receipt.learnt_before < receipt.messages:
        messages += f", {receipt.messages - receipt.learnt_before} of them new"
    yield f"- Session: {messages}" + (f" ({receipt.format})" if receipt.format else "")
    if receipt.live:
        yield "- It is live: what is appended is learnt as it comes"
    if receipt.earlier:
        receipts = _amount(receipt.earlier, "earlier receipt", "earlier receipts")
        yield f"- It goes on from {receipts}, which this one includes"
    yield f"- Received {_shown(receipt.received)}, finished {_shown(receipt.finished)}, {_duration(receipt.seconds)}"
    if receipt.attempts > 1:
        yield f"- Attempts: {receipt.attempts}"
    if receipt.learner:
        yield f"- Learner: {receipt.learner}" + (f" ({receipt.model})" if receipt.model else "")
    if receipt.tokens:
        yield "- Tokens: " + ", ".join(f"{count:,} {kind}" for kind, count in receipt.tokens.items())
    yield from (_stage(stage, use, receipt.prompts.get(stage)) for stage, use in receipt.stages.items())
    if receipt.commit is not None:
        yield f"- Commit: {receipt.commit}"
    yield from (_proposal(line) for line in receipt.proposals)
    if receipt.redactions:
        yield "- Redacted: " + ", ".join(f"{count} × {kind}" for kind, count in sorted(receipt.redactions.items()))
    if receipt.recalled_lines:
        recalled = _amount(receipt.recalled_lines, "line", "lines")
        yield f"- Recalled: {recalled} from skills, not learnt again"


def _stage(stage: str, use: StageUse, version: str | None) -> str:
    prompt = f" by prompt {version}" if version else ""
    shared = f", shared by {use.shared_by} sessions" if use.shared_by > 1 else ""
    tokens = f"{use.prompt_tokens:,} + {use.completion_tokens:,} tokens ({use.cached_tokens:,} cached)"
    return f"  - {stage}{prompt}: {_amount(use.calls, 'call', 'calls')}, {tokens}, {use.seconds:.1f} s{shared}"


def _proposal(line: ProposalLine) -> str:
    if line.state == proposals.WAITING:
        accept, reject = (f"`skillfs {verb} {line.space} {line.number}`" for verb in ("accept", "reject"))
        return f"- Proposal {line.number} waits: {accept} publishes it, {reject} drops it"
    if line.state == proposals.REJECTED:
        return f"- Proposal {line.number} was rejected: nothing of it is in the skills"
    became = f"as commit {line.commit}" if line.commit else "the skills said all of it already"
    return f"- Proposal {line.number} was accepted: {became}"


def _task(task: TaskLine) -> str:
    evidence = f" ({_escaped(task.evidence)})" if task.evidence else ""
    return f"- {_MARKS[task.status]} {_escaped(task.request)}: {task.status}{evidence}"


def _found(found: tuple[FoundItem, ...]) -> Iterator[str]:
    by_path = sorted(found, key=lambda item: item.path)
    for path, items in groupby(by_path, key=lambda item: item.path):
        yield ""
        yield f"In `{path}`"
        yield ""
        for item in items:
            where = f" (message {item.message})" if item.message is not None else ""
            yield f"- {item.kind}: {_escaped(item.text)}{where}"


def _change(change: FileChange) -> Iterator[str]:
    # A fence longer than any run of backticks in the diff, so that the diff of a Markdown file cannot end it.
    fence = "`" * max(3, _longest_run(change.diff) + 1)
    yield from ("", f"{fence}diff", *change.diff.splitlines(), fence)


def _longest_run(text: str) -> int:
    return max((len(list(run)) for char, run in groupby(text) if char == "`"), default=0)


def _escaped(text: str) -> str:
    """Text from a transcript as a part of one Markdown line: it can neither open HTML nor start another line."""
    return " ".join(text.split()).replace("<", "&lt;")


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms of work" if seconds < 1 else f"{seconds:.1f} s of work"


def _shown(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
