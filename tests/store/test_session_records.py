"""What became of sessions is stored, replaced and counted whole."""

from __future__ import annotations

import dataclasses

from skillfs.store import sessions, spaces
from skillfs.store.database import Store
from skillfs.store.entries import Entry, Kind, dump_xattrs, is_versioned, load_xattrs
from skillfs.store.sessions import Lesson, SessionRecord


def test_a_record_is_replaced_under_its_name(store: Store, space: spaces.Space) -> None:
    first = SessionRecord(space.id, "monday", sessions.LEARNING, 40, "openai", 3, b"d", b"s", b"o", True, 5)
    number = sessions.put(store, first)
    assert sessions.get(store, space.id, "monday") == first
    second = dataclasses.replace(
        first, state=sessions.LEARNT, messages=9, finished_ns=8, receipt='{"a": 1}', tasks="[]", lines=False
    )
    assert sessions.put(store, second) == number
    assert sessions.get(store, space.id, "monday") == second
    assert sessions.get(store, space.id, "tuesday") is None
    third = dataclasses.replace(first, name="tuesday", received_ns=6)
    sessions.put(store, third)
    assert sessions.listed(store, space.id) == [third, second]
    assert sessions.listed(store, space.id, limit=1) == [third]
    assert sessions.names(store, space.id) == ["monday", "tuesday"]
    assert sessions.counts(store, space.id) == {"learning": 1, "learnt": 1}


def test_lessons_belong_to_their_session(store: Store, space: spaces.Space) -> None:
    record = SessionRecord(space.id, "monday", sessions.LEARNT, None, "openai", 3, b"", b"", b"", False, 5)
    number = sessions.put(store, record)
    sessions.add_lessons(store, number, [Lesson("fact", "Gus prefers tea", "skills/f.md", 2, "I prefer tea", 4)])
    rows = store.execute("SELECT session_id, kind, text, path, message, source, commit_number FROM lessons").fetchall()
    assert rows == [(number, "fact", "Gus prefers tea", "skills/f.md", 2, "I prefer tea", 4)]


def test_attributes_survive_any_bytes() -> None:
    xattrs = {b"user.\xff": b"\x00\xff", b"user.a": b""}
    assert load_xattrs(dump_xattrs(xattrs)) == xattrs
    assert dump_xattrs({}) is None
    assert Entry(Kind.FILE, 1, 0, 0, 0, 0).xattrs == load_xattrs(None)


def test_what_is_not_versioned() -> None:
    temporary = [b"skills/a/.git/HEAD", b"skills/x.md~", b"skills/.x.md.swp", b"skills/4913", b"skills/sedAb12cd",
                 b"skills/.x.md.Ab12Cd", b"skills/#x.md#", b"skills/.#x.md", b"skills/x.lock"]  # fmt: skip
    kept = [b"skills/a/SKILL.md", b"skills/.hidden", b"skills/sediment", b"skills/.gitignore", b"SPACE.md"]
    assert [path for path in temporary if is_versioned(path)] == []
    assert [path for path in kept if not is_versioned(path)] == []
