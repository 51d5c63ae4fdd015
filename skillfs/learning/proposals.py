"""Proposals: what a run would have committed in a space with `review: true`, until a person accepts or rejects it.

Proposals stack: a run works on the accepted state with all waiting proposals on top, so nothing is proposed twice, and
each proposal holds only what its own run added. Any of them can be accepted or rejected, in any order: what one did is
merged into the present state by lines when it is accepted, and refused where that cannot be done without guessing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from skillfs.learning import edits
from skillfs.learning.diffs import unified_diff
from skillfs.learning.edits import SKILL_MD, InvalidEdit
from skillfs.learning.merging import MergeConflict, merge
from skillfs.learning.room import check_room
from skillfs.learning.settings_in_force import settings_in_force
from skillfs.learning.space_reader import SpaceReader
from skillfs.skills.staging import StagedChange, Staging
from skillfs.store import blobs, proposals
from skillfs.store.commits import State
from skillfs.store.database import Store
from skillfs.store.entries import SKILLS
from skillfs.store.proposals import Proposal, ProposedFile


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """What accepting a proposal does to one file: `before` is its content now, None where there is no file."""

    edit: StagedChange
    before: bytes | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting a proposal would do now. `problems` says, a line each, why it cannot be accepted as it is."""

    proposal: Proposal
    changes: tuple[ProposedChange, ...]
    problems: tuple[str, ...]

    def diff(self) -> str:
        """The changes as a unified diff without secrets, paths below ``skills/``, ending with a line break."""
        diffs = (unified_diff(change.edit.path, change.before, change.edit.data) for change in self.changes)
        return "".join(f"{diff}\n" for diff in diffs)

    def text(self, space: str) -> str:
        """The proposal in words, as Markdown: what it is from, what it changes, and what can be done about it."""
        proposal = self.proposal
        lines = [f"# Proposal {proposal.number}: {proposal.message}", "", f"- From: {', '.join(proposal.sessions)}"]
        for change in self.changes:
            verb = "removes" if change.edit.data is None else "changes" if change.before is not None else "creates"
            lines.append(f"- It {verb} `skills/{change.edit.path}`")
        lines += [f"- It cannot be accepted: {problem}" for problem in self.problems]
        accept, reject = (f"`skillfs {verb} {space} {proposal.number}`" for verb in ("accept", "reject"))
        return "\n".join([*lines, "", f"{accept} publishes it, {reject} drops it.", ""])


def preview(store: Store, state: State, proposal: Proposal) -> Preview:
    """What accepting a waiting proposal would do on `state`, the present one of its space."""
    skills = edits.staging_of(state, SpaceReader(store.path, state.space_id))
    changes: list[ProposedChange] = []
    problems: list[str] = []
    for file in proposals.files(store, proposal):
        before = skills.read(file.path)
        try:
            after = _merged(store, file, before)
        except MergeConflict:
            problems.append(_why_not(store, proposal, file, before))
            continue
        if after != before:
            changes.append(ProposedChange(StagedChange(file.path, after), before))
            _put(skills, file.path, after)
    if not problems:
        problems += _invalid(store, state, skills, changes)
    return Preview(proposal, tuple(changes), tuple(problems))


def add_waiting(store: Store, state: State, skills: Staging) -> None:
    """Do to `skills`, the accepted `state` of a space, what its waiting proposals would.

    A file into which a proposal can no longer be merged is as if that one had not proposed it.
    """
    for proposal in proposals.waiting(store, state.space_id):
        for file in proposals.files(store, proposal):
            try:
                after = _merged(store, file, skills.read(file.path))
            except MergeConflict:
                continue
            _put(skills, file.path, after)


def proposed_files(store: Store, state: State, before: Staging, after: Staging) -> list[ProposedFile]:
    """The files of a proposal that makes `after` of `before`, by path, their content stored.

    It can be accepted without the earlier ones: it brings the SKILL.md of each of its skills for which the accepted
    `state` has none.
    """
    changed = edits.edits_between(before, after)
    files = {edit.path: _file(store, state, edit.path, before.read(edit.path), edit.data) for edit in changed}
    for directory in {edit.path.split("/")[0] for edit in changed if edit.data is not None}:
        path = f"{directory}/{SKILL_MD}"
        if path not in files and _full(path) not in state.entries:
            files[path] = _file(store, state, path, None, after.read(path))
    return [files[path] for path in sorted(files)]


def _file(store: Store, state: State, path: str, before: bytes | None, data: bytes | None) -> ProposedFile:
    old_blob, blob = (None if content is None else blobs.put(store, content) for content in (before, data))
    return ProposedFile(path, state.versions.get(_full(path), 0), old_blob, blob)


def _full(path: str) -> bytes:
    return SKILLS + b"/" + path.encode()


def _put(skills: Staging, path: str, data: bytes | None) -> None:
    if data is not None:
        skills.write(path, data)
    elif skills.read(path) is not None:
        skills.remove(path)


def _merged(store: Store, file: ProposedFile, now: bytes | None) -> bytes | None:
    """The file's content when the proposal is accepted while it is `now`. Raises `MergeConflict`."""
    old, new = _content(store, file.old_blob), _content(store, file.blob)
    if now in (old, new):
        return new
    if new is None:
        raise MergeConflict
    if file.path.endswith(f"/{SKILL_MD}") and (old is None or now is None):
        # It says what its skill holds, and was only brought along: whichever there is will do.
        return new if now is None else now
    if now is None:
        if file.base:
            raise MergeConflict
        # The file is of a proposal that was not accepted: of what that wrote, only the title stays.
        now = _title(old or b"")
    return merge(_title(new) if old is None and now.startswith(_title(new)) else old or b"", now, new)


def _content(store: Store, blob: bytes | None) -> bytes | None:
    return None if blob is None else blobs.get(store, blob, blobs.size_of(store, blob))


def _title(data: bytes) -> bytes:
    """The first line of a file of entries, nothing where it is no title."""
    first = data.partition(b"\n")[0]
    return first + b"\n" if first.startswith(b"# ") else b""


def _why_not(store: Store, proposal: Proposal, file: ProposedFile, now: bytes | None) -> str:
    for earlier in proposals.waiting(store, proposal.space_id):
        if earlier.number < proposal.number and file.path in {other.path for other in proposals.files(store, earlier)}:
            return f"skills/{file.path} builds on proposal {earlier.number}: accept that one first, or reject both"
    remedy = "edit it by hand if you want what is proposed, then reject the proposal"
    if now is None:
        return f"skills/{file.path} was removed meanwhile: {remedy}"
    return f"skills/{file.path} was changed meanwhile in the same lines: {remedy}"


def _invalid(store: Store, state: State, skills: Staging, changes: list[ProposedChange]) -> Iterator[str]:
    try:
        edits.check(state, skills, [change.edit for change in changes])
        check_room(store, state, skills, settings_in_force(store, state.space_id).settings.quota)
    except InvalidEdit as error:
        yield f"{error}: put that right by hand, or reject the proposal"
