"""What becomes of waits when the machine's clock has been set back: they last as long as they were meant to.

Times in the store are of the wall clock, since processes come and go and machines are restarted. What was noted at a
time that lies in the future now was noted before the clock was set back. The order of commits is that of their numbers,
which no clock has a part in.
"""

from __future__ import annotations

import time

from skillfs.store.database import Store

LONGEST_LEASE_SECONDS = 30


def follow(store: Store) -> int:
    """Move what waits for a time to the same distance from now, where that time was set by a clock that was ahead.

    Covers due times of jobs, the last line of live sessions, and leases. How many rows that were; cheap when none.
    """
    now = time.time_ns()
    latest = now + LONGEST_LEASE_SECONDS * 10**9
    if not store.one(
        "SELECT EXISTS (SELECT 1 FROM jobs WHERE set_ns > ?1) OR EXISTS (SELECT 1 FROM leases WHERE until_ns > ?2)"
        " OR EXISTS (SELECT 1 FROM inbox WHERE state = 'waiting' AND changed_ns > ?1)",
        (now, latest),
    ):
        return 0
    with store.transaction():
        changes = (
            ("UPDATE jobs SET due_ns = due_ns - set_ns + ?1, since_ns = min(since_ns, ?1), set_ns = ?1"
             " WHERE set_ns > ?1", now),
            ("UPDATE inbox SET changed_ns = ?1 WHERE state = 'waiting' AND changed_ns > ?1", now),
            ("UPDATE leases SET until_ns = ?1 WHERE until_ns > ?1", latest),
        )  # fmt: skip
        return sum(store.execute(statement, (moment,)).rowcount for statement, moment in changes)
