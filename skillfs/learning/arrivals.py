"""What a drop brings: its sessions, and for each whether it is new, known, or a known one that grew."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from skillfs.learning.receipt import Receipt
from skillfs.sessions.digest import message_digests
from skillfs.sessions.documents import DocumentError
from skillfs.sessions.messages import Session
from skillfs.sessions.native import is_envelope
from skillfs.sessions.reading import read
from skillfs.sessions.redaction import redact_document
from skillfs.store import blobs, inbox, sessions
from skillfs.store.database import Store
from skillfs.store.inbox import Drop
from skillfs.store.sessions import SessionRecord


@dataclass(frozen=True, slots=True)
class Arrival:
    """One session of a drop.

    `known` is the record of the session that it is or goes on from, of which `learnt_through` messages were learnt
    from; None for a new one. `already` says why there is nothing to do, None when there is something; it is empty where
    that is not worth saying, because this very drop was learnt from before. `document` has the redacted bytes of the
    whole session, the first `earlier_bytes` of them from earlier drops.
    """

    name: str
    session: Session
    document: bytes
    digest: bytes
    known: SessionRecord | None = None
    learnt_through: int = 0
    already: str | None = None
    earlier_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """The sessions of a drop. `redactions` counts the secrets in it by kind; `whole_lines`: each line is a session."""

    arrivals: tuple[Arrival, ...]
    redactions: Mapping[str, int]
    whole_lines: bool


class KnownSessions:
    """The sessions of a space by name, those of a run that is not published yet included."""

    def __init__(self, store: Store, space_id: int, sources: Iterable[bytes] = ()) -> None:
        """`sources` are the blobs of the drops that will be asked for with `of_same_bytes`."""
        self._store = store
        self._space_id = space_id
        self._pending: dict[str, SessionRecord] = {}
        self._by_source = self._names_by_source(list(sources))

    def expect(self, sources: Iterable[bytes]) -> None:
        """Look up the blobs of further drops."""
        self._by_source = self._names_by_source(list(sources)) | self._by_source

    def get(self, name: str) -> SessionRecord | None:
        return self._pending.get(name) or sessions.get(self._store, self._space_id, name)

    def add(self, record: SessionRecord) -> None:
        """Know a session from now on, in this run."""
        self._pending[record.name] = record
        if record.state != sessions.FAILED:
            self._by_source.setdefault(record.source, (record.name, record.ino))

    def family(self, name: str) -> tuple[list[SessionRecord], str]:
        """The sessions that were dropped under a name: `name`, `name`.2, …; and the next of these that is free."""
        found: list[SessionRecord] = []
        free = name
        while record := self.get(free):
            found.append(record)
            free = f"{name}.{len(found) + 1}"
        return found, free

    def of_same_bytes(self, drop: Drop) -> str | None:
        """The name of a session that was read from the very bytes of another drop, None where there is none."""
        name, ino = self._by_source.get(drop.blob, (None, None))
        return None if ino == drop.ino else name

    def document(self, record: SessionRecord) -> bytes:
        """The redacted bytes of a known session."""
        return blobs.get(self._store, record.document, blobs.size_of(self._store, record.document))

    def _names_by_source(self, sources: list[bytes]) -> dict[bytes, tuple[str, int | None]]:
        marks = ", ".join("?" * len(sources))
        rows = self._store.execute(
            f"SELECT source, name, ino FROM sessions WHERE space_id = ? AND state != ? AND source IN ({marks})"
            " ORDER BY id DESC",
            (self._space_id, sessions.FAILED, *sources),
        )
        return {source: (name, ino) for source, name, ino in rows}


def contents_of(drop: Drop, data: bytes, known: KnownSessions, *, redacted: bool = True) -> Contents:
    """The sessions in a drop's bytes, each compared with what is known. Secrets are redacted before anything is parsed,
    unless `redacted` is false. Raises `DocumentError` for bytes that are no session.
    """
    document, redactions = redact_document(data) if redacted else (data, Counter[str]())
    lines = inbox.is_lines(drop.path)
    reading = read(document, lines=lines, name=inbox.session_name(drop.path), redacted=False)
    whole_lines = lines and _holds_whole_sessions(document)
    parts = [line for line in document.split(b"\n") if line.strip()] if whole_lines else [document]
    arrivals = []
    for item, part in zip(reading.sessions, parts, strict=False):
        comparison = _Comparison(drop, known, item.name, item.session, part, grows=lines and not whole_lines)
        arrivals.append(comparison.arrival())
    return Contents(tuple(arrivals), redactions, whole_lines)


def _holds_whole_sessions(document: bytes) -> bool:
    first = next((line for line in document.split(b"\n") if line.strip()), b"")
    try:
        return is_envelope(json.loads(first))
    except ValueError:
        return False


class _Comparison:
    """One session of a drop against those that were dropped under its name before.

    `grows` is true for a ``.jsonl`` of messages: where it is no version of the session of its name, it goes on with it.
    """

    def __init__(
        self, drop: Drop, known: KnownSessions, name: str, session: Session, document: bytes, *, grows: bool
    ) -> None:
        self._drop, self._known, self._name, self._session, self._document = drop, known, name, session, document
        self._grows = grows
        self._digests = message_digests(session)

    def arrival(self) -> Arrival:
        family, free = self._known.family(self._name)
        for record in sorted(family, key=lambda record: record.ino != self._drop.ino):
            if found := self._same_bytes(record) or self._longer(record) or self._grown_part(record):
                return found
        for record in family:
            if not record.messages:
                return self._new(record.name)
            if self._is_earlier_part(record):
                return self._nothing_to_do(record, f"it is an earlier part of {record.name}")
        if self._grows and family and (appended := self._appended(family[-1])):
            return appended
        other = None if self._drop.live else self._known.of_same_bytes(self._drop)
        if other is not None and not family:
            return self._new(free, f"the same bytes as {other}: already known; nothing to do")
        return self._new(free)

    def _new(self, name: str, already: str | None = None) -> Arrival:
        last = self._digests[-1] if self._digests else b""
        return Arrival(name, self._session, self._document, last, self._known.get(name), already=already)

    def _same_bytes(self, record: SessionRecord) -> Arrival | None:
        if record.source != self._drop.blob or record.state == sessions.FAILED:
            return None
        if record.ino == self._drop.ino and self._is_unfinished(record):
            return None
        return self._nothing_to_do(record, "the same bytes")

    def _longer(self, record: SessionRecord) -> Arrival | None:
        if not _continues(self._digests, record):
            return None
        says_more = len(self._digests) > record.messages or self._session.outcome or self._session.feedback
        if not says_more and not self._is_unfinished(record):
            return self._nothing_to_do(record, "the same messages")
        return self._going_on(record, self._session, self._document, self._digests, 0)

    def _grown_part(self, record: SessionRecord) -> Arrival | None:
        """This drop's next lines, when its session began with those of an earlier drop."""
        start = earlier_bytes(record)
        if not start or record.ino != self._drop.ino:
            return None
        return self._joined(record, self._known.document(record)[:start])

    def _appended(self, record: SessionRecord) -> Arrival | None:
        """A new file under the name of a session that left the inbox: it goes on, unless it says that it is another."""
        if not record.lines or record.ino == self._drop.ino:
            return None
        return self._joined(record, self._known.document(record))

    def _joined(self, record: SessionRecord, before: bytes) -> Arrival | None:
        if not before.endswith(b"\n"):
            before += b"\n"
        document = before + self._document
        try:
            (earlier,) = read(before, lines=True, name=record.name, redacted=False).sessions
            (whole,) = read(document, lines=True, name=record.name, redacted=False).sessions
        except (DocumentError, ValueError):
            return None
        if earlier.session.format != self._session.format or _differ(earlier.session.id, self._session.id):
            return None
        digests = message_digests(whole.session)
        if not _continues(digests, record):
            return None
        return self._going_on(record, whole.session, document, digests, len(before))

    def _going_on(
        self, record: SessionRecord, session: Session, document: bytes, digests: tuple[bytes, ...], start: int
    ) -> Arrival:
        return Arrival(record.name, session, document, digests[-1], record, record.messages, earlier_bytes=start)

    def _nothing_to_do(self, record: SessionRecord, why: str) -> Arrival:
        own = record.ino == self._drop.ino
        already = "" if own else f"{why}: already known; nothing to do"
        return Arrival(record.name, self._session, self._document, record.digest, record, record.messages, already)

    def _is_unfinished(self, record: SessionRecord) -> bool:
        """Whether the record is of this very drop, which may grow or end yet."""
        return record.ino == self._drop.ino and record.finished_ns is None

    def _is_earlier_part(self, record: SessionRecord) -> bool:
        if not self._digests or len(self._digests) >= record.messages or record.ino == self._drop.ino:
            return False
        try:
            (known,) = read(self._known.document(record), lines=record.lines, name="", redacted=False).sessions
        except (DocumentError, ValueError):
            return False
        return self._digests[-1] in message_digests(known.session)


def _continues(digests: tuple[bytes, ...], record: SessionRecord) -> bool:
    return 0 < record.messages <= len(digests) and digests[record.messages - 1] == record.digest


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def earlier_bytes(record: SessionRecord) -> int:
    """How much of a session's document came from drops before its last one."""
    return 0 if record.receipt is None else Receipt.model_validate_json(record.receipt).earlier_bytes
