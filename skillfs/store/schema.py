"""The tables of the store, and how an older file becomes a newer one.

Migrations are append-only: a released one is never edited. A store that carries a migration unknown to this program was
written by a newer skillfs and is not opened (`database.StoreTooNew`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

_SET = "skillfs"


def m0001_initial(db: Database) -> None:
    """The first schema.

    counters      named integers that only grow
        name      `inode`: the next inode number that was never given out; `revision`: the last inbox revision;
                  `spaces`: counts changes of the list of spaces
        value

    spaces        learning spaces, also those in the trash
        id        never used again
        name      the directory name in a mount's root; unique among spaces that are not removed
        ino       inode number of the space's directory
        inbox_ino inode number of its `inbox/`
        head      number of the last published commit, 0 before the first
        created_ns, removed_ns   nanoseconds since the epoch; removed_ns is null unless the space is in the trash
        inbox     0 when `inbox/` itself was removed, which pauses learning

    attributes    what chmod, chown and utimens set on directories that are in no commit (root, spaces, inboxes)
        ino, mode, uid, gid, atime_ns, mtime_ns

    blobs         immutable content, addressed by what it is
        hash      SHA-256: of `data` for a leaf, of size and chunk hashes for a list (see blobs.py)
        size      bytes of content
        data      the bytes of a leaf, null for a list
        chunks    for a list: the 32-byte hashes of its leaves in order, 32 zero bytes for a hole
        touched_ns   last time something was about to refer to it; collection spares what is recent

    commits       the commit log, and the commits that are still being put together
        id
        space_id
        number    dense per space, from 1; null until published. The order of a space's history
        kind      `draft`: a mount's changes since its last commit, published by recovery if the mount dies;
                  `staged`: being prepared, dropped by recovery, and by the next learner if it has an origin that died;
                  `unversioned`: the one list a space has of files that are kept but never published (editor
                  temporaries, `.git`)
        time_ns   when it was published
        author    a session id, or uid, pid and command of who wrote through a mount, or a command of the CLI
        message   one line
        origin    daemons.id of the mount that made it (and needs no telling), else null

    changes       what a commit does to one path; the whole new entry, so that replay needs no other row
        commit_id, path   path is below the space: `SPACE.md`, `skills`, `skills/...`; bytes, as the kernel gave them
        space_id  the commit's, for the index
        base      number of the commit that last changed this path when the change was made, 0 for none
        kind      `file`, `directory`, `symlink`; null for a removal
        ino       inode number; a version that replaces another is a new one
        mode      permission bits; uid, gid; mtime_ns
        size, blob   of a file; blob is null when it is empty
        target    of a symlink
        xattrs    user extended attributes as a JSON object of name to base64, null for none
        old_blob  the blob of the version it replaces, so that a diff needs no replay

    inbox         what was dropped: spool and queue in one
        ino       inode number, also the drop's identity
        space_id, path   path is below `inbox/`; unique among rows that are visible
        kind      `file` or `directory`
        mode, uid, gid, mtime_ns
        size, blob   the bytes that are durable so far
        state     `open`: being written, or written and not yet judged; `aside`: a temporary name, left alone;
                  `waiting`: accepted; `rejected`: see error; `moved`: learnt from and gone from the inbox;
                  `cancelled`: removed by the user before it was learnt from
        error     what `NAME.error` says, null for none
        live      1 for a `.jsonl`, which may still grow
        turns     messages it held when it was accepted; learnt: how many of them were learnt from
        changed_ns   when its bytes or state last changed
        revision  counters.revision of the last change: mounts follow inboxes by it

    sessions      what was learnt from, by name
        space_id, name   name is the session's id within its space
        state     `learning`, `learnt`, `skipped`, `failed`
        ino       the inbox row it came from last
        format    the transcript format
        messages  how many it has; digest: chained digest of them, to recognise a longer version (sessions/digest.py)
        source    blob hash of the raw bytes, to recognise the same drop
        document  blob hash of the redacted bytes, `session.json`
        lines     1 when the document is JSON Lines
        received_ns, finished_ns
        receipt   JSON, the model in learning/receipt.py
        tasks     JSON, a list of learning.protocol.Task

    lessons       every single thing that was learnt
        session_id, kind, text, path, message, source   as in learning.protocol.Found
        commit_number   the commit that carries it; proposal: the number of the proposal that it came in, null for none

    proposals     what runs would have committed in a space whose SPACE.md says `review: true`
        id
        space_id, number   dense per space, from 1, never used again
        state     `waiting`; `accepted`; `rejected`
        author, message   those of the commit that it becomes
        sessions  the names of the sessions that it is from, as a JSON array
        created_ns, settled_ns   settled_ns is null while it waits
        commit_number   the commit that it became, null for none

    proposed_files   what a waiting proposal does to one file; gone when it is settled
        proposal_id, path   path is below `skills/`, text
        base      number of the commit that had last changed the path, 0 where it was in no accepted state
        old_blob  the content that it was made from: that of the accepted state with the earlier proposals on top; null
                  where there was no file
        blob      the content that it proposes, null for a removal

    jobs          inbox files to learn from
        ino       inbox.ino; one job a file
        space_id
        due_ns    not before; attempts; error of the last attempt
        since_ns  when it was first asked for
        run_by    daemons.id of whose run is at work on it, null for none
        crashes   how many runs with it never came to an end, because their process did

    leases        rights that expire
        name      `run:<space id>`: to learn in a space; `write:<space id>:<hex of path>`: a mount
                  holds a writable handle on a file
        owner     daemons.id
        until_ns

    daemons       processes at work on this store
        id, role (`mount`, `learner`, `supervisor`, `command`), pid, start_ticks (field 22 of /proc/PID/stat: a pid may
        be used again), mountpoint, started_ns, heartbeat_ns

    served_lines  a digest of each line that a space's skills ever held, so that recalled text is not learnt again
        space_id, digest
    served_through   up to which commit that is done
        space_id, number
    """
    for statement in _TABLES.split(";\n"):
        db.execute(statement)


_TABLES = """
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters VALUES ('inode', 16), ('revision', 0), ('spaces', 0);
CREATE TABLE spaces (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, ino INTEGER NOT NULL, inbox_ino INTEGER NOT NULL,
    head INTEGER NOT NULL DEFAULT 0, created_ns INTEGER NOT NULL, removed_ns INTEGER, inbox INTEGER NOT NULL DEFAULT 1);
CREATE UNIQUE INDEX spaces_by_name ON spaces (name) WHERE removed_ns IS NULL;
CREATE TABLE attributes (
    ino INTEGER PRIMARY KEY, mode INTEGER NOT NULL, uid INTEGER NOT NULL, gid INTEGER NOT NULL,
    atime_ns INTEGER NOT NULL, mtime_ns INTEGER NOT NULL);
CREATE TABLE blobs (
    hash BLOB PRIMARY KEY, size INTEGER NOT NULL, data BLOB, chunks BLOB, touched_ns INTEGER NOT NULL);
CREATE TABLE commits (
    id INTEGER PRIMARY KEY AUTOINCREMENT, space_id INTEGER NOT NULL REFERENCES spaces (id), number INTEGER,
    kind TEXT NOT NULL, time_ns INTEGER, author TEXT NOT NULL, message TEXT NOT NULL, origin INTEGER);
CREATE UNIQUE INDEX commits_by_number ON commits (space_id, number) WHERE number IS NOT NULL;
CREATE INDEX commits_unpublished ON commits (space_id, kind) WHERE number IS NULL;
CREATE TABLE changes (
    commit_id INTEGER NOT NULL REFERENCES commits (id), path BLOB NOT NULL, space_id INTEGER NOT NULL,
    base INTEGER NOT NULL, kind TEXT, ino INTEGER, mode INTEGER, uid INTEGER, gid INTEGER, mtime_ns INTEGER,
    size INTEGER, blob BLOB, target BLOB, xattrs TEXT, old_blob BLOB, PRIMARY KEY (commit_id, path)) WITHOUT ROWID;
CREATE INDEX changes_by_path ON changes (space_id, path);
CREATE TABLE inbox (
    ino INTEGER PRIMARY KEY, space_id INTEGER NOT NULL REFERENCES spaces (id), path BLOB NOT NULL, kind TEXT NOT NULL,
    mode INTEGER NOT NULL, uid INTEGER NOT NULL, gid INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    size INTEGER NOT NULL DEFAULT 0, blob BLOB, state TEXT NOT NULL, error TEXT, live INTEGER NOT NULL DEFAULT 0,
    turns INTEGER NOT NULL DEFAULT 0, learnt INTEGER NOT NULL DEFAULT 0,
    changed_ns INTEGER NOT NULL, revision INTEGER NOT NULL);
CREATE UNIQUE INDEX inbox_by_path ON inbox (space_id, path) WHERE state NOT IN ('moved', 'cancelled');
CREATE INDEX inbox_by_revision ON inbox (revision);
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, space_id INTEGER NOT NULL REFERENCES spaces (id), name TEXT NOT NULL,
    state TEXT NOT NULL, ino INTEGER, format TEXT NOT NULL, messages INTEGER NOT NULL, digest BLOB, source BLOB,
    document BLOB, lines INTEGER NOT NULL, received_ns INTEGER NOT NULL, finished_ns INTEGER, receipt TEXT, tasks TEXT);
CREATE UNIQUE INDEX sessions_by_name ON sessions (space_id, name);
CREATE INDEX sessions_by_state ON sessions (space_id, state);
CREATE INDEX sessions_by_time ON sessions (space_id, received_ns);
CREATE TABLE lessons (
    id INTEGER PRIMARY KEY AUTOINCREMENT, session_id INTEGER NOT NULL REFERENCES sessions (id), kind TEXT NOT NULL,
    text TEXT NOT NULL, path TEXT NOT NULL, message INTEGER, source TEXT NOT NULL, commit_number INTEGER,
    proposal INTEGER);
CREATE INDEX lessons_by_session ON lessons (session_id);
CREATE TABLE proposals (
    id INTEGER PRIMARY KEY AUTOINCREMENT, space_id INTEGER NOT NULL REFERENCES spaces (id), number INTEGER NOT NULL,
    state TEXT NOT NULL, author TEXT NOT NULL, message TEXT NOT NULL, sessions TEXT NOT NULL,
    created_ns INTEGER NOT NULL, settled_ns INTEGER, commit_number INTEGER);
CREATE UNIQUE INDEX proposals_by_number ON proposals (space_id, number);
CREATE INDEX proposals_waiting ON proposals (space_id) WHERE state = 'waiting';
CREATE TABLE proposed_files (
    proposal_id INTEGER NOT NULL REFERENCES proposals (id), path TEXT NOT NULL, base INTEGER NOT NULL, old_blob BLOB,
    blob BLOB, PRIMARY KEY (proposal_id, path)) WITHOUT ROWID;
CREATE TABLE jobs (
    ino INTEGER PRIMARY KEY REFERENCES inbox (ino), space_id INTEGER NOT NULL, due_ns INTEGER NOT NULL,
    since_ns INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, error TEXT,
    run_by INTEGER, crashes INTEGER NOT NULL DEFAULT 0);
CREATE INDEX jobs_by_space ON jobs (space_id, due_ns);
CREATE TABLE leases (
    name TEXT NOT NULL, owner INTEGER NOT NULL, until_ns INTEGER NOT NULL, PRIMARY KEY (name, owner)) WITHOUT ROWID;
CREATE TABLE daemons (
    id INTEGER PRIMARY KEY AUTOINCREMENT, role TEXT NOT NULL, pid INTEGER NOT NULL, start_ticks INTEGER NOT NULL,
    mountpoint TEXT, started_ns INTEGER NOT NULL, heartbeat_ns INTEGER NOT NULL);
CREATE TABLE served_lines (
    space_id INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (space_id, digest)) WITHOUT ROWID;
CREATE TABLE served_through (space_id INTEGER PRIMARY KEY, number INTEGER NOT NULL)
"""


def m0002_model_use(db: Database) -> None:
    """What learning costs.

    model_use     tokens that a space's learner used of a model, by day
        space_id, day   day is the ISO date in the space's time zone
        tokens
    """
    db.execute(
        "CREATE TABLE model_use (space_id INTEGER NOT NULL, day TEXT NOT NULL, tokens INTEGER NOT NULL,"
        " PRIMARY KEY (space_id, day)) WITHOUT ROWID"
    )


def m0003_jobs_at_work(db: Database) -> None:
    """The few jobs that are in a run are found without reading all that wait."""
    # Some stores have it already: for a while the first migration made it.
    db.execute("CREATE INDEX IF NOT EXISTS jobs_at_work ON jobs (space_id) WHERE run_by IS NOT NULL")


def m0004_owners_of_drops(db: Database) -> None:
    """Who judges a drop that is open, and since when a job waits.

    inbox
        owner     daemons.id of the mount in which it is open, or was; null where no mount had anything to do with it
    jobs
        set_ns    when due_ns was set: what is due then by a clock that has been set back since is recognised by it
    """
    db.execute("ALTER TABLE inbox ADD COLUMN owner INTEGER")
    db.execute("ALTER TABLE jobs ADD COLUMN set_ns INTEGER NOT NULL DEFAULT 0")
    db.execute("CREATE INDEX inbox_open ON inbox (ino) WHERE state = 'open'")


def m0005_closes(db: Database) -> None:
    """What closes in a mount have confirmed is in a file beside the store until a draft has it (closes.py).

    closes        which of those files drafts have
        origin, space_id   daemons.id of the mount, and the space that a file is of
        through   the number of the last file of which drafts have everything
    """
    db.execute(
        "CREATE TABLE closes (origin INTEGER NOT NULL, space_id INTEGER NOT NULL, through INTEGER NOT NULL,"
        " PRIMARY KEY (origin, space_id)) WITHOUT ROWID"
    )


MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    m0001_initial, m0002_model_use, m0003_jobs_at_work, m0004_owners_of_drops, m0005_closes,
)  # fmt: skip


def applied(connection: sqlite3.Connection) -> set[str]:
    """The names of the migrations that a file has had, as sqlite-utils notes them.

    Every process asks, and nearly none has to do anything then: so this does without sqlite-utils, which takes longer
    to import than a store to open.
    """
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        return set()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (_SET,))
    return {name for (name,) in rows}


def apply(connection: sqlite3.Connection, stop_before: str | None = None) -> None:
    """Apply the migrations that a file has not had, those from `stop_before` on left out."""
    from sqlite_utils import Database, Migrations

    migrations = Migrations(_SET)
    for migration in MIGRATIONS:
        migrations()(migration)
    migrations.apply(Database(connection, execute_plugins=False), stop_before=stop_before)
