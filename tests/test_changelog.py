"""The log of a space as text."""

from __future__ import annotations

import re
from pathlib import Path

from skillfs.changelog import changelog
from skillfs.store import commits, spaces
from skillfs.store.commits import STAGED
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind

FILE = Entry(Kind.FILE, 1, 0o644, 1, 2, 3, 5, b"b" * 32)
DIRECTORY = Entry(Kind.DIRECTORY, 2, 0o755, 1, 2, 3)
LINK = Entry(Kind.SYMLINK, 3, 0o777, 1, 2, 3, target=b"elsewhere")
TOUCHED = Entry(Kind.DIRECTORY, 2, 0o755, 1, 2, 99)
CLOSED = Entry(Kind.DIRECTORY, 2, 0o700, 1, 2, 99)


def commit(store: Store, space_id: int, author: str, message: str, changes: dict[bytes, Entry | None]) -> None:
    commit_id = commits.begin(store, space_id, STAGED, author, message)
    commits.put(store, commit_id, space_id, [Change(path, 0, entry) for path, entry in changes.items()])
    commits.publish(store, commit_id, force=True)


def test_each_commit_says_who_when_why_and_what_the_newest_first(tmp_path: Path) -> None:
    with Store(tmp_path / "store.db") as store:
        space_id = spaces.create(store, "work", {"SPACE.md": b"x"}, uid=0, gid=0, author="skillfs space create").id
        added: dict[bytes, Entry | None] = {b"skills/a": DIRECTORY, b"skills/a/x.md": FILE, b"skills/l": LINK}
        commit(store, space_id, "monday", "learn from monday", added)
        commit(store, space_id, "uid 0, vim", "", {b"skills/a": TOUCHED, b"skills/a/x.md": None, b"skills/l": FILE})
        commit(store, space_id, "uid 0, \x1b[2J", "a\nb", {b"skills/a": CLOSED, b"skills/\x1b\xff": FILE})
        commit(store, space_id, "nobody", "nothing", {b"skills/a": CLOSED, b"skills/gone": None})
        draft = commits.begin(store, space_id, STAGED, "draft")
        commits.put(store, draft, space_id, [Change(b"skills/draft.md", 0, FILE)])
        text = changelog(store, space_id, 5)
        assert changelog(store, space_id, 2) == text[text.index("commit 2\n") :]
    dates = re.findall(r"(?m)^Date:   (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC)$", text)
    assert len(dates) == 5
    assert (
        re.sub(r"(?m)^Date: .*$", "Date:", text)
        == r"""commit 5
Author: nobody
Date:

    nothing

commit 4
Author: uid 0, \x1b[2J
Date:

    a\nb

A  skills/\x1b\udcff
M  skills/a/

commit 3
Author: uid 0, vim
Date:

D  skills/a/x.md
T  skills/l

commit 2
Author: monday
Date:

    learn from monday

A  skills/a/
A  skills/a/x.md
A  skills/l

commit 1
Author: skillfs space create
Date:

    create the space

A  SPACE.md
A  skills/
"""
    )
