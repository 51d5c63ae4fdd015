"""Learning from one drop: each of its sessions by itself, so that one that raises leaves no trace."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from skillfs.learning import edits
from skillfs.learning.arrivals import Arrival, Contents, KnownSessions, contents_of
from skillfs.learning.budget import DailyBudget
from skillfs.learning.diffs import unified_diff
from skillfs.learning.edits import EditConflict
from skillfs.learning.protocol import Findings, Learner, Occasion
from skillfs.learning.receipt import FileChange, Receipt, ReceiptState, with_findings
from skillfs.learning.results import (
    MAX_CRASHES,
    DropResult,
    SessionResult,
    dump_tasks,
    failure,
    load_tasks,
    one_line,
    repeated,
    session_result,
    time_of,
)
from skillfs.learning.room import OverQuota, check_room
from skillfs.learning.settings_in_force import SettingsInForce
from skillfs.learning.space_reader import SpaceReader
from skillfs.sessions.documents import DocumentError
from skillfs.sessions.messages import Session
from skillfs.skills.staging import StagedChange, Staging
from skillfs.store import blobs, inbox
from skillfs.store.commits import State
from skillfs.store.database import Store
from skillfs.store.entries import SKILLS
from skillfs.store.inbox import Drop
from skillfs.store.jobs import Job

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Circumstances:
    """What the sessions of a run have in common.

    `blocked` are the paths, below the space, that must not be edited because a mount has kept them open for writing for
    too long; `unwritten` the names of the sessions that were read and that the learner is still to write for.
    """

    store: Store
    state: State
    in_force: SettingsInForce
    learner: Learner
    reader: SpaceReader
    budget: DailyBudget
    blocked: frozenset[bytes] = frozenset()
    unwritten: set[str] = field(default_factory=set)

    def check(self, before: Staging, after: Staging) -> list[StagedChange]:
        """The edits that make `after` of `before`. Raises `InvalidEdit` or `EditConflict` for unpublishable ones."""
        edited = edits.edits_between(before, after)
        edits.check(self.state, after, edited)
        check_room(self.store, self.state, after, self.in_force.settings.quota)
        for edit in edited:
            if SKILLS + b"/" + edit.path.encode() in self.blocked:
                raise EditConflict(f"conflict: skills/{edit.path} is open for writing in a mount; close it")
        return edited


@dataclass(frozen=True, slots=True)
class Pending:
    """A session that was read, but of which nothing is written yet. `result` is its result so far."""

    arrival: Arrival
    contents: Contents
    seconds: float
    ended: bool
    result: SessionResult


class DropRun:
    """One drop's part in a run. `skills` has the edits of the sessions so far, those of failed ones left out.

    `room` is how many sessions the run still takes. `pending` are those that wait for the learner to write for all.
    """

    def __init__(
        self,
        store: Store,
        common: Circumstances,
        known: KnownSessions,
        job: Job,
        drop: Drop,
        skills: Staging,
        room: int,
    ) -> None:
        self.skills = skills
        self.pending: list[Pending] = []
        self._store = store
        self._common = common
        self._settings = common.in_force.settings
        self._known = known
        self._drop = drop
        self._room = room
        finish_ns = int(self._settings.finish_seconds * 1e9)
        ended = not drop.live or time.time_ns() - drop.changed_ns >= finish_ns
        self._result = DropResult(job, drop, ended=ended, finish_seconds=self._settings.finish_seconds)

    async def learn(self) -> DropResult:
        """Learn from every session of the drop that has room in the run."""
        if self._result.job.crashes >= MAX_CRASHES:
            self._refuse(f"the learner process died {MAX_CRASHES} times while it learnt from this")
            return self._result
        try:
            data = blobs.get(self._store, self._drop.blob, self._drop.size)
            contents = contents_of(self._drop, data, self._known, redacted=self._settings.redact)
        except DocumentError as error:
            self._refuse(one_line(error))
            return self._result
        for arrival in contents.arrivals:
            if self._result.taken >= self._room or arrival.name in self._common.unwritten:
                self._result.has_more = True
                break
            result = await self._session(arrival, contents)
            if result is not None:
                self._result.sessions.append(result)
                self._known.add(result.record)
        return self._result

    def _refuse(self, error: str) -> None:
        """The drop is no session after all: trying again cannot help."""
        self._result.fail(error, is_final=True)
        _, name = self._known.family(inbox.session_name(self._drop.path))
        arrival = Arrival(name, Session("", ()), b"", b"")
        self._result.sessions.append(self._failure(arrival, error, 0.0))

    async def _session(self, arrival: Arrival, contents: Contents) -> SessionResult | None:
        """What came of one session; None when nothing did that is worth a receipt, or when it is to be tried again."""
        if arrival.already is not None:
            return self._already_known(arrival)
        ended = self._result.ended or contents.whole_lines
        if not ended and arrival.learnt_through == len(arrival.session.messages):
            return None
        if (deferral := self._common.budget.deferral()) is not None:
            self._result.deferral = deferral
            return None
        began = time.perf_counter()
        fork = self.skills.fork()
        try:
            findings = await self._common.learner.learn(arrival.session, fork, self._occasion(arrival, ended))
            edited = self._common.check(self.skills, fork)
        except Exception as error:
            return self._failed(arrival, error, time.perf_counter() - began)
        seconds = time.perf_counter() - began
        receipt = with_findings(
            self._receipt(arrival, contents, seconds, live=not ended), findings, diffs_of(self.skills, edited)
        )
        self.skills = fork
        result = self._finished(arrival, receipt, ended=ended, findings=findings, edited=edited)
        if findings.awaits_writing:
            self.pending.append(Pending(arrival, contents, seconds, ended, result))
            self._common.unwritten.add(arrival.name)
        return result

    def written(
        self,
        accounts: Mapping[str, Findings],
        shares: Mapping[str, list[StagedChange]],
        before: Staging,
        seconds: float,
    ) -> None:
        """Finish the pending sessions: by name, the learner's account of each and its share of the edits of `before`.

        `seconds` is what the writing took of each.
        """
        for item in self.pending:
            findings, edited = accounts[item.arrival.name], shares[item.arrival.name]
            receipt = with_findings(
                self._receipt(item.arrival, item.contents, item.seconds + seconds, live=not item.ended),
                findings,
                diffs_of(before, edited),
            )
            result = self._finished(item.arrival, receipt, ended=item.ended, findings=findings, edited=edited)
            self._result.sessions = [result if one is item.result else one for one in self._result.sessions]

    def not_written(self, error: Exception) -> None:
        """Fail the pending sessions."""
        for item in self.pending:
            self._result.sessions.remove(item.result)
            failed = self._failed(item.arrival, error, item.seconds)
            if failed is not None:
                self._result.sessions.append(failed)

    def _finished(
        self, arrival: Arrival, receipt: Receipt, *, ended: bool, findings: Findings, edited: list[StagedChange]
    ) -> SessionResult:
        return session_result(
            arrival,
            self._drop,
            receipt,
            document=blobs.put(self._store, arrival.document),
            finished=ended,
            tasks=dump_tasks(findings.tasks),
            paths=(edit.path for edit in edited),
        )

    def _failed(self, arrival: Arrival, error: Exception, seconds: float) -> SessionResult | None:
        message = one_line(error)
        log.debug("session=%s attempt=%d", arrival.name, self._result.job.attempts + 1, exc_info=error)
        self._result.fail(message)
        if not self._result.is_final and not isinstance(error, EditConflict | OverQuota):
            return None
        return self._failure(arrival, message, seconds)

    def _failure(self, arrival: Arrival, error: str, seconds: float) -> SessionResult:
        receipt = self._receipt(arrival, None, seconds, live=False).model_copy(
            update={"state": ReceiptState.FAILED, "reason": error}
        )
        return failure(arrival, self._drop, self._result.job, receipt)

    def _already_known(self, arrival: Arrival) -> SessionResult | None:
        if not arrival.already:
            return None
        receipt = self._receipt(arrival, None, 0.0, live=False).model_copy(update={"reason": arrival.already})
        if arrival.learnt_through:
            return repeated(arrival, receipt)
        return session_result(
            arrival,
            self._drop,
            receipt,
            document=blobs.put(self._store, arrival.document),
            finished=True,
            tasks=None,
            paths=(),
        )

    def _occasion(self, arrival: Arrival, ended: bool) -> Occasion:
        settings = self._settings
        return Occasion(
            session_id=arrival.name,
            dropped_at=time_of(self._drop.mtime_ns).astimezone(settings.zone),
            timezone=settings.zone,
            learnt_through=arrival.learnt_through,
            ended=ended,
            guidance=self._common.in_force.document.guidance,
            success_criteria=settings.success_criteria,
            failure_criteria=settings.failure_criteria,
            is_recalled=self._common.reader.was_served,
            earlier_tasks=tuple(load_tasks(arrival.known.tasks if arrival.known else None)),
            is_persons=self._common.reader.is_persons,
            spent=self._common.budget.spend,
        )

    def _receipt(self, arrival: Arrival, contents: Contents | None, seconds: float, *, live: bool) -> Receipt:
        """The receipt so far, as that of a session in which nothing was found."""
        return Receipt(
            session=arrival.name,
            state=ReceiptState.SKIPPED,
            format=arrival.session.format,
            learner=self._common.learner.name,
            messages=len(arrival.session.messages),
            learnt_before=arrival.learnt_through,
            live=live,
            received=time_of(self._result.job.since_ns),
            finished=datetime.now(UTC),
            seconds=seconds,
            attempts=self._result.job.attempts + 1,
            redactions=dict(contents.redactions) if contents else {},
            earlier_bytes=arrival.earlier_bytes,
        )


def diffs_of(before: Staging, edited: list[StagedChange]) -> list[FileChange]:
    """What edits of `before` changed, as a receipt shows it."""
    return [
        FileChange(path=edit.path, diff=unified_diff(edit.path, before.read(edit.path), edit.data)) for edit in edited
    ]
