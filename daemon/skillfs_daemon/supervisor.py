"""`skillfs up`: mount and learner as separate processes, kept alive for as long as this one runs.

The supervisor never enters the mount and never learns anything. It starts its children, notices by process state and by
a probe when one is dead or hung, puts another in its place, and at its end leaves neither process nor mount behind. Its
own death by SIGKILL ends them too: the kernel sends them SIGTERM (PR_SET_PDEATHSIG), on which a mount unmounts.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from skillfs.store import daemons
from skillfs.store.daemons import LEARNER, MOUNT, SUPERVISOR
from skillfs.store.database import Store, StoreError, StoreGone
from skillfs_daemon import mountpoints, privileges, systemd
from skillfs_daemon.child import Child, StartFailed
from skillfs_daemon.mountpoints import Mountpoint, MountpointError, Probe
from skillfs_daemon.privileges import Account, acting_as
from skillfs_daemon.unprivileged import Grantor

START_SECONDS = 60.0
STOP_SECONDS = 3.5
PROBE_EVERY_SECONDS = 3.0
HUNG_SECONDS = 20.0
WATCHDOG_EVERY_SECONDS = 5.0
TICK_SECONDS = 0.5
FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS = 0.1, 30.0
STEADY_SECONDS = 60.0
SERVED_DELAY_SECONDS = 0.5
"""The longest delay for a mount that had served: its users wait for it, and to start takes a second of its own."""

_ENDING = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
_AWAITED = _ENDING | {signal.SIGCHLD}

log = logging.getLogger("skillfs.supervisor")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to keep running: `mountpoint` as the user named it, `jobs` spaces learnt from at once.

    With `user` the store is that user's, and the children run as that user without privileges: root's supervisor mounts
    and unmounts for them.
    """

    store_path: Path
    mountpoint: Path
    allow_other: bool = False
    jobs: int = 2
    user: Account | None = None


@dataclass(slots=True)
class _Post:
    """A child's place: who fills it now, and when a successor may."""

    role: str
    child: Child | None = None
    delay: float = 0.0
    not_before: float = 0.0
    lacks_store: bool = False


class Supervisor:
    """Keeps one mount and one learner running. Use `run` from the main thread: it takes over the signals."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._path = mountpoints.canonical(plan.mountpoint)
        self._mount, self._learner = _Post(MOUNT), _Post(LEARNER)
        self._probe: Probe | None = None
        self._probed = self._answered = self._told_systemd = 0.0
        self._moved_to: Path | None = None
        self._ending = False
        self._grantor = None if plan.user is None else Grantor(plan.user)

    def run(self, ready: Callable[[], None]) -> None:
        """Supervise until SIGTERM, SIGINT, SIGHUP or an unmount; `ready` is called once the mount answers.

        Raises `MountpointError`, `StoreError` or `StartFailed` when that is never reached.
        """
        if self._plan.allow_other:
            mountpoints.check_allow_other()
        with _signals_awaited(), self._entered() as (store, me):
            self._refuse_second(store, me)
            with Mountpoint(self._plan.mountpoint) as place:
                if self._plan.user is not None:
                    privileges.check_reachable(self._plan.user, place.path)
                self._supervise(store, place, ready)

    @contextlib.contextmanager
    def _entered(self) -> Iterator[tuple[Store, int]]:
        """The store, opened and closed as the user whose it is, and the number under which this process is in it."""
        user = self._plan.user
        if user is not None:
            privileges.check_store(user, self._plan.store_path)
        with acting_as(user):
            store = Store(self._plan.store_path, durable=False)
            daemons.bury(store)
            me = daemons.register(store, SUPERVISOR, str(self._path))
        try:
            yield store, me
        finally:
            with acting_as(user):
                with contextlib.suppress(StoreGone):
                    daemons.leave(store, me)
                store.close()

    def _refuse_second(self, store: Store, me: int) -> None:
        # Both register before they look, so that of two that start together the first one wins.
        for other in daemons.alive(store, SUPERVISOR):
            if other.id < me and other.mountpoint == str(self._path):
                raise MountpointError(
                    f"{self._plan.mountpoint}: skillfs is up there already (process {other.pid});"
                    f" `skillfs down {self._plan.mountpoint}` ends it"
                )

    def _supervise(self, store: Store, place: Mountpoint, ready: Callable[[], None]) -> None:
        try:
            self._start(place)
            if not self._ending:
                log.info("serving %s from %s", self._path, self._plan.store_path)
                systemd.notify(systemd.READY)
                ready()
            while not self._ending:
                self._look_after(store, place)
                self._tell_systemd()
                self._pause(self._until_next_start())
        finally:
            with contextlib.suppress(OSError):
                systemd.notify(systemd.STOPPING)
            self._stop(place)
            log.info("stopped serving %s", self._path)

    def _start(self, place: Mountpoint) -> None:
        """Start both children and wait until they are ready and the mount answers, or until a signal says to end."""
        place.open_up()
        self._fill(self._mount, place)
        self._fill(self._learner, place)
        began = time.monotonic()
        while not self._ending and not self._is_up(place):
            if time.monotonic() - began > START_SECONDS:
                raise StartFailed(f"{self._path}: it does not answer after {START_SECONDS:.0f} s")
            self._pause(0.02)
        place.seal()

    def _is_up(self, place: Mountpoint) -> bool:
        children = [post.child for post in (self._mount, self._learner) if post.child is not None]
        for child in children:
            child.listen()
            if not child.alive:
                child.wait(1.0)
                raise StartFailed(child.reason)
        if not all(child.ready for child in children):
            return False
        self._advance_probe(place)
        return self._answered > 0.0

    def _fill(self, post: _Post, place: Mountpoint, *, replace: bool = False) -> None:
        post.lacks_store = False
        plan = self._plan
        arguments = ["--parent", str(os.getpid()), "--store", str(plan.store_path)]
        if plan.user is not None:
            arguments += ["--user", plan.user.name]
        if post.role == LEARNER:
            post.child = Child(LEARNER, [*arguments, "--jobs", str(plan.jobs)])
            return
        arguments += ["--allow-other"] * plan.allow_other + [str(self._path)]
        if self._grantor is None:
            post.child = Child(MOUNT, ["--replace"] * replace + arguments)
        else:
            post.child = self._grantor.start_mount(arguments, place, allow_other=plan.allow_other)

    def _look_after(self, store: Store, place: Mountpoint) -> None:
        self._look_after_mount(place)
        for post in (self._mount, self._learner):
            if post.child is not None and not post.child.alive:
                self._bury(store, post)
            if post.child is None and not self._ending and time.monotonic() >= post.not_before:
                if not store.is_in_place:
                    self._wait_for_store(post)
                    continue
                self._refill(post, place)

    def _refill(self, post: _Post, place: Mountpoint) -> None:
        try:
            if post is self._mount:
                place.renew()
                place.open_up()
            self._fill(post, place, replace=True)
        except MountpointError as error:
            self._put_off(post, str(error))

    def _put_off(self, post: _Post, reason: str) -> None:
        """Replace a process that ended, or could not be started, at once at first, then after growing delays."""
        log.warning("%s; another one starts in %.1f s", reason, post.delay)
        post.not_before = time.monotonic() + post.delay
        post.delay = min(max(2 * post.delay, FIRST_DELAY_SECONDS), LONGEST_DELAY_SECONDS)

    def _wait_for_store(self, post: _Post) -> None:
        """Start nothing while the store is gone: a new process would make another one, and show that."""
        if not post.lacks_store:
            post.lacks_store = True
            path = self._plan.store_path
            log.error("%s: moved, deleted or replaced; the %s starts when it is back", path, post.role)
        post.not_before = time.monotonic() + TICK_SECONDS

    def _bury(self, store: Store, post: _Post) -> None:
        """Note a child's death, and when to replace it: at once at first, then after growing delays."""
        child = post.child
        assert child is not None
        if not child.wait(0.1):
            mountpoints.abort(self._path)
            child.wait(1.0)
        if post is self._mount and child.status == 0:
            log.info("%s was unmounted", self._path)
            self._ending = True
        else:
            if time.monotonic() - child.started > STEADY_SECONDS:
                post.delay = 0.0
            elif post is self._mount and child.ready:
                post.delay = min(post.delay, SERVED_DELAY_SECONDS)
            self._put_off(post, child.reason)
        child.close()
        post.child = None
        with contextlib.suppress(StoreError):
            daemons.bury(store)

    def _look_after_mount(self, place: Mountpoint) -> None:
        """Kill a mount that hangs; it is then replaced like any dead one."""
        child = self._mount.child
        if child is None:
            self._end_probe()
            return
        if child.listen():
            place.seal()
            self._answered = time.monotonic()
            log.info("%s is served again, by process %d", self._path, child.pid)
        if child.ready:
            self._advance_probe(place)
        now = time.monotonic()
        hangs = now - self._answered > HUNG_SECONDS if child.ready else now - child.started > START_SECONDS
        if hangs and child.alive:
            log.warning("%s: process %d does not answer; it is killed", self._path, child.pid)
            child.kill()
            mountpoints.abort(self._path)

    def _advance_probe(self, place: Mountpoint) -> None:
        now = time.monotonic()
        if self._probe is None:
            if now - self._probed >= PROBE_EVERY_SECONDS:
                self._probed = now
                if self._is_moved(place):
                    # Whoever finds it there is served; that it does not answer here says nothing.
                    self._answered = now
                else:
                    self._probe = Probe(self._path)
        elif (answer := self._probe.answer) is not None:
            self._probe = None
            if answer:
                self._answered = now
        elif now - self._probed > HUNG_SECONDS:
            self._end_probe()

    def _is_moved(self, place: Mountpoint) -> bool:
        """Whether a directory above the mountpoint was renamed, so that the mount is elsewhere."""
        was_moved, self._moved_to = self._moved_to, place.moved_to()
        if self._moved_to is not None and was_moved is None:
            log.error("%s: the mountpoint is gone; the mount goes on at %s", self._path, self._moved_to)
        elif self._moved_to is None and was_moved is not None and mountpoints.is_skillfs(self._path):
            log.warning("%s: the mountpoint is back", self._path)
        return self._moved_to is not None

    def _end_probe(self) -> None:
        if self._probe is not None:
            self._probe.give_up()
            self._probe = None

    def _tell_systemd(self) -> None:
        now = time.monotonic()
        if now - self._answered < 2 * HUNG_SECONDS and now - self._told_systemd > WATCHDOG_EVERY_SECONDS:
            self._told_systemd = now
            with contextlib.suppress(OSError):
                systemd.notify(systemd.ALIVE)

    def _stop(self, place: Mountpoint) -> None:
        """End the children, within 5 s, and free the mountpoint."""
        self._end_probe()
        children = [post.child for post in (self._mount, self._learner) if post.child is not None]
        for child in children:
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            if not child.wait(deadline - time.monotonic()):
                log.warning("the %s process %d does not stop; it is killed", child.role, child.pid)
                child.kill()
                if child.role == MOUNT:
                    mountpoints.abort(self._path)
                child.wait(1.0)
            child.close()
        mountpoints.detach(self._path)
        if (elsewhere := place.moved_to()) is not None:
            mountpoints.detach(elsewhere)
        if self._grantor is not None:
            self._grantor.close()
        place.seal()

    def _until_next_start(self) -> float:
        """How long nothing is to be done unless something happens, in seconds."""
        now = time.monotonic()
        starts = [post.not_before - now for post in (self._mount, self._learner) if post.child is None]
        return max(0.0, min([TICK_SECONDS, *starts]))

    def _pause(self, seconds: float) -> None:
        """Sleep until a child dies or a signal comes, `seconds` at most."""
        received = signal.sigtimedwait(_AWAITED, seconds)
        if received is not None and received.si_signo in _ENDING:
            log.info("%s: stopping", signal.Signals(received.si_signo).name)
            self._ending = True


@contextlib.contextmanager
def _signals_awaited() -> Iterator[None]:
    """Keep the signals that the supervisor waits for from interrupting anything else."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _AWAITED)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
